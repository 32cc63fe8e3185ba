"""Which roll-out is cheaper under uncertainty? Pairs of trials that share their random numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from omsrisk.analysis.compare import Comparison
from omsrisk.analysis.sampled import sampling_of
from omsrisk.analysis.side_by_side import compared_lines, lines_by_part
from omsrisk.analysis.simulate import TRIALS
from omsrisk.core.case import Case
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.lines import total
from omsrisk.core.uncertainty import drawn
from omsrisk.core.variation import uncertain_inputs
from omsrisk.errors import UsageError
from omsrisk.scenario.choices import nearest
from omsrisk.simulation.estimates import PERCENTILES, Dominance, Partition, Summary

if TYPE_CHECKING:
    from omsrisk.simulation.experiment import Model

_FIGURE = "net_exposure"


class Pair(NamedTuple):
    """
    A scenario against the base, trial by trial.

    Attributes:
        file: Number of the scenario.
        difference: Of its net exposure less that of the base, by what both assess.
        base_dominates: Whether the base is the cheaper one whoever asks.
        file_dominates: Whether the scenario is.
    """

    file: int
    difference: Summary
    base_dominates: Dominance
    file_dominates: Dominance

    @property
    def about_nothing(self) -> Partition:
        """How the differences lie about 0: above it the base is cheaper."""
        return self.difference.partitions[0.0]


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """
    Scenarios under uncertainty, against a base, in its currency.

    Attributes:
        comparison: The same at the point values.
        trials: How many trials there were.
        seed: What their random numbers follow from.
        own: The net exposure of each scenario, as far as all of them assess it.
        pairs: Each scenario but the base against it.
        shared: Uncertain inputs and draws that share their random numbers.
        independent: Those that were to have numbers of their own.
    """

    comparison: Comparison
    trials: int
    seed: int
    own: tuple[Summary, ...]
    pairs: tuple[Pair, ...]
    shared: tuple[str, ...]
    independent: tuple[str, ...]


def compare_uncertain(
    comparison: Comparison,
    *,
    trials: int = TRIALS,
    seed: int | None = None,
    independent: Sequence[str] = (),
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
    from omsrisk.simulation.run import Plan, run
    from omsrisk.simulation.sample import Sample

    random = [_random(one.scenario.case) for one in comparison.assessments]
    shared = _shared(random)
    _check(comparison, random, shared, independent)
    models = tuple(_models(comparison, independent))
    base = comparison.base
    others = [at for at in range(len(models)) if at != base]
    places = [(at, model.program.results[_FIGURE]) for at, model in enumerate(models)]
    experiment = Experiment(models, tuple((places[at], places[base]) for at in others))
    own = [experiment.channel(*place) for place in places]
    plan = Plan(
        experiment,
        *sampling,
        tuple((0.0,) if at >= len(own) else () for at in range(experiment.channels)),
        alike=tuple((own[at], own[base]) for at in others),
    )
    tallies = run(plan, executor=executor, on_progress=on_progress)
    pairs = tuple(
        Pair(
            at,
            Sample(tallies[len(own) + number]).summary(PERCENTILES),
            dominance_of(tallies[own[base]], tallies[own[at]]),
            dominance_of(tallies[own[at]], tallies[own[base]]),
        )
        for number, at in enumerate(others)
    )
    return PairedComparison(
        comparison,
        trials,
        plan.seed,
        tuple(Sample(tallies[at]).summary(PERCENTILES) for at in own),
        pairs,
        tuple(path for path in shared if not is_under(path, independent)),
        tuple(independent),
    )


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
    """Compile what all scenarios assess of the net exposure, in the currency of the base."""
    from omsrisk.simulation.experiment import model_of

    by_part = lines_by_part(comparison.assessments)
    kept = {line.id for line in comparison.lines if line.is_comparable}
    for at, assessment in enumerate(comparison.assessments):
        rate = comparison.rates[at]

        def figures(case: Case, rate: Any = rate) -> dict[str, Any]:
            lines = compared_lines(price(case, traced_value), by_part)
            net = total(line.expected for line in lines if line.id in kept and line.assessed)
            return {_FIGURE: net * rate}

        names = {
            path: f"{path} of {at}"
            for path in (*_random(assessment.scenario.case), *independent)
            if at != comparison.base and is_under(path, independent)
        }
        yield model_of(assessment.scenario.case, figures, independent=names, constants_too=True)
