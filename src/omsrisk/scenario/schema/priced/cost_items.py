"""Cost items, and what takes an amount or a list of them."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field
from pydantic_core import CoreSchema, core_schema

from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing.catalogue import DRIVERS
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.over_time.day_of_window import DayOfWindow
from omsrisk.scenario.schema.choices import Choice
from omsrisk.scenario.schema.priced.section import SPLIT, Element
from omsrisk.scenario.schema.quantities import (
    MONEY,
    SHARED_AS,
    Count,
    Day,
    Money,
    Quantity,
    Share,
    Text,
    declared,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


INTERIM_INTERFACE = "interim_interface"
"""The kind of a temporary interface between the old system and the new one."""


KINDS = Choice(
    "consultants",
    "upskilling",
    "change_management",
    "knowledge_transfer",
    "modification",
    INTERIM_INTERFACE,
    "write_off",
    "compensation",
    "other",
)


DRIVEN_BY = Choice(*DRIVERS)


BASES = Choice(*(basis.value for basis in Basis))


class CostItem(Element):
    """What is bought, lost or written off: `quantity` and `unit_cost`, or an `amount`."""

    name_key: ClassVar[str] = "item"

    item: Text = Field(default=None, description="What it is.")
    quantity: Count = declared("Quantity", "How many units.", "unit", "220", SPLIT)
    unit_cost: Money = declared("Unit cost", "Cost of one unit.", "money/unit", "1400")
    unit: Text = Field(default=None, description="What is counted: day, account, licence.")
    amount: Money = declared("Amount", "The cost as one sum.", "money", "25000", SPLIT)
    per: Annotated[str | None, DRIVEN_BY] = Field(
        default=None, description="What it is paid for each of; `quantity` is then 1 if left out."
    )
    grace_days: Annotated[int | None, DayOfWindow("grace_days: 1")] = Field(
        default=None, description="First days of the window of `per` for which nothing is paid."
    )
    likelihood: Share = declared(
        "Likelihood",
        "Chance that it falls due, an event of its own; 100% if left out.",
        "1",
        "100%",
    )
    kind: Annotated[str | None, KINDS] = Field(
        default=None, description="What it is spent on, for rules and comparisons."
    )
    basis: Annotated[str | None, BASES] = Field(
        default=None, description="What kind of money it is; that of its group if left out."
    )
    source: Text = Field(default=None, description="Where its numbers come from.")
    note: Text = Field(default=None, description="A remark.")
    owner: Text = Field(default=None, description="Who answers for it.")


CAP_DECLARED = (
    "Cap",
    "The most that it comes to, as a contract limits it; no limit if left out.",
    "money",
    "20000",
    SPLIT,
)


class LimitedItem(CostItem):
    """What a failure brings: `quantity` and `unit_cost`, or an `amount`; a contract may limit it."""

    cap: Money = declared(*CAP_DECLARED)


class PlannedItem(CostItem):
    """A cost item of the programme: planned, and paid on a day, or evenly over days."""

    on: Day = Field(
        default=None,
        description="The day it is paid; the go-live of the phase that adds it, "
        "or the first go-live, if left out.",
    )
    from_: Day = Field(
        default=None,
        alias="from",
        description="The first day over which it is paid, the same each day; instead of `on`.",
    )
    to: Day = Field(default=None, description="The last day over which it is paid.")


class AmountOrItems:
    """
    Validates an amount of money, or a list of cost items.

    Args:
        element: What its items are.
        name: What the JSON Schema calls it.
    """

    def __init__(self, element: type[CostItem], name: str) -> None:
        self.element = element
        self._name = name

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> CoreSchema:
        """Let a list be cost items and anything else a quantity."""
        amount = MONEY.__get_pydantic_core_schema__(source, handler)
        items = handler.generate_schema(tuple[self.element, ...])  # type: ignore[name-defined]
        choices = {"items": items, "amount": amount}
        return core_schema.tagged_union_schema(
            choices, discriminator=lambda value: "items" if isinstance(value, list) else "amount"
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: "GetJsonSchemaHandler"
    ) -> JsonObject:
        """Describe both."""
        items = handler(_schema["choices"]["items"])
        amount = MONEY.__get_pydantic_json_schema__(_schema, handler)
        return {SHARED_AS: self._name, "anyOf": [amount, items]}


Amount = Annotated[Quantity | tuple[CostItem, ...] | None, AmountOrItems(CostItem, "amount_or_items")]


LimitedAmount = Annotated[
    Quantity | tuple[LimitedItem, ...] | None,
    AmountOrItems(LimitedItem, "amount_or_limited_items"),
]
