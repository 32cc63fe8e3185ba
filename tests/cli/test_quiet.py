"""What stands on which stream where nothing is wrong: notes can be left out, infos asked for."""

import json
import re
from pathlib import Path

import pytest

from tests.support.paths import SCENARIOS
from tests.support.program import Inside, Program

RETAILER = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
DAY = ("--today", "2026-12-01")
PRICED = "computed with"

QUIETER = [  # a command that has notes on standard error, what one of them says
    ("calc .", "2 other YAML files skipped"),
    (f"check retailer.yaml {' '.join(DAY)}", "1 file, 0 errors"),
    (f"check . -f json {' '.join(DAY)}", "2 files, "),
]


@pytest.fixture
def folder(program: Program) -> Program:
    """Add ranges, and YAML that is no scenario."""
    (program.folder / "worked-example.yaml").unlink()
    program.shipped("retailer-uncertain.yaml")
    (program.folder / "retailer-uncertain.yaml").rename(program.folder / "uncertain.yaml")
    program.file("ci/a.yaml", "a: 1\n")
    program.file("ci/b.yaml", "b: 1\n")
    return Inside(program.folder)


@pytest.mark.parametrize("case", QUIETER, ids=lambda case: case[0])
def test_quiet_leaves_the_result_alone(folder: Program, case: tuple[str, str]) -> None:
    """`--quiet` takes away what is no error; the result and the exit code stay."""
    told = folder(*case[0].split())
    quiet = folder(*case[0].split(), "--quiet")
    assert case[1] in told.err
    assert quiet.err == ""
    assert (quiet.code, quiet.out) == (told.code, told.out)


SAID = [  # a command, what its document says of the ranges
    ("sweep uncertain.yaml --vary likelihood=50%,60%", "Means over 5 ranges."),
    ("compare uncertain.yaml retailer.yaml", "Means over 5 ranges."),
    ("compare uncertain.yaml retailer.yaml --at likely", "most likely values of 5 ranges."),
    ("tornado uncertain.yaml --top 1", "Means over 5 ranges."),
    ("tornado uncertain.yaml --at likely", "most likely values of 5 ranges."),
    ("solve uncertain.yaml --for delay.duration_days --target net_exposure=600000", "5 ranges."),
    ("tripwires uncertain.yaml --all --max net_exposure=700000", "Means over 5 ranges."),
]


@pytest.mark.parametrize("case", SAID, ids=lambda case: case[0])
def test_what_ranges_count_with_is_part_of_the_document(
    folder: Program, case: tuple[str, str]
) -> None:
    """In every format, and never on standard error alone."""
    for name in ("table", "markdown", "text"):
        told = folder(*case[0].split(), "-f", name)
        assert case[1] in " ".join(told.out.split())
        assert "ranges" not in told.err
    document = json.loads(folder(*case[0].split(), "-f", "json").out)
    said = document["caveats"] if "compare" in case[0] else document["notes"]
    assert case[1] in " ".join(said)
    assert document["at"] == ("likely" if "likely" in case[0] else "mean")


AS_ASKED = [  # a command whose answer is the same by both where nothing is a range
    "calc retailer.yaml",
    "compare retailer.yaml retailer.yaml",
    "tornado retailer.yaml",
    "sweep retailer.yaml --vary likelihood=50%,60%",
    "solve retailer.yaml --for delay.duration_days --target net_exposure=600000",
    "mitigate retailer.yaml",
    "gaps retailer.yaml",
    "diff retailer.yaml retailer.yaml",
]


@pytest.mark.parametrize("command", AS_ASKED, ids=lambda one: one.partition(" ")[0])
def test_what_ranges_count_with_is_what_was_asked_for_where_there_are_none(
    folder: Program, command: str
) -> None:
    """One word for one thing in the JSON of all commands: `mean`, unless `--at likely` asks else."""
    path = folder.folder / "retailer.yaml"
    more = "mitigations:\n  - {name: A, cost: 1, effects: {likelihood: {multiply: 0.5}}}\n"
    more += "gaps:\n  - {area: B, modification_cost: 2, process_change_cost: 1}\n"
    path.write_text(f"{RETAILER}{more}", encoding="utf-8")
    for asked in ("mean", "likely"):
        document = folder(*command.split(), "-f", "json", "--at", asked).json
        one = document["files"][0] if "diff" in command else document
        assert one["at"] == asked


def test_quiet_diff(folder: Program) -> None:
    """It takes the option as the others do: what is judged is told, and beside it errors alone."""
    folder.file("wrong.yaml", "omsrisk: 1\ncurency: EUR\n")
    for files in (("retailer.yaml", "uncertain.yaml"), ("retailer.yaml", "wrong.yaml")):
        told, quiet = folder("diff", *files), folder("diff", *files, "--quiet")
        assert (quiet.code, quiet.out) == (told.code, told.out)
        assert [one for one in quiet.err.splitlines() if re.match(r"\w+\[", one)] == [
            one for one in told.err.splitlines() if one.startswith("error[")
        ]
    assert "error[SCN102]" in quiet.err


def test_quiet_keeps_errors(folder: Program) -> None:
    """An error is told however quiet it is asked to be; what is computed beside it is not noted."""
    folder.file("wrong.yaml", "omsrisk: 1\ncurency: EUR\n")
    run = folder("calc", "uncertain.yaml", "missing.yaml", "wrong.yaml", "-q")
    assert run.code == 2
    assert "error: cannot read missing.yaml" in run.err
    assert "error[SCN102]" in run.err
    assert "5 ranges" not in run.err
    assert folder("check", "missing.yaml", "-q").out.startswith("error: cannot read missing.yaml")


def test_quiet_init(folder: Program) -> None:
    """A file written in silence; one that is not written is told."""
    assert (folder("init", "a.yaml", "-q").err, folder("init", "b.yaml").err[:6]) == ("", "b.yaml")
    assert "exists" in folder("init", "a.yaml", "-q").err


def test_a_clean_repository_is_one_line(folder: Program) -> None:
    """Where nothing has to be done, nothing is said but the summary; it counts the infos."""
    run = folder("check", *DAY)
    assert run.code == 0
    assert run.out == ""
    assert run.err.count("\n") == 1
    assert "infos (--severity info shows them)" in run.err


LEVELS = [  # --severity, severities that are shown
    ("error", {"error"}),
    ("warning", {"error", "warning"}),
    ("info", {"error", "warning", "info"}),
]


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level[0])
def test_severity(folder: Program, level: tuple[str, set[str]]) -> None:
    """The least that is shown, in every format; counts and exit code are those of all there is."""
    asked, shown = level
    folder.file("bare.yaml", "\n".join(RETAILER.split("\ngovernance:")[0].splitlines()))
    arguments = ("check", "bare.yaml", *DAY)
    every, some = (
        folder(*arguments, "-f", "json", *more).json for more in ((), ("--severity", asked))
    )
    assert {one["severity"] for one in every["diagnostics"]} == {"error", "warning", "info"}
    assert some["summary"] == every["summary"]
    assert some["diagnostics"] == [one for one in every["diagnostics"] if one["severity"] in shown]
    text = folder(*arguments, "--severity", asked)
    told = {*re.findall(r"(?m)^(\w+)\[", text.out), *re.findall(r": [A-Z]+\d+ \[(\w+)\] ", text.out)}
    assert told == shown
    assert text.code == every["summary"]["exit_code"] == 1
    sarif = folder(*arguments, "-f", "sarif", "--severity", asked).json["runs"][0]
    assert len(sarif["results"]) == len(some["diagnostics"])


def test_reports_have_the_severity_of_their_format(folder: Program) -> None:
    """Beside a text without infos a machine's report has them."""
    run = folder("check", "retailer.yaml", *DAY, "--report", "json=all.json", "-f", "concise")
    told = json.loads((folder.folder / "all.json").read_text(encoding="utf-8"))
    assert run.out == ""
    assert told["summary"]["infos"] == len(told["diagnostics"]) > 0


def test_check_looks_here(folder: Program) -> None:
    """Without a path it is this folder, as for `diff --against`."""
    assert folder("check", "-f", "json", *DAY) == folder("check", ".", "-f", "json", *DAY)


NAMES = [  # how a file is named, why
    ("cases/a.yaml", "plain"),
    ("./cases/a.yaml", "from here"),
    ("cases//a.yaml", "a slash too many"),
    ("cases/./a.yaml", "a folder that is none"),
    ("cases", "its folder"),
    ("./cases/", "its folder, from here"),
    (".", "all there is"),
    ("cases/*.yaml", "a pattern"),
    ("./**/a.yaml", "a pattern from here"),
]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case[-1])
def test_a_file_has_one_name(program: Program, case: tuple[str, str]) -> None:
    """However it is named, the file is `cases/a.yaml` in every format and every command."""
    for one in program.folder.glob("*.yaml"):
        one.unlink()
    program.file("cases/a.yaml", RETAILER.split("\ngovernance:")[0])
    inside = Inside(program.folder)
    named, first = case[0], "cases/a.yaml:"
    check = ("check", named, *DAY)
    for name in ("concise", "full", "github", "gitlab", "sarif", "junit", "json"):
        out = inside(*check, "-f", name).out
        assert "cases/a.yaml" in out
        assert not out.replace("cases/a.yaml", "").count("a.yaml"), name
        assert "./cases" not in out
    assert inside(*check, "-f", "concise").out.startswith(first)
    assert inside("calc", named, "-f", "json").json["results"][0]["file"] == "cases/a.yaml"
    assert inside("calc", named, "-f", "csv").out.splitlines()[1].startswith("cases/a.yaml,")


def test_a_pair_has_plain_names(program: Program) -> None:
    """`diff` names two files as the other commands do."""
    run = Inside(program.folder)("diff", "./retailer.yaml", ".//worked-example.yaml", "-f", "json")
    [file] = run.json["files"]
    assert file["file"] == "worked-example.yaml"
    assert Path(run.json["against"]).name == run.json["against"] == "retailer.yaml"
