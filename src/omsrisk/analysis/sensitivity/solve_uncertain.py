"""At which value of an input does a percentile, or the mean, reach a target?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.result import Result
from omsrisk.analysis.sensitivity.one_way import way_of
from omsrisk.analysis.sensitivity.part_moving import PartMoving
from omsrisk.analysis.sensitivity.solve import bounds_of
from omsrisk.analysis.sensitivity.varying import VariedInput, varied
from omsrisk.analysis.uncertainty.asked_figures import check_uncertain
from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
from omsrisk.analysis.uncertainty.sampled import Method, Sampling, approach_of
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.directions import Direction
from omsrisk.core.catching_up import NotCaughtUpError
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.figures import Statistic
from omsrisk.core.pricing.variation import (
    fixed,
    moves_go_lives,
    stands_in_no_formula,
    uncertain_inputs,
)
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.limits import Limit
from omsrisk.simulation.estimates import Estimate

_STRETCHES = 16
_DOUBLINGS = 40
_STEPS = 60
_CLOSE = 1e-9
_DIGITS = 12

_HALVINGS = 12
_FAR = 1_024

_TOLD = 0.1
"""A part of the error of what is worked out, which narrowing on would not lessen."""

_NEAR = 1_000
"""A part of what lies between the ends of a bracket; what is left of a jump is all of it."""


class UncertainSolution(NamedTuple):
    """
    A value that reaches the target.

    Attributes:
        value: Of the input.
        error: Its standard error: what other random numbers would make of it; of an exact answer, how
            far off it may be.
        result: The statistic with that value put back: the certificate.
    """

    value: Decimal
    error: float
    result: Estimate


class Jump(NamedTuple):
    """
    A value at which the statistic jumps over the target.

    Attributes:
        value: Of the input.
        below: The statistic just below it.
        above: The statistic just above it.
        known_to: How far off both may be that were worked out; 0 where they were sampled [money].
    """

    value: Decimal
    below: float
    above: float
    known_to: float = 0.0


@dataclass(frozen=True, slots=True, repr=False)
class UncertainAnswer(Result):
    """
    Where a statistic reaches a target.

    Attributes:
        assessment: The scenario whose input is sought.
        varied: The input; where it has a range, a sure value takes its place.
        statistic: What is to reach the target.
        target: The target [money].
        solutions: Values within the bounds, in order.
        nearest: The bound that comes nearest to the target, and the statistic there.
        sampling: How each value was tried, with the same random numbers; None where the statistic
            was worked out.
        jumps: Values at which the statistic jumps over the target, in order.
        accuracy: How far off the statistic may be that was worked out, in standard deviations.
    """

    assessment: Assessment
    varied: VariedInput
    statistic: Statistic
    target: Decimal
    solutions: tuple[UncertainSolution, ...]
    nearest: tuple[Decimal, Estimate]
    sampling: Sampling | None
    jumps: tuple[Jump, ...] = ()
    accuracy: float | None = None

    @property
    def ranges(self) -> frozenset[str]:
        """The paths of the inputs that have a range in the file."""
        return frozenset(uncertain_inputs(self.varied.case))

    @property
    def reachable(self) -> bool:
        """Whether any value that was tried reaches the target."""
        return bool(self.solutions)


def solve_uncertain(
    assessment: Assessment,
    path: str,
    statistic: Statistic,
    target: Decimal,
    *,
    within: tuple[Decimal, Decimal] | None = None,
    trials: int | None = None,
    seed: int | None = None,
    method: Method | str | None = None,
) -> UncertainAnswer:
    """
    Find the values of one input at which a statistic of an uncertain figure reaches a target.

    The statistic is worked out for each value where that can be; else each is tried with the same
    random numbers, so that the statistic changes smoothly with it.

    Args:
        assessment: From `assess`.
        path: The input; a sure value takes the place of its range, if it has one.
        statistic: What is to reach the target.
        target: What it is to be [money].
        within: Bounds of the search, within those of the input.
        trials: How many for each value; asks for sampling.
        seed: What the random numbers follow from; the same one if left out, on every machine. It asks
            for sampling, too.
        method: `exact` or `sample`; exact where that can be if left out.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: There is no such input, metric or method, nothing is uncertain, or an exact answer
            is asked for and takes too many parts.
    """
    finder = DistributionFinder(approach_of(method, trials, seed))
    one = varied(assessment.scenario, path)
    if stands_in_no_formula(path):
        what = "moves dates" if moves_go_lives(path) else "weighs days"
        raise UsageError(f"`{path}` {what} and cannot be solved for", "sweep it: --vary")
    metric_of(assessment.exposure, statistic.metric)
    check_uncertain(assessment.scenario)
    search = UncertainSearch(one, statistic, float(target), finder)
    found = search.found(*bounds_of(one, within))
    solutions = tuple(each for each in found if isinstance(each, UncertainSolution))
    jumps = tuple(each for each in found if isinstance(each, Jump))
    return UncertainAnswer(
        assessment,
        one,
        statistic,
        target,
        solutions,
        search.nearest(),
        finder.sampling,
        jumps,
        finder.accuracy if finder.is_exact else None,
    )


class UncertainSearch:
    """
    A statistic as a function of one input, each value tried once.

    Args:
        one: The input; a sure value takes the place of its range, if it has one.
        statistic: What is asked.
        target: What it is to be [money].
        finder: Finds it.
    """

    def __init__(
        self, one: VariedInput, statistic: Statistic, target: float, finder: DistributionFinder
    ) -> None:
        self._varied = one
        self._statistic = statistic
        self._target = target
        self._finder = finder
        self._known: dict[float, Estimate] = {}
        self._ends: tuple[float, ...] = ()

    def found(self, low: Decimal, high: Decimal | None) -> list[UncertainSolution | Jump]:
        """
        Find the values at which the target is reached, or jumped over, in order.

        Args:
            low: Lower bound.
            high: Upper bound; None for none.
        """
        return [self.solution(*bracket) for bracket in self._all_brackets(low, high)]

    def values(self, low: Decimal, high: Decimal | None) -> list[Decimal]:
        """Find the values alone of what `found` finds: how sure each is is not asked."""
        roots = [self.root(*bracket) for bracket in self._all_brackets(low, high)]
        return [one.value if isinstance(one, Jump) else decimal_of(one) for one in roots]

    def _all_brackets(self, low: Decimal, high: Decimal | None) -> list[tuple[float, float]]:
        ends = float(low), None if high is None else float(high)
        way = way_of(self._varied, self._statistic, low, high)
        brackets = self._one_bracket(*ends, way) if way.is_one_way else None
        return list(dict.fromkeys(self.brackets(*ends))) if brackets is None else brackets

    def _one_bracket(
        self, low: float, high: float | None, way: Direction
    ) -> list[tuple[float, float]] | None:
        """
        Find the one stretch in which a statistic that goes one way passes the target, if any.

        Returns:
            None where it is met on the spot, or nothing bounds the input: each stretch is looked at.
        """
        first = self.gap(low)
        if (first > 0 and not way.may_fall) or (first < 0 and not way.may_rise):
            return []
        if high is None:
            return None
        ends = [*(start for start, _ in self._stretches(low, high)), high]
        self._ends = tuple(ends)
        last = self.gap(high)
        if first * last > 0:
            return []
        below, above = 0, len(ends) - 1
        while above - below > 1 and first * last < 0:
            middle = (below + above) // 2
            gap = self.gap(ends[middle])
            if gap * first > 0:
                below, first = middle, gap
            else:
                above, last = middle, gap
        return [(ends[below], ends[above])] if first * last < 0 else None

    def at(self, value: float) -> Estimate:
        """Return the statistic with a value of the input."""
        if value not in self._known:
            number = decimal_of(value)
            case = fixed(self._varied.case, self._varied.numbers_at(number))
            self._known[value] = self._finder.statistic(case, self._statistic)
        return self._known[value]

    def know(self, value: float, found: Estimate) -> None:
        """Take the statistic with a value of the input from whoever has it."""
        self._known[value] = found

    @property
    def is_exact(self) -> bool:
        """Whether each value so far was worked out."""
        return self._finder.is_exact

    def gap(self, value: float) -> float:
        """Return how far above the target it is."""
        return self.at(value).value - self._target

    def brackets(self, low: float, high: float | None) -> Iterator[tuple[float, float]]:
        """Find neighbours between which the target is met."""
        end, second, was_met = low, self.gap(low), False
        for start, end in self._stretches(low, high):
            first, second = self.gap(start), self.gap(end)
            if first == 0 and (second != 0 or not was_met):
                yield start, start  # of a stretch on which it is met, the ends
            elif first * second < 0:
                yield start, end
            was_met = first == 0
        if second == 0:
            yield end, end

    def _stretches(self, low: float, high: float | None) -> Iterator[tuple[float, float]]:
        if high is not None:
            step = (high - low) / _STRETCHES
            ends = [low + step * at for at in range(_STRETCHES)]
            yield from zip(ends, [*ends[1:], high], strict=True)
            return
        point = float(max(self._varied.value, Decimal(1)))
        start, end = low, low + point / 4
        for _ in range(_DOUBLINGS):
            is_last = not self.has(end)
            if is_last:
                end = self.last_between(start, end)
            yield start, end
            if is_last or self.gap(start) * self.gap(end) <= 0:
                return
            if self.gap(start) == self.gap(end) and self.is_flat_from(low, end):
                return
            start, end = end, low + 2 * (end - low)

    def has(self, value: float) -> bool:
        """Whether there is a statistic with a value: a stop may be too long to be caught up."""
        try:
            self.at(value)
        except (NotCaughtUpError, OverflowError):
            return False
        return True

    def last_between(self, low: float, high: float) -> float:
        """Return the largest value with a statistic, of two of which the first has one."""
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.has(middle) else (low, middle)
        return low

    def is_flat_from(self, low: float, value: float) -> bool:
        """
        Tell whether a statistic stays what it is with a value, as far as far beyond it.

        A percentile may not move until a rare failure costs more than all else, nor the dearest
        phase until another one is.

        Args:
            low: Where the search began.
            value: The value.
        """
        far = low + _FAR * (value - low)
        room = self.at(value).error if self.is_exact else 0.0
        return self.has(far) and abs(self.gap(far) - self.gap(value)) <= room

    def solution(self, low: float, high: float) -> UncertainSolution | Jump:
        """
        Narrow a bracket: by secants that keep the target between the ends, halved if slow.

        Returns:
            A jump where the statistic is never at the target: a percentile of what fails or holds
            is nothing up to some likelihood, and what failing costs from there on.
        """
        value = self.root(low, high)
        if isinstance(value, Jump):
            return value
        slope = self._slope(value)
        found = self.at(value)
        return UncertainSolution(decimal_of(value), found.error / abs(slope) if slope else 0.0, found)

    def root(self, low: float, high: float) -> float | Jump:
        """Narrow a bracket, as `solution` does, to the value alone."""
        below, above = self.gap(low), self.gap(high)
        sampling = self._finder.sampling
        jump = abs(above - below) / (_NEAR if sampling is None else sampling.trials**0.5)
        ends = (low, below), (high, above)
        is_slow = False
        for _ in range(_STEPS):
            (low, below), (high, above) = ends
            width = high - low
            if width <= _CLOSE * max(abs(low), abs(high)) or self._is_met(low, high):
                break
            part = 0.5 if is_slow else below / (below - above)
            middle = low + width * min(max(part, 0.01), 0.99)
            gap = self.gap(middle)
            ends = ((middle, gap), ends[1]) if gap * below > 0 else (ends[0], (middle, gap))
            is_near = abs(gap) < min(abs(below), abs(above)) / 2
            is_slow = not is_near and ends[1][0] - ends[0][0] > width / 2
        (low, below), (high, above) = ends
        value = low if abs(below) <= abs(above) else high
        if abs(self.gap(value)) > jump:
            known_to = max(self.at(low).error, self.at(high).error) if self.is_exact else 0.0
            return Jump(decimal_of(value), below + self._target, above + self._target, known_to)
        return value

    def _is_met(self, *values: float) -> bool:
        """Whether one of the ends is as near as anybody can tell."""
        known = self.is_exact
        return any(
            abs(self.gap(one)) <= (_TOLD * self.at(one).error if known else 0.0) for one in values
        )

    def _slope(self, value: float) -> float:
        """Return the slope over a hundredth to both sides: wider than the noise of single trials."""
        reach = abs(value) / 100 or 0.01
        low = max(value - reach, 0.0)
        most = self._varied.most
        high = value + reach if most is None else min(value + reach, float(most))
        return (self.at(high).value - self.at(low).value) / (high - low)

    def nearest(self) -> tuple[Decimal, Estimate]:
        """Return the value tried that comes nearest to the target; the first of several."""
        self._try_beside_end()
        tried = dict.fromkeys([one for one in self._ends if one in self._known]) | self._known
        value = min(tried, key=lambda one: abs(self._known[one].value - self._target))
        return decimal_of(value), self._known[value]

    def _try_beside_end(self) -> None:
        """Try values before the last one, as long as they come as near to the target as that."""
        gaps = [
            abs(self._known[end].value - self._target) for end in self._ends if end in self._known
        ]
        if len(gaps) != 2 or gaps[0] <= gaps[1]:  # noqa: PLR2004 - of both ends, and no other
            return
        for end in reversed(self._ends):
            if self.gap(end) != self.gap(self._ends[-1]):
                return


class MeanSearch(UncertainSearch):
    """
    The mean of a figure as a function of one input, of which only what it touches is priced anew.

    Args:
        one: The input.
        limit: On the mean of a figure, or of the largest of some.
        parts: Of the figures.
        figures: Those that are meant.
    """

    def __init__(
        self, one: VariedInput, limit: Limit, parts: PartMoving, figures: Sequence[Alone]
    ) -> None:
        assert limit.statistic is not None  # noqa: S101 - the mean
        finder = DistributionFinder(approach_of(None, None, None))
        super().__init__(one, limit.statistic, float(limit.maximum), finder)
        self._parts, self._figures = parts, figures

    def at(self, value: float) -> Estimate:
        """Return the mean with a value of the input."""
        if value not in self._known:
            numbers = self._parts.numbers_at(self._varied.numbers_at(decimal_of(value)))
            if numbers is None:
                return super().at(value)
            with exact(ENOUGH_DIGITS):
                most = max(one.with_numbers(numbers) for one in self._figures)
            self._known[value] = Estimate(float(most))
        return self._known[value]


def decimal_of(value: float) -> Decimal:
    """Return a value of the search, to the digits that it is told with."""
    return Decimal(f"{value:.{_DIGITS}f}")
