"""Surfaces: what two sources make, held against a rule of many more points."""

import numpy as np
import pytest

from omsrisk.core.distributions.distribution import Distribution
from omsrisk.exact.leaves import normal
from omsrisk.exact.leaves.law import Law
from omsrisk.exact.leaves.normal import Array
from omsrisk.exact.leaves.surface import (
    ALONE,
    ONE_OF_HUNDREDS,
    ONE_OF_MANY,
    Fineness,
    Surface,
    surface_of,
)

FINENESS = ("alone", "one of many", "one of hundreds")
CORRELATED = [
    (0.5, "each says a little of the other"),
    (0.95, "one next to decides the other"),
    (-0.9, "what one adds the other takes away: little is left that smooths"),
]
HUMP, TAIL = Distribution.from_range(2, 10, 45), Distribution.from_interval(1, 9, 0.1, "lognormal")


def _sum_of(
    one: Distribution, other: Distribution, correlation: float, fineness: Fineness
) -> Surface:
    """Add up two numbers whose normal numbers are correlated."""
    edges, up_to = normal.few_edges()
    laws = Law(one), Law(other)

    def paths(z: Array, every: int) -> Array:
        inner = correlation * z[:, None] + np.sqrt(1 - correlation**2) * edges[None, ::every]
        return np.asarray(laws[0].at_normal(z)[:, None] + laws[1].at_normal(inner))

    return surface_of(paths, up_to, fineness)


@pytest.mark.parametrize("fineness", [ALONE, ONE_OF_MANY, ONE_OF_HUNDREDS], ids=FINENESS)
@pytest.mark.parametrize("other", [HUMP, TAIL], ids=["a hump", "a long tail"])
@pytest.mark.parametrize("case", CORRELATED, ids=[one[-1] for one in CORRELATED])
def test_a_surface(case: tuple[float, str], other: Distribution, fineness: Fineness) -> None:
    """Its distribution function is right, and fewer points differ from it by more than it errs."""
    many = _sum_of(TAIL, other, case[0], Fineness(0.025, 1, 0.0, 16_000, 1)).curve
    found = _sum_of(TAIL, other, case[0], fineness)
    error = float(np.abs(found.curve.at(many.x) - many.up_to).max())
    assert error < 3 * fineness.enough
    told = float(np.abs(found.rough.at(many.x) - found.curve.at(many.x)).max())
    assert error < max(1.5 * told, 1e-5)


@pytest.mark.parametrize("fineness", [ALONE, ONE_OF_MANY, ONE_OF_HUNDREDS], ids=FINENESS)
def test_an_amount_with_a_chance_of_its_own_stays_one(fineness: Fineness) -> None:
    """Nothing counts between 0 and 1 deviations, and beyond them the other source does."""
    edges, up_to = normal.few_edges()

    def paths(z: Array, every: int) -> Array:
        own = edges[None, ::every]
        return np.asarray(np.minimum(own, 0.0) + np.maximum(own - 1, 0.0) * (2 + z[:, None]))

    amounts, chances = surface_of(paths, up_to, fineness).curve.jumps()
    assert amounts.tolist() == [0.0]
    assert chances[0] == pytest.approx(0.341345, abs=0.01)  # 0 and 1 lie between edges
