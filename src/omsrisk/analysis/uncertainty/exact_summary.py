"""What an exact figure is said to be, in the words of a sample: percentiles, chances, curves."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from omsrisk.simulation.estimates import (
    BARS,
    CHANCES,
    PICTURED,
    TAIL,
    Estimate,
    Partition,
    SampleSummary,
)

if TYPE_CHECKING:
    from omsrisk.exact.exact_figure import ExactFigure

_ROUNDING = 1e-12
"""A part of an amount, or of 1, by which rounding alone tells two apart."""


def summary_of_figure(
    found: "ExactFigure",
    percents: Collection[int],
    thresholds: Collection[float],
    *,
    with_curves: bool = False,
) -> SampleSummary:
    """
    Say of an exact figure what a sample would say; errors are how far off an amount may be.

    Args:
        found: The figure.
        percents: The percentiles that are wanted.
        thresholds: The amounts that are watched [money].
        with_curves: Whether the histogram and the loss exceedance curve are, too.
    """
    masses, error = found.masses, found.error
    asked = (*(one / 100 for one in percents), *_told_shares(with_curves=with_curves))
    sure = frozenset(masses.quantile(one) for one in asked if found.is_sure_at(one))
    amounts = {one: masses.quantile(one / 100) for one in percents}
    return SampleSummary(
        Estimate(found.mean, found.mean_error),
        found.standard_deviation,
        {one: Estimate(amount, 0.0 if amount in sure else error) for one, amount in amounts.items()},
        Estimate(masses.expected_shortfall(TAIL), error),
        {one: _about(found, one) for one in thresholds},
        _histogram(found) if with_curves else (),
        _exceedance(found) if with_curves else (),
        _pictured(found) if with_curves else (),
        error,
        sure,
    )


def _told_shares(*, with_curves: bool) -> tuple[float, ...]:
    """List the shares whose amounts curves tell."""
    return (*(1 - chance for chance in CHANCES), *_ENDS) if with_curves else ()


_ENDS = (0.001, 0.999)
"""Of a histogram."""


def _about(found: "ExactFigure", threshold: float) -> Partition:
    """Tell how a figure lies about a threshold; what rounding alone tells from it is at it."""
    noise, masses = abs(threshold) * _ROUNDING, found.masses
    error = found.chance_error(threshold)
    above, below = 1 - masses.up_to(threshold + noise), masses.below(threshold - noise)
    above, below = (0.0 if one < _ROUNDING else one for one in (above, below))
    excess = masses.excess(threshold)
    deficit = max(excess + threshold - masses.moments[0], 0.0)
    return Partition(
        Estimate(above, error if 0 < above < 1 else 0.0),
        Estimate(below, error if 0 < below < 1 else 0.0),
        threshold + excess / above if above else 0.0,
        threshold - deficit / below if below else 0.0,
    )


def _exceedance(found: "ExactFigure") -> tuple[tuple[float, float], ...]:
    masses = found.masses
    amounts = dict.fromkeys(masses.quantile(1 - chance) for chance in CHANCES)
    return tuple((amount, _above(found, amount)) for amount in amounts)


def _pictured(found: "ExactFigure") -> tuple[tuple[float, float], ...]:
    masses = found.masses
    amounts = dict.fromkeys(masses.quantile(1 - chance) for chance in PICTURED)
    return tuple(
        point
        for one in amounts
        for point in ((one, 1 - masses.below(one)), (one, _above(found, one)))
    )


def _above(found: "ExactFigure", amount: float) -> float:
    chance = 1 - found.masses.up_to(amount)
    return chance if chance > _ROUNDING else 0.0


def _histogram(found: "ExactFigure") -> tuple[tuple[float, float, float], ...]:
    """Divide the middle 99.8 %; an amount of its own at the lower end counts with the first bar."""
    masses = found.masses
    low, high = map(masses.quantile, _ENDS)
    if not low < high:
        return ((low, high, 1.0),)
    step = (high - low) / BARS
    ends = [low + step * at for at in range(BARS)] + [high]
    up_to = [masses.below(low), *(masses.up_to(end) for end in ends[1:])]
    return tuple(
        (start, end, max(there - here, 0.0))
        for start, end, here, there in zip(ends[:-1], ends[1:], up_to[:-1], up_to[1:], strict=True)
    )
