"""Reporting findings: to standard output, and into the files that `--report` names."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from omsrisk.checks.judge import Counts, FileVerdict, WrittenFindings
from omsrisk.cli.check_tally import CheckTally, meaning_of
from omsrisk.cli.output import format_of_file, known_format
from omsrisk.cli.output_file import place_of, write_file
from omsrisk.cli.streams import tell, wants_colour, width_of_stdout, write_error, write_out
from omsrisk.errors import OmsriskError, UsageError
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.formats import FINDINGS_FORMATS, elements_writer, render
from omsrisk.report.findings.held import limits_held
from omsrisk.scenario.documents.findings import Finding, Severity, in_order
from omsrisk.scenario.documents.told_once import is_own
from omsrisk.text import counted


class Telling(NamedTuple):
    """
    How what is found in a file is written by itself; it can go to another process.

    Attributes:
        format_name: The format.
        least: The least severity that is shown.
        colour: Whether to use colour.
        width: Terminal cells there are; None where nothing limits a line.
    """

    format_name: str
    least: Severity
    colour: bool = False
    width: int | None = None

    def written(self, file: str, findings: tuple[Finding, ...]) -> Iterator[str]:
        """Write what was found in a file; nothing where all of it weighs too little."""
        shown = tuple(_at_least(self.least, findings))
        if shown:
            report = FindingsReport(shown, (file,), {}, {})
            yield from render(report, self.format_name, colour=self.colour, width=self.width)

    def told(self, verdict: FileVerdict) -> FileVerdict:
        """
        Write and count what was found in the file itself; what stands in others is left to be told.

        A process hands on a text of the file in the place of its findings, which take ten times as
        long to go from one to another.
        """
        if verdict.error is not None:
            return verdict
        own = tuple([one for one in verdict.findings if is_own(verdict.file, one)])
        others = () if len(own) == len(verdict.findings) else verdict.findings
        counts = _one_of_those_alike(tuple(Counter([one[:2] for one in own]).items()))
        write = elements_writer(self.format_name)
        if write is None:
            text = "".join(self.written(verdict.file, own))
            told = WrittenFindings(("", ""), (text,), counts)
        elif any(one.file != verdict.file for one in own):
            return verdict  # what stands in no file comes first in a document
        else:
            shown = tuple(_at_least(self.least, own))
            alike, differing = write(shown) if shown else ((), ())
            told = WrittenFindings(alike, differing, counts)
        return verdict._replace(
            findings=tuple([one for one in others if not is_own(verdict.file, one)]), told=told
        )


@lru_cache(maxsize=1_000)
def _one_of_those_alike(counts: Counts) -> Counts:
    """Return the first of equals: those of many files are alike, and go to another process once."""
    return counts


def _at_least(least: Severity, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what weighs less."""
    return (one for one in findings if _weighs_enough(one.severity, least))


def _weighs_enough(severity: Severity, least: Severity) -> bool:
    return _RANKS[severity] <= _RANKS[least]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Reports:
    """
    Where the findings of a call go.

    Args:
        format_name: The format of the result, where one is asked for.
        output: The file of the result, where it is one.
        more: `FORMAT=FILE` of further reports.
        colour: When to use colour.
        least: The least severity that is shown; None for what is usual in each format: people are
            not shown infos, which the summary counts.
        quiet: Whether standard error gets errors alone.
        force: Whether to overwrite what is no earlier report, the inputs aside.
        at: What ranges count with in what is priced.

    Raises:
        UsageError: A format is unknown, or a report has no file.
    """

    def __init__(
        self,
        format_name: str | None,
        output: str | None,
        more: Sequence[str],
        colour: str,
        *,
        least: Severity | None = None,
        quiet: bool = False,
        force: bool = False,
        at: str = "mean",
    ) -> None:
        self._output = None if output == "-" else output
        if format_name is None and self._output is not None:
            format_name = format_of_file(self._output, FINDINGS_FORMATS)
        self._format = known_format("--format", format_name or "full", FINDINGS_FORMATS)
        self._colour = colour
        self._least = least
        self._quiet = quiet
        self._force = force
        self._at = at
        self._more: list[tuple[str, str]] = []
        for one in more:
            name, equals, file = one.partition("=")
            if not equals or file in {"", "-"}:
                raise UsageError(f"--report {one}: write it as FORMAT=FILE")
            self._more.append((known_format("--report", name, FINDINGS_FORMATS), file))
        files = [file for _, file in self._more] + ([self._output] if self._output else [])
        if len({place_of(file) for file in files}) < len(files):
            raise UsageError("two reports would go into one file")

    @property
    def is_read_by_people_alone(self) -> bool:
        """Whether each file is told when it is judged: no document is made of all of them."""
        return not (FINDINGS_FORMATS[self._format].is_for_machines or self._more)

    @property
    def telling(self) -> Telling | None:
        """How each file is told by itself; None where a document has to be known whole."""
        if not self.is_read_by_people_alone and (self._more or elements_writer(self._format) is None):
            return None
        colour = self._output is None and wants_colour(self._colour, sys.stdout)
        width = width_of_stdout() if self._output is None else None
        return Telling(self._format, self._least_shown(self._format), colour, width)

    def write(
        self,
        verdicts: Iterator[FileVerdict],
        tally: CheckTally,
        inputs: Callable[[], Iterable[str]],
        judged_again: Callable[[str], FileVerdict],
        *,
        statistics: bool,
    ) -> None:
        """
        Write all reports, and a summary for people to standard error.

        What people read is written file by file, so that many files take no memory; a document has
        to be known whole.

        Args:
            verdicts: What became of each file.
            tally: Counts them as they pass.
            inputs: Lists the files that were read and may not be overwritten.
            judged_again: Judges a file once more, with all that there is to know of its findings.
            statistics: Whether to count the findings of each code.
        """
        for_people = not FINDINGS_FORMATS[self._format].is_for_machines
        counts = _statistics(tally) if statistics else iter(())
        if self.is_read_by_people_alone and self.telling is not None:
            pieces = _streamed(self.telling, tally.over(verdicts), tally)
        else:
            colour = for_people and self._output is None and wants_colour(self._colour, sys.stdout)
            width = width_of_stdout() if self._output is None else None
            report = _collected(tally.over(verdicts), tally, judged_again)._replace(at=self._at)
            for name, file in self._more:
                try:
                    self._write(
                        file, name, render(self._shown(report, name), name), inputs, "--report"
                    )
                except OmsriskError as error:  # the result is still to be had
                    tally.errors.append((error.message, error.hint))
            report = report._replace(summary=tally.summary, errors=tuple(tally.errors))
            pieces = render(
                self._shown(report, self._format), self._format, colour=colour, width=width
            )
        if for_people:
            pieces = chain(pieces, counts)
        if self._output is None:
            write_out(pieces, utf8=not for_people)
        else:
            self._write(self._output, self._format, pieces, inputs, "--output")
        if not for_people:
            for line in counts:
                write_error(line)
        if not for_people or self._output is not None:
            for message, hint in tally.errors:
                tell(OmsriskError(message, hint))
        if not self._quiet:
            notes = "".join(f"{note}\n" for note in tally.notes)
            hides_infos = for_people and self._least is None
            write_error(notes + _summary(tally.summary, _held(tally), hides_infos=hides_infos))

    def _write(
        self,
        file: str,
        name: str,
        pieces: Iterable[str],
        inputs: Callable[[], Iterable[str]],
        option: str,
    ) -> None:
        is_ours = None if self._force else FINDINGS_FORMATS[name].is_ours
        write_file(file, pieces, inputs, option, is_ours=is_ours)

    def _shown(self, report: FindingsReport, name: str) -> FindingsReport:
        """Leave out of a report what weighs too little for its format."""
        least = self._least_shown(name)
        codes = frozenset(one for one in report.codes if _weighs_enough(one[1], least))
        return report._replace(findings=tuple(_at_least(least, report.findings)), codes=codes)

    def _least_shown(self, name: str) -> Severity:
        is_for_machines = FINDINGS_FORMATS[name].is_for_machines
        return self._least or (Severity.INFO if is_for_machines else Severity.WARNING)


def _streamed(telling: Telling, verdicts: Iterator[FileVerdict], tally: CheckTally) -> Iterator[str]:
    for one in verdicts:
        if one.told is not None:
            yield one.told.text
        else:
            yield from telling.written(one.file, one.findings)
    yield from render(FindingsReport((), (), {}, {}, tuple(tally.errors)), telling.format_name)


def _collected(
    verdicts: Iterator[FileVerdict],
    tally: CheckTally,
    judged_again: Callable[[str], FileVerdict],
) -> FindingsReport:
    found: list[Finding] = []
    written: dict[str, WrittenFindings] = {}
    codes: set[tuple[str, Severity]] = set()
    for one in verdicts:
        if one.told is None:
            found += one.findings
        elif one.told.differing:
            written[one.file] = one.told
            codes.update(code for code, _ in one.told.counts)
    for file in {one.file for one in found} & written.keys():
        # the base of others is judged itself: what is found in both is to be told once, in order
        del written[file]
        again = judged_again(file).findings
        found = [*(one for one in again if is_own(file, one)), *found]
    return FindingsReport(
        tuple(in_order(found)),
        tuple(tally.files),
        tally.meanings(),
        tally.summary,
        tuple(tally.errors),
        written=written,
        codes=frozenset(codes),
    )


def _statistics(tally: CheckTally) -> Iterator[str]:
    for code, count in sorted(tally.codes.items(), key=lambda one: (-one[1], one[0])):
        yield f"{count:>6}  {code}  {meaning_of(code).name}\n"


def _held(tally: CheckTally) -> str:
    """Say that limits hold: which, of one file; of how many files, where there are several."""
    if tally.held is None:
        return ""
    if len(tally.files) == 1:
        return f"\n{limits_held(tally.held)}"
    return f", all limits hold in {tally.files_held:,} of {len(tally.files):,} files"


def _summary(told: Mapping[str, int], held: str, *, hides_infos: bool) -> str:
    parts = [
        counted(told["files"], "file"),
        counted(told["errors"], "error"),
        counted(told["warnings"], "warning"),
    ]
    if told["infos"]:
        hint = " (--severity info shows them)" if hides_infos else ""
        parts.append(counted(told["infos"], "info") + hint)
    if told["invalid"]:
        parts.append(f"{told['invalid']} invalid")
    if told["waived"]:
        parts.append(f"{told['waived']} waived")
    if told["excluded"]:
        parts.append(f"{told['excluded']} passed over")
    if told["skipped"]:
        parts.append(f"{counted(told['skipped'], 'other YAML file')} skipped")
    return f"{', '.join(parts)}{held}\n"
