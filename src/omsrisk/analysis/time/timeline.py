"""When does it fall? The mean of the net exposure of a scenario, spread over days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.result import Result
from omsrisk.analysis.time.placing import DatedAmount, day_number, placed
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.money import ENOUGH_DIGITS, add, exact, to_minor_unit, with_quotients
from omsrisk.core.phasing.by_slip import CaseInTheMean
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import exact_value
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.expectation import Expectation
from omsrisk.errors import UsageError

MOST_DAYS = 36_525
"""A hundred years: a longer window is laid out by nobody."""

_NINE_TENTHS = Decimal("0.9")
_CASH = (Basis.CASH, Basis.PLANNED)


class Period(NamedTuple):
    """
    A day, week, month or quarter.

    Attributes:
        start: Its first day: a date, or a number counted from the go-live.
        amount: What falls in it, rounded so that all periods add up to the total [money].
        cumulative: What has fallen by its end, rounded [money].
    """

    start: date | int
    amount: Decimal
    cumulative: Decimal


@dataclass(frozen=True, slots=True, repr=False)
class Timeline(Result):
    """
    The net exposure over time.

    Attributes:
        assessment: What is spread.
        periods: In order, without a gap.
        total: The mean of the net exposure, rounded; the periods add up to it.
        peak: The period in which most falls.
        nine_tenths_on: The day by which 90 % has fallen; None where the total is not above 0.
        cash_low: The most that cash costs (basis cash and planned) add up to on any day [money].
        cash_low_on: That day.
        at: What ranges count with: asked for means, it is most likely values where a mean has no
            closed form.
    """

    assessment: Assessment
    periods: tuple[Period, ...]
    total: Decimal
    peak: Period
    nine_tenths_on: date | int | None
    cash_low: Decimal
    cash_low_on: date | int
    at: At = At.MEAN


def timeline(
    assessment: Assessment, *, by: str = "month", fiscal_start: int = 1, at: At = At.MEAN
) -> Timeline:
    """
    Spread the net exposure of a scenario over days.

    The mean of each line is spread over the days that it has at the most likely durations, in the
    shape of its most likely course.

    Args:
        assessment: From `assess`.
        by: `day`, `week`, `month` or `quarter`.
        fiscal_start: Month in which the fiscal year begins, 1 to 12: quarters count from it.
        at: What ranges count with.

    Returns:
        Periods whose amounts add up exactly to the total: the cumulative figure is rounded, and
        amounts are its differences.

    Raises:
        UsageError: A window is longer than a hundred years.
    """
    with with_quotients():
        return _laid_out(assessment, by, fiscal_start, at)


class Falling(NamedTuple):
    """What falls, leaf by leaf, and what that adds up to."""

    leaves: tuple[DatedAmount[Decimal], ...]
    whole: Decimal
    at: At


def falling(assessment: Assessment, at: At) -> Falling:
    """
    Return each leaf line with its amount and its days.

    Args:
        assessment: From `assess`.
        at: What ranges count with in the amounts; days are those at the most likely durations.

    Returns:
        The leaves, and the net exposure; most likely amounts where a mean has no closed form.
    """
    case = assessment.scenario.case
    leaves = tuple(placed(assessment.exposure, case, exact_value))
    means = _means(case) if at is At.MEAN and uncertain_inputs(case) else None
    if means is None:
        whole = assessment.net_exposure
        return Falling(leaves, whole, At.LIKELY if uncertain_inputs(case) else at)
    *amounts, whole = means
    pairs = zip(leaves, amounts, strict=True)
    return Falling(tuple(one._replace(amount=mean) for one, mean in pairs), whole, At.MEAN)


def _means(case: Case) -> list[Decimal] | None:
    """Take the means of all leaves, and of the net exposure; None where one has no closed form."""
    whole = CaseInTheMean(case)
    with exact(ENOUGH_DIGITS):
        each = whole.each_priced(against_going_on=False)
        pairs = zip(each, whole.groups, strict=True)
        leaves = [[one.amount for one in placed(*pair, whole.number_of)] for pair in pairs]
        if len({len(own) for own in leaves}) > 1 or not whole.is_told:
            return None
        every = [whole.weighed(own) for own in zip(*leaves, strict=True)]
        every.append(whole.weighed([one.net_exposure for one in each]))
    expectation = Expectation(whole.case)
    found = [expectation.mean(one).value for one in every]
    told = [one for one in found if one is not None]
    return told if len(told) == len(found) else None


def _laid_out(assessment: Assessment, by: str, fiscal_start: int, at: At) -> Timeline:
    case = assessment.scenario.case
    dated = case.first_go_live is not None
    digits = assessment.scenario.minor_digits
    leaves, whole, told_at = falling(assessment, at)
    spreads = _together(leaves)
    first_go_live = day_number(case.first_go_live)
    start = min([first_go_live, *(one.start for one in spreads)])
    end = max([first_go_live + 1, *(one.end for one in spreads)])
    if end - start > MOST_DAYS:
        message = f"a window of {end - start:,} days is too long to lay out"
        raise UsageError(message, f"at most {MOST_DAYS:,} days")
    total = to_minor_unit(whole, digits)
    bounds = list(period_bounds(start, end, by, fiscal_start, dated=dated))
    periods: list[Period] = []
    before = Decimal(0)
    for here, following in pairwise(bounds):
        last = following >= end
        cumulative = total if last else to_minor_unit(_fallen(spreads, following), digits)
        amount = add(cumulative, before.copy_negate())
        periods.append(Period(day_of(here, dated=dated), amount, cumulative))
        before = cumulative
    cash = [one for one in spreads if one.basis in _CASH]
    low, low_on = _most(cash, _turns(cash, start, end, dated=dated))
    turns = _turns(spreads, start, end, dated=dated)
    nine_tenths = _nine_tenths(spreads, turns, start, end, whole)
    return Timeline(
        assessment=assessment,
        periods=tuple(periods),
        total=total,
        peak=max(periods, key=lambda one: one.amount),
        nine_tenths_on=None if nine_tenths is None else day_of(nine_tenths, dated=dated),
        cash_low=to_minor_unit(low, digits),
        cash_low_on=day_of(low_on, dated=dated),
        at=told_at,
    )


def _together(leaves: Iterable[DatedAmount[Decimal]]) -> list[DatedAmount[Decimal]]:
    """Add up what falls over the same days and is the same kind of money."""
    amounts: dict[DatedAmount[Decimal], Decimal] = {}
    for one in leaves:
        days = one._replace(amount=Decimal(0))
        amounts[days] = add(amounts.get(days, Decimal(0)), Decimal(one.amount))
    return [days._replace(amount=amount) for days, amount in amounts.items() if amount]


def day_of(number: int, *, dated: bool) -> date | int:
    """Return the day of a number: a date, or the number counted from the go-live."""
    return date.fromordinal(number) if dated else number


def _fallen(spreads: list[DatedAmount[Decimal]], day: int) -> Decimal:
    """Add up what has fallen before a day begins, to so many places that equals are equal."""
    return to_minor_unit(add(*(one.until(day) for one in spreads)), _PLACES)


_PLACES = 60


def _turns(spreads: list[DatedAmount[Decimal]], start: int, end: int, *, dated: bool) -> list[int]:
    """
    List the days before which what has fallen may begin to grow at another rate.

    Between two of them each day is like the one before it, so that what has fallen lies on a line:
    its most and its least lie at the ends. A rate changes where a line begins or ends, on either
    side of a day that counts in part, and with the months, which a season weighs differently: days
    that are numbered from the go-live lie in no month.
    """
    turns = {start + 1, end}
    for one in spreads:
        turns |= {one.start, one.start + 1, one.end - 1, one.end}
        turns |= {one.start + part.since for part, _ in one.course}
    if dated and any(one.window is not None or one.course for one in spreads):
        turns.update(period_bounds(start, end, "month", 1, dated=True))
    return sorted(day for day in turns if start < day <= end)


def _most(spreads: list[DatedAmount[Decimal]], turns: list[int]) -> tuple[Decimal, int]:
    """Find the day by whose end most has fallen, the first of equals."""
    levels = [(_fallen(spreads, day), -day) for day in turns]
    most, day = max(levels)
    return most, -day - 1


def _nine_tenths(
    spreads: list[DatedAmount[Decimal]], turns: list[int], start: int, end: int, total: Decimal
) -> int | None:
    """Find the first day after which 90 % of the total has fallen, and stays so."""
    if total <= 0:
        return None
    wanted = to_minor_unit(total * _NINE_TENTHS, _PLACES)
    low, high = start, end
    for day in reversed(turns):
        if _fallen(spreads, day) < wanted:
            low = day
            break
        high = day
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _fallen(spreads, middle) >= wanted else (middle, high)
    return high - 1


def period_bounds(start: int, end: int, by: str, fiscal_start: int, *, dated: bool) -> Iterator[int]:
    """Return the first day of each period, and the first after the last one."""
    if by == "day":
        yield from range(start, end + 1)
        return
    step = {"week": 7, "month": 30, "quarter": 90}[by]
    if by == "week" or not dated:
        first = start - (start - 1) % step  # ordinal 1 is a Monday
        yield from range(first, end + step, step)
        return
    months = 1 if by == "month" else 3
    day = date.fromordinal(start)
    month = day.year * 12 + day.month - 1
    month -= (month - (fiscal_start - 1)) % months
    while True:
        first = date(month // 12, month % 12 + 1, 1).toordinal()
        yield first
        if first >= end:
            return
        month += months
