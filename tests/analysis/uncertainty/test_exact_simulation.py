"""Simulate without trials: when it is exact, what it says then, and when it samples after all."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from omsrisk import UsageError, assess, load, simulate, simulate_all
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.uncertain_figures import Simulation
from omsrisk.core.pricing.figures import Statistic
from omsrisk.scenario.schema.limits import Limit
from tests.support.paths import SCENARIOS
from tests.support.uncertain_texts import COIN, RANGE, comparison, connected, priced

pytest.importorskip("numpy")

COST = "cost_of_failure"
KNOWN = [  # statistic, amount
    ("mean", 908_313.33),
    ("p5", 529_433.87),
    ("p50", 865_287.90),
    ("p95", 1_435_753.10),
    ("p99", 1_793_417.89),
    ("expected_shortfall_95", 1_657_188.40),
]
CHANCES = [("537800", 0.944416), ("1000000", 0.313403), ("1500000", 0.037589)]


def test_the_comparison_model() -> None:
    """Left to itself it is exact: to a hundred-thousandth of the deviation, and says so."""
    limits = [Limit(COST, Decimal(amount)) for amount, _ in CHANCES]
    found = simulate(comparison(), metric=COST, limits=limits)
    assert (found.trials, found.seed) == (None, None)
    assert found.accuracy is not None
    assert found.accuracy < 1e-5
    for name, amount in KNOWN:
        told = found.statistic(Statistic(name, COST))
        assert told.value == pytest.approx(amount, abs=2.84)
        assert told.error <= found.accuracy * found.shown.summary.standard_deviation
    for limit, chance in CHANCES:
        assert found.shown.above(Decimal(limit)).value == pytest.approx(chance, abs=2e-6)


@pytest.mark.parametrize("name", ["retailer", "big-bang", "phased", "mitigated"])
def test_the_mean_is_that_of_the_closed_form(name: str) -> None:
    """Mean and percentiles rest on one sum of products."""
    assessment = assess(load(str(SCENARIOS / f"{name}-uncertain.yaml")))
    found = simulate(assessment)
    exact = means(assessment).totals["net_exposure"]
    assert exact is not None
    told = found.shown.summary
    assert told.mean.value == pytest.approx(float(exact), abs=told.mean.error + 0.01)


def test_curves_fall_and_bars_add_up() -> None:
    """The curve falls; the bars hold all but a thousandth at both ends."""
    told = simulate(assess(load(str(SCENARIOS / "phased-uncertain.yaml")))).shown.summary
    assert all(here[0] < there[0] and here[1] > there[1] for here, there in pairwise(told.exceedance))
    assert sum(bar[2] for bar in told.histogram) == pytest.approx(0.998, abs=1e-4)


def test_two_amounts() -> None:
    """A coin: bars, curve and chances are those of two amounts, without a trace of a grid."""
    limit = Limit("net_exposure", Decimal(1))
    found = simulate(priced(COIN), limits=[limit]).shown
    amounts = {one.value for one in found.summary.percentiles.values()}
    assert amounts == {0.0, found.summary.percentiles[99].value}
    assert [chance for _, chance in found.summary.exceedance] == [pytest.approx(0.4), 0.0]
    assert found.above(limit.maximum).value == pytest.approx(0.4, abs=1e-12)


ASKED = [  # asked for, trials, why
    ({}, None, "left to itself"),
    ({"method": "exact"}, None, "asked for"),
    ({"method": "sample"}, 100_000, "sampling asked for"),
    ({"trials": 2_000}, 2_000, "trials ask for sampling"),
    ({"seed": 5}, 100_000, "a seed asks for sampling"),
    ({"method": "sample", "trials": 2_000, "seed": 5}, 2_000, "all of it"),
]


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case[-1])
def test_what_asks_for_what(case: tuple[dict[str, Any], int | None, str]) -> None:
    """Nobody who asks for trials gets an answer without them, nor the other way round."""
    asked, trials, _ = case
    found = simulate(priced(RANGE), **asked)
    assert found.trials == trials
    assert (found.accuracy is None) == (trials is not None)


REFUSED = [  # asked for, message
    ({"method": "exact", "trials": 10}, "an exact answer takes no trials and no seed"),
    ({"method": "exact", "seed": 1}, "an exact answer takes no trials and no seed"),
    ({"method": "guess"}, "`guess` is not a method"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_does_not_go_together(case: tuple[dict[str, Any], str]) -> None:
    """What contradicts itself is refused before anything is computed."""
    asked, message = case
    with pytest.raises(UsageError) as refused:
        simulate(priced(RANGE), **asked)
    assert refused.value.message == message


def test_what_is_connected_too_much_is_sampled() -> None:
    """Twelve phases that share three ranges: sampled, unless an exact answer was asked for."""
    found = simulate(priced(connected()))
    assert (found.trials, found.accuracy) == (100_000, None)
    with pytest.raises(UsageError) as refused:
        simulate(priced(connected()), method="exact")
    assert "too much in case.yaml is connected" in refused.value.message


def test_a_portfolio_is_exact_where_each_can_be() -> None:
    """One scenario that is sampled makes no other one so, and the order stays."""
    many = [priced(RANGE), priced(connected()), priced(COIN)]
    found = list(simulate_all(many))
    assert [one.trials for one in found] == [None, 100_000, None]
    assert [one.assessment for one in found] == many
    with pytest.raises(UsageError):
        list(simulate_all(many, method="exact"))


def test_nothing_follows_from_a_seed() -> None:
    """Two runs are the same to the last bit."""

    def told(found: Simulation) -> list[object]:
        return [one.summary for one in found.figures.values()]

    assert told(simulate(comparison())) == told(simulate(comparison()))
