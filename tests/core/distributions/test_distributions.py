import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.distributions.distribution import Distribution

quick = settings(max_examples=40, deadline=None, derandomize=True)

numbers = st.integers(-(10**6), 10**6).map(lambda one: one / 100)
ranges = st.lists(numbers, min_size=3, max_size=3).map(sorted).filter(lambda ends: ends[0] < ends[2])
perts = ranges.map(lambda ends: Distribution.from_range(ends[0], ends[1], ends[2]))
triangles = ranges.map(lambda ends: Distribution("triangular", tuple(ends)))
uniforms = ranges.map(lambda ends: Distribution.from_bounds(ends[0], ends[2]))
sigmas = st.integers(1, 50).map(lambda one: one / 100)
lognormals = st.builds(
    lambda mu, sigma: Distribution("lognormal", (mu / 1000, sigma)), numbers, sigmas
)
normals = st.builds(lambda mean, sigma: Distribution("normal", (mean, 100 * sigma)), numbers, sigmas)
bounded = perts | triangles | uniforms
distributions = bounded | lognormals | normals
probabilities = st.floats(1e-9, 1 - 1e-9)
shares = st.sampled_from([0.001, 0.01, 0.05, 0.1, 0.25, 0.4])

EXTREMES = (1e-300, 1e-15, 1e-9, 1e-6, 0.001, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999, 1 - 1e-9, 1 - 1e-15)
EXAMPLES = (
    Distribution.from_range(2, 10, 45),
    Distribution.from_range(0, 0, 10),
    Distribution.from_range(0, 10, 10),
    Distribution.from_range(0.01, 0.03, 0.09),
    Distribution.from_range(2, 10, 45, "triangular"),
    Distribution.from_range(0, 0, 10, "triangular"),
    Distribution.from_range(0, 10, 10, "triangular"),
    Distribution.from_bounds(-3, 8),
    Distribution("lognormal", (0.5, 0.75)),
    Distribution("normal", (-1.0, 2.0)),
)
names = [f"{one.kind} {one.parameters}" for one in EXAMPLES]

PERT_POINTS = [  # low, likely, high, probability, quantile, density and partial expectation there
    (2, 10, 45, 1e-9, 2.000084519571762, 2.06364270742154e-5, 14.49999999799995),
    (2, 10, 45, 0.05, 4.340997076067949, 0.03479263647933365, 14.32694230719019),
    (2, 10, 45, 0.5, 13.45177932677556, 0.04964222477034603, 10.23915081055445),
    (2, 10, 45, 0.95, 28.26485640579629, 0.01168579751436302, 1.581074538394529),
    (2, 10, 45, 0.999, 38.61243565334637, 0.0006503122270491418, 0.03984746772699818),
    (1, 3, 9, 1e-9, 1.000080000800014, 2.499949999687495e-5, 3.666666665666613),
    (1, 3, 9, 0.05, 1.611523131298631, 0.1505420077691161, 3.596697098221424),
    (1, 3, 9, 0.5, 3.51048136364558, 0.2534777560963619, 2.415543612854899),
    (1, 3, 9, 0.95, 6.25926654400911, 0.06608541874184215, 0.3420952666340682),
    (1, 3, 9, 0.999, 8.023889363108172, 0.003987079167110202, 0.008222631007541451),
    (0, 0, 10, 1e-9, 2.0000000008e-9, 0.4999999996, 1.666666666666667),
    (0, 0, 10, 0.05, 0.102062183130115, 0.4798979431760196, 1.664132561644674),
    (0, 0, 10, 0.5, 1.294494367038759, 0.2871745887492588, 1.372705986266149),
    (0, 0, 10, 0.95, 4.507197283469411, 0.04551410507565201, 0.2711332201445588),
    (0, 0, 10, 0.999, 7.48811356849042, 0.001990535852767486, 0.00790676130707535),
    (0, 10, 10, 1e-9, 0.1584893192461113, 3.154786722400966e-8, 8.333333333201259),
    (0, 10, 10, 0.05, 5.492802716530589, 0.04551410507565201, 8.104466553477892),
    (0, 10, 10, 0.5, 8.705505632961241, 0.2871745887492588, 4.706039319599483),
    (0, 10, 10, 0.95, 9.897937816869885, 0.4798979431760196, 0.4974658949780077),
    (0, 10, 10, 0.999, 9.997999199519664, 0.4995999599839912, 0.009998999733213266),
    (100, 250, 300, 1e-9, 100.7526877983051, 5.310276273656396e-9, 233.3333332327313),
    (100, 250, 300, 0.05, 168.5183363997723, 0.002643416749673686, 225.635714999185),
    (100, 250, 300, 0.5, 237.2379659088605, 0.01013911024385447, 131.2219236547058),
    (100, 250, 300, 0.95, 284.7119217175342, 0.006021680310764645, 14.50076078886894),
    (100, 250, 300, 0.999, 297.9796424232524, 0.0009798731659712132, 0.2986565241496601),
]
"""Computed by another program to 40 digits; quantiles and densities agree with scipy's."""

Moment = tuple[str, tuple[float, ...], int, float, float]

MOMENTS: list[Moment] = [  # kind, parameters, k, raw, central
    ("pert", (2, 10, 45), 1, 14.5, 0),
    ("pert", (2, 10, 45), 2, 264.71428571428571, 54.464285714285714),
    ("pert", (2, 10, 45), 3, 5662.9107142857143, 245.08928571428571),
    ("pert", (2, 10, 45), 4, 135518.97619047619, 8392.0386904761905),
    ("pert", (2, 10, 45), 8, 86217922904.636364, 840169710.91678504),
    ("pert", (2, 10, 45), 12, 97512411769291724.0, 189970187644300.51),
    ("triangular", (2, 10, 45), 1, 19, 0),
    ("triangular", (2, 10, 45), 2, 448.16666666666667, 87.166666666666667),
    ("triangular", (2, 10, 45), 3, 12225.3, 397.8),
    ("triangular", (2, 10, 45), 4, 367592.06666666667, 18235.266666666667),
    ("triangular", (2, 10, 45), 8, 502777041949.35556, 2214371760.8222222),
    ("triangular", (2, 10, 45), 12, 1.0195236366780079e18, 476408343848235.44),
    ("uniform", (1, 4), 2, 7, 0.75),
    ("uniform", (1, 4), 3, 21.25, 0),
    ("uniform", (1, 4), 4, 68.2, 1.0125),
    ("uniform", (1, 4), 12, 1720740.0769230769, 9.9804875300480769),
    ("normal", (-3, 1), 2, 10, 1),
    ("normal", (-3, 1), 3, -36, 0),
    ("normal", (-3, 1), 4, 138, 3),
    ("normal", (-3, 1), 12, 29057400, 10395),
    ("lognormal", (12.5, 0.75), 2, 221790704143.66275, 95418170237.626157),
    ("lognormal", (12.5, 0.75), 3, 2.4285719728151253e17, 96172761003380009.0),
    ("lognormal", (12.5, 0.75), 4, 4.6671231832136386e23, 2.4163939403222204e23),
    ("lognormal", (12.5, 0.75), 6, 9.3178941371237986e36, 6.6699266998249736e36),
    ("lognormal", (12.5, 0.75), 12, 5.4087735926473542e82, 5.2779872024540023e82),
    ("lognormal", (3, 0.001), 2, 403.42960035112897, 0.00040342939863639603),
    ("lognormal", (3, 0.001), 3, 8103.1203915351019, 2.4309320659041838e-8),
    ("lognormal", (3, 0.001), 4, 162756.09346254344, 4.8826844314059074e-7),
    ("lognormal", (3, 0.001), 6, 65661151.027411962, 9.8492563711993344e-10),
    ("lognormal", (3, 0.001), 12, 4311541966961567.9, 4.4824618774522338e-17),
]
"""Computed by another program to 60 digits, by integration or from the sum of raw moments."""


def close(expected: object, relative: float, absolute: float = 0.0) -> object:
    """Compare numbers within a tolerance."""
    return pytest.approx(expected, rel=relative, abs=absolute)


def simpson(function: Callable[[float], float], start: float, end: float, halves: int = 200) -> float:
    """Integrate a smooth function by Simpson's rule."""
    step = (end - start) / (2 * halves)
    inner = math.fsum(
        (4 if number % 2 else 2) * function(start + number * step) for number in range(1, 2 * halves)
    )
    return (function(start) + inner + function(end)) * step / 3


def expected(distribution: Distribution, function: Callable[[float], float]) -> float:
    """Integrate over the quantiles, at the probabilities of a bell curve so that the tails count."""
    bell = NormalDist()
    step = 1 / 16
    points = [number * step for number in range(-128, 129)]
    return step * math.fsum(
        bell.pdf(z) * function(distribution.quantile(bell.cdf(z))) for z in points
    )


@pytest.mark.parametrize("point", PERT_POINTS, ids=lambda point: f"{point[:3]} at {point[3]}")
def test_perts_are_those_of_another_program(point: tuple[float, ...]) -> None:
    """Quantile, probability, density and partial expectation are known from elsewhere."""
    low, likely, high, p, x, density, part = point
    pert = Distribution.from_range(low, likely, high)
    assert pert.quantile(p) == close(x, 1e-13)
    assert pert.cumulative(x) == close(p, 1e-12 if p > 1e-6 else 1e-9)
    assert pert.density(x) == close(density, 1e-12 if p > 1e-6 else 1e-9)
    assert pert.partial_expectation(x) == close(part, 1e-12)


@pytest.mark.parametrize("case", MOMENTS, ids=lambda case: f"{case[0]} {case[1]} {case[2]}")
def test_moments_are_those_of_another_program(case: Moment) -> None:
    """Raw and central moments are right to the last digits, where the usual sums cancel, too."""
    kind, parameters, k, raw, central = case
    distribution = Distribution(kind, parameters)
    assert distribution.raw_moment(k) == close(raw, 5e-15)
    assert distribution.central_moment(k) == close(central, 1e-14)


def test_moments_of_fractions_are_rounded_once() -> None:
    """A tenth is a tenth, not the nearest binary number; 1%, 3% and 9% average 11/3%."""
    pert = Distribution.from_range(0.01, 0.03, 0.09)
    assert pert.mean == float(Fraction(11, 300))
    assert pert.variance == float(Fraction(8 * 16, 300**2 * 7))
    assert Distribution.from_range(0.1, 0.2, 0.3, "triangular").mean == 0.2
    assert Distribution.from_bounds(0.1, 0.2).raw_moment(2) == float(Fraction(7, 300))
    assert Distribution.from_range(2, 10, 45).mean == 14.5
    assert Distribution.from_range(Decimal("0.1"), Decimal("0.1"), Decimal("0.7")).mean == 0.2


def test_an_incident_is_lognormal() -> None:
    """P5 100,000 and P95 1,000,000 mean 404,001.28, half above 316,227.77, with a known tail."""
    incident = Distribution.from_interval(100_000, 1_000_000, 0.05, "lognormal")
    assert round(incident.mean, 4) == 404001.2827
    assert incident.quantile(0.5) == close(math.sqrt(1e11), 1e-14)
    assert incident.parameters == close((12.664218011467251, 0.69993616917196295), 1e-14)
    assert incident.partial_expectation(1e6) == close(69629.826716012342, 1e-13)
    assert incident.exceedance(5e6) == close(4.0023333717194214e-5, 1e-12)


def test_far_tails_keep_their_digits() -> None:
    """A small probability is not what 1 minus a large one leaves over."""
    normal = Distribution("normal", (3.0, 2.0))
    assert normal.exceedance(23) == close(7.6198530241605261e-24, 1e-13)
    assert normal.cumulative(-67) == close(1.1249107064724062e-268, 1e-12)
    assert normal.partial_expectation(13) == close(
        3 * 2.8665157187919391e-7 + 2 * 1.4867195147342979e-6, 1e-12
    )
    assert normal.quantile(1e-9) == close(-8.9956140300153737, 1e-14)
    assert Distribution.from_range(0, 10, 10).cumulative(1e-60) == close(1e-305, 1e-12)
    assert Distribution.from_range(-10, -10, 0).exceedance(-1e-60) == close(1e-305, 1e-12)
    assert Distribution.from_range(-1, -1, 0, "triangular").exceedance(-1e-100) == close(
        1e-200, 1e-12
    )


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("pert", 2, 45),
        ("triangular", 2, 45),
        ("uniform", 2, 10),
        ("lognormal", 0, math.inf),
        ("normal", -math.inf, math.inf),
    ],
)
def test_ends_of_the_range(kind: str, low: float, high: float) -> None:
    """Nothing lies outside, and the quantiles of 0 and 1 are the ends."""
    one = Distribution(kind, (2, 10, 45)[: 3 if kind in {"pert", "triangular"} else 2])
    assert (one.low, one.high) == (low, high)
    assert (one.quantile(0), one.quantile(1)) == (low, high)
    assert (one.cumulative(low), one.exceedance(low)) == (0, 1)
    assert (one.cumulative(high), one.exceedance(high)) == (1, 0)
    assert one.density(low - 1) == one.density(high + 1) == 0
    assert one.partial_expectation(low - 1) == one.partial_expectation(low) == one.mean
    assert one.partial_expectation(high) == 0
    assert (one.raw_moment(0), one.central_moment(0), one.central_moment(1)) == (1, 1, 0)


@pytest.mark.parametrize(
    ("kind", "likely", "density"),
    [("pert", 0, 0.5), ("pert", 10, 0.5), ("triangular", 0, 0.2), ("triangular", 10, 0.2)],
)
def test_a_likely_value_may_be_an_end(kind: str, likely: float, density: float) -> None:
    """The density is highest at that end and 0 at the other."""
    one = Distribution.from_range(0, likely, 10, kind)
    assert (one.density(likely), one.density(10 - likely)) == (density, 0)


@pytest.mark.parametrize("one", EXAMPLES, ids=names)
def test_quantiles_lead_back_to_their_probability(one: Distribution) -> None:
    """From the far low tail to the far high one."""
    for p in EXTREMES:
        assert one.cumulative(one.quantile(p)) == close(p, 0, 1e-12)


@pytest.mark.parametrize("one", EXAMPLES, ids=names)
def test_densities_integrate_to_probabilities(one: Distribution) -> None:
    """Simpson's rule over the density gives the probability, over x times the density the part."""
    corners = sorted(
        {one.quantile(p) for p in (0.01, 0.1, 0.5, 0.9, 0.99)}
        | ({one.parameters[1]} if one.kind == "triangular" else set())
    )
    inside = [x for x in corners if one.quantile(0.01) <= x <= one.quantile(0.99)]
    for start, end in pairwise(inside):
        probability = one.cumulative(end) - one.cumulative(start)
        assert simpson(one.density, start, end) == close(probability, 1e-8)
        part = one.partial_expectation(start) - one.partial_expectation(end)
        assert simpson(lambda x: x * one.density(x), start, end) == close(part, 1e-8, 1e-10)


@pytest.mark.parametrize("one", EXAMPLES, ids=names)
def test_expected_shortfall_is_the_mean_of_the_worst(one: Distribution) -> None:
    """The partial expectation above a quantile is the integral of the quantiles above it."""
    bell = NormalDist()
    part = simpson(lambda z: bell.pdf(z) * one.quantile(bell.cdf(z)), bell.inv_cdf(0.9), 8)
    assert one.partial_expectation(one.quantile(0.9)) == close(part, 1e-6)


@quick
@given(one=distributions, first=probabilities, second=probabilities)
def test_cumulative_is_monotone(one: Distribution, first: float, second: float) -> None:
    """A larger number is exceeded no more often; what is below and above adds up."""
    low, high = sorted([one.quantile(first), one.quantile(second)])
    assert one.cumulative(low) <= one.cumulative(high) + 1e-15
    assert one.exceedance(low) >= one.exceedance(high) - 1e-15
    assert one.cumulative(low) + one.exceedance(low) == close(1, 1e-14)


@quick
@given(one=distributions, p=probabilities)
def test_quantile_inverts_cumulative(one: Distribution, p: float) -> None:
    """To as many digits as the number itself has room for."""
    x = one.quantile(p)
    room = one.density(x) * math.ulp(x)
    assert one.cumulative(x) == close(p, 0, 1e-12 + 2 * room)
    assert one.low <= x <= one.high


@quick
@given(one=distributions, k=st.integers(1, 4))
def test_moments_are_those_of_the_quantiles(one: Distribution, k: int) -> None:
    """The closed forms agree with an integral over the quantiles."""
    mean, unit = one.mean, one.standard_deviation
    size = abs(mean) + unit
    raw = expected(one, lambda x: (x / size) ** k)
    central = expected(one, lambda x: ((x - mean) / unit) ** k)
    assert one.raw_moment(k) / size**k == close(raw, 1e-6, 1e-6)
    assert one.central_moment(k) / unit**k == close(central, 1e-6, 1e-6)


@quick
@given(one=distributions, k=st.integers(0, 12))
def test_raw_moments_follow_from_central_ones(one: Distribution, k: int) -> None:
    """The binomial theorem leads from the one kind of moment to the other."""
    mean = Fraction(one.mean)
    terms = [
        math.comb(k, j) * Fraction(one.central_moment(j)) * mean ** (k - j) for j in range(k + 1)
    ]
    size = float(sum(abs(term) for term in terms))
    assert one.raw_moment(k) == close(float(sum(terms)), 0, 1e-13 * size)


@quick
@given(ends=ranges, share=shares, factor=st.sampled_from([0.001, 0.5, 3, 1e6]), p=probabilities)
@pytest.mark.parametrize("kind", ["pert", "triangular", "uniform", "fitted"])
def test_units_do_not_matter(
    kind: str, ends: list[float], share: float, factor: float, p: float
) -> None:
    """Counted in other units, everything is the same number of those units."""

    def in_units(unit: float) -> Distribution:
        low, likely, high = (end * unit for end in ends)
        if kind == "fitted":
            middle = (low + high + 2 * likely) / 4
            return Distribution.from_interval(low, high, share, "pert", middle)
        if kind == "uniform":
            return Distribution.from_bounds(low, high)
        return Distribution.from_range(low, likely, high, kind)

    one, other = in_units(1), in_units(factor)
    size = (abs(one.low) + abs(one.high)) * factor
    x = one.quantile(p)
    assert other.mean == close(one.mean * factor, 0, 1e-9 * size)
    assert other.standard_deviation == close(one.standard_deviation * factor, 1e-6)
    assert other.quantile(p) == close(x * factor, 0, 1e-9 * size)
    assert other.partial_expectation(x * factor) == close(
        one.partial_expectation(x) * factor, 0, 1e-6 * size
    )


@quick
@given(ends=ranges.filter(lambda ends: ends[0] < ends[1] < ends[2]), share=shares)
def test_a_fitted_pert_has_its_two_quantiles(ends: list[float], share: float) -> None:
    """The interval that went in comes out, around the likely value that went in."""
    low, likely, high = ends
    pert = Distribution.from_interval(low, high, share, "pert", likely)
    size = abs(pert.low) + abs(pert.high)
    assert pert.quantile(share) == close(low, 0, 1e-12 * size)
    assert pert.quantile(1 - share) == close(high, 0, 1e-12 * size)
    assert pert.parameters[1] == likely
    assert pert.low < low < high < pert.high


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.05, 0.08, 0.1, 0.25, 0.49])
def test_a_fit_finds_the_pert_the_interval_came_from(share: float) -> None:
    """Each interval has one pert: wherever the likely value stands, the fit leads back to it."""
    found = 0
    for likely in range(1, 100):
        pert = Distribution.from_range(0, likely, 100)
        low, high = pert.quantile(share), pert.quantile(1 - share)
        if low < likely < high:
            found += 1
            fitted = Distribution.from_interval(low, high, share, "pert", likely)
            assert fitted.parameters == close((0, likely, 100), 1e-8, 1e-8)
    assert found


@quick
@given(
    low=st.floats(0.01, 100),
    ratio=st.floats(1.001, 1000),
    share=shares,
    kind=st.sampled_from(["normal", "lognormal"]),
)
def test_a_fit_has_its_two_quantiles(low: float, ratio: float, share: float, kind: str) -> None:
    """The interval that went in comes out."""
    one = Distribution.from_interval(low, low * ratio, share, kind)
    assert one.quantile(share) == close(low, 1e-10)
    assert one.quantile(1 - share) == close(low * ratio, 1e-10)


def test_the_fit_of_a_symmetric_interval_is_symmetric() -> None:
    """Around a likely value in the middle, both ends are as far away."""
    low, likely, high = Distribution.from_interval(5, 7, 0.05, "pert", 6).parameters
    assert (low + high, likely) == (close(12, 1e-14), 6)


def test_moments_beyond_a_float_are_infinite() -> None:
    """No moment raises: it is inf, with the sign of the power."""
    assert Distribution("lognormal", (10.0, 8.0)).raw_moment(12) == math.inf
    assert Distribution("lognormal", (10.0, 8.0)).central_moment(12) == math.inf
    assert Distribution("lognormal", (0.0, 40.0)).variance == math.inf
    assert Distribution("normal", (-1e200, 1.0)).raw_moment(3) == -math.inf
    assert Distribution.from_bounds(-1e200, 1e200).raw_moment(2) == math.inf


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Distribution.from_range(5, 3, 9), "The low value 5 is above the likely value 3."),
    (lambda: Distribution.from_range(1, 10, 9), "The likely value 10 is above the high value 9."),
    (
        lambda: Distribution.from_range(9, 9, 9),
        "The low and the high value are both 9: nothing is uncertain.",
    ),
    (
        lambda: Distribution.from_range(1, 3, 9, "normal"),
        "A range of low, likely and high is pert or triangular, not normal.",
    ),
    (
        lambda: Distribution.from_range(1, math.nan, 9),
        "A distribution is made of finite numbers, not of nan.",
    ),
    (lambda: Distribution.from_bounds(4, 4), "The low value 4 is not below the high value 4."),
    (
        lambda: Distribution.from_bounds(4, math.inf),
        "A distribution is made of finite numbers, not of inf.",
    ),
    (
        lambda: Distribution.from_interval(9, 1, 0.05, "normal"),
        "The low value 9 is not below the high value 1.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, 0.5, "normal"),
        "The share outside either end lies between 0 and 0.5, not at 0.5.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, 0, "normal"),
        "The share outside either end lies between 0 and 0.5, not at 0.",
    ),
    (
        lambda: Distribution.from_interval(0, 9, 0.05, "lognormal"),
        "A lognormal lies above 0, so its low value cannot be 0.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, 0.05, "lognormal", 3),
        "A lognormal interval has no likely value: its two ends settle it.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, 0.05, "pert"),
        "A pert interval needs its likely value, too.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, 0.05, "pert", 1),
        "The likely value 1 is not inside the interval, 1 to 9.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, 0.05, "pert", 12),
        "The likely value 12 is not inside the interval, 1 to 9.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, 0.05, "uniform"),
        "An interval is lognormal, normal or pert, not uniform.",
    ),
    (
        lambda: Distribution.from_interval(1, 9, math.nextafter(0.5, 0), "pert", 3),
        "No pert that floats can hold fits 1 to 9.",
    ),
    (
        lambda: Distribution.from_interval(-1.7e308, 1.7e308, 0.05, "pert", 0),
        "No pert that floats can hold fits -1.7e+308 to 1.7e+308.",
    ),
    (
        lambda: Distribution.from_bounds(1, 2).quantile(1.5),
        "A probability lies between 0 and 1, not at 1.5.",
    ),
    (
        lambda: Distribution.from_bounds(1, 2).quantile(math.nan),
        "A probability lies between 0 and 1, not at nan.",
    ),
    (
        lambda: Distribution.from_bounds(1, 2).raw_moment(-1),
        "The power of a moment is 0 or more, not -1.",
    ),
    (
        lambda: Distribution.from_bounds(1, 2).central_moment(-1),
        "The power of a moment is 0 or more, not -1.",
    ),
    (
        lambda: Distribution("cauchy", (0, 1)).mean,
        (
            "A distribution is pert, triangular, uniform, lognormal, normal, two-sided power, "
            "logit-normal, not cauchy."
        ),
    ),
]


@pytest.mark.parametrize(("ask", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_what_is_no_distribution_is_refused(ask: Callable[[], object], sentence: str) -> None:
    """Each refusal says in a sentence what is wrong with which number."""
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the whole sentence is compared below
        ask()
    assert str(refusal.value) == sentence
