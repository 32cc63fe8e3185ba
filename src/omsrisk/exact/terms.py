"""
Terms: a figure as a sum of products of factors, each of one source.

A source is a quantile that one range takes, or several that share it; an event is 1 or 0. A factor
is a product of powers of what one source decides on.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from omsrisk.core.algebra.polynomial import Atom, Monomial, Polynomial

Factor = Monomial
"""Powers of atoms, all of one source."""

Product = tuple[tuple[int, Factor], ...]
"""Factors by the number of their source, in order."""

Terms = Mapping[Product, float]


class Alphabet:
    """
    Numbers the sources and atoms of all figures that are worked out together.

    Args:
        source_of: The source of each variable that is an input.
        events: The variables that are events.

    Attributes:
        inputs: How many sources are inputs; events come after them.
        atoms: What the figures so far are polynomials in.
    """

    def __init__(self, source_of: Mapping[str, str], events: Sequence[str]) -> None:
        names = list(dict.fromkeys(source_of.values()))
        self.inputs = len(names)
        self.atoms: list[Atom] = []
        places = {name: at for at, name in enumerate(names)}
        self._sources = {variable: places[name] for variable, name in source_of.items()}
        self._sources |= {name: self.inputs + at for at, name in enumerate(events)}
        self._atoms: dict[Atom, int] = {}

    def source(self, variable: str) -> int:
        """Return the number of the source of a variable."""
        return self._sources[variable]

    def atom(self, atom: Atom) -> int:
        """Return the number of an atom."""
        if atom not in self._atoms:
            self._atoms[atom] = len(self.atoms)
            self.atoms.append(atom)
        return self._atoms[atom]

    def terms_of(self, polynomial: Polynomial) -> dict[Product, float]:
        """Sort a polynomial by its sources."""
        atoms = [self.atom(one) for one in polynomial.atoms]
        sources = [self._sources[one.name] for one in polynomial.atoms]
        terms: dict[Product, float] = {}
        for monomial, coefficient in polynomial.terms.items():
            factors: dict[int, list[tuple[int, int]]] = {}
            for at, power in monomial:
                own = factors.setdefault(sources[at], [])
                own.append((atoms[at], 1 if sources[at] >= self.inputs else power))
            product = tuple((source, tuple(sorted(factors[source]))) for source in sorted(factors))
            terms[product] = terms.get(product, 0.0) + float(coefficient)
        return {product: one for product, one in terms.items() if one}


def decided(terms: Terms, source: int, values: Mapping[Factor, float]) -> dict[Product, float]:
    """
    Put numbers in the place of the factors of one source.

    Args:
        terms: A sum of products.
        source: The number of the source.
        values: What each of its factors comes to.
    """
    found: dict[Product, float] = {}
    sizes: dict[Product, float] = {}
    for product, coefficient in terms.items():
        number, rest = coefficient, product
        for at, (own, factor) in enumerate(product):
            if own == source:
                number *= values[factor]
                rest = product[:at] + product[at + 1 :]
                break
        found[rest] = found.get(rest, 0.0) + number
        sizes[rest] = sizes.get(rest, 0.0) + abs(number)
    # where an event cancels a term, rounding would leave next to nothing of it
    return {rest: one for rest, one in found.items() if abs(one) > _ROUNDING * sizes[rest]}


_ROUNDING = 1e-13


def factors_of(terms: Terms, source: int) -> tuple[Factor, ...]:
    """List the factors of one source that stand in terms."""
    return tuple(
        dict.fromkeys(factor for product in terms for own, factor in product if own == source)
    )


def value_of(factor: Factor, numbers: Mapping[int, Any]) -> Any:
    """Multiply powers of the numbers of atoms."""
    result: Any = None
    for atom, power in factor:
        one = numbers[atom] if power == 1 else numbers[atom] ** power
        result = one if result is None else result * one
    return 1.0 if result is None else result
