"""Reporting findings: to standard output, and into the files that `--report` names."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath

from omsrisk.cli.streams import wants_colour, write_error, write_file, write_out
from omsrisk.errors import UsageError
from omsrisk.report.findings_formats import FINDINGS_FORMATS, render
from omsrisk.report.findings_report import FindingsReport
from omsrisk.scenario.choices import nearest

_SUFFIXES = {".json": "json", ".sarif": "sarif", ".xml": "junit", ".txt": "full"}
_FOR_PEOPLE = ("full", "concise")


class Reports:
    """
    Where the findings of a call go.

    Args:
        format_name: The format of the result, where one is asked for.
        output: The file of the result, where it is one.
        more: `FORMAT=FILE` of further reports.
        colour: When to use colour.

    Raises:
        UsageError: A format is unknown, or a report has no file.
    """

    def __init__(
        self, format_name: str | None, output: str | None, more: Sequence[str], colour: str
    ) -> None:
        suffix = PurePath(output or "").suffix.lower()
        self._format = _known("--format", format_name or _SUFFIXES.get(suffix, "full"))
        self._output = None if output == "-" else output
        self._colour = colour
        self._more: list[tuple[str, str]] = []
        for one in more:
            name, equals, file = one.partition("=")
            if not equals or not file:
                raise UsageError(f"--report {one}: write it as FORMAT=FILE")
            self._more.append((_known("--report", name), file))
        files = [file for _, file in self._more] + ([self._output] if self._output else [])
        if len(set(files)) < len(files):
            raise UsageError("two reports would go into one file")

    @property
    def tells_errors(self) -> bool:
        """Whether a person reads in the result what could not be run."""
        return self._output is None and self._format in _FOR_PEOPLE

    def write(
        self,
        report: FindingsReport,
        inputs: Callable[[], Iterable[str]],
        *,
        statistics: bool,
    ) -> None:
        """
        Write all reports, and a summary for people to standard error.

        Args:
            report: What was found.
            inputs: Lists the files that were read and may not be overwritten.
            statistics: Whether to count the findings of each code.
        """
        for name, file in self._more:
            write_file(file, render(report, name), inputs)
        for_people = self._format in _FOR_PEOPLE
        colour = self._output is None and wants_colour(self._colour, sys.stdout)
        pieces = render(report, self._format, colour=colour)
        counts = list(_statistics(report)) if statistics else []
        if for_people:
            pieces = _joined(pieces, counts)
        if self._output is None:
            write_out(pieces, utf8=not for_people)
        else:
            write_file(self._output, pieces, inputs)
        if not for_people:
            for line in counts:
                write_error(line)
        write_error(_summary(report))


def _joined(first: Iterator[str], then: Iterable[str]) -> Iterator[str]:
    yield from first
    yield from then


def _known(option: str, name: str) -> str:
    if name not in FINDINGS_FORMATS:
        known = ", ".join(FINDINGS_FORMATS)
        hint = nearest(name, tuple(FINDINGS_FORMATS)) or f"formats: {known}"
        raise UsageError(f"{option}: unknown format `{name}`; there are {known}", hint)
    return name


def _statistics(report: FindingsReport) -> Iterator[str]:
    counts = Counter(one.code for one in report.findings)
    for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        yield f"{count:>6}  {code}  {report.meanings[code].name}\n"


def _summary(report: FindingsReport) -> str:
    told = report.summary
    parts = [
        _counted(told["files"], "file"),
        _counted(told["errors"], "error"),
        _counted(told["warnings"], "warning"),
    ]
    if told["invalid"]:
        parts.append(f"{told['invalid']} invalid")
    if told["waived"]:
        parts.append(f"{told['waived']} waived")
    if told["skipped"]:
        parts.append(f"{_counted(told['skipped'], 'other YAML file')} skipped")
    return f"{', '.join(parts)}\n"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
