"""The whole file: what is priced, and what is planned and governed around it."""

from pydantic import Field

from omsrisk.scenario.measures import GapModel, MitigationModel
from omsrisk.scenario.model import PricedFile


class ScenarioFile(PricedFile):
    """A scenario file with all it can hold; most files hold less, and are read faster."""

    mitigations: tuple[MitigationModel, ...] | None = Field(
        default=None, description="Measures against the failure, and what they cost."
    )
    gaps: tuple[GapModel, ...] | None = Field(
        default=None, description="Gaps between the software and the procedures, and the decisions."
    )
