"""What a slip of the go-lives risks: to touch the peak of the season, and to pass the backup."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from omsrisk.core.calendar import Season
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.by_slip import groups_of_slips
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import SLIPS, STABILISATION_DAYS
from omsrisk.core.pricing.derived import BY_PHASE
from omsrisk.core.pricing.lines import Slice, slices_of


class SlipRisks(NamedTuple):
    """
    What may come of a slip.

    Attributes:
        mean_days: The mean slip [day].
        touches_peak: Chance that a window of a go-live, at its likely length, holds a day of the
            busiest month, 0 to 1; None without a season.
        passes_backup: Chance that the first go-live lies behind the backup, 0 to 1; None without one.
    """

    mean_days: Decimal
    touches_peak: Decimal | None
    passes_backup: Decimal | None


def slip_risks(case: Case) -> SlipRisks | None:
    """
    Add the chances of all slips up that touch the peak, or pass the backup.

    Args:
        case: Complete inputs.

    Returns:
        None where nothing slips; 0 or 1 each where the slip is known.
    """
    if SLIPS not in case.inputs or case.first_go_live is None:
        return None
    backup, season = case.calendar.backup_go_live, case.calendar.season
    mean, peak, passed = Decimal(0), Decimal(0), Decimal(0)
    with exact(ENOUGH_DIGITS):
        for group in groups_of_slips(case):
            windows = list(_windows(group.case))
            for one in group.slips:
                later = timedelta(days=one.days - group.case.slipped_by)
                if season is not None and any(
                    _touches_peak(season, day + later, days) for day, days in windows
                ):
                    peak += one.chance
                first = group.case.first_go_live
                if backup is not None and first is not None and first + later > backup:
                    passed += one.chance
                mean += one.days * one.chance
    return SlipRisks(mean, None if season is None else peak, None if backup is None else passed)


def _windows(case: Case) -> Iterator[tuple[date, int]]:
    """List the first day of the windows of each go-live, and how many days the longest holds."""
    for one in slices_of(case):
        if one.go_live is not None:
            yield one.go_live, max([1, *_lengths(one)])


def _lengths(one: Slice) -> Iterator[int]:
    windows = (kind.window() for kind in BY_PHASE if kind.section in one.sections)
    paths = {window.path for window in windows if window is not None and not window.backwards}
    for path in {STABILISATION_DAYS, *paths} & one.inputs.keys():
        yield int(one.inputs[path].value.to_integral_value(ROUND_CEILING))


def _touches_peak(season: Season, first: date, days: int) -> bool:
    most = max(season.indices)
    last = first + timedelta(days=days - 1)
    months = {(day.year, day.month) for day in (first, last)}
    day = first
    while day < last:
        months.add((day.year, day.month))
        day += timedelta(days=28)
    return any(season.indices[month - 1] == most for _, month in months)
