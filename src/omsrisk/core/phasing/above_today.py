"""How far rates and those of today may move: what lies below today's is no cost, and no credit."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from omsrisk.core.phasing.learning import part_kept, rate_of
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import LINES, TODAY
from omsrisk.core.pricing.declarations import StatedArgument, walk
from omsrisk.core.pricing.lines import slices_of


class RatePair(NamedTuple):
    """
    A rate, and the rate of today that is taken off it.

    Attributes:
        rate: The input in force.
        today: That of today.
        kept: The part of the rate that is left where phases learn on it.
        learned: The rate at which phases learn on it; None where they do not.
        before: How many phases were before.
    """

    rate: Input
    today: Input
    kept: Decimal = Decimal(1)
    learned: Input | None = None
    before: int = 0

    @property
    def is_below(self) -> bool:
        """Whether it may come to less than the rate of today."""
        return lowest_of(self.rate) * self.kept < highest_of(self.today)


def rate_pairs(case: Case) -> Iterator[RatePair]:
    """List the rates in force, phase by phase, of which a rate of today is taken off."""
    if TODAY not in case.sections:
        return
    for before, one in enumerate(slices_of(case)):
        for path, rate in one.inputs.items():
            today = one.inputs.get(today_of(path))
            if today is None:
                continue
            learned = rate_of(rate, one.inputs, before)
            most = Decimal(0) if learned is None else highest_of(learned)
            yield RatePair(rate, today, Decimal(part_kept(most, before)), learned, before)


def today_of(path: str) -> str:
    """Return the rate of today that is taken off a rate, by their paths; empty where none is."""
    section, _, key = path.rpartition(".")
    return _TODAY.get(path, _TODAY.get(f"{section.rpartition('.')[0]}.*.{key}", ""))


def least_by_today(case: Case) -> dict[str, Decimal]:
    """Return the least that rates may be set to, by the path where each is stated."""
    least: dict[str, Decimal] = {}
    for pair in rate_pairs(case):
        floor = _UP.divide(highest_of(pair.today), pair.kept) if pair.kept else Decimal(1)
        least[pair.rate.path] = max(floor, least.get(pair.rate.path, floor))
    return least


def most_by_today(case: Case) -> dict[str, Decimal]:
    """Return the most that rates of today may be set to, by the path where each is stated."""
    most: dict[str, Decimal] = {}
    for pair in rate_pairs(case):
        top = _DOWN.multiply(lowest_of(pair.rate), pair.kept)
        most[pair.today.path] = min(top, most.get(pair.today.path, top))
    return most


def lowest_of(stated: Input) -> Decimal:
    """Return the least that an input may come to, by what is known of it."""
    return min(stated.value, _ends(stated)[0])


def highest_of(stated: Input) -> Decimal:
    """Return the most that an input may come to, by what is known of it."""
    return max(stated.value, _ends(stated)[1])


def _ends(stated: Input) -> tuple[Decimal, Decimal]:
    spread = stated.spread
    if spread is None:
        return stated.value, stated.value
    if spread.share is None:
        return spread.low, spread.high
    return spread.ends or (Decimal(0), Decimal(1))


_UP, _DOWN = Context(prec=28, rounding=ROUND_CEILING), Context(prec=28, rounding=ROUND_FLOOR)
_TODAY: Mapping[str, str] = {
    path: argument.today
    for kind in LINES
    for arguments in (kind.arguments, kind.row_arguments or {})
    for argument in walk(arguments)
    if isinstance(argument, StatedArgument) and argument.today
    for path in argument.paths
}
