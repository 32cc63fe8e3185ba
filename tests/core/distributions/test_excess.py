"""What a curve costs more than the least of several, against sums over a fine grid."""

from decimal import Decimal

import pytest

from omsrisk.core.algebra.polynomial import Atom, Polynomial
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.distributions.excess import mean_excess

DAYS = Atom("days")
POINTS = 20_000


def curve(*coefficients: int | str) -> Polynomial:
    """Write a polynomial in one number, the constant first."""
    terms: dict[tuple[tuple[int, int], ...], Decimal] = {
        (() if power == 0 else ((0, power),)): Decimal(one) for power, one in enumerate(coefficients)
    }
    return Polynomial((DAYS,), terms)


def by_sum(curves: list[tuple[str, ...]], chosen: int, distribution: Distribution) -> float:
    """Add up the excess at the middles of many equally likely slices."""
    total = 0.0
    for at in range(POINTS):
        days = distribution.quantile((at + 0.5) / POINTS)
        values = [sum(float(c) * days**power for power, c in enumerate(one)) for one in curves]
        total += values[chosen] - min(values)
    return total / POINTS


CASES = [  # curves, constant first; what is chosen; why
    ([("0", "10000"), ("62000",)], 0, "one root"),
    ([("0", "10000"), ("62000",)], 1, "the other choice"),
    ([("0", "1000", "500"), ("30000", "-200"), ("18000",)], 2, "three, of which one is bent"),
    ([("900", "-700", "100"), ("0",)], 1, "two roots: cheaper in the middle alone"),
    ([("0", "1"), ("500", "1")], 0, "no root: nothing to know"),
]


@pytest.mark.parametrize(
    "distribution",
    [Distribution.from_bounds(2, 10), Distribution.from_range(1, 4, 12)],
    ids=["uniform", "with a likely value"],
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_the_least_between_roots(
    case: tuple[list[tuple[str, ...]], int, str], distribution: Distribution
) -> None:
    """Partial moments between the roots come to what a fine sum comes to."""
    curves, chosen, _ = case
    found = mean_excess([curve(*one) for one in curves], chosen, distribution)
    assert found == pytest.approx(by_sum(curves, chosen, distribution), rel=1e-3, abs=0.05)


def test_the_worked_example() -> None:
    """10,000 a day, uniform between 2 and 10 days, against 62,000: (3.8 / 8) x 19,000 = 9,025."""
    found = mean_excess([curve(0, 10000), curve(62000)], 0, Distribution.from_bounds(2, 10))
    assert found == pytest.approx(9025, abs=1e-6)
