"""Cases as far as they are uncertain: their sources, and their figures as sums of products."""

from collections.abc import Callable, Mapping, Sequence

from omsrisk.core.algebra.polynomial import Atom, Polynomial, TooManyTermsError, polynomial_of
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.correlation import groups_of, matrix_of
from omsrisk.core.uncertainty.events import Draw, distribution_of, drawn
from omsrisk.exact.law import law_of
from omsrisk.exact.planner import TooManyLeavesError
from omsrisk.exact.sources import Normals, SourceValues
from omsrisk.exact.splitting import Chance, Conditions
from omsrisk.exact.terms import Alphabet, Terms

Figures = Callable[[Case], Mapping[str, Figure]]
"""Gives expressions by name, of the case in which each phase has its own likelihood."""

_MOST_TERMS = 4_000


class UncertainCase:
    """
    One case: what is random in it, and its figures as sums of products.

    Args:
        case: Complete inputs.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._own, self._draws = drawn(case)
        self._uncertain = uncertain_inputs(case)
        events = {_event(one): one for one in self._draws}
        source_of = {path: one.quantile_source for path, one in self._uncertain.items()}
        self.alphabet = Alphabet(source_of, tuple(events))
        laws = {
            path: law_of(distribution_of(one.spread))
            for path, one in self._uncertain.items()
            if one.spread is not None
        }
        self.sources = SourceValues(self.alphabet.atoms, laws)
        self._normals = tuple(map(self._group, groups_of(case.correlations)))

    def figures(self, figures: Figures) -> dict[str, Terms]:
        """
        Write figures as sums of products.

        Raises:
            TooManyLeavesError: One of them has too many terms, or one number decides several events.
        """
        if any(one.drawn_with is not None for one in self._draws):
            # here each event has a number of its own: trials know of shared ones
            raise TooManyLeavesError
        with exact(ENOUGH_DIGITS):
            found = {name: self._polynomial(one) for name, one in figures(self._own).items()}
        return {name: self.alphabet.terms_of(one) for name, one in found.items()}

    def state(self, terms: Terms) -> Conditions:
        """Return what is known at first, and how likely the events of a figure are."""
        inside = {source for product in terms for source, _ in product}
        chances = {}
        open_ones = [one for one in self._draws if self.alphabet.source(_event(one)) in inside]
        for one in open_ones:
            chances[self.alphabet.source(_event(one))] = self._chance(one, open_ones, inside)
        return Conditions(self._normals, chances)

    def _chance(self, draw: Draw, open_ones: Sequence[Draw], inside: set[int]) -> Chance:
        """A likelihood that nothing else depends on counts with its mean: no figure can tell."""
        stated = draw.likelihood
        if stated.spread is None:
            return Chance(draw.chance)
        source = self.alphabet.source(stated.path)
        factor = ((self.alphabet.atom(Atom(stated.path)), 1),)
        same = [
            one
            for one in open_ones
            if one.likelihood.spread is not None
            and self.alphabet.source(one.likelihood.path) == source
        ]
        bound = {source, *(other for one in self._normals for other in one.members
                           if source in one.members)}  # fmt: skip
        decides = {
            self.alphabet.source(one.likelihood.path)
            for one in open_ones
            if one is not draw and one.likelihood.spread is not None
        }
        if len(same) == 1 and bound.isdisjoint(inside | decides):
            return Chance(draw.chance)
        return Chance(draw.chance, source, factor)

    def _polynomial(self, expression: Figure) -> Polynomial:
        events = {one.path: _event(one) for one in self._draws}
        variables = {path: path for path in self._uncertain} | events
        values = values_of(self._own)
        rests: tuple[str, ...] = ()
        for rests in ((), tuple(events.values())):
            # chances that all before held are powers of rests; else products of sums with signs
            if not rests and self._case.stops_if_a_phase_fails and events:
                continue
            try:
                return polynomial_of(
                    expression, variables, values, rests=rests, most_terms=_MOST_TERMS
                )
            except TooManyTermsError:
                continue
        raise TooManyLeavesError

    def _group(self, members: tuple[str, ...]) -> Normals:
        places = tuple(self.alphabet.source(one) for one in members)
        matrix = matrix_of(members, self._case.correlations)
        return Normals(places, (0.0,) * len(places), tuple(map(tuple, matrix)))


def _event(draw: Draw) -> str:
    """Name the variable of an event: its path may be that of the likelihood, too."""
    return f"draw of {draw.path}"
