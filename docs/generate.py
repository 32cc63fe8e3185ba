"""
Write the pages of the reference from the program, or check that they are what it would write.

    python docs/generate.py            writes docs/reference/
    python docs/generate.py --check    exits with 1, and names the pages that differ
"""

import sys
from pathlib import Path

from generator import PAGES

_REFERENCE = Path(__file__).parent / "reference"


def main(*, check: bool, folder: Path) -> int:
    """
    Write the pages, or compare them.

    Args:
        check: Whether to compare instead.
        folder: Where the pages are.

    Returns:
        1 where `check` finds a page that differs, else 0.
    """
    written = {name: write() for name, write in PAGES.items()}
    if not check:
        folder.mkdir(exist_ok=True)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        return 0
    found = {name: folder / name for name in written if (folder / name).is_file()}
    behind = [
        name
        for name, text in written.items()
        if name not in found or found[name].read_text(encoding="utf-8") != text
    ]
    for name in behind:
        print(f"docs/reference/{name} is behind the program: run `python docs/generate.py`")
    return 1 if behind else 0


if __name__ == "__main__":
    asked = [one for one in sys.argv[1:] if one != "--check"]
    place = Path(asked[0]) if asked else _REFERENCE
    sys.exit(main(check="--check" in sys.argv[1:], folder=place))
