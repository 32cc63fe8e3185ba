"""
Transforms: what a node puts on a grid, as a Fourier transform, beside its amounts of their own.

Sums of independent parts are products of transforms, mixtures are sums. Amounts that have a
probability of their own are carried beside the transform. Only where one meets what is spread out
does it move that, and then it is shared out between two points of the grid: moved by a part of a
cell, sparse masses would ring.
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from omsrisk.exact.figure_tree import CertainAmount, Leaf, LeafKey, Mixture, Node, key_of
from omsrisk.exact.leaves.normal import Array

Transform = NDArray[np.complex128]

MOST_POINTS = 2_048
"""Amounts with a probability of their own that are carried; the least likely of more are spread."""


class Points(NamedTuple):
    """Amounts that have a probability of their own, and these."""

    amounts: Array
    chances: Array

    @property
    def is_none(self) -> bool:
        """Whether there are none."""
        return not len(self.amounts)


NONE = Points(np.zeros(0), np.zeros(0))


class OnGrid(NamedTuple):
    """
    A node on a grid.

    Attributes:
        points: Its amounts with a probability of their own.
        rest: The transform of all else; None where there is nothing else.
    """

    points: Points
    rest: Transform | None


class CellGrid:
    """
    A grid on which nodes are added up.

    Args:
        width: From point to point [money].
        cells: How many points there are, a power of two.
        repeated: The leaves that count more than once; of all others the transform is not kept, for
            there may be hundreds. Whoever lists them keeps them as long as the grid.
    """

    def __init__(self, width: float, cells: int, repeated: Collection[LeafKey] = ()) -> None:
        self.width, self.cells = width, cells
        self._repeated = repeated
        self._found: dict[LeafKey, OnGrid] = {}

    def of(self, node: Node) -> OnGrid:
        """Put a node on the grid."""
        if isinstance(node, CertainAmount):
            return OnGrid(Points(np.array([node.amount]), np.ones(1)), None)
        if isinstance(node, Leaf):
            return self._of_leaf(node)
        if isinstance(node, Mixture):
            return self._of_cases(node)
        found = OnGrid(Points(np.array([node.amount]), np.ones(1)), None)
        for part in node.parts:
            found = self._sum(found, self.of(part))
        return found

    def _of_leaf(self, leaf: Leaf) -> OnGrid:
        key = key_of(leaf)
        if key in self._found:
            return self._found[key]
        curve = leaf.curve.scaled(leaf.scale)
        amounts, chances = curve.jumps()
        smooth = curve if not len(amounts) else curve.without_jumps()
        rest = np.fft.rfft(smooth.on_grid(self.width, self.cells))
        found = OnGrid(Points(amounts, chances), rest)
        if key in self._repeated:
            self._found[key] = found
        return found

    def _of_cases(self, node: Mixture) -> OnGrid:
        rest: Transform | None = None
        amounts, chances = [np.zeros(0)], [np.zeros(0)]
        for chance, case in node.cases:
            found = self.of(case)
            if found.rest is not None:
                own = found.rest * chance
                rest = own if rest is None else rest + own
            amounts.append(found.points.amounts)
            chances.append(found.points.chances * chance)
        return self._kept(np.concatenate(amounts), np.concatenate(chances), rest)

    def _sum(self, one: OnGrid, other: OnGrid) -> OnGrid:
        rest: Transform | None = None
        if one.rest is not None and other.rest is not None:
            rest = one.rest * other.rest
        for mine, theirs in ((one, other), (other, one)):
            if mine.rest is None:  # there is nothing to move: a transform for nothing
                continue
            moving = self._moving(theirs.points)
            if moving is not None:
                moved = np.asarray(mine.rest * moving)
                rest = moved if rest is None else rest + moved
        if one.points.is_none or other.points.is_none:
            return OnGrid(NONE, rest)
        amounts = np.add.outer(one.points.amounts, other.points.amounts).ravel()
        chances = np.multiply.outer(one.points.chances, other.points.chances).ravel()
        return self._kept(amounts, chances, rest)

    def _moving(self, points: Points) -> "Transform | float | None":
        """Return what moves a transform by amounts: a number, where that is by nothing."""
        if points.is_none:
            return None
        if len(points.amounts) == 1 and points.amounts[0] == 0:
            return float(points.chances[0])
        return np.fft.rfft(self.shared_out(points.amounts, points.chances))

    def shared_out(self, amounts: Array, chances: Array) -> Array:
        """Share amounts out between the points beside them."""
        place = amounts / self.width
        below = np.floor(place)
        part = place - below
        at = below.astype(np.int64) % self.cells
        masses = np.bincount(at, chances * (1 - part), self.cells)
        masses += np.bincount((at + 1) % self.cells, chances * part, self.cells)
        return np.asarray(masses, np.float64)

    def _kept(self, amounts: Array, chances: Array, rest: Transform | None) -> OnGrid:
        """Put amounts that are the same together, and spread those that are too many."""
        if len(amounts) < 2:  # noqa: PLR2004 - one has no other
            return OnGrid(Points(amounts, chances), rest)
        order = np.argsort(amounts, kind="stable")
        amounts, chances = amounts[order], chances[order]
        size = max(float(np.abs(amounts).max()), 1e-300)
        first = np.concatenate([[True], np.diff(amounts) > _SAME * size])
        chances = np.asarray(np.bincount(np.cumsum(first) - 1, chances), np.float64)
        amounts = amounts[first]
        if len(amounts) > MOST_POINTS:
            order = np.argsort(chances)
            few, many = np.sort(order[-MOST_POINTS:]), order[:-MOST_POINTS]
            own = np.fft.rfft(self.shared_out(amounts[many], chances[many]))
            rest = own if rest is None else rest + own
            amounts, chances = amounts[few], chances[few]
        return OnGrid(Points(amounts, chances), rest)


_SAME = 1e-12
"""A part of an amount by which rounding alone tells two apart."""
