"""Solving for a percentile, the mean or the shortfall: against inverses that are known."""

import math
import sys
from decimal import Decimal
from statistics import NormalDist
from typing import Any

import pytest

from omsrisk import UsageError
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.core.algebra.directions import Direction
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.pricing.figures import Statistic, statistic_of
from omsrisk.core.pricing.variation import fixed
from omsrisk.report.document import Lines
from omsrisk.report.sensitivity import solve_uncertain as build_solve_uncertain
from omsrisk.simulation.extra import MissingExtraError
from tests.support.counted_distributions import distributions_counted
from tests.support.paths import MODELS
from tests.support.sampled_figures import statistic_at
from tests.support.uncertain_texts import COIN, DELAY, FLOW, HEAD, RANGE, comparison, priced

DAYS, SHARE, VALUE = "delay.duration_days", "delay.cancellation_sensitivity", "orders.average_value"
P90 = Statistic("p90", "net_exposure")
PERT = Distribution.from_range(1, 3, 9)
TRIALS = 20_000


def asked(name: str) -> Statistic:
    """Read what is asked of which figure."""
    found = statistic_of(name)
    assert found is not None
    return found


LINEAR = [  # statistic, target, exact value of the sensitivity, why
    ("p90:net_exposure", 60_000, 0.6 / PERT.quantile(0.9), "a percentile"),
    ("p5:delay", 20_000, 0.2 / PERT.quantile(0.05), "a low one, of a line"),
    ("mean:net_exposure", 36_000, 0.36 / PERT.mean, "the mean"),
    (
        "expected_shortfall_95:net_exposure",
        90_000,
        0.9 * 0.05 / PERT.partial_expectation(PERT.quantile(0.95)),
        "the mean of the dearest",
    ),
]


@pytest.mark.parametrize("case", LINEAR, ids=lambda case: case[-1])
def test_known_inverses(case: tuple[str, int, float, str]) -> None:
    """Where the figure is in proportion to the input, the value is known; its error says how near."""
    name, target, exact, _ = case
    found = solve_uncertain(priced(RANGE), SHARE, asked(name), Decimal(target), trials=TRIALS)
    (solution,) = found.solutions
    assert found.reachable
    assert abs(float(solution.value) - exact) < 4 * solution.error
    assert solution.error < 0.02 * exact
    assert solution.error == pytest.approx(solution.result.error / target * exact, rel=0.02)


CERTIFIED = [  # path, statistic, target, why
    (SHARE, "p90:net_exposure", 50_000, "a share"),
    (VALUE, "mean:net_exposure", 123_456, "an amount without a bound"),
    ("orders.daily_volume", "p50:cost_of_failure", 1, "far below the value in the file"),
    (VALUE, "p99:net_exposure", 10**9, "far above it"),
    (DAYS, "p90:net_exposure", 30_000, "an input that has a range in the file"),
]


@pytest.mark.parametrize("case", CERTIFIED, ids=lambda case: case[-1])
def test_values_are_certified(case: tuple[str, str, int, str]) -> None:
    """With the value put back, the same trials give the target."""
    path, name, target, _ = case
    assessment = priced(RANGE + "hidden_costs: {brand_damage: {low: 0, likely: 1, high: 2}}\n")
    found = solve_uncertain(assessment, path, asked(name), Decimal(target), trials=TRIALS)
    (solution,) = found.solutions
    assert solution.result.value == pytest.approx(target, rel=1e-6)
    again = fixed(assessment.scenario.case, {path: solution.value})
    assert found.sampling is not None
    assert statistic_at(again, asked(name), *found.sampling) == solution.result


def test_a_sure_value_takes_the_place_of_a_range() -> None:
    """Solved for its only range, nothing is left to chance: the answer is that of `solve`."""
    assessment = priced(RANGE)
    found = solve_uncertain(assessment, DAYS, P90, Decimal(50_000), trials=1_000)
    (sure,) = solve(assessment, DAYS, target=Decimal(50_000)).solutions
    (solution,) = found.solutions
    assert float(solution.value) == pytest.approx(float(sure.value), rel=1e-8)
    assert solution.error == 0
    assert DAYS in found.ranges


def test_the_mean_is_that_of_the_closed_form() -> None:
    """Solved for the mean of the comparison model: closed forms give the target there, too."""
    target = Decimal(800_000)
    found = solve_uncertain(
        comparison(), VALUE, asked("mean:cost_of_failure"), target, trials=100_000
    )
    (solution,) = found.solutions
    text = (MODELS / "comparison-model.yaml").read_text(encoding="utf-8")
    exact = drivers(priced(text.replace("{low: 60, likely: 85, high: 140}", str(solution.value))))
    assert abs(exact.mean - 800_000) < 4 * solution.result.error


FILE = COIN.replace("duration_days: 3", "duration_days: 4")


def test_the_value_of_the_file() -> None:
    """Asked for what the figure is already, the answer is the value in the file."""
    found = solve_uncertain(priced(FILE), DAYS, P90, Decimal(48_000), trials=1_000)
    assert [one.value for one in found.solutions] == [4]


def test_a_jump_over_the_target_reaches_nothing() -> None:
    """Below 10 % P90 is 0, above it is what failing costs: no likelihood makes it 20,000."""
    found = solve_uncertain(priced(FILE), "likelihood", P90, Decimal(20_000), trials=20_000)
    assert not found.reachable
    assert found.nearest[1].value == 0
    (jump,) = found.jumps
    assert float(jump.value) == pytest.approx(0.1, abs=0.01)
    assert (jump.below, jump.above) == pytest.approx((0, 48_000))
    assert solve_uncertain(
        priced(FILE), "likelihood", asked("mean:net_exposure"), Decimal(20_000), trials=20_000
    ).reachable


def test_a_statistic_that_falls() -> None:
    """A recovery that grows lowers what is left: the search does not mind the direction."""
    text = RANGE + "recoveries: [{item: Cover, amount: 1000}]\n"
    path = "recoveries.cover.amount"
    found = solve_uncertain(priced(text), path, P90, Decimal(40_000), trials=TRIALS)
    (solution,) = found.solutions
    wanted = 12_000 * PERT.quantile(0.9) - 40_000
    assert abs(float(solution.value) - wanted) < 4 * solution.error


def test_within_bounds() -> None:
    """Only values within the bounds count; the nearest one is told where none reaches it."""
    assessment = priced(RANGE)
    exact = 0.6 / PERT.quantile(0.9)
    arguments = (assessment, SHARE, P90, Decimal(60_000))
    bounds = (Decimal(str(round(exact - 0.02, 3))), Decimal(str(round(exact + 0.02, 3))))
    inside = solve_uncertain(*arguments, within=bounds, trials=TRIALS)
    assert len(inside.solutions) == 1
    outside = solve_uncertain(*arguments, within=(bounds[1], Decimal(1)), trials=TRIALS)
    assert not outside.reachable
    assert outside.nearest[0] == bounds[1]
    assert outside.nearest[1].value > 60_000


def test_what_no_value_reaches() -> None:
    """A share is 1 at the most: beyond it there is no solution, and the nearest is the whole."""
    found = solve_uncertain(priced(RANGE), SHARE, P90, Decimal(10**7), trials=1_000)
    assert not found.reachable
    assert found.solutions == ()
    at, nearest = found.nearest
    assert at == 1
    assert nearest.value < 10**7


def test_what_the_statistic_does_not_depend_on() -> None:
    """An input that moves nothing reaches nothing."""
    text = RANGE + "hidden_costs: {brand_damage: 5000}\n"
    path = "hidden_costs.brand_damage"
    found = solve_uncertain(priced(text), path, asked("p90:delay"), Decimal(7), trials=1_000)
    assert not found.reachable


def test_the_seed_makes_the_answer() -> None:
    """The same seed, the same value; another one, another value, as near as the error says."""
    arguments = (priced(RANGE), SHARE, P90, Decimal(60_000))
    answers = [solve_uncertain(*arguments, trials=2_000, seed=seed) for seed in (5, 5, 6)]
    assert answers[0].solutions == answers[1].solutions
    assert answers[0].solutions != answers[2].solutions
    assert answers[2].sampling == (2_000, 6)
    assert solve_uncertain(*arguments, trials=2_000).sampling == (2_000, 20_260_101)


def test_errors_are_those_of_other_seeds() -> None:
    """Over many seeds, values scatter as widely as their errors say."""
    arguments = (priced(RANGE), SHARE, P90, Decimal(60_000))
    found = [solve_uncertain(*arguments, trials=2_000, seed=seed).solutions[0] for seed in range(16)]
    values = [float(one.value) for one in found]
    mean = math.fsum(values) / len(values)
    scatter = math.sqrt(math.fsum((one - mean) ** 2 for one in values) / (len(values) - 1))
    assert math.fsum(one.error for one in found) / len(found) == pytest.approx(scatter, rel=0.5)


def test_a_normal_number_by_hand() -> None:
    """P95 of a normal cost of 100 +- 10 a unit is 116.4 a unit: half of it takes half the units."""
    text = (
        HEAD + "programme: {items: [{item: Team, kind: other, quantity: 8, "
        "unit_cost: {p5: 83.551463730485, p95: 116.448536269515, distribution: normal}}]}\n"
        "hidden_costs: {brand_damage: 0}\n"
    )
    path = "programme.items.team.quantity"
    target = Decimal(1_000)
    found = solve_uncertain(priced(text), path, asked("p95:programme"), target, trials=TRIALS)
    (solution,) = found.solutions
    unit = NormalDist(100, 10).inv_cdf(0.95)
    assert abs(float(solution.value) - 1_000 / unit) < 4 * solution.error


REFUSED = [  # text, path, statistic, settings, message, why
    (HEAD + FLOW + DELAY, SHARE, "p90:net_exposure", {}, "nothing in case.yaml", "all is known"),
    (RANGE, "delay.duration", "p90:net_exposure", {}, "delay.duration", "an input misspelt"),
    (RANGE, SHARE, "p90:net_exposur", {}, "there is no metric `net_exposur`", "a metric misspelt"),
    (RANGE, SHARE, "p90:stopping", {}, "`stopping` is not assessed", "a metric not assessed"),
    (RANGE, SHARE, "p90:net_exposure", {"trials": 1}, "too few trials: 1", "one trial"),
    (
        RANGE,
        SHARE,
        "p90:net_exposure",
        {"within": (Decimal(1), Decimal(0))},
        "the low end lies above",
        "bounds turned round",
    ),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_cannot_be_solved(case: tuple[str, str, str, dict[str, Any], str, str]) -> None:
    """The message says what is wrong."""
    text, path, name, settings, message, _ = case
    with pytest.raises(UsageError) as refusal:
        solve_uncertain(priced(text), path, asked(name), Decimal(1), **settings)
    assert message in refusal.value.message


def test_a_path_that_every_phase_restates_is_told() -> None:
    """It moves no percentile: the report says which paths do, and no value that comes nearest."""
    phases = "".join(f"  - {{name: {one}, share_of_orders: 50%, likelihood: 20%}}\n" for one in "AB")
    text = f"{COIN}phases:\n{phases}"
    found = solve_uncertain(priced(text), "likelihood", P90, Decimal(1), trials=1000)
    blocks = build_solve_uncertain.document(found).blocks
    shown = "\n".join(line for one in blocks if isinstance(one, Lines) for line in one.lines)
    assert "`p90:net_exposure` does not depend on likelihood" in shown
    assert all(f"phases.{one}.likelihood" in shown for one in "ab*")
    assert "nearest" not in shown


def test_months_cannot_be_solved_for() -> None:
    """What weighs days is not an input of a formula."""
    season = "calendar: {go_live: 2027-02-15, season: {feb: 0.7, nov: 1.3}}\n"
    with pytest.raises(UsageError, match="weighs days"):
        solve_uncertain(priced(RANGE + season), "calendar.season.feb", P90, Decimal(1))


def test_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said which extra to install."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingExtraError) as refusal:
        solve_uncertain(priced(COIN), SHARE, P90, Decimal(1))
    assert "omsrisk[simulation]" in refusal.value.hint


SLIPPING = (
    RANGE + "likelihood: 40%\n"
    "calendar: {go_live: 2027-02-01, slips_by_days: {low: 0, likely: 7, high: 40}, "
    "season: {jan: 0.5, mar: 1.5}}\n"
)

FOUND_BY_ENDS = [  # input, target, the nearest value, distributions at the most, why
    (VALUE, "-1", "0", 1, "it rises, and nothing is below what nothing costs"),
    ("likelihood", "9000000", "1", 3, "it rises up to the upper end"),
    (SHARE, "9000000", "1", 3, "a share, as well"),
    ("likelihood", "-1", "0", 1, "it rises from the lower end"),
]


@pytest.mark.parametrize("case", FOUND_BY_ENDS, ids=lambda case: case[-1])
def test_what_no_value_reaches_is_told_from_the_ends(
    case: tuple[str, str, str, int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a figure that goes one way the ends tell, and the value beside the last one."""
    path, target, nearest, most, _ = case
    tried = distributions_counted(monkeypatch)
    found = solve_uncertain(priced(SLIPPING), path, P90, Decimal(target))
    assert not found.reachable
    assert found.nearest[0] == Decimal(nearest)
    assert 1 <= len(tried) <= most


def test_the_stretch_of_a_figure_that_goes_one_way_is_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The value is that which looking at every stretch finds, of fewer distributions."""
    tried = distributions_counted(monkeypatch)
    halved = solve_uncertain(priced(SLIPPING), SHARE, P90, Decimal(20_000))
    few = len(tried)
    monkeypatch.setattr(
        "omsrisk.analysis.sensitivity.solve_uncertain.way_of",
        lambda *_: Direction(may_rise=True, may_fall=True),
    )
    tried.clear()
    every = solve_uncertain(priced(SLIPPING), SHARE, P90, Decimal(20_000))
    assert few + 8 < len(tried)
    assert [one.value for one in halved.solutions] == [one.value for one in every.solutions]
    assert halved.nearest[0] == every.nearest[0]


def test_beside_a_jump_the_first_value_that_is_nearest_is_told() -> None:
    """What failing costs comes with any likelihood above 10 %: the first that is tried is named."""
    found = solve_uncertain(priced(COIN), "likelihood", P90, Decimal(60_000))
    assert (found.nearest[0], found.nearest[1].value) == (Decimal("0.125"), 36_000)
