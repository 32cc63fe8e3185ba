"""
Amounts with a cap: the lesser of both as a curve, where a single input decides on it.

As a function of one input that is made of straight lines, as are the effective days of a window. So
all that knows windows knows caps: moments, roots, turns, and masses between two bends.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar, cast

from omsrisk.core.calendar import Window
from omsrisk.core.catching_up import DayLine
from omsrisk.core.formulas.formula import N

R = TypeVar("R", Decimal, float)


class CappedPart(NamedTuple):
    """
    What one unit of the input, or one effective day of it, adds to an amount.

    Attributes:
        rate: What it adds [money].
        window: The window that the days go through; None for the input itself.
    """

    rate: Decimal
    window: Window | None = None


class CappedAmount(NamedTuple):
    """
    The lesser of an amount and its cap.

    Attributes:
        constant: What the amount is without the input [money].
        parts: What the input adds to it.
        most: Its cap [money].
    """

    constant: Decimal
    parts: tuple[CappedPart, ...]
    most: Decimal

    @property
    def bends_within_days(self) -> bool:
        """Whether it may bend anywhere: the input that reaches the cap is any number."""
        return True

    @property
    def weighs_days(self) -> bool:
        """Whether the input is days that go through a window."""
        return any(part.window is not None for part in self.parts)

    @property
    def average(self) -> float:
        """What one unit of the input adds far away from 0, where the cap is not reached."""
        rates = (
            float(one.rate) * (1.0 if one.window is None else one.window.average)
            for one in self.parts
        )
        return sum(rates)

    @property
    def steepest(self) -> float:
        """The most that one unit of the input may add."""
        return sum(
            abs(float(one.rate)) * (1.0 if one.window is None else one.window.steepest)
            for one in self.parts
        )

    def effective_days(self, days: N) -> N:
        """
        Return the lesser of the amount and its cap for a number of the input.

        Args:
            days: The number; a window takes none below 0. A Decimal stays exact, a float a float.
        """
        if isinstance(days, float):
            parts = (float(one.rate) * _through(one.window, days) for one in self.parts)
            return cast("N", min(sum(parts, float(self.constant)), float(self.most)))
        exactly = cast("Decimal", days)
        rates = (one.rate * _through(one.window, exactly) for one in self.parts)
        return cast("N", min(sum(rates, self.constant), self.most))

    def lines(self) -> Iterator[DayLine]:
        """
        Return it as lines in the input, one after the other; the first one goes on below 0.

        They end where nothing more is added, so that the last one is that of the cap.
        """
        most = Fraction(self.most)
        for here, following in _with_following(self._uncapped()):
            yield from _below(most, here, following)
            if self.only_rises and following is not None and following.value >= most:
                yield DayLine(following.start, most, Fraction(0))
                return

    @property
    def only_rises(self) -> bool:
        """Whether more of the input can only raise it."""
        return all(one.rate >= 0 for one in self.parts)

    def _uncapped(self) -> Iterator[DayLine]:
        """Return the amount as lines, which begin wherever one of its parts does."""
        rates = [Fraction(one.rate) for one in self.parts]
        lines = [
            iter([DayLine(Fraction(0), Fraction(0), Fraction(1))])
            if one.window is None
            else one.window.lines()
            for one in self.parts
        ]
        here = [next(own) for own in lines]
        following = [next(own, None) for own in lines]
        start: Fraction | None = Fraction(0)
        while start is not None:
            pairs = list(zip(rates, here, strict=True))
            values = (k * (one.value + (start - one.start) * one.slope) for k, one in pairs)
            value = sum(values, Fraction(self.constant))
            yield DayLine(start, value, sum((k * one.slope for k, one in pairs), Fraction(0)))
            start = min((one.start for one in following if one is not None), default=None)
            for at, one in enumerate(following):
                if one is not None and one.start == start:
                    here[at], following[at] = one, next(lines[at], None)


def _through(window: Window | None, number: R) -> R:
    return number if window is None else window.effective_days(max(number, number * 0))


def _with_following(lines: Iterator[DayLine]) -> Iterator[tuple[DayLine, DayLine | None]]:
    """Pair each line with the next one; the last one with none."""
    here = next(lines)
    for following in lines:
        yield here, following
        here = following
    yield here, None


def _below(most: Fraction, line: DayLine, following: DayLine | None) -> Iterator[DayLine]:
    """Cut a line, up to the start of the next one, where it crosses the cap; none lies above that."""
    is_above = line.value > most or (line.value == most and line.slope >= 0)
    yield line if not is_above else DayLine(line.start, most, Fraction(0))
    if line.slope < 0 if is_above else line.slope > 0:
        crossing = line.start + (most - line.value) / line.slope
        if following is None or crossing < following.start:
            yield DayLine(crossing, most, line.slope if is_above else Fraction(0))
