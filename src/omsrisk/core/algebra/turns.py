"""Turns: where a polynomial in one input is at its most or its least between the bounds."""

from decimal import ROUND_FLOOR, Decimal, localcontext
from functools import reduce

from omsrisk.core.algebra.bends import bends_within_days, stretches_of
from omsrisk.core.algebra.polynomial import Monomial, Polynomial
from omsrisk.core.algebra.roots import (
    MOST_DAYS,
    WORKING,
    by_day,
    derived,
    end_of_search,
    is_monotone,
    of_coefficients,
    roots_of,
)
from omsrisk.core.capping import CappedAmount


def turns_of(polynomial: Polynomial, low: Decimal, high: Decimal | None) -> list[Decimal]:
    """
    Find where a polynomial turns round inside an interval.

    Args:
        polynomial: In one variable; days that go through a season make it piecewise.
        low: Lower bound.
        high: Upper bound; None for none.

    Returns:
        Numbers between the bounds, in order, to 30 digits, at which the derivative is 0 or changes
        its sign. A likelihood under the stop rule is such an input: a likelier failure costs more,
        until the roll-out mostly ends after its first phase.
    """
    if polynomial.degree() == 0 or is_monotone(polynomial):
        return []
    if any(atom.window is not None for atom in polynomial.atoms):
        found = _by_day(polynomial, low, high)
    else:
        found = [root.value for root in roots_of(_derivative(polynomial), low, high)]
    return [one for one in found if low < one and (high is None or one < high)]


def levels_off_at(polynomial: Polynomial, low: Decimal) -> Decimal | None:
    """
    Find from which number on a polynomial no longer changes, as an amount does under its cap.

    Args:
        polynomial: In one variable that nothing bounds.
        low: Its lower bound.

    Returns:
        The least such number; None where it goes on changing.
    """
    if not any(isinstance(atom.window, CappedAmount) for atom in polynomial.atoms):
        return None
    since: Decimal | None = None
    with localcontext(WORKING):
        for stretch in stretches_of(polynomial, low, end_of_search(polynomial, low)):
            if any(stretch.coefficients[1:]):
                since = None
            elif since is None:
                since = stretch.start
    return since


def _derivative(polynomial: Polynomial) -> Polynomial:
    """Derive in the one atom; in the rest of a share to 1 that turns the sign and no root."""
    terms: dict[Monomial, Decimal] = {}
    for monomial, coefficient in polynomial.terms.items():
        for atom, power in monomial:
            lower = ((atom, power - 1),) if power > 1 else ()
            terms[lower] = coefficient * power
    return Polynomial(polynomial.atoms, terms)


def _by_day(polynomial: Polynomial, low: Decimal, high: Decimal | None) -> list[Decimal]:
    """Search day by day: the slope may jump where an index of the season does."""
    with localcontext(WORKING):
        if bends_within_days(polynomial):
            return _by_stretch(
                polynomial, low, end_of_search(polynomial, low) if high is None else high
            )
        first = low.to_integral_value(ROUND_FLOOR)
        last = first + MOST_DAYS if high is None else min(first + MOST_DAYS, high)
        days = [first + number for number in range(int(last - first) + 1)]
        found: list[Decimal] = []
        before = Decimal(0)
        for day, coefficients in zip(days, by_day(polynomial, days), strict=True):
            slopes = derived(coefficients)
            if before * slopes[0] < 0:
                found.append(day)
            found += [day + root.value for root in of_coefficients(slopes, Decimal(0), Decimal(1))]
            before = sum(slopes, Decimal(0))
        return found


def _by_stretch(polynomial: Polynomial, low: Decimal, high: Decimal) -> list[Decimal]:
    """Search from bend to bend."""
    found: list[Decimal] = []
    before = Decimal(0)
    for start, end, coefficients in stretches_of(polynomial, low, high):
        slopes, length = derived(coefficients), end - start
        if before * slopes[0] < 0:
            found.append(start)
        found += [start + root.value for root in of_coefficients(slopes, Decimal(0), length)]
        before = reduce(lambda found, one: found * length + one, reversed(slopes), Decimal(0))
    return found
