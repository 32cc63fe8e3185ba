"""`omsrisk tornado`: what moves the answer."""

from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import run_of
from omsrisk.errors import UsageError
from omsrisk.report.sensitivity import tornado as build_tornado


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
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
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Move each input of a scenario alone, and sort them by what they move."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    part = _share(swing)
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    assessment = run.one_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        result = tornado(assessment, metric=metric, swing=part, at=figures_at)
    run.finish(build_tornado.document(result, top), name, colour, output)


def _share(text: str) -> Decimal:
    digits = text.removesuffix("%")
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii():
        raise UsageError(f"--swing {text} is not a share", "write 20% or 0.2")
    share = Decimal(digits).scaleb(-2) if text.endswith("%") else Decimal(digits)
    if not 0 < share <= 1:
        raise UsageError(f"--swing {text}: a swing lies above 0 and goes up to 100%")
    return share
