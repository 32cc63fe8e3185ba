"""Findings one a line, for `grep`, editors and problem matchers."""

from collections.abc import Iterator

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.sentence import sentence
from omsrisk.scenario.documents.findings import Finding
from omsrisk.text import visible


def to_concise(report: FindingsReport) -> Iterator[str]:
    """
    Write each finding as `file:line:col: CODE message`.

    What stands nowhere in a file has the file's first place, so that every line has the same
    shape; what no file is to blame for begins with the program's name, as compilers write it.

    Yields:
        Lines.
    """
    for message, hint in report.errors:
        yield f"omsrisk: cannot-run {sentence(message, hint)}\n"
    for one in report.findings:
        yield visible(f"{_place(one)}: {one.code} {one.message}") + "\n"


def _place(one: Finding) -> str:
    if not one.file:
        return "omsrisk"
    return f"{one.file}:{max(one.line, 1)}:{max(one.column, 1)}"
