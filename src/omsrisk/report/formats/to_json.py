"""JSON: one document, exact numbers as numbers, written piece by piece."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import NamedTuple

from omsrisk.report.document import Document
from omsrisk.scenario.documents.nodes import JsonValue
from omsrisk.text import without_commands_in_json

SCHEMA_VERSION = 2
_INDENT = "  "


class WrittenElement(NamedTuple):
    """
    An element of a list that streams, or several of them, written already.

    Attributes:
        text: JSON, indented for its place; between two elements as `between_elements` says.
    """

    text: str


def to_json(document: Document) -> Iterator[str]:
    """
    Write a document's record.

    The standard library cannot write a Decimal as a number, and a float would lose cents of large
    amounts, so the pieces are put together here; texts are the library's.

    Yields:
        Pieces of UTF-8 text; the last one ends with a line break.
    """
    yield from _value({"schema_version": SCHEMA_VERSION, **document.record}, "", _quoted)
    yield "\n"


def element_text(value: JsonValue, *, depth: int, is_ascii: bool = False) -> str:
    """
    Write a value as it stands in a list.

    Args:
        value: Nothing of it streams.
        depth: How many maps and lists are around it.
        is_ascii: Whether other characters are written as escapes, as `ascii_pieces` does.
    """
    return _encoded(value, _INDENT * depth, _quoted_in_ascii if is_ascii else _quoted)


def between_elements(depth: int) -> str:
    """
    Return what stands between two elements of a list.

    Args:
        depth: How many maps and lists are around it.
    """
    return f",\n{_INDENT * depth}"


def ascii_pieces(value: JsonValue) -> Iterator[str]:
    """
    Write a value as `json.dumps` with an indent of two does, piece by piece.

    Args:
        value: May hold iterators, as lists that stream, in maps that a function returns.

    Yields:
        Pieces of ASCII text.
    """
    return _value(value, "", _quoted_in_ascii)


_Quote = Callable[[str], str]


def _value(value: JsonValue, indent: str, quote: _Quote) -> Iterator[str]:
    """Write a value that may hold parts that stream; what has come whole is written whole."""
    if callable(value):
        value = value()
    if isinstance(value, Mapping):
        items = ((_head(key), item) for key, item in value.items())
        yield from _collection("{", "}", items, indent, quote)
    elif isinstance(value, Iterator):
        yield from _collection("[", "]", (("", item) for item in value), indent, quote)
    else:
        yield _encoded(value, indent, quote)


def _collection(
    opening: str, closing: str, items: Iterator[tuple[str, JsonValue]], indent: str, quote: _Quote
) -> Iterator[str]:
    inner = indent + _INDENT
    empty = True
    for head, item in items:
        start = f"{opening if empty else ','}\n{inner}{head}"
        if type(item) is WrittenElement:
            yield start + item.text
        elif callable(item) or isinstance(item, Iterator):
            yield start
            yield from _value(item, inner, quote)
        else:
            yield start + _encoded(item, inner, quote)
        empty = False
    yield f"{opening}{closing}" if empty else f"\n{indent}{closing}"


def _encoded(value: JsonValue, indent: str, quote: _Quote) -> str:
    if isinstance(value, str):
        return quote(value)
    if value is None or value is True or value is False:
        return _WORDS[value]
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    inner = indent + _INDENT
    if isinstance(value, (dict, Mapping)):  # nearly always the one, which is known faster
        parts = [_head(key) + _encoded(item, inner, quote) for key, item in value.items()]
        return _joined("{", "}", parts, indent)
    if isinstance(value, (list, tuple)):
        return _joined("[", "]", [_encoded(item, inner, quote) for item in value], indent)
    return json.dumps(value, allow_nan=False)


def _joined(opening: str, closing: str, parts: list[str], indent: str) -> str:
    if not parts:
        return opening + closing
    inner = f"\n{indent}{_INDENT}"
    return opening + inner + f",{inner}".join(parts) + f"\n{indent}{closing}"


@lru_cache(maxsize=1024)
def _head(key: object) -> str:
    """Write a key with its colon; a record has the same keys again and again."""
    return f"{_quoted(str(key))}: "


def quoted(text: str, *, is_ascii: bool = False) -> str:
    """
    Quote a text, as it stands in a document.

    Args:
        text: The text.
        is_ascii: Whether other characters are written as escapes, as `ascii_pieces` does.
    """
    return _quoted_in_ascii(text) if is_ascii else _quoted(text)


def _quoted(text: str) -> str:
    """Quote a text; bytes of a file name that are no UTF-8 become replacement characters."""
    if text.isascii():
        return _quoted_in_ascii(text)
    kept = _SURROGATE.sub("\ufffd", text)
    return without_commands_in_json(json.dumps(kept, ensure_ascii=not text.isprintable()))


def _quoted_in_ascii(text: str) -> str:
    return without_commands_in_json(encode_basestring_ascii(text))


_WORDS = {None: "null", True: "true", False: "false"}
_SURROGATE = re.compile("[\ud800-\udfff]")
