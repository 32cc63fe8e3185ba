"""Plain text: no colour, no boxes, whole numbers; what a pipe and a small terminal get."""

from collections.abc import Iterator

from omsrisk.report.document import Block, Document, Facts, Headline, Lines, Notes, Role, Title
from omsrisk.report.formats.broken_lines import joined, wrapped
from omsrisk.report.formats.layout import LaidRow, LaidTable, gap, lay_out, pad, stacked
from omsrisk.text import cell_width, visible

FILL = 80
NEXT = "Next: "


def to_text(document: Document, width: int | None = None) -> Iterator[str]:
    """
    Write a document as plain text.

    Args:
        document: What to write.
        width: Terminal cells there are; None keeps every column, however wide.

    Yields:
        Pieces of text that end with a line break.
    """
    fill = FILL if width is None else min(FILL, width)
    first = True
    for block in document.blocks:
        if not first and not isinstance(block, Facts):
            yield "\n"
        if isinstance(block, Title) and not first:
            yield "\n"
        first = False
        yield from _block(block, width, fill)


def _block(block: Block, width: int | None, fill: int) -> Iterator[str]:
    if isinstance(block, Title):
        yield from (f"{one}\n" for one in wrapped(title(block, fill), width))
    elif isinstance(block, Lines):
        lines = joined(block.lines, width) if isinstance(block, Headline) else block.lines
        for line in lines:
            yield from (f"{one}\n" for one in wrapped(visible(line), width))
        if isinstance(block, Notes) and block.next_command:  # whole, however long: it is to be pasted
            yield f"{NEXT}{visible(block.next_command)}\n"
    else:
        yield from _table(lay_out(block, width, fill=fill), width)


def title(block: Title, fill: int) -> str:
    """Write the first line of a report: what on the left, the file on the right."""
    text, file = visible(block.text), visible(block.file)
    space = max(2, fill - cell_width(text) - cell_width(file))
    return f"{text}{' ' * space}{file}" if file else text


def _table(table: LaidTable, width: int | None) -> Iterator[str]:
    if table.is_stacked:
        for row in table.rows:
            for line in stacked(row, table):
                yield from (f"{one}\n" for one in wrapped(line, width))
        if table.note:
            yield from (f"{one}\n" for one in wrapped(table.note, width))
        return
    rule = "-" * (sum(table.widths) + sum(gap(column) for column in table.columns[1:])) + "\n"
    if any(table.heads):
        for head in table.head_rows:
            yield _line(LaidRow(head, Role.LINE), table)
    yield rule
    for row in table.rows:
        if row.role is Role.GRAND_TOTAL:
            yield rule
        if row.role is Role.HEADING:
            yield from (f"{one}\n" for one in wrapped(row.texts[0].rstrip(), width))
        else:
            yield _line(row, table)
    if table.note:
        yield from (f"{one}\n" for one in wrapped(table.note, width))


def _line(row: LaidRow, table: LaidTable) -> str:
    line = ""
    for text, width, column in zip(row.texts, table.widths, table.columns, strict=True):
        line += (" " * gap(column) if column is not table.columns[0] else "") + pad(
            text, width, column
        )
    return line.rstrip() + "\n"
