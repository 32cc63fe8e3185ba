"""Outlines: what is made of open values is filled with any numbers, and nobody looks at one."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from operator import neg
from typing import Any, NamedTuple

import pytest

from omsrisk.core.outlines import LookedAtError, OpenValues, Outline, is_open
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import Totals


class _Pair(NamedTuple):
    first: object
    second: object


class _Word(Enum):
    A = 1


def _filled(make: Callable[[Any, Any], object], *numbers: object) -> object:
    values = OpenValues()
    made = make(values.value("a"), values.value("b"))
    return Outline(made, values, "a, b").filled(*numbers)


MADE: list[tuple[Callable[[Any, Any], object], str]] = [
    (lambda a, b: a + b - 1, "sums"),
    (lambda a, b: 1 - a * (Decimal("0.30") * b), "ints and decimals on both sides"),
    (lambda a, b: 0 + a * a * b, "a value that is used twice"),
    (lambda a, b: (a - b,), "a tuple of one"),
    (lambda a, b: _Pair(a, _Pair("x", [b, None, True, _Word.A])), "one within another"),
    (lambda a, b: {"x": a, ("y", 1): {"z": b}}, "maps"),
    (lambda _, __: {"x": 1, "y": (2, frozenset({3}))}, "nothing that is open"),
    (
        lambda a, b: dict(
            Totals(
                cost_of_failure=a, groups=dict.fromkeys(Group, b), exposure=None, net_exposure=a + b
            )
        ),
        "amounts of an object",
    ),
]


@pytest.mark.parametrize(("make", "name"), MADE, ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.parametrize("numbers", [("2", "3"), ("0", "0.50"), ("-1.250", "1E+3")])
def test_filled(make: Callable[[Any, Any], object], name: str, numbers: tuple[str, str]) -> None:
    """An outline that is filled is what the same steps make of the numbers, to the last digit."""
    assert name
    first, second = map(Decimal, numbers)
    assert repr(_filled(make, first, second)) == repr(make(first, second))


def test_objects_are_made_anew() -> None:
    """An object with open values in it is made anew, and the first one stays as it was."""
    values = OpenValues()
    group = dict.fromkeys(Group, values.value("a"))
    made: Totals[Any] = Totals(
        cost_of_failure=None, groups=group, exposure=values.value("a"), net_exposure=None
    )
    filled = Outline(made, values, "a").filled(Decimal(7))
    assert (filled.exposure, filled.of(Group.RECOVERIES)) == (7, 7)
    assert filled.cost_of_failure is None
    assert is_open(made.exposure)


def test_given_parts_are_handed_on() -> None:
    """A part that is given is the very object that the outline is filled with."""
    values = OpenValues()
    part = _Pair(values.value("p[0]"), "x")
    outline = Outline([part, {"again": part}], values, "p", {id(part): "p"})
    mine = _Pair(5, "y")
    filled: Any = outline.filled(mine)
    assert filled[0] is mine
    assert filled[1]["again"] is mine


LOOKS: list[tuple[Callable[[Any], object], str]] = [
    (bool, "whether it is 0"),
    (hash, "as a key"),
    (str, "as text"),
    (repr, "as text"),
    (lambda one: f"{one:,.2f}", "formatted"),
    (lambda one: one == 1, "compared"),
    (lambda one: one > 1, "compared"),
    (lambda one: one < 1, "compared"),
    (lambda one: max(one, 0), "the larger"),
    (lambda one: one in {1, 2}, "in a set"),
    ([1, 2].count, "in a list"),
    (lambda one: one.is_zero(), "asked"),
    (lambda one: one + 1.5, "with what is not exact"),
    (lambda one: one + "x", "as text that is added to"),
]


@pytest.mark.parametrize(("look", "how"), LOOKS, ids=lambda one: one if isinstance(one, str) else "")
def test_looked_at(look: Callable[[Any], object], how: str) -> None:
    """Whoever looks at an open value is refused: what comes of it would hold for one number alone."""
    assert how
    with pytest.raises(LookedAtError):
        look(OpenValues().value("a"))


def _half(number: Any) -> Any:
    return number / 2


@pytest.mark.parametrize("look", [Decimal, float, int, len, _half, neg])
def test_no_number(look: Callable[[Any], object]) -> None:
    """It is no number, either, and takes part in sums, differences and products alone."""
    with pytest.raises(TypeError):
        look(OpenValues().value("a"))
