"""What a program reads of findings and of how a call ended, key by key."""

from typing import Any

from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import COUNT, TEXT, Many, Maybe, member_of
from omsrisk.scenario.documents.findings import Severity

_PLACE = Records[Any](
    "place",
    "A place in a file; lines and columns count from 1.",
    Field("line", "The line.", COUNT),
    Field("column", "The column.", COUNT),
)
_RANGE = Records[Any](
    "range",
    "What of a file a finding is about.",
    Field("start", "Where it starts.", _PLACE),
    Field("end", "Where it ends.", _PLACE),
)
FINDING = Records[Any](
    "diagnostic",
    "A finding, or what kept a file from being read.",
    Field("code", "Its code, such as SCN102; `cannot-run` where something did not run.", TEXT),
    Field("severity", "How much it weighs.", member_of(Severity)),
    Field("message", "What is wrong.", TEXT),
    Field("path", "The input or key that it is about.", Maybe(TEXT)),
    Field("file", "The file; null where no file is meant.", Maybe(TEXT)),
    Field("range", "Where; null where there is no place.", Maybe(_RANGE)),
    Field("hint", "What to do about it.", Maybe(TEXT)),
    Field("source", "What the rule stands on.", Maybe(TEXT)),
    Field("reason", "Why it matters, or why it was waived.", Maybe(TEXT)),
    Field("roll_outs", "The files whose base it stands in, where they are several.", Many(TEXT)),
)
DIAGNOSTICS: Field[Any] = Field(
    "diagnostics", "What was wrong: what did not run, then the findings.", Many(FINDING)
)
_EXIT_CODE: Field[Any] = Field("exit_code", "What the program exits with.", COUNT)
_FILES: Field[Any] = Field("files", "How many files were looked at.", COUNT)
_INVALID: Field[Any] = Field("invalid", "How many files are not valid.", COUNT)
_SKIPPED: Field[Any] = Field("skipped", "How many other YAML files were passed over.", COUNT)

RUN_SUMMARY = Records[Any](
    "summary",
    "What became of the files.",
    _FILES,
    Field("priced", "How many were priced.", COUNT),
    _INVALID,
    Field("unreadable", "How many could not be read.", COUNT),
    _SKIPPED,
    _EXIT_CODE,
)
CHECK_SUMMARY = Records[Any](
    "summary",
    "What a check came to.",
    _FILES,
    Field("errors", "How many findings are errors.", COUNT),
    Field("warnings", "How many are warnings.", COUNT),
    Field("infos", "How many are infos.", COUNT),
    Field("waived", "How many were waived.", COUNT),
    _INVALID,
    Field("violations", "How many findings fail the check.", COUNT),
    _SKIPPED,
    Field("excluded", "How many files were excluded.", COUNT),
    _EXIT_CODE,
)
DIFF_SUMMARY = Records[Any](
    "summary",
    "What a review came to.",
    _FILES,
    _INVALID,
    Field("violations", "How many gates were not passed.", COUNT),
    _EXIT_CODE,
)


def ended(summary: Records[Any]) -> tuple[Field[Any], Field[Any]]:
    """
    Declare how a document ends: the summary, and what was wrong.

    Args:
        summary: What is counted.
    """
    return Field("summary", summary.says, summary), DIAGNOSTICS


FAILURE = Records[Any](
    "failure", "What is written where there is no result to write.", *ended(RUN_SUMMARY)
)
CHECKED = Records[Any]("check", "The findings of a check.", *ended(CHECK_SUMMARY))
