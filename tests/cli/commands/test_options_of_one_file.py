"""`--set FILE:PATH=VALUE` and `--with FILE:NAME`: one file of several, as a user asks for it."""

import pytest

from omsrisk.scenario.own_options import over_files
from tests.support.program import Inside, Program, small

MITIGATED = (
    small()
    + """\
mitigations:
  - {name: Rehearsal, cost: 250, effects: {delay.duration_days: {multiply: 0.5}}}
"""
)


@pytest.fixture
def folder(program: Program) -> Program:
    """Add three files: two of one name in two folders, and one with a mitigation and phases."""
    for name in ("a/plan.yaml", "b/plan.yaml"):
        path = program.folder / name
        path.parent.mkdir()
        path.write_text(small(), encoding="utf-8")
    (program.folder / "mitigated.yaml").write_text(MITIGATED, encoding="utf-8")
    return Inside(program.folder)


def figures(folder: Program, *arguments: str) -> dict[str, str]:
    """What the delay of each file costs."""
    done = folder("calc", *arguments, "-f", "json")
    assert done.code == 0, done.err
    return {
        one["file"]: next(str(line["expected"]) for line in one["lines"] if line["id"] == "delay")
        for one in done.json["results"]
    }


def test_a_value_stands_over_one_file_alone(folder: Program) -> None:
    """The other file keeps its own, and what is set for one wins over what is set for all."""
    files = ("a/plan.yaml", "b/plan.yaml")
    plain = figures(folder, *files)
    one = figures(folder, *files, "--set", "b/plan.yaml:delay.duration_days=7")
    every = figures(folder, *files, "--set", "delay.duration_days=7")
    assert one == {"a/plan.yaml": plain["a/plan.yaml"], "b/plan.yaml": every["b/plan.yaml"]}
    assert one["b/plan.yaml"] != plain["b/plan.yaml"]
    both = ("--set", "./a/plan.yaml:delay.duration_days=7", "--set", "delay.duration_days=3")
    mixed = figures(folder, *files, *both)
    assert mixed["a/plan.yaml"] == every["a/plan.yaml"]
    assert mixed["b/plan.yaml"] == figures(folder, *files, "--set", "delay.duration_days=3")[files[1]]


def test_a_mitigation_is_taken_in_one_file_alone(folder: Program) -> None:
    """A file without that mitigation may stand beside it."""
    files = ("a/plan.yaml", "mitigated.yaml")
    plain = figures(folder, *files)
    taken = figures(folder, *files, "--with", "mitigated.yaml:Rehearsal")
    assert taken["a/plan.yaml"] == plain["a/plan.yaml"]
    assert float(taken["mitigated.yaml"]) == float(plain["mitigated.yaml"]) / 2


@pytest.mark.parametrize("command", ["calc", "compare", "knowing", "check", "drivers", "report"])
def test_every_command_refuses_a_file_that_is_not_there(folder: Program, command: str) -> None:
    """The files are listed; nothing is computed without the value."""
    done = folder(command, "a/plan.yaml", "mitigated.yaml", "--set", "x.yaml:delay.duration_days=7")
    assert done.code == 2
    assert "`x.yaml` is not one of the files" in done.err
    assert "a/plan.yaml, mitigated.yaml" in done.err
    assert done.out == ""


REFUSED = [
    (["a/plan.yaml", "b/plan.yaml"], ["--set", "plan.yaml:delay.duration_days=7"],
     "`plan.yaml` may be any of a/plan.yaml, b/plan.yaml", "the last part of two names"),
    (["a/plan.yaml", "a/plan.yaml"], ["--set", "plan.yaml:delay.duration_days=7"],
     "plan.yaml is named 2 times", "one file twice"),
    (["mitigated.yaml"], ["--set", "mitigated.yaml:delay.duration_dais=7"],
     "did you mean `delay.duration_days`?", "an input that no scenario has"),
    (["mitigated.yaml"], ["--set", "mitigated.yaml:delay.duration_days=x"],
     "--set mitigated.yaml:delay.duration_days:1:1: ", "a value that is none"),
    (["mitigated.yaml"], ["--set", "./mitigated.yaml:delay.duration_days=1", "--set",
                          "mitigated.yaml:delay.duration_days=2"],
     "--set mitigated.yaml:delay.duration_days is given twice", "one input twice, spelt twice"),
    (["a/plan.yaml"], ["--with", "mitigated.yaml:Rehearsal"],
     "`mitigated.yaml` is not one of the files", "a mitigation of a file that is not asked about"),
    (["mitigated.yaml"], ["--with", "mitigated.yaml:Rehearsl"],
     "did you mean `rehearsal`?", "a mitigation that the file has not"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "given", "told", "why"), REFUSED, ids=lambda one: str(one)[:40])
def test_what_is_not_plain_is_refused(
    folder: Program, files: list[str], given: list[str], told: str, why: str
) -> None:
    """It is wrong usage, in words, and nothing is computed."""
    done = folder("calc", *files, *given)
    assert (done.code, done.out) == (2, ""), why
    assert told in done.err, why


def test_a_colon_in_the_name_of_an_element_is_no_file() -> None:
    """A phase called `North: pilot` goes by its name as before."""
    target = "phases.North: pilot.likelihood"
    found = over_files({target: "5%"}, ("Rehearse: twice",), ("a.yaml",), "<stdin>")
    assert (dict(found.overrides), found.taken, dict(found.own)) == (
        {target: "5%"},
        ("Rehearse: twice",),
        {},
    )


def test_the_page_repeats_what_holds_of_each_file(folder: Program) -> None:
    """A command that names one file sets nothing in another: it can be pasted."""
    files = ("a/plan.yaml", "mitigated.yaml")
    given = ("--set", "a/plan.yaml:delay.duration_days=7", "--with", "mitigated.yaml:Rehearsal")
    done = folder("report", *files, *given, "--preferred", "mitigated.yaml")
    assert done.code == 0, done.err
    assert "omsrisk tornado mitigated.yaml --with mitigated.yaml:Rehearsal" in done.out
    assert (
        "omsrisk calc a/plan.yaml mitigated.yaml --set a/plan.yaml:delay.duration_days=7 "
        "--with mitigated.yaml:Rehearsal" in done.out
    )


def test_check_judges_each_file_with_its_own(folder: Program) -> None:
    """By several processes, too."""
    limit = ("--max", "cost_of_failure=1000000", "--select", "LIM", "--no-policy")
    given = ("--set", "b/plan.yaml:delay.duration_days=70000")
    for workers in ("1", "2"):
        done = folder(
            "check", "a/plan.yaml", "b/plan.yaml", *limit, *given, "--workers", workers, "-f", "json"
        )
        assert done.code == 1, done.err
        exceeded = {one["file"] for one in done.json["diagnostics"] if one["code"] == "LIM001"}
        assert exceeded == {"b/plan.yaml"}
