"""The JSON Schema of files, made from their model."""

from omsrisk.scenario.documents.nodes import JsonObject, JsonValue
from omsrisk.scenario.schema.priced import Section
from omsrisk.scenario.schema.quantities import SHARED_AS
from omsrisk.scenario.schema.scenario_file import ScenarioFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> JsonObject:
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


def schema_of(model: type[Section], title: str, description: str) -> JsonObject:
    """
    Describe what a file of a model may hold, in JSON Schema 2020-12.

    Args:
        model: Of the whole file.
        title: What such a file is.
        description: What it says.
    """
    shared: JsonObject = {}
    schema = _plainer(model.model_json_schema(by_alias=True), shared)
    parts = {**schema.pop("$defs", {}), **shared}
    schema["patternProperties"] = {"^x-": {"description": "A free home for anchors."}}
    head = {"$schema": DIALECT, "title": title, "description": description}
    body = {key: one for key, one in schema.items() if key not in head}
    return {**head, **body, "$defs": dict(sorted(parts.items()))}


def _plainer(part: JsonValue, shared: JsonObject) -> JsonValue:
    """
    Drop what says nothing, and describe each shared part once.

    A file leaves out what the model has as `null`, and the titles that pydantic makes are the keys
    again. What is marked as shared moves into `shared`; a reference takes its place and keeps what
    an editor shows at this key.
    """
    if isinstance(part, list):
        return [_plainer(one, shared) for one in part]
    if not isinstance(part, dict):
        return part
    plain = {
        key: _plainer(one, shared)
        for key, one in part.items()
        if key != "default" and not (key == "title" and isinstance(one, str))
    }
    options = [one for one in plain.get("anyOf", []) if one != {"type": "null"}]
    if "anyOf" in plain:
        plain["anyOf"] = options
        if len(options) == 1:
            del plain["anyOf"]
            plain = {**options[0], **plain}
    if SHARED_AS not in plain:
        return plain
    name = plain.pop(SHARED_AS)
    shown = {key: plain.pop(key) for key in _SHOWN if key in plain}
    if shared.setdefault(name, plain) != plain:
        raise ValueError(f"two parts of the schema are both called {name}")
    return {"$ref": f"#/$defs/{name}", **shown}


_SHOWN = ("description", "examples")
"""What an editor shows beside a key, whatever it refers to."""
