"""Simulations as questions: a plan that is plain data, and the answer that its results give."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.asked_figures import AskedFigures
from omsrisk.analysis.uncertainty.sampled import TRIALS, sampling_of
from omsrisk.analysis.uncertainty.trial_figures import traced_figures
from omsrisk.analysis.uncertainty.uncertain_figures import Simulation, UncertainFigure
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.simulation.estimates import SampleSummary, summary_of_constant

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit
    from omsrisk.simulation.running import Plan


class SampleQuestion(NamedTuple):
    """
    A simulation that is yet to be run.

    Attributes:
        asked: The figures.
        plan: What is to be run; plain data.
    """

    asked: AskedFigures
    plan: "Plan"

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
        whole = AskedFigures.of(assessment, metric, limits)
        model = model_of(case, lambda own: traced_figures(own, whole.points))
        asked = whole.without_small_lines(model.program.results)
        if asked is not whole:
            model = model_of(case, lambda own: traced_figures(own, asked.points))
        experiment = Experiment((model,))
        watched: list[tuple[float, ...]] = [()] * experiment.channels
        thresholds = asked.thresholds
        for name, at in model.program.results.items():
            watched[at] = tuple(dict.fromkeys((*watched[at], *thresholds[name])))
        shown = model.program.results.get(metric)
        plan = Plan(
            experiment,
            *sampling,
            tuple(watched),
            asked.percents,
            () if shown is None else (shown,),
        )
        return cls(asked, plan)

    def answer(self, summaries: Sequence[SampleSummary]) -> Simulation:
        """Put what was found in the place of what was asked."""
        program = self.plan.experiment.models[0].program
        asked, thresholds = self.asked, self.asked.thresholds
        figures = {}
        for name, point in asked.points.items():
            at = program.results.get(name)
            if at is None:
                constant = float(program.constants[name])
                found = summary_of_constant(constant, self.plan.percents, thresholds[name])
            else:
                found = summaries[at]
            figures[name] = UncertainFigure(point, found, at is not None)
        model = self.plan.experiment.models[0]
        return Simulation(
            asked.assessment,
            self.plan.trials,
            self.plan.seed,
            asked.metric,
            figures,
            len(model.quantities),
            len(model.events),
            asked.limits,
            asked.left_out,
        )


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

    plan, case = asked.plan, asked.asked.assessment.scenario.case
    program = plan.experiment.models[0].program
    trials = Trials(plan.experiment, plan.seed)

    def parts() -> Iterator[tuple[list[float], ...]]:
        for chunk in range(plan.chunks):
            for numbers, results in trials.slices(chunk, plan.size(chunk)):
                own = (results[at] for at in program.results.values())
                yield tuple(column.tolist() for column in (*numbers, *own))

    draws = tuple(one.path for one in drawn(case)[1])
    return Samples(tuple(uncertain_inputs(case)), draws, tuple(program.results), parts())
