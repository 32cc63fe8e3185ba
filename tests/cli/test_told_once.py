"""Findings in what several roll-outs have in common: told once, with the roll-outs they concern."""

import pytest

from tests.support.program import Program

BASE = """\
omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
likelihood: 40%
delay: {duration_days: 3, cancellation_sensitivity: 12%}
calendar: {go_live: 2027-02-15, season: {jan: 2}}
"""
ROLL_OUT = "extends: base.yaml\nname: {name}\n"
PHASED = ROLL_OUT + (
    "phases:\n"
    "  - {{name: A, share_of_orders: 50%, go_live: 2027-02-01, likelihood: 10%}}\n"
    "  - {{name: B, share_of_orders: 50%, go_live: 2027-03-01, likelihood: 20%}}\n"
)


@pytest.fixture
def folder(program: Program) -> Program:
    """Add a base and three roll-outs that rest on it."""
    program.file("base.yaml", BASE)
    for name, text in (("a", ROLL_OUT), ("b", ROLL_OUT), ("c", PHASED)):
        program.file(f"{name}.yaml", text.format(name=name))
    return program


@pytest.mark.parametrize("command", ["calc", "compare", "check"])
def test_a_finding_of_a_base_is_told_once(folder: Program, command: str) -> None:
    """A season that does not average 1 is one finding, with the roll-outs it concerns."""
    run = folder(command, "a.yaml", "b.yaml", "c.yaml")
    assert (run.out + run.err).count("the indices of the twelve months") == 1
    assert "(for a.yaml, b.yaml, c.yaml)" in run.out + run.err
    assert "base.yaml:6" in run.out + run.err
    record = folder(command, "a.yaml", "b.yaml", "c.yaml", "-f", "json").json
    told = [one for one in record["diagnostics"] if one["code"] == "SCN304"]
    assert [(one["file"], one["roll_outs"]) for one in told] == [
        ("base.yaml", ["a.yaml", "b.yaml", "c.yaml"])
    ]


def test_alone_it_is_told_as_it_stands(folder: Program) -> None:
    """One roll-out alone is not named: it is what was asked for."""
    run = folder("check", "a.yaml")
    assert "the indices of the twelve months average 1.0833, not 1\n" in run.out


def test_a_base_is_there_to_be_overridden(folder: Program) -> None:
    """What every phase restates is odd where the file states it itself, and not in a base."""
    run = folder("calc", "c.yaml")
    assert "SCN113" not in run.err
    folder.file("d.yaml", BASE + PHASED.format(name="d").partition("name: d\n")[2])
    assert folder("calc", "d.yaml").err.count("warning[SCN113]") == 2


def test_figures_of_one_finding_may_differ(folder: Program) -> None:
    """A rule that finds the same in a base for several roll-outs, is told once."""
    for name in "ab":
        days = {"a": 200, "b": 300}[name]
        text = ROLL_OUT.format(name=name) + f"stabilisation: {{duration_days: {days}}}\n"
        folder.file(f"{name}.yaml", text)
    folder.file("base.yaml", BASE.replace("3, canc", "90, canc"))
    found = folder("check", "a.yaml", "b.yaml", "-f", "json").json["diagnostics"]
    of_base = [(one["code"], one["path"]) for one in found if one["file"] == "base.yaml"]
    assert of_base
    assert len(of_base) == len(set(of_base))
    assert all(
        one["roll_outs"] == ["a.yaml", "b.yaml"] for one in found if one["file"] == "base.yaml"
    )
