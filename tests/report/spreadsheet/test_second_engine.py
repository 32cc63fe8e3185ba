"""A second engine comes to the same: no formula rests on what one spreadsheet makes of it."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

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


def test_a_rate_of_overrun_is_not_cut_at_the_whole(tmp_path: Path) -> None:
    """A plan may cost more than twice as much: its rate moves up past 100 %, as `tornado` says."""
    over = priced(
        "omsrisk: 1\ncurrency: USD\nprogramme: {items: [{item: Work, amount: 1000}], "
        "overrun: {rate: 90%, likelihood: 95%}}\nhidden_costs: {brand_damage: 1}\n"
        "capital: {system_cost: 900000, overrun: {rate: 127%, likelihood: 50%}}\n",
        tmp_path,
    )
    content = b"".join(to_xlsx(moved(tornado(over), None)))
    assert differing(content, computed(content)) == []


def typed(content: bytes, changes: Mapping[str, float | str | None]) -> dict[str, object]:
    """Type into the blue cells, and tell the net exposure and the remarks of the inputs, by path."""
    book = load_workbook(io.BytesIO(content))
    rows = {str(row[10].value): row for row in book["Inputs"].iter_rows(min_row=5)}
    for path, value in changes.items():
        rows[path][1].value = value
    changed = io.BytesIO()
    book.save(changed)
    sheets = computed(changed.getvalue())
    net = next(row[4] for name in sheets for row in sheets[name] if row[-1:] == ["net_exposure"])
    return {"net": net, **{str(row[10]): row[9] for row in sheets["Inputs"][4:]}}


RATE, TODAY = "delay.cancellation_sensitivity", "today.cancellation_sensitivity"
BELOW = "no figure: beyond its bounds, or a rate below that of today"

REFUSED = [  # what is typed, whether a figure follows, the remark at the rate
    ({}, 42_000, None, "as the file stands"),
    ({RATE: 0.01}, None, BELOW, "a rate below today's"),
    ({RATE: 0.02}, 12_000, None, "as high as today's"),
    ({TODAY: 0.13}, None, BELOW, "today's rate above the new one"),
    ({RATE: 0.01, TODAY: 0.005}, 13_500, None, "both lower"),
    ({RATE: 1.01}, None, BELOW, "a share above the whole"),
    ({RATE: "much"}, None, BELOW, "a text"),
    ({"delay.duration_days": -1}, None, None, "a negative number"),
    ({"delay.duration_days": None}, None, None, "an emptied cell, which is not 0"),
]


@pytest.mark.parametrize(
    ("changes", "net", "remark", "why"), REFUSED, ids=[row[-1] for row in REFUSED]
)
def test_what_the_file_may_not_hold_has_no_figure(
    changes: Mapping[str, float | str | None], net: int | None, remark: str | None, why: str
) -> None:
    """What is pasted goes past the rule of a cell: no number follows from what `set` refuses."""
    found = typed(written(shipped(ROOT / "docs" / "examples" / "above-today.yaml")), changes)
    if net is None:
        assert not isinstance(found["net"], int | float), why
    else:
        assert found["net"] == pytest.approx(net), why
    assert (found[RATE] or None) == remark, why


def test_a_rate_that_phases_learn_on_is_held_to_today(tmp_path: Path) -> None:
    """With what is left of it in the last phase; and no mitigation of the file may break a bound."""
    text = (ROOT / "docs" / "examples" / "above-today.yaml").read_text("utf-8") + (
        "learning: {delay.cancellation_sensitivity: 50%}\n"
        "mitigations: [{name: M, cost: 1, effects: {delay.duration_days: {add: -1}}}]\n"
        "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
    )
    content = written(priced(text, tmp_path))
    assert isinstance(typed(content, {RATE: 0.04})["net"], float | int)
    assert not isinstance(typed(content, {RATE: 0.039})["net"], float | int)
    learned = {RATE: 0.039, "learning.delay.cancellation_sensitivity": 0.4}
    assert isinstance(typed(content, learned)["net"], float | int)
    assert isinstance(typed(content, {"delay.duration_days": 1})["net"], float | int)
    assert not isinstance(typed(content, {"delay.duration_days": 0.99})["net"], float | int)
