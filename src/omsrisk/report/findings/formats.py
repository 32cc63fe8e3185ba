"""The formats of findings, each imported when it is used."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from itertools import chain

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.text import visible

FINDINGS_FORMATS: Mapping[str, tuple[str, str]] = {
    "full": ("omsrisk.report.findings.full", "to_full"),
    "concise": ("omsrisk.report.findings.concise", "to_concise"),
    "json": ("omsrisk.report.findings.as_json", "to_findings_json"),
    "github": ("omsrisk.report.findings.github", "to_github"),
    "gitlab": ("omsrisk.report.findings.gitlab", "to_gitlab"),
    "sarif": ("omsrisk.report.findings.sarif", "to_sarif"),
    "junit": ("omsrisk.report.findings.junit", "to_junit"),
}
"""Module and function of each, in the order in which they are offered."""

FOR_PEOPLE = ("full", "concise")
"""Those that people read: nothing stands in them that no one has to do anything about."""


def render(report: FindingsReport, name: str, *, colour: bool = False) -> Iterator[str]:
    """
    Write findings in a format.

    Args:
        report: What was found.
        name: One of `FINDINGS_FORMATS`.
        colour: Whether to mark severities with ANSI colours, in the one format that has them.

    Returns:
        Pieces of text; the last one ends with a line break.
    """
    module, function = FINDINGS_FORMATS[name]
    written: Callable[..., Iterator[str]] = getattr(import_module(module), function)
    if name == "full":
        return chain(written(report.findings, colour=colour), _errors(report))
    return written(report)


def _errors(report: FindingsReport) -> Iterator[str]:
    for message, hint in report.errors:
        for line in message.split("\n"):
            yield f"error: {visible(line)}\n"
        if hint:
            yield f"  = help: {visible(hint)}\n"
