"""`omsrisk sweep`: what if."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.cli import options
from omsrisk.cli.progress import is_watched, with_progress
from omsrisk.cli.question import Question, question
from omsrisk.report.document import Document
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


@question()
def command(
    asked: Question,
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
) -> Document:
    """Try one or two inputs over a grid of numbers."""
    results = asked.assessments()
    result = sweep(results, vary, metrics=metric or [DEFAULT], at=asked.at)
    asked.run.findings += result.notes
    watched = not asked.quiet and is_watched(asked.output)
    laid_out = partial(
        with_progress, result.stretches, result.count, lambda one: len(one.running), wanted=watched
    )
    result = replace(result, laid_out=laid_out)
    return build_sweep.document(result)
