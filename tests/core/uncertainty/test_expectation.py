"""Means of traced figures: against known answers, other closed forms and integrals by hand."""

import math
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from statistics import NormalDist
from typing import cast

import pytest

from omsrisk.core.algebra.symbols import Symbol, symbol
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.pricing.case import Case, Correlation, Input, Spread
from omsrisk.core.uncertainty.copula import of_three, of_two, series_of
from omsrisk.core.uncertainty.exact_moments import exact_moment, exact_rest_moment
from omsrisk.core.uncertainty.expectation import Expectation

RANGES = [
    Spread("pert", Decimal(2), Decimal(45), Decimal(10)),
    Spread("pert", Decimal(0), Decimal("0.3"), Decimal(0)),
    Spread("triangular", Decimal(2), Decimal(45), Decimal(10)),
    Spread("triangular", Decimal(0), Decimal("0.3"), Decimal("0.3")),
    Spread("uniform", Decimal("0.25"), Decimal("0.75")),
]


def spread_of(one: Spread) -> Distribution:
    """The distribution of a range."""
    if one.likely is None:
        return Distribution.from_bounds(one.low, one.high)
    return Distribution.from_range(one.low, one.likely, one.high, one.kind)


def lognormal(low: str, high: str) -> Spread:
    """An interval from P5 to P95."""
    return Spread("lognormal", Decimal(low), Decimal(high), share=Decimal("0.05"))


def case_of(
    *, correlations: tuple[Correlation, ...] = (), drawn_with: str | None = None, **spreads: Spread
) -> Case:
    """A case of inputs alone; the last one takes the quantile of another, where that is asked."""
    inputs = {path: Input(path, one.low, "1", spread=one) for path, one in spreads.items()}
    if drawn_with is not None:
        last = list(inputs)[-1]
        inputs[last] = inputs[last]._replace(drawn_with=drawn_with)
    return Case(inputs, correlations=correlations)


def lognormal_of(deviation: float) -> Callable[[float], float]:
    """A lognormal as a function of the normal number behind it."""
    return lambda z: math.exp(deviation * z)


def mean(case: Case, figure: Symbol, tolerance: float = 1e-9) -> float:
    """The mean of a figure, whose error is not larger than what a float keeps of it."""
    found = Expectation(case).mean(figure)
    assert found.value is not None
    assert found.error <= tolerance * abs(float(found.value))
    return float(found.value)


@pytest.mark.parametrize("spread", RANGES, ids=lambda one: f"{one.kind} from {one.low}")
@pytest.mark.parametrize("power", [1, 2, 3, 7])
def test_moments_of_ranges_are_those_of_their_distribution(spread: Spread, power: int) -> None:
    """Rational numbers, and the floats of the distribution, agree."""
    found = exact_moment(spread, power)
    assert found is not None
    assert float(found) == pytest.approx(spread_of(spread).raw_moment(power), rel=1e-13)


def test_the_rest_of_a_share_has_the_moments_of_its_mirror() -> None:
    """(1 - X)^2 = 1 - 2 X + X^2, in the mean too."""
    one = Spread("pert", Decimal("0.1"), Decimal("0.6"), Decimal("0.2"))
    first, second = exact_moment(one, 1), exact_moment(one, 2)
    rest = exact_rest_moment(one, 2)
    assert first is not None and second is not None and rest is not None  # noqa: PT018 - for mypy
    assert rest == pytest.approx(1 - 2 * first + second, rel=Decimal("1e-20"))


def test_an_interval_has_no_rational_moment() -> None:
    """The mean of a lognormal is no rational number."""
    assert exact_moment(lognormal("1", "4"), 1) is None


def test_independent_factors_multiply_to_the_last_digit() -> None:
    """14.5 x 25 is no float's neighbour of it."""
    case = case_of(a=RANGES[0], b=Spread("uniform", Decimal(10), Decimal(40)))
    assert Expectation(case).mean(symbol("a") * symbol("b")).value == Decimal("362.5")


def test_an_input_that_stands_on_both_sides_counts_with_its_square() -> None:
    """E[X X] is the second moment, not the square of the mean."""
    case = case_of(a=Spread("uniform", Decimal(0), Decimal(6)))
    assert Expectation(case).mean(symbol("a") * (symbol("a") + 1)).value == 15


def test_a_likelihood_that_many_phases_share_counts_with_its_powers() -> None:
    """E[(1 - L)^200] of a uniform L has all its digits: no binomials with signs in turn."""
    case = case_of(likelihood=Spread("uniform", Decimal(0), Decimal("0.5")))
    held: Symbol | int = 1
    for _ in range(200):
        held = held * (1 - symbol("likelihood"))
    assert isinstance(held, Symbol)
    assert mean(case, held) == pytest.approx((1 - 0.5**201) / 201 / 0.5, rel=1e-14)


RANKS = ("-0.9", "-0.3", "0.6", "0.95")


@pytest.mark.parametrize("rank", RANKS)
def test_two_correlated_lognormals_multiply_as_textbooks_say(rank: str) -> None:
    """E[X Y] = E[X] E[Y] exp(correlation x deviation x deviation), both deviations of logarithms."""
    first, second = lognormal("100", "1000"), lognormal("2", "45")
    case = case_of(a=first, b=second, correlations=(Correlation("a", "b", Decimal(rank)),))
    width = 2 * NormalDist().inv_cdf(0.95)
    deviations = math.log(10) / width, math.log(22.5) / width
    correlation = 2 * math.sin(math.pi * float(rank) / 6)
    means = [
        Distribution.from_interval(one.low, one.high, 0.05, "lognormal").mean
        for one in (first, second)
    ]
    expected = math.prod(means) * math.exp(correlation * math.prod(deviations))
    assert mean(case, symbol("a") * symbol("b")) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("kind", ["pert", "triangular"])
def test_two_correlated_ranges_are_integrated(rank: str, kind: str) -> None:
    """The series agrees with an integral over both normal numbers, point by point."""
    one = Spread(kind, Decimal(2), Decimal(45), Decimal(10))
    other = Spread(kind, Decimal(60), Decimal(140), Decimal(85))
    case = case_of(a=one, b=other, correlations=(Correlation("a", "b", Decimal(rank)),))
    correlation = 2 * math.sin(math.pi * float(rank) / 6)
    first, second = spread_of(one), spread_of(other)
    normal, rest = NormalDist(), math.sqrt(1 - correlation**2)
    steps = [at / 10 for at in range(-80, 81)]
    table = {z: first.quantile(normal.cdf(z)) * normal.pdf(z) for z in steps}
    found = math.fsum(
        0.01
        * table[z]
        * normal.pdf(w)
        * second.quantile(min(normal.cdf(correlation * z + rest * w), 1 - 1e-16))
        for z in steps
        for w in steps
    )
    tolerance = 1e-9 if kind == "pert" else 1e-5
    assert mean(case, symbol("a") * symbol("b"), 1e-6) == pytest.approx(found, rel=tolerance)


def test_three_correlated_lognormals_multiply_as_textbooks_say() -> None:
    """The logarithm of the product is normal, with the sum of all covariances in its variance."""
    deviations, correlations = (0.5, 0.4, 0.6), (0.5, 0.3, -0.4)
    functions = [series_of(lognormal_of(own)) for own in deviations]
    found = of_three(functions, correlations)
    pairs = ((0, 1), (0, 2), (1, 2))
    covariances = sum(
        one * deviations[a] * deviations[b] for one, (a, b) in zip(correlations, pairs, strict=True)
    )
    expected = math.exp(sum(one * one for one in deviations) / 2 + covariances)
    assert found is not None
    assert found.value == pytest.approx(expected, rel=1e-9)
    assert found.error <= 1e-9


def test_the_error_of_two_is_a_bound() -> None:
    """Where the series is cut short by strong correlation and rough functions, that is said."""
    step = series_of(lambda z: float(z > 0.3), [0.3])
    found = of_two(step, step, 0.99)
    above = 1 - NormalDist().cdf(0.3)
    assert found.error > 1e-6
    assert above**2 < found.value < above + found.error


def test_inputs_of_one_quantile_are_one_source() -> None:
    """X and 2 X multiply to twice the second moment."""
    one, double = lognormal("1", "4"), lognormal("2", "8")
    case = case_of(a=one, b=double, drawn_with="a")
    second = Distribution.from_interval(1, 4, 0.05, "lognormal").raw_moment(2)
    assert mean(case, symbol("a") * symbol("b")) == pytest.approx(2 * second, rel=1e-9)


def in_a_chain(*spreads: Spread, rank: str) -> tuple[Case, Symbol]:
    """Inputs of which each is correlated with the next, and their product."""
    paths = [f"x{at}" for at in range(len(spreads))]
    pairs = tuple(Correlation(*pair, Decimal(rank)) for pair in pairwise(paths))
    case = case_of(correlations=pairs, drawn_with=None, **dict(zip(paths, spreads, strict=True)))
    return case, cast("Symbol", math.prod(map(symbol, paths), start=1))


def test_any_number_of_correlated_lognormals_multiply_as_textbooks_say() -> None:
    """The logarithm of the product is normal, with the sum of all covariances in its variance."""
    spreads = [lognormal("1", str(3 + at)) for at in range(12)]
    case, product = in_a_chain(*spreads, rank="0.4")
    logarithms = [
        Distribution.from_interval(one.low, one.high, 0.05, "lognormal").parameters for one in spreads
    ]
    correlation = 2 * math.sin(math.pi * 0.4 / 6)
    deviations = [deviation for _, deviation in logarithms]
    variance = sum(one * one for one in deviations)
    variance += sum(2 * correlation * one * other for one, other in pairwise(deviations))
    expected = math.exp(sum(mean for mean, _ in logarithms) + variance / 2)
    assert mean(case, product) == pytest.approx(expected, rel=1e-9)


def test_a_lognormal_beside_ranges_moves_their_quantiles() -> None:
    """E[exp(s Z) g(X)] is E[exp(s Z)] E[g(X + s r)]: what is left is one integral."""
    wide = lognormal("1", "9")
    case, product = in_a_chain(RANGES[0], wide, wide, wide, rank="0.5")
    located = Distribution.from_interval(wide.low, wide.high, 0.05, "lognormal").parameters[1]
    correlation = 2 * math.sin(math.pi * 0.5 / 6)
    own = Distribution.from_interval(wide.low, wide.high, 0.05, "lognormal").mean
    range_of, normal = spread_of(RANGES[0]), NormalDist()
    moved = math.fsum(
        range_of.quantile(normal.cdf(at / 50 + correlation * located)) * normal.pdf(at / 50) / 50
        for at in range(-400, 350)
    )
    expected = own**3 * math.exp(2 * correlation * located**2) * moved
    assert mean(case, product, 1e-6) == pytest.approx(expected, rel=1e-7)


def test_four_correlated_inputs_in_one_product_are_integrated() -> None:
    """Two equal pairs, hardly tied to each other, multiply to nearly the square of one pair."""
    one = RANGES[0]
    ties = (("a", "b", "0.5"), ("b", "c", "0.0000001"), ("c", "d", "0.5"))
    four = case_of(
        a=one, b=one, c=one, d=one,
        correlations=tuple(Correlation(first, second, Decimal(rank)) for first, second, rank in ties),
    )  # fmt: skip
    pair = case_of(a=one, b=one, correlations=(Correlation("a", "b", Decimal("0.5")),))
    of_pair = mean(pair, symbol("a") * symbol("b"))
    product = symbol("a") * symbol("b") * symbol("c") * symbol("d")
    found = Expectation(four).mean(product)
    assert found.value is not None
    assert abs(float(found.value) - of_pair**2) <= found.error + 1e-6 * of_pair**2
    assert found.error < 1e-5 * of_pair**2


def test_very_many_correlated_inputs_in_one_product_have_no_closed_form() -> None:
    """No figure is better than a wrong one."""
    case, product = in_a_chain(*[RANGES[0]] * 7, rank="0.3")
    assert Expectation(case).mean(product).value is None
    assert Expectation(case).mean(symbol("x0") + symbol("x6")).value is not None


def test_slopes_are_differences_that_a_decision_makes() -> None:
    """At the point where nothing fails, the derivative is what the first failure changes."""
    case = case_of(a=RANGES[0])
    decided = {"x": Decimal(0), "y": Decimal(0)}
    figure = symbol("a") * symbol("x") * (1 - symbol("y")) + 3 * symbol("y")
    assert Expectation(case, decided).slopes(figure, {"x", "y"}) == {
        "x": Decimal("14.5"),
        "y": Decimal(3),
    }


@pytest.mark.parametrize("phases", [3, 9])
def test_equal_ranges_are_evaluated_once(phases: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quantiles are dear: each point of a range is asked for once, in however many products it is."""
    asked: list[float] = []
    quantile = Distribution.quantile

    def counted(self: Distribution, p: float) -> float:
        asked.append(p)
        return quantile(self, p)

    monkeypatch.setattr(Distribution, "quantile", counted)
    high = Decimal(f"0.4{phases}")  # a range that no other test has asked for
    spread = Spread("pert", Decimal("0.01"), high, Decimal("0.1"))
    inputs = {
        f"p{at}": Input(f"p{at}", spread.low, "1", spread=spread, drawn_with="p0")
        for at in range(phases)
    }
    other = spread._replace(low=Decimal("0.02"))
    inputs["q"] = Input("q", other.low, "1", spread=other)
    tied = (Correlation("p0", "q", Decimal("0.5")),)
    figure, held = symbol("p0"), 1 - symbol("p0")
    for path in list(inputs)[1:phases]:
        figure, held = figure + held * symbol(path), held * (1 - symbol(path))
    assert Expectation(Case(inputs, correlations=tied)).mean(figure * symbol("q")).value is not None
    assert len(asked) == 2 * 18 * 16, "18 panels of 16 points, whatever the number of products"
