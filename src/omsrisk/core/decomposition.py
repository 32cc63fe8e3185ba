"""The variance of a polynomial in independent inputs, and what each of them makes of it."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from omsrisk.core.polynomial import Monomial, Polynomial, joined

MomentOf = Callable[[Monomial], float]
"""Gives the expected product of powers of the atoms of one input, none of which is ever below 0."""


class Decomposition(NamedTuple):
    """
    Mean and variance of a polynomial.

    Attributes:
        mean: Its mean.
        variance: Its variance.
        alone: The part of the variance that each input makes alone.
        together: The part that each makes alone and together with others.
    """

    mean: float
    variance: float
    alone: Mapping[str, float]
    together: Mapping[str, float]


class _Term(NamedTuple):
    """A monomial: its mean, and its factor of each input."""

    mean: float
    factors: Mapping[str, Monomial]


def decomposed(polynomial: Polynomial, moments: Mapping[str, MomentOf]) -> Decomposition:
    """
    Decompose the variance over pairs of monomials.

    A monomial is a coefficient times a factor of each input: powers of it, and of the effective
    days that seasons make of it. With C the mean of a monomial and r = E[f g] / (E[f] E[g]) for the
    factors f and g of an input that two of them share, their covariance is C C' (prod r - 1). Of
    it, the input alone makes C C' (r - 1), and all that it takes part in C C' prod r (1 - 1 / r).

    Args:
        polynomial: In inputs that are independent of each other.
        moments: What each of them may come to, by name.
    """
    terms = list(_terms(polynomial, moments))
    excess_of = _Excess(moments)
    variance = 0.0
    alone = dict.fromkeys(polynomial.names(), 0.0)
    together = dict(alone)
    for at, (first, mine) in enumerate(terms):
        for second, theirs in terms[at:]:
            excesses = [
                (name, excess_of(name, factor, theirs[name]))
                for name, factor in mine.items()
                if name in theirs
            ]
            if not excesses:
                continue
            twice = first * second * (1 if theirs is mine else 2)
            product = 0.0  # of all r, less 1: a small one keeps its digits
            for _, excess in excesses:
                product += excess + product * excess
            variance += twice * product
            for name, excess in excesses:
                alone[name] += twice * excess
                together[name] += twice * (1 + product) * excess / (1 + excess)
    mean = float(polynomial.constant) + sum(one.mean for one in terms)
    return Decomposition(mean, variance, alone, together)


def _terms(polynomial: Polynomial, moments: Mapping[str, MomentOf]) -> Iterator[_Term]:
    """Factor the monomials; a constant and what is surely 0 make no variance."""
    for monomial, coefficient in polynomial.terms.items():
        factors: dict[str, Monomial] = {}
        for at, power in monomial:
            name = polynomial.atoms[at].name
            factors[name] = (*factors.get(name, ()), (at, power))
        means = [moments[name](factor) for name, factor in factors.items()]
        mean = float(coefficient) * math.prod(means)
        if factors and mean:
            yield _Term(mean, factors)


class _Excess:
    """Gives r - 1 of an input for two of its factors, and computes it once for each two."""

    def __init__(self, moments: Mapping[str, MomentOf]) -> None:
        self._moments = moments
        self._found: dict[tuple[str, Monomial, Monomial], float] = {}

    def __call__(self, name: str, one: Monomial, other: Monomial) -> float:
        pair = (name, one, other)
        if pair not in self._found:
            moment = self._moments[name]
            separate = moment(one) * moment(other)
            self._found[pair] = moment(joined(one, other)) / separate - 1
        return self._found[pair]
