"""The report of `tornado`: inputs by what they move, as bars on one scale around the base."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omsrisk.analysis.sensitivity.tornado import Bar, Tornado
from omsrisk.core.money import add, share_of, to_minor_unit
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import what_ranges_count_with
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Lines,
    Row,
    Sheet,
    Table,
    Title,
)

_HALF = 12


def document(result: Tornado, top: int | None) -> Document:
    """Report which inputs move the metric, the widest first."""
    digits = result.assessment.scenario.minor_digits
    bars = result.bars[:top]
    columns = ("path", "low_input", "high_input", "low", "high")
    sheet = Sheet(
        tuple(Column(name) for name in columns),
        tuple(
            Row(
                (
                    bar.path,
                    bar.low_input,
                    bar.high_input,
                    to_minor_unit(bar.low, digits),
                    to_minor_unit(bar.high, digits),
                )
            )
            for bar in bars
        ),
    )
    return Document(tuple(_blocks(result, bars)), _record(result, bars), sheet)


def _blocks(result: Tornado, bars: tuple[Bar, ...]) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    yield Title(scenario.name, scenario.file)
    swing = numbers.percentage(result.swing)
    moved = f"each input alone by -{swing} and +{swing}"
    if uncertain_inputs(scenario.case):
        moved += ", a range from its P10 to its P90"
    facts = (scenario.currency, result.metric, moved)
    yield Lines((" | ".join(facts),), quiet=True)
    base = numbers.money(result.base, digits)
    if not bars:
        yield Lines((f"{base}: no input moves it.",))
        return
    widest = bars[0]
    low, high = widest.ends
    yield Lines(
        (
            f"{base} as it stands. Most moves with {widest.path}:",
            f"from {numbers.money(low, digits)} to {numbers.money(high, digits)}.",
        )
    )
    columns = (
        Column("input", whole=True),
        Column("from", give_way=3),
        Column("to", give_way=3),
        Column("low", Content.MONEY, digits, give_way=1),
        Column("high", Content.MONEY, digits, give_way=1),
        Column("swing", Content.MONEY, digits),
        Column("-" + " " * (_HALF - 2) + "base" + " " * (_HALF - 3) + "+", give_way=2),
    )
    scale = max(max(_away(result, bar)) for bar in bars)
    rows = tuple(
        Row(
            (
                bar.path,
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
    yield Table(columns, rows)
    notes = [*what_ranges_count_with([result.assessment], result.at)]
    notes += [_turning(bar, digits) for bar in bars if bar.turns_round]
    more = len(result.bars) - len(bars)
    if more:
        notes.append(f"{_inputs(more, 'more ')} less.")
    if result.still:
        notes.append(f"{_inputs(result.still)} nothing.")
    if any(bar.cut for bar in bars):
        notes.append("cut: a share stays within 0 to 100 %.")
    if notes:
        yield Lines((" ".join(notes),), quiet=True)


def _inputs(count: int, kind: str = "") -> str:
    return f"{count} {kind}input moves" if count == 1 else f"{count} {kind}inputs move"


def _turning(bar: Bar, digits: int) -> str:
    """Say where a metric is at its most, or its least, between the two numbers of an input."""
    where = [
        f"{numbers.money(amount, digits)} at {numbers.value_text(at, bar.unit)}"
        for at, amount in bar.turns
        if amount in bar.ends
    ]
    return f"{bar.path} turns round in between: {', '.join(where)}."


def _shown(value: Decimal, bar: Bar) -> str:
    """Write an end as an author would; P10 and P90 of a range to five digits."""
    if bar.is_range:
        return numbers.value_text(value, "1" if bar.unit == "1" else "unit")
    return numbers.percentage(value) if bar.unit == "1" else numbers.number(value)


def _away(result: Tornado, bar: Bar) -> tuple[Decimal, Decimal]:
    """Return how far a bar reaches below and above the base."""
    least, most = bar.ends
    return add(result.base, least.copy_negate()), add(most, result.base.copy_negate())


def _bar(result: Tornado, bar: Bar, scale: Decimal) -> str:
    below, above = (
        int((share_of(one, scale) or Decimal(0)) * _HALF + Decimal("0.5"))
        for one in _away(result, bar)
    )
    return f"{'#' * below:>{_HALF}}|{'#' * above}"


def _record(result: Tornado, bars: tuple[Bar, ...]) -> dict[str, Any]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    return {
        "file": scenario.file,
        "name": scenario.name,
        "currency": scenario.currency,
        "metric": result.metric,
        "at": result.at.value,
        "notes": list(what_ranges_count_with([result.assessment], result.at)),
        "base": to_minor_unit(result.base, digits),
        "swing": result.swing,
        "bars": [
            {
                "path": bar.path,
                "unit": bar.unit,
                "low": to_minor_unit(bar.low, digits),
                "high": to_minor_unit(bar.high, digits),
                "low_input": bar.low_input,
                "high_input": bar.high_input,
                "cut": bar.cut,
                "is_range": bar.is_range,
                "swing": to_minor_unit(bar.swing, digits),
                "turns": [
                    {"input": at, "result": to_minor_unit(amount, digits)} for at, amount in bar.turns
                ],
            }
            for bar in bars
        ],
        "moving_nothing": result.still,
    }
