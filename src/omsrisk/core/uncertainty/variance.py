"""
The variance of a figure in independent inputs, and what each of them makes of it.

A term is a coefficient times H_k, whether k phases of a chain held, times a factor of each input:
powers of it, and of the effective days that seasons make of it. Three ideas keep the work in step
with the number of terms, where pairs of terms would square it:

- H_j H_k = H_max(j, k), so sums over pairs of phases are running sums;
- of a source with many factors, as ranges that phases state of one input are, pairs are sums over the
  points of its quantile, where all factors are added up before they are squared;
- inputs of one phase, or of few terms, are *own* inputs of a block. Terms of two blocks only meet in
  their *shared* inputs, so for those pairs own inputs count with their means, and terms of one shared
  factor are one. Pairs within a block then add what their own inputs have in common.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Monomial, joined
from omsrisk.core.pricing.case import PHASES
from omsrisk.core.uncertainty.chained import Chained, TooManyProductsError

MomentOf = Callable[[Monomial], float]
"""Gives the expected product of powers of the atoms of one input, none of which is ever below 0."""

PointsOf = Callable[[Monomial], tuple[Sequence[float], Sequence[float]] | None]
"""
Gives a product of powers of the atoms of one source at points of its quantile, and the weights of
these, which give means; the points are the same for all products. None where it has a kink.
"""

_FEW = 12
"""An input of so few terms is their own."""

_MANY = 24
"""Of so many factors of one source pairs are not looked at one by one, where that can be."""

_MOST_PAIRS = 3_000_000
"""Pairs of terms with inputs of their own in common, some microseconds each."""

_MOST_KINDS = 6
"""Of more kinds of terms that have one of many factors, they are."""


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
    *,
    points: Mapping[str, PointsOf] | None = None,
    alike: Mapping[int, int] | None = None,
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
        points: What sources with a quantile come to point by point, by name.
        alike: The first of the atoms that are always the same number as one, by number.

    Raises:
        TooManyProductsError: Too many pairs of its terms have inputs of their own in common.
    """
    named = sources or {}
    held = [1.0]
    for name in figure.chain:
        held.append(held[-1] * (1 - chances[name]))
    means = [0.0] * len(held)
    terms = []
    for one in _terms(figure, moments, named, alike or {}):
        means[one.level] += one.mean
        terms.append(one)
    names = dict.fromkeys(named.get(name, name) for name in figure.names())
    effects = _Effects(names, len(held))
    excess_of = _Excess(moments)
    _Between(held, excess_of, effects, moments, points or {}).take(terms)
    _within(terms, held, excess_of, effects)
    _draws(figure.chain, chances, held, means, effects)
    mean = math.fsum(map(float.__mul__, held, means))
    return Decomposition(mean, effects.variance, effects.alone, effects.together)


_Levels = dict[int, float]
"""Means by the number of phases that have to hold."""

_Group = tuple[dict[str, Monomial], _Levels]
"""Terms that have the same shared factors."""


class _Between:
    """Takes all pairs of terms by their shared inputs, own inputs at their means."""

    def __init__(
        self,
        held: list[float],
        excess_of: "_Excess",
        effects: _Effects,
        moments: Mapping[str, MomentOf],
        points: Mapping[str, PointsOf],
    ) -> None:
        self._held, self._excess_of, self._effects = held, excess_of, effects
        self._moments, self._points = moments, points

    def take(self, terms: Iterable[_Term]) -> None:
        """Take the pairs of some terms."""
        gathered: dict[Factors, _Levels] = defaultdict(dict)
        for one in terms:
            levels = gathered[one.shared]
            levels[one.level] = levels.get(one.level, 0.0) + one.mean
        self._take([(dict(factors), levels) for factors, levels in gathered.items() if factors])

    def _take(self, groups: list[_Group]) -> None:
        for source, points in self._points.items():
            with_it = [one for one in groups if source in one[0]]
            kinds = self._kinds(source, points, with_it) if len(with_it) > _MANY else None
            if kinds is None:
                continue
            groups = [one for one in groups if source not in one[0]]
            for at, kind in enumerate(kinds):
                for other in kinds[at:]:
                    self._pair_of_kinds(source, kind, other)
                for group in groups:
                    self._pair(kind.at_means, group, 2)
        for at, group in enumerate(groups):
            for second in _meeting(groups, at):
                self._pair(group, groups[second], 1 if second == at else 2)

    def _excesses(
        self, one: Mapping[str, Monomial], other: Mapping[str, Monomial]
    ) -> list[tuple[str, float]]:
        return [
            (name, self._excess_of(name, factor, other[name]))
            for name, factor in one.items()
            if name in other
        ]

    def _pair(self, one: _Group, other: _Group, times: int) -> None:
        excesses = self._excesses(one[0], other[0])
        if not excesses:
            return
        by_level = _pairs(one[1], other[1], self._held)
        self._effects.add(times * math.fsum(by_level.values()), excesses)
        product = _together(excesses)
        for level, weight in by_level.items():
            self._effects.squares[level] += times * weight * product
        apart = times * _expected(one[1], self._held) * _expected(other[1], self._held)
        for name, excess in excesses:
            self._effects.alone[name] += apart * excess

    def _kinds(self, source: str, points: PointsOf, groups: list[_Group]) -> "list[_Kind] | None":
        """Put terms together that differ in the factor of one source; None if that is no use."""
        kinds: dict[Factors, _Kind] = {}
        for factors, levels in groups:
            own = factors[source]
            found = points(own)
            if found is None:
                return None
            weights, values = found
            rest = tuple((name, one) for name, one in factors.items() if name != source)
            kind = kinds.setdefault(rest, _Kind(dict(rest), weights))
            if len(kinds) > _MOST_KINDS:
                return None
            kind.add(levels, values, self._moments[source](own))
        return list(kinds.values())

    def _pair_of_kinds(self, source: str, one: "_Kind", other: "_Kind") -> None:
        """
        Take all pairs of two kinds at once, of which each term has a factor of one source.

        With h the part by which a factor lies above its mean, r - 1 of two is E[h h']. The sum over
        all pairs of C C' h h' is, at each point, a product of two sums.
        """
        held, effects, times = self._held, self._effects, 1 if one is other else 2
        excesses = self._excesses(one.factors, other.factors)
        product = _together(excesses)
        apart = 0.0
        varied: dict[int, float] = {}
        for weight, mine, theirs in zip(one.weights, one.above, other.above, strict=True):
            for level, found in _pairs(mine, theirs, held).items():
                varied[level] = varied.get(level, 0.0) + weight * found
            apart += weight * _expected(mine, held) * _expected(theirs, held)
        at_means = _pairs(one.levels, other.levels, held)
        for level, found in at_means.items():
            beyond = (1 + product) * varied.get(level, 0.0) + product * found
            effects.squares[level] += times * beyond
        whole, above = math.fsum(at_means.values()), math.fsum(varied.values())
        effects.variance += times * ((1 + product) * above + product * whole)
        effects.together[source] += times * (1 + product) * above
        effects.alone[source] += times * apart
        means = times * _expected(one.levels, held) * _expected(other.levels, held)
        for name, excess in excesses:
            both = times * (whole + above) * (1 + product)
            effects.together[name] += both * excess / (1 + excess)
            effects.alone[name] += means * excess


class _Kind:
    """Terms that differ in the factor of one source: by level, at its mean and at its points."""

    def __init__(self, factors: dict[str, Monomial], weights: Sequence[float]) -> None:
        self.factors, self.weights = factors, weights
        self.levels: _Levels = {}
        self.above: list[_Levels] = [{} for _ in weights]
        """What the terms lie above their means at each point."""

    @property
    def at_means(self) -> _Group:
        """The terms with the source at its mean."""
        return self.factors, self.levels

    def add(self, levels: _Levels, values: Sequence[float], mean: float) -> None:
        """Add terms of one factor of the source, which has a mean."""
        for level, own in levels.items():
            self.levels[level] = self.levels.get(level, 0.0) + own
            for at, value in enumerate(values):
                above = self.above[at]
                above[level] = above.get(level, 0.0) + own * (value / mean - 1)


def _meeting(shared: list[_Group], at: int) -> Iterator[int]:
    mine = shared[at][0].keys()
    for other in range(at, len(shared)):
        if not mine.isdisjoint(shared[other][0]):
            yield other


def _pairs(one: _Levels, other: _Levels, held: list[float]) -> _Levels:
    """Weigh pairs of levels with the chance of the higher; summed up by the lower of the two."""
    found: dict[int, float] = {}
    mine, theirs = 0.0, 0.0  # of all higher levels
    for level in sorted(one.keys() | other.keys(), reverse=True):
        first, second, chance = one.get(level, 0.0), other.get(level, 0.0), held[level]
        found[level] = chance * first * second + first * theirs + mine * second
        mine += chance * first
        theirs += chance * second
    return found


def _expected(levels: _Levels, held: list[float]) -> float:
    return math.fsum(held[level] * mean for level, mean in levels.items())


def _within(terms: list[_Term], held: list[float], excess_of: "_Excess", effects: _Effects) -> None:
    """Take the pairs that have own inputs in common."""
    by_input: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(terms):
        for name, _ in one.own:
            by_input[name].append(at)
    pairs = sum(len(places) ** 2 for places in by_input.values()) / 2
    if min(pairs, sum(bool(one.own) for one in terms) ** 2 / 2) > _MOST_PAIRS:
        raise TooManyProductsError
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
    figure: Chained,
    moments: Mapping[str, MomentOf],
    sources: Mapping[str, str],
    alike: Mapping[int, int],
) -> Iterator[_Term]:
    """Factor the terms by source; what is surely 0 makes no variance."""
    names = [sources.get(one.name, one.name) for one in figure.atoms]
    factored: list[tuple[int, float, dict[str, Monomial]]] = []
    for (level, monomial), coefficient in figure.terms.items():
        factors: dict[str, Monomial] = {}
        for at, power in monomial:
            factor = ((alike.get(at, at), power),)
            known = factors.get(names[at])
            factors[names[at]] = factor if known is None else joined(known, factor)
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
