"""What part of a run of days lies before a day, or between two: how much falls by then, or there."""

from decimal import Decimal
from typing import Any, NamedTuple

from omsrisk.core.calendar import Window
from omsrisk.core.formulas.formula import N
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

    def effective_days(self, days: N) -> N:
        """
        Return the part that has fallen; its last day counts in part.

        Args:
            days: The length that is given, 0 or more [day]; a Decimal gives a Decimal of at most
                200 digits, a float a float.
        """
        given: Any = days
        kind = float if isinstance(given, float) else Decimal
        with with_quotients():
            length = given * kind(self.scale)
            part = self._by(length, self.distance)
            if self.since is not None:
                part = part - self._by(length, self.since)
        fallen: N = part
        return fallen

    def _by(self, length: Any, distance: int) -> Any:
        kind = float if isinstance(length, float) else Decimal
        if length <= distance:
            return kind(1 - self.backwards)
        whole = self._counted(length)
        reached = self._counted(kind(distance)) / whole if whole else kind(0)
        return 1 - reached if self.backwards else reached

    def _counted(self, days: Any) -> Any:
        if not self.course:
            return days
        kind = float if isinstance(days, float) else Decimal
        return sum((one.effective_days(days) * kind(index) for one, index in self.course), kind(0))
