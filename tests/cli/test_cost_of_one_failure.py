"""Every report on a percentile of the cost of failure says that it is of the phase that fails."""

from typing import Any

import pytest

from tests.support.program import Program

pytest.importorskip("numpy")

STOPS = """\
omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: {low: 5, likely: 10, high: 25}, cancellation_sensitivity: 10%}
stop_if_a_phase_fails: true
mitigations:
  - {name: Drill, cost: 100, effects: {delay.duration_days: {multiply: 0.5}}}
phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}
  - {name: North, share_of_orders: 40%, likelihood: 20%}
  - {name: South, share_of_orders: 50%, likelihood: 10%}
"""
FREE = STOPS.replace("stop_if_a_phase_fails: true\n", "")
JSON = ("--format", "json")
SAID = "of the phase that fails"

COMMANDS = [
    ("simulate", "--metric", "cost_of_failure"),
    ("drivers", "--metric", "cost_of_failure"),
    ("mitigate", "--metric", "p90:cost_of_failure"),
    ("solve", "--for", "orders.daily_volume", "--target", "p90:cost_of_failure=50000"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda one: one[0])
def test_it_is_said(program: Program, arguments: tuple[str, ...]) -> None:
    """Every report of such a percentile says whose cost it is, in words and in JSON."""
    command, *options = arguments
    stops = program.file("stops.yaml", STOPS)
    assert SAID in program(command, stops, *options).out
    assert any(SAID in one for one in _notes(program(command, stops, *options, *JSON).json))
    free = program.file("free.yaml", FREE)
    assert SAID not in program(command, free, *options).out


def test_a_limit_says_it(program: Program) -> None:
    """An exceeded limit names whose percentile it is held against."""
    stops = program.file("stops.yaml", STOPS)
    found = program("check", stops, "--max", "p90_cost_of_failure=1", "--select", "LIM")
    assert f"`p90_cost_of_failure` (--max) {SAID} is " in found.out


def _notes(record: dict[str, Any]) -> list[str]:
    """Take the notes of a document, or of its one result."""
    found: list[str] = (record["results"][0] if "results" in record else record)["notes"]
    return found
