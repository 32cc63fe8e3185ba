import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.distributions.distribution import Distribution
from tests.support.gauss import integral

quick = settings(max_examples=40, deadline=None, derandomize=True)

EXAMPLES = (
    Distribution.from_range(2, 10, 45),
    Distribution.from_range(0, 0, 10),
    Distribution.from_range(200, 210, 210),
    Distribution.from_range(0.01, 0.03, 0.09),
    Distribution.from_interval(5, 90, 0.05, "pert", 20),
    Distribution.from_range(2, 10, 45, "triangular"),
    Distribution.from_range(1000, 1001, 1001, "triangular"),
    Distribution.from_bounds(3, 8),
    Distribution("lognormal", (2.2, 0.9)),
    Distribution("lognormal", (5.0, 0.01)),
    Distribution("normal", (30.0, 4.0)),
    Distribution("normal", (-1.0, 2.0)),
)
names = [f"{one.kind} {one.parameters}" for one in EXAMPLES]
distributions = st.sampled_from(EXAMPLES)
probabilities = st.floats(0, 1)


def corners_of(one: Distribution) -> list[float]:
    """Give numbers from the far low tail to the far high one; the density is smooth in between."""
    found = [one.quantile(p) for p in (1e-6, 0.001, 0.02, 0.2, 0.5, 0.8, 0.98, 0.999, 1 - 1e-6)]
    if one.kind == "triangular":
        found.append(one.parameters[1])
    return sorted(set(found))


@pytest.mark.parametrize("k", range(7))
@pytest.mark.parametrize("one", EXAMPLES, ids=names)
def test_partial_moments_are_integrals(one: Distribution, k: int) -> None:
    """Gauss-Legendre integration of x^k times the density gives the same, piece by piece."""
    corners = corners_of(one)
    ends = [start + (end - start) * part / 8 for start, end in pairwise(corners) for part in range(8)]
    for start, end in pairwise(corners):
        inside = [x for x in (*ends, end) if start <= x <= end]
        found = integral(lambda x: x**k * one.density(x), inside)
        size = integral(lambda x: abs(x) ** k * one.density(x), inside)
        assert one.partial_moment(k, start, end) == pytest.approx(found, rel=0, abs=2e-11 * size)


@quick
@given(one=distributions, k=st.integers(0, 8), cuts=st.lists(probabilities, max_size=6))
def test_pieces_add_up(one: Distribution, k: int, cuts: list[float]) -> None:
    """However the range is cut, the parts of a moment add up to the moment."""
    ends = [one.low, *(one.quantile(p) for p in sorted(cuts)), one.high]
    parts = math.fsum(one.partial_moment(k, *pair) for pair in pairwise(ends))
    size = one.raw_moment(k + k % 2) ** (k / (k + k % 2)) if k else 1.0
    assert parts == pytest.approx(one.raw_moment(k), rel=0, abs=1e-12 * size)


@quick
@given(one=distributions, first=probabilities, second=probabilities)
def test_the_moment_0_is_the_probability(one: Distribution, first: float, second: float) -> None:
    """It is the difference of two cumulative probabilities."""
    low, high = sorted((one.quantile(first), one.quantile(second)))
    expected = one.cumulative(high) - one.cumulative(low)
    assert one.partial_moment(0, low, high) == pytest.approx(expected, rel=0, abs=1e-14)


@quick
@given(one=distributions, p=probabilities)
def test_the_moment_1_is_the_partial_expectation(one: Distribution, p: float) -> None:
    """What lies above a number and what lies below it make the mean."""
    x = one.quantile(p)
    above, below = one.partial_moment(1, x, math.inf), one.partial_moment(1, -math.inf, x)
    size = abs(one.mean) + one.standard_deviation
    assert above == pytest.approx(one.partial_expectation(x), rel=0, abs=1e-14 * size)
    assert above + below == pytest.approx(one.mean, rel=0, abs=1e-14 * size)


@pytest.mark.parametrize("one", EXAMPLES, ids=names)
def test_pieces_are_measured_from_the_origin(one: Distribution) -> None:
    """Moved by the binomial theorem, the moments about the origin are those about 0."""
    start, end = one.quantile(0.2), one.quantile(0.7)
    (parts,) = one.partial_moments(4, (start, end))
    inside = [start, *(x for x in corners_of(one) if start < x < end), end]
    for k, part in enumerate(parts):
        found = integral(lambda x, k=k: (x - one.origin) ** k * one.density(x), inside)  # type: ignore[misc]
        size = integral(lambda x, k=k: abs(x - one.origin) ** k * one.density(x), inside)  # type: ignore[misc]
        assert part == pytest.approx(found, rel=0, abs=1e-11 * size)


def test_far_pieces_keep_their_digits() -> None:
    """A small probability between two far numbers is no difference of two numbers near 1."""
    normal = Distribution("normal", (3.0, 2.0))
    assert normal.partial_moment(0, 23, math.inf) == pytest.approx(7.6198530241605261e-24, rel=1e-12)
    pert = Distribution.from_range(-10, -10, 0)
    assert pert.partial_moment(0, -2e-60, -1e-60) == pytest.approx(31e-305, rel=1e-11)


def test_what_lies_outside_contributes_nothing() -> None:
    """Pieces beyond the range, and pieces without width, are empty."""
    for one in EXAMPLES:
        assert one.partial_moment(2, one.mean, one.mean) == 0
        assert one.partial_moment(2, -math.inf, math.inf) == one.raw_moment(2)
    uniform = Distribution.from_bounds(3, 8)
    assert uniform.partial_moment(2, 0, 3) == uniform.partial_moment(2, 8, 9) == 0
    assert uniform.partial_moment(2, 0, 4) == pytest.approx((4**3 - 3**3) / 3 / 5, rel=1e-15)


def test_a_power_below_0_is_refused() -> None:
    """As for whole moments."""
    with pytest.raises(ValueError, match="The power of a moment is 0 or more, not -1"):
        Distribution.from_bounds(3, 8).partial_moment(-1, 4, 5)
