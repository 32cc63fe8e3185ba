"""XLSX: a workbook for a spreadsheet, the same bytes whenever it is written."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from omsrisk.errors import CannotWriteError
from omsrisk.report.document import Document
from omsrisk.report.spreadsheet.plain_sheets import plain_workbook
from omsrisk.report.spreadsheet.workbook import (
    PLAIN,
    BarChart,
    CellRange,
    Live,
    Look,
    SheetCell,
    WorkbookSheet,
)
from omsrisk.text import cell_width

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
_LONGEST_TEXT = 32_000
"""Characters that a cell holds at the most, less some for those that count as two."""

_MOST_ROWS = 1_048_576
_LARGEST = Decimal("9.99e307")
_FIRST_DAY = date(1900, 3, 1)
"""Days before this one have another number in each spreadsheet: they stay text."""

_NARROWEST, _WIDEST = 8, 60
_HEIGHT_OF_HEADS = 30
"""Points: two lines. Not every spreadsheet makes room by itself."""

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
"""What is text stays text: nothing in it becomes a formula, a number or a link."""


def to_xlsx(document: Document) -> Iterator[bytes]:
    """
    Write a document's workbook, or its records where it has none of its own.

    Yields:
        The whole file.

    Raises:
        CannotWriteError: It has more rows than a spreadsheet holds.
    """
    workbook = plain_workbook(document) if document.workbook is None else document.workbook()
    buffer = io.BytesIO()
    with XlsxWorkbook(buffer, dict(_OPTIONS)) as file:
        # by these a workbook is told that nobody has saved since, and that may be overwritten
        file.set_properties({"created": _NO_CLOCK, "author": "omsrisk"})
        writer = _Writer(file)
        for sheet in workbook.sheets:
            writer.write(sheet)
    yield buffer.getvalue()


class _Writer:
    """Writes sheets into one file, with a format for each look."""

    def __init__(self, file: XlsxWorkbook) -> None:
        self._file = file
        self._formats: dict[tuple[Look, bool], Format] = {}

    def write(self, sheet: WorkbookSheet) -> None:
        """Write a sheet: its cells, then what stands about them."""
        there = self._file.add_worksheet(sheet.name)
        widths: dict[int, int] = {}
        last_row = last_column = 0
        for at, row in enumerate(sheet.rows):
            if at >= _MOST_ROWS:
                raise CannotWriteError(
                    f"a sheet holds {_MOST_ROWS:,} rows, and the result has more",
                    "--format csv has no such limit",
                )
            if any(cell is not None and cell.look.is_head for cell in row):
                there.set_row(at, _HEIGHT_OF_HEADS)
            for column, cell in enumerate(row):
                if cell is not None:
                    self._cell(there, at, column, cell)
                    widths[column] = max(widths.get(column, 0), _width(cell))
            last_row, last_column = at, max(last_column, len(row) - 1)
        for column, width in enumerate(sheet.widths) if sheet.widths else widths.items():
            there.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        if sheet.frozen:
            there.freeze_panes(sheet.frozen, 0)
        if sheet.filtered_from is not None:
            there.autofilter(sheet.filtered_from, 0, last_row, last_column)
        for (at, column), allowed in sheet.allowed.items():
            there.data_validation(
                at,
                column,
                at,
                column,
                {
                    "validate": "decimal",
                    "criteria": "between",
                    "minimum": _end(allowed.low),
                    "maximum": _end(allowed.high),
                    "error_title": "Not written",
                    "error_message": allowed.message,
                },
            )
        there.set_landscape()
        there.set_paper(9)
        there.fit_to_pages(1, 0)
        for chart in sheet.charts:
            self._chart(there, chart)

    def _cell(self, there: Worksheet, row: int, column: int, cell: SheetCell) -> None:
        content, look = cell
        if isinstance(content, Live):
            value = content.value
            told = float(value) if isinstance(value, Decimal) else value
            there.write_formula(row, column, f"={content.formula}", self._format(look), told)
        elif isinstance(content, Decimal) and abs(content) < _LARGEST:
            there.write_number(row, column, float(content), self._format(look))
        elif isinstance(content, date) and content >= _FIRST_DAY:
            there.write_datetime(row, column, content, self._format(look))
        elif content is not None:
            text = _text(content)
            is_quoted = text.startswith(_FORMULA_STARTS)
            there.write_string(row, column, text, self._format(look, is_quoted=is_quoted))

    def _format(self, look: Look, *, is_quoted: bool = False) -> Format | None:
        """Find or make the format of a look; a text that looks like a formula is marked as text."""
        if look == PLAIN and not is_quoted:
            return None
        key = (look, is_quoted)
        if key not in self._formats:
            self._formats[key] = self._file.add_format(_properties(look, is_quoted=is_quoted))
        return self._formats[key]

    def _chart(self, there: Worksheet, told: BarChart) -> None:
        chart = self._file.add_chart({"type": "bar"})
        for named, values in told.values:
            chart.add_series(
                {
                    "name": [named.sheet, named.top, named.left],
                    "categories": list(told.names),
                    "values": list(values),
                    "overlap": 100,
                    "gap": 60,
                }
            )
        # a text would be taken for a reference where it looks like one; a reference never is a text
        chart.set_title({"name": _cell_of(told.title), "name_font": {"size": 11}})
        # names stand beside the bars, also of those that reach to the other side of 0
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        from_zero = {"min": 0} if told.begins_at_zero else {}
        chart.set_x_axis({"num_format": _ON_AN_AXIS, **from_zero})
        if len(told.values) == 1:
            chart.set_legend({"none": True})
        chart.set_size({"width": 720, "height": told.height})
        there.insert_chart(told.row, told.column, chart)


_ON_AN_AXIS = "[>=10]#,##0;[<=-10]-#,##0;General"
"""Thousands are told apart; amounts of a few cents keep their digits."""


def _cell_of(cells: CellRange) -> list[str | int]:
    return [cells.sheet, cells.top, cells.left]


def _properties(look: Look, *, is_quoted: bool) -> dict[str, object]:
    told: dict[str, object] = {"valign": "top"}
    if look.number:
        told["num_format"] = look.number
    if look.bold or look.is_total:
        told["bold"] = True
    if look.is_head:
        told |= {"bg_color": "#E7EBF0", "bottom": 1}
    if look.is_input:
        told |= {
            "font_color": "#0000FF",
            "bg_color": "#FFFBE6",
            "border": 1,
            "border_color": "#B0B7C3",
        }
    if look.quiet:
        told |= {"font_color": "#595959", "italic": True}
    if look.level:
        told["indent"] = look.level
    if look.is_total:
        told["top"] = 1
    if look.wraps:
        told["text_wrap"] = True
    if is_quoted:
        told["quote_prefix"] = True
    return told


def _end(end: Decimal | str) -> float | str:
    """Give the end of what may be typed: a number, or a formula."""
    return end if isinstance(end, str) else float(end)


def _text(content: str | Decimal | date) -> str:
    """Write what is no number; XML has no place for control characters."""
    if isinstance(content, Decimal):
        return f"{content:f}"
    if isinstance(content, date):
        return content.isoformat()
    clean = "".join(c if c == "\n" or c.isprintable() else "\ufffd" for c in content)
    return clean if len(clean) <= _LONGEST_TEXT else f"{clean[:_LONGEST_TEXT]}..."


def _width(cell: SheetCell) -> int:
    content, look = cell
    if isinstance(content, Live):
        content = content.value
    if isinstance(content, Decimal):
        return len(f"{content:,.4f}" if len(f"{content:f}") > _NARROWEST else f"{content:f}")
    if isinstance(content, str):
        return 0 if look.wraps or look.runs_on else max(map(cell_width, content.split("\n")))
    return len("2027-01-01")
