"""The option `--rate`: what foreign currencies are worth."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.errors import UsageError
from omsrisk.scenario.schema.currencies import minor_digits

_RATE = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,12})?\Z")

Rate = Annotated[
    list[str] | None,
    typer.Option(
        "--rate",
        metavar="EUR=1.08",
        help="What one unit of a foreign currency is worth in that of the base. Repeatable.",
        show_default=False,
    ),
]


def rates_of(settings: Sequence[str] | None) -> dict[str, Decimal]:
    """
    Read the values of `--rate`.

    Args:
        settings: As they were given.

    Raises:
        UsageError: One is not CURRENCY=NUMBER, or not above 0.
    """
    rates: dict[str, Decimal] = {}
    for setting in settings or ():
        currency, _, text = setting.partition("=")
        if currency not in minor_digits():
            raise UsageError(f"--rate {setting}: `{currency}` is not a currency", "write EUR=1.08")
        if not _RATE.match(text):
            raise UsageError(f"--rate {setting}: `{text}` is not a number", f"write {currency}=1.08")
        rates[currency] = Decimal(text)
        if not rates[currency]:
            raise UsageError(f"--rate {setting}: a rate is above 0")
    return rates
