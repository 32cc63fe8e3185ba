"""Elements that a formula, or a share, is applied to, each by itself."""

from typing import ClassVar

from pydantic import Field

from omsrisk.scenario.schema.priced.documented import CORRECTION, INACCURACY
from omsrisk.scenario.schema.priced.section import ONCE, SPLIT, Element
from omsrisk.scenario.schema.quantities import Money, Share, Text, WorkingHours, declared


class IntegrationPoint(Element):
    """One interface between two systems: the first formula is applied to each by itself."""

    name: Text = Field(default=None, description="What the interface is called.")
    owner: Text = Field(default=None, description="Who answers for it.")
    share_of_orders: Share = declared(
        "Share of orders", "Part of all orders that pass it; 100% if left out.", "1", "40%"
    )
    error_correction_cost: Money = declared(
        "Cost of correcting an order",
        "Work to put one wrong order right here; the section's if left out.",
        "money/order",
        "10",
        documented=CORRECTION,
    )
    data_inaccuracy_rate: Share = declared(
        "Orders with wrong data",
        "Part of the orders that this interface gets wrong; the section's if left out.",
        "1",
        "5%",
        documented=INACCURACY,
    )


class Department(Element):
    """One department's training: the third formula is applied to each by itself."""

    name: Text = Field(default=None, description="What the department is called.")
    hours: WorkingHours = declared(
        "Training hours", "Hours of training of all its people together.", "hour", "120", SPLIT
    )
    cost_per_hour: Money = declared(
        "Cost of a training hour",
        "Cost of one hour of one person; the section's if left out.",
        "money/hour",
        "45",
    )
    incompletion_rate: Share = declared(
        "Training not completed",
        "Part of the hours not completed; the section's if left out.",
        "1",
        "30%",
    )


class CapitalItem(Element):
    """A part of the system's cost, with the share of it that is paid before go-live."""

    name_key: ClassVar[str] = "item"

    item: Text = Field(default=None, description="What it is: licences, services, hardware.")
    amount: Money = declared("Cost", "Its cost.", "money", "900000", ONCE)
    paid_before_go_live: Share = declared(
        "Paid before go-live",
        "Part paid before go-live; the section's if left out.",
        "1",
        "85%",
        ONCE,
    )
    source: Text = Field(default=None, description="Where its numbers come from.")
    note: Text = Field(default=None, description="A remark.")
