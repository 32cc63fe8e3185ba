"""The schema of the policy and what `explain` says of it: both come from the model."""

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from omsrisk.checks.policy.policy_file import PolicyFile, read_policy
from omsrisk.checks.policy.topics import explain_policy, policy_schema, policy_topics
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.schema.paths import shapes_of

SCHEMA: dict[str, Any] = policy_schema()

POLICIES = [  # a policy, whether it is valid, why
    ("limits: {net_exposure: 900000}", True, "an amount"),
    ("limits: {chance_of_stopping_early: 10%}", True, "a part"),
    ("limits: {delay: {value: 5, level: warning}}", True, "a limit that warns"),
    ("limits: {delay: {level: warning}}", False, "a limit without a value"),
    ("max_increase: {net_exposure: 5%, delay: 1000}", True, "both kinds"),
    ("max_increase: {net_exposure: -5}", False, "a decrease"),
    ("max_increase: [net_exposure]", False, "a list"),
    ("severities: {GOV: error}", True, "a word"),
    ("severities: {GOV: fatal}", False, "another word"),
    ("folders: [{folder: a, limits: {delay: 1}}]", True, "a folder"),
    ("folders: [{limits: {delay: 1}}]", False, "limits for no folder"),
    ("folders: [{folder: a, limit: {delay: 1}}]", False, "an unknown key below"),
    ("select: GOV", True, "one code"),
    ("ignore: [GOV, PLN002]", True, "several"),
    ("waivers: forbidden", True, "a word"),
    ("waivers: some", False, "another word"),
    ("exclude: [old]", True, "patterns"),
    ("x-note: {any: thing}", True, "a free home for anchors"),
    ("selct: GOV", False, "an unknown key"),
]


@pytest.mark.parametrize("row", POLICIES, ids=lambda row: row[-1])
def test_the_schema_and_the_reader_agree(row: tuple[str, bool, str], tmp_path: Any) -> None:
    """What an editor marks is what the reader refuses."""
    text, is_valid, _ = row
    file = tmp_path / "policy.yaml"
    file.write_text(f"{text}\n", encoding="utf-8")
    assert Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(text)) is is_valid
    if is_valid:
        read_policy(str(file))
    else:
        with pytest.raises(InvalidScenarioError):
            read_policy(str(file))


def test_the_schema_is_one() -> None:
    """It is a schema of its dialect, and has the keys of the model, each with a description."""
    Draft202012Validator.check_schema(SCHEMA)
    assert list(SCHEMA["properties"]) == list(shapes_of(PolicyFile))
    assert all(one["description"] for one in SCHEMA["properties"].values())


@pytest.mark.parametrize("topic", policy_topics())
def test_every_key_is_explained(topic: str) -> None:
    """Each key says what it means; none is left to be guessed."""
    found = explain_policy(topic.upper())
    assert found is not None
    assert found.found
    shape = policy_topics()[topic]
    assert shape.description
    assert shape.description in (found.section_text, found.key and found.key.description)


def test_the_policy_is_explained_key_by_key() -> None:
    """`explain policy` lists the keys in the order of the model; another word is no topic."""
    found = explain_policy("policy")
    assert found is not None
    assert [one.key for one in found.section] == list(shapes_of(PolicyFile))
    assert explain_policy("policy.nothing") is None
    assert explain_policy("delay") is None
