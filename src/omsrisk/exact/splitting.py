"""
Splitting: which terms of a figure share no source, and what is best decided where they do.

All of this depends on which factors stand in which terms, never on their numbers, so that the work is
known before any is done.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from omsrisk.exact.sources import Normals, SourceValues
from omsrisk.exact.terms import Factor, Product

_MOST_COST, _OF_AN_INPUT = 1_000, 4
"""Leaves that are worth it, or those for each input: with more of them sampling is as good."""

NODES = (24, 10, 6)
"""Points of the rule for the first, the second and the third input that is decided."""

COARSER, FINER = (16, 7, 4), ((48, 16, 8), (96, 24, 10))
"""Points that show how far off these are, and those that are tried where that is too far."""

MOST_DIMENSIONS = 6
_OF_A_PRODUCT = 2
_OF_A_SUM_IN_IT = 15
_OF_TWO = 2
"""Sources of a surface."""
_OF_A_SURFACE, _OF_A_LATTICE = 8, 12
"""What a leaf costs that takes more than a curve, in leaves."""

_MOST_EVENTS = 8
"""Events that are decided before inputs: each of them doubles the cases."""

MOST_CONNECTED_EVENTS = 64
"""Events that may depend on each other: every one of them is another step down."""


class Chance(NamedTuple):
    """
    How likely an event is.

    Attributes:
        number: Its chance, or its mean chance.
        source: The number of the source that decides on it; None where it is certain.
        factor: What that source makes of it.
    """

    number: float
    source: int | None = None
    factor: Factor = ()


class Conditions(NamedTuple):
    """
    What is known so far.

    Attributes:
        normals: For each correlated source the group that it is in.
        chances: Of the events, by the number of their source.
        known: The inputs that are decided.
    """

    normals: Mapping[int, Normals]
    chances: Mapping[int, Chance]
    known: frozenset[int] = frozenset()

    def normals_of(self, source: int) -> Normals | None:
        """Return the group of a correlated source."""
        return self.normals.get(source)

    def given(self, source: int, z: float) -> "Conditions":
        """Return the state in which an input is so many deviations above its mean."""
        normals, known = self.normals, self.known | {source}
        group = normals.get(source)
        if group is not None:
            others = group.given(source, z)
            normals = {**normals, **dict.fromkeys(others.members, others)}
            del normals[source]
        return Conditions(normals, self.chances, known)

    def deciding(self, event: int) -> int | None:
        """Return the input that decides how likely an event is, as long as it is not known."""
        source = self.chances[event].source
        return None if source in self.known else source


class Splitting:
    """
    Splits the terms of the figures of one case.

    Args:
        inputs: How many sources are inputs; events come after them.
        sources: What they come to.
        nodes: Points of the rules for the inputs that are decided.
        smoothly: Whether as much as can be is left to leaves, though it takes more of them: events
            are decided before inputs wherever that is worth it, and inputs that leave two others
            together. Where little but events is left, each point of a rule stands out.

    Attributes:
        nodes: These points.
        most_cost: Leaves that are worth it.
    """

    def __init__(
        self,
        inputs: int,
        sources: SourceValues,
        nodes: Sequence[int] = NODES,
        *,
        smoothly: bool = False,
    ) -> None:
        self._inputs, self._sources, self.nodes = inputs, sources, nodes
        self._smoothly = smoothly
        self.most_cost = max(_MOST_COST, _OF_AN_INPUT * inputs)
        self._costs: dict[object, tuple[float, int]] = {}

    def is_event(self, source: int) -> bool:
        """Whether a source is an event, 1 or 0."""
        return source >= self._inputs

    def happening(self, factor: Factor, happens: float) -> float:
        """Return what a factor of an event comes to."""
        rests = [self._sources.atoms[at].is_rest for at, _ in factor]
        return float(all((happens == 0) == is_rest for is_rest in rests))

    def parts(self, products: Iterable[Product], state: Conditions) -> Iterator[list[Product]]:
        """Split products into groups that share no source, and depend on no common one."""
        leader: dict[int, int] = {}

        def first(source: int) -> int:
            while leader.setdefault(source, source) != source:
                source = leader[source]
            return source

        kept = [product for product in products if product]
        bound: dict[int, set[int]] = {}  # a source stands in many products
        for product in kept:
            start = first(product[0][0])
            for source, _ in product:
                if source not in bound:
                    bound[source] = self.bound(source, state)
                    for other in bound[source]:
                        leader[first(other)] = start
                leader[first(source)] = start
        groups: dict[int, list[Product]] = {}
        for product in kept:
            groups.setdefault(first(product[0][0]), []).append(product)
        yield from groups.values()

    def bound(self, source: int, state: Conditions) -> set[int]:
        """List what a source depends on, or is correlated with."""
        if self.is_event(source):
            deciding = state.deciding(source)
            return set() if deciding is None else {deciding, *self.bound(deciding, state)}
        normals = state.normals_of(source)
        return set() if normals is None else normals.reached_from(source)

    def inside(self, products: Iterable[Product]) -> list[int]:
        """List the sources of products."""
        return sorted({source for product in products for source, _ in product})

    def deciding(self, events: Iterable[int], state: Conditions) -> int | None:
        """Return an input that decides how likely one of the events is."""
        found = (state.deciding(one) for one in events)
        return next((one for one in found if one is not None), None)

    def common(self, products: Sequence[Product], state: Conditions) -> dict[int, Factor]:
        """Find the inputs that are one factor of all products, and depend on nothing else there."""
        inputs = {one for one in self.inside(products) if not self.is_event(one)}
        return {
            source: factor
            for source, factor in products[0]
            if source in inputs
            and all((source, factor) in product for product in products)
            and (self.bound(source, state) - {source}).isdisjoint(inputs)
        }

    def certain_event(self, products: Sequence[Product]) -> int | None:
        """Return an event that stands in all products."""
        for source, _ in products[0]:
            if self.is_event(source) and all(
                any(source == other for other, _ in product) for product in products
            ):
                return source
        return None

    def choice(self, products: Sequence[Product], state: Conditions) -> int:
        """Return the source that is best decided; -1 where a lattice takes them all."""
        return self._part(frozenset(products), state)[1]

    def cost(self, products: Iterable[Product], state: Conditions) -> float:
        """Tell how many leaves a sum of products takes, counted as leaves of one source."""
        return sum(self._part(frozenset(one), state)[0] for one in self.parts(products, state))

    def _part(self, products: frozenset[Product], state: Conditions) -> tuple[float, int]:
        own = products, state.known
        if own not in self._costs:
            order = sorted(products)
            key = self._shape(order), state.known
            if key not in self._costs:
                self._costs[key] = float("inf"), -1  # while it is being worked out, or too deep
                if self._count_events(products) <= MOST_CONNECTED_EVENTS:
                    self._costs[key] = self._worked(order, state)
            self._costs[own] = self._costs[key]
        return self._costs[own]

    def _shape(self, order: Sequence[Product]) -> object:
        """
        Name products by which of them share a factor, and not by what the factors of inputs are.

        On another date a length is weighed by another season, and split alike.
        """
        names: dict[tuple[int, Factor], int] = {}
        shape = []
        for product in order:
            for one in product:
                names.setdefault(one, len(names))
            shape.append(
                tuple((one[0], one[1] if self.is_event(one[0]) else names[one]) for one in product)
            )
        return tuple(shape)

    def _worked(self, products: list[Product], state: Conditions) -> tuple[float, int]:
        inside = self.inside(products)
        events = [one for one in inside if self.is_event(one)]
        shared = self.deciding(events, state)
        if shared is not None:
            return self._of_input(products, shared, state), shared
        certain = self.certain_event(products)
        if certain is not None:
            return self._of_event(products, certain, state), certain
        if len(inside) == 1:
            return 1, inside[0]
        common = self.common(products, state)
        if common:
            rest = [tuple(one for one in product if one[0] not in common) for product in products]
            inner = self.cost(rest, state)
            return _OF_A_PRODUCT + inner + (_OF_A_SUM_IN_IT if inner else 0), -1
        if len(inside) == 2 and not events:  # noqa: PLR2004 - a surface
            return _OF_A_SURFACE, -1
        return min(self._options(products, events, state), default=(float("inf"), -1))

    def _options(
        self, products: list[Product], events: list[int], state: Conditions
    ) -> list[tuple[float, int]]:
        """List what may be decided, with the leaves that it takes then."""
        inside = self.inside(products)
        options: list[tuple[float, int]] = []
        if events:
            often = max(events, key=lambda one: (self._count(products, one), -one))
            are_few = len(events) <= _MOST_EVENTS or len(state.known) >= len(self.nodes)
            ends = self._ends(products, often)
            if are_few or ends:
                options.append((self._of_event(products, often, state), often))
            if ends and options[0][0] <= self.most_cost:
                return options  # to decide an input first would only repeat all of it
            if self._smoothly and options and options[0][0] <= self.most_cost:
                return options
        if len(state.known) < len(self.nodes):
            inputs = [one for one in inside if not self.is_event(one)]
            if inputs:
                best = min(inputs, key=lambda one: self._left(products, one, state))
                options.append((self._of_input(products, best, state), best))
        elif not events and len(inside) <= MOST_DIMENSIONS:
            options.append((_OF_A_LATTICE, -1))
        return options

    def _of_input(self, products: Sequence[Product], source: int, state: Conditions) -> float:
        rest = {tuple(one for one in product if one[0] != source) for product in products}
        nodes = self.nodes[min(len(state.known), len(self.nodes) - 1)]
        return nodes * max(self.cost(rest, state.given(source, 0.0)), 1)

    def _ends(self, products: Sequence[Product], event: int) -> bool:
        """Whether nothing else is drawn where an event happens, or does not: it stops all others."""
        rests = (self._given(products, event, happens) for happens in (0.0, 1.0))
        return any(not any(map(self.is_event, self.inside(rest))) for rest in rests)

    def _given(self, products: Sequence[Product], event: int, happens: float) -> set[Product]:
        """Return what is left of products where an event happens, or does not."""
        rest = set()
        for product in products:
            factor = next((own for source, own in product if source == event), None)
            if factor is None or self.happening(factor, happens):
                rest.add(tuple(one for one in product if one[0] != event))
        return rest

    def _of_event(self, products: Sequence[Product], event: int, state: Conditions) -> float:
        total = 0.0
        for happens in (0.0, 1.0):
            total += self.cost(self._given(products, event, happens), state)
            if total > self.most_cost:
                return float("inf")
        return total

    def _left(
        self, products: Sequence[Product], source: int, state: Conditions
    ) -> tuple[int, float, int, int]:
        """
        Tell what is left once a source is decided, the best first.

        Small parts first of all; then what still varies, as far as it is correlated with the source:
        where next to nothing did, each point of the rule would stand out; then few terms.
        """
        rest = {tuple(one for one in product if one[0] != source) for product in products}
        after = state.given(source, 0.0)
        sizes = [len(self.inside(part)) for part in self.parts(rest, after)]
        normals = state.normals_of(source)
        known = normals.explained(source, self.inside(rest)) if normals else 0.0
        count = self._count(products, source)
        if self._smoothly:
            return max(_OF_TWO, *sizes), known, count, source
        return max(sizes, default=0), known, -count, source

    def _count_events(self, products: Iterable[Product]) -> int:
        return sum(map(self.is_event, self.inside(products)))

    def _count(self, products: Sequence[Product], source: int) -> int:
        return sum(any(source == other for other, _ in product) for product in products)
