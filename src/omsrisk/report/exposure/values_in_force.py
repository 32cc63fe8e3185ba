"""What a report says of values that hold of a go-live from a day on."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from omsrisk.core.phasing.on_dates import entries_in_force
from omsrisk.core.pricing.case import Case, ValuesFrom
from omsrisk.report.numbers import value_text
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import DAY, TEXT, Many, Maybe


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


LIVE_FROM = Records[ValuesInForce](
    "live_from",
    "An entry of `calendar.if_live_from` that is in force.",
    Field("date", "The first day of which it holds.", DAY, "day"),
    Field("phase", "The phase, as paths name it.", Maybe(TEXT), lambda one: one.phase or None),
    Field("set", "The inputs that it sets.", Many(TEXT), "paths"),
)


def values_in_force(case: Case) -> Iterator[ValuesInForce]:
    """List what is in force at the go-lives, phase by phase, in order of the days."""
    go_lives = [(one.slug, one.go_live) for one in case.phases] or [("", case.first_go_live)]
    for phase, go_live in go_lives:
        for one in entries_in_force(case, go_live):
            yield ValuesInForce(one.day, tuple(one.inputs), phase)


def said_in_force(case: Case) -> Iterator[str]:
    """Say which values hold as the file sets them from a day on, day by day."""
    names = {one.slug: one.name for one in case.phases}
    found: dict[date, list[str]] = {}
    for one in values_in_force(case):
        found.setdefault(one.day, []).append(names.get(one.phase, ""))
    for entry in case.live_from:
        phases = found.get(entry.day)
        if phases is None:
            continue
        of = "" if len(phases) == len(names) or not names else f" of {', '.join(phases)}"
        yield f"as of {entry.day}{of}: {', '.join(_values(entry))}"


def _values(entry: ValuesFrom) -> Iterator[str]:
    for one in entry.inputs.values():
        yield f"{one.path} {value_text(one.value, one.unit)}"
