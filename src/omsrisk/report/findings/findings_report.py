"""What a reporter of findings is given: the findings, the files, and what each code means."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.scenario.documents.findings import Finding, Severity

if TYPE_CHECKING:  # whoever prices a file that is invalid needs no rules to say so
    from omsrisk.checks.judge import WrittenFindings


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
        written: What was found in other files, by file, where it is written already.
        codes: Which codes that holds, with which severities.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    meanings: Mapping[str, Meaning]
    summary: Mapping[str, int]
    errors: tuple[tuple[str, str], ...] = ()
    at: str = "mean"
    written: "Mapping[str, WrittenFindings]" = MappingProxyType({})
    codes: frozenset[tuple[str, Severity]] = frozenset()

    def by_file(self) -> "Iterator[Finding | WrittenFindings]":
        """Walk all that was found, in the order of the files."""
        files = iter(sorted(self.written))
        file = next(files, None)
        for one in self.findings:
            while file is not None and file < one.file:
                yield self.written[file]
                file = next(files, None)
            yield one
        if file is not None:
            yield from (self.written[each] for each in (file, *files))
