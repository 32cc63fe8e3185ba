"""Running sums of a season: many windows, moved by many days, at two look-ups each."""

from datetime import date
from decimal import Decimal

from omsrisk.core.calendar import Season, Window

_LONGEST = 100_000
_YEARS = range(500, 9_000)
"""Where windows of that length, moved as far as files can move them, stay within the calendar."""


class RunningDays:
    """
    Effective days of windows of one season, from the sum of the index over all days before a day.

    Args:
        season: The season.
    """

    def __init__(self, season: Season) -> None:
        self._season = season
        self._sums: dict[int, Decimal] = {}

    def of(self, window: Window, days: Decimal, later: int) -> Decimal:
        """
        Return the effective days of a window that is moved.

        Args:
            window: A window of the season.
            days: Its length [day].
            later: By how many days its anchor is moved.
        """
        if window.catch_up is not None or window.slips:
            moved = date.fromordinal(window.anchor.toordinal() + later)
            return Decimal(window._replace(anchor=moved).effective_days(days))
        if window.since or window.until is not None:
            whole = window._replace(since=0, until=None)
            end = days if window.until is None else min(days, Decimal(window.until))
            before = self.of(whole, min(days, Decimal(window.since)), later)
            return self.of(whole, end, later) - before
        if days > _LONGEST or window.anchor.year not in _YEARS:
            moved = date.fromordinal(window.anchor.toordinal() + later)
            return Decimal(window._replace(anchor=moved).effective_days(days))
        full = int(days)
        anchor = window.anchor.toordinal() + later
        if window.backwards:
            result, next_day = self._before(anchor) - self._before(anchor - full), anchor - full - 1
        else:
            result, next_day = self._before(anchor + full) - self._before(anchor), anchor + full
        if full == days:
            return result
        return result + (days - full) * self._season.index_of(date.fromordinal(next_day))

    def _before(self, ordinal: int) -> Decimal:
        if ordinal not in self._sums:
            self._sums[ordinal] = self._season.days_before(date.fromordinal(ordinal))
        return self._sums[ordinal]
