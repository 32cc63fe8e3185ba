"""`omsrisk tornado`: what moves the answer."""

from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.tornado import tornado
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format, write
from omsrisk.cli.run import Run, only_one
from omsrisk.errors import UsageError
from omsrisk.report import build_tornado
from omsrisk.scenario.files import STDIN_NAME
from omsrisk.scenario.load import Loader


def command(
    files: options.Files,
    settings: options.Set = None,
    swing: Annotated[
        str, typer.Option("--swing", metavar="20%", help="By what part of itself an input moves.")
    ] = "20%",
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, metavar="N", help="Only the widest.", show_default=False),
    ] = None,
    metric: options.Metric = DEFAULT,
    format_name: options.Format = None,
    output: options.Output = None,
    colour: options.Colour = "auto",
    stdin_filename: options.StdinName = None,
) -> None:
    """Move each input of a scenario alone, and sort them by what they move."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    only_one(files)
    part = _share(swing)
    run = Run(files, Loader(options.overrides_of(settings), stdin_name=stdin_filename or STDIN_NAME))
    (assessment,) = run.all_or_exit(name, colour, output)
    result = tornado(assessment, metric=metric, swing=part)
    document = run.with_ending(build_tornado.document(result, top))
    write(document, name, output=output, colour=colour, inputs=run.files_read)
    run.report(colour)


def _share(text: str) -> Decimal:
    digits = text.removesuffix("%")
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii():
        raise UsageError(f"--swing {text} is no share", "write 20% or 0.2")
    share = Decimal(digits).scaleb(-2) if text.endswith("%") else Decimal(digits)
    if not 0 < share <= 1:
        raise UsageError(f"--swing {text}: a swing lies above 0 and goes up to 100%")
    return share
