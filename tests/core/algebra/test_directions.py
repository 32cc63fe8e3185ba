"""Which way expressions go, whatever the inputs are that do not move."""

from datetime import date
from decimal import Decimal
from itertools import pairwise, product

import pytest

from omsrisk.core.algebra.directions import Direction, direction_of
from omsrisk.core.algebra.symbols import Symbol, evaluate, symbol
from omsrisk.core.calendar import Window, season_of
from omsrisk.core.catching_up import CatchUp
from omsrisk.core.part_fallen import PartFallen

X, Y, P, Q, R = (symbol(name) for name in ("x", "y", "p", "q", "r"))
BOUNDS = {"x": (0.0, 10.0), "y": (2.0, 5.0), "p": (0.0, 1.0), "q": (0.0, 1.0), "r": (0.0, 1.0)}
WINDOW = Window(date(2027, 11, 15), season_of([Decimal(0)] + [Decimal(1)] * 10 + [Decimal(2)]))
CHAINED = (1 - P) * Q + P * R
"""A likelihood after what the phase before it did."""

RISES, FALLS, STAYS = Direction(may_rise=True), Direction(may_fall=True), Direction()
EITHER = Direction(may_rise=True, may_fall=True)
CASES = [
    (X, RISES, "itself"),
    (Y * P + 3, STAYS, "it is not there"),
    (X * Y + X, RISES, "a sum of what rises"),
    (7 - X, FALLS, "what it is taken off"),
    (X * (Y - 2), RISES, "a factor that is never below nothing"),
    (X * (Y - 6), FALLS, "a factor that is always below nothing"),
    (X * (Y - 3), EITHER, "a factor of either sign"),
    (X * P - X * Q, EITHER, "one of both is the larger"),
    (X * (1 - P), RISES, "the rest of a share"),
    (X * (1 - CHAINED), RISES, "the rest of a share that is a mean of two"),
    (X * (1 - (Q * (1 - P) + R * P)), RISES, "the same, written the other way round"),
    (X * (1 - (Q + P * R)), EITHER, "a sum of two shares may be more than 1"),
    (X.through(WINDOW) * Y, RISES, "more days have more effective days"),
    ((Y - 4).through(WINDOW) * X, EITHER, "of days below nothing nothing is said"),
    (X.or_less(Y * 3), RISES, "an amount with a cap"),
    (Y - X.or_less(Y), FALLS, "what is beyond a cap"),
    (X * (Symbol("number", 0) * (Y - 3)), STAYS, "nothing times anything"),
    (X.through(PartFallen((), 5)), EITHER, "the part that has fallen falls with the length"),
    (X.through(WINDOW._replace(catch_up=CatchUp(Decimal(2), WINDOW.season))), EITHER, "it may jump"),
]  # fmt: skip


def _moved(path: str) -> Direction:
    return RISES if path == "x" else STAYS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_directions(case: tuple[Symbol, Direction, str]) -> None:
    """Each expression goes the way that is told."""
    expression, expected, _ = case
    assert direction_of([expression], _moved, BOUNDS.__getitem__) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_no_expression_goes_another_way(case: tuple[Symbol, Direction, str]) -> None:
    """Computed at the ends of all other inputs, none rises or falls that may not."""
    expression, _, why = case
    found = direction_of([expression], _moved, BOUNDS.__getitem__)
    if why == "of days below nothing nothing is said":
        return
    for ends in product(*(BOUNDS[name] for name in "ypqr")):
        others = dict(zip("ypqr", map(Decimal, ends), strict=True))
        computed = [evaluate(expression, {"x": Decimal(at), **others}) for at in range(11)]
        steps = [after - before for before, after in pairwise(computed)]
        assert found.may_rise or all(one <= 0 for one in steps)
        assert found.may_fall or all(one >= 0 for one in steps)


def test_several_go_their_ways_together() -> None:
    """Figures of which one rises and one falls go both ways; a number goes none."""
    assert direction_of([X, 7 - X], _moved, BOUNDS.__getitem__) == EITHER
    assert direction_of([X, X * Y, 0], _moved, BOUNDS.__getitem__) == RISES
    assert direction_of([], _moved, BOUNDS.__getitem__) == STAYS
