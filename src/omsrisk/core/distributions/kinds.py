"""The shapes of distributions, by the names of their kinds."""

from functools import lru_cache

from omsrisk.core.distributions.bounded import BOUNDED
from omsrisk.core.distributions.shape import DistributionShape
from omsrisk.core.distributions.shares import SHARES
from omsrisk.core.distributions.unbounded import UNBOUNDED

_SHAPES = {**BOUNDED, **UNBOUNDED, **SHARES}


@lru_cache(maxsize=1024)
def shape_of(kind: str, parameters: tuple[float, ...]) -> DistributionShape:
    """Return the shape of a kind, with these parameters."""
    if kind not in _SHAPES:
        raise ValueError(f"A distribution is {', '.join(_SHAPES)}, not {kind}.")
    return _SHAPES[kind](*parameters)
