"""
The mean of a traced figure over all that is uncertain in it.

The mean of a sum is the sum of the means, and that of a product of independent factors the product
of the means. So one walk up an expression gives the mean of every node in it. Only where both factors
of a product depend on one source, or on correlated ones, is that product written as a polynomial in
them, and its mean is the sum of its moments. The lesser of an amount and its cap is a curve in the
one input that decides on it, or an integral over several: it is of degree one in none of them. A
likelihood counts as a number like any other: given the likelihoods the go-lives fail independently,
and every figure is of degree one in each of them.

Means of ranges are rational numbers, and are computed as such to 80 digits; those of intervals, of
seasons and of correlated products are floats.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.core.algebra.polynomial import (
    Atom,
    Monomial,
    Terms,
    TooManyTermsError,
    minus,
    polynomial_of,
    product_of,
    sum_of,
)
from omsrisk.core.algebra.symbols import LEAST, Figure, Symbol, in_order, inputs_of
from omsrisk.core.calendar import Window
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.variation import uncertain_inputs, values_of

if TYPE_CHECKING:
    from omsrisk.core.uncertainty.products import Powers, Products

DIGITS = 80
_KEPT = Context(prec=50)
_MOST_TERMS = 20_000


Given = dict["Powers", Decimal]
"""A figure in what is known: coefficients by powers of atoms."""


class Mean(NamedTuple):
    """
    A mean.

    Attributes:
        value: What it comes to; None where it cannot be told.
        error: A bound on its error, 0 where it is exact up to the rounding of floats.
        sources: The sources it depends on, as bits of a number.
        bent: Those of them of which it is not of degree one.
    """

    value: Decimal | None
    error: float = 0.0
    sources: int = 0
    bent: int = 0


class Stated(NamedTuple):
    """
    What a case states, by the paths where it does.

    Attributes:
        values: The number of every input.
        inputs: The inputs that have a range.
    """

    values: Mapping[str, Decimal]
    inputs: Mapping[str, Input]

    @classmethod
    def of(cls, case: Case) -> "Stated":
        """Take it of a case."""
        return cls(values_of(case), uncertain_inputs(case))


class Expectation:
    """
    Takes means of the traced figures of one case.

    Args:
        case: What is uncertain in it is what has a spread.
        decided: Inputs that count as these numbers, by path.
        like: Of the same case with other decisions: what its inputs may come to is not worked out
            once more.
        stated: What the case states, where it is known.
        fails: Whether a likelihood stands for itself, and not for what is left of 1: products of
            hundreds that hold, or that fail, are then one power, and no sum that cancels out.

    The figures have to be of one trace that lives as long: what they share is worked out once.
    """

    def __init__(
        self,
        case: Case,
        decided: Mapping[str, Decimal] | None = None,
        *,
        like: "Expectation | None" = None,
        stated: "Stated | None" = None,
        fails: bool = False,
    ) -> None:
        self._case, self._decided = case, decided or {}
        self._stated = Stated.of(case) if stated is None else stated
        self._values: dict[str, Decimal] = {**self._stated.values, **self._decided}
        self._inputs = dict(self._stated.inputs)
        for path in self._decided:
            self._inputs.pop(path, None)
        self._found: dict[int, Mean] = {}
        self._kept: list[Symbol] = []
        self._atoms: dict[Atom, int] = {}
        self._by_number: list[Atom] = []
        self._terms: dict[int, dict[int, Terms | None]] = {}
        self._correlations = case.correlations
        self._like = like
        self._fails = fails

    @cached_property
    def products(self) -> "Products":
        """What the inputs may come to; distributions are loaded where there are any."""
        if self._like is not None:
            return self._like.products
        from omsrisk.core.uncertainty.products import Products

        return Products(self._inputs, self._correlations)

    def with_numbers(self, numbers: Mapping[str, Decimal]) -> "Expectation":
        """
        Take means with other numbers for some inputs, certain from then on.

        Args:
            numbers: By path.
        """
        decided = {**self._decided, **numbers}
        return Expectation(self._case, decided, like=self, stated=self._stated, fails=self._fails)

    def mean(self, figure: Figure) -> Mean:
        """Take the mean of a figure, to 50 digits where it is rational."""
        if not isinstance(figure, Symbol):
            return Mean(Decimal(figure))
        self._kept.append(figure)
        found = self._walk(figure)
        return found if found.value is None else found._replace(value=_KEPT.plus(found.value))

    def mean_of_product(self, paths: Iterable[str]) -> Mean:
        """
        Take the mean of a product of inputs as one moment: of hundreds, no smaller one is asked for.

        Args:
            paths: The inputs, each as often as it is a factor.
        """
        certain, sources = Decimal(1), 0
        powers: Counter[str] = Counter()
        with localcontext(_context()):
            for path in paths:
                if path in self._inputs:
                    powers[self.products.alike[path]] += 1
                    sources |= self.products.bits[path]
                else:
                    certain *= self._values[path]
            monomial = tuple((self._number_of(Atom(path)), power) for path, power in powers.items())
        found = self._moment(monomial, certain)
        if found is None:
            return Mean(None, 0.0, sources)
        return Mean(_KEPT.plus(found[0]), found[1], sources)

    def slopes(self, figure: Figure, paths: Collection[str]) -> dict[str, Decimal] | None:
        """
        Return the derivatives of the mean of a figure in inputs that are decided.

        The derivatives in all of them come from one walk back, as in `alone`.

        Args:
            figure: Of degree one in each of them.
            paths: Inputs that count as certain.

        Returns:
            By path; None where one stands in a product of which the mean is no product of means.
        """
        if not isinstance(figure, Symbol):
            return dict.fromkeys(paths, Decimal(0))
        self.mean(figure)
        nodes = list(in_order(figure))
        moved: set[int] = set()
        for node in nodes:
            if node.content in paths if node.operation == "input" else any(
                id(one) in moved for one in node.operands
            ):  # fmt: skip
                moved.add(id(node))
        found = dict.fromkeys(paths, Decimal(0))
        slopes: dict[int, Decimal] = {id(figure): Decimal(1)}
        with localcontext(_context()):
            for node in reversed(nodes):
                slope = slopes.pop(id(node), None)
                if slope is None or id(node) not in moved:
                    continue
                if node.operation == "input":
                    found[node.content] += slope
                    continue
                left, right = node.operands
                by_left, by_right = slope, -slope if node.operation == "-" else slope
                if node.operation == LEAST:
                    return None
                if node.operation == "*":
                    first, second = self._found[id(left)], self._found[id(right)]
                    if first.sources & second.sources or None in {first.value, second.value}:
                        return None
                    by_left, by_right = slope * (second.value or 0), slope * (first.value or 0)
                slopes[id(left)] = slopes.get(id(left), Decimal(0)) + by_left
                slopes[id(right)] = slopes.get(id(right), Decimal(0)) + by_right
        return found

    def known(self, node: Symbol) -> Mean:
        """Return the mean of a node of a figure that was asked for."""
        return self._found[id(node)]

    def inputs_in(self, sources: int) -> list[str]:
        """List the uncertain inputs that depend on some sources, given as bits."""
        return [path for path in self._inputs if self.products.bits[path] & sources]

    def uncertain_among(self, paths: Iterable[str], sources: int) -> set[str]:
        """Choose of some inputs the uncertain ones that depend on some sources, given as bits."""
        bits = self.products.bits
        return {path for path in paths if path in self._inputs and bits[path] & sources}

    def moment(self, monomial: Monomial) -> Decimal | None:
        """
        Take the mean of a product of powers of atoms.

        Args:
            monomial: By the numbers of the atoms, as `terms_of_atom` gives them.
        """
        found = self._moment(monomial, Decimal(1))
        return None if found is None else found[0]

    def known_but(self, figure: Figure, sources: int) -> Given | None:
        """
        Write the mean of a figure where some sources are known: a polynomial in what they come to.

        Args:
            figure: What to expect.
            sources: The sources, as bits.

        Returns:
            Coefficients by powers of atoms of these sources alone; None where it cannot be told.
        """
        if not isinstance(figure, Symbol):
            return {(): Decimal(figure)}
        self._kept.append(figure)
        bent = self._walk(figure).bent | sources
        found: Given = {}
        with localcontext(_context()):
            terms = self._expanded(figure, bent)
            if terms is None:
                return None
            for monomial, coefficient in terms.items():
                atoms = [(self._by_number[at], power, (at, power)) for at, power in monomial]
                own = [one for one in atoms if self.products.bits[one[0].name] & sources]
                rest = self._moment(
                    tuple(place for *_, place in (one for one in atoms if one not in own)),
                    coefficient,
                )
                if rest is None:
                    return None
                powers = tuple((atom, power) for atom, power, _ in own)
                found[powers] = found.get(powers, Decimal(0)) + rest[0]
        return found

    def _walk(self, figure: Symbol) -> Mean:
        """Walk up from the inputs to a node; what is known is not walked again."""
        stack = [figure]
        with localcontext(_context()):
            while stack:
                node = stack[-1]
                waiting = [one for one in node.operands if id(one) not in self._found]
                if waiting and id(node) not in self._found:
                    stack += waiting
                    continue
                stack.pop()
                if id(node) not in self._found:
                    self._found[id(node)] = self._of(node)
        return self._found[id(figure)]

    def _of(self, node: Symbol) -> Mean:
        if node.operation == "input":
            return self._of_input(node.content)
        if node.operation == "number":
            return Mean(Decimal(node.content))
        if node.operation == "step":
            return self._of_step(node.content, node.operands[0])
        return self._of_operation(node)

    def _of_operation(self, node: Symbol) -> Mean:
        left, right = (self._found[id(one)] for one in node.operands)
        sources, bent = left.sources | right.sources, left.bent | right.bent
        if node.operation == LEAST:
            return self._of_least(node, sources)
        if node.operation == "*" and left.sources & right.sources:
            return self._of_product(node, sources, bent | left.sources & right.sources)
        if left.value is None or right.value is None:
            return Mean(None, 0.0, sources, bent)
        if node.operation == "*":
            error = _product_error((left.value, left.error), (right.value, right.error))
            return Mean(left.value * right.value, error, sources, bent)
        value = left.value + right.value if node.operation == "+" else left.value - right.value
        return Mean(value, left.error + right.error, sources, bent)

    def _of_least(self, node: Symbol, sources: int) -> Mean:
        """Take the mean of the lesser of two: of a curve in one input, or by an integral."""
        if not sources:
            left, right = (self._found[id(one)].value for one in node.operands)
            return Mean(None if left is None or right is None else min(left, right))
        paths = [path for path in inputs_of(node) if path in self._inputs]
        variables = {path: self.products.alike[path] for path in paths}
        try:
            found = polynomial_of(node, variables, self._values)
        except TooManyTermsError:
            return self._integrated(node, variables, sources)
        atoms = [found.atoms[at] for monomial in found.terms for at, _ in monomial]
        if not atoms:
            return Mean(found.constant)
        return self._of_powers(((atoms[0], 1),))._replace(bent=sources)

    def _integrated(self, node: Symbol, variables: Mapping[str, str], sources: int) -> Mean:
        """Integrate the lesser of an amount and its cap over several inputs that are independent."""
        untold = Mean(None, 0.0, sources, sources)
        whole, most = (self._found[id(one)] for one in node.operands)
        try:
            amount, cap = (polynomial_of(one, variables, self._values) for one in node.operands)
        except TooManyTermsError:
            return untold
        below = minus(amount, cap)  # the lesser of both is the cap, and the lesser of that and 0
        names = below.names()
        independent = len(self.products.apart([(Atom(one), 1) for one in names])) == len(names)
        if not independent or whole.value is None or most.value is None:
            return untold
        from omsrisk.core.distributions.capped_mean import mean_of_lesser  # few files have a cap

        found = mean_of_lesser(below, {name: self.products.distribution(name) for name in names})
        if found is None or not all(math.isfinite(one.value) for one in found):
            return untold
        lesser, beyond = found
        if beyond.error < lesser.error:
            return Mean(
                whole.value - Decimal(beyond.value), whole.error + beyond.error, sources, sources
            )
        return Mean(most.value + Decimal(lesser.value), most.error + lesser.error, sources, sources)

    def _of_input(self, path: str) -> Mean:
        if path not in self._inputs:
            return Mean(Decimal(self._values[path]))
        return self._of_powers(((Atom(path), 1),))

    def _of_step(self, window: Window, days: Symbol) -> Mean:
        if days.operation == "input" and days.content in self._inputs:
            return self._of_powers(((Atom(days.content, window), 1),))
        known = self._found[id(days)]
        if known.sources or known.value is None:
            return Mean(None, 0.0, known.sources, known.sources)
        return Mean(Decimal(window.effective_days(known.value)))

    def _of_powers(self, powers: "Powers") -> Mean:
        value, error = self.products.expected(powers)
        return Mean(value, error, self.products.bits[powers[0][0].name])

    def _of_product(self, node: Symbol, sources: int, bent: int) -> Mean:
        """Write a product whose factors are not independent as a polynomial in what they share."""
        terms = self._expanded(node, bent)
        if terms is None:
            return Mean(None, 0.0, sources, bent)
        total, error = Decimal(0), 0.0
        for monomial, coefficient in terms.items():
            found = self._moment(monomial, coefficient)
            if found is None:
                return Mean(None, 0.0, sources, bent)
            total, error = total + found[0], error + found[1]
        return Mean(total, error, sources, bent)

    def _moment(self, monomial: Monomial, coefficient: Decimal) -> tuple[Decimal, float] | None:
        """Take the mean of a term, and a bound on its error; None where it cannot be told."""
        product, product_error = coefficient, 0.0
        atoms = [(self._by_number[at], power) for at, power in monomial]
        with localcontext(_context()):
            for powers in self.products.apart(atoms):
                value, own = self.products.expected(powers)
                if value is None:
                    return None
                product_error = _product_error((product, product_error), (value, own))
                product *= value
        return product, product_error

    def _expanded(self, figure: Symbol, bent: int) -> Terms | None:
        """
        Expand a node in the inputs of some sources; all else counts with its mean.

        Returns:
            None where a mean is not told, or the terms are too many.
        """
        found = self._terms.setdefault(bent, {})
        stack = [figure]
        while stack:
            node = stack[-1]
            waiting = []
            if self._is_in(node, bent) and node.operation in {"+", "-", "*"}:
                waiting = [one for one in node.operands if id(one) not in found]
            if waiting and id(node) not in found:
                stack += waiting
                continue
            stack.pop()
            if id(node) not in found:
                found[id(node)] = self._terms_of(node, bent)
        return found[id(figure)]

    def _is_in(self, node: Symbol, bent: int) -> bool:
        known = self._found.get(id(node))
        return known is None or bool(known.sources & bent)

    def _terms_of(self, node: Symbol, bent: int) -> Terms | None:
        if not self._is_in(node, bent):
            value = self._found[id(node)].value
            return None if value is None else {(): value}
        if node.operation in {"input", "step", LEAST}:
            return self.terms_of_atom(node)
        left, right = (self._terms[bent][id(one)] for one in node.operands)
        if left is None or right is None or len(left) * len(right) > _MOST_TERMS:
            return None
        if node.operation == "*":
            return product_of(left, right)
        return sum_of(dict(left), right, node.operation)

    def terms_of_atom(self, node: Symbol) -> Terms | None:
        """
        Write one atom; a likelihood as what is left of 1, so that chances to hold stay powers.

        Where `fails` was asked for it stands for itself, so that chances to fail do.
        """
        if node.operation == LEAST:
            return self._terms_of_least(node)
        (input_,) = node.operands or (node,)
        if input_.operation != "input":
            return None
        path = self.products.alike[input_.content]
        if node.operation == "step":
            atom = Atom(path, node.content)
        else:
            atom = Atom(path, is_rest=not self._fails and _is_likelihood(node.content))
        number = self._number_of(atom)
        one: Terms = {((number, 1),): Decimal(-1 if atom.is_rest else 1)}
        return {(): Decimal(1), **one} if atom.is_rest else one

    def _terms_of_least(self, node: Symbol) -> Terms | None:
        paths = [path for path in inputs_of(node) if path in self._inputs]
        variables = {path: self.products.alike[path] for path in paths}
        try:
            found = polynomial_of(node, variables, self._values)
        except TooManyTermsError:
            return None
        numbers = [self._number_of(atom) for atom in found.atoms]
        return {
            tuple((numbers[at], power) for at, power in monomial): coefficient
            for monomial, coefficient in found.terms.items()
        }

    def _number_of(self, atom: Atom) -> int:
        number = self._atoms.setdefault(atom, len(self._atoms))
        if number == len(self._by_number):
            self._by_number.append(atom)
        return number


def _is_likelihood(path: str) -> bool:
    return path.rpartition(".")[2] == LIKELIHOOD


def _context() -> Context:
    return Context(prec=DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)


def _product_error(one: tuple[Decimal, float], other: tuple[Decimal, float]) -> float:
    """Bound the error of a product by those of its factors."""
    if not one[1] and not other[1]:
        return 0.0
    first, second = abs(float(one[0])), abs(float(other[0]))
    return first * other[1] + second * one[1] + one[1] * other[1]
