"""
A traced figure with its means put in: what is uncertain is integrated, what is certain stays.

A command that varies inputs needs more than the mean of a figure: it needs the mean as a function of
these inputs. `averaged` rewrites the expression of a figure so that its value is its mean. A factor
that depends on no source twice keeps its place, and its input counts with its mean. Days that go
through a season become the mean of their effective days. Only a product both of whose factors depend
on one source, or on correlated ones, is written out as a sum of moments, each times what is certain
beside it. The lesser of an amount and its cap becomes its mean, too: what is certain in it then no
longer stands in all its places. All that varies, solves or derives expressions works on the result as
on any other.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from omsrisk.core.algebra.polynomial import Monomial, product_of
from omsrisk.core.algebra.slopes import combined
from omsrisk.core.algebra.symbols import LEAST, Figure, Symbol, inputs_of, symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.uncertainty.expectation import Expectation, Mean

_KEPT = Context(prec=40)
"""Digits of a moment: far more than are right of any that is no rational number, and few enough for
products of many."""

_MOST_TERMS = 2_000
_WHOLE = frozenset({"step", LEAST})
"""Operations that are integrated as a whole."""
_ONE: Monomial = ()


W = TypeVar("W")
"""What is worked out of a node."""


class Averaged(NamedTuple):
    """
    Figures with their means put in.

    Attributes:
        figures: Expressions in the inputs of the case; with `means` in the place of what is uncertain
            in them the value of each is its mean.
        means: By path.
        integrated: The uncertain inputs on which they depend other than in degree one, or not alone:
            they no longer stand in all their places.
        held: Certain inputs that stand beside uncertain ones in an amount with a cap: the mean of
            that is none of their expressions.
        wholes: What was integrated as a whole and stands in figures as an input of this name, where
            that was asked for: an amount with a cap, or days through a season.
        in_moments: The inputs among `integrated` and `held` that stand in other means, too.
    """

    figures: tuple[Figure, ...]
    means: Mapping[str, Decimal]
    integrated: frozenset[str]
    held: frozenset[str] = frozenset()
    wholes: Mapping[str, Symbol] = MappingProxyType({})
    in_moments: frozenset[str] = frozenset()


def averaged(
    expectation: Expectation, figures: tuple[Figure, ...], *, apart: bool = False
) -> Averaged | None:
    """
    Put means into figures.

    Args:
        expectation: Of the case that was traced. Uncertain inputs that are decided in it count as
            certain, and may vary.
        figures: From one trace.
        apart: Whether what is integrated as a whole is to stand in them as an input, so that it can
            be integrated anew by itself.

    Returns:
        Expressions that depend on what is uncertain in degree one at most; None where a mean has no
        closed form.
    """
    rewriting = _Rewriting(expectation, apart=apart)
    found = [rewriting.of(one) for one in figures]
    told = [one for one in found if one is not None]
    if len(told) < len(found):
        return None
    integrated, held = frozenset(rewriting.integrated), frozenset(rewriting.held)
    return Averaged(
        tuple(told),
        rewriting.means,
        integrated,
        held,
        rewriting.wholes,
        frozenset(rewriting.in_moments),
    )


def means_with(
    expectation: Expectation, nodes: Sequence[Symbol], numbers: Mapping[str, Decimal]
) -> list[Decimal] | None:
    """
    Integrate wholes anew, with numbers in the place of inputs.

    Args:
        expectation: With which figures were averaged.
        nodes: Wholes of these.
        numbers: By path.

    Returns:
        Their means as they would stand in figures; None where one has no closed form.
    """
    anew = expectation.with_numbers(numbers)
    means = [anew.mean(node).value for node in nodes]
    told = [_KEPT.plus(one) for one in means if one is not None]
    return told if len(told) == len(nodes) else None


class _Rewriting:
    """Rewrites the figures of one trace."""

    def __init__(self, expectation: Expectation, *, apart: bool) -> None:
        self._expectation, self._apart = expectation, apart
        self._known: dict[int, Mean] = {}
        self._done: dict[int, Figure] = {}
        self._terms: dict[int, dict[int, dict[Monomial, Figure] | None]] = {}
        self._is_told = True
        self.means: dict[str, Decimal] = {}
        self.integrated: set[str] = set()
        self.held: set[str] = set()
        self.wholes: dict[str, Symbol] = {}
        self.in_moments: set[str] = set()

    def of(self, figure: Figure) -> Figure | None:
        """Rewrite a figure; None where its mean is not told."""
        if not isinstance(figure, Symbol):
            return figure
        mean = self._expectation.mean(figure)
        if mean.value is None:
            return None
        with exact(ENOUGH_DIGITS):
            found = _walked(figure, self._done, self._waiting, self._rewritten)
        return found if self._is_told else None

    def _mean(self, node: Symbol) -> Mean:
        return self._expectation.known(node)

    def _waiting(self, node: Symbol) -> tuple[Symbol, ...]:
        """List the nodes that have to be rewritten before this one."""
        if not self._mean(node).sources or node.operation in _WHOLE or self._is_bent(node):
            return ()
        return node.operands

    def _is_bent(self, node: Symbol) -> bool:
        """Whether both factors of a product depend on one source."""
        if node.operation != "*":
            return False
        left, right = (self._mean(one) for one in node.operands)
        return bool(left.sources & right.sources)

    def _rewritten(self, node: Symbol) -> Figure:
        mean = self._mean(node)
        if not mean.sources:
            return node
        if mean.value is None:
            self._is_told = False
            return Decimal(0)
        if node.operation == "input":
            self.means[node.content] = _KEPT.plus(mean.value)
            return node
        if node.operation in _WHOLE:
            self._integrate(node, mean.sources)
            value = _KEPT.plus(mean.value)
            return self._as_input(node, value) if self._apart else value
        if self._is_bent(node):
            return self._sum_of_moments(node, mean.bent)
        left, right = (self._done[id(one)] for one in node.operands)
        return combined(node.operation, left, right)

    def _as_input(self, node: Symbol, value: Decimal) -> Symbol:
        """Let a mean stand as an input of a name that no file can state."""
        name = f"mean of {len(self.wholes)}"
        self.wholes[name], self.means[name] = node, value
        return symbol(name)

    def _integrate(self, node: Symbol, sources: int) -> tuple[str, ...]:
        inside = inputs_of(node)
        uncertain = self._expectation.uncertain_among(inside, sources)
        self.integrated.update(uncertain)
        self.held.update(path for path in inside if path not in uncertain)
        return inside

    def _sum_of_moments(self, node: Symbol, bent: int) -> Figure:
        terms = self._expanded(node, bent)
        own = self._expectation.inputs_in(bent)
        self.integrated.update(own)
        self.in_moments.update(own)
        total: Figure = Decimal(0)
        for monomial, coefficient in (terms or {}).items():
            moment = self._expectation.moment(monomial)
            if moment is None:
                self._is_told = False
                return Decimal(0)
            total = combined("+", total, combined("*", coefficient, _KEPT.plus(moment)))
        self._is_told = self._is_told and terms is not None
        return total

    def _expanded(self, figure: Symbol, bent: int) -> dict[Monomial, Figure] | None:
        """Expand a node in the inputs of some sources; the rest stands in the coefficients."""
        known = self._terms.setdefault(bent, {})

        def waiting(node: Symbol) -> tuple[Symbol, ...]:
            is_in = self._mean(node).sources & bent and node.operation not in _WHOLE
            return node.operands if is_in else ()

        def terms_of(node: Symbol) -> dict[Monomial, Figure] | None:
            if not self._mean(node).sources & bent:
                return {_ONE: _walked(node, self._done, self._waiting, self._rewritten)}
            if node.operation in {"input", *_WHOLE}:
                if node.operation in _WHOLE:
                    self.in_moments.update(self._integrate(node, self._mean(node).sources))
                found = self._expectation.terms_of_atom(node)
                return None if found is None else dict(found)
            left, right = (known[id(one)] for one in node.operands)
            if left is None or right is None or len(left) * len(right) > _MOST_TERMS:
                return None
            if node.operation == "*":
                return product_of(left, right)
            result = dict(left)
            for monomial, coefficient in right.items():
                before = result.get(monomial, Decimal(0))
                result[monomial] = combined(node.operation, before, coefficient)
            return result

        return _walked(figure, known, waiting, terms_of)


def _walked(
    root: Symbol,
    known: dict[int, W],
    waiting: Callable[[Symbol], tuple[Symbol, ...]],
    of: Callable[[Symbol], W],
) -> W:
    """Work out a node after those that it waits for, each once."""
    stack = [root]
    while stack:
        node = stack[-1]
        before = [one for one in waiting(node) if id(one) not in known]
        if before and id(node) not in known:
            stack += before
            continue
        stack.pop()
        if id(node) not in known:
            known[id(node)] = of(node)
    return known[id(root)]
