"""What a machine format gets where a command did nothing: one document, the same of all commands."""

import pytest

from omsrisk.report.output_schemas import OUTPUTS
from tests.support.program import Program

SUMMARIES = {  # what is counted where a command does not count files that it prices
    "check": [
        *("files", "errors", "warnings", "infos", "waived"),
        *("invalid", "violations", "skipped", "excluded", "exit_code"),
    ],
    "diff": ["files", "invalid", "violations", "exit_code"],
}
PRICED = ["files", "priced", "invalid", "unreadable", "skipped", "exit_code"]
BEFORE = {
    "check": ["at"],
    "diff": ["status", "against", "files", "totals", "breaches", "policy_findings", "notes"],
}


@pytest.mark.parametrize("command", OUTPUTS)
def test_a_wrong_option_gets_the_document_of_its_command(program: Program, command: str) -> None:
    """Every key that can be known is there: what was counted, and why nothing came of it."""
    run = program(command, "retailer.yaml", "--nonsense", "-f", "json")
    told = run.json
    ends = ["summary", "diagnostics"]
    assert list(told) == ["schema_version", *BEFORE.get(command, []), *ends]
    assert list(told["summary"]) == SUMMARIES.get(command, PRICED)
    assert told["summary"]["exit_code"] == run.code == 2
    assert [one["code"] for one in told["diagnostics"]] == ["cannot-run"]


AGAINST = [  # arguments, what they were to be held against, why
    (("a.yaml", "b.yaml", "--at", "nonsense"), "a.yaml", "a wrong option"),
    (("a.yaml", "b.yaml", "--nonsense"), "a.yaml", "no such option"),
    (("gone.yaml", "retailer.yaml"), "gone.yaml", "a file that is not there"),
    (("--against", "main", "--at", "nonsense"), "main", "a wrong option beside a ref"),
    (("--against", "main", "a.yaml"), "main", "no repository"),
    (("a.yaml",), None, "one file alone is held against nothing"),
]


@pytest.mark.parametrize("case", AGAINST, ids=lambda case: case[-1])
def test_a_failed_diff_says_against_what(
    program: Program, case: tuple[tuple[str, ...], str | None, str]
) -> None:
    """The first of two files, or the ref, is known however the call failed."""
    run = program("diff", *case[0], "-f", "json")
    assert (run.json["status"], run.json["against"]) == ("failed", case[1])
