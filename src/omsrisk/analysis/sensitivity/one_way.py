"""Statistics that go one way with an input: a target is then met once at most, or by no value."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.sensitivity.varying import VariedInput, is_one_of_some
from omsrisk.analysis.uncertainty.trial_figures import sampled_metrics, traced_figures
from omsrisk.core.algebra.directions import EITHER, Bounds, Direction, direction_of
from omsrisk.core.algebra.symbols import Symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.by_slip import groups_of_slips
from omsrisk.core.phasing.slips import slipped
from omsrisk.core.pricing.case import Case, Spread
from omsrisk.core.pricing.figures import Statistic
from omsrisk.core.pricing.programme import is_choosing
from omsrisk.core.pricing.variation import fixed, uncertain_inputs, values_of
from omsrisk.core.uncertainty.events import distribution_of, drawn
from omsrisk.kept_tables import KeptTables

_NEGLIGIBLE = 1e-9
_INFINITE = float("inf")

_Traced = tuple[tuple[Symbol | int, ...], ...]
"""For each group of slips the figures after each of them."""


class _Numbers(NamedTuple):
    """What a case has in which draws decide: certain numbers, chances of draws, and what varies."""

    values: dict[str, Decimal]
    chances: dict[str, float]
    spreads: dict[str, Spread]

    @classmethod
    def of(cls, case: Case) -> "_Numbers":
        """Take them of a case."""
        own, draws = drawn(case)
        spreads = {path: one.spread for path, one in uncertain_inputs(own).items() if one.spread}
        for draw in draws:  # whatever its chance, it happens or does not
            spreads.pop(draw.path, None)
            if draw.likelihood.spread is not None:
                spreads[draw.path] = draw.likelihood.spread
        return cls(values_of(own), {one.path: one.chance for one in draws}, spreads)

    def number(self, path: str) -> float:
        """Return a number, or the chance of a draw."""
        return self.chances[path] if path in self.chances else float(self.values[path])


def way_of(one: VariedInput, asked: Statistic, low: Decimal, high: Decimal | None) -> Direction:
    """
    Tell whether a statistic of a figure may rise, and whether it may fall, as an input rises.

    With the same random numbers every outcome goes one way where no formula has the input, or what
    follows from it, with both signs. So do all percentiles then, and the mean. What may go both ways
    by this answer may go one way all the same.

    Args:
        one: The input.
        asked: What is asked of which figure.
        low: From where the input is moved.
        high: Up to where; None for no bound.
    """
    if any(is_choosing(one.case, path) or is_one_of_some(one.case, path) for path in one.paths):
        return EITHER  # another number makes other expressions than those that are looked at
    top = max(2 * low, 2 * one.value, Decimal(1)) if high is None else high
    ends = [fixed(one.case, one.numbers_at(number)) for number in (low, top)]
    metrics = sampled_metrics(ends[0], asked)
    if metrics != sampled_metrics(ends[1], asked):
        return EITHER
    found = Direction()
    traced = _TRACED.of(one.case).of(metrics)
    lower, higher = ([group.case for group in groups_of_slips(case)] for case in ends)
    if not len(lower) == len(higher) == len(traced):
        return EITHER
    for expressions, at_low, at_high in zip(traced, lower, higher, strict=True):
        between = _Between(_Numbers.of(at_low), _Numbers.of(at_high), has_top=high is not None)
        found = found.joined(direction_of(expressions, between.direction, between.bounds))
        if not found.is_one_way:
            break
    return found


class _TracedByMetrics:
    """The figures of one case after each slip, traced once for all inputs that are moved."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: dict[tuple[str, ...], _Traced] = {}

    def of(self, metrics: tuple[str, ...]) -> _Traced:
        """Return some figures."""
        if metrics not in self._known:
            self._known[metrics] = tuple(
                tuple(self._after_slips(metrics, group.case, [one.days for one in group.slips]))
                for group in groups_of_slips(self._case)
            )
        return self._known[metrics]

    def _after_slips(
        self, metrics: tuple[str, ...], case: Case, slips: list[int]
    ) -> Iterator[Symbol | int]:
        own, _ = drawn(case)
        with exact(ENOUGH_DIGITS):
            for days in slips:
                yield from traced_figures(slipped(own, days), metrics).values()


_TRACED = KeptTables(_TracedByMetrics, most=2)


class _Between:
    """What inputs and draws come to between two cases that differ in one input."""

    def __init__(self, low: _Numbers, high: _Numbers, *, has_top: bool) -> None:
        self._low, self._high, self._has_top = low, high, has_top

    def direction(self, path: str) -> Direction:
        """Return which way an input goes, or an event with its chance."""
        spreads = self._low.spreads.get(path), self._high.spreads.get(path)
        if spreads != (None, None):
            is_moved = spreads[0] != spreads[1]
            return Direction(may_rise=is_moved, may_fall=is_moved)
        low, high = self._ends(path)
        return Direction(may_rise=low < high, may_fall=low > high)

    def bounds(self, path: str) -> Bounds:
        """Return between what an input lies, whatever happens."""
        if path in self._low.chances or path in self._high.chances:
            return 0.0, 1.0
        spread = self._low.spreads.get(path)
        if spread != self._high.spreads.get(path):
            return -_INFINITE, _INFINITE
        if spread is not None:
            known = distribution_of(spread)
            low = known.low if known.low > -_INFINITE else known.quantile(_NEGLIGIBLE)
            return low, known.high
        low, high = self._ends(path)
        if low != high and not self._has_top:
            return min(low, high), _INFINITE
        return min(low, high), max(low, high)

    def _ends(self, path: str) -> Bounds:
        return self._low.number(path), self._high.number(path)
