"""What drives the uncertainty? Mean, variance and Sobol indices in closed form, without sampling."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT, metric_of
from omsrisk.analysis.sampled import Sampling
from omsrisk.analysis.simulate import check_uncertain
from omsrisk.core.case import Case, Input
from omsrisk.core.chained import Chained, chained_of
from omsrisk.core.decomposition import Decomposition, MomentOf, decomposed
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.moments import Moments
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.uncertainty import Draw, distribution_of, drawn
from omsrisk.core.variation import LIKELIHOOD, uncertain_inputs, values_of
from omsrisk.errors import UsageError


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
        errors: Standard errors of the two shares, where they are sampled.
    """

    path: str
    is_draw: bool
    first_order: float
    total_order: float
    deviation_if_known: float
    errors: tuple[float, float] | None = None


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
        sampling: How they were estimated; None where they are exact.
    """

    assessment: Assessment
    metric: str
    point: float
    mean: float
    standard_deviation: float
    drivers: tuple[Driver, ...]
    still: tuple[str, ...]
    widest: str | None = None
    sampling: Sampling | None = None


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
            forms: it is correlated with another, or a likelihood that phases share.
    """
    check_uncertain(assessment.scenario)
    case, open_draws = drawn(assessment.scenario.case)
    uncertain = uncertain_inputs(case)
    draws = {one.path: one for one in open_draws}
    paths = list(dict.fromkeys((*uncertain, *draws)))
    figure = figure_of(case, metric, paths, tuple(draws))
    _refuse_unfit(assessment.scenario.case, figure.names())
    variables = {
        path: _of_draw(draws[path].chance)
        if path in draws
        else _of_input(uncertain[path], path, figure)
        for path in paths
    }
    found = decomposed(figure, variables, {path: one.chance for path, one in draws.items()})
    if not all(map(math.isfinite, (found.mean, found.variance, *found.together.values()))):
        raise UsageError(
            f"the variance of `{metric}` is beyond the numbers of a computer",
            "give the inputs narrower ranges",
        )
    return Drivers(
        assessment,
        metric,
        point=float(metric_of(assessment.exposure, metric)),
        mean=found.mean,
        standard_deviation=math.sqrt(max(found.variance, 0.0)),
        drivers=tuple(_sorted(found, draws)),
        still=tuple(path for path in paths if path not in found.alone),
        widest=widest_of(figure, uncertain, values_of(case)),
    )


def figure_of(case: Case, metric: str, paths: Iterable[str], draws: tuple[str, ...]) -> Chained:
    """
    Write a metric as a polynomial in what is uncertain.

    Args:
        case: In which each phase has a likelihood of its own: from `drawn`.
        metric: Which figure.
        paths: The uncertain inputs and the draws.
        draws: The draws among them, in the order of the phases; with the stop rule they are a chain.
    """
    variables, values = {path: path for path in paths}, values_of(case)
    with exact(ENOUGH_DIGITS):
        traced = metric_of(price(case, traced_value), metric)
        chain = draws if case.stops_if_a_phase_fails else ()
        figure = chained_of(traced, variables, chain, values)
        return figure if figure.is_settled else chained_of(traced, variables, (), values)


def widest_of(
    figure: Chained, uncertain: Mapping[str, Input], values: Mapping[str, Decimal]
) -> str | None:
    """
    Find the input that moves the metric most from end to end, all others as they stand.

    Args:
        figure: The metric in the uncertain inputs and the draws.
        uncertain: The inputs, by path.
        values: The number of every input, by path.
    """
    swings: dict[str, Decimal] = {}
    with exact(ENOUGH_DIGITS):
        for path, one in uncertain.items():
            assert one.spread is not None  # noqa: S101 - that makes it uncertain
            swings[path] = abs(figure.change(path, (one.spread.low, one.spread.high), values))
    return max(swings, key=lambda path: swings[path], default=None)


def _refuse_unfit(case: Case, moving: Collection[str]) -> None:
    """Refuse inputs that move the metric and are not independent of each other."""
    for one in case.correlations:
        if one.first in moving and one.second in moving:
            raise UsageError(
                f"`{one.first}` and `{one.second}` are correlated: no closed form",
                "let it be sampled: omsrisk simulate --drivers",
            )
    for path, stated in uncertain_inputs(case).items():
        if path in moving and stated.drawn_with in moving:
            raise UsageError(
                f"`{path}` is `{stated.drawn_with}` but for a measure in one phase: no closed form",
                "let it be sampled: omsrisk simulate --drivers",
            )
    shared = [
        phase.slug
        for phase in case.phases
        for one in [phase.inputs.get(LIKELIHOOD)]
        if one is not None and one.path == LIKELIHOOD and one.spread is not None
    ]
    if sum(f"phases.{slug}.{LIKELIHOOD}" in moving for slug in shared) > 1:
        raise UsageError(
            "`likelihood` is uncertain and shared by several phases: their draws hang together",
            "state it for each phase, or let it be sampled: omsrisk simulate --drivers",
        )


def _of_input(one: Input, path: str, figure: Chained) -> MomentOf:
    assert one.spread is not None  # noqa: S101 - only uncertain inputs come here
    windows = {at: atom.window for at, atom in enumerate(figure.atoms) if atom.name == path}
    most = max(
        (sum(power for at, power in factors if at in windows) for _, factors in figure.terms),
        default=0,
    )
    return Moments(distribution_of(one.spread), windows, 2 * most)


def _of_draw(chance: float) -> MomentOf:
    """A draw is 0 or 1, and so is each of its powers."""
    return lambda _: chance


def _sorted(found: Decomposition, draws: Mapping[str, Draw]) -> Iterator[Driver]:
    variance = found.variance
    for name in sorted(found.alone, key=lambda one: found.together[one], reverse=True):
        share = found.alone[name] / variance if variance else 0.0
        total = found.together[name] / variance if variance else 0.0
        left = math.sqrt(max(variance - found.alone[name], 0.0))
        yield Driver(name, name in draws, share, total, left)
