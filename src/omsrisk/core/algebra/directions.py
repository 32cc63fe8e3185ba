"""
Directions: which way an expression goes when some of its inputs move, whatever the others are.

Bounds go up from the inputs, node by node, as intervals (Moore, Interval Analysis, 1966), and with
them whether a node may rise, and whether it may fall: a product moves as a factor does, where the
other factor has one sign. What moves one way only for every outcome has percentiles and means that
do so, too. The answer may be "both" where the truth is "one": it is never the other way round.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import permutations, product
from typing import NamedTuple

from omsrisk.core.algebra.symbols import LEAST, Symbol, in_order
from omsrisk.core.calendar import Window

_INFINITE = float("inf")

_MANY_DAYS = 1e9

Bounds = tuple[float, float]
"""The least and the most that a number may be."""


class Direction(NamedTuple):
    """
    Which way something goes when inputs move.

    Attributes:
        may_rise: Whether it may rise.
        may_fall: Whether it may fall.
    """

    may_rise: bool = False
    may_fall: bool = False

    @property
    def is_one_way(self) -> bool:
        """Whether it never goes both ways."""
        return not (self.may_rise and self.may_fall)

    def joined(self, other: "Direction") -> "Direction":
        """Return what both together may do."""
        return Direction(self.may_rise or other.may_rise, self.may_fall or other.may_fall)

    def turned(self) -> "Direction":
        """Return what the negative of it may do."""
        return Direction(self.may_fall, self.may_rise)


EITHER = Direction(may_rise=True, may_fall=True)
"""What may go both ways."""

_STAYS = Direction()


class _Moved(NamedTuple):
    """Between what a node lies, and which way it goes."""

    low: float
    high: float
    direction: Direction


def direction_of(
    expressions: Iterable[Symbol | int],
    moved: Callable[[str], Direction],
    bounds: Callable[[str], Bounds],
) -> Direction:
    """
    Tell which way expressions go, all of them together, when some inputs move.

    Args:
        expressions: From traces.
        moved: Which way an input goes, by its path.
        bounds: Between what an input lies; of one that moves, between what it does.
    """
    found = _STAYS
    for expression in expressions:
        if isinstance(expression, Symbol):
            found = found.joined(_direction(expression, moved, bounds))
    return found


def _direction(
    expression: Symbol, moved: Callable[[str], Direction], bounds: Callable[[str], Bounds]
) -> Direction:
    known: dict[int, _Moved] = {}
    for node in in_order(expression):
        operands = [known[id(one)] for one in node.operands]
        if node.operation == "input":
            known[id(node)] = _Moved(*bounds(node.content), moved(node.content))
        elif node.operation == "number":
            known[id(node)] = _Moved(float(node.content), float(node.content), _STAYS)
        elif node.operation == "step":
            known[id(node)] = _stepped(node, *operands)
        else:
            known[id(node)] = _of_two(node.operation, *operands)
            ends = _mixed(node, known)
            if ends is not None:
                known[id(node)] = _Moved(*ends, known[id(node)].direction)
    return known[id(expression)].direction


def _stepped(node: Symbol, days: _Moved) -> _Moved:
    """More days have more effective days; of all other steps nothing is said."""
    window = node.content
    if isinstance(window, Window) and not window.bends_within_days and days.low >= 0:
        return _Moved(_effective(window, days.low), _effective(window, days.high), days.direction)
    return _Moved(-_INFINITE, _INFINITE, _STAYS if days.direction == _STAYS else EITHER)


def _effective(window: Window, days: float) -> float:
    return window.effective_days(days) if days < _MANY_DAYS else _INFINITE


def _mixed(node: Symbol, known: Mapping[int, _Moved]) -> Bounds | None:
    """Return between what a mean of two lies, `(1 - share) x one + share x other`: between these."""
    if node.operation != "+" or any(one.operation != "*" for one in node.operands):
        return None
    left, right = (one.operands for one in node.operands)
    for (rest, one), (share, other) in product(permutations(left), permutations(right)):
        if _is_rest_of(rest, share) and 0 <= known[id(share)].low <= known[id(share)].high <= 1:
            first, second = known[id(one)], known[id(other)]
            return min(first.low, second.low), max(first.high, second.high)
    return None


def _is_rest_of(rest: Symbol, share: Symbol) -> bool:
    """Whether both add up to 1."""
    if rest.operation != "-" or rest.operands[0].operation != "number":
        return False
    whole, taken = rest.operands
    is_same = taken is share or (taken.operation == share.operation == "input")
    return bool(whole.content == 1) and is_same and taken.content == share.content


def _of_two(operation: str, left: _Moved, right: _Moved) -> _Moved:
    if operation == "*":
        products = [_product(one, other) for one in left[:2] for other in right[:2]]
        direction = _beside(left, right).joined(_beside(right, left))
        return _Moved(min(products), max(products), direction)
    if operation == LEAST:
        low, high = min(left.low, right.low), min(left.high, right.high)
        return _Moved(low, high, left.direction.joined(right.direction))
    if operation == "+":
        direction = left.direction.joined(right.direction)
        return _Moved(left.low + right.low, left.high + right.high, direction)
    direction = left.direction.joined(right.direction.turned())
    return _Moved(left.low - right.high, left.high - right.low, direction)


def _product(one: float, other: float) -> float:
    return one * other if one and other else 0.0  # nothing of what has no bound is nothing


def _beside(one: _Moved, factor: _Moved) -> Direction:
    """Return which way a product goes through one of its factors."""
    if one.direction == _STAYS or factor.low == factor.high == 0:
        return _STAYS
    if factor.low >= 0:
        return one.direction
    return one.direction.turned() if factor.high <= 0 else EITHER
