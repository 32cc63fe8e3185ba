"""Under the stop rule a percentile of the cost of failure is one figure, whoever is asked."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.limits import judge
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.sample_question import SampleQuestion, samples
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.limits import Limit

pytest.importorskip("numpy")

STOPS = """\
omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100, contribution_margin: 40%}
delay: {duration_days: {low: 5, likely: 10, high: 25}, cancellation_sensitivity: 10%}
stop_if_a_phase_fails: true
mitigations:
  - {name: Drill, cost: 100, effects: {delay.duration_days: {multiply: 0.5}}}
phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}
  - {name: North, share_of_orders: 40%, likelihood: 20%}
  - {name: South, share_of_orders: 50%, likelihood: 10%}
"""
TEN_DAYS = {"pilot": 10_000, "north": 40_000, "south": 50_000}
"""What a failure costs at the most likely ten days [money]."""


def priced(text: str = STOPS) -> Assessment:
    """Price a text."""
    return assess(Loader(read_bytes=lambda _: text.encode()).load("stops.yaml"))


def by_simulate(metric: str) -> Decimal:
    """Ask `simulate`."""
    asked = statistic_of(metric)
    assert asked is not None
    return Decimal(simulate(priced()).statistic(asked).value)


def by_a_limit(metric: str) -> Decimal:
    """Ask for what a limit is held against."""
    [one] = judge(priced(), [Limit(metric, Decimal(0))])
    assert one.amount is not None
    return one.amount


def by_mitigate(metric: str) -> Decimal:
    """Ask for what `mitigate` starts from."""
    return mitigate(priced(), metric=metric).base


def by_solve(metric: str) -> Decimal:
    """Ask `solve` which volume gives what `simulate` told, and scale by it: all costs are linear."""
    asked = statistic_of(metric)
    assert asked is not None
    told = by_simulate(metric)
    answer = solve_uncertain(priced(), "orders.daily_volume", asked, told)
    [found] = answer.solutions
    return told * 1000 / found.value


def by_tripwires(metric: str) -> Decimal:
    """Ask `tripwires` where twice of what `simulate` told is passed: at twice the volume."""
    told = by_simulate(metric)
    wires = tripwires(priced(), (Limit(metric, 2 * told),), every_input=True).wires
    [at] = [one.at for one in wires if one.path == "orders.daily_volume"]
    assert at is not None
    return told * 2000 / at


def by_samples(metric: str) -> Decimal:
    """Take the percentile, by its definition, of the trials that are written."""
    asked = statistic_of(metric)
    assert asked is not None
    assert asked.percent is not None
    kept = samples(SampleQuestion.of(priced(), metric=asked.metric))
    own = len(kept.inputs) + len(kept.draws) + kept.figures.index(asked.metric)
    every = sorted(one for part in kept.parts for one in part[own])
    return Decimal(every[len(every) * asked.percent // 100])


EVERYBODY = [by_simulate, by_a_limit, by_mitigate, by_solve, by_tripwires]


@pytest.mark.parametrize("metric", ["p90_cost_of_failure", "p90_cost_of_failure_at_margin"])
@pytest.mark.parametrize("ask", EVERYBODY, ids=lambda ask: ask.__name__)
def test_one_percentile(metric: str, ask: Callable[[str], Decimal]) -> None:
    """A percentile is the same to the cent."""
    told = by_simulate(metric)
    assert ask(metric) == pytest.approx(told, abs=Decimal("0.005"))
    assert told < Decimal(50_000)  # a tenth is 47,000; of the sum of all phases it is 167,000


@pytest.mark.parametrize("metric", ["p90_cost_of_failure", "p90_cost_of_failure_at_margin"])
def test_trials_have_that_percentile(metric: str) -> None:
    """What `--samples` writes, and what is said of trials, is the nearest of 100,000 of them."""
    asked = statistic_of(metric)
    assert asked is not None
    told = simulate(priced(), method="sample").statistic(asked)
    assert float(by_samples(metric)) == pytest.approx(told.value, rel=3e-4)
    assert float(by_simulate(metric)) == pytest.approx(told.value, abs=4 * told.error)


def test_known_percentiles() -> None:
    """With sure days the percentiles are those of three amounts and nothing."""
    sure = STOPS.replace("{low: 5, likely: 10, high: 25}", "10")
    limit = Limit("cost_of_failure", Decimal(50_000))
    found = simulate(priced(sure), metric=limit.metric, limits=[limit]).shown
    # 50.4 % hold, 30 % fail first, 14 % second, 5.6 % last
    wanted = {50: 0, 80: TEN_DAYS["pilot"], 90: TEN_DAYS["north"], 95: TEN_DAYS["south"]}
    assert {at: round(found.summary.percentiles[at].value) for at in wanted} == wanted
    assert found.point == 3_000 + 5_600 + 2_800
    assert found.above(limit.maximum).value == 0


def test_its_mean_is_that_of_what_is_expected() -> None:
    """What the phase that fails costs has the mean of the expected cost of failure, and its point."""
    found = simulate(priced()).figures
    fails, expected = found["cost_of_failure"], found["expected_cost_of_failure"]
    assert fails.point == expected.point
    assert fails.summary.mean.value == pytest.approx(expected.summary.mean.value, rel=1e-12)


def test_a_mean_is_that_of_the_dearest_phase() -> None:
    """A limit on the mean, and a target, are on the dearest phase, as in closed form."""
    metric, dearest = "mean_cost_of_failure", Decimal(5_000) * (5 + 4 * 10 + 25) / 6
    assert by_a_limit(metric) == round(dearest, 2)
    for ask in (by_mitigate, by_solve):
        assert ask(metric) == pytest.approx(dearest, rel=Decimal("0.005"))
    held_to = simulate(priced(), limits=[Limit(metric, Decimal(0))])
    asked = statistic_of(metric)
    assert asked is not None
    assert held_to.judged(asked).value == pytest.approx(float(dearest), rel=0.005)


def test_drivers_are_those_of_the_phase_that_fails() -> None:
    """The deviation and the shares are those of what is simulated, exact and sampled alike."""
    metric = "cost_of_failure"
    exact, simulated = drivers(priced(), metric=metric), simulate(priced(), metric=metric)
    deviation = simulated.shown.summary.standard_deviation
    assert exact.standard_deviation == pytest.approx(deviation, rel=0.02)
    assert exact.point == float(simulated.shown.point)
    sampled = sampled_drivers(priced(), sampling_of(20_000, None), metric=metric)
    shares = {one.path: one.total_order for one in exact.drivers}
    for one in sampled.drivers:
        assert one.total_order == pytest.approx(shares[one.path], abs=0.05)


def test_a_likelihood_moves_it() -> None:
    """A tripwire on a percentile is told for the likelihoods, too: they say which phase fails."""
    limit = Limit("p50_cost_of_failure", Decimal(1))
    found = {one.path for one in tripwires(priced(), (limit,), every_input=True).wires}
    assert {f"phases.{slug}.likelihood" for slug in TEN_DAYS} <= found


def test_nothing_changes_without_the_rule() -> None:
    """Where all phases may fail together, a percentile is that of their sum as if all did."""
    free = simulate(priced(STOPS.replace("stop_if_a_phase_fails: true\n", ""))).figures
    assert free["cost_of_failure"].point == sum(TEN_DAYS.values())
    assert free["cost_of_failure"].summary.percentiles[5].value > sum(TEN_DAYS.values()) / 2
