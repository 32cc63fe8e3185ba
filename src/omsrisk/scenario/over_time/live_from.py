"""From what a file sets from a day on to what the core takes."""

from collections.abc import Iterator, Mapping

from omsrisk.core.phasing.on_dates import on_dates
from omsrisk.core.pricing.case import Case, Input, ValuesFrom, is_of_a_phase
from omsrisk.core.pricing.catalogue import (
    GAP_LIST,
    GO_LIVE,
    LIVE_FROM,
    MITIGATION_LIST,
)
from omsrisk.core.pricing.derived import defaults
from omsrisk.core.pricing.variation import is_phase_share
from omsrisk.scenario.building.coverage import split_inputs_taken_whole
from omsrisk.scenario.building.merging import nearest_path
from omsrisk.scenario.building.resolver import Report, as_slugs
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.over_time.set_by_path import SetValue
from omsrisk.scenario.schema.paths import known_input
from omsrisk.scenario.schema.priced.dated import LiveFrom
from omsrisk.scenario.schema.priced.roll_out_dates import CalendarSection
from omsrisk.text import visible

_CALENDAR = GO_LIVE.partition(".")[0]
_KEY: Location = tuple(LIVE_FROM.split("."))


def with_live_from(calendar: CalendarSection | None, case: Case, report: Report) -> Case:
    """
    Take what holds of a go-live from a day on, and let it take effect.

    Args:
        calendar: What the file says of dates.
        case: Its case so far, its go-lives where modifications postpone them to.
        report: Takes what makes no sense of it.
    """
    entries = () if calendar is None else calendar.if_live_from or ()
    if not entries:
        return case
    if case.first_go_live is None:
        hint = "what is set from a day on is judged on the go-live"
        report(tuple(GO_LIVE.split(".")), "SCN103", "", hint)
        return case
    stated = _stated_by_slugs(case)
    taken_whole = split_inputs_taken_whole(case)
    found: list[ValuesFrom] = []
    for index, entry in enumerate(entries):
        here = (*_KEY, index)
        for key, value in (("date", entry.day), ("set", entry.set_)):
            if value is None:
                report((*here, key), "SCN103", "", f"omsrisk explain {LIVE_FROM}")
        if entry.day is None:
            continue
        if entry.day in {one.day for one in found}:
            message = f"has two entries of {entry.day}: they are one"
            report((*here, "date"), "SCN111", message, "put their values together")
        inputs = {one.path: one for one in _inputs(entry, case, stated, here, report)}
        for path in (one for one in inputs if one in taken_whole):
            message = f"sets `{path}`, of which an integration point takes the whole with one phase"
            report((*here, "set", path), "SCN310", message, "state it in the phases instead")
        found.append(ValuesFrom(entry.day, inputs))
    found.sort(key=lambda one: one.day)
    return on_dates(case._replace(live_from=tuple(found)))


def _inputs(
    entry: LiveFrom, case: Case, stated: Mapping[str, str], here: Location, report: Report
) -> Iterator[Input]:
    for written in entry.set_ or ():
        where = (*here, "set", written.path)
        quantity, known = written.quantity, known_input(written.path)
        if quantity is None or known is None:
            message = f"sets `{visible(written.path)}`, which is not an input"
            report(where, "SCN310", message, nearest_path(written.path))
            continue
        refused = _refused(written)
        if refused:
            report(where, "SCN310", f"sets `{visible(written.path)}`, {refused}", "")
            continue
        path = stated.get(as_slugs(written.path), written.path)
        if path not in case.inputs and path not in defaults():
            message = f"has no effect: `{visible(path)}` is not stated here"
            report(where, "SCN113", message, "state what holds before the day, or remove it")
            continue
        unit = case.inputs[path].unit if path in case.inputs else known.declaration.unit
        yield Input(
            path,
            quantity.value,
            unit,
            known.phases,
            quantity.source,
            note=quantity.note,
            spread=quantity.spread,
            owner=quantity.owner,
            written=quantity.written,
        )


def _refused(written: SetValue) -> str:
    """Say why an input cannot be set from a day on; empty where it can."""
    path = written.path
    if is_of_a_phase(path) or is_phase_share(path):
        return "which is of one phase: a phase states its own value"
    if path.startswith(f"{_CALENDAR}."):
        return "which is of the calendar itself"
    if path.startswith((f"{MITIGATION_LIST}.", f"{GAP_LIST}.")):
        return "which is decided on before any go-live"
    return ""


def _stated_by_slugs(case: Case) -> dict[str, str]:
    return {as_slugs(path): path for path in case.inputs}
