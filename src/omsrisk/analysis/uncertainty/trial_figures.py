"""Figures as trials give them: under the stop rule, a failure costs what the one that fails costs."""

from collections.abc import Iterable
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metrics_of
from omsrisk.analysis.uncertainty.dearest_phase import (
    EXCLUDING,
    failures_exclude_each_other,
    judged_metrics,
    of_the_phase_that_fails,
)
from omsrisk.core.algebra.symbols import Symbol
from omsrisk.core.formulas.formula import N
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.figures import Statistic, statistic_of


def is_of_the_phase_that_fails(case: Case, metric: str) -> bool:
    """
    Whether trials take a figure of the one phase that fails, and not the sum over all of them.

    Args:
        case: Complete inputs.
        metric: A figure, or what is asked of one; a mean is that of the dearest phase.
    """
    asked = statistic_of(metric) or Statistic("", metric)
    plain = asked.name != "mean" and not asked.is_most_likely
    return plain and asked.metric in EXCLUDING and failures_exclude_each_other(case)


def trial_figures(case: Case, exposure: Exposure[N], metrics: Iterable[str]) -> dict[str, N | int]:
    """
    Take figures of an exposure as a trial has them.

    Args:
        case: The case that is priced.
        exposure: What it costs, in numbers of any kind. At the point values, where no event is
            decided, the cost of the phase that fails is weighted by the likelihoods, as its mean is.
        metrics: Which figures.

    Returns:
        Each by its name; the cost of the phase that fails is 0 where none does.

    Raises:
        UsageError: There is no such figure, or it is not assessed.
    """
    found = metrics_of(exposure, metrics)
    for metric in found:
        if is_of_the_phase_that_fails(case, metric):
            amount = of_the_phase_that_fails(exposure, metric)
            found[metric] = amount
    return found


def points_in_trials(assessment: Assessment, metrics: Iterable[str]) -> dict[str, Decimal]:
    """
    Take figures at the point values, to be held against those of trials.

    Args:
        assessment: From `assess`.
        metrics: Which figures.

    Raises:
        UsageError: There is no such figure, or it is not assessed.
    """
    with exact(ENOUGH_DIGITS):
        found = trial_figures(assessment.scenario.case, assessment.exposure, metrics)
    return {metric: Decimal(amount) for metric, amount in found.items()}


def traced_figures(case: Case, metrics: Iterable[str]) -> dict[str, Symbol | int]:
    """
    Write figures as expressions in the inputs of a case; call it inside `money.exact()`.

    Args:
        case: In which each phase has a likelihood of its own: from `drawn`.
        metrics: Which figures.

    Raises:
        UsageError: There is no such figure, or it is not assessed.
    """
    return trial_figures(case, price(case, traced_value), metrics)


def sampled_metrics(case: Case, asked: Statistic) -> tuple[str, ...]:
    """
    Name the figures to simulate for a statistic, the largest of which counts.

    Args:
        case: Complete inputs.
        asked: What is asked.

    Returns:
        For the mean of a cost of failure under the stop rule that of each phase that can fail: the
        dearest counts by its mean, as in closed form. Else the figure itself.
    """
    return judged_metrics(case, asked.metric) if asked.name == "mean" else (asked.metric,)
