"""What drives the uncertainty? Mean, variance and Sobol indices in closed form, without sampling."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.asked_figures import check_uncertain
from omsrisk.analysis.uncertainty.sampled import Sampling
from omsrisk.analysis.uncertainty.trial_figures import points_in_trials, traced_figures, trial_figures
from omsrisk.core.algebra.polynomial import Atom, Monomial, TooManyTermsError
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.by_slip import (
    CaseInTheMean,
    groups_of_slips,
    on_slip,
    tells_of_others,
)
from omsrisk.core.phasing.go_live_chances import shares_its_cause, stated_likelihoods
from omsrisk.core.phasing.slips import may_slip, slipped, slips_of, whole_days
from omsrisk.core.pricing.case import Case, Input, own_path
from omsrisk.core.pricing.catalogue import COMMON_CAUSE, LIKELIHOOD, SHARED_NUMBER, SLIPS
from omsrisk.core.pricing.exposure import price
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.chained import Chained, TooManyProductsError, chained_of
from omsrisk.core.uncertainty.events import Draw, distribution_of, drawn
from omsrisk.core.uncertainty.moments import Moments
from omsrisk.core.uncertainty.products import Products
from omsrisk.core.uncertainty.variance import Decomposition, MomentOf, PointsOf, decomposed
from omsrisk.errors import UsageError
from omsrisk.scenario.labels import label_of, owner_of


class Driver(NamedTuple):
    """
    What one uncertain input does to the variance of the metric.

    Attributes:
        path: The input, or the path by which ranges of one source go, or the likelihood of an event.
        label: What reports call it.
        owner: Who answers for it, where the author says so.
        is_draw: Whether it is the draw whether a go-live fails, as against a number.
        first_order: Share of the variance that it makes alone, 0 to 1.
        total_order: Share that it makes alone and together with others, 0 to 1.
        deviation_if_known: Standard deviation of the metric that would be left if it were known
            [money].
        errors: Standard errors of the two shares, where they are sampled.
    """

    path: str
    label: str
    owner: str | None
    is_draw: bool
    first_order: float
    total_order: float
    deviation_if_known: float
    errors: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Drivers(Result):
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


class NoClosedFormError(UsageError):
    """What drives a metric cannot be worked out exactly; trials can estimate it."""


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
    stated = assessment.scenario.case
    case, open_draws = drawn(stated)
    figure, sources = _figure_of(case, open_draws, metric)
    _refuse_unfit(stated, figure.names(), open_draws)
    if may_slip(stated):
        found = _over_slips(stated, open_draws, metric)
    else:
        found = _decomposed(figure, case, open_draws, sources)
    uncertain, draws = uncertain_inputs(case), {one.path: one for one in open_draws}
    paths = list(dict.fromkeys((*uncertain, *draws)))
    if not all(map(math.isfinite, (found.mean, found.variance, *found.together.values()))):
        raise UsageError(
            f"the variance of `{metric}` is beyond the numbers of a computer",
            "give the inputs narrower ranges",
        )
    return Drivers(
        assessment,
        metric,
        point=float(points_in_trials(assessment, (metric,))[metric]),
        mean=found.mean,
        standard_deviation=math.sqrt(max(found.variance, 0.0)),
        drivers=tuple(_sorted(found, draws, assessment.scenario.case)),
        still=tuple(
            dict.fromkeys(
                one for one in (sources.get(path, path) for path in paths) if one not in found.alone
            )
        ),
        widest=widest_of(figure, case, metric),
    )


def _figure_of(case: Case, open_draws: Sequence[Draw], metric: str) -> tuple[Chained, dict[str, str]]:
    """Write a metric in what is uncertain, with the source of each input and shared draw."""
    uncertain, draws = uncertain_inputs(case), {one.path: one for one in open_draws}
    paths = list(dict.fromkeys((*uncertain, *draws)))
    failures = tuple(one.path for one in open_draws if one.is_of_a_go_live)
    sources = {path: uncertain[path].quantile_source for path in paths if path not in draws}
    sources |= {path: one.drawn_with for path, one in draws.items() if one.drawn_with is not None}
    return figure_of(case, metric, paths, failures), sources


def _decomposed(
    figure: Chained, case: Case, open_draws: Sequence[Draw], sources: Mapping[str, str]
) -> Decomposition:
    """Decompose the variance of a figure from `_figure_of`."""
    draws = {one.path: one for one in open_draws}
    moments: dict[str, MomentOf] = {path: _of_draw(one.chance) for path, one in draws.items()}
    together = {path: one for path, one in draws.items() if one.drawn_with is not None}
    if together:
        moments[SHARED_NUMBER] = _of_one_number(together, figure)
    own = {path: source for path, source in sources.items() if path not in draws}
    uncertain = uncertain_inputs(case)
    products = Products(uncertain, ())
    moments |= _of_sources(own, uncertain, figure, products)
    chances = {path: one.chance for path, one in draws.items()}
    several = {source for source, number in Counter(own.values()).items() if number > 1}
    points = {source: _at_points(products, figure) for source in several}
    alike = _alike(figure, own, products)
    try:
        return decomposed(figure, moments, chances, sources, points=points, alike=alike)
    except TooManyProductsError:
        raise _too_many_products() from None


def _too_many_products() -> NoClosedFormError:
    return NoClosedFormError(
        "too many go-lives follow from those before them: no closed form",
        "let it be sampled: omsrisk simulate --drivers",
    )


def _at_points(products: Products, figure: Chained) -> PointsOf:
    return lambda monomial: products.at_points(
        tuple((figure.atoms[at], power) for at, power in monomial)
    )


def _alike(figure: Chained, paths: Collection[str], products: Products) -> dict[int, int]:
    """Find for each atom the first that is always the same number: phases state a range again."""
    firsts: dict[Atom, int] = {}
    return {
        at: firsts.setdefault(atom._replace(name=products.alike[atom.name]), at)
        for at, atom in enumerate(figure.atoms)
        if atom.name in paths
    }


def _over_slips(stated: Case, open_draws: Sequence[Draw], metric: str) -> Decomposition:
    """
    Decompose the variance of a figure that is another one after each slip.

    What varies after the slips, each with its chance, and what the mean varies from slip to slip, is
    all of the variance. Alone an input makes what it makes of the mean figure; with others the mean
    of what it makes after each slip. The slip makes with others what the mean figure leaves.
    """
    if tells_of_others(stated):
        message = f"`{SLIPS}` is correlated with another input: no closed form"
        raise NoClosedFormError(message, "let it be sampled: omsrisk simulate --drivers")
    if len(groups_of_slips(stated)) > 1:
        message = f"`{SLIPS}` is uncertain, and what is in force follows from it: no closed form"
        raise NoClosedFormError(message, "let it be sampled: omsrisk simulate --drivers")
    case, _ = drawn(stated)
    known: dict[object, Decomposition] = {}
    each: list[tuple[float, float, Decomposition]] = []
    size = 0
    for slip in slips_of(stated):
        own = slipped(case, slip.days)
        figure, sources = _figure_of(own, open_draws, metric)
        constant = figure.terms.get(_CONSTANT, Decimal(0))
        varying = {key: one for key, one in figure.terms.items() if key != _CONSTANT}
        key = figure.atoms, frozenset(varying.items())
        if key not in known:
            size += len(varying)
            if size > _MOST_TERMS:
                message = f"`{SLIPS}` is uncertain, and all windows follow from it: too many terms"
                raise NoClosedFormError(message, "let it be sampled: omsrisk simulate --drivers")
            known[key] = _decomposed(figure._replace(terms=varying), own, open_draws, sources)
        found = known[key]
        each.append((float(slip.chance), found.mean + float(constant), found))
    mean_case, _ = drawn(CaseInTheMean(stated).case)
    figure, sources = _figure_of(mean_case, open_draws, metric)
    of_mean = _decomposed(figure, mean_case, open_draws, sources)
    mean = math.fsum(chance * own for chance, own, _ in each)
    between = math.fsum(chance * (own - mean) ** 2 for chance, own, _ in each)
    variance = between + math.fsum(chance * found.variance for chance, _, found in each)
    together: dict[str, float] = {}
    for chance, _, found in each:
        for name, part in found.together.items():
            together[name] = together.get(name, 0.0) + chance * part
    alone = {name: of_mean.alone.get(name, 0.0) for name in together}
    if between > _ROUNDING * variance:
        alone[SLIPS] = between
        together[SLIPS] = max(variance - of_mean.variance, between)
    return Decomposition(mean, variance, alone, together)


_CONSTANT = (0, ())
_MOST_TERMS = 20_000
_ROUNDING = 1e-12


def figure_of(case: Case, metric: str, paths: Iterable[str], draws: tuple[str, ...]) -> Chained:
    """
    Write a metric as a polynomial in what is uncertain.

    Args:
        case: In which each phase has a likelihood of its own: from `drawn`.
        metric: Which figure.
        paths: The uncertain inputs and the draws.
        draws: The failures among them, in the order of the phases; with the stop rule they are a
            chain.

    Raises:
        NoClosedFormError: An item with a cap rests on several of them, or products are too many.
    """
    variables, values = {path: path for path in paths}, values_of(case)
    with exact(ENOUGH_DIGITS):
        traced = traced_figures(case, (metric,))[metric]
        is_chain = case.stops_if_a_phase_fails and COMMON_CAUSE not in case.inputs
        chain = draws if is_chain else ()
        try:
            figure = chained_of(traced, variables, chain, values)
            return figure if figure.is_settled else chained_of(traced, variables, (), values)
        except TooManyProductsError:
            raise _too_many_products() from None
        except TooManyTermsError:
            raise NoClosedFormError(
                "an item with a cap rests on several ranges: no closed form",
                "let it be sampled: omsrisk simulate --drivers",
            ) from None


def widest_of(figure: Chained, case: Case, metric: str) -> str | None:
    """
    Find the source that moves the metric most from end to end, all others as they stand.

    Args:
        figure: The metric in the uncertain inputs and the draws.
        case: In which each phase has a likelihood of its own: from `drawn`.
        metric: Which figure it is.
    """
    values, uncertain = values_of(case), uncertain_inputs(case)
    ends: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    for path, one in uncertain.items():
        assert one.spread is not None  # noqa: S101 - that makes it uncertain
        ends.setdefault(one.quantile_source, {})[path] = one.spread.low, one.spread.high
    with exact(ENOUGH_DIGITS):
        swings = {source: abs(figure.change(own, values)) for source, own in ends.items()}
        if SLIPS in uncertain:
            # it stands in no formula: the case is priced at both of its ends
            both = ends[uncertain[SLIPS].quantile_source][SLIPS]
            low, high = (_point_of(on_slip(case, whole_days(end)), metric) for end in both)
            swings[uncertain[SLIPS].quantile_source] = abs(high - low)
    return max(swings, key=lambda source: swings[source], default=None)


def _point_of(case: Case, metric: str) -> Decimal:
    return Decimal(trial_figures(case, price(case), (metric,))[metric])


def _refuse_unfit(case: Case, moving: Collection[str], draws: Iterable[Draw]) -> None:
    """Refuse inputs that move the metric and are not independent of each other."""
    uncertain = uncertain_inputs(case)
    sources = {uncertain[path].quantile_source for path in moving if path in uncertain}
    for one in case.correlations:
        if one.first in sources and one.second in sources:
            raise NoClosedFormError(
                f"`{one.first}` and `{one.second}` are correlated: no closed form",
                "let it be sampled: omsrisk simulate --drivers",
            )
    if shares_its_cause(case) and any(one.spread is not None for one in stated_likelihoods(case)):
        raise NoClosedFormError(
            "a likelihood is uncertain and phases may fail together: no closed form",
            "let it be sampled: omsrisk simulate --drivers",
        )
    shared = Counter(
        one.likelihood.quantile_source
        for one in draws
        if one.likelihood.spread is not None and one.path in moving
    )
    for source in (one for one, events in shared.items() if events > 1):
        what = "fail" if own_path(source) == LIKELIHOOD else "bring it"
        raise NoClosedFormError(
            f"`{own_path(source)}` is uncertain and shared by several phases: whether they {what} is "
            "not independent",
            f"separate it: --independent {own_path(source)}; or let it be sampled: "
            "omsrisk simulate --drivers",
        )


def _of_sources(
    sources: Mapping[str, str],
    uncertain: Mapping[str, Input],
    figure: Chained,
    products: Products,
) -> dict[str, MomentOf]:
    """Return the moments of each source: of one range, or of several that share a quantile."""
    found: dict[str, MomentOf] = {}
    together = Counter(sources.values())
    for path, source in sources.items():
        if together[source] == 1:
            found[source] = _of_input(uncertain[path], path, figure)
        else:
            found.setdefault(source, _of_several(products, figure))
    return found


def _of_several(products: Products, figure: Chained) -> MomentOf:
    """Integrate over the quantile that several ranges share."""

    def moment(monomial: Monomial) -> float:
        powers = tuple((figure.atoms[at], power) for at, power in monomial)
        value, _ = products.expected(powers)
        if value is None:
            raise NoClosedFormError(
                "ranges that share a quantile have no closed form here",
                "let it be sampled: omsrisk simulate --drivers",
            )
        return float(value)

    return moment


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


def _of_one_number(draws: Mapping[str, Draw], figure: Chained) -> MomentOf:
    """Of go-lives that hold one number against their likelihoods, all fail with the least."""

    def moment(monomial: Monomial) -> float:
        return min(draws[figure.atoms[at].name].chance for at, _ in monomial)

    return moment


def _sorted(found: Decomposition, draws: Mapping[str, Draw], case: Case) -> Iterator[Driver]:
    variance = found.variance
    for name in sorted(found.alone, key=lambda one: found.together[one], reverse=True):
        share = found.alone[name] / variance if variance else 0.0
        total = found.together[name] / variance if variance else 0.0
        left = math.sqrt(max(variance - found.alone[name], 0.0))
        label, owner = label_of(case, name), owner_of(case, name)
        is_draw = name in draws or name == SHARED_NUMBER
        yield Driver(name, label, owner, is_draw, share, total, left)
