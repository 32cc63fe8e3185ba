"""A mean and a standard deviation: the interval between the quantiles of what has them."""

import math
from collections.abc import Mapping
from decimal import Decimal
from statistics import NormalDist

from omsrisk.core.pricing.case import Spread
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.schema.quantities import Kind

_SHARE = Decimal("0.05")
_REACH = NormalDist().inv_cdf(0.95)
_DIGITS = 15


def misfits_of_mean(
    numbers: Mapping[str, Decimal], name: str, kind: Kind
) -> list[tuple[str, str, JsonObject]]:
    """
    List why no distribution has a mean and a standard deviation.

    Args:
        numbers: What was read, by key.
        name: The distribution, where one is named.
        kind: The kind of number.
    """
    first = next(iter(numbers))
    others = [key for key in numbers if key not in {"mean", "sd"}]
    missing = [key for key in ("mean", "sd") if key not in numbers]
    if others:
        text = f"`{others[0]}` does not go with a mean and a standard deviation"
        return [(others[0], "SCN501", _context(text, "keep `mean` and `sd`, or the other keys"))]
    if missing:
        return [(first, "SCN501", _context(f"`{missing[0]}` is missing: it takes mean and sd"))]
    if not numbers["mean"] or not numbers["sd"]:
        zero = "mean" if not numbers["mean"] else "sd"
        return [(zero, "SCN501", _context(f"`{zero}` is 0", "state one `value`, or a real range"))]
    known = ("logit-normal",) if kind.is_share else ("lognormal",)
    if name and name not in {*known, "normal", "uniform"}:
        text = f"{name} does not go with mean and sd; there are {', '.join(known)}, normal, uniform"
        return [("distribution", "SCN501", _context(text))]
    if kind.is_share and numbers["mean"] == 1:
        return [("mean", "SCN501", _context("a share of 100% in the mean is always 100%"))]
    return []


def spread_of_mean(numbers: Mapping[str, Decimal], name: str, kind: Kind) -> Spread:
    """
    Return the interval from P5 to P95 of the distribution that has a mean and a deviation.

    Raises:
        ValueError: None within the bounds has them; the text says the largest deviation.
    """
    mean, sd = numbers["mean"], numbers["sd"]
    return _fitted(float(mean), float(sd), name, kind)._replace(moments=(mean, sd))


def _fitted(mean: float, sd: float, name: str, kind: Kind) -> Spread:
    if name == "uniform":
        low, high = (_decimal(mean + sign * math.sqrt(3) * sd) for sign in (-1, 1))
        return Spread(name, low, high)
    if name == "normal":
        low, high = (_decimal(mean + sign * _REACH * sd) for sign in (-1, 1))
        return Spread(name, low, high, None, _SHARE)
    if kind.is_share:
        low, high = _points(mean, sd)
        if not 0 < low < high < 1:
            told = f"the largest standard deviation at this mean is {_largest(mean, sd):.4g}"
            raise ValueError(told)
        return Spread("logit-normal", low, high, None, _SHARE, (Decimal(0), Decimal(1)))
    sigma = math.sqrt(math.log1p((sd / mean) ** 2))
    mu = math.log(mean) - sigma * sigma / 2
    low, high = (_decimal(math.exp(mu + sign * _REACH * sigma)) for sign in (-1, 1))
    return Spread("lognormal", low, high, None, _SHARE)


def _points(mean: float, sd: float) -> tuple[Decimal, Decimal]:
    """Return P5 and P95 of the logit-normal that has a mean and a deviation."""
    from omsrisk.core.distributions.share_fits import logit_normal_of
    from omsrisk.core.distributions.shares import logistic

    mu, sigma = logit_normal_of(mean, sd)
    low, high = (_decimal(logistic(mu + sign * _REACH * sigma)) for sign in (-1, 1))
    return low, high


def _largest(mean: float, sd: float) -> float:
    """Find how large a deviation may be for both points to lie between 0 and 1 as written."""
    fits, fails = 0.0, sd
    while fails - fits > _CLOSE * sd:
        tried = (fits + fails) / 2
        low, high = _points(mean, tried)
        fits, fails = (tried, fails) if 0 < low < high < 1 else (fits, tried)
    return math.floor(fits * _FOUR_DIGITS) / _FOUR_DIGITS


_CLOSE, _FOUR_DIGITS = 1e-5, 10_000


def _decimal(number: float) -> Decimal:
    return Decimal(f"{Decimal(f'{number:.{_DIGITS}g}'):f}")


def _context(message: str, hint: str = "") -> JsonObject:
    return {"message": message, "hint": hint}
