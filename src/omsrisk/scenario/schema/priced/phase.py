"""The phases of a roll-out."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from omsrisk.scenario.schema.choices import OneOrMore
from omsrisk.scenario.schema.later import later
from omsrisk.scenario.schema.priced.four_categories import Categories, Orders
from omsrisk.scenario.schema.priced.planned_costs import Programme
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.priced.stabilising import PhaseStabilisation
from omsrisk.scenario.schema.quantities import Day, Share, Text, TextKind, declared

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.beyond_the_plan import Recovery, Stopping
else:
    Recovery = later("omsrisk.scenario.schema.priced.beyond_the_plan", "Recovery")
    Stopping = later("omsrisk.scenario.schema.priced.beyond_the_plan", "Stopping")


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
