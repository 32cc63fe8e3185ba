"""The report of `timeline`: periods, bars, and the days that matter."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from omsrisk.analysis.time.timeline import Timeline
from omsrisk.analysis.time.timeline_bands import Band, TimelineBands
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.money import share_of
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import what_ranges_count_with
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Lines,
    Role,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.uncertainty.uncertain_numbers import rough_digits, rounded

_BAND = ("p10", "p50", "p90")


def document(result: Timeline, bands: TimelineBands | None = None) -> Document:
    """
    Report when the net exposure falls.

    Args:
        result: By the mean, or at the most likely values.
        bands: What the periods may come to, where that was simulated.
    """
    if bands is not None:
        return _with_bands(result, bands)
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    sheet = Sheet(
        (Column("start"), Column("amount", Content.MONEY, digits), Column("cumulative")),
        (Row((_cell(one.start), one.amount, one.cumulative)) for one in result.periods),
    )
    return Document(tuple(_blocks(result)), _record(result), sheet)


def _blocks(result: Timeline) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    facts = (scenario.currency, _what(result), "undiscounted, before tax")
    yield Lines((" | ".join(facts),), quiet=True)
    total = numbers.money(result.total, digits)
    count = "1 period" if len(result.periods) == 1 else f"{len(result.periods)} periods"
    first = f"{total} fall in {count} from {_named(result.periods[0].start)}."
    peak = numbers.money(result.peak.amount, digits)
    lines = [first, f"Most in the period from {_named(result.peak.start)}: {peak}."]
    if result.nine_tenths_on is not None:
        lines.append(f"By {_named(result.nine_tenths_on)} 90 % has fallen.")
    if result.cash_low > 0:
        low = numbers.money(result.cash_low, digits)
        lines.append(f"Cash is lowest on {_named(result.cash_low_on)}: {low} paid out by then.")
    yield Lines(tuple(lines))
    most = max(abs(one.amount) for one in result.periods)
    columns = (
        Column("from"),
        Column(scenario.currency, Content.MONEY, digits),
        Column("cumulative", Content.MONEY, digits, give_way=1),
        Column("", Content.BAR, give_way=2),
    )
    rows = [
        Row(
            (
                _named(one.start),
                one.amount,
                one.cumulative,
                share_of(max(one.amount, Decimal(0)), most),
            )
        )
        for one in result.periods
    ]
    yield Table(columns, (*rows, Row(("Total", result.total, None, None), Role.GRAND_TOTAL)))
    notes = _notes(result)
    if notes:
        yield Lines(notes, quiet=True)


def _what(result: Timeline) -> str:
    """Name what is spread; "expected" is said of the mean alone."""
    if result.at is At.LIKELY and _has_ranges(result):
        return "net exposure at the most likely values"
    return "expected net exposure"


def _has_ranges(result: Timeline) -> bool:
    return bool(uncertain_inputs(result.assessment.scenario.case))


def _notes(result: Timeline) -> tuple[str, ...]:
    """Say what ranges count with."""
    said = what_ranges_count_with([result.assessment], result.at)
    if said and result.at is At.MEAN:
        return (*said, "Each line falls on the days that it has at the most likely durations.")
    return said


def _with_bands(result: Timeline, bands: TimelineBands) -> Document:
    """Put what each period may come to beside what falls in it by the mean, or most likely."""
    digits = result.assessment.scenario.minor_digits
    records = [_band_record(result, one, digits) for one in bands.bands]
    names = tuple(records[0])
    sheet = Sheet(
        tuple(Column(name) for name in names),
        tuple(Row(tuple(_plain_cell(value) for value in one.values())) for one in records),
    )
    record = {
        **bands.sampling._asdict(),
        **_record(result),
        "bands": records,
        "total_band": dict(zip(_BAND, (rounded(one, digits) for one in bands.total), strict=True)),
    }
    return Document(tuple(_band_blocks(result, bands)), record, sheet)


def _band_record(result: Timeline, one: Band, digits: int) -> dict[str, Any]:
    point = next((period for period in result.periods if period.start == one.start), None)
    cumulative = zip(_BAND, one.cumulative, strict=True)
    return {
        "start": _plain(one.start),
        "amount": rounded(0, digits) if point is None else point.amount,
        **{name: rounded(value, digits) for name, value in zip(_BAND, one.amounts, strict=True)},
        **{f"cumulative_{name}": rounded(value, digits) for name, value in cumulative},
    }


def _plain_cell(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) else value


def _named_value(result: Timeline) -> str:
    if not _has_ranges(result):
        return "expected"
    return "mean" if result.at is At.MEAN else "most likely"


def _band_blocks(result: Timeline, bands: TimelineBands) -> Iterator[Block]:
    head = _blocks(result)
    yield from (next(head), next(head), next(head))
    digits = result.assessment.scenario.minor_digits
    rough = rough_digits(digits, *bands.total)
    columns = (
        Column("from"),
        Column(_named_value(result), Content.MONEY, digits, give_way=1),
        *(Column(name.upper(), Content.MONEY, rough) for name in _BAND),
        *(Column(f"by then {name.upper()}", Content.MONEY, rough, give_way=2) for name in _BAND),
    )
    rows = [
        Row((_named(one.start), *list(_band_record(result, one, digits).values())[1:]))
        for one in bands.bands
    ]
    total = (rounded(one, digits) for one in bands.total)
    whole = Row(("Total", result.total, *total, None, None, None), Role.GRAND_TOTAL)
    yield Table(columns, (*rows, whole))
    trials, seed = bands.sampling
    yield Lines(
        (
            f"P10 to P90 of {trials:,} trials, seed {seed}",
            "each period for itself: percentiles do not add up",
            *_notes(result),
        ),
        quiet=True,
    )


def _named(day: date | int) -> str:
    return day.isoformat() if isinstance(day, date) else f"day {day}"


def _cell(day: date | int) -> str | Decimal:
    return day.isoformat() if isinstance(day, date) else Decimal(day)


def _plain(day: date | int | None) -> str | int | None:
    return day.isoformat() if isinstance(day, date) else day


def _record(result: Timeline) -> dict[str, Any]:
    scenario = result.assessment.scenario
    return {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "at": result.at.value,
        "notes": list(_notes(result)),
        "total": result.total,
        "peak": {"start": _plain(result.peak.start), "amount": result.peak.amount},
        "nine_tenths_on": _plain(result.nine_tenths_on),
        "cash_low": {"on": _plain(result.cash_low_on), "amount": result.cash_low},
        "periods": [
            {"start": _plain(one.start), "amount": one.amount, "cumulative": one.cumulative}
            for one in result.periods
        ],
    }
