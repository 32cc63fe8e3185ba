"""Figures: the totals and memos that metrics and limits name, and what each means."""

import re
from typing import NamedTuple

from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import CATEGORIES


class Figure(NamedTuple):
    """A figure that metrics and limits name: its label, and what it means."""

    label: str
    meaning: str


_PLANNED = " - ".join(group.in_sum for group in Group if group.is_planned)
_IN_SUM = " + ".join(group.in_sum for group in Group if group.in_sum)

TOTALS = {
    "cost_of_failure": Figure(
        Group.COST_OF_FAILURE.label,
        f"{' + '.join(kind.short.lower() for kind in CATEGORIES)}, as if failure were certain",
    ),
    "expected_cost_of_failure": Figure("Expected cost of failure", "likelihood x cost of failure"),
    **{
        group.value: Figure(group.label, group.meaning)
        for group in Group
        if group is not Group.COST_OF_FAILURE
    },
    "exposure": Figure(
        "Exposure", f"net exposure - {_PLANNED}: what may go wrong, as against what is planned"
    ),
    "net_exposure": Figure(
        "Net exposure",
        f"likelihood x (cost of failure - contingent recoveries) + {_IN_SUM} "
        "- recoveries paid in any case; undiscounted, before tax",
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
    "chance_of_stopping_early": Figure(
        "Chance of stopping early", "1 - the chance that all phases but the last hold"
    ),
    "expected_share_of_orders": Figure(
        "Expected share of orders", "the sum of each phase's share x the chance that it happens"
    ),
    "net_exposure_without_stop_rule": Figure(
        "Net exposure without the rule",
        "net exposure if all phases go live whatever fails, and nothing is stopped",
    ),
    "stop_rule_saves": Figure(
        "Stop rule saves",
        "net exposure without the rule - net exposure with it: below 0, the rule costs more than "
        "going on",
    ),
    "break_even_stopping_cost": Figure(
        "Break-even stopping cost",
        "(net exposure without the rule - net exposure with it, stopping at nothing) / chance of "
        "stopping early: dearer stopping, and the rule no longer pays",
    ),
}
"""The figures beside the total and never in it, in the order of the reports."""

SHARES = ("chance_of_stopping_early", "expected_share_of_orders")
"""The memos that are shares, not money."""


class Statistic(NamedTuple):
    """
    What is asked of a figure that is uncertain.

    Attributes:
        name: `most_likely`, `mean`, `p1` to `p99`, or `expected_shortfall_95`.
        metric: The figure.
    """

    name: str
    metric: str

    @property
    def percent(self) -> int | None:
        """Which percentile it is; None where it is none."""
        return int(self.name[1:]) if self.name[1:].isdecimal() else None

    @property
    def is_most_likely(self) -> bool:
        """Whether every range counts with its most likely value: nothing is simulated."""
        return self.name == "most_likely"


def is_share(name: str) -> bool:
    """
    Whether a figure, or what is asked of it, is a share and not money.

    >>> is_share("p90_chance_of_stopping_early"), is_share("net_exposure")
    (True, False)
    """
    asked = statistic_of(name)
    return (name if asked is None else asked.metric).rpartition(".")[2] in SHARES


_STATISTIC = re.compile(r"(p[1-9][0-9]?|mean|most_likely|expected_shortfall_95)[_:](.+)")


def statistic_of(name: str) -> Statistic | None:
    """
    Read the name of a figure with what is asked of it; None for a plain figure.

    >>> statistic_of("p90_net_exposure")
    Statistic(name='p90', metric='net_exposure')
    >>> statistic_of("mean:delay"), statistic_of("net_exposure")
    (Statistic(name='mean', metric='delay'), None)
    """
    found = _STATISTIC.fullmatch(name)
    return None if found is None else Statistic(found[1], found[2])
