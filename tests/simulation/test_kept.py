"""Trials that are kept: percentiles are order statistics, and the same as those of bins in print."""

import numpy as np
import pytest

from omsrisk.simulation.histogram import Histogram
from omsrisk.simulation.sample import Sample
from tests.support.tallies import tally_of


@pytest.mark.parametrize("seed", range(4))
def test_percentiles_of_kept_trials_are_order_statistics(seed: int) -> None:
    """To the last digit; those of bins lie within a fifth of a standard error of them."""
    numbers = np.random.default_rng(seed).lognormal(10, 1, 50_000)
    binned = tally_of(numbers)
    tally = Histogram(binned.bins, binned.centre, keeps=True)
    tally.add(0, numbers)
    kept, other = Sample(tally), Sample(binned)
    for percent in (1, 5, 10, 50, 90, 95, 99):
        exact = float(np.percentile(numbers, percent, method="inverted_cdf"))
        assert kept.percentile(percent).value == exact
        error = kept.percentile(percent).error
        assert abs(other.percentile(percent).value - exact) <= error / 5
