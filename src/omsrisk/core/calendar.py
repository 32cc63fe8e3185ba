"""The calendar of a roll-out: windows of days, and how a season weighs them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from omsrisk.core.formulas.formula import N

if TYPE_CHECKING:
    from omsrisk.core.catching_up import CatchUp, DayLine
    from omsrisk.core.slipping import Slip

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = len(WEEKDAYS)
_LONGEST_RUN = 366
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_CYCLE_YEARS = 400
_CYCLE_DAYS = 146_097
_LEAP_DAYS = 97
_MANY_DAYS = 1_500
"""The Gregorian calendar repeats after 400 years, which is how windows of any length stay cheap."""

_LISTED_DAYS = 3_660.0
"""Days of windows that are weighed by a list of months; a longer one is weighed by itself."""


class ClosedDays(NamedTuple):
    """
    Days on which nobody works, and no orders come.

    Attributes:
        weekdays: Days of the week, Monday is 0.
        holidays: Other days, each as the year within a cycle of 400, the month and the day.
    """

    weekdays: frozenset[int] = frozenset()
    holidays: frozenset[tuple[int, int, int]] = frozenset()

    @classmethod
    def of(cls, working_days: Iterable[str], holidays: Iterable[date]) -> "ClosedDays":
        """
        Take the days of the week on which work is done, and days on which it is not.

        >>> closed = ClosedDays.of(["mon", "tue", "wed", "thu", "fri"], [date(2027, 3, 26)])
        >>> [closed.holds(date(2027, 3, day)) for day in (25, 26, 27)]
        [False, True, True]
        """
        open_ = frozenset(working_days)
        return cls(
            frozenset(at for at, name in enumerate(WEEKDAYS) if name not in open_),
            frozenset((day.year % _CYCLE_YEARS, day.month, day.day) for day in holidays),
        )

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        in_cycle = (day.year % _CYCLE_YEARS, day.month, day.day)
        return day.weekday() in self.weekdays or in_cycle in self.holidays


class Season(NamedTuple):
    """
    The order flow of each month against the average of the year.

    Attributes:
        indices: Twelve numbers, January first; 1 is the average.
        closed: Days that count as nothing, whatever their month; None where all count.
    """

    indices: tuple[Decimal, ...]
    closed: ClosedDays | None = None

    def index_of(self, day: date) -> Decimal:
        """Return the index of one day."""
        if self.closed is not None and self.closed.holds(day):
            return Decimal(0)
        return self.indices[day.month - 1]

    def with_indices(self, months: Mapping[str, Decimal]) -> "Season":
        """Put other indices in the place of those of some months, by `jan` to `dec`."""
        indices = zip(MONTHS, self.indices, strict=True)
        return self._replace(indices=tuple(months.get(name, old) for name, old in indices))

    def days_before(self, day: date) -> Decimal:
        """Sum the index over all days of the calendar before one."""
        if self.closed is not None:
            cycles, year = divmod(day.year, _CYCLE_YEARS)
            whole = cycles * self.cycle_total + _before_years(self)[year]
            first = date(day.year, 1, 1)
            days = (day - first).days
            return whole + sum(
                (self.index_of(first + timedelta(days=at)) for at in range(days)), Decimal(0)
            )
        indices, years = self.indices, day.year - 1
        leap_days = years // 4 - years // 100 + years // 400
        result = leap_days * indices[1] + (day.day - 1) * indices[day.month - 1]
        for month, index in enumerate(indices, start=1):
            result += years * days_in_month(2001, month) * index
            if month < day.month:
                result += days_in_month(day.year, month) * index
        return result

    @property
    def total(self) -> Decimal:
        """Add the indices of the twelve months; 12 where they average 1."""
        return sum(self.indices, Decimal(0))

    @property
    def cycle_total(self) -> Decimal:
        """Add the indices of the days of the 400 years after which the calendar repeats."""
        if self.closed is not None:
            return _before_years(self)[_CYCLE_YEARS]
        days = [days_in_month(2001, month) * _CYCLE_YEARS for month in range(1, 13)]
        days[1] += _LEAP_DAYS
        return sum((days * one for days, one in zip(days, self.indices, strict=True)), Decimal(0))

    @property
    def average(self) -> float:
        """The index of the average day; 1 but for the lengths of the months where they average 1."""
        return float(self.cycle_total) / _CYCLE_DAYS

    @property
    def average_worked(self) -> float:
        """The part of all days on which people work."""
        return 1.0 if self.closed is None else FLAT._replace(closed=self.closed).average

    def working_runs(self, first: date) -> Iterator[tuple[int, Decimal, bool]]:
        """Return days in a row from a day on, with their index and whether people work on them."""
        if self.closed is None:
            yield from ((run, index, True) for run, index in Window(first, self).months())
            return
        first = _within_a_cycle(first)
        for at in count():
            day = first + timedelta(days=at)
            yield 1, self.index_of(day), not self.closed.holds(day)


@lru_cache(maxsize=16)
def _before_years(season: Season) -> tuple[Decimal, ...]:
    """Add up the days of a season with closed days before each year of a cycle, from year 0 on."""
    closed = season.closed or ClosedDays()
    sums = [Decimal(0)]
    for year in range(_CYCLE_YEARS):
        here = sums[-1]
        for month, index in enumerate(season.indices, start=1):
            first = date(year + _CYCLE_YEARS, month, 1).weekday()
            days = days_in_month(year + _CYCLE_YEARS, month)
            weekdays = ((first + at) % _WEEK for at in range(days))
            here += index * sum(one not in closed.weekdays for one in weekdays)
        for in_cycle, month, day in closed.holidays:
            on_its_own = date(year + _CYCLE_YEARS, month, 1).weekday() + day - 1
            if in_cycle == year and on_its_own % _WEEK not in closed.weekdays:
                here -= season.indices[month - 1]
        sums.append(here)
    return tuple(sums)


class Window(NamedTuple):
    """
    Days in a row: the step from days to effective days, the one step that is no polynomial.

    Attributes:
        anchor: The go-live day.
        season: What weighs the days.
        backwards: Whether the window ends on the eve of the anchor (a freeze) or begins on it.
        since: Whole days after the anchor before which a day counts as nothing [day].
        until: Whole days after the anchor from which on a day counts as nothing, too [day].
        is_flat: Whether no season touches it: its days are all alike, whatever the season is.
        catch_up: How the backlog of a stop is caught up, where the window is the stop and those days
            after it; its length is then that of the stop.
        slips: By how many days the anchor may lie later, where means are taken over that.
        scale: Which part of its days goes through it, above 0, such as what a phase has learned of
            them: lengths are those of the whole. None for all of them.
    """

    anchor: date
    season: Season
    backwards: bool = False
    since: int = 0
    until: int | None = None
    is_flat: bool = False
    catch_up: "CatchUp | None" = None
    slips: "tuple[Slip, ...]" = ()
    scale: Decimal | None = None

    def effective_days(self, days: N) -> N:
        """
        Sum the index over the days of the window; its last day counts in part.

        A window that ends on the eve of go-live begins within its first day, so that one is in part.

        Args:
            days: Length of the window, 0 or more [day]; a Decimal stays exact, a float a float.

        Returns:
            Days of average order flow [day], piecewise linear in the length.

        Raises:
            NotCaughtUpError: What a stop leaves is not clear within ten years.
        """
        length: Any = days  # a number that is no symbol: what it is counts, and not what it can do
        if self.scale is not None:
            scale = float(self.scale) if isinstance(days, float) else self.scale
            of_part: N = self._replace(scale=None).effective_days(length * scale)
            return of_part
        if self.slips:
            number = float if isinstance(days, float) else Decimal
            every = self._slipped()
            each = (one.effective_days(length) * number(chance) for chance, one in every)
            mean: N = sum(each, length * 0)
            return mean
        if self.catch_up is not None:
            length = self.catch_up.window_of(self.anchor, length)
            caught_up: N = self._replace(catch_up=None).effective_days(length)
            return caught_up
        if self._is_part:
            kind = float if isinstance(days, float) else Decimal
            whole_window = self._replace(since=0, until=None)
            until = length if self.until is None else min(length, kind(self.until))
            length = min(length, kind(self.since))
            counted: N = whole_window.effective_days(until) - whole_window.effective_days(length)
            return counted
        whole = int(length)
        cycles, rest = divmod(whole, _CYCLE_DAYS)
        result = self._whole_days(rest)
        if cycles:
            result += cycles * self.season.cycle_total
        index = self.season.index_of(self._day(rest))
        part = length - whole
        weighed: N = (
            float(result) + part * float(index) if isinstance(days, float) else result + part * index
        )
        return weighed

    def effective_days_of(self, lengths: Sequence[float]) -> list[float]:
        """
        Sum the index over windows of many lengths; the months are gone through once for all of them.

        Args:
            lengths: 0 or more [day].

        Returns:
            Days of average order flow [day], as of `effective_days`.
        """
        if self.bends_within_days:
            return [self.effective_days(length) for length in lengths]
        reach = min(max(lengths, default=0.0), _LISTED_DAYS)
        known = takewhile(lambda line: line.start <= reach, self.lines())
        lines = [(float(one.start), float(one.value), float(one.slope)) for one in known]
        starts = [start for start, _, _ in lines]
        found = []
        for length in lengths:
            start, value, slope = lines[bisect_right(starts, length) - 1]
            is_listed = length <= reach
            found.append(
                value + (length - start) * slope if is_listed else self.effective_days(length)
            )
        return found

    def _slipped(self) -> "Iterator[tuple[Decimal, Window]]":
        """Return the window on each day on which it may begin, with the chance of that."""
        for one in self.slips:
            anchor = self.anchor + timedelta(days=one.days)
            yield one.chance, self._replace(anchor=anchor, slips=())

    def table(self, days: int) -> list[Decimal]:
        """Return the effective days of 0, 1, 2 ... whole days, up to `days`."""
        if self.slips:
            tables = [(chance, one.table(days)) for chance, one in self._slipped()]
            return [sum((chance * own[at] for chance, own in tables), Decimal(0))
                    for at in range(days + 1)]  # fmt: skip
        sums = [Decimal(0)]
        for number in range(days):
            counts = number >= self.since and (self.until is None or number < self.until)
            sums.append(sums[-1] + (self.season.index_of(self._day(number)) if counts else 0))
        return sums

    @property
    def average(self) -> float:
        """What an average day counts as, far away from the anchor."""
        if self.scale is not None:
            return float(self.scale) * self._replace(scale=None).average
        if self.catch_up is not None:
            return self._replace(catch_up=None).average * self.catch_up.average
        return self.season.average if self.until is None else 0.0

    @property
    def bends_within_days(self) -> bool:
        """Whether it may bend, or jump, between two whole days: a stop that is caught up, a part."""
        return self.catch_up is not None or self.scale is not None

    @property
    def weighs_days(self) -> bool:
        """Whether it is days that it weighs, as against amounts."""
        return True

    @property
    def steepest(self) -> float:
        """The most effective days that one day more may bring; infinite where they jump."""
        highest = float(max(self.season.indices)) * float(1 if self.scale is None else self.scale)
        return highest if self.catch_up is None else self.catch_up.steepest * highest

    def lines(self) -> "Iterator[DayLine]":
        """
        Return the effective days as lines in the length of the window, one after the other.

        They are continuous, but for those of a stop that is caught up: see `CatchUp.lines`.
        """
        if self.scale is not None:
            from omsrisk.core.catching_up import DayLine

            part = Fraction(self.scale)
            for line in self._replace(scale=None).lines():
                yield DayLine(line.start / part, line.value, line.slope * part)
            return
        if self.slips:
            from omsrisk.core.slipping import lines_in_the_mean

            yield from lines_in_the_mean([(chance, one.lines()) for chance, one in self._slipped()])
            return
        if self.catch_up is not None:
            yield from self.catch_up.lines(self.anchor, self._replace(catch_up=None).lines())
            return
        from omsrisk.core.catching_up import DayLine

        day, value = Fraction(0), Fraction(0)
        for run, index in self.months():
            slope = Fraction(index)
            yield DayLine(day, value, slope)
            day += run
            value += run * slope

    @property
    def _is_part(self) -> bool:
        return self.since > 0 or self.until is not None

    def months(self) -> Iterator[tuple[int, Decimal]]:
        """
        Return days and index of month after month away from the anchor; the first is in part.

        Where only a part of the days counts, a month is cut where that begins and ends. Where the
        anchor slips each day has an index of its own, the mean over the slips.
        """
        if self.slips:
            from omsrisk.core.slipping import runs_in_the_mean

            yield from runs_in_the_mean([(chance, one.months()) for chance, one in self._slipped()])
            return
        if not self._is_part:
            yield from self._months()
            return
        edges = [one for one in (self.since, self.until) if one]
        first = 0
        for run, index in self._months():
            end = first + run
            for edge in (*(one for one in edges if first < one < end), end):
                counts = first >= self.since and (self.until is None or first < self.until)
                yield edge - first, index if counts else Decimal(0)
                first = edge

    def _months(self) -> Iterator[tuple[int, Decimal]]:
        if self.season.closed is not None:
            yield from self._runs()
            return
        day = self._day(0)
        while True:
            run = day.day if self.backwards else days_in_month(day.year, day.month) - day.day + 1
            yield run, self.season.index_of(day)
            day += timedelta(days=-run if self.backwards else run)

    def _runs(self) -> Iterator[tuple[int, Decimal]]:
        """Return days in a row of one index, which a weekend or a holiday cuts."""
        first, index = 0, self.season.index_of(self._day(0))
        for at in count(1):
            other = self.season.index_of(self._day(at))
            if other != index:
                yield at - first, index
                first, index = at, other
            elif at - first == _LONGEST_RUN:  # where all days are closed no run would end
                yield at - first, index
                first = at

    def _day(self, number: int) -> date:
        """Return the day with this number, from 0, counted away from the anchor."""
        anchor = _within_a_cycle(self.anchor)
        if self.backwards:
            return anchor - timedelta(days=number + 1)
        return anchor + timedelta(days=number)

    def _whole_days(self, days: int) -> Decimal:
        """Sum the index over whole days: month by month, or from the years where there are many."""
        if days > _MANY_DAYS:
            if self.backwards:
                days_before = self.season.days_before
                return days_before(self._day(-1)) - days_before(self._day(days - 1))
            return self.season.days_before(self._day(days)) - self.season.days_before(self._day(0))
        result = Decimal(0)
        left = days
        for run, index in self.months():
            result += min(left, run) * index
            left -= run
            if left <= 0:
                break
        return result


def _within_a_cycle(day: date) -> date:
    """Move a day to the like day of a year that leaves room on both sides."""
    middle = 2 * _CYCLE_YEARS * 3
    return day.replace(year=middle + day.year % _CYCLE_YEARS)


def days_in_month(year: int, month: int) -> int:
    """
    Count the days of a month.

    >>> days_in_month(2028, 2), days_in_month(2027, 12)
    (29, 31)
    """
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def add_months(day: date, months: int) -> date:
    """
    Move a day by months; the last days of a long month become the last of a short one.

    >>> add_months(date(2027, 1, 31), 1), add_months(date(2027, 11, 15), 14)
    (datetime.date(2027, 2, 28), datetime.date(2029, 1, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def season_of(indices: Sequence[Decimal | None]) -> Season:
    """Make a season; a month that is left out has the average flow."""
    return Season(tuple(Decimal(1) if one is None else one for one in indices))


FLAT = season_of([None] * len(MONTHS))
"""A season in which all days are alike."""

_ANY_DAY = date(2001, 1, 1)
"""On which windows begin whose days are all alike, so that it does not matter."""


def flat_window() -> Window:
    """Return a window whose days are all alike."""
    return Window(_ANY_DAY, FLAT, is_flat=True)


class Calendar(NamedTuple):
    """
    The dates of a roll-out.

    Attributes:
        go_live: The day on which the new system takes orders.
        backup_go_live: The day to fall back to.
        earliest_go_live: The first day on which it could go live.
        season: What weighs the days, where one is stated.
        horizon: The day up to which what a stop leaves undone is counted, where one is stated.
        closed: Days on which nobody works and no orders come, where working days are stated.
        slips: By how many days the go-lives may lie later, all together, where means are taken over
            that; none where they lie on their dates.
    """

    go_live: date | None = None
    backup_go_live: date | None = None
    earliest_go_live: date | None = None
    season: Season | None = None
    horizon: date | None = None
    closed: ClosedDays | None = None
    slips: "tuple[Slip, ...]" = ()

    @property
    def mean_slip(self) -> Decimal:
        """Days by which the go-lives lie later in the mean than their dates."""
        return sum((one.days * one.chance for one in self.slips), Decimal(0))

    def window(self, anchor: date | None, *, backwards: bool = False) -> Window | None:
        """Return window that begins (or ends) at a go-live; None where nothing weighs its days."""
        season = self._flow
        if season is None or anchor is None:
            return None
        return Window(anchor, season, backwards, slips=self.slips)

    def in_season(self, anchor: date | None) -> Window | None:
        """Return the window that a season weighs and no closed day; None where none is stated."""
        if self.season is None or anchor is None:
            return None
        return Window(anchor, self.season, slips=self.slips)

    def caught_up(self, window: Window | None, anchor: date | None, capacity: Decimal) -> Window:
        """
        Return a window of a stop that goes on until what it leaves is caught up.

        Args:
            window: What weighs its days; None where all count alike.
            anchor: The first day of the stop.
            capacity: What can be done on a day that is worked, in days of index 1.
        """
        from omsrisk.core.catching_up import CatchUp

        season = None if anchor is None else self._flow
        if window is None:
            window = flat_window()._replace(anchor=_ANY_DAY if anchor is None else anchor)
        slips = () if season is None else self.slips
        return window._replace(catch_up=CatchUp(capacity, season or FLAT), slips=slips)

    @property
    def _flow(self) -> Season | None:
        """What weighs orders: the season, the closed days, or both; None where neither is stated."""
        if self.closed is None:
            return self.season
        return (self.season or FLAT)._replace(closed=self.closed)

    def working_days(self, anchor: date | None) -> Window | None:
        """Return the window that counts working days alone; None where none are stated."""
        if self.closed is None or anchor is None:
            return None
        season = FLAT._replace(closed=self.closed)
        return Window(anchor, season, is_flat=True, slips=self.slips)
