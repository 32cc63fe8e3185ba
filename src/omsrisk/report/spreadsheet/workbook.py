"""The neutral workbook: sheets of cells, formulas with their values, what may be typed, charts."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Live(NamedTuple):
    """
    A formula, with the value that it comes to.

    Programs that do not compute show the value, so that nobody sees 0.00 in its place.

    Attributes:
        formula: Without the sign of equality before it.
        value: What it comes to, exact; a text where it comes to one.
    """

    formula: str
    value: Decimal | str


CellContent = str | Decimal | date | Live | None
"""Text, an exact number, a day, a formula, or nothing."""


class Look(NamedTuple):
    """
    How a cell looks.

    Attributes:
        number: The format of its number, in the words of spreadsheets.
        bold: Whether it stands out.
        is_head: Whether it is the head of a column.
        is_input: Whether it is there to be changed.
        quiet: Whether it steps back: a remark, or what is not live.
        level: How deep it is indented.
        is_total: Whether a line is drawn above it.
        wraps: Whether a long text goes on in a second line.
        runs_on: Whether a long text runs over the cells beside it, and makes no column wide.
    """

    number: str = ""
    bold: bool = False
    is_head: bool = False
    is_input: bool = False
    quiet: bool = False
    level: int = 0
    is_total: bool = False
    wraps: bool = False
    runs_on: bool = False


PLAIN = Look()
HEAD = Look(bold=True, is_head=True, wraps=True)
TITLE = Look(bold=True, runs_on=True)
QUIET = Look(quiet=True)
DAY = Look(number="yyyy-mm-dd")


class SheetCell(NamedTuple):
    """A cell: what it holds, and how it looks."""

    content: CellContent
    look: Look = PLAIN


SheetRow = tuple[SheetCell | None, ...]
"""The cells of a row, from the first column on; None for an empty one."""


class Allowed(NamedTuple):
    """
    What may be typed into a cell.

    Attributes:
        low: The least: a number, or a formula with its sign of equality.
        high: The most.
        message: What is said of anything else.
    """

    low: Decimal | str
    high: Decimal | str
    message: str


class CellRange(NamedTuple):
    """
    Cells of one sheet, rows and columns counted from 0.

    Attributes:
        sheet: Its name.
        top: The first row.
        left: The first column.
        bottom: The last row.
        right: The last column.
    """

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


class BarChart(NamedTuple):
    """
    Bars, drawn by the spreadsheet itself, so that they follow its cells.

    Attributes:
        title: The cell that holds the title.
        names: The cells that name the bars.
        values: The cells of the bars, series by series, each with the cell that names it.
        row: Where its upper left corner stands.
        column: The same.
        begins_at_zero: Whether its scale does: a bar is as long as its amount where none is negative.
    """

    title: CellRange
    names: CellRange
    values: tuple[tuple[CellRange, CellRange], ...]
    row: int
    column: int
    begins_at_zero: bool = False

    @property
    def height(self) -> int:
        """How high it is drawn [pixel]."""
        names = self.names
        bars = max(names.bottom - names.top, names.right - names.left) + 1
        return _HEIGHT_OF_TITLE + _HEIGHT_OF_A_BAR * bars

    @property
    def rows(self) -> int:
        """How many rows it covers, with one below it."""
        return self.height // _HEIGHT_OF_A_ROW + 2


_HEIGHT_OF_TITLE, _HEIGHT_OF_A_BAR, _HEIGHT_OF_A_ROW = 120, 24, 20
"""In pixels."""


class WorkbookSheet(NamedTuple):
    """
    A sheet.

    Attributes:
        name: Unique in the workbook; see `SheetNames`.
        rows: From the first on; may be an iterator, so that long results stream.
        widths: Of the columns, in characters; those of what they hold, where there is none.
        frozen: Rows that stay in sight.
        filtered_from: The row of the heads that filter, counted from 0; None for none.
        allowed: What may be typed, by row and column.
        charts: What is drawn on it.
    """

    name: str
    rows: Iterable[SheetRow]
    widths: tuple[int, ...] = ()
    frozen: int = 0
    filtered_from: int | None = None
    allowed: Mapping[tuple[int, int], Allowed] = {}
    charts: tuple[BarChart, ...] = ()


class Workbook(NamedTuple):
    """The sheets of a file, in the order of their tabs."""

    sheets: tuple[WorkbookSheet, ...]


def head_row(*titles: str) -> SheetRow:
    """Return the heads of columns."""
    return tuple(SheetCell(title, HEAD) for title in titles)


def decimal_format(digits: int, *, is_share: bool = False) -> str:
    """
    Write the format of a number with so many digits after the point.

    >>> decimal_format(2), decimal_format(0), decimal_format(1, is_share=True)
    ('#,##0.00', '#,##0', '0.0%')
    """
    point = "." if digits else ""
    return f"{'0' if is_share else '#,##0'}{point}{'0' * digits}{'%' if is_share else ''}"


_MOST_DIGITS = 12
"""Digits after the point that are shown: a file has no more."""


def format_of(number: Decimal, *, is_share: bool = False) -> str:
    """
    Write the format that shows a number with the digits its author wrote.

    >>> format_of(Decimal("12.50")), format_of(Decimal("0.175"), is_share=True), format_of(Decimal(7))
    ('#,##0.00', '0.0%', '#,##0')
    """
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    return decimal_format(min(max(digits - 2 * is_share, 0), _MOST_DIGITS), is_share=is_share)
