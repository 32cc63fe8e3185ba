"""What is at stake where a rule is broken: who answers for it, until when, and what is at risk."""

from datetime import date
from decimal import Decimal

import pytest

from omsrisk import assess
from omsrisk.checks.check import check
from omsrisk.checks.policy.policy import Policy
from omsrisk.checks.rules import BY_CODE
from omsrisk.cli.check_tally import NOTHING_CHECKED, meaning_of
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.formats import FINDINGS_FORMATS, SHOW_STAKES, render
from omsrisk.report.findings.record import of_finding
from omsrisk.scenario.documents.findings import Finding
from omsrisk.scenario.load import Loader
from tests.support.rule_texts import TODAY

BASE = """omsrisk: 1
currency: USD
likelihood: 50%
orders: {daily_volume: 1000, average_value: 100, contribution_margin: 35%}
data_misalignment:
  exposure_days: 30
  error_correction_cost: {value: 10, owner: Eve Marlow}
  data_inaccuracy_rate: 5%
delay: {duration_days: 3, cancellation_sensitivity: 12%}
"""
STEP = "checklist:\n  migration: {status: done, owner: Cleo Marsh, due: 2026-09-30}\n"
PHASES = """phases:
  - {name: Pilot, share_of_orders: 20%}
  - {name: Rest, share_of_orders: 80%, likelihood: 40%}
"""
CASES = [  # text, code, path, owner, due, money, why the row is there
    (STEP, "CHK002", "checklist.migration.evidence", "Cleo Marsh", date(2026, 9, 30), None, "a step"),
    ("", "GOV001", "governance.master_data_owner", "", None, 15_000, "what the rule prices"),
    ("", "GOV003", "governance.integration_owner", "", None, 36_000, "the same"),
    (
        "", "EXP009", "data_misalignment.error_correction_cost", "Eve Marlow", None, 7_500,
        "half of 1000 x 30 x 10 x 5 %: what rests on the input, times the likelihood",
    ),
    ("", "EXP003", "likelihood", "", None, 25_500, "all that fails: half of 51,000"),
    (
        PHASES, "EXP003", "phases.rest.likelihood", "", None, 16_320,
        "40 % of 80 % of 51,000",
    ),
    ("", "EXP002", "likelihood", "", None, 25_500, "all inputs without a source, each line once"),
    (
        "limits: {cost_of_failure: 50000}\n", "LIM001", "limits.cost_of_failure", "", None, 1_000,
        "what is over the limit",
    ),
    ("", "PLN001", "calendar.go_live", "", None, None, "no money can be told"),
]  # fmt: skip


def found(text: str, code: str, path: str) -> Finding:
    """Find what a rule says of a path."""
    assessment = assess(Loader().load("case.yaml", (BASE + text).encode()))
    findings = check(assessment, today=TODAY, policy=Policy()).findings
    (one,) = [one for one in findings if (one.code, one.path) == (code, path)]
    return one


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[1]} {case[-1]}")
def test_who_until_when_and_how_much(
    case: tuple[str, str, str, str, date | None, Decimal | int | None, str],
) -> None:
    """As the file says, in its currency; a program reads the same."""
    text, code, path, owner, due, money, _ = case
    one = found(text, code, path)
    assert (one.owner, one.due, one.money_at_risk) == (owner, due, money)
    told = of_finding(one)
    assert told["owner"] == (owner or None)
    assert told["due"] == (None if due is None else str(due))
    assert told["money_at_risk"] == money


@pytest.mark.parametrize("name", FINDINGS_FORMATS)
def test_formats_without_stakes(name: str) -> None:
    """A format that is not told the stakes shows none: what is not shown is not worked out."""
    assessment = assess(Loader().load("a.yaml", (BASE + STEP + PHASES).encode()))
    with_stakes = check(assessment, today=TODAY).findings
    without = check(assessment, today=TODAY, wants_stakes=False).findings
    assert any(one.owner for one in with_stakes)
    assert not any(one.owner or one.due for one in without)
    told = [
        list(render(FindingsReport(found, ("a.yaml",), _MEANINGS, NOTHING_CHECKED), name))
        for found in (with_stakes, without)
    ]
    assert (told[0] == told[1]) is (name not in SHOW_STAKES)


_MEANINGS = {code: meaning_of(code) for code in BY_CODE}
