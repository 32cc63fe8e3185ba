"""The whole file: what is priced, and what is planned and governed around it."""

from typing import Annotated

from pydantic import ConfigDict, Field

from omsrisk.scenario.over_time.set_by_path import SettingsByPath
from omsrisk.scenario.schema.checklist import Checklist
from omsrisk.scenario.schema.correlations import CorrelationModel
from omsrisk.scenario.schema.governance import Governance
from omsrisk.scenario.schema.limits import GapAnalysisSection, LimitMap, StatusReport, WaiverModel
from omsrisk.scenario.schema.mitigations import GapModel, MitigationModel
from omsrisk.scenario.schema.priced import Element, PricedFile
from omsrisk.scenario.schema.quantities import Text


class VariantModel(Element):
    """What if: the scenario with some values put over it, as `--set` would."""

    model_config = ConfigDict(json_schema_extra={"required": ["name", "set"]})

    name: Text = Field(default=None, description="What reports call it; `FILE#NAME` asks for it.")
    set_: Annotated[tuple[str, ...] | None, SettingsByPath()] = Field(
        default=None, alias="set", description="By input path: the value it has in this variant."
    )


class ScenarioFile(PricedFile):
    """A scenario file with all it can hold; most files hold less, and are read faster."""

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
