"""What varies, decides and advises by the mean: known answers, and laws over random scenarios."""

from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from omsrisk import gaps, load, mitigate, solve, solve_uncertain, sweep, tornado, tripwires
from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.decisions.mitigate import benefits_of
from omsrisk.analysis.limits import judge
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.checks.check import check
from omsrisk.core.algebra.symbols import Symbol, evaluate
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.figures import Statistic
from omsrisk.core.pricing.mitigations import mitigated
from omsrisk.core.pricing.variation import fixed, uncertain_inputs
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.limits import Limit
from tests.support.paths import SCENARIOS
from tests.support.random_scenarios import doubtful
from tests.support.uncertain_texts import FLOW, HEAD, RANGE, comparison, priced

TODAY = date(2026, 12, 1)
NET = "net_exposure"
CLOSE = Decimal("1e-20")


def of(case: Case, metric: str = NET, at: At = At.MEAN) -> Decimal:
    """A metric, as the mean in closed form gives it."""
    return value_of(case, metric, at)


def near(one: Decimal, other: Decimal) -> bool:
    """Whether two figures are the same but for the rounding of moments."""
    return abs(one - other) <= CLOSE * max(abs(one), abs(other), Decimal(1))


@pytest.mark.parametrize("seed", range(120))
def test_a_figure_with_means_put_in_has_its_mean(seed: int) -> None:
    """Whatever stands on both sides of a product: the expression comes to what `means` gives."""
    assessment = doubtful(seed)
    case = assessment.scenario.case
    valuing = Valuing(case, At.MEAN)
    valued = valuing.metrics([NET])
    with exact(ENOUGH_DIGITS):
        figure = valued.figures[0]
        came = evaluate(figure, valued.values) if isinstance(figure, Symbol) else figure
    wanted = means(assessment).totals[NET]
    assert wanted is not None
    assert near(Decimal(came), wanted)
    assert near(valuing.amounts([NET])[0], wanted)


@pytest.mark.parametrize("seed", range(60))
def test_an_input_that_moves_counts_with_its_number(seed: int) -> None:
    """All others with all that they may come to; by the figure traced once as by one priced anew."""
    case = doubtful(seed).scenario.case
    moving = Moving(case, NET, At.MEAN)
    some = [path for path in case.inputs if not path.startswith(("calendar.", "gaps."))]
    for path in some:
        number = Decimal("0.37") if case.inputs[path].unit == "1" else Decimal("7.5")
        assert near(moving.at(path, number), of(fixed(case, {path: number}))), path


def test_a_season_moves_as_if_priced_anew() -> None:
    """An index weighs days that have a range."""
    text = RANGE + "calendar: {go_live: 2027-01-30, season: {jan: 2, feb: 0.5}}\n"
    case = priced(text).scenario.case
    path = "calendar.season.feb"
    changed = priced(text.replace("feb: 0.5", "feb: 3")).scenario.case
    assert near(Moving(case, NET, At.MEAN).at(path, Decimal(3)), of(changed))


@pytest.mark.parametrize(
    "path", ["delay.duration_days", "orders.daily_volume", "orders.average_value"]
)
def test_a_sweep_runs_through_means(path: str) -> None:
    """Each point is the mean with that number; the base is the mean of the file."""
    assessment = comparison()
    result = sweep([assessment], [f"{path}=0.1,0.5,1"])
    assert result.at is At.MEAN
    assert near(result.base[0][0], of(assessment.scenario.case))
    for point in result.points:
        case = fixed(assessment.scenario.case, {path: Decimal(str(point.inputs[0]))})
        assert near(Decimal(point.values[0][0]), of(case))


def test_a_sweep_of_two_inputs_and_a_large_one_agree() -> None:
    """In floats as in decimals."""
    assessment = comparison()
    grids = ["delay.duration_days=1:10:1", "orders.daily_volume=100:10000:100"]
    large = list(sweep([assessment], [grids[0], grids[1].replace("10000:100", "10000:50")]).points)
    small = {one.inputs: one.values[0][0] for one in sweep([assessment], grids).points}
    both = [one for one in large if one.inputs in small]
    assert len(both) == len(small)
    for one in both:
        assert float(one.values[0][0]) == pytest.approx(float(small[one.inputs]), rel=1e-12)


def test_a_sweep_of_days_runs_through_means() -> None:
    """A date moves all windows, and with them the mean of the days that a season makes of them."""
    text = RANGE + "calendar: {go_live: 2027-01-30, season: {jan: 2, feb: 0.5}}\n"
    [first, last] = sweep([priced(text)], ["calendar.go_live=2027-01-30,2027-02-20"]).points
    assert near(Decimal(first.values[0][0]), of(priced(text).scenario.case))
    later = priced(text.replace("2027-01-30", "2027-02-20")).scenario.case
    assert near(Decimal(last.values[0][0]), of(later))
    assert first.values[0][0] > last.values[0][0]


@pytest.mark.parametrize("path", ["delay.duration_days", "orders.average_value"])
def test_what_solve_finds_gives_the_target_by_the_mean(path: str) -> None:
    """A number takes the place of the range of the input, and the others are integrated."""
    assessment = comparison()
    answer = solve(assessment, path, target=Decimal(700_000))
    assert answer.at is At.MEAN
    [found] = answer.solutions
    case = fixed(assessment.scenario.case, {path: found.value})
    assert abs(of(case) - 700_000) < Decimal("1e-6")
    likely = solve(assessment, path, target=Decimal(700_000), at=At.LIKELY)
    assert likely.solutions[0].value != found.value


def test_two_files_are_made_equal_by_their_means() -> None:
    """The other one's mean is the target."""
    other = priced(RANGE.replace("high: 9", "high: 21"))
    answer = solve(priced(RANGE), "orders.average_value", equal=other)
    assert near(answer.target, of(other.scenario.case))


def test_a_tornado_stands_on_the_mean() -> None:
    """Its base is the mean; an input with a range goes from its P10 to its P90."""
    assessment = comparison()
    result = tornado(assessment)
    assert near(result.base, of(assessment.scenario.case))
    ranges = uncertain_inputs(assessment.scenario.case)
    assert {bar.path for bar in result.bars if bar.is_range} <= set(ranges)
    for bar in result.bars:
        low = of(fixed(assessment.scenario.case, {bar.path: bar.low_input}))
        assert near(bar.low, low)
    assert tornado(assessment, at=At.LIKELY).base == assessment.totals[NET]


def test_a_limit_on_a_total_is_one_on_its_mean() -> None:
    """As in `calc`; on the most likely value where that is asked by name."""
    assessment = comparison()
    names = ["cost_of_failure", "mean_cost_of_failure", "most_likely_cost_of_failure"]
    found = judge(assessment, [Limit(name, Decimal(600_000)) for name in names])
    assert [one.amount for one in found] == [
        Decimal("908313.33"),
        Decimal("908313.33"),
        Decimal("537800.00"),
    ]
    assert [one.excess is None for one in found] == [False, False, True]


def test_tripwires_stand_on_what_the_limit_is_on() -> None:
    """A plain figure by its mean, a most likely one by that, a percentile as `solve` finds it."""
    limit = Decimal(40_000)
    names = ["net_exposure", "most_likely_net_exposure", "p90_net_exposure"]
    limits = tuple(Limit(name, limit) for name in names)
    text = RANGE.replace("daily_volume: 1000", "daily_volume: {low: 600, likely: 900, high: 2000}")
    assessment = priced(text)
    path = "delay.duration_days"
    found = {
        one.limit.metric: one.at
        for one in tripwires(assessment, limits, every_input=True).wires
        if one.path == path
    }
    by_mean = solve(assessment, path, target=limit).solutions[0].value
    likely = solve(assessment, path, target=limit, at=At.LIKELY).solutions[0].value
    asked = Statistic("p90", NET)
    percentile = solve_uncertain(assessment, path, asked, limit).solutions[0].value
    assert found["net_exposure"] == pytest.approx(by_mean, rel=Decimal("1e-11"))
    assert found["most_likely_net_exposure"] == pytest.approx(likely, rel=Decimal("1e-11"))
    assert found["p90_net_exposure"] == percentile
    assert percentile < by_mean < likely


REHEARSED = (
    HEAD
    + FLOW
    + "delay: {duration_days: {low: 1, likely: 3, high: 30}, cancellation_sensitivity: 12%}\n"
    + "mitigations:\n  - name: Rehearsal\n    owner: Ben Roth\n    cost: 20000\n"
    + "    effects: {delay.duration_days: {multiply: 0.6}}\n"
)


def codes(assessment: Assessment, at: At = At.MEAN) -> set[str]:
    """What the rules find."""
    return {one.code for one in check(assessment, today=TODAY, at=at).findings}


def test_a_mitigation_that_pays_by_the_mean_alone() -> None:
    """It is advised, and no rule speaks against it; at the most likely values the other way round."""
    assessment = priced(REHEARSED)
    by_mean, likely = mitigate(assessment), mitigate(assessment, at=At.LIKELY)
    assert [one.name for one in by_mean.best.mitigations] == ["Rehearsal"]
    assert likely.best.mitigations == ()
    assert likely.best == mitigate(assessment, metric="most_likely:net_exposure").best
    assert by_mean.alone[0].avoided == pytest.approx(Decimal(34_400))
    assert likely.alone[0].avoided == 14_400
    assert "MIT002" not in codes(assessment)
    assert "MIT002" in codes(assessment, At.LIKELY)


def test_the_best_set_is_the_best_of_all_by_the_mean() -> None:
    """Also where a mitigation shortens days that a season weighs, which no polynomial tells."""
    text = (
        REHEARSED
        + "  - {name: Freeze, owner: B, cost: 4000, effects: {delay.duration_days: {add: -0.5}}}\n"
        + "  - {name: Copy, owner: B, cost: 30000, effects: {orders.daily_volume: {multiply: 0.7}}}\n"
        + "calendar: {go_live: 2027-01-30, season: {jan: 2, feb: 0.5}}\n"
    )
    assessment = priced(text)
    case = assessment.scenario.case
    plan = mitigate(assessment)
    assert plan.is_proven
    best = Decimal(0)
    for size in range(4):
        for chosen in combinations(case.mitigations, size):
            costs = (case.inputs[f"mitigations.{one.slug}.cost"].value for one in chosen)
            cost = sum(costs, Decimal(0))
            best = max(best, of(case) - of(mitigated(case, chosen)) - cost)
    assert near(plan.best.net_benefit, best)
    assert plan.best.mitigations


def test_shipped_mitigations_by_the_mean() -> None:
    """Each alone is what the case without it costs less than with it."""
    assessment = assess(load(SCENARIOS / "mitigated-uncertain.yaml"))
    case = assessment.scenario.case
    for one in benefits_of(assessment):
        assert near(one.avoided, of(case) - of(mitigated(case, [one.mitigation])))


def test_gaps_are_decided_by_the_mean() -> None:
    """A modification that is cheap most likely and dear on average."""
    text = (
        RANGE
        + "gaps:\n  - {area: Returns, decision: modify, process_change_cost: 9000,\n"
        + "     modification_cost: {low: 1000, likely: 5000, high: 90000}, postpones_by_days: 5}\n"
        + "calendar: {earliest_go_live: 2027-01-01, go_live: 2027-01-30, "
        + "cost_of_waiting_per_day: {low: 0, likely: 10, high: 100}, season: {jan: 2, feb: 0.5}}\n"
    )
    assessment = priced(text)
    found = gaps(assessment)
    case = assessment.scenario.case
    assert near(found.now, of(case))
    changed = priced(text.replace("decision: modify", "decision: change_process"))
    [choice] = found.choices
    assert choice.saving is not None
    assert near(choice.saving, of(case) - of(changed.scenario.case))
    likely = gaps(assessment, at=At.LIKELY).choices[0]
    assert likely.saving is not None
    assert likely.saving == of(case, at=At.LIKELY) - of(changed.scenario.case, at=At.LIKELY)


def test_means_that_have_no_closed_form_are_not_mixed_with_others() -> None:
    """All figures of an answer are then at most likely values, and the answer says so."""
    likelihoods = [f"phases.p{at}.likelihood" for at in range(3)]
    parts = ["orders.daily_volume", "orders.average_value", "delay.duration_days"]
    parts += ["delay.cancellation_sensitivity", *likelihoods]
    wide = "{low: 1, likely: 3, high: 9}"
    chance = "{low: 5%, likely: 10%, high: 40%}"
    text = (
        HEAD
        + f"orders: {{daily_volume: {wide}, average_value: {wide}}}\n"
        + f"delay: {{duration_days: {wide}, "
        + "cancellation_sensitivity: {low: 1%, likely: 3%, high: 9%}}\n"
        + "stop_if_a_phase_fails: true\nphases:\n"
        + "".join(
            f"  - {{name: P{at}, share_of_orders: {share}, likelihood: {chance}}}\n"
            for at, share in enumerate(("20%", "30%", "50%"))
        )
        + "correlations:\n"
        + "".join(
            f"  - {{inputs: [{one}, {other}], rank_correlation: 0.2}}\n"
            for one, other in pairwise(parts)
        )
    )
    assessment = priced(text)
    result = sweep([assessment], ["likelihood=10%,100%"])
    assert result.at is At.LIKELY
    assert result.base[0][0] == assessment.totals[NET]
    assert tornado(assessment).at is At.LIKELY


def test_a_metric_that_there_is_not_is_refused() -> None:
    """As at the most likely values."""
    with pytest.raises(UsageError, match="there is no metric"):
        sweep([priced(RANGE)], ["likelihood=10%"], metrics=["net_exposur"])
