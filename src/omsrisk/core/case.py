"""What the exposure model prices: the inputs of one scenario, by path, and its named rows."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from omsrisk.core.formula import Basis

COMMAND_LINE = "command line"
"""The source of an input that was set on the command line: no source that anybody can check."""


class Treatment(StrEnum):
    """How the phases of a roll-out treat an input they do not restate."""

    EXTENSIVE = "extensive"
    INTENSIVE = "intensive"
    SHARED = "shared"


class Input(NamedTuple):
    """
    One number of a scenario.

    Attributes:
        path: Where it stands, such as `delay.duration_days`; rows of a list go by their slug.
        value: The number, exact, in `unit`.
        unit: Such as `order/day`; the author's own word for the units of a cost item.
        treatment: How phases treat it.
        source: Where the author has it from, if she says so.
    """

    path: str
    value: Decimal
    unit: str
    treatment: Treatment = Treatment.INTENSIVE
    source: str | None = None


class Row(NamedTuple):
    """
    One named element of a list: a cost item, an integration point, a department.

    Attributes:
        slug: The name as paths and ids write it.
        name: The name as the author wrote it.
        basis: What kind of money a cost item is, where the author says so.
        contingent: Whether a recovery is paid only if the go-live fails.
    """

    slug: str
    name: str
    basis: Basis | None = None
    contingent: bool = True


class Case(NamedTuple):
    """
    A scenario as numbers.

    Attributes:
        inputs: Every number that is stated, by path.
        rows: The elements of every list that is stated, by the path of the list.
        sections: Paths of the sections that are stated.
    """

    inputs: Mapping[str, Input]
    rows: Mapping[str, tuple[Row, ...]] = MappingProxyType({})
    sections: frozenset[str] = frozenset()
