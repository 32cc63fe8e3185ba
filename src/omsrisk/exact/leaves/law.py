"""
Laws: one uncertain number on a line of edges, with its distribution function there.

Edges lie close where the function is steep and at the ends of a range, where a density may begin with
an infinite slope: for a pert they are x = t^3 (10 - 15 t + 6 t^2) at equal steps of t. The function
there is the integral of the density itself, by two Gauss-Legendre points a step, and so right to the
rounding of floats; what lies between two edges is a straight line, which errs by 1 part in 10^8.
"""

import math
from functools import cached_property, lru_cache

import numpy as np

from omsrisk.core.distributions.distribution import Distribution
from omsrisk.exact.leaves import normal
from omsrisk.exact.leaves.curve import Curve
from omsrisk.exact.leaves.normal import Array

STEPS = 4_096
_NEWTON_STEPS = 4
_GAUSS = (0.5 - math.sqrt(1 / 12), 0.5 + math.sqrt(1 / 12))
_LEAST = 1e-300
_TWO_SIDED = "two-sided power"
_LOGIT_NORMAL = "logit-normal"
_OF_NORMAL_NUMBERS = frozenset({"normal", "lognormal", _LOGIT_NORMAL})


class Law:
    """
    What an uncertain number may come to.

    Args:
        distribution: Any kind.
    """

    def __init__(self, distribution: Distribution) -> None:
        self.distribution = distribution
        self._kind, self._parameters = distribution.kind, distribution.parameters

    @cached_property
    def curve(self) -> Curve:
        """Its distribution function."""
        if self._kind == "pert":
            low, _, high = self._parameters
            return Curve(low + (high - low) * _smooth(_unit_steps()), self._shares)
        if self._kind == "uniform":
            low, high = self._parameters
            part = np.linspace(0.0, 1.0, STEPS + 1)
            return Curve(low + (high - low) * part, part)
        if self._kind == "triangular":
            return _triangular(*self._parameters)
        if self._kind == _TWO_SIDED:
            return _two_sided(*self._parameters)
        z, shares = normal.edges() if self._kind != _LOGIT_NORMAL else normal.finer_edges()
        return Curve(self.at_normal(z), shares)

    def at(self, shares: Array) -> Array:
        """Return the quantile of each share."""
        if self._kind == "uniform":
            low, high = self._parameters
            return np.asarray(low + (high - low) * shares)
        if self._kind == "triangular":
            low, likely, high = self._parameters
            rising = low + np.sqrt(shares * (high - low) * (likely - low))
            falling = high - np.sqrt((1 - shares) * (high - low) * (high - likely))
            return np.where(shares < (likely - low) / (high - low), rising, falling)
        if self._kind == _TWO_SIDED:
            return _two_sided_at(shares, *self._parameters)
        if self._kind != "pert":
            return self.at_normal(normal.quantiles(shares))
        low, _, high = self._parameters
        return np.asarray(low + (high - low) * _smooth(self._steps_of(shares)))

    def at_normal(self, z: Array) -> Array:
        """Return the quantile of the share up to each normal number."""
        if self._kind not in _OF_NORMAL_NUMBERS:
            grid, values = self._by_normal
            return np.interp(z, grid, values)
        *ends, centre, deviation = self._parameters
        numbers = centre + deviation * np.clip(z, -normal.REACH, normal.REACH)
        if ends:  # they are the logarithm of the odds between two bounds
            low, high = ends
            return np.asarray(low + (high - low) / (1 + np.exp(-numbers)))
        return np.asarray(np.exp(numbers) if self._kind == "lognormal" else numbers)

    @property
    def kinks(self) -> tuple[float, ...]:
        """Shares at which its quantile function is not smooth."""
        if self._kind == _TWO_SIDED:
            return (self._parameters[3],)
        if self._kind != "triangular":
            return ()
        low, likely, high = self._parameters
        return ((likely - low) / (high - low),)

    @cached_property
    def _by_normal(self) -> tuple[Array, Array]:
        z, shares = (one[::2] for one in normal.edges())
        return z, self.at(shares)

    @cached_property
    def _shapes(self) -> tuple[float, float]:
        low, likely, high = self._parameters
        return 4 * (likely - low) / (high - low), 4 * (high - likely) / (high - low)

    @cached_property
    def _scale(self) -> float:
        alpha, beta = self._shapes
        return math.exp(math.lgamma(6) - math.lgamma(1 + alpha) - math.lgamma(1 + beta))

    @cached_property
    def _shares(self) -> Array:
        log_part, log_rest, width = _at_gauss()
        alpha, beta = self._shapes
        masses = np.exp(alpha * log_part + beta * log_rest)
        masses *= width
        cumulated = np.zeros(STEPS + 1)
        np.cumsum(masses.sum(axis=0), out=cumulated[1:])
        cumulated /= cumulated[-1]  # all of it, where floats make a little more or less
        return cumulated

    def _density(self, t: Array) -> Array:
        """Return the density of a pert in t, of which x is a smooth step."""
        alpha, beta = self._shapes
        part, rest = (np.maximum(_smooth(one), _LEAST) for one in (t, 1 - t))
        powers = np.exp(alpha * np.log(part) + beta * np.log(rest))
        return np.asarray(self._scale * powers * _slope(t))

    def _steps_of(self, shares: Array) -> Array:
        """Find t up to which each share lies: by Newton, from a straight line between two edges."""
        known, grid = self._shares, _unit_steps()
        place = np.clip(np.searchsorted(known, shares, "right") - 1, 0, STEPS - 1)
        start, end, before = grid[place], grid[place + 1], known[place]
        gap = known[place + 1] - before
        t = start + (end - start) * np.where(
            gap > 0, (shares - before) / np.maximum(gap, _LEAST), 0.0
        )
        for _ in range(_NEWTON_STEPS):
            length = t - start
            inside = sum(self._density(start + length * at) for at in _GAUSS) * length / 2
            slope = np.maximum(self._density(t), 1e-12)
            t = np.clip(t - (before + inside - shares) / slope, start, end)
        return t


@lru_cache(maxsize=256)
def law_of(distribution: Distribution) -> Law:
    """Return the law of a distribution; whoever asks again pays for it once."""
    return Law(distribution)


@lru_cache(maxsize=1)
def _unit_steps() -> Array:
    return np.linspace(0.0, 1.0, STEPS + 1)


def _smooth(t: Array) -> Array:
    return np.asarray(t * t * t * (10 + t * (6 * t - 15)))


def _slope(t: Array) -> Array:
    rest = t * (1 - t)
    return np.asarray(30 * rest * rest)


@lru_cache(maxsize=1)
def _at_gauss() -> tuple[Array, Array, Array]:
    """Return what all perts share: logarithms of both parts, and the widths, at the inner points."""
    starts = np.arange(STEPS) / STEPS
    t = np.array([starts + at / STEPS for at in _GAUSS])
    return np.log(_smooth(t)), np.log(_smooth(1 - t)), _slope(t) / (2 * STEPS)


def _triangular(low: float, likely: float, high: float) -> Curve:
    part = np.linspace(0.0, 1.0, STEPS // 2 + 1)
    peak = (likely - low) / (high - low)
    rising = Curve(low + (likely - low) * part, peak * part * part)
    falling = Curve((high - (high - likely) * part)[::-1], (1 - (1 - peak) * part * part)[::-1])
    if likely in {low, high}:
        return falling if likely == low else rising
    return Curve(
        np.concatenate([rising.x, falling.x[1:]]), np.concatenate([rising.up_to, falling.up_to[1:]])
    )


def _two_sided(
    low: float, likely: float, high: float, below: float, left: float, right: float
) -> Curve:
    """
    Choose edges at squares of equal steps of the share on either side, and some by number.

    With the square a straight line errs as much at a steep end as elsewhere; far out in a tail, where
    next to no share is, the numbers lie close as well.
    """
    square, t = _unit_steps() ** 2, _smooth(_unit_steps()[::4])
    by_share = _two_sided_at(
        np.concatenate([below * square, 1 - (1 - below) * square]),
        low,
        likely,
        high,
        below,
        left,
        right,
    )
    by_number = [low + (likely - low) * t, likely + (high - likely) * t]
    x = np.unique(np.concatenate([by_share, *by_number]))
    rising = below * (np.clip(x - low, 0.0, None) / (likely - low)) ** left
    above = (1 - below) * (np.clip(high - x, 0.0, None) / (high - likely)) ** right
    return Curve(x, np.where(x <= likely, rising, 1 - above))


def _two_sided_at(
    shares: Array, low: float, likely: float, high: float, below: float, left: float, right: float
) -> Array:
    rising = low + (likely - low) * (np.minimum(shares, below) / below) ** (1 / left)
    rest = np.minimum(1 - shares, 1 - below) / (1 - below)
    return np.where(shares <= below, rising, high - (high - likely) * rest ** (1 / right))
