"""The lesser of two numbers of any kind: the one step of a formula that is not `+ - *`."""

from decimal import Decimal
from operator import mul, sub
from typing import Protocol, cast, runtime_checkable

from omsrisk.core.formulas.formula import N


@runtime_checkable
class RecordsLeast(Protocol):
    """A symbol: the lesser of it and another number is one, too."""

    def or_less(self, other: object, /) -> object:
        """Record the lesser of two."""


def least_of(one: N | int, other: N | int) -> N | int:
    """
    Return the lesser of two numbers: decimals, floats, each two of arrays, or a symbol of it.

    Args:
        one: A number.
        other: Another one, in the same unit.

    >>> least_of(4800, 3000)
    3000
    """
    if isinstance(one, RecordsLeast) or isinstance(other, RecordsLeast):
        return _recorded(one, other)
    is_less: object = cast("Decimal", one) <= cast("Decimal", other)
    if isinstance(is_less, bool):
        return one if is_less else other
    lesser: N = mul(one, is_less) + mul(other, sub(1, is_less))  # of arrays, each two by themselves
    return lesser


def _recorded(one: N | int, other: N | int) -> N | int:
    first, second = (one, other) if isinstance(one, RecordsLeast) else (other, one)
    recorded: N = getattr(first, "or_less")(second)  # noqa: B009 - what a number can do, no type says
    return recorded
