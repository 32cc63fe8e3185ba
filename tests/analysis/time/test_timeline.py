"""The timeline adds up, and puts each line on its own days."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from omsrisk import UsageError, assess, load
from omsrisk.analysis.time.timeline import Timeline, timeline
from omsrisk.analysis.uncertainty.means import means
from omsrisk.core.money import to_minor_unit
from tests.support.paths import SCENARIOS

ALL = sorted(SCENARIOS.rglob("[!._]*.yaml"))
HEAD = "currency: USD\norders: {daily_volume: 100, average_value: 10}\n"
DELAY = "delay: {duration_days: 10, cancellation_sensitivity: 10%}\n"


def of(folder: Path, text: str, by: str = "day") -> Timeline:
    """Spread a scenario given as text."""
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return timeline(assess(load(path)), by=by)


def test_there_are_scenarios() -> None:
    """The walk finds the examples."""
    assert len(ALL) > 12


@pytest.mark.parametrize("by", ["day", "week", "month", "quarter"])
@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_it_adds_up(path: Path, by: str) -> None:
    """Periods add up to the mean of the net exposure to the cent, without a gap, in order."""
    one = assess(load(path))
    result = timeline(one, by=by, fiscal_start=4)
    net = means(one).totals["net_exposure"] or Decimal(0)
    total = to_minor_unit(net, one.scenario.minor_digits)
    assert sum((period.amount for period in result.periods), Decimal(0)) == total
    assert result.periods[-1].cumulative == total
    for before, after in pairwise(result.periods):
        assert before.start < after.start  # type: ignore[operator]  # days of one kind
        assert after.cumulative == before.cumulative + after.amount


def test_without_a_go_live_days_are_numbered_from_1(tmp_path: Path) -> None:
    """Day 1 is the go-live; ten days of delay fall evenly on days 1 to 10."""
    result = of(tmp_path, HEAD + DELAY)
    assert [period.start for period in result.periods] == list(range(1, 11))
    assert {period.amount for period in result.periods} == {Decimal("100.00")}
    assert result.nine_tenths_on == 9


def test_a_freeze_ends_on_the_eve(tmp_path: Path) -> None:
    """Freeze and delay never overlap: the eve of the go-live is the last day of the freeze."""
    text = HEAD + DELAY + "stabilisation: {freeze: {duration_days: 2}}\n"
    text += "calendar: {go_live: 2027-03-01}\n"
    result = of(tmp_path, text)
    assert result.periods[0].start == date(2027, 2, 27)
    assert [period.amount for period in result.periods[:3]] == [Decimal(100)] * 3


def test_a_freeze_in_part(tmp_path: Path) -> None:
    """A freeze of two and a half days begins within its first day."""
    text = HEAD + DELAY + "stabilisation: {freeze: {duration_days: 2.5}}\n"
    result = of(tmp_path, text)
    assert [period.start for period in result.periods[:4]] == [-2, -1, 0, 1]
    assert [str(period.amount) for period in result.periods[:3]] == ["50.00", "100.00", "100.00"]


def test_a_course_without_a_go_live(tmp_path: Path) -> None:
    """Days before a go-live without a date lie in no month: a course beside a freeze is laid out."""
    text = HEAD + "delay:\n  duration_days: 10\n  cancellation_sensitivity: 10%\n"
    text += "  profile: [{until_day: 4, index: 0}, {index: 1}]\n"
    text += "stabilisation:\n  freeze: {duration_days: 2}\n"
    text += "  parallel_running: {cost_per_day: 5, duration_days: 40}\n"
    result = of(tmp_path, text)
    assert [str(period.amount) for period in result.periods[:8]] == [
        *("100.00", "100.00", "5.00", "5.00", "5.00", "5.00", "105.00", "105.00")
    ]
    assert result.cash_low_on == 40
    assert result.nine_tenths_on == 20


def test_a_season_weighs_the_days(tmp_path: Path) -> None:
    """Order-driven lines follow the daily index: a window over the end of a year."""
    text = HEAD + "delay: {duration_days: 4, cancellation_sensitivity: 10%}\n"
    text += "calendar: {go_live: 2027-12-30, season: {dec: 2, jan: 0.5, feb: 0.5}}\n"
    result = of(tmp_path, text)
    assert [str(period.amount) for period in result.periods] == ["200.00", "200.00", "50.00", "50.00"]


def test_a_day_in_part(tmp_path: Path) -> None:
    """Two and a half days: the last one carries half."""
    result = of(tmp_path, HEAD + DELAY.replace("10,", "2.5,"))
    assert [str(period.amount) for period in result.periods] == ["100.00", "100.00", "50.00"]


def test_planned_items_fall_on_their_day(tmp_path: Path) -> None:
    """An item is paid on the first go-live, or on the day it names; waiting over the days waited."""
    text = (
        HEAD
        + DELAY
        + (
            "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-02-05,"
            " cost_of_waiting_per_day: 7}\n"
            "programme: {items: [{item: A, amount: 1000}, {item: B, amount: 30, on: 2027-01-31}]}\n"
        )
    )
    result = of(tmp_path, text)
    amounts = {period.start: period.amount for period in result.periods}
    assert result.periods[0].start == date(2027, 1, 31)
    assert amounts[date(2027, 1, 31)] == 30
    assert amounts[date(2027, 2, 5)] == 7
    assert amounts[date(2027, 2, 14)] == 7
    assert amounts[date(2027, 2, 15)] == 1100


def amounts_of(result: Timeline) -> dict[date | int, str]:
    """Give what falls on each day on which something does."""
    return {one.start: str(one.amount) for one in result.periods if one.amount}


def test_what_is_paid_over_days_falls_evenly(tmp_path: Path) -> None:
    """An item from one day to another falls on both and on all between, the same each day."""
    text = HEAD + "hidden_costs: {brand_damage: 0}\ncalendar: {go_live: 2027-02-15}\n"
    text += "programme: {items: [{item: A, amount: 90, from: 2027-01-30, to: 2027-02-01}]}\n"
    result = of(tmp_path, text)
    days = [date(2027, 1, 30), date(2027, 1, 31), date(2027, 2, 1)]
    assert amounts_of(result) == dict.fromkeys(days, "30.00")


def test_gaps_and_measures_are_planned(tmp_path: Path) -> None:
    """What was decided falls on the first go-live, or on its own day, not on the weeks after it."""
    text = HEAD + "hidden_costs: {brand_damage: 0}\nstabilisation: {duration_days: 20, items: []}\n"
    text += (
        "calendar: {go_live: 2027-02-15}\n"
        "gaps:\n"
        "  - {area: A, decision: modify, modification_cost: 100, postpones_by_days: 3}\n"
        "  - {area: B, decision: change_process, process_change_cost: 7, on: 2027-01-10}\n"
        "mitigations:\n"
        "  - {name: M, cost: 1000, effects: {orders.daily_volume: {multiply: 1}}}\n"
        "  - {name: N, cost: [{item: X, amount: 5}, {item: Y, amount: 6}], on: 2027-01-11,"
        " effects: {orders.daily_volume: {multiply: 1}}}\n"
    )
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    result = timeline(assess(load(path, taken=["M", "N"])), by="day")
    assert amounts_of(result) == {
        date(2027, 1, 10): "7.00",
        date(2027, 1, 11): "11.00",
        date(2027, 2, 18): "1100.00",
    }


def test_what_a_phase_adds_falls_with_that_phase(tmp_path: Path) -> None:
    """Items and recoveries of a phase fall on its own go-live; one of the same name on the first."""
    text = HEAD + "hidden_costs: {brand_damage: 0}\n"
    text += (
        "programme: {items: [{item: X, amount: 900}]}\n"
        "recoveries: [{item: R, amount: 90}]\n"
        "stabilisation: {duration_days: 1, items: []}\n"
        "phases:\n"
        "  - {name: A, share_of_orders: 50%, go_live: 2027-01-01,"
        " recoveries: [{item: R, amount: 4, contingent: false}]}\n"
        "  - {name: B, share_of_orders: 50%, go_live: 2027-02-01,"
        " programme: {items: [{item: X, amount: 70}, {item: Y, amount: 5, on: 2027-03-01}]}}\n"
    )
    assert amounts_of(of(tmp_path, text)) == {
        date(2027, 1, 1): "851.00",
        date(2027, 2, 1): "25.00",
        date(2027, 3, 1): "5.00",
    }


def test_the_low_of_cash_may_lie_within_a_window(tmp_path: Path) -> None:
    """A month in which orders ebb turns the course of cash in the middle of every window."""
    text = (
        "currency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
        "data_misalignment: {exposure_days: 59, error_correction_cost: 1,"
        " data_inaccuracy_rate: 10%}\n"
        "stabilisation: {duration_days: 59, items: []}\n"
        "recoveries: [{item: Insurance, amount: 7080}]\n"
        "calendar: {go_live: 2027-01-01, season: {jan: 2, feb: 0.5}}\n"
    )
    for by in ("day", "quarter"):
        result = of(tmp_path, text, by)
        assert (result.cash_low, result.cash_low_on) == (Decimal("2480.00"), date(2027, 1, 31))


def test_the_low_point_of_cash(tmp_path: Path) -> None:
    """Only cash and planned lines count; a recovery afterwards brings some of it back."""
    text = (
        HEAD
        + DELAY
        + (
            "programme: {items: [{item: A, amount: 1000}]}\n"
            "stabilisation: {duration_days: 20, items: []}\n"
            "recoveries: [{item: R, amount: 400}]\n"
        )
    )
    result = of(tmp_path, text)
    assert result.cash_low == Decimal(980)
    assert result.cash_low_on == 1


def test_phases_fall_on_their_own_days(tmp_path: Path) -> None:
    """Each phase begins on its own go-live; its part is weighted by its share."""
    text = (
        HEAD
        + DELAY
        + (
            "phases:\n  - {name: A, share_of_orders: 25%, go_live: 2027-01-01}\n"
            "  - {name: B, share_of_orders: 75%, go_live: 2027-02-01}\n"
        )
    )
    result = of(tmp_path, text)
    amounts = {period.start: str(period.amount) for period in result.periods}
    assert amounts[date(2027, 1, 10)] == "25.00"
    assert amounts[date(2027, 1, 11)] == "0.00"
    assert amounts[date(2027, 2, 1)] == "75.00"


def test_fiscal_quarters(tmp_path: Path) -> None:
    """Quarters count from the month in which the fiscal year begins."""
    path = tmp_path / "case.yaml"
    path.write_text(HEAD + DELAY + "calendar: {go_live: 2027-02-15}\n", encoding="utf-8")
    one = assess(load(path))
    assert timeline(one, by="quarter", fiscal_start=2).periods[0].start == date(2027, 2, 1)
    assert timeline(one, by="quarter", fiscal_start=4).periods[0].start == date(2027, 1, 1)
    assert timeline(one, by="quarter", fiscal_start=3).periods[0].start == date(2026, 12, 1)


def test_a_window_of_ages_is_refused(tmp_path: Path) -> None:
    """A window that no calendar holds is told, not laid out."""
    with pytest.raises(UsageError, match="too long"):
        of(tmp_path, HEAD + DELAY.replace("10,", "123456789012345678,"))
