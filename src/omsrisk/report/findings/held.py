"""Limits that hold: what a check says where nothing is wrong."""

from decimal import Decimal

from omsrisk.checks.judge import FileVerdict, HeldLimit
from omsrisk.core.money import digits_apart, to_minor_unit
from omsrisk.core.pricing.figures import is_share
from omsrisk.text import counted, visible


def limits_held(one: FileVerdict) -> str:
    """
    Say which limits of a file hold, and with what room.

    Args:
        one: A file whose limits all hold.

    Returns:
        A sentence without its end.
    """
    told = ", ".join(_told(limit, *one.unit) for limit in one.held)
    if one.variants:
        return f"all limits hold, in {counted(one.variants, 'variant')}, too; at most {told}"
    return f"all limits hold: {told}"


def _told(one: HeldLimit, currency: str, minor_digits: int) -> str:
    power, unit = (2, "%") if is_share(one.metric) else (0, currency)
    amount, most = one.amount.scaleb(power), one.maximum.scaleb(power)
    digits = digits_apart(amount, most, 2 if power else minor_digits)
    amount, most = to_minor_unit(amount, digits), to_minor_unit(most, digits)
    if power:
        return f"{_named(one)} {amount.normalize():f} {unit} of {most.normalize():f} {unit}"
    return f"{_named(one)} {_short(amount)} of {_short(most)} {unit}"


def _named(one: HeldLimit) -> str:
    return visible(one.metric.replace("_", " "))


def _short(rounded: Decimal) -> str:
    """Write an amount, without the digits after the point where all of them are 0."""
    return f"{rounded:,f}" if rounded % 1 else f"{rounded:,.0f}"
