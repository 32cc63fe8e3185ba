"""Waiting by phase, and what a stop leaves undone, against a model in exact fractions."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import assess
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.time.postponing import Postponing
from omsrisk.analysis.time.timeline import timeline
from omsrisk.core.algebra.symbols import Symbol, evaluate
from omsrisk.core.money import ENOUGH_DIGITS, add, exact, to_minor_unit
from omsrisk.core.phasing.on_dates import postponed
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.variation import values_of
from tests.support.phased_texts import scenario_of

EARLIEST = date(2027, 1, 1)
A_DAY, RUNNING, AFTER, SYSTEM, LOSS = 1000, 500, 60, 900000, 70000


class Phase(NamedTuple):
    """A phase of the model: percent of the orders, day after the earliest, percent of failure."""

    share: int
    day: int
    likelihood: int


class Plan(NamedTuple):
    """A roll-out of the model; the horizon is counted in days from the earliest go-live."""

    phases: tuple[Phase, ...]
    stops: bool = False
    horizon: int | None = None


def text(plan: Plan) -> str:
    """Write a plan as a scenario."""
    horizon = "" if plan.horizon is None else f"  horizon: {EARLIEST + timedelta(plan.horizon)}\n"
    phases = "".join(
        f"  - {{name: Phase {at}, share_of_orders: {one.share}%, likelihood: {one.likelihood}%, "
        f"go_live: {EARLIEST + timedelta(one.day)}}}\n"
        for at, one in enumerate(plan.phases, start=1)
    )
    return (
        "omsrisk: 1\nname: A\ncurrency: EUR\n"
        f"hidden_costs: {{inventory_loss: {LOSS}}}\n"
        f"stabilisation: {{parallel_running: {{cost_per_day: {RUNNING}, duration_days: {AFTER}}}}}\n"
        f"capital: {{system_cost: {SYSTEM}, paid_before_go_live: 85%}}\n"
        f"if_a_phase_fails: {'stop' if plan.stops else 'continue'}\n"
        f"calendar:\n  earliest_go_live: {EARLIEST}\n  cost_of_waiting_per_day: {A_DAY}\n{horizon}"
        f"phases:\n{phases}"
    )


def worked_out(plan: Plan) -> dict[str, Fraction]:
    """Work the three lines out, phase by phase."""
    undone = plan.stops and plan.horizon is not None and len(plan.phases) > 1
    reached = Fraction(1)
    waiting = running = written_off = Fraction(0)
    live = Fraction(0)
    for at, one in enumerate(plan.phases):
        share, fails = Fraction(one.share, 100), Fraction(one.likelihood, 100)
        live += share
        weight = reached if undone else Fraction(1)
        waiting += share * A_DAY * (weight * one.day + (1 - weight) * (plan.horizon or 0))
        if at:
            running += weight * (one.day - plan.phases[at - 1].day) * RUNNING
        if undone and at + 1 < len(plan.phases):
            written_off += reached * fails * SYSTEM * (1 - live)
        reached *= 1 - fails
    return {
        "programme.waiting": waiting,
        "stabilisation.parallel_running": running + AFTER * RUNNING,
        "stopping.system_written_off": written_off,
    }


def expected(exposure: Exposure[Decimal]) -> dict[str, Decimal | int | None]:
    """What each line is expected to cost."""
    return {line.id: line.expected for line in exposure.lines if line.assessed}


@st.composite
def plans(draw: st.DrawFn, *, stops: bool = True) -> Plan:
    """Two to four phases that go live one after the other, up to a horizon or without one."""
    number = draw(st.integers(2, 4))
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=number - 1, max_size=number - 1)))
    bounds = [0, *cuts, 100]
    shares = [bounds[at + 1] - bounds[at] for at in range(number)]
    days = sorted(draw(st.lists(st.integers(0, 300), min_size=number, max_size=number)))
    likelihoods = draw(st.lists(st.integers(0, 100), min_size=number, max_size=number))
    horizon = draw(st.none() | st.integers(days[-1], 900))
    phases = map(Phase, shares, days, likelihoods)
    return Plan(tuple(phases), stops and draw(st.booleans()), horizon)


def test_each_phase_waits_with_its_share() -> None:
    """A pilot of 10 % that waits 31 days stops no clock for the 90 % that wait 151."""
    exposure = assess(scenario_of(text(Plan((Phase(10, 31, 30), Phase(90, 151, 20)))))).exposure
    line = next(line for line in exposure.lines if line.id == "programme.waiting")
    assert (line.amount, line.expected) == (139000, 139000)
    own = [one for phase in exposure.phases for one in phase.lines if one.id == line.id]
    assert [one.expected for one in own] == [3100, 135900]


ROWS = [  # plan, line, expected, why
    (Plan((Phase(10, 31, 30), Phase(90, 151, 20)), stops=True), "programme.waiting", "139000",
     "without a horizon the stop rule leaves the waiting as it is"),
    (Plan((Phase(10, 31, 30), Phase(90, 151, 20)), horizon=364), "programme.waiting", "139000",
     "without the stop rule every phase goes live: the horizon counts nothing"),
    (Plan((Phase(10, 31, 30), Phase(90, 151, 20)), stops=True, horizon=364), "programme.waiting",
     "196510", "3,100, and 900 a day for 151 days in seven cases of ten, for 364 in three"),
    (Plan((Phase(10, 31, 30), Phase(90, 151, 20)), stops=True, horizon=364),
     "stopping.system_written_off", "243000", "30 % x 900,000 x 90 %: whole, not the part paid"),
    (Plan((Phase(10, 31, 30), Phase(90, 151, 20)), stops=True, horizon=364),
     "stabilisation.parallel_running", "72000", "60 days, and 120 more in seven cases of ten"),
    (Plan((Phase(10, 31, 30), Phase(90, 151, 20)), stops=True),
     "stabilisation.parallel_running", "90000", "without a horizon 180 days in any case"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[-1])
def test_rows(row: tuple[Plan, str, str, str]) -> None:
    """Each line as worked out by hand."""
    plan, line, amount, _ = row
    assert expected(assess(scenario_of(text(plan))).exposure)[line] == Decimal(amount)


def test_a_system_in_parts_is_written_off_whole() -> None:
    """Where the system's cost is stated in items, their sum is written off."""
    parts = "[{item: Licences, amount: 600000}, {item: Services, amount: 300000}]"
    plan = text(Plan((Phase(10, 31, 30), Phase(90, 151, 20)), stops=True, horizon=364))
    plan = plan.replace(f"system_cost: {SYSTEM},", f"items: {parts},")
    found = expected(assess(scenario_of(plan)).exposure)
    assert found["stopping.system_written_off"] == 243000


@given(plan=plans())
def test_random_plans(plan: Plan) -> None:
    """Waiting, parallel running and the write-off are those of the model, to the last digit."""
    found = expected(assess(scenario_of(text(plan))).exposure)
    for line, amount in worked_out(plan).items():
        assert Fraction(found.get(line, 0) or 0) == amount, line


@given(plan=plans())
def test_the_trace_says_the_same(plan: Plan) -> None:
    """The one trace behind sweeps, roots and simulation gives the net exposure that is printed."""
    scenario = scenario_of(text(plan))
    with exact(ENOUGH_DIGITS):
        traced = price(scenario.case, traced_value).totals["net_exposure"]
        assert isinstance(traced, Symbol)
        whole = evaluate(traced, values_of(scenario.case))
    assert whole == assess(scenario).totals["net_exposure"]


@given(plan=plans(), days=st.integers(0, 60))
def test_postponing(plan: Plan, days: int) -> None:
    """What a postponement moves is told from one pricing as if each were priced anew."""
    case = scenario_of(text(plan)).case
    postponing = Postponing(case, "net_exposure")
    told = postponing.at(days, (Decimal(0),) * len(postponing.figures))
    assert told == Moving(postponed(case, days), "net_exposure").at("calendar.none", Decimal(0))


@settings(deadline=None)
@given(plan=plans())
def test_timeline(plan: Plan) -> None:
    """Each phase's waiting falls over its own days, and all days add up to the net exposure."""
    assessment = assess(scenario_of(text(plan)))
    laid = timeline(assessment, by="day")
    assert add(*(one.amount for one in laid.periods)) == laid.total
    case = assessment.scenario.case
    weights = [Fraction(1)]
    for one in plan.phases[:-1]:
        weights.append(weights[-1] * Fraction(100 - one.likelihood, 100))
    if not case.prices_what_is_undone:
        weights = [Fraction(1)] * len(plan.phases)
    first = plan.phases[0].day
    until = {one.start: one.cumulative for one in laid.periods}
    for day in range(first):  # before the first go-live nothing but waiting falls
        fallen = Fraction(0)
        for weight, one in zip(weights, plan.phases, strict=True):
            to_horizon = max(plan.horizon or 0, one.day)
            done = min(day + 1, one.day) * weight + min(day + 1, to_horizon) * (1 - weight)
            fallen += Fraction(one.share, 100) * A_DAY * done
        exactly = Decimal(fallen.numerator) / Decimal(fallen.denominator)
        assert abs(until[EARLIEST + timedelta(day)] - to_minor_unit(exactly, 2)) <= Decimal("0.01")


@given(shares=st.lists(st.integers(1, 100), min_size=2, max_size=4), day=st.integers(0, 200))
def test_a_split_that_restates_nothing_changes_nothing(shares: list[int], day: int) -> None:
    """Phases that go live on one day wait like a roll-out in one piece, stated or inherited."""
    whole = text(Plan((Phase(100, day, 30),))).partition("phases:\n")[0]
    live = EARLIEST + timedelta(day)
    whole = whole.replace("calendar:\n", f"likelihood: 30%\ncalendar:\n  go_live: {live}\n")
    shares = [*shares[:-1], 0]
    total = max(sum(shares), 1)
    parts = [Decimal(one * 10**6 // total).scaleb(-6) for one in shares[:-1]]
    parts.append(1 - sum(parts, Decimal(0)))
    split = "".join(
        f"  - {{name: Phase {at}, share_of_orders: {one}}}\n" for at, one in enumerate(parts)
    )
    one, several = (assess(scenario_of(one)) for one in (whole, f"{whole}phases:\n{split}"))
    assert several.totals == one.totals


def test_a_likelier_failure_costs_more_with_a_horizon() -> None:
    """Stopping is assessed then: it is the write-off of the system, even without exit fees."""
    plan = Plan((Phase(10, 31, 30), Phase(90, 151, 20)), stops=True)
    assert assess(scenario_of(text(plan))).totals["stopping"] is None
    priced = assess(scenario_of(text(plan._replace(horizon=364))))
    assert priced.totals["stopping"] == 243000
    assert [line.id for line in priced.exposure.group(Group.STOPPING)] == [
        "stopping.system_written_off"
    ]
