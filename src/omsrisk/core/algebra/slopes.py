"""Slopes as expressions: the derivatives of a traced figure, in terms of its other inputs."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from omsrisk.core.algebra.symbols import LEAST, Figure, Symbol, in_order


def slopes_of(
    figure: Figure, paths: Collection[str], numbers: Mapping[str, Decimal] | None = None
) -> tuple[Figure, dict[str, Figure]]:
    """
    Derive a figure in several inputs.

    All derivatives come from one walk back over the expression, and share what they have in common:
    a roll-out of n phases takes work in step with n, not with its square.

    Args:
        figure: From a trace.
        paths: Inputs that go through no season.
        numbers: Inputs that count as these numbers, by path.

    Returns:
        The figure with these numbers put in, and its derivatives by path; those at these numbers,
        where the inputs are among them.

    Call it inside `money.exact()`: the numbers are exact.

    >>> from omsrisk.core.algebra.symbols import symbol
    >>> slopes_of(symbol("a") * symbol("b") + symbol("b"), ["a", "b"], {"a": Decimal(3)})[1]
    {'a': b, 'b': Decimal('4')}
    """
    if not isinstance(figure, Symbol):
        return figure, dict.fromkeys(paths, Decimal(0))
    nodes = list(in_order(figure))
    folded = _folded(nodes, numbers or {})
    moved: set[int] = set()
    for node in nodes:
        is_asked = node.operation == "input" and node.content in paths
        if is_asked or any(id(one) in moved for one in node.operands):
            moved.add(id(node))
    found: dict[str, Figure] = dict.fromkeys(paths, Decimal(0))
    slopes: dict[int, Figure] = {id(figure): Decimal(1)}
    for node in reversed(nodes):
        slope = slopes.pop(id(node), None)
        if slope is None or id(node) not in moved:
            continue
        if node.operation == "input":
            found[node.content] = combined("+", found[node.content], slope)
            continue
        left, right = node.operands
        by_left, by_right = slope, slope
        if node.operation == LEAST:
            raise ValueError(node)  # which of both it follows no expression says
        if node.operation == "*":
            by_left = combined("*", slope, folded[id(right)])
            by_right = combined("*", slope, folded[id(left)])
        elif node.operation == "-":
            by_right = combined("-", Decimal(0), slope)
        for operand, own in ((left, by_left), (right, by_right)):
            if id(operand) in moved:
                slopes[id(operand)] = combined("+", slopes.get(id(operand), Decimal(0)), own)
    return folded[id(figure)], found


def with_figures(figure: Figure, figures: Mapping[str, Figure]) -> Figure:
    """
    Put figures in the place of inputs; call it inside `money.exact()`.

    Args:
        figure: From a trace.
        figures: By the path of each input, of which none goes through a season.
    """
    if not isinstance(figure, Symbol):
        return figure
    return _folded(list(in_order(figure)), figures)[id(figure)]


def _folded(nodes: list[Symbol], numbers: Mapping[str, Figure]) -> dict[int, Figure]:
    """Put numbers in, from the inputs up; what none of them is in stays the node that it is."""
    found: dict[int, Figure] = {}
    for node in nodes:
        if node.operation == "number":
            found[id(node)] = Decimal(node.content)
        elif node.operation == "input":
            found[id(node)] = numbers.get(node.content, node)
        elif all(found[id(one)] is one for one in node.operands) or node.operation == "step":
            found[id(node)] = node
        else:
            left, right = (found[id(one)] for one in node.operands)
            found[id(node)] = combined(node.operation, left, right)
    return found


def combined(operation: str, left: Figure, right: Figure) -> Figure:
    """Compute with numbers, and record what has a symbol in it; 0 and 1 leave no trace."""
    if operation == "*":
        for one, other in ((left, right), (right, left)):
            if not isinstance(one, Symbol) and one in {0, 1}:
                return other if one == 1 else Decimal(0)
        return left * right
    if operation == LEAST:
        return _least(left, right)
    if not isinstance(right, Symbol) and right == 0:
        return left
    if operation == "+":
        return right if not isinstance(left, Symbol) and left == 0 else left + right
    return left - right


def _least(left: Figure, right: Figure) -> Figure:
    if isinstance(left, Symbol):
        return left.or_less(right)
    return right.or_less(left) if isinstance(right, Symbol) else min(left, right)
