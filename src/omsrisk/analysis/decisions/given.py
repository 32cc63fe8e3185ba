"""What a roll-out costs on average where one thing is known: a number, or whether an event comes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from omsrisk.analysis.uncertainty.means import mean_given
from omsrisk.core.algebra.polynomial import Atom, Polynomial
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.distributions.excess import mean_excess
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.by_slip import CaseInTheMean, cases_by_slip
from omsrisk.core.phasing.slips import may_slip
from omsrisk.core.pricing.case import Case, Input, Spread
from omsrisk.core.pricing.catalogue import LIKELIHOOD, SLIPS
from omsrisk.core.pricing.exposure import traced_value
from omsrisk.core.pricing.variation import fixed, uncertain_inputs
from omsrisk.core.uncertainty.copula import Expected, hermite, normal_grid
from omsrisk.core.uncertainty.events import Draw, distribution_of, drawn
from omsrisk.core.uncertainty.expectation import Expectation
from omsrisk.core.uncertainty.one_quantile import kinks_of, values_of_product
from omsrisk.core.uncertainty.products import About, Powers


class CostCurve(NamedTuple):
    """
    What a roll-out costs on average, by what one source comes to.

    Attributes:
        terms: Coefficients of products of it.
        about: What each product is made of, in that order.
    """

    terms: Mapping[Powers, Decimal]
    about: tuple[About, ...]

    @property
    def is_constant(self) -> bool:
        """Whether it is the same whatever the source comes to."""
        return not any(self.terms)

    def spreads(self) -> Iterator[Spread | None]:
        """Walk the ranges that it is of; None for what is correlated with them."""
        for one in self.about:
            yield from (spread for spread, _, _ in one.own)
            if one.partner is not None:
                yield None

    def polynomial(self) -> Polynomial:
        """Write it as a polynomial in one number: that of its one range."""
        places: dict[Atom, int] = {}
        found: dict[tuple[tuple[int, int], ...], Decimal] = {}
        for powers, coefficient in self.terms.items():
            monomial: dict[int, int] = {}
            for atom, power in powers:
                at = places.setdefault(atom._replace(name=""), len(places))
                monomial[at] = monomial.get(at, 0) + power
            key = tuple(sorted(monomial.items()))
            found[key] = found.get(key, Decimal(0)) + coefficient
        return Polynomial(tuple(places), found)

    def kinks(self) -> Iterator[float]:
        """Walk the normal numbers at which it is not smooth."""
        for one in self.about:
            yield from kinks_of(one.own)

    def values(self, points: Sequence[float]) -> list[float]:
        """Evaluate it at normal numbers of its source."""
        found = [0.0] * len(points)
        for coefficient, one in zip(self.terms.values(), self.about, strict=True):
            values = values_of_product(one.own, points)
            if one.partner is not None:
                series, rank = one.partner
                rows = zip(*hermite(tuple(points)), strict=True)
                weights = [each * rank**at for at, each in enumerate(series.coefficients)]
                known = (sum(map(float.__mul__, weights, row)) for row in rows)
                values = list(map(float.__mul__, values, known))
            scale = float(coefficient * one.factor)
            found = [sum_ + scale * value for sum_, value in zip(found, values, strict=True)]
        return found


class Whether(NamedTuple):
    """
    What a roll-out costs on average where it is known whether an event comes.

    Attributes:
        chance: How likely it comes.
        spread: The range of its likelihood; None where that is one number.
        if_it_comes: The mean then [money].
        if_not: The mean otherwise [money].
    """

    chance: Decimal
    spread: Spread | None
    if_it_comes: Decimal
    if_not: Decimal


class PricedOption:
    """
    A roll-out that may be chosen, by its net exposure.

    Args:
        case: Complete inputs.
        rate: What one unit of its currency is worth.

    Attributes:
        case: The same.
        mean: The mean of its net exposure [money]; None where that has no closed form.
    """

    def __init__(self, case: Case, rate: Decimal) -> None:
        self.case = case
        self._rate = rate
        whole = CaseInTheMean(case)
        self._figure = self._net_exposure(whole)
        self._expectation = Expectation(whole.case)
        self.mean = self._expectation.mean(self._figure).value if whole.is_told else None

    def _net_exposure(self, whole: CaseInTheMean) -> Figure:
        with exact(ENOUGH_DIGITS):
            return whole.priced(against_going_on=False).net_exposure * self._rate

    @property
    def known_mean(self) -> Decimal:
        """The mean of its net exposure, where it has a closed form [money]."""
        assert self.mean is not None  # noqa: S101 - who asks has made sure of it
        return self.mean

    @cached_property
    def sources(self) -> dict[str, str]:
        """Its sources of uncertain numbers, each with the path of a range that it is."""
        found: dict[str, str] = {}
        for path, one in uncertain_inputs(self.case).items():
            found.setdefault(one.quantile_source, path)
        return found

    def given(self, source: str) -> CostCurve | None:
        """Tell what it costs by what a source comes to; None where that has no closed form."""
        if source not in self.sources:
            return _constant(self.known_mean)
        if source == SLIPS:
            return None  # the figure is a mean over it: it says nothing of what a slip makes of it
        products = self._expectation.products
        terms = self._expectation.known_but(self._figure, products.bits[self.sources[source]])
        if terms is None:
            return None
        about = [products.about(powers, source) for powers in terms]
        if None in about:
            return None
        return CostCurve(terms, tuple(one for one in about if one is not None))

    @cached_property
    def by_slip(self) -> Mapping[int, Decimal] | None:
        """
        What it costs by the days by which its go-lives slip; empty where they do not.

        None where that has no closed form.
        """
        found: dict[int, Decimal] = {}
        for slip, case in cases_by_slip(self.case) if may_slip(self.case) else ():
            whole = CaseInTheMean(fixed(case, {SLIPS: Decimal(slip.days)}))
            like = None if case.live_from else self._expectation
            mean = Expectation(whole.case, like=like).mean(self._net_exposure(whole)).value
            if mean is None:
                return None
            found[slip.days] = mean
        return found

    @cached_property
    def events(self) -> dict[str, Whether | None]:
        """
        What it costs by whether each event comes, by the name that roll-outs share.

        None where that has no closed form, or says something of the others.
        """
        case, draws = drawn(self.case)
        if not draws:
            return {}
        # what says the chances keeps its range beside the event that is decided
        stated = {one.path: _stated(one) for one in draws}
        case = case._replace(inputs={**case.inputs, **{one.path: one for one in stated.values()}})
        case = _with_common_ranges(case, draws)
        whole = CaseInTheMean(case)
        figure, base = self._net_exposure(whole), Expectation(whole.case)
        first = case.phases[0].prefix + LIKELIHOOD if case.phases else LIKELIHOOD
        found: dict[str, Whether | None] = {}
        for one in draws:
            name = LIKELIHOOD if one.path == first else one.path
            alone = one.drawn_with is None and whole.is_everywhere(one.path)
            found[name] = _whether(case, base, figure, one, stated[one.path]) if alone else None
        return found


def _constant(mean: Decimal) -> CostCurve:
    return CostCurve({(): mean}, (About(Decimal(1), (), None),))


def _with_common_ranges(case: Case, draws: Sequence[Draw]) -> Case:
    """Let go-lives whose likelihood is one range of several share it: one tells of the others."""
    common = {
        one.path: one.likelihood.quantile_source
        for one in draws
        if one.likelihood.spread is not None and one.path != one.likelihood.path
    }

    def tied(inputs: Mapping[str, Input]) -> dict[str, Input]:
        return {
            path: one._replace(drawn_with=common[one.path]) if one.path in common else one
            for path, one in inputs.items()
        }

    phases = tuple(phase._replace(inputs=tied(phase.inputs)) for phase in case.phases)
    return case._replace(inputs=tied(case.inputs), phases=phases)


def _stated(draw: Draw) -> Input:
    one = draw.likelihood
    own = f"stated.{draw.path}"
    return one._replace(path=own, drawn_with=one.quantile_source if one.spread else None)


def _whether(
    case: Case, base: Expectation, figure: Figure, draw: Draw, stated: Input
) -> Whether | None:
    """Decide an event; where others share the range of its likelihood, it tells of them, too."""
    chance = base.mean(traced_value(stated)).value
    found = []
    for comes in (True, False):
        own = Expectation(case, {draw.path: Decimal(comes)}, like=base)
        with exact(ENOUGH_DIGITS):
            said = traced_value(stated) if comes else 1 - traced_value(stated)
            mean = mean_given(own, said, own.mean(said), own.mean(figure), figure)
        if mean is None:
            return None
        found.append(mean)
    if chance is None:
        return None
    return Whether(chance, draw.likelihood.spread, *found)


def excess_given(curves: Sequence[CostCurve], chosen: int) -> Expected:
    """
    Return what a choice costs more than the best one where a source is known, in the mean.

    Args:
        curves: Of each roll-out that may be chosen.
        chosen: The place of the one that is chosen without knowing.

    Returns:
        Exact, up to the rounding of floats, where the source is one range; else an integral with the
        size of its error.
    """
    if all(one.is_constant for one in curves):
        return Expected(0.0, 0.0)
    spreads = {spread for one in curves for spread in one.spreads()}
    if len(spreads) == 1:
        (spread,) = spreads
        if spread is not None:
            polynomials = [one.polynomial() for one in curves]
            return Expected(mean_excess(polynomials, chosen, distribution_of(spread)), 0.0)
    kinks = {at for one in curves for at in one.kinks()}
    kinks.update(_crossings(curves, normal_grid(kinks)[0]))
    found, finer = (_integral(curves, chosen, ends) for ends in (kinks, kinks | _HALVES))
    return Expected(finer, abs(found - finer))


_HALVES = {at / 2 for at in range(-17, 18)}
_HALVINGS = 50


def _integral(curves: Sequence[CostCurve], chosen: int, kinks: set[float]) -> float:
    points, weights = normal_grid(kinks)
    rows = [one.values(points) for one in curves]
    excess = (own - min(others) for own, *others in zip(rows[chosen], *rows, strict=True))
    return math.fsum(map(float.__mul__, weights, excess))


def _crossings(curves: Sequence[CostCurve], points: Sequence[float]) -> Iterator[float]:
    """Find where another curve becomes the least, between points at which it is another."""
    leaders = _leaders(curves, points)
    for (low, first), (high, last) in pairwise(zip(points, leaders, strict=True)):
        start, end = low, high
        if first == last:
            continue
        for _ in range(_HALVINGS):
            middle = (start + end) / 2
            (leader,) = _leaders(curves, [middle])
            start, end = (middle, end) if leader == first else (start, middle)
        yield (start + end) / 2


def _leaders(curves: Sequence[CostCurve], points: Sequence[float]) -> list[int]:
    rows = zip(*(one.values(points) for one in curves), strict=True)
    return [values.index(min(values)) for values in rows]


def excess_by_event(options: Sequence[Whether | Decimal], chosen: int) -> float | None:
    """
    Return what a choice costs more than the best one where it is known whether an event comes.

    Roll-outs share the event: where it comes to one that is less likely to have it, it comes to those
    that are likelier to.

    Args:
        options: Of each roll-out what it costs by the event, or its mean where it has none.
        chosen: The place of the one that is chosen without knowing.

    Returns:
        None where ranges of its likelihood differ.
    """
    spreads = {one.spread for one in options if isinstance(one, Whether)}
    if len(spreads) > 1 and any(spreads):
        return None
    chances = {one.chance for one in options if isinstance(one, Whether)}
    total = 0.0
    for low, high in pairwise(sorted({Decimal(0), *chances, Decimal(1)})):
        costs = [_where(one, high) for one in options]
        total += float(high - low) * float(costs[chosen] - min(costs))
    return total


def _where(one: Whether | Decimal, up_to: Decimal) -> Decimal:
    """Return the mean where the shared number is no more than this, and above the next chance."""
    if not isinstance(one, Whether):
        return one
    return one.if_it_comes if up_to <= one.chance else one.if_not
