"""What findings have in common is written once: each is told as if it had been written alone."""

from collections.abc import Callable, Hashable
from datetime import date
from decimal import Decimal

import pytest

from omsrisk.report.findings import as_json, sarif
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.formats import render
from omsrisk.report.findings.record import FINDING
from omsrisk.report.formats.to_json import element_text
from omsrisk.report.kept_texts import KeptTexts
from omsrisk.scenario.documents.findings import Finding, Severity
from tests.support.hostile_findings import HOSTILE, MEANINGS, clean, report

FORGED = '"money_at_risk": 135792468013579.24680135792468 "\0file\0" %00 "\0identity\0"'
"""What stands for the parts that differ, written by an author."""

MADE = [
    Finding("GOV006", Severity.ERROR, "one", "a.yaml", 1, 1, 9, "governance", "hint", source="[C] 7"),
    Finding("GOV006", Severity.ERROR, "two", "b.yaml", 1, 1, 9, "governance", "hint", source="[C] 7"),
    Finding("GOV006", Severity.ERROR, "b", "/b.yaml", 1, 1, 9, "governance", "hint", source="[C] 7"),
    Finding("GOV006", Severity.WARNING, "two", "b.yaml", 1, 1, 9, "governance", "a hint"),
    Finding("GOV006", Severity.ERROR, "no file", money_at_risk=Decimal("1.50")),
    Finding("GOV006", Severity.ERROR, "money", "b.yaml", 2, money_at_risk=Decimal("1.50")),
    Finding("GOV006", Severity.ERROR, "money", "b.yaml", 2, money_at_risk=Decimal("1.5")),
    Finding("GOV006", Severity.ERROR, "who", "b.yaml", 2, owner="Ada", due=date(2027, 1, 2)),
    Finding("GOV006", Severity.ERROR, "who", "b.yaml", 2, roll_outs=("b.yaml", "c.yaml")),
    Finding(
        "GOV006", Severity.ERROR, FORGED, "b.yaml", 2, 0, 0, FORGED, FORGED,
        source=FORGED, reason=FORGED, owner=FORGED, money_at_risk=Decimal("2.00"),
    ),
    *(Finding("GOV006", Severity.ERROR, text, f"{text}.yaml", 3, hint=text) for text, _ in HOSTILE),
]  # fmt: skip


def test_findings_are_written_as_their_records() -> None:
    """JSON holds each finding as its record is written, the second time, too."""
    findings = (*report().findings, *MADE, *reversed(MADE))
    told = "".join(as_json.to_findings_json(report()._replace(findings=findings)))
    written = [element_text(FINDING.plain(one), depth=2) for one in findings]
    assert told.endswith(",\n    ".join(written) + "\n  ]\n}\n")


@pytest.mark.parametrize("format_name", ["json", "sarif", "full", "concise"])
def test_a_report_tells_each_finding_as_it_does_alone(
    format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept of one finding is never told of another."""
    asked = FindingsReport(tuple(MADE), ("a.yaml",), MEANINGS, clean().summary)
    kept = "".join(render(asked, format_name))
    for module in (as_json, sarif):
        monkeypatch.setattr(module, "_ALIKE", _KeepsNothing(module.MARKS))
    assert "".join(render(asked, format_name)) == kept


class _KeepsNothing(KeptTexts):
    def of(self, key: Hashable, write: Callable[[], str]) -> tuple[str, ...]:
        self._kept.clear()
        return super().of(key, write)


def test_few_texts_are_kept() -> None:
    """Who writes a thousand files of a thousand shapes fills no memory with them."""
    texts = KeptTexts(["MARK"], most=3)
    for number in range(10):
        assert texts.of(number, lambda: "before MARK behind") == ("before ", " behind")
        assert len(texts._kept) <= 3  # noqa: SLF001 - nothing else tells
