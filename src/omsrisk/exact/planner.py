"""
Plans: a figure is split into parts, and these into leaves.

Monomials are split into parts that share no source. A part of one source is a leaf. A source that is
the same factor of all terms is one factor of a product. What is left is decided case by case: an
event in two cases, an input at the points of a Gauss-Legendre rule; and then split again.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from omsrisk.exact.figure_tree import (
    CertainAmount,
    IndependentSum,
    Leaf,
    Mixture,
    Node,
    leaves_of,
    scaled,
)
from omsrisk.exact.leaves import normal
from omsrisk.exact.leaves import product as products
from omsrisk.exact.leaves.curve import Curve, curve_of_path, curve_of_points
from omsrisk.exact.leaves.lattice import FEW, MANY, folded_points
from omsrisk.exact.leaves.normal import Array
from omsrisk.exact.leaves.surface import (
    ALONE,
    COARSE,
    ONE_OF_HUNDREDS,
    ONE_OF_MANY,
    surface_of,
)
from omsrisk.exact.masses import masses_of
from omsrisk.exact.sources import AtomKind, SourceValues
from omsrisk.exact.splitting import Chance, Conditions, Splitting
from omsrisk.exact.terms import Factor, Terms, decided, factors_of


class TooManyLeavesError(Exception):
    """A figure falls into more parts than are worth it: sampling is as good."""


class PlannedPart(NamedTuple):
    """
    A part that is planned.

    Attributes:
        node: What it is up to its scale.
        is_split: Whether it fell into leaves, and nothing was taken at some points.
    """

    node: Node
    is_split: bool


class PlannedParts:
    """
    Parts that are planned, by what they come to: a case that differs from the one before in one input
    has most of them in common with it.
    """

    def __init__(self) -> None:
        self._likeness: dict[AtomKind, int] = {}
        self._before: dict[object, PlannedPart] = {}
        self._known: dict[object, PlannedPart] = {}

    def begin(self) -> None:
        """Begin another case: parts that the last one had no use for are forgotten."""
        self._before, self._known = self._known, {}

    def likeness(self, kind: AtomKind) -> int:
        """Return the same number for atoms of one kind."""
        return self._likeness.setdefault(kind, len(self._likeness))

    def get(self, key: object) -> PlannedPart | None:
        """Return a part of this case, or of the one before."""
        if key not in self._known and key in self._before:
            self._known[key] = self._before[key]
        return self._known.get(key)

    def keep(self, key: object, part: PlannedPart) -> None:
        """Keep a part."""
        self._known[key] = part


class Planner:
    """
    Plans the figures of one case; what they have in common is worked out once.

    Args:
        splitting: How their terms are split.
        sources: What their sources come to.
        coarse: Whether fewer points will do.
        known: Parts that are planned.

    Attributes:
        is_split: Whether all figures so far fell into leaves, and nothing was taken at some points.
    """

    def __init__(
        self,
        splitting: Splitting,
        sources: SourceValues,
        *,
        coarse: bool = False,
        known: PlannedParts | None = None,
    ) -> None:
        self._splitting, self._sources = splitting, sources
        self._coarse = coarse
        self._known = PlannedParts() if known is None else known
        self._likeness: dict[int, int] = {}
        self._unnamed: dict[Factor, Factor] = {}
        self._factors: dict[tuple[int, Factor], Curve] = {}
        self._are_many = False
        self.is_split = True

    def node(self, terms: Terms, state: Conditions, *, beside: float = 0.0) -> Node:
        """
        Plan a sum of products.

        Args:
            terms: The sum.
            state: What is known of its sources.
            beside: Leaves of all cases that it is one of.

        Raises:
            TooManyLeavesError: It takes more leaves than are worth it, or cannot be split.
        """
        cost = self._splitting.cost(terms, state)
        if cost > self._splitting.most_cost:
            raise TooManyLeavesError
        self._are_many = max(cost, beside) > _MANY
        return self._node(terms, state)

    def _node(self, terms: Terms, state: Conditions) -> Node:
        amount = terms.get((), 0.0)
        parts = [
            self._part({one: terms[one] for one in part}, state)
            for part in self._splitting.parts(terms, state)
        ]
        if not parts:
            return CertainAmount(amount)
        if len(parts) == 1 and not amount:
            return parts[0]
        return IndependentSum(tuple(parts), amount)

    def _part(self, terms: Terms, state: Conditions) -> Node:
        """Plan a part up to its scale, which is all that many parts differ in."""
        lead = terms[min(terms)]
        unit = {product: one / lead for product, one in terms.items()}
        key = self._key(unit, state)
        part = self._known.get(key)
        if part is None:
            before, self.is_split = self.is_split, True
            part = PlannedPart(self._planned(unit, state), self.is_split)
            self._known.keep(key, part)
            self.is_split = before
        self.is_split = self.is_split and part.is_split
        return scaled(part.node, lead)

    def _alike(self, factor: Factor) -> Factor:
        """Write a factor by what its atoms come to, whatever they are called."""
        found = self._unnamed.get(factor)
        if found is None:  # a factor stands in hundreds of parts
            for atom, _ in factor:
                if atom not in self._likeness:
                    self._likeness[atom] = self._known.likeness(self._sources.kind(atom))
            found = tuple((self._likeness[atom], power) for atom, power in factor)
            self._unnamed[factor] = found
        return found

    def _key(self, terms: Terms, state: Conditions) -> object:
        """
        Name what a part comes to, whatever its sources are called.

        A hundred integration points with one range each are one part, and stretched.
        """
        inside = set(self._splitting.inside(terms))
        for source in tuple(inside):
            inside |= self._splitting.bound(source, state)
        order = sorted(inside)
        place = {source: at for at, source in enumerate(order)}
        added: dict[object, float] = {}  # two factors that are alike may make two terms one
        for product, number in terms.items():
            unnamed = tuple((place[source], self._alike(one)) for source, one in product)
            added[unnamed] = added.get(unnamed, 0.0) + number
        rounded = frozenset((one, float(f"{number:.12g}")) for one, number in added.items())
        normals = tuple(
            (place[source], one.normal_of(source), one.covariances(source, order))
            for source in order
            if (one := state.normals_of(source)) is not None
        )
        chances = tuple(
            (
                place[event],
                chance.number,
                None if chance.source is None else place.get(chance.source),
                self._alike(chance.factor),
            )
            for event in order
            if self._splitting.is_event(event)
            for chance in (state.chances[event],)
        )
        depth = min(len(state.known), len(self._splitting.nodes))
        are_few_points = self._are_many and len(order) > 1  # of one source alone none are left out
        return rounded, normals, chances, depth, are_few_points

    def _planned(self, terms: Terms, state: Conditions) -> Node:
        products = sorted(terms)
        inside = self._splitting.inside(products)
        events = [one for one in inside if self._splitting.is_event(one)]
        is_open = self._splitting.deciding(events, state) is not None
        if not is_open and self._splitting.certain_event(products) is None:
            if len(inside) == 1:
                return Leaf(self._of_one(terms, inside[0], state), 1.0)
            common = self._splitting.common(products, state)
            if common:
                return self._of_product(terms, common, state)
            if not events and len(inside) == 2:  # noqa: PLR2004 - a surface
                return self._of_surface(terms, inside, state)
        best = self._splitting.choice(products, state)
        if best < 0:
            return Leaf(self._of_lattice(terms, inside, state), 1.0)
        if self._splitting.is_event(best):
            return self._by_event(terms, best, state)
        return self._by_input(terms, best, state)

    def _by_event(self, terms: Terms, event: int, state: Conditions) -> Node:
        chance = state.chances[event].number
        factors = factors_of(terms, event)
        cases = []
        for happens, own in ((0.0, 1 - chance), (1.0, chance)):
            values = {one: self._splitting.happening(one, happens) for one in factors}
            if own:
                cases.append((own, self._node(decided(terms, event, values), state)))
        return Mixture(tuple(cases))

    def _by_input(self, terms: Terms, source: int, state: Conditions) -> Node:
        """Decide an input at the points of a Gauss-Legendre rule between its kinks."""
        self.is_split = False
        events = [one for one in state.chances if state.deciding(one) == source]
        own_factors = factors_of(terms, source)
        factors = list(dict.fromkeys([*own_factors, *(state.chances[one].factor for one in events)]))
        counts = self._splitting.nodes
        count = counts[min(len(state.known), len(counts) - 1)]
        shares, weights = _rule((0.0, *self._sources.kinks(factors), 1.0), count)
        z = normal.quantiles(shares)
        normals = state.normals_of(source)
        if normals is None or normals.is_standard(source):
            values = self._sources.of_shares(factors, shares)
        else:
            mean, deviation = normals.normal_of(source)
            values = self._sources.of_normal(factors, mean + deviation * z)
        cases = []
        for at, weight in enumerate(weights.tolist()):
            after = state.given(source, float(z[at]))
            chances = {
                one: Chance(min(max(float(values[state.chances[one].factor][at]), 0.0), 1.0))
                for one in events
            }
            after = after._replace(chances={**state.chances, **chances})
            numbers = {factor: float(values[factor][at]) for factor in own_factors}
            cases.append((weight, self._node(decided(terms, source, numbers), after)))
        return Mixture(tuple(cases))

    def _of_product(self, terms: Terms, common: Mapping[int, Factor], state: Conditions) -> Node:
        rest = {
            tuple(one for one in product if one[0] not in common): coefficient
            for product, coefficient in terms.items()
        }
        factors = [self._of_factor(source, factor, state) for source, factor in common.items()]
        cells = products.ONE_OF_MANY if self._are_many else products.ALONE
        of = partial(products.product_of, factors, cells=cells)
        if rest.keys() == {()}:
            return Leaf(of(), rest[()])
        inner = self._node(rest, state)
        if isinstance(inner, Leaf):
            rough = None if inner.rough is None else of(inner.rough.scaled(inner.scale))
            curve = of(inner.curve.scaled(inner.scale))
            return Leaf(curve, 1.0, rough, has_surfaces=inner.has_surfaces)
        return self._of_factor_and_sum(of, inner, state)

    def _of_factor_and_sum(self, of: Callable[..., Curve], inner: Node, state: Conditions) -> Node:
        """Multiply by a sum; an amount of its own in both factors is one in the product, too."""
        whole = masses_of(inner, coarse=self._coarse).curve
        amounts, chances = whole.jumps()
        are_few = 0 < len(amounts) <= _FEW_POINTS
        if not are_few or not len((common := of()).jumps()[0]):
            return self._of_factor_and_spread(of, whole, inner, state, lambda curve: curve)
        points = _stretched(common, amounts, chances / chances.sum())
        left = 1 - float(chances.sum())
        if left <= _ROUNDING:
            return points
        rest = self._of_factor_and_spread(of, whole, inner, state, _of_no_jumps)
        return Mixture(((1 - left, points), (left, rest)))

    def _of_factor_and_spread(
        self,
        of: Callable[..., Curve],
        whole: Curve,
        inner: Node,
        state: Conditions,
        part: Callable[[Curve], Curve],
    ) -> Leaf:
        curve = of(part(whole))
        has_surfaces = any(one.has_surfaces for one in leaves_of(inner))
        # where no input is decided, no rule of fewer points tells how far off a grid may be
        if self._coarse or (state.known and not has_surfaces):
            return Leaf(curve, 1.0)
        rough = of(part(masses_of(inner, coarse=True).curve))
        return Leaf(curve, 1.0, rough, has_surfaces=has_surfaces)

    def _of_factor(self, source: int, factor: Factor, state: Conditions) -> Curve:
        """Return the curve of a factor alone; products share those of which nothing is known."""
        terms: Terms = {((source, factor),): 1.0}
        normals = state.normals_of(source)
        if normals is not None and not normals.is_standard(source):
            return self._of_one(terms, source, state)
        if (source, factor) not in self._factors:
            while len(self._factors) >= _MOST_FACTORS:  # hundreds of items use theirs once
                del self._factors[next(iter(self._factors))]
            self._factors[source, factor] = self._of_one(terms, source, state)
        return self._factors[source, factor]

    def _of_one(self, terms: Terms, source: int, state: Conditions) -> Curve:
        """Return the curve of what follows from one source."""
        values, up_to = self._at_edges(factors_of(terms, source), source, state)
        return curve_of_path(
            _added(terms, {(source, one): own for one, own in values.items()}), up_to
        )

    def _at_edges(
        self, factors: Sequence[Factor], source: int, state: Conditions
    ) -> tuple[dict[Factor, Array], Array]:
        normals = state.normals_of(source)
        if normals is None or normals.is_standard(source):
            return self._sources.of_edges(factors)
        z, up_to = normal.edges()
        mean, deviation = normals.normal_of(source)
        return self._sources.of_normal(factors, mean + deviation * z), up_to

    def _at_few_edges(
        self, factors: Sequence[Factor], source: int, state: Conditions, moved: Array, every: int = 1
    ) -> tuple[dict[Factor, Array], Array]:
        """Return what factors come to at edges, a row for each mean that is moved by so much."""
        z, up_to = (one[::every] for one in normal.few_edges())
        normals = state.normals_of(source)
        mean, deviation = (0.0, 1.0) if normals is None else normals.normal_of(source)
        means = mean + (moved[:, None] if moved.any() else moved[:1, None])
        return self._sources.of_normal(factors, means + deviation * z), up_to

    def _of_surface(self, terms: Terms, inside: Sequence[int], state: Conditions) -> Node:
        """Return the leaf of two sources: one at points of a rule, the other at its edges."""
        spreads = {}
        for source, other in (tuple(inside), tuple(reversed(inside))):
            middle = self._numbers(source, np.zeros(1), terms, state)
            after = state.given(source, 0.0)
            values, up_to = self._at_few_edges(factors_of(terms, other), other, after, np.zeros(1))
            numbers = middle | {(other, factor): one for factor, one in values.items()}
            path = curve_of_path(_added(terms, numbers)[0], up_to)
            mean, square = path.moments()
            spreads[other] = square - mean * mean
        outer = min(inside, key=lambda one: spreads[one])  # the other smooths what this one leaves
        (inner,) = (one for one in inside if one != outer)
        given, moves = state.given(outer, 0.0), self._moves(outer, inner, state)
        factors = factors_of(terms, inner)
        _, up_to = normal.few_edges()

        def paths(z: Array, every: int) -> Array:
            numbers = self._numbers(outer, z[:, None], terms, state)
            values, _ = self._at_few_edges(factors, inner, given, moves * z, every)
            return _added(terms, numbers | {(inner, one): own for one, own in values.items()})

        if self._coarse:
            return Leaf(surface_of(paths, up_to, COARSE).curve, 1.0)
        usual = ONE_OF_MANY if state.known else ALONE
        surface = surface_of(paths, up_to, ONE_OF_HUNDREDS if self._are_many else usual)
        return Leaf(surface.curve, 1.0, surface.rough, has_surfaces=True)

    def _moves(self, source: int, other: int, state: Conditions) -> float:
        """Return how far another normal number moves with that of a source."""
        normals = state.normals_of(source)
        if normals is None or other not in normals.members:
            return 0.0
        return normals.moves(source, other)

    def _numbers(
        self, source: int, standard: Array, terms: Terms, state: Conditions
    ) -> dict[tuple[int, Factor], Array]:
        """Return what factors come to so many deviations above the mean of the normal number."""
        normals = state.normals_of(source)
        mean, deviation = (0.0, 1.0) if normals is None else normals.normal_of(source)
        found = self._sources.of_normal(factors_of(terms, source), mean + deviation * standard)
        return {(source, factor): one for factor, one in found.items()}

    def _of_lattice(self, terms: Terms, inputs: Sequence[int], state: Conditions) -> Curve:
        """Return the curve of what several sources make, at the points of a lattice."""
        self.is_split = False
        few = self._coarse or bool(state.known)
        points = folded_points(len(inputs), FEW if few else MANY, shift=int(self._coarse))
        z = dict(zip(inputs, normal.quantiles(points), strict=True))
        left = set(inputs)
        for first in inputs:
            normals = state.normals_of(first)
            if first not in left or normals is None:
                continue
            members = [one for one in inputs if one in normals.members]
            left -= set(members)
            mixed = normals.factor(members) @ np.array([z[one] for one in members])
            means = [normals.normal_of(one)[0] for one in members]
            z |= {one: mean + row for one, mean, row in zip(members, means, mixed, strict=True)}
        numbers: dict[tuple[int, Factor], Array] = {}
        for source in inputs:
            own = self._sources.of_normal(factors_of(terms, source), z[source])
            numbers |= {(source, factor): one for factor, one in own.items()}
        return curve_of_points(_added(terms, numbers))


def _stretched(curve: Curve, amounts: Array, chances: Array) -> Mixture:
    """Return the product of a factor and of a number that is one of a few."""
    leaf = Leaf(curve, 1.0)
    every = zip(chances.tolist(), amounts.tolist(), strict=True)
    return Mixture(tuple((one, scaled(leaf, by) if by else CertainAmount(0.0)) for one, by in every))


def _of_no_jumps(curve: Curve) -> Curve:
    """Return what a curve is where it comes to no amount of its own."""
    spread = curve.without_jumps()
    return Curve(spread.x, spread.up_to / spread.up_to[-1])


def _added(terms: Terms, numbers: Mapping[tuple[int, Factor], Array]) -> Array:
    """Evaluate a sum of products."""
    total: Array | float = 0.0
    for product, coefficient in terms.items():
        term: Array | float = coefficient
        for one in product:
            term = term * numbers[one]
        total = total + term
    return np.asarray(total)


@lru_cache(maxsize=64)
def _rule(ends: tuple[float, ...], count: int) -> tuple[Array, Array]:
    """
    Return shares and weights: the rule in s on each piece, where shares are s^2 (3 - 2 s).

    A piece has points by how long it is in s, and some more; so rules of other counts differ on every
    piece, however short it is, and tell how far off they are.
    """
    places = [0.0]
    for one in ends[1:-1]:
        at = _smooth_place(one)
        if at - places[-1] >= _SHORTEST and 1 - at >= _SHORTEST:
            places.append(at)
    places.append(1.0)
    more = 0 if len(places) == 2 else count // _MORE_ON_A_PIECE  # noqa: PLR2004 - one piece alone
    shares, weights = [], []
    for start, end in pairwise(places):
        own = math.ceil(count * (end - start) - _ROUNDING) + more
        nodes, weight = (np.asarray(one, np.float64) for one in np.polynomial.legendre.leggauss(own))
        part = start + (end - start) * (nodes + 1) / 2
        shares.append(part * part * (3 - 2 * part))
        weights.append((end - start) * weight * 3 * part * (1 - part))
    return np.concatenate(shares), np.concatenate(weights)


def _smooth_place(share: float) -> float:
    """Return s where s^2 (3 - 2 s) is a share."""
    return 0.5 - math.sin(math.asin(1 - 2 * share) / 3)


_MOST_FACTORS = 128
"""Curves of factors that are kept."""

_FEW_POINTS = 64
"""Numbers by which a factor is stretched one by one, so that amounts of its own stay such."""

_SHORTEST = 2e-3
"""Pieces that are shorter count with the one before them: next to nothing lies there."""

_MORE_ON_A_PIECE = 8
_ROUNDING = 1e-9

_MANY = 400
"""Leaves of a figure beyond which none of them needs to be worked out closely: nor where the mean of
many is taken, because an input is decided at the points of a rule."""
