"""
Distributions: what an uncertain quantity may come to, with moments, quantiles and tails.

The pert is a beta distribution over the range whose mean is (low + 4 x likely + high) / 6 (Malcolm,
Roseboom, Clark and Fazar, 1959); its two exponents add up to 6, so that `likely` is its mode. What a
range comes to in closed form is kept in decimals where it is one (moments of a bounded kind are
fractions of its ends), and in floats elsewhere; a tail is computed as itself, never as 1 less the
other, as the chance of passing a limit is the smaller one. Quantiles are the inverse of the very
distribution function that gives the chances, so that a limit at P90 is passed with 10 %.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from omsrisk.core.distributions.fits import FITS, fitted_pert
from omsrisk.core.distributions.kinds import shape_of
from omsrisk.core.distributions.shape import DistributionShape, Tails
from omsrisk.core.distributions.share_fits import fitted_logit_normal, fitted_two_sided

Real = float | Decimal

KINDS = {
    "pert": "a smooth hump over a range, densest at `likely`: a beta distribution of mean "
    "(low + 4 x likely + high) / 6; what a range is unless `distribution` says otherwise, and what "
    "an interval of a share is, with `likely`",
    "triangular": "straight lines from `low` up to `likely` and down to `high`; it has more at the "
    "ends than a pert",
    "uniform": "as likely everywhere between `low` and `high`; it takes no `likely`",
    "lognormal": "above 0, with a long tail upwards, through the two points of an interval; what an "
    "interval of money, days or counts is unless `distribution` says otherwise",
    "normal": "the bell curve through the two points of an interval; refused where it would fall "
    "below 0, or a share rise above 100 %",
    "two-sided power": "between 0 and 100 %, a power of the distance from either end that meets the "
    "other at `likely`; what an interval of a share is, with `likely`, where a pert would leave them",
    "logit-normal": "between 0 and 100 %, a bell curve of the logarithm of the odds; what an "
    "interval of a share is without `likely`",
}
"""What each kind is, as an author chooses it."""

_HALF = 0.5


class Distribution(NamedTuple):
    """
    What a quantity may come to, and how likely each part of that is.

    Attributes:
        kind: `pert`, `triangular`, `uniform`, `lognormal`, `normal`, `two-sided power` or
            `logit-normal`.
        parameters: pert, triangular: low, likely, high; uniform: low, high; lognormal: mean and
            standard deviation of the logarithm; normal: mean, standard deviation; two-sided power:
            low, likely, high, the part below `likely`, the powers on its left and right;
            logit-normal: low, high, mean and standard deviation of the logarithm of the odds.

    The parameters are read as the decimal numbers they are written as: 0.1 is a tenth.

    >>> Distribution.from_range(2, 10, 45).mean
    14.5
    """

    kind: str
    parameters: tuple[float, ...]

    @classmethod
    def from_range(cls, low: Real, likely: Real, high: Real, kind: str = "pert") -> "Distribution":
        """
        Spread a quantity over a range, most densely at its likely value.

        Args:
            low: The least it can be.
            likely: Where it is densest; may be either end.
            high: The most it can be.
            kind: `pert` (a beta distribution of mean (low + 4 x likely + high) / 6) or `triangular`.

        Raises:
            ValueError: The three are out of order or all the same, or the kind has no such range.

        >>> Distribution.from_range(2, 10, 45, "triangular").mean
        19.0
        """
        first, middle, last = _finite(low, likely, high)
        if kind not in {"pert", "triangular"}:
            raise ValueError(f"A range of low, likely and high is pert or triangular, not {kind}.")
        if first > middle:
            raise ValueError(f"The low value {first:.15g} is above the likely value {middle:.15g}.")
        if middle > last:
            raise ValueError(f"The likely value {middle:.15g} is above the high value {last:.15g}.")
        if first == last:
            raise ValueError(
                f"The low and the high value are both {last:.15g}: nothing is uncertain."
            )
        return cls(kind, (first, middle, last))

    @classmethod
    def from_bounds(cls, low: Real, high: Real) -> "Distribution":
        """
        Spread a quantity evenly between two bounds.

        Args:
            low: The least it can be.
            high: The most it can be.

        Raises:
            ValueError: The low bound is not below the high one.

        >>> Distribution.from_bounds(1, 4).mean
        2.5
        """
        first, last = _finite(low, high)
        _in_order(first, last)
        return cls("uniform", (first, last))

    @classmethod
    def from_interval(
        cls, low: Real, high: Real, share: Real, kind: str, likely: Real | None = None
    ) -> "Distribution":
        """
        Fit a distribution to an interval that leaves the same share out at both ends.

        Args:
            low: As much as `share` lies below it.
            high: As much as `share` lies above it.
            share: Between 0 and 0.5: 0.05 where the interval is P5 to P95, 0.1 for P10 to P90.
            kind: `lognormal`, `normal` or `pert`.
            likely: Where a pert is densest, inside the interval; the others follow from the two ends.

        Returns:
            The one distribution of that kind whose quantiles at `share` and 1 - `share` these are. A
            pert reaches beyond both, below 0 too where `low` is near 0.

        Raises:
            ValueError: The ends are out of order, a lognormal is to reach 0, `likely` is missing or
                outside, the kind has no such interval, or the numbers are beyond those of a computer.

        >>> incident = Distribution.from_interval(100_000, 1_000_000, 0.05, "lognormal")
        >>> round(incident.mean, 4), round(incident.quantile(0.5), 3)
        (404001.2827, 316227.766)
        """
        first, last, part = _finite(low, high, share)
        if not 0 < part < _HALF:
            raise ValueError(
                f"The share outside either end lies between 0 and 0.5, not at {part:.15g}."
            )
        _in_order(first, last)
        if kind == "pert":
            if likely is None:
                raise ValueError("A pert interval needs its likely value, too.")
            (middle,) = _finite(likely)
            return cls(kind, fitted_pert(first, middle, last, part))
        if kind not in FITS:
            raise ValueError(f"An interval is lognormal, normal or pert, not {kind}.")
        if likely is not None:
            raise ValueError(f"A {kind} interval has no likely value: its two ends settle it.")
        return cls(kind, FITS[kind](first, last, part))

    @classmethod
    def within(
        cls,
        low: Real,
        high: Real,
        share: Real,
        ends: tuple[Real, Real],
        likely: Real | None = None,
    ) -> "Distribution":
        """
        Fit a distribution between two bounds to an interval inside them.

        Args:
            low: As much as `share` lies below it.
            high: As much as `share` lies above it.
            share: Between 0 and 0.5: 0.05 where the interval is P5 to P95.
            ends: The bounds, 0 and 1 for a share.
            likely: Where it is densest; without it, the odds are lognormal.

        Raises:
            ValueError: The numbers are out of order.

        >>> found = Distribution.within(0.01, 0.2, 0.05, (0, 1), 0.05)
        >>> round(found.quantile(0.05), 9), round(found.quantile(0.95), 9)
        (0.01, 0.2)
        """
        first, last, part, start, end = _finite(low, high, share, *ends)
        _in_order(first, last)
        if likely is None:
            parameters = fitted_logit_normal(first, last, part, (start, end))
            return cls("logit-normal", parameters)
        (middle,) = _finite(likely)
        parameters = fitted_two_sided(first, middle, last, part, (start, end))
        return cls("two-sided power", parameters)

    @property
    def low(self) -> float:
        """The end below which nothing lies; -inf for a normal."""
        return self._shape.low

    @property
    def high(self) -> float:
        """The end above which nothing lies; inf for a lognormal and a normal."""
        return self._shape.high

    @property
    def mean(self) -> float:
        """The expected value."""
        return self._shape.raw_moment(1)

    @property
    def variance(self) -> float:
        """The expected square of the distance from the mean."""
        return self._shape.central_moment(2)

    @property
    def standard_deviation(self) -> float:
        """The square root of the variance."""
        return math.sqrt(self.variance)

    def raw_moment(self, k: int) -> float:
        """
        Return the expected k-th power; inf where that is more than a float holds.

        Args:
            k: The power, 0 or more.

        Raises:
            ValueError: The power is below 0.

        >>> Distribution.from_bounds(0, 1).raw_moment(3)
        0.25
        """
        return self._shape.raw_moment(_power(k))

    def central_moment(self, k: int) -> float:
        """
        Return expected k-th power of the distance from the mean; inf where a float cannot hold it.

        Args:
            k: The power, 0 or more.

        Raises:
            ValueError: The power is below 0.

        >>> Distribution("normal", (7.0, 2.0)).central_moment(4)
        48.0
        """
        return self._shape.central_moment(_power(k))

    def density(self, x: float) -> float:
        """
        Return the density at a number.

        >>> Distribution.from_bounds(0, 4).density(1)
        0.25
        """
        return self._shape.density(x) if self.low <= x <= self.high else 0.0

    def cumulative(self, x: float) -> float:
        """
        Return the probability of no more than a number; a small one has all its digits.

        >>> Distribution.from_bounds(0, 4).cumulative(1)
        0.25
        """
        return self._tails(x)[0]

    def exceedance(self, x: float) -> float:
        """
        Return the probability of more than a number; a small one has all its digits.

        >>> Distribution.from_bounds(0, 4).exceedance(1)
        0.75
        """
        return self._tails(x)[1]

    def quantile(self, p: float) -> float:
        """
        Return the number that is not exceeded with a probability; the ends of the range for 0 and 1.

        Args:
            p: The probability.

        Raises:
            ValueError: It is no probability.

        >>> Distribution.from_range(0, 0, 10, "triangular").quantile(0.75)
        5.0
        """
        if not 0 <= p <= 1:
            raise ValueError(f"A probability lies between 0 and 1, not at {p:.15g}.")
        if p in {0, 1}:
            return self.high if p else self.low
        return self._shape.quantile(p)

    def partial_expectation(self, x: float) -> float:
        """
        Return what the outcomes above a number contribute to the mean.

        Divided by the probability of such an outcome it is their own mean: the expected shortfall,
        where the number is a quantile.

        >>> Distribution.from_bounds(0, 4).partial_expectation(2)
        1.5
        """
        return self.partial_moment(1, x, self.high)

    def excess_over(self, x: float) -> float:
        """
        Return what outcomes above a number exceed it by, in the mean over all outcomes.

        Args:
            x: The number.

        >>> Distribution.from_bounds(0, 4).excess_over(2)
        0.5
        """
        if x <= self.low:
            return self.mean - x
        if x >= self.high:
            return 0.0
        _, above = self._shape.tail_moments(1, x)
        return above[1] + (self.origin - x) * above[0]

    def partial_moment(self, k: int, low: float, high: float) -> float:
        """
        Return what the outcomes above one number and up to another contribute to a raw moment.

        Args:
            k: The power, 0 or more; 0 gives the probability.
            low: The outcomes lie above it.
            high: They lie at it or below; no less than `low`.

        Raises:
            ValueError: The power is below 0.

        >>> Distribution.from_bounds(0, 4).partial_moment(1, 2, 4)
        1.5
        """
        if low <= self.low and self.high <= high:
            return self.raw_moment(k)
        (parts,) = self.partial_moments(_power(k), (low, high))
        return math.fsum(
            math.comb(k, j) * self.origin ** (k - j) * part for j, part in enumerate(parts)
        )

    @property
    def origin(self) -> float:
        """From where `partial_moments` mitigations: inside the distribution or at its low end."""
        return self._shape.origin

    def partial_moments(self, most: int, ends: Sequence[float]) -> list[list[float]]:
        """
        Return what pieces of the range contribute to the moments about `origin`.

        Args:
            most: The highest power.
            ends: The ends of the pieces, in order; a piece is above one and up to the next.

        Returns:
            For each piece E[(X - origin)^k; X in the piece], for k from 0 to `most`. Probabilities
            have all their digits, higher moments of a narrow piece far from the origin fewer.

        >>> Distribution.from_bounds(1, 5).partial_moments(1, (0, 3, 9))
        [[0.5, 0.5], [0.5, 1.5]]
        """
        tails = [self._tail_moments(most, end) for end in ends]
        return [_between(*pair) for pair in pairwise(tails)]

    def _tails(self, x: float) -> tuple[float, float]:
        (below,), (above,) = self._tail_moments(0, x)
        return below, above

    def _tail_moments(self, most: int, x: float) -> Tails:
        if self.low < x < self.high:
            return self._shape.tail_moments(most, x)
        none = [0.0] * (most + 1)
        whole = [self._shape.origin_moment(k) for k in range(most + 1)]
        return (none, whole) if x <= self.low else (whole, none)

    @property
    def _shape(self) -> DistributionShape:
        return shape_of(self.kind, self.parameters)


def _finite(*numbers: Real) -> tuple[float, ...]:
    for number in numbers:
        if not math.isfinite(number):
            raise ValueError(f"A distribution is made of finite numbers, not of {number}.")
    return tuple(float(number) for number in numbers)


def _in_order(low: float, high: float) -> None:
    if low >= high:
        raise ValueError(f"The low value {low:.15g} is not below the high value {high:.15g}.")


def _between(start: Tails, end: Tails) -> list[float]:
    """Subtract, power by power, on the side on which there is less to subtract from."""
    return [
        below_end - below_start if abs(below_end) <= abs(above_start) else above_start - above_end
        for below_start, above_start, below_end, above_end in zip(*start, *end, strict=True)
    ]


def _power(k: int) -> int:
    if k < 0:
        raise ValueError(f"The power of a moment is 0 or more, not {k}.")
    return k
