"""What a reporter of findings is given: the findings, the files, and what each code means."""

from collections.abc import Mapping
from typing import NamedTuple

from omsrisk.scenario.documents.findings import Finding


class Meaning(NamedTuple):
    """
    What a code means, for reporters that list rules; they know nothing else of them.

    Attributes:
        name: In a few words.
        reason: Why it matters.
        hint: What to do about it.
        source: What it stands on; empty for the codes of reading.
    """

    name: str
    reason: str
    hint: str = ""
    source: str = ""


class FindingsReport(NamedTuple):
    """
    The findings of a run.

    Attributes:
        findings: In order of file and place.
        files: Every file that was judged, also those without a finding, as the user named them.
        meanings: What each code that occurs means.
        summary: What was counted, by the keys of a check's summary.
        errors: What could not be run at all: a file that cannot be read; message and hint.
        at: What ranges count with in what is priced, such as `mean`.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    meanings: Mapping[str, Meaning]
    summary: Mapping[str, int]
    errors: tuple[tuple[str, str], ...] = ()
    at: str = "mean"
