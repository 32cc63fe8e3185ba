"""`omsrisk tripwires`: the monitoring plan."""

from typing import Annotated

import typer

from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.checks.policy.limit_settings import limits_of
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import run_of
from omsrisk.report.sensitivity import tripwires as build_tripwires


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    every_input: Annotated[
        bool, typer.Option("--all", help="Also inputs that nobody watches.")
    ] = False,
    most: Annotated[
        list[str] | None,
        typer.Option(
            "--max",
            metavar="METRIC=AMOUNT",
            help="A limit beside those of the file. Repeatable.",
            show_default=False,
        ),
    ] = None,
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Find the value of each watched input at which a limit is passed."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    more = limits_of(most or ())
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    assessment = run.one_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        limits = (*assessment.scenario.limits, *more)
        result = tripwires(assessment, limits, every_input=every_input, at=figures_at)
    run.finish(build_tripwires.document(result), name, colour, output)
