"""What depends on the day: the season, what holds of a later go-live, and today."""

from typing import Annotated

from pydantic import Field

from omsrisk.scenario.over_time.set_by_path import SetByPath, SetValue
from omsrisk.scenario.schema.priced.documented import PEAK
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import Day, Index, Quantity, Share, declared


def _flow_of(month: str, example: str) -> Quantity | None:
    told = f"Order flow of {month}"
    declaration: Quantity | None = declared(told, f"{told}.", "index", example, documented=PEAK)
    return declaration


class SeasonSection(Section):
    """The order flow of each month against the average of the year, 1; they should average 1."""

    jan: Index = _flow_of("January", "0.8")
    feb: Index = _flow_of("February", "0.8")
    mar: Index = _flow_of("March", "0.9")
    apr: Index = _flow_of("April", "0.9")
    may: Index = _flow_of("May", "0.9")
    jun: Index = _flow_of("June", "0.9")
    jul: Index = _flow_of("July", "0.8")
    aug: Index = _flow_of("August", "0.8")
    sep: Index = _flow_of("September", "1")
    oct: Index = _flow_of("October", "1.1")
    nov: Index = _flow_of("November", "1.4")
    dec: Index = _flow_of("December", "1.7")


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
