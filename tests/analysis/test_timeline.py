"""The timeline adds up, and puts each line on its own days."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from omsrisk import UsageError, assess, load
from omsrisk.analysis.timeline import Timeline, timeline
from omsrisk.core.money import to_minor_unit

SCENARIOS = Path(__file__).parents[2] / "scenarios"
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
    """Periods add up to the expected net exposure to the cent, without a gap, in order."""
    one = assess(load(path))
    result = timeline(one, by=by, fiscal_start=4)
    total = to_minor_unit(one.totals["net_exposure"] or Decimal(0), one.scenario.minor_digits)
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
