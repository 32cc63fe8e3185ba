"""Needs follow from what a case states, whatever was asked of other cases before."""

from decimal import Decimal

import pytest

from omsrisk.core.pricing.case import Case, Input, ListElement
from omsrisk.core.pricing.needs import idle_inputs, missing_inputs

Row = tuple[Case, tuple[str, ...], tuple[str, ...], str]

ITEMS = "hidden_costs.brand_damage"
TRAINING = "training_deficit"


def case_of(*paths: str, rows: tuple[ListElement, ...] = (), of: str = "", value: int = 1) -> Case:
    """Make a case that states some inputs, each in its section, and a list."""
    sections = {path.partition(".")[0] for path in paths}
    inputs = {path: Input(path, Decimal(value), "1") for path in paths}
    return Case(inputs, {of: rows} if of else {}, frozenset(sections))


COMPLETE = ("orders.daily_volume", "orders.average_value", "delay.duration_days",
            "delay.cancellation_sensitivity")  # fmt: skip
HOURS = tuple(f"{TRAINING}.{key}" for key in ("hours", "cost_per_hour", "incompletion_rate"))
OF_A_ROW = tuple(f"{TRAINING}.departments.sales.{key}" for key in ("hours", "incompletion_rate"))
SALES = ListElement("sales", "Sales")

CASES: list[Row] = [  # the case, paths of what is missing, of what is idle, why
    (case_of(*COMPLETE), (), (), "all that a delay needs"),
    (case_of(*COMPLETE, value=7), (), (), "the same with other numbers"),
    (case_of(*COMPLETE[:-1]), COMPLETE[-1:], (), "the same without one"),
    (case_of(*HOURS), (), (), "hours of all departments"),
    (
        case_of(*HOURS, *OF_A_ROW, rows=(SALES,), of=f"{TRAINING}.departments"),
        (),
        (f"{TRAINING}.hours", f"{TRAINING}.incompletion_rate"),
        "each department states its own",
    ),
    (
        case_of(ITEMS, rows=(ListElement("a", "A"),), of="stabilisation.items"),
        (),
        (),
        "an item with an amount",
    ),
    (
        case_of(ITEMS, rows=(ListElement("a", "A", per="order"),), of="stabilisation.items"),
        ("orders.daily_volume", "data_misalignment.exposure_days"),
        (),
        "the same names, and an item that moves with the orders",
    ),
]


@pytest.mark.parametrize("before", CASES, ids=lambda case: f"after {case[-1]}")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_needs_are_those_of_the_case(case: Row, before: Row) -> None:
    """What is missing, and what is idle, is the same after any other case, with its own numbers."""
    asked, missing, idle, _ = case
    missing_inputs(before[0])
    idle_inputs(before[0])
    assert tuple(one.path for one in missing_inputs(asked)) == missing
    assert tuple(one.path for one in idle_inputs(asked)) == idle
    assert all(one is asked.inputs[one.path] for one in idle_inputs(asked))
