"""What may it come to? Worked out where that can be, else tried at random, figure by figure."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.asked_figures import AskedFigures, check_uncertain
from omsrisk.analysis.uncertainty.exact_simulation import connected_too_much, worked_out
from omsrisk.analysis.uncertainty.sample_question import SampleQuestion
from omsrisk.analysis.uncertainty.sampled import Method, Sampling, approach_of
from omsrisk.analysis.uncertainty.uncertain_figures import Simulation
from omsrisk.simulation.estimates import SampleSummary

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit

_UNDER_WAY = 256
"""Scenarios of a portfolio that are asked for ahead: what comes back of one is small."""


def simulate(
    assessment: Assessment,
    *,
    trials: int | None = None,
    seed: int | None = None,
    method: Method | str | None = None,
    metric: str = DEFAULT,
    limits: "Sequence[Limit]" = (),
    executor: Executor | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Simulation:
    """
    Tell what the figures of a scenario may come to.

    Where the figures fall into few enough parts, their distributions are worked out, and no random
    number plays a part. Else every range and every draw of a failure is tried at random; all figures
    of a trial follow from the same numbers by the formulas of the model.

    Args:
        assessment: From `assess`.
        trials: How many; asks for sampling.
        seed: What the random numbers follow from; the same one if left out, on every machine. It asks
            for sampling, too.
        method: `exact` or `sample`; exact where that can be if left out.
        metric: The figure that is shown at length.
        limits: Limits beside those of the file.
        executor: Who runs the parts of a large simulation: any of `concurrent.futures`, or that of a
            cluster. Whoever runs what, the figures are the same.
        on_progress: Is told how many trials are done.

    Returns:
        Figures with how far off they may be: the standard errors of a sample, or the error of an
        exact answer.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: Nothing is uncertain, there is no such metric or method, the trials make no sense,
            or an exact answer is asked for and takes too many parts.
    """
    approach = approach_of(method, trials, seed)
    check_uncertain(assessment.scenario)
    if approach.tries_exact:
        found = worked_out(AskedFigures.of(assessment, metric, limits))
        if found is not None:
            return found
    if approach.sampling is None:
        raise connected_too_much(assessment.scenario.file)
    from omsrisk.simulation.running import summaries

    asked = _question(assessment, approach.sampling, metric, limits)
    return asked.answer(summaries(asked.plan, executor=executor, on_progress=on_progress))


def simulate_all(
    assessments: Sequence[Assessment],
    *,
    executor: Executor | None = None,
    trials: int | None = None,
    seed: int | None = None,
    method: Method | str | None = None,
    metric: str = DEFAULT,
    limits: "Sequence[Limit]" = (),
) -> Iterator[Simulation]:
    """
    Tell what the figures of a portfolio may come to, each scenario by itself.

    Args:
        assessments: From `assess`.
        executor: Who runs what is sampled, one scenario a task: any of `concurrent.futures`, or that
            of a cluster; None for here.
        trials: As `simulate` takes it.
        seed: As `simulate` takes it.
        method: As `simulate` takes it; if left out each scenario is worked out exactly that can be.
        metric: As `simulate` takes it.
        limits: As `simulate` takes them.

    Yields:
        For each scenario what `simulate` gives, in their order; where nothing is uncertain, its
        figures are what they are.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: There is no such metric, or the trials make no sense.
    """
    approach = approach_of(method, trials, seed)
    from omsrisk.simulation.running import summaries

    under_way: list[Simulation | tuple[SampleQuestion, Future[tuple[SampleSummary, ...]]]] = []
    for one in assessments:
        found = worked_out(AskedFigures.of(one, metric, limits)) if approach.tries_exact else None
        if found is not None:
            under_way.append(found)
        elif approach.sampling is None:
            raise connected_too_much(one.scenario.file)
        else:
            asked = _question(one, approach.sampling, metric, limits)
            if executor is None:
                under_way.append(asked.answer(summaries(asked.plan)))
            else:
                under_way.append((asked, executor.submit(summaries, asked.plan)))
        if executor is None or len(under_way) >= _UNDER_WAY:
            yield _answered(under_way.pop(0))
    yield from map(_answered, under_way)


def _answered(
    one: "Simulation | tuple[SampleQuestion, Future[tuple[SampleSummary, ...]]]",
) -> Simulation:
    if isinstance(one, Simulation):
        return one
    asked, answer = one
    return asked.answer(answer.result())


def _question(
    assessment: Assessment, sampling: Sampling, metric: str, limits: "Sequence[Limit]"
) -> SampleQuestion:
    trials, seed = sampling
    return SampleQuestion.of(assessment, trials=trials, seed=seed, metric=metric, limits=limits)
