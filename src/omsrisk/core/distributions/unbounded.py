"""The shapes without an upper end: lognormal and normal."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist

from omsrisk.core.distributions.shape import (
    DistributionShape,
    Rational,
    Tails,
    exactly,
    finite_or_inf,
)


@dataclass(frozen=True)
class _Normal(Rational):
    centre: float
    deviation: float

    low = -math.inf
    high = math.inf

    @property
    def origin(self) -> float:
        return self.centre

    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        """Integrate by parts: each moment follows from the two before it."""
        mean, deviation = exactly(self.centre, self.deviation)
        before, moment = Fraction(0), Fraction(1)
        for power in range(k):
            before, moment = moment, (mean - centre) * moment + power * deviation**2 * before
        return moment

    def standardised(self, x: float) -> float:
        return (x - self.centre) / self.deviation

    def density(self, x: float) -> float:
        return bell(self.standardised(x)) / self.deviation

    def tail_moments(self, most: int, x: float) -> Tails:
        """Integrate by parts: each moment follows from the one two before it."""
        z = self.standardised(x)
        found: Tails = ([], [])
        for tail, sign, chance in zip(found, (-1, 1), bell_tails(z), strict=True):
            edge = sign * bell(z)
            for k in range(most + 1):
                before = (k - 1) * tail[k - 2] if k > 1 else 0.0
                tail.append(before + edge * z ** (k - 1) if k else chance)
            tail[:] = [part * self.deviation**k for k, part in enumerate(tail)]
        return found

    def quantile(self, p: float) -> float:
        return self.centre + self.deviation * NormalDist().inv_cdf(p)


@dataclass(frozen=True)
class _Lognormal(DistributionShape):
    mu: float
    sigma: float

    low = 0.0
    high = math.inf
    origin = 0.0

    def raw_moment(self, k: int) -> float:
        return finite_or_inf(lambda: math.exp(k * self.mu + (k * self.sigma) ** 2 / 2))

    def origin_moment(self, k: int) -> float:
        return self.raw_moment(k)

    def central_moment(self, k: int) -> float:
        """
        Sum powers of exp(sigma^2) - 1.

        The usual sum of raw moments cancels where sigma is small; this one has no negative term.
        """
        return finite_or_inf(lambda: self.powers_of_excess(k))

    def powers_of_excess(self, k: int) -> float:
        mean = Fraction(math.exp(self.mu + self.sigma**2 / 2))
        excess = Fraction(math.expm1(self.sigma**2))
        total = Fraction(0)
        for coefficient in reversed(_graph_counts(k)):
            total = total * excess + coefficient
        return float(total * mean**k)

    def standardised(self, x: float) -> float:
        return (math.log(x) - self.mu) / self.sigma

    def density(self, x: float) -> float:
        return bell(self.standardised(x)) / (x * self.sigma) if x > 0 else 0.0

    def tail_moments(self, most: int, x: float) -> Tails:
        """Move the bell curve by one deviation for each power."""
        z = self.standardised(x)
        found: Tails = ([], [])
        for k in range(most + 1):
            whole = self.raw_moment(k)
            for tail, chance in zip(found, bell_tails(z - k * self.sigma), strict=True):
                tail.append(whole * chance)
        return found

    def quantile(self, p: float) -> float:
        z = NormalDist().inv_cdf(p)
        return finite_or_inf(lambda: math.exp(self.mu + self.sigma * z))


UNBOUNDED: Mapping[str, Callable[..., DistributionShape]] = {
    "lognormal": _Lognormal,
    "normal": _Normal,
}


@lru_cache(maxsize=64)
def _graph_counts(k: int) -> tuple[int, ...]:
    """Count the graphs of k named nodes, none of them alone, by their number of edges."""
    return tuple(
        sum(
            (-1) ** (k - j) * math.comb(k, j) * math.comb(math.comb(j, 2), edges)
            for j in range(k + 1)
        )
        for edges in range(math.comb(k, 2) + 1)
    )


def bell(z: float) -> float:
    """Return the density of the normal distribution."""
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def bell_tails(z: float) -> tuple[float, float]:
    """Return the chances of less and of more than a normal number."""
    return math.erfc(-z / math.sqrt(2)) / 2, math.erfc(z / math.sqrt(2)) / 2
