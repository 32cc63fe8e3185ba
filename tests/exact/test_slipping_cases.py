"""Distributions over slips are those of a file for each number of days, weighed."""

from collections.abc import Callable

import pytest

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.pairing.paired import compare_uncertain
from omsrisk.analysis.pairing.portfolio import portfolio
from omsrisk.analysis.uncertainty.asked_figures import is_uncertain
from omsrisk.analysis.uncertainty.exact_simulation import ExactSummaries
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.analysis.uncertainty.trial_figures import traced_figures
from omsrisk.core.phasing.slips import slips_of
from omsrisk.exact.exact_figure import ExactFigure
from omsrisk.exact.slipping_cases import SlippingCases, after_each_slip, uncertain_cases
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: EUR
likelihood: 40%
orders: {daily_volume: {low: 800, likely: 1000, high: 1500}, average_value: 80}
delay: {duration_days: {low: 2, likely: 5, high: 14}, cancellation_sensitivity: 10%}
hidden_costs: {brand_damage: {low: 1000, likely: 5000, high: 9000}}
stabilisation:
  duration_days: 45
  freeze: {duration_days: 2.5}
"""
DATES = "go_live: 2027-09-06, earliest_go_live: 2027-08-30, cost_of_waiting_per_day: 700"
SEASON = "season: {sep: 0.8, oct: 1.1, nov: 1.4, dec: 2.2}"
IN_FORCE = "if_live_from: [{date: 2027-09-16, set: {likelihood: 20%, delay.duration_days: 3}}]"
RANGE = "{low: 0, likely: 8, high: 24}"
PHASES = """phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}
  - {name: Rest, share_of_orders: 90%, go_live: 2027-10-11}
if_a_phase_fails: stop
"""
SHAPES: dict[str, Callable[[str], str]] = {
    "flat": lambda days: f"{HEAD}calendar: {{{DATES}, slips_by_days: {days}}}\n",
    "season": lambda days: f"{HEAD}calendar: {{{DATES}, {SEASON}, slips_by_days: {days}}}\n",
    "in force": lambda days: (
        f"{HEAD}calendar: {{{DATES}, {SEASON}, {IN_FORCE}, slips_by_days: {days}}}\n"
    ),
    "phases": lambda days: (
        f"{HEAD}calendar: {{{DATES}, {SEASON}, {IN_FORCE}, slips_by_days: {days}}}\n{PHASES}"
    ),
    "certain but for the slip": lambda days: (
        "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 1000, average_value: 80}\n"
        "delay: {duration_days: 5, cancellation_sensitivity: 10%}\n"
        f"calendar: {{{DATES}, {SEASON}, slips_by_days: {days}}}\n"
    ),
}


def priced(text: str) -> Assessment:
    """Price a scenario."""
    return assess(scenario_of(text))


@pytest.mark.parametrize("shape", SHAPES)
def test_percentiles_are_those_of_the_mixture(shape: str) -> None:
    """At each percentile the chances of the files, weighed, are the share that it says."""
    found = simulate(priced(SHAPES[shape](RANGE)), method="exact")
    slips = slips_of(priced(SHAPES[shape](RANGE)).scenario.case)
    told = means(priced(SHAPES[shape](RANGE))).totals["net_exposure"]
    assert found.shown.summary.mean.value == pytest.approx(float(told or 0), rel=1e-5)
    room = 0.02 * found.shown.summary.standard_deviation
    for percent in (10, 50, 90):
        amount = found.shown.summary.percentiles[percent].value
        below = above = 0.0
        for one in slips:
            own = priced(SHAPES[shape](str(one.days)))
            below += float(one.chance) * share_up_to(own, amount - room)
            above += float(one.chance) * share_up_to(own, amount + room)
        assert below <= percent / 100 + 1e-6
        assert above >= percent / 100 - 1e-6


def share_up_to(own: Assessment, amount: float) -> float:
    """Return how likely a file costs no more than an amount."""
    if shape_is_certain(own):
        return float(float(own.net_exposure) <= amount)
    figure = exact_figure(own)
    return figure.masses.up_to(amount)


def shape_is_certain(own: Assessment) -> bool:
    """Whether nothing of a file is uncertain."""
    return not is_uncertain(own.scenario)


def exact_figure(own: Assessment) -> ExactFigure:
    """Work the net exposure of a file out."""
    case = own.scenario.case
    exact = ExactSummaries.of_case(case, lambda one: traced_figures(one, ("net_exposure",)))
    return exact.figure("net_exposure")


@pytest.mark.parametrize("shape", ["season", "phases"])
def test_trials_agree(shape: str) -> None:
    """Percentiles and the shortfall lie within what trials may be off."""
    scenario = priced(SHAPES[shape](RANGE))
    exact, sampled = simulate(scenario), simulate(scenario, trials=200_000)
    assert exact.trials is None
    for name, own in exact.figures.items():
        if name not in sampled.figures:
            continue
        there, here = sampled.figures[name].summary, own.summary
        assert abs(there.mean.value - here.mean.value) <= 5 * there.mean.error + here.mean.error
        for percent, one in here.percentiles.items():
            other = there.percentiles[percent]
            assert abs(other.value - one.value) <= 5 * other.error + one.error + 1e-9 * abs(one.value)


def test_a_flat_slip_moves_waiting_alone() -> None:
    """Where no season weighs days, all but a certain amount is the same after each slip."""
    cases = uncertain_cases((priced(SHAPES["flat"](RANGE)).scenario.case,))
    assert isinstance(cases, SlippingCases)
    (terms,) = cases.figures(lambda one: traced_figures(one, ("net_exposure",))).values()
    common, marked = after_each_slip(terms)
    assert len(common) > 2
    assert all(list(own) == [()] for own in marked.values())
    assert sum(way.chance for way in cases.ways) == pytest.approx(1)


def test_roll_outs_slip_together() -> None:
    """By one quantile; a difference is that after each slip, and none where both slip alike."""
    one, other = (priced(SHAPES["season"](days)) for days in (RANGE, "{low: 0, likely: 4, high: 12}"))
    found = compare_uncertain(compare([one, other]))
    trials = compare_uncertain(compare([one, other]), trials=200_000).pairs[0].difference
    assert found.trials is None
    difference = found.pairs[0].difference
    assert abs(difference.mean.value - trials.mean.value) <= 5 * trials.mean.error
    for percent, there in trials.percentiles.items():
        assert abs(difference.percentiles[percent].value - there.value) <= 5 * there.error + 1
    alike = compare_uncertain(compare([one, one]))
    assert alike.pairs[0].difference.standard_deviation == 0


def test_together_and_apart() -> None:
    """Roll-outs that slip by themselves slip in more ways than are worked out: trials say so."""
    both = [priced(SHAPES["season"](RANGE)) for _ in range(2)]
    found = portfolio(both)
    assert found.trials is None
    sampled = portfolio(both, trials=100_000).shown.summary
    assert abs(found.shown.summary.mean.value - sampled.mean.value) < 5 * sampled.mean.error
    for percent, there in sampled.percentiles.items():
        here = found.shown.summary.percentiles[percent].value
        assert abs(here - there.value) <= 5 * there.error + 1
    apart = portfolio(both, independent=["calendar.slips_by_days"])
    assert apart.shown.summary.mean.value == pytest.approx(found.shown.summary.mean.value, rel=0.01)
