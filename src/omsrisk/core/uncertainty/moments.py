"""Expected products of an uncertain number of days and of what seasons make of it."""

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Monomial
from omsrisk.core.calendar import Window
from omsrisk.core.capping import CappedAmount
from omsrisk.core.distributions.distribution import Distribution

_CENTURY = 36_525
_FOUR_YEARS = 1_461

_SHORTEST = 32.0
_LONGER = 1.25
_AMPLITUDE = 60
"""Days by which a strong season may lead or lag behind its average."""
_NEGLIGIBLE = 1e-12


class _Line(NamedTuple):
    """Effective days from one number of days on: a value there, and the index."""

    start: float
    value: float
    slope: float

    def about(self, origin: float) -> tuple[float, float]:
        """Write it as a polynomial in the distance from an origin."""
        return self.value + self.slope * (origin - self.start), self.slope


class _Piece(NamedTuple):
    """Where all atoms are straight lines: their coefficients by atom, the moments by power."""

    lines: Mapping[int, tuple[float, float]]
    moments: list[float]

    def expected(self, factor: Monomial) -> float:
        """Integrate a product of powers of the lines."""
        product = [1.0]
        for atom, power in factor:
            value, slope = self.lines[atom]
            for _ in range(power):
                product = [
                    value * here + slope * before
                    for here, before in zip([*product, 0.0], [0.0, *product], strict=True)
                ]
        return sum(map(float.__mul__, product, self.moments))


_KEPT: dict[object, tuple[_Piece, ...]] = {}
_MOST_KEPT = 4_096
_FEW_PIECES = 8
"""Those of an amount with a cap: the months of a season are many, and of few inputs."""


class Moments:
    """
    Expected products of powers of the atoms of one uncertain input.

    From the end of one month to that of the next, effective days are a straight line in the days.
    So a product of powers is a polynomial on each such piece, and its mean a sum of partial moments
    of the distribution: exact up to the rounding of floats.

    Where a distribution has no upper end, the months are counted until what lies beyond is
    negligible, at most for a century. From there the line of the average year goes on, which is wrong
    by no more than 1 part in 100,000 of what lies beyond. Below 0 days, where next to nothing lies,
    the line of the first month goes on.

    Args:
        distribution: What the input may come to.
        windows: What each of its atoms goes through, by the number of the atom: a window, or an
            amount with a cap; None for the input itself.
        most: The highest power of all atoms together that will be asked for.

    >>> Moments(Distribution.from_bounds(0, 6), {0: None}, 2)(((0, 2),))
    12.0
    """

    def __init__(
        self,
        distribution: Distribution,
        windows: Mapping[int, Window | CappedAmount | None],
        most: int,
    ) -> None:
        self._distribution = distribution
        self._windows = windows
        self._most = most
        self._pieces: tuple[_Piece, ...] = ()

    def __call__(self, factor: Monomial) -> float:
        """Return the expected product of powers of atoms, each atom once."""
        if all(self._windows[atom] is None for atom, _ in factor):
            return self._distribution.raw_moment(sum(power for _, power in factor))
        if not self._pieces:
            self._pieces = self._kept_pieces()
        return math.fsum(piece.expected(factor) for piece in self._pieces)

    def _kept_pieces(self) -> tuple[_Piece, ...]:
        """Take pieces that were found before: a case that is priced anew has nearly all again."""
        key = self._distribution, tuple(self._windows.items()), self._most
        if key not in _KEPT:
            found = tuple(self._in_pieces())
            if len(found) > _FEW_PIECES:
                return found
            if len(_KEPT) >= _MOST_KEPT:
                _KEPT.clear()
            _KEPT[key] = found
        return _KEPT[key]

    def _in_pieces(self) -> Iterator[_Piece]:
        distribution = self._distribution
        low, high, origin = distribution.low, distribution.high, distribution.origin
        reach = high if high <= _CENTURY else self._reach()
        lines = {
            atom: [_Line(0.0, 0.0, 1.0)] if window is None else _lines(window, reach)
            for atom, window in self._windows.items()
        }
        starts = {line.start for one in lines.values() for line in one}
        ends = [low, *sorted(start for start in starts if low < start < high), high]
        moments = distribution.partial_moments(self._most, ends)
        for (start, _), parts in zip(pairwise(ends), moments, strict=True):
            for one in lines.values():
                while len(one) > 1 and one[1].start <= start:
                    del one[0]
            yield _Piece({atom: one[0].about(origin) for atom, one in lines.items()}, parts)

    def _reach(self) -> float:
        """Find the days after which it no longer matters when within the year they end."""
        days = _SHORTEST
        whole = self._distribution.raw_moment(self._most)
        while days < _CENTURY:
            beyond = self._distribution.partial_moment(self._most, days, math.inf)
            if beyond * (_AMPLITUDE / days) ** 2 <= _NEGLIGIBLE * whole:
                return days
            days *= _LONGER
        return _CENTURY


def _lines(window: Window | CappedAmount, reach: float) -> list[_Line]:
    """Return a line for each run of months with one index, then that of the average year."""
    lines: list[_Line] = []
    if isinstance(window, CappedAmount) or window.bends_within_days:
        for one in window.lines():
            if window.weighs_days and one.start >= reach:
                return [*lines, _average(lines, reach, window.average)]
            lines.append(_Line(float(one.start), float(one.value), float(one.slope)))
        return lines
    day, value = 0, Decimal(0)
    if window.until is not None:
        reach = max(reach, window.until + 1.0)
    elif window.since:  # no average goes on from days that count as nothing
        reach = max(reach, float(window.since + _FOUR_YEARS))
    for run, index in window.months():
        if day >= reach:
            break
        if not lines or lines[-1].slope != float(index):
            lines.append(_Line(float(day), float(value), float(index)))
        day += run
        value += run * index
    if window.until is not None:
        return lines  # nothing is added any more
    return [*lines, _average(lines, reach, window.average)]


def _average(lines: list[_Line], reach: float, index: float) -> _Line:
    """Go on at the average index, and neither above nor below the lines of the last four years."""
    since = max(0.0, reach - _FOUR_YEARS)
    lead = 0.0
    for line, end in zip(lines, [*(line.start for line in lines[1:]), reach], strict=True):
        days = end - max(line.start, since)
        if days > 0:
            middle = end - days / 2
            value, _ = line.about(middle)
            lead += days * (value - index * middle)
    return _Line(reach, index * reach + lead / (reach - since), index)
