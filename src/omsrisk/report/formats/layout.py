"""Layout: the cells of a table as texts, and which columns fit the room there is."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.money import add, share_of
from omsrisk.report import numbers
from omsrisk.report.document import NOT_ASSESSED, Cell, Column, Content, Role, Row, Table
from omsrisk.text import cell_width, visible

_INDENT = 2
_SHORTEST_LABEL = 12


class LaidRow(NamedTuple):
    """
    A row as texts.

    Attributes:
        texts: One for each column that is kept.
        role: What the row is for.
        heat: For each column how high the cell lies among all of a heat map, 0 to 1; None elsewhere.
    """

    texts: tuple[str, ...]
    role: Role
    heat: tuple[Decimal | None, ...] = ()


class LaidTable(NamedTuple):
    """
    A table as texts.

    Attributes:
        columns: Those that fit.
        widths: Terminal cells of each.
        rows: Their texts, not padded.
    """

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    rows: tuple[LaidRow, ...]


_BAR = 24
"""Terminal cells of the longest bar."""

_WRITERS: dict[Content, Callable[[Decimal, Column], str]] = {
    Content.TEXT: lambda cell, _: numbers.number(cell),
    Content.MONEY: lambda cell, column: numbers.money(cell, column.minor_digits),
    Content.CHANGE: lambda cell, column: numbers.change(cell, column.minor_digits),
    Content.SHARE: lambda cell, _: numbers.share(cell),
    Content.CHANGE_SHARE: lambda cell, _: numbers.change_share(cell),
    Content.BAR: lambda cell, _: "#" * int(cell * _BAR + Decimal("0.5")),
}


def cell_text(cell: Cell, column: Column) -> str:
    """Write one cell; text from files cannot move the cursor."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return _WRITERS[column.content](cell, column)
    return cell if cell is NOT_ASSESSED else visible(cell)


def lay_out(table: Table, width: int | None, *, fill: int = 0) -> LaidTable:
    """
    Choose the columns that fit, and write their cells.

    Columns that give way are dropped one by one until the table fits; then the first column is cut.
    An amount is never cut and never dropped.

    Args:
        table: What to lay out.
        width: Terminal cells there are; None where nothing may be dropped or cut.
        fill: Cells that a stretching column fills up to.
    """
    rows = list(table.rows)
    columns = list(table.columns)
    texts = [_texts(row, columns) for row in rows]
    kept = list(range(len(columns)))
    widths = [
        max(
            cell_width(columns[at].title),
            *(
                cell_width(text[at])
                for row, text in zip(rows, texts, strict=True)
                if row.role is not Role.HEADING
            ),
            0,
        )
        for at in range(len(columns))
    ]
    while width is not None and _total(kept, widths, columns) > width:
        least = max(kept, key=lambda at: columns[at].give_way)
        if columns[least].give_way == 0:
            break
        kept.remove(least)
    if width is not None and columns[0].content is Content.TEXT and not columns[0].whole:
        excess = _total(kept, widths, columns) - width
        if excess > 0:
            widths[0] = min(widths[0], max(_SHORTEST_LABEL, widths[0] - excess))
            texts = [
                (text[0] if row.role is Role.HEADING else _cut(text[0], widths[0]), *text[1:])
                for row, text in zip(rows, texts, strict=True)
            ]
    room = fill - _total(kept, widths, columns)
    stretching = [at for at in kept if columns[at].stretch]
    if room > 0 and stretching:
        widths[stretching[0]] += room
    return LaidTable(
        tuple(columns[at] for at in kept),
        tuple(widths[at] for at in kept),
        tuple(
            LaidRow(tuple(text[at] for at in kept), row.role, tuple(heat[at] for at in kept))
            for row, text, heat in zip(rows, texts, _heat(table, rows), strict=True)
        ),
    )


def _heat(table: Table, rows: Sequence[Row]) -> list[tuple[Decimal | None, ...]]:
    """Say how high each amount of a heat map lies between the lowest and the highest."""
    amounts = [cell for row in rows for cell in row.cells if isinstance(cell, Decimal)]
    if not table.is_heat_map or not amounts:
        return [(None,) * len(table.columns)] * len(rows)
    lowest = min(amounts)
    span = add(max(amounts), lowest.copy_negate())

    def level(cell: Cell) -> Decimal | None:
        if not isinstance(cell, Decimal):
            return None
        return share_of(add(cell, lowest.copy_negate()), span)

    return [tuple(map(level, row.cells)) for row in rows]


def _texts(row: Row, columns: Sequence[Column]) -> tuple[str, ...]:
    texts = [cell_text(cell, column) for cell, column in zip(row.cells, columns, strict=True)]
    texts[0] = " " * (_INDENT * row.level) + texts[0]
    return tuple(texts)


def _total(kept: list[int], widths: list[int], columns: Sequence[Column]) -> int:
    gaps = sum(gap(columns[at]) for at in kept[1:])
    return sum(widths[at] for at in kept) + gaps


def gap(column: Column) -> int:
    """Count the spaces before a column."""
    return 1 if column.narrow else 2


def _cut(text: str, width: int) -> str:
    if cell_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if cell_width(kept + character) > width - 3:
            break
        kept += character
    return kept + "..."


def pad(text: str, width: int, column: Column) -> str:
    """Fill a cell up to its column's width; numbers stand on the right."""
    space = " " * max(0, width - cell_width(text))
    left = column.content in {Content.TEXT, Content.BAR}
    return text + space if left else space + text
