"""The headline of `calc`: its colour is the verdict of the limits."""

import io

import pytest
from rich.console import Console

from omsrisk.analysis.assess import assess
from omsrisk.report.exposure.calc import document
from omsrisk.report.formats.to_table import to_table
from tests.support.scenario_texts import DELAY, load_text

HEADLINE = "A bad go-live costs"


def coloured(text: str) -> str:
    """Print what `calc` says on a terminal with colours, and return the headline."""
    to = io.StringIO()
    console = Console(file=to, force_terminal=True, color_system="standard", width=100)
    to_table(document([assess(load_text(text))], dict), console)
    return next(line for line in to.getvalue().splitlines() if HEADLINE in line)


COLOURS = [  # limits, the colour, why
    ("", "", "no limit, no verdict"),
    ("limits: {delay: 40000}\n", "\x1b[32m", "kept"),
    ("limits: {delay: 30000}\n", "\x1b[31m", "broken"),
    ("limits: {cost_of_failure: 40000}\n", "", "not judged, as much is not assessed"),
]


@pytest.mark.parametrize("case", COLOURS, ids=lambda case: case[-1])
def test_the_headline_has_the_colour_of_the_verdict(case: tuple[str, str, str]) -> None:
    """Nothing is green over a broken limit."""
    limits, colour, _ = case
    assert coloured(DELAY + limits).startswith(f"{colour}{HEADLINE}")
