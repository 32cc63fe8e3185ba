"""Single ways: other numbers are worked out up to where inputs meet, to what the whole comes to."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.polynomial import TooManyTermsError, polynomial_of
from omsrisk.core.algebra.single_ways import SingleWays
from omsrisk.core.algebra.symbols import LEAST, Symbol, evaluate, in_order, symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact

NAMES = tuple("abcd")
NUMBERS = st.integers(-5, 5).map(Decimal)
VALUES = {"a": Decimal(2), "b": Decimal(3), "c": Decimal(-1), "d": Decimal(4)}


@st.composite
def figures(draw: st.DrawFn) -> Symbol:
    """Draw an expression that has some of its parts in several places."""
    nodes = [symbol(name) for name in NAMES]
    for _ in range(draw(st.integers(1, 14))):
        pair = draw(st.tuples(*(st.sampled_from(nodes[-7:]),) * 2))
        nodes.append(Symbol(draw(st.sampled_from(["+", "-", "*", LEAST])), operands=pair))
    for other in draw(st.lists(st.sampled_from(nodes), max_size=4)):
        nodes.append(nodes[-1] + other)
    return nodes[-1]


CHANGES = st.dictionaries(st.sampled_from(NAMES), NUMBERS, min_size=1, max_size=3)


@settings(max_examples=400, deadline=None)
@given(figures(), CHANGES)
def test_what_inputs_touch_comes_to_what_the_whole_does(
    figure: Symbol, changed: dict[str, Decimal]
) -> None:
    """Whatever is shared, squared or capped: the figure is the same as if it were evaluated anew."""
    with exact(ENOUGH_DIGITS):
        alone = Alone(figure, VALUES)
        there = VALUES | changed
        assert alone.with_numbers(changed) == evaluate(figure, there)
        found = alone.part_with(list(changed))
        part = found.part
        number = evaluate(part, there) if isinstance(part, Symbol) else part
        assert found.slope * number + found.rest == evaluate(figure, there)


@settings(max_examples=200, deadline=None)
@given(figures(), CHANGES)
def test_the_polynomial_of_a_part_is_that_of_the_figure(
    figure: Symbol, changed: dict[str, Decimal]
) -> None:
    """What rests on inputs is written in them alone, and put back."""
    variables = dict(zip(changed, changed, strict=True))
    with exact(ENOUGH_DIGITS):
        found = Alone(figure, VALUES).part_with(list(changed))
        try:
            part = found.whole(polynomial_of(found.part, variables, VALUES))
        except TooManyTermsError:
            return
        assert part(changed) == evaluate(figure, VALUES | changed)


def test_a_cap_of_one_item_among_many_touches_that_item() -> None:
    """Of a sum of two hundred capped items seven nodes at the most are worked out anew for one."""
    items = [symbol(f"amount.{at}").or_less(symbol(f"cap.{at}")) for at in range(200)]
    total: Symbol = items[0]
    for one in items[1:]:
        total = total + one
    nodes = list(in_order(total * symbol("likelihood")))
    place = {id(node): at for at, node in enumerate(nodes)}
    operands = [tuple(place[id(one)] for one in node.operands) for node in nodes]
    ways = SingleWays(nodes, operands, [Decimal(1)] * len(nodes))
    for at in (0, 99, 199):
        top = ways.meeting_of([f"cap.{at}"])
        assert top is not None
        assert nodes[top] is items[at]
        assert len(ways.touched([f"cap.{at}"], top)) == 2
    both = ways.meeting_of(["cap.3", "amount.3", "cap.5"])
    assert both is not None
    assert nodes[both] not in items
