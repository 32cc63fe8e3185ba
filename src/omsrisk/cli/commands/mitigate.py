"""`omsrisk mitigate`: what to pay for first."""

from typing import Annotated

import typer

from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.cli import options
from omsrisk.cli.question import Question, question
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.report.decisions import mitigate as build_mitigate
from omsrisk.report.document import Document


@question(leaves_out=("taken",))
def command(
    asked: Question,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="MONEY", help="What may be spent.", show_default=False),
    ] = None,
    metric: options.Metric = DEFAULT,
    trials: options.TrialsAsked = None,
    seed: options.Seed = None,
    method: options.MethodAsked = None,
) -> Document:
    """Price each mitigation of a scenario, and find the best set."""
    most = None if budget is None else options.money_of("--budget", budget)
    statistic = statistic_of(metric)
    if statistic is None or statistic.is_most_likely:
        where = "a percentile: --metric p90:net_exposure"
        options.check_goes_with(where, trials=trials, seed=seed, method=method)
    result = mitigate(
        asked.assessment(),
        budget=most,
        metric=metric,
        trials=trials,
        seed=seed,
        method=options.method_of(method),
        at=asked.at,
    )
    return build_mitigate.document(result)
