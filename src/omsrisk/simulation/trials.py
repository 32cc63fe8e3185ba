"""Trials: the numbers of an experiment, chunk by chunk."""

from collections.abc import Iterator

import numpy as np

from omsrisk.simulation.experiment import Experiment, Group, Model
from omsrisk.simulation.streams import CHUNK, Array, Stream
from omsrisk.simulation.tables import (
    EffectiveDays,
    forget_steps,
    normal_quantiles,
    normal_shares,
    quantiles_of,
)

_SLICE = 8_192
"""Trials computed at once: all their numbers stay in the processor's cache."""


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
        self._models = tuple(ReadyModel(one) for one in experiment.models)
        forget_steps()
        names = (name for one in self._models for name in one.streams)
        self._names = tuple(dict.fromkeys(names))

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
            at = 0
            for model in self._models:
                for result in model.results(uniform):
                    results[at, start : start + _SLICE] = result
                    at += 1
        self._subtract(results)
        return results

    def slices(
        self, number: int, size: int = CHUNK
    ) -> Iterator[tuple[tuple[Array, ...], tuple[Array, ...]]]:
        """Give what is random in the first model and what follows from it, slice by slice."""
        for _, uniform in self._uniform(number, size):
            model = self._models[0]
            quantities, events = model.drawn(model.uniform(uniform))
            yield (*quantities, *events), model.of_drawn(quantities, events)

    def _uniform(self, number: int, size: int) -> Iterator[tuple[int, dict[str, Array]]]:
        return uniform_slices(self._seed, number, size, self._names)

    def _subtract(self, results: Array) -> None:
        at = self.experiment.channels - len(self.experiment.differences)
        for one, other in self.experiment.differences:
            left, right = (results[self.experiment.channel(*where)] for where in (one, other))
            difference = np.subtract(left, right, out=results[at])
            noise = _NOISE * np.maximum(np.abs(left), np.abs(right))
            difference[np.abs(difference) <= noise] = 0.0
            at += 1


def uniform_slices(
    seed: int, chunk: int, size: int, names: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, Array]]]:
    """
    Give the uniform random numbers of a chunk, slice by slice.

    Args:
        seed: What they follow from.
        chunk: Number of the chunk.
        size: How many of its trials, the first ones.
        names: Of the streams.

    Yields:
        The number of the first trial, and the numbers by the names.
    """
    streams = {name: Stream(seed, chunk, name) for name in names}
    for start in range(0, size, _SLICE):
        some = min(_SLICE, size - start)
        yield start, {name: stream.next(some) for name, stream in streams.items()}


Uniform = list[Array]
"""A uniform number for each quantity, correlated as they are, then for each event."""


class ReadyModel:
    """
    A model with its tables and its function.

    Args:
        model: Plain data.

    Attributes:
        streams: The names of its random numbers: of its quantities, then of its events.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._quantiles = tuple(quantiles_of(one.distribution) for one in model.quantities)
        self._kernel = model.program.compiled(EffectiveDays)
        streams = [one.stream for one in model.quantities]
        self.streams = (*streams, *(one.stream for one in model.events))

    def results(self, uniform: dict[str, Array]) -> tuple[Array, ...]:
        """Compute the results of one slice from its independent numbers."""
        return self.of_uniform(self.uniform(uniform))

    def of_uniform(self, uniform: Uniform) -> tuple[Array, ...]:
        """Compute the results of one slice."""
        return self.of_drawn(*self.drawn(uniform))

    def of_drawn(self, quantities: list[Array], events: list[Array]) -> tuple[Array, ...]:
        """Compute the results that follow from the quantities and the events."""
        arguments = (quantities[at] if at >= 0 else events[-1 - at] for at in self._model.arguments)
        results: tuple[Array, ...] = self._kernel(*arguments)
        return results

    def uniform(self, uniform: dict[str, Array]) -> Uniform:
        """Let independent numbers hang together as the quantities do."""
        own = [uniform[name] for name in self.streams]
        for group in self._model.groups:
            for at, correlated in zip(group.members, _correlated(group, own), strict=True):
                own[at] = correlated
        return own

    def drawn(self, uniform: Uniform) -> tuple[list[Array], list[Array]]:
        """Give the numbers of the quantities, and of the events 1 or 0."""
        count = len(self._quantiles)
        numbers = [
            table(uniform[at if one.drawn_with is None else one.drawn_with])
            for at, (table, one) in enumerate(
                zip(self._quantiles, self._model.quantities, strict=True)
            )
        ]
        events = []
        for event, one in zip(self._model.events, uniform[count:], strict=True):
            chance = numbers[event.chance] if isinstance(event.chance, int) else event.chance
            events.append((one < chance).astype(np.float64))
        return numbers, events


def _correlated(group: Group, uniform: list[Array]) -> list[Array]:
    """Let uniform numbers hang together as normal numbers do that are mixed by the factor."""
    normal = [normal_quantiles()(uniform[at]) for at in group.members]
    mixed = []
    for row in group.factor:
        total = np.zeros_like(normal[0])
        for weight, one in zip(row, normal, strict=True):
            if weight:
                total += weight * one
        mixed.append(normal_shares(total))
    return mixed
