"""JSON: one document, exact numbers as numbers, written piece by piece."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from omsrisk.report.document import Document
from omsrisk.scenario.documents.nodes import JsonValue
from omsrisk.text import without_commands_in_json

SCHEMA_VERSION = 2
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


def _value(value: JsonValue, indent: str) -> Iterator[str]:
    """Write a value that may hold parts that stream; what has come whole is written whole."""
    if callable(value):
        value = value()
    if isinstance(value, Mapping):
        items = ((f"{_quoted(str(key))}: ", item) for key, item in value.items())
        yield from _collection("{", "}", items, indent)
    elif isinstance(value, Iterator):
        yield from _collection("[", "]", (("", item) for item in value), indent)
    else:
        yield _encoded(value, indent)


def _collection(
    opening: str, closing: str, items: Iterator[tuple[str, JsonValue]], indent: str
) -> Iterator[str]:
    inner = indent + _INDENT
    empty = True
    for head, item in items:
        yield f"{opening if empty else ','}\n{inner}{head}"
        streams = callable(item) or isinstance(item, Iterator)
        yield from _value(item, inner) if streams else (_encoded(item, inner),)
        empty = False
    yield f"{opening}{closing}" if empty else f"\n{indent}{closing}"


def _encoded(value: JsonValue, indent: str) -> str:
    if value is None or value is True or value is False:
        return _WORDS[value]
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    inner = indent + _INDENT
    if isinstance(value, Mapping):
        parts = [f"{_quoted(str(key))}: {_encoded(item, inner)}" for key, item in value.items()]
        return _joined("{", "}", parts, indent)
    if isinstance(value, (list, tuple)):
        return _joined("[", "]", [_encoded(item, inner) for item in value], indent)
    return json.dumps(value, allow_nan=False)


def _joined(opening: str, closing: str, parts: list[str], indent: str) -> str:
    if not parts:
        return opening + closing
    inner = f"\n{indent}{_INDENT}"
    return opening + inner + f",{inner}".join(parts) + f"\n{indent}{closing}"


def _quoted(text: str) -> str:
    """Quote a text; bytes of a file name that are no UTF-8 become replacement characters."""
    if text.isascii():
        return without_commands_in_json(json.dumps(text))
    kept = _SURROGATE.sub("\ufffd", text)
    return without_commands_in_json(json.dumps(kept, ensure_ascii=not text.isprintable()))


_WORDS = {None: "null", True: "true", False: "false"}
_SURROGATE = re.compile("[\ud800-\udfff]")
