from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import Scenario, assess, load
from omsrisk.core.algebra.symbols import Symbol, evaluate
from omsrisk.core.formulas.formula import N
from omsrisk.core.money import exact, to_minor_unit
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.figures import MEMOS, TOTALS
from omsrisk.core.pricing.lines import Line, total_amount, total_expected
from tests.support.paths import SCENARIOS

FILES = sorted(SCENARIOS.rglob("[!._]*.yaml"))
RETAILER = SCENARIOS / "retailer.yaml"

LIKELIHOOD = {"likelihood": "30%"}
INSURED = {**LIKELIHOOD, "recoveries": "[{item: Insurance, amount: 50000}]"}
WORKING_DAYS = {"stabilisation.productivity.working_days": "33"}
FIFTH_DELAYED = {"delay.share_of_orders_delayed": "20%"}

FIGURES: list[tuple[dict[str, str], str, str, str]] = [  # what is set, metric, amount, why
    ({}, "data_misalignment", "15000", "first formula"),
    ({}, "delay", "36000", "second formula"),
    ({}, "training_deficit", "5400", "third formula"),
    ({}, "hidden_costs", "67000", "fourth formula"),
    ({}, "hidden_costs.inventory_loss", "25000", "a part stated as an amount"),
    ({}, "hidden_costs.customer_attrition", "27000", "a part stated as a cost item"),
    ({}, "hidden_costs.brand_damage", "15000", "a part stated with its source"),
    ({}, "cost_of_failure", "123400", "the sum of the four"),
    ({}, "expected_cost_of_failure", "123400", "as if failure were certain"),
    ({}, "stabilisation.support", "43200", "45 days of tickets"),
    ({}, "stabilisation.productivity", "97200", "45 calendar days of the dip"),
    ({}, "stabilisation.freeze", "24000", "the freeze takes the delay's sensitivity"),
    ({}, "stabilisation.parallel_running", "30000", "60 days of the old system"),
    ({}, "stabilisation", "194400", "the sum of its four lines"),
    ({}, "programme.consultants", "308000", "220 days at 1,400"),
    ({}, "programme", "308000", "the only planned cost"),
    ({}, "exposure", "317800", "what may go wrong, without what is planned"),
    ({}, "net_exposure", "625800", "with what is planned"),
    ({}, "order_value_delayed", "300000", "a memo"),
    ({}, "order_value_frozen", "200000", "a memo"),
    ({}, "order_value_kept", "440000", "late, not lost"),
    ({}, "lost_revenue", "60000", "delay and freeze"),
    ({}, "lost_margin", "21000", "35 % of it"),
    ({}, "net_exposure_at_margin", "586800", "lost revenue counts with its margin"),
    ({}, "cost_of_failure_at_margin", "100000", "only the delay is revenue in it"),
    ({}, "capital_at_risk", "765000", "85 % of the system"),
    (LIKELIHOOD, "cost_of_failure", "123400", "the plain sum does not change"),
    (LIKELIHOOD, "expected_cost_of_failure", "37020", "30 % of it"),
    (LIKELIHOOD, "stabilisation", "194400", "falls whether the go-live fails or not"),
    (LIKELIHOOD, "net_exposure", "539420", "37,020 + 194,400 + 308,000"),
    (LIKELIHOOD, "net_exposure_at_margin", "516800", "less 65 % of 10,800 + 24,000"),
    (INSURED, "recoveries", "-15000", "contingent: paid in 30 of 100 cases"),
    (INSURED, "exposure", "216420", "what is recovered is taken off"),
    (INSURED, "net_exposure", "524420", "what is recovered is taken off"),
    (WORKING_DAYS, "stabilisation.productivity", "71280", "stated working days win"),
    (WORKING_DAYS, "stabilisation.support", "43200", "support counts calendar days all the same"),
    (FIFTH_DELAYED, "delay", "7200", "one order in five is late"),
    (FIFTH_DELAYED, "stabilisation.freeze", "24000", "but all of them are frozen"),
    (FIFTH_DELAYED, "order_value_delayed", "60000", "the memo follows the delay"),
    (
        {"data_misalignment.number_of_orders": "20000"},
        "data_misalignment",
        "10000",
        "a stated number of orders wins over volume x days",
    ),
    (
        {"stabilisation.freeze.cancellation_sensitivity": "5%"},
        "stabilisation.freeze",
        "10000",
        "a sensitivity of the freeze's own",
    ),
    (
        {**LIKELIHOOD, "recoveries": "[{item: Insurance, amount: 50000, contingent: false}]"},
        "recoveries",
        "-50000",
        "paid in any case",
    ),
    (
        {"recoveries": "[{item: Vouchers, quantity: 10, unit_cost: 5}]"},
        "recoveries.vouchers",
        "-50",
        "a recovery by quantity is negative, too",
    ),
    (
        {"stopping": "{likelihood: 10%, items: [{item: Exit fee, amount: 80000}]}"},
        "stopping",
        "8000",
        "stopping has a likelihood of its own",
    ),
    (
        {**LIKELIHOOD, "stopping": "{items: [{item: Exit fee, amount: 80000}]}"},
        "stopping",
        "80000",
        "and is certain where none is stated",
    ),
    ({"recoveries": "[]"}, "recoveries", "0", "an empty list is zero"),
    ({"stabilisation.items": "[]"}, "stabilisation", "194400", "an empty list adds nothing"),
    ({"hidden_costs.brand_damage": "[]"}, "hidden_costs", "52000", "also as a part"),
    (
        {"stabilisation.items": "[{item: Freight, amount: 100, basis: revenue}]"},
        "lost_revenue",
        "60100",
        "an item says itself that it is lost revenue",
    ),
]  # fmt: skip

POINTS = """
currency: USD
orders: {daily_volume: 1000, average_value: 100}
data_misalignment:
  exposure_days: 30
  error_correction_cost: 10
  integrations:
    - {name: ERP, share_of_orders: 100%, data_inaccuracy_rate: 3%}
    - {name: CRM, share_of_orders: 40%, data_inaccuracy_rate: 5%}
    - {name: Payment, share_of_orders: 10%, data_inaccuracy_rate: 20%}
training_deficit:
  cost_per_hour: 45
  departments:
    - {name: Sales, hours: 100, incompletion_rate: 30%}
    - {name: IT, hours: 50, incompletion_rate: 10%, cost_per_hour: 80}
"""

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
of_one_likelihood = pytest.mark.parametrize(
    "file",
    [
        file
        for file in FILES
        if "stop_if_a_phase_fails: true" not in file.read_text(encoding="utf-8")
        and "if_a_phase_fails: stop" not in file.read_text(encoding="utf-8")
        and "    likelihood:" not in file.read_text(encoding="utf-8")
    ],
    ids=lambda file: file.stem,
)


def metrics_of(exposure: Exposure[N]) -> dict[str, Any]:
    """Every line, part, total and memo, by the name that limits use."""
    found = {line.id: line.amount for line in all_lines(exposure)}
    for totals in (exposure.totals, exposure.memos):
        found.update(totals)
    return found


def all_lines(exposure: Exposure[N]) -> Iterator[Line[N]]:
    """Every line, and the parts below it."""
    waiting = list(exposure.lines)
    while waiting:
        line = waiting.pop(0)
        yield line
        waiting += line.parts


def with_input(case: Case, path: str, value: Decimal) -> Case:
    """The same case with another value of one input."""
    new = case.inputs.get(path, Input(path, Decimal(0), "1"))._replace(value=value)
    return case._replace(
        inputs={**case.inputs, path: new},
        phases=tuple(
            phase
            if path in phase.inputs and phase.inputs[path].restated
            else phase._replace(inputs={**phase.inputs, path: new})
            for phase in case.phases
        ),
    )


def scenario_of(text: str, tmp_path: Path) -> Scenario:
    """A scenario written to a file and loaded from it."""
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure[1]}: {figure[3]}")
def test_retailer_costs_what_was_worked_out_by_hand(
    figure: tuple[dict[str, str], str, str, str],
) -> None:
    """Each figure of the worked retailer holds exactly, also when one input is set otherwise."""
    overrides, metric, expected, _ = figure
    assessment = assess(load(RETAILER, overrides))
    assert metrics_of(assessment.exposure)[metric] == Decimal(expected)


def test_formulas_are_applied_once_per_point_and_department(tmp_path: Path) -> None:
    """Each interface and each department is priced by itself, and the rows add up."""
    metrics = metrics_of(assess(scenario_of(POINTS, tmp_path)).exposure)
    expected = {
        "data_misalignment.erp": 9000,
        "data_misalignment.crm": 6000,
        "data_misalignment.payment": 6000,
        "data_misalignment": 21000,
        "training_deficit.sales": 1350,
        "training_deficit.it": 400,
        "training_deficit": 1750,
    }
    assert {name: metrics[name] for name in expected} == expected


def test_there_are_scenario_files() -> None:
    """The laws below are tested on files that exist."""
    assert RETAILER in FILES
    assert len(FILES) >= 5


@each_file
def test_totals_are_sums_of_their_groups(file: Path) -> None:
    """A reader who adds up the rows of a report gets its totals."""
    exposure = assess(load(file)).exposure
    assert set(exposure.totals) == set(TOTALS)
    assert set(exposure.memos) == set(MEMOS)
    with exact():
        for group in Group:
            assessed = [line for line in exposure.group(group) if line.assessed]
            total = exposure.totals[group.value]
            if group is Group.COST_OF_FAILURE:
                assert total == (total_amount(assessed) if assessed else None)
                expected = total_expected(assessed)
                told = exposure.totals["expected_cost_of_failure"]
                assert told == (expected if assessed else None)
            elif total is None:
                assert not assessed
            else:
                assert total == total_expected(assessed)
        for line in all_lines(exposure):
            if line.parts:
                assert line.amount == total_amount(part for part in line.parts if part.assessed)
        at_stake = ("expected_cost_of_failure", "stopping", "stabilisation", "recoveries", "overrun")
        stake = sum(exposure.totals[name] or 0 for name in at_stake)
        assert exposure.totals["exposure"] == stake
        assert exposure.totals["net_exposure"] == stake + (exposure.totals["programme"] or 0)


@each_file
def test_trace_evaluated_is_the_amount(file: Path) -> None:
    """One trace serves every use: put the inputs back into it and the exact amount comes out."""
    case = load(file).case
    values = {path: stated.value for path, stated in case.inputs.items()}
    traced = price(case, traced_value)
    with exact():
        amounts = metrics_of(price(case))
        for name, trace in metrics_of(traced).items():
            value = evaluate(trace, values) if isinstance(trace, Symbol) else trace
            assert value == amounts[name], name


@each_file
def test_floats_give_the_same_within_their_precision(file: Path) -> None:
    """Sweeps that compute with floats price the same model."""
    case = load(file).case
    in_floats = metrics_of(price(case, lambda stated: float(stated.value)))
    with exact():
        exactly = metrics_of(price(case))
    for name, amount in exactly.items():
        if amount is None:
            assert in_floats[name] is None
        else:
            assert in_floats[name] == pytest.approx(float(amount), rel=1e-12)


@of_one_likelihood
@settings(max_examples=10, deadline=None)
@given(likelihood=st.decimals(0, 1, places=12))
def test_likelihood_scales_the_cost_of_failure(file: Path, likelihood: Decimal) -> None:
    """Expected cost of failure = likelihood x cost of failure, and nothing else moves with it."""
    case = load(file).case
    certain = with_input(case, "likelihood", Decimal(1))
    with exact():
        old, new = price(certain), price(with_input(case, "likelihood", likelihood))
        cost = old.totals["cost_of_failure"]
        assert cost is not None
        assert new.totals["cost_of_failure"] == cost
        assert new.totals["expected_cost_of_failure"] == likelihood * cost
        for name in ("stopping", "stabilisation", "programme"):
            assert new.totals[name] == old.totals[name]


@each_file
def test_lines_are_named_once(file: Path) -> None:
    """A limit on a line means one line."""
    names = [line.id for line in all_lines(assess(load(file)).exposure)]
    assert len(set(names)) == len(names)
    assert not set(names) & {name for name in TOTALS if "." in name}


@settings(max_examples=50, deadline=None)
@given(days=st.decimals(0, 10**6, places=6), factor=st.integers(0, 1000))
def test_each_formula_input_counts_in_proportion(days: Decimal, factor: int) -> None:
    """A delay twice as long costs twice as much, to the last digit."""
    case = load(RETAILER).case
    with exact():
        once = metrics_of(price(with_input(case, "delay.duration_days", days)))
        more = metrics_of(price(with_input(case, "delay.duration_days", days * factor)))
        for name in ("delay", "order_value_delayed"):
            assert more[name] == once[name] * factor


@settings(max_examples=50, deadline=None)
@given(cents=st.integers(10**17, 10**18 - 1), other=st.integers(0, 100))
def test_large_amounts_are_exact_to_the_cent(cents: int, other: int) -> None:
    """At 10**15 a float has lost the cents; omsrisk has not."""
    case = load(RETAILER).case
    brand, stock = Decimal(cents).scaleb(-2), Decimal(other).scaleb(-2)
    case = with_input(case, "hidden_costs.brand_damage", brand)
    case = with_input(case, "hidden_costs.inventory_loss", stock)
    with exact():
        exposure = price(case)
    total = exposure.totals["cost_of_failure"]
    assert isinstance(total, Decimal)
    by_hand = cents + other + 100 * (27000 + 15000 + 36000 + 5400)
    assert to_minor_unit(total, 2) == Decimal(by_hand).scaleb(-2)
    assert total.scaleb(2) == by_hand


def test_tenths_add_up(tmp_path: Path) -> None:
    """0.1 + 0.2 is 0.30, as anybody with a pencil knows."""
    text = "currency: USD\nhidden_costs: {inventory_loss: 0.1, brand_damage: 0.2}\n"
    totals = assess(scenario_of(text, tmp_path)).totals
    cost = totals["cost_of_failure"]
    assert cost is not None
    assert cost == Decimal("0.3")
    assert str(to_minor_unit(cost, 2)) == "0.30"


def test_widest_inputs_are_still_exact() -> None:
    """The longest numbers that a file may hold, all at once, fit into the exact context."""
    case = load(RETAILER, {**INSURED, "stopping": "{likelihood: 1%, items: []}"}).case
    wide = {"1": Decimal("0." + "9" * 12)}
    longest = Decimal("9" * 18 + "." + "9" * 12)
    inputs = {
        path: stated._replace(value=wide.get(stated.unit, longest))
        for path, stated in case.inputs.items()
    }
    with exact():
        exposure = price(case._replace(inputs=inputs))
    assert exposure.net_exposure > 0


def test_not_assessed_is_not_zero() -> None:
    """What a file leaves out has no amount, and every total above it says it is incomplete."""
    exposure = assess(load(SCENARIOS / "worked-example.yaml")).exposure
    assert exposure.categories_assessed == 1
    assert not exposure.complete
    amounts = {line.id: line.amount for line in exposure.group(Group.COST_OF_FAILURE)}
    assert amounts == {
        "data_misalignment": Decimal(500),
        "delay": None,
        "training_deficit": None,
        "hidden_costs": None,
    }
    for name in ("stopping", "stabilisation", "programme", "recoveries"):
        assert exposure.totals[name] is None
    assert exposure.memos == dict.fromkeys(MEMOS)


def test_whole_retailer_is_complete() -> None:
    """All four categories assessed, in all their parts."""
    exposure = assess(load(RETAILER)).exposure
    assert exposure.categories_assessed == 4
    assert exposure.complete


def test_hidden_costs_with_a_part_left_out_are_incomplete(tmp_path: Path) -> None:
    """Each part of the hidden costs is assessed or not by itself; the sum says so."""
    text = "currency: USD\nhidden_costs: {inventory_loss: 100}\n"
    exposure = assess(scenario_of(text, tmp_path)).exposure
    hidden = next(line for line in exposure.lines if line.id == "hidden_costs")
    assert hidden.amount == 100
    assert not hidden.complete
    assert not exposure.complete
    assert [part.assessed for part in hidden.parts] == [True, False, False]


@pytest.mark.parametrize("stabilisation", ["{}", "{duration_days: 45}"])
def test_group_without_an_assessed_line_is_not_zero(stabilisation: str, tmp_path: Path) -> None:
    """A group of which no line says anything is not assessed, though its section is there."""
    text = f"currency: USD\nhidden_costs: {{inventory_loss: 100}}\nstabilisation: {stabilisation}\n"
    assert assess(scenario_of(text, tmp_path)).totals["stabilisation"] is None


def test_each_assessed_input_is_known_to_a_line() -> None:
    """Every input of the retailer reaches a line or a memo: none is read and then ignored."""
    exposure = assess(load(RETAILER)).exposure
    used = {one.path for line in exposure.lines for one in line.inputs()}
    for term in exposure.memo_terms.values():
        used.update(one.path for one in term.inputs())
    stated = set(load(RETAILER).case.inputs)
    assert stated - used == {"orders.contribution_margin"}
    assert used <= stated


def test_margin_counts_only_where_it_is_stated(tmp_path: Path) -> None:
    """Without a contribution margin there is no figure at margin, rather than a guessed one."""
    text = RETAILER.read_text(encoding="utf-8").replace("  contribution_margin: 35%\n", "")
    memos = assess(scenario_of(text, tmp_path)).memos
    for name in ("lost_margin", "net_exposure_at_margin", "cost_of_failure_at_margin"):
        assert memos[name] is None
    assert memos["lost_revenue"] == 60000


def test_capital_in_parts(tmp_path: Path) -> None:
    """Each part of the system's cost has its own share, else the section's."""
    path = tmp_path / "capital.yaml"
    path.write_text(
        "currency: USD\nhidden_costs: {inventory_loss: 1}\n"
        "capital: {paid_before_go_live: 50%, items: [{item: Licences, amount: 100},"
        " {item: Services, amount: 200, paid_before_go_live: 100%}]}\n",
        encoding="utf-8",
    )
    assert assess(load(path)).memos["capital_at_risk"] == 250
