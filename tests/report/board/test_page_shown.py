"""The page as it is looked at: nothing is cut on a phone or on paper, and everybody can read it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report.board.test_board_page import TWO, page_of
from tests.support.browser import Driven, needs_browser
from tests.support.paths import SCENARIOS

pytestmark = needs_browser

AXE = Path(os.environ.get("AXE_CORE", "node_modules/axe-core/axe.min.js"))
SIX = [
    f"scenarios/{name}.yaml"
    for name in (
        "big-bang-uncertain", "phased-uncertain", "phased-stop", "seasonal", "internal", "consultant",
    )
]  # fmt: skip
PAGES = [TWO, tuple(SIX), ("docs/examples/gaps.yaml",), ("scenarios/mitigated-uncertain.yaml",)]
PAPER = 688
"""CSS pixels between the margins of A4."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driven]:
    """One browser for all: to start one takes longer than a test."""
    with Driven(tmp_path_factory.mktemp("browser")) as driven:
        yield driven


@pytest.fixture(scope="module", params=PAGES, ids=lambda files: f"{len(files)}-{files[0]}")
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page in a file."""
    file = tmp_path_factory.mktemp("page") / "board.html"
    file.write_text(page_of(*request.param), encoding="utf-8")
    return file.as_uri()


OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
CUT = """
[...document.querySelectorAll("body *")]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.tagName + " " + one.textContent.slice(0, 60))
  .slice(0, 5)
"""


@pytest.mark.parametrize(
    ("width", "paper"), [(1200, False), (600, False), (390, False), (320, False), (PAPER, True)]
)
def test_nothing_is_cut(browser: Driven, address: str, width: int, *, paper: bool) -> None:
    """Not on a screen, at 200 %, on a phone, nor on A4; and no word of a chart is tiny."""
    browser.as_wide_as(width, paper=paper)
    browser.go(address)
    browser.value(OPEN)
    assert browser.value(CUT) == []
    assert browser.value("document.documentElement.scrollWidth <= innerWidth")
    sizes = (
        "[...document.querySelectorAll('svg text')].map(one => one.getBoundingClientRect().height)"
    )
    assert all(one >= 9 for one in browser.value(sizes))


LONG = """omsrisk: 1
name: {name}
currency: USD
likelihood: 40%
orders: {{daily_volume: 1000, average_value: 100}}
delay: {{duration_days: {{low: 2, likely: 5, high: 9}}, cancellation_sensitivity: {sensitivity}}}
"""


def test_a_name_that_cannot_be_broken_cuts_nothing(browser: Driven, tmp_path: Path) -> None:
    """Two of 200 characters, which head the columns of a comparison."""
    for letter, sensitivity in (("A", "12%"), ("B", "13%")):
        text = LONG.format(name=letter * 200, sensitivity=sensitivity)
        (tmp_path / f"{letter}.yaml").write_text(text)
    (tmp_path / "board.html").write_text(page_of("A.yaml", "B.yaml", folder=tmp_path))
    for width, paper in ((1200, False), (320, False), (PAPER, True)):
        browser.as_wide_as(width, paper=paper)
        browser.go((tmp_path / "board.html").as_uri())
        assert browser.value(CUT) == []


TALL = """
[...document.querySelectorAll("caption, tbody th, tbody td")]
  .filter((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
    return lines > 2 && lines * 4 > one.textContent.length;
  })
  .map((one) => one.textContent)
"""


@pytest.mark.parametrize("width", [320, 390, 600, 1200])
def test_no_words_stand_letter_under_letter(browser: Driven, address: str, width: int) -> None:
    """What is short takes a few lines at the most, on a phone, too."""
    browser.as_wide_as(width)
    browser.go(address)
    browser.value(OPEN)
    assert browser.value(TALL) == []


SHEET = (297 - 2 * 14) / 25.4 * 96
"""CSS pixels between the upper and the lower margin of A4."""


def test_the_decision_fits_a_sheet(browser: Driven, tmp_path: Path) -> None:
    """With six options whose names have 40 characters, each."""
    names = []
    folder = Path(shutil.copytree(SCENARIOS, tmp_path / "scenarios"))
    for at, file in enumerate(SIX):
        name = f"Option {at}, whose name has forty characters"[:40]
        own = folder / f"{at}.yaml"
        own.write_text(f"omsrisk: 1\nname: {name}\nextends: {Path(file).name}\n", encoding="utf-8")
        names.append(own.name)
    (tmp_path / "board.html").write_text(page_of(*names, folder=folder), encoding="utf-8")
    browser.as_wide_as(PAPER, paper=True)
    browser.go((tmp_path / "board.html").as_uri())
    height = "document.getElementById('decision').getBoundingClientRect().height"
    assert 0 < browser.value(height) < SHEET


def test_charts_are_not_split_on_paper(browser: Driven, address: str) -> None:
    """A table with bars, a figure and a row stay on one sheet; a table stays with its title."""
    browser.as_wide_as(PAPER, paper=True)
    browser.go(address)
    inside = (
        "[...document.querySelectorAll('figure, tr, table:has(td.bar)')]"
        ".every(one => getComputedStyle(one).breakInside === 'avoid')"
    )
    assert browser.value(inside)
    after = (
        "[...document.querySelectorAll('h2, h3, p:has(+ table)')]"
        ".every(one => getComputedStyle(one).breakAfter === 'avoid')"
    )
    assert browser.value(after)


FOUND = (
    "axe.run().then(told => "
    "told.violations.map(one => one.id + ': ' + one.nodes[0].html.slice(0, 90)))"
)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: pages are not checked by it")
@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (390, False), (390, True)])
def test_axe_finds_nothing(browser: Driven, address: str, width: int, *, dark: bool) -> None:
    """In both colour schemes, on a screen and on a phone, with everything unfolded."""
    browser.as_wide_as(width, dark=dark)
    browser.go(address)
    browser.value(OPEN)
    browser.value(AXE.read_text(encoding="utf-8") + ";0")
    assert browser.value(FOUND) == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: pages are not checked by it")
def test_axe_finds_what_is_wrong(browser: Driven, tmp_path: Path) -> None:
    """The control: a page with a picture and a box that nobody can name, and pale text."""
    page = tmp_path / "control.html"
    page.write_text("<p style='color:#ccc'>pale<img src='x.png'><input><h1></h1>", encoding="utf-8")
    browser.as_wide_as(1200)
    browser.go(page.as_uri())
    browser.value(AXE.read_text(encoding="utf-8") + ";0")
    found = {one.partition(":")[0] for one in browser.value(FOUND)}
    assert {"color-contrast", "image-alt", "label"} <= found
