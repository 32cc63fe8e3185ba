"""Findings as annotations of GitHub Actions: one workflow command a line."""

from collections.abc import Iterator

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.sentence import sentence
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.reading.files import plain_name
from omsrisk.text import visible

MOST_OF_A_KIND = 10
"""GitHub shows that many errors, warnings and notices of a step, and drops the others unseen."""

_ALL = "omsrisk check --format concise --severity info"
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def to_github(report: FindingsReport) -> Iterator[str]:
    """
    Write the findings that GitHub shows, errors first, and how many more there are.

    The line that counts the others is a notice and takes the place of one.

    Yields:
        Workflow commands, each with a line break.
    """
    commands = dict(_by_kind(report))
    left_out = any(len(kind) > MOST_OF_A_KIND for kind in commands.values())
    more = []
    for name, kind in commands.items():
        most = MOST_OF_A_KIND - 1 if left_out and name == "notice" else MOST_OF_A_KIND
        yield from kind[:most]
        if len(kind) > most:
            count = len(kind) - most
            more.append(f"{count:,} more {name if count == 1 else f'{name}s'}")
    if more:
        text = f"{' and '.join(more)}: `{_ALL}` shows all"
        yield _command("notice", {"title": "not all findings are shown"}, text)


def _by_kind(report: FindingsReport) -> Iterator[tuple[str, list[str]]]:
    for severity, name in _COMMANDS.items():
        kind = [
            _command(name, _properties(one, report), sentence(one.message, one.hint))
            for one in report.findings
            if one.severity is severity
        ]
        if severity is Severity.ERROR:
            failed = (sentence(*error) for error in report.errors)
            kind[:0] = [_command(name, {"title": "cannot-run"}, text) for text in failed]
        yield name, kind


def _properties(one: Finding, report: FindingsReport) -> dict[str, str | int]:
    properties: dict[str, str | int] = {}
    if one.file:
        properties["file"] = plain_name(one.file)
    if one.file and one.line:
        properties |= {"line": one.line, "endLine": one.line}
    if one.file and one.line and one.column:
        properties |= {"col": one.column, "endColumn": max(one.end_column, one.column)}
    return {**properties, "title": f"{one.code} {report.meanings[one.code].name}"}


def _command(name: str, properties: dict[str, str | int], text: str) -> str:
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {written}::{_escaped(text)}\n"


def _property(text: str) -> str:
    return _escaped(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    """Escape as GitHub's own toolkit does; the runner puts these back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
