"""Where inputs take a percentile or a mean to its limit: those that move it alike are one search."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from omsrisk.analysis.sensitivity.one_way import way_of
from omsrisk.analysis.sensitivity.solve import bounds_of
from omsrisk.analysis.sensitivity.solve_uncertain import Jump, UncertainSearch, decimal_of
from omsrisk.analysis.sensitivity.varying import VariedInput, is_one_of_some
from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
from omsrisk.analysis.uncertainty.sampled import approach_of
from omsrisk.analysis.uncertainty.trial_figures import sampled_metrics, traced_figures
from omsrisk.core.algebra.moving_alike import Move, MovingAlike
from omsrisk.core.algebra.symbols import Figure, Symbol, inputs_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.by_slip import groups_of_slips
from omsrisk.core.phasing.slips import slipped
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.programme import is_choosing
from omsrisk.core.pricing.variation import (
    fixed,
    moves_dates,
    shapes_season,
    stands_in_no_formula,
    uncertain_inputs,
    values_of,
)
from omsrisk.core.uncertainty.events import drawn
from omsrisk.scenario.schema.limits import Limit
from omsrisk.simulation.estimates import Estimate

_STEPS = 40
_FLAT = 3
_WIDEST = 64.0


class Wire(NamedTuple):
    """
    Where an input takes a statistic to its limit.

    Attributes:
        at: The number of the input that is the nearest to its own.
        is_passed: Whether the limit is passed with its own number for certain.
    """

    at: Decimal
    is_passed: bool


@dataclass(slots=True)
class _Direction:
    """
    What is known of a figure along a way that several inputs move it, in steps of rate 1.

    Attributes:
        root: How far away the limit is.
        clear: How far nothing is.
        is_one_way: Whether the statistic never turns back; None where nobody has looked.
    """

    root: float | None = None
    clear: float = 0.0
    is_one_way: bool | None = None


class UncertainWires:
    """
    Inputs held against a limit on a percentile or a mean.

    A sure value takes the place of the input's range, its own number in the file as well: so it is
    told on which side of the limit that lies. Where a figure is of degree one in inputs that are
    certain, `figure + step x rate x what is random`, all that share the last meet a limit after the
    same step: the distributions of one search do for all of them. What is moved by a sum that chance
    does not touch needs no search at all.

    Args:
        case: Complete inputs.
        limit: On a statistic.
    """

    def __init__(self, case: Case, limit: Limit) -> None:
        assert limit.statistic is not None  # noqa: S101 - the caller has looked
        self._case, self._limit, self._asked = case, limit, limit.statistic
        self._directions: dict[tuple[str, tuple[float, ...]], _Direction] = {}
        cases = [group.case for group in groups_of_slips(case)]
        self._uncertain = frozenset(path for one in cases for path in uncertain_inputs(one))
        self._drawn = frozenset(
            path
            for one in cases
            for draw in drawn(one)[1]
            for path in (draw.path, draw.likelihood.path)
        )
        with exact(ENOUGH_DIGITS):
            self._alike = MovingAlike(list(self._figures()), self._uncertain | self._drawn)
            as_stated = traced_figures(case, sampled_metrics(case, self._asked)).values()
        self._moved_by = frozenset(
            path for each in as_stated if isinstance(each, Symbol) for path in inputs_of(each)
        )

    def _figures(self) -> Iterator[tuple[Figure, dict[str, Decimal]]]:
        """Trace what is asked, after each slip."""
        metrics = sampled_metrics(self._case, self._asked)
        for group in groups_of_slips(self._case):
            own, _ = drawn(group.case)
            for slip in group.slips:
                for figure in traced_figures(slipped(own, slip.days), metrics).values():
                    yield figure, values_of(own)

    @cached_property
    def _now(self) -> Estimate:
        """The statistic as the file stands."""
        return DistributionFinder(approach_of(None, None, None)).statistic(self._case, self._asked)

    def wire(self, one: VariedInput) -> Wire | None:
        """
        Find where an input takes the statistic to its limit.

        Args:
            one: The input.

        Returns:
            None where it does not.
        """
        search = UncertainSearch(
            one,
            self._asked,
            float(self._limit.maximum),
            DistributionFinder(approach_of(None, None, None)),
        )
        move = self._move(one)
        if self._is_certain(one):
            search.know(float(one.value), self._now)
        if move is None or not search.gap(float(one.value)) or not self._goes_one_way(one, move):
            reached = search.values(*bounds_of(one, None))
            nearest = min(reached, key=lambda at: abs(at - one.value), default=None)
        else:
            nearest = self._along(one, move, search)
        if nearest is None:
            return None
        return Wire(nearest, self._judged(one, search).value > self._limit.maximum)

    def _judged(self, one: VariedInput, search: UncertainSearch) -> Estimate:
        """As `check` judges it: worked out where that is possible, also where the search was not."""
        if search.is_exact:
            return search.at(float(one.value))
        if self._is_certain(one):
            return self._now
        finder = DistributionFinder(approach_of(None, None, None))
        return finder.statistic(fixed(one.case, one.numbers_at(one.value)), self._asked)

    def _is_certain(self, one: VariedInput) -> bool:
        return one.case is self._case and self._uncertain.isdisjoint(one.paths)

    def _move(self, one: VariedInput) -> Move | None:
        """Tell how it moves the figure, where that is the same whatever number it has."""
        path = one.paths[0]
        makes_others = (
            stands_in_no_formula(path)
            or moves_dates(path)
            or shapes_season(path)
            or is_choosing(one.case, path)
            or is_one_of_some(one.case, path)
        )
        if len(one.paths) > 1 or one.scales or one.is_factor or one.case is not self._case:
            return None
        if makes_others or path in self._drawn or len(sampled_metrics(self._case, self._asked)) > 1:
            return None
        return self._alike.of(path)

    def moves(self, one: VariedInput) -> bool:
        """Whether the figure rests on an input at all."""
        return not self._moved_by.isdisjoint(one.paths)

    def _direction(self, one: VariedInput, move: Move) -> _Direction:
        """Inputs with a range of their own go their own way: without it the figure is another one."""
        own = "" if self._is_certain(one) else one.paths[0]
        return self._directions.setdefault((own, move.key), _Direction())

    def _goes_one_way(self, one: VariedInput, move: Move) -> bool:
        found = self._direction(one, move)
        if found.is_one_way is None:
            way = way_of(one, self._asked, *bounds_of(one, None)) if not move.is_even else None
            turns = way is not None and (way.may_fall if move.rate > 0 else way.may_rise)
            found.is_one_way = not turns
        return found.is_one_way

    def _along(self, one: VariedInput, move: Move, search: UncertainSearch) -> Decimal | None:
        """Go from its number to where it would mend, or break, the limit."""
        start, first = float(one.value), search.gap(float(one.value))
        least, most = bounds_of(one, None)
        is_up = (first < 0) == (move.rate > 0)
        end = float(least) if not is_up else float("inf") if most is None else float(most)
        rate, reach = abs(move.rate), abs(end - start) * abs(move.rate)
        found = self._direction(one, move)
        if found.root is None and move.is_even:
            found.root = abs(first)
        if found.root is None and reach > found.clear:
            root = _met(search, start, end)
            if root is None:
                found.clear = reach
                return None
            found.root = abs(root - start) * rate
        if found.root is None or found.root > reach:
            return None
        return decimal_of(start + (found.root if is_up else -found.root) / rate)


def _met(search: UncertainSearch, start: float, end: float) -> float | None:
    """Look from a number on for where the target is met, as far as an end."""
    first = search.gap(start)
    before, step, flat = start, max(abs(start), 1.0), 0
    for _ in range(_STEPS):
        point = end if abs(end) < float("inf") else start + step
        if not search.has(point):
            end = point = search.last_between(before, point)
        gap = search.gap(point)
        if gap * first <= 0:
            root = search.root(min(before, point), max(before, point))
            return float(root.value) if isinstance(root, Jump) else root
        if point == end:
            return None
        nearer = abs(search.gap(before)) - abs(gap)
        flat = flat + 1 if nearer <= search.at(point).error + search.at(before).error else 0
        if flat == _FLAT and search.is_flat_from(start, point):
            return None
        ahead = abs(gap) * (point - before) / nearer if nearer > 0 else float("inf")
        step = min(max(2 * step, (point - start + ahead) * _BEYOND), _WIDEST * step)
        before = point
    return None


_BEYOND = 1.02
"""So far beyond where a straight line would meet the target: curves that bend down are met, too."""
