"""Tables that come in, from CSV and spreadsheets: rows of cells with their addresses."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings, simplefilter

from omsrisk.errors import CannotReadError
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.tables.sheet_bounds import LAST_ROW, refuse_beyond_a_sheet
from omsrisk.text import visible

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_ROWS, _MOST_COLUMNS = 100_000, 60
_TOO_LONG = f"it has more than {_MOST_ROWS:,} rows"
_FIRST_HEADS = 20
"""Rows in which the heads are looked for."""

_SIGNIFICANT = 15
"""Digits that a number of a spreadsheet holds."""


class TableCell(NamedTuple):
    """
    A cell of a table.

    Attributes:
        text: What it says; empty for nothing.
        number: The number that it holds, where it holds one.
        wrong: Why it holds neither a text nor a number; empty where it does.
        row: From 1.
        column: From 1.
        sheet: The sheet; empty in a file that has none.
        is_percentage: Whether its number is shown as a percentage.
    """

    text: str
    number: Decimal | None
    wrong: str
    row: int
    column: int
    sheet: str = ""
    is_percentage: bool = False

    @property
    def address(self) -> str:
        """
        Name the cell as a spreadsheet does.

        >>> TableCell("", None, "", 7, 28, "Inputs").address
        'Inputs!AB7'
        """
        letters, rest = "", self.column
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{self.sheet}!{letters}{self.row}" if self.sheet else f"{letters}{self.row}"


TableRow = dict[str, TableCell]
"""The cells of a row, by what their column holds."""

Heads = Callable[[Sequence[TableCell]], Mapping[int, str] | None]
"""Says what each column holds, by its number, where a row is that of the heads."""


def rows_below_heads(
    name: str, content: bytes, heads: Heads, *, is_computed: bool = False
) -> list[TableRow] | None:
    """
    Read the rows below the heads, on the first sheet that has them.

    Args:
        name: The file, as the user named it.
        content: Its bytes: a workbook, or CSV in UTF-8.
        heads: Tells the row of the heads.
        is_computed: Whether a formula counts as what it came to, and not as a formula.

    Returns:
        None where no sheet has them.

    Raises:
        CannotReadError: It is neither a workbook nor CSV.
    """
    is_workbook = content.startswith(b"PK")
    try:
        with catch_warnings():
            simplefilter("ignore")  # of what a workbook lacks: what is wrong with it is an error
            sheets = (
                _of_workbook(content, is_computed=is_computed)
                if is_workbook
                else iter([_of_csv(name, content)])
            )
            tables = (_below_heads(rows, heads) for rows in sheets)
            return next((one for one in tables if one is not None), None)
    except (ValueError, OSError) as error:
        raise CannotReadError(f"cannot read {visible(name)}: {visible(str(error))}") from None
    except _DAMAGED as error:
        told = f"the workbook is damaged ({visible(str(error).strip(_QUOTES))})"
        raise CannotReadError(f"cannot read {visible(name)}: {told}") from None


_DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, TypeError, AttributeError, EOFError,
    RuntimeError,
)  # fmt: skip
"""What its reader meets in a workbook that is not whole, or whose parts do not fit together."""

_QUOTES = "\"'"
"""What a missing key is told in."""


def _below_heads(rows: Iterable[Sequence[TableCell]], heads: Heads) -> list[TableRow] | None:
    columns: Mapping[int, str] | None = None
    found: list[TableRow] = []
    for number, row in enumerate(rows):
        if columns is not None:
            if row:
                found.append({columns[one.column]: one for one in row if one.column in columns})
            continue
        columns = heads(row)
        if columns is None and number >= _FIRST_HEADS:
            return None
    return None if columns is None else found


def _of_csv(name: str, content: bytes) -> Iterator[list[TableCell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotReadError(
            f"cannot read {visible(name)}: it is neither a workbook nor CSV in UTF-8"
        ) from None
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        for at, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            if at > _MOST_ROWS:
                raise CannotReadError(f"cannot read {visible(name)}: {_TOO_LONG}")
            yield [_text_cell(one, at, column) for column, one in enumerate(row, start=1)]
    except csv.Error as error:
        raise CannotReadError(f"cannot read {visible(name)}: {error}") from None


def _text_cell(text: str, row: int, column: int) -> TableCell:
    plain = text.strip()
    # what a spreadsheet would take for a formula was written with an apostrophe
    if plain[:1] == "'" and plain[1:2] in {"=", "+", "-", "@"}:
        plain = plain[1:]
    wrong = "a formula" if plain.startswith("=") else ""
    is_number = plain.removeprefix("-").replace(".", "", 1).isdecimal() and plain.isascii()
    number = Decimal(plain) if is_number and len(plain) <= 2 * _SIGNIFICANT else None
    return TableCell(plain, number, wrong, row, column)


def _of_workbook(content: bytes, *, is_computed: bool) -> Iterator[Iterator[list[TableCell]]]:
    from openpyxl import load_workbook

    refuse_beyond_a_sheet(content)
    book = load_workbook(io.BytesIO(content), read_only=True)
    computed = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet, values in zip(book.worksheets, computed.worksheets, strict=True):
        yield _with_values(_rows_of(sheet), _rows_of(values)) if is_computed else _rows_of(sheet)


def _rows_of(sheet: "Worksheet") -> Iterator[list[TableCell]]:
    """Read the rows of a sheet; one without anything in it is an empty list."""
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=_MOST_COLUMNS)
    blank = None
    for at, row in enumerate(rows, start=1):
        # rows that the file leaves out are one and the same to its reader: a million of them is cheap
        if row is blank or all(cell.value is None for cell in row):
            blank = row
            yield []
            continue
        if at > _MOST_ROWS:
            raise ValueError(_TOO_LONG)
        yield [
            _cell(cell.value, cell.data_type, at, column, sheet.title)._replace(
                is_percentage="%" in str(getattr(cell, "number_format", ""))
            )
            for column, cell in enumerate(row, start=1)
        ]


def _with_values(
    rows: Iterable[list[TableCell]], computed: Iterable[list[TableCell]]
) -> Iterator[list[TableCell]]:
    """Put what formulas came to in their place, where a spreadsheet has computed them."""
    for row, values in zip(rows, computed, strict=True):
        if not values:
            yield row
            continue
        yield [
            value if value.text or value.wrong else cell
            for cell, value in zip(row, values, strict=True)
        ]


_NO_VALUE = {"f": "a formula", "e": "an error"}
"""Kinds of cells that hold nothing to be read."""


def _cell(value: object, kind: str, row: int, column: int, sheet: str) -> TableCell:
    place = (row, column, sheet)
    if value is None:
        return TableCell("", None, "", *place)
    if kind in _NO_VALUE:
        return TableCell(str(value), None, _NO_VALUE[kind], *place)
    if isinstance(value, bool):
        return TableCell(str(value).lower(), None, f"the truth {shown(str(value).upper())}", *place)
    if isinstance(value, int | float):
        # the shortest text of a double has up to 17 digits; what was typed has 15 at the most
        number = Decimal(f"{value:.{_SIGNIFICANT}g}")
        return TableCell(f"{number:f}", number, "", *place)
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return TableCell(day.isoformat(), None, "", *place)
    return TableCell(str(value).strip(), None, "", *place)
