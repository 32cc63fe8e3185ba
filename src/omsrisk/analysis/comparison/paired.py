"""Which roll-out is cheaper under uncertainty? Pairs of trials that share their random numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.side_by_side import compared_lines, lines_by_part
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.sampled import TRIALS, sampling_of
from omsrisk.core.algebra.symbols import Symbol
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.lines import total_expected
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.choices import nearest
from omsrisk.simulation.estimates import PERCENTILES, Dominance, Estimate, Partition, SampleSummary

if TYPE_CHECKING:
    from omsrisk.simulation.experiment import Model

_FIGURE = "net_exposure"


class SampledPair(NamedTuple):
    """
    A scenario against the base, trial by trial.

    Attributes:
        file: Number of the scenario.
        difference: Of its net exposure less that of the base, by what both assess.
        base_dominates: Whether the base stochastically dominates.
        file_dominates: Whether the scenario is.
    """

    file: int
    difference: SampleSummary
    base_dominates: Dominance
    file_dominates: Dominance

    @property
    def about_nothing(self) -> Partition:
        """How the differences lie about 0: above it the base is cheaper."""
        return self.difference.partitions[0.0]


class Cheapest(NamedTuple):
    """
    How often a scenario is the cheapest of all that are ranked, by their whole net exposures.

    Attributes:
        alone: Share of the trials in which each other one costs more.
        tied: Share of those in which none costs less, and another one the same.
        regret: What choosing it costs on average more than knowing beforehand which is the cheapest
            [money].
        regret_error: The standard error of that [money].
        share: Share of the trials in which it is the cheapest; a tie is shared equally, so that
            those of all add up to 1.
    """

    alone: Estimate
    tied: float
    regret: float
    regret_error: float
    share: Estimate

    @classmethod
    def of(cls, about: Partition, regret_error: float, share: Estimate) -> "Cheapest":
        """Read it from how what a scenario costs more than the least of the others lies about 0."""
        rest = 1 - about.below.value - about.above.value
        regret = about.above.value * about.mean_above
        return cls(about.below, rest if rest > _ROUNDING else 0.0, regret, regret_error, share)


@dataclass(frozen=True, slots=True, repr=False)
class PairedComparison(Result):
    """
    Scenarios under uncertainty, against a base, in its currency.

    Attributes:
        comparison: The same at the point values.
        trials: How many trials there were.
        seed: What their random numbers follow from.
        own: The net exposure of each scenario.
        pairs: Each scenario but the base against it, over the lines that both know.
        shared: Uncertain inputs and draws that share their random numbers.
        independent: Those that were to have numbers of their own.
        cheapest: How often each is the cheapest, of those that were asked for; None for the others.
    """

    comparison: Comparison
    trials: int
    seed: int
    own: tuple[SampleSummary, ...]
    pairs: tuple[SampledPair, ...]
    shared: tuple[str, ...]
    independent: tuple[str, ...]
    cheapest: tuple[Cheapest | None, ...]


def compare_uncertain(
    comparison: Comparison,
    *,
    trials: int = TRIALS,
    seed: int | None = None,
    independent: Sequence[str] = (),
    rivals: Sequence[int] | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> PairedComparison:
    """
    Compare scenarios trial by trial.

    Inputs of one path take the same quantile of their ranges in all scenarios, so that what is
    common to them does not blur the difference; so do the draws of one path.

    Args:
        comparison: From `compare`.
        trials: How many.
        seed: What the random numbers follow from; the same one if left out, on every machine.
        independent: Paths whose inputs, or draws, take numbers of their own in each scenario.
        rivals: Places of the scenarios of which it is told how often each is the cheapest; those of
            three and more that are ranked, if left out.
        executor: Who runs the parts of a large simulation: any of `concurrent.futures`.
        on_progress: Is told how many trials are done.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: Nothing is uncertain, a path is that of no common uncertain input, or the trials
            make no sense.
    """
    sampling = sampling_of(trials, seed)
    from omsrisk.simulation.dominance import dominance_of
    from omsrisk.simulation.experiment import Experiment
    from omsrisk.simulation.running import Plan, run
    from omsrisk.simulation.sample import Sample

    random = [_random(one.scenario.case) for one in comparison.assessments]
    shared = _shared(random)
    _check(comparison, random, shared, independent)
    models = tuple(_models(comparison, independent))
    base = comparison.base
    others = [at for at in range(len(models)) if at != base]
    places = [(at, model.program.results[_FIGURE]) for at, model in enumerate(models)]

    def place(of: int, at: int) -> tuple[int, int]:
        return of, models[of].program.results[_pair_figure(at)]

    paired = {at: (place(at, at), place(base, at)) for at in others}
    if rivals is None:
        rivals = comparison.ranked if len(models) > _PAIR else ()
    experiment = Experiment(
        models, tuple(paired[at] for at in others), tuple(places[at] for at in rivals)
    )
    first = experiment.results
    own = [experiment.channel(*place) for place in places]
    channels = {
        at: (experiment.channel(*theirs), experiment.channel(*ours))
        for at, (theirs, ours) in paired.items()
    }
    plan = Plan(
        experiment,
        *sampling,
        tuple((0.0,) if at >= first else () for at in range(experiment.channels)),
        alike=tuple(channels.values()),
    )
    tallies = run(plan, executor=executor, on_progress=on_progress)
    pairs = []
    for number, at in enumerate(others):
        difference = Sample(tallies[first + number]).summary(PERCENTILES)
        mean, noise = difference.mean.value, _ERRORS * difference.mean.error
        if comparison.pair(base, at).unranked is not None:
            mean = 0.0  # nobody is said to dominate where nothing is ranked
        theirs, ours = (tallies[channel] for channel in channels[at])
        pairs.append(
            SampledPair(
                at,
                difference,
                # whoever dominates is cheaper on average, beyond the sampling error
                dominance_of(ours, theirs) if mean > noise else Dominance.NONE,
                dominance_of(theirs, ours) if -mean > noise else Dominance.NONE,
            )
        )
    won = {
        at: Cheapest.of(
            Sample(tallies[channel]).partition(0.0),
            Sample(tallies[channel + len(rivals)]).mean().error,
            Sample(tallies[channel + 2 * len(rivals)]).mean(),
        )
        for channel, at in enumerate(rivals, start=first + len(others))
    }
    return PairedComparison(
        comparison,
        trials,
        plan.seed,
        tuple(Sample(tallies[at]).summary(PERCENTILES) for at in own),
        tuple(pairs),
        tuple(path for path in shared if not is_under(path, independent)),
        tuple(independent),
        tuple(won.get(at) for at in range(len(models))),
    )


_PAIR = 2

_ROUNDING = 1e-12
"""A share that is less than that of one trial, whatever their number."""

_ERRORS = 3
"""Standard errors of the mean difference within which nobody is said to dominate."""


def _random(case: Case) -> dict[str, str]:
    """List what is random in a case, by path: ranges and draws."""
    sources = (one.quantile_source for one in uncertain_inputs(case).values())
    return dict.fromkeys(sources, "range") | {one.path: "draw" for one in drawn(case)[1]}


def is_under(path: str, named: Sequence[str]) -> bool:
    """Whether a path is one of some, or that of a phase that restates one of them."""
    return any(path == one or path.endswith(f".{one}") for one in named)


def _shared(random: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """List the paths that are random in two scenarios at least."""
    every = [path for own in random for path in own]
    return tuple(dict.fromkeys(path for path in every if every.count(path) > 1))


def _check(
    comparison: Comparison,
    random: Sequence[Mapping[str, str]],
    shared: tuple[str, ...],
    independent: Sequence[str],
) -> None:
    if not any(random):
        files = " and ".join(one.scenario.file for one in comparison.assessments)
        hint = "give inputs a range: `{low: 2, likely: 10, high: 45}`"
        raise UsageError(f"nothing in {files} is uncertain", hint)
    for path in independent:
        found = [[one for one in own if is_under(one, [path])] for own in random]
        word = "not uncertain here" if not any(found) else "uncertain in one scenario only"
        # between files, or between the phases of one
        if sum(map(len, found)) <= 1:
            hint = nearest(path, shared) or f"these are shared: {', '.join(shared) or 'none'}"
            raise UsageError(f"--independent {path}: `{path}` is {word}", hint)


def _models(comparison: Comparison, independent: Sequence[str]) -> "Iterator[Model]":
    """Compile the net exposure of each, and of it what both of a pair know, in one currency."""
    from omsrisk.simulation.experiment import model_of

    base = comparison.base
    others = [at for at in range(len(comparison.assessments)) if at != base]
    shared = {at: _Shared.of(comparison, at) for at in others}
    for at, assessment in enumerate(comparison.assessments):
        rate = comparison.rates[at]
        asked = shared if at == base else {at: shared[at]}

        def figures(
            case: Case, rate: Decimal = rate, asked: "Mapping[int, _Shared]" = asked
        ) -> dict[str, Symbol | Decimal | int]:
            exposure = price(case, traced_value)
            own = {_pair_figure(other): one.net_of(exposure) * rate for other, one in asked.items()}
            return {_FIGURE: exposure.net_exposure * rate, **own}

        names = {
            path: f"{path} of {at}"
            for path in (*_random(assessment.scenario.case), *independent)
            if at != comparison.base and is_under(path, independent)
        }
        yield model_of(assessment.scenario.case, figures, independent=names, constants_too=True)


def _pair_figure(other: int) -> str:
    """Name what the base, or the other one, comes to over the lines that both know."""
    return f"over what the base and {other} know"


class _Shared(NamedTuple):
    """The lines over which a scenario is held against the base."""

    by_part: frozenset[str]
    ids: frozenset[str]

    @classmethod
    def of(cls, comparison: Comparison, at: int) -> "_Shared":
        """Find the lines that a scenario and the base both know."""
        base = comparison.base
        both = [comparison.assessments[one] for one in sorted((base, at))]
        pair = comparison.pair(base, at)
        return cls(lines_by_part(both), frozenset(line.id for line in pair.shared))

    def net_of(self, exposure: Exposure[Symbol]) -> Symbol | int:
        """Add up what is expected of these lines."""
        lines = compared_lines(exposure, self.by_part)
        return total_expected(line for line in lines if line.id in self.ids)
