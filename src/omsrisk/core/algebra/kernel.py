"""Kernels: traced expressions compiled to one plain function of many trials at once."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from omsrisk.core.algebra.symbols import LEAST, Symbol, in_order
from omsrisk.core.calendar import Window
from omsrisk.core.formulas.least import least_of


class Program(NamedTuple):
    """
    What a kernel computes, as plain data that another process can be sent.

    Attributes:
        arguments: The varied inputs, by path, in the order in which the function takes them.
        source: A Python function of numbers and argument numbers: nothing from a file is in it.
        windows: The season's windows that its steps go through.
        results: Which of its results each expression is, by name; several may share one.
        constants: The expressions that vary with no argument, exact.
    """

    arguments: tuple[str, ...]
    source: str
    windows: tuple[Window, ...]
    results: Mapping[str, int]
    constants: Mapping[str, Decimal]

    def compiled(self, step_of: Callable[[Window], object]) -> Callable[..., Any]:
        """
        Make the function.

        Args:
            step_of: Gives for a window the function from days to effective days.

        Returns:
            A function of one number or array for each argument that gives a tuple of results.
        """
        namespace: dict[str, Any] = {f"s{at}": step_of(one) for at, one in enumerate(self.windows)}
        namespace["least"] = least_of
        exec(compile(self.source, "<kernel>", "exec"), namespace)  # noqa: S102 - made of numbers alone
        kernel: Callable[..., Any] = namespace["kernel"]
        return kernel


class _Number(NamedTuple):
    """A node: an exact coefficient times a local variable; without one, a constant."""

    coefficient: Decimal
    name: str = ""


def program_of(
    expressions: Mapping[str, Symbol | Decimal | int],
    varied: tuple[str, ...],
    values: Mapping[str, Decimal],
    *,
    constants_too: bool = False,
) -> Program:
    """
    Write expressions as one program; what they share is computed once.

    Args:
        expressions: From a trace, by name.
        varied: The paths of the inputs that vary.
        values: The numbers of all other inputs, by path.
        constants_too: Whether what does not vary is a result of the function, too.

    Call it inside `money.exact()`: what does not vary is folded exactly.
    """
    written = _Writing(varied, values)
    found = {name: written.of(one) for name, one in expressions.items()}
    results: dict[str, int] = {}
    places: dict[str, int] = {}
    for name, number in found.items():
        if number.name or constants_too:
            text = written.local(number) if number.name else _text(number)
            results[name] = places.setdefault(text, len(places))
    arguments = ", ".join(written.argument(path) for path in varied)
    body = "".join(f"    {name} = {text}\n" for text, name in written.lines.items())
    source = f"def kernel({arguments}):\n{body}    return ({', '.join([*places, ''])})\n"
    constants = {name: number.coefficient for name, number in found.items() if not number.name}
    return Program(varied, source, tuple(written.windows), results, constants)


class _Writing:
    """Expressions as lines of Python: each distinct operation is one line."""

    def __init__(self, varied: tuple[str, ...], values: Mapping[str, Decimal]) -> None:
        self.lines: dict[str, str] = {}
        self.windows: dict[Window, str] = {}
        self._names = {path: f"v{at}" for at, path in enumerate(varied)}
        self._values = values
        self._found: dict[int, _Number] = {}
        self._kept: list[Symbol] = []

    def argument(self, path: str) -> str:
        """Return the name of an argument."""
        return self._names[path]

    def of(self, expression: Symbol | Decimal | int) -> _Number:
        """Write an expression."""
        if not isinstance(expression, Symbol):
            return _Number(Decimal(expression))
        self._kept.append(expression)  # so that no other node is ever found under its id
        for node in in_order(expression):
            if id(node) not in self._found:
                self._found[id(node)] = self._node(node)
        return self._found[id(expression)]

    def _node(self, node: Symbol) -> _Number:
        if node.operation == "input":
            if node.content in self._names:
                return _Number(Decimal(1), self._names[node.content])
            return _Number(self._values[node.content])
        if node.operation == "number":
            return _Number(Decimal(node.content))
        left = self._found[id(node.operands[0])]
        if node.operation == "step":
            return self._step(node.content, left)
        return self._of_two(node.operation, left, self._found[id(node.operands[1])])

    def _of_two(self, operation: str, left: _Number, right: _Number) -> _Number:
        if operation == "*":
            return self._product(left, right)
        if operation == LEAST:
            return self._least(left, right)
        if operation == "-":
            right = right._replace(coefficient=-right.coefficient)
        return self._sum(left, right)

    def _step(self, window: Window, days: _Number) -> _Number:
        if not days.name:
            return _Number(Decimal(window.effective_days(days.coefficient)))
        step = self.windows.setdefault(window, f"s{len(self.windows)}")
        return _Number(Decimal(1), self._line(f"{step}({self.local(days)})"))

    def _least(self, left: _Number, right: _Number) -> _Number:
        if not left.name and not right.name:
            return _Number(min(left.coefficient, right.coefficient))
        both = (self.local(one) if one.name else _text(one) for one in (left, right))
        return _Number(Decimal(1), self._line(f"least({', '.join(sorted(both))})"))

    def _product(self, left: _Number, right: _Number) -> _Number:
        coefficient = left.coefficient * right.coefficient
        if not coefficient:
            return _Number(Decimal(0))
        if left.name and right.name:
            return _Number(coefficient, self._line(" * ".join(sorted((left.name, right.name)))))
        return _Number(coefficient, left.name or right.name)

    def _sum(self, left: _Number, right: _Number) -> _Number:
        if left.name == right.name:
            coefficient = left.coefficient + right.coefficient
            return _Number(coefficient, left.name if coefficient else "")
        if not left.coefficient or not right.coefficient:
            return right if not left.coefficient else left
        both_vary = bool(left.name and right.name)
        if both_vary and left.coefficient == right.coefficient:
            text = " + ".join(sorted((left.name, right.name)))
            return _Number(left.coefficient, self._line(text))
        if both_vary and right.coefficient == -1:
            return _Number(Decimal(1), self._line(f"{self.local(left)} - {right.name}"))
        parts = [self.local(one) if one.name else _text(one) for one in (left, right)]
        return _Number(Decimal(1), self._line(" + ".join(sorted(parts))))

    def local(self, number: _Number) -> str:
        """Return the local variable that holds a number."""
        return number.name if number.coefficient == 1 else self._line(_text(number))

    def _line(self, text: str) -> str:
        return self.lines.setdefault(text, f"t{len(self.lines)}")


def _text(number: _Number) -> str:
    if not number.name:
        return repr(float(number.coefficient))
    return (
        f"{float(number.coefficient)!r} * {number.name}" if number.coefficient != 1 else number.name
    )
