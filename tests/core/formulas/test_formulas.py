import ast
import inspect
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.algebra.symbols import Symbol, evaluate, inputs_of, symbol
from omsrisk.core.formulas import categories as formulas
from omsrisk.core.formulas import dependence, stabilisation, undone
from omsrisk.core.formulas import items as of_items
from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas.formula import Formula
from omsrisk.core.formulas.formula import formula as declare_formula
from omsrisk.core.formulas.least import least_of
from omsrisk.core.money import exact
from omsrisk.core.pricing.catalogue import CATALOGUE

CASES: list[tuple[Formula, str, str, str]] = [  # formula, its arguments in order, result, why
    (formulas.data_misalignment_costs, "1000 10 0.05", "500", "one day, worked in the source"),
    (formulas.data_misalignment_costs, "30000 10 0.05", "15000", "the same over 30 days"),
    (formulas.data_misalignment_costs, "30000 10 0", "0", "no order is wrong"),
    (formulas.data_misalignment_costs, "30000 10 1", "300000", "every order is wrong"),
    (formulas.data_misalignment_costs, "3 0.1 0.1", "0.03", "tenths have no exact float"),
    (formulas.delay_costs, "1000 100 3 0.12", "36000", "the retailer, worked by hand"),
    (formulas.delay_costs, "1000 100 3 0", "0", "nobody cancels"),
    (formulas.delay_costs, "1000 100 3 1", "300000", "everybody cancels"),
    (formulas.delay_costs, "1000 100 0.5 0.12", "6000", "half a day"),
    (formulas.delay_costs, "12500 64.20 42 0.12", "4044600", "six weeks, cents in the value"),
    (formulas.training_deficit_costs, "400 45 0.30", "5400", "the retailer, worked by hand"),
    (formulas.training_deficit_costs, "400 45 0", "0", "all training completed"),
    (formulas.training_deficit_costs, "400 45 1", "18000", "no training completed"),
    (formulas.hidden_costs, "25000 27000 15000", "67000", "the retailer, worked by hand"),
    (formulas.hidden_costs, "0.1 0.2 0", "0.3", "binary fractions would give 0.30000000000000004"),
    (formulas.hidden_costs, "0 0 0", "0", "nothing hidden"),
    (stabilisation.support_costs, "80 12 45", "43200", "the retailer, worked by hand"),
    (stabilisation.support_costs, "80 12 0", "0", "stable at once"),
    (stabilisation.productivity_dip_costs, "60 8 30 0.15 45", "97200", "calendar days"),
    (stabilisation.productivity_dip_costs, "60 8 30 0.15 33", "71280", "working days"),
    (stabilisation.productivity_dip_costs, "60 8 30 0 45", "0", "no dip"),
    (stabilisation.freeze_costs, "1000 100 2 0.12", "24000", "the retailer, worked by hand"),
    (stabilisation.freeze_costs, "1000 100 2 0.05", "10000", "customers told in advance"),
    (stabilisation.parallel_running_costs, "500 60", "30000", "the retailer, worked by hand"),
    (stabilisation.parallel_running_costs, "500 0", "0", "the old system is switched off"),
    (amounts.cost_item, "220 1400", "308000", "the retailer's consultants"),
    (amounts.cost_item, "2.5 0.01", "0.025", "half a unit, finer than a cent"),
    (of_items.item_with_likelihood, "90000 0.2", "18000", "a lawsuit in one case of five"),
    (of_items.item_with_likelihood, "90000 0", "0", "it cannot come"),
    (of_items.item_with_likelihood, "90000 1", "90000", "certain: what it costs"),
    (of_items.item_by_driver, "1 3 1600", "4800", "3 for each of 1,600 delayed orders"),
    (of_items.item_by_driver, "2 3 0", "0", "nothing is counted"),
    (of_items.item_with_cap, "4800 3000", "3000", "a penalty that the contract limits"),
    (of_items.item_with_cap, "2400 3000", "2400", "below the cap, as it is"),
    (of_items.item_with_cap, "3000 3000", "3000", "just at the cap"),
    (of_items.item_with_cap, "3000 0", "0", "a contract that takes no penalty"),
    (of_items.cheaper_way, "6000 5500", "5500", "changing the process is cheaper"),
    (of_items.cheaper_way, "3000 5500", "3000", "modifying is cheaper"),
    (of_items.cheaper_way, "3000 3000", "3000", "both ways of one price"),
    (of_items.orders_delayed, "400 4", "1600", "four days beyond the grace"),
    (of_items.orders_wrong, "30000 0.05", "1500", "one order in twenty"),
    (of_items.extra_tickets, "80 45", "3600", "the retailer's tickets"),
    (of_items.overrun_costs, "900000 0.27 0.5", "121500", "the average overrun, in one case of two"),
    (of_items.overrun_costs, "900000 2 1", "1800000", "three times the plan"),
    (amounts.orders_in_window, "1000 30", "30000", "the retailer, worked by hand"),
    (amounts.orders_in_window, "1000 0", "0", "no exposure"),
    (amounts.orders_through_point, "30000 0.4", "12000", "two orders in five pass the point"),
    (amounts.orders_through_point, "30000 1", "30000", "all pass it"),
    (amounts.orders_delayed_per_day, "1000 0.2", "200", "one order in five is late"),
    (amounts.part_of_phase, "1000 0.1", "100", "a pilot with every tenth order"),
    (amounts.part_of_phase, "1000 1", "1000", "the only phase is the whole"),
    (amounts.part_of_phase, "1000 0", "0", "a phase without orders"),
    (amounts.part_of_phase, "400 0.3333", "133.32", "a third, as an author writes it"),
    (amounts.days_of_parallel_running, "90 60", "150", "three months of phases, then two more"),
    (amounts.days_of_parallel_running, "0 60", "60", "all phases go live on one day"),
    (amounts.days_of_parallel_running, "90 0", "90", "switched off with the last phase"),
    (amounts.waiting_costs, "700 31", "21700", "15 January to 15 February, worked by hand"),
    (amounts.waiting_costs, "700 0", "0", "live on the first day possible"),
    (undone.days_of_waiting, "31 365 0.7", "131.2", "31 days in seven cases of ten, a year in three"),
    (undone.days_of_waiting, "31 365 1", "31", "reached for certain"),
    (undone.days_of_waiting, "31 365 0", "365", "never reached: up to the horizon"),
    (undone.days_with_pauses, "112 30 0.7", "133", "one pause of 30 days in seven cases of ten"),
    (undone.days_with_pauses, "112 30 0", "112", "nothing fails: as planned"),
    (stabilisation.stabilisation_once_more, "4320 0 2000", "6320", "tickets and staff of a pilot"),
    (undone.system_written_off, "900000 0.9", "810000", "stopped after a pilot of 10 %"),
    (undone.system_written_off, "900000 0", "0", "nothing was left to go live"),
    (dependence.likelihood_in_chain, "0.3 0.2 0.6", "0.32", "0.7 x 20 % + 0.3 x 60 %"),
    (dependence.likelihood_in_chain, "0 0.2 0.6", "0.2", "the one before holds for certain"),
    (dependence.likelihood_in_chain, "1 0.2 0.6", "0.6", "the one before fails for certain"),
    (dependence.with_common_cause, "0.4 0.3 0.027", "0.1362", "three of 30 % all fail"),
    (dependence.with_common_cause, "1 0.3 0.027", "0.3", "one cause decides for certain"),
    (dependence.with_common_cause, "0 0.3 0.027", "0.027", "each by itself"),
    (amounts.days_at_level, "5 0.5", "2.5", "five days that count half"),
    (amounts.days_at_level, "3 0", "0", "customers bear three days"),
    (amounts.learned_value, "8 0.25", "2", "the third phase, of which each halves the days"),
    (amounts.learned_value, "8 1", "8", "nothing is learned"),
    (amounts.multiplied_value, "8 0.5", "4", "a rehearsal leaves half of the days"),
    (amounts.multiplied_value, "8 0", "0", "nothing is left"),
    (amounts.moved_value, "8 -2", "6", "a team takes two days away"),
    (amounts.moved_value, "8 0", "8", "it does nothing"),
    (amounts.rate_above_today, "0.05 0.02", "0.03", "three of five wrong orders come of the go-live"),
    (amounts.rate_above_today, "0.02 0.02", "0", "as good as today"),
    (amounts.rate_above_today, "1 0", "1", "nothing is wrong today, and all will be"),
    (amounts.order_value_held_up, "1000 100 3", "300000", "the retailer's delay"),
    (amounts.order_value_held_up, "1000 100 2", "200000", "the retailer's freeze"),
    (amounts.capital_at_risk, "900000 0.85", "765000", "the retailer, worked by hand"),
    (amounts.capital_at_risk, "900000 1", "900000", "all paid before go-live"),
    (amounts.lost_margin, "60000 0.35", "21000", "the retailer, worked by hand"),
    (amounts.at_margin, "123400 36000 0.35", "100000", "the retailer's cost of failure"),
    (amounts.at_margin, "625800 60000 0.35", "586800", "the retailer's net exposure"),
    (amounts.at_margin, "123400 36000 1", "123400", "all revenue is margin: nothing changes"),
    (amounts.at_margin, "36000 36000 0", "0", "revenue without margin costs nothing"),
]

every_formula = pytest.mark.parametrize("formula", CATALOGUE, ids=lambda formula: formula.name)
fractions = st.fractions(-1000, 1000, max_denominator=60)


def arguments_of(formula: Formula, data: st.DataObject) -> dict[str, Fraction]:
    """A random number for each argument."""
    return {name: data.draw(fractions, label=name) for name in formula.units}


@pytest.mark.parametrize("kind", [Decimal, float, Fraction], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].name}: {case[-1]}")
def test_each_case_holds_for_each_kind_of_number(
    case: tuple[Formula, str, str, str], kind: Callable[[str], Any]
) -> None:
    """A formula gives the same answer for every kind of number: exact where the kind is exact."""
    formula, written, expected, _ = case
    arguments = dict(zip(formula.units, map(kind, written.split()), strict=True))
    with exact():
        result = formula(**arguments)
    assert isinstance(result, type(kind("1")))
    if kind is float:
        assert result == pytest.approx(float(expected), rel=1e-12)
    else:
        assert result == kind(expected)


@every_formula
def test_each_formula_has_cases(formula: Formula) -> None:
    """No formula is in the catalogue without a case that was worked by hand."""
    assert [case for case in CASES if case[0] is formula]


def test_catalogue_is_not_empty_and_names_are_unique() -> None:
    """The catalogue lists every formula once: what walks it finds all of them."""
    names = [formula.name for formula in CATALOGUE]
    assert names
    assert len(set(names)) == len(names)
    declared = {
        one
        for module in (formulas, stabilisation, amounts, of_items, undone, dependence)
        for one in vars(module).values()
        if isinstance(one, Formula)
    }
    assert declared == set(CATALOGUE)


@every_formula
def test_each_formula_explains_itself(formula: Formula) -> None:
    """Label, source, equation, limits, neighbours, example: an analyst finds each of them."""
    assert formula.label
    assert re.match(r"\[[CP]\] |effect named in \[[CP]\][ ,].*; formula ours$", formula.source)
    assert formula.equation
    assert "\nStops holding " in formula.documentation
    assert "\nNot in it: " in formula.documentation
    assert f"\n>>> {formula.name}(" in formula.documentation
    assert not formula.documentation.startswith("\n")


def test_an_equation_may_take_two_lines() -> None:
    """What stands below it, indented further, goes on: no factor is lost from reports."""

    @declare_formula(label="Returns", source="[C] 6")
    def returns(
        *, orders: Annotated[Any, "order"], cost: Annotated[Any, "money/order"]
    ) -> Annotated[Any, "money"]:
        """
        Handling of what comes back.

            cost = orders
                   x cost

        Stops holding elsewhere.
        """
        return orders * cost

    assert returns.equation == "orders x cost"


@every_formula
def test_docstring_states_the_units_of_the_annotations(formula: Formula) -> None:
    """The units that people read are those that the program computes with."""
    arguments, _, rest = formula.documentation.partition("\nArgs:\n")[2].partition("\nReturns:\n")
    stated = re.findall(r"^ {4}(\w+): .*?\[([^]]+)\]\.$", arguments, re.MULTILINE | re.DOTALL)
    assert dict(stated) == dict(formula.units)
    assert [name for name, _ in stated] == list(formula.units)
    result = re.match(r" {4}.*?\[([^]]+)\]\.$", rest, re.MULTILINE | re.DOTALL)
    assert result is not None
    assert result[1] == formula.result


@every_formula
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_equation_in_words_is_the_formula(formula: Formula, data: st.DataObject) -> None:
    """The equation that people read computes what the function computes."""
    arguments = arguments_of(formula, data)
    assert value_of_words(formula.equation, arguments) == formula(**arguments)


@every_formula
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_trace_of_a_formula_is_the_formula(formula: Formula, data: st.DataObject) -> None:
    """A symbol put through a formula is that formula, and names all its arguments."""
    arguments = arguments_of(formula, data)
    trace = formula(**{name: symbol(name) for name in formula.units})
    assert isinstance(trace, Symbol)
    assert set(inputs_of(trace)) == set(formula.units)
    assert evaluate(trace, arguments) == formula(**arguments)


@every_formula
def test_formula_is_a_polynomial(formula: Formula) -> None:
    """
    A formula is one expression of `+ - *` and whole numbers: no rounding, clipping, branch.

    A cap is the one exception: a contract states a least, which is a node of its own in the trace.
    """
    tree = ast.parse(inspect.getsource(inspect.unwrap(formula)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert not function.args.args
    docstring, answer = function.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(answer, ast.Return)
    assert answer.value is not None
    for node in ast.walk(answer.value):
        assert isinstance(
            node,
            ast.BinOp | ast.Add | ast.Sub | ast.Mult | ast.Name | ast.Load | ast.Constant | ast.Call,
        )
        assert not isinstance(node, ast.Call) or ast.unparse(node.func) == least_of.__name__
        assert not isinstance(node, ast.Constant) or type(node.value) is int


def value_of_words(equation: str, values: dict[str, Fraction]) -> Fraction:
    """Compute an equation in words: names with spaces, `x`, `+`, `-`, brackets and `least of`."""
    names = sorted(values, key=len, reverse=True)
    words = "|".join(name.replace("_", " ") for name in names)
    code = re.sub(rf"\b({words})\b", lambda found: found[0].replace(" ", "_"), equation)
    code = code.replace(" x ", " * ").replace("least of (", "least_of(").replace(";", ",")
    return _value_of(ast.parse(code, mode="eval").body, values)


def _value_of(node: ast.expr, values: dict[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return Fraction(node.value)
    if isinstance(node, ast.Call):
        return min(_value_of(one, values) for one in node.args)
    assert isinstance(node, ast.BinOp), ast.dump(node)
    left, right = _value_of(node.left, values), _value_of(node.right, values)
    if isinstance(node.op, ast.Mult):
        return left * right
    assert isinstance(node.op, ast.Add | ast.Sub), ast.dump(node)
    return left + right if isinstance(node.op, ast.Add) else left - right
