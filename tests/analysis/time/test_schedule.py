"""The schedule prices each possible go-live, and ranks it."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import UsageError, assess, load
from omsrisk.analysis.time.schedule import moved, schedule
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.scenario.load import Scenario
from tests.support.paths import SCENARIOS

RETAILER = SCENARIOS / "retailer.yaml"
DATES = """
calendar:
  go_live: 2027-02-15
  backup_go_live: 2027-04-12
  earliest_go_live: 2027-01-15
"""
SEASON = "  season: {jan: 0.8, feb: 0.8, mar: 0.9, nov: 1.2, dec: 1.3}\n"
WAITING = "  cost_of_waiting_per_day: 700\n"


def scenario(folder: Path, text: str) -> Scenario:
    """Load the retailer with other dates than its own."""
    path = folder / "case.yaml"
    undated = RETAILER.read_text(encoding="utf-8").partition("\n# When\n")[0] + "\n"
    path.write_text(undated + text, encoding="utf-8")
    return load(path)


def test_each_candidate_costs_what_calc_says(tmp_path: Path) -> None:
    """A candidate is the same scenario with another go-live, to the last digit."""
    case = scenario(tmp_path, DATES + SEASON + WAITING)
    result = schedule(case)
    assert len(result.candidates) == 13
    for one in result.candidates:
        dates = {"backup_go_live": "2099-01-01", "go_live": one.go_live.isoformat()}
        moved = load(tmp_path / "case.yaml", {f"calendar.{key}": day for key, day in dates.items()})
        assert assess(moved).totals["net_exposure"] == one.net_exposure


MODIFIED = """
gaps:
  - {area: Returns, decision: modify, modification_cost: 900, postpones_by_days: 60}
"""


def test_modifications_postpone_every_day(tmp_path: Path) -> None:
    """A candidate costs what calc says of it, postponed; the backup slips as the go-live does."""
    case = scenario(tmp_path, DATES + SEASON + WAITING + MODIFIED)
    result = schedule(case)
    postponed = timedelta(days=60)
    assert result.candidates[0].go_live == date(2027, 1, 15) + postponed
    assert {one.go_live: one.role for one in result.candidates if one.role} == {
        date(2027, 2, 15) + postponed: "go_live",
        date(2027, 4, 12) + postponed: "backup_go_live",
    }
    for one in result.candidates:
        days = {"backup_go_live": "2099-01-01", "go_live": (one.go_live - postponed).isoformat()}
        stated = load(tmp_path / "case.yaml", {f"calendar.{key}": day for key, day in days.items()})
        assert assess(stated).totals["net_exposure"] == one.net_exposure
    prices = {one.role: one.net_exposure for one in result.candidates}
    assert result.slipping == prices["backup_go_live"] - prices["go_live"] > 0
    with pytest.raises(UsageError, match="before the earliest go-live, 2027-03-16"):
        schedule(case, start=date(2027, 3, 15))


def test_ranks_and_roles(tmp_path: Path) -> None:
    """The cheapest has rank 1; go-live and backup are placed, and slipping has a price."""
    result = schedule(scenario(tmp_path, DATES + SEASON + WAITING))
    prices = sorted(one.net_exposure for one in result.candidates)
    assert all(prices[one.rank - 1] == one.net_exposure for one in result.candidates)
    roles = {one.role: one for one in result.candidates if one.role}
    assert roles["go_live"].go_live == date(2027, 2, 15)
    assert roles["backup_go_live"].go_live == date(2027, 4, 12)
    gap = roles["backup_go_live"].net_exposure - roles["go_live"].net_exposure
    assert result.slipping == gap
    assert gap > 0


def test_candidates_are_ranked_by_the_mean(tmp_path: Path) -> None:
    """Two days at the end of January cost least, as many as it may be cost most."""
    text = "currency: USD\norders: {daily_volume: 100, average_value: 10}\n"
    text += "delay: {duration_days: {low: 1, likely: 2, high: 60}, cancellation_sensitivity: 10%}\n"
    text += "calendar: {go_live: 2027-01-29, season: {jan: 0.6, feb: 2.5, mar: 1.5, apr: 0.65}}\n"
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    case = load(path)
    found = {at: schedule(case, start=date(2027, 1, 29), end=date(2027, 4, 30), at=at) for at in At}
    for one in found[At.MEAN].candidates:
        as_moved = case._replace(case=moved(case.case, one.go_live))
        assert one.net_exposure == means(assess(as_moved)).totals["net_exposure"]
    first = {at: [one.rank for one in result.candidates] for at, result in found.items()}
    assert first == {At.MEAN: [4, 3, 1, 2], At.LIKELY: [1, 4, 3, 2]}


def test_waiting_is_priced_alike(tmp_path: Path) -> None:
    """31 days at 700 are 21,700 more than waiting at nothing."""
    without = schedule(scenario(tmp_path, DATES))
    day = date(2027, 2, 15)
    free = next(one for one in without.candidates if one.go_live == day)
    assert not free.waiting_assessed
    paid = schedule(scenario(tmp_path, DATES + WAITING))
    priced = next(one for one in paid.candidates if one.go_live == day)
    assert priced.waiting_assessed
    assert priced.net_exposure - free.net_exposure == Decimal(21700)


def test_the_slowest_season_is_marked(tmp_path: Path) -> None:
    """Every candidate in a month of the lowest index is marked, no other."""
    result = schedule(scenario(tmp_path, DATES + SEASON))
    marked = {one.go_live.month for one in result.candidates if one.is_slowest_season}
    assert marked == {1, 2}


def test_phases_move_together(tmp_path: Path) -> None:
    """The days between the go-lives of the phases stay."""
    phases = (
        "phases:\n  - {name: A, share_of_orders: 50%, go_live: 2027-02-15}\n"
        "  - {name: B, share_of_orders: 50%, go_live: 2027-05-15}\n"
    )
    case = scenario(tmp_path, DATES + phases)
    result = schedule(case, start=date(2027, 2, 15), end=date(2027, 12, 15), every="week")
    prices = {one.net_exposure for one in result.candidates}
    assert prices == {assess(case).totals["net_exposure"]}


HORIZON = "\n  horizon: 2027-04-30\n"


def test_no_candidate_goes_live_behind_the_horizon(tmp_path: Path) -> None:
    """What is not live by the horizon is undone: the last phase, too, has to be."""
    days = [one.go_live for one in schedule(scenario(tmp_path, DATES + HORIZON)).candidates]
    assert max(days) == date(2027, 4, 15)
    phases = (
        "phases:\n  - {name: A, share_of_orders: 50%, go_live: 2027-02-15}\n"
        "  - {name: B, share_of_orders: 50%, go_live: 2027-03-15}\n"
    )
    text = DATES.replace("  go_live: 2027-02-15\n", "") + HORIZON + phases
    days = [one.go_live for one in schedule(scenario(tmp_path, text)).candidates]
    assert max(days) == date(2027, 3, 15)


REFUSED = [
    ({}, "", "no dates to start from", "no dates at all"),
    ({"start": date(2027, 1, 1)}, DATES, "before the earliest", "nothing goes live before it can"),
    ({"end": date(2026, 1, 1)}, DATES, "before the first", "an end before the start"),
    ({"end": date(2099, 1, 1), "every": "week"}, DATES, "more than", "decades of weeks"),
    ({"end": date(2027, 5, 1)}, DATES + HORIZON, "--to 2027-05-01: .* horizon", "an end behind it"),
    ({"start": date(2027, 5, 1)}, DATES + HORIZON, "--from 2027-05-01", "a start behind it"),
]


@pytest.mark.parametrize(("asked", "text", "why"), [row[:3] for row in REFUSED],
                         ids=[row[-1] for row in REFUSED])  # fmt: skip
def test_what_cannot_be_scheduled(
    tmp_path: Path, asked: dict[str, date], text: str, why: str
) -> None:
    """What cannot be scheduled is told with what to do."""
    case = scenario(tmp_path, text)
    with pytest.raises(UsageError, match=why):
        schedule(case, **asked)  # type: ignore[arg-type]  # as the rows say
