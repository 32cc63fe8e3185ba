"""Reporting a review: as a document, or as findings, and into the files that `--report` names."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from omsrisk.cli.check_tally import meaning_of
from omsrisk.cli.output import chosen_format, known_format, write
from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import tell, wants_colour, width_of_stderr, write_error, write_out
from omsrisk.errors import OmsriskError, UsageError
from omsrisk.report.changes import diff as build_diff
from omsrisk.report.changes.changed_file import ChangedFile
from omsrisk.report.document import Document
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.formats import FINDINGS_FORMATS, render
from omsrisk.report.findings.full import to_full
from omsrisk.report.formats.output_formats import RESULT_FORMATS
from omsrisk.scenario.documents.findings import Finding, Severity, in_order
from omsrisk.scenario.documents.nodes import JsonObject

_OF_FINDINGS = {
    name: one
    for name, one in FINDINGS_FORMATS.items()
    if one.is_for_machines and name not in RESULT_FORMATS
}
"""The formats that list findings; the others show the change itself."""

CHANGE_FORMATS = {**RESULT_FORMATS, **_OF_FINDINGS}
"""The formats of a review; those of machines get one document also where nothing is compared."""

_SHORT = {"markdown": "comment"}
"""In Markdown a change is told as the comment of the pull request that makes it."""


class Review(NamedTuple):
    """
    What a review came to.

    Attributes:
        files: Each scenario that was reviewed.
        told: What there is to tell besides.
        problems: What is wrong with them, or with a policy.
        errors: What kept omsrisk from comparing.
        exit_code: What it exits with.
    """

    files: tuple[ChangedFile, ...]
    told: build_diff.Told
    problems: tuple[Finding, ...]
    errors: tuple[OmsriskError, ...]
    exit_code: int


class ChangeReports:
    """
    Where the reports of a review go.

    Args:
        format_name: The format of the result, where one is asked for.
        output: The file of the result, where it is one.
        more: `FORMAT=FILE` of further reports.
        colour: When to use colour.
        force: Whether to overwrite what is no earlier report, the inputs aside.

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
        force: bool = False,
    ) -> None:
        self._format = chosen_format(format_name, output, CHANGE_FORMATS)
        self._output = output
        self._colour = colour
        self._force = force
        self._more: list[tuple[str, str]] = []
        for one in more:
            name, equals, file = one.partition("=")
            if not equals or file in {"", "-"}:
                raise UsageError(f"--report {one}: write it as FORMAT=FILE")
            self._more.append((known_format("--report", name, CHANGE_FORMATS), file))

    def write(
        self,
        review: Review,
        document: Document | None,
        against: str,
        inputs: Callable[[], Iterable[str]],
    ) -> None:
        """
        Write all reports, and to standard error what was wrong.

        Args:
            review: What it came to.
            document: What there is to show; None where nothing is.
            against: The ref that was asked for, or the first of two files.
            inputs: Lists the files that were read and may not be overwritten.
        """
        ending = build_diff.ending(review.files, review.problems, review.errors, review.exit_code)
        failed = review.exit_code != 0 and document is None
        for name, file, option in (
            *((name, file, "--report") for name, file in self._more),
            (self._format, self._output, "--output"),
        ):
            shown = document
            if document is None and failed and CHANGE_FORMATS[name].is_for_machines:
                shown = build_diff.failure(against)
            if shown is not None:
                self._write_one(review, _ended(shown, ending), (name, file, option), inputs)
        if review.problems:
            for piece in to_full(
                review.problems,
                colour=wants_colour(self._colour, sys.stderr),
                width=width_of_stderr(),
            ):
                write_error(piece)
        for error in review.errors:
            tell(error)

    def _write_one(
        self,
        review: Review,
        document: Document,
        target: tuple[str, str | None, str],
        inputs: Callable[[], Iterable[str]],
    ) -> None:
        name, file, option = target
        if name not in _OF_FINDINGS:
            form = _SHORT.get(name, name)
            write(
                document,
                form,
                output=file,
                colour=self._colour,
                inputs=inputs,
                option=option,
                force=self._force,
            )
            return
        pieces = render(findings_report(review), name)
        if file in {None, "-"}:
            write_out(pieces, utf8=True)
        else:
            is_ours = None if self._force else _OF_FINDINGS[name].is_ours
            write_file(str(file), pieces, inputs, option, is_ours=is_ours)


def _ended(document: Document, ending: JsonObject) -> Document:
    return document._replace(record={**document.record, **ending})


def findings_report(review: Review) -> FindingsReport:
    """
    Say a review as findings, for the reporters that know nothing else.

    Args:
        review: What it came to.
    """
    found = in_order(
        [
            *review.told.policies,
            *(one for each in review.files for one in each.findings),
            *review.problems,
        ]
    )
    levels = [one.severity for one in found]
    summary = {
        "files": len(review.files),
        "errors": levels.count(Severity.ERROR),
        "warnings": levels.count(Severity.WARNING),
        "infos": levels.count(Severity.INFO),
        "waived": 0,
        "invalid": sum(bool(one.problems) for one in review.files),
        "violations": sum(one.breaches for one in review.files),
        "skipped": 0,
        "excluded": 0,
        "exit_code": review.exit_code,
    }
    return FindingsReport(
        tuple(found),
        tuple(one.file for one in review.files),
        {one.code: meaning_of(one.code) for one in found},
        summary,
        tuple((one.message, one.hint) for one in review.errors),
    )
