"""The lines of several scenarios side by side, and which of them knows what a line costs."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import Counted
from omsrisk.analysis.comparison.failing import failing_part, ways_of_falling
from omsrisk.analysis.comparison.known import OF_PARTS, is_known, known_parts
from omsrisk.core.formulas.formula import N
from omsrisk.core.money import ENOUGH_DIGITS, add, exact
from omsrisk.core.pricing.catalogue import LINES
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.lines import Line
from omsrisk.core.pricing.programme import GAPS

_FIXED = frozenset(kind.id for kind in LINES if kind.id == kind.section)
"""The lines that have a section of their own: they stand before the cost items of their group."""


class ComparedLine(NamedTuple):
    """
    A line, side by side.

    Attributes:
        id: The line.
        group: Its group.
        label: What it is called.
        amounts: What each scenario is expected to pay, exact but for the rounding of means [money];
            None where the scenario has no such line, or does not assess it.
        assessed: For each scenario, False where not all of it is known: then no difference is taken.
        failing: What of the amounts falls only if a go-live fails; 0 where there is no amount.
        if_it_fails: Whether it falls only if a go-live fails, in each that has it; None where they
            differ in this.
    """

    id: str
    group: Group
    label: str
    amounts: tuple[Decimal | None, ...]
    assessed: tuple[bool, ...]
    failing: tuple[Decimal, ...]
    if_it_fails: bool | None

    @property
    def is_comparable(self) -> bool:
        """Whether every scenario knows it; an item that one lacks is known to cost nothing there."""
        return all(self.assessed)

    def part(self, at: int, *, if_it_fails: bool | None = None) -> Decimal:
        """
        Return what a scenario is expected to pay, or a part of it; 0 where it lacks the line [money].

        Args:
            at: Which scenario.
            if_it_fails: Only what falls if a go-live fails, or only the rest.
        """
        amount = self.amounts[at] or Decimal(0)
        if if_it_fails is None:
            return amount
        return self.failing[at] if if_it_fails else add(amount, self.failing[at].copy_negate())

    def difference(self, base: int) -> tuple[Decimal | None, ...]:
        """Take the difference of each scenario against one of them; None where one knows it not."""
        own = self.amounts[base] or Decimal(0)
        return tuple(
            add(amount or Decimal(0), own.copy_negate()) if self._is_shared(base, at) else None
            for at, amount in enumerate(self.amounts)
        )

    def _is_shared(self, base: int, at: int) -> bool:
        """Whether both know it; of the base itself, whether another one does."""
        others = (known for other, known in enumerate(self.assessed) if other != base)
        return self.assessed[base] and (any(others) if at == base else self.assessed[at])


def times(value: Decimal, rate: Decimal) -> Decimal:
    """Convert an exact amount."""
    with exact(ENOUGH_DIGITS):
        return value * rate


def compared_lines(exposure: Exposure[N], by_part: frozenset[str]) -> Iterator[Line[N]]:
    """
    Return the lines that are compared.

    Args:
        exposure: In numbers of any kind.
        by_part: Ids of the lines that go by part, as not all scenarios know the same of them.
    """
    for line in exposure.lines:
        if line.id in by_part and line.parts:
            yield from line.parts
        else:
            yield line


def lines_by_part(assessments: Sequence[Assessment]) -> frozenset[str]:
    """
    List the lines of which not all scenarios know the same parts.

    Args:
        assessments: Those that are compared.
    """
    found = set()
    for line_id in (*sorted(OF_PARTS), GAPS):
        lines = [line for one in assessments for line in one.exposure.lines if line.id == line_id]
        stated = [line for line in lines if line.assessed]
        partly = any(known_parts(line) < _stated_parts(line) for line in stated)
        if line_id == GAPS:
            apart = any(not line.complete for line in stated)
        else:
            apart = len({known_parts(line) for line in lines}) > 1
        if partly or apart:
            found.add(line_id)
    return frozenset(found)


def _stated_parts(line: Line[Decimal]) -> frozenset[str]:
    return frozenset(part.id for part in line.parts if part.counts)


def side_by_side(
    assessments: Sequence[Assessment], rates: Sequence[Decimal], states: Sequence[Counted]
) -> Iterator[ComparedLine]:
    """
    Lay the lines of scenarios side by side.

    Args:
        assessments: Those that are compared.
        rates: What one unit of each scenario's currency is worth in the one that is shown.
        states: What each comes to.
    """
    by_part = lines_by_part(assessments)
    own = [{line.id: line for line in compared_lines(one.exposure, by_part)} for one in assessments]
    wholes = [{line.id: line for line in one.exposure.lines} for one in assessments]
    heads: dict[str, Line[Decimal]] = {}
    for lines in own:
        heads.update((line_id, line) for line_id, line in lines.items() if line_id not in heads)
    for line_id in by_part:
        heads.pop(line_id, None)
    order = list(Group)
    first = {line_id: at for at, line_id in enumerate(heads)}
    ordered = sorted(
        heads.values(),
        key=lambda line: (order.index(line.group), line.id not in _FIXED, first[line.id]),
    )
    for head in ordered:
        found = [lines.get(head.id) for lines in own]
        amounts = tuple(
            None if line is None or not line.counts else times(_amount(state, line.id), rate)
            for line, rate, state in zip(found, rates, states, strict=True)
        )
        assessed = tuple(
            is_known(head, line, whole.get(head.id.rpartition(".")[0]), one)
            for line, whole, one in zip(found, wholes, assessments, strict=True)
        )
        failing = tuple(
            Decimal(0)
            if line is None or amount is None
            else times(failing_part(line, state.figures), rate)
            for line, amount, rate, state in zip(found, amounts, rates, states, strict=True)
        )
        ways = frozenset[bool]().union(
            *(
                ways_of_falling(head, one.scenario.case)
                for one, amount in zip(assessments, amounts, strict=True)
                if amount is not None
            )
        )
        fails = next(iter(ways)) if len(ways) == 1 else None
        yield ComparedLine(head.id, head.group, head.short, amounts, assessed, failing, fails)


def _amount(state: Counted, line_id: str) -> Decimal:
    return Decimal(state.figures.lines[line_id] or 0)
