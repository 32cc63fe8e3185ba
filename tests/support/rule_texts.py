"""A business case that breaks no rule, and what is found when a piece is laid over it."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from omsrisk import assess, load
from omsrisk.checks.check import ask
from omsrisk.checks.policy.policy import Policy
from omsrisk.checks.policy.policy_file import read_policy
from omsrisk.checks.rule import Problem, Rule
from omsrisk.checks.subject import Subject
from tests.support.paths import MODELS

TODAY = date(2026, 12, 1)
MODEL_CITIZEN = MODELS / "model-citizen.yaml"


def problems_of(rule: Rule, piece: str, folder: Path, today: date = TODAY) -> list[Problem]:
    """
    Find where a rule is broken in the model citizen with a piece of a file laid over it.

    A key of the piece without a value is taken out of the model citizen.
    """
    subject = subject_of(piece, folder, today)
    policy = Policy()
    if rule.policy:
        (folder / ".omsrisk.yaml").write_text(rule.policy, encoding="utf-8")
        policy = read_policy(str(folder / ".omsrisk.yaml"))
    ask(subject, policy)
    return list(rule.find(subject))


def subject_of(piece: str, folder: Path, today: date = TODAY) -> Subject:
    """Lay a piece over the model citizen, and load what comes of it."""
    laid = _laid(yaml.safe_load(MODEL_CITIZEN.read_text(encoding="utf-8")), yaml.safe_load(piece))
    file = folder / "case.yaml"
    file.write_text(yaml.safe_dump(laid, allow_unicode=True), encoding="utf-8")
    return Subject(assess(load(file)), today)


def _laid(below: dict[str, Any], piece: dict[str, Any]) -> dict[str, Any]:
    laid = dict(below)
    for key, value in piece.items():
        if value is None:
            laid.pop(key, None)
        elif isinstance(value, dict) and isinstance(laid.get(key), dict):
            laid[key] = _laid(laid[key], value)
        else:
            laid[key] = value
    return laid
