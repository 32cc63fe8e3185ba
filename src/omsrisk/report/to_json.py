"""JSON: one document, exact numbers as numbers, written piece by piece."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from omsrisk.report.document import Document

SCHEMA_VERSION = 1
_INDENT = "  "


def to_json(document: Document) -> Iterator[str]:
    """
    Write a document's record.

    The standard library cannot write a Decimal as a number, and a float would lose cents of large
    amounts, so the pieces are put together here; texts are the library's.

    Yields:
        Pieces of UTF-8 text; the last one ends with a line break.
    """
    yield from _value({"schema_version": SCHEMA_VERSION, **document.record}, "")
    yield "\n"


def _value(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Callable):  # type: ignore[arg-type]  # a record's own late part
        value = value()
    if isinstance(value, Mapping):
        items = ((f"{_text(str(key))}: ", item) for key, item in value.items())
        yield from _collection("{", "}", items, indent)
    elif isinstance(value, (list, tuple, Iterator)):
        yield from _collection("[", "]", (("", item) for item in value), indent)
    elif isinstance(value, Decimal):
        yield f"{value:f}"
    elif isinstance(value, str):
        yield _text(value)
    else:
        yield json.dumps(value, allow_nan=False)


def _collection(
    opening: str, closing: str, items: Iterator[tuple[str, Any]], indent: str
) -> Iterator[str]:
    inner = indent + _INDENT
    empty = True
    for head, item in items:
        yield f"{opening if empty else ','}\n{inner}{head}"
        yield from _value(item, inner)
        empty = False
    yield f"{opening}{closing}" if empty else f"\n{indent}{closing}"


def _text(text: str) -> str:
    """Quote a text; a lone surrogate (a file name that is not UTF-8) stays an escape."""
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if quoted.isascii() or quoted.isprintable() else json.dumps(text)
