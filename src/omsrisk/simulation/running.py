"""Running an experiment: here, or in parts by any executor, to the same digits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import reduce
from typing import NamedTuple

from omsrisk.errors import UsageError
from omsrisk.simulation.estimates import PERCENTILES, SampleSummary
from omsrisk.simulation.experiment import Experiment
from omsrisk.simulation.histogram import Bins, First, Histogram
from omsrisk.simulation.random_numbers import CHUNK, Array
from omsrisk.simulation.sample import Sample
from omsrisk.simulation.trials import FEW_CHANNELS, Trials

MOST_TRIALS = 1_000_000_000
"""More would change no digit that is printed."""

PART = 128
"""Chunks that a process is given at once."""

_BYTES = 8
_MOST_KEPT = 2**26
"""Bytes up to which the numbers of all figures together are kept; percentiles are exact then."""

_MOST_SORTED = 2**18
"""Trials up to which they are kept: to sort more takes longer than to count them into bins, which are
far narrower than the sampling error. Parts of other processes, of more, hand over counts alone."""

_PARTS_UNDER_WAY = 4
"""Parts that are asked for ahead: each comes back with the counts of all bins."""

Progress = Callable[[int], None]
"""Is told how many trials are done."""


class Plan(NamedTuple):
    """
    What is run; plain data, so that another process can run a part of it.

    Attributes:
        experiment: What is tried.
        trials: How often.
        seed: What the random numbers follow from.
        thresholds: For each channel, numbers for which it is counted how many lie above.
        percents: The percentiles that are wanted.
        curves: Channels of which a histogram and a loss exceedance curve are wanted.
        alike: Channels that are divided into the same bins, so that they can be compared.
    """

    experiment: Experiment
    trials: int
    seed: int
    thresholds: tuple[tuple[float, ...], ...]
    percents: tuple[int, ...] = PERCENTILES
    curves: tuple[int, ...] = ()
    alike: tuple[tuple[int, int], ...] = ()

    @property
    def chunks(self) -> int:
        """How many chunks the trials make."""
        return -(-self.trials // CHUNK)

    def size(self, chunk: int) -> int:
        """Return the trials of a chunk; the last one may be in part."""
        return min(CHUNK, self.trials - chunk * CHUNK)


def check_trials(trials: int, seed: int | None = None) -> None:
    """
    See that a number of trials can be run with a seed.

    Raises:
        UsageError: They are below 2, or beyond what makes sense; the seed is below 0.
    """
    if seed is not None and seed < 0:
        raise UsageError(f"a seed is 0 or more, not {seed}")
    if trials < 2:  # noqa: PLR2004 - a deviation takes two
        raise UsageError(f"too few trials: {trials:,}", "two at least; the default is 100,000")
    if trials > MOST_TRIALS:
        raise UsageError(
            f"{trials:,} trials are more than {MOST_TRIALS:,}",
            "four times the trials halve the sampling error: 1,000,000 give three digits",
        )


def run(
    plan: Plan, *, executor: Executor | None = None, on_progress: Progress | None = None
) -> list[Histogram]:
    """
    Run an experiment.

    Args:
        plan: What is run.
        executor: Who runs the parts: any of `concurrent.futures`, or of a cluster; None for here.
        on_progress: Is told how many trials are done.

    Returns:
        A tally for each channel: the same whoever ran what.

    Raises:
        UsageError: A number is beyond those of a computer.
    """
    check_trials(plan.trials)
    if not plan.experiment.channels:
        return []
    trials = Trials(plan.experiment, plan.seed)
    tallies = _begun(plan, trials)
    done = plan.size(0)
    for parts in _rest(plan, trials, tallies, executor):
        done = min(done + parts * CHUNK, plan.trials)
        if on_progress is not None:
            on_progress(done)
    return tallies


def summaries(
    plan: Plan, *, executor: Executor | None = None, on_progress: Progress | None = None
) -> tuple[SampleSummary, ...]:
    """Run an experiment, and say of each channel all that a report may ask."""
    tallies = run(plan, executor=executor, on_progress=on_progress)
    return tuple(
        Sample(one).summary(plan.percents, with_curves=at in plan.curves)
        for at, one in enumerate(tallies)
    )


_TOO_LARGE = 1e150


def _begun(plan: Plan, trials: Trials) -> list[Histogram]:
    """
    Choose bins by the first chunk, and tally it.

    Where there are many channels the chunk is computed twice, as holding it would take much memory.
    """
    size = plan.size(0)
    held: list[Array] = []
    first: list[First] = []
    for part in trials.parts(0, size):
        if not bool((abs(part) < _TOO_LARGE).all()):
            message = "amounts go beyond the numbers of a computer"
            raise UsageError(message, "see the ends of the ranges")
        first = (
            [one.and_then(numbers) for one, numbers in zip(first, part, strict=True)]
            if first
            else [First.of(numbers) for numbers in part]
        )
        if plan.experiment.channels <= FEW_CHANNELS:
            held.append(part)
    tallies = _tallies(plan, first)
    for part in held or trials.parts(0, size):
        _add(tallies, 0, part)
    return tallies


def _tallies(plan: Plan, first: list[First]) -> list[Histogram]:
    bins = [Bins.of(one, plan.trials, len(first)) for one in first]
    for some in _alike(plan.alike):
        common = reduce(Bins.over, (bins[at] for at in some))
        for at in some:
            bins[at] = common
    keeps = plan.trials <= _MOST_SORTED and len(first) * plan.trials * _BYTES <= _MOST_KEPT
    return [
        Histogram(own, kept.total / kept.trials, thresholds, keeps=keeps)
        for own, kept, thresholds in zip(bins, first, plan.thresholds, strict=True)
    ]


def _alike(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Gather channels that are compared, directly or through others: they have one set of bins."""
    groups: list[set[int]] = []
    for pair in pairs:
        met = [one for one in groups if not one.isdisjoint(pair)]
        groups = [one for one in groups if one not in met] + [set(pair).union(*met)]
    return [sorted(one) for one in groups]


def _rest(
    plan: Plan, trials: Trials, tallies: list[Histogram], executor: Executor | None
) -> Iterator[int]:
    """Tally all chunks but the first; yields how many were tallied."""
    if executor is None or plan.chunks <= PART:
        before = 1
        for chunk, numbers in _ahead(plan, trials):
            if chunk != before:
                yield 1
            before = chunk
            _add(tallies, chunk, numbers)
        if plan.chunks > 1:
            yield 1
        return
    empty = [(one.bins, one.centre, one.thresholds) for one in tallies]
    starts = iter(range(1, plan.chunks, PART))
    under_way: list[Future[tuple[int, list[Histogram]]]] = []
    while True:
        while len(under_way) < _PARTS_UNDER_WAY and (start := next(starts, None)) is not None:
            under_way.append(executor.submit(_part, plan, empty, start))
        if not under_way:
            return
        chunks, part = under_way.pop(0).result()
        for tally, more in zip(tallies, part, strict=True):
            tally.merge(more)
        yield chunks


def _part(
    plan: Plan, empty: list[tuple[Bins, float, tuple[float, ...]]], start: int
) -> tuple[int, list[Histogram]]:
    """Tally some chunks, in any process."""
    trials = Trials(plan.experiment, plan.seed)
    tallies = [Histogram(*one) for one in empty]
    stop = min(start + PART, plan.chunks)
    for chunk in range(start, stop):
        for numbers in trials.parts(chunk, plan.size(chunk)):
            _add(tallies, chunk, numbers)
    return stop - start, tallies


def _ahead(plan: Plan, trials: Trials) -> Iterator[tuple[int, Array]]:
    """Compute all chunks but the first, in order, one part of them while another is tallied."""
    parts = (
        (chunk, numbers)
        for chunk in range(1, plan.chunks)
        for numbers in trials.parts(chunk, plan.size(chunk))
    )
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(next, parts, None)
        while (found := under_way.result()) is not None:
            under_way = pool.submit(next, parts, None)
            yield found


def _add(tallies: Sequence[Histogram], chunk: int, results: Array) -> None:
    for tally, numbers in zip(tallies, results, strict=True):
        tally.add(chunk, numbers)
