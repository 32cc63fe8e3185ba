"""`omsrisk set`: values put into a file, its comments and its layout kept."""

import os
from collections.abc import Iterable
from difflib import unified_diff
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from omsrisk.cli import options
from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import width_of_stderr, write_error, write_out
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError
from omsrisk.scenario.load import Loader
from omsrisk.scenario.reading.files import STDIN, STDIN_NAME, parted, plain_name, read_bytes
from omsrisk.text import visible

if TYPE_CHECKING:
    from omsrisk.scenario.splicing.answers import Answers


def command(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="The scenario file; - for standard input, written to standard output.",
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH=VALUE",
            help="What to write, such as delay.duration_days=5 or delay.duration_days.source=ledger.",
            autocompletion=options.complete_path,
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE.xlsx|FILE.csv",
            help="Write what differs in a table that came back: of `inputs`, or of `calc`.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the change as a unified diff; write nothing.")
    ] = False,
    override: Annotated[
        bool,
        typer.Option("--override", help="Put a value that stands in a base into this file."),
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also into a file that has changed since the table was made."),
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write values into a scenario file; everything else of it stays as it is."""
    values = options.values_of(settings, may_be_none=table is not None)
    from omsrisk.scenario.splicing.rewriting import rewriting, usage_of

    own_file, variant = parted(file)
    if variant:
        raise UsageError(
            f"{visible(file)} is a variant, and values are written into files",
            f"what it sets stands in `variants` of {visible(own_file)}",
        )
    name = STDIN_NAME if file == STDIN else plain_name(file)
    if file != STDIN and os.path.islink(file):  # noqa: PTH114 - any text
        raise UsageError(f"{visible(file)} is a link", "name the file that it leads to")
    content = read_bytes(file)
    try:
        answers = None if table is None else _answers(table, name, content, force=force)
        if answers is not None:
            answers = answers.without(values)
            values = {**answers.values, **values}
        done = rewriting(Loader(), name, content, values, override=override)
    except InvalidScenarioError as error:
        refuse(error.findings)
    if answers is not None and table is not None:
        from omsrisk.scenario.splicing.answers import findings_of

        found = findings_of(done, answers, visible(table))
        if found:
            refuse(found)
    wrong = usage_of(done, values)
    if wrong is not None:
        raise wrong
    if dry_run:
        write_out(_diff(name, done.before, done.after), utf8=True)
    elif file == STDIN:
        write_out([done.after], utf8=True)
    elif done.after != done.before:
        write_file(file, [done.after], list, is_ours=None)  # the file that is asked to change
    if not quiet:
        write_error(_told(name, done.before, done.after, len(values), is_written=not dry_run))


def _answers(table: str, name: str, content: bytes, *, force: bool) -> "Answers":
    """
    Read what a table says of a file.

    Raises:
        CannotReadError: It cannot be read, or is no such table.
        UsageError: It is about other files, or the file has changed since.
        InvalidScenarioError: The file holds more mistakes than that it lacks inputs.
        MissingExtraError: What reads workbooks is not installed.
    """
    from omsrisk.scenario.splicing.answers import (
        answer_rows,
        answers_of,
        has_changed_since,
        rows_of_file,
    )
    from omsrisk.simulation.extra import require

    told = read_bytes(table)
    if told.startswith(b"PK"):
        require("openpyxl", "reading a workbook", "xlsx")
    rows = rows_of_file(answer_rows(table, told), table, name)
    if has_changed_since(rows, content) and not force:
        raise UsageError(
            f"{visible(name)} has changed since {visible(table)} was made of it",
            "make the table anew, or write over the changes with --force",
        )
    case = Loader(allows_missing=True).load(name, content).case
    return answers_of(rows, table, case)


def refuse(findings: Iterable[Finding]) -> NoReturn:
    """
    Show what is wrong with what came in: nothing is written then.

    Raises:
        typer.Exit: Always, with the code that says no.
    """
    from omsrisk.report.findings.full import to_full

    for piece in to_full(list(findings), colour=False, width=width_of_stderr()):
        write_error(piece)
    raise typer.Exit(1)


def _told(name: str, before: str, after: str, count: int, *, is_written: bool) -> str:
    if before == after:
        return f"{visible(name)}: nothing to change\n"
    values = "1 value" if count == 1 else f"{count} values"
    return f"{visible(name)}: {values} {'written' if is_written else 'to write'}\n"


def _diff(name: str, before: str, after: str) -> list[str]:
    """Write a change as `git apply` takes it."""
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    ended = (one if one.endswith("\n") else f"{one}\n\\ No newline at end of file\n" for one in lines)
    return [*ended]


def _lines(text: str) -> list[str]:
    """Split a text at its line feeds alone: a carriage return is a part of its line."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
