"""Sets of a few mitigations, all of them: of many a greedy order is priced."""

from collections.abc import Iterator
from itertools import combinations

from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.mitigations import excluded

MOST_TRIED = 8
"""Mitigations of which every set is priced one by one; of more there are too many."""


def every_set(case: Case) -> Iterator[frozenset[int]]:
    """
    List the sets of the mitigations of a case, by their numbers.

    Args:
        case: Its mitigations, few enough for that.
    """
    numbers = range(len(case.mitigations))
    for size in range(len(numbers) + 1):
        for one in combinations(numbers, size):
            pairs = combinations(one, 2)
            if not any(excluded(case.mitigations[a], case.mitigations[b]) for a, b in pairs):
                yield frozenset(one)
