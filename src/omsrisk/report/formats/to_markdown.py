"""Markdown: tables for a pull request or a wiki; no name can ping, link or break the table."""

import re
from collections.abc import Iterator

from omsrisk.report.document import (
    Around,
    Chart,
    Content,
    Document,
    Heading,
    Lines,
    Role,
    Table,
    Title,
)
from omsrisk.report.formats.layout import cell_text
from omsrisk.text import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$])")
_LIVE = re.compile(r"(@|#|:(?=//)|www(?=\.))")
_INDENT = "&nbsp;&nbsp;"


def to_markdown(document: Document) -> Iterator[str]:
    """
    Write a document as GitHub-flavoured Markdown.

    Yields:
        One block at a time.
    """
    first = True
    for block in document.blocks:
        if not first:
            yield "\n"
        first = False
        if isinstance(block, Title):
            file = f" ({escaped(block.file)})" if block.file else ""
            yield f"## {escaped(block.text)}{file}\n"
        elif isinstance(block, Heading):
            yield "".join(f"### {escaped(line)}\n" for line in block.lines)
        elif isinstance(block, Lines):
            yield "".join(f"{escaped(line)}  \n" for line in block.lines)
        else:
            yield from table_lines(block.table if isinstance(block, Chart) else block)


def escaped(text: str) -> str:
    r"""
    Write text so that Markdown and GitHub take it for text alone.

    GitHub looks for `@name`, `#1` and links after escapes are resolved, so a character of no width
    stands between what would otherwise come alive.

    >>> print(escaped("a | b <img> @everyone #1").replace("\u200b", "^"))
    a \| b &lt;img&gt; @&#8203;everyone \#&#8203;1
    """
    safe = _without_tags(text)
    safe = _SPECIAL.sub(r"\\\1", safe)
    safe = re.sub(r"^(\s*)([-+!]|\d+[.)])", r"\1\\\2", safe) if safe[:1] in "-+!" else safe
    return _LIVE.sub(r"\1&#8203;", safe)


def in_html(text: str) -> str:
    r"""
    Write text for the inside of an HTML element, where Markdown's backslashes would be seen.

    >>> print(in_html("a_b <img> @everyone").replace("&#8203;", "^"))
    a_b &lt;img&gt; @^everyone
    """
    return _LIVE.sub(r"\1&#8203;", _without_tags(text))


def _without_tags(text: str) -> str:
    safe = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace(" -&gt; ", " -> ")  # it opens nothing, and is read where nothing is rendered


def table_lines(table: Table) -> Iterator[str]:
    """
    Write a table.

    Yields:
        A line at a time; the first two are its head.
    """
    left = {Content.TEXT, Content.BAR}
    yield "| " + " | ".join(escaped(column.title) or " " for column in table.columns) + " |\n"
    yield (
        "| " + " | ".join(":---" if one.content in left else "---:" for one in table.columns) + " |\n"
    )
    for row in table.rows:
        cells = []
        for at, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            number = column.content not in left
            # a hash is a link where comments are
            text = cell_text(cell, column, blocks=True)
            if isinstance(cell, Around):
                text = text.replace(" ", "\N{NO-BREAK SPACE}")
            text = text if number else escaped(text)
            if row.role in {Role.TOTAL, Role.GRAND_TOTAL, Role.HEADING} and text:
                text = f"**{text}**"
            cells.append((_INDENT * row.level if at == 0 else "") + text)
        yield "| " + " | ".join(cells) + " |\n"
