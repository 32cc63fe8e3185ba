"""
Products of independent factors: their logarithms are added.

A factor that may be 0 makes an amount of its own of it, one that may be below 0 gives both sides. The
logarithms are added on a grid; sharing them out there widens each factor by a part of 1 in 10^8,
which is taken off again.
"""

from collections.abc import Sequence

import numpy as np

from omsrisk.exact.leaves.curve import Curve
from omsrisk.exact.transform import Transform

ALONE, ONE_OF_MANY = 32_768, 8_192
"""Cells of the logarithms."""

_CELLS_OF_A_POINT = 8
"""Cells for each point that is kept of a product: a scenario may have hundreds."""

_NEGLIGIBLE = 1e-8
"""A part of the largest factor below which it counts as so much: nobody could see the difference."""


def product_of(factors: Sequence[Curve], other: Curve | None = None, cells: int = ALONE) -> Curve:
    """
    Return the curve of a product.

    Args:
        factors: None of them below 0.
        other: One more, which may be below 0.
        cells: How finely logarithms are added, a power of two.
    """
    sides = [_above_zero(one) for one in factors]
    if any(side is None for side in sides):
        return Curve(np.zeros(2), np.array([0.0, 1.0]))
    chance = float(np.prod([side.up_to[-1] for side in sides if side]))
    logarithms = [_logarithm(side) for side in sides if side]
    parts: list[Curve] = []
    for sign in (-1, 1) if other is not None else (1,):
        side = None if other is None else _above_zero(other.scaled(sign))
        if other is not None and side is None:
            continue
        own = chance * float(side.up_to[-1]) if side else chance
        all_of_them = [*logarithms, _logarithm(side)] if side else logarithms
        part = _of_logarithms(all_of_them, cells)
        parts.append(Curve(part.x, part.up_to * own).scaled(sign))
    return _together(parts)


def _together(parts: Sequence[Curve]) -> Curve:
    """Join what lies below 0, what is 0 and what lies above."""
    below = [one for one in parts if one.x[-1] <= 0]
    above = [one for one in parts if one.x[-1] > 0]
    start = float(below[0].up_to[-1]) if below else 0.0
    rest = float(above[0].up_to[-1]) if above else 0.0
    x = [one.x for one in below]
    up_to = [one.up_to for one in below]
    if 1 - start - rest > _ROUNDING:
        x.append(np.zeros(2))
        up_to.append(np.array([start, 1 - rest]))
    x += [one.x for one in above]
    up_to += [one.up_to + (1 - rest) for one in above]
    return Curve(np.concatenate(x), np.concatenate(up_to))


_ROUNDING = 1e-14


def _above_zero(curve: Curve) -> Curve | None:
    """Return the part of a curve above 0, up to its probability; None where there is none."""
    if curve.x[0] > 0:
        return curve
    if curve.x[-1] <= 0:
        return None
    at = int(np.searchsorted(curve.x, 0.0, "right"))
    start, end = curve.x[at - 1], curve.x[at]
    before = curve.up_to[at - 1]
    here = before + (curve.up_to[at] - before) * (0.0 - start) / (end - start)
    if curve.up_to[-1] - here <= _ROUNDING:
        return None  # the last cells of a grid reach beyond what there is
    least = float(curve.x[-1]) * _NEGLIGIBLE
    x = np.concatenate([[min(least, float(end))], curve.x[at:]])
    return Curve(x, np.concatenate([[0.0], curve.up_to[at:] - here]))


def _logarithm(curve: Curve) -> Curve:
    """
    Return the curve of the logarithm, as certain as can be.

    A straight line is none of the logarithm: where pieces are long there, points are put between.
    """
    least = float(curve.x[-1]) * _NEGLIGIBLE
    x = np.maximum(curve.x, least)
    if float(np.diff(np.log(x)).max()) <= _SHORT:
        return Curve(np.log(x), curve.up_to / curve.up_to[-1])
    between = np.geomspace(x[0], x[-1], _BETWEEN)[1:-1]
    whole_x = np.concatenate([x, between])
    whole = np.concatenate([curve.up_to, np.interp(between, curve.x, curve.up_to)])
    order = np.lexsort((whole, whole_x))
    return Curve(np.log(whole_x[order]), whole[order] / curve.up_to[-1])


_SHORT = 2e-3
_BETWEEN = 16_384


def _of_logarithms(logarithms: Sequence[Curve], cells: int) -> Curve:
    """Add logarithms up, and return the curve of the product."""
    if len(logarithms) == 1:
        return Curve(np.exp(logarithms[0].x), logarithms[0].up_to)
    low = sum(float(one.x[0]) for one in logarithms)
    high = sum(float(one.x[-1]) for one in logarithms)
    if low == high:
        return Curve(np.full(2, np.exp(low)), np.array([0.0, 1.0]))
    width = (high - low) / (cells - 2 * len(logarithms) - 2)
    total: Transform | None = None
    for one in logarithms:
        own = np.fft.rfft(Curve(one.x - one.x[0], one.up_to).on_grid(width, cells))
        total = own if total is None else total * own
    assert total is not None  # noqa: S101 - there are two logarithms at least
    masses = np.fft.irfft(total, cells)
    # a curve may begin before its first point: the last cells are those before the first ones
    masses = np.roll(masses, 2)
    up_to = np.concatenate([[0.0], np.maximum.accumulate(np.cumsum(masses))])
    spread = (len(logarithms) / 12 + 1 / 24) * width * width  # what sharing out adds to a mean
    edges = low - spread + (np.arange(cells + 1) - 2.5) * width
    return Curve(np.exp(edges), up_to / up_to[-1]).thinned(cells // _CELLS_OF_A_POINT)
