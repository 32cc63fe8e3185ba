"""What must hold of a slip of the go-lives."""

from collections.abc import Iterator
from datetime import timedelta

from omsrisk.core.phasing.slips import MOST_DAYS_OF_A_SLIP, days_of_slips, whole_days
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import HORIZON, SLIPS
from omsrisk.core.slipping import MOST_SLIPS
from omsrisk.scenario.documents.places import Location

Problem = tuple[Location, str, str, str]
"""Where, the code, the message and the hint of a finding."""

_HERE: Location = tuple(SLIPS.split("."))


def problems_of_slips(case: Case) -> Iterator[Problem]:
    """
    List what is wrong with a slip that is stated.

    Args:
        case: Its go-lives on the dates of the likely slip.
    """
    if case.first_go_live is None:
        yield _HERE, "SCN303", f"`{SLIPS}` moves nothing: there is no go-live", "add `go_live`"
        return
    stated = case.inputs[SLIPS]
    days = None if stated.spread is None else days_of_slips(stated.spread)
    longest = whole_days(stated.value) if days is None else days[-1]
    if longest > MOST_DAYS_OF_A_SLIP:
        message = f"may come to {longest:,} days, more than {MOST_DAYS_OF_A_SLIP:,}"
        yield _HERE, "SCN314", message, "state a later go-live"
        return
    if days is not None and len(days) > MOST_SLIPS:
        message = f"ranges over {len(days):,} days, more than {MOST_SLIPS}"
        yield _HERE, "SCN314", message, "give it a narrower range"
    horizon, last = case.calendar.horizon, case.last_go_live
    if horizon is not None and last is not None:
        latest = last + timedelta(days=longest - case.slipped_by)
        if last <= horizon < latest:
            message = f"`{HORIZON}`: {horizon} lies before the last go-live if it slips, {latest}"
            hint = "what a stop leaves undone is counted up to it"
            yield tuple(HORIZON.split(".")), "SCN302", message, hint
