"""Tables that are made once of what is asked of again and again."""

from collections.abc import Callable
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class KeptTables(Generic[S, T]):
    """
    Keeps what is made of an object, by its identity, for the last few objects.

    Whoever asks of one element of a long list asks of each: to search the list every time would grow
    with the square of it. What a table is made of must not change.

    Args:
        made: Makes the table of an object.
        most: Of how many objects tables are kept.
    """

    def __init__(self, made: Callable[[S], T], most: int = 16) -> None:
        self._made, self._most = made, most
        self._known: dict[int, tuple[S, T]] = {}

    def of(self, source: S) -> T:
        """Return the table of an object, which stays known as long as its table."""
        known = self._known.get(id(source))
        if known is None:
            if len(self._known) >= self._most:
                self._known.clear()
            known = self._known[id(source)] = (source, self._made(source))
        return known[1]
