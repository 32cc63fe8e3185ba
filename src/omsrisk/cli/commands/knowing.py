"""`omsrisk knowing`: what it is worth to find out more before a roll-out is chosen."""

from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.decisions.knowing import knowing
from omsrisk.analysis.uncertainty.sampled import TRIALS
from omsrisk.cli import options
from omsrisk.cli.more_options import rates
from omsrisk.cli.progress import ProgressBar
from omsrisk.cli.question import Question, question
from omsrisk.cli.workers import executor_of
from omsrisk.errors import UsageError
from omsrisk.report.decisions import knowing as build_knowing
from omsrisk.report.document import Document

_FEWEST = 2


@question(leaves_out=("at", "independent"))
def command(
    asked: Question,
    rate: rates.Rate = None,
    trials: options.TrialsAsked = None,
    seed: options.Seed = None,
    method: options.MethodAsked = None,
    workers: options.Workers = 1,
) -> Document:
    """Tell what knowing an input, an event or everything is worth to a choice between roll-outs."""
    known = rates.rates_of(rate)
    how = options.method_of(method)
    results = asked.assessments()
    if len(results) < _FEWEST:
        raise UsageError(f"a choice takes two scenarios, not {len(results)}")
    comparison = compare(results, rates=known)
    size = TRIALS if trials is None else trials
    with ProgressBar(size, "trials", quiet=asked.quiet) as bar, executor_of(workers) as executor:
        result = knowing(
            comparison, trials=trials, seed=seed, method=how, executor=executor, on_progress=bar
        )
    return build_knowing.document(result)
