"""Polynomials between bends that lie within days: of stops that are caught up, and of caps."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, takewhile
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Atom, Polynomial
from omsrisk.core.catching_up import DayLine


class DayStretch(NamedTuple):
    """
    Days between two bends, and what a polynomial is there.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        coefficients: In the days since its start, the constant first.
    """

    start: Decimal
    end: Decimal
    coefficients: list[Decimal]


def bends_within_days(polynomial: Polynomial) -> bool:
    """Whether some of its days are those of a stop that is caught up, or a cap bends it."""
    return any(atom.window is not None and atom.window.bends_within_days for atom in polynomial.atoms)


def bend_without_days(polynomial: Polynomial) -> bool:
    """Whether caps alone bend it, and no window of days: it has few lines, however far they go."""
    return all(atom.window is None or not atom.window.weighs_days for atom in polynomial.atoms)


def stretches_of(polynomial: Polynomial, low: Decimal, high: Decimal) -> Iterator[DayStretch]:
    """
    Write a polynomial in one variable between the bends of all its windows.

    Args:
        polynomial: In days.
        low: Where to begin, 0 or more [day].
        high: Where to end [day].

    Call it in a context of as many digits as are asked for.
    """
    known = [_lines(atom, high) for atom in polynomial.atoms]
    starts = {_decimal(line.start) for lines in known for line in lines}
    edges = [low, *sorted(one for one in starts if low < one < high), high]
    at = [0] * len(known)
    for start, end in pairwise(edges):
        own: list[list[Decimal]] = []
        for number, lines in enumerate(known):
            while at[number] + 1 < len(lines) and _decimal(lines[at[number] + 1].start) <= start:
                at[number] += 1
            line = lines[at[number]]
            slope = _decimal(line.slope)
            own.append([_decimal(line.value) + (start - _decimal(line.start)) * slope, slope])
        yield DayStretch(start, end, _product(polynomial, own))


def _lines(atom: Atom, high: Decimal) -> list[DayLine]:
    if atom.window is None:
        return [DayLine(Fraction(0), Fraction(0), Fraction(1))]
    return list(takewhile(lambda line: not line.start or line.start < high, atom.window.lines()))


def _product(polynomial: Polynomial, lines: list[list[Decimal]]) -> list[Decimal]:
    found = [Decimal(0)] * (polynomial.degree() + 1)
    for monomial, coefficient in polynomial.terms.items():
        product = [coefficient]
        for at, power in monomial:
            for _ in range(power):
                constant, slope = lines[at]
                longer = [Decimal(0), *product]
                product = [*(constant * one for one in product), Decimal(0)]
                product = [one + slope * other for one, other in zip(product, longer, strict=True)]
        for power, one in enumerate(product):
            found[power] += one
    return found


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
