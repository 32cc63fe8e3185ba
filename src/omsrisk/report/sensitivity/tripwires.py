"""The report of `tripwires`: who watches what, how often, and from which value on it is too much."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.sensitivity.tripwires import Tripwire, Tripwires
from omsrisk.core.pricing.figures import is_share
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import numbers_before_effects, what_ranges_count_with
from omsrisk.report.common_fields import INPUT, at_of, notes, scenario_fields
from omsrisk.report.document import Block, Column, Document, Facts, Headline, Notes, Row, Table, Title
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import COUNT, FLAG, LIMIT, NUMBER, TEXT, Many, Maybe
from omsrisk.scenario.schema.limits import Limit


def _limit_of(one: Tripwire) -> tuple[str, Decimal]:
    return one.limit.metric, one.limit.maximum


def _passed_at(one: Tripwire) -> Decimal | None:
    return None if one.at is None else numbers.threshold(one.at, is_more=one.at > one.value)


_WIRE = Records[Tripwire](
    "tripwire",
    "The value of an input from which on a limit is passed, or kept again.",
    *INPUT[:2],
    Field("unit", "Its unit.", TEXT),
    Field("value", "Its value now.", NUMBER),
    Field("metric", "What the limit is on.", TEXT, "limit.metric"),
    Field("limit", "The most that the metric may come to: money, or a share.", LIMIT, _limit_of),
    Field("passed_at", "The value from which on the limit is passed.", Maybe(NUMBER), _passed_at),
    Field("is_passed", "Whether it is passed already; it is then kept again there.", FLAG),
    Field("is_within_range", "Whether that value lies within the range of the input.", FLAG),
    Field(
        "owner",
        "Who watches the input.",
        Maybe(TEXT),
        lambda one: None if one.monitored is None else one.monitored.owner,
    ),
    Field(
        "every_days",
        "How often [day].",
        Maybe(NUMBER),
        lambda one: None if one.monitored is None else one.monitored.every_days,
    ),
)
DOCUMENT = Records[Tripwires](
    "tripwires",
    "The monitoring plan: at which value of an input a limit is passed.",
    *scenario_fields("assessment.scenario"),
    at_of(),
    notes(
        lambda result: (
            *what_ranges_count_with([result.assessment], result.at),
            *_before_effects(result),
        )
    ),
    Field("tripwires", "The inputs and limits that meet, the nearest first.", Many(_WIRE), "wires"),
    Field("never_passed", "How many pairs of input and limit never meet.", COUNT, "unreachable"),
)
_COLUMNS = ("path", "unit", "value", "metric", "limit", "passed_at", "is_passed", "owner",
            "every_days")  # fmt: skip


def document(result: Tripwires) -> Document:
    """Report the monitoring plan."""
    digits = result.assessment.scenario.minor_digits
    sheet = _WIRE.sheet(result.wires, digits, *_COLUMNS)
    return Document(tuple(_blocks(result)), DOCUMENT.plain(result, digits), sheet)


def _blocks(result: Tripwires) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    facts = (numbers.currency(scenario.currency), "each input alone, all others as they stand")
    yield Facts.beside(facts)
    if result.wires:
        first = result.wires[0]
        limit = _most(first.limit, digits)
        at = _turn(first)
        verb = "is kept again at" if first.is_passed else "is passed at"
        yield Headline(
            (
                f"{first.label} ({first.path}), {numbers.value_text(first.value, first.unit)}:",
                f"the limit of {limit} on {first.limit.metric} {verb} {at}.",
            )
        )
        watched = any(one.monitored is not None for one in result.wires)
        columns = (
            Column("input"),
            Column("now"),
            Column("passed at"),
            Column("limit on"),
            *((Column("watched by", give_way=1), Column("every", give_way=2)) if watched else ()),
        )
        metrics = [one.metric for one in result.limits]
        several = {one for one in metrics if metrics.count(one) > 1}
        rows = (_row(one, digits, several) for one in result.wires)
        width = len(columns)
        yield Table(columns, tuple(Row(cells[:width]) for cells in rows))
    else:
        yield Headline(("No value of any of them meets a limit.",))
    limits = ", ".join(_named(one, digits) for one in result.limits)
    said = [f"Limits: {limits}."]
    if result.passed:
        passed = ", ".join(_named(one, digits) for one in result.passed)
        said.append(f"Passed already: {passed}.")
    if result.unreachable:
        what = (
            "pair of input and limit never meets"
            if result.unreachable == 1
            else ("pairs of input and limit never meet")
        )
        said.append(f"{result.unreachable} {what}.")
    ranged = uncertain_inputs(result.assessment.scenario.case)
    if any(one.statistic is None for one in result.limits):
        said += what_ranges_count_with([result.assessment], result.at)
    if any(one.path in ranged for one in result.wires):
        said.append("A number takes the place of the range of the input that moves.")
    said += _before_effects(result)
    said += [numbers.kept(path, restated_by) for path, restated_by in result.kept]
    yield Notes(tuple(said))


def _before_effects(result: Tripwires) -> tuple[str, ...]:
    return numbers_before_effects([result.assessment], {one.path for one in result.wires})


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
        one.label,
        numbers.value_text(one.value, one.unit),
        f"kept at {_turn(one)}" if one.is_passed else _turn(one),
        _named(one.limit, digits) if one.limit.metric in several else one.limit.metric,
        "" if watched is None else watched.owner,
        "" if watched is None else numbers.with_unit(watched.every_days, "day"),
    )
