"""The difference of two scenarios, worked out: a sum of products of what is random in either."""

from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.pairing.paired_figures import FIGURE, PairedFigures, pair_figure
from omsrisk.analysis.uncertainty.exact_simulation import ExactSummaries
from omsrisk.simulation.estimates import PERCENTILES, Dominance, Partition, SampleSummary

if TYPE_CHECKING:
    from omsrisk.exact.terms import Product, Terms


class ExactPair(NamedTuple):
    """
    Two scenarios, worked out together.

    Attributes:
        own: The net exposure of each, in their order.
        difference: Of the net exposure of the other one less that of the base, by what both assess.
        base_dominates: Whether the base stochastically dominates.
        file_dominates: Whether the other one does.
        over: How what the other one costs more than the base, all in all, lies about 0.
        over_error: How far off the mean of it above 0, and of it below, may be [money].
        accuracy: How far off an amount may be, in standard deviations.
    """

    own: tuple[SampleSummary, ...]
    difference: SampleSummary
    base_dominates: Dominance
    file_dominates: Dominance
    over: Partition
    over_error: float
    accuracy: float


def exact_pair(compared: list[PairedFigures], base: int) -> ExactPair | None:
    """
    Work out how two scenarios differ.

    Args:
        compared: What is compared of each.
        base: The place of the base.

    Returns:
        None where it takes too many parts, or is not sure enough.
    """
    from omsrisk.exact.exact_figure import order_of_dominance
    from omsrisk.exact.planner import TooManyLeavesError
    from omsrisk.exact.slipping_cases import uncertain_cases

    other = 1 - base
    try:
        cases = uncertain_cases([one.case for one in compared], [one.named for one in compared])
        found = [cases.figures(one.figures, at) for at, one in enumerate(compared)]
        ours, theirs = (found[at][pair_figure(other)] for at in (base, other))
        own = [f"{FIGURE} of {at}" for at in range(len(compared))]
        exact = ExactSummaries(
            cases,
            {
                **{name: found[at][FIGURE] for at, name in enumerate(own)},
                _OURS: ours,
                _THEIRS: theirs,
                _DIFFERENCE: _less(theirs, ours),
                _OVER: _less(found[other][FIGURE], found[base][FIGURE]),
            },
        )
        nets = tuple(exact.of(name, PERCENTILES) for name in own)
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
_OURS, _THEIRS, _DIFFERENCE, _OVER = "the base", "the other one", "the difference", "all in all"


def _less(one: "Terms", other: "Terms") -> "Terms":
    """Subtract sums of products; what is the same but for rounding leaves nothing."""
    found: dict[Product, float] = {}
    for product in dict.fromkeys((*one, *other)):
        mine, theirs = one.get(product, 0.0), other.get(product, 0.0)
        if abs(mine - theirs) > _ROUNDING * max(abs(mine), abs(theirs)):
            found[product] = mine - theirs
    return found


_ROUNDING = 1e-13
