"""What is uncertain in a case: inputs with their distributions, and the draws of events."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.phasing.go_live_chances import shares_its_cause, stated_likelihoods
from omsrisk.core.pricing.case import Case, Input, Spread, own_path
from omsrisk.core.pricing.catalogue import (
    COMMON_CAUSE,
    LIKELIHOOD,
    LIKELIHOOD_AFTER_FAILURE,
    LIKELIHOOD_BY_COMMON_CAUSE,
    SHARED_NUMBER,
    STOPPING_LIKELIHOOD,
)
from omsrisk.core.pricing.derived import is_likelihood_of_cost
from omsrisk.core.pricing.variation import restated_in_phases

OF_DRAW = "draw of "
"""Before the name of a draw, where its number has another name than its likelihood's quantile."""


class Draw(NamedTuple):
    """
    Whether a go-live fails, or an item falls due: 1 or 0, in the place of a likelihood.

    Attributes:
        path: The likelihood that it stands for, the phase's own where there are phases.
        likelihood: The input that says its chance; phases may share one.
        drawn_with: The name of the uniform number that decides it, where others take the same one.
    """

    path: str
    likelihood: Input
    drawn_with: str | None = None

    @property
    def is_of_a_go_live(self) -> bool:
        """Whether it is the failure of a go-live, as against an event that stops nothing."""
        return own_path(self.path) == LIKELIHOOD

    @property
    def chance(self) -> float:
        """The chance; where that is uncertain itself, its mean."""
        one = self.likelihood
        return float(one.value) if one.spread is None else distribution_of(one.spread).mean


def distribution_of(spread: Spread) -> Distribution:
    """
    Return the distribution of a spread.

    Raises:
        ValueError: None fits its two points, in a plain sentence.
    """
    if spread.share is not None and spread.ends is not None:
        return Distribution.within(spread.low, spread.high, spread.share, spread.ends, spread.likely)
    if spread.share is not None:
        return Distribution.from_interval(
            spread.low, spread.high, spread.share, spread.kind, spread.likely
        )
    if spread.kind == "uniform" or spread.likely is None:
        return Distribution.from_bounds(spread.low, spread.high)
    return Distribution.from_range(spread.low, spread.likely, spread.high, spread.kind)


def drawn(case: Case) -> tuple[Case, tuple[Draw, ...]]:
    """
    Let each phase, or the one go-live, fail or hold by a draw of its own, and each item fall due.

    An item that several phases inherit is one event for all, as it has one path.

    Returns:
        The case in which each phase states its own likelihood, and the draws that are open: a
        likelihood of 0 or 1 leaves nothing to draw.
    """
    slices = [(one.prefix, one.inputs) for one in case.phases] or [("", case.inputs)]
    stated = [
        Draw(f"{prefix}{LIKELIHOOD}", inputs[LIKELIHOOD])
        for prefix, inputs in slices
        if LIKELIHOOD in inputs
    ]
    if not case.stops_if_a_phase_fails:
        stated += [
            Draw(f"{one.prefix}{LIKELIHOOD_AFTER_FAILURE}", one.inputs[LIKELIHOOD_AFTER_FAILURE])
            for one in case.phases[1:]
            if LIKELIHOOD_AFTER_FAILURE in one.inputs
        ]
    own = restated_in_phases(case, LIKELIHOOD)
    if shares_its_cause(case):
        own, together = _by_common_cause(own, stated_likelihoods(case))
        stated += [Draw(COMMON_CAUSE, case.inputs[COMMON_CAUSE]), *together]
    if STOPPING_LIKELIHOOD in case.inputs and not case.stops_if_a_phase_fails:
        stated.append(Draw(STOPPING_LIKELIHOOD, case.inputs[STOPPING_LIKELIHOOD]))
    stated += [Draw(path, one) for path, one in case.inputs.items() if is_likelihood_of_cost(path)]
    open_ones = (one for one in stated if one.likelihood.spread is not None or 0 < one.chance < 1)
    return own, tuple(open_ones)


def number_of_draw(one: Draw, case: Case, named: Mapping[str, str]) -> str:
    """
    Name the uniform number that decides a draw: its own, or one that others take, too.

    The first go-lives of two roll-outs are one event, however many follow.

    Args:
        one: A draw.
        case: The case that it is of.
        named: Other names, by the path of a draw; behind `OF_DRAW` where its likelihood's range keeps
            the name that it has.
    """
    first = case.phases[0].prefix + LIKELIHOOD if case.phases else LIKELIHOOD
    own = LIKELIHOOD if one.path == first else one.drawn_with or one.path
    key = one.drawn_with or one.path
    return named.get(f"{OF_DRAW}{key}", named.get(key, own))


def _by_common_cause(case: Case, likelihoods: list[Input]) -> tuple[Case, list[Draw]]:
    """Let each phase say by a draw of its own, and by one of all, whether it fails."""
    draws = []
    inputs, phases = dict(case.inputs), []
    for phase, likelihood in zip(case.phases, likelihoods, strict=True):
        path = f"{phase.prefix}{LIKELIHOOD_BY_COMMON_CAUSE}"
        # what decides is the draw: the range of its chance stays where it is stated
        one = likelihood._replace(path=path, restated=True, spread=None)
        inputs[path] = one
        phases.append(phase._replace(inputs={**phase.inputs, LIKELIHOOD_BY_COMMON_CAUSE: one}))
        draws.append(Draw(path, likelihood, SHARED_NUMBER))
    return case._replace(inputs=inputs, phases=tuple(phases)), draws


_NEGLIGIBLE = 1e-9
"""A chance to leave the bounds that no simulation would see; a larger one is a finding."""


def beyond_bounds(spread: Spread, *, is_share: bool) -> tuple[Decimal, str] | None:
    """
    Say which bound the distribution of a spread can leave; None where it leaves none.

    Args:
        spread: What is known of an input.
        is_share: Whether it may not rise above 1; nothing may fall below 0.

    Returns:
        The bound, and which side of it is meant.

    Raises:
        ValueError: No distribution fits its two points, in a plain sentence.
    """
    distribution = distribution_of(spread)
    if distribution.low < 0 and distribution.cumulative(0.0) > _NEGLIGIBLE:
        return Decimal(0), "in part less than 0"
    if is_share and distribution.high > 1 and distribution.exceedance(1.0) > _NEGLIGIBLE:
        return Decimal(1), "in part more than 1, the whole"
    return None
