"""A comment on a pull request: a headline, a table, details folded, and never too long."""

import re
from collections.abc import Iterator

from omsrisk.report.document import Digest, Document, Folded
from omsrisk.report.formats.to_markdown import escaped, in_html, table_lines, to_markdown

MOST_BYTES = 60_000
"""GitHub takes comments of 65,536 characters."""

_ROOM_FOR_THE_END = 400
_LINE = 1_000
"""Characters of a line that is told besides."""


class _Room:
    """The bytes that are left."""

    def __init__(self) -> None:
        self._left = MOST_BYTES - _ROOM_FOR_THE_END

    def takes(self, text: str) -> bool:
        """Whether a text still has room; it is then taken up."""
        size = len(text.encode("utf-8"))
        if size > self._left:
            return False
        self._left -= size
        return True


def to_comment(document: Document) -> Iterator[str]:
    """
    Write a document as a comment on a pull request: its digest, or else its beginning in Markdown.

    Yields:
        Text of at most 60,000 bytes together: what matters most first, the rest counted.
    """
    if document.digest is not None:
        yield from _digest(document.digest)
        return
    room = _Room()
    for piece in to_markdown(document):
        if not room.takes(piece):
            yield "\nThe rest is too long for a comment.\n"
            return
        yield piece


def _digest(digest: Digest) -> Iterator[str]:
    room = _Room()
    head = f"<!-- omsrisk:{_marker(digest.marker)} -->\n" if digest.marker else ""
    head += f"**{escaped(digest.headline)}** against {escaped(digest.against)}\n"
    if room.takes(head):
        yield head
    for line in digest.told:
        shown = f"\n> {escaped(_cut(line))}\n"
        if room.takes(shown):
            yield shown
    yield from _rows(digest, room)
    for one in digest.folded:
        detail = _details(one)
        if not room.takes(detail):
            yield f"\n{escaped(digest.folded_left)}\n"
            break
        yield detail
    if digest.ending:
        yield f"\n{escaped(digest.ending)}\n"


def _rows(digest: Digest, room: _Room) -> Iterator[str]:
    """Write rows as long as there is room, and count the others: a smaller one is not let past."""
    lines = table_lines(digest.table)
    title, rule = next(lines), next(lines)
    rest = 0
    for number, row in enumerate(lines):
        if number == 0:
            room.takes(f"\n{title}{rule}")
            yield f"\n{title}{rule}"
        if rest or not room.takes(row):
            rest += 1
            continue
        yield row
    if rest:
        yield f"\n{rest} {digest.rows_left}\n"


def _marker(tag: str) -> str:
    """Keep what cannot end a comment: of hyphens no two beside each other, and none at an end."""
    kept = "".join(c for c in tag if c.isascii() and (c.isalnum() or c in "._/- "))
    return re.sub("-+", "-", kept[:80]).strip("- ")


def _cut(line: str) -> str:
    return line if len(line) <= _LINE else f"{line[:_LINE]}..."


def _details(one: Folded) -> str:
    body = "\n".join(f"- {escaped(line)}" for line in one.lines)
    return f"\n<details><summary>{in_html(one.title)}</summary>\n\n{body}\n\n</details>\n"
