"""`omsrisk compare`: roll-outs side by side."""

import os
from typing import Annotated

import typer

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.decisions.best_within import best_within
from omsrisk.analysis.pairing.paired import compare_uncertain
from omsrisk.analysis.uncertainty.sampled import TRIALS
from omsrisk.cli import options
from omsrisk.cli.more_options import rates
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.question import Question, question
from omsrisk.cli.workers import executor_of
from omsrisk.errors import UsageError
from omsrisk.report.comparison import compare_record
from omsrisk.report.comparison.within_budget import WithinBudget
from omsrisk.report.document import Document

_PAIR = 2


@question()
def command(
    asked: Question,
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
    variants: options.Variants = False,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="MONEY",
            help="Each at its best: with those of its mitigations that pay most within this budget.",
            show_default=False,
        ),
    ] = None,
    simulated: Annotated[
        bool,
        typer.Option(
            "--simulate", help="Under uncertainty, too, with what is random in both of a pair shared."
        ),
    ] = False,
    trials: options.TrialsAsked = None,
    seed: options.Seed = None,
    method: options.MethodAsked = None,
    workers: options.Workers = 1,
) -> Document:
    """Compare scenarios line by line: what is cheaper, by how much, and through what."""
    known = rates.rates_of(rate)
    asked.run.wants_variants = variants
    options.check_simulated(
        simulated=simulated,
        trials=trials is not None,
        seed=seed is not None,
        method=method is not None,
        workers=workers != 1,
    )
    how = options.method_of(method)
    results = asked.assessments(base)
    if len(results) < _PAIR:
        named = any(one.scenario.variants for one in results)
        hint = "--variants compares a file with the variants that it names" if named else ""
        raise UsageError(f"a comparison takes two scenarios, not {len(results)}", hint)
    place = _base(results, base)
    within = None
    if budget is not None:
        most = options.money_of("--budget", budget)
        best = best_within(results, most, base=place, rates=known, at=asked.at)
        within = WithinBudget(most, best)
        results = [one.assessment for one in best]
    result = compare(results, base=place, rates=known, at=asked.at)
    paired = None
    if simulated:
        size = TRIALS if trials is None else trials
        with (
            ProgressBar(size, "trials", quiet=asked.quiet) as bar,
            executor_of(workers) as executor,
        ):
            paired = compare_uncertain(
                result,
                trials=trials,
                seed=seed,
                method=how,
                independent=asked.independent,
                executor=executor,
                on_progress=bar,
            )
    return compare_record.document(result, paired, within)


def _base(results: list[Assessment], base: str | None) -> int:
    """Find the base, which is among the files, by whatever name."""
    names = [os.path.normpath(one.scenario.file) for one in results]
    return 0 if base is None else names.index(os.path.normpath(base))
