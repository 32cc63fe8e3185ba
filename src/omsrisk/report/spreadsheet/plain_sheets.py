"""A result without formulas as a workbook: its records, with numbers, days and filters."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from omsrisk.report.document import Around, Cell, Column, Content, Document, Sheet, Stretch
from omsrisk.report.spreadsheet.workbook import (
    DAY,
    PLAIN,
    Look,
    SheetCell,
    SheetRow,
    Workbook,
    WorkbookSheet,
    decimal_format,
    format_of,
    head_row,
)

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHARES = {Content.SHARE, Content.CHANGE_SHARE}
_AMOUNTS = {Content.MONEY, Content.CHANGE}


def plain_workbook(document: Document) -> Workbook:
    """
    Make a workbook of a document that has none of its own.

    Args:
        document: Its records become rows of one sheet.
    """
    return Workbook((plain_sheet("Result", document.sheet),))


def plain_sheet(name: str, sheet: Sheet) -> WorkbookSheet:
    """
    Make a sheet of records under heads that filter.

    Args:
        name: What the sheet is called.
        sheet: The records.
    """
    return WorkbookSheet(name, _rows(sheet), frozen=1, filtered_from=0)


def _rows(sheet: Sheet) -> Iterator[SheetRow]:
    yield head_row(*(column.title for column in sheet.columns))
    for row in sheet.rows:
        if isinstance(row, Stretch):
            for texts in zip(*row.columns, strict=True):
                yield tuple(_number(text) for text in texts)
            continue
        yield tuple(map(_cell, row.cells, sheet.columns))


def _number(text: str) -> SheetCell | None:
    """Read a number of a stretch, which holds nothing else; empty where it is not told."""
    return SheetCell(Decimal(text)) if text else None


def _cell(cell: Cell, column: Column) -> SheetCell | None:
    if cell is None or isinstance(cell, Around):  # a bar is for eyes, its ends are cells of their own
        return None
    if isinstance(cell, Decimal):
        return SheetCell(cell, Look(number=_format(cell, column)))
    day = _day(cell)
    return SheetCell(cell, PLAIN) if day is None else SheetCell(day, DAY)


def _format(number: Decimal, column: Column) -> str:
    if column.content in _SHARES:
        return decimal_format(1, is_share=True)
    if column.content in _AMOUNTS:
        return decimal_format(column.minor_digits)
    return format_of(number)


def _day(text: str) -> date | None:
    """Read a day as all records write it; None for any other text."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
