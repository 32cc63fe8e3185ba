"""Where a likelier failure lowers the net exposure, and at what price of stopping it turns."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.money import ENOUGH_DIGITS, add, exact, share_of
from omsrisk.core.phasing.go_live_chances import takes_the_largest
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import COST_OF_WAITING
from omsrisk.core.pricing.derived import is_likelihood_of_failure

if TYPE_CHECKING:
    from omsrisk.analysis.uncertainty.valued import Valuing, Valuings

_STOPS = "chance_of_stopping_early"
_MOST_DAYS = 36_525
"""A horizon of more than a hundred years is no answer."""


class Cheaper(NamedTuple):
    """
    A likelihood that lowers the net exposure where it rises.

    Attributes:
        path: The likelihood, by the path where it is stated.
        slope: What the net exposure changes by from a likelihood of 0 to one of 100 %, at the slope
            that it has where the likelihood stands; below 0 [money].
    """

    path: str
    slope: Decimal


class FailingLooksCheaper(NamedTuple):
    """
    That failing looks cheaper than holding, as what is left undone is priced at too little.

    Attributes:
        likelihoods: Those whose rise lowers the net exposure, in the order of the file; not empty.
        price_of_stopping: What a stop would have to cost, beyond what it does, for none of them to do
            so; None where no such price turns all of them [money].
        horizon: The first horizon with which none of them does so, all else as it is; None where no
            waiting is priced, or none within a hundred years turns all of them.
    """

    likelihoods: tuple[Cheaper, ...]
    price_of_stopping: Decimal | None
    horizon: date | None

    @property
    def steepest(self) -> Cheaper:
        """The likelihood that lowers it most."""
        return min(self.likelihoods, key=lambda one: one.slope)

    def price_rounded_up(self, minor_digits: int) -> Decimal | None:
        """
        Round the price of stopping up, so that at the price that is shown it has turned.

        Args:
            minor_digits: Digits after the point of the currency.
        """
        if self.price_of_stopping is None:
            return None
        with exact(ENOUGH_DIGITS):
            cents = self.price_of_stopping.scaleb(minor_digits).to_integral_value(ROUND_CEILING)
            return cents.scaleb(-minor_digits)


def failing_looks_cheaper(
    case: Case, valuings: "Valuings | None" = None
) -> FailingLooksCheaper | None:
    """
    Take the slope of the net exposure, by its mean, in each likelihood.

    Args:
        case: Complete inputs.
        valuings: Of the question that asks, where it values the same case by other means.

    Returns:
        What looks cheaper, and where that turns; None where a likelier failure costs more.
    """
    if not _can_look_cheaper(case):  # as in nearly every file
        return None
    paths = _likelihoods(case)
    if not paths or takes_the_largest(case):
        return None
    valuing = _traced(case) if valuings is None else valuings.of(case, At.MEAN)
    slopes = _slopes(case, valuing, paths)
    cheaper = tuple(Cheaper(path, slope) for path, slope in slopes.items() if slope < 0)
    if not cheaper:
        return None
    price = _price_of_stopping(case, valuing, cheaper)
    return FailingLooksCheaper(cheaper, price, _horizon(case, valuing, paths))


def _likelihoods(case: Case) -> tuple[str, ...]:
    return tuple(path for path in case.inputs if is_likelihood_of_failure(path))


def _can_look_cheaper(case: Case) -> bool:
    """Whether anything is saved by a failure: a stop, or a recovery that only a failure brings."""
    recoveries = (rows for path, rows in case.rows.items() if path.endswith("recoveries"))
    return case.stops_if_a_phase_fails or any(row.contingent for rows in recoveries for row in rows)


def _traced(case: Case, like: "Valuing | None" = None) -> "Valuing":
    from omsrisk.analysis.uncertainty.valued import Valuing  # most files have no need of a slope

    return Valuing(case, At.MEAN, like=like, against_going_on=False)


def _slopes(case: Case, valuing: "Valuing", paths: tuple[str, ...]) -> dict[str, Decimal]:
    return _slopes_of(case, DEFAULT, valuing, paths)


def _slopes_of(
    case: Case, metric: str, valuing: "Valuing", paths: Sequence[str]
) -> dict[str, Decimal]:
    from omsrisk.analysis.sensitivity.moving import Moving

    return Moving(case, metric, At.MEAN, valuing=valuing).slopes(paths)


def _price_of_stopping(
    case: Case, valuing: "Valuing", cheaper: tuple[Cheaper, ...]
) -> Decimal | None:
    """Divide what each likelihood saves by the stops that it adds; the dearest turns them all."""
    if not case.stops_if_a_phase_fails or not case.phases:
        return None
    stops = _slopes_of(case, _STOPS, valuing, [one.path for one in cheaper])
    found = []
    for one in cheaper:
        added = stops[one.path]
        price = share_of(one.slope.copy_negate(), added) if added > 0 else None
        if price is None:
            return None
        found.append(price)
    return max(found)


def _horizon(case: Case, valuing: "Valuing", paths: tuple[str, ...]) -> date | None:
    """Find the first horizon that turns all; each slope grows evenly with it."""
    last, earliest = case.last_go_live, case.calendar.earliest_go_live
    priced = COST_OF_WAITING in case.inputs and earliest is not None
    if not case.stops_if_a_phase_fails or not priced or last is None:
        return None
    first, second = (_up_to(case, last + timedelta(days=days)) for days in (0, 1))
    here, later = (
        _slopes(one, _traced(one, like=valuing), paths).values() for one in (first, second)
    )
    days = max(_days_until_it_turns(*pair) for pair in zip(here, later, strict=True))
    too_late = days > min(_MOST_DAYS, (date.max - last).days)
    return None if too_late else last + timedelta(days=int(days))


def _days_until_it_turns(slope: Decimal, a_day_later: Decimal) -> Decimal:
    """Count the days after which a slope is no longer below 0, rounded up; infinite where never."""
    if slope >= 0:
        return Decimal(0)
    gained = add(a_day_later, slope.copy_negate())
    days = share_of(slope.copy_negate(), gained) if gained > 0 else None
    return Decimal("Infinity") if days is None else days.to_integral_value(ROUND_CEILING)


def _up_to(case: Case, horizon: date) -> Case:
    return case._replace(calendar=case.calendar._replace(horizon=horizon))
