"""Expected products of powers of uncertain inputs, and which of them depend on each other."""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Atom
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.pricing.case import Correlation, Input, Spread
from omsrisk.core.uncertainty.common_factors import of_many
from omsrisk.core.uncertainty.copula import (
    ROUNDING,
    Expected,
    Series,
    of_three,
    of_two,
)
from omsrisk.core.uncertainty.correlation import copula_correlation, groups_of
from omsrisk.core.uncertainty.events import distribution_of
from omsrisk.core.uncertainty.exact_moments import exact_moment, exact_rest_moment
from omsrisk.core.uncertainty.moments import Moments
from omsrisk.core.uncertainty.one_quantile import (
    LOGNORMAL,
    Factors,
    expanded_product,
    expected_product,
    kinks_of,
    values_at_points,
)

_OF_A_SERIES = 3
"""Correlated sources of which a series gives the product; of more it is an integral."""
_MOST_SUMMED = 30
"""Powers of a fitted PERT up to which its moment is a sum of fractions; they grow with the power."""
_FINE = 1e-6
"""A larger part of a product is too much for an error, where an integral may tell it better."""
_MOST_INTEGRALS = 12
"""Products of one file that are integrated: each takes some hundredths of a second."""

Powers = tuple[tuple[Atom, int], ...]
"""A product of powers of atoms."""


class About(NamedTuple):
    """
    A product, by what is known of one source.

    Attributes:
        factor: The mean of what has nothing to do with it.
        own: What it is itself.
        partner: What is correlated with it, as a series, and the correlation.
    """

    factor: Decimal
    own: Factors
    partner: tuple[Series, float] | None


class Products:
    """
    Expects products of powers of inputs.

    Args:
        inputs: What is uncertain, by path.
        correlations: Pairs of them.

    Attributes:
        bits: The source of each input, as one bit; correlated inputs count as one source.
        alike: The first of the inputs that are always the same number as an input: they have one
            source and one range, which a phase may restate as often as it likes.
    """

    def __init__(self, inputs: Mapping[str, Input], correlations: Sequence[Correlation]) -> None:
        self._inputs = inputs
        self._ranks = {
            frozenset((one.first, one.second)): copula_correlation(one.rank) for one in correlations
        }
        self._tied = self._sources_tied()
        self.bits = self._sources(groups_of(correlations))
        firsts: dict[tuple[str, Spread], str] = {}
        self.alike = {
            path: firsts.setdefault((self._source(path), self._spread(path)), path) for path in inputs
        }
        self._parts: dict[Powers, Expected | Decimal | None] = {}
        self._series: dict[tuple[Factors, float], Series] = {}
        self._integrals = 0
        self._distributions: dict[str, Distribution] = {}

    def _sources(self, groups: Iterable[tuple[str, ...]]) -> dict[str, int]:
        places: dict[str, int] = {}
        for at, members in enumerate(groups):
            places.update(dict.fromkeys(members, at))
        found = {}
        for path in self._inputs:
            source = self._source(path)
            found[path] = 1 << places.setdefault(source, len(places) + len(self._ranks))
        return found

    def _source(self, path: str) -> str:
        """Name the input whose quantile an input takes."""
        return self._inputs[path].quantile_source

    def apart(self, powers: list[tuple[Atom, int]]) -> list[Powers]:
        """Part a product into those of independent sources."""
        parts: list[tuple[set[str], list[tuple[Atom, int]]]] = []
        for one in powers:
            source = self._source(one[0].name)
            tied = self._tied.get(source, {source})
            joined = [part for part in parts if not tied.isdisjoint(part[0])]
            parts = [part for part in parts if tied.isdisjoint(part[0])]
            sources = {source}.union(*(own for own, _ in joined))
            parts.append((sources, [*(other for _, part in joined for other in part), one]))
        return [tuple(sorted(part, key=repr)) for _, part in parts]

    def about(self, powers: Powers, source: str) -> "About | None":
        """
        Part a product by what is known of one source; others may be correlated with it.

        Args:
            powers: The product.
            source: What is known.

        Returns:
            None where several others, correlated with each other or with it, meet in the product.
        """
        own = [one for one in powers if self._source(one[0].name) == source]
        factor, partner = Decimal(1), None
        for part in self.apart([one for one in powers if one not in own]):
            ranks = {self._correlation(source, self._source(one[0].name)) for one in part}
            if ranks == {0.0}:
                value, _ = self.expected(part)
                if value is None:
                    return None
                factor *= value
            elif len({self._source(one[0].name) for one in part}) > 1 or partner is not None:
                return None
            else:
                partner = (self._series_of(part), ranks.pop())
        return About(factor, self._factors(tuple(own)), partner)

    def _sources_tied(self) -> dict[str, set[str]]:
        """Return the sources that each correlated one is correlated with, and itself."""
        found: dict[str, set[str]] = {}
        for pair in self._ranks:
            for one in pair:
                found.setdefault(one, {one}).update(pair)
        return found

    def expected(self, powers: Powers) -> tuple[Decimal | None, float]:
        """
        Expect a product of powers of atoms that depend on one source, or on correlated ones.

        Returns:
            The mean, None where it cannot be told; and a bound on its error.
        """
        if powers not in self._parts:
            powers = self._merged(powers)
        if powers not in self._parts:
            paths = {atom.name for atom, _ in powers}
            found = self._of_one_input(powers) if len(paths) == 1 else self._of_several(powers)
            self._parts[powers] = found
        return _value_of(self._parts[powers])

    def at_points(self, powers: Powers) -> tuple[Sequence[float], Sequence[float]] | None:
        """
        Return the weights of points of the quantile of one source, and what a product is there.

        Returns:
            None where the product is not smooth: its points would be others.
        """
        factors = self._factors(powers)
        return None if kinks_of(factors) else values_at_points(factors)

    def _merged(self, powers: Powers) -> Powers:
        """Write a product in the first of the inputs that are always the same number."""
        found: dict[Atom, int] = {}
        for atom, power in powers:
            one = atom._replace(name=self.alike[atom.name])
            found[one] = found.get(one, 0) + power
        return tuple(found.items())

    def _of_one_input(self, powers: Powers) -> Expected | Decimal | None:
        path = powers[0][0].name
        spread = self._spread(path)
        power = sum(power for _, power in powers)
        if all(atom.window is None and not atom.is_rest for atom, _ in powers):
            exact = exact_moment(spread, power)
            if exact is None and power > _MOST_SUMMED and self.distribution(path).kind == "pert":
                return self._of_several(powers)
            return _finite(self.distribution(path).raw_moment(power)) if exact is None else exact
        if all(atom.is_rest for atom, _ in powers):
            exact = exact_rest_moment(spread, power)
            if exact is not None:
                return exact
            if power == 1:
                return 1 - Decimal(self.distribution(path).mean)
        if any(atom.is_rest for atom, _ in powers):
            return self._of_several(powers)
        windows = {at: atom.window for at, (atom, _) in enumerate(powers)}
        moment = Moments(self.distribution(path), windows, power)
        return _finite(moment(tuple((at, own) for at, (_, own) in enumerate(powers))))

    def _of_several(self, powers: Powers) -> Expected | None:
        """Integrate over the quantiles of one source, or of several that are correlated."""
        by_source: dict[str, list[tuple[Atom, int]]] = {}
        for one in powers:
            by_source.setdefault(self._source(one[0].name), []).append(one)
        names = list(by_source)
        try:
            if len(names) == 1:
                return expected_product(self._factors(powers))
            if len(by_source) > _OF_A_SERIES:
                return self._of_many(by_source)
            series = [self._series_of(tuple(own)) for own in by_source.values()]
        except (OverflowError, ValueError):
            return None
        found = self._of_series(names, series)
        if found is not None and found.error <= _FINE * abs(found.value):
            return found
        other = self._of_many(by_source)
        return min((one for one in (found, other) if one), key=lambda one: one.error, default=None)

    def _of_series(self, sources: Sequence[str], series: Sequence[Series]) -> Expected | None:
        """Expect a product of up to three functions of correlated sources; None if it is too hard."""
        if not series:
            return Expected(1.0, 0.0)
        if len(series) == 1:
            return Expected(series[0].mean, ROUNDING * math.sqrt(series[0].square))
        pairs = [self._correlation(one, other) for one, other in combinations(sources, 2)]
        if len(series) == _OF_A_SERIES:
            return of_three(series, (pairs[0], pairs[1], pairs[2]))
        return of_two(series[0], series[1], pairs[0])

    def _of_many(self, by_source: Mapping[str, Sequence[tuple[Atom, int]]]) -> Expected | None:
        """
        Integrate over the quantiles of any number of correlated sources.

        A lognormal factor is exp(m + s z). It moves the normal number of another source by s times
        their correlation, and its own mean is known: what is left to integrate is the others.
        """
        exponents = {
            source: exponent
            for source, own in by_source.items()
            if (exponent := self._exponent(own)) is not None
        }
        mean = math.fsum(one for one, _ in exponents.values())
        mean += math.fsum(
            by * other * self._correlation(source, second) / 2
            for source, (_, by) in exponents.items()
            for second, (_, other) in exponents.items()
        )
        left = [source for source in by_source if source not in exponents]
        series = [
            self._series_of(
                tuple(by_source[source]),
                math.fsum(by * self._correlation(source, one) for one, (_, by) in exponents.items()),
            )
            for source in left
        ]
        found = self._of_series(left, series) if len(left) <= _OF_A_SERIES else None
        if found is None:
            found = self._integrated(left, series)
        if found is None:
            return None
        scale = math.exp(mean)
        return Expected(scale * found.value, scale * found.error)

    def _integrated(self, sources: Sequence[str], series: Sequence[Series]) -> Expected | None:
        if self._integrals == _MOST_INTEGRALS:
            return None
        self._integrals += 1
        matrix = [[self._correlation(one, other) for other in sources] for one in sources]
        return of_many(series, matrix)

    def _correlation(self, one: str, other: str) -> float:
        return 1.0 if one == other else self._ranks.get(frozenset((one, other)), 0.0)

    def _exponent(self, powers: Sequence[tuple[Atom, int]]) -> tuple[float, float] | None:
        """Return m and s of a product exp(m + s z); None where it is none."""
        m, s = 0.0, 0.0
        for atom, power in powers:
            distribution = self.distribution(atom.name)
            if distribution.kind != LOGNORMAL or atom.window is not None or atom.is_rest:
                return None
            mean, deviation = distribution.parameters
            m, s = m + power * mean, s + power * deviation
        return m, s

    def _series_of(self, powers: Powers, shift: float = 0.0) -> Series:
        """Expand what is made of one quantile, its normal number moved by a shift."""
        key = (self._factors(powers), shift)
        if key not in self._series:
            self._series[key] = expanded_product(*key)
        return self._series[key]

    def _factors(self, powers: Powers) -> Factors:
        """Write a product by the ranges alone: those of many inputs may be alike."""
        return tuple(
            (self._spread(atom.name), atom._replace(name=""), power) for atom, power in powers
        )

    def _spread(self, path: str) -> Spread:
        spread = self._inputs[path].spread
        assert spread is not None  # noqa: S101 - only uncertain inputs come here
        return spread

    def distribution(self, path: str) -> Distribution:
        """Return what an input may come to."""
        if path not in self._distributions:
            self._distributions[path] = distribution_of(self._spread(path))
        return self._distributions[path]


def _value_of(found: Expected | Decimal | None) -> tuple[Decimal | None, float]:
    if isinstance(found, Expected):
        finite = math.isfinite(found.value) and math.isfinite(found.error)
        return (Decimal(found.value), found.error) if finite else (None, 0.0)
    return found, 0.0


def _finite(number: float) -> Decimal | None:
    return Decimal(number) if math.isfinite(number) else None
