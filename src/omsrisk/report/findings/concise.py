"""Findings one a line, for `grep`, editors and problem matchers."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.sentence import sentence
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.text import visible


def to_concise(report: FindingsReport) -> Iterator[str]:
    """
    Write each finding as `file:line:col: CODE [severity] message`, the gravest of a file first.

    What stands nowhere in a file has the file's first place, so that every line has the same
    shape; what no file is to blame for begins with the program's name, as compilers write it.

    Yields:
        Lines.
    """
    for message, hint in report.errors:
        yield f"omsrisk: cannot-run {sentence(message, hint)}\n"
    for _, group in groupby(report.findings, key=lambda one: one.file):
        for one in gravest_first(group):
            yield f"{in_a_line(one)}\n"


def in_a_line(one: Finding, hint: str = "") -> str:
    """
    Write a finding in one line.

    Args:
        one: The finding.
        hint: What to say behind it.
    """
    told = sentence(one.message, hint)
    return f"{visible(_place(one))}: {one.code} [{one.severity}] {told}"


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Put errors before warnings and these before information, each in the order they had."""
    order = list(Severity)
    return sorted(findings, key=lambda one: order.index(one.severity))


def _place(one: Finding) -> str:
    if not one.file:
        return "omsrisk"
    return f"{one.file}:{max(one.line, 1)}:{max(one.column, 1)}"
