"""The model of what a scenario file prices: every section and every input, each declared once."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import CoreSchema, core_schema

from omsrisk.core.calendar import WEEKDAYS
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing.case import Treatment
from omsrisk.core.pricing.catalogue import DRIVERS
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.documents.places import UNTIL_DAY, name_of_course_part
from omsrisk.scenario.over_time.day_of_window import DayOfWindow
from omsrisk.scenario.over_time.set_by_path import RateByPath, SetByPath, SetValue
from omsrisk.scenario.schema.choices import (
    CONTINUE,
    PAUSE,
    STOP,
    Choice,
    OneOrMore,
    PlainNumber,
    Version,
    YesOrNo,
)
from omsrisk.scenario.schema.currencies import CurrencyCode
from omsrisk.scenario.schema.quantities import (
    MONEY,
    RATE,
    SHARE,
    SHARED_AS,
    TEXT_SCHEMA,
    Count,
    Day,
    DayKind,
    Days,
    Index,
    Money,
    Quantity,
    Range,
    Rate,
    Share,
    Text,
    TextKind,
    WorkingDays,
    WorkingHours,
    declared,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

_SPLIT = Treatment.EXTENSIVE
_ONCE = Treatment.SHARED

_CORRECTION = Range(
    "20", "50", "100", "47 to 93 hard cost, 30 to 200 per mis-pick (vendors)", "low", "USD"
)
_INACCURACY = Range(
    "1%",
    "5%",
    "20%",
    "HP up to 20 % of orders blocked; Haribo up to 10 % failed deliveries; "
    "47 % of new records with a work-affecting error (HBR)",
    "low / assumption",
)
_PEAK = Range("1.2", "1.6", "3", "largest month to the average; Hershey 40 % of profit in Q4", "low")
"""Of the largest month alone, whichever it is: the others have no range."""

APPROACHES = Choice("phased", "big-bang", "internal", "consultant", "status-quo")
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
AFTER_A_FAILURE = Choice(STOP, PAUSE, CONTINUE)
BASES = Choice(*(basis.value for basis in Basis))


class Section(BaseModel):
    """A part of the scenario file: a map of known keys, merged key by key."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Element(Section):
    """An element of a list, known by its name."""

    name_key: ClassVar[str] = "name"

    @property
    def element_name(self) -> str | None:
        """The name that paths and ids are made from."""
        name: str | None = getattr(self, self.name_key)
        return name

    @classmethod
    def name_written(cls, written: str | None) -> str | None:
        """Return the name of an element with this under its `name_key`; None where it has none."""
        return written


class CoursePart(Element):
    """A part of a course over time: what one of its days counts as, where 1 is a day as stated."""

    name_key: ClassVar[str] = UNTIL_DAY

    until_day: Annotated[int | None, DayOfWindow()] = Field(
        default=None,
        description="Its last day, counted from the go-live; the last part has none and goes on.",
    )
    index: Count = declared(
        "Level", "What one of its days counts as; 1 is a day as stated.", "level", "0.2"
    )

    @property
    def element_name(self) -> str | None:
        """The name that paths are made from, such as `until day 7`."""
        return name_of_course_part(self.until_day)

    @classmethod
    def name_written(cls, written: str | None) -> str | None:
        """Return the name of a part with this as its last day."""
        return name_of_course_part(written)


Course = tuple[CoursePart, ...] | None
"""How much each day of a window counts, in order; without one, as much as the others."""

_COURSE = (
    "How much each day counts, from the go-live on: the stated values are those of days of index 1."
)


class Orders(Section):
    """How many orders come in, and what one is worth."""

    daily_volume: Count = declared(
        "Daily order volume",
        "Orders on an average calendar day, all channels; 5/7 of a working day's in a five-day week.",
        "order/day",
        "1000",
        _SPLIT,
    )
    average_value: Money = declared("Average order value", "Revenue per order.", "money/order", "100")
    contribution_margin: Share = declared(
        "Contribution margin",
        "Part of the revenue left after the variable costs of the order.",
        "1",
        "35%",
    )


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
        documented=_CORRECTION,
    )
    data_inaccuracy_rate: Share = declared(
        "Orders with wrong data",
        "Part of the orders that this interface gets wrong; the section's if left out.",
        "1",
        "5%",
        documented=_INACCURACY,
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
        _SPLIT,
    )
    error_correction_cost: Money = declared(
        "Cost of correcting an order",
        "Correction work on one wrong order; answering the customer is support.",
        "money/order",
        "10",
        documented=_CORRECTION,
    )
    data_inaccuracy_rate: Share = declared(
        "Orders with wrong data",
        "Part of the orders with wrong data, just after go-live; above today's without `today`.",
        "1",
        "5%",
        documented=_INACCURACY,
    )
    integrations: tuple[IntegrationPoint, ...] | None = Field(
        default=None, description="Integration points: the formula once for each, added up."
    )
    profile: Course = Field(default=None, description=_COURSE)


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
    profile: Course = Field(default=None, description=_COURSE)


class Department(Element):
    """One department's training: the third formula is applied to each by itself."""

    name: Text = Field(default=None, description="What the department is called.")
    hours: WorkingHours = declared(
        "Training hours", "Hours of training of all its people together.", "hour", "120", _SPLIT
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


class TrainingDeficit(Section):
    """Training that has to be given again; its consequences are the productivity dip."""

    hours: WorkingHours = declared(
        "Training hours", "Hours of training of all people together.", "hour", "400", _SPLIT
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


class CostItem(Element):
    """What is bought, lost or written off: `quantity` and `unit_cost`, or an `amount`."""

    name_key: ClassVar[str] = "item"

    item: Text = Field(default=None, description="What it is.")
    quantity: Count = declared("Quantity", "How many units.", "unit", "220", _SPLIT)
    unit_cost: Money = declared("Unit cost", "Cost of one unit.", "money/unit", "1400")
    unit: Text = Field(default=None, description="What is counted: day, account, licence.")
    amount: Money = declared("Amount", "The cost as one sum.", "money", "25000", _SPLIT)
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


_CAP = (
    "Cap",
    "The most that it comes to, as a contract limits it; no limit if left out.",
    "money",
    "20000",
    _SPLIT,
)


class LimitedItem(CostItem):
    """What a failure brings: `quantity` and `unit_cost`, or an `amount`; a contract may limit it."""

    cap: Money = declared(*_CAP)


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


class Recovery(PlannedItem):
    """Money that comes back, counted negative: supplier compensation, insurance."""

    contingent: Annotated[bool | None, YesOrNo()] = Field(
        default=None,
        description="Whether it is paid only if the go-live fails; true if left out.",
    )
    cap: Money = declared(*_CAP)


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


class HiddenCosts(Section):
    """Losses that no invoice shows; each part is assessed or not by itself."""

    inventory_loss: LimitedAmount = declared(
        "Inventory loss",
        "Stock spoiled, lost or written down: an amount, or cost items.",
        "money",
        "25000",
        _SPLIT,
    )
    customer_attrition: LimitedAmount = declared(
        "Customer attrition",
        "Margin of the later orders of customers who leave; the order they cancelled is delay.",
        "money",
        "27000",
        _SPLIT,
    )
    brand_damage: LimitedAmount = declared(
        "Brand damage",
        "Repairing the name, and customers never won: an amount, or cost items.",
        "money",
        "15000",
        _SPLIT,
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


class Today(Section):
    """The rates without any go-live: where stated, the formulas count what lies above them."""

    data_inaccuracy_rate: Share = declared(
        "Orders with wrong data today",
        "Part of the orders with wrong data before the go-live, taken off each rate after it.",
        "1",
        "1%",
    )
    cancellation_sensitivity: Share = declared(
        "Orders cancelled today",
        "Part of the order value that is cancelled in any case, taken off that of late and frozen "
        "orders.",
        "1",
        "2%",
    )


class Support(Section):
    """Tickets beyond the usual number; correcting the order is data misalignment."""

    extra_tickets_per_day: Count = declared(
        "Extra tickets a day",
        "Tickets above the normal load, average over the window.",
        "ticket/day",
        "80",
        _SPLIT,
    )
    cost_per_ticket: Money = declared(
        "Cost of a ticket", "Cost of answering one ticket.", "money/ticket", "12"
    )
    follows_season: Annotated[bool | None, YesOrNo()] = Field(
        default=None,
        description="Whether tickets follow the season of the orders; the same each day if left out.",
    )
    profile: Course = Field(default=None, description=_COURSE)


class Productivity(Section):
    """Idle hours; bought replacements are cost items: count one or the other."""

    staff: Count = declared(
        "Staff who work with it", "People who work with the new system.", "person", "60", _SPLIT
    )
    hours_per_day: WorkingHours = declared(
        "Working hours a day", "Working hours of one person a day.", "hour/person*day", "8"
    )
    cost_per_hour: Money = declared(
        "Cost of a working hour", "Cost of one working hour.", "money/hour", "30"
    )
    dip: Share = declared(
        "Productivity dip",
        "Part of the output that is missing, average over the window.",
        "1",
        "15%",
        documented=Range("5%", "15%", "30%", "Lumber Liquidators at 85 to 90 % ten weeks in", "low"),
    )
    working_days: WorkingDays = declared(
        "Working days until stable",
        "Working days in the window; its calendar days if left out.",
        "day",
        "33",
    )
    profile: Course = Field(default=None, description=_COURSE)


class Freeze(Section):
    """Stock frozen for the migration, on the days that end on the eve of go-live."""

    duration_days: Days = declared(
        "Days of the freeze",
        "Days of the freeze.",
        "day",
        "2",
        documented=Range(
            "1", "3", "7", "J.Crew site down 1 day; weekend cut-overs; Levi's 7", "low (implied)"
        ),
    )
    cancellation_sensitivity: Share = declared(
        "Frozen orders cancelled",
        "Part of the frozen order value that is cancelled; the delay's if left out.",
        "1",
        "5%",
    )


class ParallelRunning(Section):
    """The old system beside the new one; staff who key twice belong to the dip."""

    cost_per_day: Money = declared(
        "Cost of a day of parallel running",
        "Cost of the legacy system on one day.",
        "money/day",
        "500",
        _ONCE,
    )
    duration_days: Days = declared(
        "Days of parallel running",
        "Days on which both run.",
        "day",
        "60",
        _ONCE,
        documented=Range("14", "42", "91", "2 to 13 weeks; none found", "assumption"),
    )


class IfItFails(Section):
    """What the stabilisation is of a go-live that fails; what is left out stays as it is."""

    duration_days: Days = declared(
        "Days until stable", "From a go-live that fails until the business is stable.", "day", "90"
    )
    support: Support | None = Field(
        default=None, description="The spike of support tickets, or what of it is different."
    )
    productivity: Productivity | None = Field(
        default=None, description="The productivity dip, or what of it is different."
    )
    items: tuple[LimitedItem, ...] | None = Field(
        default=None, description="The cost items, all of them: instead of the others."
    )


class PhaseStabilisation(Section):
    """What the weeks after a phase's go-live cost besides failure."""

    duration_days: Days = declared(
        "Days until stable",
        "From go-live until the business is stable; nothing caps it.",
        "day",
        "45",
        documented=Range(
            "30", "75", "180", "documented cases 30 to 180; textbook notes 60 to 90",
            "medium",
        ),
    )  # fmt: skip
    support: Support | None = Field(default=None, description="The spike of support tickets.")
    productivity: Productivity | None = Field(default=None, description="The productivity dip.")
    freeze: Freeze | None = Field(default=None, description="The inventory freeze.")
    items: tuple[LimitedItem, ...] | None = Field(
        default=None, description="Work-arounds, expedited freight, temporary staff."
    )
    if_it_fails: IfItFails | None = Field(
        default=None, description="What is different where the go-live fails: it lasts longer."
    )


class Stabilisation(PhaseStabilisation):
    """What the weeks after go-live cost besides failure."""

    parallel_running: ParallelRunning | None = Field(
        default=None, description="Running the legacy system beside the new one."
    )


class Stopping(Section):
    """What is written off if the roll-out is abandoned."""

    likelihood: Share = declared(
        "Likelihood of abandoning", "Chance that it is abandoned; 100% if left out.", "1", "10%"
    )
    items: tuple[CostItem, ...] | None = Field(default=None, description="Write-offs and exit fees.")


class Programme(Section):
    """Planned costs that differ between the roll-outs compared."""

    items: tuple[PlannedItem, ...] | None = Field(
        default=None, description="Consultants, upskilling, change management and the like."
    )


class Overrun(Section):
    """What a plan costs beyond what was planned."""

    rate: Rate = declared(
        "Rate of overrun",
        "Part of the planned cost by which it is exceeded if it overruns; may be above 100%.",
        "1",
        "27%",
        _ONCE,
    )
    likelihood: Share = declared(
        "Likelihood of an overrun",
        "Chance that it overruns, an event of its own; 100% if left out.",
        "1",
        "50%",
        _ONCE,
    )


class WholeProgramme(Programme):
    """Planned costs that differ between the roll-outs compared, and by how much they may overrun."""

    overrun: Overrun | None = Field(
        default=None,
        description="What it costs beyond the plan: in the exposure, not in the programme.",
    )


class CapitalItem(Element):
    """A part of the system's cost, with the share of it that is paid before go-live."""

    name_key: ClassVar[str] = "item"

    item: Text = Field(default=None, description="What it is: licences, services, hardware.")
    amount: Money = declared("Cost", "Its cost.", "money", "900000", _ONCE)
    paid_before_go_live: Share = declared(
        "Paid before go-live",
        "Part paid before go-live; the section's if left out.",
        "1",
        "85%",
        _ONCE,
    )
    source: Text = Field(default=None, description="Where its numbers come from.")
    note: Text = Field(default=None, description="A remark.")


class Capital(Section):
    """What the system itself costs: a memo beside the total, never in it."""

    system_cost: Money = declared(
        "System cost", "Licences and services of the system.", "money", "900000", _ONCE
    )
    paid_before_go_live: Share = declared(
        "System paid before go-live",
        "Part of it that is paid before go-live.",
        "1",
        "85%",
        _ONCE,
        documented=Range("48%", "85%", "100%", "contract samples; the second source", "medium"),
    )
    items: tuple[CapitalItem, ...] | None = Field(
        default=None, description="The cost in parts, each with its own share."
    )
    overrun: Overrun | None = Field(
        default=None,
        description="What the system costs beyond that: in the exposure, not in the programme.",
    )


class SeasonSection(Section):
    """The order flow of each month against the average of the year, 1; they should average 1."""

    jan: Index = declared(
        "Order flow of January", "Order flow of January.", "index", "0.8", documented=_PEAK
    )
    feb: Index = declared(
        "Order flow of February", "Order flow of February.", "index", "0.8", documented=_PEAK
    )
    mar: Index = declared(
        "Order flow of March", "Order flow of March.", "index", "0.9", documented=_PEAK
    )
    apr: Index = declared(
        "Order flow of April", "Order flow of April.", "index", "0.9", documented=_PEAK
    )
    may: Index = declared("Order flow of May", "Order flow of May.", "index", "0.9", documented=_PEAK)
    jun: Index = declared(
        "Order flow of June", "Order flow of June.", "index", "0.9", documented=_PEAK
    )
    jul: Index = declared(
        "Order flow of July", "Order flow of July.", "index", "0.8", documented=_PEAK
    )
    aug: Index = declared(
        "Order flow of August", "Order flow of August.", "index", "0.8", documented=_PEAK
    )
    sep: Index = declared(
        "Order flow of September", "Order flow of September.", "index", "1", documented=_PEAK
    )
    oct: Index = declared(
        "Order flow of October", "Order flow of October.", "index", "1.1", documented=_PEAK
    )
    nov: Index = declared(
        "Order flow of November", "Order flow of November.", "index", "1.4", documented=_PEAK
    )
    dec: Index = declared(
        "Order flow of December",
        "Order flow of December.",
        "index",
        "1.7",
        documented=_PEAK,
    )


class LiveFrom(Section):
    """What holds of a go-live on a day or later: a phase that states its own value keeps that."""

    day: Day = Field(default=None, alias="date", description="The first day of which it holds.")
    set_: Annotated[tuple[SetValue, ...] | None, SetByPath()] = Field(
        default=None, alias="set", description="By input path: the value that is in force then."
    )


class CalendarSection(Section):
    """The dates of the roll-out: windows begin on the go-live day, a freeze ends on its eve."""

    go_live: Day = Field(default=None, description="The day the new system takes orders.")
    backup_go_live: Day = Field(default=None, description="The day to fall back to.")
    earliest_go_live: Day = Field(
        default=None, description="The first day on which it could go live; waiting counts from it."
    )
    cost_of_waiting_per_day: Money = declared(
        "Cost of a day of waiting",
        "What the whole business loses on a day without the new system: each phase waits for its own "
        "go-live with its share of it.",
        "money/day",
        "700",
        _SPLIT,
    )
    horizon: Day = Field(
        default=None,
        description="The day up to which what a stop leaves undone is counted: waiting of the phases "
        "that are not reached, the old system run beside, the system written off. Without it none "
        "of that is assessed.",
    )
    slips_by_days: Days = declared(
        "Days of slip",
        "Days by which all go-lives lie later than their dates, together; whole days, half of one "
        "rounded up. The earliest go-live, the backup and the horizon do not move.",
        "day",
        "14",
        _ONCE,
    )
    season: SeasonSection | None = Field(default=None, description="The order flow by month.")
    working_days: Annotated[tuple[str, ...] | None, OneOrMore(Choice(*WEEKDAYS))] = Field(
        default=None,
        description="Days of the week on which orders come and people work; `orders.daily_volume` is "
        "then that of a working day. All days if left out.",
    )
    holidays: Annotated[tuple[date, ...] | None, OneOrMore(DayKind())] = Field(
        default=None, description="Other days on which no orders come and nobody works."
    )
    if_live_from: tuple[LiveFrom, ...] | None = Field(
        default=None,
        description="What else holds of a go-live on a day or later: later is safer, or not. Entries "
        "apply in the order of their days, each phase by its own go-live.",
    )


class Covers(Section):
    """What goes live with one phase as a whole, and not by its share of the orders."""

    integrations: Annotated[tuple[str, ...] | None, OneOrMore(TextKind())] = Field(
        default=None,
        description="Integration points, by name: all orders that pass them count in this phase.",
    )
    departments: Annotated[tuple[str, ...] | None, OneOrMore(TextKind())] = Field(
        default=None, description="Departments, by name: all their hours count in this phase."
    )


class PhaseHead(Element):
    """What a phase is called, which orders it covers, when it goes live and how likely it fails."""

    name: Text = Field(default=None, description="What the phase is called.")
    share_of_orders: Share = declared(
        "Share of orders",
        "Share of the orders that the phase covers; the shares add up to 100%.",
        "1",
        "40%",
    )
    go_live: Day = Field(default=None, description="Its go-live; the calendar's if left out.")
    covers: Covers | None = Field(
        default=None,
        description="What goes live with it as a whole; what no phase covers is split over all.",
    )
    likelihood: Share = declared(
        "Likelihood of failure", "Likelihood that this phase fails.", "1", "20%"
    )
    likelihood_after_failure: Share = declared(
        "Likelihood after a failure",
        "Likelihood that this phase fails where the one before failed; its likelihood if left out.",
        "1",
        "40%",
    )
    orders: Orders | None = Field(default=None, description="Its own order flow, unsplit.")


class PhaseSection(Categories, PhaseHead):
    """One phase of the roll-out; what it restates replaces what it inherits, unsplit."""

    stabilisation: PhaseStabilisation | None = Field(
        default=None, description="The weeks after its go-live."
    )
    stopping: Stopping | None = Field(
        default=None, description="What is written off if the roll-out stops after this phase."
    )
    programme: Programme | None = Field(default=None, description="Planned costs it adds.")
    recoveries: tuple[Recovery, ...] | None = Field(default=None, description="Recoveries it adds.")


class Sources:
    """Validates where values come from, by section or path: a map of texts."""

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        """Take a map of texts."""
        text = TextKind().__get_pydantic_core_schema__(source, handler)
        return core_schema.dict_schema(core_schema.str_schema(), text)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a map of texts."""
        return {"type": "object", "additionalProperties": dict(TEXT_SCHEMA)}


AROUND_THE_PRICES = (
    "mitigations",
    "gaps",
    "governance",
    "gap_analysis",
    "checklist",
    "status",
    "limits",
    "waivers",
    "correlations",
    "variants",
)
"""Keys of a file that only `scenario.whole` knows: most files have none, and need not load it."""


class FileHead(Section):
    """What a file says of itself, the likelihood of failure and the order flow."""

    schema_uri: Text = Field(
        default=None, alias="$schema", description="Where an editor finds the schema."
    )
    omsrisk: Annotated[int | None, Version()] = Field(
        default=None, description="Version of the format; marks a scenario among other files."
    )
    name: Text = Field(default=None, description="What reports call it; the file's stem if left out.")
    description: Text = Field(default=None, description="What the scenario is about.")
    currency: Annotated[str | None, CurrencyCode()] = Field(
        default=None, description="Currency of all amounts: a code of ISO 4217."
    )
    approach: Annotated[tuple[str, ...] | None, OneOrMore(APPROACHES)] = Field(
        default=None, description="Labels for reports and rules; they compute nothing."
    )
    extends: Annotated[tuple[str, ...] | None, OneOrMore(TextKind())] = Field(
        default=None, description="Base files, relative to this one; later ones win."
    )
    likelihood: Share = declared(
        "Likelihood of failure",
        "Likelihood of failure; 100% if left out.",
        "1",
        "30%",
        documented=Range(
            "35%", "51%", "60%", "material disruption at go-live, Panorama 2014 (192 firms)",
            "medium",
        ),
    )  # fmt: skip
    orders: Orders | None = Field(default=None, description="The order flow.")


class PricedFile(Categories, FileHead):
    """A scenario file as far as it is priced, its bases merged into it."""

    today: Today | None = Field(
        default=None, description="What is wrong, or cancelled, without any go-live."
    )
    stabilisation: Stabilisation | None = Field(default=None, description="The weeks after go-live.")
    stopping: Stopping | None = Field(default=None, description="Abandoning the roll-out.")
    programme: WholeProgramme | None = Field(default=None, description="Planned costs.")
    recoveries: tuple[Recovery, ...] | None = Field(
        default=None, description="Money that comes back."
    )
    capital: Capital | None = Field(default=None, description="The system's cost, as a memo.")
    calendar: CalendarSection | None = Field(
        default=None, description="Dates, waiting and the season."
    )
    stop_if_a_phase_fails: Annotated[bool | None, YesOrNo()] = Field(
        default=None,
        description="Whether a phase happens only if all before it held: true is "
        "`if_a_phase_fails: stop`, false is `continue`.",
    )
    if_a_phase_fails: Annotated[str | None, AFTER_A_FAILURE] = Field(
        default=None,
        description="What follows when a phase fails: `stop`, and a phase happens only if all before "
        "it held; `pause`, and what is not yet live waits for `pause_days`; `continue`, and all "
        "happen in any case (as if left out).",
    )
    pause_days: Days = declared(
        "Days of a pause",
        "Days by which a failed phase that is not the last puts off what is not yet live, with "
        "`if_a_phase_fails: pause`: it waits longer, the old system runs longer, and the phase is "
        "stabilised once more.",
        "day",
        "30",
        _ONCE,
    )
    common_cause: Share = declared(
        "Common cause",
        "Chance that one cause decides for all phases at once: those of the largest likelihoods then "
        "fail together. Each keeps its likelihood; each fails by itself if left out.",
        "1",
        "25%",
        _ONCE,
    )
    learning: Annotated[tuple[SetValue, ...] | None, RateByPath()] = Field(
        default=None,
        description="By input path: the part of it that each phase has less than the one before.",
    )
    concurrent: Annotated[tuple[str, ...] | None, OneOrMore(TextKind())] = Field(
        default=None,
        description="Other systems that go live at the same time, by name; an empty list if there "
        "are none. `simulate --together` adds them up.",
    )
    discount_rate: Annotated[Decimal | None, PlainNumber(SHARE)] = Field(
        default=None,
        description="What a year takes off a sum, for the present value beside the totals; they stay "
        "undiscounted.",
    )
    phases: tuple[PhaseSection, ...] | None = Field(
        default=None, description="The phases of the roll-out, in order; none for a big-bang."
    )
    sources: Annotated[dict[str, str] | None, Sources()] = Field(
        default=None, description="Where values come from, by section or path; the nearest wins."
    )

    @property
    def stop_rule(self) -> tuple[str, str] | None:
        """The key that states the stop rule and what it says, as written; None where neither does."""
        flag, word = self.stop_if_a_phase_fails, self.if_a_phase_fails
        if flag or (flag is not None and word is None):
            return "stop_if_a_phase_fails", "true" if flag else "false"
        return None if word is None else ("if_a_phase_fails", word)
