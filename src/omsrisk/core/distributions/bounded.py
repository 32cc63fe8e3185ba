"""The shapes that have two ends: pert, triangular and uniform."""

import math
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from omsrisk.core.distributions.beta import beta_density, beta_quantile, beta_tails
from omsrisk.core.distributions.shape import DistributionShape, Rational, Tails, exactly

_Line = tuple[float, float, float, float]
"""A piece of a density: a number, the density there, a larger number, the density there."""

_Number = TypeVar("_Number", float, Fraction)


@dataclass(frozen=True)
class _Pert(Rational):
    """A beta distribution, stretched over the range; its two shapes add up to 6."""

    low: float
    likely: float
    high: float

    @cached_property
    def width(self) -> float:
        return self.high - self.low

    @cached_property
    def exact_shapes(self) -> tuple[Fraction, Fraction]:
        low, likely, high = exactly(self.low, self.likely, self.high)
        return 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)

    @cached_property
    def shapes(self) -> tuple[float, float]:
        alpha, beta = self.exact_shapes
        return float(alpha), float(beta)

    def parts(self, x: float) -> tuple[float, float]:
        """Return the parts of the range below and above x."""
        return (x - self.low) / self.width, (self.high - x) / self.width

    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        low, high = (end - centre for end in exactly(self.low, self.high))
        alpha, beta = self.exact_shapes
        total = sum(
            math.comb(k, j) * (_rising(alpha, j) * high**j) * (_rising(beta, k - j) * low ** (k - j))
            for j in range(k + 1)
        )
        return total / _rising(alpha + beta, k)

    def density(self, x: float) -> float:
        return beta_density(*self.parts(x), *self.shapes) / self.width

    @property
    def origin(self) -> float:
        return self.low

    def tail_moments(self, most: int, x: float) -> Tails:
        """Raise the first shape: the distance to the power k times the density is a beta again."""
        alpha, beta = self.shapes
        parts = self.parts(x)
        below, above = [], []
        whole = 1.0
        for k in range(most + 1):
            one, other = beta_tails(*parts, alpha + k, beta)
            below.append(whole * one)
            above.append(whole * other)
            whole *= self.width * (alpha + k) / (alpha + beta + k)
        return below, above

    def quantile(self, p: float) -> float:
        below, above = beta_quantile(p, *self.shapes)
        return self.low + self.width * below if below < above else self.high - self.width * above


class _Piecewise(Rational):
    """A density made of straight lines: areas and first moments are those of trapezoids."""

    @property
    @abstractmethod
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Where the lines meet: numbers and densities."""

    @property
    def origin(self) -> float:
        return self.low

    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        """Average all products of k corners, which is what a spline's moment is."""
        knots = [knot - centre for knot in exactly(*(corner for corner, _ in self.corners))]
        return _sums_of_products(knots, k, Fraction(1))[k] / math.comb(k + len(knots) - 1, k)

    def density(self, x: float) -> float:
        start, left, end, right = next(line for line in self.lines() if x <= line[2])
        return (left * (end - x) + right * (x - start)) / (end - start)

    def tail_moments(self, most: int, x: float) -> Tails:
        below = self.moments_of_lines(most, list(self.lines_below(x)))
        return below, self.moments_of_lines(most, list(self.lines_above(x)))

    def moments_of_lines(self, most: int, lines: list[_Line]) -> list[float]:
        """Add up lines that fall to 0 and lines that rise from it: each is a spline of its own."""
        found: list[list[float]] = [[] for _ in range(most + 1)]
        for start, left, end, right in lines:
            first, last = start - self.low, end - self.low
            falling = _sums_of_products([first, first, last], most, 1.0)
            rising = _sums_of_products([first, last, last], most, 1.0)
            for k, parts in enumerate(found):
                area = (end - start) / ((k + 1) * (k + 2))
                parts.append(area * (left * falling[k] + right * rising[k]))
        return [math.fsum(parts) for parts in found]

    def lines(self) -> Iterator[_Line]:
        for (start, left), (end, right) in pairwise(self.corners):
            if start < end:
                yield start, left, end, right

    def lines_below(self, x: float) -> Iterator[_Line]:
        for start, left, end, right in self.lines():
            if end <= x:
                yield start, left, end, right
            elif start < x:
                yield start, left, x, self.density(x)

    def lines_above(self, x: float) -> Iterator[_Line]:
        for start, left, end, right in self.lines():
            if x <= start:
                yield start, left, end, right
            elif x < end:
                yield x, self.density(x), end, right


@dataclass(frozen=True)
class _Triangular(_Piecewise):
    low: float
    likely: float
    high: float

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        return (self.low, 0.0), (self.likely, 2 / (self.high - self.low)), (self.high, 0.0)

    def quantile(self, p: float) -> float:
        width, rise = self.high - self.low, self.likely - self.low
        if p * width <= rise:
            return self.low + math.sqrt(p * width * rise)
        return self.high - math.sqrt((1 - p) * width * (self.high - self.likely))


@dataclass(frozen=True)
class _Uniform(_Piecewise):
    low: float
    high: float

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        return tuple((end, 1 / (self.high - self.low)) for end in (self.low, self.high))

    def quantile(self, p: float) -> float:
        return self.low + p * (self.high - self.low)


BOUNDED: Mapping[str, Callable[..., DistributionShape]] = {
    "pert": _Pert,
    "triangular": _Triangular,
    "uniform": _Uniform,
}


def _sums_of_products(numbers: list[_Number], most: int, one: _Number) -> list[_Number]:
    """Sum all products of k of the numbers, each taken as often as one likes, for each k."""
    sums = [one] + [one * 0] * most
    for number in numbers:
        for power in range(1, most + 1):
            sums[power] += number * sums[power - 1]
    return sums


def _rising(base: Fraction, factors: int) -> Fraction:
    return math.prod((base + j for j in range(factors)), start=Fraction(1))
