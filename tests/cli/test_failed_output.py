"""Where there is no result, a file that was asked for is not touched."""

import pytest

from tests.support.program import Program

GRIDS = [  # a grid that makes no sense, why
    ("delay.duratio=0:3:1", "an unknown path"),
    ("delay.duration_days=0:3:0", "a step of 0"),
    ("delay.duration_days=0:3:-1", "a step of the wrong sign"),
    ("delay.duration_days=0:1000:0.000001", "10^9 points"),
    ("delay.cancellation_sensitivity=0:2:1", "a point out of bounds"),
    ("delay.duration_days=x", "text for a number"),
]


@pytest.mark.parametrize("case", GRIDS, ids=lambda case: case[-1])
def test_a_refused_sweep_leaves_the_file_as_it_is(program: Program, case: tuple[str, str]) -> None:
    """An older result is not replaced by an empty one, and nothing half-written is left."""
    program.file("out.csv", "what was there\n")
    before = sorted(one.name for one in program.folder.iterdir())
    run = program("sweep", "retailer.yaml", "--vary", case[0], "-o", "out.csv")
    assert run.code == 2
    assert run.err.startswith("error: ")
    assert (program.folder / "out.csv").read_text(encoding="utf-8") == "what was there\n"
    assert sorted(one.name for one in program.folder.iterdir()) == before
