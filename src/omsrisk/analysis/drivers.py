"""What drives the uncertainty? Mean, variance and Sobol indices in closed form, without sampling."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT, metric_of
from omsrisk.core.case import Case, Input
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.polynomial import Polynomial, polynomial_of
from omsrisk.core.uncertainty import distribution_of
from omsrisk.core.variation import restated_in_phases, uncertain_inputs, values_of
from omsrisk.errors import UsageError

_LIKELIHOOD = "likelihood"


class Driver(NamedTuple):
    """
    What one uncertain input does to the variance of the metric.

    Attributes:
        path: The input, or the likelihood whose draw it is.
        is_draw: Whether it is the draw whether a go-live fails, as against a number.
        first_order: Share of the variance that it makes alone, 0 to 1.
        total_order: Share that it makes alone and together with others, 0 to 1.
        deviation_if_known: Standard deviation of the metric that would be left if it were known
            [money].
    """

    path: str
    is_draw: bool
    first_order: float
    total_order: float
    deviation_if_known: float


@dataclass(frozen=True, slots=True)
class Drivers:
    """
    The uncertainty of a metric, exact, and what makes it.

    Attributes:
        assessment: The scenario.
        metric: What is uncertain.
        point: The metric at the point values, exact.
        mean: Its mean [money].
        standard_deviation: Its standard deviation [money].
        drivers: The inputs by what they make of the variance, the largest first.
        still: Uncertain inputs that do not move the metric.
        widest: The input that swings the metric most from one end of its range to the other.
    """

    assessment: Assessment
    metric: str
    point: float
    mean: float
    standard_deviation: float
    drivers: tuple[Driver, ...]
    still: tuple[str, ...]
    widest: str | None = None


class _Variable(NamedTuple):
    """An uncertain number: its moments, by power."""

    moment: Mapping[int, float]


def drivers(assessment: Assessment, *, metric: str = DEFAULT) -> Drivers:
    """
    Find what drives the uncertainty of a metric.

    Each phase, the only one of a big-bang included, fails or holds by a draw of its own with its
    likelihood; so a likelihood between 0 and 1 is uncertain though its number is known.

    Args:
        assessment: From `assess`.
        metric: What is uncertain.

    Returns:
        Exact up to the rounding of floats: the metric is a polynomial in independent inputs, so its
        mean and variance are sums over its monomials.

    Raises:
        UsageError: Nothing is uncertain, there is no such metric, or an input is unfit for closed
            forms: its days are weighted by a season, or phases share an uncertain likelihood.
    """
    case = restated_in_phases(assessment.scenario.case, _LIKELIHOOD)
    uncertain = uncertain_inputs(case)
    draws = {path: one for path, one in _draws(case).items() if _chance(one) < 1}
    if not uncertain and not draws:
        raise UsageError(
            f"nothing in {assessment.scenario.file} is uncertain",
            "give inputs a range: `{low: 2, likely: 10, high: 45}`",
        )
    _refuse_unfit(assessment.scenario.case, draws)
    paths = list(dict.fromkeys((*uncertain, *draws)))
    with exact(ENOUGH_DIGITS):
        traced = price(case, traced_value)
        polynomial = polynomial_of(
            metric_of(traced, metric), {path: path for path in paths}, values_of(case)
        )
    _refuse_seasons(polynomial)
    most = max((power for one in polynomial.terms for _, power in one), default=1)
    variables = {
        path: _of_draw(_chance(draws[path]), most)
        if path in draws
        else _of_input(uncertain[path], most)
        for path in paths
    }
    found = _decomposed(assessment, metric, polynomial, variables, draws)
    return replace(found, widest=_widest(polynomial, uncertain, values_of(case)))


def _widest(
    polynomial: Polynomial, uncertain: Mapping[str, Input], values: Mapping[str, Decimal]
) -> str | None:
    """Find the input that moves the metric most from end to end, all others as they stand."""
    swings: dict[str, Decimal] = {}
    with exact(ENOUGH_DIGITS):
        for path, one in uncertain.items():
            assert one.spread is not None  # noqa: S101 - that makes it uncertain
            ends = (one.spread.low, one.spread.high)
            low, high = (polynomial({**values, path: end}) for end in ends)
            swings[path] = abs(high - low)
    return max(swings, key=lambda path: swings[path], default=None)


def _draws(case: Case) -> dict[str, Input]:
    """List the likelihoods in force, each of which is drawn."""
    slices = [phase.inputs for phase in case.phases] or [case.inputs]
    found = {one[_LIKELIHOOD].path: one[_LIKELIHOOD] for one in slices if _LIKELIHOOD in one}
    stopping = case.inputs.get("stopping.likelihood")
    if stopping is not None and not case.stops_if_a_phase_fails:
        found[stopping.path] = stopping
    return found


def _chance(one: Input) -> float:
    """Give the chance of a draw: a likelihood that is itself uncertain counts with its mean."""
    return float(one.value) if one.spread is None else distribution_of(one.spread).mean


def _refuse_unfit(case: Case, draws: Mapping[str, Input]) -> None:
    stated = case.inputs.get(_LIKELIHOOD)
    shared = sum(one.inputs.get(_LIKELIHOOD) is stated for one in case.phases)
    if stated is not None and stated.spread is not None and shared > 1 and draws:
        raise UsageError(
            "`likelihood` is uncertain and shared by several phases: their draws hang together",
            "state it for each phase, or as one value",
        )


def _refuse_seasons(polynomial: Polynomial) -> None:
    weighed = [atom.name for atom in polynomial.atoms if atom.window is not None]
    if weighed:
        raise UsageError(
            f"`{weighed[0]}` is uncertain and weighted by a season: no closed form",
            "state it as one value, or leave the season out",
        )


def _of_input(one: Input, most: int) -> _Variable:
    assert one.spread is not None  # noqa: S101 - only uncertain inputs come here
    distribution = distribution_of(one.spread)
    return _Variable({k: distribution.raw_moment(k) for k in range(1, 2 * most + 1)})


def _of_draw(chance: float, most: int) -> _Variable:
    return _Variable(dict.fromkeys(range(1, 2 * most + 1), chance))


def _decomposed(
    assessment: Assessment,
    metric: str,
    polynomial: Polynomial,
    variables: Mapping[str, _Variable],
    draws: Mapping[str, Input],
) -> Drivers:
    """
    Decompose the variance over pairs of monomials.

    With C the mean of a monomial and r = E[x^(p+q)] / (E[x^p] E[x^q]) for a variable that two of them
    share, their covariance is C C' (prod r - 1). Of it, x alone makes C C' (r - 1), and all that x
    takes part in makes C C' prod r (1 - 1 / r).
    """
    names = [atom.name for atom in polynomial.atoms]
    means: list[tuple[float, dict[str, int]]] = []
    constant = 0.0
    for monomial, coefficient in polynomial.terms.items():
        powers = {names[at]: power for at, power in monomial}
        mean = float(coefficient) * math.prod(
            variables[name].moment[power] for name, power in powers.items()
        )
        if powers:
            means.append((mean, powers))
        else:
            constant = mean
    variance = 0.0
    alone, together = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    for at, (first, mine) in enumerate(means):
        for second, theirs in means[at:]:
            shared = mine.keys() & theirs.keys()
            if not shared or not first or not second:
                continue
            twice = first * second * (1 if theirs is mine else 2)
            excess = {name: _excess(variables[name], mine[name], theirs[name]) for name in shared}
            product = math.expm1(sum(map(math.log1p, excess.values())))
            variance += twice * product
            for name, more in excess.items():
                alone[name] += twice * more
                together[name] += twice * (1 + product) * more / (1 + more)
    deviation = math.sqrt(max(variance, 0.0))
    found = tuple(_sorted(alone, together, variance, draws))
    point = float(metric_of(assessment.exposure, metric))
    still = tuple(name for name in variables if name not in names)
    mean = constant + sum(one for one, _ in means)
    return Drivers(assessment, metric, point, mean, deviation, found, still)


def _excess(one: _Variable, power: int, other: int) -> float:
    """Give r - 1 of a variable for two of its powers."""
    return one.moment[power + other] / (one.moment[power] * one.moment[other]) - 1


def _sorted(
    alone: Mapping[str, float],
    together: Mapping[str, float],
    variance: float,
    draws: Mapping[str, Input],
) -> Iterator[Driver]:
    for name in sorted(alone, key=lambda one: together[one], reverse=True):
        share = alone[name] / variance if variance else 0.0
        total = together[name] / variance if variance else 0.0
        left = math.sqrt(max(variance - alone[name], 0.0))
        yield Driver(name, name in draws, share, total, left)
