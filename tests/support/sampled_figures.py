"""One figure of a case simulated by itself: what every other way of simulating is held against."""

from omsrisk.analysis.uncertainty.sampled import Sampling, plan_of
from omsrisk.analysis.uncertainty.trial_figures import sampled_metrics
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.figures import Statistic
from omsrisk.simulation.estimates import PERCENTILES, Estimate, SampleSummary
from omsrisk.simulation.running import summaries


def statistic_at(case: Case, asked: Statistic, trials: int, seed: int) -> Estimate:
    """Simulate a statistic of one figure; of a cost of failure that of the dearest phase."""
    percents = (50,) if asked.percent is None else (50, asked.percent)
    sampling = Sampling(trials, seed)
    return max(
        summary_at(case, metric, sampling, percents).statistic(asked.name)
        for metric in sampled_metrics(case, asked)
    )


def summary_at(
    case: Case, metric: str, sampling: Sampling, percents: tuple[int, ...] = PERCENTILES
) -> SampleSummary:
    """Simulate one figure, and say all of it."""
    return summaries(plan_of(case, metric, sampling, percents))[0]
