"""Reports of phased roll-outs: whatever the phases restate, every format can be written."""

from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.time.timeline import timeline
from omsrisk.report.comparison import compare as build_compare
from omsrisk.report.document import Document, Sheet
from omsrisk.report.exposure import assessment as build_assessment
from omsrisk.report.exposure import assessment_record
from omsrisk.report.exposure import calc as build_calc
from omsrisk.report.formats.to_json import to_json
from omsrisk.report.formats.to_text import to_text
from omsrisk.report.time import timeline as build_timeline

HEAD = "currency: USD\norders: {daily_volume: 100, average_value: 10}\n"
DELAY = "delay: {duration_days: 5, cancellation_sensitivity: 20%}\n"

PLANS = {
    "a margin in the phases alone": HEAD + DELAY + (
        "phases:\n  - {name: P, share_of_orders: 50%, orders: {contribution_margin: 10%}}\n"
        "  - {name: Q, share_of_orders: 50%, orders: {contribution_margin: 30%}}\n"
    ),
    "a stop rule without likelihoods": HEAD + DELAY + (
        "stop_if_a_phase_fails: true\n"
        "phases:\n  - {name: P, share_of_orders: 50%}\n  - {name: Q, share_of_orders: 50%}\n"
    ),
    "many phases under the rule": HEAD + DELAY + "stop_if_a_phase_fails: true\nphases:\n" + "".join(
        f"  - {{name: P{n}, share_of_orders: 0.5%, likelihood: 1.2345678901%}}\n" for n in range(200)
    ),
    "one phase with a date, one without": HEAD + DELAY + (
        "phases:\n  - {name: P, share_of_orders: 50%, go_live: 2027-03-01}\n"
        "  - {name: Q, share_of_orders: 50%}\n"
    ),
}  # fmt: skip


def priced(folder: Path, text: str) -> Assessment:
    """Price a scenario given as text."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return assess(load(path))


def as_text(blocks: object) -> str:
    """Write blocks as plain text."""
    return "".join(to_text(Document(blocks, {}, Sheet((), ()))))  # type: ignore[arg-type]  # blocks


@pytest.mark.parametrize("name", PLANS)
def test_every_report_of_a_plan(tmp_path: Path, name: str) -> None:
    """By line, by phase, traced, as JSON, over time and compared: each report says the total."""
    one = priced(tmp_path, PLANS[name])
    net = f"{one.totals['net_exposure']:,.2f}"
    assert net in as_text(build_assessment.blocks(one))
    assert net in as_text(build_assessment.blocks(one, by_phase=True, trace=True))
    record = assessment_record.record(one)
    assert f'"net_exposure": {net.replace(",", "")}' in "".join(
        to_json(Document((), record, Sheet((), ())))
    )
    assert net in as_text(build_timeline.document(timeline(one)).blocks)
    assert net in as_text(build_compare.blocks(compare([one, one])))


def test_a_margin_that_phases_restate_is_not_named(tmp_path: Path) -> None:
    """The row says `at margin` where there is not one margin to name."""
    text = as_text(build_assessment.blocks(priced(tmp_path, PLANS["a margin in the phases alone"])))
    assert "    at margin " in text
    assert "10 % margin" not in text


def test_revenue_of_an_item_that_is_cash_elsewhere(tmp_path: Path) -> None:
    """Lost revenue is counted phase by phase: an item may be revenue in one and cash in another."""
    text = "currency: USD\norders: {contribution_margin: 50%}\nphases:\n" + "".join(
        f"  - name: {name}\n    share_of_orders: 50%\n    hidden_costs: {{inventory_loss: 0}}\n"
        f"    stabilisation: {{items: [{{item: A, amount: 500, basis: {basis}}}]}}\n"
        for name, basis in (("P", "revenue"), ("Q", "cash"))
    )
    memos = priced(tmp_path, text).memos
    assert memos["lost_revenue"] == 500
    assert memos["lost_margin"] == 250
    assert memos["net_exposure_at_margin"] == 750


def test_items_that_share_a_name_keep_their_days(tmp_path: Path) -> None:
    """An item of the scenario and those of two phases fall each on its own day."""
    text = (
        HEAD
        + DELAY
        + (
            "programme: {items: [{item: Team, amount: 100}]}\n"
            "phases:\n  - {name: P, share_of_orders: 50%, go_live: 2027-01-01,"
            " programme: {items: [{item: Team, amount: 1000, on: 2027-03-01}]}}\n"
            "  - {name: Q, share_of_orders: 50%, go_live: 2027-02-01,"
            " programme: {items: [{item: Team, amount: 2000, on: 2027-06-01}]}}\n"
        )
    )
    amounts = {str(one.start): one.amount for one in timeline(priced(tmp_path, text)).periods}
    assert amounts["2027-01-01"] == 100 + 500
    assert amounts["2027-03-01"] == 1000
    assert amounts["2027-06-01"] == 2000


def test_expected_revenue_reconciles(tmp_path: Path) -> None:
    """Below certainty the margin row speaks of expected revenue: the two totals differ by it."""
    text = HEAD.replace("average_value: 10", "average_value: 10, contribution_margin: 40%")
    one = priced(tmp_path, text + DELAY + "likelihood: 50%\n")
    shown = as_text(build_assessment.blocks(one))
    assert one.memos["net_exposure_at_margin"] == Decimal(500) - Decimal(500) * Decimal("0.6")
    assert "300 of expected revenue is not margin" in shown


ROUNDING = [  # what the scenario holds, whether rows differ from a total, why
    ("{inventory_loss: 1.01, customer_attrition: 1.01, brand_damage: 1.01}", True,
     "expected parts of 0.505 are printed as 0.51, their sum as 1.52"),
    ("{inventory_loss: 1.02, customer_attrition: 1.02, brand_damage: 1.02}", False, "0.51 each"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROUNDING, ids=lambda row: row[-1])
def test_the_note_stands_wherever_printed_parts_do_not_add_up(
    row: tuple[str, bool, str], tmp_path: Path
) -> None:
    """In the column of expected amounts, too, and for parts of a line; nowhere else."""
    text = f"currency: USD\nlikelihood: 50%\nhidden_costs: {row[0]}\n"
    shown = as_text(build_assessment.blocks(priced(tmp_path, text)))
    assert (build_assessment.ROUNDED in shown) is row[1]


def test_the_note_stands_below_phases_that_do_not_add_up(tmp_path: Path) -> None:
    """A phase of 0.335 and one of 0.335 are printed as 0.34 each, the whole as 0.67."""
    text = (
        "currency: USD\nhidden_costs: {inventory_loss: 0.67}\n"
        "phases: [{name: P, share_of_orders: 50%}, {name: Q, share_of_orders: 50%}]\n"
    )
    two = priced(tmp_path, text)
    assert build_assessment.ROUNDED in as_text(build_assessment.blocks(two, by_phase=True))
    assert build_assessment.ROUNDED not in as_text(build_assessment.blocks(two))


def test_a_grand_total_keeps_the_mark_of_an_incomplete_scenario(tmp_path: Path) -> None:
    """A sum with a part that is not assessed is a part of itself, and says so."""
    one = priced(tmp_path, HEAD + DELAY)
    alone = priced(tmp_path, "currency: USD\nstopping: {items: [{item: X, amount: 5}]}\n")
    text = "".join(
        to_text(build_calc.document((), dict, map(build_calc.summary_of, [one, alone]), total=True))
    )
    total = next(line for line in text.splitlines() if line.startswith("TOTAL"))
    assert "not all categories assessed" in total
    text = "".join(
        to_text(build_calc.document((), dict, map(build_calc.summary_of, [alone, alone]), total=True))
    )
    total = next(line for line in text.splitlines() if line.startswith("TOTAL"))
    assert "not assessed" in total
    assert " 0.00" not in total


PARTLY = HEAD + (
    "hidden_costs: {brand_damage: 500, inventory_loss: 1, customer_attrition: 3}\n"
    "data_misalignment:\n"
    "  {exposure_days: 10, error_correction_cost: 1, data_inaccuracy_rate: 10%}\n"
    "training_deficit: {hours: 1, cost_per_hour: 1, incompletion_rate: 10%}\n"
    "programme: {items: [{item: Consultants, amount: 990}]}\n"
    "recoveries: [{item: R, amount: 10}]\n"
    "phases:\n"
    "  - name: P\n    share_of_orders: 20%\n"
    "    delay: {duration_days: 1, cancellation_sensitivity: 10%}\n"
    "    programme: {items: [{item: Consultants, amount: 90}]}\n"
    "    recoveries: [{item: R, amount: 4, contingent: false}]\n"
    "  - name: Q\n    share_of_orders: 80%\n"
    "    programme: {items: [{item: Consultants, amount: 9}]}\n"
)


def cells_of(text: str, label: str) -> list[list[str]]:
    """Find the rows that begin with a label, with single blanks between their words."""
    rows = [line.split() for line in text.splitlines()]
    return [row[1:] for row in rows if row and row[0] == label]


def test_a_category_of_one_phase_is_told(tmp_path: Path) -> None:
    """A category that one of two phases assesses is said so, and not assessed in the other."""
    one = priced(tmp_path, PARTLY)
    text = as_text(build_assessment.blocks(one))
    assert "(delay in 1 of 2 phases)" in text.splitlines()[3]
    assert [row[:5] for row in cells_of(text, "Delay")] == [["in", "1", "of", "2", "phases"]]
    by_phase = cells_of(as_text(build_assessment.blocks(one, by_phase=True)), "Delay")
    assert by_phase[1] == ["not", "assessed"]


def test_items_of_one_name_are_counted_by_phase(tmp_path: Path) -> None:
    """An item of the scenario and of both phases is in two phases, and stands beside them once."""
    one = priced(tmp_path, PARTLY)
    text = as_text(build_assessment.blocks(one))
    assert cells_of(text, "Consultants")[0][:4] == ["in", "2", "phases", "1,089.00"]
    assert cells_of(text, "R")[0][:4] == ["in", "2", "phases", "-14.00"]
    rows = cells_of(as_text(build_assessment.blocks(one, by_phase=True)), "Consultants")
    assert [row[1] for row in rows] == ["90.00", "9.00", "990.00"]


BY_ONE = (
    HEAD
    + DELAY
    + (
        "stop_if_a_phase_fails: true\n"
        "phases:\n"
        "  - name: P\n    share_of_orders: 20%\n    likelihood: 30%\n"
        "    stabilisation: {duration_days: 9, items: [{item: Desk, amount: 30}]}\n"
        "    programme: {items: [{item: Coaching, amount: 5}]}\n"
        "    recoveries: [{item: Grant, amount: 4, contingent: false}]\n"
        "    hidden_costs: {customer_attrition: 3}\n"
        "    stopping: {items: [{item: Fees, amount: 900}, {item: Exit, amount: 1}]}\n"
        "  - {name: Q, share_of_orders: 50%, likelihood: 30%,\n"
        "     stopping: {items: [{item: Exit, amount: 1}]}}\n"
        "  - {name: S, share_of_orders: 30%, likelihood: 30%}\n"
    )
)
COUNTED = [  # the line, what is said of it, why
    ("Desk", "in 1 of 3 phases", "an item of the stabilisation"),
    ("Coaching", "in 1 of 3 phases", "an item of the programme"),
    ("Grant", "in 1 of 3 phases", "a recovery"),
    ("Attrition", "in 1 of 3 phases", "a part of the hidden costs"),
    ("Fees", "in 1 of 2 phases that may stop", "the last phase stops nothing"),
    ("Exit", "in 2 phases", "each phase that may stop"),
    ("Delay", "in 3 phases", "all of them"),
]


@pytest.mark.parametrize("case", COUNTED, ids=lambda case: case[-1])
def test_what_some_phases_state_is_counted_of_all(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """A list that one phase of three states is not said to be in one phase, as if there were one."""
    label, said, _ = case
    (cells,) = cells_of(as_text(build_assessment.blocks(priced(tmp_path, BY_ONE))), label)
    words = said.split()
    assert cells[: len(words)] == words
    assert cells[len(words)][0].isdigit() or cells[len(words)].startswith("-")
