"""What may come on top of a plan, or back: most files state none of it."""

from typing import Annotated

from pydantic import Field

from omsrisk.scenario.schema.choices import YesOrNo
from omsrisk.scenario.schema.priced.cost_items import CAP_DECLARED, CostItem, LimitedItem, PlannedItem
from omsrisk.scenario.schema.priced.section import ONCE, Section
from omsrisk.scenario.schema.priced.stabilising import Productivity, Support
from omsrisk.scenario.schema.quantities import Days, Money, Rate, Share, declared


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


class Stopping(Section):
    """What is written off if the roll-out is abandoned."""

    likelihood: Share = declared(
        "Likelihood of abandoning", "Chance that it is abandoned; 100% if left out.", "1", "10%"
    )
    items: tuple[CostItem, ...] | None = Field(default=None, description="Write-offs and exit fees.")


class Overrun(Section):
    """What a plan costs beyond what was planned."""

    rate: Rate = declared(
        "Rate of overrun",
        "Part of the planned cost by which it is exceeded if it overruns; may be above 100%.",
        "1",
        "27%",
        ONCE,
    )
    likelihood: Share = declared(
        "Likelihood of an overrun",
        "Chance that it overruns, an event of its own; 100% if left out.",
        "1",
        "50%",
        ONCE,
    )


class Recovery(PlannedItem):
    """Money that comes back, counted negative: supplier compensation, insurance."""

    contingent: Annotated[bool | None, YesOrNo()] = Field(
        default=None,
        description="Whether it is paid only if the go-live fails; true if left out.",
    )
    cap: Money = declared(*CAP_DECLARED)
