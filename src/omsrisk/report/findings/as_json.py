"""Findings as JSON, for programs of one's own."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from omsrisk.errors import OmsriskError
from omsrisk.report.document import Document, Sheet
from omsrisk.report.findings import record as findings_record
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.formats.to_json import to_json


def to_findings_json(report: FindingsReport) -> Iterator[str]:
    """
    Write `schema_version`, `summary` and `diagnostics`: what could not be run, then the findings.

    Yields:
        Pieces of UTF-8 text; the last one ends with a line break.
    """
    record: dict[str, Any] = {
        "summary": report.summary,
        "diagnostics": chain(
            (findings_record.of_error(OmsriskError(*error)) for error in report.errors),
            (findings_record.of_finding(one) for one in report.findings),
        ),
    }
    return to_json(Document((), record, Sheet((), ())))
