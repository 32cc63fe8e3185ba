"""
Reporters of findings: one golden file for each, held to the schema of its target.

After a wanted change, write the golden files anew, read what changed, and commit it with its reason:

    OMSRISK_UPDATE_GOLDEN=1 pytest tests/report/test_findings_reporters.py
"""

import json
import os
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from xmlschema import XMLSchema

from omsrisk.cli.check_tally import NOTHING_CHECKED
from omsrisk.report.findings import sarif as findings_sarif
from omsrisk.report.findings.findings_report import FindingsReport, Meaning
from omsrisk.report.findings.fingerprint import fingerprints
from omsrisk.report.findings.formats import FINDINGS_FORMATS, render
from omsrisk.report.findings.github import MOST_OF_A_KIND
from omsrisk.report.findings.sentence import sentence
from omsrisk.report.project_page import HOMEPAGE
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.reading.files import plain_name
from omsrisk.text import visible
from tests.support.hostile_findings import CLEAN, FILES, FORGED, HOSTILE, PLAIN, SPACED, clean, report
from tests.support.paths import FIXTURES, GOLDEN

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
NAMES = {
    "concise": "findings.concise.txt",
    "json": "findings.json",
    "github": "findings.github.txt",
    "gitlab": "findings.gitlab.json",
    "sarif": "findings.sarif",
    "junit": "findings.junit.xml",
}


@pytest.fixture(autouse=True)
def _no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of omsrisk changes no golden file."""
    monkeypatch.setattr(findings_sarif, "__version__", "0.0.0")


def written(name: str, found: FindingsReport | None = None) -> str:
    """Write the hostile findings, or others, in a format."""
    return "".join(render(found or report(), name))


def of(*findings: Finding, files: tuple[str, ...] = (), exit_code: int = 1) -> FindingsReport:
    """Report findings with nothing else about them."""
    meanings = {one.code: Meaning("Name", "Reason") for one in findings}
    return FindingsReport(findings, files, meanings, {**NOTHING_CHECKED, "exit_code": exit_code})


def many(**counts: int) -> FindingsReport:
    """Report so many errors, warnings and infos, the least grave first."""
    return of(
        *(
            Finding("SCN102", severity, f"{severity} {number}", "a.yaml", number + 1, 1, 2)
            for severity in reversed(Severity)
            for number in range(counts.get(severity, 0))
        )
    )


# All of them


def test_the_table_of_formats() -> None:
    """The formats are offered in the order of the documentation."""
    known = ["full", "concise", "json", "github", "gitlab", "sarif", "junit"]
    assert list(FINDINGS_FORMATS) == known
    assert set(NAMES) == set(known) - {"full"}


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    """Each format writes the hostile findings as they were read and approved."""
    shown = written(name).encode("utf-8")
    path = GOLDEN / NAMES[name]
    if os.environ.get("OMSRISK_UPDATE_GOLDEN"):
        path.write_bytes(shown)
        pytest.skip(f"{path.name} is written anew: read it")
    assert shown.decode("utf-8") == path.read_bytes().decode("utf-8")


def test_every_golden_file_is_compared() -> None:
    """A golden file that no test reads would grow old unseen."""
    assert {path.name for path in GOLDEN.glob("findings*")} == set(NAMES.values())


def test_the_fixture_is_hostile() -> None:
    """What the tests below rely on is there."""
    found = report()
    texts = " ".join(one.message for one in found.findings)
    for part in ("\n::error", "\x1b", "\u202e", "]]>", "|", "<img", "{0}", "](", "\udce9", "\x00"):
        assert part in texts
    levels = Counter(one.severity for one in found.findings)
    assert levels[Severity.ERROR] > MOST_OF_A_KIND
    assert all(levels[one] for one in Severity)
    assert any(not one.file for one in found.findings)
    assert any(one.file and not one.line for one in found.findings)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_unseen(name: str) -> None:
    """No control, bidirectional or zero-width character reaches a log or a page."""
    assert {unicodedata.category(c) for c in written(name) if c != "\n"} & UNSEEN == set()


@pytest.mark.parametrize("name", FINDINGS_FORMATS)
def test_it_says_the_same_twice(name: str) -> None:
    """No clock, host, folder or order of a set: CI can compare two reports."""
    assert written(name) == written(name)
    assert str(Path.cwd()) not in written(name)


@pytest.mark.parametrize("name", FINDINGS_FORMATS)
def test_what_could_not_be_run_is_told(name: str) -> None:
    """A report on files of which one could not be read does not look complete."""
    assert "cannot read gone.yaml" in written(name)


COUNTED = {  # a pattern for what each format has once for a finding
    "concise": r"(?m)^.+$",
    "json": r'"hint": ',
    "github": r"(?m)^::(?!notice title=not all)",
    "gitlab": r'"fingerprint": ',
    "sarif": r'"message": ',
    "junit": r'<testcase name="(?!no findings)',
}


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_is_told(name: str) -> None:
    """No finding is lost on the way, but for those that GitHub would not show: they are counted."""
    text = written(name)
    more = sum(map(int, re.findall(r"(\d+) more error", text))) if name == "github" else 0
    count = len(re.findall(COUNTED[name], text)) + more
    assert count == len(report().findings) + len(report().errors)


ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize("name", NAMES)
@given(
    message=ANY_TEXT,
    hint=ANY_TEXT,
    file=ANY_TEXT,
    path=ANY_TEXT,
    line=st.integers(0, 3),
    column=st.integers(0, 3),
)
def test_any_text(
    name: str, message: str, hint: str, file: str, path: str, line: int, column: int
) -> None:
    """Whatever a finding says, each report is whole: lines are lines, documents are documents."""
    one = Finding("SCN102", Severity.ERROR, message, file, line, column, column, path, hint)
    found = of(one, files=(file,) if file else ())
    text = written(name, found)
    assert text.endswith("\n")
    text.encode("utf-8")
    if name in {"concise", "github"}:
        assert len(text.splitlines()) == 1
    elif name == "junit":
        XSD.validate(text)
    elif name == "sarif":
        SARIF.validate(json.loads(text))
    else:
        json.loads(text)


# Full


def test_full_ends_with_what_could_not_be_run() -> None:
    """Errors stand below the findings, escaped as on standard error."""
    text = written("full")
    assert "error: cannot read gone.yaml: no such file\n  = help: files of this folder" in text
    assert text.endswith("error: cannot read \\x3a:error::\nerror: \\x3a:error\\x3a:x <b>\\x1b[31m\n")


def test_full_in_colour() -> None:
    """Colour is passed on; the formats of machines have none."""
    assert "\x1b[1;31m" in "".join(render(many(error=1), "full", colour=True))
    for name in NAMES:
        assert "".join(render(report(), name, colour=True)) == written(name)


# Concise


def test_concise_lines() -> None:
    """A line is file, line, column, code, severity, message; what has no place has the first."""
    lines = written("concise").splitlines()
    assert f"{PLAIN}:4:3: SCN102 [error] {HOSTILE[0][0]}" in lines
    assert f"{SPACED}:1:1: SCN002 [error] more than 1 MiB" in lines
    assert "omsrisk: SCN307 [info] --set x.y: phases keep their own" in lines
    assert [line for line in lines if line.startswith(PLAIN)][1].endswith(
        r"SCN102 [error] two\nlines\r\n\x3a:error file=b.yaml,line=1\x3a:forged"
    )


def test_concise_is_no_command() -> None:
    """No line is a command that a runner would obey."""
    for line in written("concise").splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


# GitHub

COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$")


def annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does: kind, properties, message."""
    found = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        assert match, f"{line!r} is no annotation"
        pairs = [one.split("=", 1) for one in match[2].split(",")]
        found.append((match[1], {key: unescaped(value) for key, value in pairs}, unescaped(match[3])))
    return found


def unescaped(text: str) -> str:
    """Undo what the toolkit of GitHub escapes, as the runner does: the percent sign last."""
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_github_forges_nothing() -> None:
    """Every line is an annotation of ours, and its text comes back as it was shown."""
    found = annotations(written("github"))
    files = {plain_name(visible(one.file)) for one in report().findings if one.file}
    assert {one["file"] for _, one, _ in found if "file" in one} <= files
    texts = [text for _, _, text in found]
    assert sentence("100%0A::error::forged %25 {0} {name} %s $(id)", "a hint") in texts
    for _, properties, text in found:
        assert "\n" not in text
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}


def test_github_places() -> None:
    """An annotation stands on its line, in columns; what has no place names the file, or nothing."""
    found = annotations(written("github", of(*report().findings[-6:], report().findings[0])))
    by_text = {text: properties for _, properties, text in found}
    assert by_text["more than 1 MiB (split it)"] == {"file": SPACED, "title": "SCN002 Name"}
    assert by_text["no decision"]["file"] == SPACED
    assert by_text["no decision"]["line"] == by_text["no decision"]["endLine"] == "9"
    assert (by_text["no decision"]["col"], by_text["no decision"]["endColumn"]) == ("2", "8")
    assert by_text["--set x.y: phases keep their own (--set z)"] == {"title": "SCN307 Name"}


ROOM = [  # errors, warnings, infos; shown of each; what the last notice says
    ((10, 10, 10), (10, 10, 10), "", "all fit"),
    ((11, 0, 0), (10, 0, 1), "1 more error:", "one too many"),
    ((12, 11, 0), (10, 10, 1), "2 more errors and 1 more warning:", "two kinds"),
    ((0, 0, 11), (0, 0, 10), "2 more notices:", "the notice takes the place of one"),
    ((0, 0, 10), (0, 0, 10), "", "ten notices fit"),
    ((11, 0, 10), (10, 0, 10), "1 more error and 1 more notice:", "it does so for other kinds, too"),
    ((2000, 0, 0), (10, 0, 1), "1,990 more errors:", "very many"),
]


@pytest.mark.parametrize("case", ROOM, ids=lambda case: case[-1])
def test_github_shows_ten_of_a_kind(
    case: tuple[tuple[int, int, int], tuple[int, int, int], str, str],
) -> None:
    """GitHub would drop the eleventh of a kind unseen: ten are written, and the rest counted."""
    (errors, warnings, infos), shown, more, _ = case
    found = annotations(written("github", many(error=errors, warning=warnings, info=infos)))
    kinds = [kind for kind, _, _ in found]
    assert kinds == ["error"] * shown[0] + ["warning"] * shown[1] + ["notice"] * shown[2]
    assert max(shown) <= MOST_OF_A_KIND
    last = found[-1][2]
    assert last.startswith(more)
    assert ("omsrisk check --format concise" in last) == bool(more)


# GitLab


def test_gitlab_records() -> None:
    """Each record has what GitLab asks for, a line from 1, and a path without `./`."""
    records = json.loads(written("gitlab"))
    for one in records:
        assert set(one) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert one["location"]["lines"]["begin"] >= 1
        assert not one["location"]["path"].startswith(("./", "/"))
    assert Counter(one["severity"] for one in records) == {
        "critical": len(report().errors),
        "major": report().summary["errors"],
        "minor": report().summary["warnings"],
        "info": 3,
    }
    assert SPACED in {one["location"]["path"] for one in records}


def test_gitlab_without_findings() -> None:
    """Nothing found is an empty array, not an empty file."""
    assert written("gitlab", clean()) == "[]\n"


# Fingerprints


def test_fingerprints_are_unique() -> None:
    """GitLab shows one of two records with the same fingerprint, so a repeat has its own."""
    found = list(fingerprints(report().findings))
    assert len(set(found)) == len(found)
    for name, key in (("gitlab", "fingerprint"), ("sarif", "omsriskFingerprint/v1")):
        shown = re.findall(rf'"{key}": "([0-9a-f]{{64}})"', written(name))
        assert len(set(shown)) == len(shown) > 10


def test_fingerprints_survive_moved_lines() -> None:
    """A line put in at the top of a file makes no finding a new one."""
    found = report().findings
    moved = [one._replace(line=one.line + 1, column=one.column + 1, excerpt=()) for one in found]
    assert list(fingerprints(moved)) == list(fingerprints(found))


def test_fingerprints_differ() -> None:
    """Another code, file, path or message is another finding."""
    one = Finding("SCN102", Severity.ERROR, "text", "a.yaml", 1, 1, 2, "x.y")
    others = [
        one._replace(code="SCN103"),
        one._replace(file="b.yaml"),
        one._replace(path="x.z"),
        one._replace(message="texts"),
    ]
    assert len({next(fingerprints([each])) for each in (one, *others)}) == 5


def test_fingerprints_know_where_a_text_ends() -> None:
    """What moves from one part of a finding to the next changes it."""
    one = Finding("SCN102", Severity.ERROR, "bc", "a.yaml", path="a")
    two = Finding("SCN102", Severity.ERROR, "c", "a.yaml", path="ab")
    assert len(set(fingerprints([one, two]))) == 2


@pytest.mark.parametrize(
    ("file", "slash"),
    [("./a.yaml", "a.yaml"), ("a//b/./c.yaml", "a/b/c.yaml"), ("<stdin>", "<stdin>")],
)
def test_a_file_is_named_alike(file: str, slash: str) -> None:
    """However a file was named, it is the same file in the next run."""
    assert plain_name(file) == slash


# SARIF

SARIF = Draft4Validator(json.loads((FIXTURES / "sarif-2.1.0.json").read_text(encoding="utf-8")))


def sarif(found: FindingsReport | None = None) -> Any:
    """Write SARIF, hold it to its schema, and give its one run."""
    document = json.loads(written("sarif", found))
    SARIF.validate(document)
    assert document["version"] == "2.1.0"
    [run] = document["runs"]
    return run


def test_the_schema_refuses() -> None:
    """The schema that the report is held to says no to what is wrong."""
    document = json.loads(written("sarif"))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] = {"startLine": 0}
    assert not SARIF.is_valid(document)
    assert not SARIF.is_valid({"version": "2.1.0"})


@pytest.mark.parametrize("found", [report(), clean(), many(error=1, info=2)])
def test_sarif_follows_its_schema(found: FindingsReport) -> None:
    """The report is SARIF 2.1.0; each result names its rule by number, too."""
    run = sarif(found)
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"] == "0.0.0"
    assert [one["id"] for one in rules] == sorted({one.code for one in found.findings})
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [
        one["ruleId"] for one in run["results"]
    ]
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_rules() -> None:
    """A rule says its name, its reason, what to do, and what it stands on."""
    rules = {one["id"]: one for one in sarif()["tool"]["driver"]["rules"]}
    assert rules["GOV006"] == {
        "id": "GOV006",
        "name": "DecisionWithoutAStopRuleB",
        "shortDescription": {"text": "Decision without a stop_rule: <b>"},
        "fullDescription": {"text": "Who stops, and when?"},
        "helpUri": f"{HOMEPAGE}/blob/v0.0.0/docs/reference/rules.md#gov006",
        "help": {
            "text": "Add `a`, or {{b}}.\n\nSource: [C] 7\n\nMore: omsrisk explain GOV006",
            "markdown": "Add \\`a\\`, or \\{b\\}.\n\nSource: \\[C\\] 7\n\n"
            "More: `omsrisk explain GOV006`, or the "
            f"[documentation]({HOMEPAGE}/blob/v0.0.0/docs/reference/rules.md#gov006)",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["governance"]},
    }
    assert sarif()["tool"]["driver"]["informationUri"] == HOMEPAGE
    assert rules["SCN307"]["defaultConfiguration"] == {"level": "note"}


def test_sarif_places() -> None:
    """A result stands in a region of code points, or in a file as a whole."""
    results = {one["message"]["text"]: one for one in sarif()["results"]}
    whole = results["more than 1 MiB (split it)"]["locations"][0]
    assert list(whole) == ["physicalLocation"]
    assert list(whole["physicalLocation"]) == ["artifactLocation"]
    [first] = [
        one for one in sarif()["results"] if one["message"]["text"].startswith("emoji \U0001f600")
    ]
    [location] = first["locations"]
    assert location["physicalLocation"]["region"] == {
        "startLine": 13,
        "startColumn": 3,
        "endColumn": 16,
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "orders.13"}]
    assert first["properties"] == {"source": "[C] 1"}


URIS = [  # file, URI, why
    ("cases/a.yaml", "cases/a.yaml", "plain"),
    ("./a.yaml", "a.yaml", "named with its folder"),
    ("Fälle/a b#c?d%e.yaml", "F%C3%A4lle/a%20b%23c%3Fd%25e.yaml", "spaces, umlauts, marks"),
    ("c:x.yaml", "c%3Ax.yaml", "no scheme"),
    ("<stdin>", "%3Cstdin%3E", "standard input"),
    ("caf\udce9.yaml", "caf%E9.yaml", "a name that is not UTF-8"),
    ("\ud800.yaml", "%EF%BF%BD.yaml", "a name that no system gives"),
    ("a\nb\u202e.yaml", "a%0Ab%E2%80%AE.yaml", "line breaks and what cannot be seen"),
]


@pytest.mark.parametrize("case", URIS, ids=lambda case: case[-1])
def test_sarif_files(case: tuple[str, str, str]) -> None:
    """A file is a relative URI below the root of the sources."""
    file, uri, _ = case
    [result] = sarif(of(Finding("SCN102", Severity.ERROR, "x", file, 1, 1, 2)))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
    if "\ud800" not in file:
        assert unquote_to_bytes(uri).decode("utf-8", "surrogateescape") == plain_name(file)


@pytest.mark.skipif(os.name == "nt", reason="absolute there is another thing")
def test_sarif_of_a_file_named_absolutely() -> None:
    """A file that the user named absolutely stays so, and is below no root."""
    [result] = sarif(of(Finding("SCN102", Severity.ERROR, "x", "/srv/a b.yaml", 1, 1, 2)))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "file:///srv/a%20b.yaml"}


def test_sarif_results_have_a_file() -> None:
    """
    GitHub refuses a whole upload for one result without a file.

    So what no file is to blame for is a notification, with its rule.
    """
    run = sarif()
    for result in run["results"]:
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    [told] = run["invocations"][0]["toolConfigurationNotifications"]
    assert told["associatedRule"]["id"] == "SCN307"
    assert told["level"] == "note"
    assert told["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "x.y"}]}]


@pytest.mark.parametrize(("exit_code", "ran"), [(0, True), (1, True), (2, False)])
def test_sarif_invocation(exit_code: int, ran: bool) -> None:  # noqa: FBT001 - a column
    """A run that says no has run; one that could not run all has not."""
    [invocation] = sarif(of(exit_code=exit_code))["invocations"]
    assert invocation["executionSuccessful"] is ran
    assert invocation["toolExecutionNotifications"] == []


def test_sarif_texts_are_plain() -> None:
    """No text has a placeholder or a link in it: viewers would fill the one and show the other."""
    run = sarif()
    texts = [one["message"]["text"] for one in run["results"]]
    assert any("{{0}} {{name}}" in text for text in texts)
    assert any("[click]\\(https://example.invalid)" in text for text in texts)
    for text in texts:
        assert "](" not in text
        assert not re.search(r"\{\d+\}", text.replace("{{", "").replace("}}", ""))


# JUnit

XSD = XMLSchema(str(FIXTURES / "junit-10.xsd"))


def junit(found: FindingsReport | None = None) -> ET.Element:
    """Write JUnit XML, hold it to its schema, and parse it."""
    text = written("junit", found)
    XSD.validate(text)
    return ET.fromstring(text.encode("utf-8"))  # noqa: S314 - our own text


def test_the_xsd_refuses() -> None:
    """The schema that the report is held to says no to what is wrong."""
    assert not XSD.is_valid("<testsuites><testcase name='x'/></testsuites>")
    assert not XSD.is_valid("<testsuites><testsuite name='x'/></testsuites>")


@pytest.mark.parametrize("found", [report(), clean(), many(error=1, warning=2, info=3), of()])
def test_junit_counts(found: FindingsReport) -> None:
    """The report follows its schema, and its totals are those of what is in it."""
    root = junit(found)
    for suite in [root, *root]:
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(suite.attrib[attribute]) == len(list(suite.iter(tag)))
        assert suite.attrib["time"] == "0"
    assert int(root.attrib["failures"]) == sum(
        one.severity is Severity.ERROR for one in found.findings
    )
    assert int(root.attrib["errors"]) == len(found.errors)


def test_junit_suites() -> None:
    """Each file is a suite, also one without findings: a case that passes."""
    suites = {one.attrib["name"]: one for one in junit()}
    assert {visible(one) for one in FILES} <= set(suites)
    [case] = suites[CLEAN]
    assert case.attrib == {"name": "no findings", "classname": CLEAN, "time": "0"}
    assert list(case) == []
    assert [one.attrib["name"] for one in suites[visible(FORGED)]] == ["GOV006"]
    assert len(suites["omsrisk"]) == len(report().errors) + 1


def test_junit_cases() -> None:
    """An error fails; a warning passes and is told; what could not be read is an error."""
    suites = {one.attrib["name"]: one for one in junit()}
    [failed, warned, again] = suites[SPACED]
    assert [one.tag for one in (*failed, *warned, *again)] == ["failure", "system-out", "system-out"]
    assert [one.attrib["name"] for one in suites[SPACED]][:2] == ["SCN002", "GOV006 decision"]
    assert failed[0].attrib == {"message": "more than 1 MiB", "type": "SCN002"}
    assert str(failed[0].text).splitlines() == [
        f"{SPACED}: error[SCN002]: more than 1 MiB",
        "help: split it",
        "more: omsrisk explain SCN002",
    ]
    assert str(warned[0].text).startswith(f"{SPACED}:7:1: warning[GOV006]: no decision\n")
    [unread, *_] = suites["omsrisk"]
    assert unread[0].tag == "error"
    assert unread[0].attrib["message"] == "cannot read gone.yaml: no such file"
    assert unread[0].text == "files of this folder: a.yaml"


def _named(found: FindingsReport) -> list[tuple[str, str]]:
    return [(one.attrib["classname"], one.attrib["name"]) for one in junit(found).iter("testcase")]


def test_junit_names_are_unique() -> None:
    """CI servers show one of two cases with the same name, so what is found twice is numbered."""
    named = _named(report())
    assert len(set(named)) == len(named)
    assert (PLAIN, "SCN102 orders.4 (2)") in named


def test_junit_names_stay_when_lines_move() -> None:
    """A test is known by its name: another line, column or amount makes no new one."""
    found = report()
    moved = tuple(
        one._replace(line=one.line + 7, column=one.column + 1, message=f"{one.message} 2,000.00")
        for one in found.findings
    )
    assert _named(found._replace(findings=moved)) == _named(found)


def test_junit_keeps_texts() -> None:
    """Markup in a message is text, and comes back as it was shown."""
    shown = [one.attrib["message"] for one in junit().iter("failure")]
    assert [visible(text) for text, _ in HOSTILE] == shown[: len(HOSTILE)]


# JSON


def test_json_document() -> None:
    """The document has a version, the summary as it is, and every finding with every key."""
    document = json.loads(written("json"))
    assert list(document) == ["schema_version", "at", "summary", "diagnostics"]
    assert document["schema_version"] == 2
    assert document["summary"] == report().summary
    keys = [
        "code",
        "severity",
        "message",
        "path",
        "file",
        "range",
        "hint",
        "source",
        "reason",
        "owner",
        "due",
        "money_at_risk",
        "roll_outs",
    ]
    assert all(list(one) == keys for one in document["diagnostics"])
    assert [one["code"] for one in document["diagnostics"]][:3] == ["cannot-run"] * 2 + ["SCN307"]


def test_json_keeps_texts() -> None:
    """A program reads messages and names as they are, but for what is no UTF-8."""
    told = json.loads(written("json"))["diagnostics"]
    messages = [one["message"] for one in told]
    for text, _ in HOSTILE:
        assert re.sub("[\ud800-\udfff]", "\ufffd", text) in messages
    assert FORGED in {one["file"] for one in told}


def test_json_without_findings() -> None:
    """Nothing found is a document with an empty list."""
    assert json.loads(written("json", clean()))["diagnostics"] == []
