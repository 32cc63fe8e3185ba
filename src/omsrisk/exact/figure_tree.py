"""
Nodes: what a figure is made of, as far as it is planned.

A leaf is a curve times a number. A sum adds what is independent, a mixture is one of several cases.
A number with a probability of its own is a point, so that no grid blurs it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from omsrisk.exact.leaves.curve import Curve


class Leaf(NamedTuple):
    """
    A multiple of what a curve describes.

    Attributes:
        curve: Its distribution function.
        scale: Times what.
        rough: The same from fewer points, where points were taken, or from wider cells: it shows how
            far off both may be.
        has_surfaces: Whether points were taken.
    """

    curve: Curve
    scale: float
    rough: Curve | None = None
    has_surfaces: bool = False


class CertainAmount(NamedTuple):
    """An amount that is certain."""

    amount: float


class IndependentSum(NamedTuple):
    """
    A sum of what does not depend on each other.

    Attributes:
        parts: What is added.
        amount: A certain amount that is added, too.
    """

    parts: "tuple[Node, ...]"
    amount: float


class Mixture(NamedTuple):
    """
    One of several cases.

    Attributes:
        cases: Each with its chance; together they are certain.
    """

    cases: "tuple[tuple[float, Node], ...]"


Node = Leaf | CertainAmount | IndependentSum | Mixture

LeafKey = tuple[int, float]
"""What tells leaves apart, as long as their curves are there."""


def key_of(leaf: Leaf) -> LeafKey:
    """Return what is the same of a curve that is stretched alike."""
    return id(leaf.curve), leaf.scale


def scaled(node: Node, scale: float) -> Node:
    """Return a multiple of what a node describes."""
    if scale == 1:
        return node
    if isinstance(node, Leaf):
        return node._replace(scale=node.scale * scale)
    if isinstance(node, CertainAmount):
        return CertainAmount(node.amount * scale)
    if isinstance(node, IndependentSum):
        return IndependentSum(tuple(scaled(one, scale) for one in node.parts), node.amount * scale)
    return Mixture(tuple((chance, scaled(one, scale)) for chance, one in node.cases))


def roughened(node: Node) -> Node:
    """Return the same of fewer points."""
    if isinstance(node, Leaf):
        return node if node.rough is None else Leaf(node.rough, node.scale)
    if isinstance(node, IndependentSum):
        return node._replace(parts=tuple(map(roughened, node.parts)))
    if isinstance(node, Mixture):
        return Mixture(tuple((chance, roughened(one)) for chance, one in node.cases))
    return node


def support_of(node: Node) -> tuple[float, float]:
    """Return the least and the most that a node may come to."""
    if isinstance(node, CertainAmount):
        return node.amount, node.amount
    if isinstance(node, Leaf):
        ends = float(node.curve.x[0]) * node.scale, float(node.curve.x[-1]) * node.scale
        return min(ends), max(ends)
    if isinstance(node, Mixture):
        low, high = zip(*(support_of(one) for chance, one in node.cases if chance), strict=True)
        return min(low), max(high)
    inner = [support_of(one) for one in node.parts]
    return node.amount + sum(low for low, _ in inner), node.amount + sum(high for _, high in inner)


def moments_of(node: Node) -> tuple[float, float]:
    """Return mean and variance of what a node describes, by its curves."""
    if isinstance(node, CertainAmount):
        return node.amount, 0.0
    if isinstance(node, Leaf):
        mean, square = node.curve.moments()
        return mean * node.scale, max(square - mean * mean, 0.0) * node.scale * node.scale
    if isinstance(node, Mixture):
        inner = [(chance, *moments_of(one)) for chance, one in node.cases]
        mean = sum(chance * own for chance, own, _ in inner)
        return mean, sum(chance * (own_var + (own - mean) ** 2) for chance, own, own_var in inner)
    parts = [moments_of(one) for one in node.parts]
    return node.amount + sum(mean for mean, _ in parts), sum(variance for _, variance in parts)


def leaves_of(node: Node) -> Iterator[Leaf]:
    """List the leaves of a node, one that counts in several cases as often."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, IndependentSum):
        for one in node.parts:
            yield from leaves_of(one)
    elif isinstance(node, Mixture):
        for _, one in node.cases:
            yield from leaves_of(one)
