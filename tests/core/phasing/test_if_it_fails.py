"""The weeks after a go-live that fails: longer, dearer, with items of their own."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk import InvalidScenarioError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.report.exposure.line_record import LINE, LineToWrite
from omsrisk.scenario.labels import label_of
from tests.support.phased_texts import scenario_of

HEAD = "omsrisk: 1\ncurrency: USD\n"
SUPPORT = "support: {extra_tickets_per_day: 100, cost_per_ticket: 10}"
DIP = "productivity: {staff: 10, hours_per_day: 8, cost_per_hour: 50, dip: 10%}"
ITEMS = (
    "items: [{item: A, amount: 100}, {item: B, amount: 50}], "
    "if_it_fails: {items: [{item: B, amount: 70}, {item: C, amount: 10}]}"
)
COURSE = (
    "if_it_fails: {duration_days: 90, support: {profile: [{until_day: 9, index: 3}, {index: 1}]}}"
)
LONGER = "if_it_fails: {duration_days: 90}"


def priced(stabilisation: str, likelihood: str = "likelihood: 40%\n", more: str = "") -> Assessment:
    """Price a stabilisation of 45 days."""
    text = f"stabilisation: {{duration_days: 45, {stabilisation}}}\n"
    return assess(scenario_of(HEAD + likelihood + text + more))


@pytest.mark.parametrize(
    ("stabilisation", "failed", "expected", "why"),
    [
        (f"{SUPPORT}, {LONGER}", 90_000, 63_000, "0.6 x 45 + 0.4 x 90 = 63 days of 1,000"),
        (f"{DIP}, {LONGER}", 36_000, 25_200, "63 days of 400"),
        (
            f"{SUPPORT}, if_it_fails: {{support: {{cost_per_ticket: 20}}}}",
            90_000,
            63_000,
            "the same days at twice the price",
        ),
        (
            f"{SUPPORT}, {ITEMS}",
            45_000 + 70 + 10,
            45_000 + Decimal("0.6") * 150 + Decimal("0.4") * 80,
            "items are replaced as a whole: 0.6 x 150 + 0.4 x 80",
        ),
        (f"if_it_fails: {{duration_days: 90, {SUPPORT}}}", 90_000, 36_000, "only if it fails"),
        (
            f"{SUPPORT}, {COURSE}",
            108_000,
            70_200,
            "each with its own effective days: 0.6 x 45 + 0.4 x (9 x 3 + 81)",
        ),
    ],
)
def test_worked_by_hand(stabilisation: str, failed: int, expected: Decimal, why: str) -> None:
    """The amount is the failed version; what is expected is both, by the likelihood."""
    found = priced(stabilisation)
    assert found.totals["stabilisation"] == expected, why
    amounts = [line.amount or 0 for line in found.exposure.lines if line.assessed]
    assert sum(amounts) == failed, why


def test_without_a_likelihood_it_is_the_failed_version() -> None:
    """What is not stated counts as certain, as everywhere."""
    assert priced(f"{SUPPORT}, {LONGER}", "").totals["stabilisation"] == 90_000


def test_restating_what_holds_changes_nothing() -> None:
    """A failed version that says the same is no other version."""
    same = f"if_it_fails: {{duration_days: 45, {SUPPORT}, items: [{{item: A, amount: 9}}]}}"
    one = priced(f"{SUPPORT}, items: [{{item: A, amount: 9}}], {same}")
    other = priced(f"{SUPPORT}, items: [{{item: A, amount: 9}}]")
    assert one.totals == other.totals


PHASES = """phases:
  - {name: Pilot, share_of_orders: 20%, likelihood: 30%}
  - {name: Rest, share_of_orders: 80%, stabilisation: {if_it_fails: {duration_days: 120}}}
"""
CHANCES = [  # what is said of the phases; chances that each happens, and fails
    ("", (1, "0.3"), (1, "0.4")),
    ("stop_if_a_phase_fails: true\n", (1, "0.3"), ("0.7", "0.28")),
    ("common_cause: 40%\n", (1, "0.3"), (1, "0.4")),
]


@pytest.mark.parametrize(("rule", "pilot", "rest"), CHANCES)
def test_phases_have_versions_of_their_own(
    rule: str, pilot: tuple[int, str], rest: tuple[int | str, str]
) -> None:
    """Each phase weighs its versions with its own chances, and may restate how long it takes."""
    found = priced(f"{SUPPORT}, {LONGER}", more=PHASES + rule)
    expected = Decimal(0)
    for share, days, (reached, fails) in ((200, 90, pilot), (800, 120, rest)):
        held = Decimal(reached) - Decimal(fails)
        expected += share * (held * 45 + Decimal(fails) * days)
    assert found.totals["stabilisation"] == expected


@given(
    likelihood=st.decimals(0, 1, places=2),
    days=st.tuples(st.integers(0, 90), st.integers(0, 200)),
    tickets=st.tuples(st.integers(0, 500), st.integers(0, 500)),
)
def test_by_the_two_ways_it_may_end(
    likelihood: Decimal, days: tuple[int, int], tickets: tuple[int, int]
) -> None:
    """It is what the two scenarios come to in which it is decided, weighted."""

    def of(chance: Decimal) -> Decimal:
        text = (
            f"likelihood: {chance}\nstabilisation: {{duration_days: {days[0]}, support: "
            f"{{extra_tickets_per_day: {tickets[0]}, cost_per_ticket: 7}}, if_it_fails: "
            f"{{duration_days: {days[1]}, support: {{extra_tickets_per_day: {tickets[1]}}}}}}}\n"
        )
        return Decimal(assess(scenario_of(HEAD + text)).totals["net_exposure"] or 0)

    held, failed = of(Decimal(0)), of(Decimal(1))
    assert of(likelihood) == (1 - likelihood) * held + likelihood * failed


TICKETS = "[{item: A, per: ticket, unit_cost: 3, grace_days: 10}]"
PAID_FOR_TICKETS = [  # what is paid for each ticket beyond ten days, what it is expected to come to
    (f"hidden_costs: {{brand_damage: {TICKETS}}}\n", Decimal("0.4") * 3 * 8_000, "80 days"),
    (f"recoveries: {TICKETS}\n", Decimal("-0.4") * 3 * 8_000, "80 days"),
    (
        f"phases: [{{name: All, share_of_orders: 100%, recoveries: {TICKETS}}}]\n",
        Decimal("-0.4") * 3 * 8_000,
        "80 days, in a list of the phase",
    ),
]


@pytest.mark.parametrize(("more", "expected", "why"), PAID_FOR_TICKETS)
def test_what_only_a_failure_brings_counts_its_tickets(
    more: str, expected: Decimal, why: str
) -> None:
    """Hidden costs and contingent recoveries fall due where it fails: 90 days of tickets, not 45."""
    found = priced(f"{SUPPORT}, {LONGER}", more=more)
    assert found.totals["net_exposure"] == 63_000 + expected, why


def test_tickets_of_a_failure_alone_are_enough() -> None:
    """Support that only a go-live has that fails is all that what it brings needs."""
    text = f"if_it_fails: {{duration_days: 90, {SUPPORT}}}"
    found = priced(text, more=f"hidden_costs: {{brand_damage: {TICKETS}}}\n")
    assert found.totals["expected_cost_of_failure"] == Decimal("0.4") * 3 * 8_000
    with pytest.raises(InvalidScenarioError):
        priced(f"{text}, items: {TICKETS}")


RANGED = (
    f"{SUPPORT}, if_it_fails: {{duration_days: {{low: 60, likely: 90, high: 180}}, "
    "items: [{item: Freight, amount: {low: 1000, high: 9000, distribution: uniform}, "
    "likelihood: 50%}]}"
)


@pytest.mark.parametrize("more", ["", PHASES, f"{PHASES}stop_if_a_phase_fails: true\n"])
def test_trials_come_to_the_mean(more: str) -> None:
    """Failures are drawn, and each has its own weeks: the mean and the drivers agree with it."""
    found = priced(RANGED, more=more)
    exact = means(found).totals["net_exposure"]
    sampled = simulate(found, trials=40_000).shown.summary
    assert exact is not None
    assert abs(sampled.mean.value - float(exact)) < 4 * sampled.mean.error
    assert drivers(found).mean == pytest.approx(float(exact), rel=1e-9)


def test_the_timeline_spreads_each_version_over_its_days() -> None:
    """45 days of both, then 45 of the failed one alone; what it adds up to is the total."""
    found = priced(f"{SUPPORT}, {LONGER}", more="calendar: {go_live: 2027-02-15}\n")
    days = [one.amount for one in timeline(found, by="day").periods]
    assert days == [1_000] * 45 + [400] * 45
    hidden = priced(
        f"{SUPPORT}, {LONGER}",
        more="calendar: {go_live: 2027-02-15}\nhidden_costs: {brand_damage: 9000}\n",
    )
    days = [one.amount for one in timeline(hidden, by="day").periods]
    assert days == [1_040] * 45 + [440] * 45, "hidden costs follow a failure, for its 90 days"


def test_its_inputs_are_inputs_as_the_others() -> None:
    """They are named, set, solved for, and shown beside what holds."""
    path = "stabilisation.if_it_fails.duration_days"
    found = priced(f"{SUPPORT}, {LONGER}")
    assert label_of(found.scenario.case, path) == "If it fails: days until stable"
    told = solve(found, path, target=Decimal(81_000))
    assert [one.value for one in told.solutions] == [Decimal(135)]
    line = next(one for one in found.exposure.lines if one.id == "stabilisation.support")
    assert path in [one.path for one in line.inputs()]
    written = LINE.plain(LineToWrite(line, None), 2)
    assert written["amount_if_it_holds"] == 45_000
    assert written["amount"] == 90_000


@pytest.mark.parametrize(
    ("stabilisation", "code", "path"),
    [
        (
            f"if_it_fails: {{{SUPPORT.replace(', cost_per_ticket: 10', '')}}}",
            "SCN103",
            "stabilisation.if_it_fails.support.cost_per_ticket",
        ),
        (
            DIP.replace("10%", "10%, working_days: 30") + f", {LONGER}",
            "SCN103",
            "stabilisation.if_it_fails.productivity.working_days",
        ),
        (
            f"{DIP}, if_it_fails: {{productivity: {{working_days: 9, profile: [{{index: 1}}]}}}}",
            "SCN111",
            "stabilisation.if_it_fails.productivity.profile",
        ),
        (f"{SUPPORT}, if_it_fails: {{freeze: {{duration_days: 2}}}}", "SCN102", ""),
    ],
)
def test_what_makes_no_version_is_a_finding(stabilisation: str, code: str, path: str) -> None:
    """What is missing is named where it is to be written."""
    with pytest.raises(InvalidScenarioError) as error:
        priced(stabilisation)
    found = {one.code: one.path for one in error.value.findings}
    assert found.get(code, "").startswith(path)


def test_the_ways_it_may_end_are_told() -> None:
    """Each way has its own weeks, also where none of the four categories is assessed."""
    told = [(one.chance, one.net_exposure) for one in means(priced(f"{SUPPORT}, {LONGER}")).outcomes]
    assert told == [(Decimal("0.4"), Decimal(90_000)), (Decimal("0.6"), Decimal(45_000))]
    without = means(priced(SUPPORT)).outcomes
    assert [one.cost_of_failure for one in without] == [None, None]


def test_that_it_settles_sooner_is_asked() -> None:
    """A warning, of the scenario once, and of a phase that states it."""
    sooner = priced("if_it_fails: {duration_days: 30}, " + SUPPORT).scenario
    assert [one.code for one in sooner.findings] == ["SCN319"]
    assert "30, less than the 45" in sooner.findings[0].message
    phases = (
        "phases:\n- {name: A, share_of_orders: 40%}\n- {name: B, share_of_orders: 60%, "
        "stabilisation: {duration_days: 20, if_it_fails: {duration_days: 10}}}\n"
    )
    own = priced(f"{LONGER}, {SUPPORT}", more=phases).scenario
    assert [one.path for one in own.findings] == ["phases.b.stabilisation.if_it_fails.duration_days"]


@pytest.mark.parametrize(
    ("stabilisation", "more", "told"),
    [
        (LONGER, "", 1),
        (f"freeze: {{duration_days: 2}}, {LONGER}", "", 1),
        (f"{SUPPORT}, {LONGER}", "", 0),
        (f"items: [], {LONGER}", "", 1),
        (f"items: [{{item: A, amount: 1}}], {LONGER}", "", 0),
        ("if_it_fails: {duration_days: 90, items: [{item: A, amount: 1}]}", "", 0),
        (LONGER, "hidden_costs: {brand_damage: 5}\n", 0),
        (LONGER, "recoveries: [{item: A, amount: 5}]\n", 0),
        (LONGER, "recoveries: [{item: A, amount: 5, contingent: false}]\n", 1),
    ],
)
def test_days_of_a_failure_that_nothing_lasts_are_told(
    stabilisation: str, more: str, told: int
) -> None:
    """A key that changes no figure, on no day, is not taken without a word."""
    text = "orders: {daily_volume: 1000, average_value: 100}\n"
    text += "delay: {duration_days: 3, cancellation_sensitivity: 10%}\n" + more
    found = priced(stabilisation, more=text).scenario.findings
    idle = [(one.code, one.path) for one in found if "has no effect" in one.message]
    assert idle == [("SCN113", "stabilisation.if_it_fails.duration_days")] * told


def test_days_of_a_failure_are_idle_only_where_no_phase_uses_them() -> None:
    """What one phase has to last as long is enough; a phase that restates them is named itself."""
    text = "orders: {daily_volume: 1000, average_value: 100}\n"
    text += "delay: {duration_days: 3, cancellation_sensitivity: 10%}\nphases:\n"
    used = "- {name: A, share_of_orders: 40%}\n"
    used += "- {name: B, share_of_orders: 60%, hidden_costs: {brand_damage: 5}}\n"
    assert not priced(LONGER, more=text + used).scenario.findings
    idle = "- {name: A, share_of_orders: 40%, stabilisation: {if_it_fails: {duration_days: 80}}}\n"
    idle += "- {name: B, share_of_orders: 60%, recoveries: [{item: X, amount: 5}]}\n"
    found = priced(LONGER, more=text + idle).scenario.findings
    assert [one.path for one in found] == ["phases.a.stabilisation.if_it_fails.duration_days"]
