"""`omsrisk set`: values put into a file, its comments and its layout kept."""

import os
from difflib import unified_diff
from typing import Annotated

import typer

from omsrisk.cli import options
from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import write_error, write_out
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader
from omsrisk.scenario.reading.files import STDIN, STDIN_NAME, plain_name, read_bytes
from omsrisk.text import visible


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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the change as a unified diff; write nothing.")
    ] = False,
    override: Annotated[
        bool,
        typer.Option("--override", help="Put a value that stands in a base into this file."),
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write values into a scenario file; everything else of it stays as it is."""
    values = options.values_of(settings)
    from omsrisk.scenario.splicing.rewriting import rewriting, usage_of

    name = STDIN_NAME if file == STDIN else plain_name(file)
    if file != STDIN and os.path.islink(file):  # noqa: PTH114 - any text
        raise UsageError(f"{visible(file)} is a link", "name the file that it leads to")
    content = read_bytes(file)
    try:
        done = rewriting(Loader(), name, content, values, override=override)
    except InvalidScenarioError as error:
        from omsrisk.report.findings.full import to_full

        for piece in to_full(error.findings, colour=False):
            write_error(piece)
        raise typer.Exit(1) from None
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
