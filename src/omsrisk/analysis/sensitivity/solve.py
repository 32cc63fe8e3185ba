"""At which value does a metric reach a target, or two scenarios cost the same?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from itertools import combinations
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.sensitivity.varying import (
    VARIABLE,
    VariedInput,
    check_not_held,
    in_one_variable,
    note_of_kept,
    varied,
)
from omsrisk.analysis.uncertainty.dearest_phase import judged_metric, judged_metrics
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.algebra.polynomial import Polynomial, minus
from omsrisk.core.algebra.roots import Root, roots_of
from omsrisk.core.algebra.turns import levels_off_at, turns_of
from omsrisk.core.money import ENOUGH_DIGITS, as_stated, exact
from omsrisk.core.pricing.figures import is_share
from omsrisk.core.pricing.variation import moves_go_lives, stands_in_no_formula, uncertain_inputs
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.findings import Finding


class Solution(NamedTuple):
    """
    A value that reaches the target.

    Attributes:
        value: Of the input, with as many digits as a file takes.
        result: The metric with that value put back: the certificate.
        is_exact: Whether the value is exact. A quotient that is no finite decimal is rounded to 12
            digits after the point; where the metric is of degree above one in the input, to 12 in
            all.
    """

    value: Decimal
    result: Decimal
    is_exact: bool


@dataclass(frozen=True, slots=True, repr=False)
class Answer(Result):
    """
    Where the target is reached.

    Attributes:
        assessment: The scenario whose input is sought.
        other: The scenario it is to equal, where that is asked.
        varied: The input.
        metric: What is to reach the target; of the cost of failure that of the dearest phase that can
            fail, where the failure of one excludes those of the others.
        at: What ranges count with, other than that of the input that is sought.
        target: The target; the metric of the other scenario where that does not change.
        solutions: All values within the bounds, in order.
        low: Lower bound of the search.
        high: Upper bound; None for none.
        at_low: The metric at the lower bound.
        at_high: The metric at the upper bound; None where there is no bound.
        depends: Whether the metric depends on the input at all.
        turns: Values between the bounds at which the metric turns round, with the metric there.
        levels_off: The value from which on the metric no longer changes, as an amount does under its
            cap, with the metric there; None where it goes on changing, or the input is bounded.
    """

    assessment: Assessment
    other: Assessment | None
    varied: VariedInput
    metric: str
    at: At
    target: Decimal
    solutions: tuple[Solution, ...]
    low: Decimal
    high: Decimal | None
    at_low: Decimal
    at_high: Decimal | None
    depends: bool
    turns: tuple[tuple[Decimal, Decimal], ...] = ()
    levels_off: tuple[Decimal, Decimal] | None = None

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Which phases keep a number of their own, where the input is that of the scenario."""
        return note_of_kept(self.varied, "--for")

    @property
    def is_met_by_all(self) -> bool:
        """Whether every value gives the target: the metric does not depend on the input."""
        return not self.depends and self.at_low == self.target

    @property
    def reachable(self) -> bool:
        """Whether any value within the bounds reaches the target."""
        return bool(self.solutions) or self.is_met_by_all

    @property
    def nearest(self) -> tuple[Decimal, Decimal]:
        """The bound, or the turn between, that comes nearest to the target; and the metric there."""
        reached = [(self.low, self.at_low)]
        if self.high is not None and self.at_high is not None:
            reached.append((self.high, self.at_high))
        if self.levels_off is not None:
            reached.append(self.levels_off)
        with exact(ENOUGH_DIGITS):
            return min((*reached, *self.turns), key=lambda both: abs(both[1] - self.target))

    @property
    def is_nearest_between(self) -> bool:
        """Whether the metric comes nearest to the target between the bounds, where it turns round."""
        return self.nearest in self.turns


def bounds_of(
    one: VariedInput, within: tuple[Decimal, Decimal] | None
) -> tuple[Decimal, Decimal | None]:
    """Return the bounds of the search: those asked for, within those of the input."""
    high = one.most
    if within is None:
        return one.least, high
    low, top = max(within[0], one.least), within[1]
    if low > top:
        raise UsageError(f"--within {within[0]}:{within[1]}: the low end lies above the high end")
    if high is not None and low > high:
        raise UsageError(
            f"--within {within[0]}:{within[1]} lies above {high:.4g}, the most",
            "" if one.is_factor else "write 5%:90% or 0.05:0.9",
        )
    return low, top if high is None else min(top, high)


def in_terms_of(one: VariedInput, metrics: Sequence[str], at: At) -> tuple[list[Polynomial], At]:
    """
    Write metrics of a scenario as polynomials in one input; call it inside `exact`.

    Returns:
        The polynomials, and what ranges count with in them.

    Raises:
        HeldByCapError: An item with a cap has the input beside ranges.
    """
    valued = Valuing(one.case, at).metrics(metrics, one.paths)
    check_not_held(one, valued.held)
    return [in_one_variable(figure, one, valued.values) for figure in valued.figures], valued.at


def largest_reaches(
    figures: Sequence[Polynomial], target: Decimal, low: Decimal, high: Decimal | None
) -> list[Root]:
    """
    Find where the largest of some figures comes to a target; call it inside `exact`.

    Args:
        figures: Each in the one variable.
        target: What it is to be.
        low: Lower bound.
        high: Upper bound; None for none.
    """
    wanted = Polynomial((), {(): target} if target else {})
    found: dict[Decimal, Root] = {}
    for at, figure in enumerate(figures):
        gap = minus(figure, wanted)
        others = [one for number, one in enumerate(figures) if number != at]
        for root in roots_of(gap, low, high):
            told = _told(root, gap.degree())
            above = (one({VARIABLE: told.value}) - target for one in others)
            if all(excess <= _SAME * max(abs(target), Decimal(1)) for excess in above):
                found.setdefault(told.value, told)
    return [found[value] for value in sorted(found)]


_SAME = Decimal("1e-9")
"""So near to the target two figures count as one that reaches it: a root is told to 12 digits."""


def _turns(figures: Sequence[Polynomial], low: Decimal, high: Decimal | None) -> set[Decimal]:
    """List where the largest of some figures may turn round: where one does, or two change places."""
    found = {at for figure in figures for at in turns_of(figure, low, high)}
    if len(figures) <= _MOST_CROSSED:
        for one, other in combinations(figures, 2):
            found |= {root.value for root in roots_of(minus(one, other), low, high)}
    return found


def _level_of(figures: Sequence[Polynomial], low: Decimal) -> tuple[Decimal, Decimal] | None:
    """Find from where on the largest of some figures no longer changes, and what it comes to."""
    found = [levels_off_at(one, low) for one in figures if one.degree()]
    known = [one for one in found if one is not None]
    if not found or len(known) < len(found):
        return None
    at = as_stated(_AT_LEAST.plus(max(known)), ROUND_CEILING)
    return at, _largest(figures, at)


_AT_LEAST = Context(prec=12, rounding=ROUND_CEILING)
_MOST_CROSSED = 30
"""Phases of which every two are held against each other; of more the nearest reach may be missed."""


def _largest(figures: Sequence[Polynomial], at: Decimal) -> Decimal:
    return max(Decimal(one({VARIABLE: at})) for one in figures)


def solve(
    assessment: Assessment,
    path: str,
    *,
    target: Decimal | None = None,
    equal: Assessment | None = None,
    metric: str = DEFAULT,
    within: tuple[Decimal, Decimal] | None = None,
    rates: Mapping[str, Decimal] | None = None,
    at: At = At.MEAN,
) -> Answer:
    """
    Find the values of one input at which a metric reaches a target.

    Args:
        assessment: From `assess`.
        path: The input.
        target: What the metric is to be.
        equal: A scenario it is to equal instead; the input is changed in the first alone.
        metric: What is to reach the target.
        within: Bounds of the search, within those of the input.
        rates: What one unit of the other scenario's currency is worth in that of the first.
        at: What ranges count with; a number takes the place of the input's own range.

    Raises:
        UsageError: There is no such input or metric, or a foreign currency has no rate.
    """
    rate = _rate(assessment, equal, rates or {})
    one = varied(assessment.scenario, path)
    if stands_in_no_formula(path):
        what = "moves dates" if moves_go_lives(path) else "weighs days"
        raise UsageError(f"`{path}` {what} and cannot be solved for", "sweep it: --vary")
    low, high = bounds_of(one, within)
    with exact(ENOUGH_DIGITS):
        asked = at if equal is None else _common_kind(equal, metric, at)
        ours, figures_at = in_terms_of(one, judged_metrics(one.case, metric), asked)
        wanted = target
        if equal is not None:
            if uncertain_inputs(equal.scenario.case) and not uncertain_inputs(one.case):
                figures_at = asked  # what has no range is the same by either
            theirs = judged_metric(equal, metric, figures_at)
            wanted = value_of(equal.scenario.case, theirs, figures_at)
            wanted = wanted if is_share(metric) else wanted * rate
        assert wanted is not None  # noqa: S101 - one of both is given
        solutions = tuple(_put_back(ours, root) for root in largest_reaches(ours, wanted, low, high))
        turning = sorted(as_stated(_CURVE.plus(turn)) for turn in _turns(ours, low, high))
        turns = tuple((at, _largest(ours, at)) for at in turning)
        level = None if high is not None else _level_of(ours, low)
        depends = any(figure.degree() for figure in ours)
        at_low = _largest(ours, low)
        at_high = None if high is None else _largest(ours, high)
    return Answer(
        assessment,
        equal,
        one,
        metric,
        figures_at,
        wanted,
        solutions,
        low,
        high,
        at_low,
        at_high,
        depends,
        turns,
        level,
    )


def _common_kind(equal: Assessment, metric: str, at: At) -> At:
    """Say what ranges count with in both: means only where that of the other one can be told."""
    case = equal.scenario.case
    valuing = Valuing(case, at)
    return at if valuing.has_means(judged_metrics(case, metric)) else At.LIKELY


def _put_back(figures: Sequence[Polynomial], root: Root) -> Solution:
    """Round a root to as many digits as a file takes, and price it."""
    value = as_stated(root.value)
    return Solution(value, _largest(figures, value), root.is_exact and value == root.value)


def _told(root: Root, degree: int) -> Root:
    """Tell a root of a curve to 12 significant digits: it was found by halving."""
    if degree <= 1:
        return root
    value = _CURVE.plus(root.value)
    return Root(value, root.is_exact and value == root.value)


_CURVE = Context(prec=12)


def _rate(one: Assessment, other: Assessment | None, rates: Mapping[str, Decimal]) -> Decimal:
    """Find what the other scenario's currency is worth in that of the first."""
    own = one.scenario.currency
    foreign = own if other is None else other.scenario.currency
    for named in rates:
        if named != foreign or named == own:
            raise UsageError(f"--rate {named}: the scenario to equal is not in {named}")
    if other is None or foreign == own:
        return Decimal(1)
    if foreign not in rates:
        raise UsageError(
            f"{other.scenario.file} is in {foreign}, {one.scenario.file} in {own}: "
            "amounts of different currencies are not compared",
            f"give the rate: --rate {foreign}=... ({own} for one {foreign})",
        )
    return rates[foreign]
