"""
What a stop leaves to be caught up: the days after it until no order waits any more.

A backlog grows with the orders of the stop, and shrinks afterwards by what can be done on a day more
than comes in. In days of index 1, with a capacity K, an order flow s and the days that are worked W,
it is S(t) - K (W(t) - W(stop)) at the time t, S the sum of s. It is clear as soon as K W(t) - S(t)
reaches K W(stop): where the flow of a peak exceeds the capacity, a stop that ends a little later may
be clear only after the peak, so that the window is a step of its length which may jump.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import count, takewhile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from omsrisk.core.calendar import Season

MOST_DAYS = 3_650
"""Days after a stop within which its backlog is clear, or nothing is told."""

_LONGEST_STOP = 36_500
_AT_ONCE = 100
"""Days that are looked at on the way to those that matter: most backlogs are clear within weeks."""

_PLACES = 12
_DIGITS = Context(prec=200, rounding=ROUND_HALF_UP)


class NotCaughtUpError(ArithmeticError):
    """
    A backlog is not clear within ten years.

    Attributes:
        stop: Days of the stop.
        capacity: What can be done on a day, in days of index 1.
    """

    def __init__(self, stop: Decimal, capacity: Decimal) -> None:
        super().__init__(stop, capacity)
        self.stop, self.capacity = stop, capacity


class DayLine(NamedTuple):
    """
    Effective days as a line in the days of a window, from some days on to the next line.

    Attributes:
        start: Days from which it holds, not counted in.
        value: Effective days just after these.
        slope: What they grow by for one more day.
    """

    start: Fraction
    value: Fraction
    slope: Fraction


class CatchUp(NamedTuple):
    """
    How a backlog is caught up.

    Attributes:
        capacity: What can be done on a day that is worked, in days of index 1.
        season: The order flow, and the days that are not worked.
    """

    capacity: Decimal
    season: "Season"

    def window_of(self, anchor: date, stop: Decimal | float) -> Decimal | float:
        """
        Return the days of a stop and those after it until all is caught up.

        Args:
            anchor: The first day of the stop.
            stop: Its length, 0 or more [day]; the result is a Decimal or a float, as it is.

        Returns:
            Days to the end of the backlog [day]: the last day in part, half-up to 12 places. A float
            that is not clear within ten years goes on as the average year does.

        Raises:
            NotCaughtUpError: A Decimal is not clear within ten years.
        """
        found = _course_of(self, anchor).end_of(Fraction(stop))
        if isinstance(stop, float):
            return stop * self.average if found is None else float(found)
        if found is None:
            raise NotCaughtUpError(Decimal(stop), self.capacity)
        return _decimal(found)

    @property
    def average(self) -> float:
        """How many days of the window one day of a long stop brings in the mean of the years."""
        flow, worked = self.season.average, self.season.average_worked
        left = float(self.capacity) * worked - flow
        return float(self.capacity) * worked / left if left > 0 else 1.0

    @property
    def steepest(self) -> float:
        """The most days of the window that one day more of a stop brings; infinite where it jumps."""
        left = self.capacity - max(self.season.indices)
        shortest = 1 - float(max(self.season.indices) / self.capacity)
        return 1 / shortest if left > 0 else math.inf

    def longest_stop(self, anchor: date) -> Fraction:
        """Return the longest stop that is looked at: one that is clear within ten years [day]."""
        longest = Fraction(0)
        for piece in _course_of(self, anchor).pieces():
            longest = piece.next_stop
        return longest

    def lines(self, anchor: date, inner: Iterator[DayLine]) -> Iterator[DayLine]:
        """
        Return effective days as lines in the length of the stop.

        Args:
            anchor: The first day of the stop.
            inner: Effective days as lines in the length of the window.

        They end where a stop is not clear within ten years; between two lines there may be a jump.
        """
        last: DayLine | None = None
        for line in self._lines(anchor, inner):
            goes_on = last is not None and line.slope == last.slope
            if last is not None and goes_on:
                goes_on = line.value == last.value + (line.start - last.start) * last.slope
            if not goes_on:
                yield line
                last = line

    def _lines(self, anchor: date, inner: Iterator[DayLine]) -> Iterator[DayLine]:
        line = next(inner)
        following = next(inner, None)
        for piece in _course_of(self, anchor).pieces():
            start, at = piece.stop, piece.end
            while following is not None and following.start <= at:
                line, following = following, next(inner, None)
            while True:
                value = line.value + (at - line.start) * line.slope
                yield DayLine(start, value, line.slope * piece.slope)
                last = piece.end + (piece.next_stop - piece.stop) * piece.slope
                if following is None or following.start >= last:
                    break
                start = piece.stop + (following.start - piece.end) / piece.slope
                at = following.start
                line, following = following, next(inner, None)


class _Piece(NamedTuple):
    """A line from stops to the ends of their windows, of stops above one and up to another."""

    stop: Fraction
    next_stop: Fraction
    end: Fraction
    slope: Fraction


@lru_cache(maxsize=1_024)
def _course_of(catch_up: CatchUp, anchor: date) -> "_Course":
    return _Course(catch_up, anchor)


class _Course:
    """
    What can be done and what comes in, summed over the days from the first of a stop.

    Args:
        catch_up: How a backlog is caught up.
        anchor: The first day.
    """

    def __init__(self, catch_up: CatchUp, anchor: date) -> None:
        self._capacity = Fraction(catch_up.capacity)
        self._runs = catch_up.season.working_runs(anchor)
        self._days = [0]
        self._worked = [0]
        self._orders = [Fraction(0)]
        self._ahead = [Fraction(0)]  # by how much what can be done exceeds what has come in
        self._most_ahead = [Fraction(0)]

    def end_of(self, stop: Fraction) -> Fraction | None:
        """Return the end of the window of a stop; None where it is not clear within ten years."""
        if stop > _LONGEST_STOP:
            return None
        self._extend(int(stop) + 1)
        at = bisect_left(self._days, stop)
        if not at or not self._at(self._orders, at, stop):
            return stop
        if not self._capacity:
            return None
        level = self._capacity * self._at(self._worked, at, stop)
        most = int(stop) + 1 + MOST_DAYS
        while self._most_ahead[-1] < level and self._days[-1] < most:
            self._extend(min(self._days[-1] + _AT_ONCE, most))
        clear = bisect_left(self._most_ahead, level)
        if clear == len(self._days):
            return None
        before, after = self._ahead[clear - 1], self._ahead[clear]
        days = self._days[clear] - self._days[clear - 1]
        end = self._days[clear - 1] + _rounded((level - before) * days / (after - before))
        return end if end - stop <= MOST_DAYS else None

    def pieces(self) -> Iterator[_Piece]:
        """Write the end of the window as lines in the stop, while it is clear within ten years."""
        if not self._capacity:
            return
        at = 1
        while self._reaches(at) and not self._orders[at]:
            at += 1
        start = Fraction(self._days[at - 1])
        if start:
            yield _Piece(Fraction(0), start, Fraction(0), Fraction(1))
        records = self._records(self._capacity * self._worked[at - 1])
        record = next(records, None)
        end = start
        for here in takewhile(self._reaches, count(at)):
            stop, next_stop = Fraction(self._days[here - 1]), Fraction(self._days[here])
            level = self._capacity * self._worked[here - 1]
            top = self._capacity * self._worked[here]
            if level == top:  # nobody works: what is caught up is caught up at the same time
                yield _Piece(stop, next_stop, end, Fraction(0))
                continue
            while level < top:
                while record is not None and record.next_level <= level:
                    record = next(records, None)
                if record is None:
                    return
                upper = min(record.next_level, top)
                slope = self._capacity * record.slope
                end = record.end + (level - record.level) * record.slope
                if end - stop > MOST_DAYS:
                    return
                reached = stop + (upper - level) / self._capacity
                yield _Piece(stop, reached, end, slope)
                end = record.end + (upper - record.level) * record.slope
                stop, level = reached, upper

    def _records(self, level: Fraction) -> Iterator["_Record"]:
        """Return where what is ahead exceeds all that it was before, as lines in its level."""
        for at in takewhile(self._reaches, count(1)):
            most, after = max(self._most_ahead[at - 1], level), self._ahead[at]
            if after > most:
                before, day = self._ahead[at - 1], self._days[at - 1]
                slope = (self._days[at] - day) / (after - before)
                yield _Record(most, after, day + (most - before) * slope, slope)

    def _reaches(self, at: int) -> bool:
        """Whether there is a run of this number: as many are looked at as are asked for."""
        while at >= len(self._days) and self._days[-1] < 2 * MOST_DAYS:
            self._extend(min(self._days[-1] + _AT_ONCE, 2 * MOST_DAYS))
        return at < len(self._days)

    def _extend(self, days: int) -> None:
        while self._days[-1] < days:
            run, index, is_worked = next(self._runs)
            done = self._capacity * run if is_worked else Fraction(0)
            orders = Fraction(index) * run
            self._days.append(self._days[-1] + run)
            self._worked.append(self._worked[-1] + run * is_worked)
            self._orders.append(self._orders[-1] + orders)
            self._ahead.append(self._ahead[-1] + done - orders)
            self._most_ahead.append(max(self._most_ahead[-1], self._ahead[-1]))

    def _at(self, sums: "list[int] | list[Fraction]", at: int, day: Fraction) -> Fraction:
        """Return a sum within a run, which grows evenly there."""
        part = (day - self._days[at - 1]) / (self._days[at] - self._days[at - 1])
        return sums[at - 1] + part * (sums[at] - sums[at - 1])


class _Record(NamedTuple):
    """A line from levels to the first day on which each is reached."""

    level: Fraction
    next_level: Fraction
    end: Fraction
    slope: Fraction


def _rounded(days: Fraction) -> Fraction:
    """Round half-up to 12 places."""
    unit = 10**_PLACES
    return Fraction(int(days * unit + Fraction(1, 2)), unit)


def _decimal(number: Fraction) -> Decimal:
    """Write a number that has a finite decimal."""
    return _DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))
