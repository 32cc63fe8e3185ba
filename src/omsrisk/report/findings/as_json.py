"""Findings as JSON, for programs of one's own."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from omsrisk.errors import OmsriskError
from omsrisk.report.document import Document, Sheet
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.record import CHECKED, FINDING, Ending, finding_of
from omsrisk.report.formats.to_json import WrittenElement, element_text, quoted, to_json
from omsrisk.report.kept_texts import KeptTexts
from omsrisk.scenario.documents.findings import Finding

_DEPTH = 2
"""Around a finding are the document and the list."""

_MESSAGE, _FILE, _MONEY = "\0message\0", "\0file\0", Decimal("135792468013579.24680135792468")
"""Stand for what differs from file to file, where a finding is written once for many."""

_HEAD_OF_MONEY = f"{quoted('money_at_risk')}: "
"""With it no text of a file can look like what stands for an amount."""

MARKS = (quoted(_MESSAGE), quoted(_FILE), f"{_HEAD_OF_MONEY}{_MONEY:f}")
_ALIKE = KeptTexts(MARKS)


def to_findings_json(report: FindingsReport) -> Iterator[str]:
    """
    Write what could not be run, then the findings, after what was counted.

    Yields:
        Pieces of UTF-8 text; the last one ends with a line break.
    """
    errors = (finding_of(OmsriskError(*error)) for error in report.errors)
    record = CHECKED.plain(Ending(report.summary, (), report.at))
    record["diagnostics"] = _texts(chain(errors, report.findings))
    return to_json(Document((), record, Sheet((), ())))


def _texts(findings: Iterable[Finding]) -> Iterator[WrittenElement]:
    name = lru_cache(maxsize=1)(quoted)  # of the same file until the next
    for one in findings:
        money = one.money_at_risk
        # all but the three that differ, and the excerpt, which people alone are shown
        key = (*one[:2], *one[4:9], *one[10:15], not one.file, money is None)
        parts = _ALIKE.of(key, lambda: _with_marks(one))  # noqa: B023 - called at once
        told = [parts[0], quoted(one.message), parts[1]]
        if one.file:
            told += [name(one.file), parts[2]]
        if money is not None:
            told += [_HEAD_OF_MONEY, f"{money:f}", parts[-1]]
        yield WrittenElement("".join(told))


def _with_marks(one: Finding) -> str:
    marked = one._replace(
        message=_MESSAGE,
        file=one.file and _FILE,
        money_at_risk=None if one.money_at_risk is None else _MONEY,
    )
    return element_text(FINDING.plain(marked), depth=_DEPTH)
