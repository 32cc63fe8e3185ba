"""A second engine comes to the same: no formula rests on what one spreadsheet makes of it."""

from pathlib import Path

import pytest

from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.report.comparison.compare_record import document as compared
from omsrisk.report.formats.to_xlsx import to_xlsx
from omsrisk.report.sensitivity.tornado import document as moved
from tests.report.spreadsheet.test_calc_workbook import SCENARIOS, priced, shipped, written
from tests.support.every_key_texts import EVERY_KEY_TEXTS
from tests.support.paths import ROOT
from tests.support.recalculated import differing, half_cents
from tests.support.second_engine import computed, needs_hyperformula

pytestmark = needs_hyperformula


def test_all_shipped_scenarios() -> None:
    """Each formula comes to the value that is written with it, to the cent where it is printed."""
    content = written(*map(shipped, SCENARIOS))
    assert differing(content, computed(content)) == []


@pytest.mark.parametrize("text", EVERY_KEY_TEXTS.values(), ids=EVERY_KEY_TEXTS)
def test_courses_learning_and_dates(text: str, tmp_path: Path) -> None:
    """Whatever weighs an input on its way."""
    content = written(priced(text, tmp_path))
    assert differing(content, computed(content)) == []


def test_a_stop_that_is_caught_up() -> None:
    """Its window bends within days and jumps behind the peak; from typed days it follows live."""
    peak = shipped(ROOT / "docs" / "examples" / "peak.yaml")
    content = written(peak)
    assert differing(content, computed(content)) == []


def test_half_a_cent() -> None:
    """10,000 products that end in half a cent, none a cent off."""
    content = half_cents()
    assert differing(content, computed(content)) == []


def test_a_comparison_and_a_tornado() -> None:
    """Sheets that read those of the scenarios."""
    names = ("big-bang-uncertain", "phased-uncertain", "seasonal")
    three = [shipped(ROOT / "scenarios" / f"{name}.yaml") for name in names]
    for told in (compared(compare(three[:2])), moved(tornado(three[2]), None)):
        content = b"".join(to_xlsx(told))
        assert differing(content, computed(content)) == []
