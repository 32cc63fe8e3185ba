"""What `calc` offers to go on with."""

import shlex

from tests.support.program import Program
from tests.support.scenario_texts import DELAY


def test_the_next_command_can_be_pasted(program: Program) -> None:
    """It names the file, in quotes where a shell needs them, and stands where a shell is near."""
    program.file("two words.yaml", "omsrisk: 1\n" + DELAY)
    told = program("calc", "two words.yaml").out.splitlines()[-1]
    assert told == "Next: omsrisk calc 'two words.yaml' --trace"
    assert program(*shlex.split(told.removeprefix("Next: omsrisk "))).code == 0
    for name in ("markdown", "html", "json", "csv"):
        assert "Next:" not in program("calc", "two words.yaml", "-f", name).out
    assert "Next:" not in program("calc", "-", stdin=DELAY.encode()).out
