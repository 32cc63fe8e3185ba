"""One of something is said in the singular, by whichever command."""

import re

import pytest

from tests.support.program import Program

ONE = """\
omsrisk: 1
name: One
currency: EUR
hidden_costs: {brand_damage: 10}
gaps: [{area: Invoicing, modification_cost: 5000, process_change_cost: 3000}]
"""
WRITTEN_OFF = """\
omsrisk: 1
name: Written off
currency: EUR
stopping: {items: [{item: System, amount: 92000000}]}
"""
ASKED = [("calc",), ("calc", "--by", "phase"), ("check",), ("inputs",), ("gaps",), ("timeline",)]


@pytest.mark.parametrize("text", [ONE, WRITTEN_OFF], ids=["a gap", "a write-off"])
@pytest.mark.parametrize("command", ASKED, ids=" ".join)
def test_one_of_one_is_singular(program: Program, text: str, command: tuple[str, ...]) -> None:
    """`0 of 1 part`, `1 of 1 input`, and nothing that is one in the plural."""
    (program.folder / "one.yaml").write_text(text, encoding="utf-8")
    run = program(command[0], "one.yaml", *command[1:])
    told = run.out + run.err
    assert "one.yaml" in told or "One" in told
    assert not re.findall(
        r"(?<![\d.,])1 (?:inputs|parts|phases|gaps|periods|files|errors|days)\b", told
    )
