"""Two scenarios against each other: over the lines that both know, whatever stands beside them."""

from collections.abc import Sequence
from decimal import Context, Decimal
from enum import StrEnum
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import Counted
from omsrisk.analysis.comparison.failing import may_stop
from omsrisk.analysis.comparison.side_by_side import ComparedLine, side_by_side, times
from omsrisk.core.money import add

_NET = "net_exposure"
_DIGITS = 28
_ROUNDING = Decimal("1E-12")
"""How right means are, of the sum of the absolute lines."""
_CONTEXT = Context(prec=_DIGITS)


class Unranked(StrEnum):
    """Why two scenarios are not ranked."""

    NOTHING_IN_COMMON = "they know no line in common"
    LEFT_OUT = "what is left out outweighs the gap"
    STATUS_QUO = "a status quo is shown, not ranked"
    FAILING = "failing looks cheaper than holding in one of them"
    NO_MEAN = "a mean has no closed form"


class ComparedPair(NamedTuple):
    """
    Two scenarios, in the currency of the comparison.

    Attributes:
        first: The one, by its place among the files.
        second: The other.
        lines: Line by line, the first one's amounts and the second one's.
        chances: The chance of each that at least one go-live fails, 0 to 1.
        is_certain: Whether what falls whether a go-live fails or not falls for certain, in both.
        has_status_quo: Whether one of them is a status quo.
        are_told: Whether both are valued as was asked for.
        failing_looks_cheaper: Whether in one of them a likelier failure lowers the net exposure.
        has_means: Whether one of them is a mean over ranges, right up to the rounding of floats.
        error: By how much the means of both may be off otherwise [money].
    """

    first: int
    second: int
    lines: tuple[ComparedLine, ...]
    chances: tuple[Decimal, Decimal]
    is_certain: bool
    has_status_quo: bool
    are_told: bool = True
    failing_looks_cheaper: bool = False
    has_means: bool = False
    error: Decimal = Decimal(0)

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
        first, second = (
            add(*(line.part(at, if_it_fails=if_it_fails) for line in self.shared)) for at in range(2)
        )
        return first, second

    @property
    def difference(self) -> Decimal:
        """
        How much dearer the second is, over what both know, exact but for means [money].

        Means that differ by no more than they are right to do not differ.
        """
        first, second = self.like_for_like()
        found = add(second, first.copy_negate())
        if not self.has_means:
            return found
        amounts = (one.copy_abs() for line in self.shared for one in line.amounts if one is not None)
        right_to = add(_CONTEXT.multiply(add(*amounts), _ROUNDING), self.error)
        return Decimal(0) if found.copy_abs() <= right_to else found

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
        if self.failing_looks_cheaper:
            return Unranked.FAILING
        if not self.are_told:
            return Unranked.NO_MEAN
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
        Return what falls on average where at least one go-live fails, to 28 digits [money].

        None for one that cannot fail.
        """
        failing = self.like_for_like(if_it_fails=True)
        first, second = (
            _CONTEXT.divide(amount, chance) if chance else None
            for amount, chance in zip(failing, self.chances, strict=True)
        )
        return first, second


def pairs_of(
    assessments: Sequence[Assessment], rates: Sequence[Decimal], states: Sequence[Counted]
) -> tuple[ComparedPair, ...]:
    """
    Hold each scenario against each other one.

    Args:
        assessments: In the order of the files.
        rates: What one unit of each scenario's currency is worth in the one that is shown.
        states: What each comes to.
    """
    count = len(assessments)
    return tuple(
        _pair(assessments, rates, states, (first, second))
        for first in range(count)
        for second in range(first + 1, count)
    )


def _pair(
    assessments: Sequence[Assessment],
    rates: Sequence[Decimal],
    states: Sequence[Counted],
    places: tuple[int, int],
) -> ComparedPair:
    one, other = (assessments[at] for at in places)
    first, second = (states[at] for at in places)
    own_rates = [rates[at] for at in places]
    errors = (
        times(Decimal(state.figures.errors.get(_NET, 0.0)), rate)
        for state, rate in zip((first, second), own_rates, strict=True)
    )
    return ComparedPair(
        *places,
        tuple(side_by_side((one, other), own_rates, (first, second))),
        (first.chance, second.chance),
        not any(may_stop(each.scenario.case) for each in (one, other)),
        any(each.scenario.is_status_quo for each in (one, other)),
        first.is_told and second.is_told,
        first.failing is not None or second.failing is not None,
        first.has_ranges or second.has_ranges,
        add(*errors),
    )
