"""Pauses: a phase that fails, and is not the last, puts off what is not yet live."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.pricing.mitigations import mitigated
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: EUR
orders: {daily_volume: 1000, average_value: 80}
delay: {duration_days: 3, cancellation_sensitivity: 10%}
calendar: {earliest_go_live: 2027-02-15, cost_of_waiting_per_day: 700}
"""
WEEKS = """stabilisation:
  duration_days: 45
  support: {extra_tickets_per_day: 80, cost_per_ticket: 12}
  parallel_running: {cost_per_day: 500, duration_days: 60}
  items:
    - {item: Temporary staff, amount: 20000}
"""
LONGER = """  if_it_fails:
    duration_days: 90
"""
PHASES = """phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 40%, go_live: 2027-02-15}
  - {name: North, share_of_orders: 40%, likelihood: 30%, go_live: 2027-04-12}
  - {name: South, share_of_orders: 50%, likelihood: 20%, go_live: 2027-06-07}
"""
PAUSE = "if_a_phase_fails: pause\npause_days: 30\n"
SHARES = (Fraction(1, 10), Fraction(2, 5), Fraction(1, 2))
PLANNED = (0, 56, 112)


def priced(text: str) -> Assessment:
    """Price a roll-out in phases."""
    return assess(scenario_of(text))


def costs(fails: tuple[bool, ...], pause: int, weeks_if_failed: int) -> Fraction:
    """Work out by hand what the roll-out costs where its phases end so."""
    total = Fraction(500 * (112 + 60))
    for at, (failed, share, days) in enumerate(zip(fails, SHARES, PLANNED, strict=True)):
        stable = 80 * 12 * (weeks_if_failed if failed else 45) + 20_000
        total += share * (stable + 700 * days + (24_000 if failed else 0))
        if failed and at < len(fails) - 1:
            total += pause * (500 + 700 * sum(SHARES[at + 1 :])) + share * stable
    return total


@given(
    likelihoods=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    pause=st.integers(0, 120),
    is_longer=st.booleans(),
)
def test_every_way_by_hand(likelihoods: list[int], pause: int, *, is_longer: bool) -> None:
    """The mean is that of all ways in which the phases may end, each worked out by itself."""
    text = PHASES
    for old, new in zip((40, 30, 20), likelihoods, strict=True):
        text = text.replace(f"likelihood: {old}%", f"likelihood: {new:d}.0%")
    text = HEAD + WEEKS + (LONGER if is_longer else "") + text
    found = priced(text + PAUSE.replace("30", str(pause)))
    mean = Fraction(0)
    for fails in product((False, True), repeat=3):
        chance = Fraction(1)
        for failed, percent in zip(fails, likelihoods, strict=True):
            chance *= Fraction(percent if failed else 100 - percent, 100)
        mean += chance * costs(fails, pause, 90 if is_longer else 45)
    assert Fraction(found.net_exposure) == mean


def test_outcomes_are_those_ways() -> None:
    """Nothing fails, all fail: the events are decided in the lines of the pause, too."""
    outcomes = {
        one.name: one.net_exposure for one in means(priced(HEAD + WEEKS + PHASES + PAUSE)).outcomes
    }
    assert outcomes["nothing fails"] == costs((False,) * 3, 30, 45)
    assert outcomes["all fail"] == costs((True,) * 3, 30, 45)


def test_lines_by_hand() -> None:
    """What each line comes to, with its likelihood as weight."""
    found = {line.id: line for line in priced(HEAD + WEEKS + PHASES + PAUSE).exposure.lines}
    once_more = found["stabilisation.pause"]
    assert (once_more.amount, once_more.expected) == (31_600, 10_112)
    assert (once_more.phases, once_more.assessed_in) == (2, 2)
    assert found["programme.waiting"].expected == 280 * 68 + 350 * 133
    assert found["stabilisation.parallel_running"].expected == 500 * 193


def test_without_dates_what_is_not_live_waits_all_the_same() -> None:
    """Phases without dates of their own are put off like any other."""
    undated = PHASES
    for day in ("2027-02-15", "2027-04-12", "2027-06-07"):
        undated = undated.replace(f", go_live: {day}", "")
    head = HEAD.replace("calendar: {", "calendar: {go_live: 2027-02-25, ")
    found = {line.id: line for line in priced(head + undated + PAUSE).exposure.lines}
    waits = Decimal(30) * (Decimal("0.4") * 630 + Decimal("0.3") * 350)
    assert found["programme.waiting"].expected == 700 * 10 + waits


@pytest.mark.parametrize(
    "dependence",
    [
        "common_cause: 25%\n",
        "",
    ],
)
def test_means_trials_and_timeline_agree(dependence: str) -> None:
    """The closed form, trials and the days add up to one figure, with ranges."""
    text = HEAD + WEEKS + LONGER + PHASES + dependence
    text += PAUSE.replace("30", "{low: 10, likely: 30, high: 90}")
    text = text.replace("cost_per_ticket: 12", "cost_per_ticket: {low: 8, likely: 12, high: 20}")
    found = priced(text)
    told = means(found).totals["net_exposure"]
    assert told is not None
    sampled = simulate(found, trials=40_000).shown.summary
    assert abs(sampled.mean.value - float(told)) < 4 * sampled.mean.error
    assert drivers(found).mean == pytest.approx(float(told), rel=1e-9)
    assert simulate(found).shown.summary.mean.value == pytest.approx(float(told), rel=1e-6)
    fallen = timeline(found)
    assert float(sum(one.amount for one in fallen.periods)) == pytest.approx(float(told), abs=0.01)


def test_after_a_failure_the_next_is_likelier() -> None:
    """A chain of likelihoods weighs the pauses as it weighs the failures: by hand."""
    text = PHASES.replace("30%,", "30%, likelihood_after_failure: 60%,")
    found = {line.id: line for line in priced(HEAD + WEEKS + text + PAUSE).exposure.lines}
    second = Decimal("0.6") * Decimal("0.3") + Decimal("0.4") * Decimal("0.6")
    pauses = Decimal("0.4") + second
    assert found["stabilisation.parallel_running"].expected == 500 * (172 + 30 * pauses)


def test_the_rule_is_what_differs() -> None:
    """Pausing against going on: the rule moves all of it, and all of it falls if one fails."""
    both = [priced(HEAD + WEEKS + PHASES + rule) for rule in (PAUSE, "if_a_phase_fails: continue\n")]
    found = compare(both)
    rule = next(one for one in found.differing if one.path != "pause_days")
    assert rule.effects[1] == both[1].net_exposure - both[0].net_exposure == -31_322
    pause = next(line for line in found.lines if line.id == "stabilisation.pause")
    assert pause.amounts[0] == pause.failing[0] == 10_112
    assert pause.if_it_fails
    waiting = next(line for line in found.lines if line.id == "programme.waiting")
    assert list(waiting.failing) == [Decimal(65_590 - 54_880), Decimal(0)]
    assert difference(both[0], both[1]).lost == ()


def test_pause_days_are_an_input_like_any_other() -> None:
    """They can be solved for, and a mitigation shortens them."""
    text = HEAD + WEEKS + PHASES + PAUSE
    (solution,) = solve(priced(text), "pause_days", target=Decimal(248_712)).solutions
    assert solution.value == 40
    mitigation = (
        "mitigations:\n  - {name: Hot line, cost: 0, effects: {pause_days: {multiply: 0.5}}}\n"
    )
    case = scenario_of(text + mitigation).case
    assert mitigated(case, case.mitigations).inputs["pause_days"].value == 15


def test_without_a_pause_they_are_without_effect() -> None:
    """Days that nothing takes are told; one phase has none after it."""
    codes = [one.code for one in scenario_of(HEAD + PHASES + "pause_days: 30\n").findings]
    assert codes == ["SCN113"]
    alone = "phases:\n  - {name: All, share_of_orders: 100%, go_live: 2027-02-15}\n"
    found = scenario_of(HEAD + alone + PAUSE)
    assert [one.code for one in found.findings] == ["SCN113"]
    assert assess(found).net_exposure == 24_000
