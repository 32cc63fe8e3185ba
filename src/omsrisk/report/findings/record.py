"""What a program reads of findings and of how a call ended, key by key."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import NamedTuple

from omsrisk.errors import OmsriskError
from omsrisk.report.common_fields import at_of
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import COUNT, DAY, NUMBER, TEXT, Many, Maybe, member_of
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.documents.nodes import JsonObject

_START = Records[Finding](
    "place",
    "A place in a file; lines and columns count from 1.",
    Field("line", "The line.", COUNT),
    Field("column", "The column.", COUNT),
)
_END = Records[Finding](
    _START.name,
    _START.says,
    Field("line", "The line.", COUNT),
    Field("column", "The column.", COUNT, "end_column"),
)
_RANGE = Records[Finding](
    "range",
    "What of a file a finding is about.",
    Field("start", "Where it starts.", _START, lambda one: one),
    Field("end", "Where it ends.", _END, lambda one: one),
)
FINDING = Records[Finding](
    "diagnostic",
    "A finding, or what kept a file from being read.",
    Field("code", "Its code, such as SCN102; `cannot-run` where something did not run.", TEXT),
    Field("severity", "How much it weighs.", member_of(Severity)),
    Field("message", "What is wrong.", TEXT),
    Field("path", "The input or key that it is about.", Maybe(TEXT), lambda one: one.path or None),
    Field(
        "file", "The file; null where no file is meant.", Maybe(TEXT), lambda one: one.file or None
    ),
    Field(
        "range",
        "Where; null where there is no place.",
        Maybe(_RANGE),
        lambda one: one if one.line else None,
    ),
    Field("hint", "What to do about it.", Maybe(TEXT), lambda one: one.hint or None),
    Field("source", "What the rule stands on.", Maybe(TEXT), lambda one: one.source or None),
    Field(
        "reason",
        "Why it matters, or why it was waived.",
        Maybe(TEXT),
        lambda one: one.reason or None,
    ),
    Field(
        "owner",
        "Who answers for it, where the file names somebody.",
        Maybe(TEXT),
        lambda one: one.owner or None,
    ),
    Field("due", "The day by which it is to be done, where the file states one.", Maybe(DAY)),
    Field(
        "money_at_risk",
        "What the rule prices of it, or what the lines come to that rest on it, times their "
        "likelihoods [money]; null where that is not told.",
        Maybe(NUMBER),
    ),
    Field("roll_outs", "The files whose base it stands in, where they are several.", Many(TEXT)),
)


def of_finding(one: Finding) -> JsonObject:
    """Say a finding as a program wants it."""
    return FINDING.plain(one)


def of_error(one: OmsriskError) -> JsonObject:
    """Say what kept a file from being read."""
    return FINDING.plain(finding_of(one))


def finding_of(one: OmsriskError) -> Finding:
    """Put what kept a file from being read as a finding, so that a program reads both alike."""
    return Finding("cannot-run", Severity.ERROR, one.message, hint=one.hint)


class Ending(NamedTuple):
    """
    How a call ended.

    Attributes:
        summary: What was counted, by name.
        diagnostics: What was wrong: what did not run, then the findings.
        at: What ranges count with in what a check prices; empty where nothing is.
    """

    summary: Mapping[str, int]
    diagnostics: Iterable[Finding]
    at: str = ""


def _count(key: str, says: str) -> Field[Mapping[str, int]]:
    return Field(key, says, COUNT, itemgetter(key))


_EXIT_CODE = _count("exit_code", "What the program exits with.")
_FILES = _count("files", "How many files were looked at.")
_INVALID = _count("invalid", "How many files are not valid.")
_SKIPPED = _count("skipped", "How many other YAML files were passed over.")

RUN_SUMMARY = Records[Mapping[str, int]](
    "summary",
    "What became of the files.",
    _FILES,
    _count("priced", "How many were priced."),
    _INVALID,
    _count("unreadable", "How many could not be read."),
    _SKIPPED,
    _EXIT_CODE,
)
CHECK_SUMMARY = Records[Mapping[str, int]](
    "summary",
    "What a check came to.",
    _FILES,
    _count("errors", "How many findings are errors."),
    _count("warnings", "How many are warnings."),
    _count("infos", "How many are infos."),
    _count("waived", "How many were waived."),
    _INVALID,
    _count("violations", "How many findings fail the check."),
    _SKIPPED,
    _count("excluded", "How many files were excluded."),
    _EXIT_CODE,
)
DIFF_SUMMARY = Records[Mapping[str, int]](
    "summary",
    "What a review came to.",
    _FILES,
    _INVALID,
    _count("violations", "How many gates were not passed."),
    _EXIT_CODE,
)


def ended(summary: Records[Mapping[str, int]]) -> tuple[Field[object], Field[object]]:
    """
    Declare how a document ends: the summary, and what was wrong.

    Args:
        summary: What is counted.
    """
    return (
        Field("summary", summary.says, summary),
        Field("diagnostics", "What was wrong: what did not run, then the findings.", Many(FINDING)),
    )


FAILURE = Records[Ending](
    "failure", "What is written where there is no result to write.", *ended(RUN_SUMMARY)
)
CHECKED = Records[Ending]("check", "The findings of a check.", at_of(), *ended(CHECK_SUMMARY))
REVIEWED = Records[Ending]("reviewed", "How a review ended.", *ended(DIFF_SUMMARY))
