"""Mitigations alone and together: worked figures, and the best set against an exhaustive search."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import UsageError, assess, load
from omsrisk.analysis.assess import Assessment, exact_exposure
from omsrisk.analysis.decisions.mitigate import (
    MitigationPlan,
    MitigationSet,
    costs_of,
    mitigate,
)
from omsrisk.analysis.metrics import metric_of
from omsrisk.core.money import ENOUGH_DIGITS, add, exact
from omsrisk.core.pricing.case import Case, Mitigation
from omsrisk.core.pricing.mitigations import acted_on, breaches_of, excluded, mitigated, stating
from omsrisk.core.pricing.variation import values_of
from omsrisk.scenario.load import Loader
from tests.support.paths import SCENARIOS

MITIGATED = SCENARIOS / "retailer-mitigated.yaml"
INACCURACY = "data_misalignment.data_inaccuracy_rate"

ABC = f"""\
mitigations:
  - name: A
    cost: 3000
    effects: {{{INACCURACY}: {{multiply: 0.4}}}}
  - name: B
    cost: 2000
    effects: {{training_deficit.incompletion_rate: {{set: 5%}}}}
  - name: C
    cost:
      - {{item: Rehearsals, quantity: 20, unit_cost: 1250, unit: day}}
      - {{item: Second line, amount: 5000}}
    effects: {{delay.duration_days: {{multiply: 0.5}}}}
"""
IN_PHASES = """\
phases:
  - {name: Pilot, share_of_orders: 10%, data_misalignment: {data_inaccuracy_rate: 5%}}
  - {name: Main, share_of_orders: 40%, data_misalignment: {data_inaccuracy_rate: 3%}}
  - {name: Rest, share_of_orders: 50%, data_misalignment: {data_inaccuracy_rate: 2%}}
"""


def priced(text: str, base: str = "retailer", taken: Sequence[str] = ()) -> Assessment:
    """Price a text that extends a shipped scenario."""
    loader = Loader(taken=taken)
    content = f"extends: {base}.yaml\n{text}".encode()
    return assess(loader.load(str(SCENARIOS / "mitigated.yaml"), content))


def net(one: Assessment) -> Decimal:
    """Give the net exposure."""
    return Decimal(one.totals["net_exposure"] or 0)


def names(one: MitigationSet) -> list[str]:
    """List what is in a set."""
    return [mitigation.name for mitigation in one.mitigations]


def test_each_alone() -> None:
    """The worked figures: what each of three mitigations costs, avoids and brings."""
    plan = mitigate(priced(ABC))
    assert plan.base == 625_800
    assert [one.mitigation.name for one in plan.alone] == ["A", "B", "C"]
    assert [one.cost for one in plan.alone] == [3_000, 2_000, 30_000]
    assert [one.avoided for one in plan.alone] == [9_000, 4_500, 18_000]
    assert [one.net_benefit for one in plan.alone] == [6_000, 2_500, -12_000]
    assert [one.returns for one in plan.alone] == [3, Decimal("2.25"), Decimal("0.6")]


BUDGETS = [  # budget, names, cost, net benefit, why
    ("0", [], "0", "0", "nothing to spend"),
    ("1999.99", [], "0", "0", "a cent too little for the cheapest"),
    ("2000", ["B"], "2000", "2500", "exactly enough for the cheapest"),
    ("4000", ["A"], "3000", "6000", "the better of two, not both"),
    ("5000", ["A", "B"], "5000", "8500", "exactly enough for both"),
    ("1000000", ["A", "B"], "5000", "8500", "money enough, but C costs more than it saves"),
    (None, ["A", "B"], "5000", "8500", "any amount"),
]


@pytest.mark.parametrize("case", BUDGETS, ids=lambda case: case[-1])
def test_best_within_a_budget(case: tuple[str | None, list[str], str, str, str]) -> None:
    """The worked best sets."""
    budget, expected, cost, net_benefit, _ = case
    best = mitigate(priced(ABC), budget=None if budget is None else Decimal(budget)).best
    assert names(best) == expected
    assert (best.cost, best.net_benefit) == (Decimal(cost), Decimal(net_benefit))


def test_frontier_of_the_worked_measures() -> None:
    """From nothing to the best set; C is on none of it."""
    plan = mitigate(priced(ABC), budget=Decimal(4000))
    assert list(map(names, plan.frontier)) == [[], ["B"], ["A"], ["A", "B"]]
    assert [one.cost for one in plan.frontier] == [0, 2_000, 3_000, 5_000]
    assert [one.net_benefit for one in plan.frontier] == [0, 2_500, 6_000, 8_500]
    assert plan.is_proven


def test_measure_acts_in_phases_that_restate() -> None:
    """In phases of 5, 3 and 2 % A avoids 40 % less of 8,100 than of 15,000: 4,860."""
    plan = mitigate(priced(ABC + IN_PHASES))
    assert plan.base == 618_900
    alone = {one.mitigation.name: one.avoided for one in plan.alone}
    assert alone == {"A": 4_860, "B": 4_500, "C": 18_000}
    assert net(priced(ABC + IN_PHASES, taken=["A"])) == 614_040 + 3_000


COMPANY = [  # effects on the 3 days of delay (36,000), all at no cost, names of the best, why
    (["multiply: 0.5", "multiply: 0.4"], ["M0", "M1"], "28800", "a part of a part"),
    (["multiply: 1.5", "multiply: 0.4"], ["M1"], "21600", "what makes it worse is left"),
    (["set: 2", "multiply: 0.5", "add: -1"], ["M0", "M1", "M2"], "36000", "to exactly nothing"),
    (["add: -2", "multiply: 0.5"], ["M0"], "24000", "together they would leave the bounds"),
    (["add: -2", "multiply: 0.5", "multiply: 1.4"], ["M0", "M1", "M2"], "34800",
     "a third makes two possible that alone leave the bounds"),
]  # fmt: skip


@pytest.mark.parametrize("case", COMPANY, ids=lambda case: case[-1])
def test_measures_in_company(case: tuple[list[str], list[str], str, str]) -> None:
    """The best set reckons with what effects make of each other."""
    effects, expected, avoided, _ = case
    rows = "".join(
        f"  - {{name: M{at}, cost: 0, effects: {{delay.duration_days: {{{effect}}}}}}}\n"
        for at, effect in enumerate(effects)
    )
    best = mitigate(priced(f"mitigations:\n{rows}")).best
    assert (names(best), best.avoided) == (expected, Decimal(avoided))


def test_sets_of_one_cost_are_told_apart_to_the_cent() -> None:
    """0.1 and 0.2 cost what 0.3 does: the frontier has one set at that cost, the better."""
    text = """\
mitigations:
  - {name: A, cost: 0.3, effects: {hidden_costs.inventory_loss: {add: -19000}}, excludes: [B, C]}
  - {name: B, cost: 0.1, effects: {delay.cancellation_sensitivity: {multiply: 0.7}}}
  - {name: C, cost: 0.2, effects: {training_deficit.hours: {multiply: 0.5}}}
"""
    frontier = mitigate(priced(text)).frontier
    at_this_cost = [names(one) for one in frontier if one.cost == Decimal("0.3")]
    assert at_this_cost == [["B", "C"]]


@pytest.mark.parametrize("base", ["retailer", "phased", "seasonal"])
def test_avoided_is_what_taking_one_saves(base: str) -> None:
    """The net exposure with a mitigation is that without, less what it avoids, plus its cost."""
    text = MITIGATED.read_text(encoding="utf-8").partition("\nmitigations:")[2]
    plan = mitigate(priced(f"mitigations:{text}", base))
    assert len(plan.alone) == 6
    for one in plan.alone:
        taken = priced(f"mitigations:{text}", base, taken=[one.mitigation.name])
        assert net(taken) == add(plan.base, one.avoided.copy_negate(), one.cost)
        assert one.net_benefit == add(plan.base, net(taken).copy_negate())
    taken = priced(f"mitigations:{text}", base, taken=names(plan.best))
    assert net(taken) == add(plan.base, plan.best.net_benefit.copy_negate())


OVERRUN = "programme: {overrun: {rate: 27%, likelihood: 50%}}\n"


@pytest.mark.parametrize("base", ["retailer", "phased"])
@pytest.mark.parametrize(
    "more",
    [
        "",
        "  - {name: X, cost: 700, effects: {programme.overrun.rate: {multiply: 0.6}}}\n",
        "  - {name: X, cost: 700, postpones_by_days: 9, effects: {likelihood: {multiply: 0.6}}}\n",
    ],
)
def test_what_the_cost_overruns_by_is_no_saving(base: str, more: str) -> None:
    """Planned costs overrun, those of mitigations too: what taking a set saves is its net benefit."""
    cheap = "  - {name: D, cost: 10, effects: {delay.cancellation_sensitivity: {multiply: 0.9}}}\n"
    text = OVERRUN + ABC + cheap + more
    plan = mitigate(priced(text, base))
    found = [([one.mitigation.name], one.net_benefit) for one in plan.alone]
    found += [(names(one), one.net_benefit) for one in (plan.best, *plan.frontier)]
    for chosen, benefit in found:
        taken = priced(text, base, taken=chosen)
        assert benefit == add(plan.base, net(taken).copy_negate())
    assert plan.order
    assert sum(one.net_benefit for one in plan.order) == plan.best.net_benefit
    assert plan.alone[0].cost == 3_000
    exposure = mitigate(priced(text, base), metric="exposure")
    for by_net, by_exposure in zip(plan.alone, exposure.alone, strict=True):
        assert by_net.avoided == by_exposure.avoided or by_net.mitigation.postpones_by
    failure = mitigate(priced(text, base), metric="cost_of_failure").alone[0]
    assert failure.avoided == mitigate(priced(ABC, base), metric="cost_of_failure").alone[0].avoided


def test_a_mitigation_may_pay_but_for_what_it_overruns_by() -> None:
    """A saves 9,000: at 8,000 it pays, and does not if it may cost 13.5 % more."""
    dear = f"mitigations: [{{name: A, cost: 8000, effects: {{{INACCURACY}: {{multiply: 0.4}}}}}}]\n"
    assert names(mitigate(priced(dear)).best) == ["A"]
    assert names(mitigate(priced(OVERRUN + dear)).best) == []
    (alone,) = mitigate(priced(OVERRUN + dear)).alone
    assert [alone.cost, alone.avoided] == [8_000, 7_920]


def test_order_to_buy_adds_up_to_the_best_set() -> None:
    """Each step is what it adds to those before it: the steps add up, and first comes the best."""
    plan = mitigate(assess(load(MITIGATED)))
    assert len(plan.order) == len(plan.best.mitigations) > 2
    assert {one.mitigation for one in plan.order} == set(plan.best.mitigations)
    assert add(*(one.cost for one in plan.order)) == plan.best.cost
    assert add(*(one.avoided for one in plan.order)) == plan.best.avoided
    returns = {one.mitigation: one.returns or Decimal(0) for one in plan.alone}
    assert returns[plan.order[0].mitigation] == max(returns[one] for one in plan.best.mitigations)


METRICS = [
    ("delay", "18000", "one category: C alone acts"),
    ("cost_of_failure", "31500", "the four categories"),
    ("stabilisation.freeze", "0", "a line on which nothing acts"),
    ("programme", "0", "planned money: the cost of a mitigation is not avoided"),
]


@pytest.mark.parametrize("case", METRICS, ids=lambda case: case[-1])
def test_another_metric_can_be_lowered(case: tuple[str, str, str]) -> None:
    """What is avoided is told of the metric that is asked for."""
    metric, avoided, _ = case
    plan = mitigate(priced(ABC), metric=metric)
    assert add(*(one.avoided for one in plan.alone)) == Decimal(avoided)
    assert metric_of(priced(ABC).exposure, metric) == plan.base


def test_without_mitigations_there_is_nothing_to_find() -> None:
    """A scenario without mitigations is wrong usage, as is a metric that there is not."""
    with pytest.raises(UsageError, match="has no `mitigations`") as refused:
        mitigate(priced(""))
    assert "explain mitigations" in refused.value.hint
    with pytest.raises(UsageError, match="no metric `net_exposrue`"):
        mitigate(priced(ABC), metric="net_exposrue")


def test_shipped_measures() -> None:
    """The shipped file: together its best mitigations bring more than any alone, and one is left."""
    plan = mitigate(assess(load(MITIGATED)))
    assert len(plan.alone) == 6
    assert add(*(costs_of(plan.assessment.scenario.case).values())) > plan.best.cost
    assert plan.best.net_benefit > max(one.net_benefit for one in plan.alone)


POOLS = {
    "retailer": (
        INACCURACY,
        "delay.duration_days",
        "delay.cancellation_sensitivity",
        "training_deficit.hours",
        "training_deficit.incompletion_rate",
        "hidden_costs.inventory_loss",
        "stabilisation.duration_days",
        "stabilisation.productivity.dip",
        "orders.daily_volume",
        "likelihood",
    ),
    "phased": (
        INACCURACY,
        "delay.duration_days",
        "likelihood",
        "stabilisation.freeze.duration_days",
        "stabilisation.productivity.dip",
        "training_deficit.hours",
        "phases.pilot.delay.duration_days",
        "phases.last-wave.likelihood",
    ),
    "seasonal": (
        "delay.duration_days",
        "data_misalignment.exposure_days",
        "stabilisation.freeze.duration_days",
        "delay.cancellation_sensitivity",
        "delay.share_of_orders_delayed",
        "calendar.cost_of_waiting_per_day",
        "orders.average_value",
    ),
}
STOPPING = "stop_if_a_phase_fails: true\nstopping: {items: [{item: Exit fee, amount: 90000}]}\n"
RECOVERIES = "recoveries: [{item: Insurance, amount: 60000}]\n"
VARIANTS = [
    ("retailer", "", True, 10),
    ("phased", "", True, 4),
    ("phased", STOPPING, True, 3),
    ("seasonal", "", True, 10),
    ("retailer", RECOVERIES, False, 10),
]
PATHS = sorted({path for pool in POOLS.values() for path in pool})


class Effect(NamedTuple):
    """An effect as the file has it."""

    path: str
    word: str
    number: str


def in_force(case: Case, path: str) -> list[Decimal]:
    """List the numbers on which an effect acts, before any has acted."""
    stated = stating(case, [])
    paths = acted_on(stated, path)
    values = values_of(stated)
    if paths:
        return [values[one] for one in paths]
    below = path.removeprefix("phases.").partition(".")[2]
    return [values.get(below, Decimal(1))]


@st.composite
def effects(draw: st.DrawFn, case: Case, pool: Sequence[str], path: str | None = None) -> Effect:
    """An effect that by itself keeps its input in bounds."""
    path = path or draw(st.sampled_from(pool))
    numbers = in_force(case, path)
    is_share = path.rpartition(".")[2] in SHARES
    word = draw(st.sampled_from(["multiply", "multiply", "multiply", "set", "add"]))
    part = draw(st.decimals("0", "1", places=1))
    with exact():
        if word == "multiply":
            room = (1 / float(max(numbers))) if is_share else 3.0
            factors = [*("0", "0.3", "0.5", "0.6", "0.9", "1"), "1.2", "1.9"]
            number = draw(st.sampled_from([one for one in factors if float(one) <= room]))
        elif word == "set":
            number = f"{part * min(numbers):f}"
        else:
            less = draw(st.booleans())
            room_up = 1 - max(numbers) if is_share else min(numbers)
            number = f"{-part * min(numbers) if less else part * room_up:f}"
    return Effect(path, word, number)


SHARES = {
    "data_inaccuracy_rate",
    "cancellation_sensitivity",
    "incompletion_rate",
    "dip",
    "likelihood",
    "share_of_orders_delayed",
}


@st.composite
def plans(draw: st.DrawFn, base: str, more: str, *, dear: bool) -> str:
    """Six or seven random mitigations on a shipped scenario, some of which exclude others."""
    case = priced(more, base).scenario.case
    count = draw(st.integers(6, 7))
    setting: dict[str, list[tuple[str, str]]] = {}
    rows = []
    for at in range(count):
        drawn = draw(st.lists(effects(case, POOLS[base]), min_size=1, max_size=2,
                              unique_by=lambda one: one.path.rpartition(".")[2]))  # fmt: skip
        name, excludes = f"M{at}", set()
        for one in drawn:
            if one.word == "set":
                key = one.path.rpartition(".")[2]
                others = setting.setdefault(key, [])
                excludes |= {other for other, number in others if number != one.number}
                others.append((name, one.number))
        if at and draw(st.integers(0, 5)) == 0:
            excludes.add(f"M{draw(st.integers(0, at - 1))}")
        cost = (
            Decimal(draw(st.integers(0, 400))) * 50 if dear else draw(st.decimals("0", "1", places=1))
        )
        written = ", ".join(f"{one.path}: {{{one.word}: {one.number}}}" for one in drawn)
        row = f"  - {{name: {name}, cost: {cost}, effects: {{{written}}}"
        rows.append(row + (f", excludes: [{', '.join(sorted(excludes))}]}}\n" if excludes else "}\n"))
    return f"{more}mitigations:\n{''.join(rows)}"


def every_set(case: Case) -> Iterator[tuple[Decimal, Decimal]]:
    """Price every set of mitigations that can be taken: its cost and its net benefit, exactly."""
    costs = costs_of(case)
    before = exact_exposure(case).net_exposure
    for size in range(len(case.mitigations) + 1):
        for chosen in combinations(case.mitigations, size):
            if any(excluded(one, other) for one, other in combinations(chosen, 2)):
                continue
            changed = mitigated(case, chosen)
            if breaches_of(changed, _acted_on(changed, chosen)):
                continue
            after = exact_exposure(changed, digits=ENOUGH_DIGITS).net_exposure
            with exact(ENOUGH_DIGITS):
                cost = sum((costs[one.slug] for one in chosen), Decimal(0))
                yield cost, before - after - cost


def _acted_on(case: Case, chosen: Sequence[Mitigation]) -> set[str]:
    return {path for one in chosen for effect in one.effects for path in acted_on(case, effect.path)}


def frontier_of(sets: Sequence[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    """Keep the sets that have more net benefit than every one that costs no more."""
    kept: list[tuple[Decimal, Decimal]] = []
    for cost, benefit in sorted(sets, key=lambda one: (one[0], -one[1])):
        if not kept or benefit > kept[-1][1]:
            kept.append((cost, benefit))
    return kept


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: f"{one[0]} {one[1][:10]}".strip())
def test_best_set_is_that_of_an_exhaustive_search(variant: tuple[str, str, bool, int]) -> None:
    """Cost and net benefit of every set on the frontier, and of the best within any budget."""
    base, more, dear, examples = variant

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(text=plans(base, more, dear=dear), budget=st.decimals("0", "60000", places=1))
    def holds(text: str, budget: Decimal) -> None:
        assessment = priced(text, base)
        plan = mitigate(assessment)
        expected = frontier_of(list(every_set(assessment.scenario.case)))
        assert plan.is_proven
        assert [(one.cost, one.net_benefit) for one in plan.frontier] == expected
        assert (plan.best.cost, plan.best.net_benefit) == expected[-1]
        best = mitigate(assessment, budget=budget).best
        assert (best.cost, best.net_benefit) == [one for one in expected if one[0] <= budget][-1]

    holds()


def _many(count: int) -> MitigationPlan:
    pool = POOLS["retailer"][:8]
    rows = "".join(
        f"  - {{name: M{at}, cost: {300 + 170 * (at * 7 % count)}, "
        f"effects: {{{pool[at % 8]}: {{multiply: 0.{90 - at % 5 * 7}}}, "
        f"{pool[(at * 3 + 1) % 8] if at % 8 != (at * 3 + 1) % 8 else 'likelihood'}: "
        f"{{multiply: 0.9{at % 7}}}}}}}\n"
        for at in range(count)
    )
    return mitigate(priced(f"mitigations:\n{rows}"))


def test_many_measures_are_searched_to_the_end() -> None:
    """Twenty mitigations, a million sets: the best is proven, and no single exchange betters it."""
    plan = _many(20)
    assert plan.is_proven
    chosen = set(plan.best.mitigations)
    assert 1 < len(chosen) < 20
    case = plan.assessment.scenario.case
    costs = costs_of(case)
    for one in case.mitigations:
        other = [two for two in case.mitigations if (two in chosen) != (two == one)]
        after = exact_exposure(mitigated(case, other), digits=ENOUGH_DIGITS).net_exposure
        with exact(ENOUGH_DIGITS):
            cost = sum((costs[two.slug] for two in other), Decimal(0))
            assert plan.base - after - cost <= plan.best.net_benefit


def test_frontier_climbs() -> None:
    """More money, more net benefit, strictly; the best set is its end."""
    frontier = _many(12).frontier
    assert len(frontier) > 3
    for before, after in pairwise(frontier):
        assert after.cost > before.cost
        assert after.net_benefit > before.net_benefit
