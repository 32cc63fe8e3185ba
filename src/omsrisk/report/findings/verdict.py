"""The report of what the rules say of one scenario: a sentence, a table, records."""

from collections.abc import Iterator

from omsrisk.checks.check import Verdict
from omsrisk.report.document import Block, Column, Document, Headline, Row, Sheet, Table
from omsrisk.report.findings.record import of_finding
from omsrisk.scenario.documents.findings import Severity

_COLUMNS = tuple(Column(one) for one in ("code", "severity", "file", "line", "path", "message"))


def document(verdict: Verdict) -> Document:
    """
    Report a verdict.

    Args:
        verdict: From `check`.
    """
    rows = tuple(
        Row((one.code, one.severity.value, one.file, str(one.line), one.path, one.message))
        for one in verdict.findings
    )
    record = {"diagnostics": [of_finding(one) for one in verdict.findings]}
    return Document(tuple(_blocks(verdict, rows)), record, Sheet(_COLUMNS, rows))


def _blocks(verdict: Verdict, rows: tuple[Row, ...]) -> Iterator[Block]:
    counts = (
        (sum(one.severity is each for one in verdict.findings), each.value) for each in Severity
    )
    told = [f"{count} {noun if count == 1 else f'{noun}s'}" for count, noun in counts if count]
    waived = f", {verdict.waived} waived" if verdict.waived else ""
    yield Headline((f"{', '.join(told) or 'Nothing found'}{waived}.",))
    if rows:
        yield Table(_COLUMNS, rows)
