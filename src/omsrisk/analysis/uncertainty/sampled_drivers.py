"""What drives the uncertainty, where closed forms do not tell: estimates from trials."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import sqrt

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.asked_figures import check_uncertain
from omsrisk.analysis.uncertainty.drivers import (
    Driver,
    Drivers,
    NoClosedFormError,
    figure_of,
    widest_of,
)
from omsrisk.analysis.uncertainty.exact_simulation import figure_worked_out
from omsrisk.analysis.uncertainty.sampled import TRIALS, Sampling, plan_of, sampling_of
from omsrisk.analysis.uncertainty.trial_figures import points_in_trials
from omsrisk.core.phasing.by_slip import groups_of_slips
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import SHARED_NUMBER
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.scenario.labels import label_of, owner_of


def estimated_drivers(
    assessment: Assessment,
    *,
    metric: str = DEFAULT,
    on_progress: Callable[[int], None] | None = None,
) -> Drivers:
    """
    Estimate what drives the uncertainty of a metric by the trials that `simulate` takes.

    Args:
        assessment: From `assess`.
        metric: What is uncertain.
        on_progress: Is told how many trials are done.

    Raises:
        UsageError: As for `sampled_drivers`.
    """
    sampling = sampling_of(TRIALS, None)
    found = sampled_drivers(assessment, sampling, metric=metric, on_progress=on_progress)
    return beside_the_exact_figure(found)


def beside_the_exact_figure(found: Drivers) -> Drivers:
    """
    Take mean and deviation as `simulate` tells them where they can be worked out.

    Shares are estimates then, and still of the trials.

    Args:
        found: From `sampled_drivers`.
    """
    exact = figure_worked_out(found.assessment, found.metric)
    if exact is None or not found.standard_deviation:
        return found
    part = exact.standard_deviation / found.standard_deviation
    rest = (one._replace(deviation_if_known=one.deviation_if_known * part) for one in found.drivers)
    return replace(
        found,
        mean=exact.mean,
        standard_deviation=exact.standard_deviation,
        drivers=tuple(rest),
    )


def sampled_drivers(
    assessment: Assessment,
    sampling: Sampling,
    *,
    metric: str = DEFAULT,
    on_progress: Callable[[int], None] | None = None,
) -> Drivers:
    """
    Estimate what drives the uncertainty of a metric, inputs that are correlated included.

    Args:
        assessment: From `assess`.
        sampling: From `sampling_of`; each input takes two more evaluations of every trial.
        metric: What is uncertain.
        on_progress: Is told how many trials are done.

    Returns:
        Estimates with their standard errors. Of inputs that are correlated, each counts with what it
        says of the others; the shares then add up to more than the whole.

    Raises:
        UsageError: Nothing is uncertain, there is no such metric, or inputs and trials are too many.
    """
    from omsrisk.simulation.sobol import indices_of

    check_uncertain(assessment.scenario)
    case = assessment.scenario.case
    point = float(points_in_trials(assessment, (metric,))[metric])

    found = indices_of(plan_of(case, metric, sampling), on_progress=on_progress)
    names = list(_names(case))
    every = []
    still = []
    told = {(path, False) for path in _behind_one_event(case)}
    for name, one in zip(names, (*found.of_quantities, *found.of_events), strict=True):
        path, is_draw = name
        if name in told or (path == SHARED_NUMBER and (path, False) in told):
            continue  # it moves with the first of its source
        told.add(name)
        left = sqrt(max(found.variance * (1 - max(one.first.value, 0.0)), 0.0))
        errors = (one.first.error, one.total.error)
        if one.total.value == 0:
            still.append(path)
        else:
            shares = (one.first.value, one.total.value)
            label, owner = label_of(case, path), owner_of(case, path)
            every.append(Driver(path, label, owner, is_draw, *shares, left, errors))
    every.sort(key=lambda one: max(one.first_order, one.total_order), reverse=True)
    return Drivers(
        assessment,
        metric,
        point,
        found.mean,
        sqrt(found.variance),
        tuple(every),
        tuple(still),
        _widest(case, metric),
        sampling,
    )


def _names(case: Case) -> Iterator[tuple[str, bool]]:
    """Name what is random, in the order of the model, and say whether it is a draw."""
    from omsrisk.simulation.experiment import Randomness

    randomness = Randomness({})
    for one in groups_of_slips(case):
        randomness.of(one.case)
    yield from ((source, False) for source in randomness.sources)
    yield from ((one.drawn_with or one.path, True) for one in randomness.draws)


def _behind_one_event(case: Case) -> set[str]:
    """List the sources that decide one event and nothing else: they are told of with that."""
    correlated = {source for one in case.correlations for source in (one.first, one.second)}
    draws = {
        (one.path, one.likelihood.quantile_source)
        for group in groups_of_slips(case)
        for one in drawn(group.case)[1]
        if one.likelihood.spread is not None
    }
    decided = Counter(source for _, source in draws)
    return {one for one, number in decided.items() if number == 1 and one not in correlated}


def _widest(case: Case, metric: str) -> str | None:
    own, draws = drawn(case)
    uncertain = uncertain_inputs(own)
    paths = dict.fromkeys((*uncertain, *(one.path for one in draws)))
    failures = tuple(one.path for one in draws if one.is_of_a_go_live)
    try:
        figure = figure_of(own, metric, paths, failures)
    except NoClosedFormError:
        return None
    return widest_of(figure, own, metric)
