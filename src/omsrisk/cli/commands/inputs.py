"""`omsrisk inputs`: what the answer rests on, and what is still to be asked."""

from typing import Annotated

import typer

from omsrisk.analysis.sensitivity.inputs import chosen, register
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import run_of
from omsrisk.report.sensitivity import inputs as build_inputs


def command(
    files: options.Files,
    settings: options.Set = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Only inputs without a value: what is to be asked.")
    ] = False,
    unsourced: Annotated[
        bool, typer.Option("--unsourced", help="Only inputs that name no source.")
    ] = False,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help="Only what this person answers for.",
                     show_default=False),
    ] = None,
    at: options.AtOption = "mean",
    format_name: options.Format = None,
    output: options.Output = None,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:  # fmt: skip
    """List every input with range, source, owner and effect, and those that are missing."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    run = run_of(files, settings, stdin_filename, quiet=quiet, allows_missing=True)
    with run.answering(name, colour, output):
        found = [
            one
            for scenario in run.scenarios()
            for one in chosen(
                register(scenario, figures_at), missing=missing, unsourced=unsourced, owner=owner
            )
        ]
    run.finish(build_inputs.document(found), name, colour, output)
    raise typer.Exit(run.exit_code)
