"""Findings as JUnit XML, for the test pages of CI servers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.reading.files import plain_name
from omsrisk.text import visible


class _Case(NamedTuple):
    name: str
    kind: str = ""
    message: str = ""
    type: str = ""
    lines: tuple[str, ...] = ()


def to_junit(report: FindingsReport) -> Iterator[str]:
    """
    Write a suite for each file, and in it a case for each finding.

    An error fails; a warning passes and says so in its output; a file without findings is one case
    that passes. A case is called by code and path, never by line or amount: a CI server knows a test
    by its name from run to run, and lines move. What is found twice over is numbered.

    Yields:
        Pieces of XML, a suite at a time; the last one ends with a line break.
    """
    suites = _suites(report)
    every = [case for cases in suites.values() for case in cases]
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{_head("omsrisk check", every)}>\n'
    for name, cases in suites.items():
        lines = "".join(_written(case, name) for case in cases)
        yield f"  <testsuite{_head(name, cases)}>\n{lines}  </testsuite>\n"
    yield "</testsuites>\n"


def _suites(report: FindingsReport) -> dict[str, list[_Case]]:
    suites: dict[str, list[_Case]] = {}
    if report.errors:
        suites["omsrisk"] = [
            _Case("cannot-run", "error", message, "cannot-run", (hint,) if hint else ())
            for message, hint in report.errors
        ]
    found: dict[str, list[_Case]] = {file: [] for file in report.files}
    for one in report.findings:
        found.setdefault(one.file, []).append(_case(one))
    for file, cases in found.items():
        name = plain_name(file) or "omsrisk"
        suites.setdefault(name, []).extend(cases or [_Case("no findings")])
    return {name: list(_numbered(cases)) for name, cases in suites.items()}


def _numbered(cases: Iterable[_Case]) -> Iterator[_Case]:
    """Number the second case of a name, and the third."""
    seen: Counter[str] = Counter()
    for case in cases:
        seen[case.name] += 1
        number = seen[case.name]
        yield case if number == 1 else case._replace(name=f"{case.name} ({number})")


def _case(one: Finding) -> _Case:
    place = f"{one.line}:{max(one.column, 1)}" if one.line else ""
    where = f"{plain_name(one.file) or 'omsrisk'}{place and ':'}{place}"
    head = f"{where}: {one.severity}[{one.code}]: {one.message}"
    hint = (f"help: {one.hint}",) if one.hint else ()
    source = (f"source: {one.source}",) if one.source else ()
    return _Case(
        f"{one.code} {one.path}".rstrip(),
        "failure" if one.severity is Severity.ERROR else "system-out",
        one.message,
        one.code,
        (head, *hint, *source, f"more: omsrisk explain {one.code}"),
    )


def _head(name: str, cases: Iterable[_Case]) -> str:
    kinds = [case.kind for case in cases]
    return _attributes(
        {
            "name": name,
            "tests": str(len(kinds)),
            "failures": str(kinds.count("failure")),
            "errors": str(kinds.count("error")),
            "time": "0",
        }
    )


def _written(case: _Case, suite: str) -> str:
    head = f"    <testcase{_attributes({'name': case.name, 'classname': suite, 'time': '0'})}"
    if not case.kind:
        return f"{head}/>\n"
    attributes = {"message": case.message, "type": case.type}
    start = case.kind + (_attributes(attributes) if case.kind != "system-out" else "")
    text = "\n".join(escape(visible(line)) for line in case.lines)
    return f"{head}>\n      <{start}>{text}</{case.kind}>\n    </testcase>\n"


def _attributes(values: Mapping[str, str]) -> str:
    """Write attributes; no character is left in them that XML forbids."""
    return "".join(f" {name}={quoteattr(visible(value))}" for name, value in values.items())
