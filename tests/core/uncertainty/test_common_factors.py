"""Products of many correlated factors, against closed forms and other ways to compute them."""

import math
from collections.abc import Callable
from statistics import NormalDist

import pytest

from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.uncertainty.common_factors import MOST_FACTORS, eigen, of_many
from omsrisk.core.uncertainty.copula import Series, of_three, series_of

ALIKE = [[1.0 if row == column else 0.6 for column in range(5)] for row in range(5)]
STAR = [
    [1.0, 0.5, 0.4, 0.3],
    [0.5, 1.0, 0.0, 0.0],
    [0.4, 0.0, 1.0, 0.0],
    [0.3, 0.0, 0.0, 1.0],
]
MIXED = [
    [1.0, 0.5, -0.3, 0.2, 0.1],
    [0.5, 1.0, -0.1, 0.4, 0.0],
    [-0.3, -0.1, 1.0, 0.2, -0.2],
    [0.2, 0.4, 0.2, 1.0, 0.3],
    [0.1, 0.0, -0.2, 0.3, 1.0],
]
MATRICES = {"all alike": ALIKE, "one with each other": STAR, "mixed": MIXED}


def triangular(likely: float) -> Series:
    """A triangular range from 5 to 25 as a function of the normal number behind it."""
    own, normal = Distribution.from_range(5, likely, 25, "triangular"), NormalDist()
    kink = [normal.inv_cdf(own.cumulative(likely))]
    return series_of(lambda z: own.quantile(math.erfc(-z / math.sqrt(2)) / 2), kink)


def exponential(deviation: float) -> Callable[[float], float]:
    """A lognormal as a function of the normal number behind it."""
    return lambda z: math.exp(deviation * z)


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_exponentials_multiply_as_textbooks_say(matrix: list[list[float]]) -> None:
    """The error that is told bounds the error against the closed form, and is small."""
    deviations = [0.1 * (at + 1) for at in range(len(matrix))]
    found = of_many([series_of(exponential(one)) for one in deviations], matrix)
    variance = sum(
        one * other * matrix[at][beside]
        for at, one in enumerate(deviations)
        for beside, other in enumerate(deviations)
    )
    expected = math.exp(variance / 2)
    assert found is not None
    assert abs(found.value - expected) <= found.error
    assert found.error < 1e-3 * expected


@pytest.mark.parametrize(
    "pairs", [(0.3, 0.2, 0.1), (0.5, 0.4, -0.3), (0.4, 0.4, 0.4)], ids=lambda pairs: f"{pairs}"
)
def test_three_are_those_of_the_series(pairs: tuple[float, float, float]) -> None:
    """Two ways that have nothing in common but the coefficients agree, kinks and all."""
    functions = [triangular(one) for one in (7, 10, 20)]
    first, second, third = pairs
    matrix = [[1.0, first, second], [first, 1.0, third], [second, third, 1.0]]
    found, expected = of_many(functions, matrix), of_three(functions, pairs)
    assert found is not None and expected is not None  # noqa: PT018 - for mypy
    assert abs(found.value - expected.value) <= found.error + expected.error
    assert found.error < 1e-5 * found.value


def test_numbers_that_are_all_alike_have_one_common_factor() -> None:
    """However many they are, to 1e-8: independent given the factor, each a power of one integral."""
    own, normal = triangular(10), NormalDist()
    matrix = [[1.0 if row == column else 0.5 for column in range(30)] for row in range(30)]
    found = of_many([own] * 30, matrix)
    shape = Distribution.from_range(5, 10, 25, "triangular")
    grid = [at / 40 for at in range(-340, 341)]
    density = [normal.pdf(one) / 40 for one in grid]
    half = math.sqrt(0.5)
    expected = math.fsum(
        weight
        * math.fsum(
            beside * shape.quantile(normal.cdf(half * (common + own_part)))
            for own_part, beside in zip(grid, density, strict=True)
            if beside > 1e-12
        )
        ** 30
        for common, weight in zip(grid[::10], (10 * one for one in density[::10]), strict=True)
    )
    assert found is not None
    assert found.value == pytest.approx(expected, rel=1e-4)
    assert found.error < 1e-7 * math.prod([math.sqrt(own.square)] * 30)


def test_without_correlation_the_means_multiply() -> None:
    """There is no common factor then."""
    functions = [triangular(one) for one in (7, 10, 20, 24)]
    unit = [[float(row == column) for column in range(4)] for row in range(4)]
    found = of_many(functions, unit)
    assert found is not None
    assert found.value == pytest.approx(math.prod(one.mean for one in functions), rel=1e-12)


def test_too_many_common_factors() -> None:
    """Nothing is told rather than something rough."""
    size = MOST_FACTORS + 2
    chain = [
        [{0: 1.0, 1: 0.4}.get(abs(row - column), 0.0) for column in range(size)]
        for row in range(size)
    ]
    assert of_many([triangular(10)] * size, chain) is None


def test_a_function_that_is_nothing() -> None:
    """Whatever is multiplied by nothing is nothing."""
    found = of_many([triangular(10), series_of(lambda _: 0.0)] * 2, STAR)
    assert found == (0.0, 0.0)


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_eigenvectors_make_the_matrix(matrix: list[list[float]]) -> None:
    """Values times vectors give the matrix back."""
    values, vectors = eigen(matrix)
    for row, own in zip(vectors, matrix, strict=True):
        for other, number in zip(vectors, own, strict=True):
            parts = zip(row, values, other, strict=True)
            made = math.fsum(one * value * two for one, value, two in parts)
            assert made == pytest.approx(number, abs=1e-13)
