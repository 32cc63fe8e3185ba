"""The weeks after a go-live."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from omsrisk.scenario.schema.choices import YesOrNo
from omsrisk.scenario.schema.later import later
from omsrisk.scenario.schema.priced.cost_items import LimitedItem
from omsrisk.scenario.schema.priced.section import ONCE, SPLIT, Section
from omsrisk.scenario.schema.priced.weighed_days import COURSE_TOLD, Course
from omsrisk.scenario.schema.quantities import (
    Count,
    Days,
    Money,
    Range,
    Share,
    WorkingDays,
    WorkingHours,
    declared,
)

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.beyond_the_plan import IfItFails
else:
    IfItFails = later("omsrisk.scenario.schema.priced.beyond_the_plan", "IfItFails")


class Support(Section):
    """Tickets beyond the usual number; correcting the order is data misalignment."""

    extra_tickets_per_day: Count = declared(
        "Extra tickets a day",
        "Tickets above the normal load, average over the window.",
        "ticket/day",
        "80",
        SPLIT,
    )
    cost_per_ticket: Money = declared(
        "Cost of a ticket", "Cost of answering one ticket.", "money/ticket", "12"
    )
    follows_season: Annotated[bool | None, YesOrNo()] = Field(
        default=None,
        description="Whether tickets follow the season of the orders; the same each day if left out.",
    )
    profile: Course = Field(default=None, description=COURSE_TOLD)


class Productivity(Section):
    """Idle hours; bought replacements are cost items: count one or the other."""

    staff: Count = declared(
        "Staff who work with it", "People who work with the new system.", "person", "60", SPLIT
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
    profile: Course = Field(default=None, description=COURSE_TOLD)


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
        ONCE,
    )
    duration_days: Days = declared(
        "Days of parallel running",
        "Days on which both run.",
        "day",
        "60",
        ONCE,
        documented=Range("14", "42", "91", "2 to 13 weeks; none found", "assumption"),
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
