"""The figures of one phase: its totals and memos, by the names that the whole has for them."""

from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas.formula import Basis, N
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import HELD_UP
from omsrisk.core.pricing.exposure import PhaseExposure
from omsrisk.core.pricing.figures import Totals, totals_of
from omsrisk.core.pricing.lines import Line, total, total_amount, total_expected


def totals_of_phase(one: PhaseExposure[N]) -> Totals[N | int]:
    """
    Add up what falls in one phase, by the names of `TOTALS`; None where nothing there is assessed.

    Args:
        one: The phase. What is charged once for the whole roll-out is in none.

    Returns:
        `cost_of_failure` as if the phase happened and failed; the others as expected [money].
    """
    assessed = [line for line in one.lines if line.assessed]

    def expected(group: Group) -> N | int | None:
        own = [line for line in assessed if line.group is group]
        return total_expected(own) if own else None

    failure = [line for line in assessed if line.group is Group.COST_OF_FAILURE]
    cost_of_failure = total_amount(failure) if failure else None
    return totals_of(cost_of_failure, {group: expected(group) for group in Group})


def memos_of_phase(one: PhaseExposure[N]) -> dict[str, N | int]:
    """
    Compute the memos of one phase that have a meaning there; those that cannot be told are left out.

    Args:
        one: The phase.
    """
    lines = {line.id: line for line in one.lines if line.assessed}
    memos: dict[str, N | int] = {}
    kept: list[N | int] = []
    for name, kind in HELD_UP.items():
        lost = lines[kind.id].amount if kind.id in lines else None
        if lost is not None:
            late = _held_up(lines[kind.id])
            memos[name] = late
            kept.append(late - lost)
    if kept:
        memos["order_value_kept"] = total(kept)
    revenue = [
        leaf
        for line in lines.values()
        for leaf in line.leaves()
        if leaf.basis is Basis.REVENUE and leaf.assessed
    ]
    lost_revenue = total_amount(revenue)
    if revenue:
        memos["lost_revenue"] = lost_revenue
    if one.margin is None:
        return memos
    if revenue:
        memos["lost_margin"] = amounts.lost_margin(
            lost_revenue=lost_revenue, contribution_margin=one.margin
        )
    totals = totals_of_phase(one)
    in_failure = [leaf for leaf in revenue if leaf.group is Group.COST_OF_FAILURE]
    for name, whole, lost_in_it in (
        ("net_exposure", totals.net_exposure, total_expected(revenue)),
        ("cost_of_failure", totals.cost_of_failure, total_amount(in_failure)),
    ):
        if whole is not None:
            memos[f"{name}_at_margin"] = amounts.at_margin(
                total=whole, lost_revenue=lost_in_it, contribution_margin=one.margin
            )
    return memos


def _held_up(line: Line[N]) -> N | int:
    """Take the order value that is late, lost or not: the line without what share of it is lost."""
    volume, value, days, _ = (term.number for term in line.terms)
    return amounts.order_value_held_up(
        daily_order_volume=volume, average_order_value=value, days=days
    )
