"""At which value does a metric reach a target, or two scenarios cost the same?"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT, metric_of
from omsrisk.analysis.roots import roots_of
from omsrisk.analysis.varying import VARIABLE, Varied, in_one_variable, varied
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.polynomial import Polynomial, minus
from omsrisk.core.variation import shapes_season, values_of
from omsrisk.errors import UsageError


class Solution(NamedTuple):
    """
    A value that reaches the target.

    Attributes:
        value: Of the input.
        result: The metric with that value put back: the certificate.
        is_exact: Whether the value is exact, as against rounded to 30 digits.
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
        target: The target; the metric of the other scenario where that does not change.
        solutions: All values within the bounds, in order.
        low: Lower bound of the search.
        high: Upper bound; None for none.
        at_low: The metric at the lower bound.
        at_high: The metric at the upper bound; None where there is no bound.
        depends: Whether the metric depends on the input at all.
    """

    assessment: Assessment
    other: Assessment | None
    varied: Varied
    metric: str
    target: Decimal
    solutions: tuple[Solution, ...]
    low: Decimal
    high: Decimal | None
    at_low: Decimal
    at_high: Decimal | None
    depends: bool

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
        """The bound that comes nearest to the target, and the metric there."""
        if self.high is None or self.at_high is None:
            return self.low, self.at_low
        distances = (abs(self.at_low - self.target), abs(self.at_high - self.target))
        return (self.low, self.at_low) if distances[0] <= distances[1] else (self.high, self.at_high)


def bounds_of(one: Varied, within: tuple[Decimal, Decimal] | None) -> tuple[Decimal, Decimal | None]:
    """Give the bounds of the search: those asked for, within those of the input."""
    high = Decimal(1) if one.kind.is_share else None
    if within is None:
        return Decimal(0), high
    low, top = max(within[0], Decimal(0)), within[1]
    if low > top:
        raise UsageError(f"--within {within[0]}:{within[1]}: the low end lies above the high end")
    if high is not None and low > high:
        raise UsageError(
            f"--within {within[0]}:{within[1]} lies above 1, the whole", "write 5%:90% or 0.05:0.9"
        )
    return low, top if high is None else min(top, high)


def in_terms_of(one: Varied, metric: str) -> Polynomial:
    """Write a metric of a scenario as a polynomial in one input; call it inside `exact`."""
    traced = price(one.case, traced_value)
    return in_one_variable(metric_of(traced, metric), one, values_of(one.case))


def solve(
    assessment: Assessment,
    path: str,
    *,
    target: Decimal | None = None,
    equal: Assessment | None = None,
    metric: str = DEFAULT,
    within: tuple[Decimal, Decimal] | None = None,
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

    Raises:
        UsageError: There is no such input or metric.
    """
    one = varied(assessment.scenario, path)
    if shapes_season(path):
        raise UsageError(f"`{path}` weighs days and cannot be solved for", "sweep it: --vary")
    low, high = bounds_of(one, within)
    with exact(ENOUGH_DIGITS):
        ours = in_terms_of(one, metric)
        wanted = target
        if equal is not None:
            wanted = Decimal(metric_of(equal.exposure, metric))
        assert wanted is not None  # noqa: S101 - one of both is given
        gap = minus(ours, Polynomial((), {(): wanted} if wanted else {}))
        found = roots_of(gap, low, high)
        solutions = tuple(
            Solution(root.value, ours({VARIABLE: root.value}), root.is_exact) for root in found
        )
        depends = ours.degree() > 0
        at_low = ours({VARIABLE: low})
        at_high = None if high is None else ours({VARIABLE: high})
    return Answer(
        assessment, equal, one, metric, wanted, solutions, low, high, at_low, at_high, depends
    )
