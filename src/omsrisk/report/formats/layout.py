"""Layout: the cells of a table as texts, and which columns fit the room there is."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.money import add, share_of
from omsrisk.report import numbers
from omsrisk.report.document import (
    NOT_ASSESSED,
    Around,
    Cell,
    Chart,
    ChartKind,
    Column,
    Content,
    Role,
    Row,
    Table,
)
from omsrisk.report.formats.broken_lines import with_broken_labels, wrapped
from omsrisk.text import cell_width, visible

_INDENT = 2
_SHORTEST_LABEL, _ROOMY_LABEL = 12, 24


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
        heads: The titles of the columns, each on one line.
        head_rows: The same as they stand over the columns, on as many lines as they are broken into.
        left_out: The titles of the columns that did not fit.
        is_stacked: Whether each cell stands on a line of its own, since words would be broken.
    """

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    rows: tuple[LaidRow, ...]
    heads: tuple[str, ...] = ()
    head_rows: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[str, ...] = ()
    is_stacked: bool = False

    @property
    def note(self) -> str:
        """What is said of the columns that did not fit; empty where all did."""
        names = [title for title in self.left_out if title]
        return f"Too narrow for: {', '.join(names)}." if names else ""


_BAR, _SHORTEST_BAR = 25, 9
"""Terminal cells of the longest bar, and of the shortest that still says something."""

_EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589"
_FULL = "\u2588"

_WRITERS: dict[Content, Callable[[Decimal, Column], str]] = {
    Content.TEXT: lambda cell, _: numbers.number(cell),
    Content.MONEY: lambda cell, column: numbers.money(cell, column.minor_digits),
    Content.CHANGE: lambda cell, column: numbers.change(cell, column.minor_digits),
    Content.SHARE: lambda cell, _: numbers.share(cell),
    Content.CHANGE_SHARE: lambda cell, _: numbers.change_share(cell),
}


def cell_text(cell: Cell, column: Column, width: int = _BAR, *, blocks: bool = False) -> str:
    """
    Write one cell; text from files cannot move the cursor.

    Args:
        cell: What it holds.
        column: Where it stands.
        width: Terminal cells of the longest bar.
        blocks: Whether bars are drawn with block characters, to an eighth of a cell.
    """
    if cell is None:
        return ""
    if isinstance(cell, Around):
        return _around(cell, width, _FULL if blocks else "#")
    if isinstance(cell, Decimal):
        if column.content is Content.BAR:
            return _bar(cell, width, blocks=blocks)
        return _WRITERS[column.content](cell, column)
    return cell if cell is NOT_ASSESSED else visible(cell)


def _bar(share: Decimal, width: int, *, blocks: bool) -> str:
    if not blocks:
        return "#" * int(share * width + Decimal("0.5"))
    whole, part = divmod(int(share * width * 8 + Decimal("0.5")), 8)
    return _FULL * whole + (_EIGHTHS[part] if part else "")


def _around(bar: Around, width: int, mark: str) -> str:
    low, base, high = (int(share * (width - 1) + Decimal("0.5")) for share in bar)
    return " " * low + mark * (base - low) + "|" + mark * (high - base)


def lay_out(
    block: Table | Chart, width: int | None, *, fill: int = 0, blocks: bool = False
) -> LaidTable:
    """
    Choose the columns that fit, and write their cells.

    Titles are broken between words, then columns that give way are dropped one by one until the table
    fits with the shortest bars; then the first column is broken between words. An amount is never cut
    and never dropped, and bars take what room is left. Where that is not enough each cell stands on a
    line of its own.

    Args:
        block: What to lay out.
        width: Terminal cells there are; None where nothing may be dropped or cut.
        fill: Cells that a stretching column fills up to.
        blocks: Whether bars are drawn with block characters.
    """
    kind, table = (block.kind, block.table) if isinstance(block, Chart) else (None, block)
    rows = list(table.rows)
    columns = list(table.columns)
    texts = [_texts(row, columns, _SHORTEST_BAR, blocks=blocks) for row in rows]
    kept = list(range(len(columns)))
    widths = [
        _SHORTEST_BAR
        if columns[at].content is Content.BAR
        else max(
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
    shortest = _shortest_label(
        columns[0],
        [text[0] for row, text in zip(rows, texts, strict=True) if row.role is not Role.HEADING],
        widths[0],
    )
    if width is not None:
        _break_heads(
            kept, widths, columns, rows, texts, _needed(kept, widths, columns, shortest) - width
        )
    while width is not None and _needed(kept, widths, columns, shortest) > width:
        least = max(kept, key=lambda at: columns[at].give_way)
        if columns[least].give_way == 0:
            break
        kept.remove(least)
    bars = [at for at in kept if columns[at].content is Content.BAR]
    while width is not None and bars and _least(kept, widths, columns, shortest) > width:
        kept.remove(bars.pop())  # not even the shortest fits beside the amounts
    is_stacked = width is not None and _least(kept, widths, columns, shortest) > width
    if is_stacked:
        kept = [at for at, one in enumerate(columns) if one.content is not Content.BAR]
    if width is not None and columns[0].content is Content.TEXT and not is_stacked:
        excess = _total(kept, widths, columns) - width
        if excess > 0:
            widths[0] = min(widths[0], max(shortest, widths[0] - excess))
            rows, texts = with_broken_labels(rows, texts, widths[0])
    if width is not None:
        _mend_heads(kept, widths, columns, width - _total(kept, widths, columns))
    _lengthen_bars(rows, columns, kept, widths, texts, width, blocks=blocks)
    room = fill - _total(kept, widths, columns)
    stretching = [at for at in kept if columns[at].stretch]
    if room > 0 and stretching:
        widths[stretching[0]] += room
    return LaidTable(
        tuple(columns[at] for at in kept),
        tuple(widths[at] for at in kept),
        tuple(
            LaidRow(tuple(text[at] for at in kept), row.role, tuple(heat[at] for at in kept))
            for row, text, heat in zip(rows, texts, _heat(kind, columns, rows), strict=True)
        ),
        tuple(_head(columns[at], widths[at]) for at in kept),
        _head_rows([columns[at] for at in kept], [widths[at] for at in kept]),
        tuple(one.title or one.called for at, one in enumerate(columns) if at not in kept),
        is_stacked,
    )


def _shortest_label(column: Column, labels: Sequence[str], widest: int) -> int:
    """Tell how narrow the first column can be; only a very long word is cut, where it may be."""
    words = [_indent_of(label) + cell_width(word) for label in labels for word in label.split()]
    if not column.whole:
        words = [word for word in words if word <= _ROOMY_LABEL]
    return min(widest, max((*words, cell_width(column.title), _SHORTEST_LABEL)))


def _indent_of(label: str) -> int:
    return len(label) - len(label.lstrip(" "))


def _needed(kept: list[int], widths: list[int], columns: Sequence[Column], shortest: int) -> int:
    """Tell how wide a table is before a column gives way; a long name is rather broken."""
    label = min(widths[0], max(shortest, _ROOMY_LABEL)) if columns[0].whole else widths[0]
    return _total(kept, widths, columns) - widths[0] + label


def _least(kept: list[int], widths: list[int], columns: Sequence[Column], shortest: int) -> int:
    """Tell how narrow a table can be at all."""
    return _total(kept, widths, columns) - widths[0] + shortest


def stacked(row: LaidRow, table: LaidTable) -> tuple[str, ...]:
    """Write a row as lines: what identifies it, and each cell behind the title of its column."""
    cells = zip(table.heads[1:], row.texts[1:], strict=True)
    names = f"{table.heads[0]}: " if "." in table.heads[0] else ""  # the input of a sweep's numbers
    label = row.texts[0]
    indent = " " * (len(label) - len(label.lstrip()) + _INDENT)
    return (
        f"{names}{label}",
        *(
            f"{indent}{head}: {text}" if head else indent + text
            for head, text in cells
            if text.strip()
        ),
    )


def _lengthen_bars(
    rows: Sequence[Row],
    columns: Sequence[Column],
    kept: list[int],
    widths: list[int],
    texts: list[tuple[str, ...]],
    width: int | None,
    *,
    blocks: bool,
) -> None:
    """Let bars take the room that is left, each as long as the longest may be."""
    bars = [at for at in kept if columns[at].content is Content.BAR]
    if not bars:
        return
    room = _BAR if width is None else (width - _total(kept, widths, columns)) // len(bars)
    for at in bars:
        widths[at] = min(_BAR, _SHORTEST_BAR + max(room, 0))
        for place, row in enumerate(rows):
            if row.role is not Role.HEADING:
                bar = cell_text(row.cells[at], columns[at], widths[at], blocks=blocks)
                texts[place] = (*texts[place][:at], bar, *texts[place][at + 1 :])


def _break_heads(
    kept: list[int],
    widths: list[int],
    columns: Sequence[Column],
    rows: Sequence[Row],
    texts: Sequence[tuple[str, ...]],
    excess: int,
) -> None:
    """Narrow columns whose title is wider than what stands below it, the widest first, as need be."""
    least = {
        at: max(
            *map(cell_width, columns[at].title.split() or [""]),
            *(
                cell_width(text[at])
                for row, text in zip(rows, texts, strict=True)
                if row.role is not Role.HEADING
            ),
            0,
        )
        for at in kept[1:]
        if columns[at].content is not Content.BAR
    }
    for at in sorted(least, key=lambda one: least[one] - widths[one]):
        if excess <= 0:
            return
        narrower = max(least[at], widths[at] - excess)
        excess -= widths[at] - narrower
        widths[at] = narrower


def _mend_heads(kept: list[int], widths: list[int], columns: Sequence[Column], room: int) -> None:
    """Put titles on one line again where the columns that gave way have left the room."""
    for at in kept[1:]:
        lacking = cell_width(columns[at].title) - widths[at]
        if columns[at].content is not Content.BAR and 0 < lacking <= room:
            widths[at] += lacking
            room -= lacking


def _head_rows(columns: Sequence[Column], widths: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """Write the titles, broken where their column is narrower; their last lines stand lowest."""
    broken = [
        [_head(column, width)]
        if column.content is Content.BAR or not column.title
        else list(wrapped(column.title, width))
        for column, width in zip(columns, widths, strict=True)
    ]
    height = max(map(len, broken))
    padded = [[""] * (height - len(lines)) + lines for lines in broken]
    return tuple(zip(*padded, strict=True))


def _head(column: Column, width: int) -> str:
    """Write a title; that of bars in words that stand as far apart as the column is wide."""
    words = column.title.split(" ")
    if column.content is not Content.BAR or len(words) == 1:
        return column.title
    left, *middle, right = words
    return left + " ".join(middle).center(width - cell_width(left) - cell_width(right)) + right


def _heat(
    kind: ChartKind | None, columns: Sequence[Column], rows: Sequence[Row]
) -> list[tuple[Decimal | None, ...]]:
    """Say how high each amount of a heat map lies between the lowest and the highest."""
    amounts = [cell for row in rows for cell in row.cells if isinstance(cell, Decimal)]
    if kind is not ChartKind.HEAT_MAP or not amounts:
        return [(None,) * len(columns)] * len(rows)
    lowest = min(amounts)
    span = add(max(amounts), lowest.copy_negate())

    def level(cell: Cell) -> Decimal | None:
        if not isinstance(cell, Decimal):
            return None
        return share_of(add(cell, lowest.copy_negate()), span)

    return [tuple(map(level, row.cells)) for row in rows]


def _texts(row: Row, columns: Sequence[Column], bar: int, *, blocks: bool) -> tuple[str, ...]:
    texts = [
        cell_text(cell, column, bar, blocks=blocks)
        for cell, column in zip(row.cells, columns, strict=True)
    ]
    texts[0] = " " * (_INDENT * row.level) + texts[0]
    return tuple(texts)


def _total(kept: list[int], widths: list[int], columns: Sequence[Column]) -> int:
    gaps = sum(gap(columns[at]) for at in kept[1:])
    return sum(widths[at] for at in kept) + gaps


def gap(column: Column) -> int:
    """Count the spaces before a column."""
    return 1 if column.narrow else 2


def pad(text: str, width: int, column: Column) -> str:
    """Fill a cell up to its column's width; numbers stand on the right."""
    space = " " * max(0, width - cell_width(text))
    left = column.content in {Content.TEXT, Content.BAR}
    return text + space if left else space + text
