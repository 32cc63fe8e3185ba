"""The catalogue: every formula, and for every line of the model where its arguments come from."""

from collections.abc import Mapping

from omsrisk.core.formulas import categories as formulas
from omsrisk.core.formulas import dependence, stabilisation, undone
from omsrisk.core.formulas import items as of_items
from omsrisk.core.formulas import shared as amounts
from omsrisk.core.formulas.formula import Basis, Formula
from omsrisk.core.pricing.case import Treatment
from omsrisk.core.pricing.declarations import (
    Charged,
    ComputedArgument,
    Falls,
    Group,
    ItemDriver,
    ItemList,
    KnownArgument,
    LineType,
    SeasonDays,
    StatedArgument,
)

CATALOGUE: tuple[Formula, ...] = tuple(
    dict.fromkeys(
        one
        for module in (formulas, stabilisation, amounts, of_items, undone, dependence)
        for one in vars(module).values()
        if isinstance(one, Formula)
    )
)
"""Every formula of the model, room by room, in the order in which they are written."""


LIKELIHOOD, STOPPING_LIKELIHOOD = "likelihood", "stopping.likelihood"
LIKELIHOOD_AFTER_FAILURE = "likelihood_after_failure"
"""That of a phase where the one before it failed."""

COMMON_CAUSE = "common_cause"
"""Chance that one cause decides for all phases whether they fail."""

LIKELIHOOD_BY_COMMON_CAUSE = "likelihood_by_common_cause"
"""Whether a phase fails if the common cause decides: stands in cases whose events are drawn."""

SHARED_NUMBER = f"{COMMON_CAUSE}.number"
"""The uniform number that all phases hold against their likelihoods where one cause decides."""

PAUSE_DAYS = "pause_days"
"""Days by which a failed phase puts off those that are not yet live."""

LIVE_FROM = "calendar.if_live_from"
"""What holds of a go-live from a day on."""

GO_LIVE, EARLIEST_GO_LIVE = "calendar.go_live", "calendar.earliest_go_live"
DAYS_OF_WORK, HOLIDAYS = "calendar.working_days", "calendar.holidays"
DISCOUNT_RATE = "discount_rate"
PER, GRACE_DAYS, CAP = "per", "grace_days", "cap"
BACKUP_GO_LIVE, HORIZON = "calendar.backup_go_live", "calendar.horizon"
SLIPS = "calendar.slips_by_days"
"""Days by which all go-lives lie later than their dates, together."""

SEASON = "calendar.season"
"""The dates of the roll-out, and the order flow by month."""

COST_OF_WAITING = "calendar.cost_of_waiting_per_day"
"""What the business loses on a day without the new system."""

SYSTEM_COST = "capital.system_cost"
PAID_BEFORE_GO_LIVE = "capital.paid_before_go_live"
PARALLEL_DAYS = "stabilisation.parallel_running.duration_days"
WORKING_DAYS = "stabilisation.productivity.working_days"
POSTPONES_BY_DAYS = "postpones_by_days"
"""By how much modifying the software for a gap moves the go-live: its own key."""

STABILISATION = "stabilisation"
"""The section of the weeks after a go-live."""

STABILISATION_DAYS = f"{STABILISATION}.duration_days"
"""Days from go-live until the business is stable: the window of what has none of its own."""

IF_IT_FAILS = f"{STABILISATION}.if_it_fails"
"""What the section says of a go-live that fails, in the place of what it says else."""

DAYS_IF_IT_FAILS = f"{IF_IT_FAILS}.duration_days"
"""Days from a go-live that fails until the business is stable."""

LEARNING = "learning."
"""What the path of a rate begins with, before that of the input that phases learn on."""

GAP_LIST, MITIGATION_LIST = "gaps", "mitigations"
"""The lists of what is decided on once, for the whole roll-out."""

EFFECTS = ".effects."
"""What stands between a mitigation, or a gap, and the path of the input that an effect acts on."""

CAPITAL = "capital"
"""The section of the system's cost: a memo, and what is written off where a roll-out stops."""

CAPITAL_ITEMS = f"{CAPITAL}.items"
"""The parts of the system's cost, each with its own share."""

SHARE_OF_ORDERS = "share_of_orders"
"""What part of the orders a phase covers: its own key."""

MARGIN = "orders.contribution_margin"
"""The part of lost revenue that is lost margin."""


FOLLOWS_SEASON = f"{STABILISATION}.support.follows_season"
"""Whether tickets follow the orders of the season: said, and no number."""

CATCH_UP_CAPACITY = "delay.catch_up_capacity"
"""How many orders can be done on a day after a stop, in those of a day of index 1: no input."""


TODAY = "today"
"""The section of the rates of today: what is wrong, or cancelled, without any go-live."""

_WRONG_TODAY, _CANCELLED_TODAY = (
    f"{TODAY}.data_inaccuracy_rate",
    f"{TODAY}.cancellation_sensitivity",
)


def _stated(
    *paths: str,
    default: int | None = None,
    course: str = "",
    follows: str = "",
    today: str = "",
) -> StatedArgument:
    return StatedArgument(paths, default, course, follows=follows, today=today)


_FAILURE = Group.COST_OF_FAILURE

ORDERS_IN_WINDOW = ComputedArgument(
    amounts.orders_in_window,
    {
        "daily_volume": _stated("orders.daily_volume"),
        "exposure_days": SeasonDays(
            "data_misalignment.exposure_days", course="data_misalignment.profile"
        ),
    },
    unless="data_misalignment.number_of_orders",
)

DATA_MISALIGNMENT = LineType(
    id="data_misalignment",
    short="Data misalignment",
    group=_FAILURE,
    section="data_misalignment",
    formula=formulas.data_misalignment_costs,
    arguments={
        "number_of_orders": ORDERS_IN_WINDOW,
        "error_correction_cost": _stated("data_misalignment.error_correction_cost"),
        "data_inaccuracy_rate": _stated("data_misalignment.data_inaccuracy_rate", today=_WRONG_TODAY),
    },
    charged=Charged.IF_FAILED,
    falls=Falls.OVER_ITS_WINDOW,
    rows="data_misalignment.integrations",
    row_arguments={
        "number_of_orders": ComputedArgument(
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
            today=_WRONG_TODAY,
        ),
    },
    row_noun="integration point",
)

_DELAY_DAYS = SeasonDays("delay.duration_days", course="delay.profile", capacity=CATCH_UP_CAPACITY)

ORDERS_DELAYED = ComputedArgument(
    amounts.orders_delayed_per_day,
    {
        "daily_volume": _stated("orders.daily_volume"),
        "share_of_orders_delayed": _stated("delay.share_of_orders_delayed", default=1),
    },
)

DELAY = LineType(
    id="delay",
    short="Delay",
    group=_FAILURE,
    section="delay",
    formula=formulas.delay_costs,
    arguments={
        "daily_order_volume": ORDERS_DELAYED,
        "average_order_value": _stated("orders.average_value"),
        "delay_duration": _DELAY_DAYS,
        "cancellation_sensitivity": _stated("delay.cancellation_sensitivity", today=_CANCELLED_TODAY),
    },
    charged=Charged.IF_FAILED,
    falls=Falls.OVER_ITS_WINDOW,
    held_up=(
        "order_value_delayed",
        {
            "daily_order_volume": ORDERS_DELAYED,
            "average_order_value": _stated("orders.average_value"),
            "days": _DELAY_DAYS,
        },
    ),
)

TRAINING_DEFICIT = LineType(
    id="training_deficit",
    short="Training deficit",
    group=_FAILURE,
    section="training_deficit",
    formula=formulas.training_deficit_costs,
    arguments={
        "training_hours": _stated("training_deficit.hours"),
        "training_cost_per_hour": _stated("training_deficit.cost_per_hour"),
        "training_incompletion_rate": _stated("training_deficit.incompletion_rate"),
    },
    charged=Charged.IF_FAILED,
    falls=Falls.ON_GO_LIVE,
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
    row_noun="department",
)

ATTRITION = ItemList(
    "hidden_costs.customer_attrition",
    "Customer attrition costs",
    "Attrition",
    _FAILURE,
    Basis.MARGIN,
    charged=Charged.IF_FAILED,
    may_move=True,
)

HIDDEN_COSTS = LineType(
    id="hidden_costs",
    short="Hidden costs",
    group=_FAILURE,
    section="hidden_costs",
    formula=formulas.hidden_costs,
    arguments={},
    charged=Charged.IF_FAILED,
    falls=Falls.OVER_STABILISATION,
    parts={
        "inventory_loss": ItemList(
            "hidden_costs.inventory_loss",
            "Inventory loss",
            "Inventory loss",
            _FAILURE,
            Basis.WRITE_OFF,
            charged=Charged.IF_FAILED,
            may_move=True,
        ),
        "customer_attrition_costs": ATTRITION,
        "brand_damage": ItemList(
            "hidden_costs.brand_damage",
            "Brand damage",
            "Brand damage",
            _FAILURE,
            Basis.CASH,
            charged=Charged.IF_FAILED,
            may_move=True,
        ),
    },
)

_SUPPORT_DAYS = _stated(
    STABILISATION_DAYS, course="stabilisation.support.profile", follows=FOLLOWS_SEASON
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
        "stabilisation_days": _SUPPORT_DAYS,
    },
    charged=Charged.EACH_PHASE,
    falls=Falls.OVER_STABILISATION,
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
        "dip_days": StatedArgument(
            (WORKING_DAYS, STABILISATION_DAYS),
            course="stabilisation.productivity.profile",
            is_worked=True,
        ),
    },
    charged=Charged.EACH_PHASE,
    falls=Falls.OVER_STABILISATION,
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
        "freeze_days": SeasonDays("stabilisation.freeze.duration_days", backwards=True),
        "cancellation_sensitivity": _stated(
            "stabilisation.freeze.cancellation_sensitivity",
            "delay.cancellation_sensitivity",
            today=_CANCELLED_TODAY,
        ),
    },
    charged=Charged.EACH_PHASE,
    falls=Falls.OVER_ITS_WINDOW,
    held_up=(
        "order_value_frozen",
        {
            "daily_order_volume": _stated("orders.daily_volume"),
            "average_order_value": _stated("orders.average_value"),
            "days": SeasonDays("stabilisation.freeze.duration_days", backwards=True),
        },
    ),
)

PARALLEL_RUNNING = LineType(
    id="stabilisation.parallel_running",
    short="Parallel running",
    group=Group.STABILISATION,
    section="stabilisation.parallel_running",
    formula=stabilisation.parallel_running_costs,
    arguments={
        "cost_per_day": _stated("stabilisation.parallel_running.cost_per_day"),
        "parallel_days": _stated(PARALLEL_DAYS),
    },
    charged=Charged.ONCE,
    falls=Falls.OVER_DAYS_OF_ITS_OWN,
)

ONCE_MORE = LineType(
    id="stabilisation.pause",
    short="Once more, in a pause",
    group=Group.STABILISATION,
    section=PAUSE_DAYS,
    formula=stabilisation.stabilisation_once_more,
    arguments={
        "support": KnownArgument(0, "the support of the phase that failed"),
        "productivity_dip": KnownArgument(0, "its productivity dip"),
        "items": KnownArgument(0, "its stabilisation items"),
    },
    charged=Charged.IF_PAUSED,
    falls=Falls.OVER_STABILISATION,
)

WAITING = LineType(
    id="programme.waiting",
    short="Waiting",
    group=Group.PROGRAMME,
    section="calendar",
    formula=amounts.waiting_costs,
    arguments={
        "cost_of_waiting_per_day": _stated(COST_OF_WAITING),
        "waiting_days": KnownArgument(0, "earliest go-live to go-live"),
    },
    charged=Charged.ONCE,
    falls=Falls.OVER_DAYS_OF_ITS_OWN,
)

SYSTEM_WRITTEN_OFF = LineType(
    id="stopping.system_written_off",
    short="System written off",
    group=Group.STOPPING,
    section=CAPITAL,
    formula=undone.system_written_off,
    arguments={
        "system_cost": _stated(SYSTEM_COST),
        "share_not_live": KnownArgument(0, "share of orders of the phases after the stop"),
    },
    charged=Charged.IF_STOPPED,
    falls=Falls.OVER_STABILISATION,
)

PROGRAMME_OVERRUN = LineType(
    id="overrun.programme",
    short="Programme overrun",
    group=Group.OVERRUN,
    section="programme.overrun",
    formula=of_items.overrun_costs,
    arguments={
        "planned_cost": KnownArgument(0, "the programme without waiting"),
        "overrun_rate": _stated("programme.overrun.rate"),
        "likelihood": _stated("programme.overrun.likelihood", default=1),
    },
    charged=Charged.ONCE,
    falls=Falls.ON_GO_LIVE,
)

CAPITAL_OVERRUN = LineType(
    id="overrun.capital",
    short="System overrun",
    group=Group.OVERRUN,
    section=f"{CAPITAL}.overrun",
    formula=of_items.overrun_costs,
    arguments={
        "planned_cost": KnownArgument(0, "the cost of the system"),
        "overrun_rate": _stated(f"{CAPITAL}.overrun.rate"),
        "likelihood": _stated(f"{CAPITAL}.overrun.likelihood", default=1),
    },
    charged=Charged.ONCE,
    falls=Falls.ON_GO_LIVE,
)

STOPPING_ITEMS = ItemList(
    "stopping.items",
    "",
    "",
    Group.STOPPING,
    Basis.WRITE_OFF,
    noun="stopping item",
    charged=Charged.IF_STOPPED,
    treatment=Treatment.INTENSIVE,
    is_estimate=True,
)
STABILISATION_ITEMS = ItemList(
    "stabilisation.items",
    "",
    "",
    Group.STABILISATION,
    Basis.CASH,
    noun="stabilisation item",
    may_move=True,
)
ITEMS_IF_IT_FAILS = STABILISATION_ITEMS._replace(path=f"{IF_IT_FAILS}.items")
"""The items of a go-live that fails: in the place of the others, and never beside them."""

PROGRAMME_ITEMS = ItemList(
    "programme.items",
    "",
    "",
    Group.PROGRAMME,
    Basis.PLANNED,
    noun="programme item",
    charged=Charged.ONCE,
    falls=Falls.WHEN_PLANNED,
    treatment=Treatment.SHARED,
    is_added_to=True,
)
RECOVERIES = ItemList(
    "recoveries",
    "",
    "",
    Group.RECOVERIES,
    Basis.CASH,
    noun="recovery",
    charged=Charged.IF_CONTINGENT,
    falls=Falls.WHEN_PLANNED,
    is_added_to=True,
    may_move=True,
)
MITIGATION_COST = ItemList(
    f"{MITIGATION_LIST}.*.cost",
    "",
    "",
    Group.PROGRAMME,
    Basis.PLANNED,
    charged=Charged.ONCE,
    falls=Falls.WHEN_PLANNED,
    treatment=Treatment.SHARED,
)

_RATE = DATA_MISALIGNMENT.arguments["data_inaccuracy_rate"]
_STATED_ORDERS = "data_misalignment.number_of_orders"
_INTEGRATIONS = DATA_MISALIGNMENT.all_arguments

DRIVERS: Mapping[str, ItemDriver] = {
    "order": ItemDriver(
        ORDERS_IN_WINDOW, "order", "orders that pass while the data are wrong", _STATED_ORDERS
    ),
    "wrong_order": ItemDriver(
        ComputedArgument(
            of_items.orders_wrong,
            {"number_of_orders": ORDERS_IN_WINDOW, "data_inaccuracy_rate": _RATE},
        ),
        "order",
        "orders with wrong data, of all integration points",
        _STATED_ORDERS,
        DATA_MISALIGNMENT.rows or "",
        ComputedArgument(
            of_items.orders_wrong,
            {name: _INTEGRATIONS[name] for name in ("number_of_orders", "data_inaccuracy_rate")},
        ),
    ),
    "delayed_order": ItemDriver(
        ComputedArgument(
            of_items.orders_delayed, {"daily_order_volume": ORDERS_DELAYED, "days": _DELAY_DAYS}
        ),
        "order",
        "orders that are late over the whole delay",
    ),
    "delayed_value": ItemDriver(
        ComputedArgument(
            amounts.order_value_held_up,
            {
                "daily_order_volume": ORDERS_DELAYED,
                "average_order_value": _stated("orders.average_value"),
                "days": _DELAY_DAYS,
            },
        ),
        "money",
        "order value that is late over the whole delay",
    ),
    "ticket": ItemDriver(
        ComputedArgument(
            of_items.extra_tickets,
            {
                "extra_tickets_per_day": _stated("stabilisation.support.extra_tickets_per_day"),
                "days": _SUPPORT_DAYS,
            },
        ),
        "ticket",
        "extra tickets of the stabilisation",
    ),
    "day_of_delay": ItemDriver(
        SeasonDays("delay.duration_days", is_flat=True, capacity=CATCH_UP_CAPACITY),
        "day",
        "days of the delay, in days of the calendar",
        is_split=True,
    ),
}
"""What a cost item may be paid for each of, by the word that a file writes."""

CAPITAL_AT_RISK: Mapping[str, StatedArgument] = {
    "system_cost": _stated(SYSTEM_COST),
    "paid_before_go_live": _stated(PAID_BEFORE_GO_LIVE),
}
CAPITAL_ITEM: Mapping[str, StatedArgument] = {
    "system_cost": _stated(f"{CAPITAL_ITEMS}.*.amount"),
    "paid_before_go_live": _stated(f"{CAPITAL_ITEMS}.*.paid_before_go_live", PAID_BEFORE_GO_LIVE),
}

LINES = (
    DATA_MISALIGNMENT,
    DELAY,
    TRAINING_DEFICIT,
    HIDDEN_COSTS,
    SUPPORT,
    PRODUCTIVITY,
    FREEZE,
    PARALLEL_RUNNING,
    SYSTEM_WRITTEN_OFF,
    ONCE_MORE,
    WAITING,
    PROGRAMME_OVERRUN,
    CAPITAL_OVERRUN,
)
"""Every line of the model, in the order of the reports within its group."""

ITEM_LISTS = (
    STOPPING_ITEMS,
    STABILISATION_ITEMS,
    PROGRAMME_ITEMS,
    RECOVERIES,
)
"""The lists whose cost items are lines of their own, beside those that are parts of a line."""

WHOLE = {LIKELIHOOD: 1, STOPPING_LIKELIHOOD: 1}
"""Chances that no formula takes: they turn what a line comes to into what is expected of it."""
