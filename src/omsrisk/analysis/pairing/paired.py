"""Which roll-out is cheaper under uncertainty? Pairs that share what is random in both."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.pairing.exact_cheapest import Won, exact_cheapest
from omsrisk.analysis.pairing.exact_pair import ExactPair, exact_pair
from omsrisk.analysis.pairing.paired_figures import (
    FIGURE,
    PairedFigures,
    is_under,
    pair_figure,
    paired_figures,
    random_in,
)
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.sampled import Method, Sampling, approach_of
from omsrisk.core.uncertainty.sharing import EVERY_RANGE
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.choices import nearest
from omsrisk.simulation.estimates import PERCENTILES, Dominance, Estimate, Partition, SampleSummary


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

    @classmethod
    def of_two(cls, about: Partition, regret_error: float) -> "Cheapest":
        """Read it, of one of two that were worked out, from how what it costs more lies about 0."""
        found = cls.of(about, regret_error, about.below)
        return found._replace(share=Estimate(found.alone.value + found.tied / 2, found.alone.error))

    @classmethod
    def worked_out(cls, won: Won) -> "Cheapest":
        """Read it of one of several that were worked out."""
        alone, share = (Estimate(one, won.chance_error) for one in (won.alone, won.share))
        return cls(alone, won.tied, won.regret, won.regret_error, share)


@dataclass(frozen=True, slots=True, repr=False)
class PairedComparison(Result):
    """
    Scenarios under uncertainty, against a base, in its currency.

    Attributes:
        comparison: The same at the point values.
        trials: How many trials there were; None where all was worked out.
        seed: What their random numbers follow from; None as the trials.
        own: The net exposure of each scenario.
        pairs: Each scenario but the base against it, over the lines that both know.
        shared: Uncertain inputs and draws that share their random numbers.
        independent: Those that were to have numbers of their own.
        cheapest: How often each is the cheapest, of those that were asked for; None for the others.
        accuracy: How far off amounts may be that were worked out, in standard deviations; None where
            they were sampled. Of three and more each pair is worked out; which is the cheapest of all
            takes trials where more than events and one range tells them apart.
    """

    comparison: Comparison
    trials: int | None
    seed: int | None
    own: tuple[SampleSummary, ...]
    pairs: tuple[SampledPair, ...]
    shared: tuple[str, ...]
    independent: tuple[str, ...]
    cheapest: tuple[Cheapest | None, ...]
    accuracy: float | None = None


def compare_uncertain(
    comparison: Comparison,
    *,
    trials: int | None = None,
    seed: int | None = None,
    method: Method | str | None = None,
    independent: Sequence[str] = (),
    rivals: Sequence[int] | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> PairedComparison:
    """
    Compare scenarios whatever happens.

    Pairs are worked out where that can be, and which of three and more is the cheapest of all where
    events and one range at the most tell them apart; else that is tried at random, trial by trial.
    Inputs of one path take the same quantile of their ranges in all scenarios, so that what is
    common to them does not blur the difference; so do the draws of one path.

    Args:
        comparison: From `compare`.
        trials: How many; asks for sampling.
        seed: What the random numbers follow from; the same one if left out, on every machine. It asks
            for sampling, too.
        method: `exact` or `sample`; exact where that can be if left out.
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
    approach = approach_of(method, trials, seed)
    random = [random_in(one.scenario.case) for one in comparison.assessments]
    shared = _shared(random)
    _check(comparison, random, shared, independent)
    compared = paired_figures(comparison, independent)
    together = tuple(path for path in shared if not is_under(path, independent))
    of_all = len(compared) > _PAIR
    if rivals is None:
        rivals = comparison.ranked if of_all else ()
    found = _worked_out(comparison, compared) if approach.tries_exact else None
    won = exact_cheapest(compared, rivals) if found is not None and of_all and rivals else None
    takes_trials = found is None or (of_all and bool(rivals) and won is None)
    if takes_trials and approach.sampling is None:
        raise UsageError(
            "which of three scenarios and more is the cheapest takes trials"
            if found is not None
            else "too much is connected to be worked out exactly",
            "leave the method out: it is sampled then",
        )
    sampled = None
    if takes_trials and approach.sampling is not None:
        sampled = _sampled(
            comparison,
            compared,
            approach.sampling,
            together,
            tuple(independent),
            rivals,
            executor,
            on_progress,
        )
    if found is None:
        assert sampled is not None  # noqa: S101 - refused above, where it was not to be
        return sampled
    return _exact(comparison, found, sampled, (rivals, won), together, tuple(independent))


def _worked_out(
    comparison: Comparison, compared: Sequence[PairedFigures]
) -> dict[int, ExactPair] | None:
    """Work out each scenario but the base against it; None where one of the pairs cannot be."""
    if len(compared) > _MOST_WORKED_OUT:
        return None
    found = {}
    for at in range(len(compared)):
        if at != comparison.base:
            pair = exact_pair(compared, comparison.base, at)
            if pair is None:
                return None
            found[at] = pair
    return found


_MOST_WORKED_OUT = 12
"""Scenarios of which each is worked out against the base; more are sampled at once."""


def _exact(
    comparison: Comparison,
    found: Mapping[int, ExactPair],
    sampled: PairedComparison | None,
    rivals_won: "tuple[Sequence[int], Sequence[Won] | None]",
    shared: tuple[str, ...],
    independent: tuple[str, ...],
) -> PairedComparison:
    base = comparison.base
    rivals, won = rivals_won
    own = {base: next(iter(found.values())).own[0]} | {at: one.own[1] for at, one in found.items()}
    pairs = []
    for at, one in found.items():
        orders = (one.base_dominates, one.file_dominates)
        if comparison.pair(base, at).unranked is not None:
            orders = (Dominance.NONE, Dominance.NONE)  # where nothing is ranked nobody dominates
        pairs.append(SampledPair(at, one.difference, *orders))
    cheapest: tuple[Cheapest | None, ...] = (None,) * len(own)
    if sampled is not None:
        cheapest = _beside_exact_means(comparison, sampled.cheapest)
    elif won is not None:
        known = dict(zip(rivals, map(Cheapest.worked_out, won), strict=True))
        cheapest = tuple(known.get(at) for at in range(len(own)))
    elif len(rivals) == _PAIR == len(own):
        (pair,) = found.values()
        over = (pair.over.turned, pair.over)
        ordered = over if base == 0 else over[::-1]
        cheapest = tuple(Cheapest.of_two(about, pair.over_error) for about in ordered)
    return PairedComparison(
        comparison,
        None if sampled is None else sampled.trials,
        None if sampled is None else sampled.seed,
        tuple(own[at] for at in range(len(own))),
        tuple(pairs),
        shared,
        independent,
        cheapest,
        max(one.accuracy for one in found.values()),
    )


def _beside_exact_means(
    comparison: Comparison, cheapest: Sequence[Cheapest | None]
) -> tuple[Cheapest | None, ...]:
    """Let trials tell the regret of the best alone: the others cost more by what means differ."""
    means = comparison.converted("net_exposure")
    own = {at: float(one) for at, one in enumerate(means) if cheapest[at] and one is not None}
    best = min(own, key=lambda at: own[at], default=None)
    least = None if best is None else cheapest[best]
    if best is None or least is None or len(own) < sum(one is not None for one in cheapest):
        return tuple(cheapest)
    return tuple(
        one
        and one._replace(regret=least.regret + own[at] - own[best], regret_error=least.regret_error)
        for at, one in enumerate(cheapest)
    )


def _sampled(
    comparison: Comparison,
    compared: Sequence[PairedFigures],
    sampling: Sampling,
    shared: tuple[str, ...],
    independent: tuple[str, ...],
    rivals: Sequence[int],
    executor: Executor | None,
    on_progress: Callable[[int], None] | None,
) -> PairedComparison:
    from omsrisk.simulation.dominance import dominance_of
    from omsrisk.simulation.experiment import Experiment, model_of
    from omsrisk.simulation.running import Plan, run
    from omsrisk.simulation.sample import Sample

    models = tuple(
        model_of(one.case, one.figures, independent=one.named, constants_too=True) for one in compared
    )
    base = comparison.base
    others = [at for at in range(len(models)) if at != base]
    places = [(at, model.program.results[FIGURE]) for at, model in enumerate(models)]

    def place(of: int, at: int) -> tuple[int, int]:
        return of, models[of].program.results[pair_figure(at)]

    paired = {at: (place(at, at), place(base, at)) for at in others}
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
        plan.trials,
        plan.seed,
        tuple(Sample(tallies[at]).summary(PERCENTILES) for at in own),
        tuple(pairs),
        shared,
        independent,
        tuple(won.get(at) for at in range(len(models))),
    )


_PAIR = 2

_ROUNDING = 1e-12
"""A share that is less than that of one trial, whatever their number."""

_ERRORS = 3
"""Standard errors of the mean difference within which nobody is said to dominate."""


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
    for path in () if EVERY_RANGE in independent else independent:
        found = [[one for one in own if is_under(one, [path])] for own in random]
        word = "not uncertain here" if not any(found) else "uncertain in one scenario only"
        # between files, or between the phases of one
        if sum(map(len, found)) <= 1:
            hint = nearest(path, shared) or f"these are shared: {', '.join(shared) or 'none'}"
            raise UsageError(f"--independent {path}: `{path}` is {word}", hint)
