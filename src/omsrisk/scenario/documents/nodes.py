"""The nodes of a YAML document: texts, maps and lists that know where they stand."""

import re
from collections.abc import Callable, Iterator
from typing import Any

BROKEN_BY_COMMA = ","
"""The style of a plain text that a comma ended though more was meant: `{share: 12,5%}`."""

_LINE_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"


class Origin:
    """
    A text that was read: a file, standard input, or a value on the command line.

    Attributes:
        name: As the user named it; `--set PATH` for a value on the command line.
        text: The decoded text.
        is_option: Whether it came from the command line.
    """

    __slots__ = ("_lines", "_starts", "is_option", "name", "text")

    def __init__(self, name: str, text: str, *, is_option: bool = False) -> None:
        self.name = name
        self.text = text
        self.is_option = is_option
        self._lines: list[str] | None = None
        self._starts: list[int] | None = None

    def offset(self, line: int, column: int) -> int:
        """
        Tell where a place stands in the text.

        Args:
            line: From 1.
            column: From 1, in code points.

        Returns:
            The number of characters before it.
        """
        if self._starts is None:
            self._starts = [0, *(found.end() for found in re.finditer(_LINE_BREAK, self.text))]
        if line > len(self._starts):  # a mark behind a text that ends without a line break
            return len(self.text)
        return self._starts[line - 1] + column - 1

    @property
    def lines(self) -> list[str]:
        """The lines of the text, split where YAML splits them."""
        if self._lines is None:
            text = self.text
            plainly = text.isascii() and "\r" not in text  # which is split in a tenth of the time
            self._lines = text.split("\n") if plainly else re.split(_LINE_BREAK, text)
        return self._lines

    def excerpt(self, line: int) -> tuple[tuple[int, str], ...]:
        """Return a line, and the one before it, with their numbers."""
        lines = self.lines
        if 1 < line <= len(lines):
            return (line - 1, lines[line - 2]), (line, lines[line - 1])
        return ((line, lines[line - 1]),) if line == 1 else ()


class Node:
    """
    A node of a document.

    Attributes:
        origin: What it was read from.
        line: First line, from 1.
        column: First column, from 1, in code points.
        end_line: Last line.
        end_column: Column after its last character.
        size: Number of nodes in it, itself included, aliases expanded.
    """

    __slots__ = ("column", "end_column", "end_line", "line", "origin", "size")
    noun = "a value"

    def __init__(
        self,
        origin: Origin,
        line: int,
        column: int,
        end_line: int,
        end_column: int,
    ) -> None:
        self.origin = origin
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.size = 1


class Scalar(Node):
    """
    A text, number, or nothing: what it is depends on who asks.

    Attributes:
        text: As written, without quotes.
        style: None for plain text, else `'`, `"`, `|` or `>`; `,` where it stands in braces, was
            ended by a comma, and the rest of it would be a key of its own.
    """

    __slots__ = ("style", "text")
    noun = "text"

    text: str
    style: str | None

    @property
    def is_null(self) -> bool:
        """Whether YAML reads it as no value."""
        return self.style is None and self.text in {"", "~", "null", "Null", "NULL"}


class Map(Node):
    """
    Keys and values.

    Attributes:
        entries: The values, by key.
        is_as_read: Set on a document that is all of what one text holds, nothing merged into it.
        form: Set on a document that was cut by the form of its text: the same object for all that
            differ in digits and plain words alone.
    """

    __slots__ = ("_keys", "_write_keys", "entries", "form", "is_as_read")
    noun = "a map of keys"

    entries: dict[str, Node]
    is_as_read: bool
    form: object
    _keys: "dict[str, Scalar] | None"
    _write_keys: "Callable[[], dict[str, Scalar]]"

    @property
    def keys(self) -> dict[str, Scalar]:
        """The nodes of the keys, by key."""
        if self._keys is None:
            self._keys = self._write_keys()
        return self._keys

    @keys.setter
    def keys(self, keys: dict[str, Scalar]) -> None:
        self._keys = keys

    def keys_later(self, write: Callable[[], dict[str, Scalar]]) -> None:
        """Take how to make the nodes of the keys, which few ask for, in their place."""
        self._keys = None
        self._write_keys = write

    def like(self, entries: dict[str, Node], keys: dict[str, Scalar]) -> "Map":
        """Copy the place of this map for other entries."""
        copy = Map(self.origin, self.line, self.column, self.end_line, self.end_column)
        copy.entries, copy.keys = entries, keys
        return copy


def form_of_text(document: Map) -> object | None:
    """Return the form by which a document was cut; None where it was parsed, or others are merged."""
    return document.form if hasattr(document, "form") else None


def text_alone(document: Map) -> str | None:
    """Return the text that holds all of a document; None where others are merged into it."""
    return document.origin.text if hasattr(document, "is_as_read") else None


class List(Node):
    """
    Values in order.

    Attributes:
        items: The values.
        numbers: The number of each value by its slug, once somebody has looked one up.
    """

    __slots__ = ("items", "numbers")
    noun = "a list"

    items: list[Node]
    numbers: dict[str, int]


def walk(
    node: Node, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """Walk a node and all nodes below it, with their paths from here."""
    yield path, node
    if isinstance(node, Map):
        for key, value in node.entries.items():
            yield from walk(value, (*path, key))
    elif isinstance(node, List):
        for index, value in enumerate(node.items):
            yield from walk(value, (*path, index))


Plain = Scalar | dict[str, "Plain"] | list["Plain"]
"""A document as a validator takes it: dicts and lists, and scalars that know where they stand."""

JsonValue = Any
"""What JSON can write, exact decimals among it: as `json` has it, which no type tells apart."""

JsonObject = dict[str, JsonValue]
"""A map of JSON: a part of a schema, the context of an error, a record."""
