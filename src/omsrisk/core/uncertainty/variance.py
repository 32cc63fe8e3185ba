"""
The variance of a figure in independent inputs, and what each of them makes of it.

A term is a coefficient times H_k, whether k phases of a chain held, times a factor of each input:
powers of it, and of the effective days that seasons make of it. Two ideas keep the work in step with
the number of terms, where pairs of terms would square it:

- H_j H_k = H_max(j, k), so sums over pairs of phases are running sums;
- inputs of one phase, or of few terms, are *own* inputs of a block. Terms of two blocks only meet in
  their *shared* inputs, so for those pairs own inputs count with their means, and terms of one shared
  factor are one. Pairs within a block then add what their own inputs have in common.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Monomial, joined
from omsrisk.core.pricing.case import PHASES
from omsrisk.core.uncertainty.chained import Chained

MomentOf = Callable[[Monomial], float]
"""Gives the expected product of powers of the atoms of one input, none of which is ever below 0."""

_FEW = 12
"""An input of so few terms is their own."""


class Decomposition(NamedTuple):
    """
    Mean and variance of a figure.

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


Factors = tuple[tuple[str, Monomial], ...]
"""The factor of each input, by its name."""


class _Term(NamedTuple):
    """A term: how many phases have to hold, its mean if they do, its shared and its own factors."""

    level: int
    mean: float
    shared: Factors
    own: Factors


class _Effects:
    """Sums up what pairs of terms make of the variance."""

    def __init__(self, names: Iterable[str], levels: int) -> None:
        self.variance = 0.0
        self.alone = dict.fromkeys(names, 0.0)
        self.together = dict(self.alone)
        self.squares = [0.0] * levels
        """E[F^2] of pairs by the lower level of the two: each draw up to it multiplies them."""

    def add(self, weight: float, excesses: list[tuple[str, float]]) -> None:
        """Take pairs of terms whose shared inputs have r - 1 in excess."""
        product = _together(excesses)
        self.variance += weight * product
        self._spread(weight * (1 + product), excesses)

    def add_own(
        self,
        weight: float,
        excesses: list[tuple[str, float]],
        own: list[tuple[str, float]],
    ) -> float:
        """Take a pair of one block beyond what its shared inputs make; returns that."""
        shared, both = 1 + _together(excesses), _together(own)
        beyond = weight * shared * both
        self.variance += beyond
        self._spread(beyond, excesses)
        self._spread(weight * shared * (1 + both), own)
        return beyond

    def _spread(self, weight: float, excesses: list[tuple[str, float]]) -> None:
        for name, excess in excesses:
            self.together[name] += weight * excess / (1 + excess)


def _together(excesses: list[tuple[str, float]]) -> float:
    """Multiply all r, less 1: a small one keeps its digits."""
    product = 0.0
    for _, excess in excesses:
        product += excess + product * excess
    return product


def decomposed(
    figure: Chained,
    moments: Mapping[str, MomentOf],
    chances: Mapping[str, float],
    sources: Mapping[str, str] | None = None,
) -> Decomposition:
    """
    Decompose the variance of a figure.

    With C the mean of a term and r = E[f g] / (E[f] E[g]) for the factors f and g of an input that
    two of them share, their covariance is C C' (prod r - 1). Of it, the input alone makes
    C C' (r - 1), and all that it takes part in C C' prod r (1 - 1 / r). A draw that k phases wait for
    multiplies all that comes with them or later: F = U + h V, so alone it makes
    q (1 - q) E[V]^2, and with others q (1 - q) E[V^2].

    Args:
        figure: In inputs that are independent of each other, or share a source.
        moments: What each source may come to, by name.
        chances: The chance of each draw of the chain.
        sources: The source of each input, by name; the input itself if left out.
    """
    named = sources or {}
    held = [1.0]
    for name in figure.chain:
        held.append(held[-1] * (1 - chances[name]))
    means = [0.0] * len(held)
    terms = []
    for one in _terms(figure, moments, named):
        means[one.level] += one.mean
        terms.append(one)
    names = dict.fromkeys(named.get(name, name) for name in figure.names())
    effects = _Effects(names, len(held))
    excess_of = _Excess(moments)
    _between(terms, held, excess_of, effects)
    _within(terms, held, excess_of, effects)
    _draws(figure.chain, chances, held, means, effects)
    mean = math.fsum(map(float.__mul__, held, means))
    return Decomposition(mean, effects.variance, effects.alone, effects.together)


def _between(terms: list[_Term], held: list[float], excess_of: "_Excess", effects: _Effects) -> None:
    """Take all pairs of terms by their shared inputs, own inputs at their means."""
    gathered: dict[Factors, dict[int, float]] = defaultdict(dict)
    for one in terms:
        levels = gathered[one.shared]
        levels[one.level] = levels.get(one.level, 0.0) + one.mean
    shared = [(dict(factors), levels) for factors, levels in gathered.items() if factors]
    for at, (mine, levels) in enumerate(shared):
        for other in _meeting(shared, at):
            theirs, others = shared[other]
            excesses = [
                (name, excess_of(name, factor, theirs[name]))
                for name, factor in mine.items()
                if name in theirs
            ]
            by_level = _pairs(levels, others, held)
            twice = 1 if other == at else 2
            effects.add(twice * math.fsum(by_level.values()), excesses)
            product = _together(excesses)
            for level, weight in by_level.items():
                effects.squares[level] += twice * weight * product
            apart = twice * _expected(levels, held) * _expected(others, held)
            for name, excess in excesses:
                effects.alone[name] += apart * excess


def _meeting(shared: list[tuple[dict[str, Monomial], dict[int, float]]], at: int) -> Iterator[int]:
    mine = shared[at][0].keys()
    for other in range(at, len(shared)):
        if not mine.isdisjoint(shared[other][0]):
            yield other


def _pairs(one: dict[int, float], other: dict[int, float], held: list[float]) -> dict[int, float]:
    """Weigh pairs of levels with the chance of the higher; summed up by the lower of the two."""
    found: dict[int, float] = {}
    mine, theirs = 0.0, 0.0  # of all higher levels
    for level in sorted(one.keys() | other.keys(), reverse=True):
        first, second, chance = one.get(level, 0.0), other.get(level, 0.0), held[level]
        found[level] = chance * first * second + first * theirs + mine * second
        mine += chance * first
        theirs += chance * second
    return found


def _expected(levels: dict[int, float], held: list[float]) -> float:
    return math.fsum(held[level] * mean for level, mean in levels.items())


def _within(terms: list[_Term], held: list[float], excess_of: "_Excess", effects: _Effects) -> None:
    """Take the pairs that have own inputs in common."""
    by_input: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(terms):
        for name, _ in one.own:
            by_input[name].append(at)
    for at, one in enumerate(terms):
        mine, shared = dict(one.own), dict(one.shared)
        for other in sorted({place for name in mine for place in by_input[name] if place >= at}):
            second = terms[other]
            own = [(name, excess_of(name, mine[name], factor)) for name, factor in second.own
                   if name in mine]  # fmt: skip
            excesses = [(name, excess_of(name, shared[name], factor))
                        for name, factor in second.shared if name in shared]  # fmt: skip
            twice = one.mean * second.mean * (1 if other == at else 2)
            lower, higher = sorted((one.level, second.level))
            beyond = effects.add_own(held[higher] * twice, excesses, own)
            effects.squares[lower] += beyond
            apart = held[lower] * held[higher] * twice
            for name, excess in own:
                effects.alone[name] += apart * excess


def _draws(
    chain: tuple[str, ...],
    chances: Mapping[str, float],
    held: list[float],
    means: list[float],
    effects: _Effects,
) -> None:
    """Take what the draws of the chain make: each decides on all that comes after it."""
    for level, weight in _pairs(dict(enumerate(means)), dict(enumerate(means)), held).items():
        effects.squares[level] += weight
    later, square = 0.0, 0.0
    for level in range(len(chain), 0, -1):
        name = chain[level - 1]
        later += held[level] * means[level]
        square += effects.squares[level]
        if name not in effects.alone or not held[level]:
            continue
        chance = chances[name]
        effects.alone[name] = chance / (1 - chance) * later * later
        effects.together[name] = chance * square
        effects.variance += chance * later * later / held[level]


def _terms(
    figure: Chained, moments: Mapping[str, MomentOf], sources: Mapping[str, str]
) -> Iterator[_Term]:
    """Factor the terms by source; what is surely 0 makes no variance."""
    names = [sources.get(one.name, one.name) for one in figure.atoms]
    factored: list[tuple[int, float, dict[str, Monomial]]] = []
    for (level, monomial), coefficient in figure.terms.items():
        factors: dict[str, Monomial] = {}
        for at, power in monomial:
            factors[names[at]] = (*factors.get(names[at], ()), (at, power))
        mean = float(coefficient) * math.prod(moments[name](one) for name, one in factors.items())
        if mean:
            factored.append((level, mean, factors))
    often = Counter(name for _, _, factors in factored for name in factors)
    own = {name for name, number in often.items() if number <= _FEW or name.startswith(_OF_A_PHASE)}
    for level, mean, factors in factored:
        yield _Term(
            level,
            mean,
            tuple((name, one) for name, one in factors.items() if name not in own),
            tuple((name, one) for name, one in factors.items() if name in own),
        )


_OF_A_PHASE = f"{PHASES}."


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
