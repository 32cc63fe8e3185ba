"""Curves and laws: distribution functions held against those that are computed number by number."""

from math import erfc, sqrt

import numpy as np
import pytest

from omsrisk.core.distributions.distribution import KINDS, Distribution
from omsrisk.exact.leaves import normal
from omsrisk.exact.leaves.curve import Curve, curve_of_path
from omsrisk.exact.leaves.law import Law
from omsrisk.exact.leaves.product import product_of

LAWS = [
    (Distribution.from_range(2, 10, 45), "a hump"),
    (Distribution.from_range(0, 0, 5), "a hump at the end"),
    (Distribution.from_range(1, 100, 101), "a hump near the other end"),
    (Distribution.from_range(0, 1, 5, "triangular"), "straight lines"),
    (Distribution.from_bounds(3, 4), "even"),
    (Distribution.from_interval(2, 12, 0.1, "lognormal"), "a long tail"),
    (Distribution.from_interval(900, 1_200, 0.05, "normal"), "a bell"),
    (Distribution.within(0.01, 0.2, 0.05, (0, 1)), "odds"),
    (Distribution.within(0.0001, 0.99, 0.05, (0, 1)), "odds near both ends"),
    (Distribution.within(0.01, 0.2, 0.05, (0, 1), 0.05), "two powers"),
    (Distribution.within(0.001, 0.97, 0.05, (0, 1), 0.003), "two powers, the mode at an end"),
    (Distribution.within(0.3, 0.999, 0.1, (0, 1), 0.9), "two powers, steep on one side"),
]


def test_every_kind_has_a_law() -> None:
    """Whatever a number of a file may be spread by is worked out here."""
    assert {one.kind for one, _ in LAWS} == set(KINDS)


@pytest.mark.parametrize("law", LAWS, ids=[one[-1] for one in LAWS])
def test_laws(law: tuple[Distribution, str]) -> None:
    """A law is the distribution function, and its inverse, to the rounding of floats."""
    distribution, own = law[0], Law(law[0])
    for x, up_to in zip(own.curve.x[1:-1:97], own.curve.up_to[1:-1:97], strict=True):
        assert distribution.cumulative(float(x)) == pytest.approx(up_to, abs=1e-12)
    for x in (own.curve.x[1:] + own.curve.x[:-1])[::97] / 2:
        assert own.curve.at(np.array([x]))[0] == pytest.approx(
            distribution.cumulative(float(x)), abs=3e-7
        )
    shares = np.linspace(1e-6, 1 - 1e-6, 41)
    for share, x in zip(shares, own.at(shares), strict=True):
        width = distribution.quantile(0.9) - distribution.quantile(0.1)
        assert x == pytest.approx(distribution.quantile(float(share)), abs=1e-8 * width)


def test_normal_numbers() -> None:
    """Shares and quantiles of the normal distribution are each other's inverse."""
    z = np.linspace(-6, 6, 401)
    assert np.allclose(normal.shares(z), [erfc(-one / sqrt(2)) / 2 for one in z], rtol=0, atol=1e-12)
    assert np.allclose(normal.quantiles(normal.shares(z)), z, rtol=0, atol=1e-3)
    inner = z[np.abs(z) < 4]
    assert np.allclose(normal.quantiles(normal.shares(inner)), inner, rtol=0, atol=1e-8)


@pytest.mark.parametrize("width", [0.013, 0.4, 3.0, 250.0])
def test_a_grid_keeps_the_mean(width: float) -> None:
    """However wide the cells, what is shared out between them has the mean of the curve."""
    curve = Law(Distribution.from_range(2, 10, 45)).curve
    masses = curve.on_grid(width, 8_192)
    assert masses.sum() == pytest.approx(1.0, abs=1e-12)
    assert masses @ np.arange(8_192) * width == pytest.approx(curve.moments()[0], rel=1e-9)


def test_what_rises_and_falls_again() -> None:
    """A path that turns round comes to each number twice."""
    edges = np.linspace(0.0, 1.0, 1_001)
    curve = curve_of_path(np.asarray((edges - 0.5) ** 2), edges)
    assert np.interp(0.04, curve.x, curve.up_to) == pytest.approx(0.4, abs=1e-5)


def test_products_of_both_signs() -> None:
    """A factor that may be below 0, or nothing, keeps its sides and what it is nothing with."""
    factor = Law(Distribution.from_bounds(1, 3)).curve
    other = Curve(np.array([-2.0, 0.0, 0.0, 4.0]), np.array([0.0, 0.3, 0.5, 1.0]))
    found = product_of([factor], other)
    assert found.moments()[0] == pytest.approx(2 * other.moments()[0], rel=1e-6)
    assert found.moments()[1] == pytest.approx(factor.moments()[1] * other.moments()[1], rel=1e-6)
    amounts, chances = found.jumps()
    assert amounts.tolist() == [0.0]
    assert chances.tolist() == pytest.approx([0.2])
    assert found.up_to[np.searchsorted(found.x, 0.0)] == pytest.approx(0.3, abs=1e-9)


def test_a_curve_of_fewer_points_is_the_same_curve() -> None:
    """A product keeps a part of its points: of hundreds, 512 KiB each would be much."""
    laws = [Law(one).curve for one, name in LAWS if name in {"a hump", "even", "a long tail"}]
    found = product_of(laws)
    assert found.x.size <= 4_096
    fewer = found.thinned(1_024)
    assert fewer.x.size <= 1_024
    assert np.abs(fewer.at(found.x) - found.up_to).max() < 5e-6
    mean, square = found.moments()
    fewer_mean, _ = fewer.moments()
    assert fewer_mean == pytest.approx(mean, abs=1e-5 * np.sqrt(square - mean * mean))
