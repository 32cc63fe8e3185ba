"""
Curves: a distribution function as straight lines between points, and what it is on a grid.

Where two points have one number the function jumps: an amount with a probability of its own.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from omsrisk.exact.leaves.normal import Array

_LONGEST = 4
"""Lengths of a grid that a curve may span on it; what is further out has next to no mass."""


class Curve(NamedTuple):
    """
    A distribution function.

    Attributes:
        x: Numbers in order [money, or what an input is in].
        up_to: The probability of no more than each, from 0 to 1.
    """

    x: Array
    up_to: Array

    def scaled(self, scale: float) -> "Curve":
        """Return the curve of a multiple."""
        if scale >= 0:
            return Curve(self.x * scale, self.up_to)
        return Curve(self.x[::-1] * scale, self.up_to[-1] - self.up_to[::-1])

    def at(self, amounts: Array) -> Array:
        """Return the probability of no more than each amount."""
        place = np.searchsorted(self.x, amounts, "right") - 1
        inner = np.clip(place, 0, len(self.x) - 2)
        gap = self.x[inner + 1] - self.x[inner]
        part = np.divide(amounts - self.x[inner], gap, out=np.ones(len(amounts)), where=gap > 0)
        found = self.up_to[inner] + (self.up_to[inner + 1] - self.up_to[inner]) * part
        return np.where(place < 0, 0.0, np.where(place > inner, self.up_to[-1], found))

    def moments(self) -> tuple[float, float]:
        """Return its mean and the mean of its square."""
        masses = np.diff(self.up_to)
        low, high = self.x[:-1], self.x[1:]
        mean = float((masses * (low + high)).sum()) / 2
        return mean, float((masses * (low * low + low * high + high * high)).sum()) / 3

    def jumps(self) -> tuple[Array, Array]:
        """Return the amounts that have a probability of their own, and how likely each is."""
        at = np.flatnonzero((np.diff(self.x) == 0) & (np.diff(self.up_to) > _NOISE))
        return self.x[at], np.diff(self.up_to)[at]

    def without_jumps(self) -> "Curve":
        """Return what is left when the jumps are taken out; it goes up to less than 1."""
        steps = np.diff(self.up_to)
        steps[(np.diff(self.x) == 0) & (steps > _NOISE)] = 0.0
        return Curve(self.x, np.concatenate([[0.0], np.cumsum(steps)]))

    def thinned(self, points: int) -> "Curve":
        """
        Return a curve of fewer points, which lie close where the function bends.

        The area between a straight line and the function is the cube of its length times how much the
        function bends there: with points as close as the cube root of that, all have the same one.
        It is taken off at both ends of the line, so that mean and deviation stay. Amounts that have a
        probability of their own are not looked for.
        """
        if len(self.x) <= points:
            return self
        close = self._closeness()
        places = np.searchsorted(close, np.linspace(0.0, close[-1], points - 1)[1:-1]) + 1
        kept = np.unique(np.concatenate([[0, 1], places, [len(self.x) - 1]]))
        x, up_to = self.x[kept], self.up_to[kept].copy()
        area = np.zeros(len(self.x))
        np.cumsum((self.up_to[1:] + self.up_to[:-1]) * np.diff(self.x) / 2, out=area[1:])
        gaps = np.diff(x)
        between = np.diff(area[kept]) - (up_to[1:] + up_to[:-1]) * gaps / 2
        up_to[1:-1] += (between[1:] + between[:-1]) / np.maximum(gaps[1:] + gaps[:-1], _LEAST_GAP)
        return Curve(x, np.clip(np.maximum.accumulate(up_to), 0.0, up_to[-1]))

    def denser(self, points: int) -> Array:
        """Return so many numbers more, of which a straight line from one to the next errs little."""
        close = np.concatenate([[0.0], self._closeness()])
        return np.interp(np.linspace(0.0, close[-1], points + 2)[1:-1], close, self.x)

    def _closeness(self) -> Array:
        """Return how many points there should be up to the end of each gap, in parts of all."""
        gaps = np.maximum(np.diff(self.x), _LEAST_GAP)
        slopes = np.diff(self.up_to) / gaps
        around = (gaps[:-1] + gaps[1:]) / 2
        bends = np.zeros(len(gaps))
        bends[:-1] = np.cbrt(np.abs(np.diff(slopes)) / around) * around
        evenly = _EVENLY * np.diff(self.up_to)
        return np.cumsum(bends / max(float(bends.sum()), _LEAST_GAP) + evenly)

    def on_grid(self, width: float, cells: int) -> Array:
        """
        Share the probability out to the points of a grid, and wrap round what lies beyond it.

        An amount between two points counts with both, in parts that keep its mean; so the part of a
        point is a second difference of the integral of the distribution function.

        Args:
            width: From point to point; a point at 0 is one of them.
            cells: How many there are.

        Returns:
            What each point has, the one at 0 first.
        """
        x, up_to = self.x, self.up_to
        longest = _LONGEST * cells * width
        if x[-1] - x[0] > longest:
            middle = x[int(np.searchsorted(up_to, up_to[-1] / 2))]
            x = np.clip(x, middle - longest / 2, middle + longest / 2)
        first, last = int(np.floor(x[0] / width)) - 1, int(np.ceil(x[-1] / width)) + 1
        points = np.arange(first, last + 1) * width
        area = np.zeros(len(x))
        np.cumsum((up_to[1:] + up_to[:-1]) * np.diff(x) / 2, out=area[1:])
        place = np.searchsorted(x, points, "right") - 1
        beyond = points - x[place]
        inner = np.minimum(place, len(x) - 2)
        gap = x[inner + 1] - x[inner]
        slope = np.divide(
            up_to[inner + 1] - up_to[inner], gap, out=np.zeros(len(points)), where=gap > 0
        )
        slope[place == len(x) - 1] = 0.0
        integral = area[place] + beyond * (up_to[place] + slope * beyond / 2)
        integral[place < 0] = 0.0
        parts = np.diff(integral, 2) / width
        return np.asarray(np.bincount(np.arange(first + 1, last) % cells, parts, cells), np.float64)


_NOISE = 1e-15
_LEAST_GAP = 1e-300
_EVENLY = 0.25
"""Points that lie evenly in probability, for each one that lies where the function bends."""


def curve_of_points(numbers: Array) -> Curve:
    """Return the curve of equally likely numbers, in any order."""
    return Curve(np.sort(numbers), np.linspace(0.0, 1.0, len(numbers)))


def curve_of_path(numbers: Array, up_to: Array) -> Curve:
    """
    Return the curve of a number that follows from another one.

    Args:
        numbers: What it comes to, edge by edge of the other one, rising or falling.
        up_to: The probability up to each edge.
    """
    directions = _directions(numbers)
    if bool((directions >= 0).all()):
        return Curve(np.maximum.accumulate(numbers), up_to)
    if bool((directions <= 0).all()):
        return Curve(np.maximum.accumulate(numbers[::-1]), up_to[-1] - up_to[::-1])
    turns = np.flatnonzero(np.diff(directions) != 0) + 1
    ends = [0, *turns.tolist(), len(directions)]
    x = np.unique(numbers)
    total = np.zeros(len(x))
    for start, end in pairwise(ends):
        run = slice(start, end + 1)
        part = Curve(numbers[run], up_to[run] - up_to[start])
        rising = part.x[-1] >= part.x[0]
        own = part if rising else Curve(part.x[::-1], part.up_to[-1] - part.up_to[::-1])
        total += np.interp(x, np.maximum.accumulate(own.x), own.up_to)
    return Curve(x, total)


def _directions(numbers: Array) -> Array:
    """
    Return at each step whether numbers rise, 1, or fall, -1; 0 before they first do either.

    Where they stay, but for rounding, they go on as before: else each such step would be a turn.
    """
    steps = np.diff(numbers)
    steps[np.abs(steps) <= _FLAT * np.abs(numbers).max()] = 0.0
    moving = np.where(steps != 0, np.arange(len(steps)), -1)
    last = np.maximum.accumulate(moving)
    return np.asarray(np.where(last < 0, 0.0, np.sign(steps[last])))


_FLAT = 1e-13
