"""Figures of a case by their means or at most likely values, as expressions that can be varied."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from omsrisk.analysis.assess import break_even_stopping_cost, exact_exposure, stopping_saves
from omsrisk.analysis.metrics import metric_of, metrics_of, not_assessed
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.algebra.symbols import Figure, Symbol, inputs_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.by_slip import CaseInTheMean
from omsrisk.core.phasing.slips import may_slip
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.programme import costs_that_choose
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.averaged import Averaged, averaged
from omsrisk.core.uncertainty.expectation import Expectation

_BREAK_EVEN = "break_even_stopping_cost"


class Valued(NamedTuple):
    """
    Figures that can be varied in what is certain.

    Attributes:
        figures: Expressions in the inputs of the case.
        values: The number of every input with which they count.
        integrated: Inputs with a range that cannot be varied in them: they do not stand in all
            their places. Value the figures with them as `free`.
        at: What ranges count with. Asked for means that have no closed form, figures are at most
            likely values.
        held: Other inputs that cannot be varied in them: an amount with a cap has them beside ranges,
            or they decide which way to close a gap counts.
        wholes: The means that stand in them as inputs, by name, where that was asked for.
        apart: For inputs that are integrated or held, and move by such means alone, their names.
    """

    figures: tuple[Figure, ...]
    values: Mapping[str, Decimal]
    integrated: frozenset[str]
    at: At
    held: frozenset[str] = frozenset()
    wholes: Mapping[str, Symbol] = MappingProxyType({})
    apart: Mapping[str, Sequence[str]] = MappingProxyType({})

    def moves_apart(self, paths: Iterable[str]) -> bool:
        """Whether those of some inputs that cannot be varied in figures move by means apart."""
        bound = [path for path in paths if path in self.integrated or path in self.held]
        return bool(bound) and all(path in self.apart for path in bound)


class Valuing:
    """
    Puts means, or most likely values, into the figures of a case; it is traced once.

    Args:
        case: Complete inputs.
        at: What ranges are to count with.
        like: Of a case with the same ranges: what these may come to is not worked out once more.
        against_going_on: Whether its memos tell what the stop rule saves, which takes as long again.

    Attributes:
        expectation: What takes its means.
        uncertain: The paths of the inputs that have a range.
    """

    def __init__(
        self,
        case: Case,
        at: At,
        *,
        like: "Valuing | None" = None,
        against_going_on: bool = True,
    ) -> None:
        self._stated = case
        self._are_told = True
        self._in_the_mean = CaseInTheMean(case) if at is At.MEAN else None
        if self._in_the_mean is not None and not _is_told(self._in_the_mean):
            self._in_the_mean, self._are_told = None, False
        self._case = case if self._in_the_mean is None else self._in_the_mean.case
        self._against_going_on = against_going_on
        # on other dates other ranges may be in force
        has_the_same = like is not None and not case.live_from
        self.expectation: Expectation = Expectation(
            self._case, like=like.expectation if like is not None and has_the_same else None
        )
        self.uncertain = frozenset(uncertain_inputs(case))
        self._at = at if self.uncertain else At.LIKELY
        # without ranges both are one number, and what was asked for is what is told
        self._else_at = At.LIKELY if self.uncertain else at

    @cached_property
    def exposure(self) -> Exposure[Symbol]:
        """The case in terms of its inputs."""
        with exact(ENOUGH_DIGITS):
            if self._in_the_mean is not None:
                return self._in_the_mean.priced(against_going_on=self._against_going_on)
            return price(self._case, traced_value, against_going_on=self._against_going_on)

    def with_certain(self, numbers: Mapping[str, Decimal]) -> Expectation:
        """Take means where some of the inputs count as numbers."""
        return self.expectation.with_numbers(numbers)

    @cached_property
    def values(self) -> dict[str, Decimal]:
        """The number of every input that stands in its figures."""
        return values_of(self._case)

    def of(
        self, figures: Sequence[Figure], free: Collection[str] = (), *, apart: bool = False
    ) -> Valued:
        """
        Value figures of `exposure`.

        Args:
            figures: What to value.
            free: Inputs that are to vary. One that has a range counts as certain then: a number
                takes the place of the range.
            apart: Whether means that are integrated as a whole stand in them as inputs.
        """
        likely = self.values
        if self._at is At.MEAN and self._are_told:
            varied = {path: likely[path] for path in free if path in self.uncertain}
            found = averaged(self.with_certain(varied), tuple(figures), apart=apart)
            if found is not None:
                values = likely | dict(found.means)
                held = found.held | self._choosing
                wholes = self._moving_apart(found)
                return Valued(
                    found.figures, values, found.integrated, At.MEAN, held, found.wholes, wholes
                )
        return Valued(tuple(figures), likely, frozenset(), self._else_at, self._choosing)

    def _moving_apart(self, found: Averaged) -> dict[str, list[str]]:
        """List the means by which an input moves that stands in nothing else that is integrated."""
        names: dict[str, list[str]] = {}
        kept = found.in_moments | self._choosing
        for name, node in found.wholes.items():
            for path in inputs_of(node):
                if path not in kept:
                    names.setdefault(path, []).append(name)
        return names

    @cached_property
    def _choosing(self) -> frozenset[str]:
        return costs_that_choose(self._case) if self._case.gaps else frozenset()

    def metrics(
        self, names: Sequence[str], free: Collection[str] = (), *, apart: bool = False
    ) -> Valued:
        """
        Value metrics by their names, as `of` does figures.

        Raises:
            UsageError: There is no such metric, or it is not assessed.
        """
        figures = metrics_of(self.exposure, names)
        return self.of([figures[name] for name in names], free, apart=apart)

    def has_means(self, names: Sequence[str]) -> bool:
        """Whether the means of metrics have a closed form; without ranges they are known."""
        return not self.uncertain or (
            self._are_told
            and None
            not in [
                self.expectation.mean(figure).value
                for name in names
                for figure in self.parts_of(name)
            ]
        )

    def parts_of(self, metric: str) -> tuple[Figure, ...]:
        """List what a metric is made of: itself, but for the one that divides two others."""
        if metric == _BREAK_EVEN and self._case.stops_if_a_phase_fails and self._case.phases:
            with exact(ENOUGH_DIGITS):
                return stopping_saves(self.exposure)
        return (metric_of(self.exposure, metric),)

    def amounts(self, names: Sequence[str]) -> tuple[Decimal, ...]:
        """
        Return metrics as they stand, exact but for the rounding of means.

        Raises:
            UsageError: There is no such metric, or it is not assessed.
        """
        if self._at is At.MEAN and self.has_means(names):
            return tuple(self._mean(name) for name in names)
        exposure = exact_exposure(self._stated)
        return tuple(Decimal(metric_of(exposure, name)) for name in names)

    def _mean(self, name: str) -> Decimal:
        means = [self.expectation.mean(one).value or Decimal(0) for one in self.parts_of(name)]
        return told(name, means)


def _is_told(whole: CaseInTheMean) -> bool:
    """Whether means over the slips can be told: else nothing is traced over them."""
    if not may_slip(whole.case) or not whole.is_told:
        return whole.is_told
    with exact(ENOUGH_DIGITS):
        net_exposure = whole.priced(against_going_on=False).net_exposure
    return Expectation(whole.case).mean(net_exposure).value is not None


def told(metric: str, amounts: Sequence[Decimal]) -> Decimal:
    """
    Return a metric from the amounts of `Valuing.parts_of`.

    Raises:
        UsageError: It cannot be told with them.
    """
    if len(amounts) == 1:
        return amounts[0]
    cost = break_even_stopping_cost(*amounts)
    if cost is None:
        raise not_assessed(metric)
    return cost


class Valuings:
    """
    Values cases for a question that asks several times for the same ones: those are traced once.

    Without what the stop rule saves: no memo of that is told.

    Args:
        kept: The cases that are asked for several times; what others take up is free afterwards.
    """

    def __init__(self, kept: Iterable[Case] = ()) -> None:
        self._kept = {id(one): one for one in kept}
        self._known: dict[tuple[int, At], Valuing] = {}

    def of(self, case: Case, at: At) -> Valuing:
        """
        Return what values a case.

        Args:
            case: Complete inputs.
            at: What ranges count with.
        """
        key = id(case), at
        if key in self._known:
            return self._known[key]
        made = Valuing(case, at, against_going_on=False)
        if id(case) in self._kept:
            self._known[key] = made
        return made


def value_of(case: Case, metric: str, at: At) -> Decimal:
    """
    Return a metric of a case, by its mean or at most likely values.

    Raises:
        UsageError: There is no such metric, or it is not assessed.
    """
    (amount,) = Valuing(case, at).amounts([metric])
    return amount


def values_of_all(
    cases: Sequence[Case], metrics: Sequence[str], at: At
) -> tuple[At, tuple[tuple[Decimal, ...], ...]]:
    """
    Return metrics of several cases, all of one kind.

    Returns:
        What ranges count with, and the metrics of each case. Where one mean has no closed form, all
        are at most likely values.
    """
    valuings = [Valuing(one, at) for one in cases]
    if any(not one.has_means(metrics) for one in valuings):
        at = At.LIKELY
        valuings = [Valuing(one, at) for one in cases]
    return at, tuple(one.amounts(metrics) for one in valuings)
