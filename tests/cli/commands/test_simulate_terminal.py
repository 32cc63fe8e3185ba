"""What a terminal shows of a simulation: whole amounts at every width."""

import os
import re

import pytest

from tests.support.program import Program

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

from tests.support.terminal import ANSI, on_terminal

SMALL = """\
omsrisk: 1
name: Uncertain
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}
likelihood: 40%
"""
LARGE = SMALL.replace("average_value: 100", "average_value: 98765.43")
HUGE = SMALL.replace("average_value: 100", "average_value: 98765432.10")
CUT = re.compile(r"[\d,](?:\u2026|\.\.\.)")

COMMANDS = [  # command, an amount that it shows
    ("simulate large.yaml", "14,222,222"),
    ("simulate huge.yaml", "13,266,945,346"),
    ("compare large.yaml small.yaml --simulate", "17,365,115.68"),
]


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case[0])
def test_no_amount_is_cut(program: Program, columns: int, case: tuple[str, str]) -> None:
    """However narrow the terminal, amounts are whole; lines keep to it where they can."""
    program.file("large.yaml", LARGE)
    program.file("huge.yaml", HUGE)
    program.file("small.yaml", SMALL)
    command, amount = case
    run = on_terminal(program.folder, columns, *command.split(), "--trials", "2000")
    assert run.code == 0
    shown = ANSI.sub("", run.out)
    assert re.search(rf"(?<![\w.,-]){re.escape(amount)}(?![\w,])", shown)
    assert not CUT.search(shown)
    if command == "simulate large.yaml":
        assert max(map(len, shown.splitlines())) <= columns
