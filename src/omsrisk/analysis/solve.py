"""At which value does a metric reach a target, or two scenarios cost the same?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.means import At
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.roots import Root, roots_of
from omsrisk.analysis.turns import turns_of
from omsrisk.analysis.valued import Valuing, value_of
from omsrisk.analysis.varying import VARIABLE, Varied, in_one_variable, note_of_kept, varied
from omsrisk.core.figures import is_share
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.polynomial import Polynomial, minus
from omsrisk.core.variation import shapes_season
from omsrisk.errors import UsageError
from omsrisk.scenario.findings import Finding


class Solution(NamedTuple):
    """
    A value that reaches the target.

    Attributes:
        value: Of the input.
        result: The metric with that value put back: the certificate.
        is_exact: Whether the value is exact. A quotient that is no finite decimal is rounded to 30
            digits; where the metric is of degree above one in the input, to 12.
    """

    value: Decimal
    result: Decimal
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Where the target is reached.

    Attributes:
        assessment: The scenario whose input is sought.
        other: The scenario it is to equal, where that is asked.
        varied: The input.
        metric: What is to reach the target.
        at: What ranges count with, other than that of the input that is sought.
        target: The target; the metric of the other scenario where that does not change.
        solutions: All values within the bounds, in order.
        low: Lower bound of the search.
        high: Upper bound; None for none.
        at_low: The metric at the lower bound.
        at_high: The metric at the upper bound; None where there is no bound.
        depends: Whether the metric depends on the input at all.
        turns: Values between the bounds at which the metric turns round, with the metric there.
    """

    assessment: Assessment
    other: Assessment | None
    varied: Varied
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
        with exact(ENOUGH_DIGITS):
            return min((*reached, *self.turns), key=lambda both: abs(both[1] - self.target))

    @property
    def is_nearest_between(self) -> bool:
        """Whether the metric comes nearest to the target between the bounds, where it turns round."""
        return self.nearest in self.turns


def bounds_of(one: Varied, within: tuple[Decimal, Decimal] | None) -> tuple[Decimal, Decimal | None]:
    """Return the bounds of the search: those asked for, within those of the input."""
    high = one.most
    if within is None:
        return Decimal(0), high
    low, top = max(within[0], Decimal(0)), within[1]
    if low > top:
        raise UsageError(f"--within {within[0]}:{within[1]}: the low end lies above the high end")
    if high is not None and low > high:
        raise UsageError(
            f"--within {within[0]}:{within[1]} lies above {high:.4g}, the most",
            "" if one.is_factor else "write 5%:90% or 0.05:0.9",
        )
    return low, top if high is None else min(top, high)


def in_terms_of(one: Varied, metric: str, at: At) -> tuple[Polynomial, At]:
    """
    Write a metric of a scenario as a polynomial in one input; call it inside `exact`.

    Returns:
        The polynomial, and what ranges count with in it.
    """
    valued = Valuing(one.case, at).metrics([metric], one.paths)
    return in_one_variable(valued.figures[0], one, valued.values), valued.at


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
    if shapes_season(path):
        raise UsageError(f"`{path}` weighs days and cannot be solved for", "sweep it: --vary")
    low, high = bounds_of(one, within)
    with exact(ENOUGH_DIGITS):
        ours, figures_at = in_terms_of(one, metric, at)
        wanted = target
        if equal is not None:
            wanted = value_of(equal.scenario.case, metric, figures_at)
            wanted = wanted if is_share(metric) else wanted * rate
        assert wanted is not None  # noqa: S101 - one of both is given
        gap = minus(ours, Polynomial((), {(): wanted} if wanted else {}))
        told = [_told(root, gap.degree()) for root in roots_of(gap, low, high)]
        solutions = tuple(
            Solution(root.value, ours({VARIABLE: root.value}), root.is_exact) for root in told
        )
        turning = map(_CURVE.plus, turns_of(ours, low, high))
        turns = tuple((at, ours({VARIABLE: at})) for at in turning)
        depends = ours.degree() > 0
        at_low = ours({VARIABLE: low})
        at_high = None if high is None else ours({VARIABLE: high})
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
    )


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
