"""The tally of a check: which files it takes, what was found in them, and the exit code of it all."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping

from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.checks.check import is_violation
from omsrisk.checks.judge import Counts, FileVerdict, Item, Judge
from omsrisk.checks.policy.policy import is_excluded
from omsrisk.checks.rules import BY_CODE
from omsrisk.errors import CannotReadError, OmsriskError
from omsrisk.real_paths import RealPaths
from omsrisk.report.findings.findings_report import Meaning
from omsrisk.scenario.building.variants import without_figures
from omsrisk.scenario.documents.codes import CODES
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
from omsrisk.scenario.documents.told_once import ToldOnce
from omsrisk.scenario.reading.files import (
    STDIN,
    VARIANT_SIGN,
    FileSet,
    is_scenario,
    parted,
    read_bytes,
)
from omsrisk.text import slug_of


class FilesToCheck:
    """
    The files that a check takes, each once.

    Args:
        named: Files, folders and patterns, as given.
        exclude: Patterns of files that are passed over, however they were named.
        judge: Knows the policies, which pass over files that a walk finds.
        only_marked: Whether files that are named outright are passed over where a walk would: bases,
            and files without the key `omsrisk`.

    Attributes:
        taken: The files so far.
        left_out: How many were passed over.
        found: Where they come from: also what could not be had, and what is no scenario.
        has_variants: Whether variants of files may be named.
    """

    def __init__(
        self,
        named: tuple[str, ...],
        exclude: tuple[str, ...],
        judge: Judge,
        *,
        only_marked: bool = False,
    ) -> None:
        self.found = FileSet(named)
        self.has_variants = any(VARIANT_SIGN in one for one in named)
        self.only_marked = only_marked
        self.taken: list[str] = list(named)
        self.left_out = 0
        self._exclude = exclude
        self._judge = judge

    def __iter__(self) -> Iterator[Item]:
        """Find each file, with its bytes where finding it took reading it."""
        seen: set[str] = set()
        real_paths = RealPaths()
        for path, content in self.found:
            file, variant = parted(path)
            if file != STDIN:
                if self.only_marked and content is None and not _is_marked(file):
                    self.found.skipped += 1
                    continue
                if self._leaves_out(file, walked=content is not None):
                    self.left_out += 1
                    continue
                real = f"{real_paths.of(file)}{VARIANT_SIGN}{slug_of(variant) if variant else ''}"
                if real in seen:
                    continue
                seen.add(real)
            self.taken.append(file)
            yield path, content

    def _leaves_out(self, path: str, *, walked: bool) -> bool:
        if self._exclude and is_excluded(os.path.normpath(path), self._exclude):
            return True
        if not walked:
            return False  # a file that is named outright is checked
        try:
            return self._judge.policy_of(path).excludes(path)
        except (OmsriskError, InvalidScenarioError):
            return False  # told where the file is judged


def _is_marked(path: str) -> bool:
    """Whether a walk would take a file; one that cannot be read is taken, so that it is told."""
    if os.path.basename(path)[:1] in {".", "_"}:  # noqa: PTH119 - any text
        return False
    try:
        return is_scenario(path, read_bytes(path))
    except CannotReadError:
        return True


class CheckTally:
    """
    What has been found so far.

    Args:
        fail_on: From which severity on a finding fails the check; None for none.
        checked: The files that are taken.
        wants_variants: Whether their variants are judged with them.

    Attributes:
        files: Every file that was judged.
        codes: How often each code was found.
        errors: What could not be run: message and hint.
        notes: What a reader should know of where policies come from.
        waived: How many findings were waived.
        invalid: How many files, policies among them, are not valid.
        violations: How many findings fail the check.
        held: The verdict on the last file that has limits, all of which hold; None for none.
        files_held: How many such files there are.
        variants: How many variants were judged with their files.
    """

    def __init__(
        self, fail_on: Severity | None, checked: FilesToCheck, *, wants_variants: bool = False
    ) -> None:
        self._wants_variants = wants_variants
        self._fail_on = fail_on
        self._checked = checked
        self._levels: Counter[Severity] = Counter()
        self._once = ToldOnce()
        self._told: dict[str, set[tuple[str, ...]]] = {}
        self._counted: Counter[Counts] = Counter()
        self._policies: set[str] = set()
        self._judged = 0
        self._unreadable = 0
        self.files: list[str] = []
        self.codes: Counter[str] = Counter()
        self.errors: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.waived = 0
        self.invalid = 0
        self.violations = 0
        self.held: FileVerdict | None = None
        self.files_held = 0
        self.variants = 0

    def over(self, verdicts: Iterator[FileVerdict]) -> Iterator[FileVerdict]:
        """
        Count verdicts as they pass, what stands in a base once: it can be that of many files.

        Yields:
            Each verdict with what was found in its own file; last, what was found in bases.
        """
        for one in verdicts:
            if one.error is not None:
                self.errors += [one.error] if one.error not in self.errors else []
                self._unreadable += not one.stops
                if one.stops:
                    break
                continue
            self.notes += [note for note in one.notes if note not in self.notes]
            if one.held:
                self.held = one
                self.files_held += 1
            own = tuple(self._once.own(one.file, self._not_told(one)))
            self._judged += 1
            self.variants += one.variants
            self.files += [] if one.policy else [one.file]  # not judged: its policy is not valid
            self.waived += one.waived
            if not one.is_valid and one.policy not in self._policies:
                self.invalid += 1
                self._policies |= {one.policy} - {""}
            if one.told is None:
                self._count(own)
                yield one._replace(findings=own)
            else:
                self._counted[one.told.counts] += 1  # alike in many files
                yield one
        for counts, files in self._counted.items():
            self._add({key: number * files for key, number in counts})
        self._counted.clear()
        in_common = tuple(self._once.in_common())
        if in_common:
            self._count(in_common)
            yield FileVerdict(in_common[0].file, in_common)
        if self._wants_variants and self._judged > self.invalid and not self.variants:
            self.notes.append("--variants: no file has `variants`")
        self.errors += [(one.message, one.hint) for one in self._checked.found.errors]
        if not self.errors and not self._judged and not self._checked.only_marked:
            left_out = self._checked.left_out
            passed = f": {left_out} passed over" if left_out else ""
            self.errors.append((f"nothing was checked{passed}", ""))

    def _not_told(self, one: FileVerdict) -> Iterator[Finding]:
        """Leave out what is as true of a variant as of its file, where that is told of both."""
        if not self._checked.has_variants:
            yield from one.findings
            return
        told = self._told.setdefault(parted(one.file)[0], set())
        yield from (each for each in one.findings if without_figures(each) not in told)
        told.update(map(without_figures, one.findings))

    def _count(self, found: tuple[Finding, ...]) -> None:
        self._add(Counter((one.code, one.severity) for one in found))

    def _add(self, counts: Mapping[tuple[str, Severity], int]) -> None:
        for (code, severity), number in counts.items():
            self.codes[code] += number
            self._levels[severity] += number
            if code in BY_CODE:
                self.violations += number * is_violation(severity, self._fail_on)
            elif self._fail_on is Severity.WARNING and severity is Severity.WARNING:
                self.violations += number

    @property
    def exit_code(self) -> int:
        """What the check comes to: 2 wins over 1."""
        return 2 if self.errors else int(self.invalid > 0 or self.violations > 0)

    @property
    def summary(self) -> dict[str, int]:
        """The counts, for machines."""
        return {
            "files": self._judged + self._unreadable,
            "errors": self._levels[Severity.ERROR],
            "warnings": self._levels[Severity.WARNING],
            "infos": self._levels[Severity.INFO],
            "waived": self.waived,
            "invalid": self.invalid,
            "violations": self.violations,
            "skipped": self._checked.found.skipped,
            "excluded": self._checked.left_out,
            "exit_code": self.exit_code,
        }

    def meanings(self) -> dict[str, Meaning]:
        """Say what each code that was found means."""
        return {code: meaning_of(code) for code in self.codes}


NOTHING_CHECKED = dict.fromkeys(
    (
        *("files", "errors", "warnings", "infos", "waived"),
        *("invalid", "violations", "skipped", "excluded", "exit_code"),
    ),
    0,
)
"""The summary of a check that did not come about."""


def meaning_of(code: str) -> Meaning:
    """Say what a code means: a rule's, or one of reading."""
    if code in BY_CODE:
        one = BY_CODE[code]
        return Meaning(one.name, one.reason, one.hint, one.source)
    known = CODES.get(code) or CHANGE_CODES[code]
    return Meaning(known.title, known.reason)
