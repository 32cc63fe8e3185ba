"""New values, and how YAML writes them: in a block of lines or in braces."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from omsrisk.scenario.documents.nodes import List, Map, Node, Origin, Scalar
from omsrisk.scenario.reading.reader import UnreadableError, parse


class NewValue(NamedTuple):
    """
    A value as it is to be read.

    Attributes:
        text: The text of a scalar; YAML where it is a list in brackets.
        is_yaml: Whether the text is written as it stands, without being quoted.
    """

    text: str
    is_yaml: bool = False

    def written(self, *, in_flow: bool, style: str | None = None) -> str:
        """
        Write the value on one line.

        Args:
            in_flow: Whether it stands in braces, where a comma ends it.
            style: The quotes of the text in whose place it comes; None for plain text.
        """
        if self.is_yaml:
            return self.text
        if style == "'" and self.text.isprintable():
            return "'" + self.text.replace("'", "''") + "'"
        if style != '"' and _is_itself(self.text, in_flow=in_flow):
            return self.text
        return json.dumps(self.text, ensure_ascii=not self.text.isprintable())

    @property
    def contents(self) -> "Contents":
        """What is read of it."""
        return contents_of(parse(Origin("", self.text))) if self.is_yaml else self.text


Written: TypeAlias = "NewValue | Mapping[str, Written]"
"""A value, or keys with values: what is put into a text."""

Contents: TypeAlias = "str | list[Contents] | dict[str, Contents] | None"
"""What a node says, whatever way it is written."""


def contents_of(node: Node) -> Contents:
    """Return what a node says, whatever way it is written."""
    if isinstance(node, Map):
        return {key: contents_of(value) for key, value in node.entries.items()}
    if isinstance(node, List):
        return [contents_of(item) for item in node.items]
    return node.text if isinstance(node, Scalar) and not node.is_null else None


def contents_of_new(value: Written) -> Contents:
    """Return what is read of a new value."""
    if isinstance(value, NewValue):
        return value.contents
    return {key: contents_of_new(one) for key, one in value.items()}


def lines_of(key: str, value: Written, indent: int, step: int) -> Iterator[str]:
    """
    Write a key and its value as lines of a block.

    Args:
        key: The key.
        value: Its value.
        indent: How far the key is indented [character].
        step: How much further what stands below it is [character].
    """
    if isinstance(value, NewValue):
        yield f"{' ' * indent}{key}: {value.written(in_flow=False)}"
        return
    yield f"{' ' * indent}{key}:"
    for below, one in value.items():
        yield from lines_of(below, one, indent + step, step)


def in_braces(value: Written) -> str:
    """Write a value as it stands in braces."""
    if isinstance(value, NewValue):
        return value.written(in_flow=True)
    return "{" + ", ".join(f"{key}: {in_braces(one)}" for key, one in value.items()) + "}"


def _is_itself(text: str, *, in_flow: bool) -> bool:
    """Whether YAML reads a plain text as that text."""
    try:
        read = parse(Origin("", f"{{k: {text}}}" if in_flow else f"k: {text}"))
    except UnreadableError:
        return False
    value = read.entries.get("k") if isinstance(read, Map) and len(read.entries) == 1 else None
    is_plain = isinstance(value, Scalar) and value.style is None and not value.is_null
    return is_plain and contents_of(read) == {"k": text}
