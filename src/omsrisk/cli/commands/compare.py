"""`omsrisk compare`: roll-outs side by side."""

import os
from typing import Annotated

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.comparison.paired import compare_uncertain
from omsrisk.analysis.uncertainty.simulate import TRIALS
from omsrisk.cli import options
from omsrisk.cli.more_options import rates
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.run import run_of
from omsrisk.cli.workers import executor_of
from omsrisk.errors import UsageError
from omsrisk.report.comparison import compare_record

_PAIR = 2


def command(
    files: options.Files,
    settings: options.Set = None,
    taken: options.With = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="FILE",
            help="Take differences against this file; the first if left out.",
            show_default=False,
        ),
    ] = None,
    rate: rates.Rate = None,
    simulated: Annotated[
        bool,
        typer.Option(
            "--simulate", help="Under uncertainty, too: trial by trial, with common random numbers."
        ),
    ] = False,
    trials: options.Trials = TRIALS,
    seed: options.Seed = None,
    independent: options.Independent = None,
    workers: options.Workers = 1,
    at: options.AtOption = "mean",
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Compare scenarios line by line: what is cheaper, by how much, and through what."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    known = rates.rates_of(rate)
    figures_at = options.at_of(at)
    options.check_simulated(
        simulated=simulated,
        trials=trials != TRIALS,
        seed=seed is not None,
        workers=workers != 1,
    )
    run = run_of(
        files, settings, stdin_filename, taken, quiet=quiet, independent=independent, force=force
    )
    results = run.all_or_exit(name, colour, output, base)
    if len(results) < _PAIR:
        raise UsageError(f"a comparison takes two scenarios, not {len(results)}")
    with run.answering(name, colour, output):
        result = compare(results, base=_base(results, base), rates=known, at=figures_at)
        paired = None
        if simulated:
            with ProgressBar(trials, "trials", quiet=quiet) as bar, executor_of(workers) as executor:
                paired = compare_uncertain(
                    result,
                    trials=trials,
                    seed=seed,
                    independent=independent or (),
                    executor=executor,
                    on_progress=bar,
                )
    run.finish(compare_record.document(result, paired), name, colour, output)


def _base(results: list[Assessment], base: str | None) -> int:
    """Find the base, which is among the files, by whatever name."""
    names = [os.path.normpath(one.scenario.file) for one in results]
    return 0 if base is None else names.index(os.path.normpath(base))
