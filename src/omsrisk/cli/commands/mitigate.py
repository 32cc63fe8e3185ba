"""`omsrisk mitigate`: what to pay for first."""

from typing import Annotated

import typer

from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.uncertainty.simulate import TRIALS
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.run import run_of
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.errors import UsageError
from omsrisk.report.decisions import mitigate as build_mitigate


def command(
    files: options.Files,
    settings: options.Set = None,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="MONEY", help="What may be spent.", show_default=False),
    ] = None,
    metric: options.Metric = DEFAULT,
    trials: options.Trials = TRIALS,
    seed: options.Seed = None,
    at: options.AtOption = "mean",
    independent: options.Independent = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Price each mitigation of a scenario, and find the best set."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    figures_at = options.at_of(at)
    most = None if budget is None else options.money_of("--budget", budget)
    asked = statistic_of(metric)
    if (asked is None or asked.is_most_likely) and (trials != TRIALS or seed is not None):
        raise UsageError("--trials and --seed go with a percentile: --metric p90:net_exposure")
    run = run_of(files, settings, stdin_filename, quiet=quiet, independent=independent, force=force)
    assessment = run.one_or_exit(name, colour, output)
    with run.answering(name, colour, output):
        result = mitigate(
            assessment, budget=most, metric=metric, trials=trials, seed=seed, at=figures_at
        )
    run.finish(build_mitigate.document(result), name, colour, output)
