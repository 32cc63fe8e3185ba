"""What gates hold a scenario by: a figure, its mean where it has ranges, or a percentile."""

from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.limits import judge
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.errors import OmsriskError
from omsrisk.scenario.schema.limits import Limit


class HeldFigure(NamedTuple):
    """
    A figure that a gate looks at.

    Attributes:
        value: What it comes to [money, or a share]; None where it is not assessed or unknown.
        reason: Why it is unknown; empty where it is known, or not assessed.
    """

    value: Decimal | None
    reason: str = ""


def held_figure(assessment: Assessment, metric: str) -> HeldFigure:
    """
    Find what a gate holds a scenario by.

    Args:
        assessment: The scenario.
        metric: A figure, or what is asked of it: `p90_net_exposure`. A figure of a scenario with
            ranges is its mean: in closed form where there is one, else simulated with the usual
            trials and seed, so that two states share their random numbers.

    Returns:
        The figure; without a value where a simulation is needed and cannot be made.
    """
    name = held_name(assessment, metric)
    try:
        [found] = judge(assessment, [Limit(name, Decimal(0))])
    except OmsriskError as error:  # numpy is missing
        return HeldFigure(None, error.message)
    return HeldFigure(found.amount)


def held_name(assessment: Assessment, metric: str) -> str:
    """Name what a gate holds a scenario by: the mean of a figure, where there are ranges."""
    if statistic_of(metric) is None and uncertain_inputs(assessment.scenario.case):
        return f"mean_{metric}"
    return metric
