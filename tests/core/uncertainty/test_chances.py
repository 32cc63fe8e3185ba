"""The chances a board asks for, against hand-worked rows and against all outcomes counted out."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk import assess
from omsrisk.analysis.uncertainty.means import means
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.uncertainty.chances import Chances
from omsrisk.core.uncertainty.events import distribution_of
from tests.support.phased_texts import RETAILER, flow, scenario_of

STOPS = "stop_if_a_phase_fails: true\n"
SHARES, LIKELIHOODS = ("10%", "40%", "50%"), ("30%", "20%", "10%")


def chances(
    shares: tuple[str, ...], likelihoods: tuple[str, ...], more: str = ""
) -> Chances[Decimal]:
    """The chances of the retailer in phases of these shares and likelihoods."""
    phases = [
        {"name": f"Phase {at}", "share_of_orders": share, "likelihood": likelihood}
        for at, (share, likelihood) in enumerate(zip(shares, likelihoods, strict=True), start=1)
    ]
    return assess(scenario_of(f"{RETAILER}{more}phases: {flow(phases)}\n")).chances


def test_stop_rule() -> None:
    """Under the stop rule the failures exclude each other, and the last phase can only be reached."""
    found = chances(SHARES, LIKELIHOODS, STOPS)
    assert found.every_phase_holds == Decimal("0.504")
    assert [(one.phase.slug, one.chance) for one in found.stops] == [
        ("phase-1", Decimal("0.3")),
        ("phase-2", Decimal("0.14")),
    ]
    assert found.only_the_last_fails == Decimal("0.056")
    assert found.every_phase_goes_live == Decimal("0.56")
    assert found.at_least_one_fails == Decimal("0.496")
    assert found.all_fail == 0
    assert found.expected_share_of_orders == Decimal("0.66")


def test_no_stop_rule() -> None:
    """Without the stop rule the phases are independent, and each goes live."""
    found = chances(SHARES, LIKELIHOODS)
    assert found.at_least_one_fails == Decimal("0.496")
    assert found.all_fail == Decimal("0.006")
    assert found.every_phase_goes_live == 1
    assert found.expected_share_of_orders == 1
    assert found.stops == ()
    assert found.only_the_last_fails is None


def test_one_go_live() -> None:
    """One go-live fails with the likelihood of the file, and as if for certain without one."""
    found = assess(scenario_of(RETAILER, {"likelihood": "30%"})).chances
    assert (found.at_least_one_fails, found.all_fail) == (Decimal("0.3"), Decimal("0.3"))
    assert assess(scenario_of(RETAILER)).chances.at_least_one_fails == 1


def test_abandoned() -> None:
    """Where the file has it abandoned with a likelihood of its own, none can say it completes."""
    fee = "stopping: {likelihood: 10%, items: [{item: Exit fee, amount: 200000}]}\n"
    found = chances(SHARES, LIKELIHOODS, fee)
    assert found.abandoned == Decimal("0.1")
    assert found.every_phase_goes_live is None
    assert chances(SHARES, LIKELIHOODS).abandoned is None


@pytest.mark.parametrize("stops", [True, False], ids=["stop rule", "no rule"])
@given(percents=st.lists(st.integers(0, 100), min_size=2, max_size=5))
def test_every_outcome_counted(percents: list[int], *, stops: bool) -> None:
    """Each chance is the sum over all sequences of failed and held go-lives, to the last digit."""
    number = len(percents)
    shares = [100 // number] * (number - 1)
    shares.append(100 - sum(shares))
    found = chances(
        tuple(f"{one}%" for one in shares),
        tuple(f"{one}%" for one in percents),
        STOPS if stops else "",
    )
    some = every = holds = lives = reached = Decimal(0)
    after = [Decimal(0)] * number
    with exact(ENOUGH_DIGITS):
        for outcome in product((True, False), repeat=number):
            chance = Decimal(1)
            for fails, percent in zip(outcome, percents, strict=True):
                chance *= Decimal(percent if fails else 100 - percent).scaleb(-2)
            first = outcome.index(True) if True in outcome else None
            last_live = first if stops and first is not None else number - 1
            some += chance * any(outcome)
            every += chance * all(outcome[: last_live + 1]) * (last_live == number - 1)
            holds += chance * (first is None)
            lives += chance * (last_live == number - 1)
            reached += chance * Decimal(sum(shares[: last_live + 1])).scaleb(-2)
            if first is not None:
                after[first] += chance
    assert found.at_least_one_fails == some
    assert found.every_phase_holds == holds
    assert found.all_fail == every
    assert found.every_phase_goes_live == lives
    assert found.expected_share_of_orders == reached
    if stops:
        assert [*(one.chance for one in found.stops), found.only_the_last_fails] == after


@pytest.mark.parametrize(
    "likelihood",
    ["{p5: 90%, likely: 95%, p95: 98%}", "{low: 90%, likely: 99%, high: 100%}"],
    ids=["an interval", "a range"],
)
def test_hundreds_of_phases_that_share_a_likelihood(likelihood: str) -> None:
    """All fail with the mean of a power, by an integral over the quantile: nothing cancels out."""
    many = 400
    shares = [{"name": f"P{at}", "share_of_orders": "0.25%"} for at in range(many)]
    found = assess(scenario_of(f"{RETAILER}phases: {flow(shares)}\n", {"likelihood": likelihood}))
    stated = found.scenario.case.inputs["likelihood"].spread
    assert stated is not None
    own, steps = distribution_of(stated), 4_000
    expected = sum(own.quantile((at + 0.5) / steps) ** many for at in range(steps)) / steps
    assert found.chances.all_fail is not None
    assert float(found.chances.all_fail) == pytest.approx(expected, rel=0.01)
    [every] = [one for one in means(found).outcomes if one.name == "all fail"]
    assert every.chance == pytest.approx(found.chances.all_fail)
