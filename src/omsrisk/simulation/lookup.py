"""Tables: quantiles, the normal distribution and seasons as straight lines between many points."""

from functools import lru_cache
from itertools import takewhile
from math import erfc, sqrt
from statistics import NormalDist

import numpy as np

from omsrisk.core.calendar import Window
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.simulation.random_numbers import Array

STEPS = 65_536
"""Steps of a table: so many bias a mean by less than 5e-6 of the deviation, 4,096 by 3.5e-5."""

_FEWEST_STEPS = 4_096
_MANY_TABLES = 128
"""Up to so many tables are as fine as can be; more of them are coarser, in the same memory."""


def steps_for(tables: int) -> int:
    """Choose the steps of so many tables; the fewest still bias far less than trials scatter."""
    steps = STEPS
    while steps > _FEWEST_STEPS and tables * steps > _MANY_TABLES * STEPS:
        steps //= 2
    return steps


_TAIL_STEPS = 64
"""At an end without a bound so many steps are too steep for a line; there quantiles are computed."""

_REACH = 8.3
"""No uniform number that a float can hold has a normal quantile beyond this."""

_BELOW_ONE = np.nextafter(1.0, 0.0)


class LookupTable:
    """
    Straight lines between values at equal steps.

    Args:
        values: At the ends of the steps.
        start: Where the first step begins.
        step: Its length.
    """

    def __init__(self, values: Array, start: float = 0.0, step: float = 1.0) -> None:
        self._values = values
        self._start = start
        self._per_unit = 1 / step

    def __call__(self, x: Array) -> Array:
        """Return the value at each number; it must not lie beyond the steps."""
        place = x - self._start if self._start else x.copy()
        place *= self._per_unit
        step = place.astype(np.intp)
        place -= step
        low = self._values.take(step)
        step += 1
        high = self._values.take(step)
        high -= low
        place *= high
        place += low
        return place


class Quantiles:
    """
    The quantiles of a distribution at uniform random numbers.

    Args:
        distribution: Any kind; one without bounds is computed exactly far out, where lines are rare
            enough to be seen.
        steps: Of its table, a power of two.
    """

    def __init__(self, distribution: Distribution, steps: int = STEPS) -> None:
        self._distribution = distribution
        kind, parameters = distribution.kind, distribution.parameters
        self._has_tails = kind in {"normal", "lognormal", "logit-normal", "two-sided power"}
        if kind == "pert":
            low, likely, high = parameters
            values = _unit_pert((likely - low) / (high - low), steps)
            values *= high - low
            values += low
        elif kind == "triangular":
            low, likely, high = parameters
            values = _triangular(low, likely, high, steps)
        elif kind == "uniform":
            low, high = parameters
            values = low + (high - low) * _shares(steps)
        elif kind == "two-sided power":
            values = _two_sided(parameters, steps)
        elif kind == "logit-normal":
            low, high, mean, deviation = parameters
            odds = np.exp(-mean - deviation * _normal_quantiles()[:: STEPS // steps])
            values = low + (high - low) / (1 + odds)
        else:
            mean, deviation = parameters
            values = mean + deviation * _normal_quantiles()[:: STEPS // steps]
            values = np.exp(values) if kind == "lognormal" else values
        self._table = LookupTable(values, step=1 / steps)

    def __call__(self, uniform: Array) -> Array:
        """Return the quantile at each uniform number, at least 0 and below 1."""
        numbers = self._table(uniform)
        if self._has_tails:
            edge = _TAIL_STEPS / STEPS
            for at in np.flatnonzero((uniform < edge) | (uniform > 1 - edge)):
                p = min(max(float(uniform[at]), _LEAST), float(_BELOW_ONE))
                numbers[at] = self._distribution.quantile(p)
        return numbers


@lru_cache(maxsize=32)
def quantiles_of(distribution: Distribution, steps: int = STEPS) -> Quantiles:
    """Return the table of a distribution; whoever asks again and again pays for it once."""
    return Quantiles(distribution, steps)


_LEAST = 2.0**-54
"""Half of the distance between uniform numbers: what stands for 0, whose quantile is not finite."""


def _shares(steps: int) -> Array:
    return np.linspace(0.0, 1.0, steps + 1)


def _unit_pert(likely: float, steps: int) -> Array:
    """
    Cumulate the density of a pert on 0..1, and turn it round.

    The steps of x = s^2 (3 - 2 s) grow narrow towards both ends, where the density may begin with an
    infinite slope.
    """
    log_x, log_rest, width = _pert_steps(steps)
    alpha, beta = 1 + 4 * likely, 5 - 4 * likely
    masses = (alpha - 1) * log_x
    masses += (beta - 1) * log_rest
    np.exp(masses, out=masses)
    masses *= width
    cumulative = np.zeros(steps + 1)
    np.cumsum(masses, out=cumulative[1:])
    cumulative /= cumulative[-1]
    s = _shares(steps)
    return np.interp(s, cumulative, s * s * (3 - 2 * s))


@lru_cache(maxsize=1)
def _pert_steps(steps: int) -> tuple[Array, Array, Array]:
    s = (np.arange(steps) + 0.5) / steps
    rest = 1 - s
    return np.log(s * s * (3 - 2 * s)), np.log(rest * rest * (1 + 2 * s)), s * rest


def forget_steps() -> None:
    """Return back what only the making of tables needs."""
    _pert_steps.cache_clear()


def _triangular(low: float, likely: float, high: float, steps: int) -> Array:
    p = _shares(steps)
    rising = low + np.sqrt(p * (high - low) * (likely - low))
    falling = high - np.sqrt((1 - p) * (high - low) * (high - likely))
    return np.where(p < (likely - low) / (high - low), rising, falling)


def _two_sided(parameters: tuple[float, ...], steps: int) -> Array:
    low, likely, high, below, left, right = parameters
    p = _shares(steps)
    rising = low + (likely - low) * (np.minimum(p, below) / below) ** (1 / left)
    rest = np.minimum(1 - p, 1 - below) / (1 - below)
    return np.where(p <= below, rising, high - (high - likely) * rest ** (1 / right))


@lru_cache(maxsize=1)
def _normal_quantiles() -> Array:
    inner = [NormalDist().inv_cdf(k / STEPS) for k in range(1, STEPS)]
    return np.array([-_REACH, *inner, _REACH])


@lru_cache(maxsize=1)
def normal_quantiles() -> Quantiles:
    """Return the table from uniform to normal numbers."""
    return Quantiles(Distribution("normal", (0.0, 1.0)))


@lru_cache(maxsize=1)
def _normal_shares() -> LookupTable:
    step = 2 * _REACH / STEPS
    ends = (step * k - _REACH for k in range(STEPS + 2))  # a number at the very end needs a next one
    return LookupTable(np.array([erfc(-z / sqrt(2)) / 2 for z in ends]), -_REACH, step)


def normal_shares(normal: Array) -> Array:
    """Return the probability of less than each normal number, at least 0 and below 1."""
    return np.minimum(_normal_shares()(np.clip(normal, -_REACH, _REACH)), _BELOW_ONE)


class EffectiveDays:
    """
    A season's window for many numbers of days at once.

    Args:
        window: What weighs the days.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._whole = np.zeros(0)
        self._reach = -1.0
        self._lines = np.zeros((3, 0))

    def __call__(self, days: Array) -> Array:
        """Return the effective days of each number of days [day]."""
        days = np.maximum(days, 0.0)
        most = float(days.max())
        if self._window.catch_up is not None:
            return self._on_lines(days, most)
        longest = min(most, _LONGEST) + 2
        if longest > len(self._whole):
            self._whole = np.array(list(map(float, self._window.table(int(longest) * 2))))
        if most <= _LONGEST:
            return LookupTable(self._whole)(days)
        weighed = LookupTable(self._whole)(np.minimum(days, _LONGEST))
        for at in np.flatnonzero(days > _LONGEST):
            weighed[at] = self._window.effective_days(float(days[at]))
        return weighed

    def _on_lines(self, days: Array, most: float) -> Array:
        """Weigh stops that are caught up: their effective days bend, and may jump, within days."""
        if most > self._reach:
            self._reach = 2 * most
            known = takewhile(lambda one: one.start <= self._reach, self._window.lines())
            self._lines = np.array([list(map(float, one)) for one in known]).T
        starts, values, slopes = self._lines
        on = np.maximum(np.searchsorted(starts, days) - 1, 0)
        return np.asarray(values[on] + (days - starts[on]) * slopes[on])


_LONGEST = 10_000.0
"""Days of a table of a season; longer windows are computed one by one."""
