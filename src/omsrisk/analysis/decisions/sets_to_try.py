"""Sets of mitigations worth a simulation: all of few, of many those near the best point values."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.mitigations import excluded

MOST_TRIED = 8
"""Mitigations of which every set is tried; of more there are too many sets to simulate."""


def sets_to_try(case: Case, frontier: Sequence[frozenset[int]]) -> Iterator[frozenset[int]]:
    """
    List sets of the mitigations of a case, by their numbers.

    Args:
        case: Its mitigations.
        frontier: The best sets at the point values: of more than `MOST_TRIED` mitigations, these are
            tried, and what one more or one less makes of them.
    """
    numbers = range(len(case.mitigations))
    if len(numbers) <= MOST_TRIED:
        every = (set_ for size in range(len(numbers) + 1) for set_ in combinations(numbers, size))
        sets = dict.fromkeys(map(frozenset, every))
    else:
        sets = dict.fromkeys(frontier)
        sets |= dict.fromkeys(one ^ {at} for one in frontier for at in numbers)
    for one in sets:
        pairs = combinations(sorted(one), 2)
        if not any(excluded(case.mitigations[a], case.mitigations[b]) for a, b in pairs):
            yield one
