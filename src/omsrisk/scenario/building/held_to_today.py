"""What must hold of rates: none of them below the rate of today."""

from collections.abc import Iterator

from omsrisk.core.phasing.above_today import highest_of, lowest_of, rate_pairs, today_of
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import LIVE_FROM, TODAY
from omsrisk.scenario.documents.places import Location

Problem = tuple[Location, str, str, str]
"""Where, the code, the message and the hint of a finding."""


def problems_of_rates(case: Case) -> Iterator[Problem]:
    """List the rates that may come below those of today, each once."""
    told: set[str] = set()
    taken: set[str] = set()
    for pair in rate_pairs(case):
        taken.add(pair.today.path)
        if pair.is_below and pair.rate.path not in told:
            told.add(pair.rate.path)
            learned = "" if pair.kept == 1 else ", once a later phase has learned on it"
            told_below = _below(pair.rate, pair.today) + learned
            yield tuple(pair.rate.path.split(".")), "SCN318", told_below, _HINT
    for entry in case.live_from:
        for path, one in entry.inputs.items():
            today = case.inputs.get(today_of(path))
            if today is not None and lowest_of(one) < highest_of(today):
                message = f"sets `{path}` from {entry.day}: {_below(one, today)}"
                yield tuple(LIVE_FROM.split(".")), "SCN318", message, _HINT
    for path in case.inputs:
        if path.startswith(f"{TODAY}.") and path not in taken:
            message = "has no effect: no rate is stated that it is taken off"
            yield tuple(path.split(".")), "SCN113", message, "state the rate, or remove it"


def _below(rate: Input, today: Input) -> str:
    lowest, highest = (
        f"{number.scaleb(2).normalize():f} %" for number in (lowest_of(rate), highest_of(today))
    )
    is_certain = rate.spread is None and today.spread is None
    return f"{lowest} {'is' if is_certain else 'may be'} below today's {highest}"


_HINT = "the rate with the new system, today's in it; what is better than today is no cost"
