"""What a place of the file wants: the kind of number, and what is known of the file around it."""

from typing import NamedTuple

MOST_INDEX = 20
"""The largest index of a month: a percentage that lost its sign lies above it."""


class WantedNumber(NamedTuple):
    """
    A kind of number, as far as ways of writing it matter.

    Attributes:
        name: `money`, `share`, `rate`, `count`, `days`, `hours` or `index`.
        noun: What a message calls it.
        is_work: Whether its days or hours are of work, so that no clock tells how many make one.
        is_signed: Whether it may be negative.
        takes_percent: Whether `50%` may be written for 0.5 though it is no share: a factor.
    """

    name: str
    noun: str
    is_work: bool = False
    is_signed: bool = False
    takes_percent: bool = False

    @property
    def is_share(self) -> bool:
        """Whether it lies within 0 to 1 and may be written as a percentage."""
        return self.name == "share"

    @property
    def may_be_part(self) -> bool:
        """Whether it may be written as a percentage."""
        return self.is_share or self.takes_percent

    @property
    def is_time(self) -> bool:
        """Whether it counts days or hours."""
        return self.name in {"days", "hours"}


class Surroundings(NamedTuple):
    """
    What is known of the file and the key.

    Attributes:
        currency: The file's currency; empty where it is not known.
        unit: The unit of the key, such as `order/day`; empty where it is not known.
    """

    currency: str = ""
    unit: str = ""


NOTHING_KNOWN = Surroundings()
