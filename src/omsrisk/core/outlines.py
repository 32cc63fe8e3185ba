"""
Outlines: what was made of numbers left open, to be filled with the numbers of one file after another.

Files that come in thousands state the same things, with numbers of their own; what is made of one is
then made of each in the same steps. So the steps are gone through once, with open values in the place
of the numbers. An open value takes part in `+ - *`, which is noted, and can be handed on; whoever
looks at it, to compare it, to print it or to tell whether it is 0, is refused. What comes about all
the same is the same for all numbers, but for the open values in it: that is its outline, and filling
it is one function without a decision in it.
"""

from collections.abc import Callable, Iterable, Mapping
from copyreg import __newobj__  # type: ignore[attr-defined]
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Generic, NoReturn, TypeVar, cast

T = TypeVar("T")


class LookedAtError(Exception):
    """Something depends on a value that was left open."""


class OpenValues:
    """The values that are left open, and what has been computed with them."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.constants: dict[str, object] = {}

    def value(self, source: str) -> "OpenValue":
        """
        Leave a value open.

        Args:
            source: What gives it where the outline is filled: an expression of its arguments.
        """
        return OpenValue(self, source)

    def computed(self, expression: str) -> "OpenValue":
        """Note a step of arithmetic, and return what comes of it."""
        name = f"n{len(self.steps)}"
        self.steps.append(f"{name} = {expression}")
        return OpenValue(self, name)

    def constant(self, value: object) -> str:
        """Return the name of something that is the same whatever the values are."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name


class OpenValue:
    """A value that is not known yet: it can be handed on and computed with, and nothing else."""

    __slots__ = ("of", "source")

    def __init__(self, of: OpenValues, source: str) -> None:
        self.of = of
        self.source = source

    def _operand(self, other: object) -> str:
        if isinstance(other, OpenValue):
            return other.source
        if type(other) in {int, Decimal}:
            return self.of.constant(other)
        raise LookedAtError

    def _with(self, sign: str, other: object) -> "OpenValue":
        return self.of.computed(f"{self.source} {sign} {self._operand(other)}")

    def _behind(self, sign: str, other: object) -> "OpenValue":
        return self.of.computed(f"{self._operand(other)} {sign} {self.source}")

    def __add__(self, other: object) -> "OpenValue":
        """Add."""
        return self._with("+", other)

    def __radd__(self, other: object) -> "OpenValue":
        """Add to another."""
        return self._behind("+", other)

    def __sub__(self, other: object) -> "OpenValue":
        """Subtract another."""
        return self._with("-", other)

    def __rsub__(self, other: object) -> "OpenValue":
        """Subtract from another."""
        return self._behind("-", other)

    def __mul__(self, other: object) -> "OpenValue":
        """Multiply."""
        return self._with("*", other)

    def __rmul__(self, other: object) -> "OpenValue":
        """Multiply another."""
        return self._behind("*", other)

    def _refused(self, *_: object) -> NoReturn:
        raise LookedAtError

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse to be looked at, but say as every number and text does that it is no model."""
        if name.startswith("__pydantic_"):
            raise AttributeError(name)
        raise LookedAtError

    __bool__ = __hash__ = __str__ = __repr__ = __format__ = _refused
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refused
    __reduce_ex__ = _refused


_NO_STATE = 2
"""Parts of what `__reduce_ex__` returns where an object has no state."""

_PLAIN = (str, int, Decimal, date, Enum, type, type(None))


class Outline(Generic[T]):
    """
    Something that was made of open values.

    Args:
        made: What was made.
        values: The values that were left open.
        arguments: Names of what it is filled with, which sources of values speak of.
        given: Parts of it that are filled with an expression of the arguments, by identity.

    Raises:
        LookedAtError: It holds values where they cannot be filled in.
    """

    def __init__(
        self,
        made: T,
        values: OpenValues,
        arguments: str,
        given: Mapping[int, str] | None = None,
    ) -> None:
        self._kept: list[object] = [made]  # so that nothing takes the identity of a part
        self._values = values
        self._known = dict(given or {})
        self._steps = [f"def filled({arguments}):", *values.steps]
        self._new = values.constant(tuple.__new__)
        self._make = values.constant(_made_anew)
        result = self._source(made) or values.constant(made)
        source = "\n    ".join([*self._steps, f"return {result}"])
        namespace = dict(values.constants)
        exec(compile(source, "<outline>", "exec"), namespace)  # noqa: S102 - made of names alone
        self.filled = cast("Callable[..., T]", namespace["filled"])

    def _source(self, part: object) -> str:
        """Write how a part is made; empty where it holds no open value."""
        if type(part) is OpenValue:
            return part.source
        if isinstance(part, _PLAIN):
            return ""
        known = self._known.get(id(part))
        if known is None:
            known = self._known[id(part)] = self._written(part)
        return known

    def _written(self, part: object) -> str:
        if isinstance(part, tuple):
            items = self._sources(part)
            if items is None:
                return ""
            written = f"({' '.join(f'{item},' for item in items)})"
            if type(part) is not tuple:
                written = f"{self._new}({self._values.constant(type(part))}, {written})"
            return self._step(written)
        if type(part) is list:
            items = self._sources(part)
            return "" if items is None else self._step(f"[{', '.join(items)}]")
        if type(part) is dict:
            keys, items = map(self._values.constant, part), self._sources(list(part.values()))
            if items is None:
                return ""
            pairs = zip(keys, items, strict=True)
            return self._step(f"{{{', '.join(f'{key}: {item}' for key, item in pairs)}}}")
        return self._written_by_state(part)

    def _written_by_state(self, part: object) -> str:
        """Write how to make any other object: as a copy of it is made, from its state."""
        if callable(part) or isinstance(part, (frozenset, set)):  # which look at what is put in
            return ""
        made = part.__reduce_ex__(2)
        make, given, state = (made[0], made[1], made[2] if len(made) > _NO_STATE else None)
        self._kept.append(state)
        inside = self._source(state)
        if not inside:
            return ""
        if make is not __newobj__ or given != (type(part),):
            raise LookedAtError
        return self._step(f"{self._make}({self._values.constant(type(part))}, {inside})")

    def _sources(self, parts: Iterable[object]) -> list[str] | None:
        sources = [self._source(one) for one in parts]
        if not any(sources):
            return None
        return [
            source
            or (repr(one) if one is None or type(one) in {int, bool} else self._values.constant(one))
            for source, one in zip(sources, parts, strict=True)
        ]

    def _step(self, written: str) -> str:
        name = f"p{len(self._steps)}"
        self._steps.append(f"{name} = {written}")
        return name


def is_open(value: object) -> bool:
    """Whether a value was left open."""
    return type(value) is OpenValue


def _made_anew(kind: type[T], state: object) -> T:
    """Make an object from its state, as `copy` does."""
    made = kind.__new__(kind)
    set_state = getattr(made, "__setstate__", None)
    if set_state is not None:
        set_state(state)
        return made
    for values in state if isinstance(state, tuple) else (state,):
        for name, value in (values or {}).items():
            object.__setattr__(made, name, value)
    return made
