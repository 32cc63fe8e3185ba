"""Exact distributions: figures known to many digits, and the sampler's within its errors."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.analysis.uncertainty.trial_figures import traced_figures
from omsrisk.core.pricing.variation import fixed
from omsrisk.exact.exact_figure import ExactCase, ExactFigure, PlannedBefore, exact_figures
from omsrisk.exact.planner import TooManyLeavesError
from omsrisk.exact.uncertain_case import UncertainCase
from tests.support.paths import MODELS, SCENARIOS
from tests.support.random_scenarios import doubtful
from tests.support.uncertain_texts import (
    COIN,
    DELAY,
    FLOW,
    HEAD,
    RANGE,
    comparison,
    connected,
    priced,
)

DEVIATION = 284_314.0473
KNOWN = [  # share, amount
    (0.05, 529_433.87),
    (0.5, 865_287.90),
    (0.95, 1_435_753.10),
    (0.99, 1_793_417.89),
]
CHANCES = [(537_800, 0.944416), (1_000_000, 0.313403), (1_500_000, 0.037589)]


def _figures(assessment: Assessment, *names: str) -> dict[str, ExactFigure]:
    case = UncertainCase(assessment.scenario.case)
    return dict(exact_figures(case, lambda own: traced_figures(own, names)))


def _figure(assessment: Assessment, name: str = "cost_of_failure") -> ExactFigure:
    return _figures(assessment, name)[name]


def test_the_comparison_model() -> None:
    """Percentiles, shortfall and chances are right to 1 part in 100,000 of the deviation."""
    found = _figure(comparison())
    for share, amount in KNOWN:
        assert found.masses.quantile(share) == pytest.approx(amount, abs=2.84)
    assert found.masses.expected_shortfall(0.95) == pytest.approx(1_657_188.40, abs=2.84)
    for limit, chance in CHANCES:
        assert 1 - found.masses.up_to(limit) == pytest.approx(chance, abs=2e-6)
    assert found.mean == pytest.approx(908_313.3333, abs=0.5)
    assert found.standard_deviation == pytest.approx(DEVIATION, abs=0.5)
    assert found.error < 1e-5 * DEVIATION


def test_half_the_delay_saves_half_of_it() -> None:
    """The delay is a product of four ranges: mean and deviation of its half are known."""
    found = _figure(comparison(), "delay")
    assert found.mean / 2 == pytest.approx(152_540, abs=0.1)
    assert found.standard_deviation / 2 == pytest.approx(117_988.74, abs=0.1)
    assert found.masses.quantile(0.0) > 0


def test_two_runs_are_the_same() -> None:
    """Nothing is drawn: there is no seed that another digit could come from."""
    one, other = _figure(comparison()), _figure(comparison())
    assert one.masses.quantile(0.9) == other.masses.quantile(0.9)
    assert np.array_equal(one.masses.curve.up_to, other.masses.curve.up_to)


def test_an_amount_of_its_own_stays_one() -> None:
    """Where a failure is a coin and all else certain, percentiles are one of the two amounts."""
    found = _figure(priced(COIN), "net_exposure")
    assert {found.masses.quantile(share) for share in (0.05, 0.55, 0.65, 0.95)} == {
        found.masses.quantile(0.0),
        found.masses.quantile(1.0),
    }
    low, high = found.masses.quantile(0.0), found.masses.quantile(1.0)
    assert found.masses.up_to(low) == pytest.approx(0.6, abs=1e-15)
    assert found.masses.below(low) == pytest.approx(0.0, abs=1e-15)
    assert found.masses.expected_shortfall(0.95) == pytest.approx(high, abs=1e-9)


def test_what_holds_is_not_blurred_by_what_fails() -> None:
    """A range behind a coin: nothing is lost in exactly six cases of ten."""
    found = _figure(priced(RANGE + "likelihood: 40%\n"), "expected_cost_of_failure")
    assert found.masses.quantile(0.599999) == 0.0
    assert found.masses.quantile(0.600001) > 0.0
    assert found.masses.up_to(0.0) == pytest.approx(0.6, abs=1e-9)


def test_what_is_next_to_certain_needs_no_grid() -> None:
    """Where all but one in a billion is one amount, what is left is as large as it is."""
    text = RANGE + "stop_if_a_phase_fails: true\n" + PHASES.replace("share", "likelihood: X, share")
    text = text.replace("likelihood: {low: 10%, likely: 20%, high: 60%}", "delay: {}")
    for first in ("0.666666666667", "0.999999999999", "0.000000000001"):
        found = _figure(priced(text.replace("X", first)), "cost_of_failure")
        assert found.masses.moments[0] == pytest.approx(found.mean, rel=1e-6)


def test_percentiles_do_not_fall() -> None:
    """The more is to be covered, the more it takes, to the last digit."""
    found = _figure(priced(RANGE + "likelihood: 40%\n"), "net_exposure")
    amounts = [found.masses.quantile(share) for share in np.linspace(0, 1, 1_001)]
    assert all(one <= other for one, other in pairwise(amounts))


FILES = [
    SCENARIOS / "retailer-uncertain.yaml",
    SCENARIOS / "big-bang-uncertain.yaml",
    SCENARIOS / "phased-uncertain.yaml",
    SCENARIOS / "mitigated-uncertain.yaml",
    SCENARIOS / "phased-stop.yaml",
    MODELS / "phased-season.yaml",
]
STATISTICS = ("mean", "p5", "p50", "p95", "p99", "expected_shortfall_95")


def _held_against_trials(
    assessment: Assessment, names: tuple[str, ...], trials: int = 300_000
) -> None:
    """Hold figures against trials: 4.5 of their errors, and the stated one."""
    sampled = simulate(assessment, trials=trials).figures
    uncertain = tuple(one for one in names if one in sampled and sampled[one].varies)
    assert uncertain
    for name, found in _figures(assessment, *uncertain).items():
        for statistic in STATISTICS:
            estimate = sampled[name].summary.statistic(statistic)
            room = 4.5 * estimate.error + found.error + 1e-9 * abs(estimate.value)
            assert _statistic(found, statistic) == pytest.approx(estimate.value, abs=room), statistic


def _statistic(found: ExactFigure, name: str) -> float:
    if name == "mean":
        return found.mean
    if name == "expected_shortfall_95":
        return found.masses.expected_shortfall(0.95)
    return found.masses.quantile(int(name[1:]) / 100)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_sampler_finds_the_same(file: object) -> None:
    """Events, seasons, shared quantiles, correlations and the stop rule are the sampler's own."""
    names = ("net_exposure", "expected_cost_of_failure", "stabilisation")
    _held_against_trials(assess(load(str(file))), names)


PHASES = (
    "phases:\n"
    "- {name: A, share_of_orders: 10%, likelihood: {low: 10%, likely: 20%, high: 60%}}\n"
    "- {name: B, share_of_orders: 40%, delay: {duration_days: {low: 2, likely: 4, high: 5}}}\n"
    "- {name: C, share_of_orders: 50%}\n"
)
DEPENDENT = (
    "phases:\n"
    "- {name: A, share_of_orders: 30%, likelihood: 30%}\n"
    "- {name: B, share_of_orders: 30%, likelihood: 40%}\n"
    "- {name: C, share_of_orders: 40%, likelihood: 30%, delay: {duration_days: 7}}\n"
)
TEXTS = {
    "one uncertain likelihood": RANGE + "likelihood: {low: 10%, likely: 20%, high: 60%}\n",
    "an uncertain likelihood that phases share": RANGE
    + "likelihood: {low: 10%, likely: 20%, high: 60%}\n"
    + PHASES.replace(", likelihood: {low: 10%, likely: 20%, high: 60%}", ""),
    "phases that restate a range": RANGE + "likelihood: 40%\n" + PHASES,
    "an item that falls due or does not": RANGE
    + "likelihood: 40%\nstabilisation: {items: [{item: Lawsuit, likelihood: 20%, "
    "amount: {low: 5000, likely: 20000, high: 90000}}]}\n",
    "an item with an uncertain likelihood, in each phase": RANGE
    + "stabilisation: {items: [{item: Penalty, amount: 30000, "
    "likelihood: {low: 5%, likely: 20%, high: 70%}}]}\n" + PHASES,
    "a likelihood after a failure": RANGE
    + DEPENDENT.replace("40%}", "40%, likelihood_after_failure: {low: 30%, likely: 60%, high: 90%}}"),
    "a common cause": RANGE + "common_cause: 40%\n" + DEPENDENT,
    "an uncertain common cause": RANGE
    + "common_cause: {low: 20%, likely: 40%, high: 90%}\n"
    + DEPENDENT,
    "a common cause, and the stop rule": RANGE
    + "common_cause: 40%\nstop_if_a_phase_fails: true\n"
    + DEPENDENT,
    "the stop rule": RANGE + "likelihood: 40%\nstop_if_a_phase_fails: true\n"
    "stopping: {items: [{item: Exit, amount: 40000}]}\n" + PHASES,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_likelihoods_and_phases(text: str) -> None:
    """Likelihoods with ranges, shared ones too, decide on the events as in each trial."""
    _held_against_trials(priced(text), ("net_exposure", "expected_cost_of_failure"))


@pytest.mark.parametrize("seed", [0, 1, 3, 5, 11, 13, 18, 20])
def test_scenarios_written_at_random(seed: int) -> None:
    """Whatever is uncertain in a file, trials tell no other story."""
    _held_against_trials(doubtful(seed), ("net_exposure", "expected_cost_of_failure"))


def test_a_range_that_a_phase_restates_as_it_is_counts_all_the_same() -> None:
    """Half of the orders in two phases, half in a third of the same delay: no half is lost."""
    text = RANGE + (
        "likelihood: 40%\nphases:\n"
        "- {name: A, share_of_orders: 20%}\n- {name: B, share_of_orders: 30%}\n"
        "- {name: C, share_of_orders: 50%, delay: {duration_days: {low: 1, likely: 3, high: 9}}}\n"
    )
    closed = drivers(priced(text), metric="expected_cost_of_failure")
    found = _figure(priced(text), "expected_cost_of_failure")
    assert found.mean == pytest.approx(closed.mean, rel=1e-6)
    assert found.standard_deviation == pytest.approx(closed.standard_deviation, rel=1e-6)


def test_where_a_season_turns_often_the_stated_error_holds() -> None:
    """Two go-lives of a long exposure, whose months are pieces of the rule by how much lies there."""
    assessment = doubtful(8)
    closed, found = drivers(assessment, metric="cost_of_failure"), _figure(assessment)
    assert found.mean == pytest.approx(closed.mean, abs=found.error)
    assert found.standard_deviation == pytest.approx(closed.standard_deviation, abs=found.error)
    _held_against_trials(assessment, ("cost_of_failure",), trials=2_000_000)


UNCERTAIN_POINTS = """omsrisk: 1
currency: EUR
orders: {daily_volume: {low: 240, likely: 800, high: 1040}, average_value: 60}
data_misalignment:
  error_correction_cost: {low: 2.7, likely: 4.5, high: 5.8}
  data_inaccuracy_rate: {p5: 4%, p95: 17%}
  exposure_days: {p10: 3.75, p90: 37.5}
delay: {duration_days: 4.5, cancellation_sensitivity: 12%}
calendar:
  season: {feb: 0.3, mar: 0.6, apr: 1.7, may: 0.3}
  working_days: [mon, tue, wed, thu, fri]
phases:
- {name: A, share_of_orders: 30%, go_live: 2027-01-28, data_misalignment: {data_inaccuracy_rate:
    {low: 3%, high: 33%, distribution: uniform}}}
- {name: B, share_of_orders: 70%, go_live: 2027-02-25}
"""
"""A factor of a sum, of which a part is taken at the points of a rule."""


def test_what_a_factor_multiplies_is_no_surer_for_that() -> None:
    """Points of a rule within a sum that is a factor of a product: the error is told all the same."""
    assessment = priced(UNCERTAIN_POINTS)
    closed, found = drivers(assessment, metric="cost_of_failure"), _figure(assessment)
    assert found.mean == pytest.approx(closed.mean, abs=found.error)
    assert found.standard_deviation == pytest.approx(closed.standard_deviation, abs=found.error)


def test_a_range_that_is_capped_away_is_certain() -> None:
    """An item of 5,000 at the least, of which 4,000 are paid, has no deviation to speak of."""
    items = "{item: A, amount: {low: 5000, likely: 6000, high: 9000}, cap: 4000}"
    found = simulate(priced(f"{RANGE}hidden_costs: {{brand_damage: [{items}]}}\n"), method="exact")
    assert found.figures["hidden_costs"].summary.standard_deviation == pytest.approx(0, abs=1e-9)
    assert found.figures["hidden_costs"].summary.statistic("p95").value == pytest.approx(4000)


def test_a_cap_is_not_blurred_by_what_stops() -> None:
    """Half of the time an item that falls due comes to its cap: no cell of a grid is beyond it."""
    item = "{item: A, amount: {low: 4500, high: 19500, distribution: uniform}, cap: 12000"
    text = f"{HEAD}{FLOW}{DELAY}hidden_costs: {{brand_damage: [{item}, likelihood: 30%}}]}}\n"
    text += "if_a_phase_fails: stop\nphases: [{name: A, share_of_orders: 100%}]\n"
    text = text.replace("30%", "{low: 0%, likely: 30%, high: 90%}")
    found = simulate(priced(text), method="exact").figures["hidden_costs"].summary
    for statistic in ("p90", "p99", "expected_shortfall_95"):
        assert found.statistic(statistic).value == pytest.approx(12_000, abs=1e-4)


def test_a_course_that_ends_is_not_followed_for_ever() -> None:
    """A lognormal delay has no longest one: what an index counts up to a day bends there alone."""
    index = "{low: 0.2, high: 0.9, distribution: uniform}"
    course = f"[{{until_day: 7, index: {index}}}, {{until_day: 30, index: 1.5}}, {{index: {index}}}]"
    late = "delay: {duration_days: {p5: 2, p95: 6}, cancellation_sensitivity: 12%, profile: "
    late += f"{course}}}\n"
    assessment = priced(HEAD + FLOW + late)
    _held_against_trials(assessment, ("cost_of_failure",))
    assert simulate(assessment).accuracy is not None  # no point of a rule stands out


@pytest.mark.parametrize("name", ["retailer-uncertain", "big-bang-uncertain", "phased-uncertain"])
def test_what_is_known_of_a_case_before_changes_nothing(name: str) -> None:
    """A certain delay, then a longer one, then none: as if each were the first to be worked out."""
    case = assess(load(str(SCENARIOS / f"{name}.yaml"))).scenario.case
    before = PlannedBefore()
    for days in (3, 9, None):
        numbers = {
            path: Decimal(days)
            for path in case.inputs
            if days is not None and path.endswith("delay.duration_days")
        }
        uncertain = UncertainCase(fixed(case, numbers))
        terms = uncertain.figures(lambda own: traced_figures(own, ("net_exposure",)))
        after, alone = (ExactCase(uncertain, one).of(terms["net_exposure"]) for one in (before, None))
        assert after.error == alone.error
        assert np.array_equal(after.masses.curve.up_to, alone.masses.curve.up_to)
        assert np.array_equal(after.masses.curve.x, alone.masses.curve.x)


def test_what_takes_too_many_leaves_is_told_before_it_is_tried() -> None:
    """Twelve phases that fail or hold by themselves, and share three ranges in other shares each."""
    with pytest.raises(TooManyLeavesError):
        _figure(priced(connected()), "net_exposure")


def test_uncertain_chances_that_one_number_decides_are_left_to_trials() -> None:
    """Phases of one cause fail together: they are not worked out as if each failed by itself."""
    with pytest.raises(TooManyLeavesError):
        _figure(priced(f"{RANGE}likelihood: {{p5: 10%, p95: 40%}}\ncommon_cause: 40%\n{PHASES}"))


def test_an_amount_with_just_that_chance_is_the_percentile() -> None:
    """Where nothing is lost in exactly 95 of 100 cases, that is P95, whatever rounding says."""
    for text in (COIN, RANGE + "likelihood: 40%\n"):
        found = _figure(priced(text.replace("40%", "5%")), "expected_cost_of_failure")
        assert found.masses.quantile(0.95) == 0.0
        assert found.masses.quantile(0.951) > 0.0


def test_what_is_strongly_correlated_leaves_no_ripples() -> None:
    """Where one input nearly decides another, no point of a rule stands out in the tail."""
    found = _figure(assess(load(str(SCENARIOS / "big-bang-uncertain.yaml"))), "stabilisation")
    assert found.error < 2e-4 * found.standard_deviation


def _stopping(count: int) -> str:
    """Write phases of one uncertain delay, each of which stops those after it when it fails."""
    rows = "".join(
        f"- {{name: P{at}, share_of_orders: {100 / count}%, likelihood: {at % 9 + 1}%}}\n"
        for at in range(count)
    )
    uncertain = RANGE.replace("12%", "{low: 5%, likely: 12%, high: 30%}")
    return f"{uncertain}stop_if_a_phase_fails: true\nphases:\n{rows}"


def test_the_phase_that_stops_all_others_is_decided_first() -> None:
    """Twenty phases share two ranges: each way ends in one product, without points of a rule."""
    found = _figure(priced(_stopping(20)), "net_exposure")
    assert found.error <= 2e-6 * found.standard_deviation
    chances = [1.0]
    for at in range(20):
        chances.append(chances[-1] * (1 - (at % 9 + 1) / 100))
    assert found.masses.up_to(0.0) == pytest.approx(chances[-1], abs=1e-12)


def test_more_phases_than_can_be_gone_down_are_left_to_trials() -> None:
    """Two hundred phases of which each stops all others are no reason to run out of the stack."""
    with pytest.raises(TooManyLeavesError):
        _figure(priced(_stopping(200)), "net_exposure")


def test_dozens_of_correlated_pairs_are_worked_out() -> None:
    """Pairs that have nothing to do with each other are added up, however many there are."""
    rows = "".join(
        f"  - {{item: {side}{at}, quantity: 1, unit_cost: "
        f"{{low: {at % 7 + 1}, likely: {at % 7 + 2}, high: {at % 5 + 20}}}}}\n"
        for at in range(150)
        for side in "AB"
    )
    pairs = "".join(
        f"- {{inputs: [programme.items.a{at}.unit_cost, programme.items.b{at}.unit_cost], "
        "rank_correlation: 0.5}\n"
        for at in range(150)
    )
    text = f"{COIN}programme:\n  items:\n{rows}correlations:\n{pairs}"
    _held_against_trials(priced(text), ("programme",), trials=20_000)
