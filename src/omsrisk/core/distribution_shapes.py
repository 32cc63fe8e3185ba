"""The shapes of distributions: for each kind its moments, density, tails and quantiles."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from statistics import NormalDist

from omsrisk.core.beta import beta_density, beta_quantile, beta_tails

_Line = tuple[float, float, float, float]
"""A piece of a density: a number, the density there, a larger number, the density there."""


class Shape(ABC):
    """What a kind knows, asked for numbers inside the range and probabilities between 0 and 1."""

    low: float
    high: float

    @abstractmethod
    def raw_moment(self, k: int) -> float:
        """Give E[X^k]."""

    @abstractmethod
    def central_moment(self, k: int) -> float:
        """Give E[(X - E[X])^k]."""

    @abstractmethod
    def density(self, x: float) -> float:
        """Give the density at a number."""

    @abstractmethod
    def tails(self, x: float) -> tuple[float, float]:
        """Give the probabilities below and above; each is computed, not 1 minus the other."""

    @abstractmethod
    def quantile(self, p: float) -> float:
        """Give the number below which a share of all cases lies."""

    @abstractmethod
    def partial_expectation(self, x: float) -> float:
        """Give E[X; X > x]."""


class _Rational(Shape):
    """A kind whose moments are fractions, so that only the result is rounded."""

    def raw_moment(self, k: int) -> float:
        return _rounded(self.moment_about(Fraction(0), k))

    def central_moment(self, k: int) -> float:
        return _rounded(self.moment_about(self.moment_about(Fraction(0), 1), k))

    @abstractmethod
    def moment_about(self, centre: Fraction, k: int) -> Fraction: ...


@dataclass(frozen=True)
class _Pert(_Rational):
    """A beta distribution, stretched over the range; its two shapes add up to 6."""

    low: float
    likely: float
    high: float

    @cached_property
    def width(self) -> float:
        return self.high - self.low

    @cached_property
    def exact_shapes(self) -> tuple[Fraction, Fraction]:
        low, likely, high = _exactly(self.low, self.likely, self.high)
        return 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)

    @cached_property
    def shapes(self) -> tuple[float, float]:
        alpha, beta = self.exact_shapes
        return float(alpha), float(beta)

    def parts(self, x: float) -> tuple[float, float]:
        """Give the parts of the range below and above x."""
        return (x - self.low) / self.width, (self.high - x) / self.width

    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        low, high = (end - centre for end in _exactly(self.low, self.high))
        alpha, beta = self.exact_shapes
        total = sum(
            math.comb(k, j) * (_rising(alpha, j) * high**j) * (_rising(beta, k - j) * low ** (k - j))
            for j in range(k + 1)
        )
        return total / _rising(alpha + beta, k)

    def density(self, x: float) -> float:
        return beta_density(*self.parts(x), *self.shapes) / self.width

    def tails(self, x: float) -> tuple[float, float]:
        return beta_tails(*self.parts(x), *self.shapes)

    def quantile(self, p: float) -> float:
        below, above = beta_quantile(p, *self.shapes)
        return self.low + self.width * below if below < above else self.high - self.width * above

    def partial_expectation(self, x: float) -> float:
        alpha, beta = self.shapes
        _, from_low = self.tails(x)
        _, of_width = beta_tails(*self.parts(x), alpha + 1, beta)
        return self.low * from_low + self.width * of_width * alpha / (alpha + beta)


class _Piecewise(_Rational):
    """A density made of straight lines: areas and first moments are those of trapezoids."""

    @property
    @abstractmethod
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Where the lines meet: numbers and densities."""

    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        """Average all products of k corners, which is what a spline's moment is."""
        knots = [knot - centre for knot in _exactly(*(corner for corner, _ in self.corners))]
        sums = [Fraction(1)] + [Fraction(0)] * k
        for knot in knots:
            for power in range(1, k + 1):
                sums[power] += knot * sums[power - 1]
        return sums[k] / math.comb(k + len(knots) - 1, k)

    def density(self, x: float) -> float:
        start, left, end, right = next(line for line in self.lines() if x <= line[2])
        return (left * (end - x) + right * (x - start)) / (end - start)

    def tails(self, x: float) -> tuple[float, float]:
        below, above = (
            math.fsum((end - start) * (left + right) / 2 for start, left, end, right in lines)
            for lines in (self.lines_below(x), self.lines_above(x))
        )
        return below, above

    def partial_expectation(self, x: float) -> float:
        return math.fsum(
            (end - start) * (start * (2 * left + right) + end * (left + 2 * right)) / 6
            for start, left, end, right in self.lines_above(x)
        )

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


@dataclass(frozen=True)
class _Normal(_Rational):
    centre: float
    deviation: float

    low = -math.inf
    high = math.inf

    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        """Integrate by parts: each moment follows from the two before it."""
        mean, deviation = _exactly(self.centre, self.deviation)
        before, moment = Fraction(0), Fraction(1)
        for power in range(k):
            before, moment = moment, (mean - centre) * moment + power * deviation**2 * before
        return moment

    def standardised(self, x: float) -> float:
        return (x - self.centre) / self.deviation

    def density(self, x: float) -> float:
        return _bell(self.standardised(x)) / self.deviation

    def tails(self, x: float) -> tuple[float, float]:
        return _bell_tails(self.standardised(x))

    def quantile(self, p: float) -> float:
        return self.centre + self.deviation * NormalDist().inv_cdf(p)

    def partial_expectation(self, x: float) -> float:
        z = self.standardised(x)
        return self.centre * _bell_tails(z)[1] + self.deviation * _bell(z)


@dataclass(frozen=True)
class _Lognormal(Shape):
    mu: float
    sigma: float

    low = 0.0
    high = math.inf

    def raw_moment(self, k: int) -> float:
        return _finite_or_inf(lambda: math.exp(k * self.mu + (k * self.sigma) ** 2 / 2))

    def central_moment(self, k: int) -> float:
        """
        Sum powers of exp(sigma^2) - 1.

        The usual sum of raw moments cancels where sigma is small; this one has no negative term.
        """
        return _finite_or_inf(lambda: self.powers_of_excess(k))

    def powers_of_excess(self, k: int) -> float:
        mean = Fraction(math.exp(self.mu + self.sigma**2 / 2))
        excess = Fraction(math.expm1(self.sigma**2))
        total = Fraction(0)
        for coefficient in reversed(_graph_counts(k)):
            total = total * excess + coefficient
        return float(total * mean**k)

    def standardised(self, x: float) -> float:
        return (math.log(x) - self.mu) / self.sigma

    def density(self, x: float) -> float:
        return _bell(self.standardised(x)) / (x * self.sigma) if x > 0 else 0.0

    def tails(self, x: float) -> tuple[float, float]:
        return _bell_tails(self.standardised(x))

    def quantile(self, p: float) -> float:
        z = NormalDist().inv_cdf(p)
        return _finite_or_inf(lambda: math.exp(self.mu + self.sigma * z))

    def partial_expectation(self, x: float) -> float:
        return self.raw_moment(1) * _bell_tails(self.standardised(x) - self.sigma)[1]


_SHAPES: Mapping[str, Callable[..., Shape]] = {
    "pert": _Pert,
    "triangular": _Triangular,
    "uniform": _Uniform,
    "lognormal": _Lognormal,
    "normal": _Normal,
}


@lru_cache(maxsize=1024)
def shape_of(kind: str, parameters: tuple[float, ...]) -> Shape:
    """Give the shape of a kind, with these parameters."""
    if kind not in _SHAPES:
        raise ValueError(f"A distribution is {', '.join(_SHAPES)}, not {kind}.")
    return _SHAPES[kind](*parameters)


def _rising(base: Fraction, factors: int) -> Fraction:
    return math.prod((base + j for j in range(factors)), start=Fraction(1))


@lru_cache(maxsize=64)
def _graph_counts(k: int) -> tuple[int, ...]:
    """Count the graphs of k named nodes, none of them alone, by their number of edges."""
    return tuple(
        sum(
            (-1) ** (k - j) * math.comb(k, j) * math.comb(math.comb(j, 2), edges)
            for j in range(k + 1)
        )
        for edges in range(math.comb(k, 2) + 1)
    )


def _bell(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _bell_tails(z: float) -> tuple[float, float]:
    return math.erfc(-z / math.sqrt(2)) / 2, math.erfc(z / math.sqrt(2)) / 2


def _exactly(*numbers: float) -> tuple[Fraction, ...]:
    """Read floats as the decimal numbers they are written as."""
    return tuple(Fraction(repr(float(number))) for number in numbers)


def _rounded(exact: Fraction) -> float:
    size = _finite_or_inf(lambda: float(abs(exact)))
    return -size if exact < 0 else size


def _finite_or_inf(compute: Callable[[], float]) -> float:
    try:
        return compute()
    except OverflowError:
        return math.inf
