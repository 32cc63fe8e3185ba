"""Findings as a Code Quality report of GitLab."""

from collections.abc import Iterator

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.fingerprint import fingerprint, fingerprints
from omsrisk.report.findings.sentence import sentence
from omsrisk.report.formats.to_json import ascii_pieces
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.reading.files import plain_name

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def to_gitlab(report: FindingsReport) -> Iterator[str]:
    """
    Write findings as one array; what no file is to blame for stands in the folder.

    Yields:
        Pieces of JSON; the last one ends with a line break.
    """
    lead = "[\n"
    for record in _records(report):
        yield lead + "".join(ascii_pieces(record))
        lead = ",\n"
    yield "[]\n" if lead == "[\n" else "\n]\n"


def _records(report: FindingsReport) -> Iterator[JsonObject]:
    for message, hint in report.errors:
        identity = fingerprint("cannot-run", message)
        yield _record(sentence(message, hint), "cannot-run", identity, "critical", "", 1)
    for one, identity in zip(report.findings, fingerprints(report.findings), strict=True):
        text, severity = sentence(one.message, one.hint), _SEVERITIES[one.severity]
        yield _record(text, one.code, identity, severity, one.file, one.line)


def _record(
    description: str, name: str, identity: str, severity: str, file: str, line: int
) -> JsonObject:
    path = (plain_name(file) or ".").encode("utf-8", "replace").decode("utf-8")
    return {
        "description": description,
        "check_name": name,
        "fingerprint": identity,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": max(line, 1)}},
    }
