"""What sets of mitigations make of a metric, option by option: only the terms they touch change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

from omsrisk.core.algebra.polynomial import Polynomial
from omsrisk.core.formulas.formula import Number
from omsrisk.core.pricing.case import Operation


class Real(Number, Protocol):
    """A number that can be told from a larger one: Decimal, float."""

    def __lt__(self, other: Self, /) -> bool: ...  # noqa: D105 - the protocol's docstring says it


R = TypeVar("R", bound=Real)
"""What is computed with."""

Effects = Mapping[str, Sequence[tuple[Operation, R]]]
"""What an option does, by variable."""


class State(NamedTuple, Generic[R]):
    """
    What the options taken make of one variable: all `set`, then all `multiply`, then all `add`.

    Attributes:
        base: What it is set to, or its number as it stands.
        factor: What it is multiplied by.
        addend: What is added.
        is_set: Whether an option sets it.
    """

    base: R
    factor: R | int = 1
    addend: R | int = 0
    is_set: bool = False

    def value(self) -> R:
        """Compute the number."""
        return self.base * self.factor + self.addend

    def after(self, effects: Sequence[tuple[Operation, R]]) -> "State[R]":
        """Take an option, too."""
        base, factor, addend, is_set = self
        for operation, number in effects:
            if operation is Operation.SET:
                base, is_set = number, True
            elif operation is Operation.MULTIPLY:
                factor = factor * number
            else:
                addend = addend + number
        return State(base, factor, addend, is_set)


class Worth(Generic[R]):
    """
    A metric under the options taken so far, in floats or, inside `money.exact()`, exact.

    Args:
        polynomial: The metric in the variables that options change.
        values: The number of each variable as it stands, of the kind to compute with.
        options: What each option does.
        kind: Makes a coefficient a number of that kind.

    Attributes:
        metric: What it comes to.
    """

    def __init__(
        self,
        polynomial: Polynomial,
        values: Mapping[str, R],
        options: Sequence[Effects[R]],
        kind: Callable[[Decimal], R],
    ) -> None:
        self._atoms = polynomial.atoms
        self._values = values
        self._options = options
        self._terms = [
            (kind(coefficient), [at for at, power in monomial for _ in range(power)])
            for monomial, coefficient in polynomial.terms.items()
        ]
        self._atoms_of: dict[str, list[int]] = {}
        for at, atom in enumerate(self._atoms):
            self._atoms_of.setdefault(atom.name, []).append(at)
        self._terms_of: dict[int, list[int]] = {}
        for number, (_, atoms) in enumerate(self._terms):
            for at in dict.fromkeys(atoms):
                self._terms_of.setdefault(at, []).append(number)
        names_of = [{self._atoms[at].name for at in atoms} for _, atoms in self._terms]
        options_of: dict[str, set[int]] = {}
        for number, option in enumerate(options):
            for name in option:
                options_of.setdefault(name, set()).add(number)
        self._options_of = [
            set().union(*(options_of.get(name, ()) for name in names)) for names in names_of
        ]
        self._restart()

    def _restart(self) -> None:
        self._taken: set[int] = set()
        self._changes: dict[int, R | int] = {}
        self._states = {name: State(value) for name, value in self._values.items()}
        self._numbers = [atom.value(self._values[atom.name]) for atom in self._atoms]
        self._products = [self._product(number, {}) for number in range(len(self._terms))]
        self.metric = sum(self._products)

    def change(self, option: int) -> R | int:
        """Tell what one option more makes of the metric: below 0 where it lowers it."""
        if option not in self._changes:
            numbers = self._numbers_with(option)
            self._changes[option] = sum(
                self._product(term, numbers) - self._products[term] for term in self._touched(numbers)
            )
        return self._changes[option]

    def take(self, option: int) -> None:
        """Take an option."""
        numbers = self._numbers_with(option)
        for name, effects in self._options[option].items():
            self._states[name] = self._states[name].after(effects)
        for at, number in numbers.items():
            self._numbers[at] = number
        self._taken.add(option)
        self._changes.pop(option, None)
        for term in self._touched(numbers):
            product = self._product(term, {})
            self.metric += product - self._products[term]
            self._products[term] = product
            if self._changes:
                for other in self._options_of[term]:
                    self._changes.pop(other, None)

    def of(self, options: Iterable[int]) -> R | int:
        """Compute the metric under some options; what is taken already is not taken again."""
        wanted = dict.fromkeys(options)
        if not self._taken <= wanted.keys():
            self._restart()
        for option in wanted:
            if option not in self._taken:
                self.take(option)
        return self.metric

    def _numbers_with(self, option: int) -> dict[int, R]:
        """Compute the atoms that an option changes."""
        found: dict[int, R] = {}
        for name, effects in self._options[option].items():
            value = None
            for at in self._atoms_of.get(name, ()):
                if value is None:
                    value = self._states[name].after(effects).value()
                # no window is shorter than none; what is below 0 is no possible set, and told so
                atom = self._atoms[at]
                found[at] = atom.value(max(value, 0 * value) if atom.is_of_days else value)
        return found

    def _touched(self, numbers: Mapping[int, R]) -> Iterable[int]:
        if len(numbers) == 1:
            return self._terms_of.get(next(iter(numbers)), ())
        return dict.fromkeys(term for at in numbers for term in self._terms_of.get(at, ()))

    def _product(self, term: int, changed: Mapping[int, R]) -> R:
        product, atoms = self._terms[term]
        for at in atoms:
            product = product * (changed[at] if at in changed else self._numbers[at])
        return product
