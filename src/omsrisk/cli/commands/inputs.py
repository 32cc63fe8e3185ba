"""`omsrisk inputs`: what the answer rests on, and what is still to be asked."""

from typing import Annotated

import typer

from omsrisk.analysis.sensitivity.inputs import chosen, register
from omsrisk.cli.question import Question, question
from omsrisk.report.document import Document
from omsrisk.report.sensitivity import inputs as build_inputs


@question(leaves_out=("taken", "independent"), allows_missing=True)
def command(
    asked: Question,
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
) -> Document:  # fmt: skip
    """List every input with range, source, owner and effect, and those that are missing."""
    found = [
        one
        for scenario in asked.run.scenarios()
        for one in chosen(
            register(scenario, asked.at), missing=missing, unsourced=unsourced, owner=owner
        )
    ]
    return build_inputs.document(found)
