"""Days of a window, counted from its go-live."""

from pydantic_core import CoreSchema, core_schema

from omsrisk.scenario.documents.decimals import NotANumberError, decimal_of
from omsrisk.scenario.documents.nodes import JsonObject, Plain, Scalar
from omsrisk.scenario.schema.quantities import not_a_number, refuse

MOST_DAYS = 3_650


class DayOfWindow:
    """
    Validates the number of a day of a window: whole, and without a range.

    Args:
        example: How it is written.
    """

    def __init__(self, example: str = "until_day: 7") -> None:
        self._example = example

    def take(self, value: Plain) -> int:
        """
        Take the number of a day.

        Raises:
            PydanticCustomError: It is not a whole number from 1 on.
        """
        if type(value) is not Scalar:
            hint = f"it takes no range: such as `{self._example}`"
            raise refuse("SCN105", "expected the number of a day", hint)
        try:
            number = decimal_of(value, "the number of a day")
        except NotANumberError as error:
            raise not_a_number(error, value.text) from None
        if number != int(number) or not 1 <= number <= MOST_DAYS:
            message = f"{value.text} is not a whole number from 1 to {MOST_DAYS:,}"
            raise refuse("SCN106", message, "the go-live day is day 1")
        return int(number)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe the number of a day."""
        return {"type": "integer", "minimum": 1, "maximum": MOST_DAYS}
