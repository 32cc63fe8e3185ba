"""What a bad go-live costs under the stop rule: one phase alone fails, and the dearest one counts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.formulas.formula import N
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Case, Phase
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.lines import total
from omsrisk.core.pricing.phase_figures import memos_of_phase, totals_of_phase
from omsrisk.core.pricing.variation import uncertain_inputs

EXCLUDING = ("cost_of_failure", "cost_of_failure_at_margin")
"""Figures that add up what the phases cost if they fail, of which only one does."""


class DearestPhase(NamedTuple):
    """
    The phase whose failure costs most, of those that can fail.

    Attributes:
        phase: The phase.
        metric: The name of what it costs, such as `phases.pilot.cost_of_failure`.
        amount: What that comes to: its mean, or its most likely value [money].
    """

    phase: Phase
    metric: str
    amount: Decimal


def failures_exclude_each_other(case: Case) -> bool:
    """Whether the first failure stops the rest, so that no two phases fail."""
    return case.stops_if_a_phase_fails and len(case.phases) > 1


def phases_that_can_fail(case: Case) -> tuple[Phase, ...]:
    """
    List the phases that may be reached and fail.

    Args:
        case: A case in which failures exclude each other.

    Returns:
        All phases where every likelihood is zero: what a limit is held against is then what a
        failure would cost, as it is for one go-live.
    """
    return tuple(_failing(case)) or case.phases


def _failing(case: Case) -> Iterator[Phase]:
    for phase in case.phases:
        stated = phase.inputs.get(LIKELIHOOD)
        if stated is None or stated.spread is not None or stated.value:
            yield phase
        if stated is None or (stated.spread is None and stated.value == 1):
            return  # it fails for certain: none after it is reached


def dearest_phase(
    assessment: Assessment, metric: str = "cost_of_failure", at: At = At.MEAN
) -> DearestPhase | None:
    """
    Find what limits and gates on a cost of failure look at, where not all phases can fail together.

    Args:
        assessment: The scenario.
        metric: One of `EXCLUDING`.
        at: What ranges count with; a mean without a closed form counts as the most likely value.

    Returns:
        None where failures do not exclude each other, or nothing of it is assessed.
    """
    case = assessment.scenario.case
    if metric not in EXCLUDING or not failures_exclude_each_other(case):
        return None
    wanted = {phase.slug for phase in phases_that_can_fail(case)}
    amounts = _figures(assessment.exposure, metric)
    if at is At.MEAN and uncertain_inputs(case):
        from omsrisk.core.phasing.by_slip import CaseInTheMean  # most files have no ranges
        from omsrisk.core.uncertainty.expectation import Expectation

        in_the_mean = CaseInTheMean(case)
        with exact(ENOUGH_DIGITS):
            traced = _figures(in_the_mean.priced(against_going_on=False), metric)
        expectation = Expectation(in_the_mean.case)
        told = {slug: expectation.mean(one).value for slug, one in traced.items()}
        if in_the_mean.is_told:
            amounts |= {slug: value for slug, value in told.items() if value is not None}
    found = [
        DearestPhase(phase, phase.prefix + metric, Decimal(amounts[phase.slug]))
        for phase in case.phases
        if phase.slug in wanted and phase.slug in amounts
    ]
    return max(found, key=lambda one: one.amount, default=None)


def judged_metric(assessment: Assessment, metric: str, at: At = At.MEAN) -> str:
    """
    Name the figure that a limit or a gate on a metric looks at.

    Args:
        assessment: The scenario.
        metric: A figure of it.
        at: What ranges count with.

    Returns:
        `phases.pilot.cost_of_failure` for `cost_of_failure` where the failure of the pilot is the
        dearest and excludes the others; else the metric as it is.
    """
    found = dearest_phase(assessment, metric, at)
    return metric if found is None else found.metric


def judged_metrics(case: Case, metric: str) -> tuple[str, ...]:
    """
    Name the figures of which the largest counts, whatever an input is changed to.

    Args:
        case: Complete inputs.
        metric: A figure of it.

    Returns:
        The cost of each phase that can fail, where the failure of one excludes those of the others;
        else the metric as it is.
    """
    if metric not in EXCLUDING or not failures_exclude_each_other(case):
        return (metric,)
    return tuple(phase.prefix + metric for phase in phases_that_can_fail(case))


def of_the_phase_that_fails(exposure: Exposure[N], metric: str) -> N | int:
    """
    Return what the phase that fails costs: of an exposure of decided events, and 0 where none fails.

    Args:
        exposure: Of a case in which failures exclude each other, in numbers of any kind: with
            likelihoods in it, it is weighted by them.
        metric: One of `EXCLUDING`.
    """
    amounts = _figures(exposure, metric)
    return total(
        one.fails * amounts[one.phase.slug] for one in exposure.phases if one.phase.slug in amounts
    )


def _figures(exposure: Exposure[N], metric: str) -> dict[str, N | int]:
    """Return a figure of each phase by its slug, where it is assessed."""
    found = {
        one.phase.slug: {**totals_of_phase(one), **memos_of_phase(one)}.get(metric)
        for one in exposure.phases
    }
    return {slug: value for slug, value in found.items() if value is not None}
