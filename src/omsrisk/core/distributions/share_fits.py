"""Fits within bounds: from two quantiles, with a mode or without, and from a mean and a deviation."""

import math
from functools import lru_cache
from statistics import NormalDist

from omsrisk.core.distributions.shares import expected_of_normal, logistic

_HALVINGS = 80
_LEAST_POWER = 1.05
_NO_ROOM = 1 - 1e-9
"""What both sides ask for at most, so that powers above 1 are more than an error of rounding."""

_WIDEST = 60.0
_STEPS = 60
_CLOSE = 1e-13
_NEAR = 0.9
"""Of the deviation of a coin that has the same mean: only beyond that part a fit may be refused."""


@lru_cache(maxsize=256)
def fitted_two_sided(
    low: float, likely: float, high: float, share: float, ends: tuple[float, float]
) -> tuple[float, ...]:
    """
    Find the powers of a two-sided power distribution from its mode and two quantiles.

    The part of all cases below the mode settles both powers: each side meets its own quantile. The
    density at the mode rises from the left, and falls from the right, as that part grows, so that
    there is one part at which the two sides meet. Where a power would be below 1 there, the density
    would rise towards a bound without limit; the part moves as little as is needed to keep it from
    that, where any part does.

    Raises:
        ValueError: The mode is not inside the interval, or the interval not inside the bounds.
    """
    start, end = ends
    if not low < likely < high:
        raise ValueError(
            f"The likely value {likely:.15g} is not inside the interval, {low:.15g} to {high:.15g}."
        )
    _within(low, high, ends)
    rise, fall = likely - start, end - likely
    left_log, right_log = math.log(rise / (low - start)), math.log(fall / (end - high))

    def powers(part: float) -> tuple[float, float]:
        return math.log(part / share) / left_log, math.log((1 - part) / share) / right_log

    least, most = share, 1 - share
    for _ in range(_HALVINGS):
        part = (least + most) / 2
        left, right = powers(part)
        if part * left * fall < (1 - part) * right * rise:
            least = part
        else:
            most = part
    part = (least + most) / 2
    least_power = _least_power(share, left_log, right_log)
    part_for_left = share * math.exp(least_power * left_log)
    part_for_right = 1 - share * math.exp(least_power * right_log)
    if part_for_left <= part_for_right:
        part = min(max(part, part_for_left), part_for_right)
    return (start, likely, end, part, *powers(part))


def _least_power(share: float, left_log: float, right_log: float) -> float:
    """Return the least power asked of both sides: less than usual where nothing else is left."""

    def needed(power: float) -> float:
        return share * (math.exp(power * left_log) + math.exp(power * right_log))

    least, most = 1.0, _LEAST_POWER
    if needed(most) <= 1 or needed(least) >= _NO_ROOM:
        return _LEAST_POWER
    for _ in range(_HALVINGS):
        power = (least + most) / 2
        if needed(power) <= 1:
            least = power
        else:
            most = power
    return least


def has_mode(parameters: tuple[float, ...]) -> bool:
    """Whether a two-sided power is densest at its stated mode, and not at a bound."""
    *_, left, right = parameters
    return left > 1 and right > 1


def fitted_logit_normal(
    low: float, high: float, share: float, ends: tuple[float, float]
) -> tuple[float, ...]:
    """
    Find the logit-normal through two quantiles: there is one for any two inside the bounds.

    Raises:
        ValueError: The interval is not inside the bounds.
    """
    start, end = ends
    _within(low, high, ends)
    reach = -NormalDist().inv_cdf(share)
    below, above = (math.log((one - start) / (end - one)) for one in (low, high))
    return start, end, (below + above) / 2, (above - below) / (2 * reach)


@lru_cache(maxsize=256)
def logit_normal_of(mean: float, deviation: float) -> tuple[float, float]:
    """
    Find the logit-normal on 0 to 1 with a mean and a standard deviation.

    For each spread of the odds one middle gives the mean, and the deviation grows with the spread.

    Returns:
        The mean and the standard deviation of the logarithm of the odds.

    Raises:
        ValueError: The deviation is beyond the largest that is fitted, which the text says.
    """
    if deviation >= _NEAR * math.sqrt(mean * (1 - mean)):
        _, widest = _spread_about(mean, _WIDEST)
        if deviation >= widest:
            raise ValueError(f"the largest standard deviation at this mean is {_down(widest)}")
    least, most = (0.0, -deviation), (_WIDEST, math.inf)
    guess = min(deviation / (mean * (1 - mean)), _WIDEST / 2)
    last = least
    for _ in range(_STEPS):
        mu, reached = _spread_about(mean, guess)
        now = guess, reached - deviation
        if abs(now[1]) < _CLOSE * deviation:
            break
        least, most = (now, most) if now[1] < 0 else (least, now)
        run, rise = now[0] - last[0], now[1] - last[1]
        further = guess - now[1] * run / rise if rise else math.inf
        last = now
        guess = further if least[0] < further < most[0] else (least[0] + most[0]) / 2
    return mu, guess


def _spread_about(mean: float, sigma: float) -> tuple[float, float]:
    """Return the middle at which odds of a spread have a mean, and the deviation they then have."""
    mu = math.log(mean / (1 - mean))
    reach = 4 * sigma * sigma + 40
    least, most = mu - reach, mu + reach
    for _ in range(_STEPS):
        found = expected_of_normal(lambda z: logistic(mu + sigma * z), sigma)  # noqa: B023 - called at once
        slope = expected_of_normal(
            lambda z: logistic(mu + sigma * z) * logistic(-mu - sigma * z),  # noqa: B023 - called at once
            sigma,
        )
        least, most = (mu, most) if found < mean else (least, mu)
        after = mu + (mean - found) / slope if slope else least
        after = after if least < after < most else (least + most) / 2
        is_close = abs(after - mu) <= _CLOSE * (1 + abs(mu))
        mu = after
        if is_close:
            break
    square = expected_of_normal(lambda z: (logistic(mu + sigma * z) - mean) ** 2, sigma)
    return mu, math.sqrt(square)


def _within(low: float, high: float, ends: tuple[float, float]) -> None:
    start, end = ends
    if not start < low < high < end:
        raise ValueError(
            f"The interval {low:.15g} to {high:.15g} is not inside {start:.15g} to {end:.15g}."
        )


def _down(number: float) -> str:
    """Write a number to four digits, never above it."""
    scale = 10 ** (3 - math.floor(math.log10(number)))
    return f"{math.floor(number * scale) / scale:.4g}"
