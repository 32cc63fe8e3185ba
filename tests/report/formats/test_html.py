"""HTML: tables and bars of any document in one file; what a file says is text, and nothing loads."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk.report.document import Around, Column, Content, Document, Lines, Row, Sheet, Table, Title
from omsrisk.report.formats.to_html import to_html
from tests.support.hostile_results import as_text, report
from tests.support.paths import ROOT
from tests.support.program import Inside
from tests.support.reading_html import read

AMOUNT = re.compile(r"-?\d[\d,]*\.\d\d(?!\d)")


def test_a_page_has_the_amounts_of_the_text() -> None:
    """The same amounts in the same order, in cells that a screen reader finds by their heads."""
    shown = "".join(to_html(report()))
    found = read(shown)
    assert AMOUNT.findall("\n".join(found.texts)) == AMOUNT.findall(as_text(report(), None))
    heads = [attributes.get("scope") for tag, attributes in found.seen if tag == "th"]
    assert {"col", "row", "rowgroup"} <= set(heads)


def test_what_a_file_says_is_text() -> None:
    """No element comes from a name, no handler, no link, no style of an element, no address."""
    page = "".join(to_html(report()))
    for tag, attributes in read(page).seen:
        assert tag not in {"script", "a", "img", "iframe", "object", "form", "base", "b", "i"}
        assert not any(
            name.startswith("on") or name in {"style", "href", "src"} for name in attributes
        )


def test_nothing_may_load_and_one_style_may_apply() -> None:
    """The policy names the style by its hash and allows nothing else."""
    page = "".join(to_html(report()))
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)


def test_bars_are_drawn() -> None:
    """A bar is as wide as its share, and a bar around a base reaches to both sides of it."""
    columns = (Column("a"), Column("", Content.BAR))
    around = Around(Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))
    rows = (Row(("one", Decimal("0.4"))), Row(("two", around)))
    document = Document((Title("T"), Table(columns, rows)), {}, Sheet((), ()))
    shapes = [dict(found) for tag, found in read("".join(to_html(document))).seen if tag == "rect"]
    assert [(one["x"], one["width"]) for one in shapes] == [
        ("0%", "40%"), ("25%", "25%"), ("50%", "25%"), ("50%", "2")
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["calc", "tornado", "timeline", "drivers", "explain delay"])
def test_commands_write_pages(command: str) -> None:
    """Every command has the format, and the same bytes come twice."""
    program = Inside(ROOT)
    name, *rest = command.split()
    arguments = [name, *(rest or ["scenarios/big-bang-uncertain.yaml"]), "-f", "html"]
    if name == "drivers":
        arguments[1] = "scenarios/retailer-uncertain.yaml"
    first, second = program(*arguments), program(*arguments)
    assert first.code == 0
    assert first.out == second.out
    assert first.out.startswith("<!doctype html>\n")
    assert "".join(read(first.out).texts).strip()


def test_a_page_has_room_for_whole_names(tmp_path: Path) -> None:
    """A name that a terminal shortens stands whole in heads and cells, without a legend."""
    names = ("The big bang of all countries in one night", "One country after the other, slowly")
    head = "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 10, average_value: 5}\n"
    for at, name in enumerate(names):
        delay = f"delay: {{duration_days: {at + 2}, cancellation_sensitivity: 5%}}\n"
        (tmp_path / f"{at}.yaml").write_text(f"{head}name: {name}\n{delay}", encoding="utf-8")
    shown = Inside(tmp_path)("compare", "0.yaml", "1.yaml", "-f", "html").out
    texts = read(shown).texts
    assert {f"{names[0]}*", names[1]} <= set(texts)
    assert not any(one.startswith("0: ") for one in texts)
    assert "0: The big bang" in Inside(tmp_path)("compare", "0.yaml", "1.yaml", "-f", "text").out


def test_long_paths_break_where_their_parts_meet() -> None:
    """And a column of numbers is aligned as one, though it is the first."""
    path = "stabilisation.parallel_running.duration_days"
    columns = (Column("amount", Content.MONEY), Column("input"), Column("day"))
    rows = (Row((Decimal(5), path, "2027-02-15")),)
    shown = "".join(to_html(Document((Table(columns, rows),), {}, Sheet((), ()))))
    assert '<th scope="row" class="n">5.00</th>' in shown
    assert path.replace(".", ".<wbr>").replace("_", "_<wbr>") in shown
    assert '<td class="d">2027-02-15</td>' in shown


def test_what_a_sentence_quotes_is_set_as_code() -> None:
    """And what it says besides stays text."""
    lines = Lines(("no `limits`, no <b>",))
    shown = "".join(to_html(Document((lines,), {}, Sheet((), ()))))
    assert "<p>no <code>limits</code>, no &lt;b&gt;</p>" in shown
