"""Estimates: what a sample says of a figure, with the sampling error; plain data."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

PERCENTILES = (5, 10, 50, 80, 90, 95, 99)
TAIL = 0.95
"""The expected shortfall is the mean of what lies above this part."""

BARS = 20
CHANCES = (0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001)
"""The points of a loss exceedance curve; amounts that have a probability of their own come once."""
PICTURED = (*CHANCES[:1], *(one / 50 for one in range(49, 0, -1)), *CHANCES[-3:])
"""The points of the same curve in a picture: close enough for the gaps between outcomes to show."""


class Estimate(NamedTuple):
    """
    A figure from a sample.

    Attributes:
        value: The figure.
        error: Its standard error.
    """

    value: float
    error: float = 0.0


class Partition(NamedTuple):
    """
    How a sample lies about a threshold.

    Attributes:
        above: Share of the trials above it.
        below: Share below it.
        mean_above: Mean of those above; 0 where there are none.
        mean_below: Mean of those below; 0 where there are none.
    """

    above: Estimate
    below: Estimate
    mean_above: float
    mean_below: float

    @property
    def turned(self) -> "Partition":
        """How the negatives of the sample lie about the negative of the threshold."""
        return Partition(self.below, self.above, -self.mean_below, -self.mean_above)


class Dominance(StrEnum):
    """How far one sample of costs lies below another; the first order implies the second."""

    FIRST = "first"
    SECOND = "second"
    NONE = "none"


class SampleSummary(NamedTuple):
    """
    What a sample says of one figure.

    Attributes:
        mean: Its mean [money].
        standard_deviation: Its standard deviation [money].
        percentiles: By percent: what it comes to at the most with that probability [money].
        expected_shortfall: The mean of the dearest 5 % [money].
        partitions: How the trials lie about each threshold, by the threshold.
        histogram: From, to, and the share of the trials there; 0.1 % at both ends are left out. Empty
            where it is not wanted.
        exceedance: Amounts, and the probability that each is exceeded; empty as the histogram.
        pictured: More points of the same curve. Where an amount has a probability of its own, both
            ends of its step are among them: how likely that amount or more is, and how likely more.
        known_to: How far off amounts may be that were worked out [money]; 0 of a sample, which says
            how sure it is with each estimate.
        sure: Amounts among them that have a probability of their own, and are not off at all.
    """

    mean: Estimate
    standard_deviation: float
    percentiles: Mapping[int, Estimate]
    expected_shortfall: Estimate
    partitions: Mapping[float, Partition]
    histogram: tuple[tuple[float, float, float], ...]
    exceedance: tuple[tuple[float, float], ...]
    pictured: tuple[tuple[float, float], ...] = ()
    known_to: float = 0.0
    sure: frozenset[float] = frozenset()

    def statistic(self, name: str) -> Estimate:
        """Return `mean`, `expected_shortfall_95`, or one of its percentiles, such as `p90`."""
        if name == "mean":
            return self.mean
        return self.percentiles[int(name[1:])] if name[0] == "p" else self.expected_shortfall

    def off(self, amount: float) -> float:
        """Return how far off an amount may be that was worked out, such as a percentile [money]."""
        return 0.0 if amount in self.sure else self.known_to


def summary_of_constant(
    value: float, percents: tuple[int, ...], thresholds: tuple[float, ...]
) -> SampleSummary:
    """Say of a figure that does not vary what a sample would say."""
    sure, never = Estimate(1.0), Estimate(0.0)
    return SampleSummary(
        Estimate(value),
        0.0,
        dict.fromkeys(percents, Estimate(value)),
        Estimate(value),
        {
            one: Partition(
                sure if value > one else never,
                sure if value < one else never,
                value if value > one else 0.0,
                value if value < one else 0.0,
            )
            for one in thresholds
        },
        ((value, value, 1.0),),
        ((value, 0.0),),
    )
