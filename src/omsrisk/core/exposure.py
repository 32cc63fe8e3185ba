"""The exposure of a case: all lines, the totals of their groups, and the memos beside them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from omsrisk.core import amounts, catalogue, formulas
from omsrisk.core.case import Case, Input, Row
from omsrisk.core.catalogue import Argument, Computed, Group, LineType
from omsrisk.core.formula import Basis
from omsrisk.core.lines import Evaluation, Line, Missing, NumberOf, Term, total
from omsrisk.core.symbols import Symbol, symbol


class Figure(NamedTuple):
    """A figure that metrics and limits name: its label, and what it means."""

    label: str
    meaning: str


TOTALS = {
    "cost_of_failure": Figure(
        "Cost of failure",
        "data misalignment + delay + training deficit + hidden costs, as if failure were certain",
    ),
    "expected_cost_of_failure": Figure("Expected cost of failure", "likelihood x cost of failure"),
    "stopping": Figure("Stopping", "likelihood of stopping x its cost items"),
    "stabilisation": Figure(
        "Stabilisation", "support + productivity dip + freeze + parallel running + items"
    ),
    "programme": Figure("Programme", "planned costs that differ between the roll-outs compared"),
    "recoveries": Figure(
        "Recoveries",
        "money that comes back, negative: contingent ones x likelihood, the others in full",
    ),
    "exposure": Figure(
        "Exposure", "net exposure - programme: what may go wrong, as against what is planned"
    ),
    "net_exposure": Figure(
        "Net exposure",
        "likelihood x (cost of failure - contingent recoveries) + stopping + stabilisation "
        "+ programme - recoveries paid in any case; undiscounted, before tax",
    ),
}
"""The totals, by the name that metrics and limits use, in the order of the reports."""

MEMOS = {
    "order_value_delayed": Figure(
        "Order value delayed", "orders delayed x average order value x delay, lost or not"
    ),
    "order_value_frozen": Figure(
        "Order value frozen", "daily order volume x average order value x freeze, lost or not"
    ),
    "order_value_kept": Figure(
        "Order value late, not lost", "order value delayed + frozen - what of it is cancelled"
    ),
    "lost_revenue": Figure("Lost revenue", "the sum of all lines whose basis is revenue"),
    "lost_margin": Figure("Lost margin", "lost revenue x contribution margin"),
    "net_exposure_at_margin": Figure(
        "Net exposure at margin", "net exposure - expected lost revenue x (1 - margin)"
    ),
    "cost_of_failure_at_margin": Figure(
        "Cost of failure at margin", "cost of failure - lost revenue in it x (1 - margin)"
    ),
    "capital_at_risk": Figure("Capital at risk", "system cost x share paid before go-live"),
}
"""The figures beside the total and never in it, in the order of the reports."""

CATEGORIES = 4


class Exposure(NamedTuple):
    """
    What one case costs, in numbers of one kind.

    Attributes:
        lines: Every line, group by group; sums carry their parts.
        totals: By the names of `TOTALS`; None where a group is not assessed.
        memos: By the names of `MEMOS`; None where one cannot be told.
        memo_terms: How the memos that have a formula of their own were computed.
        likelihood: Likelihood of failure, 0 to 1.
        categories_assessed: How many of the four categories say something.
        complete: Whether all four categories are assessed in all their parts.
    """

    lines: tuple[Line, ...]
    totals: Mapping[str, Any]
    memos: Mapping[str, Any]
    memo_terms: Mapping[str, Term]
    likelihood: Any
    categories_assessed: int
    complete: bool

    def group(self, group: Group) -> tuple[Line, ...]:
        """List the lines of one group."""
        return tuple(line for line in self.lines if line.group is group)


def exact_value(stated: Input) -> Decimal:
    """Take an input as its exact decimal."""
    return stated.value


def traced_value(stated: Input) -> Symbol:
    """Take an input as a symbol, so that results are expressions."""
    return symbol(stated.path)


def price(case: Case, number_of: NumberOf = exact_value) -> Exposure:
    """
    Price a case.

    Args:
        case: Complete inputs: `missing_inputs` has found none.
        number_of: What to compute with: the exact decimal of an input, or a symbol, float, array.

    Returns:
        Lines, totals and memos in numbers of that kind [money].

    Decimals must be computed inside `money.exact()`, as the caller decides how many digits.
    """
    evaluation = Evaluation(case, number_of)
    likelihood = _stated_or_one(evaluation, "likelihood")
    failure = [evaluation.line(kind, likelihood) for kind in catalogue.CATEGORIES]
    failure.append(_hidden_costs(evaluation, likelihood))
    stopping_likelihood = _stated_or_one(evaluation, "stopping.likelihood")
    stopping = evaluation.items(catalogue.STOPPING_ITEMS, lambda _: stopping_likelihood)
    stabilisation = [evaluation.line(kind) for kind in catalogue.STABILISATION]
    stabilisation += evaluation.items(catalogue.STABILISATION_ITEMS)
    programme = evaluation.items(catalogue.PROGRAMME_ITEMS)

    def weight_of(row: Row) -> Any:
        return likelihood if row.contingent else 1

    recoveries = evaluation.items(catalogue.RECOVERIES, weight_of)
    lines = (*failure, *stopping, *stabilisation, *programme, *recoveries)
    totals = _totals(case, lines)
    memo_terms = _memo_terms(evaluation)
    return Exposure(
        lines=lines,
        totals=totals,
        memos=_memos(evaluation, lines, totals, memo_terms),
        memo_terms=memo_terms,
        likelihood=likelihood,
        categories_assessed=sum(line.assessed for line in failure),
        complete=all(line.complete for line in failure),
    )


def _stated_or_one(evaluation: Evaluation, path: str) -> Any:
    stated = evaluation.case.inputs.get(path)
    return 1 if stated is None else evaluation.stated(path, "1", path).number


def _hidden_costs(evaluation: Evaluation, weight: Any) -> Line:
    formula = formulas.hidden_costs
    head = ("hidden_costs", Group.COST_OF_FAILURE, formula.label, "Hidden costs", formula.basis)
    if "hidden_costs" not in evaluation.case.sections:
        return Line(*head, complete=False)
    parts = {name: evaluation.part(items, weight) for name, items in catalogue.HIDDEN_PARTS.items()}
    amount = formula(**{name: part.amount if part.assessed else 0 for name, part in parts.items()})
    return Line(
        *head,
        amount,
        weight,
        formula,
        parts=tuple(parts.values()),
        complete=all(part.complete for part in parts.values()),
    )


def _totals(case: Case, lines: tuple[Line, ...]) -> dict[str, Any]:
    def expected(group: Group, section: str) -> Any:
        if section not in case.sections and section not in case.rows:
            return None
        return total(line.expected for line in lines if line.group is group and line.assessed)

    failure = [line for line in lines if line.group is Group.COST_OF_FAILURE and line.assessed]
    groups = {
        "cost_of_failure": total(line.amount for line in failure),
        "expected_cost_of_failure": total(line.expected for line in failure),
        "stopping": expected(Group.STOPPING, "stopping"),
        "stabilisation": expected(Group.STABILISATION, "stabilisation"),
        "programme": expected(Group.PROGRAMME, "programme"),
        "recoveries": expected(Group.RECOVERIES, "recoveries"),
    }
    at_stake = ("expected_cost_of_failure", "stopping", "stabilisation", "recoveries")
    exposure = total(groups[name] for name in at_stake if groups[name] is not None)
    programme = groups["programme"]
    net_exposure = exposure if programme is None else exposure + programme
    return {**groups, "exposure": exposure, "net_exposure": net_exposure}


def _memo_terms(evaluation: Evaluation) -> dict[str, Term]:
    sections = evaluation.case.sections
    held_up = amounts.order_value_held_up
    terms: dict[str, Term] = {}
    if "delay" in sections:
        terms["order_value_delayed"] = evaluation.compute(held_up, catalogue.ORDER_VALUE_DELAYED)
    if "stabilisation.freeze" in sections:
        terms["order_value_frozen"] = evaluation.compute(held_up, catalogue.ORDER_VALUE_FROZEN)
    if "capital" in sections:
        terms["capital_at_risk"] = _capital_at_risk(evaluation)
    return terms


def _capital_at_risk(evaluation: Evaluation) -> Term:
    formula = amounts.capital_at_risk
    rows = evaluation.case.rows.get("capital.items")
    if rows is None:
        return evaluation.compute(formula, catalogue.CAPITAL_AT_RISK)
    terms = [
        Term(row.name, formula(**{term.name: term.number for term in parts}), "money", None,
             formula, parts)
        for row in rows
        for parts in [evaluation.terms(formula, catalogue.CAPITAL_ITEM, row.slug)]
    ]  # fmt: skip
    amount = total(term.number for term in terms)
    return Term("capital_at_risk", amount, "money", None, None, tuple(terms))


def _memos(
    evaluation: Evaluation,
    lines: tuple[Line, ...],
    totals: Mapping[str, Any],
    terms: Mapping[str, Term],
) -> dict[str, Any]:
    memos: dict[str, Any] = dict.fromkeys(MEMOS)
    memos.update((name, term.number) for name, term in terms.items())
    revenue = [
        leaf
        for line in lines
        for leaf in line.leaves()
        if leaf.basis is Basis.REVENUE and leaf.assessed
    ]
    if revenue:
        memos["lost_revenue"] = total(leaf.amount for leaf in revenue)
    late = {"order_value_delayed": "delay", "order_value_frozen": "stabilisation.freeze"}
    kept = [
        memos[name] - leaf.amount
        for name, line_id in late.items()
        for leaf in revenue
        if leaf.id == line_id
    ]
    if kept:
        memos["order_value_kept"] = total(kept)
    if "orders.contribution_margin" in evaluation.case.inputs:
        margin = evaluation.stated("margin", "1", "orders.contribution_margin").number
        failure = [leaf for leaf in revenue if leaf.group is Group.COST_OF_FAILURE]
        if revenue:
            memos["lost_margin"] = amounts.lost_margin(
                lost_revenue=memos["lost_revenue"], contribution_margin=margin
            )
        memos["net_exposure_at_margin"] = amounts.at_margin(
            total=totals["net_exposure"],
            lost_revenue=total(leaf.expected for leaf in revenue),
            contribution_margin=margin,
        )
        memos["cost_of_failure_at_margin"] = amounts.at_margin(
            total=totals["cost_of_failure"],
            lost_revenue=total(leaf.amount for leaf in failure),
            contribution_margin=margin,
        )
    return memos


def missing_inputs(case: Case) -> list[Missing]:
    """List the inputs that the stated sections need and nobody states, each once."""
    missing: dict[str, Missing] = {}
    for kind in (*catalogue.CATEGORIES, *catalogue.STABILISATION):
        if kind.section in case.sections:
            for path, needed_by in _needs(case, kind):
                missing.setdefault(path, Missing(path, needed_by))
    if "capital" in case.sections and "capital.items" not in case.rows:
        for path in _unstated(case, catalogue.CAPITAL_AT_RISK, ""):
            missing.setdefault(path, Missing(path, "capital"))
    for row in case.rows.get("capital.items", ()):
        for path in _unstated(case, catalogue.CAPITAL_ITEM, row.slug):
            missing.setdefault(path, Missing(path, f"capital.items.{row.slug}"))
    return list(missing.values())


def _needs(case: Case, kind: LineType) -> list[tuple[str, str]]:
    rows = case.rows.get(kind.rows, ()) if kind.rows else ()
    if not rows:
        return [(path, kind.section) for path in _unstated(case, kind.arguments, "")]
    arguments = {**kind.arguments, **(kind.row_arguments or {})}
    return [
        (path, f"{kind.rows}.{row.slug}")
        for row in rows
        for path in _unstated(case, arguments, row.slug)
    ]


def _unstated(case: Case, arguments: Mapping[str, Argument], slug: str) -> list[str]:
    found: list[str] = []
    for argument in arguments.values():
        if isinstance(argument, Computed):
            if argument.unless is None or argument.unless not in case.inputs:
                found += _unstated(case, argument.arguments, slug)
        elif argument.default is None:
            paths = [path.replace("*", slug) for path in argument.paths]
            if not any(path in case.inputs for path in paths):
                found.append(paths[0])
    return found


def idle_inputs(case: Case) -> list[str]:
    """
    List the inputs that stand in a priced section and change nothing.

    Such as the training hours of the section where every department states its own.
    """
    idle: list[str] = []
    for kind in (*catalogue.CATEGORIES, *catalogue.STABILISATION):
        if kind.section not in case.sections:
            continue
        rows = case.rows.get(kind.rows, ()) if kind.rows else ()
        taken = set() if rows else _taken(case, kind.arguments, "")
        for row in rows:
            arguments = {**kind.arguments, **(kind.row_arguments or {})}
            taken |= _taken(case, arguments, row.slug)
        idle += [
            path
            for path in case.inputs
            if path.rpartition(".")[0] == kind.section and path not in taken
        ]
    rows = case.rows.get("capital.items", ())
    share = "capital.paid_before_go_live"
    if rows and share in case.inputs:
        stated = (f"capital.items.{row.slug}.paid_before_go_live" for row in rows)
        idle += [share] if all(path in case.inputs for path in stated) else []
    return idle


def _taken(case: Case, arguments: Mapping[str, Argument], slug: str) -> set[str]:
    taken: set[str] = set()
    for argument in arguments.values():
        if isinstance(argument, Computed):
            if argument.unless is not None and argument.unless in case.inputs:
                taken.add(argument.unless)
            else:
                taken |= _taken(case, argument.arguments, slug)
        else:
            paths = (path.replace("*", slug) for path in argument.paths)
            taken.update(next(([path] for path in paths if path in case.inputs), []))
    return taken
