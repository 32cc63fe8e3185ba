"""The order flow, and the four categories of the cost of failure."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from omsrisk.scenario.schema.choices import PlainNumber
from omsrisk.scenario.schema.later import later
from omsrisk.scenario.schema.priced.cost_items import LimitedAmount
from omsrisk.scenario.schema.priced.documented import CORRECTION, INACCURACY
from omsrisk.scenario.schema.priced.section import SPLIT, Section
from omsrisk.scenario.schema.priced.weighed_days import COURSE_TOLD, Course
from omsrisk.scenario.schema.quantities import (
    RATE,
    Count,
    Days,
    Money,
    Range,
    Share,
    WorkingHours,
    declared,
)

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.named_parts import Department, IntegrationPoint
else:
    IntegrationPoint = later("omsrisk.scenario.schema.priced.named_parts", "IntegrationPoint")
    Department = later("omsrisk.scenario.schema.priced.named_parts", "Department")


class Orders(Section):
    """How many orders come in, and what one is worth."""

    daily_volume: Count = declared(
        "Daily order volume",
        "Orders on an average calendar day, all channels; 5/7 of a working day's in a five-day week.",
        "order/day",
        "1000",
        SPLIT,
    )
    average_value: Money = declared("Average order value", "Revenue per order.", "money/order", "100")
    contribution_margin: Share = declared(
        "Contribution margin",
        "Part of the revenue left after the variable costs of the order.",
        "1",
        "35%",
    )


class DataMisalignment(Section):
    """Orders whose data do not agree between systems, and the work to correct them."""

    exposure_days: Days = declared(
        "Days exposed to wrong data",
        "Days on which wrong data meet orders, from go-live.",
        "day",
        "30",
    )
    number_of_orders: Count = declared(
        "Orders exposed to wrong data",
        "Orders that pass in that time; wins over daily volume x exposure days.",
        "order",
        "30000",
        SPLIT,
    )
    error_correction_cost: Money = declared(
        "Cost of correcting an order",
        "Correction work on one wrong order; answering the customer is support.",
        "money/order",
        "10",
        documented=CORRECTION,
    )
    data_inaccuracy_rate: Share = declared(
        "Orders with wrong data",
        "Part of the orders with wrong data, just after go-live; above today's without `today`.",
        "1",
        "5%",
        documented=INACCURACY,
    )
    integrations: tuple[IntegrationPoint, ...] | None = Field(
        default=None, description="Integration points: the formula once for each, added up."
    )
    profile: Course = Field(default=None, description=COURSE_TOLD)


class Delay(Section):
    """How long orders run late, and how customers take it."""

    duration_days: Days = declared(
        "Days of delay",
        "First late day to the day orders flow again: the window, not the wait of one order.",
        "day",
        "3",
        documented=Range(
            "2",
            "7",
            "42",
            "Levi's 7-day stop; Sobeys 5 days; Whirlpool 6 to 8 weeks",
            "medium (implied)",
        ),
    )
    cancellation_sensitivity: Share = declared(
        "Delayed orders cancelled",
        "Part of the delayed order value that is cancelled; above today's without `today`.",
        "1",
        "12%",
        documented=Range(
            "3%",
            "12%",
            "33%",
            "implied: J&J Snack Foods 12 %, Lumber Liquidators 17 to 20 %, HP 25 to 33 %",
            "low (implied)",
        ),
    )
    share_of_orders_delayed: Share = declared(
        "Orders delayed",
        "Part of the daily volume that runs late; 100% if left out.",
        "1",
        "20%",
        documented=Range(
            "5%",
            "20%",
            "100%",
            "HP 20 %; Finish Line shipments -25 %; Levi's all",
            "medium (implied)",
        ),
    )
    catch_up_capacity: Annotated[Decimal | None, PlainNumber(RATE)] = Field(
        default=None,
        description="Orders that can be done on a day after the stop, as a part of the daily volume "
        "of an average month: `duration_days` is then the stop, and orders are late until nothing is "
        "left of it. Without it nothing is caught up.",
    )
    profile: Course = Field(default=None, description=COURSE_TOLD)


class TrainingDeficit(Section):
    """Training that has to be given again; its consequences are the productivity dip."""

    hours: WorkingHours = declared(
        "Training hours", "Hours of training of all people together.", "hour", "400", SPLIT
    )
    cost_per_hour: Money = declared(
        "Cost of a training hour",
        "Cost of one hour of one person in training.",
        "money/hour",
        "45",
        documented=Range(
            "35",
            "40",
            "85",
            "direct cost, ATD 2013 to 2016; 60 to 150 with wages",
            "high; the high end not looked up",
            "USD",
        ),
    )
    incompletion_rate: Share = declared(
        "Training not completed",
        "Part of the hours that were not completed.",
        "1",
        "30%",
        documented=Range("5%", "15%", "40%", "none found", "assumption"),
    )
    departments: tuple[Department, ...] | None = Field(
        default=None, description="Departments: the formula once for each, added up."
    )


class HiddenCosts(Section):
    """Losses that no invoice shows; each part is assessed or not by itself."""

    inventory_loss: LimitedAmount = declared(
        "Inventory loss",
        "Stock spoiled, lost or written down: an amount, or cost items.",
        "money",
        "25000",
        SPLIT,
    )
    customer_attrition: LimitedAmount = declared(
        "Customer attrition",
        "Margin of the later orders of customers who leave; the order they cancelled is delay.",
        "money",
        "27000",
        SPLIT,
    )
    brand_damage: LimitedAmount = declared(
        "Brand damage",
        "Repairing the name, and customers never won: an amount, or cost items.",
        "money",
        "15000",
        SPLIT,
    )


class Categories(Section):
    """The categories of the cost of failure, as the scenario and each of its phases state them."""

    data_misalignment: DataMisalignment | None = Field(
        default=None, description="First formula: wrong data between systems."
    )
    delay: Delay | None = Field(default=None, description="Second formula: late orders.")
    training_deficit: TrainingDeficit | None = Field(
        default=None, description="Third formula: training not completed."
    )
    hidden_costs: HiddenCosts | None = Field(
        default=None, description="Fourth formula: stock, customers and the name lost."
    )
