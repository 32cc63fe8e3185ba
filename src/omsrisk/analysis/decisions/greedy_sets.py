"""Sets of mitigations that come of buying what returns most, one after the other."""

from collections.abc import Callable, Iterable, Sequence

MOST_EVALUATIONS = 2_000
"""Sets that are computed before it ends: each is a metric of very many terms."""


def greedy_sets(
    metric: Callable[[Iterable[int]], float],
    costs: Sequence[float],
    excludes: Sequence[frozenset[int]],
) -> list[frozenset[int]]:
    """
    Find sets for a metric that is too long to be bounded, and so to be searched.

    Args:
        metric: What it is under some options, by their numbers.
        costs: What each option costs [money].
        excludes: The numbers of those that cannot be taken with each.

    Returns:
        From no option upwards, each with one more than the set before it.
    """
    chosen: list[int] = []
    left = list(range(len(costs)))
    now, evaluations = metric(()), 0
    found = [frozenset(chosen)]
    while left and evaluations + len(left) <= MOST_EVALUATIONS:
        evaluations += len(left)
        gains = {one: now - metric((*chosen, one)) - costs[one] for one in left}
        paying = [one for one in left if gains[one] > 0]
        if not paying:
            break
        best = max(paying, key=lambda one: gains[one] / (costs[one] or 1e-9))
        now -= gains[best] + costs[best]
        chosen.append(best)
        found.append(frozenset(chosen))
        left = [one for one in paying if one != best and one not in excludes[best]]
    return found
