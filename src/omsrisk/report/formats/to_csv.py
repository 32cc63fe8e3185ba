"""CSV: one record a row, exact numbers, and no cell that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from omsrisk.report.document import Around, Cell, Document, Stretch
from omsrisk.text import without_commands

_AT_ONCE = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(document: Document) -> Iterator[str]:
    """
    Write a document's sheet, its head first.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; what a CI runner
    would take for a command is written as an escape.

    Yields:
        Some hundred records at a time, each with a line break.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_cell(column.title) for column in document.sheet.columns])
    written = 0
    for row in document.sheet.rows:
        if isinstance(row, Stretch):
            yield _taken(buffer)
            yield "\n".join(map(",".join, zip(*row.columns, strict=True))) + "\n"
            continue
        writer.writerow([_cell(cell) for cell in row.cells])
        written += 1
        if written % _AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(cell: Cell) -> str:
    if cell is None or isinstance(cell, Around):  # a bar is for eyes, its ends are cells of their own
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    # a cell may hold several lines, and each begins one of the log
    cell = "\n".join(map(without_commands, cell.split("\n")))
    if cell.isascii() and cell.isprintable() and cell[:1] not in _FORMULA_STARTS:
        return cell
    clean = "".join(c if c in "\n\t" or c.isprintable() else "\ufffd" for c in cell)
    return f"'{clean}" if clean.startswith(_FORMULA_STARTS) else clean
