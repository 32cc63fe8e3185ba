"""`omsrisk tornado`: what moves the answer."""

from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.cli import options
from omsrisk.cli.question import Question, question
from omsrisk.errors import UsageError
from omsrisk.report.document import Document
from omsrisk.report.sensitivity import tornado as build_tornado


@question()
def command(
    asked: Question,
    swing: Annotated[
        str, typer.Option("--swing", metavar="20%", help="By what part of itself an input moves.")
    ] = "20%",
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="N",
            parser=options.whole_number("--top", 1),
            help="Only the widest.",
            show_default=False,
        ),
    ] = None,
    metric: options.Metric = DEFAULT,
) -> Document:
    """Move each input of a scenario alone, and sort them by what they move."""
    part = _share(swing)
    result = tornado(asked.assessment(), metric=metric, swing=part, at=asked.at)
    return build_tornado.document(result, top)


def _share(text: str) -> Decimal:
    digits = text.removesuffix("%")
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii():
        raise UsageError(f"--swing {text} is not a share", "write 20% or 0.2")
    share = Decimal(digits).scaleb(-2) if text.endswith("%") else Decimal(digits)
    if not 0 < share <= 1:
        raise UsageError(f"--swing {text}: a swing lies above 0 and goes up to 100%")
    return share
