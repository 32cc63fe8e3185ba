"""Why the best and the next best differ: a waterfall of what each group adds or saves."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.core.money import add
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report import numbers
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.document import (
    Around,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Content,
    Heading,
    Role,
    Row,
    Table,
)

_MOST_LINES = 3
_ROOM = Decimal("0.02")
"""What is left free on both sides of a chart."""


class _WaterfallStep(NamedTuple):
    """A step: what it is called, what it changes, and from where."""

    label: str
    change: Decimal
    start: Decimal
    lines: tuple[tuple[str, Decimal], ...] = ()

    @property
    def end(self) -> Decimal:
        return add(self.start, self.change)


def waterfall(closest: Comparison) -> Iterator[Block]:
    """
    Lead from what the preferred one costs to what the other one costs, group by group.

    Args:
        closest: The preferred one beside the next best.
    """
    names = labels(closest)
    digits = closest.assessments[closest.base].scenario.minor_digits
    first, second = closest.base, 1 - closest.base
    begin, end = closest.pairs[0].like_for_like()
    if first == 1:
        begin, end = end, begin
    steps = list(_steps(closest, begin))
    amounts = [begin, end, *(one.end for one in steps)]
    scale = _Scale(min(amounts), max(amounts))
    rows = [Row((names[first], begin, None, scale.mark(begin)), Role.TOTAL)]
    for one in steps:
        rows.append(Row((one.label, None, one.change, scale.step(one))))
        rows += [Row((label, None, change, None), Role.MEMO, 1) for label, change in one.lines]
    rows.append(Row((names[second], end, None, scale.mark(end)), Role.TOTAL))
    columns = (
        Column("from one to the other"),
        Column(numbers.currency(closest.assessments[first].scenario.currency), Content.MONEY, digits),
        Column("adds", Content.CHANGE, digits),
        Column("saves - + costs", Content.BAR),
    )
    yield Heading((f"{names[second]} against {names[first]}, over what both know",))
    yield Chart(ChartKind.BARS, Table(columns, tuple(rows)))


def _steps(closest: Comparison, begin: Decimal) -> Iterator[_WaterfallStep]:
    pair = closest.pairs[0]
    first, second = (0, 1) if pair.first == closest.base else (1, 0)
    run = begin
    for group in Group:
        changes = [
            (line.label, add(line.part(second), line.part(first).copy_negate()))
            for line in pair.shared
            if line.group is group
        ]
        changes = sorted((one for one in changes if one[1]), key=lambda one: (-abs(one[1]), one[0]))
        if changes:
            step = _WaterfallStep(
                TOTALS[group.value].label,
                add(*(change for _, change in changes)),
                run,
                tuple(changes[:_MOST_LINES]) if len(changes) > 1 else (),
            )
            yield step
            run = step.end


class _Scale:
    """Where an amount stands between the least and the most of a chart, with room beside."""

    def __init__(self, low: Decimal, high: Decimal) -> None:
        self._low = low
        self._width = add(high, low.copy_negate()) or Decimal(1)

    def at(self, amount: Decimal) -> Decimal:
        return _ROOM + add(amount, self._low.copy_negate()) / self._width * (1 - 2 * _ROOM)

    def step(self, one: _WaterfallStep) -> Cell:
        start, end = self.at(one.start), self.at(one.end)
        return Around(min(start, end), start, max(start, end))

    def mark(self, amount: Decimal) -> Cell:
        return Around(self.at(amount), self.at(amount), self.at(amount))
