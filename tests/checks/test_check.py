"""What `check` makes of the rules: waivers, a policy, limits from several places, and places."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.checks.check import Verdict, check, is_violation
from omsrisk.checks.policy.policy import Policy
from omsrisk.checks.rules import RULES
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.schema.limits import Limit
from tests.support.rule_texts import TODAY, subject_of

NO_BACKUP = "calendar:\n  backup_go_live:\n"
RANK, SAME_AT_BACKUP = "PLN004", "PLN016"
"""What is said of the model citizen: information on its month, and on its likelihood."""


def verdict_of(
    piece: str,
    folder: Path,
    policy: Policy | None = None,
    limits: Sequence[Limit] = (),
    today: date = TODAY,
) -> Verdict:
    """Check the model citizen with a piece laid over it."""
    assessment = subject_of(piece, folder, today).assessment
    return check(assessment, today=today, policy=policy or Policy(), more_limits=limits)


def codes_of(verdict: Verdict) -> list[str]:
    """List the codes that were found, but for those that are always there."""
    return [one.code for one in verdict.findings if one.code not in {RANK, SAME_AT_BACKUP}]


def waiver(rule: str = "PLN002", rest: str = "reason: the date is in the contract") -> str:
    """Write one waiver."""
    return f"waivers:\n  - {{rule: '{rule}', {rest}}}\n"


WAIVERS = [  # piece, codes that stay, how many are waived, why the row is there
    (NO_BACKUP, ["PLN002"], 0, "no waiver"),
    (NO_BACKUP + waiver(), [], 1, "lifted"),
    (NO_BACKUP + waiver(" pln002 "), [], 1, "written small, with spaces"),
    (NO_BACKUP + waiver(rest="reason: x, until: 2026-12-01"), [], 1, "on its last day"),
    (
        NO_BACKUP + waiver(rest="reason: x, until: 2026-11-30"),
        ["PLN002", "WVR002"],
        0,
        "a day past: the rule fires again, and the waiver itself is told",
    ),
    (waiver(rest="reason: x, until: 2026-11-30"), ["WVR002", "WVR003"], 0, "past, and left over"),
    (NO_BACKUP + waiver(rest="until: 2027-01-31"), ["PLN002", "WVR001"], 0, "no reason"),
    (NO_BACKUP + waiver(rest="reason: ' '"), ["PLN002", "WVR001"], 0, "a blank is no reason"),
    (NO_BACKUP + waiver(rest="reason: ''"), ["PLN002", "WVR001"], 0, "nor is an empty text"),
    (waiver(), ["WVR003"], 0, "left over"),
    (NO_BACKUP + waiver("PLN999"), ["PLN002", "WVR003"], 0, "no such rule"),
    (NO_BACKUP + waiver("PLN"), ["PLN002", "WVR003"], 0, "a family is no rule"),
    (NO_BACKUP + waiver("PLN00"), ["PLN002", "WVR003"], 0, "nor is the beginning of a code"),
    (NO_BACKUP + waiver("*"), ["SCN110"], 0, "nor is a pattern"),
    (NO_BACKUP + waiver("SCN102"), ["PLN002", "WVR003"], 0, "the shape of a file is no rule"),
    ("limits: {cost_of_failure: 1}\n" + waiver("LIM001"), ["LIM001", "WVR004"], 0, "a limit"),
    (
        "hidden_costs:\nlimits: {net_exposure: 999999}\n" + waiver("LIM002"),
        ["EXP001", "LIM002", "WVR004"],
        0,
        "what is not judged",
    ),
    (waiver("WVR003"), ["WVR004", "WVR003"], 0, "a waiver of waivers"),
    (
        NO_BACKUP + "waivers:\n  - {rule: WVR002, reason: x}\n  - {rule: PLN002, reason: x, "
        "until: 2026-11-30}\n",
        ["PLN002", "WVR002", "WVR003", "WVR004"],
        0,
        "a waiver of waivers does not revive one; WVR002 had not fired when it was asked",
    ),
    (
        "status: {as_of: 2026-11-27, behind: [{item: A, days: 1}, {item: B, days: 1}]}\n"
        + waiver("PLN007"),
        [],
        2,
        "each finding of the rule",
    ),
]


@pytest.mark.parametrize("row", WAIVERS, ids=lambda row: row[-1])
def test_waivers(row: tuple[str, list[str], int, str], tmp_path: Path) -> None:
    """A waiver lifts one rule, for a reason and in its time, and nothing that is not the file's."""
    piece, codes, waived, _ = row
    if codes == ["SCN110"]:
        with pytest.raises(Exception, match=r"the name `\*` has no letters or digits"):
            verdict_of(piece, tmp_path)
        return
    verdict = verdict_of(piece, tmp_path)
    assert sorted(codes_of(verdict)) == sorted(codes)
    assert verdict.waived == waived


def test_forbidden_waivers_lift_nothing(tmp_path: Path) -> None:
    """Under a policy without waivers each one is told, and the rule stays."""
    policy = Policy(waivers_allowed=False)
    piece = NO_BACKUP + waiver(rest="reason: x, until: 2027-01-31")
    verdict = verdict_of(piece, tmp_path, policy)
    assert codes_of(verdict) == ["PLN002", "WVR004"]
    assert verdict.waived == 0
    assert "the policy forbids waivers" in verdict.findings[-1].message


@pytest.mark.parametrize(
    "rule", [one for one in RULES if not one.can_be_waived], ids=lambda r: r.code
)
def test_what_cannot_be_waived(rule: object, tmp_path: Path) -> None:
    """No rule of limits or waivers can be lifted, whatever its code is written like."""
    code = getattr(rule, "code", "")
    assert code[:3] in {"LIM", "WVR"}
    verdict = verdict_of(waiver(f" {code.lower()} "), tmp_path)
    assert "WVR004" in codes_of(verdict)


def test_a_waiver_of_a_rule_that_was_not_asked(tmp_path: Path) -> None:
    """What a policy ignores cannot tell whether a waiver is left over, so nothing is said."""
    for policy in (
        Policy(ignore=("PLN",)),
        Policy(select=("WVR",)),
        Policy(severities={"PLN002": "off"}),
    ):
        assert codes_of(verdict_of(waiver(), tmp_path, policy)) == []


HOSTILE = [
    "[red]x[/red]",
    "a\\n::error file=b.yaml::forged",
    "\\u202egpj.exe",
    "x" * 100_000,
    "\\0LIM001",
    "LIM001\\u200b",
    "ＬＩＭ００１",  # noqa: RUF001 - full-width, on purpose
]


@pytest.mark.parametrize("code", HOSTILE, ids=lambda code: code[:12])
def test_hostile_codes_in_waivers(code: str, tmp_path: Path) -> None:
    """Whatever a waiver is of, it lifts no limit, and is told as a rule that there is not."""
    piece = f'limits: {{cost_of_failure: 1}}\nwaivers:\n  - {{rule: "{code}", reason: x}}\n'
    assert codes_of(verdict_of(piece, tmp_path)) == ["LIM001", "WVR003"]


POLICIES = [  # policy, severities of PLN002 and PLN007 on a file that breaks both, why
    (Policy(), ["warning", "warning"], "as the rules have it"),
    (Policy(severities={"PLN": "error"}), ["error", "error"], "a family"),
    (Policy(severities={"PLN": "error", "PLN002": "info"}), ["info", "error"], "the longest wins"),
    (Policy(severities={"PLN002": "info", "PLN": "error"}), ["info", "error"], "in any order"),
    (Policy(severities={"PLN": "off"}), [], "a family that is off"),
    (Policy(severities={"PLN": "off", "PLN007": "error"}), ["error"], "off but for one"),
    (Policy(severities={"PLN002": "off"}), ["warning"], "one that is off"),
    (Policy(select=("PLN",)), ["warning", "warning"], "selected"),
    (Policy(select=("GOV", "LIM")), [], "others selected"),
    (Policy(select=("PLN002",)), ["warning"], "one selected"),
    (Policy(ignore=("PLN002",)), ["warning"], "one ignored"),
    (Policy(select=("PLN",), ignore=("PLN007",)), ["warning"], "selected, then ignored"),
    (Policy(select=("PLN002",), ignore=("PLN",)), [], "what is ignored does not count"),
]


@pytest.mark.parametrize("row", POLICIES, ids=lambda row: row[-1])
def test_a_policy_says_what_counts(row: tuple[Policy, list[str], str], tmp_path: Path) -> None:
    """Selection, and then how much a breach weighs, by the longest beginning of its code."""
    policy, severities, _ = row
    piece = NO_BACKUP + "status: {as_of: 2026-11-27, behind: [{item: A, days: 1}]}\n"
    found = [one for one in verdict_of(piece, tmp_path, policy).findings if one.code != RANK]
    assert [one.severity.value for one in found if one.code.startswith("PLN")] == severities


def limit(
    maximum: str, level: str = "error", allowed: Sequence[str] = (), origin: str = "x"
) -> Limit:
    """Make a limit on the cost of failure, which is 138,740 here."""
    return Limit("cost_of_failure", Decimal(maximum), level, tuple(allowed), origin)


def findings_on_limits(verdict: Verdict) -> set[tuple[str, str]]:
    """List what was found on limits, each once."""
    return {(one.code, one.severity.value) for one in verdict.findings if one.code[:3] == "LIM"}


EXCEEDED, SOFTLY = ("LIM001", "error"), ("LIM001", "warning")
TIGHTENED = [  # the file's own limit, others, what is found on limits, why the row is there
    ("", [], set(), "no limit"),
    ("138740", [], set(), "kept to the cent"),
    ("138739.99", [], {EXCEEDED}, "a cent over"),
    ("0", [], {EXCEEDED}, "nothing at all"),
    ("0.000000000001", [], {EXCEEDED}, "next to nothing"),
    ("999999999999999999", [], set(), "more than anything"),
    ("{value: 1, level: warning}", [], {SOFTLY}, "a limit that only warns"),
    ("200000", [limit("100000")], {EXCEEDED}, "a file does not widen what holds for it"),
    ("100000", [limit("200000")], {EXCEEDED}, "a file can tighten"),
    ("200000", [limit("200000"), limit("100000")], {EXCEEDED}, "the lowest of several holds"),
    ("", [limit("100000"), limit("200000")], {EXCEEDED}, "in any order"),
    (
        "{value: 100000, level: warning}",
        [limit("120000")],
        {EXCEEDED, SOFTLY},
        "a lower one of the file that only warns does not stand for one that fails",
    ),
    (
        "120000",
        [limit("100000", "warning")],
        {EXCEEDED, SOFTLY},
        "nor does a lower one of a policy that only warns stand for the file's own",
    ),
    (
        "",
        [limit("100000", "warning"), limit("120000")],
        {EXCEEDED, SOFTLY},
        "nor one of a policy for one of the command line",
    ),
    ("", [limit("100000", "warning"), limit("100000")], {EXCEEDED}, "of two alike the harder"),
]


@pytest.mark.parametrize("row", TIGHTENED, ids=lambda row: row[-1])
def test_a_file_can_only_tighten(
    row: tuple[str, list[Limit], set[tuple[str, str]], str], tmp_path: Path
) -> None:
    """The strictest limit holds, wherever it stands; none makes another one softer."""
    own, others, found, _ = row
    piece = f"limits:\n  cost_of_failure: {own}\n" if own else "limits:\n"
    assert findings_on_limits(verdict_of(piece, tmp_path, limits=others)) >= found
    assert bool(findings_on_limits(verdict_of(piece, tmp_path, limits=others))) == bool(found)
    policy = Policy(file="p.yaml", limits=tuple(others))
    assert findings_on_limits(verdict_of(piece, tmp_path, policy)) >= found


def test_what_may_be_missing_is_allowed_by_each_limit_for_itself(tmp_path: Path) -> None:
    """A lower limit that allows a gap does not stand for one that allows none."""
    piece = "hidden_costs:\nlimits:\n"
    lenient = limit("100000", allowed=["hidden_costs"])
    assert findings_on_limits(verdict_of(piece, tmp_path, limits=[lenient])) == set()
    found = findings_on_limits(verdict_of(piece, tmp_path, limits=[lenient, limit("120000")]))
    assert found == {("LIM002", "error")}


TEXT = """\
omsrisk: 1
name: Places
currency: USD
likelihood: 10%
orders:
  daily_volume: 1000
  average_value: 100
delay: {duration_days: 3, cancellation_sensitivity: 12%}
governance:
  master_data_owner:
    owner: Cleo Marsh
    response_hours: 48
calendar:
  go_live: 2027-02-15
limits:
  cost_of_failure: 1
waivers:
  - rule: GOV002
    reason: " "
"""
PLACES = [  # code, line, column, path, why the row is there
    ("EXP003", 4, 13, "likelihood", "a value"),
    ("GOV008", 12, 21, "governance.master_data_owner.response_hours", "a value, deeper"),
    ("PLN002", 13, 1, "calendar.backup_go_live", "missing: the key of its section"),
    ("GOV002", 9, 1, "governance.change_control_board", "missing: the key above it"),
    ("LIM001", 16, 20, "limits.cost_of_failure", "a limit: its amount"),
    ("WVR001", 18, 5, "waivers.gov002", "an element of a list"),
    ("CHK001", 1, 1, "checklist", "a section that is missing: the top"),
]


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row[-1])
def test_places(row: tuple[str, int, int, str, str], tmp_path: Path) -> None:
    """A finding points at the value, the key of a section, or the key nearest above."""
    code, line, column, path, _ = row
    file = tmp_path / "places.yaml"
    file.write_text(TEXT, encoding="utf-8")
    found = _first(check(assess(load(file)), today=TODAY), code)
    assert (found.line, found.column, found.path) == (line, column, path)
    assert found.file == str(file)


def _first(verdict: Verdict, code: str) -> Finding:
    return next(one for one in verdict.findings if one.code == code)


def test_places_in_a_base(tmp_path: Path) -> None:
    """What a base wrote is told where the base wrote it; what nobody wrote, in the file itself."""
    (tmp_path / "base.yaml").write_text(TEXT, encoding="utf-8")
    file = tmp_path / "case.yaml"
    file.write_text("extends: base.yaml\ncalendar:\n  go_live: 2027-03-15\n", encoding="utf-8")
    verdict = check(assess(load(file)), today=TODAY)
    assert Path(_first(verdict, "EXP003").file).name == "base.yaml"
    assert Path(_first(verdict, "CHK001").file).name == "case.yaml"


def test_each_finding_carries_the_source_of_its_rule(tmp_path: Path) -> None:
    """Source and hint of a finding are those of the rule, unless the problem knows better."""
    rules = {one.code: one for one in RULES}
    found = verdict_of("governance:\nchecklist:\ncalendar:\nsources:\n", tmp_path).findings
    assert len(found) > 10
    for one in found:
        assert one.source == rules[one.code].source
        assert one.hint


VIOLATIONS = [  # severity, --fail-on, whether it fails
    ("error", Severity.ERROR, True),
    ("warning", Severity.ERROR, False),
    ("info", Severity.ERROR, False),
    ("error", Severity.WARNING, True),
    ("warning", Severity.WARNING, True),
    ("info", Severity.WARNING, False),
    ("error", None, False),
]


@pytest.mark.parametrize("row", VIOLATIONS, ids=lambda row: f"{row[0]} at {row[1]}")
def test_is_violation(row: tuple[str, Severity | None, bool]) -> None:
    """A finding fails where it weighs as much as what is asked for, or more."""
    severity, fail_on, fails = row
    assert is_violation(Severity(severity), fail_on) is fails


EVERY_DAY = [date.min, TODAY - timedelta(days=1), TODAY, date.max]


@pytest.mark.parametrize("today", EVERY_DAY, ids=str)
def test_only_rules_that_say_so_read_the_clock(today: date, tmp_path: Path) -> None:
    """The same file on another day differs in the rules that are marked, and in no others."""
    piece = NO_BACKUP + waiver(rest="reason: x, until: 2026-12-31")
    clock = {one.code for one in RULES if one.reads_clock}
    there, here = (verdict_of(piece, tmp_path, today=day) for day in (today, TODAY))
    lifted = {"PLN002"}  # by the waiver, whose own rule is marked
    assert {one for one in codes_of(there) if one not in clock | lifted} == {
        one for one in codes_of(here) if one not in clock | lifted
    }


@pytest.mark.parametrize("likelihood", ["0%", "0", "0.000000000001", "100%", "1"])
def test_any_likelihood_can_be_checked(likelihood: str, tmp_path: Path) -> None:
    """The rules answer for every share there is, none and the whole among them."""
    assert "EXP004" not in codes_of(verdict_of(f"likelihood: {likelihood}", tmp_path))
