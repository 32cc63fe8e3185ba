"""`omsrisk calc`: what a bad go-live costs."""

from functools import partial
from typing import Annotated

import typer

from omsrisk.cli import options
from omsrisk.cli.question import Question, question
from omsrisk.errors import UsageError
from omsrisk.report.document import Document
from omsrisk.report.exposure import calc as build_calc


@question()
def command(
    asked: Question,
    trace: Annotated[
        bool, typer.Option("--trace", help="Write each equation with its numbers and sources.")
    ] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="line|phase", help="How to itemise a phased roll-out.")
    ] = "line",
    summary: Annotated[bool, typer.Option("--summary", help="One line a file.")] = False,
    variants: options.Variants = False,
    total: Annotated[
        bool, typer.Option("--total", help="Add a grand total: scenarios in one currency.")
    ] = False,
) -> Document:
    """Price scenarios and print what they cost."""
    if by not in {"line", "phase"}:
        raise UsageError(f"--by {by}: there are line, phase")
    if variants and total:
        raise UsageError("--total and --variants exclude each other: variants are alternatives")
    asked.run.wants_total = total
    asked.run.wants_variants = variants
    return build_calc.document(
        asked.run.results(),
        asked.run.ending,
        asked.run.each(partial(build_calc.summary_of_file, at=asked.at)) if summary else None,
        trace=trace,
        by_phase=by == "phase",
        total=total,
        at=asked.at,
    )
