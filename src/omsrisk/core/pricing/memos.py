"""Memos: the figures that stand beside the total and never in it."""

from collections.abc import Mapping
from typing import Any

from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing import catalogue
from omsrisk.core.pricing.catalogue import MARGIN
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import HELD_UP
from omsrisk.core.pricing.figures import MEMOS
from omsrisk.core.pricing.lines import Evaluation, Line, Term, total

Scope = tuple[Evaluation, tuple[Line, ...]]
"""A phase, or what is charged once, with the lines that fall in it."""


def memos_of(
    scopes: list[Scope],
    lines: tuple[Line, ...],
    totals: Mapping[str, Any],
    *,
    has_phases: bool,
) -> tuple[dict[str, Any], dict[str, Term]]:
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
        memos["lost_revenue"] = total(leaf.amount for leaf in revenue)
    if any(MARGIN in evaluation.slice.inputs for evaluation, _ in scopes):
        memos.update(_at_margin(scopes, revenues, totals))
    terms = {} if has_phases else dict(held_up[0])
    capital = _capital_at_risk(whole)
    if capital is not None:
        terms["capital_at_risk"] = capital
        memos["capital_at_risk"] = capital.number
    return memos, terms


def _held_up(evaluation: Evaluation) -> dict[str, Term]:
    """Compute the order value that is late, lost or not."""
    sections = evaluation.slice.sections
    formula = amounts.order_value_held_up
    terms: dict[str, Term] = {}
    for kind in HELD_UP.values():
        if kind.held_up and kind.section in sections:
            name, arguments = kind.held_up
            terms[name] = evaluation.compute(formula, arguments)
    return terms


def _capital_at_risk(whole: Evaluation) -> Term | None:
    formula = amounts.capital_at_risk
    if catalogue.CAPITAL not in whole.slice.sections:
        return None
    rows = whole.slice.rows.get(catalogue.CAPITAL_ITEMS)
    if rows is None:
        return whole.compute(formula, catalogue.CAPITAL_AT_RISK)
    terms = []
    for row in rows:
        parts = whole.terms(formula, catalogue.CAPITAL_ITEM, row.slug)
        number = formula(**{term.name: term.number for term in parts})
        terms.append(Term(row.name, number, "money", None, formula, parts))
    amount = total(term.number for term in terms)
    return Term("capital_at_risk", amount, "money", terms=tuple(terms))


def _late_and_lost(held_up: list[dict[str, Term]], lines: tuple[Line, ...]) -> dict[str, Any]:
    memos: dict[str, Any] = dict.fromkeys(MEMOS)
    kept = []
    for name, kind in HELD_UP.items():
        values = [terms[name].number for terms in held_up if name in terms]
        if values:
            memos[name] = total(values)
            lost = next(line for line in lines if line.id == kind.id)
            kept.append(memos[name] - lost.amount)
    if kept:
        memos["order_value_kept"] = total(kept)
    return memos


def _revenue(lines: tuple[Line, ...]) -> list[Line]:
    return [
        leaf
        for line in lines
        for leaf in line.leaves()
        if leaf.basis is Basis.REVENUE and leaf.assessed
    ]


def _at_margin(
    scopes: list[Scope], revenues: list[list[Line]], totals: Mapping[str, Any]
) -> dict[str, Any]:
    """Let lost revenue count with its margin, which a phase may restate; empty without one."""
    net, failure = totals["net_exposure"], totals["cost_of_failure"]
    margins = []
    for (evaluation, _), revenue in zip(scopes, revenues, strict=True):
        if MARGIN not in evaluation.slice.inputs:
            if revenue or evaluation.slice.share is not None:
                return {}
            continue
        margin = evaluation.number(MARGIN)
        in_failure = [leaf for leaf in revenue if leaf.group is Group.COST_OF_FAILURE]
        margins.append(
            amounts.lost_margin(
                lost_revenue=total(leaf.amount for leaf in revenue), contribution_margin=margin
            )
        )
        net = amounts.at_margin(
            total=net,
            lost_revenue=total(leaf.expected for leaf in revenue),
            contribution_margin=margin,
        )
        failure = amounts.at_margin(
            total=failure,
            lost_revenue=total(leaf.amount for leaf in in_failure),
            contribution_margin=margin,
        )
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
