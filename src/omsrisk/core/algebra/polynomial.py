"""
Polynomials: an expression in the few inputs that vary, everything else folded, exactly.

The model adds, subtracts and multiplies, so every figure of it is a polynomial in its inputs. To ask
a thousand times what it comes to, the trace is walked once: inputs that stay are folded into the
coefficients, and what is left is a handful of terms. Terms are a map from the powers of the atoms to
an exact decimal (a sparse, distributed form). An operand is used up by its last use and its terms are
then changed in place: a sum over a thousand phases would otherwise copy its terms a thousand times.
Days that go through a season are an atom of their own, so is an amount with a cap where one input
decides on it, and 1 less a likelihood is one where asked for: products of many of them would
otherwise expand into powers with signs in turn.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from omsrisk.core.algebra.symbols import LEAST, Symbol, in_order
from omsrisk.core.calendar import Window
from omsrisk.core.capping import CappedAmount, CappedPart
from omsrisk.core.formulas.formula import N
from omsrisk.core.part_fallen import PartFallen

Monomial = tuple[tuple[int, int], ...]
"""Powers by the number of the atom, sorted, without those that are 0."""


Step = Callable[[float], float]
"""From days to effective days."""

Row = Callable[..., tuple[list[float], ...]]
"""A compiled function of numbers and, last, a list of them: a list for each polynomial."""


class Atom(NamedTuple):
    """
    What a polynomial is in: a varied input, a step of one, or the rest of a share to 1.

    Attributes:
        name: The variable.
        window: What it goes through: a window of days, or an amount with a cap; None for the input
            itself.
        is_rest: Whether it is 1 less the input.
        part: What part of a run of so many days lies before a day; None for the input itself.
    """

    name: str
    window: Window | CappedAmount | None = None
    is_rest: bool = False
    part: PartFallen | None = None

    @property
    def is_of_days(self) -> bool:
        """Whether a window weighs it, of which none is shorter than no day."""
        return isinstance(self.window, Window)

    def value(self, number: N) -> N:
        """Return the atom's number for a number of the variable."""
        if self.is_rest:
            return 1 - number
        if self.part is not None:
            raise TypeError(self)  # a quotient: not for every kind of number
        return number if self.window is None else self.window.effective_days(number)


class Polynomial(NamedTuple):
    """
    A sum of products of atoms.

    Attributes:
        atoms: What it is in.
        terms: The exact coefficient of each monomial.
    """

    atoms: tuple[Atom, ...]
    terms: Mapping[Monomial, Decimal]

    @property
    def constant(self) -> Decimal:
        """The coefficient of no atom at all."""
        return self.terms.get((), Decimal(0))

    def names(self) -> tuple[str, ...]:
        """List the variables that it depends on; one whose terms cancelled is not among them."""
        present = {at for monomial in self.terms for at, _ in monomial}
        return tuple(dict.fromkeys(atom.name for at, atom in enumerate(self.atoms) if at in present))

    @property
    def is_in_rest(self) -> bool:
        """Whether it is written in the rest to 1 of a variable."""
        return any(atom.is_rest for atom in self.atoms)

    def degree(self) -> int:
        """Return the highest power of all atoms together."""
        return max((sum(power for _, power in one) for one in self.terms), default=0)

    def __call__(self, values: Mapping[str, Decimal]) -> Decimal:
        """
        Evaluate it; Decimals inside `money.exact()` stay exact.

        Args:
            values: A number for each variable, by name.
        """
        powers = [[atom.value(values[atom.name])] for atom in self.atoms]
        result = Decimal(0)
        for monomial, coefficient in self.terms.items():
            product = coefficient
            for at, power in monomial:
                own = powers[at]
                while len(own) < power:
                    own.append(own[-1] * own[0])
                product = product * own[power - 1]
            result = result + product
        return result


class TooManyTermsError(Exception):
    """A polynomial has more terms than its caller can use; the expression itself stays small."""


def polynomial_of(
    expression: Symbol | Decimal | int,
    variables: Mapping[str, str],
    values: Mapping[str, Decimal],
    *,
    rests: Container[str] = (),
    most_terms: int | None = None,
    scales: Mapping[str, Decimal] | None = None,
) -> Polynomial:
    """
    Write an expression as a polynomial in some of its inputs.

    Args:
        expression: From a trace; a number where it depends on no input.
        variables: The variable that each varied input stands for, by path; several inputs may share
            one.
        values: The numbers of all other inputs, by path.
        rests: Variables to write it in the rest to 1 of. The chance that a phase happens is then one
            power of the rest of a likelihood that all phases share, and not a sum of many powers
            with signs in turn, which floats and roundings cannot bear.
        most_terms: How many terms it may have; any number if left out.
        scales: What an input is of its variable, by path; 1 if left out. Inputs that share a variable
            move by one factor so; none of them stands in the rest to 1.

    Raises:
        TooManyTermsError: It has more. Under the stop rule the weight of a phase has one for each
            set of the phases before it whose likelihood varies by itself.

    Call it inside `money.exact()`: the coefficients are exact.
    """
    if not isinstance(expression, Symbol):
        constant = Decimal(expression)
        return Polynomial((), {(): constant} if constant else {})
    expansion = _Expansion(variables, values, rests, most_terms, scales or {})
    terms = expansion.of(expression)
    return Polynomial(tuple(expansion.atoms), terms)


Terms = dict[Monomial, Decimal]


class _Expansion:
    """Expands an expression node by node; the terms of a node are kept until their last use."""

    def __init__(
        self,
        variables: Mapping[str, str],
        values: Mapping[str, Decimal],
        rests: Container[str],
        most: int | None,
        scales: Mapping[str, Decimal],
    ) -> None:
        self.atoms: dict[Atom, int] = {}
        self._variables, self._values = variables, values
        self._rests, self._most, self._scales = rests, most, scales
        self._found: dict[int, Terms] = {}
        self._uses: dict[int, int] = {}

    def of(self, expression: Symbol) -> Terms:
        nodes = list(in_order(expression))
        for node in nodes:
            for operand in node.operands:
                self._uses[id(operand)] = self._uses.get(id(operand), 0) + 1
        for node in nodes:
            terms = self._terms(node)
            if self._most is not None and len(terms) > self._most:
                raise TooManyTermsError
            self._found[id(node)] = terms
        return self._found[id(expression)]

    def _terms(self, node: Symbol) -> Terms:
        if node.operation == "input" and node.content in self._variables:
            terms = self._input(self._variables[node.content])
            scale = self._scales.get(node.content, Decimal(1))
            return terms if scale == 1 else product_of(terms, _constant(scale))
        if not node.operands:
            is_input = node.operation == "input"
            return _constant(self._values[node.content] if is_input else Decimal(node.content))
        if node.operation == "step":
            return self._step(node)
        return self._of_two(node)

    def _of_two(self, node: Symbol) -> Terms:
        (left, left_is_ours), (right, right_is_ours) = map(self._taken, node.operands)
        if node.operation == LEAST:
            return self._least(left, right)
        if node.operation == "*":
            if self._most is not None and len(left) * len(right) > self._most**2:
                raise TooManyTermsError
            return product_of(left, right)
        if node.operation == "+" and right_is_ours and len(right) > len(left):
            return sum_of(right, left, "+")
        return sum_of(left if left_is_ours else dict(left), right, node.operation)

    def _taken(self, node: Symbol) -> tuple[Terms, bool]:
        """Return terms of an operand, and whether this was their last use: they may be changed."""
        self._uses[id(node)] -= 1
        if self._uses[id(node)]:
            return self._found[id(node)], False
        return self._found.pop(id(node)), True

    def _atom(self, atom: Atom) -> Terms:
        number = self.atoms.setdefault(atom, len(self.atoms))
        return {((number, 1),): Decimal(1)}

    def _input(self, name: str) -> Terms:
        if name not in self._rests:
            return self._atom(Atom(name))
        rest = self._atom(Atom(name, is_rest=True))
        return {(): Decimal(1), **{monomial: Decimal(-1) for monomial in rest}}

    def _step(self, node: Symbol) -> Terms:
        (days,) = node.operands
        terms, _ = self._taken(days)
        if days.operation == "input" and days.content in self._variables:
            name, step = self._variables[days.content], node.content
            scale = self._scales.get(days.content, Decimal(1))
            if isinstance(step, PartFallen):
                if scale != 1:  # what falls by a day is no step of a part of a run
                    raise TooManyTermsError
                return self._atom(Atom(name, part=step))
            if not scale:
                return _constant(Decimal(step.effective_days(scale)))
            return self._atom(Atom(name, step if scale == 1 else step._replace(scale=scale)))
        if any(terms):  # of days that are no single variable a step is no atom
            raise TooManyTermsError
        return _constant(Decimal(node.content.effective_days(terms.get((), Decimal(0)))))

    def _least(self, amount: Terms, cap: Terms) -> Terms:
        found = least_terms(amount, cap, list(self.atoms))
        return self._atom(found) if isinstance(found, Atom) else found


def least_terms(one: Terms, other: Terms, atoms: Sequence[Atom]) -> "Atom | Terms":
    """
    Return the lesser of two sums of products.

    Args:
        one: An amount.
        other: Its cap.
        atoms: What they are in, by number.

    Returns:
        A number where both are, else an atom of one variable.

    Raises:
        TooManyTermsError: It is no sum of steps of a single variable, or both depend on one.
    """
    moving, fixed = (one, other) if any(one) else (other, one)
    if any(fixed):
        raise TooManyTermsError
    most = fixed.get((), Decimal(0))
    if not any(moving):
        return _constant(min(moving.get((), Decimal(0)), most))
    constant, rates = moving.get((), Decimal(0)), dict[Window | None, Decimal]()
    names = set()
    for monomial, coefficient in moving.items():
        if not monomial:
            continue
        atom = atoms[monomial[0][0]]
        names.add(atom.name)
        if len(names) > 1 or sum(power for _, power in monomial) > 1:
            raise TooManyTermsError
        if isinstance(atom.window, CappedAmount) or atom.part is not None:
            raise TooManyTermsError
        constant += coefficient if atom.is_rest else 0
        before = rates.get(atom.window, Decimal(0))
        rates[atom.window] = before - coefficient if atom.is_rest else before + coefficient
    parts = (CappedPart(rate, window) for window, rate in rates.items() if rate)
    return Atom(names.pop(), CappedAmount(constant, tuple(sorted(parts, key=repr)), most))


def _constant(number: Decimal) -> Terms:
    return {(): number}


def sum_of(left: Terms, right: Terms, operation: str) -> Terms:
    """Add to, or subtract from, the terms on the left, in place."""
    for monomial, coefficient in right.items():
        before = left.get(monomial)
        if before is None:
            if coefficient:
                left[monomial] = coefficient if operation == "+" else -coefficient
            continue
        after = before + coefficient if operation == "+" else before - coefficient
        if after:
            left[monomial] = after
        else:
            del left[monomial]
    return left


def product_of(left: Mapping[Monomial, N], right: Mapping[Monomial, N]) -> dict[Monomial, N]:
    """Multiply two sums of products."""
    result: dict[Monomial, N] = {}
    for one, first in left.items():
        for other, second in right.items():
            monomial = joined(one, other)
            before = result.get(monomial)
            product = first * second
            result[monomial] = product if before is None else before + product
    return {monomial: coefficient for monomial, coefficient in result.items() if coefficient}


def joined(one: Monomial, other: Monomial) -> Monomial:
    """Multiply two products of powers."""
    if not one or not other:
        return one or other
    powers = dict(one)
    for atom, power in other:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items()))


def minus(left: Polynomial, right: Polynomial) -> Polynomial:
    """Subtract a polynomial from another; both in the same variables."""
    atoms = {atom: at for at, atom in enumerate(left.atoms)}
    places = [atoms.setdefault(atom, len(atoms)) for atom in right.atoms]
    moved = {
        tuple(sorted((places[at], power) for at, power in one)): coefficient
        for one, coefficient in right.terms.items()
    }
    return Polynomial(tuple(atoms), sum_of(dict(left.terms), moved, "-"))


def compiled_row(polynomials: tuple[Polynomial, ...], variables: tuple[str, ...]) -> "Row":
    """
    Compile polynomials to a function that runs through the last variable itself.

    Args:
        polynomials: What to compute, all in the same variables.
        variables: All but the last are numbers; the last one is a list of them.

    Returns:
        A function that gives one list of numbers for each polynomial: a loop without a call inside.

    The source that is compiled holds the digits of the coefficients and the numbers of the arguments,
    nothing from a file.
    """
    names = {name: f"v{at}" for at, name in enumerate(variables)}
    last = names[variables[-1]]
    written = _Written(polynomials, names)
    lines = []
    loop = f"for {last} in row"
    for name, text in written.steps.items():
        if last in text:
            lines.append(f"    {name}s = [{text} {loop}]")
        else:
            lines.append(f"    {name} = {text}")
    inner = [name for name, text in written.steps.items() if last in text]
    if inner:
        loop = f"for {', '.join([last, *inner])} in zip(row, {', '.join(f'{n}s' for n in inner)})"
    results = ", ".join(f"[{one} {loop}]" for one in written.results)
    head = f"def kernel({', '.join([*list(names.values())[:-1], 'row'])}):"
    return _executed([head, *lines, f"    return ({results},)"], written.functions)


def _executed(lines: list[str], functions: Mapping[str, "Step"]) -> "Row":
    namespace: dict[str, Any] = dict(functions)
    exec(compile("\n".join(lines), "<kernel>", "exec"), namespace)  # noqa: S102 - made of numbers alone
    kernel: Row = namespace["kernel"]
    return kernel


class _Written:
    """Polynomials as Python source: steps first, then one sum of products for each."""

    def __init__(self, polynomials: tuple[Polynomial, ...], names: Mapping[str, str]) -> None:
        self.steps: dict[str, str] = {}
        self.functions: dict[str, Step] = {}
        atoms: dict[Atom, str] = {}
        for atom in (atom for one in polynomials for atom in one.atoms):
            if atom in atoms:
                continue
            atoms[atom] = names[atom.name]
            if atom.is_rest:
                atoms[atom] = f"e{len(self.steps)}"
                self.steps[atoms[atom]] = f"1.0 - {names[atom.name]}"
            if atom.window is not None:
                atoms[atom] = f"e{len(self.steps)}"
                function = f"step_{len(self.steps)}"
                self.functions[function] = _fast_step(atom.window)
                self.steps[atoms[atom]] = f"{function}({names[atom.name]})"
        self.results = [" + ".join(_written(one, atoms)) or "0.0" for one in polynomials]


def _written(polynomial: Polynomial, atoms: Mapping[Atom, str]) -> Iterator[str]:
    for monomial, coefficient in polynomial.terms.items():
        factors = [repr(float(coefficient))]
        for at, power in monomial:
            name = atoms[polynomial.atoms[at]]
            factors += [name] * power if power <= _LONGEST_PRODUCT else [f"{name}**{power}"]
        yield "*".join(factors)


def _fast_step(window: Window | CappedAmount) -> "Step":
    """Look the effective days of whole days up in a table."""
    if isinstance(window, CappedAmount) or window.bends_within_days:
        return lambda days: window.effective_days(float(days))
    table = [0.0]

    def step(days: float) -> float:
        whole = int(days)
        if whole >= _LONGEST_TABLE:
            return window.effective_days(float(days))
        while len(table) <= whole + 1:
            table.append(float(window.effective_days(Decimal(len(table)))))
        return table[whole] + (days - whole) * (table[whole + 1] - table[whole])

    return step


_LONGEST_TABLE = 10_000
_LONGEST_PRODUCT = 16
