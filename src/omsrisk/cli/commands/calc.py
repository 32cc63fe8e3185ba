"""`omsrisk calc`: what a bad go-live costs."""

from typing import Annotated

import typer

from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format, write
from omsrisk.cli.run import run_of
from omsrisk.errors import UsageError
from omsrisk.report.exposure import calc as build_calc


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Write each equation with its numbers and sources.")
    ] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="line|phase", help="How to itemise a phased roll-out.")
    ] = "line",
    summary: Annotated[bool, typer.Option("--summary", help="One line a file.")] = False,
    total: Annotated[
        bool, typer.Option("--total", help="Add a grand total: scenarios in one currency.")
    ] = False,
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Price scenarios and print what they cost."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    if by not in {"line", "phase"}:
        raise UsageError(f"--by {by}: there are line, phase")
    run = run_of(
        files,
        settings,
        stdin_filename,
        taken,
        total=total,
        quiet=quiet,
        independent=independent,
        force=force,
    )
    document = build_calc.document(
        run.results(),
        run.ending,
        trace=trace,
        by_phase=by == "phase",
        summary=summary,
        total=total,
        at=figures_at,
    )
    write(document, name, output=output, colour=colour, inputs=run.files_read, force=force)
    run.report(colour)
    raise typer.Exit(run.exit_code)
