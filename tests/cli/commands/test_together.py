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


ALL = (*NAMES, "--together", "-f", "json")

ALONE = [
    ((*ALL, "--independent"), "behind all else"),
    (("--independent", *ALL), "before a file, which is no path"),
    (("--independent", f"./{NAMES[0]}", NAMES[1], *ALL[2:]), "before a file in a folder"),
    (("--independent", *ALL[2:], *NAMES), "before another option"),
    ((*ALL, "--independent=*"), "as a sign"),
    ((*ALL, "--independent", "*"), "as a sign that the shell has left alone"),
    ((*ALL, "--independent", "delay.duration_days", "--independent"), "beside a path"),
]


@pytest.mark.parametrize(("given", "why"), ALONE, ids=[row[-1] for row in ALONE])
def test_all_ranges_are_separated_at_once(folder: Program, given: tuple[str, ...], why: str) -> None:
    """`--independent` alone is what naming each shared range is."""
    paths = ("--independent", "orders.daily_volume", "--independent", "delay.duration_days")
    one_by_one = folder("simulate", *ALL, *paths).json["together"]
    done = folder("simulate", *given)
    assert done.code == 0, done.err
    told = done.json["together"]
    assert told["shared"] == [], why
    assert "*" in told["independent"]
    assert told["sum"] == one_by_one["sum"]
    shared = folder("simulate", *ALL).json["together"]["sum"]
    assert told["sum"]["standard_deviation"] < shared["standard_deviation"]


DAYS = "delay: {duration_days: {low: 1, likely: 4, high: 9}}"
PHASES = "phases:\n" + "".join(
    f"  - {{name: {name}, share_of_orders: 50%, {DAYS}}}\n" for name in ("One", "Two")
)


def test_all_ranges_apart_is_said(folder: Program) -> None:
    """In words; a comparison takes the switch as well, and so do the phases of one file."""
    assert (
        "each by itself: all ranges" in folder("simulate", *NAMES, "--together", "--independent").out
    )
    compared = folder("compare", NAMES[0], NAMES[0], "--simulate", "--independent")
    assert "with numbers of its own in each: all ranges" in compared.out
    text = (folder.folder / NAMES[0]).read_text("utf-8")
    (folder.folder / "phased.yaml").write_text(text + PHASES, encoding="utf-8")
    together = folder("calc", "phased.yaml").out
    assert "move together for days of delay (--independent PATH separates them)" in " ".join(
        together.split()
    )
    assert "move together" not in folder("calc", "phased.yaml", "--independent").out


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
