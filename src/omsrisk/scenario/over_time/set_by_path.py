"""Values by the paths of their inputs, as a map of a file writes them."""

from typing import NamedTuple

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.core.pricing.catalogue import LEARNING
from omsrisk.scenario.documents.nodes import JsonObject, Plain
from omsrisk.scenario.schema.quantities import COUNT, SHARE, Kind, Quantity, refuse


class SetValue(NamedTuple):
    """
    A value that a file gives an input.

    Attributes:
        path: The input, as written.
        quantity: The value, a range included; None where there is no such input, so that nothing
            tells how it is to be read.
    """

    path: str
    quantity: Quantity | None


class SetByPath:
    """Validates a map of input paths to values, each read as its input is."""

    def take(self, value: Plain) -> tuple[SetValue, ...]:
        """
        Take a map of values; whether they can be set is judged with the scenario.

        Raises:
            PydanticCustomError: `problems` of its context lists all that is wrong, place by place.
        """
        if not isinstance(value, dict) or not value:
            message = "expected a map of input paths"
            raise refuse("SCN107", message, "such as `likelihood: 30%`")
        found: list[SetValue] = []
        problems: list[tuple[tuple[str, ...], str, JsonObject]] = []
        for path, one in value.items():
            kind = self.kind_at(path)
            try:
                found.append(SetValue(path, None if kind is None else kind.quantity(one)))
            except PydanticCustomError as error:
                context = error.context or {}
                for key, problem, more in context.get("problems", [((), error.type, context)]):
                    below = key if isinstance(key, tuple) else (key,)
                    problems.append(((path, *below), problem, more or {}))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        return tuple(found)

    def kind_at(self, path: str) -> Kind | None:
        """Say how the value at a path is to be read; None where there is no such input."""
        from omsrisk.scenario.schema.paths import kind_of  # it knows the models, which know this

        return kind_of(path)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: object) -> JsonObject:
        """Describe a map of paths to values; which kind each is, its path says."""
        kinds = (SHARE, COUNT)
        values = [one.__get_pydantic_json_schema__(schema, handler) for one in kinds]
        return {"type": "object", "additionalProperties": {"anyOf": values}}


class RateByPath(SetByPath):
    """Validates a map of input paths to rates, whatever kind the inputs are."""

    def kind_at(self, path: str) -> Kind | None:
        """Say how a rate is to be read; None where no phase learns on the input."""
        from omsrisk.scenario.schema.paths import kind_of  # it knows the models, which know this

        return kind_of(LEARNING + path)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: object) -> JsonObject:
        """Describe a map of paths to rates."""
        rate = SHARE.__get_pydantic_json_schema__(schema, handler)
        return {"type": "object", "additionalProperties": rate}


class SettingsByPath:
    """Validates a map of paths to whatever `--set` would put there; it is judged where it is put."""

    def take(self, value: Plain) -> tuple[str, ...]:
        """
        Take the paths of a map.

        Raises:
            PydanticCustomError: It is no map, or holds nothing.
        """
        if not isinstance(value, dict) or not value:
            message = "expected a map of input paths"
            raise refuse("SCN107", message, "such as `delay.duration_days: 10`")
        return tuple(value)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a map of paths to values; what each may be, its path says."""
        return {"type": "object", "minProperties": 1}
