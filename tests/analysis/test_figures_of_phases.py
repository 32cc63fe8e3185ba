"""Totals and memos of one phase: metrics like those of the whole, and limits on them."""

from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.analysis.limits import judge
from omsrisk.analysis.metrics import figures_of, metric_of
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.scenario.schema.limits import Limit
from tests.support.random_scenarios import written

TEXT = """\
omsrisk: 1
name: Two
currency: USD
orders: {daily_volume: 1000, average_value: 100, contribution_margin: 30%}
delay: {duration_days: 3, cancellation_sensitivity: 10%}
hidden_costs: {inventory_loss: 1000, customer_attrition: 0, brand_damage: 0}
phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}
  - name: Rest
    share_of_orders: 90%
    likelihood: 20%
    programme: {items: [{item: Coach, amount: 500}]}
"""

FIGURES = [  # metric of a phase, value, why
    ("pilot.cost_of_failure", "3100", "3,000 of delay and 100 of stock"),
    ("pilot.expected_cost_of_failure", "930", "30 % of it"),
    ("rest.programme", "500", "its own programme"),
    ("rest.exposure", "5580", "20 % of 27,900"),
    ("rest.net_exposure", "6080", "with the programme"),
    ("pilot.order_value_delayed", "30000", "3 days of 100 orders"),
    ("pilot.order_value_kept", "27000", "late, not lost"),
    ("pilot.lost_revenue", "3000", "the delay"),
    ("pilot.lost_margin", "900", "30 % of it"),
    ("pilot.cost_of_failure_at_margin", "1000", "900 and 100 of stock"),
    ("pilot.net_exposure_at_margin", "300", "30 % of 1,000"),
]


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row[0])
def test_figures_of_a_phase(row: tuple[str, str, str], tmp_path: Path) -> None:
    """A total or memo behind `phases.SLUG.` is that of the lines that fall in the phase."""
    file = tmp_path / "two.yaml"
    file.write_text(TEXT, encoding="utf-8")
    assert metric_of(assess(load(file)).exposure, f"phases.{row[0]}") == Decimal(row[1])


def test_totals_of_the_phases_add_up() -> None:
    """The cost of failure of the phases is that of the whole, to the last digit."""
    compared = 0
    for seed in range(60):
        exposure = written(seed).exposure
        figures = figures_of(exposure)
        for name in ("cost_of_failure", "expected_cost_of_failure"):
            parts = [figures[f"phases.{one.phase.slug}.{name}"] for one in exposure.phases]
            if parts:
                with exact(ENOUGH_DIGITS):
                    assert sum(one for one in parts if one is not None) == figures[name]
                compared += 1
    assert compared > 20


def test_limits_on_a_phase(tmp_path: Path) -> None:
    """A limit on a total of a phase is judged where all in it is assessed, or above it already."""
    file = tmp_path / "two.yaml"
    file.write_text(TEXT, encoding="utf-8")
    two = assess(load(file))
    low, high = (
        judge(two, (Limit("phases.pilot.cost_of_failure", Decimal(most)),))[0]
        for most in ("3000", "4000")
    )
    assert low.is_judged
    assert low.excess == 100
    assert not high.is_judged
    assert high.missing == (
        "phases.pilot.data_misalignment",
        "phases.pilot.training_deficit",
    )
    allowed = Limit(
        "phases.pilot.cost_of_failure",
        Decimal(4000),
        allow_not_assessed=high.missing,
    )
    assert judge(two, (allowed,))[0].is_judged


def test_a_total_of_a_phase_is_solved_for(tmp_path: Path) -> None:
    """1,000 a day in the pilot and 100 of stock: two days make 2,100."""
    file = tmp_path / "two.yaml"
    file.write_text(TEXT, encoding="utf-8")
    found = solve(
        assess(load(file)),
        "delay.duration_days",
        target=Decimal(2100),
        metric="phases.pilot.cost_of_failure",
    )
    assert [one.value for one in found.solutions] == [2]
