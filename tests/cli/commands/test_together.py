"""`simulate --together`, as a user asks for it."""

import pytest

from tests.support.paths import ROOT
from tests.support.program import Inside, Program

NAMES = ("order-system.yaml", "warehouse-system.yaml")


@pytest.fixture
def folder(program: Program) -> Program:
    """Two systems that go live at the same time."""
    for name in NAMES:
        program.file(name, (ROOT / "docs/examples" / name).read_text("utf-8"))
    return Inside(program.folder)


def test_the_sum_is_told_with_each_beside_it(folder: Program) -> None:
    """As text, JSON and CSV, from one answer."""
    asked = ("simulate", *NAMES, "--together")
    done = folder(*asked, "--max", "net_exposure=100000")
    assert done.code == 0, done.err
    assert "Order system and Warehouse system, together" in done.out
    assert "together they are above 100,000 in 12.2 % of the outcomes" in done.out
    assert "does not name" not in done.out
    told = folder(*asked, "-f", "json").json
    assert told["results"] == []
    assert [one["file"] for one in told["together"]["parts"]] == list(NAMES)
    assert told["together"]["shared"] == ["orders.daily_volume", "delay.duration_days"]
    assert round(told["together"]["sum"]["mean"]) == 40950
    assert folder(*asked, "-f", "csv").out.splitlines()[-1].startswith("together,29000.00,")
    assert "together" not in folder("simulate", NAMES[0], "-f", "json").json


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((NAMES[0], "--together"), "two scenarios at least"),
        ((*NAMES, "--together", "--drivers"), "--samples and --drivers are of one scenario"),
        ((*NAMES, "--together", "--independent", "likelihood"), "not uncertain here"),
    ],
)
def test_what_makes_no_sense_is_refused(folder: Program, given: tuple[str, ...], told: str) -> None:
    """It is wrong usage."""
    done = folder("simulate", *given)
    assert done.code == 2
    assert told in done.err
