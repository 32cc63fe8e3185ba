"""`init` as a user runs it: a file that an editor helps with, and nothing that is there is lost."""

import json

import pytest

from omsrisk.scenario.schema.json_schema import json_schema
from tests.support.program import Program

LINE = "# yaml-language-server: $schema=./omsrisk.schema.json\n"


@pytest.mark.parametrize("kind", [(), ("--full",), ("--like", "hp-2004")], ids=str)
def test_the_first_line_names_the_schema_for_editors(program: Program, kind: tuple[str, ...]) -> None:
    """Which lies beside the file, wherever that is; and the file is priced as it stands."""
    (program.folder / "cases").mkdir()
    run = program("init", "cases/first.yaml", *kind)
    assert run.code == 0, run.err
    assert "cases/omsrisk.schema.json is for editors" in run.err
    text = (program.folder / "cases" / "first.yaml").read_text(encoding="utf-8")
    assert text.startswith(LINE)
    schema = (program.folder / "cases" / "omsrisk.schema.json").read_text(encoding="utf-8")
    assert json.loads(schema) == json_schema()
    assert schema == program("schema").out
    assert program("calc", "cases/first.yaml").code == 0
    assert program("init", "-", *kind).out == text


def test_a_schema_that_is_there_is_kept(program: Program) -> None:
    """It may be another version's, or somebody's own."""
    program.file("omsrisk.schema.json", "{}")
    run = program("init", "a.yaml")
    assert (run.code, run.err) == (0, "a.yaml written. Next: omsrisk calc a.yaml\n")
    assert (program.folder / "omsrisk.schema.json").read_text(encoding="utf-8") == "{}"


def test_what_is_refused_leaves_no_schema(program: Program) -> None:
    """Nor does what goes to standard output, by whatever name."""
    program.file("a.yaml", "")
    assert program("init", "a.yaml").code == 2
    assert program("init", "-").code == 0
    assert program("init", "/dev/stdout").code == 0
    assert not (program.folder / "omsrisk.schema.json").exists()


def test_a_currency_and_an_approach(program: Program) -> None:
    """The first file is in that currency and has phases where these are asked for; it runs."""
    run = program("init", "a.yaml", "--currency", "EUR", "--approach", "phased")
    assert run.code == 0, run.err
    (result,) = program("calc", "a.yaml", "-f", "json").json["results"]
    assert (result["currency"], result["approach"]) == ("EUR", ["phased"])
    assert [one["name"] for one in result["phases"]] == ["Pilot", "Rest"]
    assert program("init", "-", "--full", "--currency", "JPY").out.count("currency: JPY\n") == 1
    (other,) = program("calc", "a.yaml", "--set", "likelihood=50%", "-f", "json").json["results"]
    assert other["totals"]["net_exposure"] * 2 == result["totals"]["net_exposure"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--currency", "EUX"), "unknown currency"),
        (("--currency", "eur"), "EUR"),
        (("--approach", "phase"), "did you mean `phased`?"),
        (("--like", "hp-2004", "--currency", "EUR"), "not with --like"),
        (("--full", "--approach", "phased"), "not with --full"),
    ],
    ids=str,
)
def test_what_no_file_can_have_is_wrong_usage(
    program: Program, words: tuple[str, ...], told: str
) -> None:
    """Said before anything is written."""
    run = program("init", "a.yaml", *words)
    assert (run.code, run.out) == (2, "")
    assert told in run.err
    assert not (program.folder / "a.yaml").exists()


OF_EVERY_SECTION = [
    ("calc", "full.yaml", "--trace"),
    ("check", "full.yaml"),
    ("simulate", "full.yaml"),
    ("simulate", "full.yaml", "--trials", "500", "--drivers"),
    ("drivers", "full.yaml"),
    ("tornado", "full.yaml"),
    ("tripwires", "full.yaml", "--all"),
    ("mitigate", "full.yaml"),
    ("gaps", "full.yaml"),
    ("inputs", "full.yaml"),
    ("timeline", "full.yaml"),
    ("schedule", "full.yaml", "--from", "2027-02-15", "--to", "2027-03-15"),
    ("solve", "full.yaml", "--for", "delay.duration_days", "--target", "net_exposure=4000000"),
    ("compare", "full.yaml", "retailer.yaml"),
    ("compare", "full.yaml", "retailer.yaml", "--simulate"),
    ("diff", "full.yaml", "retailer.yaml"),
    ("set", "full.yaml", "likelihood=25%"),
]


@pytest.mark.parametrize("words", OF_EVERY_SECTION, ids=" ".join)
def test_every_command_answers_of_a_file_with_every_section(
    program: Program, words: tuple[str, ...]
) -> None:
    """Ranges of each kind, correlations, courses, phases, plans: no command meets what it cannot."""
    assert program("init", "--full", "full.yaml", "-q").code == 0
    run = program(*words)
    assert run.code in {0, 1}, run.err
    assert run.out or words[0] == "set"


def test_the_waiver_of_a_full_file_lifts_something(program: Program) -> None:
    """What an example waives is broken in it: a waiver left over would be an error of its own."""
    assert program("init", "--full", "full.yaml", "-q").code == 0
    run = program("check", "full.yaml")
    assert "WVR" not in run.out
    assert "1 waived" in run.err
