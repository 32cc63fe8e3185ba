"""What must hold of a peak: that a stop is caught up, and that tickets have a season to follow."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.core.catching_up import MOST_DAYS, NotCaughtUpError
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.windows import window_of
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import (
    CATCH_UP_CAPACITY,
    DELAY,
    FOLLOWS_SEASON,
    IF_IT_FAILS,
    STABILISATION,
)
from omsrisk.core.pricing.lines import Slice, slices_of
from omsrisk.scenario.documents.places import Location

Problem = tuple[Location, str, str, str]
"""Where, the code, the message and the hint of a finding."""


def problems_of_catching_up(case: Case) -> Iterator[Problem]:
    """List the stops that are not caught up within ten years, at what they may come to."""
    for where, one in _places(case, CATCH_UP_CAPACITY):
        stop = _stop_too_long(one)
        if stop is not None:
            capacity = Decimal(one.settings[CATCH_UP_CAPACITY]).scaleb(2).normalize()
            days = f"{stop.normalize():f} {'day' if stop == 1 else 'days'}"
            message = f"at {capacity:f} % a stop of {days} is not caught up within {MOST_DAYS:,} days"
            hint = "more than comes in on an average day, or leave it out: nothing is caught up then"
            yield (*where, *CATCH_UP_CAPACITY.split(".")), "SCN317", message, hint


def peaks_without_effect(case: Case) -> Iterator[Problem]:
    """List what is said of a season where none is stated."""
    if case.calendar.season is not None:
        return
    for path in (FOLLOWS_SEASON, FOLLOWS_SEASON.replace(STABILISATION, IF_IT_FAILS, 1)):
        for where, one in _places(case, path):
            if one.settings[path]:
                message = "has no effect: there is no season to follow"
                yield (*where, *path.split(".")), "SCN113", message, "add `calendar.season`"


def _places(case: Case, path: str) -> Iterator[tuple[Location, Slice]]:
    """Return where a setting stands or is told, each place once, with what is in force there."""
    whole = path in case.settings
    told = False
    for at, one in enumerate(slices_of(case)):
        if path not in one.settings:
            continue
        own = f"{case.phases[at].prefix}{path}" if case.phases else path
        if own in case.settings and case.phases:
            yield ("phases", at), one
        elif whole and not told:
            told = True
            yield (), one


def _stop_too_long(one: Slice) -> Decimal | None:
    """Return the shortest stop of those that may come which is not caught up; None where all are."""
    days = DELAY.timed()
    stated = one.inputs.get("" if days is None else days.path)  # type: ignore[union-attr]
    if days is None or stated is None:
        return None
    window = window_of(days, one.settings, one.calendar, one.go_live)
    for stop in sorted(_may_be(stated)):
        try:
            with exact(ENOUGH_DIGITS):
                window and window.effective_days(stop)
        except NotCaughtUpError:
            return stop
    return None


def _may_be(stated: Input) -> Iterator[Decimal]:
    """Return what a stop comes to, and the ends of what is known of it; of none at all, a day."""
    yield stated.value or Decimal(1)
    if stated.spread is None:
        return
    yield from (stated.spread.low, stated.spread.high)
    if stated.spread.share is not None:
        from omsrisk.core.uncertainty.events import distribution_of  # most files have no range

        yield Decimal(str(round(distribution_of(stated.spread).quantile(_SELDOM), 2)))


_SELDOM = 0.999_9
"""Of a distribution without an end, the part up to which a stop is looked at."""
