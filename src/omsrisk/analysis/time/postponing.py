"""What a metric comes to when all go-lives of a roll-out are postponed by some days."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from omsrisk.analysis.assess import exact_exposure
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.on_dates import postponed
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import COST_OF_WAITING
from omsrisk.core.pricing.programme import waiting_days


class Postponing:
    """
    A metric of a case, priced once for any number of days by which the go-lives are postponed.

    The days move the windows that a season weighs, and the days of waiting, with which the metric
    grows evenly: what one more day moves is the difference between its derivatives in what a day
    costs, with one day more and without.

    Args:
        case: A case that is not postponed.
        metric: What to watch.
        at: What ranges count with. By the mean each number of days is priced anew: the days that a
            season makes of a range are no polynomial of it.

    Raises:
        UsageError: There is no such metric.

    Attributes:
        figures_at: What ranges count with here; most likely values where means have no closed form.
    """

    def __init__(self, case: Case, metric: str, at: At = At.LIKELY) -> None:
        metric_of(exact_exposure(case, digits=ENOUGH_DIGITS), metric)
        self._case, self._metric = case, metric
        # without dates, only days of a postponement are charged: the reference has to have some
        self._reference = 1 if waiting_days(case) is None else 0
        self._moving = Moving(postponed(case, self._reference), metric, at)
        self.figures_at = self._moving.figures_at
        if self._moving.takes_means:
            self._valuing = Valuing(case, at)
        elif not case.live_from:
            self._by_a_day = self._what_a_day_moves(metric)
        self._known: dict[int, tuple[Decimal, ...]] = {}

    def _what_a_day_moves(self, metric: str) -> tuple[Decimal, ...]:
        """Tell what one more day of waiting moves each of the figures by."""
        price = self._case.inputs.get(COST_OF_WAITING)
        if price is None:
            return tuple(Decimal(0) for _ in self.figures)
        later = Moving(postponed(self._case, self._reference + 1), metric).figures
        with exact(ENOUGH_DIGITS):
            return tuple(
                (more.slope(COST_OF_WAITING) - one.slope(COST_OF_WAITING)) * price.value
                for one, more in zip(self.figures, later, strict=True)
            )

    @property
    def figures(self) -> tuple[Alone, ...]:
        """What the metric is made of, as it stands before the days."""
        return self._moving.figures

    def at(self, days: int, changes: Sequence[Decimal]) -> Decimal:
        """
        Return the metric, exact.

        Args:
            days: By how many to postpone.
            changes: What else moves each of the figures.

        Raises:
            UsageError: The metric cannot be told then.
        """
        with exact(ENOUGH_DIGITS):
            if days not in self._known:
                self._known[days] = tuple(self._figures_at(days))
            return self._moving.told(
                [one + more for one, more in zip(self._known[days], changes, strict=True)]
            )

    def _figures_at(self, days: int) -> Iterator[Decimal]:
        """Value what the metric is made of, so many days later."""
        if self._moving.takes_means:
            there = Valuing(postponed(self._case, days), At.MEAN, like=self._valuing)
            for part in there.parts_of(self._metric):
                yield there.expectation.mean(part).value or Decimal(0)
            return
        if self._case.live_from:  # on another day other values may hold: nothing grows evenly
            there_too = Moving(postponed(self._case, days), self._metric)
            yield from (figure.value for figure in there_too.figures)
            return
        later = days - self._reference
        for figure, by_a_day in zip(self.figures, self._by_a_day, strict=True):
            yield figure.later(later) + by_a_day * later
