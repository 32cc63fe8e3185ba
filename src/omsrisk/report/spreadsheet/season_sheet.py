"""The sheet that weighs days: the months of each window, and the formula that reads them."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
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
"""Columns of a window, with the empty one behind it; one that jumps has one more."""

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
        left = self._windows.setdefault(window, sum(map(_width, self._windows)))
        last = _FIRST + _MONTHS - 1
        start, end, index = (
            f"{on_sheet(self._name, cell_name(_FIRST, left + at, fixed=True))}:"
            f"{cell_name(last, left + at, fixed=True)}"
            for at in range(3)
        )
        most = on_sheet(self._name, cell_name(last, left + 1, fixed=True))
        held = f"(({days}<{end})*({days}-{start})+({days}>={end})*({end}-{start}))"
        if window.catch_up is not None:
            jump = (
                f"{on_sheet(self._name, cell_name(_FIRST, left + 3, fixed=True))}:"
                f"{cell_name(last, left + 3, fixed=True)}"
            )
            return f"IF({days}>{most},NA(),SUMPRODUCT(({days}>{start})*({held}*{index}+{jump})))"
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
            columns = ("first day", "day after", "index", "jump")[: _width(window) - 1]
            names += [SheetCell(_name_of(window), TITLE), *([None] * len(columns))]
            heads += [*head_row(*columns), None]
        yield tuple(names)
        yield tuple(heads)
        told_days = [list(_months(window)) for window in self._windows]
        for at in range(_MONTHS):
            row: list[SheetCell | None] = []
            for months in told_days:
                row += [*(SheetCell(one, Look(number=format_of(one))) for one in months[at]), None]
            yield tuple(row)


def _name_of(window: Window) -> str:
    place = "Back from the eve of" if window.backwards else "From"
    name = "From the go-live" if window.is_flat else f"{place} {window.anchor}"
    part = part_told(window)
    return f"{name}: {part}" if part else name


def _width(window: Window) -> int:
    return _WIDTH + (window.catch_up is not None)


def _months(window: Window) -> Iterator[tuple[Decimal, ...]]:
    """Return the day before which each month begins, the one at which it ends, and its index."""
    if window.catch_up is not None:
        yield from _stretches(window)
        return
    runs = [run for run, _ in zip(window.months(), range(_MONTHS), strict=False)]
    ends = list(accumulate(days for days, _ in runs))
    for (days, index), end in zip(runs, ends, strict=True):
        yield Decimal(end - days), Decimal(end), index


def _stretches(window: Window) -> Iterator[tuple[Decimal, ...]]:
    """Return the stops between which a window grows evenly, by how much, and how far it jumps."""
    assert window.catch_up is not None  # noqa: S101 - the caller has looked
    lines = [line for line, _ in zip(window.lines(), range(_MONTHS + 1), strict=False)]
    longest = window.catch_up.longest_stop(window.anchor)
    ends = [line.start for line in lines[1:]]
    ends += [longest] * (len(lines) <= _MONTHS)
    reached = Fraction(0)
    for line, end in zip(lines, ends, strict=False):
        yield tuple(map(_decimal, (line.start, end, line.slope, line.value - reached)))
        reached = line.value + (end - line.start) * line.slope
    beyond = (_decimal(ends[-1]), _decimal(ends[-1]), Decimal(0), Decimal(0))
    yield from [beyond] * (_MONTHS - len(ends))


def _decimal(number: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = _DIGITS
        return Decimal(number.numerator) / Decimal(number.denominator)


_DIGITS = 20
"""More than a sheet computes with."""
