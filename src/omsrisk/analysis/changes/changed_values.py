"""What is not as it was between two states of a scenario: inputs, ranges, settings, lines, totals."""

from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.settings import Value
from omsrisk.core.money import add, share_of
from omsrisk.core.pricing.case import Spread


class ChangedInput(NamedTuple):
    """
    An input that is not as it was.

    Attributes:
        path: Where it stands.
        unit: Its unit.
        old: Its number before; None where it was not stated.
        new: Its number now; None where it is no longer stated.
        effect: What this input alone, with its range, moves of the net exposure, all others as they
            were, exact but for means [money]. One that is stated in one state alone may move with
            the others of its section or element; None where nothing alone can be said.
        written_in: The file that writes it now, where that is a base.
    """

    path: str
    unit: str
    old: Decimal | None
    new: Decimal | None
    effect: Decimal | None
    written_in: str


class ChangedRange(NamedTuple):
    """
    What is known of an uncertain input, where that is not as it was.

    Attributes:
        path: The input.
        unit: Its unit.
        old: Its range before; None where it had none.
        new: Its range now; None where it has none.
        effect: What it moves alone of the mean of the net exposure [money]; None where ranges do not
            count, or its number changes as well and tells it.
    """

    path: str
    unit: str
    old: Spread | None
    new: Spread | None
    effect: Decimal | None = None


class ChangedSetting(NamedTuple):
    """
    What is priced and is not a number, and is not as it was: a date, the stop rule, a decision.

    Attributes:
        path: Where it stands.
        old: What it said, one value a phase where phases have their own; empty where nothing.
        new: What it says now.
        effect: What it moves alone of the net exposure, exact but for means [money]; None where
            neither state has a place for the other's.
        written_in: The file that writes it now, where that is a base.
    """

    path: str
    old: tuple[Value, ...]
    new: tuple[Value, ...]
    effect: Decimal | None
    written_in: str


class ChangedLine(NamedTuple):
    """
    A line that is not as it was.

    Attributes:
        id: The line.
        label: What it is called.
        old: What it was expected to cost, exact [money]; None where it was not assessed.
        new: What it is expected to cost now; None where it is no longer assessed.
    """

    id: str
    label: str
    old: Decimal | None
    new: Decimal | None

    @property
    def change(self) -> Decimal:
        """The difference; what is not assessed counts as nothing, and is told."""
        return add(self.new or Decimal(0), (self.old or Decimal(0)).copy_negate())


class ChangedTotal(NamedTuple):
    """
    A total before and now.

    Attributes:
        name: Such as `net_exposure`.
        old: Before, exact [money]; None where it was not assessed.
        new: Now; None where it is not assessed.
    """

    name: str
    old: Decimal | None
    new: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """The difference; None where one of the two is not assessed."""
        if self.old is None or self.new is None:
            return None
        return add(self.new, self.old.copy_negate())

    @property
    def share(self) -> Decimal | None:
        """The difference as a part of what it was; None where that was 0 or is not known."""
        change = self.change
        if change is None or self.old is None:
            return None
        part = share_of(change, abs(self.old))
        return Decimal(0) if part is None and change.is_zero() else part
