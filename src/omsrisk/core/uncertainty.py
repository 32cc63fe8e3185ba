"""What is uncertain in a case: inputs with their distributions, and the draws of the failures."""

from typing import NamedTuple

from omsrisk.core.case import Case, Input, Spread
from omsrisk.core.distributions import Distribution
from omsrisk.core.variation import restated_in_phases

LIKELIHOOD = "likelihood"
_STOPPING = "stopping.likelihood"


class Draw(NamedTuple):
    """
    Whether a go-live fails: 1 or 0, in the place of a likelihood.

    Attributes:
        path: The likelihood that it stands for, the phase's own where there are phases.
        likelihood: The input that says its chance; phases may share one.
    """

    path: str
    likelihood: Input

    @property
    def chance(self) -> float:
        """The chance; where that is uncertain itself, its mean."""
        one = self.likelihood
        return float(one.value) if one.spread is None else distribution_of(one.spread).mean


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


def drawn(case: Case) -> tuple[Case, tuple[Draw, ...]]:
    """
    Let each phase, or the one go-live, fail or hold by a draw of its own.

    Returns:
        The case in which each phase states its own likelihood, and the draws that are open: a
        likelihood of 0 or 1 leaves nothing to draw.
    """
    slices = [(f"phases.{one.slug}.", one.inputs) for one in case.phases] or [("", case.inputs)]
    stated = [
        Draw(f"{prefix}{LIKELIHOOD}", inputs[LIKELIHOOD])
        for prefix, inputs in slices
        if LIKELIHOOD in inputs
    ]
    if _STOPPING in case.inputs and not case.stops_if_a_phase_fails:
        stated.append(Draw(_STOPPING, case.inputs[_STOPPING]))
    open_ones = (one for one in stated if one.likelihood.spread is not None or 0 < one.chance < 1)
    return restated_in_phases(case, LIKELIHOOD), tuple(open_ones)
