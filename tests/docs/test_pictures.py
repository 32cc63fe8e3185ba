"""The pictures of the README are what the program writes today."""

import re

from tests.report.board.test_board_page import TWO
from tests.support.paths import ROOT
from tests.support.pictures import DECISION, TORNADO, tornado
from tests.support.program import Inside

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_chart_is_what_the_program_writes() -> None:
    """To the byte; `python -m tests.support.pictures` writes it anew."""
    assert TORNADO.read_text(encoding="utf-8") == tornado()


def test_the_readme_shows_both_and_says_what_they_show() -> None:
    """And the figure in the words for those who see no picture is the one that the page prints."""
    shown = dict(re.findall(r"!\[([^\]]+)\]\((docs/pictures/[\w.]+)\)", README))
    assert set(shown.values()) == {
        one.relative_to(ROOT).as_posix() for one in (DECISION, TORNADO)
    }  # fmt: skip
    assert DECISION.read_bytes().startswith(b"\x89PNG")
    [amount] = re.findall(r"cheaper by ([\d,.]+\d)", " ".join(shown))
    page = Inside(ROOT)("report", *TWO, "-q").out
    assert f"is cheaper by {amount} " in page
