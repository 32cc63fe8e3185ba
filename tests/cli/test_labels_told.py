"""Labels and owners: what varies or differs is called by its label, and its path stands beside it."""

from decimal import Decimal

import pytest

from tests.support.program import Program

OWNED = """
delay:
  duration_days: {value: %s, owner: Ada Kern}
  cancellation_sensitivity: 5%%
mitigations:
  - {name: Rehearsal, cost: 3, owner: Cleo Marsh, effects: {delay.duration_days: {multiply: 0.5}}}
"""
HEAD = "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 10, average_value: 5}\n"
DAYS = ("delay.duration_days", "Days of delay", "Ada Kern")


@pytest.fixture
def owned(program: Program) -> Program:
    """Two roll-outs that differ in one input, which somebody owns."""
    program.file("a.yaml", f"{HEAD}name: A{OWNED % 2}")
    program.file("b.yaml", f"{HEAD}name: B{OWNED % 4}")
    return program


COMMANDS = [  # the command, where its JSON says it
    ("compare a.yaml b.yaml", ("differing_inputs", 0)),
    ("compare a.yaml b.yaml", ("switching_values", 0)),
    ("sweep a.yaml --vary delay.duration_days=1,2", ("inputs", 0)),
    ("solve a.yaml --for delay.duration_days --target net_exposure=9", ()),
]


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: " ".join([case[0], *map(str, case[1])]))
def test_label_and_owner_stand_beside_the_path(
    owned: Program, case: tuple[str, tuple[str | int, ...]]
) -> None:
    """In JSON; and the table of the text shows the label."""
    command, where = case
    found = owned(*command.split(), "-f", "json").json
    for key in where:
        found = found[key]
    assert (found["path"], found["label"], found["owner"]) == DAYS
    assert "Days of delay" in owned(*command.split(), "-f", "text").out


def test_a_mitigation_has_its_owner(owned: Program) -> None:
    """Where its author names one."""
    [one] = owned("mitigate", "a.yaml", "-f", "json").json["mitigations"]
    assert (one["owner"], one["cost"]) == ("Cleo Marsh", Decimal(3))


def test_the_path_stands_where_it_must_be_typed(owned: Program) -> None:
    """In the tables of a comparison, where there is room; the label never goes."""
    said = owned("compare", "a.yaml", "b.yaml", "-f", "text").out
    rows = [line for line in said.splitlines() if "Days of delay" in line]
    assert rows
    assert all(line.rstrip().endswith("delay.duration_days") for line in rows)
