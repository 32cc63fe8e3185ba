"""What every shape of a distribution knows: moments, density, tails and quantiles."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction

Tails = tuple[list[float], list[float]]
"""What lies below a number and what lies above it, by power."""


class DistributionShape(ABC):
    """What a kind knows, asked for numbers inside the range and probabilities between 0 and 1."""

    low: float
    high: float

    @property
    @abstractmethod
    def origin(self) -> float:
        """From where distances are measured in `tail_moments`."""

    @abstractmethod
    def raw_moment(self, k: int) -> float:
        """Return E[X^k]."""

    @abstractmethod
    def central_moment(self, k: int) -> float:
        """Return E[(X - E[X])^k]."""

    @abstractmethod
    def origin_moment(self, k: int) -> float:
        """Return E[(X - origin)^k]."""

    @abstractmethod
    def density(self, x: float) -> float:
        """Return the density at a number."""

    @abstractmethod
    def tail_moments(self, most: int, x: float) -> Tails:
        """
        Return E[(X - origin)^k; X <= x] and E[(X - origin)^k; X > x] for k from 0 to `most`.

        Each is computed, none is what another leaves over, so that small ones keep their digits.
        """

    @abstractmethod
    def quantile(self, p: float) -> float:
        """Return the number below which a share of all cases lies."""


class Rational(DistributionShape):
    """A kind whose moments are fractions, so that only the result is rounded."""

    def raw_moment(self, k: int) -> float:
        """Return E[X^k]."""
        return _rounded(self.moment_about(Fraction(0), k))

    def central_moment(self, k: int) -> float:
        """Return E[(X - E[X])^k]."""
        return _rounded(self.moment_about(self.moment_about(Fraction(0), 1), k))

    def origin_moment(self, k: int) -> float:
        """Return E[(X - origin)^k]."""
        (origin,) = exactly(self.origin)
        return _rounded(self.moment_about(origin, k))

    @abstractmethod
    def moment_about(self, centre: Fraction, k: int) -> Fraction:
        """Return E[(X - centre)^k]."""


def exactly(*numbers: float) -> tuple[Fraction, ...]:
    """Read floats as the decimal numbers they are written as."""
    return tuple(Fraction(repr(float(number))) for number in numbers)


def finite_or_inf(compute: Callable[[], float]) -> float:
    """Compute a number; inf where it is more than a float holds."""
    try:
        return compute()
    except OverflowError:
        return math.inf


def _rounded(exact: Fraction) -> float:
    size = finite_or_inf(lambda: float(abs(exact)))
    return -size if exact < 0 else size
