"""The chart of a result as one picture: its marks are in proportion, and its words are text."""

import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from omsrisk import assess, compare, load, timeline, tornado
from omsrisk.errors import UsageError
from omsrisk.report.at_a_prompt import DOCUMENTS
from omsrisk.report.document import (
    Around,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Headline,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.formats.to_svg import to_svg
from tests.cli.test_every_format import GAPS, LIMIT, MEASURES
from tests.support.paths import SCENARIOS
from tests.support.program import Inside

SVG = "{http://www.w3.org/2000/svg}"
BLUE, ORANGE = "#2f6fb0", "#c2571a"


def drawn(document: Document) -> ET.Element:
    """Draw a document, and read it as a viewer does."""
    return ET.fromstring("".join(to_svg(document)))  # noqa: S314 - our own text


def texts(picture: ET.Element) -> list[str]:
    """List what can be read in a picture."""
    return [one.text or "" for one in picture.iter(f"{SVG}text")]


def widths(picture: ET.Element, colour: str) -> list[float]:
    """List how long the bars of a colour are."""
    bars = (one for one in picture.iter(f"{SVG}rect") if one.get("fill") == colour)
    return [float(one.get("width", "")) for one in bars]


def test_a_tornado_is_drawn_in_proportion() -> None:
    """Each bar reaches as far below and above the base as the metric does."""
    result = tornado(assess(load(SCENARIOS / "retailer.yaml")))
    picture = drawn(DOCUMENTS["Tornado"](result))
    below, above = widths(picture, BLUE), widths(picture, ORANGE)
    assert len(below) == len(above) == len(result.bars) > 20
    scale = max(result.base - bar.ends[0] for bar in result.bars)
    for bar, low, high in zip(result.bars, below, above, strict=True):
        assert low == pytest.approx(float(160 * (result.base - bar.ends[0]) / scale), abs=0.06)
        assert high == pytest.approx(float(160 * (bar.ends[1] - result.base) / scale), abs=0.06)


def test_a_picture_has_the_numbers_that_it_stands_for() -> None:
    """Labels, amounts, heads, and the sentence, also for those who do not see it."""
    result = timeline(assess(load(SCENARIOS / "retailer.yaml")))
    picture = drawn(DOCUMENTS["Timeline"](result))
    words = texts(picture)
    for period in result.periods:
        assert f"{period.amount:,}" in words
    assert {"Mid-size retailer", "USD", "cumulative", "Total"} <= set(words)
    assert picture.get("role") == "img"
    assert (picture.findtext(f"{SVG}title"), len(widths(picture, BLUE))) == ("Mid-size retailer", 3)
    assert "625,800.00 fall in 3 periods" in (picture.findtext(f"{SVG}desc") or "")


def test_nothing_is_loaded_and_nothing_needs_a_style() -> None:
    """What a strict viewer strips is not there to begin with."""
    result = tornado(assess(load(SCENARIOS / "retailer.yaml")))
    text = "".join(to_svg(DOCUMENTS["Tornado"](result)))
    assert not re.search(r"style|class=|href|script|url\(|@", text)
    assert text == "".join(to_svg(DOCUMENTS["Tornado"](result)))


HOSTILE = [
    "</text><script>alert(1)</script>",
    "a & b < c > d \" ' ]]>",
    "\u202eright to left",
    "control \x00\x1b\x08",
    "x" * 200,
    "小売" * 80,
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names_are_text(name: str) -> None:
    """The picture stays well formed, and a long name is cut where a bar begins."""
    columns = (Column("input"), Column("", Content.BAR))
    rows = (Row((name, Around(Decimal(0), Decimal("0.5"), Decimal(1)))),)
    chart = Chart(ChartKind.BARS, Table(columns, rows))
    blocks = (Title(name, name), Headline((name,)), chart)
    picture = drawn(Document(blocks, {}, Sheet((), ())))
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= {
        "svg", "title", "desc", "rect", "text",
    }  # fmt: skip
    left = min(
        float(one.get("x", "")) for one in picture.iter(f"{SVG}rect") if one.get("fill") == BLUE
    )
    label = next(one for one in picture.iter(f"{SVG}text") if float(one.get("y", "")) > 100)
    assert float(label.get("x", "")) < left < 500
    assert all(len(one) < 130 for one in texts(picture))


def test_a_result_without_bars_has_no_picture() -> None:
    """It is said, and what shows it instead."""
    result = compare(
        [assess(load(SCENARIOS / name)) for name in ("internal.yaml", "consultant.yaml")]
    )
    with pytest.raises(UsageError, match="no bars to draw"):
        drawn(DOCUMENTS["Comparison"](result)._replace(blocks=()))


WITH_BARS = [
    "tornado measured.yaml",
    "timeline measured.yaml",
    "sweep measured.yaml --vary delay.duration_days=0:10:2",
    "schedule seasonal.yaml",
    "simulate measured.yaml --trials 99 --set likelihood=50%",
]


@pytest.mark.parametrize("command", WITH_BARS, ids=lambda command: command.split()[0])
def test_the_suffix_asks_for_it(tmp_path: Path, command: str) -> None:
    """Of every command that shows bars."""
    program = Inside(tmp_path)
    program.shipped("retailer.yaml", "seasonal.yaml")
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("measured.yaml", text + GAPS + MEASURES + LIMIT)
    run = program(*command.split(), "-o", "chart.svg")
    assert (run.code, run.out) == (0, "")
    picture = ET.parse(program.folder / "chart.svg").getroot()  # noqa: S314 - our own output
    assert widths(picture, BLUE)
    refused = program("explain", "GOV001", "-f", "svg")
    assert (refused.code, "no bars to draw" in refused.err) == (2, True)
