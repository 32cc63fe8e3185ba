"""Simulate: figures against exact answers, and laws that hold for all random numbers."""

import math
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from omsrisk import UsageError, assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.sample_question import SampleQuestion, samples
from omsrisk.analysis.uncertainty.simulate import simulate, simulate_all
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.figures import TOTALS, Statistic
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.scenario.schema.limits import Limit
from omsrisk.simulation.estimates import Estimate
from omsrisk.simulation.experiment import Experiment, model_of
from omsrisk.simulation.extra import MissingExtraError
from omsrisk.simulation.running import Plan, summaries
from tests.support.paths import MODELS, SCENARIOS
from tests.support.uncertain_texts import (
    COIN,
    DELAY,
    FLOW,
    HEAD,
    RANGE,
    comparison,
    errors_of,
    numbers_of,
    priced,
    ranks_of,
)

KNOWN = [  # statistic, exact
    ("mean", 908313.3333),
    ("p5", 529433.87),
    ("p50", 865287.90),
    ("p95", 1435753.10),
    ("expected_shortfall_95", 1657188.40),
]
CHANCES = [("537800", 0.944416), ("1000000", 0.313403)]
ERRORS = {5: 338.0, 50: 321.0, 95: 985.0}
"""Standard errors of percentiles at 1,000,000 trials."""


def test_the_comparison_model() -> None:
    """Mean, deviation, percentiles, shortfall and chances lie within 4 errors of what they are."""
    limits = [Limit("cost_of_failure", Decimal(amount)) for amount, _ in CHANCES]
    found = simulate(comparison(), trials=400_000, metric="cost_of_failure", limits=limits)
    for name, exact in KNOWN:
        estimate = found.statistic(Statistic(name, "cost_of_failure"))
        assert abs(estimate.value - exact) < 4 * estimate.error
        assert estimate.error < 0.005 * exact
    assert found.shown.summary.standard_deviation == pytest.approx(284314.0473, rel=0.006)
    for amount, chance in CHANCES:
        above = found.shown.above(Decimal(amount))
        assert abs(above.value - chance) < 4 * above.error
    assert found.shown.point == 537800
    assert found.shown.above_point == found.shown.above(Decimal(537800))
    assert (found.ranges, found.draws, found.trials) == (12, 0, 400_000)


def test_ten_seeds_of_a_million_trials() -> None:
    """Whatever the seed, percentiles are as near as their known errors allow, and no two are one."""
    model = model_of(
        comparison().scenario.case,
        lambda own: {"cost": _cost_of_failure(own)},
    )
    seen: dict[int, list[Estimate]] = {}
    for seed in range(10):
        (summary,) = summaries(Plan(Experiment((model,)), 1_000_000, seed, ((),), tuple(ERRORS)))
        for percent in ERRORS:
            seen.setdefault(percent, []).append(summary.percentiles[percent])
    for percent, error in ERRORS.items():
        exact = dict(KNOWN)[f"p{percent}"]
        values = [one.value for one in seen[percent]]
        assert len(set(values)) == 10
        assert max(abs(value - exact) for value in values) < 4 * error
        assert abs(np.mean(values) - exact) < 4 * error / math.sqrt(10)
        assert all(0.85 * error < one.error < 1.15 * error for one in seen[percent])


def _cost_of_failure(case: Case) -> Figure:
    from omsrisk.core.pricing.exposure import price, traced_value

    return metric_of(price(case, traced_value), "cost_of_failure")


PHASES = "phases: [{name: A, share_of_orders: 20%}, {name: B, share_of_orders: 80%}]\n"
OWN = (
    "phases:\n"
    "- {name: A, share_of_orders: 10%, likelihood: 55%}\n"
    "- {name: B, share_of_orders: 40%, delay: {duration_days: {low: 2, likely: 4, high: 5}}}\n"
    "- {name: C, share_of_orders: 50%}\n"
)
STOP = (
    "stop_if_a_phase_fails: true\n"
    "stopping: {items: [{item: Exit, amount: 40000}]}\n"
    "stabilisation: {duration_days: {low: 30, likely: 45, high: 90}, support: "
    "{extra_tickets_per_day: {low: 40, likely: 80, high: 200}, cost_per_ticket: 12}}\n"
)
COVER = (
    "recoveries:\n"
    "- {item: Penalty, amount: {low: 1000, likely: 2000, high: 9000}}\n"
    "- {item: Grant, amount: {low: 500, high: 900, distribution: uniform}, contingent: false}\n"
)
FITTED = (
    HEAD + "likelihood: 35%\n"
    "orders: {daily_volume: {p5: 900, p95: 1200, distribution: normal}, "
    "average_value: {low: 80, likely: 100, high: 130, distribution: triangular}}\n"
    "delay: {duration_days: {p10: 2, p90: 12}, "
    "cancellation_sensitivity: {p5: 4%, likely: 8%, p95: 20%}}\n"
)
TEXTS = {
    "a coin": COIN,
    "a range": RANGE,
    "a range behind a coin": RANGE + "likelihood: 40%\n",
    "an uncertain likelihood": COIN.replace("40%", "{low: 10%, likely: 20%, high: 60%}"),
    "phases share a range": RANGE + "likelihood: 40%\n" + PHASES,
    "phases restate it": RANGE + "likelihood: 40%\n" + OWN,
    "phases under the stop rule": RANGE + "likelihood: 40%\n" + OWN + STOP,
    "two uncertain likelihoods": RANGE
    + OWN.replace("40%,", "40%, likelihood: {low: 10%, likely: 20%, high: 60%},").replace(
        "50%}", "50%, likelihood: 20%}"
    ),
    "recoveries": RANGE + "likelihood: 40%\n" + COVER,
    "recoveries of phases": RANGE + "likelihood: 40%\n" + COVER + OWN + STOP,
    "stopping without phases": RANGE
    + "stopping: {likelihood: 15%, items: [{item: Exit, amount: {low: 1, likely: 4, high: 9}}]}\n",
    "every kind of distribution": FITTED,
}
FILES = [
    SCENARIOS / "retailer-uncertain.yaml",
    SCENARIOS / "big-bang.yaml",
    SCENARIOS / "phased.yaml",
    MODELS / "comparison-model.yaml",
    MODELS / "phased-season.yaml",
]
METRICS = ("net_exposure", "cost_of_failure", "recoveries", "stabilisation")


def closed(assessment: Assessment) -> None:
    """Hold mean and deviation of a simulation to the closed forms."""
    trials = 100_000
    found = simulate(assessment, trials=trials, seed=1)
    told = 0
    for metric in METRICS:
        if metric not in found.figures or not found.figures[metric].varies:
            continue
        exact = drivers(assessment, metric=metric)
        summary = found.figures[metric].summary
        numbers = numbers_of(assessment, metric, trials)
        of_mean, of_deviation = errors_of(numbers)
        assert summary.mean.value == pytest.approx(float(numbers.mean()), rel=1e-12)
        assert summary.mean.error == pytest.approx(of_mean, rel=1e-3)
        assert abs(summary.mean.value - exact.mean) < 4 * of_mean
        assert abs(summary.standard_deviation - exact.standard_deviation) < 4 * of_deviation
        assert float(found.figures[metric].point) == exact.point
        told += 1
    assert told


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_simulation_and_closed_forms_agree(text: str) -> None:
    """Two ways to the same mean and deviation: sums over monomials, and trials."""
    closed(priced(text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenarios_agree_with_closed_forms(file: Path) -> None:
    """The examples, and a roll-out over a season, too."""
    closed(assess(load(file)))


def test_an_inherited_range_is_one_input() -> None:
    """Phases that restate nothing share their draw of a range: trial by trial nothing changes."""
    whole, split = (numbers_of(priced(text), trials=5_000) for text in (RANGE, RANGE + PHASES))
    assert split.tolist() == pytest.approx(whole.tolist(), rel=1e-12)


def test_a_restated_range_can_be_an_input_of_its_own() -> None:
    """The phase that restates a range draws for itself where that is asked; else it shares."""
    shared = next(samples(SampleQuestion.of(priced(RANGE + OWN), trials=4_000)).parts)
    ranks = [np.argsort(np.argsort(np.array(shared[at]))) for at in (0, 1)]
    assert bool((ranks[0] == ranks[1]).all())
    assessment = priced(RANGE + OWN, independent=("delay.duration_days",))
    found = samples(SampleQuestion.of(assessment, trials=4_000))
    assert found.inputs == ("delay.duration_days", "phases.b.delay.duration_days")
    assert found.draws == ("phases.a.likelihood",)
    columns = next(found.parts)
    own, restated = (np.array(columns[at]) for at in (0, 1))
    assert abs(np.corrcoef(own, restated)[0, 1]) < 5 / math.sqrt(4_000)


def test_the_cost_of_failure_is_as_if_it_were_certain() -> None:
    """Whether it fails is drawn for what is expected, and not for what failing costs."""
    found = simulate(priced(COIN + "programme: {items: [{item: Team, kind: other, amount: 9}]}\n"))
    assert not found.figures["cost_of_failure"].varies
    assert found.figures["cost_of_failure"].summary.mean == (36000, 0)
    assert not found.figures["delay"].varies
    net = found.figures["net_exposure"].summary
    assert {net.percentiles[at].value for at in (5, 50, 95)} == {9.0, 36009.0}


def test_a_sure_cost_as_large_as_the_failure_counts() -> None:
    """36,000 if it fails and 36,000 in any case: never 0, and not once where it is twice."""
    team = "programme: {items: [{item: Team, kind: other, amount: 36000}]}\n"
    numbers = numbers_of(priced(COIN + team), trials=1_000)
    assert set(numbers.tolist()) == {36000.0, 72000.0}


def test_contingent_recoveries_follow_the_draw() -> None:
    """What is paid only if it fails comes with the failures; the rest comes in every trial."""
    cover = "recoveries: [{item: A, amount: 5000}, {item: B, amount: 700, contingent: false}]\n"
    numbers = numbers_of(priced(COIN + cover))
    assert set(numbers.tolist()) == {-700.0, 36000.0 - 5000 - 700}
    assert np.mean(numbers > 0) == pytest.approx(0.4, abs=4 * math.sqrt(0.24 / 100_000))


def test_a_limit_that_is_just_kept() -> None:
    """10 cents and 20 cents are 30 cents, and no more, though floats add up to more."""
    text = (
        HEAD
        + "likelihood: 50%\nphases:\n"
        + "".join(
            f"- {{name: {name}, share_of_orders: 50%, hidden_costs: {{brand_damage: {cost}}}}}\n"
            for name, cost in (("A", "0.1"), ("B", "0.2"))
        )
    )
    limit = Limit("net_exposure", Decimal("0.3"))
    found = simulate(priced(text), trials=1_000, limits=[limit]).shown
    assert found.above(limit.maximum).value == 0
    assert found.summary.percentiles[95].value == pytest.approx(0.3)


def test_what_stops_is_not_gone_on_with() -> None:
    """Under the stop rule a phase happens only in trials in which all before it held."""
    text = (
        COIN + "stop_if_a_phase_fails: true\nstopping: {items: [{item: Exit, amount: 1000000}]}\n"
        "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
    )
    numbers = numbers_of(priced(text))
    wanted = {0.0: 0.36, 18000.0: 0.24, 1018000.0: 0.4}
    assert set(numbers.tolist()) == set(wanted)
    for amount, chance in wanted.items():
        error = math.sqrt(chance * (1 - chance) / len(numbers))
        assert np.mean(numbers == amount) == pytest.approx(chance, abs=4 * error)


def test_a_likelihood_that_phases_share_is_one_chance_and_many_draws() -> None:
    """Two draws with one uncertain chance are correlated by the variance of that chance."""
    text = COIN.replace("40%", "{low: 0%, high: 80%, distribution: uniform}") + PHASES.replace(
        "20%", "50%"
    ).replace("80%", "50%")
    numbers = numbers_of(priced(text))
    chance, of_chance = 0.4, 0.8**2 / 12
    variance = 18000**2 * (2 * chance * (1 - chance) + 2 * of_chance)
    of_mean, of_deviation = errors_of(numbers)
    assert numbers.mean() == pytest.approx(0.4 * 36000, abs=4 * of_mean)
    assert numbers.std() == pytest.approx(math.sqrt(variance), abs=4 * of_deviation)
    both = of_chance + chance**2
    assert np.mean(numbers == 36000) == pytest.approx(both, abs=4 * math.sqrt(both / len(numbers)))


THREE = (
    HEAD + "orders: {daily_volume: {low: 800, likely: 1000, high: 1500}, "
    "average_value: {p5: 80, p95: 160}}\n"
    "delay: {duration_days: {low: 1, likely: 3, high: 20}, "
    "cancellation_sensitivity: {low: 3%, likely: 12%, high: 33%, distribution: triangular}}\n"
    "hidden_costs: {brand_damage: {p10: 5000, p90: 7000, distribution: normal}, "
    "inventory_loss: {low: 0, high: 500, distribution: uniform}}\n"
)
DAYS, SHARE = "delay.duration_days", "delay.cancellation_sensitivity"
VOLUME, VALUE = "orders.daily_volume", "orders.average_value"
BRAND, LOSS = "hidden_costs.brand_damage", "hidden_costs.inventory_loss"
CORRELATED = [  # pairs and rank correlations, why
    ({(VALUE, DAYS): 0.6}, "lognormal with pert"),
    ({(DAYS, SHARE): -0.7}, "negative"),
    ({(BRAND, LOSS): 0.95}, "nearly as one"),
    ({(DAYS, SHARE): 0.5, (SHARE, VOLUME): 0.4, (DAYS, VOLUME): -0.3}, "a group of three"),
    ({(DAYS, SHARE): 0.5, (VALUE, BRAND): -0.5, (BRAND, LOSS): 0.3}, "two groups, one a chain"),
]


def with_correlations(pairs: dict[tuple[str, str], float]) -> str:
    """Let inputs are correlated."""
    rows = (f"{{inputs: [{a}, {b}], rank_correlation: {rank}}}" for (a, b), rank in pairs.items())
    return f"{THREE}correlations: [{', '.join(rows)}]\n"


def inputs_of(
    assessment: Assessment, trials: int = 100_000
) -> dict[str, np.typing.NDArray[np.float64]]:
    """Give the numbers of the inputs trial by trial."""
    found = samples(SampleQuestion.of(assessment, trials=trials))
    columns: list[list[float]] = [[] for _ in found.inputs]
    for part in found.parts:
        for column, numbers in zip(columns, part, strict=False):
            column.extend(numbers)
    return {path: np.array(column) for path, column in zip(found.inputs, columns, strict=True)}


@pytest.mark.parametrize("case", CORRELATED, ids=lambda case: case[-1])
def test_inputs_hang_together_as_stated(case: tuple[dict[tuple[str, str], float], str]) -> None:
    """Rank correlations are achieved to 0.02, for all pairs; each input keeps its distribution."""
    pairs, _ = case
    assessment = priced(with_correlations(pairs))
    numbers, alone = inputs_of(assessment), inputs_of(priced(THREE))
    ranks = {path: ranks_of(one) for path, one in numbers.items()}
    chain = {(VALUE, LOSS): None} if (VALUE, BRAND) in pairs else {}
    for first in ranks:
        for second in ranks:
            if first < second:
                pair = (first, second) if (first, second) in pairs else (second, first)
                if pair in chain or pair[::-1] in chain:
                    continue
                found = np.corrcoef(ranks[first], ranks[second])[0, 1]
                assert found == pytest.approx(pairs.get(pair, 0.0), abs=0.02)
    for path, one in numbers.items():
        for share in (0.05, 0.5, 0.95):
            deviation = alone[path].std()
            assert np.quantile(one, share) == pytest.approx(
                np.quantile(alone[path], share), abs=0.03 * deviation
            )
    tied = {path for pair in pairs for path in pair}
    assert all((numbers[path] == alone[path]).all() for path in numbers if path not in tied)


def test_what_hangs_together_has_fatter_tails() -> None:
    """Two factors that rise together: the mean and the tail rise, and closed forms refuse."""
    tied = priced(with_correlations({(DAYS, SHARE): 0.8}))
    apart = priced(THREE)
    found, without = (simulate(one, seed=3).shown.summary for one in (tied, apart))
    assert found.mean.value - without.mean.value > 20 * found.mean.error
    assert (
        found.percentiles[95].value > without.percentiles[95].value + 5 * found.percentiles[95].error
    )
    assert without.mean.value == pytest.approx(drivers(apart).mean, abs=4 * without.mean.error)


def test_other_inputs_do_not_matter() -> None:
    """Each input has random numbers of its own: another range beside it changes no digit."""
    more = RANGE + (
        "hidden_costs: {brand_damage: {low: 1, likely: 2, high: 3}}\n"
        "training_deficit: {hours: {low: 1, likely: 2, high: 3}, cost_per_hour: 42, "
        "incompletion_rate: 20%}\n"
    )
    found, beside = (simulate(priced(text), trials=20_000) for text in (RANGE, more))
    one, other = (each.figures["delay"].summary for each in (found, beside))
    assert other.percentiles == one.percentiles
    assert (other.mean, other.expected_shortfall) == (one.mean, one.expected_shortfall)
    assert beside.shown.summary.mean != found.shown.summary.mean
    renamed = simulate(priced("name: Another\n" + RANGE, "other.yaml"), trials=20_000)
    assert renamed.figures["delay"] == found.figures["delay"]


def test_the_seed_makes_the_figures() -> None:
    """The same seed, the same figures; another seed, others; fewer trials are the first ones."""
    assessment = priced(RANGE)
    first = simulate(assessment, trials=10_000, seed=7)
    assert simulate(assessment, trials=10_000, seed=7) == first
    assert simulate(assessment, trials=10_000, seed=8).figures != first.figures
    many, few = (numbers_of(assessment, trials=size) for size in (40_000, 1_000))
    assert (many[:1_000] == few).all()


def test_the_usual_seed() -> None:
    """Where no seed is asked for it is the same one on every machine, and told."""
    assessment = priced(RANGE)
    assert simulate(assessment, trials=1_000) == simulate(assessment, trials=1_000, seed=20_260_101)


def test_a_season_weighs_the_days_of_each_trial() -> None:
    """Days into the peak cost more than in proportion, trial by trial as the calendar says."""
    season = "{jan: 0.9, feb: 0.9, mar: 0.9, apr: 0.9, may: 0.9, jun: 0.9, oct: 1.1, nov: 1.5}"
    text = RANGE + f"calendar: {{go_live: 2027-10-28, season: {season}}}\n"
    found = samples(SampleQuestion.of(priced(text), trials=2_000))
    columns = next(found.parts)
    days = columns[found.inputs.index(DAYS)]
    costs = columns[len(found.inputs) + found.figures.index("delay")]
    wanted = [12000 * (1.1 * min(one, 4) + 1.5 * max(one - 4, 0)) for one in days]
    assert costs == pytest.approx(wanted, rel=1e-9)


def test_figures_are_all_there_and_ordered() -> None:
    """Totals, lines and parts; what a limit or the metric asks for as well, and nothing twice."""
    assessment = priced(RANGE + "likelihood: 40%\n" + PHASES + COVER)
    found = simulate(assessment, trials=1_000).figures
    stated = {name for name in TOTALS if assessment.totals[name] is not None}
    assert stated <= set(found)
    assert {"delay", "recoveries.penalty", "recoveries.grant"} <= set(found)
    assert "phases.a.delay" not in found
    asked = simulate(assessment, trials=1_000, metric="phases.a.delay")
    assert asked.shown == asked.figures["phases.a.delay"]
    assert asked.shown.point == 7200
    limits = [Limit("p33_lost_revenue", Decimal(1)), Limit("order_value_delayed", Decimal(5))]
    more = simulate(assessment, trials=1_000, limits=limits)
    assert {"lost_revenue", "order_value_delayed"} <= set(more.figures) - set(found)
    assert 33 in more.shown.summary.percentiles
    assert more.figures["order_value_delayed"].above(Decimal(5)).value == 1


def test_percentiles_of_a_line_are_those_of_its_input() -> None:
    """A line in proportion to one range has its percentiles, in proportion."""
    found = simulate(priced(RANGE), trials=50_000).figures["delay"].summary
    spread = drivers(priced(RANGE))
    assert found.mean.value == pytest.approx(spread.mean, abs=4 * found.mean.error)
    from omsrisk.core.distributions.distribution import Distribution

    days = Distribution.from_range(1, 3, 9)
    for percent, estimate in found.percentiles.items():
        wanted = 12000 * days.quantile(percent / 100)
        assert abs(estimate.value - wanted) < 4 * estimate.error


def test_progress_is_told() -> None:
    """Whoever waits for many trials hears how many are done; the last word is all of them."""
    told: list[int] = []
    simulate(priced(RANGE), trials=150_000, on_progress=told.append)
    assert told == sorted(set(told))
    assert told[-1] == 150_000


REFUSED = [  # text, settings, message, why
    (HEAD + FLOW + DELAY, {}, "nothing in case.yaml is uncertain", "all is known"),
    (COIN.replace("40%", "0%"), {}, "nothing in case.yaml is uncertain", "it never fails"),
    (COIN.replace("40%", "100%"), {}, "nothing in case.yaml is uncertain", "it fails for certain"),
    (RANGE, {"metric": "net_exposur"}, "there is no metric `net_exposur`", "a metric misspelt"),
    (RANGE, {"metric": "stopping"}, "`stopping` is not assessed", "a metric that is not assessed"),
    (RANGE, {"trials": 1}, "too few trials: 1", "one trial"),
    (RANGE, {"trials": 10**12}, "are more than 1,000,000,000", "trials beyond reason"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_cannot_be_simulated(case: tuple[str, dict[str, object], str, str]) -> None:
    """No figure is better than one that means nothing; the message says what to do."""
    with pytest.raises(UsageError) as refusal:
        simulate(priced(case[0]), **case[1])  # type: ignore[arg-type]
    assert case[2] in refusal.value.message
    assert refusal.value.hint or "metric" in case[2]


def test_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numpy is missing, it is said which extra to install, before anything else is wrong."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    for text in (RANGE, HEAD + FLOW + DELAY):
        with pytest.raises(MissingExtraError) as refusal:
            simulate(priced(text), trials=0)
        assert "numpy" in refusal.value.message
        assert "omsrisk[simulation]" in refusal.value.hint
    with pytest.raises(MissingExtraError), ThreadPoolExecutor(1) as executor:
        next(simulate_all([priced(RANGE)], executor=executor))


def test_a_portfolio_is_its_scenarios_one_by_one() -> None:
    """Whoever runs them, each scenario has the figures that it has by itself, in their order."""
    portfolio = [priced(text, f"{name}.yaml") for name, text in TEXTS.items()] * 2
    assert len(portfolio) > 16  # more than are under way at once
    alone = [simulate(one, trials=2_000) for one in portfolio]
    assert list(simulate_all(portfolio, trials=2_000)) == alone
    with ThreadPoolExecutor(2) as executor:
        assert list(simulate_all(portfolio, executor=executor, trials=2_000)) == alone


def test_a_portfolio_in_which_one_is_certain() -> None:
    """What is certain is told as it is, beside the others; alone it is nothing to simulate."""
    sure = priced(HEAD + FLOW + DELAY, "sure.yaml")
    _, found = simulate_all([priced(RANGE), sure], trials=100)
    assert not found.shown.varies
    net = sure.totals["net_exposure"]
    assert net is not None
    assert found.shown.summary.percentiles[90] == (float(net), 0.0)
    with pytest.raises(UsageError, match="nothing in sure"):
        simulate(sure, trials=100)


@pytest.mark.parametrize("text", [TEXTS["recoveries of phases"], FITTED], ids=["phases", "fitted"])
def test_plans_are_plain_data(text: str) -> None:
    """What is to be run can be sent to any process, and is the same there."""
    plan = SampleQuestion.of(priced(text), trials=2_000).plan
    assert summaries(pickle.loads(pickle.dumps(plan))) == summaries(plan)  # noqa: S301 - our own


def test_samples_are_what_figures_rest_on() -> None:
    """Every trial, in columns: their means are the means, their extremes the extremes."""
    assessment = priced(TEXTS["recoveries of phases"])
    trials = 40_000
    result = simulate(assessment, trials=trials)
    found = samples(SampleQuestion.of(assessment, trials=trials))
    drawn_names = tuple(f"draw {path}" for path in found.draws)
    names = (*found.inputs, *drawn_names, *found.figures)
    columns: list[list[float]] = [[] for _ in names]
    for part in found.parts:
        assert len(part) == len(names)
        for column, numbers in zip(columns, part, strict=True):
            column.extend(numbers)
    every = dict(zip(names, columns, strict=True))
    assert {len(column) for column in columns} == {trials}
    assert set(found.figures) == {name for name, one in result.figures.items() if one.varies}
    for name in found.figures:
        summary = result.figures[name].summary
        assert math.fsum(every[name]) / trials == pytest.approx(summary.mean.value, rel=1e-12)
        above = np.mean(np.array(every[name]) > float(result.figures[name].point))
        assert above == pytest.approx(result.figures[name].above_point.value, abs=1e-12)
    case = assessment.scenario.case
    assert set(found.inputs) == {*uncertain_inputs(case)}
    assert set(found.draws) == {one.path for one in drawn(case)[1]}
    assert all(set(every[name]) == {0.0, 1.0} for name in drawn_names)


def test_percentiles_are_those_of_the_samples() -> None:
    """What is printed is an order statistic of the trials that `--samples` writes."""
    assessment = priced(RANGE + "likelihood: 40%\n")
    numbers = np.sort(numbers_of(assessment, trials=20_000, seed=5))
    found = simulate(assessment, trials=20_000, seed=5).shown.summary
    for percent in (5, 50, 80, 90, 95):
        assert found.percentiles[percent].value == numbers[percent * 200 - 1]
