"""What may it come to? Every uncertain input tried at random, figure by figure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT, figures_of, metric_of
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.analysis.uncertainty.trial_figures import (
    points_in_trials,
    sampled_metrics,
    traced_figures,
)
from omsrisk.core.pricing.case import Case, is_of_a_phase
from omsrisk.core.pricing.derived import is_likelihood_of_cost
from omsrisk.core.pricing.figures import MEMOS, TOTALS, Statistic, is_share
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.errors import UsageError
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.schema.choices import nearest
from omsrisk.simulation.estimates import PERCENTILES, Estimate, SampleSummary, summary_of_constant
from omsrisk.simulation.extra import require_numpy

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit
    from omsrisk.simulation.running import Plan

TRIALS = 100_000

MOST_LINES = 500
"""Lines that are told by themselves, the largest; the totals have all of them."""

_UNDER_WAY = 256
"""Scenarios of a portfolio that are asked for ahead: what comes back of one is small."""


class UncertainFigure(NamedTuple):
    """
    A figure of an exposure that is uncertain.

    Attributes:
        point: At the point values, exact.
        summary: What the sample says of it.
        varies: Whether it varies at all; what does not has no error either.
    """

    point: Decimal
    summary: SampleSummary
    varies: bool

    @property
    def above_point(self) -> Estimate:
        """The probability that it is above the point value."""
        return self.above(self.point)

    def above(self, amount: Decimal) -> Estimate:
        """Return the probability that it is above the point value, or a limit on it."""
        return self.summary.partitions[float(amount)].above


@dataclass(frozen=True, slots=True, repr=False)
class Simulation(Result):
    """
    What a scenario may come to.

    Attributes:
        assessment: The scenario at its point values.
        trials: How many trials there were.
        seed: What their random numbers follow from.
        metric: The figure that is shown at length.
        figures: Totals, lines and what limits are on, by name.
        ranges: How many inputs have a range.
        draws: How many events are drawn: go-lives that fail or hold, items that fall due or do not.
        limits: The limits that the scenario is held to, on a figure or on a statistic of one.
        left_out: How many lines that vary are in the totals alone.
    """

    assessment: Assessment
    trials: int
    seed: int
    metric: str
    figures: Mapping[str, UncertainFigure]
    ranges: int
    draws: int
    limits: "tuple[Limit, ...]" = ()
    left_out: int = 0

    @property
    def item_draws(self) -> int:
        """How many of the draws are of cost items with a likelihood of their own."""
        return sum(is_likelihood_of_cost(one.path) for one in drawn(self.assessment.scenario.case)[1])

    @property
    def kinds(self) -> dict[str, int]:
        """Count the ranges by their distribution."""
        inputs = uncertain_inputs(self.assessment.scenario.case).values()
        return dict(Counter(one.spread.kind for one in inputs if one.spread is not None))

    @property
    def shown(self) -> UncertainFigure:
        """The figure that is shown at length."""
        return self.figures[self.metric]

    def limits_on(self, metric: str) -> "tuple[Limit, ...]":
        """List the limits on a figure itself, not on a statistic of it."""
        return tuple(one for one in self.limits if one.metric == metric)

    def statistic(self, asked: Statistic) -> Estimate:
        """
        Return a statistic of a figure.

        Raises:
            UsageError: There is no such figure.
        """
        if asked.metric not in self.figures:
            raise UsageError(
                f"there is no metric `{asked.metric}`", nearest(asked.metric, tuple(self.figures))
            )
        return self.figures[asked.metric].summary.statistic(asked.name)

    def judged(self, asked: Statistic) -> Estimate:
        """Return a statistic that a limit is on: the mean of a cost of failure is the dearest's."""
        metrics = sampled_metrics(self.assessment.scenario.case, asked)
        return max(self.statistic(asked._replace(metric=one)) for one in metrics)


def simulate(
    assessment: Assessment,
    *,
    trials: int = TRIALS,
    seed: int | None = None,
    metric: str = DEFAULT,
    limits: "Sequence[Limit]" = (),
    executor: Executor | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Simulation:
    """
    Simulate a scenario.

    Every range and every draw of a failure is tried at random; all figures of a trial follow from
    the same numbers by the formulas of the model.

    Args:
        assessment: From `assess`.
        trials: How many.
        seed: What the random numbers follow from; the same one if left out, on every machine.
        metric: The figure that is shown at length.
        limits: Limits beside those of the file.
        executor: Who runs the parts of a large simulation: any of `concurrent.futures`, or that of a
            cluster. Whoever runs what, the figures are the same.
        on_progress: Is told how many trials are done.

    Returns:
        Estimates with their standard errors.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: Nothing is uncertain, there is no such metric, or the trials make no sense.
    """
    require_numpy()
    check_uncertain(assessment.scenario)
    asked = SampleQuestion.of(assessment, trials=trials, seed=seed, metric=metric, limits=limits)
    from omsrisk.simulation.running import summaries

    return asked.answer(summaries(asked.plan, executor=executor, on_progress=on_progress))


def simulate_all(
    assessments: Sequence[Assessment], *, executor: Executor | None = None, **settings: Any
) -> Iterator[Simulation]:
    """
    Simulate a portfolio, each scenario by itself.

    Args:
        assessments: From `assess`.
        executor: Who runs them, one scenario a task: any of `concurrent.futures`, or that of a
            cluster; None for here.
        settings: `trials`, `seed`, `metric` and `limits`, as `simulate` takes them.

    Yields:
        For each scenario what `simulate` gives, in their order; where nothing is uncertain, its
        figures are what they are.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: There is no such metric, or the trials make no sense.
    """
    require_numpy()
    from omsrisk.simulation.running import summaries

    if executor is None:
        for one in assessments:
            asked = SampleQuestion.of(one, **settings)
            yield asked.answer(summaries(asked.plan))
        return
    under_way: list[tuple[SampleQuestion, Future[tuple[SampleSummary, ...]]]] = []
    for one in assessments:
        asked = SampleQuestion.of(one, **settings)
        under_way.append((asked, executor.submit(summaries, asked.plan)))
        if len(under_way) >= _UNDER_WAY:
            first, answer = under_way.pop(0)
            yield first.answer(answer.result())
    for asked, answer in under_way:
        yield asked.answer(answer.result())


class SampleQuestion(NamedTuple):
    """
    A simulation that is yet to be run.

    Attributes:
        assessment: The scenario at its point values.
        plan: What is to be run; plain data.
        metric: The figure that is shown at length.
        points: The figures at the point values.
        thresholds: For each figure the numbers that are watched.
        limits: The limits that the scenario is held to.
        left_out: How many lines that vary are not among the figures.
    """

    assessment: Assessment
    plan: "Plan"
    metric: str
    points: Mapping[str, Decimal]
    thresholds: Mapping[str, tuple[float, ...]]
    limits: "tuple[Limit, ...]"
    left_out: int = 0

    @classmethod
    def of(
        cls,
        assessment: Assessment,
        *,
        trials: int = TRIALS,
        seed: int | None = None,
        metric: str = DEFAULT,
        limits: "Sequence[Limit]" = (),
    ) -> "SampleQuestion":
        """
        Plan a simulation.

        Raises:
            MissingExtraError: numpy is not installed.
            UsageError: There is no such metric, or the trials make no sense.
        """
        sampling = sampling_of(trials, seed)
        from omsrisk.simulation.experiment import Experiment, model_of
        from omsrisk.simulation.running import Plan

        case = assessment.scenario.case
        held_to = (*assessment.scenario.limits, *limits)
        metric_of(assessment.exposure, metric)
        points = _points(assessment, metric, held_to)
        if is_share(metric):
            raise UsageError(f"`{metric}` is a share: calc gives it, no trial does")
        thresholds = {
            name: (float(point), *(float(one.maximum) for one in held_to if one.metric == name))
            for name, point in points.items()
        }
        model = model_of(case, lambda own: traced_figures(own, points))
        small = _beyond_most(points, model.program.results, _asked(case, metric, held_to))
        if small:
            points = {name: one for name, one in points.items() if name not in small}
            model = model_of(case, lambda own: traced_figures(own, points))
        experiment = Experiment((model,))
        watched: list[tuple[float, ...]] = [()] * experiment.channels
        for name, at in model.program.results.items():
            watched[at] = tuple(dict.fromkeys((*watched[at], *thresholds[name])))
        percents = {one.statistic.percent for one in held_to if one.statistic is not None}
        wanted = tuple(sorted({*PERCENTILES, *(one for one in percents if one is not None)}))
        shown = model.program.results.get(metric)
        plan = Plan(
            experiment,
            *sampling,
            tuple(watched),
            wanted,
            () if shown is None else (shown,),
        )
        return cls(assessment, plan, metric, points, thresholds, held_to, len(small))

    def answer(self, summaries: Sequence[SampleSummary]) -> Simulation:
        """Put what was found in the place of what was asked."""
        program = self.plan.experiment.models[0].program
        figures = {}
        for name, point in self.points.items():
            at = program.results.get(name)
            if at is None:
                constant = float(program.constants[name])
                found = summary_of_constant(constant, self.plan.percents, self.thresholds[name])
            else:
                found = summaries[at]
            figures[name] = UncertainFigure(point, found, at is not None)
        model = self.plan.experiment.models[0]
        return Simulation(
            self.assessment,
            self.plan.trials,
            self.plan.seed,
            self.metric,
            figures,
            len(model.quantities),
            len(model.events),
            self.limits,
            self.left_out,
        )


def is_uncertain(scenario: Scenario) -> bool:
    """Whether a scenario has a range, or a go-live that may fail or hold."""
    case = scenario.case
    return bool(uncertain_inputs(case) or drawn(case)[1])


def check_uncertain(scenario: Scenario) -> None:
    """
    See that there is something to simulate.

    Raises:
        UsageError: Nothing is uncertain.
    """
    if not is_uncertain(scenario):
        raise UsageError(
            f"nothing in {scenario.file} is uncertain",
            "give inputs a range: `{low: 2, likely: 10, high: 45}`",
        )


def _points(assessment: Assessment, metric: str, limits: "Sequence[Limit]") -> dict[str, Decimal]:
    """List the figures that are simulated, at the point values: totals, lines, what is asked for."""
    figures = figures_of(assessment.exposure)
    asked = _asked(assessment.scenario.case, metric, limits)
    names = [*TOTALS, *_AT_MARGIN]
    names += [name for name in figures if name not in MEMOS and not is_of_a_phase(name)]
    names += [name for name in figures if name in asked and name not in _DIVIDED]
    told = [name for name in dict.fromkeys(names) if figures[name] is not None]
    return points_in_trials(assessment, told)


def _asked(case: Case, metric: str, limits: "Sequence[Limit]") -> set[str]:
    """List the figures that somebody asks for."""
    asked = {metric}
    for limit in limits:
        if limit.statistic is None:
            asked.add(limit.metric)
        else:
            asked |= {limit.statistic.metric, *sampled_metrics(case, limit.statistic)}
    return asked


def _beyond_most(
    points: Mapping[str, Decimal], varying: Iterable[str], asked: Collection[str]
) -> set[str]:
    """List the smallest of too many lines that vary; what is asked for is never among them."""
    kept = {*TOTALS, *MEMOS, *asked}
    lines = [name for name in varying if name not in kept]
    lines.sort(key=lambda name: abs(points[name]), reverse=True)
    return set(lines[MOST_LINES:])


_AT_MARGIN = ("net_exposure_at_margin", "cost_of_failure_at_margin")
_DIVIDED = ("break_even_stopping_cost",)
"""Memos that divide: no formula of `+ - *` gives them for each trial."""


class Samples(NamedTuple):
    """
    Every trial of a simulation.

    Attributes:
        inputs: The paths of the uncertain inputs.
        draws: The likelihoods that are drawn: 1 where it fails, or falls due, else 0.
        figures: The figures that vary.
        parts: Column by column, some trials at a time: inputs, draws, figures.
    """

    inputs: tuple[str, ...]
    draws: tuple[str, ...]
    figures: tuple[str, ...]
    parts: Iterator[tuple[list[float], ...]]


def samples(asked: SampleQuestion) -> Samples:
    """Run a simulation trial by trial: the very numbers that its figures rest on."""
    from omsrisk.simulation.trials import Trials

    plan, case = asked.plan, asked.assessment.scenario.case
    program = plan.experiment.models[0].program
    trials = Trials(plan.experiment, plan.seed)

    def parts() -> Iterator[tuple[list[float], ...]]:
        for chunk in range(plan.chunks):
            for numbers, results in trials.slices(chunk, plan.size(chunk)):
                own = (results[at] for at in program.results.values())
                yield tuple(column.tolist() for column in (*numbers, *own))

    draws = tuple(one.path for one in drawn(case)[1])
    return Samples(tuple(uncertain_inputs(case)), draws, tuple(program.results), parts())
