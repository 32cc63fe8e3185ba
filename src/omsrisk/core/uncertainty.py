"""The distribution of an uncertain input, from what its author knows of it."""

from omsrisk.core.case import Spread
from omsrisk.core.distributions import Distribution


def distribution_of(spread: Spread) -> Distribution:
    """
    Give the distribution of a spread.

    Raises:
        ValueError: None fits its two points, in a plain sentence.
    """
    if spread.share is not None:
        return Distribution.from_interval(
            spread.low, spread.high, spread.share, spread.kind, spread.likely
        )
    if spread.kind == "uniform" or spread.likely is None:
        return Distribution.from_bounds(spread.low, spread.high)
    return Distribution.from_range(spread.low, spread.likely, spread.high, spread.kind)
