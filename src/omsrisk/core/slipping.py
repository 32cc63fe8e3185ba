"""
Go-lives that slip: days by which they may lie later, and what windows count in the mean over that.

A window counts other days on each day on which it may begin. In the mean over these its effective
days are a sum of theirs, each with its chance: lines in its length again, which bend wherever one of
them does.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from omsrisk.core.catching_up import DayLine

MOST_SLIPS = 400
"""How many numbers of days a slip may come to."""


class Slip(NamedTuple):
    """
    Days by which the go-lives may lie later than their dates.

    Attributes:
        days: How many; negative where they lie before, as where the dates are those of another slip
            [day].
        chance: Chance of so many, 0 to 1.
    """

    days: int
    chance: Decimal


def runs_in_the_mean(
    slipped: Sequence[tuple[Decimal, Iterator[tuple[int, Decimal]]]],
) -> Iterator[tuple[int, Decimal]]:
    """
    Add runs of days of one index up to runs of the mean index.

    Args:
        slipped: The chance of each slip, and the runs of the window then, which do not end.
    """
    runs = [next(own) for _, own in slipped]
    while True:
        shortest = min(run for run, _ in runs)
        pairs = zip(slipped, runs, strict=True)
        yield shortest, sum((chance * index for (chance, _), (_, index) in pairs), Decimal(0))
        for at, (run, index) in enumerate(runs):
            runs[at] = (run - shortest, index) if run > shortest else next(slipped[at][1])


def lines_in_the_mean(slipped: Sequence[tuple[Decimal, Iterator[DayLine]]]) -> Iterator[DayLine]:
    """
    Add lines up to lines of the mean, which begin wherever one of them does.

    Args:
        slipped: The chance of each slip, and the lines of the window then; the last goes on.
    """
    chances = [Fraction(chance) for chance, _ in slipped]
    here = [next(own) for _, own in slipped]
    following = [next(own, None) for _, own in slipped]
    start: Fraction | None = Fraction(0)
    while start is not None:
        pairs = list(zip(chances, here, strict=True))
        value = sum((p * (one.value + (start - one.start) * one.slope) for p, one in pairs),
                    Fraction(0))  # fmt: skip
        yield DayLine(start, value, sum((p * one.slope for p, one in pairs), Fraction(0)))
        start = min((one.start for one in following if one is not None), default=None)
        for at, one in enumerate(following):
            if one is not None and one.start == start:
                here[at], following[at] = one, next(slipped[at][1], None)
