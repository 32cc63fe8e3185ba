"""The sheet that weighs days: the months of each window, and the formula that reads them."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from omsrisk.core.calendar import Window
from omsrisk.report.exposure.equations import part_told
from omsrisk.report.spreadsheet.sheet_names import cell_name, on_sheet
from omsrisk.report.spreadsheet.workbook import (
    QUIET,
    TITLE,
    Look,
    SheetCell,
    SheetRow,
    WorkbookSheet,
    format_of,
    head_row,
)

_MONTHS = 121
"""Months that a window is told for: ten years and more."""

_WIDTH = 4
"""Columns of a window, with the empty one behind it."""

_FIRST = 4
"""The row of the first month, counted from 0."""


class SeasonSheet:
    """
    Windows of days that a season weighs, side by side.

    Args:
        name: What the sheet is called.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._windows: dict[Window, int] = {}

    def __bool__(self) -> bool:
        """Whether any window stands on it."""
        return bool(self._windows)

    def formula(self, window: Window, days: str) -> str:
        """
        Write the formula of effective days: each month counts with the part that the window holds.

        Args:
            window: The window.
            days: The cell that holds its length.

        Returns:
            What comes to `#N/A` where the window is longer than the months that are told.
        """
        left = self._windows.setdefault(window, len(self._windows)) * _WIDTH
        last = _FIRST + _MONTHS - 1
        start, end, index = (
            f"{on_sheet(self._name, cell_name(_FIRST, left + at, fixed=True))}:"
            f"{cell_name(last, left + at, fixed=True)}"
            for at in range(3)
        )
        most = on_sheet(self._name, cell_name(last, left + 1, fixed=True))
        held = f"(({days}<{end})*({days}-{start})+({days}>={end})*({end}-{start}))"
        return f"IF({days}>{most},NA(),SUMPRODUCT(({days}>{start})*{held}*{index}))"

    def sheet(self) -> WorkbookSheet:
        """Return the sheet, when all formulas are written."""
        return WorkbookSheet(self._name, tuple(self._rows()), frozen=_FIRST)

    def _rows(self) -> Iterator[SheetRow]:
        yield (SheetCell("Days weighted by the season", TITLE),)
        told = (
            "Not live: dates and indices of the season are changed in the file, and this sheet is "
            "written anew."
        )
        yield (SheetCell(told, QUIET),)
        heads: list[SheetCell | None] = []
        names: list[SheetCell | None] = []
        for window in self._windows:
            names += [SheetCell(_name_of(window), TITLE), None, None, None]
            heads += [*head_row("first day", "day after", "index"), None]
        yield tuple(names)
        yield tuple(heads)
        columns = [list(_months(window)) for window in self._windows]
        for at in range(_MONTHS):
            row: list[SheetCell | None] = []
            for months in columns:
                row += [*(SheetCell(one, Look(number=format_of(one))) for one in months[at]), None]
            yield tuple(row)


def _name_of(window: Window) -> str:
    place = "Back from the eve of" if window.backwards else "From"
    name = "From the go-live" if window.is_flat else f"{place} {window.anchor}"
    part = part_told(window)
    return f"{name}: {part}" if part else name


def _months(window: Window) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Return the day before which each month begins, the one at which it ends, and its index."""
    runs = [run for run, _ in zip(window.months(), range(_MONTHS), strict=False)]
    ends = list(accumulate(days for days, _ in runs))
    for (days, index), end in zip(runs, ends, strict=True):
        yield Decimal(end - days), Decimal(end), index
