"""The report of `tornado`: inputs by what they move, as bars on one scale around the base."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.sensitivity.tornado import Bar, Tornado
from omsrisk.core.money import add, share_of
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import numbers_before_effects, what_ranges_count_with
from omsrisk.report.common_fields import INPUT, at_of, metric_of, notes, scenario_fields
from omsrisk.report.document import (
    Around,
    Block,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    LaterRecord,
    Notes,
    Row,
    Table,
    Title,
)
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import FLAG, MONEY, NUMBER, TEXT, Many
from omsrisk.scenario.labels import within_a_sentence

if TYPE_CHECKING:
    from omsrisk.report.spreadsheet.workbook import Workbook

_HALF = Decimal("0.5")


class Shown(NamedTuple):
    """A tornado with the bars that are asked for."""

    result: Tornado
    bars: tuple[Bar, ...]


_TURN = Records[tuple[Decimal, Decimal]](
    "turn",
    "Where the metric turns round between the two ends.",
    Field("input", "The number there.", NUMBER, lambda turn: turn[0]),
    Field("result", "The metric there [money].", MONEY, lambda turn: turn[1]),
)
_BAR = Records[Bar](
    "bar",
    "An input, and what it moves alone.",
    *INPUT,
    Field("unit", "Its unit.", TEXT),
    Field("low", "The metric at the low end [money].", MONEY),
    Field("high", "The metric at the high end [money].", MONEY),
    Field("low_input", "The low end.", NUMBER),
    Field("high_input", "The high end.", NUMBER),
    Field("cut", "Whether an end was cut: a share stays within 0 to 1.", FLAG),
    Field("is_range", "Whether the ends are the P10 and the P90 of its own range.", FLAG),
    Field("swing", "How far apart the metric is at its least and its most [money].", MONEY),
    Field("turns", "Where the metric turns round in between.", Many(_TURN)),
)
DOCUMENT = Records[Shown](
    "tornado",
    "Inputs by what they move, the widest first.",
    *scenario_fields("result.assessment.scenario"),
    metric_of("result"),
    at_of("result"),
    notes(
        lambda shown: (
            *what_ranges_count_with([shown.result.assessment], shown.result.at),
            *_before_effects(shown.result),
        )
    ),
    Field("base", "The metric as the file stands [money].", MONEY, "result.base"),
    Field("swing", "By which part each input moves down and up.", NUMBER, "result.swing"),
    Field("bars", "The inputs that move it, the widest first.", Many(_BAR)),
    Field("no_effect", "The inputs that do not move it.", Many(TEXT), "result.still"),
)


def document(result: Tornado, top: int | None) -> Document:
    """Report which inputs move the metric, the widest first."""
    digits = result.assessment.scenario.minor_digits
    shown = Shown(result, result.bars[:top])
    sheet = _BAR.sheet(shown.bars, digits, "path", "low_input", "high_input", "low", "high")
    record = LaterRecord(lambda: DOCUMENT.plain(shown, digits))
    told = Document(tuple(_blocks(result, shown.bars)), record, sheet)
    return told._replace(workbook=lambda: _workbook(shown, told))


def _workbook(shown: Shown, told: Document) -> "Workbook":
    from omsrisk.report.spreadsheet.plain_sheets import plain_workbook
    from omsrisk.report.spreadsheet.tornado_workbook import tornado_workbook

    return tornado_workbook(shown.result, shown.bars, told) or plain_workbook(told)


def _blocks(result: Tornado, bars: tuple[Bar, ...]) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    swing = numbers.percentage(result.swing)
    moved = f"each input alone by -{swing} and +{swing}"
    if uncertain_inputs(scenario.case):
        moved += ", a range from its P10 to its P90"
    facts = (numbers.currency(scenario.currency), result.metric, moved)
    yield Facts.beside(facts)
    base = numbers.money(result.base, digits)
    if not bars:
        yield Headline((f"{base}: no input moves it.",))
        return
    widest = bars[0]
    low, high = widest.ends
    yield Headline(
        (
            f"{base} as it stands. It moves most with {within_a_sentence(widest.label)}",
            f"({widest.path}):",
            f"from {numbers.money(low, digits)} to {numbers.money(high, digits)}.",
        )
    )
    columns = (
        Column("input"),
        Column("from", give_way=3),
        Column("to", give_way=3),
        Column("low", Content.MONEY, digits),
        Column("high", Content.MONEY, digits),
        Column("swing", Content.MONEY, digits, give_way=1),
        Column("- base +", Content.BAR),
    )
    scale = max(max(_away(result, bar)) for bar in bars)
    rows = tuple(
        Row(
            (
                bar.label,
                _shown(bar.low_input, bar),
                _shown(bar.high_input, bar) + (" (cut)" if bar.cut else ""),
                bar.low,
                bar.high,
                bar.swing,
                _bar(result, bar, scale),
            )
        )
        for bar in bars
    )
    yield Chart(ChartKind.BARS, Table(columns, rows))
    said = [*what_ranges_count_with([result.assessment], result.at)]
    said += [_turning(bar, digits) for bar in bars if bar.turns_round]
    more = len(result.bars) - len(bars)
    if more:
        said.append(f"{_inputs(more, 'more ')} less.")
    if result.still:
        said.append(f"{_inputs(len(result.still))} nothing.")
    if any(bar.cut for bar in bars):
        said.append("cut: a share stays within 0 to 100 %.")
    said += _before_effects(result)
    if said:
        yield Notes((" ".join(said),))


def _before_effects(result: Tornado) -> tuple[str, ...]:
    return numbers_before_effects([result.assessment], {bar.path for bar in result.bars})


def _inputs(count: int, kind: str = "") -> str:
    return f"{count} {kind}input moves" if count == 1 else f"{count} {kind}inputs move"


def _turning(bar: Bar, digits: int) -> str:
    """Say where a metric is at its most, or its least, between the two numbers of an input."""
    where = [
        f"{numbers.money(amount, digits)} at {numbers.value_text(at, bar.unit)}"
        for at, amount in bar.turns
        if amount in bar.ends
    ]
    return f"{bar.label} turns round in between: {', '.join(where)}."


def _shown(value: Decimal, bar: Bar) -> str:
    """Write an end as an author would; P10 and P90 of a range to five digits."""
    if bar.is_range:
        return numbers.value_text(value, "1" if bar.unit == "1" else "unit")
    return numbers.percentage(value) if bar.unit == "1" else numbers.number(value)


def _away(result: Tornado, bar: Bar) -> tuple[Decimal, Decimal]:
    """Return how far a bar reaches below and above the base."""
    least, most = bar.ends
    return add(result.base, least.copy_negate()), add(most, result.base.copy_negate())


def _bar(result: Tornado, bar: Bar, scale: Decimal) -> Around:
    below, above = ((share_of(one, scale) or Decimal(0)) * _HALF for one in _away(result, bar))
    return Around(_HALF - below, _HALF, _HALF + above)
