"""The terminal: the plain text's layout with rules and colour; text from files is never markup."""

from collections.abc import Iterator
from decimal import Decimal

from rich.console import Console
from rich.text import Text

from omsrisk.report.document import Content, Document, Headline, Lines, Notes, Role, Title
from omsrisk.report.formats.broken_lines import joined, wrapped
from omsrisk.report.formats.layout import LaidRow, LaidTable, gap, lay_out, pad, stacked
from omsrisk.report.formats.to_text import FILL, NEXT
from omsrisk.report.formats.to_text import title as title_line
from omsrisk.text import visible

_STYLES = {
    Role.LINE: "",
    Role.HEADING: "bold cyan",
    Role.TOTAL: "bold",
    Role.GRAND_TOTAL: "bold",
    Role.MEMO: "",
    Role.SPACE: "",
}


_VERDICTS = {None: "", True: "green", False: "red"}
"""The colour of a headline: that of the limits, where there are any."""


def to_table(document: Document, console: Console) -> None:
    """
    Print a document on a terminal.

    Args:
        document: What to print.
        console: Where to print; its width decides which columns fit.
    """
    for line in _lines(document, console):
        # an amount is whole even where the terminal is too small
        console.print(line, crop=False, no_wrap=line.no_wrap, overflow=line.overflow)


def _lines(document: Document, console: Console) -> Iterator[Text]:
    fill = min(FILL, console.width)
    ascii_only = console.options.ascii_only
    rule = "-" if ascii_only else "\u2500"
    for at, block in enumerate(document.blocks):
        if isinstance(block, Title):
            if at:
                yield Text("")
            for one in wrapped(title_line(block, fill), console.width):
                yield Text(one, style="bold")
        elif isinstance(block, Lines):
            style = "dim" if block.is_quiet else ""
            if isinstance(block, Headline):
                style = _VERDICTS[block.holds]
            is_headline = isinstance(block, Headline)
            lines = joined(block.lines, console.width) if is_headline else block.lines
            for line in lines:
                yield from (Text(one, style=style) for one in wrapped(visible(line), console.width))
            if isinstance(block, Notes) and block.next_command:
                yield Text(f"{NEXT}{visible(block.next_command)}", style=style)
        else:
            table = lay_out(block, console.width, fill=fill, blocks=not ascii_only)
            yield from _table(table, rule, console.width)
        if not isinstance(block, Title):  # what it is about stands right below
            yield Text("")


def _table(table: LaidTable, rule: str, width: int) -> Iterator[Text]:
    if table.is_stacked:
        for row in table.rows:
            for at, line in enumerate(stacked(row, table)):
                style = "" if at else _STYLES[row.role] or "bold"
                for one in wrapped(line, width):
                    yield Text(one, style=style, no_wrap=True, overflow="ignore")
        if table.note:
            yield Text(table.note, style="dim")
        return
    across = sum(table.widths) + sum(gap(column) for column in table.columns[1:])
    for head in table.head_rows:
        yield _line(LaidRow(head, Role.LINE), table, "dim")
    yield Text(rule * across, style="dim", no_wrap=True, overflow="ignore")
    for row in table.rows:
        if row.role is Role.GRAND_TOTAL:
            yield Text(rule * across, style="dim", no_wrap=True, overflow="ignore")
        yield _line(row, table, _STYLES[row.role])
    if table.note:
        yield Text(table.note, style="dim")


_COOL, _WARM, _HOT = (40, 170, 60), (220, 190, 20), (225, 60, 50)


def _colour_of(heat: Decimal) -> str:
    """Go from green over yellow to red, dark on light, so that the amount stays readable."""
    here = float(heat) * 2
    low, high = (_COOL, _WARM) if here < 1 else (_WARM, _HOT)
    part = here if here < 1 else here - 1
    colour = ",".join(str(round(a + (b - a) * part)) for a, b in zip(low, high, strict=True))
    return f"black on rgb({colour})"


def _line(row: LaidRow, table: LaidTable, style: str) -> Text:
    if row.role is Role.HEADING:
        return Text(row.texts[0].rstrip(), style=style)
    line = Text(style=style, no_wrap=True, overflow="ignore")
    heats = row.heat or (None,) * len(row.texts)
    for at, (text, width, column, heat) in enumerate(
        zip(row.texts, table.widths, table.columns, heats, strict=True)
    ):
        formula = at > 0 and column.content is Content.TEXT
        line.append(" " * gap(column) if at else "")
        own = "dim" if formula else _colour_of(heat) if heat is not None else None
        line.append(pad(text, width, column), style=own)
    line.rstrip()
    return line
