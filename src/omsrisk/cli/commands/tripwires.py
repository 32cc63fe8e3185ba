"""`omsrisk tripwires`: the monitoring plan."""

from typing import Annotated

import typer

from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.checks.policy.limit_settings import limits_of
from omsrisk.cli.question import Question, question
from omsrisk.report.document import Document
from omsrisk.report.sensitivity import tripwires as build_tripwires


@question()
def command(
    asked: Question,
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
) -> Document:
    """Find the value of each watched input at which a limit is passed."""
    more = limits_of(most or ())
    assessment = asked.assessment()
    limits = (*assessment.scenario.limits, *more)
    result = tripwires(assessment, limits, every_input=every_input, at=asked.at)
    return build_tripwires.document(result)
