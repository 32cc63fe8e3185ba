"""Cost items with a cap: worked by hand, phase by phase, and in the mean by brute force."""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from omsrisk import InvalidScenarioError, means, simulate
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.analysis.sensitivity.varying import HeldByCapError
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import NoClosedFormError, drivers
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.limits import Limit
from tests.support.uncertain_texts import HEAD, priced

ORDERS = HEAD + "orders: {daily_volume: 1000, average_value: 100}\n"
DELAY = "delay: {duration_days: 5, share_of_orders_delayed: 40%, cancellation_sensitivity: 0%}\n"
TEXT = ORDERS + DELAY + "stabilisation: {duration_days: 45, items: [{item: X, ITEM}]}\n"
LATE = "per: delayed_order, unit_cost: 3, grace_days: 1"
PHASES = """phases:
  - {name: A, share_of_orders: 40%}
  - {name: B, share_of_orders: 60%}
"""


def item(written: str, more: str = "", changes: Mapping[str, str] | None = None) -> Assessment:
    """Price a scenario with one item of the stabilisation."""
    text = TEXT.replace("ITEM", written) + more
    for before, after in (changes or {}).items():
        assert before in text
        text = text.replace(before, after)
    return priced(text)


def amount(assessment: Assessment, name: str = "stabilisation.x") -> Decimal:
    """Tell what the item comes to."""
    return Decimal(metric_of(assessment.exposure, name) or 0)


def mean(assessment: Assessment) -> float:
    """Take the mean of the item."""
    told = means(assessment).lines["stabilisation.x"]
    assert told is not None
    return float(told)


CASES = [  # the item, what it comes to, why
    (f"{LATE}, cap: 3000", "3000", "4,800 and a cap below it"),
    (f"{LATE}, cap: 4800", "4800", "just at the cap"),
    (f"{LATE}, cap: 4800.01", "4800", "a cent below it"),
    (f"{LATE}, cap: 0", "0", "a contract that takes nothing"),
    (f"{LATE}, cap: 3000, likelihood: 25%", "750", "the likelihood multiplies what it comes to"),
    ("amount: 90000, cap: 20000", "20000", "a stated amount"),
    ("quantity: 3, unit_cost: 9000, cap: 20000", "20000", "quantity x unit cost"),
    ("per: day_of_delay, unit_cost: 700, cap: 2000", "2000", "a penalty by the day"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_an_item_never_comes_to_more_than_its_cap(case: tuple[str, str, str]) -> None:
    """The lesser of both, before the likelihood."""
    assert amount(item(case[0])) == Decimal(case[1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_a_split_that_restates_nothing_changes_nothing(case: tuple[str, str, str]) -> None:
    """Each phase has its share of the cap, as of what the item comes to."""
    assert amount(item(case[0], PHASES)) == Decimal(case[1])


def test_a_phase_reaches_its_share_of_the_cap_by_itself() -> None:
    """A comes to 40 % of 1,200 for a day; B lasts longer than its part of the cap."""
    longer = PHASES.replace("60%", "60%, delay: {duration_days: 20}")
    assert amount(item(f"{LATE}, cap: 10000", longer)) == 1200 * 4 * Decimal("0.4") + 6000


def test_a_phase_that_restates_an_item_has_the_cap_as_written() -> None:
    """Its own list takes the place of the scenario's, unsplit."""
    own = "60%, stabilisation: {items: [{item: X, amount: 9000, cap: 5000}]}"
    assert amount(item("amount: 2000, cap: 1000", PHASES.replace("60%", own))) == 400 + 5000


def test_a_recovery_has_a_cap_too() -> None:
    """What a supplier pays is limited, and weighed by the failure after that."""
    text = (
        "likelihood: 50%\n"
        "recoveries: [{item: Supplier, per: day_of_delay, unit_cost: 70, cap: 200}]\n"
    )
    found = item("amount: 0", text)
    assert amount(found, "recoveries.supplier") == -200
    assert found.totals["recoveries"] == -100


def test_hidden_costs_and_the_version_that_fails_have_caps() -> None:
    """In all lists that a failure fills."""
    more = "hidden_costs: {brand_damage: [{item: Y, amount: 7, cap: 5}, {item: Z, amount: 2}]}\n"
    failed = "if_it_fails: {items: [{item: X, amount: 9, cap: 8}]}"
    failing = {"duration_days: 45,": f"duration_days: 45, {failed},"}
    found = item("amount: 4, cap: 3", more + "likelihood: 50%\n", failing)
    assert amount(found, "hidden_costs.brand_damage") == 7
    assert found.totals["stabilisation"] == Decimal("0.5") * 3 + Decimal("0.5") * 8


ABOVE = [
    f"{LATE}, cap: 99999999",
    "quantity: {low: 1, likely: 2, high: 5}, unit_cost: {p5: 10, p95: 900}, cap: 1e15",
    "amount: {p5: 300, p95: 900}, cap: 999999999999",
]


@pytest.mark.parametrize("written", ABOVE)
def test_a_cap_above_the_amount_changes_no_figure(written: str) -> None:
    """Neither totals nor means nor what is simulated."""
    written = written.replace("1e15", "999999999999999")
    bare = written.split(", cap")[0]
    more = "likelihood: 40%\n" + PHASES
    capped, plain = item(written, more), item(bare, more)
    assert capped.totals == plain.totals
    for name, value in means(plain).totals.items():
        told = means(capped).totals[name]
        assert (told is None) == (value is None)
        assert told is None or float(told) == pytest.approx(float(value or 0), rel=1e-9), name
    sampled = [
        simulate(one, trials=2000, seed=1).figures["net_exposure"].summary.mean.value
        for one in (capped, plain)
    ]
    assert sampled[0] == pytest.approx(sampled[1], rel=1e-12)


REFUSED: list[tuple[str, str, str]] = [
    ("programme: {items: [{item: Y, amount: 3, cap: 2}]}\n", "SCN102", "planned"),
    ("stopping: {items: [{item: Y, amount: 3, cap: 2}]}\n", "SCN102", "not split"),
    (
        "recoveries: [{item: Y, amount: 3, cap: 2, contingent: false}]\n",
        "SCN116",
        "paid in any case",
    ),
    ("hidden_costs: {brand_damage: [{item: Y, amount: 3, cap: -2}]}\n", "SCN105", "negative"),
    ("hidden_costs: {brand_damage: [{item: Y, amount: 3, cap: high}]}\n", "SCN105", "a word"),
    ("hidden_costs: {brand_damage: [{item: Y, amount: 3, cap: 15%}]}\n", "SCN105", "a part"),
    ("hidden_costs: {brand_damage: [{item: Y, cap: 15}]}\n", "SCN103", "nothing to limit"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_is_refused(case: tuple[str, str, str]) -> None:
    """Each mistake is a finding of its code."""
    with pytest.raises(InvalidScenarioError) as refused:
        item("amount: 3", case[0])
    assert case[1] in {one.code for one in refused.value.findings}


SPREADS = {
    "uniform": (
        "{low: 2, high: 10, distribution: uniform}",
        Distribution.from_bounds(2, 10),
    ),
    "pert": ("{low: 2, likely: 5, high: 10}", Distribution.from_range(2, 5, 10)),
    "triangular": (
        "{low: 2, likely: 5, high: 10, distribution: triangular}",
        Distribution.from_range(2, 5, 10, "triangular"),
    ),
    "lognormal": (
        "{p5: 2, p95: 10}",
        Distribution.from_interval(2, 10, 0.05, "lognormal"),
    ),
}


def quantiles(distribution: Distribution, count: int) -> Iterator[float]:
    """Walk the middles of so many equal parts of the chance."""
    return (distribution.quantile((at + 0.5) / count) for at in range(count))


@pytest.mark.parametrize("name", SPREADS)
@pytest.mark.parametrize("cap", [500, 5000, 9000, 50000])
def test_the_mean_of_one_range_is_exact(name: str, cap: int) -> None:
    """As the sum over 40,000 parts of the chance; the cap binds always, at times or never."""
    written, distribution = SPREADS[name]
    found = mean(item(f"{LATE}, cap: {cap}", "", {"duration_days: 5": f"duration_days: {written}"}))
    each = (min(1200 * max(days - 1, 0), cap) for days in quantiles(distribution, 40_000))
    assert found == pytest.approx(math.fsum(each) / 40_000, rel=1e-4)


def test_the_mean_of_a_uniform_range_by_hand() -> None:
    """1,200 for each of 1 to 9 days up to 4,800: 0.375 x 3,000 + 0.625 x 4,800."""
    written, _ = SPREADS["uniform"]
    found = mean(item(f"{LATE}, cap: 4800", "", {"duration_days: 5": f"duration_days: {written}"}))
    assert found == pytest.approx(0.375 * 3000 + 0.625 * 4800, rel=1e-12)


SEASON = "calendar: {go_live: 2027-02-26, season: {feb: 0.5, mar: 2}}\n"


def season_days(days: float) -> float:
    """Add the season up day by day, the last in part, without the first."""
    total, whole = 0.0, int(days)
    for at in range(1, whole + 1):
        day = date(2027, 2, 26) + timedelta(days=at)
        index = {2: 0.5, 3: 2.0}.get(day.month, 1.0)
        total += index * (1 if at < whole else days - whole)
    return total


def test_a_season_weighs_the_days_below_the_cap() -> None:
    """One range of days through a window: exact, as the sum over parts of the chance."""
    written, distribution = SPREADS["pert"]
    changes = {"duration_days: 5": f"duration_days: {written}"}
    found = mean(item(f"{LATE}, cap: 9000", SEASON, changes))
    each = (min(1200 * season_days(days), 9000) for days in quantiles(distribution, 40_000))
    assert found == pytest.approx(math.fsum(each) / 40_000, rel=1e-4)


_LONGER = f"duration_days: {SPREADS['pert'][0]}"
SEVERAL: dict[
    str, tuple[dict[str, str], tuple[Distribution, ...], Callable[..., float]]
] = {  # what has a range, and what the amount comes to by these
    "two": (
        {
            "duration_days: 5": _LONGER,
            "1000": "{low: 500, likely: 900, high: 1800}",
        },
        (SPREADS["pert"][1], Distribution.from_range(500, 900, 1800)),
        lambda days, volume: 1.2 * volume * (days - 1),
    ),
    "three, one without an end": (
        {
            "duration_days: 5": f"duration_days: {SPREADS['triangular'][0]}",
            "1000": "{p5: 500, p95: 1800}",
            "unit_cost: 3": "unit_cost: {low: 2, high: 4, distribution: uniform}",
        },
        (
            SPREADS["triangular"][1],
            Distribution.from_interval(500, 1800, 0.05, "lognormal"),
            Distribution.from_bounds(2, 4),
        ),
        lambda days, volume, cost: 0.4 * cost * volume * (days - 1),
    ),
    "the cap and what it limits": (
        {
            "duration_days: 5": _LONGER,
            "cap: 4000": "cap: {low: 2000, likely: 4000, high: 9000}",
        },
        (SPREADS["pert"][1], Distribution.from_range(2000, 4000, 9000)),
        lambda days, cap: min(1200 * (days - 1) - cap, 0) + cap,
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_the_mean_of_several_ranges_has_its_error(name: str) -> None:
    """As the sum over a grid of chances, and within its error of the simulation."""
    changes, distributions, amount_of = SEVERAL[name]
    found = item(f"{LATE}, cap: 4000", "", changes)
    told = mean(found)
    count = 60 if len(distributions) > 2 else 400
    cap = math.inf if "the cap" in name else 4000
    grids = [list(quantiles(one, count)) for one in distributions]
    each = (min(amount_of(*numbers), cap) for numbers in product(*grids))
    assert told == pytest.approx(math.fsum(each) / count ** len(distributions), rel=2e-3)
    error = means(found).errors["stabilisation.x"]
    assert 0 < error < 1e-3 * told
    sampled = simulate(found, trials=100_000).figures["net_exposure"].summary.mean
    assert abs(told - sampled.value) < 4 * sampled.error


def test_correlated_ranges_below_a_cap_are_sampled() -> None:
    """Their mean is the estimate of a simulation, and told as one."""
    changes, _, _ = SEVERAL["two"]
    pair = "[delay.duration_days, orders.daily_volume]"
    more = f"correlations: [{{inputs: {pair}, rank_correlation: 0.6}}]\n"
    found = means(item(f"{LATE}, cap: 4000", more, changes))
    assert "net_exposure" in found.estimated
    assert found.errors["net_exposure"] > 0


def test_the_mean_over_slips_limits_the_amount_of_each() -> None:
    """The least of a mean is not the mean of the least: as the sum over the days of the slip."""
    slips = ", slips_by_days: {low: 0, high: 4, distribution: uniform}}\n"
    found = mean(item(f"{LATE}, cap: 5000", SEASON.replace("}}\n", "}" + slips)))
    chances = {0: 0.125, 1: 0.25, 2: 0.25, 3: 0.25, 4: 0.125}
    by_hand = 0.0
    for slip, chance in chances.items():
        days = [date(2027, 2, 26) + timedelta(days=slip + at) for at in range(1, 5)]
        by_hand += chance * min(1200 * sum({2: 0.5, 3: 2.0}[one.month] for one in days), 5000)
    assert found == pytest.approx(by_hand, rel=1e-12)


def test_solve_finds_where_the_cap_is_not_reached_any_more() -> None:
    """Below it the line, from it on one figure: the least days that give it are told."""
    found = solve(item(f"{LATE}, cap: 6000"), "delay.duration_days", target=Decimal(3600))
    assert [one.value for one in found.solutions] == [4]
    found = solve(item(f"{LATE}, cap: 6000"), "delay.duration_days", target=Decimal(6000))
    assert [one.value for one in found.solutions] == [6]
    found = solve(item(f"{LATE}, cap: 6000"), "delay.duration_days", target=Decimal(6001))
    assert not found.solutions
    found = solve(item(f"{LATE}, cap: 6000"), "stabilisation.items.x.cap", target=Decimal(4000))
    assert [one.value for one in found.solutions] == [4000]
    found = solve(item(f"{LATE}, cap: 6000"), "orders.daily_volume", target=Decimal(5000))
    assert [round(one.value, 6) for one in found.solutions] == [Decimal("1041.666667")]


UNCERTAIN = {"1000": "{low: 500, likely: 900, high: 1800}"}
AS_WRITTEN = ["2", "4.5", "9"]


@pytest.mark.parametrize("days", AS_WRITTEN)
def test_what_moves_beside_ranges_is_priced_anew(days: str) -> None:
    """A sweep and a bar come to what a file with that number comes to in the mean."""
    found = item(f"{LATE}, cap: 4000", "", UNCERTAIN)
    there = item(
        f"{LATE}, cap: 4000", "", {**UNCERTAIN, "duration_days: 5": f"duration_days: {days}"}
    )
    wanted = pytest.approx(mean(there), rel=1e-12)
    swept = sweep([found], [f"delay.duration_days={days}:{days}:1"])
    (point,) = swept.points
    assert float(point.values[0][0]) == wanted
    moving = Moving(found.scenario.case, "net_exposure", At.MEAN)
    assert float(moving.at("delay.duration_days", Decimal(days))) == wanted


def test_a_sweep_of_two_inputs_of_one_item() -> None:
    """No polynomial tells the least of a product of both: each point is priced."""
    found = item(f"{LATE}, cap: 4000")
    swept = sweep([found], ["delay.duration_days=1:9:2", "orders.daily_volume=500:1500:500"])
    points = list(swept.points)
    assert len(points) == 15
    for (days, volume), ((value,),) in points:
        assert isinstance(days, Decimal)
        assert isinstance(volume, Decimal)
        assert value == min(Decimal("1.2") * volume * (days - 1), 4000)


def test_an_input_that_a_cap_holds_beside_ranges_is_not_solved_for() -> None:
    """It is said what answers instead, and a tripwire is found by that."""
    found = item(f"{LATE}, cap: 4000", "", UNCERTAIN)
    with pytest.raises(HeldByCapError, match="item with a cap"):
        solve(found, "delay.duration_days", target=Decimal(2000))
    limit = Limit("net_exposure", Decimal(3500))
    wires = tripwires(found, (limit,), every_input=True).wires
    at = next(one.at for one in wires if one.path == "delay.duration_days")
    there = item(f"{LATE}, cap: 4000", "", {**UNCERTAIN, "duration_days: 5": f"duration_days: {at}"})
    assert mean(there) == pytest.approx(3500, rel=1e-5)


MITIGATIONS = """mitigations:
  - {name: M, cost: 100, owner: A, effects: {delay.duration_days: {multiply: 0.5}}}
  - {name: N, cost: 300, owner: A, effects: {orders.daily_volume: {multiply: 0.6}}}
  - {name: O, cost: 50, owner: A, effects: {stabilisation.items.x.cap: {set: 1500}}}
"""


@pytest.mark.parametrize("changes", [{}, UNCERTAIN], ids=["certain", "with a range"])
def test_mitigations_lower_what_lies_below_the_cap(changes: dict[str, str]) -> None:
    """Each set avoids what the file avoids in which they are taken."""
    plan = mitigate(item(f"{LATE}, cap: 4000", MITIGATIONS, changes))
    base = mean(item(f"{LATE}, cap: 4000", MITIGATIONS, changes))
    assert plan.is_proven
    assert len(plan.frontier) > 1
    for one in plan.frontier:
        names = {each.name for each in one.mitigations}
        taken = MITIGATIONS
        for name in names:
            taken = taken.replace(f"name: {name},", f"name: {name}, taken: true,")
        there = mean(item(f"{LATE}, cap: 4000", taken, changes))
        assert float(one.avoided) == pytest.approx(base - there, rel=1e-9, abs=1e-9)


def test_the_timeline_adds_up_to_what_is_capped() -> None:
    """In the mean, too."""
    found = item(f"{LATE}, cap: 4000", SEASON + PHASES + "likelihood: 40%\n", UNCERTAIN)
    net = means(found).totals["net_exposure"]
    assert net is not None
    assert sum(one.amount for one in timeline(found).periods) == round(net, 2)


def test_drivers_of_one_range_are_exact_and_of_several_sampled() -> None:
    """The variance as the sum over parts of the chance; several ranges have no closed form."""
    written, distribution = SPREADS["pert"]
    changes = {"duration_days: 5": f"duration_days: {written}"}
    found = drivers(item(f"{LATE}, cap: 5000", "", changes))
    each = [min(1200 * (days - 1), 5000) for days in quantiles(distribution, 40_000)]
    middle = math.fsum(each) / len(each)
    variance = math.fsum((one - middle) ** 2 for one in each) / len(each)
    assert found.mean == pytest.approx(middle, rel=1e-4)
    assert found.standard_deviation == pytest.approx(math.sqrt(variance), rel=1e-3)
    with pytest.raises(NoClosedFormError, match="cap"):
        drivers(item(f"{LATE}, cap: 5000", "", SEVERAL["two"][0]))


def test_percentiles_are_worked_out_where_one_range_decides() -> None:
    """The cap is an outcome with a chance of its own: from P63 on it is what comes."""
    written, _ = SPREADS["uniform"]
    changes = {"duration_days: 5": f"duration_days: {written}"}
    found = simulate(item(f"{LATE}, cap: 4800", "", changes))
    told = found.figures["net_exposure"].summary.percentiles
    assert told[50].value == pytest.approx(4800, abs=1)
    assert told[10].value == pytest.approx(1200 * (2 + 8 * 0.1 - 1), rel=1e-3)
    assert told[95].value == pytest.approx(4800, abs=1)


LEARNING = f"learning: {{RATE: 20%}}\n{PHASES}"


@pytest.mark.parametrize("rate", ["delay.duration_days", "stabilisation.items.x.unit_cost"])
def test_what_phases_learn_below_a_cap_is_stated_in_each(rate: str) -> None:
    """The second phase comes to what it does where its own number is written, also in the mean."""
    own = {
        "delay.duration_days": "60%, delay: {duration_days: 4}",
        "stabilisation.items.x.unit_cost": (
            "60%, stabilisation: {items: "
            "[{item: X, per: delayed_order, unit_cost: 2.4, grace_days: 1, cap: 1800}]}"
        ),
    }[rate]
    for changes in ({}, UNCERTAIN):
        learned = item(f"{LATE}, cap: 3000", LEARNING.replace("RATE", rate), changes)
        written = item(f"{LATE}, cap: 3000", PHASES.replace("60%", own), changes)
        assert mean(learned) == pytest.approx(mean(written), rel=1e-9)
    with pytest.raises(UsageError, match="a cap limits what rests on it"):
        solve(learned, f"learning.{rate}", target=Decimal(100))


def test_a_rate_that_no_cap_rests_on_is_solved_for() -> None:
    """What a capped item does not count stands in its formulas as ever."""
    more = LEARNING.replace("RATE", "delay.share_of_orders_delayed")
    found = item("amount: 90000, cap: 1000", more, {"sensitivity: 0%": "sensitivity: 10%"})
    answer = solve(found, "learning.delay.share_of_orders_delayed", target=Decimal(20_000))
    assert answer.solutions
