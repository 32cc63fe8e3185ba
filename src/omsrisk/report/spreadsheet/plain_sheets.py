"""A result without formulas as a workbook: its records, with numbers, days and filters."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from omsrisk.report.document import (
    Around,
    Block,
    Cell,
    Chart,
    Column,
    Content,
    Document,
    Lines,
    Role,
    Sheet,
    Stretch,
    Title,
)
from omsrisk.report.document import Row as TableRow
from omsrisk.report.spreadsheet.workbook import (
    DAY,
    PLAIN,
    QUIET,
    TITLE,
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
        document: Its records become rows of one sheet; what a reader sees, rows of another.
    """
    records = plain_sheet("Result", document.sheet)
    if isinstance(document.sheet.rows, Iterator):
        return Workbook((records,))  # what streams is told once
    return Workbook((records, report_sheet("Report", document.blocks)))


def report_sheet(name: str, blocks: Iterable[Block]) -> WorkbookSheet:
    """
    Make a sheet of what a reader sees: sentences and tables, as values.

    Args:
        name: What the sheet is called.
        blocks: The report.
    """
    return WorkbookSheet(name, _report_rows(blocks))


def _report_rows(blocks: Iterable[Block]) -> Iterator[SheetRow]:
    for block in blocks:
        if isinstance(block, Title):
            yield (SheetCell(block.text, TITLE), SheetCell(block.file, QUIET))
        elif isinstance(block, Lines):
            # a sentence runs over the cells beside it, and does not make its column wide
            look = Look(quiet=block.is_quiet, runs_on=True)
            yield from ((SheetCell(line, look),) for line in block.lines)
        else:
            table = block.table if isinstance(block, Chart) else block
            shown = [column.content is not Content.BAR for column in table.columns]
            heads = head_row(*(column.title for column in table.columns))
            yield tuple(head for head, is_shown in zip(heads, shown, strict=True) if is_shown)
            for row in table.rows:
                yield tuple(_table_cells(row, table.columns, shown))
        yield ()


def _table_cells(
    row: TableRow, columns: Sequence[Column], shown: Sequence[bool]
) -> Iterator[SheetCell | None]:
    stands_out = row.role in {Role.HEADING, Role.TOTAL, Role.GRAND_TOTAL}
    for at, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        made = _cell(cell, column) if shown[at] else None
        if made is not None:
            level = row.level if at == 0 else 0
            yield made._replace(look=made.look._replace(bold=stands_out, level=level))
        elif shown[at]:
            yield None


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
    """Read a number, or a day, of a stretch, which holds nothing else; empty where it is not told."""
    if not text:
        return None
    day = _day(text)
    return SheetCell(Decimal(text)) if day is None else SheetCell(day, DAY)


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
