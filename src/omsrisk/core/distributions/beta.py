"""The incomplete beta function: density, both tails and quantiles of a beta distribution."""

import math

_HALF = 0.5
_NEWTON_STEPS = 100
_LEVELS = 500
_CLOSE = 3e-16
_STRAIGHT = 1e-16
"""Below this part of the range the incomplete beta function is a straight line of logarithms."""


def beta_density(y: float, rest: float, alpha: float, beta: float) -> float:
    """Return the density of a beta distribution on 0..1; rest is 1 - y, to all its digits."""
    return math.pow(y, alpha - 1) * math.pow(rest, beta - 1) / _beta(alpha, beta)


def beta_tails(y: float, rest: float, alpha: float, beta: float) -> tuple[float, float]:
    """Return the regularised incomplete beta function and its complement."""
    if y * (beta + 1) > rest * (alpha + 1):
        above, below = beta_tails(rest, y, beta, alpha)
        return below, above
    first = math.pow(y, alpha) * math.pow(rest, beta) / (alpha * _beta(alpha, beta))
    below = first / _fraction(y, alpha, beta)
    return below, 1 - below


def beta_quantile(p: float, alpha: float, beta: float) -> tuple[float, float]:
    """Return y at which the incomplete beta function is p, and 1 - y; the smaller one is exact."""
    if p > beta_tails(_HALF, _HALF, alpha, beta)[0]:
        above = _small_beta_quantile(1 - p, beta, alpha)
        return 1 - above, above
    below = _small_beta_quantile(p, alpha, beta)
    return below, 1 - below


def _small_beta_quantile(p: float, alpha: float, beta: float) -> float:
    """
    Follow Newton's steps on the logarithms of both y and the function, from below.

    No shape is below 1, so that curve is concave and begins as the straight line that gives the
    start: no step goes past the root, and all of them lead towards it.
    """
    y = math.pow(p * alpha * _beta(alpha, beta), 1 / alpha)
    if y < _STRAIGHT:
        return y
    for _ in range(_NEWTON_STEPS):
        reached, _ = beta_tails(y, 1 - y, alpha, beta)
        slope = y * beta_density(y, 1 - y, alpha, beta) / reached
        step = math.log(p / reached) / slope
        y *= math.exp(step)
        if step < _CLOSE:
            break
    return min(y, _HALF)


def _beta(alpha: float, beta: float) -> float:
    return math.gamma(alpha) * math.gamma(beta) / math.gamma(alpha + beta)


def _fraction(y: float, alpha: float, beta: float) -> float:
    """Evaluate the continued fraction below the incomplete beta function, by Lentz's method."""
    result, numerator, denominator = 1.0, 1.0, 0.0
    for level in range(1, _LEVELS):
        m, odd = divmod(level, 2)
        term = -(alpha + m) * (alpha + beta + m) * y if odd else m * (beta - m) * y
        term /= (alpha + level - 1) * (alpha + level)
        numerator = 1 + term / numerator
        denominator = 1 / (1 + term * denominator)
        result *= numerator * denominator
        if abs(numerator * denominator - 1) < _CLOSE:
            break
    return result
