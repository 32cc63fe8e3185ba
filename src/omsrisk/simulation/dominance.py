"""Stochastic dominance: whether one of two samples stochastically dominates."""

from math import fsum

import numpy as np

from omsrisk.simulation.estimates import Dominance
from omsrisk.simulation.histogram import Histogram
from omsrisk.simulation.random_numbers import Array


def dominance_of(one: Histogram, other: Histogram) -> Dominance:
    """
    Say whether one sample of costs dominates another of as many trials, in the same bins.

    In the first order no amount is more likely to be exceeded by it: whoever wants to pay less
    prefers it. In the second order none is exceeded by more on average, E[(cost - amount)+]: whoever
    shuns risk prefers it.

    Args:
        one: What may be cheaper.
        other: What it is held against.
    """
    beyond, beyond_other = _exceeding(one), _exceeding(other)
    if bool((beyond <= beyond_other).all()):
        return Dominance.FIRST if bool((beyond < beyond_other).any()) else Dominance.NONE
    excess, excess_other = _excess(one, beyond), _excess(other, beyond_other)
    noise = _NOISE * excess_other[-1]
    return Dominance.SECOND if bool((excess <= excess_other + noise).all()) else Dominance.NONE


_NOISE = 1e-12
"""A part of the whole that is no more than the rounding of its sum."""


def _exceeding(tally: Histogram) -> Array:
    """Count the trials at or above each edge of the bins, the highest edge first; then all."""
    return np.cumsum(tally.counts[::-1], dtype=np.float64)


def _excess(tally: Histogram, beyond: Array) -> Array:
    """Sum over the trials by how much they exceed each edge, the highest edge first."""
    edges = tally.bins.edges()
    at_edges = beyond[: len(edges)]
    outside = fsum(one.outside[1] for one in tally.sums.values()) - at_edges[0] * edges[-1]
    steps = np.diff(edges)[::-1] * (at_edges[1:] + at_edges[:-1]) / 2
    return np.asarray(outside + np.concatenate(([0.0], np.cumsum(steps))), dtype=np.float64)
