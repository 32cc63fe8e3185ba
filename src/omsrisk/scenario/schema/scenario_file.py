"""The whole file: what is priced, and what is planned and governed around it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from pydantic_core import CoreSchema, core_schema

from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.over_time.set_by_path import RateByPath, SetValue
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
from omsrisk.scenario.schema.later import LaterLimits, later
from omsrisk.scenario.schema.priced.four_categories import Categories, Orders
from omsrisk.scenario.schema.priced.planned_costs import Capital, WholeProgramme
from omsrisk.scenario.schema.priced.roll_out_dates import CalendarSection
from omsrisk.scenario.schema.priced.section import ONCE, Section
from omsrisk.scenario.schema.priced.stabilising import Stabilisation
from omsrisk.scenario.schema.quantities import (
    SHARE,
    TEXT_SCHEMA,
    Days,
    Range,
    Share,
    Text,
    TextKind,
    declared,
)

if TYPE_CHECKING:
    from omsrisk.scenario.schema.checklist import Checklist
    from omsrisk.scenario.schema.correlations import CorrelationModel
    from omsrisk.scenario.schema.governance import Governance
    from omsrisk.scenario.schema.limits import GapAnalysisSection, LimitMap, StatusReport, WaiverModel
    from omsrisk.scenario.schema.mitigations import GapModel, MitigationModel
    from omsrisk.scenario.schema.priced.beyond_the_plan import Recovery, Stopping
    from omsrisk.scenario.schema.priced.dated import Today
    from omsrisk.scenario.schema.priced.phase import PhaseSection
    from omsrisk.scenario.schema.priced.variant import VariantModel
else:
    LimitMap = Annotated[object, LaterLimits("omsrisk.scenario.schema.limits", "LIMITS")]
    Today = later("omsrisk.scenario.schema.priced.dated", "Today")
    Stopping = later("omsrisk.scenario.schema.priced.beyond_the_plan", "Stopping")
    Recovery = later("omsrisk.scenario.schema.priced.beyond_the_plan", "Recovery")
    PhaseSection = later("omsrisk.scenario.schema.priced.phase", "PhaseSection")
    MitigationModel = later("omsrisk.scenario.schema.mitigations", "MitigationModel")
    GapModel = later("omsrisk.scenario.schema.mitigations", "GapModel")
    Governance = later("omsrisk.scenario.schema.governance", "Governance")
    GapAnalysisSection = later("omsrisk.scenario.schema.limits", "GapAnalysisSection")
    Checklist = later("omsrisk.scenario.schema.checklist", "Checklist")
    StatusReport = later("omsrisk.scenario.schema.limits", "StatusReport")
    WaiverModel = later("omsrisk.scenario.schema.limits", "WaiverModel")
    CorrelationModel = later("omsrisk.scenario.schema.correlations", "CorrelationModel")
    VariantModel = later("omsrisk.scenario.schema.priced.variant", "VariantModel")

APPROACHES = Choice("phased", "big-bang", "internal", "consultant", "status-quo")
AFTER_A_FAILURE = Choice(STOP, PAUSE, CONTINUE)

VARIANTS = "variants"

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
    VARIANTS,
)
"""Keys that belong to the whole roll-out, and price nothing by themselves."""


class Sources:
    """Validates where values come from, by section or path: a map of texts."""

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        """Take a map of texts."""
        text = TextKind().__get_pydantic_core_schema__(source, handler)
        return core_schema.dict_schema(core_schema.str_schema(), text)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a map of texts."""
        return {"type": "object", "additionalProperties": dict(TEXT_SCHEMA)}


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


class ScenarioFile(Categories, FileHead):
    """A scenario file with all it can hold, its bases merged into it."""

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
        ONCE,
    )
    common_cause: Share = declared(
        "Common cause",
        "Chance that one cause decides for all phases at once: those of the largest likelihoods then "
        "fail together. Each keeps its likelihood; each fails by itself if left out.",
        "1",
        "25%",
        ONCE,
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

    mitigations: tuple[MitigationModel, ...] | None = Field(
        default=None, description="Measures against the failure, and what they cost."
    )
    gaps: tuple[GapModel, ...] | None = Field(
        default=None, description="Gaps between the software and the procedures, and the decisions."
    )
    governance: Governance | None = Field(default=None, description="Who governs the roll-out.")
    gap_analysis: GapAnalysisSection | None = Field(
        default=None, description="The walk through the areas that finds the gaps."
    )
    checklist: Checklist | None = Field(default=None, description="The seven steps of the source.")
    status: StatusReport | None = Field(default=None, description="The last status report.")
    limits: LimitMap = Field(
        default=None, description="The most that metrics may come to, by name; `check` judges them."
    )
    waivers: tuple[WaiverModel, ...] | None = Field(
        default=None, description="Rules that are broken with open eyes."
    )
    correlations: tuple[CorrelationModel, ...] | None = Field(
        default=None, description="Pairs of uncertain inputs that are correlated."
    )
    variants: tuple[VariantModel, ...] | None = Field(
        default=None,
        description="What if some values were others: `calc --variants` prices each beside the file.",
    )

    @property
    def stop_rule(self) -> tuple[str, str] | None:
        """The key that states the stop rule and what it says, as written; None where neither does."""
        flag, word = self.stop_if_a_phase_fails, self.if_a_phase_fails
        if flag or (flag is not None and word is None):
            return "stop_if_a_phase_fails", "true" if flag else "false"
        return None if word is None else ("if_a_phase_fails", word)
