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
    """

    step: float
    halvings: int
    enough: float
    more: int
    edges: int


ALONE = Fineness(0.2, 3, 3e-5, 2_048, 1)
ONE_OF_MANY = Fineness(0.4, 4, 3e-4, 1_024, 2)
"""What is enough for a surface that is all, and for one of dozens that are added up."""


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
    z, rows = np.zeros(0), np.zeros((0, len(up_to)))
    for halving in range(fineness.halvings + 1):
        step = fineness.step / 2**halving
        added = _points(step)[1::2] if halving else _points(step)
        z = np.concatenate([z, added])
        order = np.argsort(z)
        z, rows = z[order], np.concatenate([rows, paths(added, fineness.edges)])[order]
        weights = _weights(z)
        curves = [curve_of_path(row, up_to) for row in rows]
        found, difference = _mean(curves, weights, fineness.more)
        if difference <= fineness.enough:
            break
    few = [curve_of_path(row, up_to[::2]) for row in rows[::2, ::2]]
    half = _at(found.x, few, weights[::2] / weights[::2].sum())
    return Surface(found, Curve(found.x, np.maximum.accumulate(half)))


def _points(step: float) -> Array:
    most = round(_FAR / step)
    return np.asarray(np.arange(-most, most + 1) * step, np.float64)


def _weights(z: Array) -> Array:
    weights = np.exp(-z * z / 2)
    return np.asarray(weights / weights.sum(), np.float64)


_FEW, _EVERY = 33, 120
"""Curves of which some points are those at which the mean is seen first."""


def _mean(curves: Sequence[Curve], weights: Array, points: int) -> tuple[Curve, float]:
    """Return the mean of curves, and how far off the mean of every second of them is."""
    ends = [min(one.x[0] for one in curves), max(one.x[-1] for one in curves)]
    few = [one.x[::_EVERY] for one in curves[:: len(curves) // _FEW + 1]]
    x = np.unique(np.concatenate([*few, ends]))
    seen = _at(x, curves, weights)
    more = np.unique(Curve(x, seen).denser(points))
    half = _at(more, curves[::2], weights[::2])
    found = half + _at(more, curves[1::2], weights[1::2])
    difference = float(np.abs(found - half / weights[::2].sum()).max())
    whole, up_to = np.concatenate([x, more]), np.concatenate([seen, found])
    order = np.argsort(whole, kind="stable")
    return Curve(whole[order], np.maximum.accumulate(up_to[order])), difference


def _at(x: Array, curves: Sequence[Curve], weights: Array) -> Array:
    up_to = np.zeros(len(x))
    for curve, weight in zip(curves, weights.tolist(), strict=True):
        up_to += weight * np.interp(x, curve.x, curve.up_to, left=0.0, right=1.0)
    return up_to
