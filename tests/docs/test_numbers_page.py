"""The page on writing numbers: what it says of each way of writing is what happens."""

import re
from decimal import Decimal

import pytest

from omsrisk.scenario.documents.decimals import NotANumberError, decimal_of
from omsrisk.scenario.documents.nodes import Origin, Scalar
from omsrisk.scenario.schema.quantities import DAYS, HOURS, INDEX, MONEY, SHARE
from omsrisk.scenario.written.days import day_hint
from omsrisk.scenario.written.hints import hint_for
from omsrisk.scenario.written.wanted import Surroundings
from tests.support.paths import ROOT

KINDS = {one.name: one for one in (MONEY, SHARE, DAYS, HOURS, INDEX)}
TEXT = (ROOT / "docs" / "how-to" / "numbers.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(.+?)` \| (\w+) \| (.+) \|$", TEXT, re.MULTILINE)


def number(text: str, kind: str) -> Decimal:
    """Read a text as a file would."""
    node = Scalar(Origin("a.yaml", text), 1, 1, 1, len(text) + 1)
    node.text, node.style = text, None
    return decimal_of(node, KINDS[kind].noun, expected=KINDS[kind].expected)


@pytest.mark.parametrize(("text", "kind", "happens"), ROWS, ids=[one[0] for one in ROWS])
def test_the_page_says_what_happens(text: str, kind: str, happens: str) -> None:
    """What the table calls read is read; the hint of every other row is the one it shows."""
    if kind == "day":
        assert day_hint(text) == happens
    elif happens == "read":
        assert number(text, kind)
    else:
        with pytest.raises(NotANumberError):
            number(text, kind)
        assert hint_for(text, KINDS[kind].expected, Surroundings("EUR", "")) == happens


def test_the_page_has_rows() -> None:
    """The table was found."""
    assert len(ROWS) > 25
