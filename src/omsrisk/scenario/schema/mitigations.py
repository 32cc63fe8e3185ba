"""The model of what a file plans against the failure: mitigations, and the gaps it closes."""

from decimal import Decimal
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.core.pricing.case import Operation, Spread, Treatment, own_path
from omsrisk.scenario.documents.decimals import NotANumberError, decimal_of, signed_decimal_of
from omsrisk.scenario.documents.nodes import JsonObject, Plain, Scalar
from omsrisk.scenario.schema.choices import Choice, OneOrMore, YesOrNo, nearest
from omsrisk.scenario.schema.priced.cost_items import Amount
from omsrisk.scenario.schema.priced.section import Element
from omsrisk.scenario.schema.quantities import (
    SHARED_AS,
    Day,
    Days,
    Kind,
    Money,
    Text,
    TextKind,
    declared,
    not_a_number,
    range_schema,
    refuse,
)
from omsrisk.scenario.written.wanted import WantedNumber

_ONCE = Treatment.SHARED

MODIFY, CHANGE_PROCESS = "modify", "change_process"
DECISIONS = Choice(MODIFY, CHANGE_PROCESS)


class WrittenEffect(NamedTuple):
    """
    An effect as the author wrote it.

    Attributes:
        path: The input it acts on.
        operation: What it does.
        number: With what; negative only where it is added.
        is_percentage: Whether it was written with a percent sign.
        spread: The range or interval that it stands for; its number is then the point value.
    """

    path: str
    operation: Operation
    number: Decimal
    is_percentage: bool
    spread: Spread | None = None


class EffectsByPath:
    """Validates effects: a map of input paths, each to one of `set`, `multiply` and `add`."""

    def take(self, value: Plain) -> tuple[WrittenEffect, ...]:
        """
        Take a map of effects; their paths and numbers are judged with the scenario.

        Raises:
            PydanticCustomError: `problems` of its context lists all that is wrong, place by place.
        """
        if not isinstance(value, dict):
            message = "expected a map of input paths"
            raise refuse("SCN107", message, "such as `delay.duration_days: {multiply: 0.5}`")
        effects: list[WrittenEffect] = []
        problems: list[tuple[tuple[str, ...], str, JsonObject]] = []
        for path, effect in value.items():
            try:
                effects.append(_effect(path, effect))
            except PydanticCustomError as error:
                context = error.context or {}
                for where, code, told in context.get("problems", [((), error.type, context)]):
                    problems.append(((path, *where), code, told))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        return tuple(effects)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a map of paths to one operation each."""
        share = {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)? ?%$"}
        plain = {SHARED_AS: "signed_number", "anyOf": [{"type": "number"}, share]}
        number = {SHARED_AS: "signed_amount", "anyOf": [plain, range_schema(plain)]}
        one = {
            "type": "object",
            "properties": {
                "set": {**number, "description": "The number it is set to, or a range."},
                "multiply": {**number, "description": "What the number in force is multiplied by."},
                "add": {**number, "description": "What is added; it may be negative."},
            },
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        }
        return {"type": "object", "additionalProperties": one}


def _effect(path: str, effect: Plain) -> WrittenEffect:
    known = tuple(Operation)
    if not isinstance(effect, dict):
        raise refuse("SCN107", "expected one of set, multiply, add", "such as `{multiply: 0.5}`")
    if len(effect) != 1:
        raise refuse("SCN111", "takes exactly one of set, multiply, add", "keep one of them")
    ((word, number),) = effect.items()
    if word not in known:
        hint = nearest(word, known) or "there are: set, multiply, add"
        raise refuse("SCN102", f"unknown key `{word}`", hint)
    operation = Operation(word)
    if isinstance(number, dict):
        return _ranged(path, operation, number)
    if type(number) is not Scalar:
        hint = "such as `{multiply: 0.5}`, or a range, low, likely and high"
        raise refuse("SCN105", f"`{word}`: expected a number", hint)
    value = _signed(path, number, operation)
    return WrittenEffect(path, operation, value, number.text.endswith("%"))


def _ranged(path: str, operation: Operation, keys: JsonObject) -> WrittenEffect:
    """Read a range or an interval of what an effect does; problems name the operation, too."""
    from omsrisk.scenario.schema.paths import kind_of
    from omsrisk.scenario.schema.ranges import spread_of

    target = kind_of(own_path(path))
    kind: Kind = _SignedKind.of(path, operation)
    if operation is Operation.SET and target is not None:
        kind = target
    try:
        number, spread = spread_of(kind, keys)
    except PydanticCustomError as error:
        context = error.context or {}
        found = context.get("problems", [((), error.type, context)])
        problems = [((operation.value, *_keys(key)), code, told) for key, code, told in found]
        raise PydanticCustomError("quantity", "{problems}", {"problems": problems}) from None
    nodes = (node for node in keys.values() if type(node) is Scalar)
    is_percentage = any(node.text.endswith("%") for node in nodes)
    return WrittenEffect(path, operation, number, is_percentage, spread)


def _keys(key: str | tuple[str, ...]) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key)


class _SignedKind(Kind):
    """The number of an effect: a factor, or what is added and may be negative."""

    _operation: Operation
    _path: str

    @classmethod
    def of(cls, path: str, operation: Operation) -> "_SignedKind":
        """Take the input that is acted on, in whose unit it is, and what is done to it."""
        self = cls("count", "a number")
        self._path, self._operation = path, operation
        return self

    @property
    def is_signed(self) -> bool:
        """Whether it may be negative."""
        return self._operation is Operation.ADD

    def number(self, value: Plain) -> Decimal:
        """Read one end of a range."""
        if type(value) is not Scalar:
            raise refuse("SCN105", f"expected {self.noun}")
        return _signed(self._path, value, self._operation)


def _signed(path: str, scalar: Scalar, operation: Operation) -> Decimal:
    """Read a number, which may have a sign where it is added; days may be written as hours."""
    from omsrisk.scenario.schema.paths import kind_of

    kind = None if operation is Operation.MULTIPLY else kind_of(own_path(path))
    expected = kind.expected if kind is not None else WantedNumber("count", "a number")
    expected = expected._replace(noun="a number", takes_percent=True)
    read = signed_decimal_of if operation is Operation.ADD else decimal_of
    try:
        return read(scalar, "a number", expected=expected)
    except NotANumberError as error:
        raise not_a_number(error, scalar.text, f"`{operation}`: ") from None


class MitigationModel(Element):
    """A mitigation against the failure: what it costs, and what it does to which inputs."""

    name: Text = Field(default=None, description="What the mitigation is called.")
    cost: Amount = declared(
        "Cost", "What it costs: an amount, or cost items.", "money", "3000", _ONCE
    )
    on: Day = Field(default=None, description="The day it is paid; the first go-live if left out.")
    owner: Text = Field(default=None, description="Who answers for it.")
    effects: Annotated[tuple[WrittenEffect, ...] | None, EffectsByPath()] = Field(
        default=None,
        description="By input path: set it, multiply it, or add to it, in every phase; by a number, "
        "or by a range, which is one source of uncertainty wherever it acts.",
    )
    excludes: Annotated[tuple[str, ...] | None, OneOrMore(TextKind())] = Field(
        default=None, description="Mitigations that cannot be taken together with it, by name."
    )
    postpones_by_days: Days = declared(
        "Days it postpones the go-live",
        "Whole days by which it moves the go-live where it is taken; of those of all mitigations "
        "taken and gaps modified the largest counts, as they run beside each other.",
        "day",
        "7",
        _ONCE,
    )
    taken: Annotated[bool | None, YesOrNo()] = Field(
        default=None,
        description="Whether it is decided on: its effects and its cost then count in every figure.",
    )
    source: Text = Field(default=None, description="Where its effects come from.")
    note: Text = Field(default=None, description="A remark.")


class GapModel(Element):
    """A gap between the software and a procedure, found area by area before the roll-out."""

    name_key: ClassVar[str] = "area"

    area: Text = Field(default=None, description="The functional area.")
    decision: Annotated[str | None, DECISIONS] = Field(
        default=None, description="Modify the software, or change the process."
    )
    modification_cost: Money = declared(
        "Cost of modifying", "Cost of modifying the software.", "money", "12000", _ONCE
    )
    process_change_cost: Money = declared(
        "Cost of changing the process", "Cost of changing the process.", "money", "4000", _ONCE
    )
    postpones_by_days: Days = declared(
        "Days it postpones the go-live",
        "Whole days by which the modification moves the go-live; of those of all gaps modified and "
        "mitigations taken the largest counts.",
        "day",
        "14",
        _ONCE,
    )
    effects: Annotated[tuple[WrittenEffect, ...] | None, EffectsByPath()] = Field(
        default=None,
        description="What modifying the software does to inputs, for better or worse, by a number or "
        "a range: in force where the decision is to modify.",
    )
    on: Day = Field(
        default=None,
        description="The day on which its cost is paid; the first go-live if left out.",
    )
    decided_by: Text = Field(default=None, description="Who decided.")
    source: Text = Field(default=None, description="Where its numbers come from.")
    note: Text = Field(default=None, description="A remark.")
