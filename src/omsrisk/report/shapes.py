"""Shapes: what a value of a record may be, as JSON Schema tells it, and how it is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from omsrisk.core.money import DIGITS_AFTER_POINT, to_minor_unit
from omsrisk.core.pricing.figures import is_share
from omsrisk.scenario.documents.nodes import JsonObject, JsonValue

Schema = JsonObject
"""A JSON Schema, or a part of one."""


class Shape(Protocol):
    """What a value may be."""

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """
        Describe it.

        Args:
            parts: What is described once and referred to, by name; may be added to.
        """

    def plain(self, value: Any, digits: int) -> JsonValue:
        """
        Make of a value what is written: maps, lists, texts, exact numbers.

        Args:
            value: As an analysis has it.
            digits: Digits after the point of amounts of money.
        """


def _as_it_is(value: object, _: int) -> JsonValue:
    return value


@dataclass(frozen=True, slots=True)
class ScalarShape:
    """
    A text, a number or a truth.

    Attributes:
        described: Its JSON Schema.
        written: Makes of a value, and the digits of money, what is written.
    """

    described: Schema
    written: Callable[[Any, int], JsonValue] = _as_it_is

    def schema(self, parts: dict[str, Schema]) -> Schema:  # noqa: ARG002 - that of a shape
        """Describe it."""
        return dict(self.described)

    def plain(self, value: Any, digits: int) -> JsonValue:
        """Write it."""
        return self.written(value, digits)


def _number(value: object, _: int) -> JsonValue:
    """Write a float with all its digits; what is exact stays as it is."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def shown_share(value: Decimal | float | None) -> Decimal | None:
    """Round a share that is a product of many to twelve digits; a short one stays exact."""
    if value is None:
        return None
    return to_minor_unit(Decimal(value), DIGITS_AFTER_POINT).normalize()


TEXT = ScalarShape({"type": "string"})
FLAG = ScalarShape({"type": "boolean"})
COUNT = ScalarShape({"type": "integer", "minimum": 0})
WHOLE = ScalarShape({"type": "integer"})
NUMBER = ScalarShape({"type": "number"}, _number)
MONEY = ScalarShape({"type": "number"}, lambda value, digits: to_minor_unit(Decimal(value), digits))
"""Rounded half-up to the currency's minor unit, as the report shows it."""

SHARE = ScalarShape({"type": "number"}, lambda value, _: shown_share(value))
CHANCE = ScalarShape(
    {"type": "number", "minimum": 0, "maximum": 1}, lambda value, _: to_minor_unit(Decimal(value), 6)
)
"""A probability that trials told: six digits."""

PERCENT = ScalarShape({"type": "number"}, lambda share, _: to_minor_unit(Decimal(share).scaleb(2), 2))
"""A share, written in percent: two digits."""

LIMIT = ScalarShape(
    {"type": "number"},
    lambda value, digits: value[1] if is_share(value[0]) else to_minor_unit(value[1], digits),
)
"""An amount of a metric, given as both: money is rounded, a share stays as it is."""

DAY = ScalarShape({"type": "string", "format": "date"}, lambda value, _: value.isoformat())


@dataclass(frozen=True, slots=True)
class Words:
    """A text that must be one of some words; a member of an enumeration is its word."""

    words: tuple[str, ...]

    def schema(self, parts: dict[str, Schema]) -> Schema:  # noqa: ARG002 - that of a shape
        """List the words."""
        return {"enum": list(self.words)}

    def plain(self, value: Any, digits: int) -> str:  # noqa: ARG002 - that of a shape
        """Write the word."""
        return str(value)


def one_of(*words: str) -> Words:
    """Return the shape of a text that must be one of some words."""
    return Words(words)


def member_of(kinds: type[StrEnum]) -> Words:
    """Return the shape of a member of an enumeration: its word."""
    return Words(tuple(one.value for one in kinds))


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value, or null."""

    inner: Shape

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe the value, and allow null."""
        described = self.inner.schema(parts)
        if isinstance(described.get("type"), str):
            return {**described, "type": [described["type"], "null"]}
        if set(described) == {"enum"}:
            return {"enum": [*described["enum"], None]}
        return {"anyOf": [described, {"type": "null"}]}

    def plain(self, value: Any, digits: int) -> JsonValue:
        """Write the value where there is one."""
        return None if value is None else self.inner.plain(value, digits)


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values; one that streams keeps streaming."""

    inner: Shape

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe one of them."""
        return {"type": "array", "items": self.inner.schema(parts)}

    def plain(self, value: Iterable[object], digits: int) -> JsonValue:
        """Write each, now or when its turn comes."""
        written = (self.inner.plain(one, digits) for one in value)
        return written if isinstance(value, Iterator) else list(written)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A map with these keys, all of them, each with a value of one shape."""

    keys: tuple[str, ...]
    inner: Shape

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe the values, and name the keys."""
        return {
            "type": "object",
            "properties": {key: self.inner.schema(parts) for key in self.keys},
            "required": list(self.keys),
            "additionalProperties": False,
        }

    def plain(self, value: Mapping[str, object], digits: int) -> JsonObject:
        """Write the values, in the order of the keys."""
        return {key: self.inner.plain(value[key], digits) for key in self.keys}


@dataclass(frozen=True, slots=True)
class Named:
    """A map of names that a file or a command line gives, such as input paths, to values."""

    inner: Shape

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe the values."""
        return {"type": "object", "additionalProperties": self.inner.schema(parts)}

    def plain(self, value: Mapping[str, object], digits: int) -> JsonObject:
        """Write the values."""
        return {key: self.inner.plain(one, digits) for key, one in value.items()}


@dataclass(frozen=True, slots=True)
class Later:
    """A value that a function returns once what streams before it has come."""

    inner: Shape

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe the value."""
        return self.inner.schema(parts)

    def plain(self, value: Callable[[], object], digits: int) -> Callable[[], JsonValue]:
        """Write it when its turn comes."""
        return lambda: self.inner.plain(value(), digits)


@dataclass(frozen=True, slots=True)
class Written:
    """A value that was written before, so that what it was written from need not be kept."""

    inner: Shape

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe the value."""
        return self.inner.schema(parts)

    def plain(self, value: JsonValue, digits: int) -> JsonValue:  # noqa: ARG002 - that of a shape
        """Leave it as it is."""
        return value


@dataclass(frozen=True, slots=True)
class Either:
    """A value of one of some shapes; `pick` chooses which."""

    shapes: tuple[Shape, ...]
    pick: Callable[[Any], int]

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe all of them."""
        return {"anyOf": [one.schema(parts) for one in self.shapes]}

    def plain(self, value: Any, digits: int) -> JsonValue:
        """Write it in its own shape."""
        return self.shapes[self.pick(value)].plain(value, digits)


DAY_OR_NUMBER = Either((DAY, NUMBER), lambda value: not isinstance(value, date))
"""A day of the calendar; without one, a number: of a day, or of any input."""
