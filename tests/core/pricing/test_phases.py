from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsrisk.core.algebra.symbols import Symbol, evaluate
from omsrisk.core.money import exact
from omsrisk.core.pricing.case import Treatment
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.scenario.schema.paths import known_inputs
from tests.support.phased_texts import (
    RETAILER,
    Tree,
    exposure_of,
    flow,
    metrics_of,
    phases_of,
    scenario_of,
    scenarios,
    splits,
    text_of,
)

SHARES = {"Pilot": "10%", "Main": "40%", "Rest": "50%"}


def phased(more: str = "", /, **restated: Tree) -> str:
    """The retailer in three phases, with what each restates, and further sections."""
    phases = [
        {"name": name, "share_of_orders": share, **restated.get(name.lower(), {})}
        for name, share in SHARES.items()
    ]
    return f"{RETAILER}{more}phases: {flow(phases)}\n"


def rates(key: str, *values: str) -> dict[str, Tree]:
    """One input of a section, restated by each phase; a likelihood has no section."""
    section, _, name = key.rpartition(".")
    one = [{section: {name: value}} if section else {name: value} for value in values]
    return dict(zip(("pilot", "main", "rest"), one, strict=True))


def both(*restated: dict[str, Tree]) -> dict[str, Tree]:
    """Several restated inputs at once."""
    return {name: {k: v for one in restated for k, v in one[name].items()} for name in restated[0]}


INACCURACY = rates("data_misalignment.data_inaccuracy_rate", "5%", "3%", "2%")
LIKELIHOODS = rates("likelihood", "30%", "20%", "10%")
STOPS = "stop_if_a_phase_fails: true\n"
FEE = "stopping: {items: [{item: Exit fee, amount: 200000}]}\n"
OUTPUT = phased(**both(INACCURACY, rates("delay.duration_days", "3", "2", "1")))
CHANGE = "{item: Change management, quantity: 25, unit_cost: 800}"
OUTPUT_SET = {
    "stabilisation.parallel_running.duration_days": "180",
    "programme.items": f"[{{item: Consultants, quantity: 220, unit_cost: 1400}}, {CHANGE}]",
}
OWN_ITEM: dict[str, Tree] = {
    "main": {"programme": {"items": [{"item": "Trainer", "amount": "5000"}]}}
}
DATES: dict[str, Tree] = {
    "pilot": {"go_live": "2027-02-15"},
    "main": {"go_live": "2027-03-15"},
    "rest": {"go_live": "2027-05-16"},
}
RULE = phased(STOPS, **LIKELIHOODS)
FEES = phased(STOPS + FEE, **LIKELIHOODS)


def insurance(contingent: str, more: str = "") -> str:
    """The retailer whose main phase, of likelihood 20 %, has a recovery of its own."""
    row = {"item": "Insurance", "amount": "10000", "contingent": contingent}
    return phased(more, **both(LIKELIHOODS, {"pilot": {}, "main": {"recoveries": [row]}, "rest": {}}))


FIGURES: list[tuple[str, dict[str, str], str, str, str]] = [  # text, set, metric, amount, why
    (phased(), {}, "cost_of_failure", "123400.00", "restating nothing changes nothing"),
    (phased(), {}, "stabilisation", "194400.00", "nor here"),
    (phased(), {}, "net_exposure", "625800.00", "nor in the whole"),
    (phased(), {}, "chance_of_stopping_early", "", "no rule, no chance"),
    (phased(), {}, "expected_share_of_orders", "", "no rule, no share"),
    (phased(), {}, "break_even_stopping_cost", "", "no rule, nothing to break even"),
    (phased(**INACCURACY), {}, "data_misalignment", "8100.00", "1,500 + 3,600 + 3,000"),
    (OUTPUT, OUTPUT_SET, "data_misalignment", "8100.00", "the comparison of OUTPUT.md"),
    (OUTPUT, OUTPUT_SET, "delay", "19200.00", "3,600 + 9,600 + 6,000"),
    (OUTPUT, OUTPUT_SET, "cost_of_failure", "99700.00", "23,700 less than in one piece"),
    (OUTPUT, OUTPUT_SET, "stabilisation.freeze", "24000.00", "the delay's sensitivity stays"),
    (OUTPUT, OUTPUT_SET, "stabilisation.parallel_running", "90000.00", "180 days, once"),
    (OUTPUT, OUTPUT_SET, "stabilisation", "254400.00", "60,000 more"),
    (OUTPUT, OUTPUT_SET, "programme", "328000.00", "20,000 more"),
    (OUTPUT, OUTPUT_SET, "exposure", "354100.00", "without the programme"),
    (OUTPUT, OUTPUT_SET, "net_exposure", "682100.00", "the total of OUTPUT.md"),
    (OUTPUT, OUTPUT_SET, "net_exposure_at_margin", "654020.00", "43,200 lost at 35 %"),
    (OUTPUT, OUTPUT_SET, "capital_at_risk", "765000.00", "the system is bought once"),
    (phased(**LIKELIHOODS), {}, "net_exposure", "522144.00", "without the rule all phases happen"),
    (phased(**LIKELIHOODS), {}, "expected_cost_of_failure", "19744", "30, 20, 10 % of each part"),
    (RULE, {}, "cost_of_failure", "123400.00", "the plain sum, whatever the chances"),
    (RULE, {}, "expected_cost_of_failure", "14067.60", "3,702 + 6,910.40 + 3,455.20"),
    (RULE, {}, "stabilisation", "138504.00", "66 % of 164,400, and parallel running in full"),
    (RULE, {}, "programme", "308000", "planned for the whole roll-out"),
    (RULE, {}, "net_exposure", "460571.60", "the sum of the three"),
    (RULE, {}, "stopping", "", "not assessed is not zero"),
    (RULE, {}, "chance_of_stopping_early", "0.44", "1 - 70 % x 80 %"),
    (RULE, {}, "expected_share_of_orders", "0.66", "10 % + 70 % x 40 % + 56 % x 50 %"),
    (FEES, {}, "stopping", "88000.00", "200,000 in 30 + 14 of 100 cases"),
    (FEES, {}, "net_exposure", "548571.60", "dearer than without the rule"),
    (FEES, {}, "stopping.exit-fee", "400000", "as if each phase but the last failed"),
    (phased(**OWN_ITEM), {}, "net_exposure", "630800.00", "625,800 and its own 5,000"),
    (phased(**OWN_ITEM), {}, "programme", "313000", "added, not replaced"),
    (phased(**OWN_ITEM), {}, "programme.trainer", "5000", "unsplit"),
    (
        phased(STOPS, **both(LIKELIHOODS, {"pilot": {}, **OWN_ITEM, "rest": {}})),
        {},
        "programme",
        "311500",
        "spent if the phase happens: 70 % of 5,000",
    ),
    (insurance("true"), {}, "recoveries", "-2000", "contingent: 20 % of 10,000"),
    (insurance("true", STOPS), {}, "recoveries", "-1400", "and only if the phase happens"),
    (insurance("false"), {}, "recoveries", "-10000", "paid in any case"),
    (insurance("false", STOPS), {}, "recoveries", "-7000", "in any case in which it happens"),
    (insurance("true"), {}, "recoveries.insurance", "-10000", "the amount is not split"),
    (
        phased("recoveries: [{item: A, amount: 1000}]\n", **LIKELIHOODS),
        {},
        "recoveries",
        "-160",
        "30, 20, 10 % of 100, 400, 500",
    ),
    (
        phased(STOPS + "recoveries: [{item: A, amount: 1000, contingent: false}]\n", **LIKELIHOODS),
        {},
        "recoveries",
        "-1000",
        "the scenario's own fixed recovery is shared: neither split nor weighted",
    ),
    (phased(**DATES), {}, "stabilisation.parallel_running", "75000", "90 days apart, then 60"),
    (
        phased("calendar: {go_live: 2027-02-15}\n", rest={"go_live": "2027-05-16"}),
        {},
        "stabilisation.parallel_running",
        "75000",
        "a phase without a date goes live with the calendar",
    ),
    (
        phased("calendar: {earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 700}\n", **DATES),
        {},
        "programme.waiting",
        "61040",
        "each phase waits with its share: 10 % for 31 days, 40 % for 59, 50 % for 121",
    ),
    (
        phased(STOPS + FEE, **both(LIKELIHOODS, {"pilot": {"stopping": {"items":
            [{"item": "Exit fee", "amount": "50000"}]}}, "main": {}, "rest": {}})),
        {},
        "stopping",
        "43000",
        "30 % of the pilot's own 50,000 and 14 % of the 200,000 above",
    ),
    (
        phased(FEE + "likelihood: 30%\n", pilot={"likelihood": "100%"}),
        {},
        "stopping",
        "200000",
        "without the rule its likelihood is its own",
    ),
    (
        phased(pilot={"orders": {"daily_volume": "300"}}),
        {},
        "delay",
        "43200",
        "a restated volume is not split: 300 + 400 + 500 a day",
    ),
    (
        phased(pilot={"training_deficit": {"hours": "400"}}),
        {},
        "training_deficit",
        "10260",
        "the pilot trains everybody: 400 + 160 + 200 hours",
    ),
    (
        phased(main={"hidden_costs": {"customer_attrition": "0"}}),
        {},
        "hidden_costs.customer_attrition",
        "16200",
        "an amount in the place of items: 60 % of 27,000 is left",
    ),
    (
        phased(main={"hidden_costs": {"brand_damage": [{"item": "Vouchers", "quantity": "10",
            "unit_cost": "7"}]}}),
        {},
        "hidden_costs.brand_damage",
        "9070",
        "items in the place of an amount: 60 % of 15,000, and 70",
    ),
    (
        phased(pilot={"orders": {"contribution_margin": "100%"}}),
        {},
        "cost_of_failure_at_margin",
        "102340",
        "a margin of the phase's own: its 3,600 of lost revenue count in full",
    ),
    (
        phased(**rates("likelihood", "0", "0", "0")),
        {},
        "expected_cost_of_failure",
        "0",
        "no phase fails",
    ),
]  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure[2]}: {figure[4]}")
def test_phased_retailer_costs_what_was_worked_out_by_hand(
    figure: tuple[str, dict[str, str], str, str, str],
) -> None:
    """Each figure of the retailer in phases holds exactly; an empty one is not assessed."""
    text, overrides, metric, expected, _ = figure
    amount = metrics_of(exposure_of(text, overrides))[metric]
    assert amount == (Decimal(expected) if expected else None)


def test_break_even_stopping_cost_was_worked_out_by_hand() -> None:
    """The one memo that divides: (522,144 - 460,571.60) / 44 %."""
    cost = exposure_of(RULE).memos["break_even_stopping_cost"]
    assert isinstance(cost, Decimal)
    assert cost.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("139937.27")


def test_rule_pays_up_to_the_break_even_stopping_cost() -> None:
    """At that cost of stopping the roll-out costs the same with the rule and without it."""
    at_all_digits = exposure_of(RULE).memos["break_even_stopping_cost"]
    assert isinstance(at_all_digits, Decimal)
    cost = at_all_digits.quantize(Decimal("1e-9"))
    fee = f"stopping: {{items: [{{item: Fee, amount: {cost:f}}}]}}\n"
    with_rule = exposure_of(phased(STOPS + fee, **LIKELIHOODS)).net_exposure
    without = exposure_of(phased(**LIKELIHOODS)).net_exposure
    assert abs(Decimal(with_rule) - without) < Decimal("1e-8")


@pytest.mark.parametrize(
    ("text", "chance"),
    [
        (phased(STOPS, **rates("likelihood", "0", "0", "50%")), "0"),
        (RETAILER + STOPS + f"phases: {flow(phases_of('100%'))}\n", "0"),
    ],
    ids=["only the last can fail", "only one phase"],
)
def test_rule_that_never_stops_has_no_break_even(text: str, chance: str) -> None:
    """Nothing is divided by a chance of nothing."""
    memos = exposure_of(text).memos
    assert memos["chance_of_stopping_early"] == Decimal(chance)
    assert memos["expected_share_of_orders"] == 1
    assert memos["break_even_stopping_cost"] is None


def assert_same_cost(one: Exposure[Decimal], other: Exposure[Decimal]) -> None:
    """All lines, totals and memos are the same, to the last digit."""
    assert metrics_of(one) == metrics_of(other)
    for name in ("categories_assessed", "complete", "likelihood"):
        assert getattr(one, name) == getattr(other, name)
    shown = ("group", "label", "basis", "expected", "complete")
    first, second = (
        {line.id: [getattr(line, name) for name in shown] for line in exposure.lines}
        for exposure in (one, other)
    )
    assert first == second


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sections=scenarios(), shares=splits())
def test_splitting_changes_nothing(sections: Tree, shares: list[str]) -> None:
    """The law: phases that restate nothing change no line, no total and no memo."""
    split = {**sections, "phases": phases_of(*shares)}
    assert_same_cost(exposure_of(text_of(split)), exposure_of(text_of(sections)))


EVERYTHING = (
    "stopping: {likelihood: 10%, items: [{item: Fee, amount: 0.07}]}\n"
    "recoveries: [{item: A, amount: 0.1},"
    "  {item: B, quantity: 3, unit_cost: 0.7, contingent: false}]\n"
    "calendar: {go_live: 2027-12-20, earliest_go_live: 2027-10-01, cost_of_waiting_per_day: 7,\n"
    "  season: {jan: 0.7, dec: 1.9}}\n"
    "likelihood: 33.33%\n"
)
SPLITS = {
    "one phase": ["100%"],
    "thirds": ["33.33%", "33.33%", "33.34%"],
    "200 phases": ["0.5%"] * 200,
    "200 phases with 12 digits": ["0.004999999999"] * 199 + ["0.005000000199"],
}


@pytest.mark.parametrize("split", SPLITS)
def test_splitting_the_retailer_changes_nothing(split: str) -> None:
    """The law holds with a season, waiting, likelihood and recoveries, however fine the split."""
    text = f"{RETAILER}{EVERYTHING}phases: {flow(phases_of(*SPLITS[split]))}\n"
    assert_same_cost(exposure_of(text), exposure_of(RETAILER + EVERYTHING))


def test_splitting_keeps_the_rows_in_order() -> None:
    """Two reports that say the same say it in the same order."""
    text = f"{RETAILER}{EVERYTHING}phases: {flow(phases_of('10%', '90%'))}\n"
    phased_rows = [line.id for line in exposure_of(text).lines]
    assert phased_rows == [line.id for line in exposure_of(RETAILER + EVERYTHING).lines]


def test_stop_rule_stays_exact_over_200_phases() -> None:
    """The weight of the last phase has 2,388 digits, and none of them is rounded."""
    text = (
        f"{RETAILER}{STOPS}likelihood: 0.000000000001\nphases: {flow(phases_of(*['0.5%'] * 200))}\n"
    )
    memos = exposure_of(text).memos
    with exact(5000):
        held = (1 - Decimal("0.000000000001")) ** 199
        assert memos["chance_of_stopping_early"] == 1 - held


RESTATEMENTS = [  # what each of three phases restates, why
    ({"data_misalignment": {"data_inaccuracy_rate": "5%"}}, "a rate"),
    ({"delay": {"duration_days": "3", "cancellation_sensitivity": "12%"}}, "a whole section"),
    ({"orders": {"average_value": "100"}}, "a value"),
    ({"stabilisation": {"duration_days": "45", "productivity": {"dip": "15%"}}}, "below a section"),
    ({"likelihood": "1"}, "the likelihood"),
    ({"programme": {"items": []}, "recoveries": []}, "no items of its own"),
]


@pytest.mark.parametrize("case", RESTATEMENTS, ids=lambda case: case[-1])
def test_restating_what_is_not_split_changes_nothing(case: tuple[Tree, str]) -> None:
    """An intensive input restated with its own value is the same scenario."""
    restated, _ = case
    text = phased(pilot=restated, main=restated, rest=restated)
    old, new = metrics_of(exposure_of(RETAILER)), metrics_of(exposure_of(text))
    if "recoveries" in restated:
        assert new.pop("recoveries") == 0
        assert old.pop("recoveries") is None
    assert new == old


@settings(max_examples=15, deadline=None, derandomize=True)
@given(data=st.data())
def test_phase_is_a_scenario_of_its_own(data: st.DataObject) -> None:
    """Phases cost what they cost as scenarios of their own, with their part of what is split."""
    inputs = scenario_of(RETAILER).case.inputs
    own = {
        "data_misalignment.exposure_days": st.integers(0, 90).map(str),
        "data_misalignment.data_inaccuracy_rate": st.integers(0, 100).map(lambda one: f"{one}%"),
        "delay.duration_days": st.integers(0, 900).map(lambda one: f"{one / 100}"),
        "delay.cancellation_sensitivity": st.integers(0, 100).map(lambda one: f"{one}%"),
        "orders.daily_volume": st.integers(0, 2000).map(str),
        "training_deficit.hours": st.integers(0, 2000).map(str),
        "hidden_costs.brand_damage": st.integers(0, 10**5).map(str),
        "stabilisation.duration_days": st.integers(0, 90).map(str),
    }
    restated: dict[str, Tree] = {}
    costs = [Decimal(0)] * 3
    for name, share in SHARES.items():
        chosen = data.draw(st.fixed_dictionaries({}, optional=own))
        tree: Tree = {}
        for path, value in chosen.items():
            section, _, key = path.partition(".")
            tree.setdefault(section, {})[key] = value
        restated[name.lower()] = tree
        part = Decimal(share.rstrip("%")) / 100
        split = {
            path: f"{one.value * part:f}"
            for path, one in inputs.items()
            if one.treatment is Treatment.EXTENSIVE and not path.startswith("programme")
        }
        alone = exposure_of(RETAILER, {**split, **chosen})
        parallel = next(one for one in alone.lines if one.id == "stabilisation.parallel_running")
        stabilisation = alone.totals["stabilisation"]
        assert stabilisation is not None
        assert parallel.amount is not None
        found = (
            alone.totals["cost_of_failure"],
            stabilisation - parallel.amount,
            alone.memos["order_value_kept"],
        )
        costs = [cost + (one or 0) for cost, one in zip(costs, found, strict=True)]
    whole = exposure_of(phased(**restated))
    assert whole.totals["cost_of_failure"] == costs[0]
    assert whole.totals["stabilisation"] == costs[1] + 30000
    assert whole.memos["order_value_kept"] == costs[2]


@pytest.mark.parametrize("text", [phased(), FEES, insurance("false", STOPS), OUTPUT],
                         ids=["plain", "rule", "own recovery", "restated"])  # fmt: skip
def test_phases_and_what_they_share_are_the_whole(text: str) -> None:
    """What is expected in the phases, and what is charged once, make the net exposure."""
    exposure = exposure_of(text)
    with exact():
        in_phases = sum(phase.expected() for phase in exposure.phases)
        shared = 30000 + 308000
        assert in_phases + shared == exposure.totals["net_exposure"]


def test_weights_are_the_chances_that_all_before_held() -> None:
    """The first phase happens for certain, the last if none before it failed."""
    exposure = exposure_of(RULE)
    assert [phase.weight for phase in exposure.phases] == [1, Decimal("0.7"), Decimal("0.56")]
    assert [phase.likelihood for phase in exposure.phases] == [
        Decimal("0.3"),
        Decimal("0.2"),
        Decimal("0.1"),
    ]
    for phase in exposure.phases:
        for line in phase.lines:
            if line.amount is not None and line.assessed:
                fails = line.group in {Group.COST_OF_FAILURE, Group.STOPPING, Group.RECOVERIES}
                assert line.weight == phase.weight
                assert line.expected == line.amount * phase.weight * (
                    phase.likelihood if fails else 1
                )


def test_last_phase_stops_nothing() -> None:
    """After the last phase there is nothing left to stop: it has no stopping line."""
    exposure = exposure_of(FEES)
    stops = [[one.id for one in phase.lines if one.group is Group.STOPPING]
             for phase in exposure.phases]  # fmt: skip
    assert stops == [["stopping.exit-fee"], ["stopping.exit-fee"], []]


def test_category_that_only_some_phases_assess_is_incomplete() -> None:
    """A delay in the pilot alone is an amount, and says that something is missing."""
    text = (
        "currency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
        "hidden_costs: {inventory_loss: 10, customer_attrition: 10, brand_damage: 10}\n"
        "phases:\n  - {name: Pilot, share_of_orders: 10%,"
        " delay: {duration_days: 1, cancellation_sensitivity: 10%}}\n"
        "  - {name: Rest, share_of_orders: 90%}\n"
    )
    exposure = exposure_of(text)
    delay = next(line for line in exposure.lines if line.id == "delay")
    assert delay.amount == 1000
    assert not delay.complete
    assert not exposure.complete
    assert exposure.categories_assessed == 2


RECOVERED = [  # the scenario's recovery, that of the pilot, what both come to, why
    ("amount: 1000", {"amount": "300"}, -1300, "two amounts"),
    ("amount: 1000", {"quantity": "3", "unit_cost": "100"}, -1300, "an amount and a quantity"),
    ("{quantity: 10, unit_cost: 100}", {"amount": "300"}, -1300, "a quantity and an amount"),
    ("amount: 1000", {"amount": "1000"}, -2000, "the same amount"),
]


@pytest.mark.parametrize("case", RECOVERED, ids=lambda case: case[-1])
def test_recovery_of_a_phase_is_added_to_one_of_the_same_name(
    case: tuple[str, Tree, int, str],
) -> None:
    """A phase adds its recoveries: it replaces none of the scenario's, whatever their names."""
    above, own, expected, _ = case
    shared = f"recoveries: [{{item: A, {above.strip('{}')}}}]\n"
    text = phased(shared, pilot={"recoveries": [{"item": "A", **own}]})
    scenario = scenario_of(text)
    assert scenario.findings == ()
    assert exposure_of(text).totals["recoveries"] == expected


def test_lost_revenue_of_a_shared_and_of_an_own_item_counts_at_margin() -> None:
    """An item of the scenario and one of a phase that have a name in common both count."""
    item = {"item": "Promise", "amount": "1000", "basis": "revenue"}
    shared = f"recoveries: [{flow({**item, 'contingent': 'false'})}]\n"
    memos = exposure_of(phased(shared, main={"recoveries": [item]})).memos
    assert memos["lost_revenue"] == 60000 - 2000
    assert memos["lost_margin"] == (60000 - 2000) * Decimal("0.35")


TRACED = {
    "phases": phased(),
    "restated": OUTPUT,
    "rule": FEES,
    "own items": insurance("true", STOPS),
    "dates": phased("calendar: {season: {feb: 0.8, mar: 0.9, may: 1.3}}\n", **DATES),
    "season": RETAILER + EVERYTHING,
}


@pytest.mark.parametrize("text", TRACED.values(), ids=TRACED)
def test_trace_evaluated_is_the_exact_amount(text: str) -> None:
    """One trace serves every use, over phases and seasons as well."""
    case = scenario_of(text).case
    values = {path: stated.value for path, stated in case.inputs.items()}
    traced = metrics_of(price(case, traced_value))
    checked = 0
    with exact():
        for name, amount in metrics_of(price(case)).items():
            trace = traced[name]
            value = evaluate(trace, values) if isinstance(trace, Symbol) else trace
            assert value == amount, name
            checked += isinstance(trace, Symbol)
    assert checked > 20


@pytest.mark.parametrize("text", TRACED.values(), ids=TRACED)
def test_floats_give_the_same_within_their_precision(text: str) -> None:
    """Sweeps that compute with floats price the same phases."""
    case = scenario_of(text).case
    floats = metrics_of(price(case, lambda stated: float(stated.value)))
    with exact():
        exactly = metrics_of(price(case))
    for name, amount in exactly.items():
        assert floats[name] == (None if amount is None else pytest.approx(float(amount), rel=1e-12))


EXTENSIVE = {
    "calendar.cost_of_waiting_per_day",
    "orders.daily_volume",
    "data_misalignment.number_of_orders",
    "training_deficit.hours",
    "training_deficit.departments.*.hours",
    "hidden_costs.inventory_loss",
    "hidden_costs.customer_attrition",
    "hidden_costs.brand_damage",
    *(
        f"{place}.*.{key}"
        for place in (
            "hidden_costs.inventory_loss",
            "hidden_costs.customer_attrition",
            "hidden_costs.brand_damage",
            "stabilisation.items",
            "stabilisation.if_it_fails.items",
            "recoveries",
        )
        for key in ("quantity", "amount", "cap")
    ),
    "stabilisation.support.extra_tickets_per_day",
    "stabilisation.productivity.staff",
    "stabilisation.if_it_fails.support.extra_tickets_per_day",
    "stabilisation.if_it_fails.productivity.staff",
}
SHARED = (
    "programme.",
    "capital.",
    "stabilisation.parallel_running.",
    "mitigations.",
    "gaps.",
    "common_cause",
    "pause_days",
    "calendar.slips_by_days",
)


def test_inputs_are_treated_as_the_design_says() -> None:
    """What grows with the business is split, what is bought once is shared, the rest inherited."""
    inputs = {path: one for path, one in known_inputs().items() if not path.startswith("phases.")}
    extensive = {path for path, one in inputs.items() if one.phases is Treatment.EXTENSIVE}
    assert extensive == EXTENSIVE
    shared = {path for path, one in inputs.items() if one.phases is Treatment.SHARED}
    assert {path for path in inputs if path.startswith(SHARED) and "unit_cost" not in path} <= shared
    assert all(path.startswith(SHARED) for path in shared)
