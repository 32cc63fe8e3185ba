"""`omsrisk sweep`: what if."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.progress import is_watched, with_progress
from omsrisk.cli.run import run_of
from omsrisk.report.sensitivity import sweep as build_sweep


def _checked(metrics: list[str] | None) -> list[str] | None:
    for one in metrics or ():
        options.check_metric(one)
    return metrics


def _with_known_paths(grids: list[str]) -> list[str]:
    for one in grids:
        path, equals, _ = one.partition("=")
        if equals:
            options.check_path(path)
    return grids


def command(
    files: options.Files,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="PATH=GRID",
            help="0:30:5, or 1,2,5; -20%:+20%:5% is relative. Once or twice.",
            autocompletion=options.complete_path,
            callback=_with_known_paths,
            show_default=False,
        ),
    ],
    settings: options.Set = None,
    taken: options.With = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="NAME",
            help="What to watch; net_exposure if left out. Repeatable.",
            autocompletion=options.complete_metric,
            callback=_checked,
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
    """Try one or two inputs over a grid of numbers."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    results = run.all_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        result = sweep(results, vary, metrics=metric or [DEFAULT], at=figures_at)
    run.findings += result.notes
    watched = not quiet and is_watched(output)
    laid_out = partial(
        with_progress, result.stretches, result.count, lambda one: len(one.running), wanted=watched
    )
    result = replace(result, laid_out=laid_out)
    run.finish(build_sweep.document(result), name, colour, output)
