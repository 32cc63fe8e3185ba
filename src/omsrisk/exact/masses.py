"""Masses: a figure on a grid, and all that is asked of it."""

from collections import Counter
from collections.abc import Collection

import numpy as np

from omsrisk.exact.figure_tree import (
    IndependentSum,
    Leaf,
    LeafKey,
    Node,
    key_of,
    leaves_of,
    roughened,
    support_of,
)
from omsrisk.exact.leaves.curve import Curve
from omsrisk.exact.leaves.normal import Array
from omsrisk.exact.transform import CellGrid, Points

CELLS = 16_384
_COARSE = 4_096
_MOST_CELLS = 131_072
_MOST_WORK = 2**22
"""Cells of all leaves together up to which more of them are taken where outcomes lie close."""

_PASSES = 8
_BEYOND = 1e-9
"""The probability that may lie beyond a grid at either end: it wraps round."""
_MARGIN = 8
_SHRINKS = 0.8


_ROUNDING = 1e-12
"""A part of 1, or of the largest amount, that sums of floats are off by."""


class Masses:
    """
    The distribution of a figure.

    Args:
        curve: Its distribution function, which ends at 1.
        moments: Its mean and its standard deviation [money].
    """

    def __init__(self, curve: Curve, moments: tuple[float, float]) -> None:
        # what adds up to nothing is nothing: an amount that is sure is not -3.6e-12
        nothing = np.abs(curve.x) <= _ROUNDING * np.max(np.abs(curve.x), initial=0.0)
        self.curve, self.moments = curve._replace(x=np.where(nothing, 0.0, curve.x)), moments

    def quantile(self, share: float) -> float:
        """Return the amount up to which a share of the probability lies [money]."""
        x, up_to = self.curve
        share -= _ROUNDING  # so that an amount with 95 % of its own is P95, whatever floats say
        place = int(np.searchsorted(up_to, share, "left"))
        if place == 0:
            return float(x[0])
        if place == len(x):
            return float(x[-1])
        before, after = up_to[place - 1], up_to[place]
        part = (share - before) / (after - before)
        return float(x[place - 1] + part * (x[place] - x[place - 1]))

    def up_to(self, amount: float) -> float:
        """Return the probability of no more than an amount."""
        x, up_to = self.curve
        place = int(np.searchsorted(x, amount, "right")) - 1
        if place < 0:
            return 0.0
        if place >= len(x) - 1:
            return 1.0
        gap = x[place + 1] - x[place]
        return float(up_to[place] + (up_to[place + 1] - up_to[place]) * (amount - x[place]) / gap)

    def below(self, amount: float) -> float:
        """Return the probability of less than an amount."""
        x, up_to = self.curve
        place = int(np.searchsorted(x, amount, "left"))
        if place == 0:
            return 0.0
        if place == len(x):
            return 1.0
        part = (amount - x[place - 1]) / (x[place] - x[place - 1])
        return float(up_to[place - 1] + (up_to[place] - up_to[place - 1]) * part)

    def excess(self, amount: float) -> float:
        """Return the mean of what lies above an amount, less that, counting all else as 0 [money]."""
        x, up_to = self.curve
        above = x > amount
        inner = np.concatenate([[amount], x[above]])
        chance = np.concatenate([[self.up_to(amount)], up_to[above]])
        return float(((1 - (chance[1:] + chance[:-1]) / 2) * np.diff(inner)).sum())

    def expected_shortfall(self, share: float) -> float:
        """Return the mean of the dearest part above a share [money]."""
        quantile = self.quantile(share)
        return quantile + self.excess(quantile) / (1 - share)


def masses_of(node: Node, *, coarse: bool = False, cells: int = CELLS) -> Masses:
    """
    Work out the distribution of a node.

    Few and wide cells first find where the probability lies: a lognormal part may come to a thousand
    times as much, with no chance that anybody could see.

    Args:
        node: What is added up.
        coarse: Whether half of the cells will do, and fewer points where points were taken.
        cells: How many of them at least.
    """
    if coarse:
        node = roughened(node)
    amount = 0.0
    if isinstance(node, IndependentSum):
        amount, node = node.amount, node._replace(amount=0.0)  # so that nothing is moved by it
        if len(node.parts) == 1:
            node = node.parts[0]
    if isinstance(node, Leaf):
        return _of_curve(node, amount)
    low, high = support_of(node)
    if low == high:
        return Masses(Curve(np.full(2, low + amount), np.array([0.0, 1.0])), (low + amount, 0.0))
    least = _ROUNDING * max(abs(low), abs(high))
    counts = Counter(map(key_of, leaves_of(node)))
    repeated = {one for one, count in counts.items() if count > 1}
    for _ in range(_PASSES):
        found = _on_grid(node, low, high, _COARSE, repeated)
        ends = found.curve.x[0], found.curve.x[-1]
        inner = [found.quantile(_BEYOND), found.quantile(1 - _BEYOND)]
        margin = _MARGIN * (high - low) / _COARSE
        if inner[1] - inner[0] <= least:
            break  # all but one in a billion is one amount, which no grid holds
        before, low, high = high - low, max(low, inner[0] - margin), min(high, inner[1] + margin)
        if high - low > _SHRINKS * before or ends[0] == ends[1]:
            break
    most = min(_MOST_CELLS, _MOST_WORK // len(counts)) if counts else CELLS
    while 2 * cells <= most and (high - low) / cells > _FINE * _narrowest(found):
        cells *= 2
        if cells == _REFINED:
            found = _on_grid(node, low, high, cells, repeated)  # a coarse grid blurs what is narrow
    if coarse:
        cells //= 2
    return _on_grid(node, low, high, cells, repeated, amount)


_FINE = 0.01
_REFINED = 4 * CELLS
_PLACES = (0.05, 0.25, 0.5, 0.75, 0.95)
_BESIDE = 0.04


def _narrowest(masses: Masses) -> float:
    """Return over how little a twelfth of the probability lies: outcomes may stand in clusters."""
    gaps = (masses.quantile(one + _BESIDE) - masses.quantile(one - _BESIDE) for one in _PLACES)
    return min((one for one in gaps if one > 0), default=float("inf"))


def _on_grid(
    node: Node,
    low: float,
    high: float,
    cells: int,
    repeated: Collection[LeafKey],
    amount: float = 0.0,
) -> Masses:
    width = (high - low) / (cells - 4)
    found = CellGrid(width, cells, repeated).of(node)
    first = int(np.floor(low / width)) - 1
    if found.rest is None:
        return _joined(np.zeros(0), np.zeros(0), found.points, amount)
    masses = np.roll(np.fft.irfft(found.rest, cells), -(first % cells))
    amounts = np.asarray((first + np.arange(cells)) * width, np.float64)
    return _joined(amounts, masses, found.points, amount)


def _joined(amounts: Array, masses: Array, points: Points, amount: float) -> Masses:
    """Put what is spread about the points of a grid, and amounts of their own, into one curve."""
    # not `@`: waking the threads of a matrix library takes longer than adding up
    whole = float(masses.sum() + points.chances.sum())
    mean = float((masses * amounts).sum() + (points.chances * points.amounts).sum()) / whole
    square = (masses * (amounts - mean) ** 2).sum()
    square += (points.chances * (points.amounts - mean) ** 2).sum()
    half = (amounts[1] - amounts[0]) / 2 if len(amounts) else 0.0
    edges = np.concatenate([amounts - half, amounts[-1:] + half])
    x = np.concatenate([edges, points.amounts, points.amounts])
    order = np.argsort(x, kind="stable")
    x = x[order]
    own = np.concatenate([np.zeros(len(edges) + len(points.amounts)), points.chances])[order]
    up_to = np.cumsum(own)
    if len(edges):
        spread = np.maximum.accumulate(np.concatenate([[0.0], np.cumsum(masses)]))
        up_to += np.interp(x, edges, spread)
    curve = Curve(x + amount, up_to / up_to[-1])
    return Masses(curve, (mean + amount, float(np.sqrt(max(float(square) / whole, 0.0)))))


def _of_curve(leaf: Leaf, amount: float) -> Masses:
    """Return what needs no grid."""
    curve = leaf.curve.scaled(leaf.scale)
    mean, square = curve.moments()
    deviation = float(np.sqrt(max(square - mean * mean, 0.0)))
    return Masses(Curve(curve.x + amount, curve.up_to), (mean + amount, deviation))
