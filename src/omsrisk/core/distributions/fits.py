"""Fits: the parameters of a distribution from an interval between two of its quantiles."""

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist

from omsrisk.core.distributions.beta import beta_quantile

_HALVINGS = 60


def fitted_pert(low: float, likely: float, high: float, share: float) -> tuple[float, ...]:
    """
    Find the ends of a pert from its likely value and two quantiles.

    Where the likely value stands in the range, as a part of it, settles the shapes, and with them the
    parts at which the quantiles stand. The likely part must divide the distance between those two as
    the likely value divides the interval: one equation in one unknown, after which the width is a
    ratio. The likely part moves from below both quantiles to above both, and on the way from one to
    the other it never falls back, so that there is always a root, and one alone.
    """
    if not low < likely < high:
        raise ValueError(
            f"The likely value {likely:.15g} is not inside the interval, {low:.15g} to {high:.15g}."
        )
    left, right = (likely - low) / (high - low), (high - likely) / (high - low)
    least, most = 0.0, 1.0
    for _ in range(_HALVINGS):
        part = (least + most) / 2
        shapes = 1 + 4 * part, 5 - 4 * part
        below, _ = beta_quantile(share, *shapes)
        above, _ = beta_quantile(share, *reversed(shapes))
        if (part - below) * right < (1 - part - above) * left:
            least = part
        else:
            most = part
    between = 1 - below - above
    width = (high - low) / between if between > 0 else math.inf
    start, end = low - width * below, high + width * above
    if not -math.inf < start < low < high < end < math.inf:
        raise ValueError(f"No pert that floats can hold fits {low:.15g} to {high:.15g}.")
    return start, likely, end


def _fitted_normal(low: float, high: float, share: float) -> tuple[float, ...]:
    reach = -NormalDist().inv_cdf(share)
    return low / 2 + high / 2, (high - low) / (2 * reach)


def _fitted_lognormal(low: float, high: float, share: float) -> tuple[float, ...]:
    if low <= 0:
        raise ValueError(f"A lognormal lies above 0, so its low value cannot be {low:.15g}.")
    reach = -NormalDist().inv_cdf(share)
    distance = math.log1p((high - low) / low)
    return math.log(low) + distance / 2, distance / (2 * reach)


FITS: Mapping[str, Callable[[float, float, float], tuple[float, ...]]] = {
    "lognormal": _fitted_lognormal,
    "normal": _fitted_normal,
}
