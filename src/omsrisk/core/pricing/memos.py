"""Memos: the figures that stand beside the total and never in it."""

from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas.formula import Basis, N
from omsrisk.core.pricing import catalogue
from omsrisk.core.pricing.catalogue import MARGIN
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import HELD_UP
from omsrisk.core.pricing.figures import MEMOS, Totals
from omsrisk.core.pricing.lines import Evaluation, Line, Term, total, total_amount, total_expected

Scope = tuple[Evaluation[N], tuple[Line[N], ...]]
"""A phase, or what is charged once, with the lines that fall in it."""

Memos = dict[str, N | int | None]
"""By the names of `MEMOS`; None where one cannot be told."""


def memos_of(
    scopes: list[Scope[N]],
    lines: tuple[Line[N], ...],
    totals: Totals[N | int],
    *,
    has_phases: bool,
) -> tuple[Memos[N], dict[str, Term[N]]]:
    """
    Compute the memos.

    Args:
        scopes: Each phase (or the one piece), and last what is charged once for the whole roll-out.
        lines: Every line, over all phases.
        totals: The totals.
        has_phases: Whether the roll-out has phases.

    Returns:
        The memos by the names of `MEMOS`, None where one cannot be told; and how those that have a
        formula of their own were computed, where there are no phases.
    """
    held_up = [_held_up(evaluation) for evaluation, _ in scopes[:-1]]
    whole = scopes[-1][0]
    memos = _late_and_lost(held_up, lines)
    revenues = [_revenue(own) for _, own in scopes]
    revenue = [leaf for own in revenues for leaf in own]
    if revenue:
        memos["lost_revenue"] = total_amount(revenue)
    if any(MARGIN in evaluation.slice.inputs for evaluation, _ in scopes):
        memos.update(_at_margin(scopes, revenues, totals))
    terms = {} if has_phases else dict(held_up[0])
    capital = _capital_at_risk(whole)
    if capital is not None:
        terms["capital_at_risk"] = capital
        memos["capital_at_risk"] = capital.number
    return memos, terms


def _held_up(evaluation: Evaluation[N]) -> dict[str, Term[N]]:
    """Compute the order value that is late, lost or not."""
    sections = evaluation.slice.sections
    formula = amounts.order_value_held_up
    terms: dict[str, Term[N]] = {}
    for kind in HELD_UP.values():
        if kind.held_up and kind.section in sections:
            name, arguments = kind.held_up
            terms[name] = evaluation.compute(formula, arguments)
    return terms


def _capital_at_risk(whole: Evaluation[N]) -> Term[N] | None:
    formula = amounts.capital_at_risk
    if catalogue.CAPITAL not in whole.slice.sections:
        return None
    rows = whole.slice.rows.get(catalogue.CAPITAL_ITEMS)
    if rows is None:
        if catalogue.PAID_BEFORE_GO_LIVE not in whole.slice.inputs:
            return None  # the system's cost is stated for its overrun alone
        return whole.compute(formula, catalogue.CAPITAL_AT_RISK)
    terms: list[Term[N]] = []
    for row in rows:
        parts = whole.terms(formula, catalogue.CAPITAL_ITEM, row.slug)
        number = formula(**{term.name: term.number for term in parts})
        terms.append(Term(row.name, number, "money", None, formula, parts))
    amount = total(term.number for term in terms)
    return Term("capital_at_risk", amount, "money", terms=tuple(terms))


def _late_and_lost(held_up: list[dict[str, Term[N]]], lines: tuple[Line[N], ...]) -> Memos[N]:
    memos: Memos[N] = dict.fromkeys(MEMOS)
    kept: list[N | int] = []
    for name, kind in HELD_UP.items():
        values = [terms[name].number for terms in held_up if name in terms]
        if values:
            late = memos[name] = total(values)
            lost = next(line.amount for line in lines if line.id == kind.id)
            if lost is not None:
                kept.append(late - lost)
    if kept:
        memos["order_value_kept"] = total(kept)
    return memos


def _revenue(lines: tuple[Line[N], ...]) -> list[Line[N]]:
    return [
        leaf
        for line in lines
        for leaf in (line.leaves() if line.parts else (line,))
        if leaf.basis is Basis.REVENUE and leaf.assessed
    ]


def _at_margin(
    scopes: list[Scope[N]], revenues: list[list[Line[N]]], totals: Totals[N | int]
) -> Memos[N]:
    """Let lost revenue count with its margin, which a phase may restate; empty without one."""
    net, failure = totals.net_exposure, totals.cost_of_failure
    margins: list[N | int] = []
    if net is None or failure is None:
        return {}
    for (evaluation, _), revenue in zip(scopes, revenues, strict=True):
        if MARGIN not in evaluation.slice.inputs:
            if revenue or evaluation.slice.share is not None:
                return {}
            continue
        margin = evaluation.number(MARGIN)
        in_failure = [leaf for leaf in revenue if leaf.group is Group.COST_OF_FAILURE]
        lost, expected, failed = (
            total_amount(revenue),
            total_expected(revenue),
            total_amount(in_failure),
        )
        margins.append(amounts.lost_margin(lost_revenue=lost, contribution_margin=margin))
        net = amounts.at_margin(total=net, lost_revenue=expected, contribution_margin=margin)
        failure = amounts.at_margin(total=failure, lost_revenue=failed, contribution_margin=margin)
    if not margins:
        return {}
    assesses_failure = any(
        line.group is Group.COST_OF_FAILURE and line.assessed for _, own in scopes for line in own
    )
    return {
        "lost_margin": total(margins) if any(revenues) else None,
        "net_exposure_at_margin": net,
        "cost_of_failure_at_margin": failure if assesses_failure else None,
    }
