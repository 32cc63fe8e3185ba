"""`omsrisk diff --independent`: ranges that differ by chance from phase to phase, as elsewhere."""

import shutil
from typing import Any

import pytest

from tests.support.program import Program
from tests.support.work_tree import WorkTree

TEXT = """\
omsrisk: 1
currency: USD
name: Phased
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 10, cancellation_sensitivity: 12%}
stop_if_a_phase_fails: true
stopping: {items: [{item: Fees, amount: FEES}]}
phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: {low: 10%, likely: 20%, high: 60%}}
  - {name: Rest, share_of_orders: 90%, likelihood: {low: 10%, likely: 20%, high: 60%}}
"""
OLD, NEW = TEXT.replace("FEES", "5000"), TEXT.replace("FEES", "9000")
APART = ("--independent", "likelihood")


def means_of(record: Any) -> list[Any]:
    """Return the mean of the net exposure before and now."""
    (file,) = record["files"]
    return [file["means"]["net_exposure"][when] for when in ("old", "new")]


@pytest.mark.parametrize("way", ["two files", "a ref"])
def test_means_are_those_of_calc(program: Program, way: str) -> None:
    """Between two files and against a ref both states are read so: the means are those of `calc`."""
    if way == "two files":
        program.file("old.yaml", OLD)
        program.file("new.yaml", NEW)
        run, asked = program, ("diff", "old.yaml", "new.yaml", "-f", "json")
    else:
        if shutil.which("git") is None:
            pytest.skip("git is not installed")
        tree = WorkTree.made(program.folder / "tree")
        tree.write("new.yaml", OLD)
        tree.commit()
        tree.write("new.yaml", NEW)
        run = Program(tree.folder)
        asked = ("diff", "--against", "HEAD", "-f", "json")
        program.file("old.yaml", OLD)
        program.file("new.yaml", NEW)
    found = {more: means_of(run(*asked, *more).json) for more in ((), APART)}
    for more, told in found.items():
        calc = program("calc", "old.yaml", "new.yaml", "-f", "json", *more).json["results"]
        assert told == [one["means"]["net_exposure"] for one in calc]
    assert found[()] != found[APART]


def test_an_unknown_path_is_wrong_usage(program: Program) -> None:
    """As in all other commands: 2, and the nearest path."""
    run = program("diff", "retailer.yaml", "retailer.yaml", "--independent", "likelihod")
    assert (run.code, run.out) == (2, "")
    assert "--independent" in run.err
    assert "likelihood" in run.err
