"""Exact distributions of scenarios in which any keys of the model meet: means, and trials."""

import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.analysis.uncertainty.uncertain_figures import UncertainFigure
from omsrisk.errors import UsageError
from tests.support.random_mixes import mixed

SEEDS = range(45)
TRIED = (1, 2, 24, 28, 31, 40, 45, 46, 59, 62, 97)
"""
With phases, a common cause, learning, a pause, slips, caps, courses, measures, correlations. Where
next to all that 1 and 40 vary by is one input and failures, these are decided before the input.
"""

CLOSED_FORM = ("expected_cost_of_failure", "stopping", "stabilisation", "programme", "recoveries",
               "net_exposure")  # fmt: skip
STATISTICS = ("mean", "p5", "p50", "p95", "p99", "expected_shortfall_95")


def _worked_out(assessment: Assessment) -> dict[str, UncertainFigure]:
    found = simulate(assessment, method="exact").figures
    return {name: one for name, one in found.items() if one.varies}


def test_the_mean_is_within_the_stated_error_of_the_closed_form() -> None:
    """No grid, rule or surface is further off than it says, whatever meets in a scenario."""
    held = 0
    for seed in SEEDS:
        assessment = mixed(seed)
        if assessment is None:
            continue
        try:
            worked = _worked_out(assessment)
        except UsageError:
            continue  # too much is connected, or nothing varies
        known = means(assessment)
        for name in CLOSED_FORM:
            mean = known.totals.get(name)
            if name not in worked or mean is None:
                continue
            summary = worked[name].summary
            found = summary.statistic("mean")
            room = found.error + 2e-6 * summary.standard_deviation
            room += float(known.errors.get(name, 0))
            assert found.value == pytest.approx(float(mean), abs=room), (seed, name)
            held += 1
    assert held > len(SEEDS)


@pytest.mark.parametrize("seed", TRIED)
def test_trials_find_the_same(seed: int) -> None:
    """Percentiles are within 4.5 standard errors of the trials, and the stated error."""
    assessment = mixed(seed)
    assert assessment is not None
    worked = _worked_out(assessment)
    tried = simulate(assessment, trials=100_000).figures
    assert worked
    for name, one in worked.items():
        for statistic in STATISTICS:
            found, sampled = (of.summary.statistic(statistic) for of in (one, tried[name]))
            room = found.error + 4.5 * sampled.error + 1e-9 * abs(sampled.value)
            assert found.value == pytest.approx(sampled.value, abs=room), (name, statistic)
