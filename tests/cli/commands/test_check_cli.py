"""`omsrisk check` as users run it: exit codes, streams, reports, policies; rules and tripwires."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any

import pytest
import yaml

from omsrisk.report.findings.formats import FINDINGS_FORMATS
from tests.support.paths import MODELS, SCENARIOS
from tests.support.program import Inside, Outcome, Program

CITIZEN = MODELS / "model-citizen.yaml"
DAY = ("--today", "2026-12-01")
LIMITS = ("--select", "LIM")
INVALID = "omsrisk: 1\ncurrency: gbp\ndelay: {duration_days: 3}\n"
BARE = """\
omsrisk: 1
name: Bare
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 3, cancellation_sensitivity: 12%}
"""


@pytest.fixture
def folder(program: Program) -> Program:
    """Add a file that keeps every rule, one that breaks many, and one that is not valid."""
    program.file("citizen.yaml", CITIZEN.read_text(encoding="utf-8"))
    program.file("bare.yaml", BARE)
    program.file("invalid.yaml", INVALID)
    program.file("empty/notes.txt", "")
    return Inside(program.folder)


@pytest.fixture
def outside(folder: Program) -> Program:
    """Give the program as a process of its own, in the same folder."""
    return Program(folder.folder)


def places(run: Outcome) -> list[str]:
    """List file, line and code of each finding of the concise format."""
    found = re.findall(r"(?m)^(.+?):(\d+):\d+: ([A-Z]{3}\d{3}) ", run.out)
    return [":".join(one) for one in found]


CODES = [  # arguments, exit code, why the row is there
    (["citizen.yaml"], 0, "keeps every rule"),
    (["bare.yaml"], 1, "breaks rules"),
    (["bare.yaml", "--fail-on", "never"], 0, "and nobody minds"),
    (["invalid.yaml", "--fail-on", "never"], 1, "an invalid file is invalid, whoever minds"),
    (["bare.yaml", "--select", "EXP"], 0, "breaks rules that only warn"),
    (["bare.yaml", "--select", "EXP", "--fail-on", "warning"], 1, "which is enough here"),
    (["citizen.yaml", "--fail-on", "warning"], 0, "information fails nothing"),
    (["citizen.yaml", "missing.yaml"], 2, "an unreadable file"),
    (["invalid.yaml", "missing.yaml", "bare.yaml"], 2, "2 wins over 1"),
    (["missing*.yaml"], 2, "no file matches"),
    (["empty"], 2, "a folder without scenarios"),
    (["citizen.yaml", "--exclude", "citizen.yaml"], 2, "nothing is left to check"),
    (["citizen.yaml", "--select", "GOV666"], 2, "an unknown rule"),
    (["citizen.yaml", "--select", ""], 2, "no rule at all"),
    (["citizen.yaml", "--ignore", "SCN102"], 2, "no rule of check"),
    (["citizen.yaml", "--format", "sarff"], 2, "an unknown format"),
    (["citizen.yaml", "--report", "pdf=a"], 2, "an unknown format of a report"),
    (["citizen.yaml", "--report", "sarif"], 2, "a report without a file"),
    (["citizen.yaml", "--report", "sarif=nowhere/a.sarif"], 2, "a report that cannot be written"),
    (["citizen.yaml", "--max", "net_exposure"], 2, "a limit without an amount"),
    (["citizen.yaml", "--max", "net_exposure=1e999999999"], 2, "a limit that is not a number here"),
    (["citizen.yaml", "--today", "tomorrow"], 2, "not a day"),
    (["citizen.yaml", "--fail-on", "warnings"], 2, "an unknown word"),
    (["citizen.yaml", "--policy", "missing.yaml"], 2, "an unreadable policy"),
    (["citizen.yaml", "--policy", "a", "--no-policy"], 2, "both at once"),
    (["-", "-"], 2, "standard input twice"),
    (["citizen.yaml", "--set", "delay.days=3"], 2, "an unknown path"),
    (["citizen.yaml", "--set", "likelihood=0%"], 1, "a failure that never happens has no source"),
    (["citizen.yaml", "--select", "EXP", "--ignore", "EXP"], 2, "a gate that asks nothing"),
]


@pytest.mark.parametrize("row", CODES, ids=lambda row: row[-1])
def test_exit_codes(folder: Program, row: tuple[list[str], int, str]) -> None:
    """0 is kept, 1 is broken or invalid, 2 did not run; nothing is a bug."""
    arguments, code, _ = row
    run = folder("check", *arguments, *(() if "--today" in arguments else DAY))
    assert run.code == code, run.err
    assert "bug" not in run.err


MEANT = [  # arguments, a word of standard error
    (["--select", "GVO006"], "did you mean `GOV006`?"),
    (["--format", "sarff"], "did you mean `sarif`?"),
    (["--today", "1 May"], "write it as 2027-02-15"),
]


@pytest.mark.parametrize("row", MEANT, ids=lambda row: row[-1])
def test_did_you_mean(folder: Program, row: tuple[list[str], str]) -> None:
    """A word that is nearly a known one comes with that one."""
    run = folder("check", "citizen.yaml", *row[0])
    assert (run.code, run.out) == (2, "")
    assert row[1] in run.err


def _one_document(name: str, text: str) -> int:
    """Read a document of a machine format, and count what it tells."""
    if name == "junit":
        root = ET.fromstring(text)  # noqa: S314 - our own output
        return len(root.findall(".//failure")) + len(root.findall(".//error"))
    document: Any = json.loads(text)
    if name == "sarif":
        run = document["runs"][0]
        notes = run["invocations"][0].get("toolExecutionNotifications", [])
        return len(run["results"]) + len(notes)
    return len(document if name == "gitlab" else document["diagnostics"])


@pytest.mark.parametrize("name", ["json", "sarif", "junit", "gitlab"])
def test_one_document_also_on_failure(folder: Program, name: str) -> None:
    """Unreadable, invalid, empty, or a report that fails: standard output is one whole document."""
    for arguments, code in (
        (["missing.yaml"], 2),
        (["invalid.yaml"], 1),
        (["empty"], 2),
        (["bare.yaml", "--report", "json=nowhere/a.json"], 2),
    ):
        run = folder("check", *arguments, "--format", name, *DAY)
        assert run.code == code
        assert _one_document(name, run.out) >= 1, arguments


def test_streams(outside: Program) -> None:
    """What was found is the result; the summary line is for the person at the terminal."""
    run = outside("check", "bare.yaml", "citizen.yaml", "--format", "concise", *DAY)
    assert all(re.match(r"(bare|citizen)\.yaml:\d+:\d+: [A-Z]{3}\d{3} ", one)
               for one in run.out.splitlines())  # fmt: skip
    assert run.err.startswith("2 files, ")
    assert run.err.count("\n") == 1


def test_limits_that_hold_are_told(folder: Program) -> None:
    """Nothing found is not nothing judged: the limits of one file are named, of several counted."""
    retailer = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    folder.file("held.yaml", retailer + "limits:\n  net_exposure: 900000\n")
    run = folder("check", "held.yaml", *DAY)
    assert run.code == 0
    assert run.err.endswith("\nall limits hold: net exposure 625,800 of 900,000 USD\n")
    several = folder("check", "held.yaml", "bare.yaml", *DAY)
    assert several.err.endswith(", all limits hold in 1 of 2 files\n")
    for more in (("--max", "net_exposure=1"), ("--ignore", "LIM"), ("--max", "p90_x=1"), ("-q",)):
        assert "hold" not in folder("check", "held.yaml", *DAY, *more).err


def test_the_summary_counts_what_was_found(folder: Program) -> None:
    """Errors, warnings and information: the summary adds up to what stands above it."""
    run = folder("check", "citizen.yaml", "bare.yaml", "--format", "json", *DAY)
    summary = run.json["summary"]
    told = len(run.json["diagnostics"])
    assert summary["errors"] + summary["warnings"] + summary["infos"] == told
    assert summary["violations"] == summary["errors"] > 0
    counted = sum(int(number) for number in re.findall(r"(\d+) (?:error|warning|info)", run.err))
    assert counted == told


def test_a_limit_of_the_command_line(folder: Program) -> None:
    """The worked gate: 123,400.00 against 100,000.00; and its edge, to the cent."""
    run = folder("check", "retailer.yaml", *LIMITS, "--max", "cost_of_failure=100000")
    assert run.code == 1
    assert "123,400.00" in run.out
    assert "23,400.00 USD over the limit of 100,000.00" in run.out
    assert "LIM001" in run.out
    run = folder("check", "retailer.yaml", *LIMITS, "--max", "cost_of_failure=123400")
    assert (run.code, run.out) == (0, "")


def test_deleting_the_hidden_costs_turns_no_gate_green(folder: Program) -> None:
    """With a part left out and the limit above what is left, the answer is that there is none."""
    text = yaml.safe_load((SCENARIOS / "retailer.yaml").read_text(encoding="utf-8"))
    del text["hidden_costs"]
    folder.file("left.yaml", yaml.safe_dump(text))
    run = folder("check", "left.yaml", *LIMITS, "--max", "cost_of_failure=123400")
    assert run.code == 1
    assert "LIM002" in run.out
    assert "cannot be judged: not assessed: `hidden_costs`" in run.out


def test_a_file_is_checked_once(folder: Program) -> None:
    """Named twice, by two paths, by a pattern and in a folder: one file."""
    (folder.folder / "link.yaml").symlink_to("bare.yaml")
    whole = str(folder.folder / "bare.yaml")
    run = folder("check", "bare.yaml", "./bare.yaml", whole, "bar*.yaml", "link.yaml", "bare.yaml",
                 "--select", "GOV001", "--format", "concise")  # fmt: skip
    assert places(run) == ["bare.yaml:1:GOV001"]
    assert run.err.startswith("1 file, 1 error")


def test_selection(folder: Program) -> None:
    """Codes and families, with commas or one by one; what is ignored is taken out of them."""
    run = folder("check", "bare.yaml", "--select", "gov,EXP", "--select", "LIM", "--ignore", "GOV00",
                 "--ignore", "EXP002, exp001,EXP012", "--format", "concise")  # fmt: skip
    codes = {one.rpartition(":")[2] for one in places(run)}
    assert codes == {"GOV014", "GOV020"}


def test_statistics(folder: Program) -> None:
    """The findings of each rule are counted, the most frequent first; beside a document on stderr."""
    run = folder("check", "bare.yaml", "--statistics", "--format", "concise", *DAY)
    counts = re.findall(r"(?m)^ +(\d+)  ([A-Z]{3}\d{3})  ", run.out)
    assert sum(int(number) for number, _ in counts) == len(places(run)) > 5
    assert [int(number) for number, _ in counts] == sorted((int(n) for n, _ in counts), reverse=True)
    run = folder("check", "bare.yaml", "--statistics", "--format", "json", *DAY)
    assert len(run.json["diagnostics"]) == sum(int(number) for number, _ in counts)
    assert all(code in run.err for _, code in counts)


def test_all_reports_of_a_run_hold_the_same(folder: Program) -> None:
    """SARIF, JUnit, JSON, GitLab and the annotations tell the same codes at the same lines."""
    reports = {"sarif": "a.sarif", "junit": "b.xml", "json": "c.json", "gitlab": "d.json"}
    arguments = [one for name, file in reports.items() for one in ("--report", f"{name}={file}")]
    run = folder("check", "bare.yaml", "citizen.yaml", "invalid.yaml", *arguments,
                 "--format", "github", *DAY)  # fmt: skip
    assert run.code == 1
    text = {name: (folder.folder / file).read_text("utf-8") for name, file in reports.items()}
    found: dict[str, set[tuple[str, str, int]]] = {
        "json": {
            (one["file"], one["code"], one["range"]["start"]["line"])
            for one in json.loads(text["json"])["diagnostics"]
        },
        "gitlab": {
            (one["location"]["path"], one["check_name"], _line_of(one["location"]))
            for one in json.loads(text["gitlab"])
        },
        "sarif": set(map(_of_sarif, json.loads(text["sarif"])["runs"][0]["results"])),
        "junit": set(_of_junit(text["junit"])),
        "github": {
            (file, code, int(line))
            for file, line, code in re.findall(
                r"(?m)^::\w+ file=([^,]+),line=(\d+).*?,title=([A-Z]{3}\d{3})", run.out
            )
        },
    }
    assert len(found["json"]) > 10
    assert found["gitlab"] == found["sarif"] == found["junit"] == found["json"]
    assert found["github"] <= found["json"]  # GitHub shows ten of a kind


def _line_of(location: dict[str, Any]) -> int:
    if "lines" in location:
        return int(location["lines"]["begin"])
    return int(location["positions"]["begin"]["line"])


def _of_sarif(one: dict[str, Any]) -> tuple[str, str, int]:
    place = one["locations"][0]["physicalLocation"]
    return place["artifactLocation"]["uri"], one["ruleId"], place["region"]["startLine"]


def _of_junit(text: str) -> list[tuple[str, str, int]]:
    root = ET.fromstring(text)  # noqa: S314 - our own output
    found = []
    for case in root.iter("testcase"):
        told = "".join(case.itertext()).strip()
        at = re.match(r"[^:]+:(\d+):\d+: \w+\[([A-Z]{3}\d{3})\]", told)
        if at is not None:
            found.append((case.get("classname", ""), at[2], int(at[1])))
    return found


REFUSED = [  # arguments, a word of standard error, why the row is there
    (["--report", "json=citizen.yaml"], "citizen.yaml", "a report into an input"),
    (["--output", "./citizen.yaml"], "citizen.yaml", "the result into an input"),
    (["--report", "json=a", "--report", "sarif=a"], "two reports", "two reports, one file"),
    (["--report", "json=a", "--report", "sarif=./a"], "two reports", "by two paths"),
    (["--report", "json=a.json", "-o", "./a.json"], "two reports", "a report and the result"),
    (
        ["--policy", "p.yaml", "--report", "json=p.yaml"],
        "p.yaml would overwrite",
        "a report into the policy",
    ),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[-1])
def test_no_report_takes_the_place_of_anything(
    folder: Program, row: tuple[list[str], str, str]
) -> None:
    """Neither an input nor another report is overwritten; what was there stays as it was."""
    arguments, word, _ = row
    folder.file("p.yaml", "waivers: forbidden\n")
    run = folder("check", "citizen.yaml", *arguments, *DAY)
    assert run.code == 2
    assert word in run.out + run.err
    assert (folder.folder / "citizen.yaml").read_bytes() == CITIZEN.read_bytes()
    assert (folder.folder / "p.yaml").read_text(encoding="utf-8") == "waivers: forbidden\n"


def test_a_refused_report_is_named_as_it_was_asked_for(folder: Program) -> None:
    """The message names the option that was given."""
    run = folder("check", "citizen.yaml", "--report", "json=citizen.yaml", *DAY)
    assert "--report citizen.yaml would overwrite an input file" in run.out + run.err


def test_the_policy_above_each_file(folder: Program) -> None:
    """Each policy upwards, as far as the work tree; `--no-policy` leaves all aside."""
    folder.file(".omsrisk.yaml", "limits: {cost_of_failure: 1}\nselect: [LIM]\n")
    for name in ("a/case.yaml", "b/case.yaml", "c/deep/case.yaml"):
        folder.file(name, CITIZEN.read_text(encoding="utf-8"))
    folder.file("b/.omsrisk.yaml", "select: [LIM]\n")
    folder.file("c/.git", "gitdir: elsewhere\n")
    run = folder("check", "a", "b", "c", "--format", "concise", *DAY)
    assert run.code == 1
    assert "a/case.yaml:2:LIM001" in places(run)
    assert "(.omsrisk.yaml)" in run.out
    assert "b/case.yaml:2:LIM001" in places(run), "a policy below another one only tightens it"
    assert not any(one.startswith("c/") and "LIM" in one for one in places(run))
    assert folder("check", "a", "b", "c", "--no-policy", *DAY).code == 0


def test_standard_input(folder: Program) -> None:
    """What is piped in is held to the policy of the working folder, or of the file it stands for."""
    folder.file(".omsrisk.yaml", "limits: {cost_of_failure: 1}\nselect: [LIM]\n")
    folder.file("b/.omsrisk.yaml", "limits: {delay: 1}\n")
    arguments = ("check", "-", "--format", "concise", *DAY)
    run = folder(*arguments, stdin=CITIZEN.read_bytes())
    assert (run.code, places(run)) == (1, ["<stdin>:2:LIM001"])
    run = folder(*arguments, "--stdin-filename", "b/case.yaml", stdin=CITIZEN.read_bytes())
    assert (run.code, places(run)) == (1, ["b/case.yaml:2:LIM001"] * 2)


def test_an_invalid_policy_is_told_once(folder: Program) -> None:
    """However many files it has, its findings point into it, in every format; nothing else passes."""
    folder.file(".omsrisk.yaml", "selct: [GOV]\nwaivers: maybe\n")
    run = folder("check", "citizen.yaml", "bare.yaml", "--format", "concise", *DAY)
    assert (run.code, places(run)) == (1, [".omsrisk.yaml:1:SCN102", ".omsrisk.yaml:2:SCN108"])
    assert ", 1 invalid" in run.err
    text = folder("check", "citizen.yaml", "bare.yaml", "--format", "junit", *DAY).out
    root = ET.fromstring(text)  # noqa: S314 - our own output
    assert [one.get("name") for one in root.iter("testsuite")] == [".omsrisk.yaml"]
    assert root.get("failures") == "2"


def test_show_policy(folder: Program) -> None:
    """What holds for a file is shown; a policy that is not valid is told as findings."""
    folder.file(
        "p.yaml",
        "ignore: EXP002\nseverities: {GOV: error}\nwaivers: forbidden\n"
        "limits: {exposure: 5}\nfolders:\n  - {folder: a, limits: {delay: 7}}\n",
    )
    run = folder("check", "a/case.yaml", "--policy", "p.yaml", "--show-policy", "--max", "delay=3")
    assert run.code == 0
    for word in ("p.yaml", "EXP002", "GOV error", "forbidden", "exposure 5", "delay 7", "delay 3"):
        assert word in run.out
    folder.file("bad.yaml", "selct: a\n")
    run = folder("check", "a.yaml", "--policy", "bad.yaml", "--show-policy")
    assert run.code == 1
    assert "unknown key `selct`" in run.out + run.err


def test_excluded_files(folder: Program) -> None:
    """A policy passes over files that a walk finds, and none that is named; `--exclude` over both."""
    folder.file(".omsrisk.yaml", "exclude: [old, '*.draft.yaml']\nselect: [GOV001]\n")
    for name in ("x/old/a.yaml", "old/a.yaml", "new/a.draft.yaml", "new/a.yaml"):
        folder.file(name, BARE)
    run = folder("check", "old", "new", "x", "--format", "concise")
    assert [one.partition(":")[0] for one in places(run)] == ["new/a.yaml", "x/old/a.yaml"]
    assert "2 passed over" in run.err
    run = folder("check", "old/a.yaml", "new/a.yaml", "--exclude", "new", "--format", "concise")
    assert [one.partition(":")[0] for one in places(run)] == ["old/a.yaml"]


def test_an_invalid_file_on_standard_input_is_one_suite(folder: Program) -> None:
    """What was piped in is known by one name, whether it is valid or not."""
    text = folder("check", "-", "--format", "junit", stdin=INVALID.encode()).out
    root = ET.fromstring(text)  # noqa: S314 - our own output
    assert [one.get("name") for one in root.iter("testsuite")] == ["<stdin>"]


QUOTED = [  # arguments that are quoted when they are refused, why
    (["--##vso[task.complete]x"], "an option there is not"),
    (["--today", "##vso[x]::error::y"], "the value of an option"),
    (["##vso[x] ::error::y.yaml"], "a file that is not there"),
    (["--workers", "##teamcity[x]"], "a number that is not one"),
    (["--report", "##[x]::error::y"], "a report without a file"),
]


@pytest.mark.parametrize("case", QUOTED, ids=lambda case: case[-1])
def test_what_is_quoted_from_the_command_line_is_no_command(
    program: Program, case: tuple[list[str], str]
) -> None:
    """A name that a hook passes on is obeyed by no runner when it is refused."""
    run = program("check", *case[0])
    assert run.code == 2
    assert re.findall(r"##\w*\[|::[a-z]", run.out + run.err) == []


HOSTILE = '[red]x[/red] ::error file=b::forged\\n::error::two \\u202e</b> | "q"'


def test_hostile_names(folder: Program) -> None:
    """Names of a file reach no terminal, CI log or document as anything but text on one line."""
    text = CITIZEN.read_text(encoding="utf-8").replace(
        "    - name: ERP\n      owner: Eve Marlow\n", f"    - name: {json.dumps('x')}\n"
    )
    text = text.replace('- name: "x"', f'- name: "{HOSTILE.replace(chr(34), chr(92) + chr(34))}"')
    text += 'waivers:\n  - {rule: "a\\n::error::three", reason: x}\n'
    folder.file("hostile.yaml", text)
    for name in ("full", "concise", "github"):
        run = folder("check", "hostile.yaml", "--format", name, *DAY)
        assert run.code == 1
        assert "EXP010" in run.out
        assert "\u202e" not in run.out
        assert not re.search(r"(?m)^::error::(two|three)", run.out)


def test_a_name_of_100_000_characters(folder: Program) -> None:
    """A name that long is cut where people read it."""
    text = CITIZEN.read_text(encoding="utf-8") + f"waivers:\n  - {{rule: {'x' * 10**5}, reason: x}}\n"
    folder.file("long.yaml", text)
    for name in ("full", "concise"):
        run = folder("check", "long.yaml", "--format", name, *DAY)
        assert run.code == 1
        assert "WVR003" in run.out
        assert max(map(len, run.out.splitlines())) < 2000


def test_wrong_types_are_findings_with_places(folder: Program) -> None:
    """Sections of the wrong shape are told key by key, each at its line."""
    folder.file(
        "wrong.yaml",
        BARE
        + "governance:\n  project_manager: Ada\n  steering_committee: {meets_every_days: weekly}\n"
        "  escalation_ladder: {authority: x}\n  bogus: 1\nchecklist: none\nstatus: [1]\n"
        "waivers: {rule: GOV001}\nlimits: 5\n",
    )
    run = folder("check", "wrong.yaml", "--format", "concise")
    assert run.code == 1
    assert [one.split(":", 1)[1] for one in places(run)] == [
        *("7:SCN107", "8:SCN105", "9:SCN107", "10:SCN102"),
        *("11:SCN107", "12:SCN107", "13:SCN107", "14:SCN107"),
    ]


def test_failing_looks_cheaper(folder: Program) -> None:
    """A stop rule without a price of stopping: a likelier failure of the pilot saves money."""
    folder.file(
        "stop.yaml",
        "extends: retailer.yaml\nstop_if_a_phase_fails: true\nphases:\n"
        "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}\n"
        "  - {name: Rest, share_of_orders: 90%}\n",
    )
    run = folder("check", "stop.yaml", "--select", "EXP004", "--format", "concise")
    assert places(run) == ["stop.yaml:4:EXP004"]
    assert "failing looks cheaper" in run.out


def test_explain_a_rule(folder: Program) -> None:
    """A rule is explained by its code, in any case: why, on what it stands, wrong and right."""
    run = folder("explain", "gov006")
    assert run.code == 0
    for word in ("GOV006: no steering committee", "Severity: error", "[P]", "Found:", "Not found:"):
        assert word in run.out
    assert "reads the clock" in folder("explain", "WVR002").out
    assert "cannot be waived" in folder("explain", "LIM001").out
    run = folder("explain", "GVO006")
    assert (run.code, run.out) == (2, "")
    assert "did you mean `GOV006`?" in run.err


def test_rules(folder: Program) -> None:
    """Every format lists the same rules, and marks those that read the clock."""
    rules = folder("rules", "--format", "json").json["rules"]
    clock = {one["code"] for one in rules if one["reads_clock"]}
    assert clock == {"GOV015", "PLN009", "WVR002"}
    codes = [one["code"] for one in rules]
    rows = list(csv.DictReader(io.StringIO(folder("rules", "--format", "csv").out)))
    assert [row["code"] for row in rows] == codes
    assert {row["code"] for row in rows if row["clock"]} == clock
    for name in ("table", "markdown"):
        out = folder("rules", "--format", name, env={"COLUMNS": "200"}).out
        lines = [line for line in out.splitlines() if re.match(r"(\| )?[A-Z]{3}\d{3} ", line)]
        assert [re.findall(r"[A-Z]{3}\d{3}", line)[0] for line in lines] == codes
        marked = {re.findall(r"[A-Z]{3}\d{3}", line)[0] for line in lines if " today " in line}
        assert marked == clock


def test_rules_on_80_columns(folder: Program) -> None:
    """A terminal of the usual width shows which rules read the clock, or says nothing of it."""
    out = folder("rules", "--format", "table", env={"COLUMNS": "80"}).out
    assert max(map(len, out.splitlines())) <= 80
    assert ("today" in out.split("More of one")[0]) is ("today" in out.split("More of one")[1])


def test_tripwires(folder: Program) -> None:
    """The worked figures, the plan of those who watch, and the hint where nobody does."""
    arguments = ("tripwires", "retailer.yaml", "--max", "cost_of_failure=140000")
    record = folder(*arguments, "--all", "--format", "json").json
    wires = {one["path"]: one for one in record["tripwires"]}
    paths = ("data_misalignment.data_inaccuracy_rate", "delay.duration_days")
    rate, days = (wires[path]["passed_at"] for path in paths)
    assert (round(100 * rate, 2), round(days, 2)) == (Decimal("10.53"), Decimal("4.38"))
    assert "training_deficit.incompletion_rate" not in wires
    assert "4.38" in folder(*arguments, "--all").out
    run = folder("tripwires", "bare.yaml", "--max", "cost_of_failure=140000")
    assert (run.code, run.out) == (2, "")
    assert "monitored: {owner, every_days}" in run.err
    assert "--all" in run.err
    folder.file(
        "watched.yaml",
        BARE.replace("_days: 3", "_days: {value: 3, monitored: {owner: Ada, every_days: 1}}"),
    )
    run = folder("tripwires", "watched.yaml", "--max", "cost_of_failure=40000")
    assert run.code == 0
    assert re.search(r"(?m)^Days of delay +3 days +3\.3334 days .*Ada +1 day", run.out)


@pytest.mark.parametrize("more", [(), ("--severity", "info"), ("--statistics", "--color", "always")])
@pytest.mark.parametrize("name", FINDINGS_FORMATS)
def test_several_processes_say_the_same(outside: Program, name: str, more: tuple[str, ...]) -> None:
    """Findings, their order, the counts and the exit code do not depend on how many judge."""
    outside.file("many/base.yaml", BARE)
    for at in range(6):
        text = CITIZEN.read_text("utf-8") if at % 2 else "omsrisk: 1\nextends: base.yaml\n"
        outside.file(f"many/{at}.yaml", text)
    # what is found in the base of one other is told twice where other money rests on it
    outside.file("many/long.yaml", BARE.replace("duration_days: 3", "duration_days: 60"))
    outside.file("many/few.yaml", "omsrisk: 1\nextends: long.yaml\norders: {daily_volume: 7}\n")
    outside.file("many/same.yaml", "omsrisk: 1\nextends: 1.yaml\n")
    named = ("many", "invalid.yaml", "not-there.yaml")
    runs = [
        outside("check", *named, "--workers", workers, "--format", name, *more, *DAY)
        for workers in ("1", "2", "3")
    ]
    assert runs[0].code == 2
    if name != "github":  # which shows the first ten of a kind
        assert "many/base.yaml" in runs[0].out
        assert "for many/0.yaml, many/2.yaml" in runs[0].out
    if name in {"json", "sarif"} and not more:
        told = re.findall(r"`delay.duration_days` lies above", runs[0].out)
        assert len(told) == 2
    assert runs[0] == runs[1] == runs[2]
