"""Quantities: the kinds of number a scenario holds, declared once on the model's field."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.core.pricing.case import Spread, Treatment
from omsrisk.scenario.documents.decimals import (
    NotANumberError,
    decimal_of,
    plain_decimal_of,
    shown,
    signed_decimal_of,
)
from omsrisk.scenario.documents.nodes import (
    BROKEN_BY_COMMA,
    JsonObject,
    List,
    Map,
    Node,
    Origin,
    Plain,
    Scalar,
)
from omsrisk.scenario.written.neighbours import (
    NeighbourKeys,
    beside_a_value,
    is_of_a_neighbour,
    range_of_list,
    told_of,
)
from omsrisk.scenario.written.wanted import MOST_INDEX, WantedNumber


class Watch(NamedTuple):
    """
    Who watches an input after the go-live.

    Attributes:
        owner: Who.
        every_days: How often [day].
    """

    owner: str
    every_days: Decimal


class Quantity(NamedTuple):
    """
    A number of a scenario with what its author says of it.

    Attributes:
        value: The number, exact; a share of 5 % is 0.05.
        source: Where it comes from.
        note: A remark.
        owner: Who answers for it.
        as_of: The day it was true.
        monitored: Who watches it, and how often.
        spread: The range or interval that it stands for; its value is then the point value.
        written: A time as its author wrote it, such as `72 h`, where that is not the number.
    """

    value: Decimal
    source: str | None = None
    note: str | None = None
    owner: str | None = None
    as_of: date | None = None
    monitored: Watch | None = None
    spread: Spread | None = None
    written: str | None = None


class Range(NamedTuple):
    """
    A range that inputs of this kind were found in: information, never a default.

    Attributes:
        low: Low end, as it would be written in a file.
        likely: Most likely value.
        high: High end.
        basis: What it rests on.
        grade: How far it can be trusted.
        currency: Of an amount of money: it says nothing of amounts in another one.
    """

    low: str
    likely: str
    high: str
    basis: str
    grade: str
    currency: str = ""

    def __str__(self) -> str:
        """Write its ends, with the currency where they are money."""
        return f"{self.low} to {self.high} {self.currency}".rstrip()


class Declaration:
    """
    What an input is: the one place its unit, meaning and treatment are written.

    Args:
        label: What reports call it, in a few words; within a list the element's name stands before.
        description: What the name cannot say.
        unit: Such as `order/day`.
        phases: How phases treat it.
        example: As it would be written in a file.
        documented: A range that was found, where one was.
    """

    __slots__ = ("description", "documented", "example", "label", "phases", "unit")

    def __init__(
        self,
        label: str,
        description: str,
        unit: str,
        phases: Treatment,
        example: str,
        documented: Range | None = None,
    ) -> None:
        self.label = label
        self.description = description
        self.unit = unit
        self.phases = phases
        self.example = example
        self.documented = documented

    def __call__(self, schema: JsonObject) -> None:
        """Complete the field's JSON Schema, as pydantic's `json_schema_extra`."""
        part = "a part, 0 or more" if schema.get(SHARED_AS) == RATE.name else "a share of 0 to 1"
        unit = part if self.unit == "1" else self.unit
        schema["description"] = f"{self.description} Unit: {unit}."
        example = float(self.example) if "." in self.example else self.example
        schema["examples"] = [int(example) if str(example).isdecimal() else example]


def declared(
    label: str,
    description: str,
    unit: str,
    example: str,
    phases: Treatment = Treatment.INTENSIVE,
    documented: Range | None = None,
) -> Any:
    """
    Declare an input of the model.

    Args:
        label: What reports call it.
        description: What the name cannot say.
        unit: Such as `order/day`.
        example: As it would be written in a file.
        phases: How phases treat it.
        documented: A range that was found, where one was.
    """
    declaration = Declaration(label, description, unit, phases, example, documented)
    return Field(default=None, json_schema_extra=declaration)


def refuse(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Make the error that a validator raises and that becomes a finding."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def not_a_number(error: NotANumberError, text: str, subject: str = "") -> PydanticCustomError:
    """
    Make the error for a text that is not a number.

    Args:
        error: What is wrong.
        text: What was written: who knows the file can say more of it than is said here.
        subject: What the message begins with.
    """
    context: JsonObject = {"message": f"{subject}{error.message}", "hint": error.hint}
    if error.read_as is not None:
        context |= {"written": text, "read_as": error.read_as}
    return PydanticCustomError("SCN105", "{message}", context)


def text_of(value: object) -> str:
    """
    Take a value as text: any plain scalar is its text.

    Raises:
        PydanticCustomError: It is a list, a map, or nothing.
    """
    if type(value) is not Scalar:
        noun = "a map of keys" if isinstance(value, dict) else "a list"
        raise refuse("SCN107", f"expected text, found {noun}")
    if value.is_null:
        raise refuse("SCN104", "has no value", "write a value, or remove the key")
    if value.style == BROKEN_BY_COMMA:
        text = "is cut in two: a comma ends a value in braces"
        raise refuse("SCN107", text, f"put the text in quotes: {quoted(value.text)}")
    return value.text


def date_of(value: Plain) -> date:
    """
    Take a value as a day, written 2027-02-15.

    Raises:
        PydanticCustomError: It is not a day of the calendar.
    """
    text = text_of(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            message = f"{shown(text)} is not a day of the calendar"
            raise refuse("SCN107", message, "months have 28 to 31 days") from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = f"{shown(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
            raise refuse("SCN107", message, "is it a typo?")
        return day
    from omsrisk.scenario.written.days import day_hint

    raise refuse("SCN107", f"expected a day, found {shown(text)}", day_hint(text))


def quoted(text: str) -> str:
    """
    Write a text as YAML takes it without looking for anything in it.

    >>> print(quoted("the ledger, by quarter"))
    "the ledger, by quarter"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _monitored(value: Plain) -> Watch:
    """
    Take who watches an input.

    Raises:
        PydanticCustomError: It is no map of `owner` and `every_days`.
    """
    keys = ("owner", "every_days")
    if not isinstance(value, dict) or set(value) != set(keys):
        hint = "such as `{owner: Ada Kern, every_days: 7}`"
        raise refuse("SCN107", "expected a map of `owner` and `every_days`", hint)
    return Watch(text_of(value["owner"]), DAYS.number(value["every_days"]))


_TEXT = core_schema.no_info_plain_validator_function(text_of)


class Kind(NamedTuple):
    """
    A kind of number: how it is written, and its bounds.

    Attributes:
        name: `money`, `share`, `rate`, `count`, `days`, `hours` or `index`.
        noun: What a message calls it.
        is_work: Whether its days or hours are of work: no clock tells how many make a day or a week.
    """

    name: str
    noun: str
    is_work: bool = False

    @property
    def expected(self) -> WantedNumber:
        """What ways of writing it have to know of it."""
        return _wanted(self)

    @property
    def is_share(self) -> bool:
        """Whether it lies within 0 to 1 and may be written as a percentage."""
        return self.name == "share"

    @property
    def is_signed(self) -> bool:
        """Whether it may be negative; no input may."""
        return False

    @property
    def bounds(self) -> str:
        """Say what values it takes."""
        if self.name == "index":
            return f"above 0, up to {MOST_INDEX}; 1 is the average"
        if self.name == "rate":
            return "0 or more, written 27% or 0.27"
        return "0 to 1, written 5% or 0.05" if self.is_share else "0 or more"

    def number(self, value: Plain) -> Decimal:
        """
        Read a number of this kind.

        Raises:
            PydanticCustomError: It is none, or out of bounds.
        """
        if type(value) is not Scalar:
            if isinstance(value, dict):
                raise refuse("SCN105", f"expected {self.noun}, found a map of keys")
            raise refuse("SCN105", f"expected {self.noun}, found a list", range_of_list(value))
        if value.is_null:
            raise refuse("SCN104", "has no value", "write a number, or remove the key")
        try:
            number = decimal_of(value, self.noun, expected=self.expected)
        except NotANumberError as error:
            raise not_a_number(error, value.text) from None
        if self.name == "index" and not 0 < number <= MOST_INDEX:
            hint = "write one above 0" if number.is_zero() else _of_a_percentage(number)
            raise refuse("SCN106", f"{shown(value.text)} is not an index", hint)
        if self.is_share and number > 1:
            hint = f"write {value.text}%" if number <= 100 and value.text[-1] != "%" else ""  # noqa: PLR2004 - percent
            raise refuse("SCN106", f"{shown(value.text)} is more than 1, the whole", hint)
        return number

    def of_text(self, text: str) -> Decimal:
        """Read a number that the model itself states, such as the end of a documented range."""
        percent = text.endswith("%")
        return Decimal(text.rstrip("%")).scaleb(-2 if percent else 0)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate a number, or a map of `value` and what is said of it, to a `Quantity`."""
        return core_schema.no_info_plain_validator_function(self.quantity)

    def quantity(self, value: Plain) -> Quantity:
        """
        Read a number, or a map of its `value` and what is said of it.

        One function, not a schema for each key: the schema of 80 inputs is built at each start.

        Raises:
            PydanticCustomError: `problems` of its context lists all that is wrong, key by key.
        """
        if type(value) is Scalar:  # nearly every number of a file is written so, and within bounds
            number = plain_decimal_of(value, percent=self.name in _PERCENTAGES)
            if number is not None and (self.name in _UNBOUNDED or 0 < number <= 1):
                return Quantity(number)
        if not isinstance(value, dict):
            return Quantity(self.number(value), written=self.time_in(value))
        taken: JsonObject = {}
        problems: list[tuple[str, str, JsonObject | None]] = []
        if "value" in value:
            _refuse_told(beside_a_value(value))
        elif not value.keys().isdisjoint(SPREAD_KEYS) or is_of_a_neighbour(value):
            return self._spread(value)
        readers = {**_SAID, "value": self.number}
        for key, node in value.items():
            if key not in readers:
                problems.append((key, UNKNOWN_KEY, None))
                continue
            try:
                taken[key] = readers[key](node)
            except PydanticCustomError as error:
                problems.append((key, error.type, error.context))
        if "value" not in value:
            context = {"message": "`value` is missing", "hint": f"keys: {', '.join(QUANTITY_KEYS)}"}
            problems.append(("value", "SCN103", context))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        return Quantity(**taken, written=self.time_in(value["value"]))

    def time_in(self, value: object) -> str | None:
        """Return a time as it is written, where it is in a unit: `72 h`."""
        if self.name not in {"days", "hours"} or not isinstance(value, Scalar):
            return None
        return value.text if value.text.rstrip(".")[-1:].isalpha() else None

    def _spread(self, value: JsonObject) -> Quantity:
        """Read a range or an interval; the module that knows them is loaded where one is written."""
        from omsrisk.scenario.schema.ranges import spread_of

        _refuse_told(told_of(value))
        said = {key: node for key, node in value.items() if key in _SAID}
        quantity = self.quantity({**said, "value": _STAND_IN}) if said else Quantity(Decimal(0))
        point, spread = spread_of(self, {k: v for k, v in value.items() if k not in said})
        written = None if spread.likely is None else self.time_in(value.get("likely"))
        return quantity._replace(value=point, spread=spread, written=written)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe what the reader takes."""
        plain = self.plain_schema()
        annotated: JsonObject = {
            "allOf": [_STATED_SCHEMA],
            "patternProperties": {f"^({'|'.join(_NUMBERS)})$": plain},
        }
        name = self.name if self.name in {"share", "rate", "index"} else "amount"
        name = "period" if self.expected.is_time else name
        return {SHARED_AS: name, "anyOf": [plain, annotated]}

    def plain_schema(self) -> JsonObject:
        """Describe the number alone; money, counts, days and hours are written alike."""
        if self.name == "index":
            return {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_INDEX}
        if not self.is_share:
            number = {"type": "number", "minimum": 0, "exclusiveMaximum": 10**18}
            if self.name == "rate":
                percent = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?\s?%$"}
                return {SHARED_AS: "part_or_more", "anyOf": [number, percent]}
            if self.expected.is_time:
                return {SHARED_AS: "time", "anyOf": [number, time_schema()]}
            return {SHARED_AS: "number", **number}
        percentage = {"type": "string", "pattern": r"^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)\s?%$"}
        number = {"type": "number", "minimum": 0, "maximum": 1}
        return {SHARED_AS: "part", "anyOf": [number, percentage]}


def _refuse_told(told: NeighbourKeys | None) -> None:
    """
    Refuse keys of another tool, or of two ways of stating a number.

    Raises:
        PydanticCustomError: There are such keys.
    """
    if told is not None:
        context = {"message": told.message, "hint": told.hint}
        problems = [((), "SCN501", context)]
        raise PydanticCustomError("quantity", "{problems}", {"problems": problems})


_PERCENTAGES = frozenset({"share", "rate"})
_UNBOUNDED = frozenset({"money", "rate", "count", "days", "hours"})
"""Kinds that may be written as percentages, and kinds that take every number that is not negative."""


@cache
def _wanted(kind: Kind) -> WantedNumber:
    """Return the same for each number of a kind: a file has dozens of them."""
    return WantedNumber(kind.name, kind.noun, kind.is_work, takes_percent=kind.name == "rate")


def _of_a_percentage(number: Decimal) -> str:
    """Say what to write for an index that is none: 110 may be 110 % of the average month."""
    index = number.scaleb(-2)
    if index > MOST_INDEX:
        return f"1 is the average month, and an index is at most {MOST_INDEX}"
    return f"1 is the average month: write {index.normalize():f} for {number:f} % of it"


class SignedKind(Kind):
    """A kind of number that may be negative: what an effect does to an input."""

    @property
    def is_signed(self) -> bool:
        """Whether it may be negative."""
        return True

    @property
    def bounds(self) -> str:
        """Say what values it takes."""
        return "as far as the input stays within its own"

    def number(self, value: Plain) -> Decimal:
        """
        Read a number of this kind.

        Raises:
            PydanticCustomError: It is none.
        """
        if type(value) is not Scalar:
            raise refuse("SCN105", f"expected {self.noun}")
        try:
            return signed_decimal_of(value, self.noun, expected=self.expected)
        except NotANumberError as error:
            raise not_a_number(error, value.text) from None


SIGNED = SignedKind("rate", "a number")


def time_schema() -> JsonObject:
    """Describe a time with its unit, such as `72 h`; of hours of work the reader takes fewer."""
    from omsrisk.scenario.written.times import pattern

    return {SHARED_AS: "time_with_unit", "type": "string", "pattern": pattern()}


SHARED_AS = "x-shared-as"
"""Marks a part of a schema that is described once, with the name under which it is referred to."""

DISTRIBUTIONS = ("pert", "triangular", "uniform", "lognormal", "normal")
STATED_BY = (["value"], ["low", "high"], ["p5", "p95"], ["p10", "p90"], ["mean", "sd"])
"""The keys of which a quantity has all of one row and none of another."""

SPREAD_KEYS = {
    "low": "The least it can be.",
    "likely": "The most likely number.",
    "high": "The most it can be.",
    "p5": "It is below this in one case of twenty.",
    "p95": "It is above this in one case of twenty.",
    "p10": "It is below this in one case of ten.",
    "p90": "It is above this in one case of ten.",
    "mean": "Its mean.",
    "sd": "Its standard deviation.",
    "distribution": "How it is spread: pert for ranges, lognormal for intervals, if left out.",
}
"""Keys of a quantity that nobody knows, a range or an interval, and what they mean."""

FIRST_YEAR, LAST_YEAR = 1000, 9000
QUANTITY_KEYS = ("value", "source", "note", "owner", "as_of", "monitored")
UNKNOWN_KEY = "extra_forbidden"
"""What pydantic calls a key that a model does not know."""

TEXT_SCHEMA: JsonObject = {SHARED_AS: "text", "type": ["string", "number", "boolean"]}
"""Text for a schema, which sees the YAML of `2025` as a number."""

_DAY_SCHEMA: JsonObject = {SHARED_AS: "day", "type": "string", "format": "date"}

_MONITORED_SCHEMA: JsonObject = {
    SHARED_AS: "monitored",
    "type": "object",
    "description": "Who watches it after the go-live, and how often.",
    "properties": {
        "owner": {**TEXT_SCHEMA, "description": "Who."},
        "every_days": {
            "type": ["number", "string"],
            "description": "How often, in days, or with its unit: `1 week`.",
        },
    },
    "required": ["owner", "every_days"],
    "additionalProperties": False,
}

_SAID_SCHEMA: JsonObject = {
    "source": {**TEXT_SCHEMA, "description": "Where it comes from."},
    "note": {**TEXT_SCHEMA, "description": "A remark."},
    "owner": {**TEXT_SCHEMA, "description": "Who answers for it."},
    "as_of": {**_DAY_SCHEMA, "description": "When it was true."},
    "monitored": _MONITORED_SCHEMA,
}

_NUMBERS = ("value", *(key for key in SPREAD_KEYS if key != "distribution"))

_STATED_SCHEMA: JsonObject = {
    SHARED_AS: "stated",
    "type": "object",
    "description": "A value, a range (low, likely, high) or an interval (p5, p95).",
    "properties": {
        **{key: {"description": SPREAD_KEYS.get(key, "The number.")} for key in _NUMBERS},
        "distribution": {"enum": list(DISTRIBUTIONS), "description": SPREAD_KEYS["distribution"]},
        **_SAID_SCHEMA,
    },
    "additionalProperties": False,
    "oneOf": [{"required": one} for one in STATED_BY],
}
"""What a quantity of any kind holds that is more than its number; what its numbers are, it adds."""


def range_schema(number: JsonObject) -> JsonObject:
    """Describe a range or an interval of numbers of one kind, of which nothing else is said."""
    return {
        "allOf": [_STATED_SCHEMA],
        "patternProperties": {f"^({'|'.join(_NUMBERS)})$": number},
        "propertyNames": {"enum": list(SPREAD_KEYS)},
    }


KEYS_OF_A_QUANTITY: dict[str, str] = {
    key: one["description"] for key, one in _STATED_SCHEMA["properties"].items()
}
"""Every key that a quantity can have, with its meaning."""

_SAID: dict[str, Callable[[Plain], object]] = {
    "source": text_of,
    "note": text_of,
    "owner": text_of,
    "as_of": date_of,
    "monitored": _monitored,
}


def _stand_in() -> Scalar:
    node = Scalar(Origin("", ""), 0, 0, 0, 0)
    node.text, node.style = "0", None
    return node


_STAND_IN = _stand_in()

MONEY = Kind("money", "an amount of money")
SHARE = Kind("share", "a share")
RATE = Kind("rate", "a rate")
"""A part that may be more than the whole, such as an overrun."""
COUNT = Kind("count", "a number")
DAYS = Kind("days", "a number of days")
HOURS = Kind("hours", "a number of hours")
WORKING_DAYS = Kind("days", "a number of working days", is_work=True)
WORKING_HOURS = Kind("hours", "a number of hours", is_work=True)
INDEX = Kind("index", "an index")

Money = Annotated[Quantity | None, MONEY]
Share = Annotated[Quantity | None, SHARE]
Rate = Annotated[Quantity | None, RATE]
Count = Annotated[Quantity | None, COUNT]
Days = Annotated[Quantity | None, DAYS]
WorkingDays = Annotated[Quantity | None, WORKING_DAYS]
WorkingHours = Annotated[Quantity | None, WORKING_HOURS]
Index = Annotated[Quantity | None, INDEX]


class TextKind:
    """Validates text: any plain scalar is its text."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `text_of`."""
        return _TEXT

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe text; a plain number or boolean is its text, too."""
        return dict(TEXT_SCHEMA)


Text = Annotated[str | None, TextKind()]


class DayKind:
    """Validates a day, written 2027-02-15."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `date_of`."""
        return core_schema.no_info_plain_validator_function(date_of)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a day."""
        return dict(_DAY_SCHEMA)


Day = Annotated[date | None, DayKind()]


def plain(node: Node) -> Plain:
    """Return pydantic the dicts and lists it knows; scalars stay nodes and know their place."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Map):
        return {
            key: value if type(value) is Scalar else plain(value)
            for key, value in node.entries.items()
        }
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    raise TypeError(node)
