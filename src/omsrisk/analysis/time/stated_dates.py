"""Go-lives as a file states them: read, and stated anew, before modifications postpone them."""

from datetime import date, timedelta

from omsrisk.core.phasing.on_dates import on_dates
from omsrisk.core.pricing.case import Case, Phase, is_of_a_phase, phase_of
from omsrisk.core.pricing.catalogue import GO_LIVE
from omsrisk.errors import UsageError
from omsrisk.text import slug_of


def is_go_live(path: str) -> bool:
    """
    Whether a path is a go-live: that of the calendar, or of a phase.

    >>> is_go_live("calendar.go_live"), is_go_live("phases.pilot.go_live")
    (True, True)
    >>> is_go_live("calendar.backup_go_live")
    False
    """
    return path == GO_LIVE or (is_of_a_phase(path) and path.endswith(".go_live"))


def stated_go_live(case: Case, path: str) -> date | None:
    """
    Return a go-live as the file states it; None where it states none.

    Args:
        case: A case.
        path: Which one, as `is_go_live` knows it.

    Raises:
        UsageError: There is no such phase.
    """
    here = case.calendar.go_live if path == GO_LIVE else _phase(case, path).go_live
    return None if here is None else here - timedelta(days=case.moved_by)


def with_go_live(case: Case, path: str, day: date) -> Case:
    """
    State another go-live in a case, as the file or `--set` would.

    Args:
        case: A case; phases that state a go-live of their own keep it.
        path: Which one, as `is_go_live` knows it.
        day: The day as it is stated: modifications postpone it.

    Raises:
        UsageError: There is no such phase.
    """
    go_live = day + timedelta(days=case.moved_by)
    if path != GO_LIVE:
        stated = _phase(case, path)
        own = stated._replace(go_live=go_live, has_own_go_live=True)
        phases = tuple(own if one is stated else one for one in case.phases)
        return on_dates(case._replace(phases=phases))
    phases = tuple(
        one if one.has_own_go_live else one._replace(go_live=go_live) for one in case.phases
    )
    calendar = case.calendar._replace(go_live=go_live)
    return on_dates(case._replace(calendar=calendar, phases=phases))


def _phase(case: Case, path: str) -> Phase:
    name = slug_of(phase_of(path))
    found = next((one for one in case.phases if one.slug == name), None)
    if found is None:
        there = f"there are: {', '.join(one.slug for one in case.phases)}" if case.phases else ""
        raise UsageError(f"`{path}`: there is no such phase", there)
    return found
