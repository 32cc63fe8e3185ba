"""Figures of a case, exactly: planned, worked out, and held against what is known of them."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from omsrisk.exact.figure_tree import Node, leaves_of, moments_of
from omsrisk.exact.masses import CELLS, Masses, masses_of
from omsrisk.exact.planner import PlannedParts, TooManyLeavesError
from omsrisk.exact.planning_slips import Planners
from omsrisk.exact.slipping_cases import SlippingCases
from omsrisk.exact.splitting import COARSER, FINER, NODES
from omsrisk.exact.terms import Terms
from omsrisk.exact.uncertain_case import Figures, UncertainCase, UncertainCases

PERCENTS = (0.05, 0.5, 0.95, 0.99)

LEAST_ERROR = 1e-6
"""Deviations by which the curves of the parts may be off, and a part of 1 of their chances."""

SURE_ENOUGH = 1e-3
"""Deviations that an amount may be off: where it may be more, sampling is as good."""

ENOUGH = 1.5e-4
"""Deviations that a percentile may be off before more points are tried."""


ENOUGH_TOLD = 0.5
"""What an amount may be off, that is told without minor units, without its last digit being off
[money]: where twice as many cells get there, they are taken."""


class ExactFigure(NamedTuple):
    """
    The distribution of a figure.

    Attributes:
        mean: Its mean [money].
        standard_deviation: Its standard deviation [money].
        masses: What it may come to.
        coarse: The same from fewer points and cells, which shows how far off both may be.
        error: How far off a percentile or the expected shortfall may be [money].
        mean_error: How far off the mean may be, which is known better [money].
    """

    mean: float
    standard_deviation: float
    masses: Masses
    coarse: Masses
    error: float
    mean_error: float

    def is_sure_at(self, share: float) -> bool:
        """
        Tell whether a percentile is an amount with a probability of its own, and it is that one even
        if all probabilities are off by as much as they may be: nothing blurs it.
        """
        amount = self.masses.quantile(share)
        off = self.chance_error(amount)
        if not self.masses.below(amount) + off < share < self.masses.up_to(amount) - off:
            return False
        return bool(np.isclose(self.coarse.quantile(share), amount, rtol=LEAST_ERROR**2, atol=0.0))

    @property
    def accuracy(self) -> float:
        """How far off an amount may be, in standard deviations."""
        return self.error / self.standard_deviation if self.standard_deviation else 0.0

    @property
    def can_be_told(self) -> bool:
        """Whether half as wide cells, which err a quarter, tell amounts to their last digit."""
        least = LEAST_ERROR * self.standard_deviation
        return least < ENOUGH_TOLD and self.error < _OF_HALF_CELLS * ENOUGH_TOLD

    def chance_error(self, amount: float) -> float:
        """Return how far off the probability of more than an amount may be."""
        return abs(self.masses.up_to(amount) - self.coarse.up_to(amount)) + LEAST_ERROR

    def excess_error(self, amount: float) -> float:
        """Return how far off the mean excess over an amount may be [money]."""
        seen = abs(self.masses.excess(amount) - self.coarse.excess(amount))
        return _MORE_THAN_SEEN * seen + LEAST_ERROR * self.standard_deviation


class PlannedBefore:
    """What was planned of the case before: one that differs from it in little has most of it."""

    def __init__(self) -> None:
        self._parts: dict[tuple[tuple[int, ...], bool, int], PlannedParts] = {}

    def parts(
        self, nodes: tuple[int, ...], sets: int, *, smoothly: bool = False
    ) -> list[PlannedParts]:
        """
        Begin another case.

        Args:
            nodes: Points of the rules.
            sets: How many sets of what may be in force it has.
            smoothly: Whether events are decided before inputs.
        """
        keys = [(nodes, smoothly, at) for at in range(sets)]
        found = [self._parts.setdefault(key, PlannedParts()) for key in keys]
        for one in found:
            one.begin()
        return found


class ExactCase:
    """
    Works the figures of a case out.

    Args:
        case: What is random in it.
        before: What is known of cases before it.
    """

    def __init__(
        self, case: UncertainCases | SlippingCases, before: PlannedBefore | None = None
    ) -> None:
        self._case = case
        self._before = PlannedBefore() if before is None else before
        self._planners = [self._plan_with(nodes) for nodes in (NODES, COARSER, *FINER)]

    @cached_property
    def _smoother(self) -> list[Planners]:
        return [self._plan_with(nodes, smoothly=True) for nodes in (NODES, COARSER, *FINER)]

    def _plan_with(self, nodes: tuple[int, ...], *, smoothly: bool = False) -> Planners:
        each = self._case.each if isinstance(self._case, SlippingCases) else [self._case]
        known = self._before.parts(nodes, len(each), smoothly=smoothly)
        return Planners(each, nodes, known, coarse=nodes is COARSER, smoothly=smoothly)

    def cost(self, terms: Terms) -> float:
        """Tell how many leaves a figure takes, before it is worked out."""
        ways = self._case.ways if isinstance(self._case, SlippingCases) else ()
        return self._planners[0].cost(ways, terms)

    def of(self, terms: Terms, least_deviation: float = 0.0) -> ExactFigure:
        """
        Work a figure out, with more points where a few are not enough.

        Args:
            terms: From the case's `figures`.
            least_deviation: What its errors are held against where its own deviation is less: of a
                part of something, that of the whole [money].

        Raises:
            TooManyLeavesError: It falls into too many parts, or into parts that are too large.
        """
        found = self._tried(self._planners, terms, least_deviation)
        if found.error <= SURE_ENOUGH * max(found.standard_deviation, least_deviation):
            return found
        try:
            other = self._tried(self._smoother, terms, least_deviation)
        except TooManyLeavesError:
            return found
        return min(found, other, key=lambda one: one.error)

    def _tried(
        self, planners: Sequence[Planners], terms: Terms, least_deviation: float
    ) -> ExactFigure:
        """Work a figure out with the points of each planner, until they are enough."""
        usual, coarser, *finer = planners
        node = self._node(usual, terms)
        rough = node if usual.is_split else self._node(coarser, terms)
        found = _figure(node, masses_of(rough, coarse=True))
        if usual.is_split and found.error > ENOUGH_TOLD and found.can_be_told:
            finer_one = _figure(node, found.masses, masses_of(node, cells=2 * CELLS))
            return min(found, finer_one, key=lambda one: one.error)
        for planner in finer:
            deviation = max(found.standard_deviation, least_deviation)
            if found.error <= ENOUGH * deviation or usual.is_split:
                break
            try:
                finer_node = self._node(planner, terms)
            except TooManyLeavesError:
                break
            finer_one = _figure(finer_node, masses_of(node, coarse=True))
            # more points reach further out, and so may leave wider cells to where most lies
            found = min(found, finer_one, key=lambda one: one.error)
            node = finer_node
        return found

    def check(self, terms: Terms) -> None:
        """
        See that a figure is not another one after too many slips, before any is worked out.

        Raises:
            TooManyLeavesError: It is.
        """
        slips = self._case.ways if isinstance(self._case, SlippingCases) else ()
        if slips and not self._planners[0].is_worth_it(slips, terms):
            raise TooManyLeavesError

    def _node(self, planners: Planners, terms: Terms) -> Node:
        if isinstance(self._case, SlippingCases):
            return planners.after_slips(self._case.ways, terms)
        return planners.node(terms)


_OF_HALF_CELLS = 4
"""Times as far off as with cells half as wide."""


def order_of_dominance(one: ExactFigure, other: ExactFigure) -> int:
    """
    Tell in which order one distribution of costs dominates another.

    In the first order no amount is more likely to be exceeded by it, in the second none is exceeded
    by more on average; by as much as either may be off nothing is told.

    Returns:
        1, 2, or 0 for in none.
    """
    x = np.unique(np.concatenate([one.masses.curve.x, other.masses.curve.x]))
    room = max(_off(one), _off(other))
    gap = one.masses.curve.at(x) - other.masses.curve.at(x)
    if float(gap.min()) >= -room:
        return 1 if float(gap.max()) > room else 0
    excess = np.cumsum((np.diff(x) * (gap[1:] + gap[:-1]) / 2)[::-1])
    return 2 if float(excess.min()) >= -max(one.error, other.error) else 0


def _off(figure: ExactFigure) -> float:
    """Return how far off a probability may be, wherever it is asked."""
    x = figure.masses.curve.x
    differences = np.abs(figure.masses.curve.at(x) - figure.coarse.curve.at(x))
    return float(np.quantile(differences, _MOST)) + LEAST_ERROR


_MOST = 0.999
"""A jump may lie on either side of an edge: there the difference says nothing."""


def _figure(node: Node, coarse: Masses, masses: Masses | None = None) -> ExactFigure:
    """Put a figure on a fine grid, and see how far off a coarse one and the moments are."""
    masses = masses_of(node) if masses is None else masses
    mean, variance = moments_of(node)
    deviation = variance**0.5
    found = masses.moments
    differences = [abs(found[0] - mean), abs(found[1] - deviation)]
    differences += [abs(masses.quantile(one) - coarse.quantile(one)) for one in PERCENTS]
    differences.append(abs(masses.expected_shortfall(0.95) - coarse.expected_shortfall(0.95)))
    has_surfaces = any(leaf.has_surfaces for leaf in leaves_of(node))
    least = _LEAST_OF_SURFACES if has_surfaces else LEAST_ERROR
    error = max(_MORE_THAN_SEEN * max(differences), least * deviation)
    of_mean = _LEAST_OF_MEANS_OF_SURFACES if has_surfaces else _LEAST_OF_MEANS
    mean_error = max(
        _MORE_THAN_SEEN * differences[0], abs(coarse.moments[0] - mean) / 2, of_mean * deviation
    )
    return ExactFigure(mean, deviation, masses, coarse, error, mean_error)


_MORE_THAN_SEEN = 1.5
"""A fine and a coarse answer may err to the same side, above all where outcomes stand in clusters."""

_LEAST_OF_SURFACES = 2e-5
"""Two rules may differ by next to nothing at just the percentiles that are looked at."""

_LEAST_OF_MEANS, _LEAST_OF_MEANS_OF_SURFACES = 5e-7, 3e-6
"""Deviations by which means were off at the most, held against closed forms."""


def exact_figures(case: UncertainCase, figures: Figures) -> Iterator[tuple[str, ExactFigure]]:
    """Work several figures of a case out; what they have in common is worked out once."""
    worked = ExactCase(case)
    for name, terms in case.figures(figures).items():
        yield name, worked.of(terms)
