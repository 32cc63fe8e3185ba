"""
The mean of an amount with a cap on which several uncertain factors decide.

Given all factors but one the amount is a line in that one, and the mean of its lesser with the cap is
a sum of partial moments. That is integrated over the quantiles of the others, by Gauss-Legendre
points in s of u = s^2 (3 - 2 s), which lie close together at both ends: the one that is integrated in
closed form smooths the bend at the cap. The error is the difference to half as many points. What lies
above the cap is integrated likewise, and taken off the mean of the whole amount, which is known: of
both, that with the smaller error is told. So a cap that is never reached changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Atom, Monomial, Polynomial
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.distributions.legendre import legendre

_POINTS = {0: 1, 1: 96, 2: 32, 3: 16}
"""Points for each factor, by how many are integrated over."""

_ROUNDING = 1e-14
_PANEL = 16
"""Points of a panel: panels bear a bend of a range or a season better than more points do."""


class _Point(NamedTuple):
    """A number of a factor, with the chance it stands for."""

    number: float
    chance: float


class Integral(NamedTuple):
    """
    A number that was integrated.

    Attributes:
        value: What it comes to.
        error: A bound on its error.
    """

    value: float
    error: float

    def times(self, scale: float) -> "Integral":
        """
        Return it in another unit.

        Args:
            scale: By what it is multiplied, above 0.
        """
        return Integral(self.value * scale, self.error * scale)


class Lesser(NamedTuple):
    """
    The lesser of an amount and its cap, in the mean.

    Attributes:
        lesser: The mean itself [money].
        beyond: What the mean of the amount lies above it [money].
    """

    lesser: Integral
    beyond: Integral


def mean_of_lesser(amount: Polynomial, distributions: Mapping[str, Distribution]) -> Lesser | None:
    """
    Return the mean of the lesser of an amount and 0.

    Args:
        amount: Less its cap, with a term at least, in factors that are independent of each other.
        distributions: Of each factor, by name.

    Returns:
        None where it has too many factors, or is a line in none of them.
    """
    # phases have their shares of one amount and one cap: the same, but for the scale
    scale = max(map(abs, amount.terms.values()))
    terms = tuple((one, _KEPT.divide(part, scale)) for one, part in amount.terms.items())
    found = _mean_of_lesser(amount.atoms, terms, tuple(distributions.items()))
    return found and Lesser(*(one.times(float(scale)) for one in found))


_KEPT = Context(prec=25)


@lru_cache(maxsize=1024)
def _mean_of_lesser(
    atoms: tuple[Atom, ...],
    terms: tuple[tuple[Monomial, Decimal], ...],
    known: tuple[tuple[str, Distribution], ...],
) -> Lesser | None:
    amount, distributions = Polynomial(atoms, dict(terms)), dict(known)
    names = amount.names()
    inner = _inner(amount, distributions)
    if inner is None or len(names) - 1 not in _POINTS:
        return None
    outer = [name for name in names if name != inner]
    integrate = _Lesser(amount, inner, outer, distributions[inner])
    points = _POINTS[len(outer)]
    fine, coarse = (
        _integrated(integrate, [list(_points(distributions[name], count)) for name in outer])
        for count in (points, points // 2)
    )
    lesser, beyond = (
        Integral(one, abs(one - other) + _ROUNDING * abs(one))
        for one, other in zip(fine, coarse, strict=True)
    )
    return Lesser(lesser, beyond)


def _inner(amount: Polynomial, distributions: Mapping[str, Distribution]) -> str | None:
    """Choose the factor that is integrated in closed form: the most uncertain that is a line."""
    bent = {
        amount.atoms[at].name
        for monomial in amount.terms
        for at, power in monomial
        if power > 1 or amount.atoms[at].window is not None
    }
    for monomial in amount.terms:
        names = [amount.atoms[at].name for at, _ in monomial]
        bent |= {name for name in names if names.count(name) > 1}
    lines = [name for name in amount.names() if name not in bent]
    return max(lines, key=lambda name: _relative(distributions[name]), default=None)


def _relative(distribution: Distribution) -> float:
    mean = distribution.mean
    return distribution.standard_deviation / abs(mean) if mean else 0.0


class _Lesser:
    """The mean over one factor, by the numbers of the others."""

    def __init__(
        self,
        amount: Polynomial,
        inner: str,
        outer: Sequence[str],
        distribution: Distribution,
    ) -> None:
        self._distribution, self._mean = distribution, distribution.mean
        self._atoms = [(at, atom) for at, atom in enumerate(amount.atoms) if atom.name != inner]
        self._places = {name: at for at, name in enumerate(outer)}
        mine = {at: atom for at, atom in enumerate(amount.atoms) if atom.name == inner}
        self._terms = [
            (float(coefficient), *_parted(monomial, mine))
            for monomial, coefficient in amount.terms.items()
        ]

    def __call__(self, numbers: Sequence[float]) -> tuple[float, float]:
        """Integrate over the one factor: the lesser, and what lies beyond it."""
        values = {at: _value(atom, numbers[self._places[atom.name]]) for at, atom in self._atoms}
        constant = rate = 0.0
        for coefficient, others, own in self._terms:
            for at, power in others:
                coefficient *= values[at] ** power  # noqa: PLW2901 - a product
            if own is None:
                constant += coefficient
            elif own.is_rest:
                constant, rate = constant + coefficient, rate - coefficient
            else:
                rate += coefficient
        return self._of_line(constant, rate)

    def _of_line(self, constant: float, rate: float) -> tuple[float, float]:
        if not rate:
            return min(constant, 0.0), max(constant, 0.0)
        there = -constant / rate
        on_this_side = rate * self._distribution.excess_over(there)
        whole = constant + rate * self._mean
        if rate > 0:
            return whole - on_this_side, on_this_side
        return on_this_side, whole - on_this_side


def _parted(
    monomial: Monomial, mine: Mapping[int, Atom]
) -> tuple[tuple[tuple[int, int], ...], Atom | None]:
    """Part a product: what others make of it, and the atom that is integrated, if one is in it."""
    own = [mine[at] for at, _ in monomial if at in mine]
    return tuple(one for one in monomial if one[0] not in mine), own[0] if own else None


def _value(atom: Atom, number: float) -> float:
    return float(atom.value(max(number, 0.0) if atom.is_of_days else number))


def _integrated(
    function: Callable[[Sequence[float]], tuple[float, float]], points: list[list[_Point]]
) -> tuple[float, float]:
    lesser = beyond = 0.0
    for some in product(*points):
        chance = 1.0
        for one in some:
            chance *= one.chance
        found = function([one.number for one in some])
        lesser, beyond = lesser + chance * found[0], beyond + chance * found[1]
    return lesser, beyond


def _points(distribution: Distribution, count: int) -> Iterator[_Point]:
    """Return numbers of a factor with their chances, which add up to 1."""
    panels = max(1, count // _PANEL)
    known = legendre(min(count, _PANEL))
    for start, end in pairwise(at / panels for at in range(panels + 1)):
        for x, weight in known:
            s = start + (end - start) * (x + 1) / 2
            chance = weight * (end - start) / 2 * 6 * s * (1 - s)
            yield _Point(distribution.quantile(s * s * (3 - 2 * s)), chance)
