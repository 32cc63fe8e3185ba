"""
The mean of a traced figure over all that is uncertain in it.

The mean of a sum is the sum of the means, and that of a product of independent factors the product
of the means. So one walk up an expression gives the mean of every node in it. Only where both factors
of a product depend on one source, or on correlated ones, is that product written as a polynomial in
them, and its mean is the sum of its moments. A likelihood counts as a number like any other: given
the likelihoods the go-lives fail independently, and every figure is of degree one in each of them.

Means of ranges are rational numbers, and are computed as such to 80 digits; those of intervals, of
seasons and of correlated products are floats.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from statistics import NormalDist
from typing import Any, NamedTuple

from omsrisk.core.calendar import Window
from omsrisk.core.case import Case, Spread
from omsrisk.core.copula import Expected, Series, of_three, of_two, series_of
from omsrisk.core.correlation import copula_correlation, groups_of
from omsrisk.core.distributions import Distribution
from omsrisk.core.exact_moments import exact_moment, exact_rest_moment
from omsrisk.core.moments import Moments
from omsrisk.core.polynomial import Atom, TooManyTermsError, polynomial_of
from omsrisk.core.symbols import Symbol, in_order, inputs_of
from omsrisk.core.uncertainty import LIKELIHOOD, distribution_of
from omsrisk.core.variation import uncertain_inputs, values_of

DIGITS = 80
_KEPT = Context(prec=50)
_MOST_TERMS = 20_000
_MOST_CORRELATED = 3

Powers = tuple[tuple[Atom, int], ...]
"""A product of powers of atoms."""


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


class Expectation:
    """
    Takes means of the traced figures of one case.

    Args:
        case: What is uncertain in it is what has a spread.
        decided: Inputs that count as these numbers, by path.

    The figures have to be of one trace that lives as long: what they share is worked out once.
    """

    def __init__(self, case: Case, decided: Mapping[str, Decimal] | None = None) -> None:
        self._values: dict[str, Any] = {**values_of(case), **(decided or {})}
        self._inputs = {
            path: one for path, one in uncertain_inputs(case).items() if path not in (decided or {})
        }
        self._ranks = {
            frozenset((one.first, one.second)): copula_correlation(one.rank)
            for one in case.correlations
        }
        self._bits = self._sources(groups_of(case.correlations))
        self._found: dict[int, Mean] = {}
        self._kept: list[Symbol] = []
        self._parts: dict[Powers, Expected | Decimal | None] = {}
        self._series: dict[Powers, Series] = {}
        self._distributions: dict[str, Distribution] = {}

    def _sources(self, groups: Iterable[tuple[str, ...]]) -> dict[str, int]:
        """Give each input the bit of its source; correlated inputs count as one source."""
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
        return self._inputs[path].drawn_with or path

    def mean(self, figure: Symbol | Decimal | int) -> Mean:
        """Take the mean of a figure, to 50 digits where it is rational."""
        if not isinstance(figure, Symbol):
            return Mean(Decimal(figure))
        self._kept.append(figure)
        found = self._walk(figure)
        return found if found.value is None else found._replace(value=_KEPT.plus(found.value))

    def slopes(self, figure: Symbol, paths: Collection[str]) -> dict[str, Decimal] | None:
        """
        Give the derivatives of the mean of a figure in inputs that are decided.

        The derivatives in all of them come from one walk back, as in `alone`.

        Args:
            figure: Of degree one in each of them.
            paths: Inputs that count as certain.

        Returns:
            By path; None where one stands in a product of which the mean is no product of means.
        """
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
                if node.operation == "*":
                    first, second = self._found[id(left)], self._found[id(right)]
                    if first.sources & second.sources or None in {first.value, second.value}:
                        return None
                    by_left, by_right = slope * (second.value or 0), slope * (first.value or 0)
                slopes[id(left)] = slopes.get(id(left), Decimal(0)) + by_left
                slopes[id(right)] = slopes.get(id(right), Decimal(0)) + by_right
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
        if node.operation == "*" and left.sources & right.sources:
            return self._of_product(node, sources, bent | left.sources & right.sources)
        if left.value is None or right.value is None:
            return Mean(None, 0.0, sources, bent)
        if node.operation == "*":
            error = _product_error((left.value, left.error), (right.value, right.error))
            return Mean(left.value * right.value, error, sources, bent)
        value = left.value + right.value if node.operation == "+" else left.value - right.value
        return Mean(value, left.error + right.error, sources, bent)

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

    def _of_powers(self, powers: Powers) -> Mean:
        value, error = _value_of(self._expected(powers))
        return Mean(value, error, self._bits[powers[0][0].name])

    def _of_product(self, node: Symbol, sources: int, bent: int) -> Mean:
        """Write a product whose factors are not independent as a polynomial in what they share."""
        below = [path for path in inputs_of(node) if path in self._inputs]
        stepped = {one.operands[0].content for one in _steps_below(node)}
        variables = {path: path for path in below if self._bits[path] & bent or path in stepped}
        values = dict(self._values)
        for path in below:
            mean = self._of_input(path).value
            if mean is None:
                return Mean(None, 0.0, sources, bent)
            values[path] = mean
        rests = {path for path in variables if path.rpartition(".")[2] == LIKELIHOOD}
        try:
            figure = polynomial_of(node, variables, values, rests=rests, most_terms=_MOST_TERMS)
        except TooManyTermsError:
            return Mean(None, 0.0, sources, bent)
        total, error = Decimal(0), 0.0
        for monomial, coefficient in figure.terms.items():
            product, product_error = coefficient, 0.0
            for powers in self._apart([(figure.atoms[at], power) for at, power in monomial]):
                value, own = _value_of(self._expected(powers))
                if value is None:
                    return Mean(None, 0.0, sources, bent)
                product_error = _product_error((product, product_error), (value, own))
                product *= value
            total, error = total + product, error + product_error
        return Mean(total, error, sources, bent)

    def _apart(self, powers: list[tuple[Atom, int]]) -> list[Powers]:
        """Part a product into those of independent sources."""
        parts: list[list[tuple[Atom, int]]] = []
        for one in powers:
            joined = [part for part in parts if any(self._are_tied(one, other) for other in part)]
            parts = [part for part in parts if part not in joined]
            parts.append([*(other for part in joined for other in part), one])
        return [tuple(sorted(part, key=repr)) for part in parts]

    def _are_tied(self, one: tuple[Atom, int], other: tuple[Atom, int]) -> bool:
        first, second = self._source(one[0].name), self._source(other[0].name)
        return first == second or frozenset((first, second)) in self._ranks

    def _expected(self, powers: Powers) -> Expected | Decimal | None:
        """Expect a product of powers of atoms that hang together."""
        if powers not in self._parts:
            paths = {atom.name for atom, _ in powers}
            found = self._of_one_input(powers) if len(paths) == 1 else self._of_several(powers)
            self._parts[powers] = found
        return self._parts[powers]

    def _of_one_input(self, powers: Powers) -> Expected | Decimal | None:
        path = powers[0][0].name
        spread = self._spread(path)
        power = sum(power for _, power in powers)
        if all(atom.window is None and not atom.is_rest for atom, _ in powers):
            exact = exact_moment(spread, power)
            return _finite(self._distribution(path).raw_moment(power)) if exact is None else exact
        if all(atom.is_rest for atom, _ in powers):
            exact = exact_rest_moment(spread, power)
            if exact is not None:
                return exact
            if power == 1:
                return 1 - Decimal(self._distribution(path).mean)
        if any(atom.is_rest for atom, _ in powers):
            return self._of_several(powers)
        windows = {at: atom.window for at, (atom, _) in enumerate(powers)}
        moment = Moments(self._distribution(path), windows, power)
        return _finite(moment(tuple((at, own) for at, (_, own) in enumerate(powers))))

    def _of_several(self, powers: Powers) -> Expected | None:
        """Integrate over the quantiles: of one source, or of two or three that are correlated."""
        by_source: dict[str, list[tuple[Atom, int]]] = {}
        for one in powers:
            by_source.setdefault(self._source(one[0].name), []).append(one)
        if len(by_source) > _MOST_CORRELATED:
            return None
        names = list(by_source)
        try:
            series = [self._series_of(tuple(own)) for own in by_source.values()]
        except (OverflowError, ValueError):
            return None
        if len(series) == 1:
            return Expected(series[0].mean, _SMOOTH * math.sqrt(series[0].square))
        ranks = [
            self._ranks.get(frozenset((one, other)), 0.0)
            for at, one in enumerate(names)
            for other in names[at + 1 :]
        ]
        if len(series) == _MOST_CORRELATED:
            return of_three(series, (ranks[0], ranks[1], ranks[2]))
        return of_two(series[0], series[1], ranks[0])

    def _series_of(self, powers: Powers) -> Series:
        """Expand what is made of one quantile."""
        if powers not in self._series:
            own = [(_Quantile(self._distribution(atom.name)), atom, power) for atom, power in powers]

            def function(z: float) -> float:
                product = 1.0
                for quantile, atom, power in own:
                    number = quantile(z)
                    if atom.window is not None:
                        number = max(number, 0.0)
                    product *= float(atom.value(number)) ** power
                return product

            kinks = [at for quantile, atom, _ in own for at in quantile.kinks(atom.window)]
            self._series[powers] = series_of(function, kinks)
        return self._series[powers]

    def _spread(self, path: str) -> Spread:
        spread = self._inputs[path].spread
        assert spread is not None  # noqa: S101 - only uncertain inputs come here
        return spread

    def _distribution(self, path: str) -> Distribution:
        if path not in self._distributions:
            self._distributions[path] = distribution_of(self._spread(path))
        return self._distributions[path]


def _context() -> Context:
    return Context(prec=DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)


_SMOOTH = 1e-13
_NORMAL = NormalDist()
_KINKED = "triangular"


class _Quantile:
    """A distribution as a function of a normal number."""

    def __init__(self, distribution: Distribution) -> None:
        self._distribution = distribution
        self._known: dict[float, float] = {}

    def __call__(self, z: float) -> float:
        if self._distribution.kind in {"normal", "lognormal"}:
            mean, deviation = self._distribution.parameters
            number = mean + deviation * z
            return math.exp(number) if self._distribution.kind == "lognormal" else number
        if z not in self._known:
            self._known[z] = self._distribution.quantile(math.erfc(-z / math.sqrt(2)) / 2)
        return self._known[z]

    def kinks(self, window: Window | None) -> Iterable[float]:
        """Give the normal numbers at which it, or what a season makes of it, is not smooth."""
        days = [] if window is None else list(self._month_ends(window))
        if self._distribution.kind == _KINKED:
            days.append(self._distribution.parameters[1])
        for one in days:
            chance = self._distribution.cumulative(one)
            if 0 < chance < 1:
                yield _NORMAL.inv_cdf(chance)

    def _month_ends(self, window: Window) -> Iterable[float]:
        day = 0
        for run, _ in window.months():
            day += run
            if self._distribution.exceedance(day) < _UNSEEN:
                return
            yield float(day)


_UNSEEN = 1e-18


def _value_of(found: Expected | Decimal | None) -> tuple[Decimal | None, float]:
    if isinstance(found, Expected):
        finite = math.isfinite(found.value) and math.isfinite(found.error)
        return (Decimal(found.value), found.error) if finite else (None, 0.0)
    return found, 0.0


def _finite(number: float) -> Decimal | None:
    return Decimal(number) if math.isfinite(number) else None


def _product_error(one: tuple[Decimal, float], other: tuple[Decimal, float]) -> float:
    """Bound the error of a product by those of its factors."""
    if not one[1] and not other[1]:
        return 0.0
    first, second = abs(float(one[0])), abs(float(other[0]))
    return first * other[1] + second * one[1] + one[1] * other[1]


def _steps_below(node: Symbol) -> Iterable[Symbol]:
    return (one for one in in_order(node) if one.operation == "step")
