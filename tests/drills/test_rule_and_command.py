"""Drills: a rule, added to the file of its family; a command, as a file and a line of the help."""

import json

import pytest

from tests.support.package_copy import PackageCopy

RULE = '''
@rule(
    "GOV099",
    "committee without a secretary",
    Severity.WARNING,
    reason="What nobody writes down was not decided.",
    source="[P], minutes of the steering committee",
    hint="name one in `governance.steering_committee.owner`",
    wrong="governance:\\n  steering_committee:\\n    members: [Ada Kern, Ben Roth]",
    right="governance:\\n  steering_committee:\\n    owner: Ada Kern\\n    members: [Ben Roth]",
)
def no_secretary(subject: Subject) -> Iterator[Problem]:
    """Ask who writes the minutes."""
    if subject.governance.steering_committee is None:
        yield Problem(("governance",), "nobody writes the minutes of the steering committee")


'''

COMMAND = '''"""`omsrisk dearest`: the dearest line."""

from omsrisk.cli import options
from omsrisk.cli.run import run_of
from omsrisk.cli.streams import write_out


def command(files: options.Files, settings: options.Set = None) -> None:
    """Name the line that costs the most."""
    run = run_of(files, settings, None, None)
    assessment = run.one_or_exit("text", "auto", None)
    line = max(
        (one for one in assessment.exposure.lines if one.assessed), key=lambda one: one.expected
    )
    write_out([f"{line.label}\\\\n"], utf8=False)
'''.replace("\\\\", "\\")

SCENARIO = (
    "omsrisk: 1\nname: Late\ncurrency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
    "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> PackageCopy:
    """A copy of the package with a rule and a command more."""
    copy = PackageCopy(tmp_path_factory.mktemp("rule"))
    family = "checks/rules/steering.py"
    copy.insert(family, RULE, before="RULES: tuple[Rule, ...] = (")
    copy.replace(family, "= (no_authority_above,", "= (no_secretary, no_authority_above,")
    copy.append("cli/commands/dearest.py", COMMAND)
    copy.insert(
        "cli/app.py", '    "dearest": "The line that costs the most.",\n', before='    "compare": "'
    )
    assert copy.touched == {family, "cli/commands/dearest.py", "cli/app.py"}
    copy.write("late.yaml", SCENARIO)
    return copy


def test_the_rule_is_listed_explained_and_held(package: PackageCopy) -> None:
    """Every command that knows rules knows it, in every format."""
    assert "committee without a secretary" in package.run("rules")
    assert "was not decided" in package.run("explain", "GOV099")
    found = json.loads(package.ask("check", "late.yaml", "--format", "json").stdout)
    assert "GOV099" in {one["code"] for one in found["diagnostics"]}
    assert "GOV099" in package.ask("check", "late.yaml", "--format", "sarif").stdout


def test_a_policy_and_a_waiver_know_the_rule(package: PackageCopy) -> None:
    """It can be switched off, made an error, and waived."""
    package.write("policy.yaml", "ignore: [GOV099]\n")
    told = package.ask("check", "late.yaml", "--policy", "policy.yaml").stdout
    assert "GOV099" not in told
    assert "GOV" in told
    package.write("strict.yaml", "severities: {GOV099: error}\n")
    told = package.ask("check", "late.yaml", "--policy", "strict.yaml").stdout
    assert "error[GOV099]" in told


def test_the_command_is_listed_and_runs(package: PackageCopy) -> None:
    """Help lists it, and it takes files and settings as the others do."""
    assert "The line that costs the most." in package.run("--help")
    assert package.run("dearest", "late.yaml").strip() == "Delay costs"
    assert package.run("dearest", "missing.yaml", status=2)
