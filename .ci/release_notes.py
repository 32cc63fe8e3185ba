"""
Print what the changelog says of a version: the notes of a release.

    python .ci/release_notes.py v0.2.0

It exits 1 where the tag is not the version of the package, or the changelog has no section of it.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def notes(tag: str, root: Path) -> str:
    """
    Find the section of the changelog that tells of a version.

    Args:
        tag: The tag of the release, such as v0.2.0.
        root: The folder of a checkout.

    Returns:
        The section without its heading.

    Raises:
        ValueError: The tag is not the version of the package, or the section is missing or empty.
    """
    source = (root / "src" / "omsrisk" / "__init__.py").read_text(encoding="utf-8")
    stated = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    version = stated[1] if stated else ""
    if tag != f"v{version}":
        raise ValueError(f"the tag {tag} is not v and the version of the package, {version}")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    # `## 0.2.0` or `## 0.2.0 - 2026-12-01`, and not that of 0.2.0rc1
    heading = re.search(rf"^## \[?{re.escape(version)}\]?(?: .*)?$", changelog, re.MULTILINE)
    section = re.split(r"^## ", changelog[heading.end() :], flags=re.MULTILINE)[0] if heading else ""
    if not section.strip():
        raise ValueError(f"CHANGELOG.md has no section `## {version}` that says something")
    return section.strip() + "\n"


def main(arguments: list[str]) -> int:
    """Print the notes of the version that a tag names, or why there are none."""
    [tag] = arguments
    try:
        sys.stdout.write(notes(tag, ROOT))
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
