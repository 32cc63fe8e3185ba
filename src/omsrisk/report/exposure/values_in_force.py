"""What a report says of values that hold of a go-live from a day on."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from omsrisk.core.phasing.on_dates import entries_in_force, paths_in_force
from omsrisk.core.pricing.case import Case, ValuesFrom
from omsrisk.report.numbers import value_text


class ValuesInForce(NamedTuple):
    """
    One entry that is in force at a go-live.

    Attributes:
        day: The first day of which it holds.
        paths: The inputs that it sets.
        phase: Of which phase it holds; empty where there are none.
    """

    day: date
    paths: tuple[str, ...]
    phase: str = ""


def values_in_force(case: Case) -> Iterator[ValuesInForce]:
    """List what is in force at the go-lives, phase by phase, in order of the days."""
    for phase in case.phases or (None,):
        go_live = case.first_go_live if phase is None else phase.go_live
        for one in entries_in_force(case, go_live):
            paths = paths_in_force(case, one, phase)
            if paths:
                yield ValuesInForce(one.day, paths, "" if phase is None else phase.slug)


def said_in_force(case: Case) -> Iterator[str]:
    """Say which values hold as the file sets them from a day on, day by day."""
    names = {one.slug: one.name for one in case.phases}
    found: dict[tuple[date, tuple[str, ...]], list[str]] = {}
    for one in values_in_force(case):
        found.setdefault((one.day, one.paths), []).append(names.get(one.phase, ""))
    entries = {entry.day: entry for entry in case.live_from}
    for (day, paths), phases in sorted(found.items(), key=lambda one: one[0][0]):
        of = "" if len(phases) == len(names) or not names else f" of {', '.join(phases)}"
        yield f"as of {day}{of}: {', '.join(_values(entries[day], paths))}"


def _values(entry: ValuesFrom, paths: Iterable[str]) -> Iterator[str]:
    for one in (entry.inputs[path] for path in paths):
        yield f"{one.path} {value_text(one.value, one.unit)}"
