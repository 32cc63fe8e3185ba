"""
SourceValues: what is uncertain, as numbers behind a Gaussian copula.

Behind each source is a normal number; what is correlated has a covariance there. Once one of them is
known, the others have another mean and a smaller covariance: that is all that a condition does.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count, islice, takewhile
from typing import NamedTuple

import numpy as np

from omsrisk.core.algebra.polynomial import Atom
from omsrisk.core.calendar import Window
from omsrisk.core.capping import CappedAmount
from omsrisk.core.catching_up import DayLine
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.part_fallen import PartFallen
from omsrisk.exact.leaves.law import Law, law_of
from omsrisk.exact.leaves.normal import Array
from omsrisk.exact.terms import Factor, value_of

_UNCORRELATED = 1e-12
_NEXT_TO_NOTHING = 1e-14
"""Added to variances, so that rounding makes none of them negative."""

_LONGEST = 20_000
"""Days up to which a season is counted day by day; beyond them its average goes on."""


AtomKind = tuple[object, ...]
"""What an atom comes to: its distribution, and what is made of it."""


class Normals(NamedTuple):
    """
    The normal numbers behind correlated sources, given those that are known.

    Attributes:
        members: The numbers of the sources.
        means: Their means.
        covariance: Their covariance.
    """

    members: tuple[int, ...]
    means: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    def given(self, source: int, standard: float) -> "Normals":
        """Return the others where one is so many of its own deviations above its mean."""
        at = self.members.index(source)
        covariance = np.array(self.covariance)
        deviation = np.sqrt(covariance[at, at])
        loads = covariance[at] / deviation
        means = np.array(self.means) + loads * standard
        covariance -= np.outer(loads, loads)
        kept = [one for one in range(len(self.members)) if one != at]
        return Normals(
            tuple(self.members[one] for one in kept),
            tuple(float(means[one]) for one in kept),
            tuple(tuple(float(covariance[one, other]) for other in kept) for one in kept),
        )

    def normal_of(self, source: int) -> tuple[float, float]:
        """Return mean and deviation of the normal number behind a source."""
        at = self.members.index(source)
        return self.means[at], float(np.sqrt(max(self.covariance[at][at], 0.0)))

    def moves(self, source: int, other: int) -> float:
        """Return by how much another mean moves where a source is one deviation above its own."""
        at, place = self.members.index(source), self.members.index(other)
        return float(self.covariance[at][place] / np.sqrt(self.covariance[at][at]))

    def is_standard(self, source: int) -> bool:
        """Whether nothing is known about a source."""
        return self.normal_of(source) == (0.0, 1.0)

    def covariance_of(self, source: int) -> tuple[float, ...]:
        """Return the covariances of a source with all members."""
        return self.covariance[self.members.index(source)]

    def covariances(self, source: int, others: Sequence[int]) -> tuple[float, ...]:
        """Return the covariances of a source with some others; 0 with those that are no members."""
        row = dict(zip(self.members, self.covariance_of(source), strict=True))
        return tuple(row.get(one, 0.0) for one in others)

    def explained(self, source: int, others: Collection[int]) -> float:
        """Return the largest part of the variance of others that a source explains."""
        row = self.covariance_of(source)
        at = self.members.index(source)
        found = [
            round(row[place] ** 2 / max(row[at] * self.covariance[place][place], _NEXT_TO_NOTHING), 6)
            for place, other in enumerate(self.members)
            if other != source and other in others
        ]
        return max(found, default=0.0)

    def reached_from(self, source: int) -> set[int]:
        """List a source and all that it is correlated with, directly or through others."""
        found, waiting = {source}, [source]
        while waiting:
            row = self.covariance_of(waiting.pop())
            for other, covariance in zip(self.members, row, strict=True):
                if abs(covariance) > _UNCORRELATED and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def factor(self, sources: Sequence[int]) -> Array:
        """Return the triangle that makes the normal numbers of some sources of independent ones."""
        places = [self.members.index(one) for one in sources]
        covariance = np.array(self.covariance)[np.ix_(places, places)]
        triangle = np.linalg.cholesky(covariance + _NEXT_TO_NOTHING * np.eye(len(places)))
        return np.asarray(triangle, np.float64)


class KnownLines:
    """Lines of windows and caps, each worked out once, as far as somebody asked for them."""

    def __init__(self) -> None:
        self._of: dict[Window | CappedAmount, tuple[list[DayLine], Iterator[DayLine]]] = {}

    def of(self, window: Window | CappedAmount) -> Iterator[DayLine]:
        """Return what `window.lines()` does."""
        if window not in self._of:
            self._of[window] = [], iter(window.lines())
        known, rest = self._of[window]
        for at in count():
            if at == len(known):
                known.extend(islice(rest, 1))
            if at == len(known):
                return
            yield known[at]


class SourceValues:
    """
    What the factors of each source come to.

    Args:
        atoms: What a figure is a polynomial in.
        distributions: For each input, by path, what it may come to.
    """

    def __init__(self, atoms: Sequence[Atom], distributions: Mapping[str, Distribution]) -> None:
        self.atoms, self._distributions = atoms, distributions
        self._seasons: dict[Window, Array] = {}
        self._at_edges: dict[str, Array] = {}
        self._lines = KnownLines()

    def kind(self, at: int) -> AtomKind:
        """Return what is the same of atoms that come to the same, each at its own quantile."""
        atom = self.atoms[at]
        return self._distributions.get(atom.name), *atom[1:]

    def of_edges(self, factors: Sequence[Factor]) -> tuple[dict[Factor, Array], Array]:
        """
        Return what factors of one source come to at edges, and the probability up to each edge.

        Where they are of one input these are the edges of its law; where ranges share a quantile,
        shares that lie close at both ends.
        """
        paths = self._paths(factors)
        if len(paths) == 1:
            curve, jumps = self._law(paths[0]).curve, self._jumps(factors, paths[0])
            x = np.sort(np.concatenate([curve.x, jumps, np.nextafter(jumps, np.inf)]))
            up_to = np.interp(x, curve.x, curve.up_to) if len(jumps) else curve.up_to
            return self._values(factors, {paths[0]: x}), up_to
        jumping = [
            self._distributions[path].cumulative(day)
            for path in paths
            for day in self._jumps(factors, path)
        ]
        beside = (end for share in jumping for end in (share - _BESIDE, share + _BESIDE))
        inner = [one for one in beside if 0 < one < 1]
        if inner:
            shares = np.sort(np.concatenate([_SHARES, np.array(inner)]))
            return self.of_shares(factors, shares), shares
        for path in paths:
            if path not in self._at_edges:
                self._at_edges[path] = self._law(path).at(_SHARES)
        return self._values(factors, {path: self._at_edges[path] for path in paths}), _SHARES

    def _jumps(self, factors: Sequence[Factor], path: str) -> Array:
        """List the numbers of an input at which a factor jumps: stops that a peak lies behind."""
        law = self._distributions[path]
        atoms = {at for one in factors for at, _ in one if self.atoms[at].name == path}
        windows = {self.atoms[at].window for at in atoms} - {None}
        found = {day for one in windows if one for day in self._jumps_of(one, law.low, law.high)}
        return np.array(sorted(found))

    def of_shares(self, factors: Sequence[Factor], shares: Array) -> dict[Factor, Array]:
        """Return what factors of one source come to at shares."""
        own = {path: self._law(path).at(shares) for path in self._paths(factors)}
        return self._values(factors, own)

    def of_normal(self, factors: Sequence[Factor], z: Array) -> dict[Factor, Array]:
        """Return what factors of one source come to at normal numbers."""
        own = {path: self._law(path).at_normal(z) for path in self._paths(factors)}
        return self._values(factors, own)

    def kinks(self, factors: Sequence[Factor]) -> list[float]:
        """List the shares at which factors of one source are not smooth."""
        found: set[float] = set()
        for path in self._paths(factors):
            law = self._law(path)
            found.update(law.kinks)
            low, high = law.distribution.low, law.distribution.high
            if math.isinf(high):
                high = law.distribution.quantile(1 - _INNER)
            for atom in {at for one in factors for at, _ in one}:
                if self.atoms[atom].name == path:
                    turns = self._turns_of(self.atoms[atom], low, high)
                    found.update(law.distribution.cumulative(day) for day in turns)
        return sorted(one for one in found if _INNER < one < 1 - _INNER)

    def _law(self, path: str) -> Law:
        """Return a law, which is worked out anew where hundreds were asked for since."""
        return law_of(self._distributions[path])

    def _paths(self, factors: Sequence[Factor]) -> list[str]:
        return list(dict.fromkeys(self.atoms[at].name for one in factors for at, _ in one))

    def _values(self, factors: Sequence[Factor], inputs: Mapping[str, Array]) -> dict[Factor, Array]:
        numbers = {
            at: self._of_atom(self.atoms[at], inputs[self.atoms[at].name])
            for at in {at for one in factors for at, _ in one}
        }
        return {one: np.asarray(value_of(one, numbers)) for one in factors}

    def _of_atom(self, atom: Atom, numbers: Array) -> Array:
        if atom.part is not None:
            return self._fallen(atom.part, np.maximum(numbers, 0.0) * float(atom.part.scale))
        if atom.window is None:
            return np.asarray(atom.value(numbers))
        if isinstance(atom.window, CappedAmount):
            return self._on_lines(atom.window, numbers)
        return self._weighed(atom.window, np.maximum(numbers, 0.0))

    def _weighed(self, window: Window, days: Array) -> Array:
        """Return the effective days of so many days."""
        if window.bends_within_days:
            return self._on_lines(window, days)
        most = min(int(days.max()) + 2, _LONGEST)
        table = self._seasons.get(window)
        if table is None or len(table) <= most:
            table = np.array([float(one) for one in window.table(most)])
            self._seasons[window] = table
        found = np.interp(days, np.arange(len(table)), table)
        beyond = np.maximum(days - (len(table) - 1), 0.0)
        return np.asarray(found + beyond * window.average)

    def _fallen(self, part: PartFallen, days: Array) -> Array:
        """Return the parts of runs of so many days that lie before a day."""
        whole = self._counted(part, days)
        fallen = self._by(part, part.distance, days, whole)
        if part.since is not None:
            fallen = fallen - self._by(part, part.since, days, whole)
        return fallen

    def _by(self, part: PartFallen, distance: int, days: Array, whole: Array) -> Array:
        reached = self._counted(part, np.array([float(distance)]))[0]
        counts = (whole > 0) & (days > distance)
        fallen = np.divide(reached, whole, out=np.zeros_like(days), where=counts)
        fallen = np.where(days <= distance, 1.0, fallen)
        return np.asarray(1 - fallen if part.backwards else fallen)

    def _counted(self, part: PartFallen, days: Array) -> Array:
        if not part.course:
            return days
        each = [self._weighed(window, days) * float(index) for window, index in part.course]
        return np.asarray(sum(each))

    def _jumps_of(self, window: Window | CappedAmount, low: float, high: float) -> list[float]:
        """List the stops behind which a window jumps."""
        found: list[float] = []
        before: DayLine | None = None
        for line in self._lines.of(window) if window.bends_within_days else ():
            if line.start >= high or (line.start > _LONGEST and window.weighs_days):
                break
            if before is not None and line.start > low:
                reached = before.value + (line.start - before.start) * before.slope
                found += [float(line.start)] * (line.value != reached)
            before = line
        return found

    def _on_lines(self, window: Window | CappedAmount, days: Array) -> Array:
        """Return what bends within days: caps, and stops that are caught up, which may jump."""
        most = float(days.max())
        known = list(
            takewhile(lambda line: not line.start or line.start < most, self._lines.of(window))
        )
        starts, values, slopes = (
            np.array([float(one[at]) for one in known]) for at in range(len(known[0]))
        )
        on = np.maximum(np.searchsorted(starts, days) - 1, 0)
        return np.asarray(values[on] + (days - starts[on]) * slopes[on])

    def _turns_of(self, atom: Atom, low: float, high: float) -> list[float]:
        """List the numbers of an input after which what an atom is of it changes."""
        if atom.part is not None:
            return self._turns_of_part(atom.part, low, high)
        return [] if atom.window is None else self._turns(atom.window, low, high)

    def _turns(self, window: Window | CappedAmount, low: float, high: float) -> list[float]:
        """List the days after which the index changes."""
        found: list[float] = []
        before = None
        for line in self._lines.of(window):
            # so far away no day has an index of its own
            is_far = window.weighs_days and line.start > _LONGEST
            if line.start >= high or len(found) > _MOST_TURNS or is_far:
                return found
            is_turn = line.slope != before or window.bends_within_days
            if before is not None and is_turn and line.start > low:
                found.append(float(line.start))
            before = line.slope
        return found

    def _turns_of_part(self, part: PartFallen, low: float, high: float) -> list[float]:
        """List the lengths at which a part that has fallen bends: its days, and those of indices."""
        scale = float(part.scale)
        ends = [float(part.distance), *([] if part.since is None else [float(part.since)])]
        days = set(ends)
        for window, _ in part.course:
            days.update(
                one for one in self._turns(window, low * scale, high * scale) if one > min(ends)
            )
        return sorted(one / scale for one in days if low * scale < one < high * scale)


_EDGES = 8_192
_PARTS = np.linspace(0.0, 1.0, _EDGES + 1)
_SHARES = _PARTS * _PARTS * (3 - 2 * _PARTS)
"""Close at both ends, where a quantile may be steep."""

_INNER = 1e-9
_MOST_TURNS = 60


_BESIDE = 1e-12
"""So much of the probability lies in a jump of numbers that share a quantile."""
