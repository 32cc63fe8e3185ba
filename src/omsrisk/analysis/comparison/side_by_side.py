"""The lines of several scenarios side by side, and which of them knows what a line costs."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import Counted
from omsrisk.analysis.comparison.failing import failing_part, ways_of_falling
from omsrisk.core.money import ENOUGH_DIGITS, add, exact
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import (
    GAP_LIST,
    LIKELIHOOD,
    LINES,
    PROGRAMME_ITEMS,
    STOPPING_ITEMS,
    WAITING,
)
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.lines import Line, slices_of
from omsrisk.core.pricing.programme import GAPS, MITIGATIONS, waiting_days

_OF_PARTS = frozenset(kind.id for kind in LINES if kind.parts)
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


def compared_lines(exposure: Exposure, by_part: frozenset[str]) -> Iterator[Line]:
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
    for line_id in (*sorted(_OF_PARTS), GAPS):
        lines = [line for one in assessments for line in one.exposure.lines if line.id == line_id]
        stated = [line for line in lines if line.assessed]
        partly = any(_known_parts(line) < _stated_parts(line) for line in stated)
        if line_id == GAPS:
            apart = any(not line.complete for line in stated)
        else:
            apart = len({_known_parts(line) for line in lines}) > 1
        if partly or apart:
            found.add(line_id)
    return frozenset(found)


def _stated_parts(line: Line) -> frozenset[str]:
    return frozenset(part.id for part in line.parts if part.counts)


def _known_parts(line: Line) -> frozenset[str]:
    """List the parts of a line that are known in full: in every phase that has the line."""
    return frozenset(
        part.id for part in line.parts if part.complete and part.assessed_in == part.phases
    )


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
    heads: dict[str, Line] = {}
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
            _is_known(head, line, whole.get(head.id.rpartition(".")[0]), one)
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


def _is_known(head: Line, line: Line | None, whole: Line | None, assessment: Assessment) -> bool:
    """
    Whether a scenario knows all that a line costs it, be it nothing.

    Args:
        head: The line, as the first scenario that has it states it.
        line: The line as the scenario has it, where it has it.
        whole: The line of which it is a part there, where it is one.
        assessment: The scenario.
    """
    if head.group is Group.STOPPING:
        return _knows_stopping(assessment.scenario.case, assessment.exposure)
    if head.group is Group.COST_OF_FAILURE and not _can_fail(assessment):
        return True
    if line is None:
        return _knows_it_is_nothing(head, assessment)
    if line.id in _OF_PARTS:
        return line.assessed and bool(_known_parts(line))
    if whole is not None and whole.id in _OF_PARTS:
        return line.id in _known_parts(whole)
    return line.assessed and line.complete


def _knows_it_is_nothing(head: Line, assessment: Assessment) -> bool:
    """Whether a scenario that has no such line says thereby that it costs nothing."""
    case = assessment.scenario.case
    if head.id == WAITING.id:
        return waiting_days(case) == 0
    if head.id.startswith(GAPS):
        return GAP_LIST in case.rows
    if head.group is Group.PROGRAMME and not head.id.startswith(MITIGATIONS):
        own = (path for phase in case.phases for path in phase.own_rows)
        listed = PROGRAMME_ITEMS.path
        return listed in case.rows or any(path.endswith(listed) for path in own)
    if head.group is Group.PROGRAMME:
        return True  # no mitigation is taken
    return head.group is not Group.COST_OF_FAILURE and assessment.totals[head.group] is not None


def _knows_stopping(case: Case, exposure: Exposure) -> bool:
    """Whether the costs of stopping are stated wherever the roll-out can stop; else it cannot."""
    if not case.stops_if_a_phase_fails:
        return True  # without the rule nothing stops, but for what `stopping` itself states
    stops = zip(exposure.phases[:-1], slices_of(case), strict=False)
    return all(
        STOPPING_ITEMS.path in slice_.rows
        for phase, slice_ in stops
        if phase.weight and _may_be_above_nothing(slice_.inputs, phase.likelihood)
    )


def _can_fail(assessment: Assessment) -> bool:
    """Whether any go-live can fail: a range of a likelihood says so whatever is most likely."""
    exposure = assessment.exposure
    likelihoods = [one.likelihood for one in exposure.phases] or [exposure.likelihood]
    return any(
        _may_be_above_nothing(slice_.inputs, likelihood)
        for slice_, likelihood in zip(slices_of(assessment.scenario.case), likelihoods, strict=True)
    )


def _may_be_above_nothing(inputs: Mapping[str, Input], likelihood: Decimal) -> bool:
    stated = inputs.get(LIKELIHOOD)
    return bool(likelihood) or (stated is not None and stated.spread is not None)
