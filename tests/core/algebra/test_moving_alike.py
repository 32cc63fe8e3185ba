"""Inputs that move a figure alike have one key, and rates in the proportion of their slopes."""

from decimal import Decimal

import pytest

from omsrisk.core.algebra.moving_alike import MovingAlike
from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact

A, B, C, D = (symbol(path) for path in "abcd")
FAILS, RATE = symbol("fails"), symbol("rate")
NUMBERS = {
    "a": Decimal(2),
    "b": Decimal(3),
    "c": Decimal(5),
    "d": Decimal(7),
    "fails": Decimal("0.4"),
    "rate": Decimal("0.1"),
}


def alike(figure: object) -> MovingAlike:
    """Take a figure in which chance decides on `fails` and on `rate`."""
    assert not isinstance(figure, int)
    with exact(ENOUGH_DIGITS):
        return MovingAlike([(figure, NUMBERS)], {"fails", "rate"})  # type: ignore[list-item]


def test_factors_of_one_product_move_alike() -> None:
    """The slopes in a and b are b and a times the same event: 3 to 2."""
    found = alike(A * B * FAILS + C * RATE)
    one, other, apart = (found.of(path) for path in "abc")
    assert one is not None
    assert other is not None
    assert apart is not None
    assert one.key == other.key != apart.key
    assert one.rate / other.rate == pytest.approx(1.5, rel=1e-12)
    assert not one.is_even


def test_what_chance_does_not_touch_moves_evenly() -> None:
    """A plain cost moves every outcome by itself; so does one that is taken off."""
    found = alike(A * B - C + D * FAILS).of
    cost, off, event = found("a"), found("c"), found("d")
    assert cost is not None
    assert off is not None
    assert event is not None
    assert (cost.is_even, cost.rate) == (True, 3)
    assert (off.is_even, off.rate) == (True, -1)
    assert not event.is_even


def test_a_cap_on_what_is_random_is_no_number() -> None:
    """A factor that is the lesser of two, of which chance decides on one, is not even."""
    figure = A * (FAILS * B).or_less(C) + D * C
    found = alike(figure)
    capped, plain = found.of("a"), found.of("d")
    assert capped is not None
    assert plain is not None
    assert not capped.is_even
    assert plain.is_even
    assert capped.key != plain.key


def test_a_step_of_what_is_certain_is_its_number() -> None:
    """The lesser of two certain numbers counts as what it is."""
    found = alike(A * B.or_less(C) + D * C).of("a")
    assert found is not None
    assert (found.is_even, found.rate) == (True, 3)


@pytest.mark.parametrize(
    ("figure", "path"),
    [(A * A * FAILS, "a"), (A.or_less(C) + B, "a"), (A * B, "d"), (A * (B - B), "a")],
    ids=["a square", "under a cap", "stands nowhere", "moves nothing"],
)
def test_other_inputs_have_no_direction(figure: object, path: str) -> None:
    """Of an input in which the figure is not of degree one nothing is told."""
    assert alike(figure).of(path) is None


def test_different_figures_are_told_apart() -> None:
    """The chances of two events are two directions, their sum a third."""
    found = alike(A * FAILS + B * RATE + C * (FAILS + RATE) + D * (RATE + FAILS))
    keys = [move.key for path in "abcd" if (move := found.of(path)) is not None]
    assert len(keys) == 4
    assert len(set(keys)) == 3
    assert keys[2] == keys[3]
