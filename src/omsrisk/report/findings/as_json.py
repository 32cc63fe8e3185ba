"""Findings as JSON, for programs of one's own."""

from collections.abc import Iterator
from itertools import chain

from omsrisk.errors import OmsriskError
from omsrisk.report.document import Document, Sheet
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.record import CHECKED, Ending, finding_of
from omsrisk.report.formats.to_json import to_json


def to_findings_json(report: FindingsReport) -> Iterator[str]:
    """
    Write what could not be run, then the findings, after what was counted.

    Yields:
        Pieces of UTF-8 text; the last one ends with a line break.
    """
    errors = (finding_of(OmsriskError(*error)) for error in report.errors)
    ending = Ending(report.summary, chain(errors, report.findings), report.at)
    return to_json(Document((), CHECKED.plain(ending), Sheet((), ())))
