"""Scenarios as texts: a small one to build on, and what loading a text finds."""

from pathlib import Path

import pytest

from omsrisk import Finding, InvalidScenarioError, Scenario, UsageError, load
from omsrisk.scenario.load import Loader
from tests.support.paths import ROOT

SCENARIOS = ROOT / "scenarios"
RETAILER = SCENARIOS / "retailer.yaml"
TRAPS = ROOT / "tests" / "scenario" / "reading" / "traps"

DELAY = """\
currency: USD
orders:
  daily_volume: 1000
  average_value: 100
delay:
  duration_days: 3
  cancellation_sensitivity: 12%
"""
"""A valid scenario of seven lines; tests append to it."""


def load_text(text: str | bytes, name: str = "scenario.yaml") -> Scenario:
    """Load a text as if it were a file."""
    content = text if isinstance(text, bytes) else text.encode()
    return Loader(read_bytes=lambda _: content).load(name)


def findings_of(text: str | bytes) -> tuple[Finding, ...]:
    """Load a text that is refused, and give what was found."""
    with pytest.raises(InvalidScenarioError) as refused:
        load_text(text)
    assert refused.value.findings
    return refused.value.findings


def finding_of(text: str | bytes) -> Finding:
    """Load a text that is refused for one reason, and give it."""
    findings = findings_of(text)
    assert len(findings) == 1, [one.message for one in findings]
    return findings[0]


def findings_in(file: Path) -> tuple[Finding, ...]:
    """Load a file that is refused, and give what was found."""
    with pytest.raises(InvalidScenarioError) as refused:
        load(file)
    assert refused.value.findings
    return refused.value.findings


def refused_override(path: str, value: str, file: Path = RETAILER) -> UsageError:
    """Set a value that is refused, and give the error."""
    with pytest.raises(UsageError) as refused:
        load(file, {path: value})
    return refused.value


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder, and give the path of the first."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / next(iter(files))
