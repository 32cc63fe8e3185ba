"""Blocks as HTML: the tables and sentences of any document."""

import re
from collections.abc import Iterable, Iterator, Mapping
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


def html_of(
    blocks: Iterable[Block], *, title_level: int = 1, whole_names: Mapping[str, str] | None = None
) -> Iterator[str]:
    """
    Write blocks as HTML.

    Args:
        blocks: Of a document.
        title_level: The level of the heading that a title becomes.
        whole_names: What stands for each short name of its heads: a page has room for it.

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
            legend = {f"{short}: {name}" for short, name in (whole_names or {}).items()}
            lines = [prose(line) for line in block.lines if line not in legend]
            attribute = ' class="quiet"' if block.is_quiet else ""
            yield f"<p{attribute}>{'<br>'.join(lines)}</p>\n" if lines else ""
        else:
            table = block.table if isinstance(block, Chart) else block
            yield from _table(_in_full(table, whole_names) if whole_names else table)


_CODE = re.compile(r"`([^`]+)`")
_APART = re.compile(r"(?<=\S) {2,}(?=\S)")


def prose(line: str) -> str:
    """
    Write a sentence; what it quotes as code is set as code.

    >>> prose("no `limits` & no more")
    'no <code>limits</code> &amp; no more'

    What a terminal sets apart by spaces stays apart:

    >>> prose("R revenue  C cash").split(chr(0x2003))
    ['R revenue', 'C cash']
    """
    return _CODE.sub(r"<code>\1</code>", text(_APART.sub("\N{EM SPACE}", line)))


def _in_full(table: Table, names: Mapping[str, str]) -> Table:
    """Write names whole that a terminal has no room for."""

    def whole(shown: str) -> str:
        short = shown.removesuffix("*")
        return names[short] + shown[len(short) :] if short in names else shown

    def in_full(cell: Cell) -> Cell:
        return names.get(cell, cell) if isinstance(cell, str) else cell

    columns = tuple(one._replace(title=whole(one.title)) for one in table.columns)
    rows = (row._replace(cells=tuple(map(in_full, row.cells))) for row in table.rows)
    return table._replace(columns=columns, rows=rows)


_MOST_SIDE_BY_SIDE = 3
"""Columns that stand beside each other on a phone; of a wider table each row becomes a list."""

_MOST_ON_PAPER = 8
"""The same on A4."""

_MOST_BESIDE_A_BAR = 5
"""Columns of a table whose bars take almost half of its width."""


def _table(table: Table) -> Iterator[str]:
    is_wide = len(table.columns) > _MOST_SIDE_BY_SIDE
    classes = " ".join(
        name
        for name, holds in (
            ("stack", is_wide),
            ("few", len(table.columns) <= _MOST_BESIDE_A_BAR),
            ("wide", len(table.columns) > _MOST_ON_PAPER),
        )
        if holds
    )
    yield f'<table class="{classes}">\n' if classes else "<table>\n"
    if any(column.title.strip() for column in table.columns):
        heads = "".join(_head(column) for column in table.columns)
        yield f"<thead><tr>{heads}</tr></thead>\n"
    yield "<tbody>\n"
    for row in table.rows:
        yield _row(row, table.columns, is_wide=is_wide)
    yield "</tbody>\n</table>\n"


_LONGEST_WORD = 25
"""Characters of a head that are not broken: a column of numbers is as wide as its head."""


def _head(column: Column) -> str:
    title = text(column.title.strip())
    classes = [] if column.content in _LEFT else ["n"]
    if any(len(word) > _LONGEST_WORD for word in title.split()):
        classes.append("long")
    attribute = f' class="{" ".join(classes)}"' if classes else ""
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
    written = _breakable(text(cell_text(cell, column)))
    if at == 0 and written:
        classes = "n" if column.content not in _LEFT and isinstance(cell, Decimal) else ""
        classes = f"level{min(level, 3)}" if level else classes
        named = f' class="{classes}"' if classes else ""
        if classes == "n" and is_wide and column.title.strip():
            # a name explains itself; of an amount somebody has to say what it is, also on a phone
            named += f' data-head="{text(column.title.strip())}"'
        return f'<th scope="row"{named}>{written}</th>'
    attributes = "" if column.content in _LEFT else ' class="n"'
    if column.content in _LEFT and _DAY.fullmatch(written):
        attributes = ' class="d"'
    if is_wide and written and column.title.strip():
        attributes += f' data-head="{text(column.title.strip())}"'
    return f"<td{attributes}>{written}</td>"


_LONG = re.compile(r"[\w.*-]{25,}")
_JOINT = re.compile(r"(?<=[._])(?=\w)")
_DAY = re.compile(r"\d+[-./]\d+[-./]\d+")


def _breakable(written: str) -> str:
    """
    Let a long path be broken where its parts meet.

    >>> _breakable("stabilisation.parallel_running.duration_days")
    'stabilisation.<wbr>parallel_<wbr>running.<wbr>duration_<wbr>days'
    """
    return _LONG.sub(lambda found: _JOINT.sub("<wbr>", found[0]), written)
