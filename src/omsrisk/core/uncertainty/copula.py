"""
Expected products of functions of normal numbers: one, or two or three that are correlated.

Behind a Gaussian copula each uncertain input is a function of a normal number. Such a function is
integrated by Gauss-Legendre panels that are split where it has a kink. Where two numbers have the
correlation r, Mehler's formula makes E[f(X) g(Y)] the sum of r^n a_n b_n, with the coefficients a_n
and b_n of f and g in orthonormal Hermite polynomials; that of Kibble and Slepian does the same for
three. So no integral here has more than one dimension, whatever the correlations are.

By Cauchy and Schwarz what the series of two leaves out is at most |r|^(n + 1) times the root of what
the coefficients so far leave of E[f^2] and of E[g^2]: the error is a bound. For three it is the size
of the last shells of the series.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from omsrisk.core.distributions.legendre import legendre

Function = Callable[[float], float]
Points = tuple[float, ...]

_REACH = 9
"""Standard deviations beyond which nothing counts: a chance of 1 in 10^18."""
_NODES = 16
_MOST_TERMS = 140
_MOST_SHELLS = 60
_ENOUGH = 1e-14
ROUNDING = 1e-13
"""The part of a product by which the rounding of floats may falsify it."""


class Expected(NamedTuple):
    """
    An expected product.

    Attributes:
        value: What it comes to.
        error: A bound on its error.
    """

    value: float
    error: float


class Series(NamedTuple):
    """
    A function of a normal number.

    Attributes:
        mean: Its mean.
        square: The mean of its square.
        coefficients: Of orthonormal Hermite polynomials, from degree 0.
    """

    mean: float
    square: float
    coefficients: tuple[float, ...]

    def left(self, degree: int) -> float:
        """Return what the coefficients up to a degree leave of the mean square."""
        found = math.fsum(one * one for one in self.coefficients[: degree + 1])
        return max(self.square - found, 0.0)


def series_of(function: Function, kinks: Iterable[float] = ()) -> Series:
    """
    Expand a function of a normal number.

    Args:
        function: It grows no faster than a power of an exponential.
        kinks: Where it is not smooth, in standard deviations.

    >>> [round(one, 12) for one in series_of(lambda z: 3 + 2 * z).coefficients[:2]]
    [3.0, 2.0]
    """
    points, weights = normal_grid(kinks)
    return series_at(points, weights, [function(z) for z in points])


def series_at(points: Points, weights: Points, values: Sequence[float]) -> Series:
    """
    Expand a function of which the values are known.

    Args:
        points: Of a grid of `normal_grid`.
        weights: Of that grid.
        values: Of the function there.
    """
    weighted = list(map(float.__mul__, weights, values))
    square = math.fsum(map(float.__mul__, weighted, values))
    coefficients = [math.fsum(map(float.__mul__, weighted, row)) for row in hermite(points)]
    # a coefficient that rounding alone makes tells nothing
    noise = _ENOUGH * math.sqrt(square)
    cleaned = tuple(0.0 if abs(one) < noise else one for one in coefficients)
    return Series(coefficients[0], square, cleaned)


def mean_at(weights: Points, values: Sequence[float]) -> Expected:
    """
    Expect a function of a normal number alone: that takes no coefficient beyond the first.

    Args:
        weights: Of a grid of `normal_grid`.
        values: Of the function at its points.

    >>> points, weights = normal_grid()
    >>> round(mean_at(weights, [(3 + z) ** 2 for z in points]).value, 12)
    10.0
    """
    weighted = list(map(float.__mul__, weights, values))
    square = math.fsum(map(float.__mul__, weighted, values))
    return Expected(math.fsum(weighted), ROUNDING * math.sqrt(square))


def of_two(first: Series, second: Series, correlation: float) -> Expected:
    """
    Expect the product of functions of two correlated normal numbers.

    >>> two = of_two(series_of(math.exp), series_of(math.exp), 0.5)
    >>> round(two.value / math.exp(1.5), 9), two.error < 1e-10
    (1.0, True)
    """
    scale = math.sqrt(first.square * second.square)
    total, power, rest = 0.0, 1.0, 0.0
    for degree, (one, other) in enumerate(zip(first.coefficients, second.coefficients, strict=True)):
        total += power * one * other
        power *= correlation
        rest = abs(power) * math.sqrt(first.left(degree) * second.left(degree))
        if rest <= _ENOUGH * scale:
            break
    return Expected(total, rest + ROUNDING * scale)


def of_three(
    functions: Sequence[Series], correlations: tuple[float, float, float]
) -> Expected | None:
    """
    Expect the product of functions of three correlated normal numbers.

    Args:
        functions: The three.
        correlations: Of the first and the second, the first and the third, the second and the third.

    Returns:
        None where the series does not settle: the correlations are too strong for it.
    """
    first, second, third = (one.coefficients for one in functions)
    scale = math.prod(math.sqrt(one.square) for one in functions)
    powers = [[one**degree for degree in range(_MOST_SHELLS)] for one in correlations]
    total = 0.0
    shells: list[float] = []
    for shell in range(_MOST_SHELLS):
        size = 0.0
        for i in range(shell + 1):
            for j in range(shell + 1 - i):
                k = shell - i - j
                product = first[i + j] * second[i + k] * third[j + k]
                if product:
                    ways = _ways(i, j, k)
                    size += powers[0][i] * powers[1][j] * powers[2][k] * ways * product
        total += size
        shells.append(abs(size))
        if shell > _FEW and max(shells[-_FEW:]) <= _ENOUGH * scale:
            break
    error = _FEW * max(shells[-_FEW:]) + ROUNDING * scale
    return Expected(total, error) if error <= _USEFUL * scale else None


_FEW = 4
_USEFUL = 1e-3


@cache
def _ways(i: int, j: int, k: int) -> float:
    return math.sqrt(math.comb(i + j, i) * math.comb(i + k, i) * math.comb(j + k, j))


def normal_grid(kinks: Iterable[float] = ()) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """
    List points at which to take a function of a normal number, and weights that give its mean.

    Args:
        kinks: Where it is not smooth, in standard deviations.
    """
    inner = {one for one in kinks if -_REACH < one < _REACH}
    return _grid(tuple(sorted({*map(float, range(-_REACH, _REACH + 1)), *inner})))


@lru_cache(maxsize=8)  # most functions have no kink, and one grid
def _grid(ends: tuple[float, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return points between the ends, and their weights with the normal density in them."""
    points, weights = [], []
    for start, end in pairwise(ends):
        middle, half = (start + end) / 2, (end - start) / 2
        for at, weight in legendre(_NODES):
            points.append(middle + half * at)
            weights.append(half * weight * _density(points[-1]))
    return tuple(points), tuple(weights)


@lru_cache(maxsize=8)
def hermite(points: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    """Evaluate the orthonormal Hermite polynomials at points, degree by degree."""
    rows = [(1.0,) * len(points)]
    before = (0.0,) * len(points)
    for degree in range(_MOST_TERMS - 1):
        root, last, here = math.sqrt(degree + 1), math.sqrt(degree), rows[-1]
        rows.append(
            tuple(
                (z * one - last * other) / root
                for z, one, other in zip(points, here, before, strict=True)
            )
        )
        before = here
    return tuple(rows)


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
