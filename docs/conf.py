"""How the site is built: strictly, as `make docs` does it, with what the extra `docs` installs."""

import re
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PACKAGE = (_ROOT / "src" / "omsrisk" / "__init__.py").read_text(encoding="utf-8")

project = "omsrisk"
release = re.findall(r'(?m)^__version__ = "(.+)"$', _PACKAGE)[0]
project_copyright = "the authors of omsrisk"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["generator"]
suppress_warnings: list[str] = []
nitpicky = True

# headings are anchors as on GitHub, so that one link serves the site and the repository
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"omsrisk {release}"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "source_repository": "https://github.com/omsrisk/omsrisk",
    "source_branch": "main",
    "source_directory": "docs/",
}
