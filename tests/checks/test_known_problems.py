"""Problems that are known beforehand are those that the rules find when they are asked."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from omsrisk.analysis.assess import assess
from omsrisk.checks.check import ask, check
from omsrisk.checks.judge import CheckQuestion, Judge
from omsrisk.checks.known_problems import KnownProblems
from omsrisk.checks.rules import BY_CODE
from omsrisk.checks.subject import Subject
from omsrisk.scenario.load import Loader, Scenario
from tests.benchmarks.speed import thirty_lines

TODAY = date(2026, 11, 30)
PLAIN = thirty_lines(7)
GOVERNED = (
    PLAIN + "governance:\n  project_manager: Ada Kern\n  reporting_days: 7\n"
    "  steering_committee: [Ada Kern, Bob Ray]\n  integration_owner: Ada Kern\n"
)
DATED = PLAIN + "calendar:\n  go_live: 2026-12-24\n  backup_go_live: 2027-02-15\nlikelihood: 30%\n"
WAIVED = PLAIN + "waivers:\n  - rule: GOV002\n    reason: small\n    until: 2026-12-01\n"
LIMITED = PLAIN + "limits:\n  net_exposure: 461712\n"


def _others(text: str) -> Iterator[str]:
    """Write a text again and again, then with each of its numbers and names changed in turn."""
    yield from (text for _ in range(12))
    for found in re.finditer(r"[0-9]+|(?<=: )[A-Z][A-Za-z ]+$", text, re.MULTILINE):
        others = ("0", "2", "99", "1200") if found[0].isdecimal() else ("Eve Lund", "IT")
        for other in others:
            yield text[: found.start()] + other + text[found.end() :]


def _judge(*, wants_stakes: bool) -> Judge:
    judge = Judge(CheckQuestion(TODAY, wants_policy=False, wants_stakes=wants_stakes))
    for number in range(11):
        judge.of("a.yaml", f"unknown{number}: 1\n".encode())
    return judge


@pytest.mark.parametrize("wants_stakes", [True, False])
@pytest.mark.parametrize("text", [PLAIN, GOVERNED, DATED, WAIVED, LIMITED])
def test_same_findings(text: str, wants_stakes: bool) -> None:  # noqa: FBT001 - a parameter
    """Whatever a file says, it is told the same as by who has read no other."""
    judge = _judge(wants_stakes=wants_stakes)
    for written in _others(text):
        alone = Judge(CheckQuestion(TODAY, wants_policy=False, wants_stakes=wants_stakes))
        content = written.encode()
        assert judge.of("a.yaml", content) == alone.of("a.yaml", content), written


def _alike(text: str = PLAIN) -> Scenario:
    """Load a scenario as the last of many that are alike."""
    loader = Loader()
    for _ in range(40):
        scenario = loader.load("a.yaml", text.encode())
        assess(scenario)
    assert scenario.alike is not None
    return scenario


def test_rules_that_look_at_values_are_asked() -> None:
    """What is known are rules on what is left out; who prices something is asked each time."""
    subject = Subject(assess(_alike()), TODAY)
    ask(subject)
    known = KnownProblems(lambda _: None).steps(subject, [BY_CODE["GOV002"], BY_CODE["GOV001"]])
    assert known is not None
    (board, problems), (owner, none) = known
    assert (board.code, owner.code) == ("GOV002", "GOV001")
    assert problems is not None
    assert [one.location for one in problems] == [("governance", "change_control_board")]
    assert none is None


def test_each_day_is_asked_for_itself() -> None:
    """A rule that reads the calendar finds something else on another day, of the same scenario."""
    scenario = _alike(DATED)
    early, late = (
        {one.code for one in check(assess(scenario), today=day).findings}
        for day in (TODAY, date(2027, 6, 1))
    )
    again = {one.code for one in check(assess(scenario), today=TODAY).findings}
    assert early == again
    assert early != late
