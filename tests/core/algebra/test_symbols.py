import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.algebra.symbols import Symbol, evaluate, in_order, inputs_of, symbol, to_text

a, b, c = symbol("a"), symbol("b"), symbol("c")

TEXTS = [  # expression, text, why
    (a * b * c, "a x b x c", "products need no brackets"),
    (a * (b * c), "a x b x c", "a product is the same in any grouping"),
    (a + b * c, "a + b x c", "a product binds first"),
    ((a + b) * c, "(a + b) x c", "a sum in a product needs brackets"),
    (c * (a + b), "c x (a + b)", "on the right, too"),
    (a - (b - c), "a - (b - c)", "a difference taken away needs brackets"),
    (a - (b + c), "a - (b + c)", "a sum taken away needs brackets"),
    (a + (b - c), "a + b - c", "a difference added needs none"),
    ((a - b) - c, "a - b - c", "from the left, none"),
    (1 - a, "1 - a", "a number may stand on the left"),
    (2 + a, "2 + a", "of a sum"),
    (2 * a, "2 x a", "and of a product"),
]


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case[-1])
def test_text_has_the_brackets_it_needs(case: tuple[Symbol, str, str]) -> None:
    """An expression is written with no bracket too few and none too many."""
    expression, text, _ = case
    assert to_text(expression) == text
    assert repr(expression) == text


leaves = st.sampled_from(["a", "b", "c"]).map(symbol) | st.integers(0, 9).map(
    lambda number: Symbol("number", number)
)
expressions = st.recursive(
    leaves,
    lambda inner: st.tuples(st.sampled_from("+-*"), inner, inner).map(
        lambda parts: Symbol(parts[0], operands=parts[1:])
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(expression=expressions, values=st.tuples(*[st.fractions(-9, 9, max_denominator=7)] * 3))
def test_text_means_the_expression(
    expression: Symbol, values: tuple[Fraction, Fraction, Fraction]
) -> None:
    """Whoever computes the printed text gets the value of the expression."""
    named = dict(zip("abc", values, strict=True))
    code = re.sub(r"\d+", r"Fraction(\g<0>)", to_text(expression).replace(" x ", " * "))
    by_text = eval(code, {"__builtins__": {}, "Fraction": Fraction}, dict(named))  # noqa: S307 - text made from these symbols alone
    assert evaluate(expression, named) == by_text


def test_inputs_come_in_the_order_of_the_text_and_once() -> None:
    """The inputs of a trace are listed as a reader meets them."""
    assert inputs_of(b * a + b * c) == ("b", "a", "c")
    assert inputs_of(Symbol("number", 3)) == ()


def test_shared_nodes_are_visited_once() -> None:
    """What many lines share costs once: an expression doubled 200 times is still small."""
    doubled: Symbol = a
    for _ in range(200):
        doubled = doubled + doubled
    assert len(list(in_order(doubled))) == 201
    assert evaluate(doubled, {"a": 1}) == 2**200


def test_long_sums_need_no_recursion() -> None:
    """A scenario with three thousand rows is traced, evaluated and written like one with two."""
    long: Symbol = a
    for _ in range(3_000):
        long = long + a
    assert evaluate(long, {"a": 1}) == 3_001
    assert to_text(long).count("+") == 3_000


def test_operands_come_before_what_they_make() -> None:
    """A walk can compute each node from what it has met already."""
    met: set[int] = set()
    for node in in_order((a + b) * (a - c)):
        assert all(id(operand) in met for operand in node.operands)
        met.add(id(node))
    assert len(met) == 6
