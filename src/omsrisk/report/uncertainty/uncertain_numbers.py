"""Numbers from a sample: written only as far as they are known."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from omsrisk.core.money import as_known
from omsrisk.report import numbers
from omsrisk.simulation.estimates import Estimate, SampleSummary

_LARGE = 1_000
_CHANCE_DIGITS = 6


def digits_of(summary: SampleSummary, minor_digits: int) -> int:
    """Return the digits after the point of a figure: none where its bulk is above a thousand."""
    return rough_digits(minor_digits, summary.percentiles[50].value, summary.mean.value)


def rough_digits(minor_digits: int, *amounts: float) -> int:
    """Return the digits after the point of estimates: none where one is above a thousand."""
    return 0 if max(map(abs, amounts)) >= _LARGE else minor_digits


def rounded(value: float, digits: int) -> Decimal:
    """Round half-up to some digits after the point."""
    result = Decimal(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return result.copy_abs() if result.is_zero() else result


def told(summary: SampleSummary, amount: float) -> Decimal:
    """
    Return an amount of a figure, such as a percentile, with the digits that are known of it.

    Args:
        summary: What is known of the figure.
        amount: The amount [money].
    """
    return as_known(amount, summary.off(amount))


def told_statistic(summary: SampleSummary, name: str) -> Decimal:
    """
    Return a mean, a percentile or an expected shortfall with the digits that are known of it.

    Args:
        summary: What is known of the figure.
        name: As for `SampleSummary.statistic`.
    """
    found = summary.statistic(name)
    return as_known(found.value, found.error) if summary.known_to else Decimal(found.value)


def told_deviation(summary: SampleSummary) -> Decimal:
    """
    Return a standard deviation with the digits that are known of it.

    Args:
        summary: What is known of the figure.
    """
    return as_known(summary.standard_deviation, summary.known_to)


def chance(value: float) -> Decimal:
    """Round a probability for a program."""
    return rounded(value, _CHANCE_DIGITS)


def chance_text(one: Estimate) -> str:
    """
    Write a probability as a percentage; what was never seen is no certainty.

    >>> [chance_text(Estimate(one)) for one in (0.3134, 0.0, 0.9999)]
    ['31.3 %', '0.0 %', 'over 99.9 %']
    """
    if 0 < one.value < _LEAST_SHOWN:
        return "under 0.1 %"
    if 1 - _LEAST_SHOWN < one.value < 1:
        return "over 99.9 %"
    return numbers.share(Decimal(one.value))


_LEAST_SHOWN = 0.0005


EXACT = (
    "exact: worked out, without trials; no amount is further off than that part of its standard "
    "deviation"
)
"""What a report says below figures that were worked out."""


def accuracy_text(part: float) -> str:
    """
    Write how far off an exact amount may be, as a percentage rounded up to one digit.

    >>> [accuracy_text(one) for one in (0.0000152, 0.0000002, 0.00093)]
    ['0.002 %', '0.0001 %', '0.1 %']
    """
    percent = Decimal(f"{max(part, _LEAST_ACCURACY):.3g}") * 100
    step = Decimal(1).scaleb(percent.adjusted())
    up = (percent / step).to_integral_value(ROUND_CEILING) * step
    return f"{numbers.localised(f'{up.normalize():f}')} %"


_LEAST_ACCURACY = 1e-6
