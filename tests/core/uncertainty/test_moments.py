import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.algebra.polynomial import Monomial
from omsrisk.core.calendar import Season, Window, season_of
from omsrisk.core.capping import CappedAmount, CappedPart
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.uncertainty.moments import Moments
from tests.support.gauss import integral

quick = settings(max_examples=30, deadline=None, derandomize=True)

RETAIL = season_of([Decimal(one) / 10 for one in (8, 7, 8, 9, 9, 8, 8, 8, 10, 11, 15, 19)])
AVERAGE = season_of([None] * 12)
LAUNCH = Window(date(2027, 2, 15), RETAIL)
LATER = Window(date(2027, 6, 7), RETAIL)
FREEZE = Window(date(2027, 2, 15), RETAIL, backwards=True)

indices = st.integers(0, 3000).map(lambda one: Decimal(one) / 1000)
seasons = st.lists(indices, min_size=12, max_size=12).map(lambda found: Season(tuple(found)))
windows = st.tuples(st.dates(date(1900, 1, 1), date(2100, 1, 1)), seasons, st.booleans()).map(
    lambda found: Window(*found)
)
EXAMPLES = (
    Distribution.from_range(0, 10, 40),
    Distribution.from_range(2, 12, 42),
    Distribution.from_range(200, 210, 220),
    Distribution.from_range(1, 20, 90, "triangular"),
    Distribution.from_bounds(30, 300),
    Distribution.from_bounds(0, 0.5),
    Distribution("lognormal", (3.4, 0.3)),
    Distribution("normal", (60.0, 8.0)),
)
"""Where a pert, its likely value is such that its density is smooth at both ends."""
names = [f"{one.kind} {one.parameters}" for one in EXAMPLES]

FACTORS: tuple[Monomial, ...] = (
    ((0, 1), (1, 1)),
    ((1, 1),),
    ((1, 2),),
    ((1, 1), (2, 1)),
    ((0, 1), (1, 2), (2, 1)),
    ((0, 1), (1, 1), (2, 1), (3, 1)),
    ((2, 1), (3, 3)),
)
ATOMS = {0: None, 1: LAUNCH, 2: LATER, 3: FREEZE}


def by_integration(one: Distribution, atoms: dict[int, Window | None], factor: Monomial) -> float:
    """Integrate day by day, on each of which effective days are a straight line."""
    first = max(one.low, one.quantile(1e-15) if one.low == -math.inf else one.low)
    last = one.high if one.high < math.inf else one.quantile(0.5) + 700
    corners = {first, last, *(float(day) for day in range(math.ceil(first), math.ceil(last)))}
    if one.kind == "triangular":
        corners.add(one.parameters[1])

    tables = {
        atom: None if window is None else [float(day) for day in window.table(math.ceil(last) + 1)]
        for atom, window in atoms.items()
    }

    def function(days: float) -> float:
        whole = max(0, int(days))  # below 0 days count at the index of the first day
        product = one.density(days)
        for atom, power in factor:
            table = tables[atom]
            number = days
            if table is not None:
                number = table[whole] + (days - whole) * (table[whole + 1] - table[whole])
            product *= number**power
        return product

    return integral(function, sorted(corners), 8)


@pytest.mark.parametrize("factor", FACTORS, ids=str)
@pytest.mark.parametrize("one", EXAMPLES, ids=names)
def test_products_are_integrals(one: Distribution, factor: Monomial) -> None:
    """Each atom and each mixture of them agrees with an integration day by day."""
    found = Moments(one, ATOMS, 4)(factor)
    assert found == pytest.approx(by_integration(one, ATOMS, factor), rel=1e-11)


@quick
@given(one=st.sampled_from(EXAMPLES), first=windows, second=windows)
def test_any_two_windows_have_a_joint_moment(
    one: Distribution, first: Window, second: Window
) -> None:
    """Whatever the season, the anchors and the directions."""
    atoms: dict[int, Window | None] = {0: first, 1: second}
    moments = Moments(one, atoms, 2)
    for factor in (((0, 1),), ((0, 1), (1, 1)), ((1, 2),)):
        expected = by_integration(one, atoms, factor)
        assert moments(factor) == pytest.approx(expected, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("index", ["1", "0.5", "2"])
@pytest.mark.parametrize(
    "one", [*EXAMPLES, Distribution("lognormal", (3.0, 1.5))], ids=[*names, "a wide lognormal"]
)
def test_where_all_months_are_alike_days_are_scaled(one: Distribution, index: str) -> None:
    """A season of one index is a factor."""
    window = Window(date(2027, 2, 15), season_of([Decimal(index)] * 12))
    moments = Moments(one, {0: None, 1: window}, 4)
    for power in range(1, 4):
        scaled = float(index) ** power * one.raw_moment(power + 1)
        assert moments(((0, 1), (1, power))) == pytest.approx(scaled, rel=1e-12)


@pytest.mark.parametrize("one", EXAMPLES, ids=names)
def test_days_that_no_season_weighs_have_their_own_moments(one: Distribution) -> None:
    """To the last digit, beside windows, too."""
    moments = Moments(one, ATOMS, 4)
    assert [moments(((0, power),)) for power in (1, 2, 3)] == [
        one.raw_moment(power) for power in (1, 2, 3)
    ]


def test_one_window_twice_is_its_square() -> None:
    """Two atoms that go through the same window are the same number."""
    one = Distribution.from_range(2, 12, 42)
    moments = Moments(one, {0: LAUNCH, 1: LAUNCH}, 4)
    assert moments(((0, 1), (1, 1))) == pytest.approx(moments(((0, 2),)), rel=1e-14)


def test_within_one_month_days_count_at_its_index() -> None:
    """From 15 February 13 days are left at 0.7; half a day after another month counts from there."""
    one = Distribution.from_bounds(1, 13)
    moments = Moments(one, {0: LAUNCH}, 2)
    assert moments(((0, 2),)) == pytest.approx(0.49 * one.raw_moment(2), rel=1e-14)
    later = Distribution.from_bounds(14, 15)
    assert Moments(later, {0: LAUNCH}, 2)(((0, 1),)) == pytest.approx(14 * 0.7 + 0.4, rel=1e-14)


@pytest.mark.parametrize("window", [LAUNCH, FREEZE], ids=["forwards", "backwards"])
def test_beyond_a_century_the_average_year_goes_on(window: Window) -> None:
    """Three quarters of this range lie there; counted day by day, mean and square are the same."""
    days = 146_097
    table = [float(one) for one in window.table(days)]
    mean = math.fsum(start + end for start, end in pairwise(table)) / 2 / days
    square = math.fsum(a * a + a * b + b * b for a, b in pairwise(table)) / 3 / days
    moments = Moments(Distribution.from_bounds(0, days), {0: window}, 2)
    assert moments(((0, 1),)) == pytest.approx(mean, rel=1e-5)
    assert moments(((0, 2),)) == pytest.approx(square, rel=1e-5)


def test_the_pieces_of_a_cap_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that is priced anew asks for the same ones; another cap or range has its own."""
    found: list[Distribution] = []
    plain = Distribution.partial_moments

    def partial_moments(self: Distribution, most: int, ends: Sequence[float]) -> list[list[float]]:
        found.append(self)
        return plain(self, most, ends)

    monkeypatch.setattr(Distribution, "partial_moments", partial_moments)
    range_ = Distribution.from_range(3, 21, 77)
    capped = CappedAmount(Decimal(0), (CappedPart(Decimal(1), None),), Decimal(29))

    def mean(of: Distribution, window: CappedAmount) -> float:
        return Moments(of, {0: window}, 1)(((0, 1),))

    first = mean(range_, capped)
    assert first == pytest.approx(integral(lambda x: min(x, 29) * range_.density(x), [3, 29, 77]))
    assert mean(range_, capped) == first
    assert len(found) == 1
    assert mean(range_, capped._replace(most=Decimal(28))) < first
    assert mean(Distribution.from_range(3, 22, 77), capped) > first
    assert len(found) == 3
