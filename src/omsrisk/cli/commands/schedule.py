"""`omsrisk schedule`: when to go live."""

from typing import Annotated

import typer

from omsrisk.analysis.time.schedule import schedule
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.analysis.uncertainty.simulate import TRIALS
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.run import run_of
from omsrisk.errors import UsageError
from omsrisk.report.time import schedule as build_schedule
from omsrisk.scenario.documents.nodes import JsonObject


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
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
    """Price each possible go-live of a scenario, all phases moved together."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    if every not in {"week", "month"}:
        raise UsageError(f"--every {every}: there are week, month")
    first = None if start is None else options.day_of("--from", start)
    last = None if end is None else options.day_of("--to", end)
    figures_at = options.at_of(at)
    options.check_simulated(simulated=simulated, trials=trials != TRIALS, seed=seed is not None)
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    assessment = run.one_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        sampling = sampling_of(trials, seed) if simulated else None
        asked: JsonObject = {
            "start": first,
            "end": last,
            "every": every,
            "at": figures_at,
            "sampling": sampling,
        }
        with ProgressBar(None, "trials", quiet=quiet) as bar:
            result = schedule(assessment.scenario, on_progress=bar, **asked)
    run.finish(build_schedule.document(result), name, colour, output)
