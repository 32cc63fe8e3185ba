"""Mappings: what a program holds as maps and lists, as the text of a scenario file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral, Real

import yaml

from omsrisk.errors import UsageError
from omsrisk.scenario.documents.block_style import in_block_style
from omsrisk.scenario.reading.reader import MAX_DEPTH
from omsrisk.text import visible

MAPPING = "<mapping>"
"""What findings call a mapping."""

_NULLS = {"", "~", "null", "Null", "NULL"}
"""Texts that stand in quotes, since a file would say nothing with them."""


def text_of(content: Mapping[str, object]) -> str:
    """
    Write a mapping as a scenario file would say it, so that findings have places.

    A number is written with its shortest digits; a text as an author writes it, without quotes where
    it needs none: what is a number there is one.

    Args:
        content: Maps, lists, texts, numbers, dates, true, false and None.

    Raises:
        UsageError: Something else stands in it, or it is nested too deep.
    """
    return in_block_style(_events(content, ()))


def _events(value: object, path: tuple[str, ...]) -> Iterator[yaml.Event]:
    if len(path) > MAX_DEPTH:
        raise UsageError(f"`{_named(path[:3])}...` is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, Mapping):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for key, one in value.items():
            if not isinstance(key, str):
                raise UsageError(f"the key `{visible(str(key))}` must be a text")
            yield _scalar(key)
            yield from _events(one, (*path, key))
        yield yaml.MappingEndEvent()
    elif isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for at, one in enumerate(value):
            yield from _events(one, (*path, str(at)))
        yield yaml.SequenceEndEvent()
    else:
        yield _scalar(value, path)


def _scalar(value: object, path: tuple[str, ...] = ()) -> yaml.Event:
    if isinstance(value, str):
        plain = value not in _NULLS
        return yaml.ScalarEvent(None, None, (plain, True), value, style=None if plain else '"')
    return yaml.ScalarEvent(None, None, (True, False), _plain(value, path))


def _plain(value: object, path: tuple[str, ...]) -> str:
    """Write what is no text; a number of numpy or the like with its shortest digits."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Real):
        return f"{Decimal(repr(float(value))):f}"
    raise UsageError(
        f"`{_named(path)}` is of type {type(value).__name__}, which no file can say",
        "write maps, lists, texts, numbers and dates",
    )


def _named(path: tuple[str, ...]) -> str:
    return visible(".".join(path))
