"""Variants: the scenario with some values put over it."""

from typing import Annotated

from pydantic import ConfigDict, Field

from omsrisk.scenario.over_time.set_by_path import SettingsByPath
from omsrisk.scenario.schema.priced.section import Element
from omsrisk.scenario.schema.quantities import Text


class VariantModel(Element):
    """What if: the scenario with some values put over it, as `--set` would."""

    model_config = ConfigDict(json_schema_extra={"required": ["name", "set"]})

    name: Text = Field(default=None, description="What reports call it; `FILE#NAME` asks for it.")
    set_: Annotated[tuple[str, ...] | None, SettingsByPath()] = Field(
        default=None, alias="set", description="By input path: the value it has in this variant."
    )
