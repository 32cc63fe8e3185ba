"""
Products of ranges that take one quantile: functions of one normal number.

Such a product is known by its ranges alone, whichever inputs they are of. So what it comes to at the
points of a grid, and its series, are worked out once for all inputs and all figures: a roll-out of
many phases asks for the same few again and again.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from statistics import NormalDist

from omsrisk.core.algebra.polynomial import Atom
from omsrisk.core.calendar import Window
from omsrisk.core.capping import CappedAmount
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.pricing.case import Spread
from omsrisk.core.uncertainty.copula import Expected, Series, mean_at, normal_grid, series_at
from omsrisk.core.uncertainty.events import distribution_of

Factors = tuple[tuple[Spread, Atom, int], ...]
"""Ranges, what is made of each (an atom without a name), and its power."""

LOGNORMAL = "lognormal"
_KINKED = ("triangular", "two-sided power")
_NORMAL = NormalDist()
_UNSEEN = 1e-18

_Grid = tuple[tuple[float, ...], tuple[float, ...]]


def expected_product(factors: Factors) -> Expected:
    """Return the mean of a product of ranges of one quantile."""
    (_, weights), values = _evaluated(factors, 0.0)
    return mean_at(weights, values)


@lru_cache(maxsize=1024)  # 5 KiB each
def expanded_product(factors: Factors, shift: float) -> Series:
    """
    Expand a product of ranges of one quantile.

    Args:
        factors: What is multiplied.
        shift: By what the normal number is moved.
    """
    (points, weights), values = _evaluated(factors, shift)
    return series_at(points, weights, values)


def values_at_points(factors: Factors) -> tuple[Sequence[float], Sequence[float]]:
    """
    Return weights that give means of a product of ranges of one quantile, and what it is there.

    Args:
        factors: What is multiplied; without a kink, so that the points are those of all of them.
    """
    (_, weights), values = _evaluated(factors, 0.0)
    return weights, values


def kinks_of(factors: Factors, shift: float = 0.0) -> list[float]:
    """List the normal numbers at which a product of ranges of one quantile is not smooth."""
    return [
        at - shift for spread, atom, _ in factors for at in _quantile_of(spread).kinks(atom.window)
    ]


def values_of_product(factors: Factors, points: Sequence[float]) -> list[float]:
    """Evaluate a product of ranges of one quantile at normal numbers."""
    values = [1.0] * len(points)
    for spread, atom, power in factors:
        values = list(map(float.__mul__, values, _column(spread, atom, power, points)))
    return values


def _evaluated(factors: Factors, shift: float) -> tuple[_Grid, list[float]]:
    """Return points that know the kinks of a product, with their weights, and its values there."""
    kinks = kinks_of(factors, shift)
    grid = normal_grid(kinks)
    values = [1.0] * len(grid[0])
    for spread, atom, power in factors:
        if kinks:
            column = _column(spread, atom, power, [z + shift for z in grid[0]])
        else:
            column = _smooth_column(spread, atom, power, shift)
        values = list(map(float.__mul__, values, column))
    return grid, values


@lru_cache(maxsize=512)  # 9 KiB each
def _smooth_column(spread: Spread, atom: Atom, power: int, shift: float) -> list[float]:
    """Evaluate a factor at the points of the grid that all products without a kink share."""
    return _column(spread, atom, power, [z + shift for z in normal_grid()[0]])


def _column(spread: Spread, atom: Atom, power: int, points: Iterable[float]) -> list[float]:
    """Evaluate a power of an atom at normal numbers."""
    numbers = list(map(_quantile_of(spread), points))
    if atom.is_rest or not isinstance(atom.window, Window):
        return [float(atom.value(number)) ** power for number in numbers]
    days = atom.window.effective_days_of([max(number, 0.0) for number in numbers])
    return [one**power for one in days]


class _Quantile:
    """A distribution as a function of a normal number."""

    def __init__(self, distribution: Distribution) -> None:
        self._distribution = distribution
        self._known: dict[float, float] = {}

    def __call__(self, z: float) -> float:
        if self._distribution.kind in {"normal", LOGNORMAL}:
            mean, deviation = self._distribution.parameters
            number = mean + deviation * z
            return math.exp(number) if self._distribution.kind == LOGNORMAL else number
        if z not in self._known:
            self._known[z] = self._distribution.quantile(math.erfc(-z / math.sqrt(2)) / 2)
        return self._known[z]

    def kinks(self, window: Window | CappedAmount | None) -> Iterable[float]:
        """Return the normal numbers at which it, or what a season makes of it, is not smooth."""
        days = [] if window is None else list(self._month_ends(window))
        if self._distribution.kind in _KINKED:
            days.append(self._distribution.parameters[1])
        for one in days:
            chance = self._distribution.cumulative(one)
            if 0 < chance < 1:
                yield _NORMAL.inv_cdf(chance)

    def _month_ends(self, window: Window | CappedAmount) -> Iterable[float]:
        for line in window.lines():
            day = float(line.start)
            if day and self._distribution.exceedance(day) < _UNSEEN:
                return
            if day:
                yield day


@lru_cache(maxsize=256)
def _quantile_of(spread: Spread) -> _Quantile:
    return _Quantile(distribution_of(spread))
