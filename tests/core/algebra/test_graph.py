"""Graphs: what expressions share is one node, and every node comes to what the expression does."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.algebra.graph import Graph, GraphNode
from omsrisk.core.algebra.symbols import Symbol, evaluate, symbol
from omsrisk.core.calendar import Season, Window
from omsrisk.core.money import exact

A, B = symbol("a"), symbol("b")
SEASON = Season(tuple(Decimal(index) / 4 for index in range(1, 13)))
NUMBERS = st.decimals(-99, 99, places=2)
LEAVES = st.sampled_from((A, B)) | NUMBERS.map(lambda one: Symbol("number", one))


def joined(parts: st.SearchStrategy[Symbol]) -> st.SearchStrategy[Symbol]:
    """Join expressions to larger ones."""
    operations = st.sampled_from("+-*")
    return st.builds(
        lambda sign, left, right: Symbol(sign, operands=(left, right)), operations, parts, parts
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(LEAVES, joined, max_leaves=12), NUMBERS, NUMBERS)
def test_a_graph_comes_to_what_its_expressions_do(expression: Symbol, a: Decimal, b: Decimal) -> None:
    """Interning, folding and dropping change no figure."""
    numbers = {"a": a, "b": b}
    graph = Graph()
    with exact():
        place = graph.add(expression)
        assert graph.values(numbers)[place] == evaluate(expression, numbers)


def test_what_two_expressions_share_is_one_node() -> None:
    """Equal products made twice are one node, and operands stand before what uses them."""
    graph = Graph()
    with exact():
        first, second = graph.add(A * B + A), graph.add(A * B - B)
    assert [node.operation for node in graph.nodes] == ["input", "input", "*", "+", "-"]
    assert graph.nodes[first].operands[0] == graph.nodes[second].operands[0] == 2
    assert all(one < at for at, node in enumerate(graph.nodes) for one in node.operands)


@pytest.mark.parametrize(
    "expression",
    [A * 1, 1 * A, A + 0, 0 + A, A - 0, A + B * 0, A * (3 - 2)],
    ids=str,
)
def test_what_changes_nothing_is_dropped(expression: Symbol) -> None:
    """Factors of 1, summands of 0 and what 0 multiplies are no nodes of the result."""
    graph = Graph()
    with exact():
        assert graph.nodes[graph.add(expression)] == GraphNode("input", "a")


def test_days_go_through_their_window() -> None:
    """A step is a node with its window; of fixed days it is a number."""
    window = Window(date(2027, 1, 30), SEASON)
    graph = Graph()
    with exact():
        place = graph.add(A.through(window))
        fixed = graph.add(Symbol("number", Decimal("3.5")).through(window))
        assert graph.values({"a": Decimal("3.5")})[place] == window.effective_days(Decimal("3.5"))
    assert graph.nodes[fixed] == GraphNode("number", Decimal("1.25"))


def test_what_is_needed_leaves_out_the_rest() -> None:
    """Only what a node is computed from is needed for it."""
    graph = Graph()
    with exact():
        one, other = graph.add(A * 2), graph.add(B * 3)
    assert graph.needed([one]) | graph.needed([other]) == set(range(len(graph.nodes)))
    assert graph.nodes.index(GraphNode("input", "b")) not in graph.needed([one])
