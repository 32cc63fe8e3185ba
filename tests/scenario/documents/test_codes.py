"""Every finding code that the program can give is explained, and none is explained for nothing."""

import re

import pytest

from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.scenario.documents.codes import CODES
from omsrisk.scenario.documents.findings import InvalidScenarioError, Severity
from tests.support.paths import ROOT
from tests.support.scenario_texts import DELAY, finding_of, load_text

SOURCE = ROOT / "src" / "omsrisk" / "scenario"


def _given() -> set[str]:
    """Find the codes in the modules that make findings."""
    texts = [
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if path.name != "codes.py"
    ]
    return set(re.findall(r"\"(SCN\d{3})\"", "\n".join(texts)))


def test_codes_are_explained() -> None:
    """`explain` knows each code that is given, and knows no other."""
    assert len(_given()) > 20
    assert _given() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_whole(code: str) -> None:
    """Each code says why, and shows what is refused and what is accepted."""
    one = CODES[code]
    assert one.title
    assert one.reason.endswith((".", "`"))
    assert one.wrong != one.right


def test_a_finding_weighs_what_its_code_is_declared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning is one by declaration: where the code is an error, the scenario is not valid."""
    text = DELAY + "stopping: {items: [{item: A, amount: 1}]}\n"
    (found,) = load_text(text).findings
    assert (found.code, found.severity) == ("SCN308", CODES["SCN308"].severity)
    assert found.severity is Severity.WARNING
    grave = CODES["SCN308"]._replace(severity=Severity.ERROR)
    monkeypatch.setitem(CODES, "SCN308", grave)
    with pytest.raises(InvalidScenarioError) as refused:
        load_text(text)
    assert [one.severity for one in refused.value.findings] == [Severity.ERROR]


PATHS = [  # appended, message
    (
        "mitigations:\n- {name: M, cost: 1, effects: {delay.duration_days: {set: 1, add: 1}}}\n",
        "`mitigations.m.effects.delay.duration_days` takes exactly one of set, multiply, add",
    ),
    (
        "capital: {paid_before_go_live: 50%, system_cost: 1, items: [{item: A, amount: 1}]}\n",
        "`capital.items` is said twice: as `system_cost`, and by `items`",
    ),
    ("stop_if_a_phase_fails: true\n", "`stop_if_a_phase_fails` has no effect: there are no phases"),
]


@pytest.mark.parametrize(("appended", "message"), PATHS)
def test_a_path_is_put_before_what_is_said_of_it(appended: str, message: str) -> None:
    """Its code declares that a message says what the path does; no word of the message decides."""
    found = finding_of(DELAY + appended)
    assert CODES[found.code].is_of_the_path
    assert found.message == message


def test_what_a_change_tells_weighs_what_its_code_is_declared_with() -> None:
    """Codes of a policy or an element that goes are warnings, gates are not passed."""
    warned = {code for code, one in CHANGE_CODES.items() if one.severity is Severity.WARNING}
    assert warned == {"POL001", "POL003", "POL004", "GAT009", "GAT010"}
