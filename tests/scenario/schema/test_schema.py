import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from omsrisk import InvalidScenarioError, load
from omsrisk.scenario.schema.json_schema import DIALECT, json_schema
from omsrisk.scenario.template import first_template, full_template
from tests.support.paths import ROOT
from tests.support.program import Inside
from tests.support.scenario_texts import DELAY, TRAPS, load_text

FILES = sorted((ROOT / "scenarios").rglob("[!.]*.yaml"))

UNSEEN = {  # traps that the reader refuses and no schema can, with the reason
    "a04-leading-zero-octal": "010 is the number 10 to a schema: how it is written is gone",
    "a05-leading-zero-not-octal": "the same for 089",
    "a25-hex": "and for 0x30d4",
    "b01-duplicate-top": "of two equal keys a loader keeps one: the schema sees no other",
    "b02-duplicate-nested": "the same below a section",
    "b03-duplicate-quoted": "the same with quotes",
    "b04-duplicate-block": "the same for a block",
}

UNLOADED = {  # traps that the reader takes and this test's loader does not, with the reason
    "e03-trailing-tab": "PyYAML's own scanner stumbles over a tab that libyaml takes for space",
}


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core schema: numbers, true, false and null; everything else is text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own


for tag, pattern, first in (
    ("null", r"|~|null|Null|NULL", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first
    )


def _number(_: yaml.SafeLoader, node: yaml.ScalarNode) -> int | float:
    """A number as JSON has it: 010 is 10."""
    text = node.value
    if text[:2] in {"0x", "0o"}:
        return int(text, 0)
    return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else float(text)


CoreLoader.add_constructor("tag:yaml.org,2002:int", _number)
CoreLoader.add_constructor("tag:yaml.org,2002:float", _number)


def document_of(text: str) -> Any:
    """What a checker of YAML against schemas makes of a text."""
    return _in_json(yaml.load(text, Loader=CoreLoader))  # noqa: S506 - a safe loader with fewer types


def _in_json(document: Any, above: tuple[int, ...] = ()) -> Any:
    """The same as JSON has it: keys are texts, and nothing holds itself."""
    if id(document) in above:
        raise RecursionError
    above = (*above, id(document))
    if isinstance(document, dict):
        return {str(key): _in_json(value, above) for key, value in document.items()}
    return [_in_json(one, above) for one in document] if isinstance(document, list) else document


def document_in(file: Path) -> Any:
    """The same for a file."""
    return document_of(file.read_bytes().decode("utf-8-sig"))


@cache
def validator() -> Draft202012Validator:
    """The schema, ready to check documents, dates among them."""
    return Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def sections() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the schema, with where it stands."""
    waiting: list[tuple[str, Any]] = [("", json_schema())]
    while waiting:
        place, part = waiting.pop()
        if isinstance(part, dict):
            if part.get("type") == "object" and "properties" in part:
                yield place, part
            waiting += [(f"{place}/{key}", one) for key, one in part.items()]
        elif isinstance(part, list):
            waiting += [(f"{place}/{at}", one) for at, one in enumerate(part)]


def test_schema_is_one() -> None:
    """It is valid JSON Schema 2020-12 and says so; every reference leads somewhere."""
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    references = set(re.findall(r"#/\$defs/(\w+)", str(schema)))
    assert references == set(schema["$defs"])


MOST_BYTES = 60_000


def test_schema_is_small(tmp_path: Path) -> None:
    """An editor reads it at each start: what many keys share is described once."""
    program = Inside(tmp_path)
    for kind in ("scenario", "policy"):
        run = program("schema", "--of", kind)
        assert run.code == 0
        assert 5_000 < len(run.out.encode()) < MOST_BYTES
    assert json.loads(program("schema").out) == json_schema()
    shared = json_schema()["$defs"]
    assert {"amount", "share", "index", "amount_or_items", "currency", "text"} <= set(shared)


def test_inputs_keep_their_examples() -> None:
    """A reference to what is shared stands beside what an editor shows at this key alone."""
    for key, example in (("duration_days", 3), ("cancellation_sensitivity", "12%")):
        shown = json_schema()["$defs"]["Delay"]["properties"][key]
        assert set(shown) == {"$ref", "description", "examples"}
        assert shown["examples"] == [example]


def test_every_property_is_described() -> None:
    """An editor shows what a key means wherever the cursor stands."""
    checked = 0
    shared = json_schema()["$defs"]
    for place, section in sections():
        for key, one in section["properties"].items():
            told = one if "description" in one else shared[one["$ref"].rpartition("/")[2]]
            assert told.get("description"), f"{place}/{key}"
            checked += 1
    assert checked > 100


def test_no_section_takes_unknown_keys() -> None:
    """A misspelt key is shown while it is typed; only `x-` at the top is free."""
    for place, section in sections():
        assert section["additionalProperties"] is False, place
        assert ("patternProperties" in section) == (place == "")
    assert list(json_schema()["patternProperties"]) == ["^x-"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_example_is_valid(file: Path) -> None:
    """What the reader takes as an example, an editor does not mark."""
    assert [one.message for one in validator().iter_errors(document_in(file))] == []


@pytest.mark.parametrize("template", [first_template, full_template])
def test_templates_are_valid(template: Any) -> None:
    """Nor does it mark what `init` writes."""
    assert [one.message for one in validator().iter_errors(document_of(template()))] == []


def is_read(file: Path) -> bool:
    """Whether omsrisk takes a file."""
    try:
        load(file)
    except InvalidScenarioError:
        return False
    return True


def passes(file: Path) -> bool:
    """Whether a checker takes it: it can be loaded, and the schema has nothing to say."""
    try:
        document = document_in(file)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        return False
    return bool(validator().is_valid(document))


@pytest.mark.parametrize("file", sorted(TRAPS.glob("*.yaml")), ids=lambda file: file.stem)
def test_schema_and_reader_agree(file: Path) -> None:
    """A fault that a schema can see is one to both; what is none to the reader is none to it."""
    if file.stem in UNSEEN:
        assert passes(file)
        assert not is_read(file)
    elif file.stem in UNLOADED:
        assert not passes(file)
        assert is_read(file)
    else:
        assert passes(file) == is_read(file)


def test_exceptions_are_traps() -> None:
    """An exception whose trap is gone is gone, too."""
    assert set(UNSEEN) | set(UNLOADED) <= {file.stem for file in TRAPS.glob("*.yaml")}


VALUES = [  # what follows the seven lines, whether it is taken, why
    ("likelihood: 5%\n", True, "a percentage"),
    ("likelihood: 5 %\n", True, "with a space"),
    ("likelihood: 0.5%\n", True, "with a fraction"),
    ("likelihood: 100%\n", True, "the whole"),
    ("likelihood: 1\n", True, "as a number"),
    ("likelihood: 101%\n", False, "more than the whole"),
    ("likelihood: 5\n", False, "more than the whole, as a number"),
    ("likelihood: -5%\n", False, "less than nothing"),
    ("likelihood: five\n", False, "a word"),
    ("likelihood: [5%]\n", False, "a list"),
    ("likelihood: {value: 5%, source: survey, as_of: 2027-02-15}\n", True, "with its source"),
    ("likelihood: {value: 5%, sorce: survey}\n", False, "a misspelt source"),
    ("likelihood: {source: survey}\n", False, "a source of nothing"),
    ("likelihood: {value: 5%, as_of: 15.2.2027}\n", False, "a day as some write it"),
    ("likelihood: {value: 5%, source: 2025}\n", True, "a source that is a year"),
    ("sources: {delay: 2025}\n", True, "the same among the sources"),
    ("sources: {delay: survey}\n", True, "a source"),
    ("name: 2025\n", True, "a name that is a number"),
    ("name: true\n", True, "a name that is a truth"),
    ("name: [a]\n", False, "a name that is a list"),
    ("approach: phased\n", True, "a label"),
    ("approach: [phased, consultant]\n", True, "two labels"),
    ("approach: phasd\n", False, "a misspelt label"),
    ("omsrisk: 1\n", True, "the version"),
    ("omsrisk: 2\n", False, "another version"),
    ("x-anything: {a: [1, {b: 2}]}\n", True, "a free key"),
    ("y-anything: 1\n", False, "a key that is not free"),
    ("recoveries: [{item: A, amount: 5, contingent: false}]\n", True, "a truth"),
    ("recoveries: [{item: A, amount: 5, contingent: no}]\n", False, "no truth"),
    ("hidden_costs: {brand_damage: [{item: A, quantity: 5, unit_cost: 1}]}\n", True, "items"),
    ("hidden_costs: {brand_damage: [{item: A, quantty: 5, unit_cost: 1}]}\n", False, "misspelt"),
    ("hidden_costs: {brand_damage: -5}\n", False, "a negative amount"),
    ("hidden_costs: {brand_damage: 1000000000000000000}\n", False, "nineteen digits"),
    ("hidden_costs: {brand_damage: '5'}\n", False, "a quoted number"),
    ("calendar: {go_live: 2027-02-15, season: {jan: 0.5, dec: 1.5}}\n", True, "a calendar"),
    ("calendar: {go_live: 2027-02-29}\n", False, "no day of the calendar"),
    ("calendar: {go_live: 2027-02-15, season: {jan: 0}}\n", False, "a month without orders"),
    ("phases: [{name: A, share_of_orders: 100%, delay: {duration_days: 2}}]\n", True, "a phase"),
    ("phases: [{name: A, share_of_orders: 100%, capital: {}}]\n", False, "capital in a phase"),
    ("stop_if_a_phase_fails: false\n", True, "a rule"),
    ("stop_if_a_phase_fails: yes\n", False, "no truth"),
]


@pytest.mark.parametrize("case", VALUES, ids=lambda case: f"{case[0].strip()}: {case[-1]}")
def test_schema_and_reader_agree_on_values(case: tuple[str, bool, str]) -> None:
    """An editor marks what the reader refuses, and nothing else."""
    text, taken, _ = case
    if taken:
        load_text(DELAY + text)
    else:
        with pytest.raises(InvalidScenarioError):
            load_text(DELAY + text)
    assert validator().is_valid(document_of(DELAY + text)) == taken
