"""Records: each key of what a program reads, declared once with its meaning, shape and value."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, Generic, TypeVar

from omsrisk.report.document import Cell, Column, Row, Sheet
from omsrisk.report.number_style import PLAIN, style, written_as
from omsrisk.report.shapes import Schema, Shape
from omsrisk.scenario.documents.nodes import JsonObject

Item_contra = TypeVar("Item_contra", contravariant=True)

LEFT_OUT = object()
"""What an optional field returns where its key is to be left out."""


class Field(Generic[Item_contra]):
    """
    A key of a record.

    Args:
        key: As it is written.
        says: What it means, in a sentence.
        shape: What its value may be.
        of: Takes the value from an item, or names the attribute that it is, such as `scenario.file`;
            the attribute of the key's name, if left out.
        optional: Whether the key may be left out: where the value is `LEFT_OUT`.
    """

    __slots__ = ("key", "of", "optional", "says", "shape")

    def __init__(
        self,
        key: str,
        says: str,
        shape: Shape,
        of: Callable[[Item_contra], Any] | str = "",
        *,
        optional: bool = False,
    ) -> None:
        self.key = key
        self.says = says
        self.shape = shape
        self.of: Callable[[Item_contra], Any] = attrgetter(of or key) if isinstance(of, str) else of
        self.optional = optional

    def within(self, where: str) -> "Field[object]":
        """
        Declare the same key of items that hold such an item.

        Args:
            where: The attribute that it is.
        """
        outer, inner = attrgetter(where), self.of
        return Field(
            self.key, self.says, self.shape, lambda item: inner(outer(item)), optional=self.optional
        )


class Records(Generic[Item_contra]):
    """
    What is written of items of one kind: JSON, CSV and JSON Schema follow from it.

    A record is itself a shape, so that it can be the value of a key.

    Args:
        name: By which a schema refers to it.
        says: What it is, in a sentence.
        fields: Its keys, in the order in which they are written.
        digits_of: Takes from an item the digits after the point of its amounts of money; those of
            the record around it, if left out.
    """

    __slots__ = ("digits_of", "fields", "name", "says")

    def __init__(
        self,
        name: str,
        says: str,
        *fields: Field[Item_contra],
        digits_of: Callable[[Item_contra], int] | None = None,
    ) -> None:
        self.name = name
        self.says = says
        self.fields = fields
        self.digits_of = digits_of

    def plain(self, value: Item_contra, digits: int = 0) -> JsonObject:
        """
        Write a record of an item.

        Args:
            value: The item.
            digits: Digits after the point of amounts of money, where it has none of its own.
        """
        if self.digits_of is not None:
            digits = self.digits_of(value)
        if style() is not PLAIN:  # sentences of it hold numbers, too
            with written_as(PLAIN):
                return self.plain(value, digits)
        record = {}
        for field in self.fields:
            part = field.of(value)
            if part is not LEFT_OUT:
                record[field.key] = field.shape.plain(part, digits)
        return record

    def schema(self, parts: dict[str, Schema]) -> Schema:
        """Describe the record once, and refer to it."""
        described = self.described(parts)
        if parts.setdefault(self.name, described) != described:
            raise ValueError(f"two records are both called {self.name}")
        return {"$ref": f"#/$defs/{self.name}"}

    def described(self, parts: dict[str, Schema]) -> Schema:
        """
        Describe the record in its place.

        Args:
            parts: What is described once and referred to, by name; may be added to.
        """
        return {
            "description": self.says,
            "type": "object",
            "properties": {
                field.key: {**field.shape.schema(parts), "description": field.says}
                for field in self.fields
            },
            "required": [field.key for field in self.fields if not field.optional],
            "additionalProperties": False,
        }

    def sheet(self, items: Iterable[Item_contra], digits: int, *keys: str) -> Sheet:
        """
        Return each item a row of a spreadsheet.

        Args:
            items: The items.
            digits: Digits after the point of amounts of money.
            keys: The keys that are columns, in their order; all, if left out.
        """
        known = {field.key: field for field in self.fields}
        chosen = [known[key] for key in keys] if keys else list(self.fields)
        columns = tuple(Column(field.key) for field in chosen)
        with written_as(PLAIN):
            return Sheet(columns, tuple(_rows(chosen, items, digits)))


def _rows(
    fields: Sequence[Field[Item_contra]], items: Iterable[Item_contra], digits: int
) -> Iterator[Row]:
    for item in items:
        yield Row(tuple(cell_of(field.shape.plain(field.of(item), digits)) for field in fields))


def cell_of(value: Any) -> Cell:
    """
    Make a cell of a value: a truth is a word, and a whole number a number.

    >>> cell_of(True), cell_of(2), cell_of("text"), cell_of(None)
    ('yes', Decimal('2'), 'text', None)
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return Decimal(value) if isinstance(value, int) else value
