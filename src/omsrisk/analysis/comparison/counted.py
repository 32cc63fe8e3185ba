"""What compared scenarios come to, each by its mean or at its most likely values."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.likelier import FailingLooksCheaper, failing_looks_cheaper
from omsrisk.analysis.uncertainty.means import At, Means, means, most_likely
from omsrisk.analysis.uncertainty.valued import Valuings
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import price
from omsrisk.core.pricing.lines import assessed_figure
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.chances import Chances

_NET = "net_exposure"


class Counted(NamedTuple):
    """
    What a scenario comes to.

    Attributes:
        figures: Its means, or its most likely values.
        chances: How likely go-lives are to fail, and the roll-out to complete.
        is_told: Whether it is what was asked for: False where a mean has no closed form, and the most
            likely values stand in its place.
        failing: That failing looks cheaper than holding, where it does: no advice rests on that.
    """

    figures: Means
    chances: Chances[Decimal]
    is_told: bool = True
    failing: FailingLooksCheaper | None = None

    @property
    def chance(self) -> Decimal:
        """The chance that at least one go-live fails, 0 to 1."""
        # where it is not, `counted` takes the most likely values
        return Decimal(assessed_figure(self.chances.at_least_one_fails))

    @property
    def has_ranges(self) -> bool:
        """Whether it is a mean over ranges, right up to the rounding of floats."""
        return self.figures.ranges > 0


def counted(assessment: Assessment, at: At, valuings: Valuings) -> Counted:
    """
    Value a scenario.

    Args:
        assessment: From `assess`.
        at: What ranges are to count with.
        valuings: Of the question that asks.
    """
    failing = failing_looks_cheaper(assessment.scenario.case, valuings)
    if at is At.MEAN and uncertain_inputs(assessment.scenario.case):
        found, chances = means(assessment), assessment.chances
        if not found.not_told and chances.at_least_one_fails is not None:
            return Counted(found, chances, failing=failing)
        likely = most_likely(assessment), assessment.likely_chances
        return Counted(*likely, is_told=False, failing=failing)
    return Counted(most_likely(assessment), assessment.likely_chances, failing=failing)


class NetExposures:
    """
    Values the net exposure of cases, each once.

    Args:
        at: What ranges count with.
        valuings: Of the question that asks; its own where left out.
    """

    def __init__(self, at: At, valuings: Valuings | None = None) -> None:
        self.at = at
        self._valuings = Valuings() if valuings is None else valuings
        self._known: dict[int, tuple[Case, Decimal | None]] = {}

    def of(self, case: Case) -> Decimal | None:
        """Return it, exact but for the rounding of means [money]; None where it cannot be told."""
        if id(case) not in self._known:  # a case is kept, so that no other one takes its id
            self._known[id(case)] = case, self._value(case)
        return self._known[id(case)][1]

    def _value(self, case: Case) -> Decimal | None:
        if self.at is At.LIKELY or not uncertain_inputs(case):
            with exact(ENOUGH_DIGITS):
                return Decimal(price(case, against_going_on=False).net_exposure)
        valuing = self._valuings.of(case, At.MEAN)
        return valuing.amounts([_NET])[0] if valuing.has_means([_NET]) else None


def common_kind(states: Sequence[Counted], at: At) -> At:
    """Say what ranges count with where several scenarios have to be valued alike."""
    return at if all(one.is_told for one in states) else At.LIKELY
