"""The report of `tripwires`: who watches what, how often, and from which value on it is too much."""

from collections.abc import Iterator
from typing import Any

from omsrisk.analysis.sensitivity.tripwires import Tripwire, Tripwires
from omsrisk.core.money import to_minor_unit
from omsrisk.core.pricing.figures import is_share
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import what_ranges_count_with
from omsrisk.report.document import (
    Block,
    Column,
    Document,
    Lines,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.scenario.schema.limits import Limit

_KEYS = ("path", "unit", "value", "metric", "limit", "passed_at", "is_passed", "owner", "every_days")


def document(result: Tripwires) -> Document:
    """Report the monitoring plan."""
    scenario = result.assessment.scenario
    records = [_record(one, scenario.minor_digits) for one in result.wires]
    sheet = Sheet(
        tuple(Column(key) for key in _KEYS),
        tuple(Row(tuple(_cell(one[key]) for key in _KEYS)) for one in records),
    )
    record = {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "at": result.at.value,
        "notes": list(what_ranges_count_with([result.assessment], result.at)),
        "tripwires": records,
        "never_passed": result.unreachable,
    }
    return Document(tuple(_blocks(result)), record, sheet)


def _cell(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _record(one: Tripwire, digits: int) -> dict[str, Any]:
    watched = one.monitored
    return {
        "path": one.path,
        "unit": one.unit,
        "value": one.value,
        "metric": one.limit.metric,
        "limit": one.limit.maximum
        if is_share(one.limit.metric)
        else to_minor_unit(one.limit.maximum, digits),
        "passed_at": one.at,
        "is_passed": one.is_passed,
        "is_within_range": one.is_within_range,
        "owner": None if watched is None else watched.owner,
        "every_days": None if watched is None else watched.every_days,
    }


def _blocks(result: Tripwires) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    facts = (scenario.currency, "each input alone, all others as they stand")
    yield Lines((" | ".join(facts),), quiet=True)
    if result.wires:
        first = result.wires[0]
        limit = _most(first.limit, digits)
        at = _turn(first)
        verb = "is kept again at" if first.is_passed else "is passed at"
        yield Lines(
            (
                f"{first.path} {numbers.value_text(first.value, first.unit)}:",
                f"the limit of {limit} on {first.limit.metric} {verb} {at}.",
            )
        )
        watched = any(one.monitored is not None for one in result.wires)
        columns = (
            Column("input", whole=True),
            Column("now", give_way=2),
            Column("passed at"),
            Column("limit on", give_way=1),
            *((Column("watched by"), Column("every")) if watched else ()),
        )
        metrics = [one.metric for one in result.limits]
        several = {one for one in metrics if metrics.count(one) > 1}
        rows = (_row(one, digits, several) for one in result.wires)
        width = len(columns)
        yield Table(columns, tuple(Row(cells[:width]) for cells in rows))
    else:
        yield Lines(("No value of any of them meets a limit.",))
    limits = ", ".join(_named(one, digits) for one in result.limits)
    notes = [f"Limits: {limits}."]
    if result.passed:
        passed = ", ".join(_named(one, digits) for one in result.passed)
        notes.append(f"Passed already: {passed}.")
    if result.unreachable:
        what = (
            "pair of input and limit never meets"
            if result.unreachable == 1
            else ("pairs of input and limit never meet")
        )
        notes.append(f"{result.unreachable} {what}.")
    ranged = uncertain_inputs(result.assessment.scenario.case)
    if any(one.statistic is None for one in result.limits):
        notes += what_ranges_count_with([result.assessment], result.at)
    if any(one.path in ranged for one in result.wires):
        notes.append("A number takes the place of the range of the input that moves.")
    notes += [numbers.kept(path, restated_by) for path, restated_by in result.kept]
    yield Lines(tuple(notes), quiet=True)


def _most(limit: Limit, digits: int) -> str:
    """Write what a limit allows: money, or a share."""
    if is_share(limit.metric):
        return numbers.value_text(limit.maximum, "1")
    return numbers.money(limit.maximum, digits)


def _named(limit: Limit, digits: int) -> str:
    return f"{limit.metric} {_most(limit, digits)}"


def _turn(one: Tripwire) -> str:
    """Write at which value a limit is passed, or kept again, and on which side of it."""
    if one.at is None:
        return ""
    told = numbers.threshold_text(one.at, one.unit, is_more=one.at > one.value)
    return told if one.is_within_range else f"{told}, not within its range"


def _row(one: Tripwire, digits: int, several: set[str]) -> tuple[str, ...]:
    watched = one.monitored
    return (
        one.path,
        numbers.value_text(one.value, one.unit),
        f"kept at {_turn(one)}" if one.is_passed else _turn(one),
        _named(one.limit, digits) if one.limit.metric in several else one.limit.metric,
        "" if watched is None else watched.owner,
        "" if watched is None else numbers.with_unit(watched.every_days, "day"),
    )
