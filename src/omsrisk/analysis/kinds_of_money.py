"""Kinds of money: what of the net exposure is cash, idle time, lost revenue, or comes back."""

from omsrisk.core.formulas.formula import Basis, N
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.lines import total

KINDS = {
    "cash": "cash",
    "idle_capacity": "idle capacity",
    "lost_revenue": "lost revenue",
    "lost_margin": "lost margin",
    "written_off": "written off",
    "planned": "planned",
    "back": "comes back",
}
"""What each is called, in the order of the reports."""

_OF_BASIS = {
    Basis.CASH: "cash",
    Basis.CAPACITY: "idle_capacity",
    Basis.REVENUE: "lost_revenue",
    Basis.MARGIN: "lost_margin",
    Basis.WRITE_OFF: "written_off",
    Basis.PLANNED: "planned",
}


def by_basis(exposure: Exposure[N]) -> dict[str, N | int | None]:
    """
    Add up what is expected of each kind of money.

    Args:
        exposure: In numbers of any kind.

    Returns:
        By the names of `KINDS`, None where no line is of that kind; together the net exposure.
        Recoveries come back, whatever their basis; planned is what has that basis, in any group.
    """
    gathered: dict[str, list[N | int]] = {name: [] for name in KINDS}
    for line in exposure.own_lines():
        for leaf in line.leaves():
            if leaf.expected is None or leaf.basis is None:  # an empty list is of no kind
                continue
            name = "back" if leaf.group is Group.RECOVERIES else _OF_BASIS[leaf.basis]
            gathered[name].append(leaf.expected)
    return {name: total(found) if found else None for name, found in gathered.items()}
