"""
Sobol indices from trials: where inputs are correlated, no closed form tells them.

The total-order index of an input is what is left of the variance when all others are known, and is
estimated from pairs of trials that differ in it alone (Jansen, 1999); the first-order index is what
goes when it alone is known, from pairs that have it alone in common (Sobol, 1993; Saltelli and
others, 2010). With correlations, changing one input alone means drawing it from its distribution
given the others (Kucherenko, Tarantola and Annoni, 2012): of a Gaussian copula that is a shift of its
normal score by the regression on theirs. The sum of first-order indices may then pass 1, and an input
that does nothing by itself may have one, through those that it is correlated with.
"""

from collections.abc import Iterable
from math import fsum, sqrt
from typing import NamedTuple

import numpy as np

from omsrisk.errors import UsageError
from omsrisk.simulation.estimates import Estimate
from omsrisk.simulation.experiment import Event, Model
from omsrisk.simulation.lookup import normal_quantiles, normal_shares, steps_for
from omsrisk.simulation.random_numbers import CHUNK, Array
from omsrisk.simulation.running import Plan, Progress
from omsrisk.simulation.trials import ReadyModel, Uniform, slice_for, uniform_slices

_OTHER = "other sample of "


class Index(NamedTuple):
    """
    What one input does to the variance of a result.

    Attributes:
        first: Share of the variance that knowing the input takes away, with all that it then says of
            the inputs it is correlated with.
        total: Share that is left when all others are known.
    """

    first: Estimate
    total: Estimate


class Indices(NamedTuple):
    """
    What makes the variance of a result.

    Attributes:
        mean: Its mean [money].
        variance: Its variance [money^2].
        of_quantities: One index for each quantity of the model.
        of_events: One for each of its draws.
    """

    mean: float
    variance: float
    of_quantities: tuple[Index, ...]
    of_events: tuple[Index, ...]


def indices_of(plan: Plan, *, on_progress: Progress | None = None) -> Indices:
    """
    Estimate the indices of the first result of a plan's model.

    Two independent samples are drawn. For the total index of an input, it alone is taken from the
    other sample: half the mean square of what that changes. For the first-order index all but it are,
    and what is left in common with the first sample counts. Where inputs are correlated, those that
    are taken follow their distribution given those that stay: the other sample, moved by what the
    copula says of the difference.

    Args:
        plan: One model; its trials are those of each of the two samples.
        on_progress: Is told how many trials are done.

    Raises:
        UsageError: Inputs and trials are too many.
    """
    model = plan.experiment.models[0]
    ready = ReadyModel(model, steps_for(len({one.distribution for one in model.quantities})))
    swaps = _swaps(model)
    length = slice_for((ready, ready), 1)
    work = len(swaps) * plan.trials * ready.numbers
    if work > _MOST_WORK:
        raise UsageError(
            f"{len(swaps):,} inputs, each tried twice in {plan.trials:,} trials, are too many",
            f"take fewer --trials: {max(plan.trials * _MOST_WORK // work, 2):,} can be done",
        )
    names = (*ready.streams, *(_OTHER + name for name in ready.streams))
    sums = _Sums(len(swaps))
    for chunk in range(plan.chunks):
        for start, uniform in uniform_slices(plan.seed, chunk, plan.size(chunk), names, length):
            mine = _Drawn(ready, ready.uniform(uniform))
            other = _Drawn(
                ready, ready.uniform({name: uniform[_OTHER + name] for name in ready.streams})
            )
            swapped = (swap.samples(mine, other) for swap in swaps)
            sums.add(mine.result(), other.result(), ((a.result(), b.result()) for a, b in swapped))
            if on_progress is not None:
                done = chunk * CHUNK + start + length
                on_progress(min(done, plan.trials))
    mean, variance = sums.moments()
    found = tuple(sums.index(at, variance) for at in range(len(swaps)))
    count = len(model.quantities)
    return Indices(mean, variance, found[:count], found[count:])


_MOST_WORK = 5 * 10**9
"""Numbers computed, counted as if each line of the function were asked anew: some 10 seconds."""


class _Drawn:
    """A sample: its uniform numbers, and what is drawn from them; a change redraws what it moves."""

    def __init__(
        self, ready: ReadyModel, uniform: Uniform, drawn: tuple[Uniform, Uniform] | None = None
    ) -> None:
        self._ready = ready
        self.uniform = uniform
        self.quantities, self.events = ready.drawn(uniform) if drawn is None else drawn

    def changed(self, uniform: dict[int, Array], same: "_Drawn") -> "_Drawn":
        """
        Put other uniform numbers in the place of some.

        Args:
            uniform: By their places among the quantities, then the events.
            same: The sample whose numbers they are, where one input alone changes.
        """
        own = [uniform.get(at, one) for at, one in enumerate(self.uniform)]
        drawn = list(self.quantities), list(self.events)
        self._ready.redraw(drawn, own, uniform.keys(), {
            at: same.quantities[at] for at, one in uniform.items()
            if at < len(same.quantities) and one is same.uniform[at]
        })  # fmt: skip
        return _Drawn(self._ready, own, drawn)

    def result(self) -> Array:
        """Compute the first result; one that does not vary is a number for all trials."""
        return np.zeros(len(self.uniform[0])) + self._ready.of_drawn(self.quantities, self.events)[0]


class _Swap(NamedTuple):
    """
    One input that changes places between two samples.

    Attributes:
        place: Its place among the quantities, then the events.
        also: The place of the likelihood that decides an event together with its random number, and
            of other events that the same number decides.
        members: The group of quantities that it is correlated with, itself included.
        given: How each member follows the input: its correlation with it.
        weights: How the input follows each of the others.
    """

    place: int
    also: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    given: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()

    def samples(self, mine: _Drawn, other: _Drawn) -> tuple[_Drawn, _Drawn]:
        """Return the other sample with the input of mine, and mine with the input of the other."""
        place = self.place
        if not self.members:
            places = (place, *self.also)
            kept = other.changed({at: mine.uniform[at] for at in places}, mine)
            return kept, mine.changed({at: other.uniform[at] for at in places}, other)
        scores, others = (
            {at: normal_quantiles()(np.asarray(one.uniform[at])) for at in self.members}
            for one in (mine, other)
        )
        moved = scores[place] - others[place]
        following = {
            at: normal_shares(others[at] + correlation * moved)
            for at, correlation in zip(self.members, self.given, strict=True)
        }
        following[place] = mine.uniform[place]
        score = others[place].copy()
        for at, weight in zip(self.members, self.weights, strict=True):
            score += weight * (scores[at] - others[at])
        kept = other.changed(following, mine)
        return kept, mine.changed({place: normal_shares(score)}, other)


def source_of_chance(model: Model, event: Event) -> int | None:
    """Return the place of the quantity whose random number the chance of an event takes, if any."""
    if not isinstance(event.chance, int):
        return None
    shared = model.quantities[event.chance].drawn_with
    return event.chance if shared is None else shared


def _swaps(model: Model) -> tuple[_Swap, ...]:
    count = len(model.quantities)
    swaps = [_Swap(at) for at in range(count)]
    grouped = {at for group in model.groups for at in group.members}
    for number, event in enumerate(model.events):
        source = source_of_chance(model, event)
        # an event is whether it happens: a number drawn against a chance that is drawn itself
        also: tuple[int, ...] = () if source is None or source in grouped else (source,)
        # several events may be decided by one number: they change places together
        also += tuple(
            count + at
            for at, one in enumerate(model.events)
            if at != number and one.stream == event.stream
        )
        swaps.append(_Swap(count + number, also))
    for group in model.groups:
        factor = np.array(group.factor)
        matrix = factor @ factor.T
        for row, place in enumerate(group.members):
            rest = [at for at in range(len(group.members)) if at != row]
            among, with_it = matrix[np.ix_(rest, rest)], matrix[rest, row]
            weights = np.zeros(len(group.members))
            weights[rest] = np.linalg.solve(among, with_it)
            swaps[place] = _Swap(
                place, (), group.members, tuple(matrix[row].tolist()), tuple(weights.tolist())
            )
    return tuple(swaps)


class _Sums:
    """What is kept of the samples, slice by slice."""

    def __init__(self, inputs: int) -> None:
        self._trials = 0
        self._centre = 0.0
        self._base: list[tuple[float, float]] = []
        self._products: list[list[tuple[float, float]]] = [[] for _ in range(inputs)]
        self._squares: list[list[tuple[float, float]]] = [[] for _ in range(inputs)]

    def add(self, base: Array, fresh: Array, changed: Iterable[tuple[Array, Array]]) -> None:
        """Take the results of one slice: of both samples, and of each swap."""
        if not self._trials:
            self._centre = float(base.mean())
        self._trials += len(base)
        away = base - self._centre
        self._base.append(_first_two(away))
        for at, (kept, swapped) in enumerate(changed):
            self._products[at].append(_first_two(away * (kept - fresh)))
            self._squares[at].append(_first_two((base - swapped) ** 2 / 2))

    def moments(self) -> tuple[float, float]:
        """Return the mean and the variance."""
        mean, error = self._mean_of(self._base)
        return self._centre + mean, error * error * self._trials

    def index(self, at: int, variance: float) -> Index:
        """Return both indices of an input; 0 where nothing varies."""
        if variance == 0:
            return Index(Estimate(0.0), Estimate(0.0))
        first, total = (self._mean_of(one[at]) for one in (self._products, self._squares))
        return Index(
            Estimate(first[0] / variance, first[1] / variance),
            Estimate(total[0] / variance, total[1] / variance),
        )

    def _mean_of(self, sums: list[tuple[float, float]]) -> tuple[float, float]:
        """Return a mean and its standard error."""
        mean = fsum(one for one, _ in sums) / self._trials
        square = fsum(two for _, two in sums) / self._trials
        return mean, sqrt(max(square - mean * mean, 0.0) / self._trials)


def _first_two(numbers: Array) -> tuple[float, float]:
    return float(numbers.sum()), float((numbers * numbers).sum())
