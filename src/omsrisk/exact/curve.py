"""
Curves: a distribution function as straight lines between points, and what it is on a grid.

Where two points have one number the function jumps: an amount with a probability of its own.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from omsrisk.exact.normal import Array

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
    steps = np.diff(numbers)
    if bool((steps >= 0).all()):
        return Curve(numbers, up_to)
    if bool((steps <= 0).all()):
        return Curve(numbers[::-1], up_to[-1] - up_to[::-1])
    turns = np.flatnonzero(np.diff(np.sign(steps)) != 0) + 1
    ends = [0, *turns.tolist(), len(steps)]
    x = np.unique(numbers)
    total = np.zeros(len(x))
    for start, end in pairwise(ends):
        run = slice(start, end + 1)
        part = Curve(numbers[run], up_to[run] - up_to[start])
        rising = part.x[-1] >= part.x[0]
        own = part if rising else Curve(part.x[::-1], part.up_to[-1] - part.up_to[::-1])
        total += np.interp(x, own.x, own.up_to)
    return Curve(x, total)


_SAMPLED = 24
"""Curves whose points become those of the mean."""


def curve_of_surface(curves: Sequence[Curve], weights: Array) -> Curve:
    """
    Return the mean of curves.

    Args:
        curves: What it comes to where one source is known, point by point of a rule.
        weights: Of the points.
    """
    likely = np.flatnonzero(weights > _NEGLIGIBLE)
    sampled = likely[np.linspace(0, len(likely) - 1, _SAMPLED).astype(int)]
    ends = [min(one.x[0] for one in curves), max(one.x[-1] for one in curves)]
    thinned = [curves[at].x[::_EVERY] for at in dict.fromkeys(sampled.tolist())]
    x = np.unique(np.concatenate([*thinned, ends]))
    up_to = np.zeros(len(x))
    for curve, weight in zip(curves, weights.tolist(), strict=True):
        up_to += weight * np.interp(x, curve.x, curve.up_to, left=0.0, right=1.0)
    return Curve(x, up_to)


_EVERY = 3
_NEGLIGIBLE = 1e-9
