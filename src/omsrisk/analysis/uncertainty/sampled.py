"""One figure simulated: what questions ask that try many changes of a case."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.uncertainty.trial_figures import traced_figures
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.pricing.case import Case
from omsrisk.errors import UsageError
from omsrisk.simulation.estimates import PERCENTILES, SampleSummary
from omsrisk.simulation.extra import require_numpy

if TYPE_CHECKING:
    from omsrisk.simulation.running import Plan


TRIALS = 100_000


class Sampling(NamedTuple):
    """
    How something is simulated.

    Attributes:
        trials: How many trials each change has.
        seed: What their random numbers follow from, the same for each change.
    """

    trials: int
    seed: int


class Method(StrEnum):
    """How the distribution of a figure is found."""

    EXACT = "exact"
    SAMPLE = "sample"


class Approach(NamedTuple):
    """
    What is tried to find the distribution of a figure.

    Attributes:
        tries_exact: Whether it is worked out, if that takes few enough parts.
        sampling: How it is sampled where it is not worked out; None where it is not to be sampled.
    """

    tries_exact: bool
    sampling: Sampling | None


def approach_of(
    method: Method | str | None, trials: int | None, seed: int | None, *, usual: int = TRIALS
) -> Approach:
    """
    Choose how distributions are found.

    Args:
        method: `exact` or `sample`; exact where that can be if left out.
        trials: How many trials; asks for sampling.
        seed: What the random numbers follow from; asks for sampling, too.
        usual: How many trials there are where nobody says so.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: There is no such method, what is asked for does not go together, or the trials
            make no sense.
    """
    sampling = sampling_of(usual if trials is None else trials, seed)
    is_for_samples = trials is not None or seed is not None
    if method is None:
        return Approach(tries_exact=not is_for_samples, sampling=sampling)
    if method not in tuple(Method):
        raise UsageError(f"`{method}` is not a method", f"must be one of {', '.join(Method)}")
    if method == Method.SAMPLE:
        return Approach(tries_exact=False, sampling=sampling)
    if is_for_samples:
        hint = "leave them out, or the method"
        raise UsageError("an exact answer takes no trials and no seed", hint)
    return Approach(tries_exact=True, sampling=None)


def sampling_of(trials: int, seed: int | None) -> Sampling:
    """
    Choose how something is simulated.

    Args:
        trials: How many trials.
        seed: What the random numbers follow from; the same one if left out, on every machine.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: The trials make no sense.
    """
    require_numpy()
    from omsrisk.simulation.random_numbers import SEED
    from omsrisk.simulation.running import check_trials

    check_trials(trials, seed)
    return Sampling(trials, SEED if seed is None else seed)


def summaries_of(
    case: Case,
    figures: Mapping[str, Callable[[Case], Figure]],
    sampling: Sampling,
    *,
    percents: tuple[int, ...] = PERCENTILES,
    on_progress: Callable[[int], None] | None = None,
) -> Iterator[SampleSummary]:
    """
    Simulate many figures of a case with the same trials, some at a time in one program.

    What the figures have in common is drawn and computed once, and memory does not grow with their
    number.

    Args:
        case: A case.
        figures: Each gives a traced expression of the case in which each phase has its own
            likelihood.
        sampling: How.
        percents: The percentiles that are wanted.
        on_progress: Is told how many trials are done, those of all figures together.

    Yields:
        A summary of each, in their order.
    """
    from omsrisk.simulation.experiment import Experiment, model_of
    from omsrisk.simulation.running import Plan, summaries

    names, done = iter(figures), 0
    while some := list(islice(names, _AT_ONCE)):

        def traced(own: Case, some: Sequence[str] = some) -> dict[str, Figure]:
            return {name: figures[name](own) for name in some}

        model = model_of(case, traced, constants_too=True)
        experiment = Experiment((model,))
        thresholds: tuple[tuple[float, ...], ...] = ((),) * experiment.channels
        found = summaries(Plan(experiment, *sampling, thresholds, percents))
        done += len(some) * sampling.trials
        if on_progress is not None:
            on_progress(done)
        yield from (found[model.program.results[name]] for name in some)


_AT_ONCE = 64
"""Figures in one program: few enough for each to have as fine a tally as by itself."""


def plan_of(
    case: Case, metric: str, sampling: Sampling, percents: tuple[int, ...] = PERCENTILES
) -> "Plan":
    """
    Plan the simulation of one figure of a case, be it certain or not.

    Args:
        case: A case.
        metric: Which figure.
        sampling: How.
        percents: The percentiles that are wanted.
    """
    from omsrisk.simulation.experiment import Experiment, model_of
    from omsrisk.simulation.running import Plan

    def figure(own: Case) -> Mapping[str, Figure]:
        return traced_figures(own, (metric,))

    model = model_of(case, figure, constants_too=True)
    return Plan(Experiment((model,)), *sampling, ((),), percents)
