"""The catalogue: every formula, and for every line of the model where its arguments come from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from omsrisk.core.formulas import categories as formulas
from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas import stabilisation, undone
from omsrisk.core.formulas.formula import Basis, Formula
from omsrisk.core.pricing.case import Input

CATALOGUE: tuple[Formula, ...] = (
    formulas.data_misalignment_costs,
    formulas.delay_costs,
    formulas.training_deficit_costs,
    formulas.hidden_costs,
    stabilisation.support_costs,
    stabilisation.productivity_dip_costs,
    stabilisation.freeze_costs,
    stabilisation.parallel_running_costs,
    amounts.cost_item,
    amounts.orders_in_window,
    amounts.orders_through_point,
    amounts.orders_delayed_per_day,
    amounts.part_of_phase,
    amounts.days_of_parallel_running,
    amounts.waiting_costs,
    undone.days_of_waiting,
    undone.system_written_off,
    amounts.order_value_held_up,
    amounts.capital_at_risk,
    amounts.lost_margin,
    amounts.at_margin,
)


class Group(StrEnum):
    """The groups of lines, in the order of the reports."""

    COST_OF_FAILURE = "cost_of_failure"
    STOPPING = "stopping"
    STABILISATION = "stabilisation"
    PROGRAMME = "programme"
    RECOVERIES = "recoveries"


class Stated(NamedTuple):
    """
    An argument that stands in the scenario.

    Attributes:
        paths: The first of these that is stated counts; `*` is the slug of the row.
        default: A whole number that counts where none is; without it the input is needed.
    """

    paths: tuple[str, ...]
    default: int | None = None


class Computed(NamedTuple):
    """
    An argument that another formula gives.

    Attributes:
        formula: What computes it.
        arguments: Where its own arguments come from.
        unless: An input that, where stated, counts instead.
    """

    formula: Formula
    arguments: "Mapping[str, Argument]"
    unless: str | None = None


class Effective(NamedTuple):
    """
    Days of a window that a season weighs.

    Attributes:
        path: The input that states the days.
        backwards: Whether the window ends on the eve of go-live instead of beginning on that day.
    """

    path: str
    backwards: bool = False


class Known(NamedTuple):
    """
    A number that follows from the dates of the scenario, or from what is computed elsewhere.

    Attributes:
        number: The number, of the kind that is computed with.
        note: What it counts.
        of: The inputs that it rests on, where it rests on any.
    """

    number: Any
    note: str
    of: tuple[Input, ...] = ()


Argument = Stated | Computed | Effective | Known


def _stated(*paths: str, default: int | None = None) -> Stated:
    return Stated(paths, default)


class LineType(NamedTuple):
    """
    A line of the model: a formula and where its arguments come from.

    Attributes:
        id: As metrics and limits name it; `*` is the slug of the row.
        short: What the line is called in a narrow table.
        group: The group whose total it joins.
        section: The section of the scenario that asks for it.
        formula: What computes it.
        arguments: Where the formula's arguments come from.
        rows: The list whose elements the formula is applied to one by one, where it has any.
        row_arguments: What an element changes in `arguments`.
    """

    id: str
    short: str
    group: Group
    section: str
    formula: Formula
    arguments: Mapping[str, Argument]
    rows: str | None = None
    row_arguments: Mapping[str, Argument] | None = None


class ItemList(NamedTuple):
    """
    A place of the scenario that takes an amount or a list of cost items.

    Attributes:
        path: Where it stands.
        label: What it is called where it is one line of its own; empty where each item is a line.
        short: The same in a narrow table.
        group: The group whose total it joins.
        basis: The kind of money of an item that does not say.
    """

    path: str
    label: str
    short: str
    group: Group
    basis: Basis


ORDERS_IN_WINDOW = Computed(
    amounts.orders_in_window,
    {
        "daily_volume": _stated("orders.daily_volume"),
        "exposure_days": Effective("data_misalignment.exposure_days"),
    },
    unless="data_misalignment.number_of_orders",
)

DATA_MISALIGNMENT = LineType(
    id="data_misalignment",
    short="Data misalignment",
    group=Group.COST_OF_FAILURE,
    section="data_misalignment",
    formula=formulas.data_misalignment_costs,
    arguments={
        "number_of_orders": ORDERS_IN_WINDOW,
        "error_correction_cost": _stated("data_misalignment.error_correction_cost"),
        "data_inaccuracy_rate": _stated("data_misalignment.data_inaccuracy_rate"),
    },
    rows="data_misalignment.integrations",
    row_arguments={
        "number_of_orders": Computed(
            amounts.orders_through_point,
            {
                "number_of_orders": ORDERS_IN_WINDOW,
                "share_of_orders": _stated(
                    "data_misalignment.integrations.*.share_of_orders", default=1
                ),
            },
        ),
        "error_correction_cost": _stated(
            "data_misalignment.integrations.*.error_correction_cost",
            "data_misalignment.error_correction_cost",
        ),
        "data_inaccuracy_rate": _stated(
            "data_misalignment.integrations.*.data_inaccuracy_rate",
            "data_misalignment.data_inaccuracy_rate",
        ),
    },
)

ORDERS_DELAYED = Computed(
    amounts.orders_delayed_per_day,
    {
        "daily_volume": _stated("orders.daily_volume"),
        "share_of_orders_delayed": _stated("delay.share_of_orders_delayed", default=1),
    },
)

DELAY = LineType(
    id="delay",
    short="Delay",
    group=Group.COST_OF_FAILURE,
    section="delay",
    formula=formulas.delay_costs,
    arguments={
        "daily_order_volume": ORDERS_DELAYED,
        "average_order_value": _stated("orders.average_value"),
        "delay_duration": Effective("delay.duration_days"),
        "cancellation_sensitivity": _stated("delay.cancellation_sensitivity"),
    },
)

TRAINING_DEFICIT = LineType(
    id="training_deficit",
    short="Training deficit",
    group=Group.COST_OF_FAILURE,
    section="training_deficit",
    formula=formulas.training_deficit_costs,
    arguments={
        "training_hours": _stated("training_deficit.hours"),
        "training_cost_per_hour": _stated("training_deficit.cost_per_hour"),
        "training_incompletion_rate": _stated("training_deficit.incompletion_rate"),
    },
    rows="training_deficit.departments",
    row_arguments={
        "training_hours": _stated("training_deficit.departments.*.hours"),
        "training_cost_per_hour": _stated(
            "training_deficit.departments.*.cost_per_hour", "training_deficit.cost_per_hour"
        ),
        "training_incompletion_rate": _stated(
            "training_deficit.departments.*.incompletion_rate",
            "training_deficit.incompletion_rate",
        ),
    },
)

SUPPORT = LineType(
    id="stabilisation.support",
    short="Support spike",
    group=Group.STABILISATION,
    section="stabilisation.support",
    formula=stabilisation.support_costs,
    arguments={
        "extra_tickets_per_day": _stated("stabilisation.support.extra_tickets_per_day"),
        "cost_per_ticket": _stated("stabilisation.support.cost_per_ticket"),
        "stabilisation_days": _stated("stabilisation.duration_days"),
    },
)

PRODUCTIVITY = LineType(
    id="stabilisation.productivity",
    short="Productivity dip",
    group=Group.STABILISATION,
    section="stabilisation.productivity",
    formula=stabilisation.productivity_dip_costs,
    arguments={
        "staff": _stated("stabilisation.productivity.staff"),
        "hours_per_day": _stated("stabilisation.productivity.hours_per_day"),
        "cost_per_hour": _stated("stabilisation.productivity.cost_per_hour"),
        "dip": _stated("stabilisation.productivity.dip"),
        "dip_days": _stated("stabilisation.productivity.working_days", "stabilisation.duration_days"),
    },
)

FREEZE = LineType(
    id="stabilisation.freeze",
    short="Inventory freeze",
    group=Group.STABILISATION,
    section="stabilisation.freeze",
    formula=stabilisation.freeze_costs,
    arguments={
        "daily_order_volume": _stated("orders.daily_volume"),
        "average_order_value": _stated("orders.average_value"),
        "freeze_days": Effective("stabilisation.freeze.duration_days", backwards=True),
        "cancellation_sensitivity": _stated(
            "stabilisation.freeze.cancellation_sensitivity", "delay.cancellation_sensitivity"
        ),
    },
)

PARALLEL_RUNNING = LineType(
    id="stabilisation.parallel_running",
    short="Parallel running",
    group=Group.STABILISATION,
    section="stabilisation.parallel_running",
    formula=stabilisation.parallel_running_costs,
    arguments={
        "cost_per_day": _stated("stabilisation.parallel_running.cost_per_day"),
        "parallel_days": _stated("stabilisation.parallel_running.duration_days"),
    },
)

CATEGORIES = (DATA_MISALIGNMENT, DELAY, TRAINING_DEFICIT)
BY_PHASE = (SUPPORT, PRODUCTIVITY, FREEZE)
STABILISATION = (*BY_PHASE, PARALLEL_RUNNING)

WAITING = LineType(
    id="programme.waiting",
    short="Waiting",
    group=Group.PROGRAMME,
    section="calendar",
    formula=amounts.waiting_costs,
    arguments={
        "cost_of_waiting_per_day": _stated("calendar.cost_of_waiting_per_day"),
        "waiting_days": Known(0, "earliest go-live to go-live"),
    },
)

SYSTEM_WRITTEN_OFF = LineType(
    id="stopping.system_written_off",
    short="System written off",
    group=Group.STOPPING,
    section="capital",
    formula=undone.system_written_off,
    arguments={
        "system_cost": _stated("capital.system_cost"),
        "share_not_live": Known(0, "share of orders of the phases after the stop"),
    },
)

_HIDDEN = Group.COST_OF_FAILURE
HIDDEN_PARTS = {
    "inventory_loss": ItemList(
        "hidden_costs.inventory_loss", "Inventory loss", "Inventory loss", _HIDDEN, Basis.WRITE_OFF
    ),
    "customer_attrition_costs": ItemList(
        "hidden_costs.customer_attrition",
        "Customer attrition costs",
        "Attrition",
        _HIDDEN,
        Basis.MARGIN,
    ),
    "brand_damage": ItemList(
        "hidden_costs.brand_damage", "Brand damage", "Brand damage", _HIDDEN, Basis.CASH
    ),
}

STOPPING_ITEMS = ItemList("stopping.items", "", "", Group.STOPPING, Basis.WRITE_OFF)
STABILISATION_ITEMS = ItemList("stabilisation.items", "", "", Group.STABILISATION, Basis.CASH)
PROGRAMME_ITEMS = ItemList("programme.items", "", "", Group.PROGRAMME, Basis.PLANNED)
RECOVERIES = ItemList("recoveries", "", "", Group.RECOVERIES, Basis.CASH)

ORDER_VALUE_DELAYED: Mapping[str, Argument] = {
    "daily_order_volume": ORDERS_DELAYED,
    "average_order_value": _stated("orders.average_value"),
    "days": Effective("delay.duration_days"),
}
ORDER_VALUE_FROZEN: Mapping[str, Argument] = {
    "daily_order_volume": _stated("orders.daily_volume"),
    "average_order_value": _stated("orders.average_value"),
    "days": Effective("stabilisation.freeze.duration_days", backwards=True),
}
CAPITAL_AT_RISK: Mapping[str, Argument] = {
    "system_cost": _stated("capital.system_cost"),
    "paid_before_go_live": _stated("capital.paid_before_go_live"),
}
CAPITAL_ITEM: Mapping[str, Argument] = {
    "system_cost": _stated("capital.items.*.amount"),
    "paid_before_go_live": _stated(
        "capital.items.*.paid_before_go_live", "capital.paid_before_go_live"
    ),
}
