"""What a formula is: a pure function on numbers that knows its units, source and basis."""

import inspect
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property, update_wrapper
from typing import Any, Protocol, Self, TypeVar


class Number(Protocol):
    """Anything that adds, subtracts and multiplies: Decimal, float, Fraction, array, symbol."""

    def __add__(self, other: "Self | int", /) -> Self: ...  # noqa: D105 - the protocol's docstring says it
    def __radd__(self, other: "Self | int", /) -> Self: ...  # noqa: D105 - as above
    def __sub__(self, other: "Self | int", /) -> Self: ...  # noqa: D105 - as above
    def __rsub__(self, other: "Self | int", /) -> Self: ...  # noqa: D105 - as above
    def __mul__(self, other: "Self | int", /) -> Self: ...  # noqa: D105 - as above
    def __rmul__(self, other: "Self | int", /) -> Self: ...  # noqa: D105 - as above


N = TypeVar("N", bound=Number)
"""The kind of number that is computed with. What nobody states counts as a whole number, 0 or 1, so
that what is computed is an `N` or an `int`."""


class Basis(StrEnum):
    """What kind of money a line is; the order is that of the reports."""

    REVENUE = "revenue"
    CASH = "cash"
    MARGIN = "margin"
    WRITE_OFF = "write-off"
    CAPACITY = "capacity"
    PLANNED = "planned"


class Formula:
    """
    A formula of the model: call it with keyword arguments of any one kind of number.

    Attributes:
        name: The function's name, as `explain` takes it.
        label: What the result is called in a report.
        source: Where the formula stands: `[C]` and `[P]` are the two texts of the documentation.
        basis: What kind of money the result is; None where the result is no money or is mixed.
        units: Unit of each argument, by name and in order.
        result: Unit of the result.
    """

    def __init__(
        self, function: Callable[..., Number], *, label: str, source: str, basis: Basis | None
    ) -> None:
        update_wrapper(self, function)
        self._function: Callable[..., Any] = function
        self.name = function.__name__
        self.label = label
        self.source = source
        self.basis = basis
        units = {
            name: annotation.__metadata__[0] for name, annotation in function.__annotations__.items()
        }
        self.result: str = units.pop("return")
        self.units: Mapping[str, str] = units

    def __call__(self, **arguments: N | int) -> N | int:
        """Apply the formula."""
        result: N | int = self._function(**arguments)
        return result

    def __repr__(self) -> str:
        """Name the formula, for test ids and messages."""
        return f"<formula {self.name}>"

    @cached_property
    def documentation(self) -> str:
        """The docstring, without its indentation."""
        return inspect.cleandoc(self.__doc__ or "")

    @cached_property
    def equation(self) -> str:
        """
        The right side of the equation in words, grouped as the source groups it.

        Empty where Python runs without docstrings (`-OO`); reports then say the traced product.
        """
        found = re.search(r"^ {4}\w[\w ]* = (.+(?:\n {5,}.+)*)", self.documentation, re.MULTILINE)
        return re.sub(r"\n +", " ", found[1]) if found else ""


def formula(
    *, label: str, source: str, basis: Basis | None = None
) -> Callable[[Callable[..., Number]], Formula]:
    """
    Declare a function to be a formula of the model.

    The function takes keyword-only arguments annotated `Annotated[Number, UNIT]`, uses `+ - *` and
    whole-number literals alone, and writes its equation in words in its docstring, on a line
    `cost = (first argument x second argument) x third`; a long one goes on below, indented further.

    Args:
        label: What the result is called in a report.
        source: The line of the source text it stands on.
        basis: What kind of money the result is.
    """

    def declare(function: Callable[..., Number]) -> Formula:
        return Formula(function, label=label, source=source, basis=basis)

    return declare
