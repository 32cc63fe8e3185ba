"""Catching up after a stop: day by day, as lines, and in every command that asks for days."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from omsrisk import (
    InvalidScenarioError,
    UsageError,
    assess,
    difference,
    means,
    simulate,
    solve,
    sweep,
    timeline,
    tornado,
)
from omsrisk.analysis.metrics import metric_of
from omsrisk.core.calendar import FLAT, ClosedDays, Season, Window
from omsrisk.core.catching_up import MOST_DAYS, CatchUp, NotCaughtUpError
from tests.support.paths import ROOT
from tests.support.phased_texts import scenario_of
from tests.support.uncertain_texts import HEAD, priced

STOP = HEAD + (
    "orders: {daily_volume: 1000, average_value: 100}\n"
    "delay: {duration_days: 3, cancellation_sensitivity: 10%, catch_up_capacity: 120%}\n"
)
PEAK = (ROOT / "docs" / "examples" / "peak.yaml").read_text(encoding="utf-8")
RANGE = PEAK.replace("duration_days: 2\n", "duration_days: {low: 1, likely: 2, high: 5}\n")
FIVE = ClosedDays.of(["mon", "tue", "wed", "thu", "fri"], [date(2027, 3, 26)])
INDICES = ("0", "0.6", "0.8", "1", "1.1", "1.4", "1.7")


def by_day(one: CatchUp, first: date, stop: Fraction) -> Fraction | None:
    """Follow a backlog day by day, the first day after the stop in part."""
    backlog, day = Fraction(0), 0
    while day - stop <= MOST_DAYS:
        here = first + timedelta(days=day)
        is_closed = one.season.closed is not None and one.season.closed.holds(here)
        index = Fraction(one.season.index_of(here))
        end = min(max(stop, Fraction(day)), Fraction(day + 1))
        backlog += (end - day) * index
        if end < day + 1:
            if not backlog:
                return end
            done = Fraction(0) if is_closed else Fraction(one.capacity) - index
            if backlog <= done * (day + 1 - end):
                return end + backlog / done
            backlog -= done * (day + 1 - end)
        day += 1
    return None


def made_up(seed: int) -> tuple[CatchUp, date, random.Random]:
    """Make a season, with closed days or without, a capacity and a day."""
    chance = random.Random(seed)  # noqa: S311 - made-up seasons
    indices = tuple(Decimal(chance.choice(INDICES)) for _ in range(12))
    season = Season(indices, chance.choice([None, None, FIVE]))
    capacity = Decimal(chance.choice(["1.05", "1.2", "1.5", "2"]))
    return CatchUp(capacity, season), date(2027, chance.randint(1, 12), chance.randint(1, 28)), chance


@pytest.mark.parametrize("seed", range(40))
def test_as_day_by_day(seed: int) -> None:
    """Whole stops and stops in part: the same end to 12 places, or never in both."""
    one, first, chance = made_up(seed)
    for stop in (Decimal(chance.randint(0, 40)), Decimal(chance.randint(0, 4000)).scaleb(-2)):
        wanted = by_day(one, first, Fraction(stop))
        try:
            found = one.window_of(first, stop)
        except NotCaughtUpError:
            assert wanted is None or wanted - Fraction(stop) > MOST_DAYS
            continue
        assert wanted is not None
        assert abs(Fraction(found) - wanted) <= Fraction(1, 2 * 10**12)


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_its_lines_are_its_values(seed: int) -> None:
    """Between two lines the effective days are what the stop itself comes to."""
    one, first, chance = made_up(seed)
    window = Window(first, one.season, since=chance.choice([0, 3]), catch_up=one)
    lines = []
    for line in window.lines():
        lines.append(line)
        if line.start > 40:
            break
    for _ in range(20):
        stop = Fraction(chance.randint(1, 3000), 100)
        try:
            found = window.effective_days(Decimal(stop.numerator) / Decimal(stop.denominator))
        except NotCaughtUpError:
            continue
        last = [line for line in lines if line.start < stop][-1]
        told = last.value + (stop - last.start) * last.slope
        assert abs(Fraction(found) - told) < Fraction(1, 10**9)


def test_without_a_season_a_day_brings_so_many_more() -> None:
    """At 120 % a stop of 3 days leaves 3 days of orders and takes 15 more: a window of 18."""
    assert CatchUp(Decimal("1.2"), FLAT).window_of(date(2027, 1, 1), Decimal(3)) == 18
    assert CatchUp(Decimal("1.2"), FLAT).average == pytest.approx(6)
    found = priced(STOP)
    assert metric_of(found.exposure, "delay") == 18 * 1000 * 100 * Decimal("0.1")
    assert metric_of(found.exposure, "order_value_delayed") == 1_800_000


def test_items_of_the_delay_count_the_whole_window() -> None:
    """Days of the delay are those of the calendar until the backlog is clear, season or not."""
    fine = "items: [{item: Fine, per: day_of_delay, unit_cost: 10}]\n"
    items = f"stabilisation:\n  duration_days: 60\n  {fine}"
    assert metric_of(priced(STOP + items).exposure, "stabilisation") == 180
    grace = items.replace("unit_cost", "grace_days: 4, unit_cost")
    assert metric_of(priced(STOP + grace).exposure, "stabilisation") == 140
    at_peak = PEAK.replace(
        "  support:", "  items: [{item: Fine, per: day_of_delay, unit_cost: 10}]\n  support:"
    )
    assert metric_of(priced(at_peak).exposure, "stabilisation.fine") == 90


def test_a_course_weighs_the_days_of_the_whole_window() -> None:
    """Half of each of the first 10 days, then all: 5 + 8 of 18."""
    course = STOP.replace("120%}", "120%, profile: [{until_day: 10, index: 0.5}, {index: 1}]}")
    assert metric_of(priced(course).exposure, "delay") == 130_000


def test_the_timeline_adds_up_and_ends_with_the_backlog() -> None:
    """The delay falls on its stop and the days after it."""
    laid_out = timeline(priced(PEAK.split("stabilisation:")[0]), by="day")
    assert sum(one.amount for one in laid_out.periods) == laid_out.total == 105_000
    assert len(laid_out.periods) == 9


@pytest.mark.parametrize(
    ("capacity", "stop"), [("100%", "3"), ("0%", "3"), ("90%", "3"), ("120%", "900")]
)
def test_what_is_never_clear_is_a_finding(capacity: str, stop: str) -> None:
    """At the place of the capacity, with the stop."""
    text = STOP.replace("120%", capacity).replace("duration_days: 3", f"duration_days: {stop}")
    with pytest.raises(InvalidScenarioError) as raised:
        priced(text)
    assert [one.code for one in raised.value.findings] == ["SCN317"]


def test_the_ends_of_a_range_are_looked_at() -> None:
    """The likely stop is clear, and the longest is not."""
    text = STOP.replace("duration_days: 3", "duration_days: {low: 1, likely: 3, high: 900}")
    with pytest.raises(InvalidScenarioError) as raised:
        priced(text)
    assert "a stop of 900 days" in raised.value.findings[0].message


def test_a_phase_has_its_own_capacity_or_the_scenarios() -> None:
    """It takes the scenario's where it states none, and each has its own go-live."""
    phases = (
        "phases:\n  - {name: A, share_of_orders: 40%}\n"
        "  - {name: B, share_of_orders: 60%, delay: {catch_up_capacity: 130%}}\n"
    )
    exposure = priced(STOP + phases).exposure
    first, second = (one.expected() for one in exposure.phases)
    assert first == 72_000
    assert second == 78_000


def test_means_and_distributions_know_the_jump() -> None:
    """Exact distribution, closed form and trials of a stop whose window jumps behind the peak."""
    scenario = priced(RANGE)
    mean = means(scenario).totals["net_exposure"]
    assert mean is not None
    assert float(mean) == pytest.approx(265_891.38, abs=0.01)
    worked_out = simulate(scenario, method="exact").shown.summary.mean
    assert worked_out.value == pytest.approx(float(mean), rel=1e-6)
    sampled = simulate(scenario, trials=200_000).shown.summary.mean
    assert abs(sampled.value - float(mean)) < 4 * sampled.error


def test_solve_and_tornado_follow() -> None:
    """Where the window jumps over a target, the days before the jump are told."""
    found = solve(priced(PEAK), "delay.duration_days", target=Decimal(500_000))
    (root,) = found.solutions
    assert not root.is_exact
    before, after = (
        PEAK.replace("duration_days: 2\n", f"duration_days: {root.value + beside:.9f}\n")
        for beside in (Decimal("-1e-6"), Decimal("1e-6"))
    )
    assert priced(before).net_exposure < 500_000 < priced(after).net_exposure
    plain = solve(priced(STOP), "delay.duration_days", target=Decimal(300_000))
    (exact,) = plain.solutions
    assert exact.value == 5
    assert exact.is_exact
    bars = {bar.path: bar for bar in tornado(priced(PEAK)).bars}
    november = bars["calendar.season.nov"]
    assert november.high == priced(PEAK.replace("nov: 1.4", "nov: 1.68")).net_exposure


def test_diff_prices_another_capacity_alone() -> None:
    """It is a setting, as dates are."""
    old, new = (priced(text) for text in (STOP, STOP.replace("120%", "130%")))
    (changed,) = difference(old, new).settings
    assert (changed.path, changed.old, changed.new) == (
        "delay.catch_up_capacity",
        ("120%",),
        ("130%",),
    )
    assert changed.effect == -50_000


def test_a_sweep_of_the_capacity_is_files_that_state_it() -> None:
    """It is no input of a formula: each point is priced anew, in the phases that have it, too."""
    phases = (
        "phases:\n  - {name: A, share_of_orders: 40%}\n"
        "  - {name: B, share_of_orders: 60%, delay: {catch_up_capacity: 130%}}\n"
    )
    for text, path in (
        (STOP, "delay.catch_up_capacity"),
        (PEAK, "delay.catch_up_capacity"),
        (STOP + phases, "delay.catch_up_capacity"),
        (STOP + phases, "phases.b.delay.catch_up_capacity"),
    ):
        found = sweep([priced(text)], [f"{path}=115%,150%,2"], metrics=["net_exposure"])
        for point, capacity in zip(found.points, ("115%", "150%", "200%"), strict=True):
            there = assess(scenario_of(text, {path: capacity}))
            assert point.values[0][0] == there.net_exposure
    with pytest.raises(UsageError, match="cannot be solved for"):
        solve(priced(STOP), "delay.catch_up_capacity", target=Decimal(1))
    with pytest.raises(UsageError, match="does not state"):
        sweep([priced(STOP.replace(", catch_up_capacity: 120%", ""))],
              ["delay.catch_up_capacity=1.2"])  # fmt: skip
    with pytest.raises(NotCaughtUpError):
        list(sweep([priced(STOP)], ["delay.catch_up_capacity=0,2"]).points)


def test_tickets_follow_the_season() -> None:
    """45 days from 2027-10-25: 7 of October, 30 of November, 8 of December."""
    days = 7 * Decimal("1.1") + 30 * Decimal("1.4") + 8 * Decimal("1.7")
    found = priced(PEAK).exposure
    assert metric_of(found, "stabilisation.support") == days * 80 * 12
    left_out = PEAK.replace("    follows_season: true\n", "")
    assert metric_of(priced(left_out).exposure, "stabilisation.support") == 45 * 80 * 12
    closed = PEAK.replace("  season:", "  working_days: [mon, tue]\n  season:").replace(
        "150%", "300%"
    )
    assert metric_of(priced(closed).exposure, "stabilisation.support") == days * 80 * 12, (
        "on all days"
    )


def test_tickets_of_a_go_live_that_fails_follow_as_it_says() -> None:
    """What is said for a go-live that fails stands in the place of the rest."""
    failing = PEAK.replace(
        "  support:", "  if_it_fails: {support: {follows_season: false}}\n  support:"
    )
    days = 7 * Decimal("1.1") + 30 * Decimal("1.4") + 8 * Decimal("1.7")
    found = priced("likelihood: 50%\n" + failing).exposure
    assert found.totals["stabilisation"] == (days + 45) / 2 * 80 * 12


def test_without_a_season_there_is_none_to_follow() -> None:
    """A warning, and no figure moves."""
    text = STOP + (
        "stabilisation: {duration_days: 45, support: {extra_tickets_per_day: 80, "
        "cost_per_ticket: 12, "
        "follows_season: true}}\n"
    )
    found = priced(text).scenario
    assert [one.code for one in found.findings] == ["SCN113"]
