"""Each input alone: what a traced figure comes to when one input has another number."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from omsrisk.core.algebra.polynomial import Atom, Monomial, Polynomial
from omsrisk.core.algebra.single_ways import SingleWays
from omsrisk.core.algebra.symbols import LEAST, Figure, Symbol, computed, in_order, inputs_of
from omsrisk.core.calendar import Season, Window
from omsrisk.core.running_days import RunningDays

_MANY = 2


class PartOfFigure(NamedTuple):
    """
    What of a figure rests on some inputs: the figure is `slope` times the part, and the rest.

    Attributes:
        part: An expression.
        slope: By what it is multiplied.
        rest: What rests on none of the inputs.
    """

    part: Figure
    slope: Decimal
    rest: Decimal

    def whole(self, part: Polynomial) -> Polynomial:
        """
        Return the figure as a polynomial.

        Args:
            part: The part as one.
        """
        terms = {one: self.slope * coefficient for one, coefficient in part.terms.items()}
        constant = terms.pop((), Decimal(0)) + self.rest
        if not self.slope:
            terms = {}
        return Polynomial(part.atoms, {(): constant, **terms} if constant else terms)


class Alone:
    """
    A traced figure, and what it comes to when one input moves.

    The derivatives of all inputs come from one walk back over the expression (reverse-mode
    differentiation: Griewank and Walther, Evaluating Derivatives, 2008). A figure is of degree one in
    nearly every input: where no product has the input on both sides, its change is the derivative
    times the step, exactly. Days that go through a season are of degree one in what the season makes
    of them. For the inputs that are left, such as one likelihood for many phases under the stop rule,
    or what an amount with a cap rests on, what they touch is evaluated anew.

    Args:
        expression: From a trace; a number where it depends on no input.
        values: The number of every input, by path.

    Make it, and ask it, inside `money.exact()`: every number is exact.

    Attributes:
        value: The figure as it stands.
    """

    def __init__(self, expression: Symbol | Decimal | int, values: Mapping[str, Decimal]) -> None:
        root = expression if isinstance(expression, Symbol) else Symbol("number", expression)
        self._values = values
        self._nodes = list(in_order(root))
        place = {id(node): at for at, node in enumerate(self._nodes)}
        self._operands = [tuple(place[id(one)] for one in node.operands) for node in self._nodes]
        self._numbers = self._evaluated({})
        self.value = Decimal(self._numbers[-1])
        self._slopes: dict[str, Decimal] = {}
        self._steps: dict[str, dict[Window, Decimal]] = {}
        self._running_days: dict[Season, RunningDays] = {}
        self._derive()

    @property
    def _bent(self) -> frozenset[str]:
        return self._products_with_themselves[0]

    @property
    def is_linear_in_windows(self) -> bool:
        """Whether the figure is of degree one in what seasons make of days."""
        return self._products_with_themselves[1]

    def slope(self, path: str) -> Decimal:
        """
        Take the derivative in one input at its value; what goes through a season is left out.

        Args:
            path: The input, by the path where it is stated.
        """
        return self._slopes.get(path, Decimal(0))

    def is_linear_in(self, path: str) -> bool:
        """Whether the figure is of degree one in an input, and in what seasons make of its days."""
        return path not in self._bent

    def steps(self, path: str) -> Mapping[Window, Decimal]:
        """Return windows that days go through, and the derivative in the effective days of each."""
        return self._steps.get(path, {})

    def at(self, path: str, number: Decimal) -> Decimal:
        """
        Return the figure with another number for one input.

        Args:
            path: The input, by the path where it is stated.
            number: In its unit.
        """
        if path in self._bent:
            return self._touched({path: number})
        result = self.value
        if path in self._slopes:
            result += self._slopes[path] * (number - self._values[path])
        for window, slope in self.steps(path).items():
            before = window.effective_days(self._values[path])
            result += slope * (window.effective_days(number) - before)
        return result

    def with_numbers(self, numbers: Mapping[str, Decimal]) -> Decimal:
        """
        Return the figure with other numbers for any inputs.

        Args:
            numbers: By the path where each is stated.
        """
        if len(numbers) == 1:
            return self.at(*next(iter(numbers.items())))
        return self._touched(numbers)

    def part_with(self, paths: Sequence[str]) -> "PartOfFigure":
        """
        Take of the figure apart what rests on some inputs.

        Args:
            paths: The inputs, by the paths where they are stated.
        """
        place = self._single_ways.meeting_of(paths)
        if place is None:
            return PartOfFigure(Decimal(0), Decimal(0), self.value)
        slope, number = Decimal(self._single_ways.slope_at(place)), self._numbers[place]
        return PartOfFigure(self._nodes[place], slope, self.value - slope * number)

    @cached_property
    def _single_ways(self) -> SingleWays:
        return SingleWays(self._nodes, self._operands, self._numbers)

    def _touched(self, numbers: Mapping[str, Decimal]) -> Decimal:
        """Evaluate what rests on inputs, up to the node where all of it meets."""
        top = self._single_ways.meeting_of(numbers)
        if top is None:
            return self.value
        found: dict[int, Decimal | int] = {}
        for at in self._single_ways.touched(numbers, top):
            node, operands = self._nodes[at], self._operands[at]
            if node.operation == "input":
                found[at] = numbers[node.content]
                continue
            below = [found[one] if one in found else self._numbers[one] for one in operands]
            if node.operation == "step":
                found[at] = node.content.effective_days(below[0])
            else:
                found[at] = computed(node.operation, below[0], below[1])
        return self.value + self._single_ways.slope_at(top) * (found[top] - self._numbers[top])

    def in_terms_of(self, path: str, variable: str) -> Polynomial:
        """
        Write the figure as a polynomial in one input.

        Args:
            path: An input in which the figure is of degree one.
            variable: What to call it.
        """
        value = self._values.get(path, Decimal(0))
        found = {Atom(variable): self.slope(path)}
        found |= {Atom(variable, window): slope for window, slope in self.steps(path).items()}
        atoms = [atom for atom, slope in found.items() if slope]
        terms: dict[Monomial, Decimal] = {}
        constant = self.value
        for at, atom in enumerate(atoms):
            constant -= found[atom] * atom.value(value)
            terms[((at, 1),)] = found[atom]
        return Polynomial(tuple(atoms), {(): constant, **terms} if constant else terms)

    def through(self, other: Callable[[Window], Window]) -> Decimal:
        """
        Return the figure with other windows: another season, or other days.

        Args:
            other: The window that takes the place of each.
        """
        if not self.is_linear_in_windows:
            return Decimal(self._evaluated({}, other)[-1])
        return self._beside_windows + self._through(other)

    def later(self, days: int) -> Decimal:
        """
        Return the figure with all windows moved.

        Args:
            days: By how many days.
        """
        if not self.is_linear_in_windows:
            return self.through(
                lambda window: window._replace(anchor=window.anchor + timedelta(days=days))
            )
        result = self._beside_windows
        for path, steps in self._steps.items():
            for window, slope in steps.items():
                running = self._running_days.setdefault(window.season, RunningDays(window.season))
                result += slope * running.of(window, self._values[path], days)
        return result

    @cached_property
    def _beside_windows(self) -> Decimal:
        """What comes to the figure through no window."""
        return self.value - self._through(lambda window: window)

    def _through(self, other: Callable[[Window], Window]) -> Decimal:
        """Add up what comes to the figure through windows."""
        return sum(
            (
                slope * other(window).effective_days(self._values[path])
                for path, steps in self._steps.items()
                for window, slope in steps.items()
            ),
            Decimal(0),
        )

    def _evaluated(
        self, changed: Mapping[str, Decimal], other: Callable[[Window], Window] | None = None
    ) -> list[Decimal]:
        """Compute the number of every node."""
        numbers: list[Decimal] = []
        for node, operands in zip(self._nodes, self._operands, strict=True):
            if node.operation == "input":
                path = node.content
                numbers.append(changed[path] if path in changed else self._values[path])
            elif node.operation == "number":
                numbers.append(node.content)
            elif node.operation == "step":
                window = node.content if other is None else other(node.content)
                numbers.append(window.effective_days(numbers[operands[0]]))
            else:
                left, right = numbers[operands[0]], numbers[operands[1]]
                numbers.append(Decimal(computed(node.operation, left, right)))
        return numbers

    def _derive(self) -> None:
        """Walk back from the figure: each node hands its derivative on to its operands."""
        slopes: list[Decimal | int] = [0] * len(self._nodes)
        slopes[-1] = Decimal(1)
        numbers = self._numbers
        for at in range(len(self._nodes) - 1, -1, -1):
            node, slope = self._nodes[at], slopes[at]
            slopes[at] = 0  # a number of thousands of digits is not kept longer than needed
            if node.operation == "input":
                if slope:
                    before = self._slopes.get(node.content, Decimal(0))
                    self._slopes[node.content] = before + slope
            elif node.operation == "step":
                days = self._nodes[self._operands[at][0]]
                if days.operation == "input":
                    own = self._steps.setdefault(days.content, {})
                    own[node.content] = own.get(node.content, Decimal(0)) + slope
            elif node.operation != "number":
                left, right = self._operands[at]
                if node.operation == LEAST:
                    slopes[left if numbers[left] <= numbers[right] else right] += slope
                elif node.operation == "*":
                    if self._nodes[left].operation != "number":
                        slopes[left] += slope * numbers[right]
                    if self._nodes[right].operation != "number":
                        slopes[right] += slope * numbers[left]
                else:
                    slopes[left] += slope
                    slopes[right] += slope if node.operation == "+" else -slope

    @cached_property
    def _products_with_themselves(self) -> tuple[frozenset[str], bool]:
        """
        List the inputs that stand on both sides of some product, and tell whether windows do not.

        Each node holds the set of the inputs below it as bits of one number; those that only one way
        leads to cannot meet themselves and have no bit, so that the sets stay small.
        """
        bits = {path: 2 << at for at, path in enumerate(self._reached_twice())}
        sets: list[int] = []
        bent = 0
        beyond: set[str] = set()
        for node, operands in zip(self._nodes, self._operands, strict=True):
            below = 0
            if node.operation == "input":
                below = bits.get(node.content, 0)
            elif node.operation == "step":
                below = sets[operands[0]] | 1  # the first bit stands for the windows
                if self._nodes[operands[0]].operation != "input":
                    beyond.update(inputs_of(self._nodes[operands[0]]))
            elif node.operation != "number":
                left, right = sets[operands[0]], sets[operands[1]]
                if node.operation == "*":
                    bent |= left & right
                elif node.operation == LEAST:
                    beyond.update(inputs_of(self._nodes[len(sets)]))
                below = left | right if left and right else left or right
            sets.append(below)
        found = {path for path, bit in bits.items() if bent & bit} | beyond
        return frozenset(found), not (bent & 1 or beyond)

    def _reached_twice(self) -> list[str]:
        """List the inputs to which more than one way leads."""
        ways = [0] * len(self._nodes)
        ways[-1] = 1
        by_path: dict[str, int] = {}
        for at in range(len(self._nodes) - 1, -1, -1):
            node = self._nodes[at]
            if node.operation == "input":
                by_path[node.content] = min(by_path.get(node.content, 0) + ways[at], _MANY)
            for operand in self._operands[at]:
                ways[operand] = min(ways[operand] + ways[at], _MANY)
        return [path for path, count in by_path.items() if count == _MANY]
