"""
What one curve costs more than the least of several, in the mean over one input.

Each curve is a polynomial in the input: all else counts with its mean. Where a season weighs its days
it is a polynomial between any two month ends alone. Between the roots of the differences the same
curve is the least, so the mean is a sum of partial moments: nothing is sampled or integrated.
"""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from itertools import pairwise

from omsrisk.core.algebra.polynomial import Atom, Polynomial
from omsrisk.core.algebra.roots import WORKING, of_coefficients
from omsrisk.core.distributions.distribution import Distribution

_UNSEEN = 1e-15
"""A chance beyond which no curve is looked at for a root, where a range has no end."""

Coefficients = list[Decimal]
"""Of the powers of one number, the constant first."""


def mean_excess(curves: Sequence[Polynomial], chosen: int, distribution: Distribution) -> float:
    """
    Return the mean of what one curve lies above the least of all.

    Args:
        curves: Of one input, or constant.
        chosen: The place of the curve that is held against the others.
        distribution: What the input may come to.

    >>> late = Polynomial((Atom("days"),), {((0, 1),): Decimal(10000)})
    >>> sure = Polynomial((), {(): Decimal(62000)})
    >>> round(mean_excess([late, sure], 0, Distribution.from_bounds(2, 10)), 6)
    9025.0
    """
    with localcontext(WORKING):
        ends: list[float] = []
        pieces: list[Coefficients] = []
        for start, end, own in _pieces(curves, distribution):
            for low, high in pairwise(_split(own, start, end)):
                ends.append(float(low))
                least = _least(own, (low + high) / 2)
                pieces.append(_minus(own[chosen], own[least]))
        origin = Decimal(distribution.origin)
        moved = [_about(one, origin) for one in pieces]
    most = max(map(len, moved)) - 1
    bounds = [distribution.low, *ends[1:], distribution.high]
    parts = distribution.partial_moments(most, bounds)
    return math.fsum(
        float(coefficient) * part
        for one, own_parts in zip(moved, parts, strict=True)
        for coefficient, part in zip(one, own_parts, strict=False)
        if coefficient
    )


def _pieces(
    curves: Sequence[Polynomial], distribution: Distribution
) -> Iterator[tuple[Decimal, Decimal, list[Coefficients]]]:
    """Part the range at month ends: between, each curve is one polynomial."""
    low, high = distribution.low, distribution.high
    low = low if math.isfinite(low) else distribution.quantile(_UNSEEN)
    high = high if math.isfinite(high) else distribution.quantile(1 - _UNSEEN)
    kinks = {Decimal(one) for one in _kinks(curves, low, high)}
    for start, end in pairwise([Decimal(low), *sorted(kinks), Decimal(high)]):
        yield start, end, [_on(one, start, end) for one in curves]


def _kinks(curves: Sequence[Polynomial], low: float, high: float) -> Iterator[float]:
    """List the days between two ends at which the index of a season may change."""
    for window in {atom.window for one in curves for atom in one.atoms} - {None}:
        if window is None or (high <= 0 and window.weighs_days):
            continue
        if low < 0 and window.weighs_days:
            yield 0.0
        for line in window.lines():
            if line.start >= high:
                break
            if line.start > max(low, 0.0):
                yield float(line.start)


def _on(curve: Polynomial, start: Decimal, end: Decimal) -> Coefficients:
    """Write a curve between two month ends in the powers of its input."""
    lines = [_line(atom, start, end) for atom in curve.atoms]
    found = [Decimal(0)]
    for monomial, coefficient in curve.terms.items():
        product = [coefficient]
        for at, power in monomial:
            for _ in range(power):
                product = _times(product, lines[at])
        found = _plus(found, product)
    return found


def _line(atom: Atom, start: Decimal, end: Decimal) -> Coefficients:
    """Write an atom as a line in its input."""
    if atom.window is None:
        return [Decimal(1), Decimal(-1)] if atom.is_rest else [Decimal(0), Decimal(1)]
    if end <= 0 and atom.is_of_days:
        return [Decimal(0)]
    # a line may begin with a jump, so that it is told from within
    step = (end - start) / 4
    inner = (start + step, end - step) if atom.window.bends_within_days else (start, end)
    least = Decimal(0) if atom.is_of_days else start
    before, after = (atom.window.effective_days(max(one, least)) for one in inner)
    slope = (after - before) / (inner[1] - inner[0])
    return [before - slope * inner[0], slope]


def _split(curves: Sequence[Coefficients], low: Decimal, high: Decimal) -> list[Decimal]:
    """List where two curves meet between two numbers, with these."""
    found = {
        root.value
        for at, one in enumerate(curves)
        for other in curves[:at]
        for root in of_coefficients(_minus(one, other), low, high)
    }
    return [low, *sorted(one for one in found if low < one < high), high]


def _least(curves: Sequence[Coefficients], at: Decimal) -> int:
    values = [_value(one, at) for one in curves]
    return values.index(min(values))


def _value(curve: Coefficients, at: Decimal) -> Decimal:
    found = Decimal(0)
    for one in reversed(curve):
        found = found * at + one
    return found


def _about(curve: Coefficients, origin: Decimal) -> Coefficients:
    """Write a curve in the powers of the distance from an origin."""
    found = [Decimal(0)]
    for one in reversed(curve):
        found = _plus(_times(found, [origin, Decimal(1)]), [one])
    return found


def _plus(one: Coefficients, other: Coefficients) -> Coefficients:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return [a + b for a, b in zip(longer, shorter, strict=False)] + longer[len(shorter) :]


def _minus(one: Coefficients, other: Coefficients) -> Coefficients:
    return _plus(one, [-each for each in other])


def _times(one: Coefficients, other: Coefficients) -> Coefficients:
    found = [Decimal(0)] * (len(one) + len(other) - 1)
    for at, a in enumerate(one):
        for by, b in enumerate(other):
            found[at + by] += a * b
    return found
