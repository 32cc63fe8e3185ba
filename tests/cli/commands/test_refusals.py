"""Commands x bad files x bad options x formats: one document, the right code, and plain words."""

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from xmlschema import XMLSchema

from tests.support.paths import FIXTURES, SCENARIOS
from tests.support.program import Inside, Outcome

SARIF = Draft4Validator(json.loads((FIXTURES / "sarif-2.1.0.json").read_text(encoding="utf-8")))
XSD = XMLSchema(str(FIXTURES / "junit-10.xsd"))

COMMANDS = {  # a command line that works on FILE
    "calc": "FILE",
    "compare": "FILE other.yaml",
    "sweep": "FILE --vary delay.duration_days=1,2",
    "tornado": "FILE",
    "solve": "FILE --for delay.duration_days --target net_exposure=600000",
    "mitigate": "FILE",
    "gaps": "FILE",
    "knowing": "FILE other.yaml --set likelihood=50%",
    "check": "FILE",
    "diff": "other.yaml FILE",
    "tripwires": "FILE --all --max net_exposure=700000",
    "simulate": "FILE --trials 1000",
    "drivers": "FILE",
    "timeline": "FILE",
    "schedule": "FILE --from 2027-02-15 --to 2027-03-15",
}
FILES = [  # a bad file, exit code
    ("missing.yaml", 2),
    ("dangling.yaml", 2),
    ("pipe.yaml", 2),
    ("empty", 2),
    ("", 2),
    ("invalid.yaml", 1),
    ("syntax.yaml", 1),
    ("list.yaml", 1),
    ("binary.yaml", 1),
    ("latin1.yaml", 1),
    ("large.yaml", 1),
    ("nested.yaml", 1),
    ("orphan.yaml", 1),
    ("nothing.yaml", 1),
]
COMMON = ("--nope", "--color nope", "--output", "--output nowhere/out.txt --nope")
SET = ("--set nope=1", "--set delay", "--set delay.duration_days=x", "--set delay.duration_days=-1")
METRIC = ("--metric nope", "--metric p90:nope", "--metric stabilisation_")
MAX = ("--max nope=1", "--max net_exposure", "--max net_exposure=x")
SAMPLED = ("--trials x", "--trials 0.5", "--seed x", "--seed -1")
OPTIONS = {  # what is wrong usage, whatever the file is like
    "calc": (*COMMON, *SET, "--by nope"),
    "compare": (*COMMON, *SET, "--base nope.yaml", "--rate XXQ=1", "--rate EUR=x",
                "--independent nope", "--workers x"),
    "sweep": (*COMMON, *SET, *METRIC, "--vary nope=1,2", "--vary delay.days=1,2"),
    "tornado": (*COMMON, *SET, *METRIC, "--swing x", "--top x", "--top 0"),
    "solve": (*COMMON, *SET, *METRIC, "--for nope", "--target nope=5", "--target p90:nope=5",
              "--within 5", "--equal", *SAMPLED),
    "mitigate": (*COMMON, *SET, *METRIC, "--budget x", *SAMPLED),
    "gaps": (*COMMON, *SET, *METRIC),
    "knowing": (*COMMON, *SET, "--rate XXQ=1", *SAMPLED),
    "check": (*COMMON, *SET, *MAX, "--workers x", "--workers 0", "--select NOPE", "--ignore NOPE",
              "--fail-on nope", "--severity nope", "--today nope", "--report nope=a.txt",
              "--report sarif", "--policy missing.yaml", "--policy a --no-policy", "--show-policy"),
    "diff": (*COMMON, "--fail-if-over nope=1", "--fail-if-over x", "--only-if-changed=-1",
             "--against", "--fail-on-new nope", "--policy a --no-policy", "--report nope=a.txt"),
    "tripwires": (*COMMON, *SET, *MAX),
    "simulate": (*COMMON, *SET, *METRIC, *MAX, *SAMPLED, "--workers x"),
    "drivers": (*COMMON, *SET, *METRIC),
    "timeline": (*COMMON, *SET, "--by nope", "--fiscal-year-starts nope", "--trials 9"),
    "schedule": (*COMMON, *SET, "--every nope", "--from nope", "--to 2027-02-30"),
}  # fmt: skip
OTHERS = [  # command lines that name no scenario, and what is wrong with them
    ("", "no command, and an option of none"),
    ("nope", "an unknown command"),
    ("--nope calc", "an unknown option before the command"),
    *((f"{name} --nope", "an unknown option") for name in ("rules", "explain", "init", "schema")),
    ("explain nope", "an unknown topic"),
    ("explain policy.nope", "an unknown key of the policy"),
    ("init --like nope", "an unknown case"),
    ("schema --of nope", "an unknown kind"),
    *((name, "no file") for name in COMMANDS if name not in {"check", "diff"}),
    ("solve other.yaml", "an option that has to be there"),
    ("diff other.yaml", "one file of two"),
    ("diff --against nope", "an unknown ref"),
    ("calc other.yaml --set -f", "the format is the value of another option, the next is a file"),
]
MACHINES = ("json", "csv")
RESULTS = (*MACHINES, "text", "markdown")
FINDINGS = ("json", "sarif", "junit", "gitlab", "github", "full", "concise")
WORDS_OF_PYTHON = re.compile(
    r"Traceback|pydantic|Input should be|unable to parse|NoneType|\w+Error\b|object has no|Decimal\(|"
    r"a bug in omsrisk|<class|invalid literal"
)


def formats_of(command: str) -> tuple[str, ...]:
    """List the formats of a command."""
    both = (*RESULTS, "sarif", "junit", "gitlab", "github")
    return {"check": FINDINGS, "diff": both}.get(command, RESULTS)


def _bad_files() -> Iterator[tuple[str, str, str, int]]:
    for command in COMMANDS:
        for name in formats_of(command):
            yield from ((command, name, file, code) for file, code in FILES)


def _bad_options() -> Iterator[tuple[str, str, str, str]]:
    for command, options in OPTIONS.items():
        for name in formats_of(command):
            for option in options:
                yield from ((command, name, option, file) for file in ("good.yaml", "invalid.yaml"))


BAD_FILES, BAD_OPTIONS = list(_bad_files()), list(_bad_options())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one folder for all runs: none of them writes anything."""
    made = tmp_path_factory.mktemp("refusals")
    good = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    for name, text in {
        "good.yaml": good,
        "other.yaml": good,
        "invalid.yaml": "omsrisk: 1\ncurrency: gbp\ndelay: {duration_days: 3}\n",
        "syntax.yaml": "omsrisk: 1\nname: [a\ncurrency: EUR\n",
        "list.yaml": "- omsrisk: 1\n",
        "large.yaml": f"omsrisk: 1\n# {'x' * 2**20}\n",
        "nested.yaml": f"omsrisk: 1\nx-deep: {'[' * 100}{']' * 100}\n",
        "orphan.yaml": "omsrisk: 1\nextends: nowhere.yaml\n",
        "nothing.yaml": "",
    }.items():
        (made / name).write_text(text, encoding="utf-8")
    (made / "binary.yaml").write_bytes(b"omsrisk: 1\n\x00\x01\x02\n")
    (made / "latin1.yaml").write_bytes(b"omsrisk: 1\nname: caf\xe9\n")
    (made / "empty").mkdir()
    (made / "dangling.yaml").symlink_to("nowhere.yaml")
    os.mkfifo(made / "pipe.yaml")
    return made


pytestmark = pytest.mark.skipif(os.name != "posix", reason="a named pipe is one of the files")


def words_of(command: str, file: str) -> list[str]:
    """Write the command line that works, on a file."""
    return [file if word == "FILE" else word for word in COMMANDS[command].split()]


def check_document(name: str, run: Outcome) -> None:
    """Hold standard output to what the format promises where something failed."""
    if name == "json":
        document = run.json
        assert document["schema_version"] == 2
        assert document["summary"]["exit_code"] == run.code
        assert document["diagnostics"]
    elif name == "csv":
        rows = list(csv.reader(io.StringIO(run.out)))
        assert len(rows) >= 1
        assert len({len(row) for row in rows}) == 1
    elif name == "sarif":
        check_sarif(json.loads(run.out), run.code)
    elif name == "junit":
        XSD.validate(run.out)
        root = ET.fromstring(run.out)  # noqa: S314 - our own output
        assert int(root.attrib["errors"]) + int(root.attrib["failures"]) > 0
    elif name == "gitlab":
        assert isinstance(json.loads(run.out), list)
    elif name == "github":
        assert run.out
        assert all(re.match("::(error|warning|notice) ", line) for line in run.out.splitlines())
    elif name in {"text", "markdown"}:
        is_review = "ot valid" in run.out and run.code == 1  # of `diff`: that is its result
        assert is_review or run.out == "", "no result, and none is pretended"


def check_sarif(document: Any, code: int) -> None:
    """Hold SARIF to its schema; what could not be run is a notification."""
    SARIF.validate(document)
    [run] = document["runs"]
    [invocation] = run["invocations"]
    assert invocation["exitCode"] == code
    assert invocation["executionSuccessful"] is (code != 2)
    assert run["results"] or invocation["toolExecutionNotifications"]


def check_words(run: Outcome) -> None:
    """An error is told in words of the user, on standard error or as a finding."""
    assert not WORDS_OF_PYTHON.search(run.out + run.err)
    assert re.search(r"(?i)\berror\b|cannot-run|SCN\d{3}", run.out + run.err)


def test_there_are_many_runs() -> None:
    """The tables are not silently empty, and every command is in them."""
    assert len(BAD_FILES) + len(BAD_OPTIONS) > 600
    assert set(OPTIONS) == set(COMMANDS)


@pytest.mark.parametrize("case", BAD_FILES, ids=lambda case: " ".join(map(str, case)))
def test_a_bad_file(folder: Path, case: tuple[str, str, str, int]) -> None:
    """1 where the file says no, 2 where its bytes cannot be had; never a bug, always one document."""
    command, name, file, code = case
    run = Inside(folder)(command, *words_of(command, file), "--format", name)
    assert run.code == code, run.err
    assert command == "diff" or name not in {"text", "markdown"} or run.out == ""
    check_document(name, run)
    check_words(run)


@pytest.mark.parametrize("case", BAD_OPTIONS, ids=" ".join)
def test_a_bad_option(folder: Path, case: tuple[str, str, str, str]) -> None:
    """Wrong usage is 2 whatever the file is like, and a machine is told so in its own format."""
    command, name, option, file = case
    run = Inside(folder)(command, *words_of(command, file), f"-f{name}", *option.split())
    assert run.code == 2, run.err
    if "--output nowhere" in option:
        assert run.out == "", "what was to go into a file goes nowhere else"
    else:
        check_document(name, run)
    check_words(run)
    assert run.err.strip()


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case[0])
def test_a_bad_command_line(folder: Path, case: tuple[str, str], name: str) -> None:
    """Where the command is not known, or has no format, the one asked for is written all the same."""
    run = Inside(folder)(*case[0].split(), f"--format={name}")
    assert run.code == 2, run.err
    if not case[0].endswith("--set -f"):
        check_document(name, run)
    check_words(run)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_bug_is_a_document_too(folder: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is 70 on standard error and in the document."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr("omsrisk.scenario.load.Loader.load", fail)
    run = Inside(folder)(command, *words_of(command, "good.yaml"), "-f", "json")
    assert run.code == 70
    assert run.json["summary"]["exit_code"] == 70
    assert "this is a bug in omsrisk" in run.json["diagnostics"][0]["message"]
    assert "this is a bug in omsrisk" in run.err


@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "diff"])
def test_the_summary_has_the_same_keys_on_every_path(folder: Path, command: str) -> None:
    """A program that reads the summary finds its keys also where the command line was wrong."""
    arguments = (command, *words_of(command, "missing.yaml"), "-f", "json")
    unread, wrong = Inside(folder)(*arguments), Inside(folder)(*arguments, "--nope")
    assert list(wrong.json["summary"]) == list(unread.json["summary"])
