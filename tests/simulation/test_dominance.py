"""Dominance: which of two samples stochastically dominates, where that is known."""

import numpy as np
import pytest

from omsrisk.simulation.dominance import dominance_of
from omsrisk.simulation.estimates import Dominance
from omsrisk.simulation.histogram import Bins
from omsrisk.simulation.random_numbers import Array
from tests.support.tallies import tally_of

RNG = np.random.default_rng(20_260_103)
Z = RNG.normal(0, 1, 40_000)
OTHER_Z = RNG.normal(0, 1, 40_000)
COIN = np.where(RNG.random(40_000) < 0.4, 1.0, 0.0)
TAIL = np.exp(3 * Z)

CASES = [  # the cheaper one, the other one, how it dominates, why
    (Z, Z + 1, Dominance.FIRST, "dearer by the same in every trial"),
    (Z, np.where(Z > 1, Z + 1, Z), Dominance.FIRST, "dearer where it is dear"),
    (COIN * 10, COIN * 20, Dominance.FIRST, "a failure that costs twice as much"),
    (np.zeros(40_000), COIN * 20, Dominance.FIRST, "nothing, or something"),
    (TAIL, TAIL * 1.01, Dominance.FIRST, "a long tail"),
    (np.sort(Z), np.sort(Z)[::-1] + 1, Dominance.FIRST, "other trials, the same numbers and more"),
    (Z, Z * 2 + 0.1, Dominance.SECOND, "dearer on average, and riskier"),
    (Z, Z * -1.5 + 0.1, Dominance.SECOND, "riskier, and dear where the other one is cheap"),
    (
        np.full(40_000, 3.99),
        RNG.permutation(np.tile([0.0, 8.0], 20_000)),
        Dominance.SECOND,
        "a sure 3.99",
    ),
    (TAIL.clip(None, 100), TAIL * 0.999 + 0.02, Dominance.SECOND, "the longer tail"),
    (Z, Z * 2 - 1, Dominance.NONE, "cheaper on average, and riskier"),
    (COIN * 10, np.full(40_000, 3.0), Dominance.NONE, "a sure 3 is cheaper than 10 with 40 %"),
    (Z, OTHER_Z - 0.5, Dominance.NONE, "the dearer one"),
    (Z, Z.copy(), Dominance.NONE, "equal in every trial"),
    (Z, RNG.permutation(Z), Dominance.NONE, "the same numbers in other trials"),
    (np.full(40_000, 5.0), np.full(40_000, 5.0), Dominance.NONE, "the same for certain"),
]


def dominance(one: Array, other: Array) -> tuple[Dominance, Dominance]:
    """Hold two samples against each other, both ways."""
    size = len(one)
    bins = Bins.over(Bins.of(one, size), Bins.of(other, size))
    first, second = tally_of(one, bins=bins), tally_of(other, bins=bins)
    return dominance_of(first, second), dominance_of(second, first)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_dominance(case: tuple[Array, Array, Dominance, str]) -> None:
    """First order, second order or none; never both ways."""
    one, other, wanted, _ = case
    found, turned = dominance(one, other)
    assert found is wanted
    assert Dominance.NONE in {found, turned}


def test_dominance_is_that_of_the_sorted_numbers() -> None:
    """First order: rank by rank no dearer. Second order: no tail has a higher sum."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        one = rng.integers(0, 6, 200).astype(float)
        other = one + rng.integers(-1, 3, 200).astype(float)
        ranks, other_ranks = np.sort(one)[::-1], np.sort(other)[::-1]
        first = bool((ranks <= other_ranks).all()) and bool((ranks < other_ranks).any())
        tails = np.cumsum(other_ranks) - np.cumsum(ranks)
        second = bool((tails >= 0).all()) and bool((tails > 0).any())
        wanted = Dominance.FIRST if first else Dominance.SECOND if second else Dominance.NONE
        assert dominance(one, other)[0] is wanted


def test_what_lies_beyond_the_bins_counts() -> None:
    """A trial far beyond the first ones is a risk, too, in the excess over every amount."""
    near = np.concatenate((Z[:10_000], np.zeros(10_000)))
    far = near.copy()
    far[-1] = 1e6
    bins = Bins.of(near[:10_000], len(near))
    tally, other = tally_of(near, bins=bins), tally_of(far, bins=bins)
    assert dominance_of(tally, other) is Dominance.FIRST
    assert dominance_of(other, tally) is Dominance.NONE
