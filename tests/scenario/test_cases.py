import re
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import Scenario, assess, load
from omsrisk.core.money import exact
from omsrisk.scenario.documents.nodes import Map, Scalar
from tests.support.paths import SCENARIOS

CASES = SCENARIOS / "cases"


def case(stem: str) -> Scenario:
    """One documented failure."""
    return load(CASES / f"{stem}.yaml")


def published(scenario: Scenario, block: str = "x-published") -> dict[str, Decimal]:
    """The published figures that the file carries beside its inputs."""
    found = scenario.root.entries[block]
    assert isinstance(found, Map)
    texts = {key: node.text for key, node in found.entries.items() if isinstance(node, Scalar)}
    return {key: Decimal(text) for key, text in texts.items() if key != "source"}


def total(scenario: Scenario, name: str) -> Decimal:
    """A total that is assessed."""
    amount = assess(scenario).totals[name]
    assert amount is not None
    return amount


@pytest.mark.parametrize("file", sorted(CASES.glob("[!.]*.yaml")), ids=lambda file: file.stem)
def test_every_value_of_a_case_has_its_source(file: Path) -> None:
    """A documented failure can be looked up, figure by figure, and warns of nothing."""
    scenario = load(file)
    assert scenario.findings == ()
    assert scenario.case.inputs
    for stated in scenario.case.inputs.values():
        assert stated.source, stated.path
    assert published(scenario)


def test_hp_cost_more_than_five_times_its_project() -> None:
    """Hewlett-Packard 2004: backlog and loss against the project's cost, published apart."""
    scenario = case("hp-2004")
    figures = published(scenario)
    assert figures["total"] / figures["project_cost"] > figures["times_project_cost_more_than"]
    memos = assess(scenario).memos
    shown = {
        "order_value_delayed": figures["total"],
        "lost_revenue": figures["lost_revenue"],
        "order_value_kept": figures["backlog"],
    }
    for name, wanted in shown.items():
        assert memos[name] == pytest.approx(wanted, rel=Decimal("0.001")), name
    millions = [round(Decimal(memos[name] or 0) / 1_000_000, 1) for name in shown]
    assert millions == [Decimal("159.9"), Decimal("40.0"), Decimal("119.9")]


ADDRESS = re.compile(r"\b[a-z0-9]+(?:\.[a-z0-9]+)*\.(?:com|ai|gov|net|uk)\b")


@pytest.mark.parametrize("file", sorted(CASES.glob("[!.]*.yaml")), ids=lambda file: file.stem)
def test_a_case_says_where_it_was_published(file: Path) -> None:
    """Publisher and address stand in the file, so that the figures can be looked up."""
    block = load(file).root.entries["x-published"]
    assert isinstance(block, Map)
    source = block.entries["source"]
    assert isinstance(source, Scalar)
    assert ADDRESS.search(source.text)


def test_tsb_year_adds_up_within_the_rounding_of_its_parts() -> None:
    """TSB 2018: the four parts of the year make the published total, each part rounded."""
    scenario = case("tsb-2018")
    figures = published(scenario)
    gross = total(scenario, "cost_of_failure") + total(scenario, "stabilisation")
    assert abs(gross - figures["total"]) <= figures["rounding_of_parts"]
    net = total(scenario, "exposure")
    assert abs(net - figures["gross_less_recovery"]) <= figures["rounding_of_parts"]


def test_tsb_half_year_adds_up_exactly() -> None:
    """TSB, first half of 2018: the parts and their sum were both published."""
    figures = published(case("tsb-2018"), "x-h1")
    parts = ("redress_remediation_fraud", "resource_and_advisers", "waived_income")
    assert sum(figures[part] for part in parts) == figures["total"]


def test_sainsburys_write_offs_add_up_exactly() -> None:
    """Sainsbury's 2004: 290m in total and 260m of write-offs, both published."""
    scenario = case("sainsburys-2004")
    figures = published(scenario)
    assert total(scenario, "exposure") == figures["total"] == 290_000_000
    assert total(scenario, "stopping") == figures["write_off_only"] == 260_000_000
    assert total(scenario, "programme") == figures["remedial_capital"]


def test_lumber_liquidators_meets_what_analysts_had_expected() -> None:
    """Lumber Liquidators 2010: sales made and not made against a forecast published apart."""
    scenario = case("lumber-liquidators-2010")
    figures = published(scenario)
    expected = figures["sales_expected_by_analysts"]
    lost = total(scenario, "cost_of_failure")
    assert figures["sales_not_made_low"] <= lost <= figures["sales_not_made_high"]
    for missed in (figures["sales_not_made_low"], figures["sales_not_made_high"], lost):
        assert abs(figures["quarter_sales"] + missed - expected) <= expected * Decimal("0.015")


def test_jj_system_explains_more_than_the_whole_fall() -> None:
    """J&J 2022: without the system's loss, operating income would have risen on the year before."""
    scenario = case("jj-snack-foods-2022")
    figures = published(scenario)
    income = figures["operating_income"]
    without_loss = income + figures["operating_income_lost"]
    assert without_loss == 8_600_000
    year_before = income / (1 - figures["operating_income_fall"])
    assert without_loss > year_before
    margin = assess(scenario).memos["lost_margin"]
    assert margin is not None
    with exact():
        assert abs(margin - figures["operating_income_lost"]) < 10_000
