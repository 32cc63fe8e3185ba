"""Correlations of uncertain inputs: the matrix behind a Gaussian copula, and what cannot hold."""

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from omsrisk.core.pricing.case import Correlation

Matrix = list[list[float]]

_LEAST_PIVOT = 1e-12
"""A matrix nearer than this to one without an inverse is not positive definite here."""


def copula_correlation(rank: Decimal | float) -> float:
    """
    Return the correlation of two normal variables whose ranks correlate as wanted.

        correlation = 2 x sin(pi x rank correlation / 6)

    >>> round(copula_correlation(0.5), 12)
    0.517638090205
    """
    return 2 * math.sin(math.pi * float(rank) / 6)


def rank_correlation(correlation: float) -> float:
    """
    Return the correlation of the ranks of two normal variables.

        rank correlation = 6 x arcsin(correlation / 2) / pi

    >>> round(rank_correlation(copula_correlation(0.5)), 12)
    0.5
    """
    return 6 * math.asin(correlation / 2) / math.pi


def groups_of(correlations: Iterable[Correlation]) -> tuple[tuple[str, ...], ...]:
    """
    List the inputs that are correlated, directly or through others, group by group.

    Inputs and groups stand in the order in which the pairs name them first.
    """
    group: dict[str, dict[str, None]] = {}
    for one in correlations:
        mine = group.setdefault(one.first, {one.first: None})
        theirs = group.setdefault(one.second, {one.second: None})
        if mine is not theirs:
            mine.update(theirs)
            group.update(dict.fromkeys(theirs, mine))
    found = {id(members): members for members in group.values()}
    return tuple(tuple(path for path in group if path in members) for members in found.values())


def matrix_of(paths: Sequence[str], correlations: Iterable[Correlation]) -> Matrix:
    """
    Return the correlations of the normal variables behind some inputs, row by row.

    Args:
        paths: The inputs.
        correlations: Those of other inputs do not count; a pair without one is not correlated.
    """
    place = {path: at for at, path in enumerate(paths)}
    matrix = [[float(row == column) for column in place.values()] for row in place.values()]
    for one in correlations:
        if one.first in place and one.second in place:
            row, column = place[one.first], place[one.second]
            matrix[row][column] = matrix[column][row] = copula_correlation(one.rank)
    return matrix


def cholesky(matrix: Sequence[Sequence[float]]) -> Matrix | None:
    """
    Factor a symmetric matrix into a lower triangle times its transpose.

    Returns:
        The triangle with zeros above its diagonal; None where the matrix is not positive definite.

    >>> cholesky([[1.0, 0.6], [0.6, 1.0]])
    [[1.0, 0.0], [0.6, 0.8]]
    """
    rows = list(_rows(matrix))
    if len(rows) < len(matrix):
        return None
    return [row + [0.0] * (len(matrix) - len(row)) for row in rows]


def _rows(matrix: Sequence[Sequence[float]]) -> Iterator[list[float]]:
    """Return rows of the triangle up to the diagonal, as far as the matrix is positive definite."""
    rows: list[list[float]] = []
    for wanted in matrix:
        row: list[float] = []
        for above, number in zip(rows, wanted, strict=False):
            row.append((number - _product(above, row)) / above[-1])
        pivot = wanted[len(rows)] - _product(row, row)
        if pivot < _LEAST_PIVOT:
            return
        row.append(math.sqrt(pivot))
        rows.append(row)
        yield row


def _product(first: Iterable[float], second: Iterable[float]) -> float:
    return math.fsum(one * other for one, other in zip(first, second, strict=False))


def conflicting(correlations: Sequence[Correlation]) -> tuple[Correlation, ...]:
    """
    Find correlations that cannot hold together.

    Returns:
        All those between a smallest set of inputs for which no matrix exists: without any one of
        these inputs there is one. None where they all can hold together.
    """
    for group in groups_of(correlations):
        members = _smallest_conflict(group, correlations)
        if members:
            return tuple(one for one in correlations if {one.first, one.second} <= members)
    return ()


def _smallest_conflict(group: Sequence[str], correlations: Sequence[Correlation]) -> set[str]:
    """
    Find inputs that all take part in one conflict; none where there is no conflict.

    In any order of the inputs, the last one before the matrix fails takes part with those before it.
    """
    needed: list[str] = []
    others = list(group)
    while True:
        order = needed + others
        rank = sum(1 for _ in _rows(matrix_of(order, correlations)))
        if rank == len(order):
            return set()
        if rank < len(needed):
            return set(needed)
        others = order[len(needed) : rank]
        needed.append(order[rank])


def possible_ranks(
    correlations: Iterable[Correlation], first: str, second: str
) -> tuple[float, float] | None:
    """
    Tell between which rank correlations a pair can lie, all others as they stand.

    Returns:
        The two ends, which are no longer possible themselves; None where the others cannot hold
        together without it.
    """
    others = [one for one in correlations if {one.first, one.second} != {first, second}]
    paths = dict.fromkeys(path for one in others for path in (one.first, one.second))
    rest = [path for path in paths if path not in {first, second}]
    mine = cholesky(matrix_of([*rest, first], others))
    theirs = cholesky(matrix_of([*rest, second], others))
    if mine is None or theirs is None:
        return None
    middle = _product(mine[-1][:-1], theirs[-1][:-1])
    reach = mine[-1][-1] * theirs[-1][-1]
    low, high = rank_correlation(middle - reach), rank_correlation(middle + reach)
    return max(low, -1.0), min(high, 1.0)
