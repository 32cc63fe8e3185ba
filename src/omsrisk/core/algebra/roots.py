"""
Roots: every number of one input at which a polynomial is 0, exact where it is linear.

Between two neighbouring zeros of its derivative a polynomial is monotone (Rolle), so it has at most
one root there, which halving finds for certain; the zeros of the derivative are found the same way,
one degree lower, down to a line. Nothing can be missed, and no start has to be guessed. Of 80
digits that are worked with, 260 halvings use up all (2^260 is about 10^78), which leaves room for
roots that lie close together: 30 digits are told. Where days go through a season the figure is a
polynomial between any two month ends alone: each piece is searched by itself.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_FLOOR, Context, Decimal, Inexact, localcontext
from itertools import pairwise
from math import comb
from typing import NamedTuple

from omsrisk.core.algebra.bends import bend_without_days, bends_within_days, stretches_of
from omsrisk.core.algebra.polynomial import Polynomial
from omsrisk.core.calendar import Window
from omsrisk.core.capping import CappedAmount
from omsrisk.core.money import ENOUGH_DIGITS, exact

_DIGITS = 30
_FEW_DIGITS = 12
WORKING = Context(prec=80)
MOST_DAYS = 3_660
"""Days that are searched one by one where days go through a season: ten years."""
_HALVINGS = 260
"""Bits of the working digits."""
_LONGEST = Decimal(10) ** 18
"""Days that a file can state."""


class Root(NamedTuple):
    """
    A number at which the polynomial is 0.

    Attributes:
        value: The number.
        is_exact: Whether it is exact, as against rounded to 30 digits.
    """

    value: Decimal
    is_exact: bool


def roots_of(polynomial: Polynomial, low: Decimal, high: Decimal | None) -> list[Root]:
    """
    Find all roots in a closed interval.

    Args:
        polynomial: In one variable; days that go through a season make it piecewise.
        low: Lower bound.
        high: Upper bound; None for none.

    Returns:
        Roots in order: a decimal of at most 30 digits is exact, others are rounded to 30. A
        polynomial that is 0 everywhere has none to tell.
    """
    with localcontext(WORKING):
        if polynomial.is_in_rest:
            found = _of_rest(_coefficients(polynomial), low, Decimal(1) if high is None else high)
            return sorted(found, key=lambda root: root.value)
        windows = [atom for atom in polynomial.atoms if atom.window is not None]
        if windows and any(_uses(polynomial, at) for at, _ in enumerate(polynomial.atoms)):
            return _piecewise(polynomial, low, high)
        return of_coefficients(_coefficients(polynomial), low, high)


def _uses(polynomial: Polynomial, atom: int) -> bool:
    window = polynomial.atoms[atom].window
    return window is not None and any(
        number == atom for monomial in polynomial.terms for number, _ in monomial
    )


def _coefficients(polynomial: Polynomial) -> list[Decimal]:
    """Return the coefficients of a polynomial in one atom, the constant first."""
    found: dict[int, Decimal] = {}
    for monomial, coefficient in polynomial.terms.items():
        power = sum(one for _, one in monomial)
        found[power] = found.get(power, Decimal(0)) + coefficient
    return [found.get(power, Decimal(0)) for power in range(max(found, default=0) + 1)]


def of_coefficients(coefficients: list[Decimal], low: Decimal, high: Decimal | None) -> list[Root]:
    """
    Find all roots of a polynomial in a closed interval; call it in the context `WORKING`.

    Args:
        coefficients: The constant first.
        low: Lower bound.
        high: Upper bound; None for none.
    """
    while len(coefficients) > 1 and not coefficients[-1]:
        coefficients = coefficients[:-1]
    if len(coefficients) == 1:
        return []
    if len(coefficients) == 2:  # noqa: PLR2004 - a line
        return [
            root
            for root in [_quotient(-coefficients[0], coefficients[1])]
            if root.value >= low and (high is None or root.value <= high)
        ]
    top = high if high is not None else _bound(coefficients)
    return _isolated(coefficients, low, max(low, top))


def _quotient(numerator: Decimal, denominator: Decimal) -> Root:
    """Divide: exact where the decimal is finite, else to 30 digits."""
    context = WORKING.copy()
    context.clear_flags()
    value = context.divide(numerator, denominator)
    if not context.flags[Inexact]:
        return Root(value, is_exact=True)
    return Root(Context(prec=_DIGITS).plus(value), is_exact=False)


def _bound(coefficients: list[Decimal]) -> Decimal:
    """Return Cauchy's bound: no root lies beyond it."""
    return 1 + max(abs(one / coefficients[-1]) for one in coefficients[:-1])


def _value(coefficients: list[Decimal], x: Decimal) -> Decimal:
    result = Decimal(0)
    for coefficient in reversed(coefficients):
        result = result * x + coefficient
    return result


def _isolated(coefficients: list[Decimal], low: Decimal, high: Decimal) -> list[Root]:
    """
    Split the interval where the derivative is 0: between, the polynomial is monotone.

    A turn that touches 0 without a change of sign is a root, too; it is known to 30 digits, so that
    the value there is as good as 0 where it is below the square of that.
    """
    turns = [root.value for root in of_coefficients(derived(coefficients), low, high)]
    found: list[Root] = []
    edges = [low, *turns, high]
    roots = [_between(lambda x: _value(coefficients, x), *both) for both in pairwise(edges)]
    touched = [one for one in turns if _is_touched(coefficients, one)]
    for root in sorted([one for one in roots if one is not None] + touched):
        if all(abs(one.value - root) > _SAME for one in found):
            found.append(_told(coefficients, root))
    return found


def derived(coefficients: list[Decimal]) -> list[Decimal]:
    """Derive a polynomial, from its coefficients, the constant first."""
    return [power * one for power, one in enumerate(coefficients)][1:] or [Decimal(0)]


def _is_touched(coefficients: list[Decimal], turn: Decimal) -> bool:
    size = _value([abs(one) for one in coefficients], abs(turn))
    return abs(_value(coefficients, turn)) <= size * _TOUCHED


_SAME = Decimal("1e-25")
_TOUCHED = Decimal("1e-50")


def _told(coefficients: list[Decimal], root: Decimal) -> Root:
    """Take the nearest short decimal: it is exact where the polynomial is exactly 0 there."""
    for digits in (_FEW_DIGITS, _DIGITS):
        number = Context(prec=digits).plus(root)
        with exact(ENOUGH_DIGITS):
            if not _value(coefficients, number):
                return Root(number.normalize(), is_exact=True)
    return Root(Context(prec=_DIGITS).plus(root), is_exact=False)


def _between(function: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal | None:
    """Find the root between two numbers where the function is monotone, to the working digits."""
    first, last = function(low), function(high)
    for number, value in ((low, first), (high, last)):
        if not value:
            return number
    if (first < 0) == (last < 0):
        return None
    return _bisected(function, low, high, rises=first < 0)


def _bisected(
    function: Callable[[Decimal], Decimal], low: Decimal, high: Decimal, *, rises: bool
) -> Decimal:
    """Halve an interval in which the function changes its sign once, until 30 digits are certain."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        value = function(middle)
        if not value:
            return middle
        low, high = (middle, high) if (value < 0) == rises else (low, middle)
    return low


def _of_rest(coefficients: list[Decimal], low: Decimal, high: Decimal) -> list[Root]:
    """
    Find the roots of a polynomial of a high power, written in the rest of a share to 1.

    In the basis of Bernstein no root lies where all coefficients have one sign, and one where the
    sign changes once (Descartes); other intervals are halved, by de Casteljau's rule.
    """
    if not any(coefficients[1:]):
        return []
    with_ends = _bernstein([+one for one in coefficients])
    left, right = 1 - min(high, Decimal(1)), 1 - max(low, Decimal(0))
    if right < 1:
        with_ends, _ = _halves(with_ends, right)
    if left > 0 and right > 0:
        _, with_ends = _halves(with_ends, left / right)

    def value(rest: Decimal) -> Decimal:
        return _value(coefficients, rest)

    found = [end for end in {left, right} if not value(end)]
    waiting = [(left, right, with_ends)]
    while waiting:
        left, right, own = waiting.pop()
        signs = [one > 0 for one in own if one]
        changes = sum(one != other for one, other in pairwise(signs))
        if changes == 1:
            found.append(_bisected(value, left, right, rises=not signs[0]))
        elif changes > 1:
            middle = (left + right) / 2
            if right - left <= _SAME:  # it touches 0 there, and goes back
                found.append(middle)
                continue
            if not value(middle):
                found.append(middle)
            lower, upper = _halves(own, Decimal("0.5"))
            waiting += [(left, middle, lower), (middle, right, upper)]
    kept: list[Decimal] = []
    for number in found:
        if all(abs(one - number) > _SAME for one in kept):
            kept.append(number)
    told = [_told(coefficients, number) for number in kept]
    return [Root(1 - one.value, one.is_exact) for one in told]


def _bernstein(coefficients: list[Decimal]) -> list[Decimal]:
    """Write powers in the basis of Bernstein, on 0 to 1."""
    degree = len(coefficients) - 1
    found = [one / comb(degree, power) for power, one in enumerate(coefficients)]
    for first in range(1, degree + 1):
        for at in range(degree, first - 1, -1):
            found[at] += found[at - 1]
    return found


def _halves(coefficients: list[Decimal], at: Decimal) -> tuple[list[Decimal], list[Decimal]]:
    """Divide an interval at a part of it; give the coefficients on both sides."""
    rest, row = 1 - at, list(coefficients)
    lower, upper = [row[0]], [row[-1]]
    while len(row) > 1:
        row = [rest * one + at * other for one, other in pairwise(row)]
        lower.append(row[0])
        upper.append(row[-1])
    return lower, upper[::-1]


def _piecewise(polynomial: Polynomial, low: Decimal, high: Decimal | None) -> list[Root]:
    """Search day by day: within one day, effective days are linear in the days."""
    first = low.to_integral_value(ROUND_FLOOR)
    if bends_within_days(polynomial):
        return _between_bends(
            polynomial, low, end_of_search(polynomial, low) if high is None else high
        )
    if is_monotone(polynomial):
        last = high if high is not None else _beyond(polynomial, first)
        day = _day_of_change(polynomial, first, last)
        days = [] if day is None else [day]
    else:
        last = min(first + MOST_DAYS, first + MOST_DAYS if high is None else high)
        days = [first + number for number in range(int(last - first) + 1)]
    found: list[Root] = []
    for day, coefficients in zip(days, by_day(polynomial, days), strict=True):
        left, right = max(day, low) - day, min(day + 1, last) - day
        for root in of_coefficients(coefficients, left, right):
            value = day + root.value
            if all(abs(one.value - value) > _SAME for one in found):
                found.append(Root(value, root.is_exact))
    return found


def end_of_search(polynomial: Polynomial, low: Decimal) -> Decimal:
    """Return how far bends that lie within days are looked for where nothing bounds the input."""
    return low + (_LONGEST if bend_without_days(polynomial) else MOST_DAYS)


def _between_bends(polynomial: Polynomial, low: Decimal, high: Decimal) -> list[Root]:
    """Search from bend to bend; a jump that passes 0 has the root at its foot."""
    name = polynomial.atoms[0].name
    found: list[Root] = []
    before: Decimal | None = None
    for stretch in stretches_of(polynomial, low, high):
        length = stretch.end - stretch.start
        first, last = (_value(stretch.coefficients, at) for at in (Decimal(0), length))
        jumps = before is not None and (before < 0) != (first < 0) and bool(before and first)
        jumps = jumps or bool(before and not first)  # the line before it ends at 0, but for rounding
        roots = [root.value for root in of_coefficients(stretch.coefficients, Decimal(0), length)]
        for value in [stretch.start] * jumps + [stretch.start + one for one in roots]:
            if all(abs(one.value - value) > _SAME_DAY for one in found):
                short = Context(prec=_FEW_DIGITS).plus(value)
                is_exact = not polynomial({name: short})
                found.append(Root(short if is_exact else Context(prec=_DIGITS).plus(value), is_exact))
        before = last
    return found


_SAME_DAY = Decimal("1e-11")
"""The end of a backlog is told to 12 places."""


def _beyond(polynomial: Polynomial, first: Decimal) -> Decimal:
    """Find a day by which a monotone polynomial has changed its sign, if it ever does."""
    name = polynomial.atoms[0].name
    start = polynomial({name: first}) < 0
    days = Decimal(MOST_DAYS)
    if (polynomial({name: first + _LONGEST}) < 0) == start:
        return first + _LONGEST
    while days < _LONGEST and (polynomial({name: first + days}) < 0) == start:
        days *= 2
    return first + min(days, _LONGEST)


def is_monotone(polynomial: Polynomial) -> bool:
    """Whether more days can only raise it, or only lower it."""
    return not _may_bend_back(polynomial) and (
        len({coefficient > 0 for monomial, coefficient in polynomial.terms.items() if monomial}) == 1
    )


def _may_bend_back(polynomial: Polynomial) -> bool:
    """Whether more of the input may lower an amount that is capped."""
    windows = (atom.window for atom in polynomial.atoms)
    return any(isinstance(one, CappedAmount) and not one.only_rises for one in windows)


def _day_of_change(polynomial: Polynomial, low: Decimal, high: Decimal) -> Decimal | None:
    """Find the whole day within which a monotone polynomial changes its sign."""
    name = polynomial.atoms[0].name

    def is_below(day: Decimal) -> bool:
        return bool(polynomial({name: day}) < 0)

    start = is_below(low)
    if is_below(high) == start and polynomial({name: high}):
        return low if not polynomial({name: low}) else None
    while high - low > 1:
        middle = ((low + high) / 2).to_integral_value(ROUND_FLOOR)
        low, high = (middle, high) if is_below(middle) == start else (low, middle)
    return low


def by_day(polynomial: Polynomial, days: list[Decimal]) -> Iterator[list[Decimal]]:
    """Write the polynomial in the part of each day, the constant first."""
    if len(days) > 1 and polynomial.degree() == 1:
        yield from _sums_by_day(polynomial, days)
    else:
        for lines in _lines(polynomial, days):
            yield _within_a_day(polynomial, lines)


def _sums_by_day(polynomial: Polynomial, days: list[Decimal]) -> Iterator[list[Decimal]]:
    """
    Write a sum of days and effective days by day, with a step only where an index changes.

    So a thousand windows, each of another phase, take a thousand times a few months and not a
    thousand times every day.
    """
    first, count = days[0], len(days)
    name = polynomial.atoms[0].name
    steps = [Decimal(0)] * (count + 1)
    for ((at, _),), coefficient in ((m, one) for m, one in polynomial.terms.items() if m):
        window = polynomial.atoms[at].window
        if not isinstance(window, Window):
            steps[0] += coefficient
            continue
        begin, before = -int(first), Decimal(0)
        for run, index in window.months():
            end = begin + run
            if end > 0:
                steps[max(begin, 0)] += coefficient * (index - before)
                before = index
            if end >= count:
                break
            begin = end
    value, slope = Decimal(polynomial({name: first})), Decimal(0)
    for number in range(count):
        slope += steps[number]
        yield [value, slope]
        value += slope


def _lines(polynomial: Polynomial, days: list[Decimal]) -> Iterator[list[list[Decimal]]]:
    """Return for each day what each atom is at its beginning, and how much it grows in the day."""
    if len(days) > 1 and days[-1] <= 2 * MOST_DAYS:
        count = int(days[-1]) + 2
        tables = [
            [Decimal(number) for number in range(count)]
            if not isinstance(atom.window, Window)
            else atom.window.table(count - 1)
            for atom in polynomial.atoms
        ]
        for number in map(int, days):
            yield [[table[number], table[number + 1] - table[number]] for table in tables]
        return
    for day in days:
        ends = [(Decimal(a.value(day)), Decimal(a.value(day + 1))) for a in polynomial.atoms]
        yield [[start, end - start] for start, end in ends]


def _within_a_day(polynomial: Polynomial, lines: list[list[Decimal]]) -> list[Decimal]:
    """Write the polynomial in the part of a day, lowest power first, from each atom's line."""
    result = [Decimal(0)]
    for monomial, coefficient in polynomial.terms.items():
        product = [coefficient]
        for at, power in monomial:
            for _ in range(power):
                product = _times(product, lines[at])
        result = [
            (result[i] if i < len(result) else Decimal(0))
            + (product[i] if i < len(product) else Decimal(0))
            for i in range(max(len(result), len(product)))
        ]
    return result


def _times(one: list[Decimal], other: list[Decimal]) -> list[Decimal]:
    result = [Decimal(0)] * (len(one) + len(other) - 1)
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            result[i + j] += first * second
    return result
