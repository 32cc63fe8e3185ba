"""Samples: percentiles, tails and chances of a tally, against the numbers themselves."""

import math
from itertools import pairwise

import numpy as np
import pytest

from omsrisk.simulation.estimates import PERCENTILES, summary_of_constant
from omsrisk.simulation.random_numbers import Array
from omsrisk.simulation.sample import Sample
from tests.support.tallies import sample_of, summary_of, tally_of, width_at

RNG = np.random.default_rng(20_260_102)
SIZE = 60_000
COIN = np.where(RNG.random(SIZE) < 0.4, 1.0, 0.0)
KINDS = {
    "normal": RNG.normal(1e6, 1e5, SIZE),
    "lognormal": np.exp(RNG.normal(0, 0.75, SIZE)) * 1e5,
    "heavy tail": np.exp(RNG.normal(0, 3, SIZE)),
    "a draw and a range": COIN * (RNG.random(SIZE) * 9_000 + 300),
    "differences": np.where(COIN, RNG.normal(3, 1, SIZE), 0.0),
    "below 0": -np.exp(RNG.normal(0, 1, SIZE)) - 5,
    "tiny": RNG.random(SIZE) * 1e-9,
    "two humps": np.where(COIN, RNG.normal(0, 1, SIZE), RNG.normal(1e4, 1, SIZE)),
    "few": RNG.random(37),
    "a heavy tail below": -np.exp(RNG.normal(0, 3, SIZE)),
    "heavy tails on both sides": np.exp(RNG.normal(0, 3, SIZE)) - np.exp(RNG.normal(0, 3, SIZE)),
    "a draw and a heavy tail": COIN * np.exp(RNG.normal(0, 3, SIZE)),
}
kinds = pytest.mark.parametrize("numbers", KINDS.values(), ids=list(KINDS))


@kinds
def test_percentiles_are_those_of_the_numbers(numbers: Array) -> None:
    """Each is the order statistic that numpy finds, to the width of its bin."""
    tally = tally_of(numbers)
    sample = Sample(tally)
    for percent in (0.1, 1, *PERCENTILES, 33, 99.9):
        wanted = float(np.percentile(numbers, percent, method="inverted_cdf"))
        room = width_at(tally, wanted) * (1 + 1e-9) + 4 * math.ulp(wanted)
        assert sample.percentile(percent).value == pytest.approx(wanted, rel=0, abs=room)


SMOOTH = [name for name in KINDS if name not in {"below 0", "two humps", "few"}]


@pytest.mark.parametrize("name", SMOOTH)
def test_bins_are_far_narrower_than_the_sampling_error(name: str) -> None:
    """What the bins hide is less than a fifth of what other random numbers would change."""
    tally = tally_of(KINDS[name])
    sample = Sample(tally)
    for percent in (*PERCENTILES, 62, 65, 70):
        found = sample.percentile(percent)
        if found.value not in tally.bins.atoms:
            assert width_at(tally, found.value) < found.error / 5


@kinds
def test_expected_shortfall_is_the_mean_of_the_dearest(numbers: Array) -> None:
    """Computed directly: the quantile, and by how much trials exceed it, over 5 %."""
    tally = tally_of(numbers)
    sample = Sample(tally)
    for share in (0.5, 0.9, 0.95, 0.99):
        quantile = float(np.percentile(numbers, 100 * share, method="inverted_cdf"))
        over = np.maximum(numbers - quantile, 0.0)
        wanted = quantile + float(over.mean()) / (1 - share)
        error = float(over.std()) / math.sqrt(len(numbers)) / (1 - share)
        found = sample.expected_shortfall(share)
        room = 2 * width_at(tally, quantile)
        assert found.value == pytest.approx(wanted, rel=1e-5, abs=room)
        assert found.error == pytest.approx(error, rel=1e-2, abs=room)


def test_expected_shortfall_of_a_coin() -> None:
    """Where the quantile is an atom, the shortfall is the mean of the tail that it begins."""
    rare = np.tile(np.repeat([0.0, 36_000.0], [96, 4]), 100)
    found = sample_of(rare).expected_shortfall()
    assert found.value == pytest.approx(36_000 * 4 / 5, rel=1e-12)
    even = np.tile([0.0, 36_000.0], 5_000)
    assert sample_of(even).expected_shortfall() == (36_000.0, 0.0)


def test_atoms_are_exact() -> None:
    """A percentile that is an atom is that very number, without an error."""
    numbers = np.where(COIN, 36_000.10, 0.0)
    sample = sample_of(numbers)
    assert [sample.percentile(one) for one in (5, 50, 65, 99)] == [
        (0.0, 0.0),
        (0.0, 0.0),
        (36_000.10, 0.0),
        (36_000.10, 0.0),
    ]
    assert sample.share_up_to(0.0) == sample.share_up_to(36_000.0) == pytest.approx(1 - COIN.mean())
    assert sample.share_up_to(-0.01) == 0
    assert sample.share_up_to(36_000.10) == 1


@pytest.mark.parametrize("amount", [123_456.75, 150_000.01, 77_777.77])
def test_an_amount_too_seldom_to_be_an_atom_is_within_its_error(amount: float) -> None:
    """It lies anywhere in its bin: the order statistics beside it do not tell where."""
    rng = np.random.default_rng(5)
    numbers = rng.normal(50_000, 5_000, 1_000_000)
    draws = rng.random(len(numbers) - 4_096)
    far = np.where(draws < 0.005, 200_000 + 1e7 * draws, numbers[4_096:])
    numbers[4_096:] = np.where((draws > 0.005) & (draws < 0.025), amount, far)
    found = sample_of(numbers).percentile(99)
    assert 0 < abs(found.value - amount) <= found.error < 2.0


@pytest.mark.parametrize("value", [0.0, 36_000.10, -5.0, 1e-9, 1e14])
@pytest.mark.parametrize("size", [2, 7, 100, 70_000])
def test_a_constant_channel(value: float, size: int) -> None:
    """What is the same in every trial is told as it is, and has no error."""
    found = summary_of(tally_of(np.full(size, value), (value,)))
    wanted = summary_of_constant(value, PERCENTILES, (value,))
    assert found.mean.value == pytest.approx(wanted.mean.value, rel=1e-9, abs=1e-9)
    assert found.standard_deviation == found.mean.error == 0
    for percent in PERCENTILES:
        assert found.percentiles[percent].value == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert found.expected_shortfall.value == pytest.approx(value, rel=1e-9, abs=1e-9)
    assert found.partitions == wanted.partitions
    (curve,) = found.exceedance
    assert curve == pytest.approx((value, 0.0))
    assert wanted.exceedance == ((value, 0.0),)


TRUTH = {5: -1.6448536269514722, 50: 0.0, 90: 1.2815515655446004}
"""Percentiles of a normal number."""


@pytest.mark.parametrize("is_lognormal", [False, True], ids=["normal", "lognormal"])
def test_errors_are_those_of_repeated_sampling(is_lognormal: bool) -> None:  # noqa: FBT001 - a case
    """Over 200 samples, figures scatter about the truth as widely as their errors say."""
    truth = {at: math.exp(z) if is_lognormal else z for at, z in TRUTH.items()}
    found: dict[str, list[tuple[float, float]]] = {}
    for seed in range(200):
        normal = np.random.default_rng(seed).normal(0, 1, 4_000)
        sample = sample_of(np.exp(normal) if is_lognormal else normal)
        for percent in truth:
            found.setdefault(f"p{percent}", []).append(sample.percentile(percent))
        found.setdefault("mean", []).append(sample.mean())
        found.setdefault("shortfall", []).append(sample.expected_shortfall())
    for key, estimates in found.items():
        values = [value for value, _ in estimates]
        errors = [error for _, error in estimates]
        room = 0.25 if key == "shortfall" else 0.15  # the tail's own deviation is hard to see
        assert np.mean(errors) == pytest.approx(np.std(values), rel=room)
    for percent, wanted in truth.items():
        off = [abs(value - wanted) / error for value, error in found[f"p{percent}"]]
        assert 0.6 < np.mean(np.array(off) < 1) < 0.76  # 68 % within one standard error


@kinds
def test_share_up_to_turns_quantile_round(numbers: Array) -> None:
    """The share up to a quantile is the share that was asked for, where nothing is an atom."""
    tally = tally_of(numbers)
    sample = Sample(tally)
    for share in (0.01, 0.05, 0.3, 0.5, 0.9, 0.95, 0.999):
        number = sample.quantile(share)
        if number in tally.bins.atoms:
            assert sample.share_up_to(number) >= share - 1e-12
            assert sample.share_up_to(float(np.nextafter(number, -math.inf))) <= share
        elif number < tally.most:  # nothing lies beyond it
            assert sample.share_up_to(number) == pytest.approx(share, abs=2 / len(numbers))
    assert sample.share_up_to(tally.least - 1) == 0
    assert sample.share_up_to(tally.most) == 1


@kinds
def test_quantiles_rise(numbers: Array) -> None:
    """A larger share never has a smaller quantile; none lies beyond the least and the most."""
    tally = tally_of(numbers)
    sample = Sample(tally)
    quantiles = [sample.quantile(share) for share in np.linspace(0, 1, 401)]
    assert all(one <= other for one, other in pairwise(quantiles))
    assert quantiles[0] == tally.least
    assert quantiles[-1] == tally.most


@kinds
def test_histograms_add_up(numbers: Array) -> None:
    """The bars lie side by side, and hold all but 0.1 % at both ends, as the numbers do."""
    tally = tally_of(numbers)
    bars = Sample(tally).histogram(20)
    assert len(bars) == 20
    assert [end for _, end, _ in bars[:-1]] == [start for start, _, _ in bars[1:]]
    assert all(share >= 0 for _, _, share in bars)
    low, high = bars[0][0], bars[-1][1]
    total = sum(share for _, _, share in bars)
    inside = float(((numbers >= low) & (numbers <= high)).mean())
    assert total == pytest.approx(inside, abs=3 / len(numbers))
    assert total > 0.998 - 3 / len(numbers)
    for start, end, share in bars[1:]:
        room = (width_at(tally, start) + width_at(tally, end)) * (1 + 1e-9)
        least = ((numbers > start + room) & (numbers <= end - room)).mean()
        most = ((numbers > start - room) & (numbers <= end + room)).mean()
        assert least - 1e-12 <= share <= most + 1e-12


@kinds
def test_exceedance_curves_fall(numbers: Array) -> None:
    """The larger the amount, the less likely it is exceeded: as often as in the numbers."""
    summary = summary_of(tally_of(numbers))
    amounts, chances = zip(*summary.exceedance, strict=True)
    assert sorted(set(amounts)) == list(amounts)
    assert sorted(chances, reverse=True) == list(chances)
    for amount, chance in summary.exceedance:
        assert chance == pytest.approx(float((numbers > amount).mean()), abs=1e-3 + 2 / len(numbers))
    assert summary.statistic("p95") == summary.percentiles[95]
    assert summary.statistic("mean") == summary.mean
    assert summary.statistic("expected_shortfall_95") == summary.expected_shortfall


CLUSTERS = [  # how far apart, how narrow, how likely the dearer one is
    (1e6, 100.0, 0.1),
    (1e6, 1.0, 0.5),
    (1e7, 0.1, 0.03),
    (1e4, 1e3, 0.9),
]


@pytest.mark.parametrize("case", CLUSTERS, ids=str)
def test_percentiles_follow_clusters_far_apart(case: tuple[float, float, float]) -> None:
    """Within a hundredth of a standard error of the order statistics, in every cluster."""
    apart, wide, chance = case
    source = np.random.default_rng(7)
    numbers = source.triangular(0, wide / 5, wide, 100_000)
    numbers += apart * (source.random(100_000) < chance)
    tally = tally_of(numbers)
    sample = Sample(tally)
    for percent in (5, 10, 25, 50, 75, 90, 95, 99):
        exact = float(np.percentile(numbers, percent, method="inverted_cdf"))
        found = sample.percentile(percent)
        assert abs(found.value - exact) <= found.error / 100 + wide * 1e-4
