"""What is planned, and what the system itself costs."""

from typing import TYPE_CHECKING

from pydantic import Field

from omsrisk.scenario.schema.later import later
from omsrisk.scenario.schema.priced.cost_items import PlannedItem
from omsrisk.scenario.schema.priced.section import ONCE, Section
from omsrisk.scenario.schema.quantities import Money, Range, Share, declared

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.beyond_the_plan import Overrun
    from omsrisk.scenario.schema.priced.named_parts import CapitalItem
else:
    CapitalItem = later("omsrisk.scenario.schema.priced.named_parts", "CapitalItem")
    Overrun = later("omsrisk.scenario.schema.priced.beyond_the_plan", "Overrun")


class Programme(Section):
    """Planned costs that differ between the roll-outs compared."""

    items: tuple[PlannedItem, ...] | None = Field(
        default=None, description="Consultants, upskilling, change management and the like."
    )


class WholeProgramme(Programme):
    """Planned costs that differ between the roll-outs compared, and by how much they may overrun."""

    overrun: Overrun | None = Field(
        default=None,
        description="What it costs beyond the plan: in the exposure, not in the programme.",
    )


class Capital(Section):
    """What the system itself costs: a memo beside the total, never in it."""

    system_cost: Money = declared(
        "System cost", "Licences and services of the system.", "money", "900000", ONCE
    )
    paid_before_go_live: Share = declared(
        "System paid before go-live",
        "Part of it that is paid before go-live.",
        "1",
        "85%",
        ONCE,
        documented=Range("48%", "85%", "100%", "contract samples; the second source", "medium"),
    )
    items: tuple[CapitalItem, ...] | None = Field(
        default=None, description="The cost in parts, each with its own share."
    )
    overrun: Overrun | None = Field(
        default=None,
        description="What the system costs beyond that: in the exposure, not in the programme.",
    )
