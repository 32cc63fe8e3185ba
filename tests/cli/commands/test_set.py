"""`omsrisk set`: what it writes, prints and exits with."""

import subprocess
from pathlib import Path

import pytest

from tests.support.paths import SCENARIOS
from tests.support.program import Inside, small
from tests.support.work_tree import WorkTree

FILES = sorted(one.name for one in SCENARIOS.glob("*.yaml"))


@pytest.fixture
def program(tmp_path: Path) -> Inside:
    """Run in an empty folder."""
    return Inside(tmp_path)


def test_a_value_is_one_line_of_the_diff(tmp_path: Path) -> None:
    """In git the answer is one line gone and one come; `calc` then says what `--set` said."""
    tree = WorkTree.made(tmp_path / "tree")
    what_if = tree.run("calc", "retailer.yaml", "--set", "delay.duration_days=5", "-f", "json")
    done = tree.run("set", "retailer.yaml", "delay.duration_days=5")
    assert (done.code, done.out) == (0, "")
    assert done.err == "retailer.yaml: 1 value written\n"
    assert tree.git("diff", "--numstat") == "1\t1\tretailer.yaml"
    now = tree.run("calc", "retailer.yaml", "-f", "json")
    totals = [one.json["results"][0]["totals"] for one in (what_if, now)]
    assert totals[0] == totals[1]


def test_a_dry_run_prints_what_git_applies(tmp_path: Path) -> None:
    """Nothing is written; the diff, applied, is what would have been."""
    tree = WorkTree.made(tmp_path / "tree")
    before = (tree.folder / "retailer.yaml").read_bytes()
    asked = ("set", "retailer.yaml", "delay.duration_days=5", "delay.duration_days.source=Ada")
    dry = tree.run(*asked, "--dry-run")
    assert dry.code == 0
    assert (tree.folder / "retailer.yaml").read_bytes() == before
    subprocess.run(["git", "apply"], cwd=tree.folder, input=dry.out.encode(), check=True, timeout=30)
    applied = (tree.folder / "retailer.yaml").read_bytes()
    tree.git("checkout", "--quiet", "retailer.yaml")
    assert tree.run(*asked).code == 0
    assert (tree.folder / "retailer.yaml").read_bytes() == applied


def test_a_diff_of_a_file_without_a_last_line_break_applies(tmp_path: Path) -> None:
    """And of one with the line ends of Windows."""
    tree = WorkTree.made(tmp_path / "tree")
    text = small().removesuffix("\n").replace("\n", "\r\n").encode()
    tree.write("small.yaml", text)
    tree.commit()
    dry = tree.run("set", "small.yaml", "delay.cancellation_sensitivity=20%", "--dry-run")
    subprocess.run(["git", "apply"], cwd=tree.folder, input=dry.out.encode(), check=True, timeout=30)
    assert (tree.folder / "small.yaml").read_bytes() == text.replace(b"12%", b"20%")


def test_standard_input_is_written_to_standard_output(program: Inside) -> None:
    """So that it can stand in a pipe."""
    done = program("set", "-", "delay.duration_days=5", stdin=small().encode())
    assert (done.code, done.out) == (0, small().replace("days: 3", "days: 5"))


def test_the_same_value_is_no_change(program: Inside) -> None:
    """The file is not touched, and it is said."""
    file = program.file("a.yaml", small())
    done = program("set", file, "delay.duration_days=3")
    assert (done.code, done.err) == (0, "a.yaml: nothing to change\n")


def test_quiet_says_nothing(program: Inside) -> None:
    """What was asked for is done."""
    file = program.file("a.yaml", small())
    done = program("set", file, "delay.duration_days=4", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


WRONG = [  # what is asked for, what is said
    (["delay.duration_days=-3"], "`-3` is negative"),
    (["delay.duration_days"], "write it as PATH=VALUE"),
    (["delay.duration_days="], "there is no value"),
    (["delay.duration_days=1", "delay.duration_days=2"], "is given twice"),
    (["delay.duration_day=1"], "did you mean `delay.duration_days`?"),
    ([], "there is nothing to write"),
    (["likelihood=2", "delay.duration_days=1"], "likelihood=2: "),
]


@pytest.mark.parametrize(("asked", "said"), WRONG)
def test_what_is_wrong_is_told_and_nothing_is_written(
    program: Inside, asked: list[str], said: str
) -> None:
    """A wrong value of the command line is 2; of several values, none is written then."""
    file = program.file("a.yaml", small())
    done = program("set", file, *asked)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert (program.folder / file).read_text(encoding="utf-8") == small()


def test_a_file_that_is_no_document_is_a_finding(program: Inside) -> None:
    """As for every command: 1, with its place."""
    file = program.file("a.yaml", "name: [")
    done = program("set", file, "delay.duration_days=3")
    assert (done.code, done.out) == (1, "")
    assert "a.yaml:1:8" in done.err


def test_a_link_is_not_followed(program: Inside) -> None:
    """Nobody chooses with a link what is written."""
    program.file("a.yaml", small())
    (program.folder / "b.yaml").symlink_to("a.yaml")
    done = program("set", "b.yaml", "delay.duration_days=4")
    assert done.code == 2
    assert "is a link" in done.err


@pytest.mark.parametrize("name", FILES)
def test_an_example_changes_in_the_line_that_was_asked_for(program: Inside, name: str) -> None:
    """A name is in every example but that of the governance; its comments stay."""
    program.shipped(*FILES)
    file = program.folder / name
    before = file.read_bytes()
    done = program("set", name, "name=Another name")
    assert done.code == 0, done.err
    was, is_ = before.splitlines(), file.read_bytes().splitlines()
    came = [line for line in is_ if line not in was]
    assert came == [b"name: Another name"]
    assert len([line for line in was if line not in is_]) == (0 if len(is_) > len(was) else 1)
