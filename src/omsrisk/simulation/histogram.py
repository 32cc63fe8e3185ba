"""
Histograms: what is kept of millions of numbers, in the memory of a few thousand.

Bins are chosen by the first chunk of trials and stay; later chunks are counted into them, so that a
run takes the memory of its bins however long it is, and chunks of several processes add up. A
percentile is read off within one bin: its error is the width of that bin, which is held far below
the sampling error of the percentile by choosing among even bins, bins that grow with the distance
from where the numbers are dense, and bins that follow clusters. A number that comes again and again,
such as the cost of no failure, is an atom with a probability of its own: no bin can hold a step.
The invariant: no number is lost; the counts of bins and atoms add up to the trials.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import asinh, fsum, inf, sinh
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from omsrisk.simulation.random_numbers import Array

FEW_TRIALS = 2**20
"""Up to so many trials a quarter of the bins is fine enough."""

_BINS = 2**20
_MANY_TALLIES = 64
"""Up to so many tallies have all their bins; more share what memory those take."""

_FEWEST_BINS = 2**12
_PILOT = 4_096
_OFTEN = 8
"""A number that comes so often among the first ones has a probability of its own."""

_FEW = 20
"""Numbers beside the atoms that are enough to tell where they are dense."""

_COARSE = 0.5
"""Standard errors that a bin may be wide before bins that grow are tried."""

_KNOTS = 512
"""Numbers that bins follow where outcomes are clusters."""

_FAR = 16
"""Times the first range that growing bins reach beyond it: later trials go far, at little cost."""


class First(NamedTuple):
    """
    What is kept of the first chunk of a channel, to choose its bins by.

    Attributes:
        least: The lowest number.
        most: The highest one.
        pilot: The first numbers.
        trials: How many there were.
        total: Their sum.
    """

    least: float
    most: float
    pilot: Array
    trials: int
    total: float

    @classmethod
    def of(cls, numbers: Array) -> "First":
        """Keep what is needed of the first numbers."""
        pilot = numbers[:_PILOT].copy()
        total = float(numbers.sum())
        return cls(float(numbers.min()), float(numbers.max()), pilot, len(numbers), total)

    def and_then(self, numbers: Array) -> "First":
        """Take more numbers of the chunk."""
        room = max(_PILOT - len(self.pilot), 0)
        return First(
            min(self.least, float(numbers.min())),
            max(self.most, float(numbers.max())),
            np.concatenate((self.pilot, numbers[:room])) if room else self.pilot,
            self.trials + len(numbers),
            self.total + float(numbers.sum()),
        )


class Bins(NamedTuple):
    """
    How a range is divided.

    Attributes:
        low: Where the first bin begins.
        high: Where the last one ends.
        number: How many there are between, all of one width.
        unit: 0; where bins grow with the distance from `origin`, the distance at which they begin to:
            the inverse hyperbolic sines of the distances then have one width.
        atoms: Numbers that come again and again, and so have a probability of their own.
        origin: From where bins grow to both sides; what is dense lies there.
        knots: Numbers between which as many bins lie, `low` and `high` among them; empty where bins
            are even or grow. Where outcomes are clusters far apart, bins follow each of them.
    """

    low: float
    high: float
    number: int
    unit: float = 0.0
    atoms: tuple[float, ...] = ()
    origin: float = 0.0
    knots: tuple[float, ...] = ()

    @classmethod
    def of(cls, first: "Array | First", trials: int, tallies: int = 1) -> "Bins":
        """
        Choose bins by the first numbers.

        Args:
            first: Numbers of the first chunk, or what is kept of them.
            trials: How many there will be: the bins are to be far narrower than the sampling error.
            tallies: How many tallies there will be.
        """
        kept = first if isinstance(first, First) else First.of(first)
        least, most = kept.least, kept.most
        pilot = np.sort(kept.pilot)
        values, counts = np.unique(pilot, return_counts=True)
        atoms = tuple(values[counts >= _OFTEN].tolist())
        others = np.repeat(values, np.where(counts < _OFTEN, counts, 0))
        body = others if len(others) >= _FEW else pilot
        margin = (most - least) / 4 or max(abs(most), 1.0) * 1e-6
        number = _BINS if trials > FEW_TRIALS else _BINS // 4
        share = number * _MANY_TALLIES // 2
        while tallies > _MANY_TALLIES and number > _FEWEST_BINS and tallies * number > share:
            number //= 2
        even = cls(least - margin, most + margin, number, 0.0, atoms)
        if even.coarseness(body, trials) < _COARSE:
            return even
        reach = _FAR * (most - least)
        bottom, middle, top = (float(body[len(body) * part // 100]) for part in (5, 50, 95))
        growing = [
            cls(least - reach, most + reach, number, scale / 100, atoms, origin)
            for origin, scale in (
                (least, middle - least),
                (most, most - middle),
                (middle, min(middle - bottom, top - middle)),
            )
            if scale > 0
        ]
        best = min((even, *growing), key=lambda bins: bins.coarseness(body, trials))
        if best.coarseness(body, trials) < _COARSE:
            return best
        below, above = (
            float(abs(body[at] - body[other])) for at, other in ((0, _NEAR), (-1, -_NEAR))
        )
        ends = [least - reach, least, most, most + reach]
        # later trials go beyond the first ones, mostly by little
        ends += [least - far for far in _growing(below, reach)]
        ends += [most + far for far in _growing(above, reach)]
        return cls.following(body, ends, number, atoms)

    @classmethod
    def following(
        cls, body: Array, ends: Sequence[float], number: int, atoms: tuple[float, ...]
    ) -> "Bins":
        """
        Choose bins that are as narrow as numbers are dense, cluster by cluster.

        Args:
            body: Sorted numbers, without atoms.
            ends: Where the first bin begins, where the last one ends, and where numbers seldom lie.
            number: How many bins at the most.
            atoms: Numbers that have a probability of their own.
        """
        most = min(_KNOTS, number // 32)
        inner = np.quantile(body, np.linspace(0.0, 1.0, most), method="nearest")
        edges = _edges_of_clusters(body, most // 4)
        return cls._between([*ends, *inner.tolist(), *edges, *atoms], number, atoms)

    @classmethod
    def _between(cls, knots: Iterable[float], number: int, atoms: tuple[float, ...]) -> "Bins":
        """Lay as many bins between each two of some numbers."""
        own = tuple(sorted(set(knots)))
        each = -(-number // (len(own) - 1))
        return cls(own[0], own[-1], each * (len(own) - 1), 0.0, atoms, 0.0, own)

    def coarseness(self, body: Array, trials: int) -> float:
        """
        Compare the widths of bins with the sampling errors of percentiles.

        Args:
            body: Sorted numbers, without atoms.
            trials: How many there will be.

        Returns:
            The widest bin in standard errors, of those in which percentiles between P1 and P99 lie.
        """
        share = np.concatenate(([0.01], np.linspace(0.05, 0.95, 19), [0.99]))
        at = (share * len(body)).astype(np.intp)
        step = max(len(body) // 50, 1)
        above = body[np.minimum(at + step, len(body) - 1)] - body[at]
        below = body[at] - body[np.maximum(at - step, 0)]
        # at the edge of a cluster the gap beside it says nothing of how dense it is
        apart = np.where((above > 0) & (below > 0), np.minimum(above, below), above + below)
        errors = apart * len(body) / step * np.sqrt(share * (1 - share) / trials)
        ends = self._ends(self.places(body[at]).astype(np.intp))
        seen = errors > 0
        return float(np.max((ends[1] - ends[0])[seen] / errors[seen], initial=0.0))

    @classmethod
    def over(cls, one: "Bins", other: "Bins") -> "Bins":
        """Return bins that hold what two others hold, so that two tallies can be compared."""
        low, high = min(one.low, other.low), max(one.high, other.high)
        number, atoms = max(one.number, other.number), (*one.atoms, *other.atoms)
        if one.knots or other.knots:
            knots = (low, high, *one.knots, *other.knots)
            return cls._between(knots, number, tuple(dict.fromkeys(atoms)))
        grow = [(bins.unit, bins.origin) for bins in (one, other) if bins.unit]
        unit, origin = min(grow, default=(0.0, 0.0))
        return cls(low, high, number, unit, atoms, origin)

    def places(self, numbers: Array) -> NDArray[np.int32]:
        """Say which bin each number falls into; 0 and `number` + 1 lie outside."""
        if self.knots:
            return self._places_between_knots(numbers)
        scale = self.number / self._length
        if self.unit:
            distance = numbers - self.origin
            distance /= self.unit
            np.arcsinh(distance, out=distance)
            distance -= self._start - 1.0 / scale
            distance *= scale
        else:
            distance = numbers - (self.low - 1.0 / scale)
            distance *= scale
        np.maximum(distance, 0.0, out=distance)
        np.minimum(distance, self.number + 1.0, out=distance)
        return distance.astype(np.int32)

    def _places_between_knots(self, numbers: Array) -> NDArray[np.int32]:
        knots = np.array(self.knots)
        each = self.number / (len(knots) - 1)
        starts = np.arange(len(knots)) * each
        places = np.interp(numbers, knots, starts, left=-1.0, right=float(self.number))
        places += 1.0
        # a number that is a knot begins the bins after it, whatever the rounding
        at = np.searchsorted(knots, numbers, side="right") - 1
        np.maximum(places, np.where(at >= 0, starts[np.maximum(at, 0)] + 1.0, 0.0), out=places)
        found: NDArray[np.int32] = places.astype(np.int32)
        return found

    @property
    def _start(self) -> float:
        return asinh((self.low - self.origin) / self.unit)

    @property
    def _length(self) -> float:
        if self.unit:
            return asinh((self.high - self.origin) / self.unit) - self._start
        return self.high - self.low

    def edge(self, at: int) -> float:
        """Return where a bin ends, or for 0 where the first begins."""
        if self.knots:
            return float(self._at_places(np.array([float(at)]))[0])
        step = self._length * at / self.number
        return self.origin + self.unit * sinh(self._start + step) if self.unit else self.low + step

    def centres(self, places: NDArray[np.intp]) -> Array:
        """Return the middle of some bins, by their places from 1."""
        return np.asarray(self._ends(places).mean(axis=0), dtype=np.float64)

    def _ends(self, places: NDArray[np.intp]) -> Array:
        ends = places - np.array([[1.0], [0.0]])
        if self.knots:
            return self._at_places(ends)
        return self._numbers(ends * (self._length / self.number))

    def edges(self) -> Array:
        """Return the ends of all bins, one more than there are."""
        if self.knots:
            return self._at_places(np.arange(self.number + 1.0))
        return self._numbers(np.linspace(0.0, self._length, self.number + 1))

    def _at_places(self, places: Array) -> Array:
        """Return the numbers at which so many bins have ended."""
        starts = np.linspace(0.0, self.number, len(self.knots))
        return np.interp(places, starts, self.knots)

    def _numbers(self, steps: Array) -> Array:
        if self.unit:
            steps = self.origin + self.unit * np.sinh(self._start + steps)
        else:
            steps = self.low + steps
        return np.asarray(steps, dtype=np.float64)


def _growing(first: float, most: float) -> Iterator[float]:
    """Return distances that grow by the same factor from the first up to the most."""
    distance = first
    for _ in range(_STEPS):
        if not 0 < distance < most:
            return
        yield distance
        distance *= 4


_STEPS = 8


def _edges_of_clusters(body: Array, most: int) -> list[float]:
    """
    Find where clusters of sorted numbers begin and end, with room for what later trials add.

    Args:
        body: Sorted numbers.
        most: How many gaps between clusters to look at: the widest.
    """
    if len(body) <= 2 * _NEAR:
        return []
    gaps = np.diff(body)
    # how dense numbers are just below each gap, and just above it
    below = np.concatenate((np.full(_NEAR, np.inf), (body[_NEAR:] - body[:-_NEAR])[:-1] / _NEAR))
    above = np.concatenate(((body[_NEAR:] - body[:-_NEAR])[1:] / _NEAR, np.full(_NEAR, np.inf)))
    wide = np.flatnonzero(gaps > _GAP * np.minimum(below, above))
    widest = wide[np.argsort(-gaps[wide], kind="stable")][:most]
    edges: list[float] = []
    for at in widest.tolist():
        room = float(gaps[at]) / 4
        for number, dense in ((body[at], below[at]), (body[at + 1], -above[at])):
            reach = min(_NEAR * abs(float(dense)), room)
            edges += [float(number), float(number) + (reach if dense > 0 else -reach)]
    return edges


_NEAR = 16
"""Numbers beside a gap that tell how dense a cluster is."""

_GAP = 20
"""Times the usual distance of neighbours from which on a distance parts two clusters."""


class Sums(NamedTuple):
    """
    Sums over the trials of one chunk, about the numbers that the tally says.

    Attributes:
        trials: How many.
        first: Sum of the distances from the centre.
        second: Sum of their squares.
        least: The lowest number.
        most: The highest one.
        outside: Sums of the numbers below and above all bins.
        above: For each threshold how many lie above it.
        below: How many lie below it.
        excess: By how much those above lie above it altogether.
    """

    trials: int
    first: float
    second: float
    least: float
    most: float
    outside: tuple[float, float]
    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    excess: tuple[float, ...] = ()

    def plus(self, other: "Sums") -> "Sums":
        """Add the sums over other trials of the same chunk."""
        return Sums(
            self.trials + other.trials,
            self.first + other.first,
            self.second + other.second,
            min(self.least, other.least),
            max(self.most, other.most),
            (self.outside[0] + other.outside[0], self.outside[1] + other.outside[1]),
            tuple(map(int.__add__, self.above, other.above)),
            tuple(map(int.__add__, self.below, other.below)),
            tuple(map(float.__add__, self.excess, other.excess)),
        )


class Histogram:
    """
    What is kept of one channel.

    Tallies of parts of the trials add up to the same digits in whatever parts they were: counts are
    whole numbers, and the sums of the chunks are added exactly.

    Args:
        bins: How its range is divided.
        centre: A number near the middle, about which sums lose no digits.
        thresholds: Numbers for which it is counted how many lie above and below.
        keeps: Whether to keep the numbers themselves, too.

    Attributes:
        kept: The numbers, in the order in which they came; none where they are not kept.
        counts: How many lie below all bins, in each, and above all.
        sums: Those of the chunks, by their numbers.
    """

    def __init__(
        self, bins: Bins, centre: float, thresholds: Sequence[float] = (), *, keeps: bool = False
    ) -> None:
        self.kept: list[Array] = []
        self._keeps = keeps
        self.bins = bins
        self.centre = centre
        self.thresholds = tuple(thresholds)
        self.counts: NDArray[np.uint32] = np.zeros(bins.number + 2, np.uint32)
        self.sums: dict[int, Sums] = {}

    def add(self, chunk: int, numbers: Array) -> None:
        """Take the numbers of a chunk, or of a part of it."""
        if self._keeps:
            self.kept.append(numbers.copy())
        distance = numbers - self.centre
        first = float(distance.sum())
        np.multiply(distance, distance, out=distance)
        places = self.bins.places(numbers)
        least, most = float(numbers.min()), float(numbers.max())
        lowest, highest = int(places.min()), int(places.max())
        outermost = self.bins.number + 1
        sums = Sums(
            len(numbers),
            first,
            float(distance.sum()),
            least,
            most,
            (
                float(numbers[places == 0].sum()) if lowest == 0 else 0.0,
                float(numbers[places > self.bins.number].sum()) if highest == outermost else 0.0,
            ),
            tuple(int(np.count_nonzero(numbers > one + _noise(one))) for one in self.thresholds),
            tuple(int(np.count_nonzero(numbers < one - _noise(one))) for one in self.thresholds),
            tuple(float(np.maximum(numbers - one, 0.0).sum()) for one in self.thresholds),
        )
        self.sums[chunk] = self.sums[chunk].plus(sums) if chunk in self.sums else sums
        np.add.at(self.counts, places, _ONE)  # where they lie: `bincount` goes through all bins

    def merge(self, other: "Histogram") -> None:
        """Take what another tally of the same bins has of other chunks."""
        self.counts += other.counts
        self.sums |= other.sums

    @property
    def trials(self) -> int:
        """How many numbers it has."""
        return sum(one.trials for one in self.sums.values())

    @property
    def least(self) -> float:
        """The lowest number."""
        return min((one.least for one in self.sums.values()), default=inf)

    @property
    def most(self) -> float:
        """The highest number."""
        return max((one.most for one in self.sums.values()), default=-inf)

    def moments(self) -> tuple[float, float]:
        """Return the mean and the standard deviation."""
        trials = self.trials
        first = fsum(one.first for one in self.sums.values())
        second = fsum(one.second for one in self.sums.values())
        variance = (second - first * first / trials) / max(trials - 1, 1)
        return self.centre + first / trials, max(variance, 0.0) ** 0.5


_ONE = np.uint32(1)


def _noise(threshold: float) -> float:
    """Return by how much the rounding of sums may move a number that is the threshold."""
    return abs(threshold) * 1e-12
