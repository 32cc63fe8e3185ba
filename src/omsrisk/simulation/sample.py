"""A sample: the distribution that a tally describes, with the sampling error of what it says."""

from math import ceil, fsum, sqrt

import numpy as np

from omsrisk.simulation.estimates import (
    BARS,
    CHANCES,
    PICTURED,
    TAIL,
    Estimate,
    Partition,
    SampleSummary,
)
from omsrisk.simulation.histogram import Histogram

_ROUNDING = 1e-6
"""A part of a trial: a share times the trials is a whole number but for rounding."""


class Sample:
    """
    The distribution of one channel.

    Args:
        tally: All its numbers.
    """

    def __init__(self, tally: Histogram) -> None:
        self._tally = tally
        self.trials = tally.trials
        self._up_to = np.cumsum(tally.counts, dtype=np.uint32)  # no more trials than that
        self._numbers = np.sort(np.concatenate(tally.kept)) if tally.kept else None
        places = tally.bins.places(np.array(tally.bins.atoms))
        self._atoms: dict[int, float] = dict(zip(places.tolist(), tally.bins.atoms, strict=True))

    def mean(self) -> Estimate:
        """Return the mean [money]."""
        mean, deviation = self._tally.moments()
        return Estimate(mean, deviation / sqrt(self.trials))

    def standard_deviation(self) -> float:
        """Return the standard deviation [money]."""
        return self._tally.moments()[1]

    def quantile(self, share: float) -> float:
        """Return the number up to which a share of the trials lies [money]."""
        rank = min(max(share, 0.0), 1.0) * self.trials
        if self._numbers is not None:
            # one that occurred: between two outcomes far apart the middle would be neither
            return float(self._numbers[max(ceil(rank - _ROUNDING), 1) - 1])
        place = self._place(rank)
        if place in self._atoms:
            return float(self._atoms[place])
        low, high = self._ends(place)
        before = int(self._up_to[place - 1]) if place else 0
        inside = int(self._up_to[place]) - before
        number = low + (high - low) * ((rank - before) / inside if inside else 1.0)
        return min(max(number, self._tally.least), self._tally.most)

    def percentile(self, percent: float) -> Estimate:
        """
        Return a percentile; its error is half of the distance between two order statistics.

        How many trials lie below the true percentile is binomial: the ranks one deviation of that to
        both sides enclose it as often as one standard error does. Where both lie in one bin, all of
        its trials may be at one of its ends.
        """
        share = percent / 100
        reach = sqrt(share * (1 - share) / self.trials)
        ends = (self.quantile(share - reach), self.quantile(share + reach))
        error = max((ends[1] - ends[0]) / 2, self._width_of_all(share - reach, share + reach))
        return Estimate(self.quantile(share), error)

    def _place(self, rank: float) -> int:
        place = int(np.searchsorted(self._up_to, ceil(rank)))
        return min(place, len(self._up_to) - 1)

    def _width_of_all(self, *shares: float) -> float:
        """Return how wide the bin is in which quantiles lie; 0 where in several."""
        places = {self._place(min(max(one, 0.0), 1.0) * self.trials) for one in shares}
        if self._numbers is not None or len(places) > 1 or not places.isdisjoint(self._atoms):
            return 0.0
        low, high = self._ends(*places)
        return min(high, self._tally.most) - max(low, self._tally.least)

    def expected_shortfall(self, share: float = TAIL) -> Estimate:
        """Return the mean of what lies above a quantile [money]."""
        quantile = self.quantile(share)
        first = max(int(self._tally.bins.places(np.array([quantile]))[0]), 1)
        places = first + np.flatnonzero(self._tally.counts[first:-1])
        counts = self._tally.counts[places].astype(np.float64)
        centres = self._tally.bins.centres(places)
        for place, atom in self._atoms.items():
            centres[places == place] = atom
        over = np.maximum(centres - quantile, 0.0)
        far = int(self._tally.counts[-1])
        beyond = fsum(one.outside[1] for one in self._tally.sums.values()) - far * quantile
        excess = float((counts * over).sum()) + beyond
        square = float((counts * over * over).sum()) + (beyond * beyond / far if far else 0.0)
        mean = excess / self.trials
        deviation = sqrt(max(square / self.trials - mean * mean, 0.0))
        rest = 1 - share
        return Estimate(quantile + mean / rest, deviation / sqrt(self.trials) / rest)

    def partition(self, threshold: float) -> Partition:
        """Say how the trials lie about one of the tally's thresholds."""
        at = self._tally.thresholds.index(threshold)
        sums = self._tally.sums.values()
        above, below = sum(one.above[at] for one in sums), sum(one.below[at] for one in sums)
        excess = fsum(one.excess[at] for one in sums)
        distance = fsum(one.first for one in sums) + (self._tally.centre - threshold) * self.trials
        return Partition(
            self._chance(above),
            self._chance(below),
            threshold + excess / above if above else 0.0,
            threshold - max(excess - distance, 0.0) / below if below else 0.0,
        )

    def share_up_to(self, number: float) -> float:
        """Return the share of the trials up to a number, a straight line within a bin."""
        if number < self._tally.least:
            return 0.0
        if number >= self._tally.most:
            return 1.0
        place = int(self._tally.bins.places(np.array([number]))[0])
        before = int(self._up_to[place - 1]) if place else 0
        inside = int(self._up_to[place]) - before
        if place in self._atoms:
            return (before + inside * (number >= self._atoms[place])) / self.trials
        low, high = self._ends(place)
        part = (number - low) / (high - low) if high > low else 1.0
        return (before + inside * part) / self.trials

    def histogram(self, bars: int) -> tuple[tuple[float, float, float], ...]:
        """
        Divide the middle 99.8 % of the trials.

        Args:
            bars: Into how many.

        Returns:
            From where, to where, and which share of all trials lies there.
        """
        low, high = self.quantile(0.001), self.quantile(0.999)
        if not low < high:
            return ((low, high, 1.0),)
        ends = np.linspace(low, high, bars + 1).tolist()
        shares = [self.share_up_to(end) for end in ends]
        shares[0] = min(shares[0], self.share_up_to(float(np.nextafter(low, -np.inf))))
        return tuple(
            (start, end, there - here)
            for start, end, here, there in zip(
                ends[:-1], ends[1:], shares[:-1], shares[1:], strict=True
            )
        )

    def exceedance(self) -> tuple[tuple[float, float], ...]:
        """Return the loss exceedance curve: amounts, and how likely each is exceeded."""
        amounts = dict.fromkeys(self.quantile(1 - chance) for chance in CHANCES)
        return tuple((amount, 1 - self.share_up_to(amount)) for amount in amounts)

    def pictured(self) -> tuple[tuple[float, float], ...]:
        """Return more points of that curve, and both ends of the step of an amount of its own."""
        amounts = dict.fromkeys(self.quantile(1 - chance) for chance in PICTURED)
        return tuple(
            (amount, 1 - self.share_up_to(end))
            for amount in amounts
            for end in (float(np.nextafter(amount, -np.inf)), amount)
        )

    def summary(self, percents: tuple[int, ...], *, with_curves: bool = False) -> SampleSummary:
        """
        Say what a report may ask.

        Args:
            percents: The percentiles that are wanted.
            with_curves: Whether the histogram and the loss exceedance curve are, too.
        """
        return SampleSummary(
            self.mean(),
            self.standard_deviation(),
            {percent: self.percentile(percent) for percent in percents},
            self.expected_shortfall(),
            {one: self.partition(one) for one in self._tally.thresholds},
            self.histogram(BARS) if with_curves else (),
            self.exceedance() if with_curves else (),
            self.pictured() if with_curves else (),
        )

    def _chance(self, count: int) -> Estimate:
        share = count / self.trials
        return Estimate(share, sqrt(share * (1 - share) / self.trials))

    def _ends(self, place: int) -> tuple[float, float]:
        if place == 0:
            return self._tally.least, self._tally.bins.low
        if place == len(self._up_to) - 1:
            return self._tally.bins.high, self._tally.most
        return self._tally.bins.edge(place - 1), self._tally.bins.edge(place)
