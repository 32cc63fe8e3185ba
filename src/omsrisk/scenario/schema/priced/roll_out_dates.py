"""The dates of the roll-out."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from omsrisk.core.calendar import WEEKDAYS
from omsrisk.scenario.schema.choices import Choice, OneOrMore
from omsrisk.scenario.schema.later import later
from omsrisk.scenario.schema.priced.section import ONCE, SPLIT, Section
from omsrisk.scenario.schema.quantities import Day, DayKind, Days, Money, declared

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.dated import LiveFrom, SeasonSection
else:
    LiveFrom = later("omsrisk.scenario.schema.priced.dated", "LiveFrom")
    SeasonSection = later("omsrisk.scenario.schema.priced.dated", "SeasonSection")


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
        SPLIT,
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
        ONCE,
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
