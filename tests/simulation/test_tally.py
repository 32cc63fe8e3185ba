"""Tallies: what is kept of millions of numbers, the same in whatever parts they came."""

import math
import random
from itertools import pairwise

import numpy as np
import pytest

from omsrisk.simulation.histogram import FEW_TRIALS, Bins, Histogram
from omsrisk.simulation.random_numbers import Array
from omsrisk.simulation.sample import Sample
from tests.support.tallies import chunks_of, summary_of, tally_of

RNG = np.random.default_rng(20_260_101)
COIN = np.where(RNG.random(50_000) < 0.4, 1.0, 0.0)
KINDS = {
    "normal": RNG.normal(1e6, 1e5, 50_000),
    "lognormal": np.exp(RNG.normal(0, 0.75, 50_000)) * 1e5,
    "heavy tail": np.exp(RNG.normal(0, 3, 50_000)),
    "a coin": COIN * 36_000,
    "a draw and a range": COIN * (RNG.random(50_000) * 9_000 + 300),
    "differences about 0": RNG.normal(0, 1, 50_000) * COIN,
    "one number": np.full(50_000, 36_000.0),
    "nothing": np.zeros(50_000),
    "below 0": -np.exp(RNG.normal(0, 1, 50_000)) - 5,
    "tiny": RNG.random(50_000) * 1e-9,
    "huge": RNG.random(50_000) * 1e15,
    "a heavy tail below": -np.exp(RNG.normal(0, 3, 50_000)),
    "heavy tails on both sides": np.exp(RNG.normal(0, 3, 50_000)) - np.exp(RNG.normal(0, 3, 50_000)),
    "a draw and a heavy tail": COIN * np.exp(RNG.normal(0, 3, 50_000)),
}
kinds = pytest.mark.parametrize("numbers", KINDS.values(), ids=list(KINDS))


@kinds
def test_moments(numbers: Array) -> None:
    """Mean and deviation, least and most are those of the numbers; no digits are lost."""
    tally = tally_of(numbers)
    mean, deviation = tally.moments()
    size = float(np.abs(numbers).max())
    assert mean == pytest.approx(math.fsum(numbers) / len(numbers), rel=1e-13, abs=1e-13 * size)
    assert deviation == pytest.approx(float(numbers.std(ddof=1)), rel=1e-9, abs=1e-13 * size)
    assert (tally.least, tally.most) == (numbers.min(), numbers.max())
    assert tally.trials == len(numbers)


def test_a_small_deviation_of_a_large_number_keeps_its_digits() -> None:
    """Sums are about the middle: a cent of a hundred million is still there."""
    numbers = 1e8 + RNG.random(50_000) * 0.01
    _, deviation = tally_of(numbers).moments()
    assert deviation == pytest.approx(float((numbers - 1e8).std(ddof=1)), rel=1e-6)


@kinds
def test_every_number_is_counted_once(numbers: Array) -> None:
    """Whether it lies in a bin, at an edge or beyond: the counts add up to the trials."""
    tally = tally_of(numbers)
    assert tally.counts.sum() == len(numbers)
    inside = tally.bins.edges()
    size = tally.bins.high - tally.bins.low
    assert len(inside) == tally.bins.number + 1
    assert (np.diff(inside) >= 0).all()
    assert inside[0] == pytest.approx(tally.bins.low, rel=1e-12, abs=1e-12 * size)
    assert inside[-1] == pytest.approx(tally.bins.high, rel=1e-12)


@kinds
def test_parts_in_any_order_add_up_to_the_same_digits(numbers: Array) -> None:
    """However the chunks are dealt out and merged, the summary is the same to the last bit."""
    thresholds = (float(np.median(numbers)), 0.0)
    whole = summary_of(tally_of(numbers, thresholds), (5, 50, 95))
    bins = Bins.of(chunks_of(numbers)[0], len(numbers))
    places = list(range(len(chunks_of(numbers))))
    for seed in range(4):
        rng = random.Random(seed)  # noqa: S311 - a test
        rng.shuffle(places)
        cuts = sorted(rng.sample(range(1, len(places)), seed))
        dealt = [places[start:end] for start, end in pairwise([0, *cuts, len(places)])]
        parts = [tally_of(numbers, thresholds, bins=bins, chunks=some) for some in dealt]
        rng.shuffle(parts)
        first, *others = parts
        for other in others:
            first.merge(other)
        assert summary_of(first, (5, 50, 95)) == whole


def test_thresholds_are_counted_exactly() -> None:
    """What lies at a threshold lies neither above nor below it, whatever the bins."""
    numbers = np.repeat([1.0, 2.0, 2.0, 3.0, 10.0], 2_000)
    sample = Sample(tally_of(numbers, (2.0, 0.0, 10.0)))
    middle = sample.partition(2.0)
    assert (middle.above.value, middle.below.value) == (0.4, 0.2)
    assert (middle.mean_above, middle.mean_below) == (6.5, 1.0)
    assert middle.above.error == pytest.approx(math.sqrt(0.4 * 0.6 / 10_000), rel=1e-12)
    assert sample.partition(0.0).above.value == 1
    assert sample.partition(0.0).mean_below == 0
    assert sample.partition(10.0).above.value == 0
    assert sample.partition(10.0).below.value == 0.8


ATOMS = [  # numbers, atoms, why
    (COIN * 36_000, {0.0, 36_000.0}, "a coin"),
    (COIN * (RNG.random(50_000) + 7), {0.0}, "nothing, or some number"),
    (RNG.random(50_000), set(), "numbers alone"),
    (np.full(100, 5.0), {5.0}, "one number"),
    (np.full(2, 5.0), set(), "too few to tell"),
]


@pytest.mark.parametrize("case", ATOMS, ids=lambda case: case[-1])
def test_atoms_are_found(case: tuple[Array, set[float], str]) -> None:
    """A number that comes again and again has a probability of its own."""
    assert set(Bins.of(case[0], len(case[0])).atoms) == case[1]


def test_more_trials_have_finer_bins() -> None:
    """Bins are to be far narrower than the sampling error, which falls with the trials."""
    few, many = (Bins.of(KINDS["normal"], trials) for trials in (FEW_TRIALS, FEW_TRIALS + 1))
    assert many.number == 4 * few.number
    assert (many.low, many.high) == (few.low, few.high)


def test_a_long_tail_has_bins_that_grow() -> None:
    """Where the dearest trials are thousands of times the usual one, bins keep to the usual one."""
    numbers = KINDS["heavy tail"]
    bins = Bins.of(numbers, len(numbers))
    assert bins.unit
    middle = float(np.median(numbers))
    place = int(bins.places(np.array([middle]))[0])
    assert bins.edge(place) - bins.edge(place - 1) < 1e-3 * middle
    assert not Bins.of(KINDS["lognormal"], 50_000).unit


@pytest.mark.parametrize("name", ["normal", "heavy tail"])
def test_numbers_lie_between_the_edges_of_their_bin(name: str) -> None:
    """Each bin holds what lies between its two edges, up to a rounding."""
    numbers = KINDS[name]
    bins = Bins.of(numbers, len(numbers))
    for number, place in zip(numbers[:2_000], bins.places(numbers[:2_000].copy()), strict=True):
        low, high = bins.edge(int(place) - 1), bins.edge(int(place))
        room = 1e-9 * (high - low) + 4 * math.ulp(number)
        assert low - room <= number <= high + room


def test_what_lies_beyond_all_bins_is_kept_by_its_sum() -> None:
    """Later trials may go beyond the first ones: none is lost, and the mean of the tail is right."""
    first, later = RNG.normal(0, 1, 10_000), np.array([-50.0, 1e6, 40.0, -2.0])
    numbers = np.concatenate((first, later))
    tally = tally_of(numbers)
    assert (tally.counts[0], tally.counts[-1]) == (1, 2)
    assert math.fsum(one.outside[0] for one in tally.sums.values()) == -50
    assert math.fsum(one.outside[1] for one in tally.sums.values()) == 1e6 + 40
    shortfall = Sample(tally).expected_shortfall(0.99).value
    dearest = np.sort(numbers)[-math.ceil(len(numbers) * 0.01) :]
    assert shortfall == pytest.approx(dearest.mean(), rel=1e-2)


def test_bins_for_two_hold_both() -> None:
    """Two tallies that are compared have one set of bins, with room for all numbers of both."""
    one, other = (Bins.of(KINDS[name], 50_000) for name in ("normal", "a coin"))
    both = Bins.over(one, other)
    assert (both.low, both.high) == (min(one.low, other.low), max(one.high, other.high))
    assert set(both.atoms) == {0.0, 36_000.0}
    tallies = [tally_of(KINDS[name], bins=both) for name in ("normal", "a coin")]
    for tally in tallies:
        assert tally.counts[[0, -1]].sum() == 0
    assert Sample(tallies[1]).quantile(0.9) == 36_000


def test_an_empty_tally_is_empty() -> None:
    """Before any number came there is none."""
    tally = Histogram(Bins(0.0, 1.0, 16), 0.5)
    assert (tally.trials, tally.least, tally.most) == (0, math.inf, -math.inf)
