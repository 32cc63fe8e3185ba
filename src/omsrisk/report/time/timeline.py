"""The report of `timeline`: periods, bars, and the days that matter."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.time.timeline import Period, Timeline
from omsrisk.analysis.time.timeline_bands import Band, TimelineBands
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.sampled import Sampling
from omsrisk.core.money import as_known, share_of, to_minor_unit
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import what_ranges_count_with
from omsrisk.report.common_fields import (
    accuracy_field,
    at_of,
    notes,
    sampling_fields,
    scenario_fields,
)
from omsrisk.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Notes,
    Role,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import DAY, MONEY, NUMBER, WHOLE, Either, Keyed, Many, Maybe
from omsrisk.report.uncertainty.uncertain_numbers import accuracy_text, rough_digits, rounded

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
    record = DOCUMENT.plain(Simulated(result, None), digits)
    return Document(tuple(_blocks(result)), record, sheet)


def _blocks(result: Timeline) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    facts = (numbers.currency(scenario.currency), _what(result), "undiscounted, before tax")
    yield Facts.beside(facts)
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
    yield Headline(tuple(lines))
    most = max(abs(one.amount) for one in result.periods)
    columns = (
        Column("from"),
        Column(numbers.currency(scenario.currency), Content.MONEY, digits),
        Column("cumulative", Content.MONEY, digits, give_way=1),
        Column("", Content.BAR),
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
    yield Chart(
        ChartKind.STEPS,
        Table(columns, (*rows, Row(("Total", result.total, None, None), Role.GRAND_TOTAL))),
    )
    said = _notes(result)
    if said:
        yield Notes(said)


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
    sheet = _BAND_SHOWN.sheet(_bands_shown(result, bands), digits)
    record = DOCUMENT.plain(Simulated(result, bands), digits)
    return Document(tuple(_band_blocks(result, bands)), record, sheet)


def _bands_shown(result: Timeline, bands: TimelineBands) -> "Iterator[BandShown]":
    amounts = {period.start: period.amount for period in result.periods}
    nothing = rounded(0, result.assessment.scenario.minor_digits)
    for one in bands.bands:
        yield BandShown(amounts.get(one.start, nothing), one)


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
        Row(
            (
                _named(one.band.start),
                one.amount,
                *_told(one.band.amounts, one.band.known_to[0], digits),
                *_told(one.band.cumulative, one.band.known_to[1], digits),
            )
        )
        for one in _bands_shown(result, bands)
    ]
    total = _told(bands.total, bands.known_to, digits)
    whole = Row(("Total", result.total, *total, None, None, None), Role.GRAND_TOTAL)
    yield Table(columns, (*rows, whole))
    yield Notes(
        (
            f"P10 to P90 {_how(bands)}{_of_the_whole(bands)}",
            "each period for itself: percentiles do not add up",
            *_notes(result),
        ),
    )


def _told(amounts: tuple[float, ...], error: float, digits: int) -> list[Decimal]:
    """Round amounts to what is known of them."""
    return [to_minor_unit(as_known(one, error), digits) for one in amounts]


def of_bands(bands: TimelineBands) -> Document:
    """
    Report what periods may come to, where nobody holds them against a timeline.

    Args:
        bands: From `timeline_bands`.
    """
    rough = rough_digits(0, *bands.total)
    names = [*_BAND, *(f"cumulative_{name}" for name in _BAND)]
    columns = (Column("start"), *(Column(name, Content.MONEY, rough) for name in names))
    rows = tuple(
        Row(
            (
                _cell(one.start),
                *_told(one.amounts, one.known_to[0], rough),
                *_told(one.cumulative, one.known_to[1], rough),
            )
        )
        for one in bands.bands
    )
    low, _, high = (numbers.money(one, rough) for one in _told(bands.total, bands.known_to, rough))
    said = f"{low} to {high}, P10 to P90 {_how(bands)}."
    return Document((Headline((said,)), Table(columns, rows)), {}, Sheet(columns, rows))


def _how(bands: TimelineBands) -> str:
    """Say how bands were found, and how sure they are."""
    if bands.sampling is None:
        return f"exact to {accuracy_text(bands.accuracy or 0.0)} of the standard deviation"
    trials, seed = bands.sampling
    return f"of {numbers.number(trials)} trials, seed {seed}"


def _of_the_whole(bands: TimelineBands) -> str:
    return "; those of the total without trials" if bands.total_is_exact else ""


def _named(day: date | int) -> str:
    return numbers.day(day) if isinstance(day, date) else f"day {day}"


def _cell(day: date | int) -> str | Decimal:
    return day.isoformat() if isinstance(day, date) else Decimal(day)


_START = Either((DAY, WHOLE), lambda start: not isinstance(start, date))
_PERIOD = Records[Period](
    "period",
    "What falls in a period.",
    Field("start", "Its first day: a date, or a number of the day.", _START),
    Field("amount", "What falls in it [money].", NUMBER),
    Field("cumulative", "What has fallen by its end [money].", NUMBER),
)
_PEAK = Records[Period](
    "peak",
    "The period in which most falls.",
    Field("start", "Its first day.", _START),
    Field("amount", "What falls in it [money].", NUMBER),
)
_CASH_LOW = Records[Timeline](
    "cash_low",
    "When cash is lowest.",
    Field("on", "The day.", Maybe(_START), "cash_low_on"),
    Field("amount", "What is paid out by then [money].", NUMBER, "cash_low"),
)
_FIELDS: tuple[Field[Timeline], ...] = (
    *scenario_fields("assessment.scenario"),
    at_of(),
    notes(_notes),
    Field("total", "What falls in all [money].", NUMBER),
    Field("peak", "The period in which most falls.", _PEAK),
    Field("nine_tenths_on", "By when 90 % has fallen.", Maybe(_START)),
    Field("cash_low", "When cash is lowest.", _CASH_LOW, lambda result: result),
    Field("periods", "The periods, in order.", Many(_PERIOD)),
)


class BandShown(NamedTuple):
    """A period with what falls in it by the mean, or most likely."""

    amount: Decimal
    band: Band


def _percentile(name: str, at: int) -> Field[BandShown]:
    says = f"{name.upper()} of what falls in it [money]."
    return Field(name, says, MONEY, lambda one: one.band.amounts[at])


def _by_then(name: str, at: int) -> Field[BandShown]:
    says = f"{name.upper()} of what has fallen by its end [money]."
    return Field(f"cumulative_{name}", says, MONEY, lambda one: one.band.cumulative[at])


_BAND_SHOWN = Records[BandShown](
    "band",
    "What may fall in a period.",
    Field("start", "Its first day.", _START, "band.start"),
    Field("amount", "What falls in it by the mean, or most likely [money].", NUMBER),
    *(_percentile(name, at) for at, name in enumerate(_BAND)),
    *(_by_then(name, at) for at, name in enumerate(_BAND)),
)


class Simulated(NamedTuple):
    """A timeline with what its periods may come to."""

    result: Timeline
    bands: TimelineBands | None

    @property
    def sampling(self) -> Sampling | None:
        """How it was simulated."""
        return None if self.bands is None else self.bands.sampling

    @property
    def accuracy(self) -> float | None:
        """How far off the bands may be that were worked out, in standard deviations."""
        return None if self.bands is None else self.bands.accuracy


DOCUMENT = Records[Simulated](
    "timeline",
    "When the net exposure falls.",
    *sampling_fields(),
    accuracy_field(),
    *(each.within("result") for each in _FIELDS),
    Field(
        "bands",
        "What may fall in each period.",
        Many(_BAND_SHOWN),
        lambda one: LEFT_OUT if one.bands is None else list(_bands_shown(one.result, one.bands)),
        optional=True,
    ),
    Field(
        "total_band",
        "Percentiles of the total [money].",
        Keyed(_BAND, MONEY),
        lambda one: LEFT_OUT if one.bands is None else dict(zip(_BAND, one.bands.total, strict=True)),
        optional=True,
    ),
)
