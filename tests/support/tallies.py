"""Tallies of numbers that a test has at hand."""

from collections.abc import Iterable, Sequence

import numpy as np

from omsrisk.simulation.estimates import PERCENTILES, SampleSummary
from omsrisk.simulation.histogram import Bins, Histogram
from omsrisk.simulation.random_numbers import Array
from omsrisk.simulation.sample import Sample

CHUNK = 10_000


def chunks_of(numbers: Array, size: int = CHUNK) -> list[Array]:
    """Cut numbers into chunks; the last one may be shorter."""
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def tally_of(
    numbers: Array,
    thresholds: Sequence[float] = (),
    *,
    bins: Bins | None = None,
    chunks: Iterable[int] | None = None,
) -> Histogram:
    """Tally numbers, or some of their chunks, as a run does: bins are chosen by the first chunk."""
    parts = chunks_of(numbers)
    chosen = Bins.of(parts[0], len(numbers)) if bins is None else bins
    tally = Histogram(chosen, float(parts[0].mean()), thresholds)
    for at in range(len(parts)) if chunks is None else chunks:
        tally.add(at, parts[at].copy())
    return tally


def sample_of(numbers: Array, thresholds: Sequence[float] = ()) -> Sample:
    """Tally numbers, and take them as a sample."""
    return Sample(tally_of(numbers, thresholds))


def width_at(tally: Histogram, number: float) -> float:
    """Give the width of the bin that a number lies in; beyond all bins how far they reach."""
    place = int(tally.bins.places(np.array([number]))[0])
    if 0 < place <= tally.bins.number:
        return tally.bins.edge(place) - tally.bins.edge(place - 1)
    return tally.bins.high - tally.bins.low


def summary_of(tally: Histogram, percents: tuple[int, ...] = PERCENTILES) -> SampleSummary:
    """Say all of a tally that there is to say."""
    return Sample(tally).summary(percents, with_curves=True)
