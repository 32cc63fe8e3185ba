"""`omsrisk compare`: roll-outs side by side."""

import os
import re
from decimal import Decimal
from typing import Annotated

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.compare import compare
from omsrisk.analysis.paired import compare_uncertain
from omsrisk.analysis.simulate import TRIALS
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.run import run_of
from omsrisk.cli.workers import executor_of
from omsrisk.errors import UsageError
from omsrisk.report import compare_record
from omsrisk.scenario.currencies import minor_digits

_PAIR = 2
_RATE = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,12})?\Z")


def _known_paths(paths: list[str] | None) -> list[str] | None:
    for one in paths or ():
        options.check_path(one, "--independent")
    return paths


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
    rate: Annotated[
        list[str] | None,
        typer.Option(
            "--rate",
            metavar="EUR=1.08",
            help="What one unit of a foreign currency is worth in that of the base. Repeatable.",
            show_default=False,
        ),
    ] = None,
    simulated: Annotated[
        bool,
        typer.Option(
            "--simulate", help="Under uncertainty, too: trial by trial, with common random numbers."
        ),
    ] = False,
    trials: options.Trials = TRIALS,
    seed: options.Seed = None,
    independent: Annotated[
        list[str] | None,
        typer.Option(
            "--independent",
            metavar="PATH",
            help="With --simulate: numbers of its own in each scenario for this input. Repeatable.",
            autocompletion=options.complete_bare_path,
            callback=_known_paths,
            show_default=False,
        ),
    ] = None,
    workers: options.Workers = 1,
    format_name: options.Format = None,
    output: options.Output = None,
    colour: options.Colour = "auto",
    quiet: options.Quiet = False,
    stdin_filename: options.StdinName = None,
) -> None:
    """Compare scenarios line by line: what is cheaper, by how much, and through what."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    rates = _rates(rate or [])
    options.check_simulated(
        simulated=simulated,
        trials=trials != TRIALS,
        seed=seed is not None,
        independent=bool(independent),
        workers=workers != 1,
    )
    run = run_of(files, settings, stdin_filename, taken, quiet=quiet)
    results = run.all_or_exit(name, colour, output, base)
    if len(results) < _PAIR:
        raise UsageError(f"a comparison takes two scenarios, not {len(results)}")
    with run.answering(name, colour, output):
        result = compare(results, base=_base(results, base), rates=rates)
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


def _rates(settings: list[str]) -> dict[str, Decimal]:
    rates = {}
    for setting in settings:
        currency, _, text = setting.partition("=")
        if currency not in minor_digits():
            raise UsageError(f"--rate {setting}: `{currency}` is no currency", "write EUR=1.08")
        if not _RATE.match(text):
            raise UsageError(f"--rate {setting}: `{text}` is no number", "write EUR=1.08")
        rates[currency] = Decimal(text)
        if not rates[currency]:
            raise UsageError(f"--rate {setting}: a rate is above 0")
    return rates
