"""CSV: one record a row, exact numbers, and no cell that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.report.document import Around, Cell, Document, Stretch
from omsrisk.report.number_style import style
from omsrisk.text import without_commands

_AT_ONCE = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Dialect(NamedTuple):
    """What stands between cells, and before the part of a number behind its whole."""

    separator: str = ","
    point: str = "."


def to_csv(document: Document) -> Iterator[str]:
    """
    Write a document's sheet, its head first.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; what a CI runner
    would take for a command is written as an escape.

    Yields:
        Some hundred records at a time, each with a line break.
    """
    return _written(document, _Dialect())


def to_csv_for_excel(document: Document) -> Iterator[str]:
    """
    Write the same as Excel opens it with a click: a byte order mark, semicolons, decimal commas.

    Where a locale is asked for that writes a decimal point, so does this, with commas between cells.

    Yields:
        Some hundred records at a time, each with a line break.
    """
    now = style()
    yield "\ufeff"
    yield from _written(
        document, _Dialect() if now.locale and now.point == "." else _Dialect(";", ",")
    )


def _written(document: Document, dialect: _Dialect) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=dialect.separator, lineterminator="\n")
    writer.writerow([_cell(column.title, dialect) for column in document.sheet.columns])
    written = 0
    for row in document.sheet.rows:
        if isinstance(row, Stretch):
            yield _taken(buffer)
            lines = map(dialect.separator.join, zip(*_numbers(row, dialect), strict=True))
            yield "\n".join(lines) + "\n"
            continue
        writer.writerow([_cell(cell, dialect) for cell in row.cells])
        written += 1
        if written % _AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _numbers(row: Stretch, dialect: _Dialect) -> Iterable[Iterable[str]]:
    if dialect.point == ".":
        return row.columns
    return ([text.replace(".", dialect.point) for text in column] for column in row.columns)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(cell: Cell, dialect: _Dialect) -> str:
    if cell is None or isinstance(cell, Around):  # a bar is for eyes, its ends are cells of their own
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}" if dialect.point == "." else f"{cell:f}".replace(".", dialect.point)
    # a cell may hold several lines, and each begins one of the log
    cell = "\n".join(map(without_commands, cell.split("\n")))
    if cell.isascii() and cell.isprintable() and cell[:1] not in _FORMULA_STARTS:
        return cell
    clean = "".join(c if c in "\n\t" or c.isprintable() else "\ufffd" for c in cell)
    return f"'{clean}" if clean.startswith(_FORMULA_STARTS) else clean
