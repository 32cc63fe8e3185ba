"""`omsrisk timeline`: when it falls."""

from typing import Annotated

import typer

from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.time.timeline_bands import TRIALS, timeline_bands
from omsrisk.cli import options
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.question import Question, question
from omsrisk.core.calendar import MONTHS
from omsrisk.errors import UsageError
from omsrisk.report.document import Document
from omsrisk.report.time import timeline as build_timeline
from omsrisk.scenario.schema.choices import nearest

PERIODS = ("day", "week", "month", "quarter")


@question()
def command(
    asked: Question,
    by: Annotated[
        str, typer.Option("--by", metavar="day|week|month|quarter", help="Length of a period.")
    ] = "month",
    fiscal_year_starts: Annotated[
        str, typer.Option("--fiscal-year-starts", metavar="MONTH", help="Such as apr.")
    ] = "jan",
    simulated: options.Simulated = False,
    trials: Annotated[
        int | None,
        typer.Option(
            "--trials",
            metavar="N",
            parser=options.whole_number("--trials"),
            help=f"How many trials to simulate: asks for sampling. {TRIALS:,} if left out.",
            show_default=False,
        ),
    ] = None,
    seed: options.Seed = None,
    method: options.MethodAsked = None,
) -> Document:
    """Spread the mean of the net exposure over time; it adds up exactly."""
    if by not in PERIODS:
        raise UsageError(f"--by {by}: there are {', '.join(PERIODS)}", nearest(by, PERIODS))
    month = fiscal_year_starts.lower()[:3]
    if month not in MONTHS:
        raise UsageError(f"--fiscal-year-starts {fiscal_year_starts}: write jan to dec")
    approach = options.approach_where_simulated(
        method, trials, seed, simulated=simulated, usual=TRIALS
    )
    assessment = asked.assessment()
    first = MONTHS.index(month) + 1
    result = timeline(assessment, by=by, fiscal_start=first, at=asked.at)
    bands = None
    if approach is not None:
        with ProgressBar(trials or TRIALS, "trials", quiet=asked.quiet) as bar:
            bands = timeline_bands(assessment, approach, by=by, fiscal_start=first, on_progress=bar)
    return build_timeline.document(result, bands)
