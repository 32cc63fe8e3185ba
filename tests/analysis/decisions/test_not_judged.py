"""No advice rests on a failure that looks cheap: neither on a mitigation, nor in a rule."""

from datetime import date

import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.decisions.mitigate import benefits_of, mitigate
from omsrisk.analysis.decisions.not_judged import not_judged
from omsrisk.checks.check import check
from omsrisk.report.decisions import mitigate as build_mitigate
from omsrisk.report.formats.to_text import to_text
from tests.support.told_pairs import priced

STOPS_FOR_FREE = """
name: Stops for free
omsrisk: 1
currency: EUR
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 3, cancellation_sensitivity: 12%}
likelihood: 80%
stop_if_a_phase_fails: true
stopping: {items: []}
phases: [{name: Pilot, share_of_orders: 10%}, {name: Rest, share_of_orders: 90%}]
mitigations:
"""
REHEARSAL = "  - {name: Rehearsal, cost: 100, owner: A, effects: {likelihood: {multiply: 0.5}}}\n"
PILOT = "  - {name: Training, cost: 1, owner: A, effects: {phases.pilot.likelihood: {set: 5%}}}\n"
MONITORING = (
    "  - {name: Monitoring, cost: 100, owner: A, effects: {delay.duration_days: {multiply: 0.5}}}\n"
)
TOO_DEAR = (
    "  - {name: Too dear, cost: 90000, owner: A, effects: {delay.duration_days: {multiply: 0.9}}}\n"
)
CASES = [  # mitigations, how likely a failure is, those without advice, why
    (REHEARSAL + MONITORING, "80%", ["Rehearsal"], "half the failures let a dearer phase begin"),
    (PILOT, "30%", ["Training"], "a pilot that holds lets the dear rest begin"),
    (MONITORING + TOO_DEAR, "80%", [], "what acts on no likelihood is judged"),
    (REHEARSAL.replace("100", "99999"), "1%", [], "dear, and failing is not cheaper"),
]


def case_of(mitigations: str, likelihood: str = "80%") -> Assessment:
    """Price the roll-out with some mitigations."""
    return priced(STOPS_FOR_FREE.replace("80%", likelihood) + mitigations, "stops")


def said(assessment: Assessment) -> str:
    """Write the report as text, its lines joined."""
    text = "".join(to_text(build_mitigate.document(mitigate(assessment)), None))
    return " ".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_what_is_not_judged(case: tuple[str, str, list[str], str]) -> None:
    """A mitigation that a cheap failure makes look dear is named, and not called dear."""
    mitigations, likelihood, unjudged, _ = case
    assessment = case_of(mitigations, likelihood)
    found = not_judged(assessment.scenario.case, benefits_of(assessment))
    assert [one.name for one in found] == unjudged
    codes = [
        one.message
        for one in check(assessment, today=date(2026, 1, 1)).findings
        if one.code == "MIT002"
    ]
    assert not [one for one in codes for name in unjudged if name in one]
    record = build_mitigate.document(mitigate(assessment)).record
    assert record["not_judged"] == unjudged
    text = said(assessment)
    for name in unjudged:
        assert (
            f"{name} makes a failure less likely, and failing looks cheaper: there is no adv" in text
        )
        assert f"{name} costs more than it saves" not in text


def test_others_are_judged_beside_it() -> None:
    """What acts on other inputs keeps its advice, for and against."""
    text = said(case_of(REHEARSAL + MONITORING + TOO_DEAR))
    assert "Best: Monitoring." in text
    assert "Too dear costs more than it saves." in text
    assert "None of the others pays." in said(case_of(REHEARSAL + TOO_DEAR))
    assert "pays" not in said(case_of(REHEARSAL))
