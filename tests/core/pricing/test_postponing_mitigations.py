"""Mitigations that take time: the go-lives wait for them."""

from datetime import date
from decimal import Decimal

import pytest

from omsrisk import InvalidScenarioError, UsageError, difference, gaps, load, mitigate, sweep
from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.metrics import metric_of
from tests.support.paths import ROOT
from tests.support.uncertain_texts import priced

FILE = ROOT / "docs" / "examples" / "takes-time.yaml"
TEXT = FILE.read_text(encoding="utf-8")
TAKEN = TEXT.replace("postpones_by_days: 14", "postpones_by_days: 14\n    taken: true")
GAPS = (
    "gaps:\n"
    "  - {area: Returns, decision: modify, modification_cost: 1, process_change_cost: 2, "
    "postpones_by_days: DAYS}\n"
)


def taking(text: str, *names: str) -> Assessment:
    """Price a text with mitigations that are decided on."""
    for name in names:
        text = text.replace(f"name: {name}\n", f"name: {name}\n    taken: true\n")
    return priced(text)


def test_waiting_follows() -> None:
    """14 days at 1,000, and half of the likelihood."""
    found = assess(load(FILE, taken=["Rehearsal"]))
    assert found.scenario.case.first_go_live == date(2027, 3, 1)
    assert metric_of(found.exposure, "programme.waiting") == 14_000
    assert found.net_exposure == Decimal("0.3") * 96_000 + 14_000 + 4_000
    assert found.net_exposure == priced(TAKEN).net_exposure


def test_the_season_and_what_holds_from_a_day_on_follow() -> None:
    """In March twice the orders come; from then on it is less likely, and halved afterwards."""
    season = TEXT.replace("  cost_of", "  season: {feb: 0.5, mar: 1.5}\n  cost_of")
    found = taking(season, "Rehearsal").exposure
    assert metric_of(found, "delay") == 12 * 100_000 * Decimal("0.12")
    later = TEXT.replace(
        "  cost_of", "  if_live_from: [{date: 2027-03-01, set: {likelihood: 20%}}]\n  cost_of"
    )
    assert taking(later, "Rehearsal").exposure.likelihood == Decimal("0.1")


@pytest.mark.parametrize(("days", "moved"), [(7, 14), (14, 14), (21, 21)])
def test_of_all_that_postpones_the_most_counts(days: int, moved: int) -> None:
    """Modifications and mitigations run beside each other."""
    text = TAKEN + GAPS.replace("DAYS", str(days))
    assert priced(text).scenario.case.postponed_by == moved
    both = TAKEN.replace("cost: 5000", f"cost: 5000\n    taken: true\n    postpones_by_days: {days}")
    assert priced(both).scenario.case.postponed_by == moved


def test_the_best_set_weighs_the_days() -> None:
    """A rehearsal is worth its waiting alone, and not beside a team."""
    plan = mitigate(priced(TEXT))
    alone = {one.mitigation.name: one.avoided for one in plan.alone}
    assert alone == {"Rehearsal": 14_800, "Stand-by team": 28_800}
    assert [one.name for one in plan.best.mitigations] == ["Stand-by team"]
    assert plan.best.net_benefit == plan.base - taking(TEXT, "Stand-by team").net_exposure


def test_no_set_goes_beyond_the_horizon() -> None:
    """It is refused where it is decided on, and not among the sets that are tried."""
    phases = (
        "if_a_phase_fails: stop\nphases:\n  - {name: A, share_of_orders: 40%}\n"
        "  - {name: B, share_of_orders: 60%}\n"
    )
    text = TEXT.replace("  cost_of", "  horizon: 2027-02-20\n  cost_of") + phases
    plan = mitigate(priced(text))
    assert all(one.name != "Rehearsal" for each in plan.frontier for one in each.mitigations)
    with pytest.raises(InvalidScenarioError) as raised:
        taking(text, "Rehearsal")
    assert [one.code for one in raised.value.findings] == ["SCN302"]


def test_gaps_are_judged_beside_it() -> None:
    """What a modification postpones less than that costs no day more."""
    text = TAKEN + GAPS.replace("DAYS", "7")
    (choice,) = gaps(priced(text)).choices
    assert (choice.later_go_live, choice.saving) == (Decimal(0), Decimal(-1))
    (apart,) = gaps(priced(TEXT + GAPS.replace("DAYS", "7"))).choices
    assert (apart.later_go_live, apart.saving) == (Decimal(7_000), Decimal(6_999))


def test_a_decision_for_it_is_one_difference() -> None:
    """Effects, cost and days together."""
    (changed,) = difference(priced(TEXT), priced(TAKEN)).settings
    assert changed.path == "mitigations.rehearsal"
    assert changed.effect == priced(TAKEN).net_exposure - priced(TEXT).net_exposure


@pytest.mark.parametrize("days", ["1.5", "4000"])
def test_days_are_whole_and_few(days: str) -> None:
    """They move a date."""
    with pytest.raises(InvalidScenarioError) as raised:
        priced(TEXT.replace("postpones_by_days: 14", f"postpones_by_days: {days}"))
    assert [one.code for one in raised.value.findings] == ["SCN106"]


def test_they_are_not_varied() -> None:
    """As the days of a gap."""
    with pytest.raises(UsageError, match="moves a date"):
        sweep([priced(TEXT)], ["mitigations.rehearsal.postpones_by_days=0:9:1"])
