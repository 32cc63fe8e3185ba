"""`omsrisk timeline`: when it falls."""

from typing import Annotated

import typer

from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.time.timeline_bands import TRIALS, timeline_bands
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.run import run_of
from omsrisk.core.calendar import MONTHS
from omsrisk.errors import UsageError
from omsrisk.report.time import timeline as build_timeline
from omsrisk.scenario.schema.choices import nearest

PERIODS = ("day", "week", "month", "quarter")


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    by: Annotated[
        str, typer.Option("--by", metavar="day|week|month|quarter", help="Length of a period.")
    ] = "month",
    fiscal_year_starts: Annotated[
        str, typer.Option("--fiscal-year-starts", metavar="MONTH", help="Such as apr.")
    ] = "jan",
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    simulated: options.Simulated = False,
    trials: options.Trials = TRIALS,
    seed: options.Seed = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Spread the mean of the net exposure over time; it adds up exactly."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    if by not in PERIODS:
        raise UsageError(f"--by {by}: there are {', '.join(PERIODS)}", nearest(by, PERIODS))
    month = fiscal_year_starts.lower()[:3]
    if month not in MONTHS:
        raise UsageError(f"--fiscal-year-starts {fiscal_year_starts}: write jan to dec")
    figures_at = options.at_of(at)
    options.check_simulated(simulated=simulated, trials=trials != TRIALS, seed=seed is not None)
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    assessment = run.one_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        first = MONTHS.index(month) + 1
        result = timeline(assessment, by=by, fiscal_start=first, at=figures_at)
        bands = None
        if simulated:
            sampling = sampling_of(trials, seed)
            with ProgressBar(trials, "trials", quiet=quiet) as bar:
                bands = timeline_bands(
                    assessment, sampling, by=by, fiscal_start=first, on_progress=bar
                )
    run.finish(build_timeline.document(result, bands), name, colour, output)
