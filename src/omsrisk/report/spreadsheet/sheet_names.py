"""Names of sheets, and of cells on them: whatever a scenario is called."""

import re

_LONGEST = 31
_REFUSED = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_RESERVED = {"history"}
"""Names that a spreadsheet keeps for itself."""


class SheetNames:
    """
    Names of the sheets of one workbook, each once whatever the case of its letters.

    >>> names = SheetNames()
    >>> names.new("Q1/Q2: [big]"), names.new("q1 q2  big"), names.new("History")
    ('Q1 Q2 big', 'q1 q2 big 2', 'History 2')
    """

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def new(self, wished: str) -> str:
        """
        Take a name as it is wished, or the nearest that a spreadsheet takes.

        Args:
            wished: Any text.
        """
        shown = "".join(c if c.isprintable() else " " for c in wished)
        plain = " ".join(_REFUSED.sub(" ", shown).split()) or "Sheet"
        name, number = _cut(plain, ""), 1
        while name.casefold() in self._taken:
            number += 1
            name = _cut(plain, f" {number}")
        self._taken.add(name.casefold())
        return name


def _cut(name: str, ending: str) -> str:
    """Cut a name where it is too long: a spreadsheet counts a rare character as two."""
    while len((name + ending).encode("utf-16-le")) > 2 * _LONGEST:
        name = name[:-1]
    return name.rstrip() + ending


def on_sheet(name: str, cell: str) -> str:
    """
    Name a cell of another sheet.

    >>> on_sheet("Big bang", "$B$3")
    "'Big bang'!$B$3"
    """
    return f"'{name}'!{cell}"


def cell_name(row: int, column: int, *, fixed: bool = False) -> str:
    """
    Name a cell by its row and column, counted from 0.

    >>> cell_name(0, 0), cell_name(9, 27), cell_name(2, 1, fixed=True)
    ('A1', 'AB10', '$B$3')
    """
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"
