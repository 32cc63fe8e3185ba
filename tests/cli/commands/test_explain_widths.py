"""`explain` on narrow terminals: a key that has to be typed is whole, and its meaning is there."""

import pytest

from omsrisk.analysis.words import WORDS
from omsrisk.checks.rules import RULES
from omsrisk.scenario.schema.paths import shapes_of
from omsrisk.scenario.schema.scenario_file import ScenarioFile
from tests.support.program import Inside, Program

SECTIONS = [key for key, shape in shapes_of(ScenarioFile).items() if shape.below is not None]


@pytest.fixture
def program(program: Program) -> Program:
    """Give the program in this process."""
    return Inside(program.folder)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("columns", ["60", "80"])
def test_keys_and_their_meanings_are_whole(program: Program, section: str, columns: str) -> None:
    """Neither is cut nor left out, and no line is broken by the terminal."""
    run = program("explain", section, env={"COLUMNS": columns})
    assert run.code == 0
    below = shapes_of(ScenarioFile)[section].below
    assert below is not None
    shown = " ".join(run.out.split())
    for key, shape in shapes_of(below).items():
        assert key in run.out.split()
        assert " ".join(shape.description.split()) in shown
    assert max(map(len, run.out.splitlines())) <= int(columns)


@pytest.mark.parametrize("columns", ["60", "80"])
def test_what_is_listed_has_its_meaning(program: Program, columns: str) -> None:
    """A list of topics, or of rules, without what they are about answers nothing."""
    for words, topics in ((("explain",), WORDS), (("rules",), {one.code: one.name for one in RULES})):
        run = program(*words, env={"COLUMNS": columns})
        shown = " ".join(run.out.split())
        for topic, meaning in topics.items():
            assert topic in shown
            assert " ".join(meaning.split()) in shown
        lines = [line for line in run.out.splitlines() if " " in line.strip()]
        assert max(map(len, lines)) <= int(columns)
