"""What depends on the day: the season, what holds of a later go-live, and today."""

from typing import Annotated

from pydantic import Field

from omsrisk.scenario.over_time.set_by_path import SetByPath, SetValue
from omsrisk.scenario.schema.priced.documented import PEAK
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import Day, Index, Share, declared


class SeasonSection(Section):
    """The order flow of each month against the average of the year, 1; they should average 1."""

    jan: Index = declared(
        "Order flow of January", "Order flow of January.", "index", "0.8", documented=PEAK
    )
    feb: Index = declared(
        "Order flow of February", "Order flow of February.", "index", "0.8", documented=PEAK
    )
    mar: Index = declared(
        "Order flow of March", "Order flow of March.", "index", "0.9", documented=PEAK
    )
    apr: Index = declared(
        "Order flow of April", "Order flow of April.", "index", "0.9", documented=PEAK
    )
    may: Index = declared("Order flow of May", "Order flow of May.", "index", "0.9", documented=PEAK)
    jun: Index = declared(
        "Order flow of June", "Order flow of June.", "index", "0.9", documented=PEAK
    )
    jul: Index = declared(
        "Order flow of July", "Order flow of July.", "index", "0.8", documented=PEAK
    )
    aug: Index = declared(
        "Order flow of August", "Order flow of August.", "index", "0.8", documented=PEAK
    )
    sep: Index = declared(
        "Order flow of September", "Order flow of September.", "index", "1", documented=PEAK
    )
    oct: Index = declared(
        "Order flow of October", "Order flow of October.", "index", "1.1", documented=PEAK
    )
    nov: Index = declared(
        "Order flow of November", "Order flow of November.", "index", "1.4", documented=PEAK
    )
    dec: Index = declared(
        "Order flow of December",
        "Order flow of December.",
        "index",
        "1.7",
        documented=PEAK,
    )


class LiveFrom(Section):
    """What holds of a go-live on a day or later: a phase that states its own value keeps that."""

    day: Day = Field(default=None, alias="date", description="The first day of which it holds.")
    set_: Annotated[tuple[SetValue, ...] | None, SetByPath()] = Field(
        default=None, alias="set", description="By input path: the value that is in force then."
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
