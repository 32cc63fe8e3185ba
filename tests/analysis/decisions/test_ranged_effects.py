"""Effects of mitigations and modifications that nobody knows: sources of their own, everywhere."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import (
    InvalidScenarioError,
    compare,
    drivers,
    knowing,
    mitigate,
    simulate,
    solve,
    tornado,
)
from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import value_of
from omsrisk.core.pricing.case import Spread
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import distribution_of
from omsrisk.scenario.load import Loader
from tests.support.uncertain_texts import HEAD, priced

FLOW = HEAD + "orders: {daily_volume: 1000, average_value: 100}\n"
SURE = FLOW + "delay: {duration_days: 8, cancellation_sensitivity: 10%}\n"
RANGED = SURE.replace("duration_days: 8", "duration_days: {low: 4, likely: 8, high: 16}")
FACTOR = "{low: 0.4, likely: 0.5, high: 0.8}"
SOURCE = "mitigations.m.effects.delay.duration_days"
DAY = 10_000
"""What a day of delay costs."""


def taking(effects: str, cost: int = 0, more: str = "", *, taken: bool = True) -> str:
    """Write a mitigation that is decided on, or open."""
    decided = "taken: true, " if taken else ""
    return f"mitigations:\n- {{name: M, cost: {cost}, {decided}effects: {{{effects}}}}}\n{more}"


def pert(low: float, likely: float, high: float) -> Spread:
    """State a range."""
    return Spread("pert", Decimal(str(low)), Decimal(str(high)), Decimal(str(likely)))


def moments(spread: Spread) -> tuple[float, float]:
    """Take the mean and the variance of a range, by a fine midpoint rule of its quantiles."""
    known = distribution_of(spread)
    points = [known.quantile((at + 0.5) / 20_000) for at in range(20_000)]
    mean = math.fsum(points) / len(points)
    return mean, math.fsum((one - mean) ** 2 for one in points) / len(points)


def mean_of(one: Assessment, metric: str = "net_exposure") -> float:
    """Take the mean of a figure."""
    return float(value_of(one.scenario.case, metric, At.MEAN))


ALIKE = [  # the file, what is done to the days of delay, the days that come of it, why
    (SURE, f"{{multiply: {FACTOR}}}", "{low: 3.2, likely: 4, high: 6.4}", "a factor"),
    (SURE, "{add: {low: -5, likely: -2, high: 1}}", "{low: 3, likely: 6, high: 9}", "an addition"),
    (SURE, "{set: {low: 1, likely: 2, high: 9}}", "{low: 1, likely: 2, high: 9}", "set"),
    (RANGED, "{set: {low: 1, likely: 2, high: 9}}", "{low: 1, likely: 2, high: 9}", "set anew"),
    (SURE, "{multiply: {p5: 0.5, p95: 0.8}}", "{p5: 4, p95: 6.4}", "an interval"),
    (SURE, "{multiply: {mean: 0.5, sd: 0.1}}", "{mean: 4, sd: 0.8}", "a mean"),
]  # fmt: skip
SEASON = (
    "calendar: {go_live: 2027-02-25, season: {feb: 0.5, mar: 2, apr: 0.5}}\n"
    "discount_rate: 8%\nlikelihood: 40%\n"
)


@pytest.mark.parametrize("more", ["", SEASON], ids=["flat", "season"])
@pytest.mark.parametrize("case", ALIKE, ids=lambda case: case[-1])
def test_a_certain_number_takes_the_range_of_the_effect(
    case: tuple[str, str, str, str], more: str
) -> None:
    """Each figure is that of the file that states the range, through a season as well."""
    text, effects, stated, _ = case
    found = priced(text + more + taking(f"delay.duration_days: {effects}"))
    days = "{low: 4, likely: 8, high: 16}" if text is RANGED else "8"
    same = priced(text.replace(f"duration_days: {days}", f"duration_days: {stated}") + more)
    assert float(found.net_exposure) == pytest.approx(float(same.net_exposure), rel=1e-9)
    assert mean_of(found) == pytest.approx(mean_of(same), rel=1e-9)
    summaries = [simulate(each).figures["net_exposure"].summary for each in (found, same)]
    points = [[one.value for one in each.percentiles.values()] for each in summaries]
    assert points[0] == pytest.approx(points[1], rel=1e-6)
    assert timeline(found).total == timeline(same).total
    assert [one.path for one in drivers(found).drivers if not one.is_draw] == [SOURCE]


def test_two_ranges_are_two_sources() -> None:
    """The mean of a product is the product of the means; its variance is that of two factors."""
    (days, var_days), (left, var_left) = moments(pert(4, 8, 16)), moments(pert(0.4, 0.5, 0.8))
    found = priced(RANGED + taking(f"delay.duration_days: {{multiply: {FACTOR}}}"))
    assert mean_of(found) == pytest.approx(DAY * days * left, rel=1e-6)
    variance = (var_days + days**2) * (var_left + left**2) - (days * left) ** 2
    result = drivers(found)
    assert result.standard_deviation == pytest.approx(DAY * math.sqrt(variance), rel=1e-5)
    alone = {one.path: one.first_order for one in result.drivers}
    assert alone[SOURCE] == pytest.approx(var_left * days**2 / variance, rel=1e-5)
    assert alone["delay.duration_days"] == pytest.approx(var_days * left**2 / variance, rel=1e-5)


def test_two_ranges_that_are_added() -> None:
    """Means and variances add up."""
    (days, var_days), (more, var_more) = moments(pert(4, 8, 16)), moments(pert(-3, -1, -0.5))
    found = priced(RANGED + taking("delay.duration_days: {add: {low: -3, likely: -1, high: -0.5}}"))
    assert mean_of(found) == pytest.approx(DAY * (days + more), rel=1e-6)
    deviation = DAY * math.sqrt(var_days + var_more)
    assert drivers(found).standard_deviation == pytest.approx(deviation, rel=1e-5)


def test_a_lognormal_that_is_added_stays_one() -> None:
    """8 days and a lognormal number of days are no lognormal number: both stand in the formulas."""
    found = priced(SURE + taking("delay.duration_days: {add: {p5: 1, p95: 9}}"))
    own, _ = moments(Spread("lognormal", Decimal(1), Decimal(9), None, Decimal("0.05")))
    summary = simulate(found).figures["net_exposure"].summary
    assert mean_of(found) == pytest.approx(DAY * (8 + own), rel=1e-4)
    assert summary.percentiles[5].value == pytest.approx(DAY * 9, rel=1e-3)
    assert summary.percentiles[95].value == pytest.approx(DAY * 17, rel=1e-3)


PHASES = (
    "phases:\n- {name: Pilot, share_of_orders: 20%, delay: {duration_days: 5}}\n"
    "- {name: Rest, share_of_orders: 80%}\n"
)


def test_the_same_measure_has_the_same_luck_in_all_phases() -> None:
    """A factor on 5 and on 8 days moves both alike: deviations add up, not variances."""
    left, var_left = moments(pert(0.4, 0.5, 0.8))
    found = priced(SURE + PHASES + taking(f"delay.duration_days: {{multiply: {FACTOR}}}"))
    whole = DAY * (0.2 * 5 + 0.8 * 8)
    assert mean_of(found) == pytest.approx(whole * left, rel=1e-6)
    result = drivers(found)
    assert result.standard_deviation == pytest.approx(whole * math.sqrt(var_left), rel=1e-5)
    assert [one.path for one in result.drivers] == [SOURCE]
    assert result.drivers[0].label == "M: effect on days of delay"


VOLUMES = [
    "orders.daily_volume: {add: {low: -300, likely: -100, high: 0}}",
    "orders.daily_volume: {set: {low: 700, likely: 900, high: 1000}}",
    f"orders.daily_volume: {{multiply: {FACTOR}}}",
]


@pytest.mark.parametrize("volume", ["1000", "{low: 900, likely: 1000, high: 1300}"])
@pytest.mark.parametrize("effect", VOLUMES)
def test_a_split_that_restates_nothing_changes_no_total(effect: str, volume: str) -> None:
    """What is added to all orders is split with them."""
    text = (RANGED + taking(effect)).replace("daily_volume: 1000", f"daily_volume: {volume}")
    split = text + "phases: [{name: A, share_of_orders: 30%}, {name: B, share_of_orders: 70%}]\n"
    one, other = priced(text), priced(split)
    assert one.net_exposure == other.net_exposure
    assert mean_of(one) == pytest.approx(mean_of(other), rel=1e-12)
    deviations = [drivers(each).standard_deviation for each in (one, other)]
    assert deviations[0] == pytest.approx(deviations[1], rel=1e-9)


def test_an_effect_in_one_phase_acts_on_its_share() -> None:
    """A phase that inherits its orders has a part of them, and what is added stays what it is."""
    text = RANGED.replace("daily_volume: 1000", "daily_volume: {low: 800, likely: 1000, high: 1200}")
    effect = "phases.a.orders.daily_volume: {add: {low: -30, likely: -20, high: -10}}"
    split = "phases: [{name: A, share_of_orders: 30%}, {name: B, share_of_orders: 70%}]\n"
    found = priced(text + split + taking(effect))
    assert mean_of(found) == pytest.approx((1000 - 20) * 100 * 0.1 * 52 / 6, rel=1e-9)
    [source] = [one for one in uncertain_inputs(found.scenario.case) if one.startswith("mitigations")]
    assert source == "mitigations.m.effects.phases.a.orders.daily_volume"


Rows = Mapping[str, np.ndarray]
TRIALS: list[tuple[str, str, Callable[[Rows], np.ndarray], str]] = [
    (RANGED, f"delay.duration_days: {{multiply: {FACTOR}}}",
     lambda one: DAY * one["delay.duration_days"] * one[SOURCE], "a factor"),
    (RANGED, "delay.duration_days: {add: {low: -3, likely: -1, high: 0}}",
     lambda one: DAY * (one["delay.duration_days"] + one[SOURCE]), "an addition"),
    (RANGED + PHASES, f"delay.duration_days: {{multiply: {FACTOR}}}",
     lambda one: DAY * (0.2 * 5 + 0.8 * one["delay.duration_days"]) * one[SOURCE], "phases"),
]  # fmt: skip


@pytest.mark.parametrize("case", TRIALS, ids=lambda case: case[-1])
def test_percentiles_are_those_of_drawn_numbers(
    case: tuple[str, str, Callable[[Rows], np.ndarray], str],
) -> None:
    """Exact and sampled, against numbers drawn here from the ranges of the file."""
    text, effects, cost, _ = case
    found = priced(text + taking(effects))
    rng = np.random.default_rng(7)
    rows: dict[str, np.ndarray] = {}
    for path in ("delay.duration_days", SOURCE):
        spread = {
            "delay.duration_days": pert(4, 8, 16),
            SOURCE: pert(-3, -1, 0) if "add" in effects else pert(0.4, 0.5, 0.8),
        }[path]
        known = distribution_of(spread)
        grid = np.array([known.quantile((at + 0.5) / 4_000) for at in range(4_000)])
        rows[path] = grid[rng.integers(0, 4_000, 200_000)]
    drawn = np.quantile(cost(rows), [0.05, 0.5, 0.95])
    for trials in (None, 100_000):
        summary = simulate(found, trials=trials)
        points = summary.figures["net_exposure"].summary.percentiles
        for at, wanted in zip((5, 50, 95), drawn, strict=True):
            assert points[at].value == pytest.approx(wanted, rel=0.01)


ACTS = [
    f"delay.duration_days: {{multiply: {FACTOR}}}",
    "delay.duration_days: {multiply: 0.5}",
    "delay.duration_days: {add: {low: -1.5, likely: -1, high: 0.5}}",
    "delay.duration_days: {add: -0.5}",
    "delay.cancellation_sensitivity: {multiply: {low: 0.7, high: 0.9, distribution: uniform}}",
    "orders.average_value: {add: {low: -9, likely: 1, high: 5}}",
    "likelihood: {multiply: {low: 0.5, likely: 0.7, high: 0.9}}",
]


@settings(deadline=None, max_examples=40, derandomize=True)
@given(
    text=st.sampled_from([SURE, RANGED, RANGED + PHASES]),
    acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=4, unique=True),
    decided=st.integers(-1, 3),
)
def test_sets_are_what_the_file_comes_to(text: str, acts: list[str], decided: int) -> None:
    """Each alone and each set of the frontier, by the mean: the file with those taken."""
    text += "likelihood: 40%\nmitigations:\n" + "".join(
        f"- {{name: M{at}, cost: {300 * at}, effects: {{{one}}}"
        f"{', taken: true' if at == decided else ''}}}\n"
        for at, one in enumerate(acts)
    )
    if decided == 0 and len(acts) == 1:
        return
    plan = mitigate(priced(text))
    alone = [((one.mitigation,), one.net_benefit) for one in plan.alone]
    for chosen, worth in [*alone, *((one.mitigations, one.net_benefit) for one in plan.frontier)]:
        loader = Loader(read_bytes=lambda _: text.encode(), taken=[one.name for one in chosen])
        found = assess(loader.load("case.yaml"))
        assert float(plan.base - worth) == pytest.approx(mean_of(found), rel=1e-9)


def test_at_the_likely_values_an_effect_is_its_likely_one() -> None:
    """As if it were written without its range."""
    found = priced(RANGED + taking(f"delay.duration_days: {{multiply: {FACTOR}}}"))
    plain = priced(RANGED + taking("delay.duration_days: {multiply: 0.5}"))
    assert found.net_exposure == plain.net_exposure


def test_what_knowing_a_measure_is_worth() -> None:
    """A stop of 2 to 10 days, by a measure that may do little, against a sure 62,000."""
    uncertain = priced(
        SURE
        + taking("delay.duration_days: {multiply: {low: 0.25, high: 1.25, distribution: uniform}}")
    )
    sure = priced(SURE.replace("duration_days: 8", "duration_days: 6.2"), "sure.yaml")
    result = knowing(compare([uncertain, sure], at=At.MEAN))
    [worth] = [one for one in result.known if one.path == SOURCE]
    assert worth.worth == pytest.approx(9_025)


def test_effects_move_in_a_tornado() -> None:
    """Both ranges from their P10 to their P90, each beside the mean of the other."""
    found = priced(RANGED + taking(f"delay.duration_days: {{multiply: {FACTOR}}}"))
    bars = {one.path: one for one in tornado(found).bars}
    bar, days = bars[SOURCE], moments(pert(4, 8, 16))[0]
    for end, at in ((bar.low, 0.1), (bar.high, 0.9)):
        quantile = distribution_of(pert(0.4, 0.5, 0.8)).quantile(at)
        assert float(end) == pytest.approx(DAY * days * quantile, rel=1e-6)
    assert bars["delay.duration_days"].label == "Days of delay, before M"


def test_an_effect_can_be_varied_and_solved_for() -> None:
    """By its own path: which factor keeps the cost at 50,000 on average?"""
    found = priced(RANGED + taking(f"delay.duration_days: {{multiply: {FACTOR}}}"))
    [solution] = solve(found, SOURCE, target=Decimal(50_000)).solutions
    assert float(solution.value) == pytest.approx(50_000 / (DAY * 52 / 6))


NO_RANGE = [  # text, effects, code, why
    (RANGED + SEASON, f"DAYS: {{multiply: {FACTOR}}}", "SCN407", "a season weighs days"),
    (SURE + SEASON, "DAYS: {add: {p5: 1, p95: 9}}", "SCN407", "a moved lognormal"),
    (RANGED + "likelihood: {low: 10%, likely: 20%, high: 40%}\n",
     f"likelihood: {{multiply: {FACTOR}}}", "SCN407", "a chance of a chance"),
    (RANGED + "hidden_costs: {brand_damage: [{item: OTIF, per: delayed_order, unit_cost: 3, "
     "grace_days: 1}]}\n", f"DAYS: {{multiply: {FACTOR}}}", "SCN407", "days of grace"),
    (SURE, "DAYS: {multiply: {low: 0.4, high: 0.8}}", "SCN501", "no likely value"),
    (SURE, "DAYS: {multiply: {low: 0.8, likely: 0.9, high: 0.4}}", "SCN501", "upside down"),
    (SURE, "DAYS: {multiply: {low: -1, likely: 0.5, high: 1}}", "SCN105", "negative"),
    (SURE, "DAYS: {multiply: {low: 0.1, likely: lots, high: 1}}", "SCN105", "a word"),
    (SURE, "DAYS: {multiply: {low: 0.1, lykely: 0.5, high: 1}}", "SCN107", "a typo"),
    (SURE, "DAYS: {multiply: {}}", "SCN501", "nothing"),
    (SURE, "DAYS: {multiply: [0.4, 0.8]}", "SCN105", "a list"),
    (SURE, "DAYS: {add: {low: -9, likely: -1, high: 0}}", "SCN403", "in part below none"),
    (SURE, "DAYS: {add: {p5: -2, p95: 9}}", "SCN501", "a negative lognormal"),
    (RANGED, "DAYS: {add: {low: -5, likely: -1, high: 0}}", "SCN403", "together below none"),
    (SURE, "SHARE: {multiply: {low: 1, likely: 2, high: 11}}", "SCN403",
     "more than the whole"),
    (SURE, "SHARE: {set: {low: 10%, likely: 20%, high: 120%}}", "SCN106",
     "a share above 1"),
    (SURE, "DAYS: {add: {low: 1%, likely: 2%, high: 3%}}", "SCN105", "days as a part"),
    (SURE + "calendar: {go_live: 2027-02-15, slips_by_days: 10}\n",
     f"calendar.slips_by_days: {{multiply: {FACTOR}}}", "SCN407", "it moves dates"),
]  # fmt: skip


@pytest.mark.parametrize("case", NO_RANGE, ids=lambda case: case[-1])
@pytest.mark.parametrize("where", ["mitigation", "taken", "gap"])
def test_what_makes_no_sense_is_a_finding(case: tuple[str, str, str, str], where: str) -> None:
    """With its place, whether it is decided on or not."""
    text, effects, code, _ = case
    effects = effects.replace("DAYS", "delay.duration_days")
    effects = effects.replace("SHARE", "delay.cancellation_sensitivity")
    plan = taking(effects, taken=where == "taken")
    if where == "gap":
        plan = f"gaps: [{{area: M, effects: {{{effects}}}}}]\n"
    with pytest.raises(InvalidScenarioError) as raised:
        priced(text + plan)
    assert {one.code for one in raised.value.findings} == {code}


def test_two_measures_with_ranges_on_weighed_days() -> None:
    """One of them may be taken; both are a finding, unless they exclude each other."""
    text = (
        SURE
        + SEASON
        + taking(
            f"delay.duration_days: {{multiply: {FACTOR}}}",
            more="- {name: N, cost: 1, effects: {delay.duration_days: "
            f"{{multiply: {FACTOR}}}}}}}\n",
            taken=False,
        )
    )
    with pytest.raises(InvalidScenarioError, match="as `M` does"):
        priced(text)
    assert len(mitigate(priced(text.replace("name: N,", "name: N, excludes: M,"))).alone) == 2


def test_under_a_cap_both_ranges_count() -> None:
    """Where a cap limits an item, its mean is that of a sample of both ranges."""
    item = "{item: Fee, per: delayed_order, unit_cost: 10, cap: 40000}"
    text = RANGED + f"hidden_costs: {{brand_damage: [{item}]}}\n"
    found = priced(text + taking(f"delay.duration_days: {{multiply: {FACTOR}}}"))
    grids = [
        np.array([distribution_of(one).quantile((at + 0.5) / 1_000) for at in range(1_000)])
        for one in (pert(4, 8, 16), pert(0.4, 0.5, 0.8))
    ]
    days = np.outer(*grids)
    wanted = float(np.mean(DAY * days + np.minimum(10_000 * days, 40_000)))
    assert mean_of(found) == pytest.approx(wanted, rel=2e-3)


def test_a_modification_takes_ranges() -> None:
    """A gap that is modified makes failing likelier, by what nobody knows."""
    gap = "gaps: [{area: Returns, decision: modify, modification_cost: 0, effects: {EFFECT}}]\n"
    ranged = gap.replace("EFFECT", "likelihood: {add: {low: 0%, likely: 5%, high: 20%}}")
    found = priced(SURE + "likelihood: 40%\n" + ranged)
    assert mean_of(found) == pytest.approx(80_000 * (0.4 + 0.4 / 6), rel=1e-9)
    names = [one.path for one in drivers(found).drivers]
    assert names[0] == "likelihood"
