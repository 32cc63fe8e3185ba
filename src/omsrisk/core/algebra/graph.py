"""
Expression graphs: traced expressions interned into one list of nodes, as plain data.

A spreadsheet has a row for each node that has a name, and a page computes all of them anew when an
input changes: both read this list, so no formula is written twice. Equal nodes are one node
(hash-consing: Ershov, On programming of arithmetic operations, 1958), what multiplies by 1 or adds 0
is dropped, and what depends on no input is folded into its exact number. Operands stand before what
uses them, so that one walk from the first node to the last computes all.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.algebra.symbols import LEAST, Symbol, computed, in_order
from omsrisk.core.calendar import Window


class GraphNode(NamedTuple):
    """
    A node of a graph.

    Attributes:
        operation: `input`, `number`, `+`, `-`, `*`, `least` or `step`.
        content: The path of an input, the exact number of a number, the window of a step.
        operands: The places of its operands, all before its own.
    """

    operation: str
    content: str | Decimal | Window | None = None
    operands: tuple[int, ...] = ()


class Graph:
    """
    Expressions of one trace, or of several, that share what they have in common.

    Attributes:
        nodes: Every node, operands first.
    """

    def __init__(self) -> None:
        self.nodes: list[GraphNode] = []
        self._places: dict[GraphNode, int] = {}
        # by identity, so that what expressions share is walked once; a symbol that is kept cannot
        # give its identity to another
        self._known: dict[int, int] = {}
        self._symbols: list[Symbol] = []

    def add(self, expression: Symbol | Decimal | int) -> int:
        """
        Take an expression in, and return the place of its node.

        Args:
            expression: From a trace; a number where it depends on no input.

        Call it inside `money.exact()`: numbers are folded exactly.
        """
        if not isinstance(expression, Symbol):
            return self._number(Decimal(expression))
        for symbol in in_order(expression, self._known):
            operands = tuple(self._known[id(one)] for one in symbol.operands)
            self._known[id(symbol)] = self._node(symbol, operands)
            self._symbols.append(symbol)
        return self._known[id(expression)]

    def _node(self, symbol: Symbol, operands: tuple[int, ...]) -> int:
        if symbol.operation == "number":
            return self._number(Decimal(symbol.content))
        if symbol.operation == "input":
            return self._placed(GraphNode("input", symbol.content))
        numbers = [self._number_at(one) for one in operands]
        if symbol.operation == "step":
            (days,) = numbers
            if days is not None:
                return self._number(Decimal(symbol.content.effective_days(days)))
            return self._placed(GraphNode("step", symbol.content, operands))
        return self._of_two(symbol.operation, operands, *numbers)

    def _of_two(
        self, operation: str, operands: tuple[int, ...], left: Decimal | None, right: Decimal | None
    ) -> int:
        if left is not None and right is not None:
            return self._number(Decimal(computed(operation, left, right)))
        if operation == LEAST:
            return self._placed(GraphNode(LEAST, None, operands))
        return self._simplified(operation, operands, left, right)

    def _simplified(
        self, operation: str, operands: tuple[int, ...], left: Decimal | None, right: Decimal | None
    ) -> int:
        """Drop a factor of 1, a summand of 0, and whatever a factor of 0 multiplies."""
        if operation == "*":
            if left == 0 or right == 0:
                return self._number(Decimal(0))
            if left == 1:
                return operands[1]
            if right == 1:
                return operands[0]
        elif right == 0:
            return operands[0]
        elif operation == "+" and left == 0:
            return operands[1]
        return self._placed(GraphNode(operation, None, operands))

    def _number(self, number: Decimal) -> int:
        return self._placed(GraphNode("number", number))

    def _number_at(self, place: int) -> Decimal | None:
        node = self.nodes[place]
        return node.content if isinstance(node.content, Decimal) else None

    def _placed(self, node: GraphNode) -> int:
        place = self._places.setdefault(node, len(self.nodes))
        if place == len(self.nodes):
            self.nodes.append(node)
        return place

    def values(self, inputs: Mapping[str, Decimal]) -> list[Decimal]:
        """
        Compute every node.

        Args:
            inputs: The number of every input, by path.

        Call it inside `money.exact()`: nothing is rounded.
        """
        values: list[Decimal] = []
        for node in self.nodes:
            if isinstance(node.content, Decimal):
                values.append(node.content)
            elif isinstance(node.content, str):
                values.append(inputs[node.content])
            elif isinstance(node.content, Window):
                days = values[node.operands[0]]
                values.append(Decimal(node.content.effective_days(days)))
            else:
                left, right = (values[one] for one in node.operands)
                values.append(Decimal(computed(node.operation, left, right)))
        return values

    def inputs(self) -> list[str]:
        """List the inputs, in the order in which the expressions name them."""
        return [node.content for node in self.nodes if isinstance(node.content, str)]

    def needed(self, places: Iterable[int]) -> set[int]:
        """
        Tell which nodes some nodes are computed from, themselves among them.

        Args:
            places: The places of the nodes.
        """
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += self.nodes[place].operands
        return found
