"""What a metric comes to when all go-lives of a roll-out are postponed by some days."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from omsrisk.analysis.assess import exact_exposure
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.moving import Moving
from omsrisk.core.alone import Alone
from omsrisk.core.calendar import Window
from omsrisk.core.case import Case
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.programme import waiting_days

_A_DAY = "calendar.cost_of_waiting_per_day"


class Postponing:
    """
    A metric of a case, priced once for any number of days by which the go-lives are postponed.

    The days move the windows that a season weighs, and the days of waiting. The case is priced with
    one day of waiting: its derivative in what a day costs is then what a day of waiting moves.

    Args:
        case: A case that is not postponed.
        metric: What to watch.

    Raises:
        UsageError: There is no such metric.
    """

    def __init__(self, case: Case, metric: str) -> None:
        metric_of(exact_exposure(case, digits=ENOUGH_DIGITS), metric)
        self._case = case
        waited = waiting_days(case)
        self._reference = 1 if waited is None else 1 - waited
        self._moving = Moving(postponed(case, self._reference), metric)
        price = case.inputs.get(_A_DAY)
        self._price = Decimal(0) if price is None else price.value
        self._known: dict[int, tuple[Decimal, ...]] = {}

    @property
    def figures(self) -> tuple[Alone, ...]:
        """What the metric is made of, with one day of waiting."""
        return self._moving.figures

    def at(self, days: int, changes: Sequence[Decimal]) -> Decimal:
        """
        Give the metric, exact.

        Args:
            days: By how many to postpone.
            changes: What else moves each of the figures.

        Raises:
            UsageError: The metric cannot be told then.
        """
        with exact(ENOUGH_DIGITS):
            if days not in self._known:
                self._known[days] = tuple(self._figure_at(one, days) for one in self.figures)
            return self._moving.told(
                [one + more for one, more in zip(self._known[days], changes, strict=True)]
            )

    def _figure_at(self, figure: Alone, days: int) -> Decimal:
        later = timedelta(days=days - self._reference)

        def moved(window: Window) -> Window:
            return window._replace(anchor=window.anchor + later)

        return figure.through(moved) + figure.slope(_A_DAY) * self._price * later.days


def postponed(case: Case, days: int) -> Case:
    """
    Postpone the go-lives of a case.

    Args:
        case: A case; what postpones it already is taken back.
        days: By how many.
    """
    shift = timedelta(days=days - case.postponed_by)
    calendar = case.calendar
    if calendar.go_live is not None:
        calendar = calendar._replace(go_live=calendar.go_live + shift)
    phases = tuple(
        one if one.go_live is None else one._replace(go_live=one.go_live + shift)
        for one in case.phases
    )
    return case._replace(calendar=calendar, phases=phases, postponed_by=days)
