"""What is it worth today? The net exposure, each day of it discounted to one day."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.time.placing import DatedAmount
from omsrisk.analysis.time.timeline import MOST_DAYS, falling
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.pricing.variation import uncertain_inputs

_DIGITS = 28
_YEAR = 365


class PresentValue(NamedTuple):
    """
    The net exposure in money of one day.

    Attributes:
        rate: The discount rate, a year [1].
        valued_on: The day to which amounts are discounted.
        most_likely: Of the most likely values [money].
        mean: Of the means [money]; None where one has no closed form.
    """

    rate: Decimal
    valued_on: date
    most_likely: Decimal
    mean: Decimal | None


def valuation_day(assessment: Assessment) -> date | None:
    """
    Return the day to which a scenario is discounted; None where it has no dates or no rate.

    Args:
        assessment: From `assess`.

    Returns:
        The earliest go-live that is stated, else the first day on which something falls.
    """
    case = assessment.scenario.case
    if case.discount_rate is None or case.first_go_live is None:
        return None
    if case.calendar.earliest_go_live is not None:
        return case.calendar.earliest_go_live
    leaves = falling(assessment, At.LIKELY).leaves
    first = min((one.start for one in leaves), default=case.first_go_live.toordinal())
    return date.fromordinal(first)


def present_value(assessment: Assessment, valued_on: date | None = None) -> PresentValue | None:
    """
    Discount the unrounded amount of each day: amount x (1 + rate)^(-days / 365).

    Args:
        assessment: From `assess`.
        valued_on: The day to discount to; the scenario's own, if left out.

    Returns:
        None where the scenario states no rate, has no dates, or a window is longer than a hundred
        years.
    """
    rate = assessment.scenario.case.discount_rate
    day = valued_on or valuation_day(assessment)
    if rate is None or day is None or assessment.scenario.case.first_go_live is None:
        return None
    likely = _discounted(falling(assessment, At.LIKELY).leaves, rate, day)
    if likely is None:
        return None
    mean: Decimal | None = likely
    if uncertain_inputs(assessment.scenario.case):
        found = falling(assessment, At.MEAN)
        mean = _discounted(found.leaves, rate, day) if found.at is At.MEAN else None
    return PresentValue(rate, day, likely, mean)


def present_values(assessments: Sequence[Assessment]) -> tuple[PresentValue | None, ...]:
    """
    Discount scenarios that are compared to one day: the earliest of their own.

    Args:
        assessments: From `assess`.
    """
    days = [day for one in assessments if (day := valuation_day(one)) is not None]
    return tuple(present_value(one, min(days)) if days else None for one in assessments)


def _discounted(
    leaves: Iterable[DatedAmount[Decimal]], rate: Decimal, valued_on: date
) -> Decimal | None:
    """Add up what each day is worth; one factor for each day, whatever falls on it."""
    with localcontext() as context:
        context.prec = 2 * _DIGITS
        amounts: dict[int, Decimal] = {}
        for one in leaves:
            if one.end - one.start > MOST_DAYS:
                return None
            before = Decimal(0)
            for day in range(one.start, one.end):
                fallen = one.until(day + 1)
                amounts[day] = amounts.get(day, Decimal(0)) + fallen - before
                before = fallen
        growth = (1 + rate).ln()
        found = Decimal(0)
        for day, amount in amounts.items():
            years = Decimal(day - valued_on.toordinal()) / _YEAR
            found += amount * (-years * growth).exp()
        context.prec = _DIGITS
        return +found
