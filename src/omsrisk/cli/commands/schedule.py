"""`omsrisk schedule`: when to go live."""

from typing import Annotated

import typer

from omsrisk.analysis.time.schedule import schedule
from omsrisk.cli import options
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.question import Question, question
from omsrisk.errors import UsageError
from omsrisk.report.document import Document
from omsrisk.report.time import schedule as build_schedule


@question()
def command(
    asked: Question,
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
    simulated: options.Simulated = False,
    trials: options.TrialsAsked = None,
    seed: options.Seed = None,
    method: options.MethodAsked = None,
) -> Document:
    """Price each possible go-live of a scenario, all phases moved together."""
    if every not in {"week", "month"}:
        raise UsageError(f"--every {every}: there are week, month")
    first = None if start is None else options.day_of("--from", start)
    last = None if end is None else options.day_of("--to", end)
    approach = options.approach_where_simulated(method, trials, seed, simulated=simulated)
    with ProgressBar(None, "trials", quiet=asked.quiet) as bar:
        result = schedule(
            asked.assessment().scenario,
            start=first,
            end=last,
            every=every,
            at=asked.at,
            sampling=approach,
            on_progress=bar,
        )
    return build_schedule.document(result)
