"""Inputs that move a figure alike: each by a number of its own times one and the same expression."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.symbols import LEAST, Figure, Symbol, computed, in_order

_PLACES = 3
"""Points at which slopes are compared: those of two expressions that differ agree at none."""

_DIGITS = 9


class Move(NamedTuple):
    """
    How an input moves figures that are of degree one in it.

    Attributes:
        key: The same for inputs that move them alike.
        rate: By how many times more than the input of rate 1.
        is_even: Whether it moves them by the same amount, whatever happens.
    """

    key: tuple[float, ...]
    rate: float
    is_even: bool


class MovingAlike:
    """
    The slopes of figures in all their inputs, as they are where chance has decided.

    Slopes are polynomials in what is random. Two of them are one but for a factor where they are so
    at a few points that nobody has chosen (Schwartz, Zippel; DeMillo and Lipton, 1978), and one walk
    back over an expression gives the slopes of all inputs at a point. What is no polynomial, a step
    or the lesser of two, counts as a number of its own that is made of what it rests on.

    Args:
        figures: Expressions, each with the numbers of its inputs.
        random: The paths of inputs that chance decides.

    Call it inside `money.exact()`.
    """

    def __init__(
        self, figures: Sequence[tuple[Figure, Mapping[str, Decimal]]], random: Collection[str]
    ) -> None:
        self._slopes: list[dict[str, float]] = []
        self._alone = [Alone(figure, values) for figure, values in figures]
        for figure, values in figures:
            nodes = list(in_order(figure)) if isinstance(figure, Symbol) else []
            for at in range(_PLACES):
                self._slopes.append(_slopes(nodes, values, random, at))

    def of(self, path: str) -> Move | None:
        """
        Tell how an input moves the figures.

        Returns:
            None where one of them is not of degree one in it, or at no point moves with it.
        """
        if any(not one.is_linear_in(path) or one.steps(path) for one in self._alone):
            return None
        slopes = [one.get(path, 0.0) for one in self._slopes]
        rate = slopes[0]
        if not rate:
            return None
        key = tuple(float(f"{one / rate:.{_DIGITS}e}") for one in slopes)
        return Move(key, rate, all(one == 1 for one in key))


def _slopes(
    nodes: Sequence[Symbol], values: Mapping[str, Decimal], random: Collection[str], at: int
) -> dict[str, float]:
    """Walk back from a figure at one point."""
    number: dict[int, float] = {}
    decided: set[int] = set()
    for node in nodes:
        below = [number[id(one)] for one in node.operands]
        is_decided = any(id(one) in decided for one in node.operands)
        if node.operation == "input":
            is_decided = node.content in random
            found = _any_number(node.content, at) if is_decided else float(values[node.content])
        elif node.operation == "number":
            found = float(node.content)
        elif is_decided and node.operation in {"step", LEAST}:
            found = _any_number(repr((node.operation, node.content, below)), at)
        elif node.operation == "step":
            found = float(node.content.effective_days(below[0]))
        else:
            found = float(computed(node.operation, below[0], below[1]))
        number[id(node)] = found
        if is_decided:
            decided.add(id(node))
    return _walked_back(nodes, number)


def _walked_back(nodes: Sequence[Symbol], number: Mapping[int, float]) -> dict[str, float]:
    """Return the slope in each input."""
    slopes = {id(node): 0.0 for node in nodes}
    if nodes:
        slopes[id(nodes[-1])] = 1.0
    found: dict[str, float] = {}
    for node in reversed(nodes):
        slope = slopes[id(node)]
        if node.operation == "input":
            found[node.content] = found.get(node.content, 0.0) + slope
            continue
        if node.operation not in {"+", "-", "*"}:
            continue
        left, right = map(id, node.operands)
        if node.operation == "*":
            slopes[left] += slope * number[right]
            slopes[right] += slope * number[left]
        else:
            slopes[left] += slope
            slopes[right] += slope if node.operation == "+" else -slope
    return found


def _any_number(name: str, at: int) -> float:
    """Return a number from a quarter to three quarters: always the same of a name and a place."""
    return Random(f"{at} {name}").uniform(0.25, 0.75)  # noqa: S311 - no secret
