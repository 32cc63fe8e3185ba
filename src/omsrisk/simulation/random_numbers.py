"""Random numbers: for each chunk of trials and each name a stream of its own, from one seed."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CHUNK = 16_384
"""Trials whose random numbers come from the same streams; part of what a seed means."""

SEED = 20_260_101
"""The seed that is used where none is asked for."""

_WORD = 8


class Stream:
    """
    The uniform random numbers of one name in one chunk.

    What a stream gives depends on the seed, the number of the chunk and the name alone: a scenario
    keeps its numbers whatever other inputs it has, and two scenarios share those of a common path.

    Args:
        seed: 0 or more.
        chunk: Number of the chunk.
        name: Such as the path of an input.
    """

    def __init__(self, seed: int, chunk: int, name: str) -> None:
        key = int.from_bytes(blake2b(name.encode(), digest_size=_WORD).digest())
        sequence = np.random.SeedSequence(seed, spawn_key=(chunk, key))
        self._generator = np.random.Generator(np.random.PCG64(sequence))

    def next(self, size: int) -> Array:
        """Return the next numbers, at least 0 and below 1."""
        return self._generator.random(size)
