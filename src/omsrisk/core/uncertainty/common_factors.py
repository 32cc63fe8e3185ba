"""
Expected products of functions of many correlated normal numbers.

With the least eigenvalue v of their correlations, each number is sqrt(1 - v) times one that rests on
common factors and sqrt(v) times one of its own. Given the common factors the functions are
independent, and what each then comes to has the Hermite coefficients of the function, the n-th
multiplied by (1 - v)^(n / 2): it is smooth, whatever the function is. What is left is one integral
over the common factors, by the rule of Gauss and Hermite. They are one fewer than the numbers at the
most, and a single one where all correlations are equal.

A single one is integrated as in `copula`; the error of a rule for several is told from the rules with
one and with three points fewer, which are further off.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from omsrisk.core.uncertainty.copula import ROUNDING, Expected, Series, hermite, normal_grid

Matrix = list[list[float]]

_POINTS = (0, 0, 20, 12, 8, 6)
"""By the number of common factors, points of the rule for each: some thousand altogether."""

MOST_FACTORS = len(_POINTS) - 1
_SAME = 1e-9
"""Eigenvalues nearer to the least one than this are as good as equal to it."""

Rule = tuple[tuple[float, float], ...]


def of_many(functions: Sequence[Series], correlations: Sequence[Sequence[float]]) -> Expected | None:
    """
    Expect the product of functions of correlated normal numbers.

    Args:
        functions: The functions, expanded.
        correlations: Of their numbers, row by row; a positive definite matrix.

    Returns:
        With an error that is told from coarser rules. None where the common factors are too many.
    """
    if not all(one.square for one in functions):
        return Expected(0.0, 0.0)
    values, vectors = eigen(correlations)
    least = min(max(min(values), 0.0), 1.0)
    kept = [at for at, one in enumerate(values) if one - least > _SAME]
    if len(kept) > MOST_FACTORS:
        return None
    if not kept or least == 1:
        return Expected(math.prod(one.mean for one in functions), 0.0)
    common = math.sqrt(1 - least)
    loadings = [[row[at] * math.sqrt(values[at] - least) / common for at in kept] for row in vectors]
    smooth, errors = zip(*(_smoothed(one, common) for one in functions), strict=True)
    scale = math.prod(math.sqrt(one.square) for one in functions)
    error = scale * (math.fsum(errors) + ROUNDING)
    if len(kept) == 1:
        return Expected(_integral(smooth, loadings, tuple(zip(*normal_grid(), strict=True))), error)
    points = _POINTS[len(kept)]
    found, *coarser = (_integral(smooth, loadings, _rule(points - fewer)) for fewer in (0, 1, 3))
    return Expected(found, error + _SURE * max(abs(found - one) for one in coarser))


_SURE = 4
"""By how much the errors of coarser rules are raised, so that they bound that of the finest."""


def _integral(functions: Sequence[Callable[[float], float]], loadings: Matrix, rule: Rule) -> float:
    """Integrate a product over the common factors."""
    found = [1.0]
    for _ in loadings[0]:
        found = [one * weight for one in found for _, weight in rule]
    for function, row in zip(functions, loadings, strict=True):
        numbers = [0.0]
        for part in row:
            numbers = [one + part * at for one in numbers for at, _ in rule]
        found = list(map(float.__mul__, found, map(function, numbers)))
    return math.fsum(found)


_STEP = 1 / 32
_CUBIC = 3 / 128
"""What a cubic through four points is off in their middle, for each unit of the fourth difference."""
_REACH = 8.5
"""Standard deviations beyond which a number counts as one at this place: a chance of 10^-17."""


@lru_cache(maxsize=64)
def _smoothed(function: Series, common: float) -> tuple[Callable[[float], float], float]:
    """
    Tell what a function comes to in the mean, given the part of its number that is common.

    Returns:
        That, and its root mean square error as a part of that of the function: of the cubics, by the
        fourth differences, and of the coefficients that are left out.
    """
    grid = _grid()
    table = [0.0] * len(grid)
    noise = ROUNDING * math.sqrt(function.square)
    power = 1.0
    for coefficient, row in zip(function.coefficients, hermite(grid), strict=True):
        own = coefficient * power
        power *= common
        if abs(own) > noise:
            table = [one + own * other for one, other in zip(table, row, strict=True)]

    def at(number: float) -> float:
        """Draw a cubic through the four points about a number."""
        place = (min(max(number, -_REACH), _REACH) + _REACH) / _STEP + 1
        start = min(int(place), len(table) - 3)
        before, here, after, last = table[start - 1 : start + 3]
        t = place - start
        bend = (before - 2 * here + after) / 2 + t * (last - before + 3 * (here - after)) / 6
        return here + t * ((6 * after - 2 * before - 3 * here - last) / 6 + t * bend)

    bends = zip(table, table[1:], table[2:], table[3:], table[4:], grid[2:], strict=False)
    bent = math.fsum(
        (a - 4 * b + 6 * c - 4 * d + e) ** 2 * math.exp(-z * z / 2) for a, b, c, d, e, z in bends
    )
    drawn = _CUBIC * math.sqrt(bent * _STEP / math.sqrt(2 * math.pi))
    left_out = power * math.sqrt(function.left(len(function.coefficients)))
    return at, (drawn + left_out) / math.sqrt(function.square)


@cache
def _grid() -> tuple[float, ...]:
    steps = round(2 * _REACH / _STEP)
    return tuple(-_REACH + at * _STEP for at in range(-1, steps + 2))


@lru_cache(maxsize=32)
def _rule(points: int) -> Rule:
    """
    List the points of the rule of Gauss and Hermite, and their weights, which add up to 1.

    The points are the roots of a Hermite polynomial: each lies between two of the next lower degree.
    """
    roots = _roots(points)
    weights = [1 / math.fsum(one * one for one in _polynomials(points - 1, at)) for at in roots]
    return tuple(zip(roots, weights, strict=True))


@cache
def _roots(degree: int) -> tuple[float, ...]:
    if degree == 1:
        return (0.0,)
    ends = (-_beyond(degree), *_roots(degree - 1), _beyond(degree))
    return tuple(_root(degree, low, high) for low, high in pairwise(ends))


def _beyond(degree: int) -> float:
    """Bound the roots of a Hermite polynomial."""
    return 2 * math.sqrt(degree)


def _root(degree: int, low: float, high: float) -> float:
    """Find the one root between two numbers: by Newton's steps, halved where they lead astray."""
    at, rises = (low + high) / 2, _polynomials(degree, high)[-1] > 0
    for _ in range(_STEPS):
        below, value = _polynomials(degree, at)[-2:]
        if (value > 0) == rises:
            high = at
        else:
            low = at
        following = at - value / (math.sqrt(degree) * below) if below else low
        following = following if low < following < high else (low + high) / 2
        if abs(following - at) < _CLOSE:
            return following
        at = following
    return at


_STEPS = 60
_CLOSE = 1e-15


def _polynomials(degree: int, at: float) -> list[float]:
    """Evaluate the orthonormal Hermite polynomials up to a degree."""
    found = [1.0, at]
    for low in range(1, degree):
        found.append((at * found[-1] - math.sqrt(low) * found[-2]) / math.sqrt(low + 1))
    return found[: degree + 1]


def eigen(matrix: Sequence[Sequence[float]]) -> tuple[list[float], Matrix]:
    """
    Find the eigenvalues of a symmetric matrix and, as columns, its eigenvectors: Jacobi's rotations.

    >>> [round(one, 9) for one in eigen([[2.0, 1.0], [1.0, 2.0]])[0]]
    [1.0, 3.0]
    """
    size = len(matrix)
    own = [list(map(float, row)) for row in matrix]
    vectors = [[float(row == column) for column in range(size)] for row in range(size)]
    for _ in range(_SWEEPS):
        if math.fsum(own[i][j] ** 2 for i in range(size) for j in range(i)) < _SETTLED:
            break
        for first in range(size):
            for second in range(first + 1, size):
                _rotate(own, vectors, first, second)
    return [own[at][at] for at in range(size)], vectors


_SWEEPS = 60
_SETTLED = 1e-30


def _rotate(own: Matrix, vectors: Matrix, first: int, second: int) -> None:
    """Turn two coordinates so that nothing is left between them."""
    if abs(own[first][second]) < _NOTHING:
        return
    turn = (own[second][second] - own[first][first]) / (2 * own[first][second])
    tangent = math.copysign(1.0, turn) / (abs(turn) + math.hypot(turn, 1.0))
    cosine = 1 / math.hypot(tangent, 1.0)
    sine = tangent * cosine
    for row in (*own, *vectors):
        row[first], row[second] = (
            cosine * row[first] - sine * row[second],
            sine * row[first] + cosine * row[second],
        )
    above, below = own[first], own[second]
    own[first] = [cosine * one - sine * other for one, other in zip(above, below, strict=True)]
    own[second] = [sine * one + cosine * other for one, other in zip(above, below, strict=True)]


_NOTHING = 1e-300
