"""The page of JSON: the keys that each command writes, read from the schemas of what they write."""

from collections.abc import Iterator, Mapping
from typing import cast

from generator.markdown import block, code, codes, page, table, text
from omsrisk.report.output_schemas import OUTPUTS, output_schema
from omsrisk.report.shapes import Schema

_INTRODUCTION = """\
`-f json` writes one document: UTF-8, a final line break, numbers as JSON numbers exactly as the
reports show them with the currency beside them, `null` for what is not assessed, and no clock, host
or absolute path, so that two runs can be compared byte by byte. `schema_version` is raised only
where a key changes its meaning or goes. A run that could do nothing writes a document, too, with
`summary.exit_code` and `diagnostics` or `errors`.

A key that may be missing is marked with `?`; `*` stands for a name, an id or a path. A record that
is named as a kind has a table of its own: those of one command below it, those of several at the
end. `omsrisk schema --of COMMAND` prints the same as a JSON Schema."""


def json_keys() -> str:
    """Write the page."""
    schemas = {name: output_schema(name) for name in OUTPUTS}
    users: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        for part in schema["$defs"]:
            users.setdefault(part, []).append(name)
    common = [part for part, names in users.items() if len(names) > 1]
    parts = [
        _section(name, schema, [part for part in schema["$defs"] if part not in common])
        for name, schema in schemas.items()
    ]
    return page("JSON", _INTRODUCTION, [*parts, _in_common(schemas, users, common)])


def _section(command: str, schema: Schema, own: list[str]) -> str:
    bodies = cast("list[Schema]", schema.get("anyOf", [schema]))
    told = [f"## {command}", block(f"omsrisk schema --of {command}")]
    for body in bodies:
        told += _record(body)
    for part in own:
        told += [f"### {command}: {code(part)}", *_record(schema["$defs"][part])]
    return "\n\n".join(told)


def _in_common(
    schemas: Mapping[str, Schema], users: Mapping[str, list[str]], common: list[str]
) -> str:
    told = ["## Records of several commands"]
    for part in sorted(common):
        several: dict[str, list[str]] = {}
        for name in users[part]:
            shown = "\n\n".join(_record(schemas[name]["$defs"][part]))
            several.setdefault(shown, []).append(name)
        for shown, names in several.items():
            told += [f"### {code(part)}", f"Of {codes(names)}.", shown]
    return "\n\n".join(told)


def _record(record: Schema) -> list[str]:
    needed = set(record.get("required", ()))
    rows = [
        [
            f"{code(key)}{' .' if key in needed else ''}",
            _kind(field),
            text(field.get("description", "")),
        ]
        for key, field in record.get("properties", {}).items()
    ]
    said = text(record.get("description", ""))
    return [said, table(["key", "kind", "meaning"], rows)] if rows else [f"{said} {_kind(record)}."]


_KINDS = {"string": "text", "integer": "whole number", "array": "list", "object": "map"}


def _kind(field: Schema) -> str:
    """Say in words what a value may be."""
    if "$ref" in field:
        return code(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return ", ".join(dict.fromkeys(_kind(one) for one in field["anyOf"]))
    if "const" in field or "enum" in field:
        return codes(field.get("enum", [field.get("const")]))
    names = field.get("type", [])
    return ", ".join(_worded(field, names if isinstance(names, list) else [names]))


def _worded(field: Schema, names: list[str]) -> Iterator[str]:
    for name in names:
        if name == "array":
            yield f"list of {_kind(field['items'])}"
        elif name == "object":
            below = field.get("additionalProperties")
            yield f"map of `*` to {_kind(below)}" if isinstance(below, dict) else "map"
        elif name == "string" and field.get("format") == "date":
            yield "day"
        else:
            yield _KINDS.get(name, name)
