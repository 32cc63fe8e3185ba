"""
Formulas of a sheet, from the graph of a scenario: which nodes have a row, and how each is written.

A figure that is written out in terms of inputs alone soon is longer than a spreadsheet takes (8,192
characters), and nobody can read it. So a node that a report names has a row, a node that several
formulas use has one, and whatever would make a formula long: each formula is short, and what it uses
can be looked at. Which nodes these are follows from the graph alone, not from where its cells stand,
so that the same rows serve several columns.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from omsrisk.core.algebra.graph import Graph, GraphNode
from omsrisk.core.algebra.symbols import LEAST
from omsrisk.core.calendar import Window

_LONGEST = 12
"""Cells and numbers of a formula; a sum of two parts has up to twice as many."""

_RANK = {"+": 1, "-": 1, "*": 2}
_ATOM = 3


class RowPlan:
    """
    Which nodes of a graph have a row.

    Args:
        graph: The graph.
        named: The nodes that a report names.

    Attributes:
        workings: The places of the nodes that have a row besides, operands first.
    """

    def __init__(self, graph: Graph, named: Iterable[int]) -> None:
        self._nodes = graph.nodes
        self._named = tuple(named)
        self._kept = sorted(graph.needed(self._named))
        self.workings = self._workings()
        self._has_row = {*self._named, *self.workings}

    def _workings(self) -> tuple[int, ...]:
        """Choose the nodes that have a row though nobody names them."""
        named, nodes = set(self._named), self._nodes
        uses = Counter(one for place in self._kept for one in nodes[place].operands)
        through = {
            nodes[place].operands[0] for place in self._kept if nodes[place].operation == "step"
        }
        sizes: dict[int, int] = {}
        found: list[int] = []
        for place in self._kept:
            node = nodes[place]
            size = sum(sizes[one] for one in node.operands) or 1
            has_row = place in named
            if node.operands and not has_row:
                is_long = size > _LONGEST or uses[place] > 1 or place in through
                has_row = is_long or node.operation == "step"
                found += [place] * has_row
            sizes[place] = 1 if has_row else size
        return tuple(found)

    def formulas(
        self,
        cell_of: Mapping[int, str],
        input_of: Callable[[str], str],
        step_of: Callable[[Window, str], str],
    ) -> dict[int, str]:
        """
        Write the formula of each node that has a row.

        Args:
            cell_of: The cell of each of these nodes.
            input_of: Names the cell of an input by its path.
            step_of: Writes the effective days of a window, whose days stand in a cell.

        Returns:
            By place, without the sign of equality.
        """
        written: dict[int, tuple[str, int]] = {}
        found: dict[int, str] = {}
        for place in self._kept:
            text, rank = self._text(self._nodes[place], written, input_of, step_of)
            if place in self._has_row:
                found[place] = text
                text, rank = cell_of[place], _ATOM
            written[place] = text, rank
        return found

    def _text(
        self,
        node: GraphNode,
        written: Mapping[int, tuple[str, int]],
        input_of: Callable[[str], str],
        step_of: Callable[[Window, str], str],
    ) -> tuple[str, int]:
        if isinstance(node.content, Decimal):
            return number_text(node.content), _ATOM
        if isinstance(node.content, str):
            return input_of(node.content), _ATOM
        if isinstance(node.content, Window):
            return step_of(node.content, written[node.operands[0]][0]), _ATOM
        if node.operation == LEAST:
            amount, cap = (written[one][0] for one in node.operands)
            return f"MIN({amount},{cap})", _ATOM
        rank = _RANK[node.operation]
        (left, left_rank), (right, right_rank) = (written[one] for one in node.operands)
        left = f"({left})" if left_rank < rank else left
        is_subtracted = node.operation == "-" and right_rank == rank
        right = f"({right})" if right_rank < rank or is_subtracted else right
        return f"{left}{node.operation}{right}", rank


def number_text(number: Decimal) -> str:
    """
    Write a number as a formula takes it, whatever the language of the spreadsheet.

    >>> number_text(Decimal("0.50")), number_text(Decimal(-3))
    ('0.50', '(-3)')
    """
    return f"({number:f})" if number < 0 else f"{number:f}"


def printed(exact: str, digits: int) -> str:
    """
    Write the formula of a printed figure: the exact one, rounded as a report rounds it.

    A spreadsheet stores many a product that ends in half a cent a hair below it, and not every one
    makes up for that when it rounds. Two units of the last place lift it: at 10^10 that is less than
    a thousandth of a cent.

    Args:
        exact: A cell, or a product or quotient of cells.
        digits: Those after the point.

    >>> printed("E7", 2)
    'ROUND(E7*(1+2^-51),2)'
    """
    return f"ROUND({exact}*(1+2^-51),{digits})"
