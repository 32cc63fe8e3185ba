"""The pictures of the README: a chart as the program writes it, and a page as a browser shows it."""

import tempfile
from pathlib import Path

from tests.support.browser import CHROMIUM, Driven
from tests.support.paths import ROOT
from tests.support.program import Inside

PICTURES = ROOT / "docs" / "pictures"
TORNADO = PICTURES / "tornado.svg"
DECISION = PICTURES / "decision.png"
_TORNADO = ("tornado", "scenarios/retailer.yaml", "--top", "10", "-f", "svg", "-q")
_REPORT = ("report", "scenarios/big-bang-uncertain.yaml", "scenarios/phased-uncertain.yaml", "-q")
_WIDTH = 920
"""CSS pixels: a column of text, as the README has it."""


def tornado() -> str:
    """Return the chart as the program writes it."""
    told = Inside(ROOT)(*_TORNADO)
    assert told.code == 0, told.err
    return told.out


def decision() -> bytes:
    """Return the decision of a page as Chromium shows it."""
    told = Inside(ROOT)(*_REPORT)
    assert told.code == 0, told.err
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "board.html"
        page.write_text(told.out, encoding="utf-8")
        with Driven(Path(folder) / "profile") as browser:
            browser.as_wide_as(_WIDTH)
            browser.go(page.as_uri())
            return browser.picture_of("decision")


def main() -> None:
    """Write both; without Chromium the chart alone."""
    PICTURES.mkdir(exist_ok=True)
    TORNADO.write_text(tornado(), encoding="utf-8")
    if CHROMIUM is not None:
        DECISION.write_bytes(decision())


if __name__ == "__main__":
    main()
