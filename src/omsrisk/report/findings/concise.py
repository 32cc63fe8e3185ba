"""Findings one a line, for `grep`, editors and problem matchers."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
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
    return f"{_place(one)}: {one.code} [{one.severity}] {told}"


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Put errors before warnings and these before information, each in the order they had."""
    return sorted(findings, key=lambda one: _ORDER[one.severity])


_ORDER = {severity: at for at, severity in enumerate(Severity)}


def _place(one: Finding) -> str:
    if not one.file:
        return "omsrisk"
    place = f":{one.line or 1}:{one.column or 1}"
    if ":" in one.file or "#" in one.file:  # with what follows it may look like a command
        return visible(one.file + place)
    return _visible_name(one.file) + place


_visible_name = lru_cache(maxsize=64)(visible)
