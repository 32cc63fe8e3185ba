"""
The shapes that live between two bounds, such as 0 and 1, and pass through two quantiles there.

The two-sided power has its mode where it is stated, and one power of the distance from each bound
on either side of it (van Dorp and Kotz, 2002, generalised by Herrerias-Velasco, Herrerias-Pleguezuelo
and van Dorp, 2009): quantiles, tails and moments are closed forms. The logit-normal is a normal whose
numbers are odds on a scale of logarithms: it meets any two points.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from statistics import NormalDist

from omsrisk.core.distributions.shape import DistributionShape, Rational, Tails, exactly
from omsrisk.core.distributions.unbounded import bell, bell_tails

_STEP = 0.2
_FAR = 9.0
_PER_POLE = 0.5
_HALF_WIDTH = 3.2
_NODES = 160


@dataclass(frozen=True)
class _TwoSidedPower(Rational):
    """
    Powers of the distance from either end that meet at the mode.

    `below` is the part of all cases below the mode. On the left the chance of less is
    below x ((x - low) / (likely - low))^left, on the right that of more likewise.
    """

    low: float
    likely: float
    high: float
    below: float
    left: float
    right: float

    @property
    def origin(self) -> float:
        return self.low

    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        """Add up the two sides, each a beta distribution with one shape of 1."""
        low, likely, high, below, left, right = exactly(
            self.low, self.likely, self.high, self.below, self.left, self.right
        )
        rising = _side(low - centre, likely - low, left, k)
        falling = _side(high - centre, likely - high, right, k)
        return below * rising + (1 - below) * falling

    def density(self, x: float) -> float:
        if x <= self.likely:
            part, power, width, whole = x - self.low, self.left, self.likely - self.low, self.below
        else:
            part, power, width = self.high - x, self.right, self.high - self.likely
            whole = 1 - self.below
        if part <= 0 and power < 1:
            return math.inf
        return whole * power / width * math.pow(part / width, power - 1)

    def tail_moments(self, most: int, x: float) -> Tails:
        found: Tails = ([], [])
        for k in range(most + 1):
            for tail, part in zip(found, self.parts(k, x), strict=True):
                tail.append(part)
        return found

    def parts(self, k: int, x: float) -> tuple[float, float]:
        """Return what lies below x and above it of the moment about the low end."""
        rise, fall = self.likely - self.low, self.high - self.likely
        width = Fraction(self.high) - Fraction(self.low)
        left_whole = self.below * rise**k * self.left / (self.left + k)
        terms = [
            Fraction(math.comb(k, j)) * (-Fraction(fall)) ** j * width ** (k - j)
            for j in range(k + 1)
        ]
        shares = [self.right / (self.right + j) for j in range(k + 1)]
        if x <= self.likely:
            reached = (self.left + k) * math.log((x - self.low) / rise)
            right = sum(term * Fraction(share) for term, share in zip(terms, shares, strict=True))
            above = left_whole * -math.expm1(reached) + (1 - self.below) * float(right)
            return left_whole * math.exp(reached), above
        logarithm = math.log((self.high - x) / fall)
        tops = [math.exp((self.right + j) * logarithm) for j in range(k + 1)]
        rests = [-math.expm1((self.right + j) * logarithm) for j in range(k + 1)]
        above, middle = (
            (1 - self.below)
            * float(
                sum(
                    term * Fraction(share * part)
                    for term, share, part in zip(terms, shares, parts, strict=True)
                )
            )
            for parts in (tops, rests)
        )
        return left_whole + middle, above

    def quantile(self, p: float) -> float:
        if p <= self.below:
            return self.low + (self.likely - self.low) * math.pow(p / self.below, 1 / self.left)
        rest = math.pow((1 - p) / (1 - self.below), 1 / self.right)
        return self.high - (self.high - self.likely) * rest


def _side(end: Fraction, width: Fraction, power: Fraction, k: int) -> Fraction:
    """Expect the k-th power of an end plus a width times a number of that power on 0 to 1."""
    return sum(
        (
            math.comb(k, j) * width**j * end ** (k - j) * power / (power + j)
            for j in range(k + 1)
        ),
        Fraction(0),
    )  # fmt: skip


@dataclass(frozen=True)
class _LogitNormal(DistributionShape):
    """The odds within the bounds are lognormal; its moments are integrals."""

    low: float
    high: float
    mu: float
    sigma: float

    @property
    def origin(self) -> float:
        return self.low

    @cached_property
    def width(self) -> float:
        return self.high - self.low

    def part(self, z: float) -> float:
        """Return the part of the range below the number at a place of the normal distribution."""
        return logistic(self.mu + self.sigma * z)

    def raw_moment(self, k: int) -> float:
        return self.expected(lambda z: (self.low + self.width * self.part(z)) ** k)

    def origin_moment(self, k: int) -> float:
        return self.expected(lambda z: (self.width * self.part(z)) ** k)

    def central_moment(self, k: int) -> float:
        mean = self.raw_moment(1)
        return self.expected(lambda z: (self.low + self.width * self.part(z) - mean) ** k)

    def expected(self, function: Callable[[float], float]) -> float:
        return expected_of_normal(function, self.sigma)

    def place(self, x: float) -> float:
        """Return the number of the normal distribution at which x stands."""
        return (math.log((x - self.low) / (self.high - x)) - self.mu) / self.sigma

    def density(self, x: float) -> float:
        if not self.low < x < self.high:
            return 0.0
        slope = self.width / ((x - self.low) * (self.high - x) * self.sigma)
        return bell(self.place(x)) * slope

    def tail_moments(self, most: int, x: float) -> Tails:
        z = self.place(x)
        found: Tails = ([], [])
        for tail, chance, (start, end) in zip(
            found, bell_tails(z), ((min(-_FAR, z - _FAR), z), (z, max(_FAR, z + _FAR))), strict=True
        ):
            for k in range(most + 1):
                tail.append(chance if not k else self.integral(k, start, end))
        return found

    def integral(self, k: int, start: float, end: float) -> float:
        """Integrate by the double exponential rule, which no end disturbs (Takahasi, Mori, 1974)."""
        middle, half = (start + end) / 2, (end - start) / 2
        step = 2 * _HALF_WIDTH / _NODES
        parts = []
        for node in range(_NODES + 1):
            t = -_HALF_WIDTH + node * step
            u = math.pi / 2 * math.sinh(t)
            weight = math.pi / 2 * math.cosh(t) / math.cosh(u) ** 2
            z = middle + half * math.tanh(u)
            parts.append(weight * (self.width * self.part(z)) ** k * bell(z))
        return half * step * math.fsum(parts)

    def quantile(self, p: float) -> float:
        return self.low + self.width * self.part(NormalDist().inv_cdf(p))


SHARES: Mapping[str, Callable[..., DistributionShape]] = {
    "two-sided power": _TwoSidedPower,
    "logit-normal": _LogitNormal,
}


def logistic(x: float) -> float:
    """Return e^x / (1 + e^x), all its digits also where it is small."""
    if x > 0:
        return 1 / (1 + math.exp(-x))
    power = math.exp(x)
    return power / (1 + power)


def expected_of_normal(function: Callable[[float], float], sigma: float) -> float:
    """
    Expect a function of a normal number that is smooth on a scale of 1 / sigma.

    Sums at equal steps converge faster than any power of the step where a function falls off like a
    bell; the step keeps away from the poles of the logistic function, pi / sigma off the axis.
    """
    step = min(_STEP, _PER_POLE / sigma)
    reach = math.ceil(_FAR / step)
    weights = [bell(node * step) for node in range(-reach, reach + 1)]
    values = (function(node * step) for node in range(-reach, reach + 1))
    return math.fsum(map(float.__mul__, weights, values)) * step
