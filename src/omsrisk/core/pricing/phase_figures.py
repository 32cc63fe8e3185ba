"""The figures of one phase: its totals and memos, by the names that the whole has for them."""

from typing import Any

from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import HELD_UP
from omsrisk.core.pricing.exposure import OTHER_GROUPS, PhaseExposure, with_exposure
from omsrisk.core.pricing.lines import Line, total


def totals_of_phase(one: PhaseExposure) -> dict[str, Any]:
    """
    Add up what falls in one phase, by the names of `TOTALS`; None where nothing there is assessed.

    Args:
        one: The phase. What is charged once for the whole roll-out is in none.

    Returns:
        `cost_of_failure` as if the phase happened and failed; the others as expected [money].
    """
    assessed = [line for line in one.lines if line.assessed]

    def expected(group: Group) -> Any:
        own = [line.expected for line in assessed if line.group is group]
        return total(own) if own else None

    failure = [line.amount for line in assessed if line.group is Group.COST_OF_FAILURE]
    totals: dict[str, Any] = {
        "cost_of_failure": total(failure) if failure else None,
        "expected_cost_of_failure": expected(Group.COST_OF_FAILURE),
    }
    return with_exposure(totals | {group.value: expected(group) for group in OTHER_GROUPS})


def memos_of_phase(one: PhaseExposure) -> dict[str, Any]:
    """
    Compute the memos of one phase that have a meaning there; those that cannot be told are left out.

    Args:
        one: The phase.
    """
    lines = {line.id: line for line in one.lines if line.assessed}
    memos: dict[str, Any] = {}
    kept = []
    for name, kind in HELD_UP.items():
        if kind.id in lines:
            memos[name] = _held_up(lines[kind.id])
            kept.append(memos[name] - lines[kind.id].amount)
    if kept:
        memos["order_value_kept"] = total(kept)
    revenue = [
        leaf
        for line in lines.values()
        for leaf in line.leaves()
        if leaf.basis is Basis.REVENUE and leaf.assessed
    ]
    lost = total(leaf.amount for leaf in revenue)
    if revenue:
        memos["lost_revenue"] = lost
    if one.margin is None:
        return memos
    if revenue:
        memos["lost_margin"] = amounts.lost_margin(lost_revenue=lost, contribution_margin=one.margin)
    totals = totals_of_phase(one)
    in_failure = [leaf.amount for leaf in revenue if leaf.group is Group.COST_OF_FAILURE]
    for name, lost_in_it in (
        ("net_exposure", total(leaf.expected for leaf in revenue)),
        ("cost_of_failure", total(in_failure)),
    ):
        if totals[name] is not None:
            memos[f"{name}_at_margin"] = amounts.at_margin(
                total=totals[name], lost_revenue=lost_in_it, contribution_margin=one.margin
            )
    return memos


def _held_up(line: Line) -> Any:
    """Take the order value that is late, lost or not: the line without what share of it is lost."""
    volume, value, days, _ = (term.number for term in line.terms)
    return amounts.order_value_held_up(
        daily_order_volume=volume, average_order_value=value, days=days
    )
