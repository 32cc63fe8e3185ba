"""Cases as far as they are uncertain: their sources, and their figures as sums of products."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from omsrisk.core.algebra.polynomial import Atom, Polynomial, TooManyTermsError, polynomial_of
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.slips import slipped
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.correlation import cholesky, groups_of, matrix_of
from omsrisk.core.uncertainty.events import distribution_of, drawn, number_of_draw
from omsrisk.exact.planner import TooManyLeavesError
from omsrisk.exact.sources import Normals, SourceValues
from omsrisk.exact.splitting import MOST_CONNECTED_EVENTS, Chance, Conditions
from omsrisk.exact.terms import Alphabet, Factor, Product, Terms

Figures = Callable[[Case], Mapping[str, Figure]]
"""Gives expressions by name, of the case in which each phase has its own likelihood."""

_MOST_TERMS = 4_000

_Mixed = tuple[tuple[str, float], ...]
"""The normal number behind a source: so much of each independent one, by the name of its stream."""


class _UncertainEvent(NamedTuple):
    """
    A draw.

    Attributes:
        stream: The name of its random number: draws of one name share it.
        number: Its chance, or its mean chance.
        decided_by: The variable of the likelihood that decides on it; None for a certain chance.
    """

    stream: str
    number: float
    decided_by: str | None


class UncertainCases:
    """
    Cases that are uncertain together: inputs of one path take the same quantile in all of them.

    Args:
        cases: Complete inputs of each.
        independent: For each of them names for sources, and for likelihoods of events, that share
            their numbers with no other case.

    Raises:
        TooManyLeavesError: What they share is of a kind that is not worked out.
    """

    def __init__(
        self, cases: Sequence[Case], independent: Sequence[Mapping[str, str]] | None = None
    ) -> None:
        self._cases = cases
        named = independent or [{}] * len(cases)
        self._owns = [drawn(case)[0] for case in cases]
        self._variables: list[dict[str, str]] = []
        self._events: dict[str, _UncertainEvent] = {}
        distributions, mixed = {}, {}
        seen: dict[tuple[object, ...], str] = {}
        for at, case in enumerate(cases):
            mixes = _mixes(case, named[at])
            own: dict[str, str] = {}
            for path, one in uncertain_inputs(case).items():
                if one.spread is None:
                    continue
                stream = named[at].get(one.quantile_source, one.quantile_source)
                mix = mixes.get(one.quantile_source, ((stream, 1.0),))
                distribution = distribution_of(one.spread)
                variable = path if path not in distributions else f"{path} of {at}"
                variable = seen.setdefault((path, mix, distribution), variable)
                own[path] = variable
                distributions[variable], mixed[variable] = distribution, mix
            self._variables.append(own | dict(self._events_of(case, own, named[at])))
        names: dict[_Mixed, str] = {}
        for variable, mix in mixed.items():
            names.setdefault(mix, variable)
        self._below = self._nested()
        self.alphabet = Alphabet(
            {variable: names[mix] for variable, mix in mixed.items()}, tuple(self._events)
        )
        self.sources = SourceValues(self.alphabet.atoms, distributions)
        self._normals = {member: group for group in self._groups(names) for member in group.members}

    def figures(self, figures: Figures, of: int = 0, slip: int | None = None) -> dict[str, Terms]:
        """
        Write figures as sums of products.

        Args:
            figures: Gives them.
            of: The place of the case that they are of.
            slip: By how many days its go-lives slip; as they do, if left out.

        Raises:
            TooManyLeavesError: One of them has too many terms.
        """
        if self._cases[of].stops_if_a_phase_fails and len(self._events) > MOST_CONNECTED_EVENTS:
            raise TooManyLeavesError
        with exact(ENOUGH_DIGITS):
            own = self._owns[of]
            traced = figures(own if slip is None else slipped(own, slip))
            found = {name: self._polynomial(one, of) for name, one in traced.items()}
        return {name: self._unnested(self.alphabet.terms_of(one)) for name, one in found.items()}

    def state(self, terms: Terms) -> Conditions:
        """Return what is known at first, and how likely the events of a figure are."""
        inside = {source for product in terms for source, _ in product}
        open_ones = [one for one in self._events if self.alphabet.source(one) in inside]
        chances = {
            self.alphabet.source(one): self._chance(one, open_ones, inside) for one in open_ones
        }
        return Conditions(self._normals, chances)

    def _chance(self, name: str, open_ones: Sequence[str], inside: set[int]) -> Chance:
        """A likelihood that nothing else depends on counts with its mean: no figure can tell."""
        event = self._events[name]
        before = self._below.get(name)
        if before is not None:
            return Chance(event.number / self._events[before].number)
        if event.decided_by is None:
            return Chance(event.number)
        source = self.alphabet.source(event.decided_by)
        factor = ((self.alphabet.atom(Atom(event.decided_by)), 1),)
        deciding = {
            one: self.alphabet.source(decided)
            for one in open_ones
            if (decided := self._events[one].decided_by) is not None
        }
        group = self._normals.get(source)
        bound = {source, *(group.members if group is not None else ())}
        decides = {found for one, found in deciding.items() if one != name}
        if source not in decides and bound.isdisjoint(inside | decides):
            return Chance(event.number)
        return Chance(event.number, source, factor)

    def _polynomial(self, expression: Figure, of: int) -> Polynomial:
        variables, values = self._variables[of], values_of(self._owns[of])
        events = tuple(one for one in variables.values() if one in self._events)
        rests: tuple[str, ...] = ()
        for rests in ((), events):
            # chances that all before held are powers of rests; else products of sums with signs
            if not rests and self._cases[of].stops_if_a_phase_fails and events:
                continue
            try:
                return polynomial_of(
                    expression, variables, values, rests=rests, most_terms=_MOST_TERMS
                )
            except TooManyTermsError:
                continue
        raise TooManyLeavesError

    def _events_of(
        self, case: Case, own: Mapping[str, str], named: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        """Name the variable of each draw."""
        for one in drawn(case)[1]:
            stream = number_of_draw(one, case, named)
            decided_by = None if one.likelihood.spread is None else own[one.likelihood.path]
            event = _UncertainEvent(f"draw of {stream}", one.chance, decided_by)
            name = event.stream if decided_by is None else f"{event.stream} by {decided_by}"
            name = name if decided_by is not None else f"{name} with {one.chance}"
            self._events[name] = event
            yield one.path, name

    def _nested(self) -> dict[str, str]:
        """
        Order the draws that share a number and differ in their chances: what is less likely happens
        only where the next likelier one does.

        Returns:
            For each but the likeliest the next likelier one.
        """
        together: dict[str, list[str]] = defaultdict(list)
        for name, event in self._events.items():
            together[event.stream].append(name)
        below = {}
        for names in together.values():
            if len(names) > 1 and any(self._events[one].decided_by is not None for one in names):
                raise TooManyLeavesError
            names.sort(key=lambda one: self._events[one].number, reverse=True)
            below.update({less: more for more, less in pairwise(names)})
        return below

    def _unnested(self, terms: Terms) -> Terms:
        """Write each draw of several that share a number as a product of what is independent."""
        less_likely = {self.alphabet.source(name): name for name in self._below}
        found: dict[Product, float] = {}
        for product, coefficient in terms.items():
            ways: list[Product] = [()]
            for source, factor in product:
                name = less_likely.get(source)
                own = [((source, factor),)] if name is None else self._ways(name, factor)
                ways = [(*before, *after) for before in ways for after in own]
            for way in ways:
                key = self._joined(way)
                if key is not None:
                    found[key] = found.get(key, 0.0) + coefficient
        return found

    def _ways(self, name: str, factor: Factor) -> list[Product]:
        """List the ways in which a draw happens, or does not, one draw after the other."""
        chain = [name]
        while chain[0] in self._below:
            chain.insert(0, self._below[chain[0]])
        happening = tuple(self._decided(one) for one in chain)
        asked = {self.alphabet.atoms[at].is_rest for at, _ in factor}
        if len(asked) > 1:
            return []  # it cannot both happen and not
        if asked == {False}:
            return [happening]
        return [(*happening[:at], self._decided(one, is_rest=True)) for at, one in enumerate(chain)]

    def _joined(self, way: Product) -> Product | None:
        """Join the factors of each draw; None where one would both happen and not."""
        factors: dict[int, Factor] = {}
        for source, factor in way:
            before = factors.get(source)
            if before is not None and before != factor:
                return None
            factors[source] = factor
        return tuple(sorted(factors.items()))

    def _decided(self, name: str, *, is_rest: bool = False) -> tuple[int, Factor]:
        return self.alphabet.source(name), ((self.alphabet.atom(Atom(name, is_rest=is_rest)), 1),)

    def _groups(self, names: Mapping[_Mixed, str]) -> Iterator[Normals]:
        """Put the sources together that rest on common numbers."""
        tied = {stream for mix in names if len(mix) > 1 for stream, _ in mix}
        left = [mix for mix in names if not tied.isdisjoint(dict(mix))]
        while left:
            group = [left.pop(0)]
            streams = {stream for stream, _ in group[0]}
            while near := [one for one in left if not streams.isdisjoint(dict(one))]:
                for one in near:
                    left.remove(one)
                    group.append(one)
                    streams.update(dict(one))
            if len(group) > len(streams):
                raise TooManyLeavesError  # one of them is known once the others are
            order = sorted(streams)
            rows = np.array([[dict(one).get(stream, 0.0) for stream in order] for one in group])
            covariance = rows @ rows.T
            np.fill_diagonal(covariance, 1.0)
            yield Normals(
                tuple(self.alphabet.source(names[one]) for one in group),
                (0.0,) * len(group),
                tuple(tuple(float(one) for one in row) for row in covariance),
            )


class UncertainCase(UncertainCases):
    """
    One case: what is random in it, and its figures as sums of products.

    Args:
        case: Complete inputs.
    """

    def __init__(self, case: Case) -> None:
        super().__init__((case,))


def _mixes(case: Case, named: Mapping[str, str]) -> dict[str, _Mixed]:
    """Say of each correlated source of how much of which independent numbers it is made."""
    found = {}
    sources = {path: one.quantile_source for path, one in uncertain_inputs(case).items()}
    for members in groups_of(case.correlations):
        factor = cholesky(matrix_of(members, case.correlations))
        assert factor is not None  # noqa: S101 - a scenario whose correlations conflict is not valid
        # of a range that holds in phases alone, none is at the path that they share
        own = [sources.get(one, one) for one in members]
        streams = [named.get(one, one) for one in own]
        for at, source in enumerate(own):
            row = zip(streams, factor[at], strict=True)
            found[source] = tuple(sorted((stream, part) for stream, part in row if part))
    return found
