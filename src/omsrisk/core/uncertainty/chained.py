"""
Chained polynomials: a figure of a roll-out that stops at the first failure, phase by phase.

Multiplied out, the chance to reach the last of n phases has 2^n monomials. But whether k phases held,
H_k = (1 - b_1) ... (1 - b_k) with draws b that are 0 or 1, obeys H_j H_k = H_max(j, k), and
H_(k-1) b_k = H_(k-1) - H_k. So every product of such factors is one H or the difference of two, and
a figure is a sum of H_k times polynomials in all that is no draw of the chain.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Atom, Monomial, TooManyTermsError, joined, least_terms
from omsrisk.core.algebra.symbols import LEAST, Symbol, in_order
from omsrisk.core.calendar import Window

Key = tuple[int, Monomial]
"""How many phases of the chain have to hold, and the product of powers of the atoms."""

_Terms = dict[Key, Decimal]


_MOST_PRODUCTS = 30_000
"""Products of two sums; whether a phase fails after one that failed has twice as many as that one."""


class TooManyProductsError(TooManyTermsError):
    """A figure has more products than pairs of them can be looked at."""


class Chained(NamedTuple):
    """
    A sum of products of atoms, each times whether so many phases of a chain held.

    Attributes:
        atoms: What it is in; the draws of the chain are among them, though in no monomial.
        chain: The names of the draws of the chain, in the order of the phases.
        terms: The exact coefficient of each product.
    """

    atoms: tuple[Atom, ...]
    chain: tuple[str, ...]
    terms: Mapping[Key, Decimal]

    @property
    def is_settled(self) -> bool:
        """Whether no draw of the chain is asked for out of turn."""
        drawn = {at for at, one in enumerate(self.atoms) if one.name in self.chain}
        return not any(at in drawn for _, monomial in self.terms for at, _ in monomial)

    def names(self) -> tuple[str, ...]:
        """List the variables that it depends on; one whose terms cancelled is not among them."""
        held = max((level for level, _ in self.terms), default=0)
        present = {self.atoms[at].name for _, monomial in self.terms for at, _ in monomial}
        present.update(self.chain[:held])
        return tuple(dict.fromkeys(one.name for one in self.atoms if one.name in present))

    def change(
        self, ends: Mapping[str, tuple[Decimal, Decimal]], values: Mapping[str, Decimal]
    ) -> Decimal:
        """
        Return by how much it changes from one number of some variables to another.

        Args:
            ends: The two numbers of each variable that moves, by name; they move together.
            values: The numbers of all variables, by name.
        """
        low, high = ({**values, **{name: own[at] for name, own in ends.items()}} for at in (0, 1))
        return self._at(ends, high) - self._at(ends, low)

    def _at(self, names: Collection[str], values: Mapping[str, Decimal]) -> Decimal:
        """Evaluate the terms that some variables are in."""
        places = [self.chain.index(name) + 1 for name in names if name in self.chain]
        first = min(places, default=len(self.chain) + 1)
        numbers: dict[int, Decimal] = {}
        held = self._held(values)
        result = Decimal(0)
        for level, monomial in self._with(names, first):
            product = self.terms[level, monomial] * held[level]
            for at, power in monomial:
                if at not in numbers:
                    numbers[at] = self.atoms[at].value(values[self.atoms[at].name])
                product *= numbers[at] ** power
            result += product
        return result

    def _with(self, names: Collection[str], first: int) -> Iterator[Key]:
        mine = {at for at, atom in enumerate(self.atoms) if atom.name in names}
        for level, monomial in self.terms:
            if level >= first or any(at in mine for at, _ in monomial):
                yield level, monomial

    def _held(self, values: Mapping[str, Decimal]) -> list[Decimal]:
        held = [Decimal(1)]
        for name in self.chain:
            held.append(held[-1] * (1 - values[name]))
        return held


def chained_of(
    expression: Symbol | Decimal | int,
    variables: Mapping[str, str],
    chain: tuple[str, ...],
    values: Mapping[str, Decimal],
) -> Chained:
    """
    Write an expression as a chained polynomial in some of its inputs.

    Args:
        expression: From a trace; a number where it depends on no input.
        variables: The variable that each varied input stands for, by path.
        chain: The variables that are draws, 0 or 1, of which each is only asked for in products with
            whether all before it held; none where nothing stops.
        values: The numbers of all other inputs, by path.

    Raises:
        TooManyProductsError: It has too many products.
        TooManyTermsError: An amount with a cap rests on several variables.

    Call it inside `money.exact()`: the coefficients are exact.
    """
    if not isinstance(expression, Symbol):
        constant = Decimal(expression)
        return Chained((), chain, {(0, ()): constant} if constant else {})
    writing = _Writing(variables, chain, values)
    terms = writing.of(expression)
    return Chained(tuple(writing.atoms), chain, terms)


class _Writing:
    """Turns the nodes of an expression into terms, from the inputs up."""

    def __init__(
        self, variables: Mapping[str, str], chain: tuple[str, ...], values: Mapping[str, Decimal]
    ) -> None:
        self.atoms: dict[Atom, int] = {}
        self._variables = variables
        self._values = values
        self._places = {name: at for at, name in enumerate(chain, start=1)}
        self._links: dict[int, int] = {}
        self._found: dict[int, _Terms] = {}

    def of(self, expression: Symbol) -> _Terms:
        """Write the whole expression; what is asked for only once is given away, not copied."""
        order = list(in_order(expression))
        self._asked = Counter(id(one) for node in order for one in node.operands)
        for node in order:
            self._found[id(node)] = self._terms(node)
        return self._found[id(expression)]

    def _terms(self, node: Symbol) -> _Terms:
        if node.operation == "input":
            if node.content in self._variables:
                return self._atom(Atom(self._variables[node.content]))
            return _constant(self._values[node.content])
        if node.operation == "number":
            return _constant(Decimal(node.content))
        if node.operation == "step":
            return self._step(node.content, node.operands[0])
        if node.operation == LEAST:
            return self._least(*(self._found[id(one)] for one in node.operands))
        left, right = (self._found[id(one)] for one in node.operands)
        return self._product(left, right) if node.operation == "*" else self._sum(node, left, right)

    def _step(self, window: Window, days: Symbol) -> _Terms:
        if days.operation == "input" and days.content in self._variables:
            return self._atom(Atom(self._variables[days.content], window))
        terms = self._found[id(days)]
        if any(monomial for _, monomial in terms):  # a step of days that are no single variable
            raise TooManyTermsError
        known = terms.get((0, ()), Decimal(0))
        return _constant(Decimal(window.effective_days(known)))

    def _least(self, amount: _Terms, cap: _Terms) -> _Terms:
        if any(level for level, _ in (*amount, *cap)):  # it says nothing of which phases held
            raise TooManyTermsError
        own, other = ({key: one for (_, key), one in terms.items()} for terms in (amount, cap))
        found = least_terms(own, other, list(self.atoms))
        return self._atom(found) if isinstance(found, Atom) else _constant(found.get((), Decimal(0)))

    def _atom(self, atom: Atom) -> _Terms:
        number = self.atoms.setdefault(atom, len(self.atoms))
        if atom.name in self._places:
            self._links[number] = self._places[atom.name]
        return _whole({(0, ((number, 1),)): Decimal(1)}, self._links)

    def _sum(self, node: Symbol, left: _Terms, right: _Terms) -> _Terms:
        """Add the smaller sum to the larger one, which nobody else asks for, or to a copy."""
        first, second = node.operands
        minus = node.operation == "-"
        if not minus and len(right) > len(left):
            left, right, first = right, left, second
        own = self._asked[id(first)] == 1 and left is not right
        result = left if own else dict(left)
        if own:
            self._found[id(first)] = {}
        for key, coefficient in right.items():
            _add(result, key, -coefficient if minus else coefficient)
        return result

    def _product(self, left: _Terms, right: _Terms) -> _Terms:
        is_scaled = any(one.keys() <= {(0, ())} for one in (left, right))
        if not is_scaled and len(left) * len(right) > _MOST_PRODUCTS:
            raise TooManyProductsError
        result: _Terms = {}
        for (level, one), first in left.items():
            for (other_level, other), second in right.items():
                _add(result, (max(level, other_level), joined(one, other)), first * second)
        return _whole(result, self._links)


def _constant(number: Decimal) -> _Terms:
    return {(0, ()): number} if number else {}


def _add(terms: _Terms, key: Key, coefficient: Decimal) -> None:
    after = terms.get(key, Decimal(0)) + coefficient
    if after:
        terms[key] = after
    else:
        terms.pop(key, None)


def _whole(terms: _Terms, links: Mapping[int, int]) -> _Terms:
    """Turn the draws of the chain that come next, or have been, into levels."""
    if not links:
        return terms
    result: _Terms = {}
    for (level, monomial), coefficient in terms.items():
        for key, sign in _settled(level, monomial, links):
            _add(result, key, sign * coefficient)
    return result


def _settled(level: int, monomial: Monomial, links: Mapping[int, int]) -> Iterator[tuple[Key, int]]:
    drawn = sorted((links[at], at) for at, _ in monomial if at in links)
    if not drawn:
        yield (level, monomial), 1
        return
    place, number = drawn[0]
    rest = tuple((at, power) for at, power in monomial if at != number)
    if place <= level:
        return  # it held, so it did not fail
    if place == level + 1:
        yield from _settled(level, rest, links)
        for key, sign in _settled(place, rest, links):
            yield key, -sign
        return
    yield (level, tuple((at, 1 if at in links else power) for at, power in monomial)), 1
