"""Phases that depend on each other: rows worked by hand, and all outcomes counted out."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, product

import pytest

from omsrisk import InvalidScenarioError, UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 10, cancellation_sensitivity: 10%}
stabilisation: {duration_days: 30, support: {extra_tickets_per_day: 80, cost_per_ticket: 12}}
"""
STOPS = "if_a_phase_fails: stop\nstopping: {items: [{item: Exit fees, amount: 70000}]}\n"
SHARES = ("20%", "30%", "50%")


def phased(*likelihoods: str, more: str = "", after: str = "") -> Assessment:
    """A roll-out in three phases of these likelihoods."""
    said = [f", likelihood_after_failure: {after}" if after and at else "" for at in range(3)]
    phases = "".join(
        f"  - {{name: P{at}, share_of_orders: {share}, likelihood: {likelihood}{said[at]}}}\n"
        for at, (share, likelihood) in enumerate(zip(SHARES, likelihoods, strict=True))
    )
    return assess(scenario_of(f"{HEAD}{more}phases:\n{phases}"))


def test_a_failure_makes_the_next_likelier() -> None:
    """The second of two fails with 0.7 x 20 % + 0.3 x 60 % = 32 %, and so its lines weigh."""
    phases = (
        "phases:\n  - {name: One, share_of_orders: 50%, likelihood: 30%}\n"
        "  - {name: Two, share_of_orders: 50%, likelihood: 20%, likelihood_after_failure: 60%}\n"
    )
    found = assess(scenario_of(HEAD + phases))
    assert [one.likelihood for one in found.exposure.phases] == [Decimal("0.3"), Decimal("0.32")]
    assert found.totals["expected_cost_of_failure"] == 100_000 * Decimal("0.31")
    assert found.chances.all_fail == Decimal("0.18")
    assert found.chances.every_phase_holds == Decimal("0.56")


@pytest.mark.parametrize(("cause", "all_fail"), [("100%", "0.3"), ("40%", "0.1362"), ("0%", "0.027")])
def test_a_common_cause_makes_all_fail_together(cause: str, all_fail: str) -> None:
    """All fail with c x 30 % + (1 - c) x 2.7 %; each by itself still with 30 %."""
    found = phased("30%", "30%", "30%", more=f"common_cause: {cause}\n")
    assert found.chances.all_fail == Decimal(all_fail)
    assert [one.likelihood for one in found.exposure.phases] == [Decimal("0.3")] * 3
    assert found.totals == phased("30%", "30%", "30%").totals


def worlds(likelihoods: list[float], cause: float) -> Iterator[tuple[float, tuple[bool, ...]]]:
    """All that may become of three go-lives under a common cause, with the chance of each."""
    edges = [0.0, *sorted(likelihoods), 1.0]
    for low, high in pairwise(edges):  # one number for all
        middle = (low + high) / 2
        yield cause * (high - low), tuple(middle < one for one in likelihoods)
    for fails in product((True, False), repeat=len(likelihoods)):
        chance = 1 - cause
        for failed, one in zip(fails, likelihoods, strict=True):
            chance *= one if failed else 1 - one
        yield chance, fails


def cost_of(fails: tuple[bool, ...], *, stops: bool) -> float:
    """What the roll-out costs once it is known which go-lives would fail."""
    total = 0.0
    for at, (share, failed) in enumerate(zip((0.2, 0.3, 0.5), fails, strict=True)):
        total += share * 28_800 + share * 100_000 * failed
        if failed and stops:
            return total + 70_000 * (at < 2)
    return total


@pytest.mark.parametrize("stops", [False, True], ids=["goes on", "stops"])
@pytest.mark.parametrize(
    "likelihoods", [(30, 20, 10), (10, 35, 20), (25, 25, 25), (0, 40, 15), (10, 100, 60)], ids=str
)
def test_all_outcomes_counted_out(likelihoods: tuple[int, ...], *, stops: bool) -> None:
    """Mean, standard deviation, chances and outcomes are those of every world, weighed."""
    more = "common_cause: 35%\n" + (STOPS if stops else "")
    found = phased(*(f"{one}%" for one in likelihoods), more=more)
    every = [
        (chance, fails, cost_of(fails, stops=stops))
        for chance, fails in worlds([one / 100 for one in likelihoods], 0.35)
    ]
    mean = sum(chance * cost for chance, _, cost in every)
    variance = sum(chance * (cost - mean) ** 2 for chance, _, cost in every)
    assert float(found.totals["net_exposure"] or 0) == pytest.approx(mean)
    told = drivers(found)
    assert told.mean == pytest.approx(mean)
    assert told.standard_deviation == pytest.approx(variance**0.5)
    assert float(found.chances.every_phase_holds or 0) == pytest.approx(
        sum(chance for chance, fails, _ in every if not any(fails))
    )
    outcomes = [one for one in means(found).outcomes if one.partition]
    assert sum(one.chance for one in outcomes) == 1
    weighed = sum(one.chance * (one.net_exposure or 0) for one in outcomes)
    assert float(weighed) == pytest.approx(mean)
    for stop in found.chances.stops:
        at = int(stop.phase.slug[1:])
        expected = sum(chance for chance, fails, _ in every if fails[at] and not any(fails[:at]))
        assert float(stop.chance or 0) == pytest.approx(expected, abs=1e-12)


def test_a_chain_counted_out() -> None:
    """Mean and standard deviation of a chain are those of all of its courses, weighed."""
    found = phased("30%", "20%", "10%", after="60%")
    courses = []
    for fails in product((True, False), repeat=3):
        chance, before = 1.0, False
        for failed, one in zip(fails, (0.3, 0.2, 0.1), strict=True):
            own = 0.6 if before else one
            chance, before = chance * (own if failed else 1 - own), failed
        courses.append((chance, cost_of(fails, stops=False)))
    mean = sum(chance * cost for chance, cost in courses)
    told = drivers(found)
    assert float(found.totals["net_exposure"] or 0) == pytest.approx(mean)
    assert told.standard_deviation**2 == pytest.approx(
        sum(chance * (cost - mean) ** 2 for chance, cost in courses)
    )
    assert means(found).outcomes[-1].chance == Decimal("0.3") * Decimal("0.36")


RANGED = ("{low: 10%, likely: 20%, high: 30%}", "{low: 40%, likely: 50%, high: 60%}", "70%")


@pytest.mark.parametrize(
    ("likelihoods", "more", "after"),
    [
        (("30%", "20%", "10%"), "common_cause: 40%\n", ""),
        (("30%", "20%", "10%"), f"common_cause: 40%\n{STOPS}", ""),
        (RANGED, "common_cause: {low: 10%, likely: 30%, high: 90%}\n", ""),
        (RANGED, f"common_cause: 40%\n{STOPS}", ""),
        (RANGED, "", "{low: 50%, likely: 60%, high: 80%}"),
    ],
)
def test_trials_come_to_the_mean(likelihoods: tuple[str, ...], more: str, after: str) -> None:
    """The simulated mean is within four standard errors of the one in closed form."""
    found = phased(*likelihoods, more=more, after=after)
    exact = means(found).totals["net_exposure"]
    sampled = simulate(found, trials=40_000).shown.summary.mean
    assert exact is not None
    assert abs(sampled.value - float(exact)) < 4 * sampled.error


OVERLAPPING = ("{low: 10%, likely: 20%, high: 50%}", "{low: 40%, likely: 45%, high: 60%}", "70%")


def test_overlapping_ranges_are_estimated() -> None:
    """Where no input is the largest for certain, the mean is the simulation's, with its error."""
    found = means(phased(*OVERLAPPING, more=f"common_cause: 40%\n{STOPS}"))
    assert "net_exposure" in found.estimated
    assert found.errors["net_exposure"] > 0
    assert found.outcomes == ()
    goes_on = means(phased(*OVERLAPPING, more="common_cause: 40%\n"))
    assert not goes_on.estimated
    assert goes_on.assessment.chances.all_fail is None


def test_what_the_largest_rests_on_is_not_varied() -> None:
    """A likelihood that may pass another under the stop rule has no curve: it is said, not wrong."""
    stopped = phased("30%", "20%", "10%", more=f"common_cause: 40%\n{STOPS}")
    with pytest.raises(UsageError, match="which likelihood is the largest"):
        sweep([stopped], ["phases.p1.likelihood=0%..90%"])


TWO = (
    "phases:\n  - {{name: A, share_of_orders: 50%{}}}\n  - {{name: B, share_of_orders: 50%{}}}\n"
).format
AFTER = ", likelihood_after_failure: 60%"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("common_cause: 40%\n", "SCN113", id="no phases"),
        pytest.param("common_cause: 40%\n" + TWO("", AFTER), "SCN111", id="both"),
        pytest.param(TWO(AFTER, ""), "SCN113", id="the first phase"),
        pytest.param(STOPS + TWO("", AFTER), "SCN113", id="a stop rule"),
    ],
)
def test_what_makes_no_sense_is_a_finding(text: str, code: str) -> None:
    """Said twice it is an error; without effect, a warning."""
    try:
        findings = scenario_of(HEAD + text).findings
    except InvalidScenarioError as error:
        findings = tuple(error.findings)
    assert code in [one.code for one in findings]
