"""The JSON Schema of what each command prints, made from the declarations of its records."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Never

from omsrisk.report.findings.record import FAILURE, RUN_SUMMARY, ended
from omsrisk.report.formats.to_json import SCHEMA_VERSION
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import ScalarShape, Schema
from omsrisk.scenario.schema.json_schema import DIALECT

_REPORT = "omsrisk.report"
OUTPUTS: Mapping[str, tuple[str, ...]] = {
    "calc": (f"{_REPORT}.exposure.calc_record:DOCUMENT",),
    "compare": (f"{_REPORT}.comparison.compare_record:DOCUMENT",),
    "sweep": (f"{_REPORT}.sensitivity.sweep:DOCUMENT",),
    "tornado": (f"{_REPORT}.sensitivity.tornado:DOCUMENT",),
    "inputs": (f"{_REPORT}.sensitivity.inputs:DOCUMENT",),
    "solve": (
        f"{_REPORT}.sensitivity.solve:DOCUMENT",
        f"{_REPORT}.sensitivity.solve_uncertain:DOCUMENT",
    ),
    "mitigate": (f"{_REPORT}.decisions.mitigate:DOCUMENT",),
    "gaps": (f"{_REPORT}.decisions.gaps:DOCUMENT",),
    "check": (f"{_REPORT}.findings.record:CHECKED",),
    "rules": (f"{_REPORT}.reference.rule_table:DOCUMENT",),
    "diff": (f"{_REPORT}.changes.review_record:DOCUMENT",),
    "tripwires": (f"{_REPORT}.sensitivity.tripwires:DOCUMENT",),
    "simulate": (f"{_REPORT}.uncertainty.simulation_record:DOCUMENT",),
    "drivers": (f"{_REPORT}.uncertainty.drivers:DOCUMENT",),
    "knowing": (f"{_REPORT}.decisions.knowing:DOCUMENT",),
    "timeline": (f"{_REPORT}.time.timeline:DOCUMENT",),
    "schedule": (f"{_REPORT}.time.schedule:DOCUMENT",),
    "explain": (
        f"{_REPORT}.reference.explanation:EXPLANATION",
        f"{_REPORT}.reference.rule_table:EXPLANATION",
        f"{_REPORT}.reference.explanation:INDEX",
    ),
}
"""The commands that print JSON, with the declarations of all that they may print."""

_OF_NO_RUN = ("rules", "explain")
"""The commands that read no scenario: what they print has no summary."""

_VERSION: Field[object] = Field(
    "schema_version",
    "Goes up where a key goes or changes its meaning.",
    ScalarShape({"const": SCHEMA_VERSION}),
)


def output_schema(command: str) -> Schema:
    """
    Describe what a command prints with `--format json`, in JSON Schema 2020-12.

    Args:
        command: One of `OUTPUTS`.
    """
    parts: dict[str, Schema] = {}
    described = [one.described(parts) for one in _documents(command)]
    head: Schema = {"$schema": DIALECT, "title": f"omsrisk {command}"}
    body = described[0] if len(described) == 1 else {"anyOf": described}
    return {**head, **body, "$defs": dict(sorted(parts.items()))}


def _documents(command: str) -> Iterator[Records[Never]]:
    """List all that a command may print; last what it prints where it could do nothing."""
    has_failure = True
    for place in OUTPUTS[command]:
        module, _, name = place.partition(":")
        one: Records[Never] = getattr(import_module(module), name)
        is_ended = any(field.key == "summary" for field in one.fields)
        ending = () if is_ended or command in _OF_NO_RUN else ended(RUN_SUMMARY)
        has_failure &= command == "calc" or not is_ended
        yield Records[Never](one.name, one.says, _VERSION, *one.fields, *ending)
    if has_failure:
        yield Records[Never](FAILURE.name, FAILURE.says, _VERSION, *FAILURE.fields)
