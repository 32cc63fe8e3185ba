"""Mitigations that a file decides on: taken in every figure, and no longer offered."""

from decimal import Decimal

import pytest

from omsrisk import InvalidScenarioError, UsageError, difference, load, mitigate
from omsrisk.analysis.assess import assess
from omsrisk.analysis.decisions.best_within import best_within
from tests.support.paths import ROOT
from tests.support.uncertain_texts import priced

FILE = ROOT / "docs" / "examples" / "decided.yaml"
TEXT = FILE.read_text(encoding="utf-8")
OPEN = TEXT.replace("    taken: true\n", "")


def test_it_counts_as_if_it_were_named() -> None:
    """Effects and cost, as `--with` takes them; named as well, it counts once."""
    decided = assess(load(FILE))
    assert decided.net_exposure == Decimal("0.3") * 96_000 + 4_000
    assert assess(load(FILE, taken=["Rehearsal"])).net_exposure == decided.net_exposure
    both = assess(load(FILE, taken=["Stand-by team"])).scenario.case
    assert both.taken == ("rehearsal", "stand-by-team")
    assert both.decided == ("rehearsal",)


def test_false_decides_nothing() -> None:
    """As if it were left out."""
    text = TEXT.replace("taken: true", "taken: false")
    assert priced(text).net_exposure == priced(OPEN).net_exposure


def test_the_others_are_judged_beside_it() -> None:
    """What one avoids beside it, as if both were named; the one decided on is not offered."""
    plan = mitigate(assess(load(FILE)))
    assert [one.mitigation.name for one in plan.alone] == ["Stand-by team"]
    assert plan.base == 32_800
    both = assess(load(FILE, taken=["Stand-by team"])).net_exposure
    assert plan.base - plan.best.net_benefit == both


def test_each_roll_out_at_its_best_keeps_it() -> None:
    """A budget is for what is not decided yet."""
    (best, other) = best_within([assess(load(FILE)), priced(OPEN)], Decimal(6_000))
    assert best.assessment.scenario.case.taken == ("rehearsal", "stand-by-team")
    assert best.assessment.net_exposure == 24_400
    assert other.assessment.scenario.case.taken == ("stand-by-team",)


@pytest.mark.parametrize(("effect", "days"), [("add: -2", 2), ("set: 6", 3), ("multiply: 0.5", 2)])
def test_all_effects_meet_at_once(effect: str, days: int) -> None:
    """A factor that is open acts before what a decision adds, as if both were named."""
    text = TEXT.replace("likelihood: {multiply: 0.75}", f"delay.duration_days: {{{effect}}}")
    plan = mitigate(priced(text))
    left = plan.base - plan.best.avoided
    assert left == Decimal("0.4") * 100_000 * Decimal("0.12") * days + 4_000
    both = text.replace("name: Stand-by team\n", "name: Stand-by team\n    taken: true\n")
    assert priced(both).net_exposure == left + 6_000


def test_all_decided_leaves_nothing_to_judge() -> None:
    """It is said, and not that the best set is none."""
    text = TEXT.replace("    cost: 6000\n", "    cost: 6000\n    excludes: Rehearsal\n")
    with pytest.raises(UsageError, match="are taken, or excluded"):
        mitigate(priced(text))


def test_two_that_exclude_each_other_are_a_finding() -> None:
    """At the second of them."""
    text = TEXT.replace(
        "    cost: 6000\n", "    cost: 6000\n    excludes: Rehearsal\n    taken: true\n"
    )
    with pytest.raises(InvalidScenarioError) as raised:
        priced(text)
    assert [one.code for one in raised.value.findings] == ["SCN406"]


def test_a_decision_is_a_difference() -> None:
    """It is told as a setting, with what it moves alone."""
    (changed,) = difference(priced(OPEN), priced(TEXT)).settings
    assert changed.path == "mitigations.rehearsal"
    assert changed.effect == 32_800 - 38_400
