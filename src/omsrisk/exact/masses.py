"""Masses: a figure on a grid, and all that is asked of it."""

import numpy as np

from omsrisk.exact.curve import Curve
from omsrisk.exact.figure_tree import IndependentSum, Node, leaves_of, support_of
from omsrisk.exact.normal import Array
from omsrisk.exact.transform import CellGrid, Points

CELLS = 16_384
_COARSE = 4_096
_MOST_CELLS = 131_072
_FEW_LEAVES = 32
_PASSES = 8
_BEYOND = 1e-9
"""The probability that may lie beyond a grid at either end: it wraps round."""
_MARGIN = 8
_SHRINKS = 0.8


class Masses:
    """
    The distribution of a figure.

    Args:
        amounts: Points of a grid, in order [money].
        masses: The probability that is spread about each.
        points: Amounts that have a probability of their own.
    """

    def __init__(self, amounts: Array, masses: Array, points: Points) -> None:
        self.amounts, self.masses, self.points = amounts, masses, points
        half = (amounts[1] - amounts[0]) / 2 if len(amounts) > 1 else 0.0
        edges = np.concatenate([amounts - half, amounts[-1:] + half]) if len(amounts) else amounts
        spread = np.maximum.accumulate(np.concatenate([[0.0], np.cumsum(masses)]))
        if not len(amounts):
            spread = np.zeros(0)
        x = np.concatenate([edges, points.amounts, points.amounts])
        order = np.argsort(x, kind="stable")
        x = x[order]
        own = np.concatenate([np.zeros(len(edges) + len(points.amounts)), points.chances])[order]
        up_to = np.cumsum(own)
        if len(edges):
            up_to += np.interp(x, edges, spread)
        self._whole = float(up_to[-1])
        self.curve = Curve(x, up_to / self._whole)

    def moments(self) -> tuple[float, float]:
        """Return mean and standard deviation [money], as the masses have them."""
        own = self.points
        whole = float(self.masses.sum() + own.chances.sum())
        mean = float(self.masses @ self.amounts + own.chances @ own.amounts) / whole
        square = float(
            self.masses @ (self.amounts - mean) ** 2 + own.chances @ (own.amounts - mean) ** 2
        )
        return mean, float(np.sqrt(max(square / whole, 0.0)))

    def quantile(self, share: float) -> float:
        """Return the amount up to which a share of the probability lies [money]."""
        x, up_to = self.curve
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
        at = np.flatnonzero(self.points.amounts == amount)
        return self.up_to(amount) - float(self.points.chances[at].sum()) / self._whole

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


def masses_of(node: Node, *, coarse: bool = False) -> Masses:
    """
    Work out the distribution of a node.

    Few and wide cells first find where the probability lies: a lognormal part may come to a thousand
    times as much, with no chance that anybody could see.

    Args:
        node: What is added up.
        coarse: Whether half of the cells will do.
    """
    amount = 0.0
    if isinstance(node, IndependentSum):
        amount, node = node.amount, node._replace(amount=0.0)  # so that nothing is moved by it
    low, high = support_of(node)
    if low == high:
        empty = np.zeros(0)
        return Masses(empty, empty, Points(np.array([low + amount]), np.ones(1)))
    for _ in range(_PASSES):
        found = _on_grid(node, low, high, _COARSE)
        ends = found.curve.x[0], found.curve.x[-1]
        inner = [found.quantile(_BEYOND), found.quantile(1 - _BEYOND)]
        margin = _MARGIN * (high - low) / _COARSE
        before, low, high = high - low, max(low, inner[0] - margin), min(high, inner[1] + margin)
        if high - low > _SHRINKS * before or ends[0] == ends[1]:
            break
    cells = CELLS
    if sum(1 for _ in leaves_of(node)) <= _FEW_LEAVES:
        while cells < _MOST_CELLS and (high - low) / cells > _FINE * _narrowest(found):
            cells *= 2
            if cells == _REFINED:
                found = _on_grid(node, low, high, cells)  # a coarse grid blurs what is narrow
    if coarse:
        cells //= 2
    found = _on_grid(node, low, high, cells)
    if not amount:
        return found
    return Masses(
        found.amounts + amount,
        found.masses,
        Points(found.points.amounts + amount, found.points.chances),
    )


_FINE = 0.01
_REFINED = 4 * CELLS
_PLACES = (0.05, 0.25, 0.5, 0.75, 0.95)
_BESIDE = 0.04


def _narrowest(masses: Masses) -> float:
    """Return over how little a twelfth of the probability lies: outcomes may stand in clusters."""
    gaps = (masses.quantile(one + _BESIDE) - masses.quantile(one - _BESIDE) for one in _PLACES)
    return min((one for one in gaps if one > 0), default=float("inf"))


def _on_grid(node: Node, low: float, high: float, cells: int) -> Masses:
    width = (high - low) / (cells - 4)
    grid = CellGrid(width, cells)
    found = grid.of(node)
    first = int(np.floor(low / width)) - 1
    if found.rest is None:
        empty = np.zeros(0)
        return Masses(empty, empty, found.points)
    masses = np.roll(np.fft.irfft(found.rest, cells), -(first % cells))
    return Masses(np.asarray((first + np.arange(cells)) * width, np.float64), masses, found.points)
