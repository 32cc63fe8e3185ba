"""The formats of findings, each imported when it is used."""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.formats.output_formats import EARLIER, OutputFormat, by_name
from omsrisk.scenario.documents.findings import Finding
from omsrisk.text import visible

if TYPE_CHECKING:
    from omsrisk.report.kept_texts import Element

_HERE = "omsrisk.report.findings"

FINDINGS_FORMATS = by_name(
    # nothing stands in those for people that no one has to do anything about
    OutputFormat(
        "full",
        f"{_HERE}.full:to_full",
        (".txt",),
        begins=f"{EARLIER}:begins_as_findings",
    ),
    OutputFormat(
        "concise",
        f"{_HERE}.concise:to_concise",
        begins=f"{EARLIER}:begins_as_findings",
    ),
    OutputFormat(
        "json",
        f"{_HERE}.as_json:to_findings_json",
        (".json",),
        is_for_machines=True,
        begins=f"{EARLIER}:begins_as_json",
    ),
    OutputFormat(
        "github",
        f"{_HERE}.github:to_github",
        is_for_machines=True,
        begins=f"{EARLIER}:begins_as_github",
    ),
    OutputFormat(
        "gitlab",
        f"{_HERE}.gitlab:to_gitlab",
        is_for_machines=True,
        begins=f"{EARLIER}:begins_as_gitlab",
    ),
    OutputFormat(
        "sarif",
        f"{_HERE}.sarif:to_sarif",
        (".sarif",),
        is_for_machines=True,
        begins=f"{EARLIER}:begins_as_sarif",
    ),
    OutputFormat(
        "junit",
        f"{_HERE}.junit:to_junit",
        (".xml",),
        is_for_machines=True,
        begins=f"{EARLIER}:begins_as_junit",
    ),
)
"""The formats of findings, in the order in which they are offered."""

SHOW_STAKES = frozenset({"json"})
"""Those that show who answers for a finding, until when, and what money rests on it."""

_BY_FILE = {"json": f"{_HERE}.as_json", "sarif": f"{_HERE}.sarif"}
"""Documents of which what is found in a file can be written by itself, and put in later."""


def elements_writer(name: str) -> Callable[[Sequence[Finding]], "Element"] | None:
    """
    Return what writes the findings of a file as elements of a document of a format.

    Args:
        name: One of `FINDINGS_FORMATS`.

    Returns:
        None where the document has to be made of all findings at once.
    """
    if name not in _BY_FILE:
        return None
    write: Callable[[Sequence[Finding]], Element] = import_module(_BY_FILE[name]).elements_of
    return write


def render(
    report: FindingsReport, name: str, *, colour: bool = False, width: int | None = None
) -> Iterator[str]:
    """
    Write findings in a format.

    Args:
        report: What was found.
        name: One of `FINDINGS_FORMATS`.
        colour: Whether to mark severities with ANSI colours, in the one format that has them.
        width: Terminal cells there are, for the one format that breaks lines; None for no limit.

    Returns:
        Pieces of text; the last one ends with a line break.
    """
    chosen = FINDINGS_FORMATS[name]
    if name == "full":
        return chain(chosen.written(report.findings, colour=colour, width=width), _errors(report))
    return chosen.written(report)


def _errors(report: FindingsReport) -> Iterator[str]:
    for message, hint in report.errors:
        for line in message.split("\n"):
            yield f"error: {visible(line)}\n"
        if hint:
            yield f"  = help: {visible(hint)}\n"
