"""Exact arithmetic on money: the context in which `+ - *` never round, and the one rounding."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import cache

DIGITS_BEFORE_POINT = 18
DIGITS_AFTER_POINT = 12
_PRECISION = 200

ENOUGH_DIGITS = 100_000
"""More than any result of any number of phases has; what is computed costs only what it has."""

_ROUNDING = Context(prec=_PRECISION, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)


@contextmanager
def exact(digits: int = _PRECISION) -> Iterator[None]:
    """
    Compute exactly inside the `with` block: whatever would have to be rounded raises `Inexact`.

    Args:
        digits: Significant digits that must be enough; an input has 30 at the most.
    """
    with localcontext(_exact_context(digits)):
        yield


@cache
def _exact_context(digits: int) -> Context:
    return Context(
        prec=digits,
        rounding=ROUND_HALF_UP,
        Emax=MAX_EMAX,
        Emin=MIN_EMIN,
        traps=[Inexact, InvalidOperation, DivisionByZero, Overflow],
    )


@contextmanager
def with_quotients() -> Iterator[None]:
    """Compute with 200 digits inside the `with` block: for what divides, and so cannot be exact."""
    with localcontext(_ROUNDING):
        yield


def to_minor_unit(amount: Decimal, minor_digits: int) -> Decimal:
    """
    Round an exact amount half-up to the currency's minor unit.

    Args:
        amount: Exact amount [money].
        minor_digits: Digits after the point, from ISO 4217: 2 for USD, 0 for JPY.

    >>> to_minor_unit(Decimal("2.345"), 2), to_minor_unit(Decimal("-0.5"), 0)
    (Decimal('2.35'), Decimal('-1'))
    """
    rounded = amount.quantize(_minor_unit(minor_digits), context=_ROUNDING)
    return rounded.copy_abs() if rounded.is_zero() else rounded


@cache
def _minor_unit(minor_digits: int) -> Decimal:
    return Decimal(1).scaleb(-minor_digits)


def as_known(amount: float, error: float) -> Decimal:
    """
    Round an amount to the power of ten half of which is what it may be off: another machine may find
    another amount within that error, and tells the same one, but where it lies between two.

    Args:
        amount: What was worked out [money].
        error: How far off it may be; 0 for not at all [money].

    >>> [f"{as_known(832417.93, error):f}" for error in (12.6, 1.7, 0.3, 0.004)]
    ['832400', '832420', '832418', '832417.93']
    """
    if not _LEAST_ERROR < error < float("inf"):
        return Decimal(amount)
    twice = Decimal(2 * error)
    step = Decimal(1).scaleb(twice.adjusted() + (twice > Decimal(1).scaleb(twice.adjusted())))
    rounded = Decimal(amount).quantize(step, context=_ROUNDING)
    rounded = rounded.quantize(max(rounded, _ONE, key=_places), context=_ROUNDING)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def _places(number: Decimal) -> int:
    """Tell how many digits follow the point; less than none where some before it are left out."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - it is a number
    return -exponent


_ONE = Decimal(1)
_LEAST_ERROR = 1e-9
"""What no amount is told to [money]."""


def as_stated(number: Decimal, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """
    Round a number that was worked out to as many digits after the point as a file takes.

    Args:
        number: The number.
        rounding: Which way, as `decimal` names it.

    >>> as_stated(Decimal(1) / 3), as_stated(Decimal("2.5"))
    (Decimal('0.333333333333'), Decimal('2.5'))
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -DIGITS_AFTER_POINT:
        return number
    return number.quantize(_minor_unit(DIGITS_AFTER_POINT), rounding, _ROUNDING)


def digits_apart(amount: Decimal, other: Decimal, minor_digits: int) -> int:
    """
    Return how many digits after the point it takes to tell two amounts apart.

    Args:
        amount: One of them [money].
        other: The other [money].
        minor_digits: The fewest.

    >>> digits_apart(Decimal("100.004"), Decimal(100), 2), digits_apart(Decimal(7), Decimal(5), 2)
    (3, 2)
    """
    if amount == other:
        return minor_digits
    digits = minor_digits
    while to_minor_unit(amount, digits) == to_minor_unit(other, digits):
        digits += 1
    return digits


def add(*amounts: Decimal) -> Decimal:
    """
    Add exact amounts for a report, outside the context in which they were computed.

    >>> add(Decimal("0.1"), Decimal("0.2"))
    Decimal('0.3')
    """
    context = _exact_context(ENOUGH_DIGITS)
    result = Decimal(0)
    for amount in amounts:
        result = context.add(result, amount)
    return result


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """
    Divide one amount by another for a percentage; None where the whole is 0.

    >>> share_of(Decimal(1), Decimal(4)), share_of(Decimal(1), Decimal(0))
    (Decimal('0.25'), None)
    """
    return None if whole.is_zero() else _ROUNDING.divide(part, whole)
