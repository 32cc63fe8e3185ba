"""The edges of the rules on gaps and mitigations: what is decided, by whom, and what it is worth."""

from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.checks.rule import Rule
from omsrisk.checks.rules.plans import (
    RULES,
    area_without_decision,
    gap_decided_alone,
    mitigation_too_dear,
    mitigation_without_owner,
    modification_dearer,
    short_gap_analysis,
)
from omsrisk.checks.subject import Subject
from omsrisk.scenario.documents.places import Location
from tests.support.rule_texts import TODAY, problems_of, subject_of

Row = tuple[Rule, str, list[Location], str]

_GAP: Location = ("gaps", 0)
_DECISION: Location = ("gaps", 0, "decision")
_DECIDER: Location = ("gaps", 0, "decided_by")
_MEASURE: Location = ("mitigations", 0)
_ANALYSIS: Location = ("gap_analysis",)


def _gap(rest: str, area: str = "Returns") -> str:
    return f"gaps:\n  - {{area: {area}, {rest}}}\n"


def _areas(areas: str, fits: str = "[]") -> str:
    return f"gap_analysis: {{areas: {areas}, fits: {fits}}}\n"


def _decided(by: str) -> str:
    return _gap(f"decision: change_process, process_change_cost: 1, decided_by: {by}")


def _measure(cost: str, effect: str = "delay.duration_days: {multiply: 0.6}") -> str:
    return f"mitigations:\n  - {{name: Rehearsal, cost: {cost}, owner: A, effects: {{{effect}}}}}\n"


_MODIFY = "decision: modify, modification_cost: {}, process_change_cost: {}"

ROWS: list[Row] = [  # rule, piece, where it is broken, why the row is there
    (area_without_decision, "gaps:\ngap_analysis:\n", [], "neither gaps nor areas"),
    (area_without_decision, "gap_analysis: {areas: []}", [], "no areas"),
    (area_without_decision, "gap_analysis:\n" + _gap("modification_cost: 1"), [_GAP], "not decided"),
    (
        area_without_decision,
        _areas("[Returns]") + _gap("modification_cost: 1"),
        [_GAP],
        "not decided is told once, at the gap",
    ),
    (area_without_decision, _areas("[returns]"), [], "an area in small letters"),
    (area_without_decision, _areas("Returns"), [], "one area, no list"),
    (
        area_without_decision,
        _areas("[Returns, Pricing, Tax]", "Pricing"),
        [("gap_analysis", "areas", 2)],
        "one that nobody decided on",
    ),
    (area_without_decision, _areas("[Pricing]", "[Pricing, Tax]"), [], "more fits than areas"),
    (
        area_without_decision,
        _areas("[Returns and refunds]"),
        [("gap_analysis", "areas", 0)],
        "a part of a name is another name",
    ),
    (short_gap_analysis, "gap_analysis:\n", [_ANALYSIS], "none"),
    (short_gap_analysis, "gap_analysis: {areas: []}", [_ANALYSIS], "none of the areas"),
    (short_gap_analysis, "gap_analysis: {areas:}", [_ANALYSIS], "areas are not stated"),
    (short_gap_analysis, "gap_analysis: {from:}", [_ANALYSIS], "no first day"),
    (short_gap_analysis, "gap_analysis: {to:}", [_ANALYSIS], "no last day"),
    (
        short_gap_analysis,
        "gap_analysis: {from: 2026-09-01, to: 2026-09-14}",
        [],
        "14 days, both ends counted",
    ),
    (
        short_gap_analysis,
        "gap_analysis: {from: 2026-09-01, to: 2026-09-13}",
        [(*_ANALYSIS, "to")],
        "13 days",
    ),
    (
        short_gap_analysis,
        "gap_analysis: {from: 2026-09-30, to: 2026-09-01}",
        [(*_ANALYSIS, "to")],
        "ends before it begins",
    ),
    (
        short_gap_analysis,
        "gap_analysis: {from: 1000-01-01, to: 9000-12-31}",
        [],
        "as long as there are days",
    ),
    (modification_dearer, "gaps:\n", [], "no gaps"),
    (modification_dearer, _gap(_MODIFY.format(4000, 4000)), [], "as dear as changing the process"),
    (
        modification_dearer,
        _gap(_MODIFY.format("4000.01", 4000)),
        [_DECISION],
        "a cent dearer",
    ),
    (
        modification_dearer,
        _gap(_MODIFY.format(1, 4000) + ", postpones_by_days: 14"),
        [_DECISION],
        "dearer through 14 days of waiting at 700",
    ),
    (
        modification_dearer,
        _gap("decision: modify, modification_cost: 99999"),
        [],
        "changing the process has no price",
    ),
    (
        modification_dearer,
        _gap("decision: change_process, modification_cost: 1, process_change_cost: 99999"),
        [],
        "the rule is on modifications",
    ),
    (
        modification_dearer,
        (
            "gaps:\n  - {area: A, decision: change_process, process_change_cost: 1}\n"
            "  - {area: B, decision: modify, modification_cost: 9, process_change_cost: 1}\n"
        ),
        [("gaps", 1, "decision")],
        "the second of two",
    ),
    (gap_decided_alone, _decided("Ada Kern"), [_DECIDER], "the project manager"),
    (gap_decided_alone, _decided("'ADA KERN (head of the project)'"), [_DECIDER], "with a role"),
    (gap_decided_alone, _decided("Project manager"), [_DECIDER], "by the role"),
    (gap_decided_alone, _decided("'Ada Kern, Steering committee'"), [_DECIDER], "who comes first"),
    (gap_decided_alone, _decided("'Steering committee, Ada Kern'"), [], "the committee comes first"),
    (gap_decided_alone, _decided("Ada Kernel"), [], "another name"),
    (gap_decided_alone, _decided("''"), [], "nobody"),
    (
        gap_decided_alone,
        "governance: {project_manager:}\n" + _decided("Ada Kern"),
        [],
        "no project manager is known",
    ),
    (
        gap_decided_alone,
        "governance: {project_manager: {owner: '---'}}\n"
        + _gap("decision: modify, modification_cost: 1"),
        [],
        "a name without letters, and nobody who decided",
    ),
    (mitigation_without_owner, "mitigations:\n", [], "no mitigations"),
    (
        mitigation_without_owner,
        (
            "mitigations:\n  - {name: A, cost: 0, owner: X, effects: {likelihood: {multiply: 0.5}}}\n"
            "  - {name: B, cost: 0, effects: {likelihood: {multiply: 0.5}}}\n"
        ),
        [("mitigations", 1)],
        "the second of two",
    ),
    (
        mitigation_without_owner,
        "mitigations:\n  - {name: A, cost: 0, owner: ' ', effects: {likelihood: {multiply: 0.5}}}\n",
        [_MEASURE],
        "a blank is no owner",
    ),
    (mitigation_too_dear, _measure("4032"), [], "40 % of 25,200 x 40 %: worth what it costs"),
    (mitigation_too_dear, _measure("4032.01"), [_MEASURE], "a cent dearer"),
    (mitigation_too_dear, _measure("0"), [], "free"),
    (mitigation_too_dear, _measure("1", "delay.duration_days: {multiply: 1}"), [_MEASURE], "idle"),
    (
        mitigation_too_dear,
        _measure("0", "delay.duration_days: {multiply: 1.5}"),
        [_MEASURE],
        "free, and makes it worse",
    ),
    (mitigation_too_dear, "mitigations:\n", [], "no mitigations"),
    (
        mitigation_too_dear,
        _measure("[{item: Days, quantity: 2, unit_cost: 2016.01}]"),
        [_MEASURE],
        "a cost of items",
    ),
]


def test_there_are_rows_for_each_rule() -> None:
    """No rule of the two families goes without its edges."""
    assert {rule.code for rule, *_ in ROWS} == {rule.code for rule in RULES}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0].code} {row[-1]}")
def test_edge(row: Row, tmp_path: Path) -> None:
    """Each row breaks its rule in the places it says, or keeps it."""
    rule, piece, places, _ = row
    assert [one.location for one in problems_of(rule, piece, tmp_path)] == places


MESSAGES = [  # rule, piece, message
    (
        short_gap_analysis,
        "gap_analysis: {from: 2026-09-30, to: 2026-09-01}",
        "the gap analysis took 0 days, less than 14",
    ),
    (
        modification_dearer,
        "calendar: {season:}\n" + _gap(_MODIFY.format(12000, 4000) + ", postpones_by_days: 14"),
        "modifying `Returns` costs 17,800.00 USD more than changing the process",
    ),
    (
        mitigation_too_dear,
        _measure("6000"),
        "`Rehearsal` costs 6,000.00 USD and avoids 4,032.00 USD",
    ),
    (
        mitigation_too_dear,
        _measure("0", "delay.duration_days: {multiply: 1.5}"),
        "`Rehearsal` costs 0.00 USD and adds 5,040.00 USD",
    ),
]


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row[-1])
def test_message_says_the_numbers(row: tuple[Rule, str, str], tmp_path: Path) -> None:
    """A message names the gap or the mitigation, and the days or the money."""
    rule, piece, message = row
    assert [one.message for one in problems_of(rule, piece, tmp_path)] == [message]


def test_a_measure_that_is_taken_is_judged_no_more(tmp_path: Path) -> None:
    """With one taken its effects are in the numbers; what it avoids cannot be asked again."""
    subject_of(_measure("6000"), tmp_path)
    taken = load(tmp_path / "case.yaml", taken=["Rehearsal"])
    assert list(mitigation_too_dear.find(Subject(assess(taken), TODAY))) == []


HOSTILE = ["[red]x[/red]", "a\\n::error file=b::forged", "\\u202eoops", "x" * 100_000]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:8])
def test_hostile_names(name: str, tmp_path: Path) -> None:
    """A name comes through whole, whatever it is; who prints it makes it visible."""
    piece = (
        f'gaps:\n  - {{area: "{name}", modification_cost: 1}}\ngap_analysis: {{areas: ["{name}"]}}\n'
    )
    assert [one.location for one in problems_of(area_without_decision, piece, tmp_path)] == [_GAP]
