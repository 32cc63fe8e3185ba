"""The normal distribution of many numbers at once: shares up to a number, and their inverse."""

from functools import lru_cache
from math import erfc, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

REACH = 8.25
"""Deviations beyond which nothing counts: a chance of 1 in 10^16."""

_STEPS = 8_448
_WIDTH = 2 * REACH / _STEPS


@lru_cache(maxsize=1)
def few_edges() -> tuple[Array, Array]:
    """Return every fourth of the edges: enough for one of many curves whose mean is taken."""
    z, known = edges()
    return z[::4].copy(), known[::4].copy()


@lru_cache(maxsize=1)
def edges() -> tuple[Array, Array]:
    """Return numbers at equal steps over the whole reach, and the share up to each."""
    z = np.linspace(-REACH, REACH, _STEPS + 1)
    return z, np.array([erfc(-one / sqrt(2)) / 2 for one in z.tolist()])


@lru_cache(maxsize=1)
def finer_edges() -> tuple[Array, Array]:
    """Return the same at half the steps: between two bounds a density bends twice."""
    z = np.linspace(-REACH, REACH, 2 * _STEPS + 1)
    return z, shares(z)


def shares(z: Array) -> Array:
    """
    Return the share up to each number.

    Between two edges it is the cubic with the values and densities there, right to 1e-13.
    """
    grid, known = edges()
    place = np.clip((z + REACH) / _WIDTH, 0.0, _STEPS - 1e-9)
    step = place.astype(np.intp)
    t = place - step
    density = np.exp(-grid * grid / 2) * (_WIDTH / sqrt(2 * pi))
    low, high = known[step], known[step + 1]
    first, last = density[step], density[step + 1]
    rise = high - low
    return np.asarray(
        low + t * (first + t * (3 * rise - 2 * first - last + t * (first + last - 2 * rise)))
    )


def quantiles(share: Array) -> Array:
    """
    Return the number up to which each share lies, right to 1e-15 of it.

    Wichura, Algorithm AS 241: The percentage points of the normal distribution, 1988.
    """
    share = np.clip(share, 1e-300, 1 - 1e-16)
    q = share - 0.5
    middle = 0.180625 - q * q
    found = q * _ratio(_MIDDLE, middle)
    tail = np.sqrt(-np.log(np.minimum(share, 1 - share)))
    outer = np.where(
        tail <= _FAR_TAIL,  # as the algorithm has it: a ratio for the tails, one for far out
        _ratio(_TAIL, tail - 1.6),
        _ratio(_FAR, tail - _FAR_TAIL),
    )
    return np.where(np.abs(q) <= _WIDE, found, np.copysign(outer, q))


_WIDE = 0.425
_FAR_TAIL = 5.0
_Ratio = tuple[tuple[float, ...], tuple[float, ...]]
_MIDDLE: _Ratio = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_TAIL: _Ratio = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
_FAR: _Ratio = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


def _ratio(of: _Ratio, x: Array) -> Array:
    above, below = (_polynomial(one, x) for one in of)
    return np.asarray(above / below)


def _polynomial(coefficients: tuple[float, ...], x: Array) -> Array:
    result = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        result *= x
        result += coefficient
    return result
