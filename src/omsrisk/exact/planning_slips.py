"""
Plans of figures that are other sums of products after each slip of the go-lives.

After all slips a figure is a mixture: of what it is after each, with its chance. Parts that no slip
touches, and that share no source with one that is touched, stand beside the mixture and are planned
once; slips after which a figure is the same are one case of it.
"""

from collections.abc import Mapping, Sequence

from omsrisk.exact.figure_tree import IndependentSum, Mixture, Node
from omsrisk.exact.planner import PlannedParts, Planner, TooManyLeavesError
from omsrisk.exact.slipping_cases import Slipped, after_each_slip
from omsrisk.exact.splitting import Splitting
from omsrisk.exact.terms import Product, Terms
from omsrisk.exact.uncertain_case import UncertainCases

MOST_COST = 8_000
"""Leaves after all slips that are worth it: many of them are curves that several slips share."""


_AfterSlips = tuple[float, int, dict[Product, float]]
"""The chance of some slips, the place of the cases that are uncertain then, and the figure."""


class Planners:
    """
    Plan the figures of cases with so many points where an input is decided.

    Args:
        cases: What is uncertain, for each set of what may be in force.
        nodes: Points of the rules.
        known: For each set parts that are planned.
        coarse: Whether fewer points will do.
        smoothly: As for `Splitting`.
    """

    def __init__(
        self,
        cases: Sequence[UncertainCases],
        nodes: Sequence[int],
        known: Sequence[PlannedParts],
        *,
        coarse: bool = False,
        smoothly: bool = False,
    ) -> None:
        self._cases = cases
        self._splittings = [
            Splitting(one.alphabet.inputs, one.sources, nodes, smoothly=smoothly) for one in cases
        ]
        self._planners = [
            Planner(splitting, one.sources, coarse=coarse, known=parts)
            for splitting, one, parts in zip(self._splittings, cases, known, strict=True)
        ]

    @property
    def is_split(self) -> bool:
        """Whether all figures so far fell into leaves, and nothing was taken at some points."""
        return all(one.is_split for one in self._planners)

    def node(self, terms: Terms) -> Node:
        """
        Plan a figure that no slip touches.

        Raises:
            TooManyLeavesError: It takes more leaves than are worth it, or cannot be split.
        """
        return self._planners[0].node(terms, self._cases[0].state(terms))

    def after_slips(self, ways: Sequence[Slipped], terms: Terms) -> Node:
        """
        Plan a figure that is another one after each slip.

        Args:
            ways: How the go-lives may slip.
            terms: The figure, marked with the slips.

        Raises:
            TooManyLeavesError: As `node`.
        """
        apart, each = self._parted(ways, terms)
        beside = self._cost(each)
        if beside > MOST_COST:
            raise TooManyLeavesError
        nodes = (
            (chance, self._planners[at].node(own, self._cases[at].state(own), beside=beside))
            for chance, at, own in each
        )
        if not each:
            return self.node(apart)
        mixture = Mixture(tuple(nodes))
        return IndependentSum((self.node(apart), mixture), 0.0) if apart else mixture

    def cost(self, ways: Sequence[Slipped], terms: Terms) -> float:
        """Tell how many leaves a figure takes, before it is worked out."""
        apart, each = self._parted(ways, terms)
        return self._splittings[0].cost(apart, self._cases[0].state(apart)) + self._cost(each)

    def is_worth_it(self, ways: Sequence[Slipped], terms: Terms) -> bool:
        """Tell whether a figure takes no more leaves than are worth it; nothing is worked out."""
        return self._cost(self._parted(ways, terms)[1]) <= MOST_COST

    def _cost(self, each: Sequence[_AfterSlips]) -> float:
        return sum(self._splittings[at].cost(own, self._cases[at].state(own)) for _, at, own in each)

    def _parted(
        self, ways: Sequence[Slipped], terms: Terms
    ) -> tuple[dict[Product, float], list[_AfterSlips]]:
        """Part what no slip touches from what a figure is after the slips, each with its chance."""
        common, marked = after_each_slip(terms)
        if not marked:
            return dict(common), []
        apart = self._untouched(common, marked)
        touched = {one: number for one, number in common.items() if one not in apart}
        chances: dict[tuple[int, frozenset[tuple[Product, float]]], float] = {}
        for at, way in enumerate(ways):
            own = (*touched.items(), *marked.get(at, {}).items())
            key = way.together, frozenset(own)
            chances[key] = chances.get(key, 0.0) + way.chance
        return apart, [(chance, at, dict(own)) for (at, own), chance in chances.items()]

    def _untouched(
        self, common: Terms, marked: Mapping[int, Mapping[Product, float]]
    ) -> dict[Product, float]:
        """Find the parts that share no source with what slips touch."""
        if len(self._cases) > 1:
            return {}
        touched = {one for own in marked.values() for one in own}
        every = dict.fromkeys((*common, *touched), 1.0)
        parts = self._splittings[0].parts(every, self._cases[0].state(every))
        return {one: common[one] for part in parts if touched.isdisjoint(part) for one in part}
