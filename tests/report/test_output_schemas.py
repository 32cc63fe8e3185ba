"""The schema of what commands print: there for each of them, whole, and made from the records."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from omsrisk.cli.app import COMMANDS
from omsrisk.report.document import Row
from omsrisk.report.output_schemas import OUTPUTS, output_schema
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import FLAG, MONEY, TEXT, Many, Maybe
from tests.support.documents import faults_of
from tests.support.paths import ROOT
from tests.support.program import Inside

WITHOUT_JSON = {  # commands that print no JSON of their own, with the reason
    "import-register": "it writes a scenario",
    "init": "it writes a scenario",
    "report": "it writes a page, made of what the other commands print",
    "schema": "it writes a schema",
    "set": "it writes into a scenario",
}
WHERE_TOLD = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def objects(part: Any) -> list[dict[str, Any]]:
    """List every description of an object with named keys."""
    found = []
    if isinstance(part, dict):
        found += [part] if "properties" in part else []
        for one in part.values():
            found += objects(one)
    elif isinstance(part, list):
        for one in part:
            found += objects(one)
    return found


def test_every_command_has_a_schema_or_a_reason() -> None:
    """A new command cannot print JSON that nobody describes."""
    assert [*OUTPUTS, *WITHOUT_JSON] != []
    assert set(OUTPUTS) | set(WITHOUT_JSON) == set(COMMANDS)
    assert not set(OUTPUTS) & set(WITHOUT_JSON)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_is_told_of_and_tested(command: str) -> None:
    """A command stands in the README or the docs, and some test of the program calls it."""
    pages = "".join(page.read_text(encoding="utf-8") for page in WHERE_TOLD)
    assert f"omsrisk {command}" in pages
    tests = sorted((ROOT / "tests" / "cli").rglob("test_*.py"))
    assert len(tests) > 10
    called = (f'"{command}"', f'"{command} ')
    assert any(one in test.read_text(encoding="utf-8") for test in tests for one in called)


@pytest.mark.parametrize("command", list(OUTPUTS))
def test_schema_is_whole(command: str) -> None:
    """Each key is described, none is taken besides, and every reference leads somewhere."""
    schema = output_schema(command)
    Draft202012Validator.check_schema(schema)
    found = objects(schema)
    assert found
    for one in found:
        assert one["additionalProperties"] is False
        assert set(one["required"]) <= set(one["properties"])
    named = [one for one in found if "description" in one]
    assert named
    for one in named:
        shapes = list(one["properties"].values())
        if len(shapes) > 1 and all(shape == shapes[0] for shape in shapes):
            continue  # a map of figures by name: one sentence tells all of them
        for key, value in one["properties"].items():
            assert value.get("description", "").endswith("."), key
    text = json.dumps(schema)
    assert all(f'"#/$defs/{name}"' in text for name in schema["$defs"])


def test_schema_of_a_command_is_printed(tmp_path: Path) -> None:
    """`omsrisk schema --of COMMAND` prints it; another word is wrong usage with what there is."""
    program = Inside(tmp_path)
    run = program("schema", "--of", "tornado")
    assert json.loads(run.out) == output_schema("tornado")
    wrong = program("schema", "--of", "tornadoo")
    assert wrong.code == 2
    assert "did you mean `tornado`?" in wrong.err


def test_undescribed_key_is_a_fault(tmp_path: Path) -> None:
    """A document with one key more, or one less, is not what the schema says."""
    program = Inside(tmp_path)
    program.shipped("retailer.yaml")
    document = json.loads(program("tornado", "retailer.yaml", "--format", "json").out)
    assert faults_of("tornado", document) == []
    more = {**document, "bars": [{**document["bars"][0], "width": 1}]}
    assert any("width" in fault for fault in faults_of("tornado", more))
    less = {key: value for key, value in document.items() if key != "at"}
    assert any("'at' is a required property" in fault for fault in faults_of("tornado", less))


def test_record_is_declared_once() -> None:
    """JSON, CSV and schema follow from one declaration; what is left out is so in all of them."""
    item = {"name": "A", "amount": Decimal("1.005")}
    record = Records[dict[str, Any]](
        "item",
        "An item.",
        Field("name", "Its name.", TEXT, lambda one: one["name"]),
        Field("amount", "What it costs.", Maybe(MONEY), lambda one: one["amount"]),
        Field("many", "Of what.", Many(TEXT), lambda _: ("a", "b")),
        Field("known", "Whether.", FLAG, lambda _: LEFT_OUT, optional=True),
    )
    assert record.plain(item, 2) == {"name": "A", "amount": Decimal("1.01"), "many": ["a", "b"]}
    sheet = record.sheet([item], 2, "amount", "name")
    assert [column.title for column in sheet.columns] == ["amount", "name"]
    assert list(sheet.rows) == [Row((Decimal("1.01"), "A"))]
    parts: dict[str, Any] = {}
    assert record.schema(parts) == {"$ref": "#/$defs/item"}
    assert parts["item"]["required"] == ["name", "amount", "many"]
    assert parts["item"]["properties"]["amount"]["type"] == ["number", "null"]
