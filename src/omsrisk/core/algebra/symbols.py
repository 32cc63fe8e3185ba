"""Traced symbols: put one into a formula and get its expression back, instead of a number."""

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from omsrisk.core.calendar import Window
from omsrisk.core.formulas.formula import N
from omsrisk.core.formulas.least import least_of

if TYPE_CHECKING:
    from omsrisk.core.part_fallen import PartFallen

LEAST = "least"
"""The operation that gives the lesser of its two operands."""

_WORD = {"+": "+", "-": "-", "*": "x"}
_RANK = {"+": 1, "-": 1, "*": 2}


class Symbol:
    """
    A node of an expression: an input, a number, `+ - *` or the least of two nodes, or a step of one.

    Two operations are no polynomials: a step, the effective days of a window of days or the part of a
    run of days that lies before a day, and the least of two, an amount and its cap.

    Symbols are immutable and may be shared: what two lines use in common is one node of both.

    Attributes:
        operation: `input`, `number`, `+`, `-`, `*`, `least` or `step`.
        content: Path of an input, value of a number, window of a step, else None.
        operands: Left and right node of an operation, the days of a step, else empty.
    """

    __slots__ = ("content", "operands", "operation")

    def __init__(
        self, operation: str, content: Any = None, operands: "tuple[Symbol, ...]" = ()
    ) -> None:
        self.operation: Final = operation
        self.content: Final = content
        self.operands: Final = operands

    def __add__(self, other: "Figure") -> "Symbol":
        """Record a sum."""
        return Symbol("+", operands=(self, _node(other)))

    def __radd__(self, other: "Figure") -> "Symbol":
        """Record a sum."""
        return Symbol("+", operands=(_node(other), self))

    def __sub__(self, other: "Figure") -> "Symbol":
        """Record a difference."""
        return Symbol("-", operands=(self, _node(other)))

    def __rsub__(self, other: "Figure") -> "Symbol":
        """Record a difference."""
        return Symbol("-", operands=(_node(other), self))

    def __mul__(self, other: "Figure") -> "Symbol":
        """Record a product."""
        return Symbol("*", operands=(self, _node(other)))

    def __rmul__(self, other: "Figure") -> "Symbol":
        """Record a product."""
        return Symbol("*", operands=(_node(other), self))

    def through(self, window: "Window | PartFallen") -> "Symbol":
        """Record the step from days to effective days, or to the part that has fallen."""
        return Symbol("step", window, (self,))

    def or_less(self, other: "Figure") -> "Symbol":
        """Record the lesser of two."""
        return Symbol(LEAST, operands=(self, _node(other)))

    def __repr__(self) -> str:
        """Write the expression with the paths of its inputs."""
        return to_text(self)


Figure = Symbol | Decimal | int
"""A figure of a trace: a number where it depends on no input."""


def symbol(path: str) -> Symbol:
    """
    Stand in for the input at `path`.

    >>> symbol("orders.daily_volume") * 3 + 1
    orders.daily_volume x 3 + 1
    """
    return Symbol("input", path)


def _node(value: Figure) -> Symbol:
    return value if isinstance(value, Symbol) else Symbol("number", value)


def in_order(expression: Symbol, known: Container[int] = ()) -> Iterator[Symbol]:
    """
    Walk the nodes of an expression, operands first, each shared node once.

    Args:
        expression: Where it ends.
        known: The identities of nodes that are passed over, with all that they rest on.
    """
    seen: set[int] = set()
    stack = [(expression, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif id(node) not in seen and id(node) not in known:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((operand, False) for operand in reversed(node.operands))


def inputs_of(expression: Symbol) -> tuple[str, ...]:
    """
    List the inputs an expression depends on, in the order in which it names them.

    >>> inputs_of(symbol("a") * symbol("b") + symbol("a"))
    ('a', 'b')
    """
    paths = [node.content for node in in_order(expression) if node.operation == "input"]
    return tuple(dict.fromkeys(paths))


def evaluate(expression: Symbol, values: Mapping[str, N | int]) -> N | int:
    """
    Put numbers of one kind into an expression.

    Args:
        expression: What to compute.
        values: A number for each input, by path.

    >>> evaluate(symbol("a") * (1 - symbol("b")), {"a": 8, "b": 3})
    -16
    """
    results: dict[int, N | int] = {}
    for node in in_order(expression):
        if node.operation == "input":
            results[id(node)] = values[node.content]
        elif node.operation == "number":
            results[id(node)] = node.content
        elif node.operation == "step":
            results[id(node)] = node.content.effective_days(results[id(node.operands[0])])
        else:
            left, right = (results[id(operand)] for operand in node.operands)
            results[id(node)] = computed(node.operation, left, right)
    return results[id(expression)]


def computed(operation: str, left: N | int, right: N | int) -> N | int:
    """
    Compute an operation of two numbers of one kind.

    Args:
        operation: `+`, `-`, `*` or `least`.
        left: The first.
        right: The second.
    """
    if operation == "*":
        return left * right
    if operation == LEAST:
        return least_of(left, right)
    return left + right if operation == "+" else left - right


def to_text(expression: Symbol) -> str:
    """Write an expression with as few brackets as it needs."""
    pieces: list[str] = []
    # not a text for each node: those of a long sum would be as long as it is, each of them
    waiting: list[Symbol | str] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.operation in _RANK:
            left, right = node.operands
            rank = _RANK[node.operation]
            _put(waiting, right, bracketed=_rank(right) < rank or _is_subtracted_sum(node))
            waiting.append(f" {_WORD[node.operation]} ")
            _put(waiting, left, bracketed=_rank(left) < rank)
        elif node.operation == "step":
            waiting += (")", node.operands[0], "effective_days(")
        elif node.operation == LEAST:
            left, right = node.operands
            waiting += (")", right, "; ", left, "least of (")
        else:
            pieces.append(str(node.content))
    return "".join(pieces)


def _rank(node: Symbol) -> int:
    return _RANK.get(node.operation, 3)


def _put(waiting: list[Symbol | str], node: Symbol, *, bracketed: bool) -> None:
    """Put a node on the pile of what is written next, the last first."""
    waiting += (")", node, "(") if bracketed else (node,)


def _is_subtracted_sum(node: Symbol) -> bool:
    return node.operation == "-" and _rank(node.operands[1]) == _rank(node)
