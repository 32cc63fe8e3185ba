"""`omsrisk schedule`: when to go live."""

from datetime import date
from typing import Annotated

import typer

from omsrisk.analysis.schedule import schedule
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format, write
from omsrisk.cli.run import Run, only_one
from omsrisk.errors import UsageError
from omsrisk.report import build_schedule
from omsrisk.scenario.files import STDIN_NAME
from omsrisk.scenario.load import Loader


def command(
    files: options.Files,
    settings: options.Set = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="First candidate.", show_default=False),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day.", show_default=False)
    ] = None,
    every: Annotated[
        str, typer.Option("--every", metavar="week|month", help="Step between candidates.")
    ] = "month",
    format_name: options.Format = None,
    output: options.Output = None,
    colour: options.Colour = "auto",
    stdin_filename: options.StdinName = None,
) -> None:
    """Price each possible go-live of a scenario, all phases moved together."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    only_one(files)
    if every not in {"week", "month"}:
        raise UsageError(f"--every {every}: there are week, month")
    first, last = _day("--from", start), _day("--to", end)
    run = Run(files, Loader(options.overrides_of(settings), stdin_name=stdin_filename or STDIN_NAME))
    (assessment,) = run.all_or_exit(name, colour, output)
    result = schedule(assessment.scenario, start=first, end=last, every=every)
    document = run.with_ending(build_schedule.document(result))
    write(document, name, output=output, colour=colour, inputs=run.files_read)
    run.report(colour)


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text} is no day", "write it as 2027-02-15") from None
