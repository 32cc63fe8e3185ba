"""The JSON Schema of files, made from their model."""

from typing import Any

from omsrisk.scenario.schema.priced import Section
from omsrisk.scenario.schema.scenario_file import ScenarioFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """
    Describe what a scenario file may hold, in JSON Schema 2020-12.

    A schema sees one file: what `extends` brings, and whether a section is complete, is judged
    when files are merged.
    """
    return schema_of(
        ScenarioFile,
        "omsrisk scenario",
        "What a bad go-live of an order management system costs.",
    )


def schema_of(model: type[Section], title: str, description: str) -> dict[str, Any]:
    """
    Describe what a file of a model may hold, in JSON Schema 2020-12.

    Args:
        model: Of the whole file.
        title: What such a file is.
        description: What it says.
    """
    schema = _plainer(model.model_json_schema(by_alias=True))
    schema["patternProperties"] = {"^x-": {"description": "A free home for anchors."}}
    return {"$schema": DIALECT, **schema, "title": title, "description": description}


def _plainer(part: Any) -> Any:
    """Drop the `null` that the model allows for what is left out: a file leaves it out."""
    if isinstance(part, list):
        return [_plainer(one) for one in part]
    if not isinstance(part, dict):
        return part
    plain = {key: _plainer(one) for key, one in part.items() if key != "default"}
    options = [one for one in plain.get("anyOf", []) if one != {"type": "null"}]
    if "anyOf" in plain:
        plain["anyOf"] = options
        if len(options) == 1:
            del plain["anyOf"]
            plain = {**options[0], **plain}
    return plain
