"""What part of a run of days lies before a day, or between two: how much falls by then, or there."""

from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.calendar import Window
from omsrisk.core.money import with_quotients


class PartFallen(NamedTuple):
    """
    The step from the length of a run of days to the part of it that lies before a day.

    A quotient of effective days: 1 while the run is over by that day, then ever less of it. What lies
    between two days is a step of its own, so that it is nothing at all where it is nothing.

    Attributes:
        course: What its days count as: windows with an index each; without any, they are all alike.
        distance: Whole days between the anchor of the run and that day [day].
        backwards: Whether the run ends on the eve of its anchor, and that day lies before it.
        since: As `distance`, of the day from which on it counts; None for all that lies before.
        scale: Days of the run for one of the length that is given: less than 1 where phases learn.
    """

    course: tuple[tuple[Window, Decimal], ...]
    distance: int
    backwards: bool = False
    since: int | None = None
    scale: Decimal = Decimal(1)

    def effective_days(self, days: Decimal) -> Decimal:
        """
        Return the part that has fallen; its last day counts in part.

        Args:
            days: The length that is given, 0 or more [day].
        """
        with with_quotients():
            length = days * self.scale
            part = self._by(length, self.distance)
            return part if self.since is None else part - self._by(length, self.since)

    def _by(self, length: Decimal, distance: int) -> Decimal:
        if length <= distance:
            return Decimal(1 - self.backwards)
        whole = self._counted(length)
        reached = self._counted(Decimal(distance)) / whole if whole else Decimal(0)
        return 1 - reached if self.backwards else reached

    def _counted(self, days: Decimal) -> Decimal:
        if not self.course:
            return days
        parts = (Decimal(one.effective_days(days)) * index for one, index in self.course)
        return sum(parts, Decimal(0))
