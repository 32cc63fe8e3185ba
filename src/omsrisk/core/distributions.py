"""Distributions: what an uncertain quantity may come to, with moments, quantiles and tails."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise
from statistics import NormalDist
from typing import NamedTuple

Real = float | Decimal
_Line = tuple[float, float, float, float]
"""A piece of a density: a number, the density there, a larger number, the density there."""


class Distribution(NamedTuple):
    """
    What a quantity may come to, and how likely each part of that is.

    Attributes:
        kind: `pert`, `triangular`, `uniform`, `lognormal` or `normal`.
        parameters: pert, triangular: low, likely, high; uniform: low, high; lognormal: mean and
            standard deviation of the logarithm; normal: mean, standard deviation.

    The parameters are read as the decimal numbers they are written as: 0.1 is a tenth.

    >>> Distribution.from_range(2, 10, 45).mean
    14.5
    """

    kind: str
    parameters: tuple[float, ...]

    @classmethod
    def from_range(cls, low: Real, likely: Real, high: Real, kind: str = "pert") -> "Distribution":
        """
        Spread a quantity over a range, most densely at its likely value.

        Args:
            low: The least it can be.
            likely: Where it is densest; may be either end.
            high: The most it can be.
            kind: `pert` (a beta distribution of mean (low + 4 x likely + high) / 6) or `triangular`.

        Raises:
            ValueError: The three are out of order or all the same, or the kind has no such range.

        >>> Distribution.from_range(2, 10, 45, "triangular").mean
        19.0
        """
        first, middle, last = _finite(low, likely, high)
        if kind not in {"pert", "triangular"}:
            raise ValueError(f"A range of low, likely and high is pert or triangular, not {kind}.")
        if first > middle:
            raise ValueError(f"The low value {first:.15g} is above the likely value {middle:.15g}.")
        if middle > last:
            raise ValueError(f"The likely value {middle:.15g} is above the high value {last:.15g}.")
        if first == last:
            raise ValueError(
                f"The low and the high value are both {last:.15g}: nothing is uncertain."
            )
        return cls(kind, (first, middle, last))

    @classmethod
    def from_bounds(cls, low: Real, high: Real) -> "Distribution":
        """
        Spread a quantity evenly between two bounds.

        Args:
            low: The least it can be.
            high: The most it can be.

        Raises:
            ValueError: The low bound is not below the high one.

        >>> Distribution.from_bounds(1, 4).mean
        2.5
        """
        first, last = _finite(low, high)
        _in_order(first, last)
        return cls("uniform", (first, last))

    @classmethod
    def from_interval(
        cls, low: Real, high: Real, share: Real, kind: str, likely: Real | None = None
    ) -> "Distribution":
        """
        Fit a distribution to an interval that leaves the same share out at both ends.

        Args:
            low: As much as `share` lies below it.
            high: As much as `share` lies above it.
            share: Between 0 and 0.5: 0.05 where the interval is P5 to P95, 0.1 for P10 to P90.
            kind: `lognormal`, `normal` or `pert`.
            likely: Where a pert is densest, inside the interval; the others follow from the two ends.

        Returns:
            The one distribution of that kind whose quantiles at `share` and 1 - `share` these are. A
            pert reaches beyond both, below 0 too where `low` is near 0.

        Raises:
            ValueError: The ends are out of order, a lognormal is to reach 0, `likely` is missing or
                outside, the kind has no such interval, or the numbers are beyond those of a computer.

        >>> incident = Distribution.from_interval(100_000, 1_000_000, 0.05, "lognormal")
        >>> round(incident.mean, 4), round(incident.quantile(0.5), 3)
        (404001.2827, 316227.766)
        """
        first, last, part = _finite(low, high, share)
        if not 0 < part < _HALF:
            raise ValueError(
                f"The share outside either end lies between 0 and 0.5, not at {part:.15g}."
            )
        _in_order(first, last)
        if kind == "pert":
            if likely is None:
                raise ValueError("A pert interval needs its likely value, too.")
            (middle,) = _finite(likely)
            return cls(kind, _fitted_pert(first, middle, last, part))
        if kind not in _FITS:
            raise ValueError(f"An interval is lognormal, normal or pert, not {kind}.")
        if likely is not None:
            raise ValueError(f"A {kind} interval has no likely value: its two ends settle it.")
        return cls(kind, _FITS[kind](first, last, part))

    @property
    def low(self) -> float:
        """The end below which nothing lies; -inf for a normal."""
        return self._shape.low

    @property
    def high(self) -> float:
        """The end above which nothing lies; inf for a lognormal and a normal."""
        return self._shape.high

    @property
    def mean(self) -> float:
        """The expected value."""
        return self._shape.raw_moment(1)

    @property
    def variance(self) -> float:
        """The expected square of the distance from the mean."""
        return self._shape.central_moment(2)

    @property
    def standard_deviation(self) -> float:
        """The square root of the variance."""
        return math.sqrt(self.variance)

    def raw_moment(self, k: int) -> float:
        """
        Give the expected k-th power; inf where that is more than a float holds.

        Args:
            k: The power, 0 or more.

        Raises:
            ValueError: The power is below 0.

        >>> Distribution.from_bounds(0, 1).raw_moment(3)
        0.25
        """
        return self._shape.raw_moment(_power(k))

    def central_moment(self, k: int) -> float:
        """
        Give the expected k-th power of the distance from the mean; inf where a float cannot hold it.

        Args:
            k: The power, 0 or more.

        Raises:
            ValueError: The power is below 0.

        >>> Distribution("normal", (7.0, 2.0)).central_moment(4)
        48.0
        """
        return self._shape.central_moment(_power(k))

    def density(self, x: float) -> float:
        """
        Give the density at a number.

        >>> Distribution.from_bounds(0, 4).density(1)
        0.25
        """
        return self._shape.density(x) if self.low <= x <= self.high else 0.0

    def cumulative(self, x: float) -> float:
        """
        Give the probability of no more than a number; a small one has all its digits.

        >>> Distribution.from_bounds(0, 4).cumulative(1)
        0.25
        """
        return self._tails(x)[0]

    def exceedance(self, x: float) -> float:
        """
        Give the probability of more than a number; a small one has all its digits.

        >>> Distribution.from_bounds(0, 4).exceedance(1)
        0.75
        """
        return self._tails(x)[1]

    def quantile(self, p: float) -> float:
        """
        Give the number that is not exceeded with a probability; the ends of the range for 0 and 1.

        Args:
            p: The probability.

        Raises:
            ValueError: It is no probability.

        >>> Distribution.from_range(0, 0, 10, "triangular").quantile(0.75)
        5.0
        """
        if not 0 <= p <= 1:
            raise ValueError(f"A probability lies between 0 and 1, not at {p:.15g}.")
        if p in {0, 1}:
            return self.high if p else self.low
        return self._shape.quantile(p)

    def partial_expectation(self, x: float) -> float:
        """
        Give what the outcomes above a number contribute to the mean.

        Divided by the probability of such an outcome it is their own mean: the expected shortfall,
        where the number is a quantile.

        >>> Distribution.from_bounds(0, 4).partial_expectation(2)
        1.5
        """
        if x >= self.high:
            return 0.0
        return self.mean if x <= self.low else self._shape.partial_expectation(x)

    def _tails(self, x: float) -> tuple[float, float]:
        if x <= self.low:
            return 0.0, 1.0
        return (1.0, 0.0) if x >= self.high else self._shape.tails(x)

    @property
    def _shape(self) -> "_Shape":
        return _shape_of(self.kind, self.parameters)


class _Shape(ABC):
    """What a kind knows, asked for numbers inside the range and probabilities between 0 and 1."""

    low: float
    high: float

    @abstractmethod
    def raw_moment(self, k: int) -> float: ...

    @abstractmethod
    def central_moment(self, k: int) -> float: ...

    @abstractmethod
    def density(self, x: float) -> float: ...

    @abstractmethod
    def tails(self, x: float) -> tuple[float, float]:
        """Give the probabilities below and above; each is computed, not 1 minus the other."""

    @abstractmethod
    def quantile(self, p: float) -> float: ...

    @abstractmethod
    def partial_expectation(self, x: float) -> float: ...


class _Rational(_Shape):
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
        return _beta_density(*self.parts(x), *self.shapes) / self.width

    def tails(self, x: float) -> tuple[float, float]:
        return _beta_tails(*self.parts(x), *self.shapes)

    def quantile(self, p: float) -> float:
        below, above = _beta_quantile(p, *self.shapes)
        return self.low + self.width * below if below < above else self.high - self.width * above

    def partial_expectation(self, x: float) -> float:
        alpha, beta = self.shapes
        _, from_low = self.tails(x)
        _, of_width = _beta_tails(*self.parts(x), alpha + 1, beta)
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
class _Lognormal(_Shape):
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


_SHAPES: Mapping[str, Callable[..., _Shape]] = {
    "pert": _Pert,
    "triangular": _Triangular,
    "uniform": _Uniform,
    "lognormal": _Lognormal,
    "normal": _Normal,
}


@lru_cache(maxsize=1024)
def _shape_of(kind: str, parameters: tuple[float, ...]) -> _Shape:
    if kind not in _SHAPES:
        raise ValueError(f"A distribution is {', '.join(_SHAPES)}, not {kind}.")
    return _SHAPES[kind](*parameters)


def _fitted_normal(low: float, high: float, share: float) -> tuple[float, ...]:
    reach = -NormalDist().inv_cdf(share)
    return low / 2 + high / 2, (high - low) / (2 * reach)


def _fitted_lognormal(low: float, high: float, share: float) -> tuple[float, ...]:
    if low <= 0:
        raise ValueError(f"A lognormal lies above 0, so its low value cannot be {low:.15g}.")
    reach = -NormalDist().inv_cdf(share)
    distance = math.log1p((high - low) / low)
    return math.log(low) + distance / 2, distance / (2 * reach)


def _fitted_pert(low: float, likely: float, high: float, share: float) -> tuple[float, ...]:
    """
    Find the ends of a pert from its likely value and two quantiles.

    Where the likely value stands in the range, as a part of it, settles the shapes, and with them the
    parts at which the quantiles stand. The likely part must divide the distance between those two as
    the likely value divides the interval: one equation in one unknown, after which the width is a
    ratio. The likely part moves from below both quantiles to above both, and on the way from one to
    the other it never falls back, so that there is always a root, and one alone.
    """
    if not low < likely < high:
        raise ValueError(
            f"The likely value {likely:.15g} is not inside the interval, {low:.15g} to {high:.15g}."
        )
    left, right = (likely - low) / (high - low), (high - likely) / (high - low)
    least, most = 0.0, 1.0
    for _ in range(_HALVINGS):
        part = (least + most) / 2
        shapes = 1 + 4 * part, 5 - 4 * part
        below, _ = _beta_quantile(share, *shapes)
        above, _ = _beta_quantile(share, *reversed(shapes))
        if (part - below) * right < (1 - part - above) * left:
            least = part
        else:
            most = part
    between = 1 - below - above
    width = (high - low) / between if between > 0 else math.inf
    start, end = low - width * below, high + width * above
    if not -math.inf < start < low < high < end < math.inf:
        raise ValueError(f"No pert that floats can hold fits {low:.15g} to {high:.15g}.")
    return start, likely, end


_FITS: Mapping[str, Callable[[float, float, float], tuple[float, ...]]] = {
    "lognormal": _fitted_lognormal,
    "normal": _fitted_normal,
}


def _beta_density(y: float, rest: float, alpha: float, beta: float) -> float:
    """Give the density of a beta distribution on 0..1; rest is 1 - y, to all its digits."""
    return math.pow(y, alpha - 1) * math.pow(rest, beta - 1) / _beta(alpha, beta)


def _beta_tails(y: float, rest: float, alpha: float, beta: float) -> tuple[float, float]:
    """Give the regularised incomplete beta function and its complement."""
    if y * (beta + 1) > rest * (alpha + 1):
        above, below = _beta_tails(rest, y, beta, alpha)
        return below, above
    first = math.pow(y, alpha) * math.pow(rest, beta) / (alpha * _beta(alpha, beta))
    below = first / _fraction(y, alpha, beta)
    return below, 1 - below


def _beta_quantile(p: float, alpha: float, beta: float) -> tuple[float, float]:
    """Give the y at which the incomplete beta function is p, and 1 - y; the smaller one is exact."""
    if p > _beta_tails(_HALF, _HALF, alpha, beta)[0]:
        above = _small_beta_quantile(1 - p, beta, alpha)
        return 1 - above, above
    below = _small_beta_quantile(p, alpha, beta)
    return below, 1 - below


def _small_beta_quantile(p: float, alpha: float, beta: float) -> float:
    """
    Follow Newton's steps on the logarithms of both y and the function, from below.

    No shape is below 1, so that curve is concave and begins as the straight line that gives the
    start: no step goes past the root, and all of them lead towards it.
    """
    y = math.pow(p * alpha * _beta(alpha, beta), 1 / alpha)
    if y < _STRAIGHT:
        return y
    for _ in range(_NEWTON_STEPS):
        reached, _ = _beta_tails(y, 1 - y, alpha, beta)
        slope = y * _beta_density(y, 1 - y, alpha, beta) / reached
        step = math.log(p / reached) / slope
        y *= math.exp(step)
        if step < _CLOSE:
            break
    return min(y, _HALF)


def _beta(alpha: float, beta: float) -> float:
    return math.gamma(alpha) * math.gamma(beta) / math.gamma(alpha + beta)


def _fraction(y: float, alpha: float, beta: float) -> float:
    """Evaluate the continued fraction below the incomplete beta function, by Lentz's method."""
    result, numerator, denominator = 1.0, 1.0, 0.0
    for level in range(1, _LEVELS):
        m, odd = divmod(level, 2)
        term = -(alpha + m) * (alpha + beta + m) * y if odd else m * (beta - m) * y
        term /= (alpha + level - 1) * (alpha + level)
        numerator = 1 + term / numerator
        denominator = 1 / (1 + term * denominator)
        result *= numerator * denominator
        if abs(numerator * denominator - 1) < _CLOSE:
            break
    return result


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


def _finite(*numbers: Real) -> tuple[float, ...]:
    for number in numbers:
        if not math.isfinite(number):
            raise ValueError(f"A distribution is made of finite numbers, not of {number}.")
    return tuple(float(number) for number in numbers)


def _in_order(low: float, high: float) -> None:
    if low >= high:
        raise ValueError(f"The low value {low:.15g} is not below the high value {high:.15g}.")


def _power(k: int) -> int:
    if k < 0:
        raise ValueError(f"The power of a moment is 0 or more, not {k}.")
    return k


_HALF = 0.5
_HALVINGS = 60
_NEWTON_STEPS = 100
_LEVELS = 500
_CLOSE = 3e-16
_STRAIGHT = 1e-16
"""Below this part of the range the incomplete beta function is a straight line of logarithms."""
