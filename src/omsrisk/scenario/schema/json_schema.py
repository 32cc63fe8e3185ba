"""The JSON Schema of files, made from their model."""

import json
from collections.abc import Iterator, Mapping

from omsrisk.scenario.documents.nodes import JsonObject, JsonValue
from omsrisk.scenario.schema.priced.section import Section
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
    whole, repeated = _told_once({**body, "$defs": parts})
    whole["$defs"] = dict(sorted({**whole["$defs"], **repeated}.items()))
    return {**head, **whole}


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


def _told_once(schema: JsonObject) -> tuple[JsonObject, JsonObject]:
    """
    Describe keys once that many sections have alike: an editor reads the whole at each start.

    Returns:
        The schema, and the parts that it refers to then, by name.
    """
    keys: dict[str, list[str]] = {}
    for key, described in _properties(schema):
        keys.setdefault(json.dumps(described, sort_keys=True), []).append(key)
    names: dict[str, str] = {}
    parts: JsonObject = {}
    for text, where in keys.items():
        if len(where) < _OFTEN or len(text) < _LONG:
            continue
        name = f"key_{where[0].lstrip('$')}"
        while name in parts:
            name += "_"
        names[text], parts[name] = name, json.loads(text)
    return _referring(schema, names), parts


def _properties(part: JsonValue) -> Iterator[tuple[str, JsonObject]]:
    if isinstance(part, list):
        for one in part:
            yield from _properties(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            yield from one.items() if key == "properties" else ()
            yield from _properties(one)


def _referring(part: JsonValue, names: Mapping[str, str]) -> JsonValue:
    if isinstance(part, list):
        return [_referring(one, names) for one in part]
    if not isinstance(part, dict):
        return part
    plain = {key: _referring(one, names) for key, one in part.items()}
    described = part.get("properties")
    if isinstance(described, dict):
        plain["properties"] = {
            key: {"$ref": f"#/$defs/{names[text]}"} if text in names else plain["properties"][key]
            for key, one in described.items()
            for text in [json.dumps(one, sort_keys=True)]
        }
    return plain


_OFTEN, _LONG = 2, 60
"""How often a key is described alike, and how long that is, before it is told once."""

_SHOWN = ("description", "examples")
"""What an editor shows beside a key, whatever it refers to."""
