"""The model of correlations: pairs of uncertain inputs, and how their ranks are correlated."""

from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.scenario.documents.decimals import NotANumberError, shown, signed_decimal_of
from omsrisk.scenario.documents.nodes import JsonObject, Plain, Scalar
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import not_a_number, refuse, text_of

_PAIR = 2
_TEN_PERCENT = 10
_NOUN = "a number between -1 and 1"
_EXAMPLE = "such as [delay.duration_days, delay.cancellation_sensitivity]"


class CorrelatedPair:
    """Validates a list of two input paths, which are judged with the scenario."""

    def take(self, value: Plain) -> tuple[str, ...]:
        """
        Take two paths.

        Raises:
            PydanticCustomError: There are not two; `problems` of its context lists what is no text.
        """
        if not isinstance(value, list):
            noun = "a map of keys" if isinstance(value, dict) else f"the text {shown(text_of(value))}"
            raise refuse("SCN107", f"expected a list of two input paths, found {noun}", _EXAMPLE)
        paths: list[str] = []
        problems: list[tuple[tuple[int], str, JsonObject]] = []
        for index, one in enumerate(value):
            try:
                paths.append(text_of(one))
            except PydanticCustomError as error:
                problems.append(((index,), error.type, error.context or {}))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        if len(paths) != _PAIR:
            message = f"a correlation holds between two inputs, not {len(paths)}"
            hint = "write one entry for each pair" if len(paths) > _PAIR else _EXAMPLE
            raise refuse("SCN503", message, hint)
        return tuple(paths)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a list of two texts."""
        return {
            "type": "array",
            "items": {"type": "string"},
            "minItems": _PAIR,
            "maxItems": _PAIR,
            "uniqueItems": True,
        }


class RankCorrelation:
    """Validates a number between -1 and 1 that is not 0."""

    def take(self, value: Plain) -> Decimal:
        """
        Take a rank correlation.

        Raises:
            PydanticCustomError: It is none.
        """
        if type(value) is not Scalar:
            noun = "a map of keys" if isinstance(value, dict) else "a list"
            raise refuse("SCN105", f"expected {_NOUN}, found {noun}")
        if value.is_null:
            raise refuse("SCN104", "has no value", "write a number, or remove the pair")
        try:
            rank = signed_decimal_of(value, _NOUN)
        except NotANumberError as error:
            raise not_a_number(error, value.text) from None
        if rank.is_zero():
            message = f"{shown(value.text)} says nothing: inputs without a correlation have none"
            raise refuse("SCN503", message, "remove the pair")
        if abs(rank) == 1:
            nearer = "0.9" if rank > 0 else "-0.9"
            message = f"{shown(value.text)} makes the two inputs one"
            raise refuse("SCN503", message, f"write one nearer to 0, such as {nearer}")
        if abs(rank) > 1:
            is_percentage = _TEN_PERCENT <= abs(rank) < 10 * _TEN_PERCENT
            hint = f"write {rank.scaleb(-2).normalize():f}" if is_percentage else ""
            raise refuse("SCN503", f"{shown(value.text)} lies outside -1 to 1", hint)
        return rank

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a number between -1 and 1 that is not 0."""
        return {
            "type": "number",
            "exclusiveMinimum": -1,
            "exclusiveMaximum": 1,
            "not": {"const": 0},
        }


class CorrelationModel(Section):
    """Two uncertain inputs that are correlated: where one is high, the other tends to be, or not."""

    model_config = ConfigDict(json_schema_extra={"required": ["inputs", "rank_correlation"]})

    inputs: Annotated[tuple[str, ...] | None, CorrelatedPair()] = Field(
        default=None, description="Two inputs that are ranges or intervals, by path."
    )
    rank_correlation: Annotated[Decimal | None, RankCorrelation()] = Field(
        default=None,
        description="How the order of the one follows that of the other: above 0 if both tend to be "
        "high together, below 0 if one is high where the other is low; between -1 and 1.",
    )
