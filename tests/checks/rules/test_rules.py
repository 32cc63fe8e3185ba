"""Every rule: its examples, its reason, its source, and that a model citizen breaks none."""

import re
from pathlib import Path

import pytest
import yaml

from omsrisk.checks.rule import Rule
from omsrisk.checks.rules import RULES
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.schema.scenario_file import ScenarioFile
from tests.support.rule_texts import MODEL_CITIZEN, problems_of

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_there_are_rules() -> None:
    """The walk finds them, each under one code of its own."""
    assert len(RULES) > 30
    assert len({rule.code for rule in RULES}) == len(RULES)


@each_rule
def test_model_citizen_breaks_no_rule(rule: Rule, tmp_path: Path) -> None:
    """A business case that does what the sources ask for gets no finding but information."""
    if rule.severity is Severity.INFO:
        pytest.skip("information is no breach")
    assert problems_of(rule, MODEL_CITIZEN.read_text(encoding="utf-8"), tmp_path) == []


@each_rule
def test_wrong_example_breaks_its_rule(rule: Rule, tmp_path: Path) -> None:
    """What `explain` shows as wrong is found, with a sentence and a place."""
    found = problems_of(rule, rule.wrong, tmp_path)
    assert found
    for problem in found:
        assert problem.message
        assert problem.location or rule.code.startswith(("EXP", "LIM"))


@each_rule
def test_right_example_keeps_its_rule(rule: Rule, tmp_path: Path) -> None:
    """What `explain` shows as right is not found."""
    assert problems_of(rule, rule.right, tmp_path) == []


@each_rule
def test_rule_says_why_and_what_to_do(rule: Rule) -> None:
    """Each has a reason, a line of the sources, and a hint."""
    assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", rule.code)
    assert rule.name
    assert rule.reason.endswith(".")
    assert rule.hint
    assert re.search(r"\[[CP]\]|the model's|practice", rule.source)
    assert rule.find.__doc__


ABOUT = [rule for rule in RULES if rule.about]


def test_rules_are_about_keys_of_a_file() -> None:
    """The rules below are found, and what they are about are keys that a file may have."""
    assert len(ABOUT) > 30
    assert {key for rule in ABOUT for key in rule.about} <= set(ScenarioFile.model_fields)


@pytest.mark.parametrize("rule", ABOUT, ids=lambda rule: rule.code)
def test_rule_finds_nothing_without_what_it_is_about(rule: Rule, tmp_path: Path) -> None:
    """Its wrong example alone, over a model citizen without those keys, is not found."""
    assert problems_of(rule, rule.wrong, tmp_path)
    without = yaml.safe_dump(dict.fromkeys(rule.about))
    kept = {key: one for key, one in yaml.safe_load(rule.wrong).items() if key not in rule.about}
    for piece in (without, yaml.safe_dump({**kept, **dict.fromkeys(rule.about)})):
        assert problems_of(rule, piece, tmp_path) == []
