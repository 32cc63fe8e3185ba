"""Figures: the totals and memos that metrics and limits name, and what each means."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from omsrisk.core.formulas.formula import N
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import CATEGORIES
from omsrisk.core.pricing.lines import total


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

T = TypeVar("T")
U = TypeVar("U")
"""What a total is, where it is assessed."""


class Totals(Mapping[str, T | None]):
    """
    The totals of a case, or of one phase, by the names of `TOTALS`, in their order.

    Args:
        cost_of_failure: As if the failure happened.
        groups: What is expected of each group; None where it is not assessed.
        exposure: What may go wrong; None where nothing is assessed.
        net_exposure: What is planned as well; None where nothing is assessed.

    A total that is not assessed is None, which is no 0: it is left out of `exposure`.
    """

    __slots__ = ("_groups", "cost_of_failure", "exposure", "net_exposure")

    def __init__(
        self,
        *,
        cost_of_failure: T | None,
        groups: Mapping[Group, T | None],
        exposure: T | None,
        net_exposure: T | None,
    ) -> None:
        self.cost_of_failure = cost_of_failure
        self.exposure = exposure
        self.net_exposure = net_exposure
        self._groups = groups

    @property
    def expected_cost_of_failure(self) -> T | None:
        """The likelihood times the cost of failure."""
        return self._groups[Group.COST_OF_FAILURE]

    def of(self, group: Group) -> T | None:
        """Return what is expected of a group; None where it is not assessed."""
        return self._groups[group]

    def each(self, change: "Callable[[T], U]") -> "Totals[U]":
        """Return the same in other numbers; what is not assessed stays so."""

        def changed(one: T | None) -> U | None:
            return None if one is None else change(one)

        return Totals(
            cost_of_failure=changed(self.cost_of_failure),
            groups={group: changed(one) for group, one in self._groups.items()},
            exposure=changed(self.exposure),
            net_exposure=changed(self.net_exposure),
        )

    def without_failure(self) -> "Totals[T]":
        """Return the same with the cost of failure not assessed; the sums stay as they are."""
        return Totals(
            cost_of_failure=None,
            groups={**self._groups, Group.COST_OF_FAILURE: None},
            exposure=self.exposure,
            net_exposure=self.net_exposure,
        )

    def __getitem__(self, name: str) -> T | None:
        """Return a total by its name."""
        if name == "cost_of_failure":
            return self.cost_of_failure
        if name == "expected_cost_of_failure":
            return self.expected_cost_of_failure
        if name == "exposure":
            return self.exposure
        if name == "net_exposure":
            return self.net_exposure
        return self._groups[_GROUPS[name]]

    def __iter__(self) -> Iterator[str]:
        """Walk the names."""
        return iter(TOTALS)

    def __len__(self) -> int:
        """Count the names."""
        return len(TOTALS)

    def __repr__(self) -> str:
        """Write them like a dictionary."""
        return f"{type(self).__name__}({dict(self)})"


OTHER_GROUPS = tuple(group for group in Group if group is not Group.COST_OF_FAILURE)
"""The groups around the cost of failure."""

_GROUPS = {group.value: group for group in OTHER_GROUPS}


def totals_of(
    cost_of_failure: N | int | None, groups: Mapping[Group, N | int | None]
) -> Totals[N | int]:
    """
    Add up the totals of the groups.

    Args:
        cost_of_failure: As if the failure happened [money].
        groups: What is expected of each [money]; None where it is not assessed.

    Returns:
        With the exposure, what may go wrong, and the net exposure, what is planned too.
    """
    at_stake, planned = (
        [one for group, one in groups.items() if one is not None and group.is_planned is is_planned]
        for is_planned in (False, True)
    )
    exposure = total(at_stake) if at_stake else None
    both = planned if exposure is None else [exposure, *planned]
    return Totals(
        cost_of_failure=cost_of_failure,
        groups=groups,
        exposure=exposure,
        net_exposure=total(both) if both else None,
    )


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


_STATISTIC = r"(p[1-9][0-9]?|mean|most_likely|expected_shortfall_95)[_:](.+)"


def statistic_of(name: str) -> Statistic | None:
    """
    Read the name of a figure with what is asked of it; None for a plain figure.

    >>> statistic_of("p90_net_exposure")
    Statistic(name='p90', metric='net_exposure')
    >>> statistic_of("mean:delay"), statistic_of("net_exposure")
    (Statistic(name='mean', metric='delay'), None)
    """
    found = re.fullmatch(_STATISTIC, name)
    return None if found is None else Statistic(found[1], found[2])
