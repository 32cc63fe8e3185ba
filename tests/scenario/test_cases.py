import re
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import Scenario, assess, load
from omsrisk.analysis.time.schedule import schedule
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


ADDRESS = re.compile(r"\b[a-z0-9]+(?:\.[a-z0-9]+)*\.(?:com|ai|gov|net|technology|uk)\b")


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


@pytest.mark.parametrize("file", sorted(CASES.glob("[!.]*.yaml")), ids=lambda file: file.stem)
def test_every_source_of_a_case_has_an_address(file: Path) -> None:
    """But for a unit of account, which nobody published, each figure can be looked up."""
    for stated in load(file).case.inputs.values():
        source = stated.source or ""
        assert ADDRESS.search(source) or "a unit of account" in source, stated.path


def test_flexsteel_wrote_off_what_its_first_wave_left() -> None:
    """Flexsteel 2019: the roll-out stops for certain, and the parts are within the whole."""
    scenario = case("flexsteel-2019")
    figures = published(scenario)
    assert total(scenario, "exposure") == total(scenario, "stopping") == figures["written_off"]
    assert figures["written_off"] + figures["book_value_left"] <= figures["capitalised"]
    assert figures["lost_too_if_no_wave_follows"] < figures["book_value_left"]
    assert assess(scenario).memos["chance_of_stopping_early"] == 1


def test_birmingham_came_to_five_times_its_budget() -> None:
    """Birmingham 2022: the budget and what came beyond it make the total that was published apart."""
    scenario = case("birmingham-2022")
    figures = published(scenario)
    beyond = total(scenario, "overrun").quantize(Decimal("0.01"))
    assert beyond == figures["beyond_the_budget"]
    assert figures["budget"] + beyond == figures["total"]
    assert total(scenario, "exposure").quantize(Decimal("0.01")) == beyond
    assert assess(scenario).totals["programme"] in {None, 0}


def test_tsb_would_have_paid_for_half_a_year_with_less_than_a_fifth_of_its_failure() -> None:
    """TSB, go or wait: what going cost is the case of the year; waiting pays below 81.5 %."""
    scenario = case("tsb-go-or-wait-2018")
    figures = published(scenario)
    found = schedule(scenario)
    wait = found.go_or_wait
    assert wait is not None
    assert abs(total(scenario, "net_exposure") - figures["total"]) <= figures["rounding_of_parts"]
    half_a_year = figures["fees_more_in_2017"] * 182 / 365
    assert wait.waiting == pytest.approx(half_a_year, rel=Decimal("0.00001"))
    assert wait.saved == total(scenario, "net_exposure") * Decimal("0.49")
    needed = 1 - wait.waiting / total(scenario, "net_exposure")
    assert round(needed * 100, 1) == Decimal("81.5")
