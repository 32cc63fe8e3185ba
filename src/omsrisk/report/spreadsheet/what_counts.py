"""What counts of what is typed into a workbook: a number that the file may hold, else no number."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.sensitivity.typed_bounds import TypedBound, bounds_by_mitigations
from omsrisk.core.phasing.above_today import RatePair, highest_of, lowest_of, rate_pairs
from omsrisk.core.pricing.case import Case, Input

MOST = Decimal(10**18 - 1)
"""The largest number that a file can hold."""


class TypedCell(NamedTuple):
    """
    The cell of an input, as far as it bounds what may be typed.

    Attributes:
        counts: The formula of what counts.
        low: The least that may be typed, as a number or a formula.
        high: The most.
        message: What is said of anything else.
        is_held_to_another: Whether another cell bounds it.
    """

    counts: str
    low: Decimal | str
    high: Decimal | str
    message: str
    is_held_to_another: bool = False


class WhatCounts:
    """
    Between which numbers the inputs of a case may be typed.

    Args:
        case: Of the graph that the formulas are made of.
        own: The scenario's own, with its mitigations.
        cells: The cell of each input on its sheet, by path.
    """

    def __init__(self, case: Case, own: Case, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self._pairs = [one for one in rate_pairs(case) if one.rate.path in cells]
        self._bounds = list(bounds_by_mitigations(own))

    def of(self, one: Input, *, is_share: bool) -> TypedCell:
        """
        Say what counts of one input.

        Args:
            one: The input.
            is_share: Whether it is at most 1.
        """
        cell = self._cells[one.path]
        most = Decimal(1) if is_share else MOST
        bounds = [bound for bound in self._bounds if bound.path == one.path]
        low = max((each.least for each in bounds if each.least is not None), default=Decimal(0))
        high = min((each.most for each in bounds if each.most is not None), default=most)
        lows, highs = list(self._lows(one)), list(self._highs(one))
        said = "A share lies within 0 % to 100 %." if is_share else "A number, 0 or more."
        if bounds:
            said = _of_mitigations(bounds)
        if lows:
            said = "A rate below today's is no cost, and no figure follows from it."
        elif highs:
            said = "Today's rate is at most the rate with the new system."
        conditions = [f"{cell}>={low:f}", f"{cell}<={high:f}"]
        conditions += [f"{cell}*{kept}>={least}-{_HAIR}" for least, kept in lows]
        conditions += [f"{cell}<={top}+{_HAIR}" for top in highs]
        return TypedCell(
            f"IF(ISNUMBER({cell}),IF(AND({','.join(conditions)}),{cell},NA()),NA())",
            f"=MAX({low:f},{','.join(least for least, _ in lows)})" if lows else low,
            f"=MIN({high:f},{','.join(highs)})" if highs else high,
            said,
            bool(lows or highs),
        )

    def _lows(self, one: Input) -> Iterator[tuple[str, str]]:
        """Return what the rate is held to, and what is left of it."""
        for pair in self._pairs:
            if pair.rate.path == one.path:
                yield self._at_worst("MAX", pair.today, highest_of(pair.today)), self._kept(pair)

    def _highs(self, one: Input) -> Iterator[str]:
        """Return what a rate of today is held to."""
        for pair in self._pairs:
            if pair.today.path == one.path:
                rate = self._at_worst("MIN", pair.rate, lowest_of(pair.rate))
                yield f"{rate}*{self._kept(pair)}"

    def _at_worst(self, function: str, one: Input, end: Decimal) -> str:
        """Take a cell, and the end of its range, which stays in the file whatever is typed."""
        cell = self._cells.get(one.path, f"{one.value:f}")
        return cell if one.spread is None else f"{function}({cell},{end:f})"

    def _kept(self, pair: RatePair) -> str:
        if pair.learned is None or not pair.before:
            return "1"
        return f"(1-{self._at_worst('MAX', pair.learned, highest_of(pair.learned))})^{pair.before}"


_HAIR = "2^-50"
"""What a spreadsheet may compute a product off by; far below what a rate can be stated to."""


def _of_mitigations(bounds: list[TypedBound]) -> str:
    names = ", ".join(dict.fromkeys(one.mitigation for one in bounds))
    return f"Beyond these bounds a mitigation leads to no possible value: {names}."[:255]
