"""The difference of two scenarios, worked out: a sum of products of what is random in either."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.pairing.paired_figures import FIGURE, PairedFigures, pair_figure
from omsrisk.analysis.uncertainty.exact_simulation import ExactSummaries
from omsrisk.simulation.estimates import PERCENTILES, Dominance, Partition, SampleSummary

if TYPE_CHECKING:
    from omsrisk.core.algebra.symbols import Figure
    from omsrisk.core.pricing.case import Case
    from omsrisk.exact.terms import Product, Terms
    from omsrisk.exact.uncertain_case import Figures


class ExactPair(NamedTuple):
    """
    Two scenarios, worked out together.

    Attributes:
        own: The net exposure of the base, and of the other one.
        difference: Of the net exposure of the other one less that of the base, by what both assess.
        base_dominates: Whether the base stochastically dominates.
        file_dominates: Whether the other one does.
        over: How what the other one costs more than the base, all in all, lies about 0.
        over_error: How far off the mean of it above 0, and of it below, may be [money].
        accuracy: How far off an amount may be, in standard deviations.
    """

    own: tuple[SampleSummary, SampleSummary]
    difference: SampleSummary
    base_dominates: Dominance
    file_dominates: Dominance
    over: Partition
    over_error: float
    accuracy: float


def exact_pair(compared: Sequence[PairedFigures], base: int, other: int) -> ExactPair | None:
    """
    Work out how two of several scenarios differ.

    Args:
        compared: What is compared of each.
        base: The place of the base.
        other: The place of the one that is held against it.

    Returns:
        None where it takes too many parts, or is not sure enough.
    """
    from omsrisk.exact.exact_figure import order_of_dominance
    from omsrisk.exact.planner import TooManyLeavesError
    from omsrisk.exact.slipping_cases import uncertain_cases

    pair, name = (compared[base], compared[other]), pair_figure(other)
    try:
        cases = uncertain_cases([one.case for one in pair], [one.named for one in pair])
        mine, others = (
            cases.figures(_only(one.figures, FIGURE, name), at) for at, one in enumerate(pair)
        )
        exact = ExactSummaries(
            cases,
            {
                _BASE: mine[FIGURE],
                _OTHER: others[FIGURE],
                _OURS: mine[name],
                _THEIRS: others[name],
                _DIFFERENCE: _less(others[name], mine[name]),
                _OVER: _less(others[FIGURE], mine[FIGURE]),
            },
        )
        nets = exact.of(_BASE, PERCENTILES), exact.of(_OTHER, PERCENTILES)
        difference = exact.of(_DIFFERENCE, PERCENTILES, (0.0,))
        mean, error = difference.mean
        over = exact.of(_OVER, PERCENTILES, (0.0,)).partitions[0.0]
        over_error = exact.figure(_OVER).excess_error(0.0) if exact.varies(_OVER) else 0.0
        first, second = exact.figure(_OURS), exact.figure(_THEIRS)
    except TooManyLeavesError:
        return None
    return ExactPair(
        nets,
        difference,
        # whoever dominates is cheaper on average, beyond what the mean may be off
        _ORDERS[order_of_dominance(first, second)] if mean > error else Dominance.NONE,
        _ORDERS[order_of_dominance(second, first)] if -mean > error else Dominance.NONE,
        over,
        over_error,
        exact.accuracy,
    )


_ORDERS = (Dominance.NONE, Dominance.FIRST, Dominance.SECOND)
_BASE, _OTHER, _OURS, _THEIRS = "the base", "the other one", "of the base", "of the other one"
_DIFFERENCE, _OVER = "the difference", "all in all"


def _only(figures: "Figures", *names: str) -> "Figures":
    def chosen(case: "Case") -> dict[str, "Figure"]:
        found = figures(case)
        return {name: found[name] for name in names}

    return chosen


def _less(one: "Terms", other: "Terms") -> "Terms":
    """Subtract sums of products; what is the same but for rounding leaves nothing."""
    found: dict[Product, float] = {}
    for product in dict.fromkeys((*one, *other)):
        mine, theirs = one.get(product, 0.0), other.get(product, 0.0)
        if abs(mine - theirs) > _ROUNDING * max(abs(mine), abs(theirs)):
            found[product] = mine - theirs
    return found


_ROUNDING = 1e-13
