"""Trials: the numbers of an experiment, chunk by chunk."""

from collections.abc import Callable, Collection, Iterator, Mapping

import numpy as np

from omsrisk.core.algebra.kernel import Program
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.simulation.experiment import (
    Event,
    Experiment,
    Model,
    SampledGroup,
    SlippingPrograms,
)
from omsrisk.simulation.lookup import (
    STEPS,
    EffectiveDays,
    Quantiles,
    forget_steps,
    normal_quantiles,
    normal_shares,
    quantiles_of,
    steps_for,
)
from omsrisk.simulation.random_numbers import CHUNK, Array, Stream

_SLICE = 8_192
"""Trials computed at once: all their numbers stay in the processor's cache."""

_SHORTEST_SLICE = 512
_MANY_NUMBERS = 256
"""Numbers of a trial up to which slices are as long as can be; more take shorter ones, not memory."""

FEW_CHANNELS = 64
"""Channels of which a whole chunk is held at once."""

_PART = 2_048
"""Trials of a part of a chunk, where there are more channels than that."""

_HELD_AT_ONCE = 2**21
"""Numbers of a part at the most."""


_NOISE = 1e-12
"""A part of two amounts that is no more than the rounding of their sums: they are the same."""


class Trials:
    """
    Computes an experiment, with its tables made once.

    Args:
        experiment: What is tried.
        seed: What its random numbers follow from.
    """

    def __init__(self, experiment: Experiment, seed: int) -> None:
        self.experiment = experiment
        self._seed = seed
        steps = steps_for(len({one.distribution for each in experiment.models
                               for one in each.quantities}))  # fmt: skip
        tables: dict[Distribution, Quantiles] = {}
        self._models = tuple(ReadyModel(one, steps, tables) for one in experiment.models)
        forget_steps()
        names = (name for one in self._models for name in one.streams)
        self._names = tuple(dict.fromkeys(names))
        self._slice = slice_for(self._models, experiment.channels)

    def chunk(self, number: int, size: int = CHUNK) -> Array:
        """
        Compute one chunk.

        Args:
            number: Which, from 0.
            size: How many of its trials, the first ones.

        Returns:
            A row for each channel of the experiment, a column for each trial [money].
        """
        results = np.empty((self.experiment.channels, size))
        for start, uniform in self._uniform(number, size):
            self._compute(uniform, results[:, start : start + self._slice])
        self._subtract(results)
        return results

    def parts(self, number: int, size: int = CHUNK) -> Iterator[Array]:
        """
        Compute one chunk: at once, or some trials at a time where there are many channels.

        Args:
            number: Which, from 0.
            size: How many of its trials, the first ones.

        Yields:
            A row for each channel of the experiment, a column for each trial [money].
        """
        if self.experiment.channels <= FEW_CHANNELS:
            yield self.chunk(number, size)
            return
        most = max(_HELD_AT_ONCE // self.experiment.channels // self._slice, 1) * self._slice
        whole = max(min(1 << (most.bit_length() - 1), _PART), self._slice)
        slices = self._uniform(number, size)
        for start in range(0, size, whole):
            results = np.empty((self.experiment.channels, min(whole, size - start)))
            for at in range(0, results.shape[1], self._slice):
                _, uniform = next(slices)
                self._compute(uniform, results[:, at : at + self._slice])
            self._subtract(results)
            yield results

    def _compute(self, uniform: dict[str, Array], results: Array) -> None:
        at = 0
        for model in self._models:
            for result in model.results(uniform):
                results[at] = result
                at += 1

    def slices(
        self, number: int, size: int = CHUNK
    ) -> Iterator[tuple[tuple[Array, ...], tuple[Array, ...]]]:
        """Return what is random in the first model and what follows from it, slice by slice."""
        for _, uniform in self._uniform(number, size):
            model = self._models[0]
            quantities, events = model.drawn(model.uniform(uniform))
            yield (*quantities, *events), model.of_drawn(quantities, events)

    def _uniform(self, number: int, size: int) -> Iterator[tuple[int, dict[str, Array]]]:
        return uniform_slices(self._seed, number, size, self._names, self._slice)

    def _subtract(self, results: Array) -> None:
        place = self.experiment.channel
        at = self.experiment.results
        for one, other in self.experiment.differences:
            _difference(results[place(*one)], results[place(*other)], results[at])
            at += 1
        rivals = [results[place(*one)] for one in self.experiment.rivals]
        for own, rival in enumerate(rivals):
            least = np.minimum.reduce(rivals[:own] + rivals[own + 1 :])
            _difference(rival, least, results[at])
            at += 1
        if rivals:
            over = results[at - len(rivals) : at]
            np.maximum(over, 0.0, out=results[at : at + len(rivals)])
            won = (over <= 0).astype(np.float64)
            # a tie is shared
            parts = results[at + len(rivals) : at + 2 * len(rivals)]
            np.divide(won, won.sum(axis=0), out=parts)
        for back, added in enumerate(reversed(self.experiment.sums), start=1):
            np.add.reduce([results[place(*one)] for one in added], axis=0, out=results[-back])


def _difference(one: Array, other: Array, result: Array) -> None:
    """Take off amounts; those that differ by no more than their rounding are the same."""
    np.subtract(one, other, out=result)
    noise = _NOISE * np.maximum(np.abs(one), np.abs(other))
    result[np.abs(result) <= noise] = 0.0


def uniform_slices(
    seed: int, chunk: int, size: int, names: tuple[str, ...], length: int = _SLICE
) -> Iterator[tuple[int, dict[str, Array]]]:
    """
    Return the uniform random numbers of a chunk, slice by slice.

    Args:
        seed: What they follow from.
        chunk: Number of the chunk.
        size: How many of its trials, the first ones.
        names: Of the streams.
        length: Trials of a slice; the numbers are the same whatever it is.

    Yields:
        The number of the first trial, and the numbers by the names.
    """
    streams = {name: Stream(seed, chunk, name) for name in names}
    for start in range(0, size, length):
        some = min(length, size - start)
        yield start, {name: stream.next(some) for name, stream in streams.items()}


def slice_for(models: "tuple[ReadyModel, ...]", channels: int) -> int:
    """Choose how many trials are computed at once, so that all their numbers take little memory."""
    numbers = channels + sum(one.numbers for one in models)
    length = _SLICE
    while length > _SHORTEST_SLICE and numbers * length > _MANY_NUMBERS * _SLICE:
        length //= 2
    return length


Uniform = list[Array]
"""A uniform number for each quantity, correlated as they are, then for each event."""


class ReadyModel:
    """
    A model with its tables and its function.

    Args:
        model: Plain data.
        steps: Of the tables of its quantities.
        tables: Those that there are already; what is made is put there, too.

    Attributes:
        streams: The names of its random numbers: of its quantities, then of its events.
    """

    def __init__(
        self,
        model: Model,
        steps: int = STEPS,
        tables: "dict[Distribution, Quantiles] | None" = None,
    ) -> None:
        self._model = model
        made = {} if tables is None else tables
        for one in model.quantities:
            if one.distribution not in made:
                made[one.distribution] = quantiles_of(one.distribution, steps)
        self._quantiles = tuple(made[one.distribution] for one in model.quantities)
        self._kernels: dict[int, Callable[..., tuple[Array, ...]]] = {}
        streams = [one.stream for one in model.quantities]
        self.streams = (*streams, *(one.stream for one in model.events))

    @property
    def numbers(self) -> int:
        """How many numbers a trial takes: what is drawn, and each line of the function."""
        return 2 * len(self.streams) + self._model.program.source.count("\n")

    def results(self, uniform: dict[str, Array]) -> tuple[Array, ...]:
        """Compute the results of one slice from its independent numbers."""
        return self.of_uniform(self.uniform(uniform))

    def of_uniform(self, uniform: Uniform) -> tuple[Array, ...]:
        """Compute the results of one slice."""
        return self.of_drawn(*self.drawn(uniform))

    def of_drawn(self, quantities: list[Array], events: list[Array]) -> tuple[Array, ...]:
        """Compute the results that follow from the quantities and the events."""
        if self._model.slipping is not None:
            return self._slipped(self._model.slipping, quantities, events)
        arguments = [quantities[at] if at >= 0 else events[-1 - at] for at in self._model.arguments]
        results: tuple[Array, ...] = self._kernel(0, self._model.program)(*arguments)
        return results

    def _slipped(
        self, slipping: SlippingPrograms, quantities: list[Array], events: list[Array]
    ) -> tuple[Array, ...]:
        """Compute the trials of one slip after those of the other."""
        days = np.floor(quantities[slipping.place] + 0.5)
        # a day next to impossible, of which nothing is computed, counts as the one before it
        places = np.maximum(np.searchsorted(slipping.days, days, "right") - 1, 0)
        found = tuple(np.empty(len(places)) for _ in slipping.orders[0])
        for place in map(int, np.unique(places)):
            own = np.flatnonzero(places == place)
            arguments = (
                (quantities[at] if at >= 0 else events[-1 - at])[own]
                for at in slipping.arguments[place]
            )
            computed = self._kernel(place, slipping.programs[place])(*arguments)
            for result, at in zip(found, slipping.orders[place], strict=True):
                result[own] = computed[at]
        return found

    def _kernel(self, place: int, program: Program) -> Callable[..., tuple[Array, ...]]:
        """Return a function that is made once."""
        if place not in self._kernels:
            self._kernels[place] = program.compiled(EffectiveDays)
        return self._kernels[place]

    def uniform(self, uniform: dict[str, Array]) -> Uniform:
        """Correlate independent numbers as the quantities are."""
        own = [uniform[name] for name in self.streams]
        for group in self._model.groups:
            for at, correlated in zip(group.members, _correlated(group, own), strict=True):
                own[at] = correlated
        return own

    def drawn(self, uniform: Uniform) -> tuple[list[Array], list[Array]]:
        """Return the numbers of the quantities, and of the events 1 or 0."""
        count = len(self._quantiles)
        numbers = [
            table(uniform[at if one.drawn_with is None else one.drawn_with])
            for at, (table, one) in enumerate(
                zip(self._quantiles, self._model.quantities, strict=True)
            )
        ]
        events = [
            _happened(event, one, numbers)
            for event, one in zip(self._model.events, uniform[count:], strict=True)
        ]
        return numbers, events

    def redraw(
        self,
        drawn: tuple[list[Array], list[Array]],
        uniform: Uniform,
        places: Collection[int],
        known: Mapping[int, Array],
    ) -> None:
        """
        Draw again what some uniform numbers decide.

        Args:
            drawn: The quantities and the events; they are changed.
            uniform: All uniform numbers.
            places: Of those that are others than before.
            known: Quantities whose numbers are known.
        """
        quantities, events = drawn
        moved = set()
        for at, one in enumerate(self._model.quantities):
            source = at if one.drawn_with is None else one.drawn_with
            if source in places:
                moved.add(at)
                own = known.get(at) if source == at else None
                quantities[at] = self._quantiles[at](uniform[source]) if own is None else own
        for at, event in enumerate(self._model.events, start=len(quantities)):
            if at in places or (isinstance(event.chance, int) and event.chance in moved):
                events[at - len(quantities)] = _happened(event, uniform[at], quantities)


def _happened(event: Event, uniform: Array, quantities: list[Array]) -> Array:
    """Return 1 where an event happens, else 0."""
    chance = quantities[event.chance] if isinstance(event.chance, int) else event.chance
    return (uniform < chance).astype(np.float64)


def _correlated(group: SampledGroup, uniform: list[Array]) -> list[Array]:
    """Correlate uniform numbers as normal numbers are that are mixed by the factor."""
    normal = [normal_quantiles()(uniform[at]) for at in group.members]
    mixed = []
    for row in group.factor:
        total = np.zeros_like(normal[0])
        for weight, one in zip(row, normal, strict=True):
            if weight:
                total += weight * one
        mixed.append(normal_shares(total))
    return mixed
