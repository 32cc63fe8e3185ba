"""
Surfaces: what two sources make, one at the points of a rule and the other at its edges.

The rule is that of equal steps in the normal number behind the first source: it is next to exact
for what is smooth, and the other source smooths what this one leaves. Every second point of it makes
a rule, too; as long as both differ, the steps are halved.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from omsrisk.exact.leaves.curve import Curve, curve_of_path
from omsrisk.exact.leaves.normal import Array

_FAR = 6.4


class Fineness(NamedTuple):
    """
    How many points are taken.

    Attributes:
        step: Of the rule at first, in deviations.
        halvings: How often the steps are halved at the most.
        enough: The probability by which two rules may differ: the finer one is off by much less.
        more: Points of the mean that are put where it bends.
        edges: Takes one edge of so many.
        looks: After how many halvings it is looked at once more where the mean bends.
    """

    step: float
    halvings: int
    enough: float
    more: int
    edges: int
    looks: int = 1


ALONE = Fineness(0.2, 3, 3e-5, 2_048, 1)
ONE_OF_MANY = Fineness(0.4, 4, 3e-4, 1_024, 2)
ONE_OF_HUNDREDS = ONE_OF_MANY._replace(looks=0)
"""What is enough for a surface that is all, and for one of dozens or hundreds that are added up."""

COARSE = Fineness(0.4, 3, 1e-3, 1_024, 2)
"""What shows how far off these are: about half of the points."""


class Surface(NamedTuple):
    """
    What two sources make.

    Attributes:
        curve: Its distribution function.
        rough: The same from a quarter of the points.
    """

    curve: Curve
    rough: Curve


def surface_of(
    paths: Callable[[Array, int], Array], up_to: Array, fineness: Fineness = ALONE
) -> Surface:
    """
    Return the mean of what a source makes over the normal number behind another one.

    Args:
        paths: Given normal numbers, a row of amounts for each of them, at one edge of so many.
        up_to: The probability up to each edge.
        fineness: How many points to take.
    """
    up_to = up_to[:: fineness.edges]
    points = _points(fineness.step)
    atoms = _atoms(paths(_FEW_NORMALS, fineness.edges), up_to)
    batches = [_Batch(one, paths(one, fineness.edges)) for one in (points[::2], points[1::2])]
    x, sums = _seen(batches, up_to, fineness.more, atoms)
    for halving in range(1, fineness.halvings + 1):
        if float(np.abs(_mean(sums, batches) - _mean(sums[:-1], batches)).max()) <= fineness.enough:
            break
        added = _points(fineness.step / 2**halving)[1::2]
        batches.append(_Batch(added, paths(added, fineness.edges)))
        if halving > fineness.looks and batches[-1].is_within(x):
            sums.append(_sum_at(x, batches[-1], up_to))
        else:  # where the mean bends is known better now
            x, sums = _seen(batches, up_to, fineness.more, atoms)
    found = np.maximum.accumulate(_mean(sums, batches))
    few = _Batch(batches[0].z, batches[0].rows[:, ::2])
    at_few_edges = _sum_at(x, few, up_to[::2]) - sums[0]
    rough = _mean(sums[:-1], batches) + _mean([at_few_edges], batches)
    x[np.searchsorted(x, atoms) - 1] = atoms  # a jump stands where it is, and not just before that
    return Surface(Curve(x, found), Curve(x, np.maximum.accumulate(np.clip(rough, 0.0, found[-1]))))


def _atoms(rows: Array, up_to: Array) -> Array:
    """
    List the amounts that the other source makes with a chance of their own, with any of this one.

    Args:
        rows: What it makes of its edges at some normal numbers of this one.
        up_to: The probability up to each edge.
    """
    common: Array | None = None
    for row in rows:
        stays = np.flatnonzero(np.diff(row) == 0)
        amounts, place = np.unique(row[stays], return_inverse=True)
        chances = np.bincount(place, np.diff(up_to)[stays], len(amounts))
        own = amounts[chances > _LEAST_CHANCE]
        common = own if common is None else np.intersect1d(common, own)
    return np.zeros(0) if common is None else common


_FEW_NORMALS = np.array([-1.1, 0.3, 1.7])
_LEAST_CHANCE = 1e-6
"""An amount of its own that is less likely is spread, as all others are."""


def _points(step: float) -> Array:
    most = round(_FAR / step)
    return np.asarray(np.arange(-most, most + 1) * step, np.float64)


class _Batch(NamedTuple):
    """
    Points of the rule that are taken at once.

    Attributes:
        z: The normal numbers of one source.
        rows: For each of them what the other makes of it, edge by edge.
    """

    z: Array
    rows: Array

    @property
    def weights(self) -> Array:
        """What each point counts, not yet as a part of all."""
        return np.exp(-self.z * self.z / 2)

    def is_within(self, x: Array) -> bool:
        """Whether no amount lies beyond others."""
        return bool(x[0] <= self.rows.min() and self.rows.max() <= x[-1])


def _mean(sums: Sequence[Array], batches: Sequence[_Batch]) -> Array:
    """Return the mean of the rule that the first batches make."""
    weight = sum(float(one.weights.sum()) for one in batches[: len(sums)])
    return np.asarray(np.add.reduce(sums) / weight, np.float64)


_FEW, _EVERY = 33, 120
"""Curves of which some points are those at which the mean is seen first."""


def _seen(
    batches: Sequence[_Batch], up_to: Array, points: int, atoms: Array
) -> tuple[Array, list[Array]]:
    """
    Choose amounts at which the mean of curves is taken: most where it bends, and two, before and at,
    for each amount that has a probability of its own.

    Returns:
        The amounts, and what is summed there for each batch.
    """
    rows = np.concatenate([one.rows for one in batches])
    order = np.argsort(np.concatenate([one.z for one in batches]))
    few = rows[order[:: len(rows) // _FEW + 1], ::_EVERY]
    x = np.unique(np.concatenate([few.ravel(), [rows.min(), rows.max()]]))
    seen = _mean([_sum_at(x, one, up_to) for one in batches], batches)
    beside = [atoms, np.nextafter(atoms, -np.inf)]
    x = np.unique(np.concatenate([x, Curve(x, seen).denser(points), *beside]))
    return x, [_sum_at(x, one, up_to) for one in batches]


def _sum_at(x: Array, batch: _Batch, up_to: Array) -> Array:
    """Add up the distribution functions of all rows, each with its weight."""
    total = np.zeros(len(x))
    steps = np.diff(batch.rows, axis=1)
    rising, falling = (np.all(one, axis=1).tolist() for one in (steps >= 0, steps <= 0))
    rest = up_to[-1] - up_to[::-1]
    every = zip(batch.rows, batch.weights.tolist(), rising, falling, strict=True)
    for row, weight, rises, falls in every:
        if rises:
            curve = Curve(row, up_to)
        elif falls:
            curve = Curve(row[::-1], rest)
        else:
            curve = curve_of_path(row, up_to)
        total += weight * np.interp(x, curve.x, curve.up_to, left=0.0, right=1.0)
    return total
