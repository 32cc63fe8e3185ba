"""What a program is told of a value that was worked out can be put back as it is written."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Inside

FILE = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 3, cancellation_sensitivity: 7%}
limits: {net_exposure: 23456}
"""
OTHER = FILE.replace("7%", "11%").replace("days: 3", "days: 4")


@pytest.fixture
def run(tmp_path: Path) -> Inside:
    """Keep two roll-outs and run the program beside them."""
    program = Inside(tmp_path)
    program.file("a.yaml", FILE)
    program.file("b.yaml", OTHER)
    return program


def net_of(run: Inside, path: str, value: object) -> Decimal:
    """Price a roll-out with a value put back."""
    outcome = run("calc", "a.yaml", "--set", f"{path}={value}", "-f", "json")
    assert outcome.code == 0, outcome.err
    result: Decimal = outcome.json["results"][0]["totals"]["net_exposure"]
    return result


@pytest.mark.parametrize("path", ["delay.duration_days", "delay.cancellation_sensitivity"])
def test_what_solve_finds(run: Inside, path: str) -> None:
    """A seventh is no decimal: it is written with as many digits as a file takes."""
    outcome = run("solve", "a.yaml", "--for", path, "--target", "net_exposure=23456", "-f", "json")
    (found,) = outcome.json["solutions"]
    assert not found["exact"]
    assert net_of(run, path, found["value"]) == found["result"] == Decimal("23456.00")


def test_what_the_headline_of_solve_says_comes_to_the_target(run: Inside) -> None:
    """It stands beside the target to the cent: five digits of it would not come to that."""
    outcome = run("solve", "a.yaml", "--for", "delay.duration_days", "--target", "net_exposure=23456")
    headline = next(line for line in outcome.out.splitlines() if " gives " in line)
    assert headline == "delay.duration_days = 3.35085714286 days gives net_exposure of 23,456.00."
    assert net_of(run, "delay.duration_days", "3.35085714286") == Decimal("23456.00")


def test_where_tripwires_and_sweeps_pass_a_limit(run: Inside) -> None:
    """From the value that is told the limit is passed, or kept to the cent."""
    wires: list[dict[str, Any]] = run("tripwires", "a.yaml", "--all", "-f", "json").json["tripwires"]
    assert len(wires) == 4
    for wire in wires:
        assert net_of(run, wire["path"], wire["passed_at"]) == Decimal("23456.00")
    swept = run("sweep", "a.yaml", "--vary", "delay.duration_days=1:6:1", "-f", "json").json
    (at,) = swept["crossings"][0]["at"]
    assert net_of(run, "delay.duration_days", at) == Decimal("23456.00")


def test_where_a_comparison_turns(run: Inside) -> None:
    """With the switching value put back the two cost the same to the cent."""
    compared = run("compare", "a.yaml", "b.yaml", "-f", "json").json
    flips = [one for one in compared["switching_values"] if one["file"] == "a.yaml" and one["at"]]
    assert len(flips) == 2
    for flip in flips:
        assert net_of(run, flip["path"], flip["at"]) == Decimal("44000.00")


TAKEN = (
    FILE
    + """mitigations:
- {name: Rehearsal, cost: 400, taken: true, effects: {delay.duration_days: {multiply: 0.5}}}
"""
)


def test_what_a_mitigation_makes_of_a_number_is_not_said_to_stand_in_the_file(run: Inside) -> None:
    """The file says 3 days; 1.5 are what `solve` and `sweep` begin with, and who makes them so."""
    run.file("taken.yaml", TAKEN)
    asked = ("--for", "delay.duration_days", "--target", "net_exposure=20000")
    assert "With Rehearsal it is 1.5 days." in run("solve", "taken.yaml", *asked).out
    swept = run("sweep", "taken.yaml", "--vary", "delay.duration_days=1.5,2").out
    assert "delay.duration_days is 1.5 with Rehearsal." in swept
    assert "* as with Rehearsal" in swept
    assert "In the file it is 3 days." in run("solve", "a.yaml", *asked).out


RANGED = TAKEN.replace("days: 3,", "days: {low: 2, likely: 3, high: 9},").replace(
    "multiply: 0.5", "multiply: {low: 0.4, likely: 0.5, high: 0.9}"
)
BEFORE = [  # a command that tells numbers of an input on which a range acts
    "solve ranged.yaml --for delay.duration_days --target net_exposure=20000",
    "solve ranged.yaml --for delay.duration_days --target p90:net_exposure=20000",
    "sweep ranged.yaml --vary delay.duration_days=2,3",
    "tornado ranged.yaml",
    "tripwires ranged.yaml --all",
    "compare ranged.yaml b.yaml",
]


@pytest.mark.parametrize("command", BEFORE)
def test_numbers_before_an_effect_are_said_to_be_so(run: Inside, command: str) -> None:
    """They go into the file, and in every format it is said that `--set` would replace the effect."""
    run.file("ranged.yaml", RANGED)
    said = "Numbers of delay.duration_days are those before Rehearsal: write them into the file"
    for name in ("text", "table", "markdown"):
        told = run(*command.split(), "-f", name).out.replace("\\", "")
        assert said in " ".join(told.split())
    document = run(*command.split(), "-f", "json").json
    notes = document["caveats"] if "compare" in command else document["notes"]
    assert any(said in one for one in notes)
    run.file("ranged.yaml", TAKEN)
    assert "are those before" not in run(*command.split()).out


def test_a_number_before_an_effect_comes_to_the_target_in_the_file(run: Inside) -> None:
    """`set` writes it where it is meant, and the mean is then what was asked for."""
    run.file("ranged.yaml", RANGED)
    asked = ("--for", "delay.duration_days", "--target", "net_exposure=20000", "-f", "json")
    (found,) = run("solve", "ranged.yaml", *asked).json["solutions"]
    assert run("set", "ranged.yaml", f"delay.duration_days={found['value']}").code == 0
    priced = run("calc", "ranged.yaml", "-f", "json").json["results"][0]
    assert priced["means"]["net_exposure"] == Decimal("20000.00")
