"""What stands over the lines of a group, and beside the totals, in every report of lines."""

from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import (
    DAYS_IF_IT_FAILS,
    STABILISATION_DAYS,
    STOPPING_LIKELIHOOD,
)
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report import numbers

NET = "NET EXPOSURE"
WITHOUT_PROGRAMME = "without programme"
BESIDE = "Beside the total, never in it"


def group_heading(case: Case, group: Group) -> str:
    """Name a group of lines, with the days or the likelihood that all of them rest on."""
    label = TOTALS[group.value].label
    days = case.inputs.get(STABILISATION_DAYS)
    if group is Group.STABILISATION and days is not None:
        failed = case.inputs.get(DAYS_IF_IT_FAILS)
        longer = "" if failed is None else f", {numbers.number(failed.value)} if it fails"
        return f"{label}, {numbers.with_unit(days.value, 'day')}{longer}"
    if group is Group.STOPPING:
        chance = case.inputs.get(STOPPING_LIKELIHOOD)
        if chance is not None:
            return f"{label}, likelihood {numbers.percentage(chance.value)}"
    return label
