"""The model of what holds a business case to its word: status, limits, waivers, the gap analysis."""

from decimal import Decimal
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.core.pricing.figures import Statistic, is_share, statistic_of
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.nodes import JsonObject, Plain, Scalar
from omsrisk.scenario.schema.choices import Choice, PlainDays, Texts, nearest
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.quantities import MONEY, SHARE, Day, Text, refuse, text_of


class GapAnalysisSection(Section):
    """The walk through each functional area that finds the gaps."""

    areas: Texts = Field(default=None, description="The areas that were walked through.")
    fits: Texts = Field(default=None, description="Those of them that the software fits as it is.")
    from_: Day = Field(default=None, alias="from", description="The first day.")
    to: Day = Field(default=None, description="The last day.")


class DelayedItem(Element):
    """What is behind the plan."""

    name_key: ClassVar[str] = "item"

    item: Text = Field(default=None, description="What is behind.")
    days: PlainDays = Field(default=None, description="By how many days.")
    impact: Text = Field(default=None, description="What it does to the whole.")


class StatusReport(Section):
    """The last status report against the plan."""

    as_of: Day = Field(default=None, description="The day of the report.")
    behind: tuple[DelayedItem, ...] | None = Field(
        default=None, description="What is behind the plan."
    )


class Limit(NamedTuple):
    """
    The most that a metric may come to.

    Attributes:
        metric: Such as `net_exposure`, or what is asked of it: `p90_net_exposure`.
        maximum: The most, in money or as a share.
        level: `error` or `warning`.
        allow_not_assessed: What may be missing though the limit then judges less than the whole.
        origin: Where it comes from, where that is not the file itself.
        currency: The currency that it is meant in; empty for that of the file it is held to.
    """

    metric: str
    maximum: Decimal
    level: str = "error"
    allow_not_assessed: tuple[str, ...] = ()
    origin: str = ""
    currency: str = ""

    @property
    def statistic(self) -> Statistic | None:
        """What is asked of an uncertain metric; None where the limit is on its point value."""
        return statistic_of(self.metric)


class Limits:
    """
    Validates limits: a map of metrics, each to a number, or to a map of `value` and more.

    Args:
        plain: Whether each is a number and nothing more.
    """

    def __init__(self, *, plain: bool = False) -> None:
        self._plain = plain

    def take(self, value: Plain) -> tuple[Limit, ...]:
        """
        Take a map of limits.

        Raises:
            PydanticCustomError: `problems` of its context lists all that is wrong, place by place.
        """
        if not isinstance(value, dict):
            raise refuse("SCN107", "expected a map of metrics", "such as `net_exposure: 500000`")
        limits: list[Limit] = []
        problems: list[tuple[tuple[str, ...], str, JsonObject]] = []
        for metric, node in value.items():
            if self._plain and isinstance(node, dict):
                context = {"message": "expected an amount", "hint": "such as 500000"}
                problems.append(((metric,), "SCN107", context))
                continue
            unknown = [key for key in node if key not in _KEYS] if isinstance(node, dict) else []
            for key in unknown:
                hint = nearest(key, _KEYS) or f"keys: {', '.join(_KEYS)}"
                context = {"message": f"unknown key {shown(key)}", "hint": hint}
                problems.append(((metric, key), "SCN102", context))
            if unknown:
                continue
            try:
                limits.append(_limit(metric, node))
            except PydanticCustomError as error:
                problems.append(((metric,), error.type, error.context or {}))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        return tuple(limits)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a map of metrics to a number, or to a map."""
        number = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "%$"}]}
        texts = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        one = {
            "type": "object",
            "properties": {
                "value": {**number, "description": "The most it may come to."},
                "level": {"enum": list(_LEVELS.words), "description": "How an excess weighs."},
                "allow_not_assessed": {**texts, "description": "What may be missing, by name."},
            },
            "required": ["value"],
            "additionalProperties": False,
        }
        if self._plain:
            return {"type": "object", "additionalProperties": number}
        return {"type": "object", "additionalProperties": {"anyOf": [*number["anyOf"], one]}}


_LEVELS = Choice("error", "warning")
_KEYS = ("value", "level", "allow_not_assessed")


def _limit(metric: str, node: Plain) -> Limit:
    kind = SHARE if is_share(metric) else MONEY
    if isinstance(node, Scalar):
        return Limit(metric, kind.number(node))
    if not isinstance(node, dict):
        raise refuse("SCN107", "expected an amount, or a map with `value`", "such as 500000")
    if "value" not in node:
        raise refuse("SCN107", "`value` is missing", f"keys: {', '.join(_KEYS)}")
    level = _LEVELS.pick(node["level"]) if "level" in node else "error"
    allowed = node.get("allow_not_assessed", [])
    names = tuple(text_of(one) for one in (allowed if isinstance(allowed, list) else [allowed]))
    return Limit(metric, kind.number(node["value"]), level, names)


class WaiverModel(Element):
    """A rule that is broken with open eyes, until a day."""

    name_key: ClassVar[str] = "rule"

    rule: Text = Field(default=None, description="The code of the rule.")
    reason: Text = Field(default=None, description="Why it is broken.")
    until: Day = Field(default=None, description="The last day of the waiver.")
    approved_by: Text = Field(default=None, description="Who agreed.")


LIMITS = Limits()
LimitMap = Annotated[tuple[Limit, ...] | None, LIMITS]
