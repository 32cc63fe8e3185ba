"""Bands of a timeline, worked out: what has fallen by a day is a figure like any other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.time.placing import DatedAmount, day_number, placed
from omsrisk.core.algebra.polynomial import TooManyTermsError, polynomial_of
from omsrisk.core.algebra.symbols import Figure, Symbol, symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.part_fallen import PartFallen
from omsrisk.core.phasing.slips import may_slip
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import price, traced_value
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.events import distribution_of, drawn

if TYPE_CHECKING:
    from omsrisk.core.calendar import Window

MOST_FIGURES = 130
"""Five years of months, each with what falls in it and by its end; more are sampled."""

MOST_LEAVES = 600
"""Leaves of all figures together, some milliseconds each; for more of them trials are quicker."""


class Worked(NamedTuple):
    """
    Percentiles of what falls, worked out.

    Attributes:
        periods: For each period what falls in it, and what has fallen by its end [money].
        total: Of the whole [money].
        accuracy: How far off they may be at the most, in standard deviations of the whole.
    """

    periods: tuple[tuple[tuple[float, ...], tuple[float, ...], tuple[float, float]], ...]
    total: tuple[float, ...]
    accuracy: float
    known_to: float


class _Length(NamedTuple):
    """
    How long a run of days is.

    Attributes:
        path: The uncertain input that says it; None where it is certain.
        scale: Days for one of that input; all of them where it is certain.
    """

    path: str | None
    scale: Decimal


@dataclass(slots=True)
class _Run:
    """What falls over the same days."""

    placed: DatedAmount[Symbol]
    length: _Length
    amount: Figure


class ExactBands:
    """
    The runs of days over which a case falls, as far as what has fallen by a day can be worked out.

    Args:
        case: The case.

    Raises:
        TooManyLeavesError: It cannot: go-lives slip, or days are no multiple of one input.
    """

    def __init__(self, case: Case) -> None:
        from omsrisk.exact.planner import TooManyLeavesError

        if may_slip(case):
            raise TooManyLeavesError
        self._case = case
        own = drawn(case)[0]
        self._spreads = {
            path: one.spread for path, one in uncertain_inputs(case).items() if one.spread is not None
        }
        self._values = values_of(own)
        with exact(ENOUGH_DIGITS):
            leaves = [
                one
                for one in placed(price(own, traced_value), own, traced_value)
                if _is_any(one.amount)
            ]
            try:
                self._runs = self._together(leaves)
            except TooManyTermsError:
                raise TooManyLeavesError from None

    def _together(self, leaves: Sequence[DatedAmount[Symbol]]) -> list[_Run]:
        """Add up what falls over the same days."""
        runs: dict[tuple[object, ...], _Run] = {}
        for one in leaves:
            length = self._length(one.days)
            key = (one.anchor, length, one.window, one.backwards, one.course)
            if key in runs:
                runs[key].amount = runs[key].amount + one.amount
            else:
                runs[key] = _Run(one, length, one.amount)
        return list(runs.values())

    def _length(self, days: Figure) -> _Length:
        found = polynomial_of(days, {path: path for path in self._spreads}, self._values)
        if not found.degree():
            return _Length(None, found.constant)
        *others, atom = found.atoms
        scale = found.terms.get(((0, 1),), Decimal(0))
        if others or len(found.terms) > 1 or atom.window is not None or scale <= 0:
            raise TooManyTermsError
        return _Length(atom.name, scale)

    def reach(self, share: float) -> tuple[int, int]:
        """Return the first day, and the day after the last one, of such a share of all lengths."""
        first = day_number(self._case.first_go_live)
        starts, ends = [first], [first + 1]
        for run in self._runs:
            days, one = self._days_at(run.length, share), run.placed
            starts.append(
                one.anchor - int(days.to_integral_value(ROUND_CEILING))
                if one.backwards
                else one.anchor
            )
            whole = max(int(days.to_integral_value(ROUND_CEILING)), 1)
            ends.append(one.anchor if one.backwards else one.anchor + whole)
        return min(starts), max(ends)

    def _days_at(self, length: _Length, share: float) -> Decimal:
        if length.path is None:
            return length.scale
        quantile = distribution_of(self._spreads[length.path]).quantile(share)
        return Decimal(quantile) * length.scale

    def work_out(
        self,
        bounds: Sequence[int],
        percents: tuple[int, ...],
        on_progress: Callable[[float], None] | None = None,
    ) -> Worked:
        """
        Work out what falls between days.

        Args:
            bounds: The first day of each period, and the day after the last one.
            percents: The percentiles that are wanted.
            on_progress: Is told what part of it is done.

        Raises:
            TooManyLeavesError: It takes too many parts, or is not sure enough.
        """
        from omsrisk.analysis.uncertainty.exact_simulation import ExactSummaries
        from omsrisk.exact.planner import TooManyLeavesError

        if 2 * len(bounds) > MOST_FIGURES:
            raise TooManyLeavesError
        exactly = ExactSummaries.of_case(self._case, lambda _: dict(self._figures(bounds)))
        if exactly.cost() > MOST_LEAVES:
            raise TooManyLeavesError

        whole = exactly.of("total", percents)
        exactly.least_deviation = whole.standard_deviation

        def percentiles(name: str) -> tuple[tuple[float, ...], float]:
            summary = exactly.of(name, percents)
            found = summary.percentiles
            # what nothing falls of in most outcomes is on the grid next to nothing
            told = tuple(
                one.value if abs(one.value) > one.error else 0.0
                for one in (found[percent] for percent in percents)
            )
            return told, max(found[percent].error for percent in percents)

        periods = []
        for at in range(len(bounds) - 1):
            (own, off), (by_then, by_then_off) = percentiles(f"in {at}"), percentiles(f"by {at}")
            periods.append((own, by_then, (off, by_then_off)))
            if on_progress is not None:
                on_progress((at + 1) / len(bounds))
        of_total = [whole.percentiles[percent] for percent in percents]
        known_to = max(one.error for one in of_total)
        total = tuple(one.value for one in of_total)
        return Worked(tuple(periods), total, exactly.accuracy, known_to)

    def _figures(self, bounds: Sequence[int]) -> Iterator[tuple[str, Figure]]:
        yield "total", sum((run.amount for run in self._runs), start=Decimal(0))
        for at, (start, end) in enumerate(pairwise(bounds)):
            yield f"by {at}", self._fallen(end)
            yield f"in {at}", self._fallen(end, start)

    def _fallen(self, day: int, since: int | None = None) -> Figure:
        """Say what has fallen before a day begins, or between the beginnings of two."""
        total: Figure = Decimal(0)
        for run in self._runs:
            part = self._part(run, day, since)
            if isinstance(part, Symbol) or part:
                total = total + run.amount * part
        return total

    def _part(self, run: _Run, day: int, since: int | None) -> Figure:
        one, (path, scale) = run.placed, run.length
        if one.backwards:
            day, since = min(day, one.anchor), None if since is None else min(since, one.anchor)
        else:
            day, since = max(day, one.anchor), None if since is None else max(since, one.anchor)
        if day == since:
            return Decimal(0)
        step = PartFallen(
            _course_of(one),
            abs(day - one.anchor),
            one.backwards,
            None if since is None else abs(since - one.anchor),
            Decimal(1) if path is None else scale,
        )
        if path is not None:
            return symbol(path).through(step)
        # a quotient: as sure as a float, for what is a distribution of floats
        return Decimal(repr(float(step.effective_days(max(scale, _A_MOMENT)))))


_A_MOMENT = Decimal("1e-9")
"""What stands for no days at all: all of it falls at once."""


def _course_of(one: DatedAmount[Symbol]) -> "tuple[tuple[Window, Decimal], ...]":
    if one.course:
        return one.course
    return () if one.window is None else ((one.window, Decimal(1)),)


def _is_any(amount: Figure) -> bool:
    return isinstance(amount, Symbol) or bool(amount)
