"""Findings as JSON, for programs of one's own."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from omsrisk.checks.judge import WrittenFindings
from omsrisk.errors import OmsriskError
from omsrisk.report.document import Document, Sheet
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.record import CHECKED, FINDING, Ending, finding_of
from omsrisk.report.formats.to_json import WrittenElement, element_text, quoted, to_json
from omsrisk.report.kept_texts import Element, KeptTexts, text_of, together
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
    record["diagnostics"] = _texts(chain(errors, report.by_file()))
    return to_json(Document((), record, Sheet((), ())))


def elements_of(findings: Sequence[Finding]) -> Element:
    """
    Write what was found in a file, as it stands in the document.

    Args:
        findings: One at least.
    """
    return together(map(_element, findings), _DEPTH)


def _texts(found: Iterable[Finding | WrittenFindings]) -> Iterator[WrittenElement]:
    for one in found:
        text = one.text if isinstance(one, WrittenFindings) else text_of(_element(one))
        yield WrittenElement(text)


def _element(one: Finding) -> Element:
    file, money = one.file, one.money_at_risk
    # all but the three that differ, and the excerpt, which people alone are shown
    key = (*one[:2], *one[4:9], *one[10:15], not file, money is None)
    differing = [quoted(one.message)]
    if file:
        differing.append(_name(file))
    if money is not None:
        differing.append(f"{_HEAD_OF_MONEY}{money:f}")
    return _ALIKE.of(key, lambda: _with_marks(one)), tuple(differing)


_name = lru_cache(maxsize=1)(quoted)  # of the same file until the next


def _with_marks(one: Finding) -> str:
    marked = one._replace(
        message=_MESSAGE,
        file=one.file and _FILE,
        money_at_risk=None if one.money_at_risk is None else _MONEY,
    )
    return element_text(FINDING.plain(marked), depth=_DEPTH)
