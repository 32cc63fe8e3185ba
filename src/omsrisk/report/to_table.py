"""The terminal: Rich tables with rules and colour; text from files is never markup."""

from collections.abc import Iterator

from rich.console import Console
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from omsrisk.core.text import visible
from omsrisk.report.document import Content, Document, Role, Table, Title
from omsrisk.report.layout import gap, lay_out
from omsrisk.report.to_text import FILL
from omsrisk.report.to_text import title as title_line

_STYLES = {
    Role.LINE: "",
    Role.HEADING: "bold cyan",
    Role.TOTAL: "bold",
    Role.GRAND_TOTAL: "bold reverse",
    Role.MEMO: "",
}


def to_table(document: Document, console: Console) -> None:
    """
    Print a document on a terminal.

    Args:
        document: What to print.
        console: Where to print; its width decides which columns fit.
    """
    for piece in _pieces(document, console.width):
        console.print(piece, soft_wrap=not isinstance(piece, RichTable), crop=False)


def _pieces(document: Document, width: int) -> Iterator[Text | Rule | RichTable]:
    fill = min(FILL, width)
    first = True
    for block in document.blocks:
        if isinstance(block, Title):
            if not first:
                yield Text("")
            yield Text(title_line(block, fill), style="bold")
        elif isinstance(block, Table):
            yield _table(block, width, fill)
        else:
            for line in block.lines:
                yield Text(visible(line), style="dim" if block.quiet else "bold green")
            if block.quiet:
                yield Text("")
        first = False


def _table(table: Table, width: int, fill: int) -> RichTable:
    laid = lay_out(table, width, fill=fill)
    shown = RichTable(
        box=None, padding=0, show_edge=False, header_style="dim", pad_edge=False, expand=False
    )
    for column, cells in zip(laid.columns, laid.widths, strict=True):
        first = column is laid.columns[0]
        shown.add_column(
            Text(column.title),
            justify="left" if column.content is Content.TEXT else "right",
            no_wrap=True,
            overflow="ignore",
            min_width=cells if first else cells + gap(column),
            width=cells if first else cells + gap(column),
        )
    for row in laid.rows:
        if row.role is Role.GRAND_TOTAL:
            shown.add_section()
        texts = [
            Text(text if at == 0 else " " * gap(column) + text)
            for at, (text, column) in enumerate(zip(row.texts, laid.columns, strict=True))
        ]
        shown.add_row(*texts, style=_STYLES[row.role])
    return shown
