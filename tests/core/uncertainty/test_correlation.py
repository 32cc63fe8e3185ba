"""Correlations: the matrix behind the copula, its factor, and the smallest set that cannot hold."""

import math
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.pricing.case import Correlation
from omsrisk.core.uncertainty.correlation import (
    cholesky,
    conflicting,
    copula_correlation,
    groups_of,
    matrix_of,
    possible_ranks,
    rank_correlation,
)

quick = settings(max_examples=100, deadline=None, derandomize=True)

NAMES = "abcdefgh"
hundredths = st.integers(-99, 99).filter(bool).map(lambda one: Decimal(one).scaleb(-2))


def pairs(text: str) -> tuple[Correlation, ...]:
    """Correlations written `ab 0.9, bc -0.5`."""
    rows = (one.split() for one in text.split(",") if one)
    return tuple(Correlation(names[0], names[1], Decimal(rank)) for names, rank in rows)


def members(correlations: tuple[Correlation, ...]) -> list[str]:
    """The inputs of some correlations, in order."""
    return sorted({path for one in correlations for path in (one.first, one.second)})


def hold(paths: list[str], correlations: tuple[Correlation, ...]) -> bool:
    """Whether there is a matrix for some inputs."""
    return cholesky(matrix_of(paths, correlations)) is not None


@st.composite
def stated(draw: st.DrawFn) -> tuple[Correlation, ...]:
    """Some of the pairs of some inputs, with any rank correlation."""
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    every = list(combinations(names, 2))
    chosen = draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
    return tuple(Correlation(first, second, draw(hundredths)) for first, second in chosen)


KNOWN = [  # rank correlation, correlation, why
    ("0", 0.0, "nothing"),
    ("1", 1.0, "the same draw"),
    ("-1", -1.0, "the opposite draw"),
    ("0.5", (math.sqrt(6) - math.sqrt(2)) / 2, "2 sin 15 degrees"),
    ("0.6", 0.6180339887498949, "2 sin 18 degrees, the golden ratio less 1"),
    ("-0.6", -0.6180339887498949, "odd"),
]


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case[-1])
def test_copula_correlation(case: tuple[str, float, str]) -> None:
    """The ranks of two normal variables correlate a little less than the variables."""
    rank, correlation, _ = case
    assert copula_correlation(Decimal(rank)) == pytest.approx(correlation, abs=1e-15)
    assert rank_correlation(correlation) == pytest.approx(float(rank), abs=1e-15)


GROUPS = [  # correlations, groups, why
    ("", "", "no correlation"),
    ("ab 0.5", "ab", "a pair"),
    ("ab 0.5, bc 0.5", "abc", "a chain"),
    ("ab 0.5, cd 0.5", "ab cd", "two pairs"),
    ("ab 0.5, cd 0.5, da 0.5", "abcd", "two pairs that a third joins"),
    ("cd 0.5, ab 0.5, ef 0.5, fc 0.5", "cdef ab", "in the order of their first input"),
]


@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case[-1])
def test_groups(case: tuple[str, str, str]) -> None:
    """Inputs that are correlated through others are one group."""
    text, groups, _ = case
    assert groups_of(pairs(text)) == tuple(map(tuple, groups.split()))


@quick
@given(correlations=stated())
def test_groups_part_the_inputs(correlations: tuple[Correlation, ...]) -> None:
    """Each input is in one group, and no pair stands across two."""
    groups = groups_of(correlations)
    assert sorted(path for group in groups for path in group) == members(correlations)
    for one in correlations:
        assert sum(one.first in group and one.second in group for group in groups) == 1


def test_matrix_is_that_of_the_inputs_asked_for() -> None:
    """Rows stand in the order of the inputs; correlations of others do not count."""
    found = matrix_of(["c", "a", "b"], pairs("ab 0.5, bd 0.9"))
    half = copula_correlation(0.5)
    assert found == [[1, 0, 0], [0, 1, half], [0, half, 1]]


loadings = st.lists(
    st.lists(st.floats(-1, 1), min_size=2, max_size=2), min_size=1, max_size=len(NAMES)
)


@quick
@given(loadings=loadings)
def test_what_follows_from_common_causes_can_hold(loadings: list[list[float]]) -> None:
    """Numbers that follow common causes, each with its own noise, have a matrix and its factor."""
    size = len(loadings)
    matrix = [[0.0] * size for _ in loadings]
    for row, mine in enumerate(loadings):
        for column, theirs in enumerate(loadings):
            matrix[row][column] = _dot(mine, theirs) + (0.1 if row == column else 0.0)
    scale = [math.sqrt(matrix[at][at]) for at in range(size)]
    for row in range(size):
        for column in range(size):
            matrix[row][column] /= scale[row] * scale[column]
    triangle = cholesky(matrix)
    assert triangle is not None
    for row in range(size):
        assert triangle[row][row + 1 :] == [0.0] * (size - row - 1)
        for column in range(size):
            product = _dot(triangle[row], triangle[column])
            assert product == pytest.approx(matrix[row][column], abs=1e-12)


def _dot(first: list[float], second: list[float]) -> float:
    return sum(one * other for one, other in zip(first, second, strict=True))


def test_factor_of_nothing_is_nothing() -> None:
    """No inputs have a matrix without rows."""
    assert cholesky([]) == []


@pytest.mark.parametrize("rank", ["0.999999999999", "-0.999999999999", "0.000000000001"])
def test_a_pair_alone_can_hold(rank: str) -> None:
    """Whatever can be written between -1 and 1, a pair by itself makes no conflict."""
    assert conflicting(pairs(f"ab {rank}")) == ()


CONFLICTS = [  # correlations, those that cannot hold together, why
    ("", "", "no correlation"),
    ("ab 0.9, bc 0.9, ac 0.9", "", "all are correlated"),
    ("ab 0.9, bc 0.9, ac -0.9", "ab 0.9, bc 0.9, ac -0.9", "two ways from a to c"),
    ("ab 0.9, bc 0.9", "ab 0.9, bc 0.9", "a pair that is left out counts as 0"),
    ("de 0.5, ab 0.9, bc 0.9, ac -0.9, cd 0.1", "ab 0.9, bc 0.9, ac -0.9", "beside others"),
    ("ab 0.2, ac 0.9, cd 0.9, ad -0.9", "ac 0.9, cd 0.9, ad -0.9", "b takes no part"),
    ("ab -0.4, bc -0.4, ac -0.4", "", "three that run against each other, a little"),
    ("ab -0.6, bc -0.6, ac -0.6", "ab -0.6, bc -0.6, ac -0.6", "three that cannot"),
    ("ab 0.2, cd 0.9, de 0.9, ce -0.9", "cd 0.9, de 0.9, ce -0.9", "in the second group"),
]


@pytest.mark.parametrize("case", CONFLICTS, ids=lambda case: case[-1])
def test_conflict(case: tuple[str, str, str]) -> None:
    """The pairs that are named are those between which the contradiction lies."""
    text, conflict, _ = case
    assert conflicting(pairs(text)) == pairs(conflict)


@quick
@given(correlations=stated())
def test_conflict_is_one_and_is_smallest(correlations: tuple[Correlation, ...]) -> None:
    """Between its inputs no matrix exists; without any one of them there is one."""
    conflict = conflicting(correlations)
    inputs = members(conflict)
    assert hold(members(correlations), correlations) == (not conflict)
    if conflict:
        assert not hold(inputs, correlations)
        assert not hold(inputs, conflict)
    for left_out in inputs:
        assert hold([one for one in inputs if one != left_out], correlations)


@quick
@given(correlations=stated(), at=st.integers(0, 100))
def test_possible_ranks_are_possible(correlations: tuple[Correlation, ...], at: int) -> None:
    """Inside its two ends a pair holds with the others, outside it does not."""
    chosen = correlations[at % len(correlations)]
    others = tuple(one for one in correlations if one is not chosen)
    found = possible_ranks(correlations, chosen.first, chosen.second)
    inputs = members(correlations)
    if found is None:
        assert not hold(inputs, correlations)
        return
    low, high = found
    assert -1 <= low < high <= 1
    edge = 1e-3 * (high - low)
    for rank, possible in (
        (low + edge, True),
        (high - edge, True),
        (low - edge, False),
        (high + edge, False),
    ):
        if abs(rank) < 1 and high - low > 1e-3:
            again = (*others, chosen._replace(rank=Decimal(rank)))
            assert hold(inputs, again) == possible


def test_possible_ranks_of_a_pair_that_is_left_out() -> None:
    """Two inputs that follow a third follow each other: by 2 r x r - 1 at least."""
    found = possible_ranks(pairs("ab 0.9, bc 0.9"), "a", "c")
    assert found is not None
    assert copula_correlation(found[0]) == pytest.approx(2 * copula_correlation(0.9) ** 2 - 1)
    assert found[1] == 1


def test_long_chain_is_judged_at_once() -> None:
    """A hundred inputs are correlated without a second's wait."""
    names = [f"i{at}" for at in range(100)]
    chain = tuple(Correlation(one, other, Decimal("0.45")) for one, other in pairwise(names))
    assert conflicting(chain) == ()
    first, last = names[0], names[-1]
    assert len(conflicting((*chain, Correlation(first, last, Decimal("-0.9"))))) >= 2
