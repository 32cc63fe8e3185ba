"""The examples as model citizens: held to every rule, on any day, by the program itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from omsrisk import load
from tests.support.paths import ROOT

SCENARIOS = ROOT / "scenarios"
EXAMPLES = sorted(SCENARIOS.glob("[!._]*.yaml"))
ROLL_OUTS = ("big-bang", "phased", "internal", "consultant", "status-quo")
ROLES = ("project_manager", "master_data_owner", "integration_owner")
BOARDS = ("steering_committee", "change_control_board", "mediating_body")
GOVERNED = ("governance", "gap_analysis", "checklist", "status", "waivers")
"""What a business case says of the project, beside what it costs."""

DAYS = [  # day, why
    ("2026-11-22", "as soon as the last report is overdue"),
    ("2026-12-31", "the end of the year"),
    ("2027-01-19", "the consultants have gone live"),
    ("2027-02-14", "the eve of the go-live"),
    ("2027-02-16", "gone live"),
    ("2027-06-08", "the last wave has gone live"),
    ("2036-02-29", "long after"),
]


def checked(path: Path, today: str) -> tuple[int, dict[str, Any]]:
    """Run `omsrisk check` on a day, and give its exit code and its document."""
    environment = {key: one for key, one in os.environ.items() if key != "FORCE_COLOR"}
    run = subprocess.run(
        [sys.executable, "-m", "omsrisk", "check", str(path), "--today", today, "-f", "json"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return run.returncode, json.loads(run.stdout)


def weighty(document: dict[str, Any]) -> list[tuple[str, str]]:
    """List file and code of each error and warning outside the documented failures."""
    return [
        (one["file"], one["code"])
        for one in document["diagnostics"]
        if one["severity"] != "info" and "/cases/" not in one["file"]
    ]


def test_there_are_examples() -> None:
    """The walk finds them."""
    assert len(EXAMPLES) >= 10
    assert {file.stem for file in EXAMPLES} >= set(ROLL_OUTS)


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day[-1])
def test_examples_break_no_rule(day: tuple[str, str]) -> None:
    """Whoever checks the examples sees what green looks like, whenever that is."""
    code, document = checked(SCENARIOS, day[0])
    assert (code, weighty(document)) == (0, [])
    assert document["summary"]["files"] > len(EXAMPLES)


def test_documented_failures_break_no_rule_that_weighs() -> None:
    """Nobody states the governance of another company; what was not published stays a warning."""
    code, document = checked(SCENARIOS / "cases", DAYS[0][0])
    assert code == 0
    assert {one["code"] for one in document["diagnostics"]} <= {
        "EXP001",
        "EXP007",
        "EXP009",
        "EXP012",
    }


@pytest.mark.parametrize("stem", ROLL_OUTS)
def test_roll_out_names_its_roles(stem: str) -> None:
    """Each roll-out says who has which role, who sits in which board, and who decides when."""
    content: Any = load(SCENARIOS / f"{stem}.yaml").content
    governance = content.governance
    for role in ROLES:
        assert getattr(governance, role).owner, role
    for board in BOARDS:
        assert getattr(governance, board).members, board
    assert [rung.within_hours for rung in governance.escalation_ladder] == [24, 48, 72]


def test_retailer_says_what_the_base_of_the_others_says() -> None:
    """The file that is copied alone and the base that the others share do not drift apart."""
    alone, base = document_of("retailer"), document_of("_governance")
    alone["checklist"]["training"]["evidence"] = base["checklist"]["training"]["evidence"]
    for key in ("calendar", "governance", "gap_analysis", "checklist", "status"):
        assert alone[key] == base[key], key


def test_retailer_stands_alone() -> None:
    """Whoever copies one file alone has all of it."""
    assert "extends" not in document_of("retailer")


def test_retailer_without_its_governance(tmp_path: Path) -> None:
    """Without what it says of its project, the retailer lacks each role, and no more errors."""
    kept = {key: one for key, one in document_of("retailer").items() if key not in GOVERNED}
    file = tmp_path / "retailer.yaml"
    file.write_text(yaml.safe_dump(kept), encoding="utf-8")
    code, document = checked(file, DAYS[0][0])
    errors = [one["code"] for one in document["diagnostics"] if one["severity"] == "error"]
    assert code == 1
    assert sorted(errors) == [f"GOV{number:03}" for number in range(1, 8)]


def test_new_report_asks_for_the_waiver_to_go(tmp_path: Path) -> None:
    """Whoever copies the retailer and reports anew is told that a waiver is left over."""
    case = document_of("retailer")
    case["status"]["as_of"] = "2026-11-20"
    file = tmp_path / "retailer.yaml"
    file.write_text(yaml.safe_dump(case), encoding="utf-8")
    _, document = checked(file, DAYS[0][0])
    assert [code for _, code in weighty(document)] == ["WVR003"]


def document_of(stem: str) -> dict[str, Any]:
    """Read an example as plain YAML."""
    text = (SCENARIOS / f"{stem}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
