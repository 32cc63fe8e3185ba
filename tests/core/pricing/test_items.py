"""Cost items with a likelihood of their own: worked by hand, weighed, drawn and inherited."""

import math
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess, compare, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.sensitivity.likelier import failing_looks_cheaper
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.money import to_minor_unit
from tests.support.scenario_texts import findings_of, load_text

HEAD = "omsrisk: 1\nname: A\ncurrency: USD\n"
LAWSUIT = "{item: Lawsuit, amount: 90000, likelihood: 20%}"
PHASES = "phases:\n  - {name: Pilot, share_of_orders: 10%}\n  - {name: Rest, share_of_orders: 90%}\n"
UNTAKEN = (
    "hidden_costs: {inventory_loss: 1}\nmitigations:\n  - name: Guard\n    owner: Ada\n"
    "    effects: {hidden_costs.inventory_loss: {multiply: 0}}\n"
    f"    cost: [{LAWSUIT}]\n"
)


def priced(text: str) -> Assessment:
    """Price a scenario of the keys that matter."""
    return assess(load_text(HEAD + text))


CASES = [  # scenario, figure, amount, why
    (f"stabilisation: {{items: [{LAWSUIT}]}}\n", "net_exposure", "18000", "amount x likelihood"),
    (f"programme: {{items: [{LAWSUIT}]}}\n", "programme.lawsuit", "18000", "planned, and unsure"),
    (
        "programme: {items: [{item: Days, quantity: 30, unit_cost: 1000, likelihood: 40%}]}\n",
        "programme.days",
        "12000",
        "quantity x unit cost x likelihood",
    ),
    (
        f"hidden_costs: {{brand_damage: [{LAWSUIT}]}}\n",
        "cost_of_failure",
        "18000",
        "given that the go-live fails, the item's event is a weight",
    ),
    (
        f"likelihood: 50%\nhidden_costs: {{brand_damage: [{LAWSUIT}]}}\n",
        "net_exposure",
        "9000",
        "both likelihoods multiply",
    ),
    (
        f"stopping: {{likelihood: 10%, items: [{LAWSUIT}]}}\n",
        "stopping",
        "1800",
        "10 % that it is abandoned x 20 %",
    ),
    (
        f"likelihood: 50%\nhidden_costs: {{inventory_loss: 100000}}\nrecoveries: [{LAWSUIT}]\n",
        "recoveries",
        "-9000",
        "a recovery that may be refused",
    ),
    (
        f"stabilisation: {{items: [{LAWSUIT}]}}\n{PHASES}",
        "net_exposure",
        "18000",
        "a split that restates nothing changes no total",
    ),
    (
        UNTAKEN,
        "net_exposure",
        "1",
        "a mitigation that is not taken costs nothing",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_an_item_counts_with_its_likelihood(case: tuple[str, str, str, str]) -> None:
    """Wherever items stand, what is expected of one is its amount times its own likelihood."""
    text, metric, amount, _ = case
    assert metric_of(priced(text).exposure, metric) == Decimal(amount)


def test_one_that_is_certain_costs_what_it_did() -> None:
    """A likelihood of 100 % and none at all are the same to the last digit."""
    text = "stabilisation: {items: [{item: A, quantity: 3, unit_cost: 7LIKELY}]}\n"
    plain, certain = (
        priced(text.replace("LIKELY", one)).exposure.totals for one in ("", ", likelihood: 100%")
    )
    assert plain == certain


def test_a_simulation_draws_the_event() -> None:
    """Its mean is the closed form's within four standard errors; the outcomes are all or nothing."""
    found = simulate(priced(f"stabilisation: {{items: [{LAWSUIT}]}}\n"), seed=3)
    summary = found.figures["net_exposure"].summary
    assert abs(summary.mean.value - 18000) <= 4 * summary.mean.error
    assert {summary.percentiles[one].value for one in (5, 50, 95)} == {0.0, 90000.0}
    assert (found.ranges, found.draws, found.item_draws) == (0, 1, 1)


DRIVEN = (
    f"likelihood: 50%\nhidden_costs: {{inventory_loss: 40000, brand_damage: [{LAWSUIT}]}}\n"
    "stabilisation: {items: [{item: Penalty, amount: 30000, likelihood: 40%}]}\n"
)


def test_drivers_tell_the_events_of_items() -> None:
    """
    Mean and variance as worked by hand, and the sampled indices agree.

    F (40,000 + 90,000 A) + 30,000 B with chances 0.5, 0.2, 0.4.
    """
    found = drivers(priced(DRIVEN))
    mean = 0.5 * (40000 + 0.2 * 90000) + 0.4 * 30000
    failing = 0.5 * (0.8 * 40000**2 + 0.2 * 130000**2) - (0.5 * 58000) ** 2
    variance = failing + 0.24 * 30000**2
    assert found.mean == pytest.approx(mean, rel=1e-12)
    assert found.standard_deviation == pytest.approx(math.sqrt(variance), rel=1e-12)
    alone = {one.path: one.first_order for one in found.drivers}
    assert alone["hidden_costs.brand_damage.lawsuit.likelihood"] == pytest.approx(
        0.16 * (0.5 * 90000) ** 2 / variance
    )
    assert alone["stabilisation.items.penalty.likelihood"] == pytest.approx(
        0.24 * 30000**2 / variance
    )
    sampled = sampled_drivers(priced(DRIVEN), sampling_of(20_000, 5))
    for one in sampled.drivers:
        assert one.errors is not None
        assert one.first_order == pytest.approx(alone[one.path], abs=5 * one.errors[0] + 1e-9)


def test_with_the_stop_rule_items_stop_nothing() -> None:
    """The chain of the stop rule is one of go-lives: an item's event is beside it."""
    text = (
        "likelihood: 30%\nif_a_phase_fails: stop\nstopping: {items: [{item: Exit, amount: 5000}]}\n"
        f"hidden_costs: {{brand_damage: [{LAWSUIT}]}}\n{PHASES}"
    )
    result = priced(text)
    found = drivers(result)
    drawn = simulate(result, trials=200_000, seed=2).figures["net_exposure"].summary
    assert found.mean == pytest.approx(float(result.exposure.totals["net_exposure"] or 0))
    assert abs(drawn.mean.value - found.mean) <= 4 * drawn.mean.error
    assert found.standard_deviation == pytest.approx(drawn.standard_deviation, rel=0.02)


def test_what_phases_inherit_is_one_event() -> None:
    """One lawsuit or none: the deviation is that of one event, not of two that even out."""
    found = drivers(priced(f"stabilisation: {{items: [{LAWSUIT}]}}\n{PHASES}"))
    assert found.standard_deviation == pytest.approx(90000 * 0.4)
    own = "stabilisation: {items: [{item: Fine, amount: 1, likelihood: 20%}]}\nphases:\n" + "".join(
        f"  - name: {name}\n    share_of_orders: 50%\n"
        f"    stabilisation: {{items: [{{item: Fine, amount: 45000, likelihood: 20%}}]}}\n"
        for name in ("A", "B")
    )
    apart = drivers(priced(own))
    assert apart.standard_deviation == pytest.approx(math.sqrt(2) * 45000 * 0.4)


def test_a_range_of_the_likelihood_counts_with_its_mean() -> None:
    """The event is open with the mean of the range; the closed form and the draws agree."""
    text = (
        "stabilisation:\n  items:\n    - item: Fine\n      amount: 90000\n"
        "      likelihood: {low: 10%, likely: 20%, high: 60%, distribution: triangular}\n"
    )
    found = means(priced(text))
    assert to_minor_unit(found.totals["net_exposure"] or Decimal(0), 2) == Decimal("27000.00")
    drawn = simulate(priced(text), seed=3).figures["net_exposure"].summary
    assert abs(drawn.mean.value - 27000) <= 4 * drawn.mean.error


def test_a_mitigation_acts_on_the_likelihood(tmp_path: Path) -> None:
    """An effect on the likelihood of an item is an effect like any other."""
    text = (
        f"stabilisation: {{items: [{LAWSUIT}]}}\nmitigations:\n  - name: Counsel\n    owner: Ada\n"
        "    effects: {stabilisation.items.lawsuit.likelihood: {multiply: 0.5}}\n    cost: 1000\n"
    )
    file = tmp_path / "case.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    taken = assess(load(file, taken=["counsel"]))
    assert taken.totals["net_exposure"] == Decimal(10000)


def test_compare_prices_an_item_whole() -> None:
    """Amount and likelihood are one row of what differs, also where one file has no likelihood."""
    first, second = (
        priced(f"stabilisation: {{items: [{one}]}}\n")
        for one in (LAWSUIT, "{item: Lawsuit, amount: 60000}")
    )
    for base, other, moved in ((first, second, 42000), (second, first, -42000)):
        effects = {
            one.path: one.effects for one in compare([base, other]).differing if "law" in one.path
        }
        assert set(effects.values()) == {(None, Decimal(moved))} or all(
            Decimal(moved) in one for one in effects.values()
        )


def test_a_likelier_recovery_is_no_failure_that_looks_cheaper() -> None:
    """Only how likely a go-live fails is asked about, not how likely the insurer pays."""
    text = (
        "likelihood: 50%\nhidden_costs: {inventory_loss: 100000}\n"
        "recoveries: [{item: Insurance, amount: 9000, likelihood: 20%}]\n"
    )
    assert failing_looks_cheaper(priced(text).scenario.case) is None


def test_a_likelihood_above_one_is_refused() -> None:
    """It is a share like any other."""
    (found,) = findings_of(HEAD + "programme: {items: [{item: A, amount: 1, likelihood: 20}]}\n")
    assert "programme.items.a.likelihood" in (found.path or "") or "likelihood" in found.message


def test_the_line_rests_on_both_inputs() -> None:
    """Amount and likelihood stand among the inputs of the line, in the order of the formula."""
    result = priced(f"stabilisation: {{items: [{LAWSUIT}]}}\n")
    (line,) = (one for one in result.exposure.lines if one.id == "stabilisation.lawsuit")
    assert [one.path.rpartition(".")[2] for one in line.inputs()] == ["amount", "likelihood"]
