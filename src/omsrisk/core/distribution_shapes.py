"""The shapes of distributions, by the names of their kinds."""

from functools import lru_cache

from omsrisk.core.bounded_shapes import BOUNDED
from omsrisk.core.shapes import Shape
from omsrisk.core.unbounded_shapes import UNBOUNDED

_SHAPES = {**BOUNDED, **UNBOUNDED}


@lru_cache(maxsize=1024)
def shape_of(kind: str, parameters: tuple[float, ...]) -> Shape:
    """Give the shape of a kind, with these parameters."""
    if kind not in _SHAPES:
        raise ValueError(f"A distribution is {', '.join(_SHAPES)}, not {kind}.")
    return _SHAPES[kind](*parameters)
