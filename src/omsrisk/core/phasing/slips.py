"""
What a slip of all go-lives makes of a case: the days of it, their chances, and the case then.

A slip is a whole number of days, the quantile rounded half-up, so that few numbers of days carry all
of its chance. The dates of a case are those of its likely slip; the mean of a figure weighs the days
of each slip: windows count their effective days in the mean, and waiting takes the mean slip.
"""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from omsrisk.core.pricing.case import Case, Spread
from omsrisk.core.pricing.catalogue import SLIPS

if TYPE_CHECKING:
    from omsrisk.core.slipping import Slip

_PLACES = Decimal("1e-30")
_DIGITS = Context(prec=60)
_NEGLIGIBLE = 1e-9
"""Chance of a slip beyond both ends of an interval, which has none: it is shared out."""


MOST_DAYS_OF_A_SLIP = 3_650
"""By how much go-lives may slip: ten years."""


def whole_days(days: Decimal) -> int:
    """
    Round a slip to whole days.

    >>> whole_days(Decimal("13.5")), whole_days(Decimal("13.4"))
    (14, 13)
    """
    return int(days.to_integral_value(ROUND_HALF_UP))


def may_slip(case: Case) -> bool:
    """Whether nobody knows by how many days the go-lives slip."""
    stated = case.inputs.get(SLIPS)
    return stated is not None and stated.spread is not None


def slipped(case: Case, days: int) -> Case:
    """
    Let all go-lives slip.

    Args:
        case: A case; the slip that it has already is taken back.
        days: By how many.
    """
    shift = timedelta(days=days - case.slipped_by)
    if not shift:
        return case
    calendar = case.calendar
    if calendar.go_live is not None:
        calendar = calendar._replace(go_live=calendar.go_live + shift)
    phases = tuple(
        one if one.go_live is None else one._replace(go_live=one.go_live + shift)
        for one in case.phases
    )
    return case._replace(calendar=calendar, phases=phases, slipped_by=days)


def days_of_slips(spread: Spread) -> range:
    """Return the whole days that a slip may come to, but for a billionth of its chance."""
    from omsrisk.core.uncertainty.events import distribution_of  # most files have no range

    known = distribution_of(spread)
    low = known.low if known.low > float("-inf") else known.quantile(_NEGLIGIBLE)
    high = known.high if known.high < float("inf") else known.quantile(1 - _NEGLIGIBLE)
    return range(whole_days(Decimal(max(low, 0.0))), whole_days(Decimal(high)) + 1)


def longest_slip(case: Case) -> int:
    """Return the most days by which the go-lives of a case may slip; 0 where they do not."""
    stated = case.inputs.get(SLIPS)
    spread = None if stated is None else stated.spread
    return case.slipped_by if spread is None else days_of_slips(spread)[-1]


def slips_of(case: Case) -> "tuple[Slip, ...]":
    """
    List the days by which the go-lives may slip, with their chances, which add up to 1.

    Args:
        case: One that may slip.
    """
    from omsrisk.core.slipping import Slip

    spread = case.inputs[SLIPS].spread
    return (Slip(case.slipped_by, Decimal(1)),) if spread is None else _slips(spread)


@lru_cache(maxsize=16)
def _slips(spread: Spread) -> "tuple[Slip, ...]":
    from omsrisk.core.slipping import Slip
    from omsrisk.core.uncertainty.events import distribution_of

    known, days = distribution_of(spread), days_of_slips(spread)
    below = [0.0, *(known.cumulative(day + 0.5) for day in days[:-1]), 1.0]
    bounds = [_DIGITS.quantize(Decimal(one), _PLACES) for one in below]
    chances = (_DIGITS.subtract(high, low) for low, high in pairwise(bounds))
    return tuple(Slip(day, one) for day, one in zip(days, chances, strict=True) if one)


def over_slips(case: Case) -> Case:
    """
    Let windows and waiting count in the mean over the slips; a case that does not slip stays so.

    Args:
        case: The case, on the dates of its likely slip.

    Returns:
        The case of which a figure has the mean of the figure over the slips: each is a sum in which
        no product holds two numbers that follow from the dates.
    """
    if not may_slip(case):
        return case
    slips = (one._replace(days=one.days - case.slipped_by) for one in slips_of(case))
    return case._replace(calendar=case.calendar._replace(slips=tuple(slips)))
