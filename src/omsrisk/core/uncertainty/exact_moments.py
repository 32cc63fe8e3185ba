"""
Moments of ranges as rational numbers.

A number between the ends of a range is a weighted mean of its corners with random weights: two
corners with uniform weights make the uniform, three the triangular; the two ends with the weights of
a beta distribution make the pert. So a raw moment is a sum of products of the corners with positive
weights, and nothing cancels out (moments of the Dirichlet distribution).
"""

import math
from decimal import Decimal

from omsrisk.core.pricing.case import Spread


def exact_moment(spread: Spread, power: int) -> Decimal | None:
    """
    Return a raw moment of a range, to the digits of the context; None for an interval.

    Args:
        spread: What is known of an input.
        power: 1 or more.

    >>> exact_moment(Spread("pert", Decimal(2), Decimal(45), Decimal(10)), 1)
    Decimal('14.5')
    """
    if spread.share is not None:
        return None
    return _moment(spread.kind, spread.low, spread.likely, spread.high, power)


def exact_rest_moment(spread: Spread, power: int) -> Decimal | None:
    """Return a raw moment of the rest of a range to 1, as `exact_moment` does of the range itself."""
    if spread.share is not None:
        return None
    likely = None if spread.likely is None else 1 - spread.likely
    return _moment(spread.kind, 1 - spread.high, likely, 1 - spread.low, power)


def _moment(
    kind: str, low: Decimal, likely: Decimal | None, high: Decimal, power: int
) -> Decimal | None:
    if kind == "uniform" or likely is None:
        return _of_corners((low, high), power)
    if kind == "triangular":
        return _of_corners((low, likely, high), power)
    if kind != "pert":
        return None
    if power == 1:
        return (low + 4 * likely + high) / 6
    to_high = 1 + 4 * (likely - low) / (high - low)
    to_low = 6 - to_high
    lows = _rising(low, to_low, power)
    highs = _rising(high, to_high, power)
    whole = _rising(Decimal(1), Decimal(6), power)[-1]
    products = (math.comb(power, own) * lows[power - own] * highs[own] for own in range(power + 1))
    return sum(products, Decimal(0)) / whole


def _of_corners(corners: tuple[Decimal, ...], power: int) -> Decimal:
    """Take the mean over all products of so many corners, each equally often."""
    if power == 1:
        return sum(corners, Decimal(0)) / len(corners)
    if len(corners) == 3:  # noqa: PLR2004 - by the powers of the middle one
        low, middle, high = corners
        found = sum(
            (_power(middle, own) * _sum((low, high), power - own) for own in range(power + 1)),
            Decimal(0),
        )
    else:
        found = _sum(corners, power)
    return found / math.comb(power + len(corners) - 1, power)


def _sum(corners: tuple[Decimal, ...], power: int) -> Decimal:
    first, last = corners
    return sum(
        (_power(first, power - own) * _power(last, own) for own in range(power + 1)), Decimal(0)
    )


def _rising(corner: Decimal, weight: Decimal, most: int) -> list[Decimal]:
    """Return powers of a corner, each times as many factors of its weight, which rise by 1."""
    found = [Decimal(1)]
    for one in range(most):
        found.append(found[-1] * corner * (weight + one))
    return found


def _power(number: Decimal, times: int) -> Decimal:
    return number**times if times else Decimal(1)  # decimals have no 0 to the 0
