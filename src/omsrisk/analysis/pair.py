"""Two scenarios against each other: over the lines that both know, whatever stands beside them."""

from collections.abc import Sequence
from decimal import Context, Decimal
from enum import StrEnum
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.side_by_side import ComparedLine, failure_chance, side_by_side
from omsrisk.core.catalogue import Group
from omsrisk.core.money import add

STATUS_QUO = "status-quo"
"""The approach of a file in which nothing goes live: shown beside roll-outs, not ranked."""

_DIGITS = 28


class Unranked(StrEnum):
    """Why two scenarios are not ranked."""

    NOTHING_IN_COMMON = "they know no line in common"
    LEFT_OUT = "what is left out outweighs the gap"
    STATUS_QUO = "a status quo is shown, not ranked"


class Pair(NamedTuple):
    """
    Two scenarios, in the currency of the comparison.

    Attributes:
        first: The one, by its place among the files.
        second: The other.
        lines: Line by line, the first one's amounts and the second one's.
        chances: The chance of each that at least one go-live fails, 0 to 1.
        stopping_is_stated: For each, whether what stopping costs has a likelihood of its own.
        has_status_quo: Whether one of them is a status quo.
    """

    first: int
    second: int
    lines: tuple[ComparedLine, ...]
    chances: tuple[Decimal, Decimal]
    stopping_is_stated: tuple[bool, bool]
    has_status_quo: bool

    @property
    def files(self) -> tuple[int, int]:
        """The places of both among the files."""
        return self.first, self.second

    @property
    def shared(self) -> tuple[ComparedLine, ...]:
        """The lines that both know."""
        return tuple(line for line in self.lines if line.is_comparable)

    @property
    def left_out_lines(self) -> tuple[ComparedLine, ...]:
        """The lines that one of them states, and the other does not know in full."""
        return tuple(
            line
            for line in self.lines
            if not line.is_comparable and any(one is not None for one in line.amounts)
        )

    def like_for_like(self, *, if_it_fails: bool | None = None) -> tuple[Decimal, Decimal]:
        """
        Add up what both know, exact [money].

        Args:
            if_it_fails: Only what falls if the go-live fails, or only the rest.
        """
        chosen = [line for line in self.shared if if_it_fails in {None, line.if_it_fails}]
        first, second = (add(*(line.amounts[at] or Decimal(0) for line in chosen)) for at in range(2))
        return first, second

    @property
    def difference(self) -> Decimal:
        """How much dearer the second is, over what both know, exact [money]."""
        first, second = self.like_for_like()
        return add(second, first.copy_negate())

    @property
    def left_out(self) -> Decimal:
        """What is left out on both sides, each line by its absolute amount, exact [money]."""
        amounts = (one for line in self.left_out_lines for one in line.amounts if one is not None)
        return add(*(one.copy_abs() for one in amounts))

    @property
    def unranked(self) -> Unranked | None:
        """Why there is no ranking; None where there is one: its order is that of the full totals."""
        if not any(None not in line.amounts for line in self.shared):
            return Unranked.NOTHING_IN_COMMON
        if self.has_status_quo:
            return Unranked.STATUS_QUO
        if self.left_out and self.left_out >= abs(self.difference):
            return Unranked.LEFT_OUT
        return None

    @property
    def cheaper(self) -> int | None:
        """The place of the cheaper one; None where both cost the same or are not ranked."""
        if self.unranked is not None or not self.difference:
            return None
        return self.first if self.difference > 0 else self.second

    def if_a_go_live_fails(self) -> tuple[Decimal | None, Decimal | None]:
        """
        Give what falls on average where at least one go-live fails, to 28 digits [money].

        None for one that cannot fail. Stopping that has a likelihood of its own stays a weight.
        """
        context = Context(prec=_DIGITS)
        found: list[Decimal | None] = []
        for at in range(2):
            failing: list[Decimal] = []
            stopping: list[Decimal] = []
            for line in self.shared:
                if line.if_it_fails:
                    is_apart = line.group is Group.STOPPING and self.stopping_is_stated[at]
                    (stopping if is_apart else failing).append(line.amounts[at] or Decimal(0))
            chance = self.chances[at]
            given = context.divide(add(*failing), chance) if chance else None
            found.append(None if given is None else add(given, *stopping))
        return found[0], found[1]


def pairs_of(assessments: Sequence[Assessment], rates: Sequence[Decimal]) -> tuple[Pair, ...]:
    """
    Hold each scenario against each other one.

    Args:
        assessments: In the order of the files.
        rates: What one unit of each scenario's currency is worth in the one that is shown.
    """
    count = len(assessments)
    return tuple(
        _pair(assessments, rates, first, second)
        for first in range(count)
        for second in range(first + 1, count)
    )


def _pair(
    assessments: Sequence[Assessment], rates: Sequence[Decimal], first: int, second: int
) -> Pair:
    both = assessments[first], assessments[second]
    cases = tuple(one.scenario.case for one in both)
    return Pair(
        first,
        second,
        tuple(side_by_side(both, (rates[first], rates[second]))),
        (failure_chance(both[0].exposure), failure_chance(both[1].exposure)),
        (not cases[0].stops_if_a_phase_fails, not cases[1].stops_if_a_phase_fails),
        any(is_status_quo(one) for one in both),
    )


def is_status_quo(assessment: Assessment) -> bool:
    """Tell whether a file says of itself that nothing goes live in it."""
    return STATUS_QUO in assessment.scenario.approach
