"""Tables: straight lines between many points, held to the distributions and windows behind them."""

import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from omsrisk.core.calendar import Window, season_of
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.simulation.lookup import (
    STEPS,
    EffectiveDays,
    LookupTable,
    Quantiles,
    normal_quantiles,
    normal_shares,
    quantiles_of,
)
from omsrisk.simulation.random_numbers import Array

EXAMPLES = (
    Distribution.from_range(2, 10, 45),
    Distribution.from_range(0, 0, 10),
    Distribution.from_range(0, 10, 10),
    Distribution.from_range(0.01, 0.03, 0.09),
    Distribution.from_interval(0.03, 0.2, 0.05, "pert", 0.05),
    Distribution.from_range(2, 10, 45, "triangular"),
    Distribution.from_range(0, 0, 10, "triangular"),
    Distribution.from_range(0, 10, 10, "triangular"),
    Distribution.from_bounds(-3, 8),
    Distribution("lognormal", (0.5, 0.75)),
    Distribution("lognormal", (0.5, 3.0)),
    Distribution("normal", (-1.0, 2.0)),
    Distribution.within(0.01, 0.2, 0.05, (0, 1), 0.05),
    Distribution.within(0.4, 0.95, 0.05, (0, 1), 0.41),
    Distribution.within(0.01, 0.2, 0.05, (0, 1)),
    Distribution.within(0.00001, 0.999, 0.05, (0, 1)),
)
FLAT_AT_THE_ENDS = {"two-sided power", "logit-normal"}
"""Kinds within bounds that reach them so rarely that their ends are computed one by one, too."""

UNBOUNDED = tuple(one for one in EXAMPLES if math.isinf(one.high) or one.kind in FLAT_AT_THE_ENDS)
BOUNDED = tuple(one for one in EXAMPLES if one not in UNBOUNDED)

INNER = (0.0005, 0.001, 0.01, 0.05, 0.1, 0.25, 0.3, 0.5, 0.618, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9995)
OUTER = (2.0**-53, 1e-15, 1e-12, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4)
TAIL = 64 / STEPS
"""Beyond it, at an end without a bound, quantiles are computed one by one."""


def name_of(one: Distribution) -> str:
    """Tell examples apart."""
    return f"{one.kind} {one.parameters}"


@pytest.mark.parametrize("one", EXAMPLES, ids=name_of)
def test_tables_are_the_quantiles(one: Distribution) -> None:
    """Between 0.05 % and 99.95 % no line is further from its curve than 1/10,000 of a deviation."""
    found = Quantiles(one)(np.array(INNER))
    wanted = [one.quantile(p) for p in INNER]
    assert found.tolist() == pytest.approx(wanted, abs=1e-4 * one.standard_deviation)
    middle = [p for p in INNER if 0.01 <= p <= 0.99]
    found = Quantiles(one)(np.array(middle))
    wanted = [one.quantile(p) for p in middle]
    assert found.tolist() == pytest.approx(wanted, abs=1e-6 * one.standard_deviation, rel=1e-6)


@pytest.mark.parametrize("one", BOUNDED, ids=name_of)
def test_ends_of_bounded_tables_lie_between_the_neighbours(one: Distribution) -> None:
    """In the outermost steps, too: each number lies between the quantiles of its step."""
    table = Quantiles(one)
    for p in (*OUTER, *(1 - p for p in OUTER)):
        step = math.floor(p * STEPS)
        found = float(table(np.array([p]))[0])
        room = 1e-5 * one.standard_deviation
        assert one.quantile(step / STEPS) - room <= found <= one.quantile((step + 1) / STEPS) + room
    assert table(np.array([0.0]))[0] == one.low
    assert table(np.array([np.nextafter(1.0, 0.0)]))[0] == pytest.approx(one.high, rel=1e-9)


@pytest.mark.parametrize("one", UNBOUNDED, ids=name_of)
def test_tails_without_a_bound_are_exact(one: Distribution) -> None:
    """Where numbers are rare enough to be seen, each is the quantile itself."""
    p = [*OUTER, TAIL * 0.99, *(1 - p for p in OUTER), 1 - TAIL * 0.99]
    assert Quantiles(one)(np.array(p)).tolist() == [one.quantile(each) for each in p]
    ends = Quantiles(one)(np.array([0.0, np.nextafter(1.0, 0.0)]))
    assert ends[0] == one.quantile(2.0**-54)
    assert ends[1] == one.quantile(1 - 2.0**-53)


@pytest.mark.parametrize("one", EXAMPLES, ids=name_of)
def test_the_bias_of_a_mean_is_negligible(one: Distribution) -> None:
    """The mean of a table is that of its distribution to 5 millionths of a deviation, mostly to 2."""
    inner = np.arange(64, STEPS - 64) if one in UNBOUNDED else np.arange(STEPS)
    middles = Quantiles(one)((inner + 0.5) / STEPS)  # a line's mean is its middle
    low, high = one.quantile(inner[0] / STEPS), one.quantile((inner[-1] + 1) / STEPS)
    bias = abs(float(middles.sum()) / STEPS - one.partial_moment(1, low, high))
    is_steep = one.kind == "logit-normal" or (one.kind == "pert" and not 0.1 < _part(one) < 0.9)
    assert bias < (5e-6 if is_steep else 2e-6) * one.standard_deviation


def _part(one: Distribution) -> float:
    low, likely, high = one.parameters
    return (likely - low) / (high - low)


@pytest.mark.parametrize("one", BOUNDED, ids=name_of)
def test_the_deviation_of_a_table(one: Distribution) -> None:
    """The deviation of a table is that of its distribution to 1/10,000."""
    uniform = (np.arange(4 * STEPS) + 0.5) / (4 * STEPS)
    assert Quantiles(one)(uniform).std() == pytest.approx(one.standard_deviation, rel=1e-4)


@pytest.mark.parametrize("one", EXAMPLES, ids=name_of)
def test_tables_rise(one: Distribution) -> None:
    """A larger uniform number never gives a smaller quantile."""
    uniform = np.sort(np.random.default_rng(3).random(20_000))
    assert (np.diff(Quantiles(one)(uniform)) >= 0).all()


def test_numbers_go_in_and_are_not_changed() -> None:
    """A stream that several tables read is the same for each of them."""
    uniform = np.random.default_rng(5).random(1_000)
    before = uniform.copy()
    for one in EXAMPLES:
        Quantiles(one)(uniform)
    normal_shares(normal_quantiles()(uniform))
    assert (uniform == before).all()


def test_a_table_is_made_once() -> None:
    """Whoever asks for the same distribution again has the same table."""
    assert quantiles_of(EXAMPLES[0]) is quantiles_of(Distribution.from_range(2, 10, 45))
    assert quantiles_of(EXAMPLES[0]) is not quantiles_of(EXAMPLES[1])


def test_normal_numbers_and_back() -> None:
    """Uniform numbers made normal and uniform again are what they were."""
    uniform = np.random.default_rng(7).random(50_000)
    assert np.abs(normal_shares(normal_quantiles()(uniform)) - uniform).max() < 1e-7
    far = np.array([1e-9, 1e-6, 1e-4, 0.001, 0.01])
    back = normal_shares(normal_quantiles()(far))
    assert back.tolist() == pytest.approx(far.tolist(), rel=1e-4)


def test_normal_shares_are_uniform_numbers() -> None:
    """However far out: never below 0, never 1, so that any table can be asked."""
    shares = normal_shares(np.array([-1e9, -40.0, -8.3, -1.0, 0.0, 1.0, 8.3, 40.0, 1e9]))
    assert (shares >= 0).all()
    assert (shares < 1).all()
    assert shares[4] == pytest.approx(0.5, rel=1e-12)
    assert shares[3] == pytest.approx(0.15865525393145705, rel=1e-6)
    assert (np.diff(shares) >= 0).all()
    for one in EXAMPLES:
        assert np.isfinite(Quantiles(one)(shares)).all()


def test_lines_between_values() -> None:
    """A table gives its values at the ends of the steps, and lines between."""
    table = LookupTable(np.array([1.0, 3.0, 2.0]), start=-1.0, step=0.5)
    assert table(np.array([-1.0, -0.75, -0.5, -0.25])).tolist() == [1.0, 2.0, 3.0, 2.5]


YEAR = ("0.8", "0.7", "0.8", "0.9", "0.9", "0.8", "0.8", "0.8", "1", "1.1", "1.5", "1.9")
WINDOWS = [  # go-live, backwards, why
    (date(2027, 2, 15), False, "after a go-live in a slow month"),
    (date(2027, 11, 8), False, "into the peak"),
    (date(2027, 1, 3), True, "a freeze over the turn of the year"),
    (date(2028, 2, 29), False, "from a leap day"),
    (date(2028, 3, 1), True, "back to a leap day"),
]


@pytest.mark.parametrize("case", WINDOWS, ids=lambda case: case[-1])
def test_effective_days_are_those_of_the_window(case: tuple[date, bool, str]) -> None:
    """Whole days, parts of days, windows of years and of centuries: the same as one by one."""
    window = Window(case[0], season_of([Decimal(one) for one in YEAR]), backwards=case[1])
    days = EffectiveDays(window)
    rng = np.random.default_rng(11)
    some: list[Array] = [
        np.array([0.0, 0.25, 1.0, 1.5, 13.999, 14.0, 14.001, 27.0, 28.0]),
        rng.random(200) * 90,
        np.array([3.0, 7.5]),  # shorter than what was asked before
        rng.random(50) * 9_999,
        np.array([9_999.5, 10_000.0, 10_000.25, 12_345.6, 146_097.0, 146_100.5, 1e6, 1e9]),
        rng.random(20) * 40_000,
    ]
    for numbers in some:
        before = numbers.tolist()
        wanted = [window.effective_days(one) for one in before]
        assert days(numbers).tolist() == pytest.approx(wanted, rel=1e-11, abs=1e-11)
        assert numbers.tolist() == before
