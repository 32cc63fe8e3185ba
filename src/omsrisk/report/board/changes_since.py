"""What has changed since the last report: the review of the same files against a git ref."""

import os
import shlex
from collections.abc import Sequence
from datetime import date

from omsrisk.checks.changes.review import ReviewedFile, Reviewer, review_against
from omsrisk.checks.policy.discovery import Policies
from omsrisk.checks.rules import BY_CODE
from omsrisk.git.repository import Repository
from omsrisk.report.changes import diff as build_diff
from omsrisk.report.changes.changed_file import changed_file
from omsrisk.report.document import Document
from omsrisk.scenario.documents.findings import Finding
from omsrisk.text import visible

NO_DAY = date(1, 1, 1)
READS_CLOCK = tuple(code for code, one in BY_CODE.items() if one.reads_clock)
"""A page has no clock: rules that ask for today are left out of it."""


def changes_since(ref: str, files: Sequence[str]) -> tuple[Document, str]:
    """
    Review files against what they were at a ref, and name the command that does the same.

    Args:
        ref: A git ref, such as the tag of the last report.
        files: The files of the roll-outs, in one git work tree.

    Raises:
        CannotReadError: A file cannot be read.
        GitError: There is no such ref, or git cannot answer.
    """
    reviewer = Reviewer(NO_DAY, (), Policies(None, tuple(BY_CODE), wanted=False))
    repository = Repository(os.path.dirname(files[0]) or ".")  # noqa: PTH120 - any text
    base = repository.merge_base(repository.commit(ref), ref)
    found = [
        changed_file(_without_clock(one)) for one in review_against(reviewer, repository, base, files)
    ]
    told = build_diff.Told((), tuple(reviewer.notes))
    against = shlex.join(["--against", ref])
    command = f"omsrisk diff {shlex.join(files)} {against} --no-policy"
    return build_diff.document(found, f"{visible(ref)} ({base[:12]})", told=told), command


def _without_clock(one: ReviewedFile) -> ReviewedFile:
    def kept(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(each for each in findings if each.code not in READS_CLOCK)

    return one._replace(appeared=kept(one.appeared), gone=kept(one.gone), waived=kept(one.waived))
