"""Drivers: mean, deviation and Sobol indices in closed form, against known answers and laws."""

import math
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import UsageError, assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.core.pricing.case import Spread
from omsrisk.core.uncertainty.events import distribution_of
from omsrisk.report.document import Lines
from omsrisk.report.sensitivity import tornado as build_tornado
from tests.support.paths import MODELS, SCENARIOS

INDICES = [  # input, share alone, share with others
    ("delay.duration_days", 0.298268, 0.378636),
    ("delay.cancellation_sensitivity", 0.242233, 0.319867),
    ("hidden_costs.customer_attrition", 0.146905, 0.146905),
    ("orders.average_value", 0.030461, 0.047430),
]


def comparison() -> Assessment:
    """The model of twelve ranges."""
    return assess(load(MODELS / "comparison-model.yaml"))


def priced(folder: Path, text: str) -> Assessment:
    """A scenario written into a folder."""
    file = folder / "case.yaml"
    file.write_text(f"omsrisk: 1\ncurrency: USD\n{text}", encoding="utf-8")
    return assess(load(file))


FLOW = "orders: {daily_volume: 1000, average_value: 100}\n"
DELAY = "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"


def test_mean_and_deviation_are_those_of_the_model() -> None:
    """Known answers: the point value is far below the mean."""
    found = drivers(comparison(), metric="cost_of_failure")
    assert found.point == 537800
    assert found.mean == pytest.approx(908313.33333333333, rel=1e-12)
    assert found.standard_deviation == pytest.approx(284314.0473, abs=5e-5)


@pytest.mark.parametrize("case", INDICES, ids=lambda case: case[0])
def test_indices_are_those_of_the_model(case: tuple[str, float, float]) -> None:
    """Known answers, to the digits in which they are known."""
    path, first, total = case
    found = {one.path: one for one in drivers(comparison(), metric="cost_of_failure").drivers}
    assert found[path].first_order == pytest.approx(first, abs=5e-7)
    assert found[path].total_order == pytest.approx(total, abs=5e-7)


def test_indices_obey_their_laws() -> None:
    """Alone never exceeds together; alone adds up to at most all, together to at least all."""
    found = drivers(comparison()).drivers
    assert len(found) == 12
    assert all(0 <= one.first_order <= one.total_order + 1e-12 for one in found)
    assert sum(one.first_order for one in found) <= 1 + 1e-12
    assert sum(one.total_order for one in found) >= 1 - 1e-12
    assert [one.total_order for one in found] == sorted(
        (one.total_order for one in found), reverse=True
    )


def test_a_draw_alone_is_a_coin(tmp_path: Path) -> None:
    """With all numbers known, only whether it fails is open: a coin of that chance."""
    found = drivers(priced(tmp_path, FLOW + DELAY + "likelihood: 30%\n"))
    assert found.mean == pytest.approx(0.3 * 36000, rel=1e-12)
    assert found.standard_deviation == pytest.approx(math.sqrt(0.3 * 0.7) * 36000, rel=1e-12)
    (draw,) = found.drivers
    assert (draw.path, draw.is_draw) == ("likelihood", True)
    assert draw.first_order == pytest.approx(1, rel=1e-12)


def test_phases_draw_for_themselves(tmp_path: Path) -> None:
    """Two phases with one likelihood fail independently: half the variance of one coin."""
    phases = "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
    found = drivers(priced(tmp_path, FLOW + DELAY + "likelihood: 30%\n" + phases))
    assert found.mean == pytest.approx(0.3 * 36000, rel=1e-12)
    assert found.standard_deviation == pytest.approx(math.sqrt(0.3 * 0.7 / 2) * 36000, rel=1e-12)
    paths = {one.path for one in found.drivers}
    assert paths == {"phases.a.likelihood", "phases.b.likelihood"}


def test_an_inherited_range_is_one_input(tmp_path: Path) -> None:
    """Phases that inherit a range share its draw, so that a split changes nothing."""
    wide = "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
    phases = "phases: [{name: A, share_of_orders: 20%}, {name: B, share_of_orders: 80%}]\n"
    whole = drivers(priced(tmp_path, FLOW + wide))
    split = drivers(priced(tmp_path, FLOW + wide + phases))
    assert split.mean == pytest.approx(whole.mean, rel=1e-12)
    assert split.standard_deviation == pytest.approx(whole.standard_deviation, rel=1e-12)
    assert [one.path for one in split.drivers] == ["delay.duration_days"]


def test_a_product_of_two_has_the_variance_of_textbooks(tmp_path: Path) -> None:
    """Var(XY) = Var X Var Y + Var X (EY)^2 + Var Y (EX)^2, for two uniform inputs."""
    text = (
        "orders: {daily_volume: {low: 800, high: 1200, distribution: uniform}, average_value: 1}\n"
        "delay: {duration_days: {low: 2, high: 6, distribution: uniform}, "
        "cancellation_sensitivity: 100%}\n"
    )
    found = drivers(priced(tmp_path, text))
    first, second = (400**2 / 12, 4**2 / 12)
    variance = first * second + first * 4**2 + second * 1000**2
    assert found.mean == pytest.approx(4000, rel=1e-12)
    assert found.standard_deviation == pytest.approx(math.sqrt(variance), rel=1e-12)
    shares = {one.path: one for one in found.drivers}
    days = shares["delay.duration_days"]
    assert days.first_order == pytest.approx(second * 1000**2 / variance, rel=1e-10)
    assert days.total_order == pytest.approx(1 - first * 4**2 / variance, rel=1e-10)


def test_where_the_tornado_disagrees_it_is_said() -> None:
    """The widest swing is the attrition's, most of the variance the delay's."""
    found = drivers(comparison(), metric="cost_of_failure")
    assert found.widest == "hidden_costs.customer_attrition"
    assert found.drivers[0].path == "delay.duration_days"


def test_tornado_moves_a_range_from_its_p10_to_its_p90(tmp_path: Path) -> None:
    """One scale beside inputs that move by 20 %; the report says so, and the ends are quantiles."""
    found = tornado(comparison())
    bars = {bar.path: bar for bar in found.bars}
    days = distribution_of(Spread("pert", Decimal(2), Decimal(45), Decimal(10)))
    assert bars["delay.duration_days"].is_range
    assert float(bars["delay.duration_days"].low_input) == pytest.approx(days.quantile(0.1))
    assert float(bars["delay.duration_days"].high_input) == pytest.approx(days.quantile(0.9))
    assert bars["training_deficit.cost_per_hour"].low_input == Decimal("33.6")
    facts = [one.lines for one in build_tornado.document(found, 1).blocks if isinstance(one, Lines)]
    assert "a range from its P10 to its P90" in facts[0][0]
    stated = priced(tmp_path, "hidden_costs: {brand_damage: {p10: 100, p90: 900}}\n")
    (bar,) = tornado(stated).bars
    assert [bar.low_input, bar.high_input] == [100, 900]


REFUSED = [  # what stands in the file, part of the message, why
    (FLOW + DELAY, "nothing in", "all is known"),
    (
        FLOW
        + DELAY
        + "likelihood: {low: 10%, likely: 20%, high: 60%}\n"
        + "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n",
        "shared by several phases",
        "an uncertain likelihood that phases share",
    ),
    (
        FLOW.replace("average_value: 100", "average_value: {low: 50, likely: 100, high: 200}")
        + "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
        + "correlations: [{inputs: [orders.average_value, delay.duration_days], "
        "rank_correlation: -0.4}]\n",
        "`orders.average_value` and `delay.duration_days` are correlated: no closed form",
        "inputs that are correlated",
    ),
    (
        FLOW + "delay: {duration_days: {p5: 0.00001, p95: 1e17}, cancellation_sensitivity: 12%}\n",
        "the variance of `net_exposure` is beyond the numbers of a computer",
        "a range beyond reason",
    ),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_has_no_closed_form_is_told(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """No figure is better than a wrong one."""
    with pytest.raises(UsageError) as error:
        drivers(priced(tmp_path, case[0]))
    assert case[1] in error.value.message


def test_an_uncertain_likelihood_is_a_coin_of_its_mean(tmp_path: Path) -> None:
    """What is drawn twice is drawn once: the chance to fail is the mean of the likelihood."""
    text = FLOW + DELAY + "likelihood: {low: 10%, likely: 20%, high: 60%}\n"
    found = drivers(priced(tmp_path, text))
    chance = (0.1 + 4 * 0.2 + 0.6) / 6
    assert found.mean == pytest.approx(chance * 36000, rel=1e-12)
    deviation = math.sqrt(chance * (1 - chance)) * 36000
    assert found.standard_deviation == pytest.approx(deviation, rel=1e-12)
    assert [(one.path, one.is_draw) for one in found.drivers] == [("likelihood", True)]


def test_a_measure_on_a_shared_likelihood_does_not_part_the_phases(tmp_path: Path) -> None:
    """Halved by a mitigation, an uncertain likelihood is still one that the phases share."""
    file = tmp_path / "case.yaml"
    file.write_text(
        "omsrisk: 1\ncurrency: USD\n"
        + FLOW
        + DELAY
        + "likelihood: {low: 10%, likely: 20%, high: 60%}\n"
        "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
        "mitigations: [{name: Drill, cost: 1, effects: {likelihood: {multiply: 0.5}}}]\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="shared by several phases"):
        drivers(assess(load(file, taken=["drill"])))


def test_what_a_measure_sets_to_nothing_is_certain(tmp_path: Path) -> None:
    """No range is left of a delay that a mitigation prevents, and no correlation."""
    file = tmp_path / "case.yaml"
    file.write_text(
        "omsrisk: 1\ncurrency: USD\n"
        + FLOW
        + "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
        "hidden_costs: {brand_damage: {low: 0, high: 6, distribution: uniform}}\n"
        "correlations: [{inputs: [delay.duration_days, hidden_costs.brand_damage], "
        "rank_correlation: 0.4}]\n"
        "mitigations: [{name: Rehearsal, cost: 1, effects: {delay.duration_days: {set: 0}}}]\n",
        encoding="utf-8",
    )
    scenario = load(file, taken=["rehearsal"])
    assert scenario.case.correlations == ()
    found = drivers(assess(scenario))
    assert [one.path for one in found.drivers] == ["hidden_costs.brand_damage"]
    assert found.mean == pytest.approx(1 + 3, rel=1e-12)
    assert found.still == ()


def test_what_does_not_move_the_metric_may_hang_together(tmp_path: Path) -> None:
    """A correlation and a shared likelihood matter only to what they move."""
    text = (
        FLOW + "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
        "likelihood: {low: 10%, likely: 20%, high: 60%}\n"
        "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
        "programme: {items: [{item: Team, kind: other, unit_cost: 1, "
        "quantity: {low: 1, high: 7, distribution: uniform}}]}\n"
        "correlations: [{inputs: [programme.items.team.quantity, delay.duration_days], "
        "rank_correlation: 0.4}]\n"
    )
    found = drivers(priced(tmp_path, text), metric="programme")
    assert [one.path for one in found.drivers] == ["programme.items.team.quantity"]
    assert found.standard_deviation == pytest.approx(math.sqrt(3), rel=1e-12)
    assert "delay.duration_days" in found.still


def test_phased_scenarios_take_milliseconds_of_pairs() -> None:
    """The phased roll-out, where phases make monomials many, has a mean that is its net exposure."""
    phased = assess(load(SCENARIOS / "phased.yaml"))
    found = drivers(phased)
    assert found.mean == pytest.approx(float(phased.totals["net_exposure"] or 0), rel=1e-12)
    assert all(one.is_draw for one in found.drivers)
