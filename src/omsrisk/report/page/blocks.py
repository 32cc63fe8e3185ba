"""Blocks as HTML: the tables and sentences of any document."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from omsrisk.report.document import (
    Around,
    Block,
    Cell,
    Chart,
    Column,
    Content,
    Heading,
    Lines,
    Role,
    Row,
    Table,
    Title,
)
from omsrisk.report.formats.layout import cell_text
from omsrisk.report.page.html import text
from omsrisk.report.page.svg import around, bar

_CLASS = {
    Role.HEADING: "heading",
    Role.TOTAL: "total",
    Role.GRAND_TOTAL: "grand",
    Role.MEMO: "memo",
    Role.SPACE: "space",
}
_LEFT = {Content.TEXT, Content.BAR}


def html_of(blocks: Iterable[Block], *, title_level: int = 1) -> Iterator[str]:
    """
    Write blocks as HTML.

    Args:
        blocks: Of a document.
        title_level: The level of the heading that a title becomes.

    Yields:
        One block at a time.
    """
    for block in blocks:
        if isinstance(block, Title):
            yield f"<h{title_level}>{text(block.text)}</h{title_level}>\n"
            if block.file:
                yield f'<p class="quiet">{text(block.file)}</p>\n'
        elif isinstance(block, Heading):
            level = min(title_level, 2) + 1  # the table below it belongs to the title
            yield from (f"<h{level}>{text(line)}</h{level}>\n" for line in block.lines)
        elif isinstance(block, Lines):
            attribute = ' class="quiet"' if block.is_quiet else ""
            yield f"<p{attribute}>{'<br>'.join(text(line) for line in block.lines)}</p>\n"
        else:
            yield from _table(block.table if isinstance(block, Chart) else block)


_MOST_SIDE_BY_SIDE = 3
"""Columns that stand beside each other on a phone; of a wider table each row becomes a list."""

_MOST_ON_PAPER = 8
"""The same on A4."""


def _table(table: Table) -> Iterator[str]:
    is_wide = len(table.columns) > _MOST_SIDE_BY_SIDE
    on_paper = " wide" if len(table.columns) > _MOST_ON_PAPER else ""
    yield f'<table class="stack{on_paper}">\n' if is_wide else "<table>\n"
    if any(column.title.strip() for column in table.columns):
        heads = "".join(_head(column) for column in table.columns)
        yield f"<thead><tr>{heads}</tr></thead>\n"
    yield "<tbody>\n"
    for row in table.rows:
        yield _row(row, table.columns, is_wide=is_wide)
    yield "</tbody>\n</table>\n"


def _head(column: Column) -> str:
    attribute = "" if column.content in _LEFT else ' class="n"'
    title = text(column.title.strip())
    return f'<th scope="col"{attribute}>{title}</th>' if title else f"<td{attribute}></td>"


def _row(row: Row, columns: tuple[Column, ...], *, is_wide: bool) -> str:
    attribute = f' class="{_CLASS[row.role]}"' if row.role in _CLASS else ""
    if row.role is Role.HEADING:
        head = text(cell_text(row.cells[0], columns[0]))
        return f'<tr{attribute}><th scope="rowgroup" colspan="{len(columns)}">{head}</th></tr>\n'
    cells = "".join(
        _cell(cell, column, at, row.level, is_wide=is_wide)
        for at, (cell, column) in enumerate(zip(row.cells, columns, strict=True))
    )
    return f"<tr{attribute}>{cells}</tr>\n"


def _cell(cell: Cell, column: Column, at: int, level: int, *, is_wide: bool) -> str:
    if isinstance(cell, Around):
        return f'<td class="bar">{around(*cell)}</td>'
    if column.content is Content.BAR and isinstance(cell, Decimal):
        return f'<td class="bar">{bar(cell)}</td>'
    written = text(cell_text(cell, column))
    if at == 0 and written:
        indent = f' class="level{min(level, 3)}"' if level else ""
        return f'<th scope="row"{indent}>{written}</th>'
    attributes = "" if column.content in _LEFT else ' class="n"'
    if is_wide and written and column.title.strip():
        attributes += f' data-head="{text(column.title.strip())}"'
    return f"<td{attributes}>{written}</td>"
