"""Currencies of ISO 4217, with the digits of their minor units."""

from functools import cache
from pathlib import Path

from pydantic_core import CoreSchema, core_schema

from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.nodes import JsonObject, Plain
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.quantities import SHARED_AS, refuse, text_of


@cache
def minor_digits() -> dict[str, int]:
    """Return the digits after the point of each currency's amounts, by its code."""
    table = Path(__file__).with_name("currencies.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in table.splitlines() if not line.startswith("#"))
    return {code: int(digits) for code, digits in rows}


class CurrencyCode:
    """Validates a currency code of ISO 4217."""

    def take(self, value: Plain) -> str:
        """
        Take a known code.

        Raises:
            PydanticCustomError: It is none.
        """
        code = text_of(value)
        known = minor_digits()
        if code not in known:
            if code.upper() in known:
                hint = f"write {code.upper()}"
            elif code == "NO":
                hint = "Norway's currency is NOK"
            else:
                hint = nearest(code.upper(), tuple(known)) if len(code) == _LENGTH else ""
                hint = hint or "three letters such as USD, EUR or GBP"
            raise refuse("SCN108", f"{shown(code)} is not a currency code of ISO 4217", hint)
        return code

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """List the codes."""
        return {SHARED_AS: "currency", "enum": list(minor_digits())}


_LENGTH = 3
