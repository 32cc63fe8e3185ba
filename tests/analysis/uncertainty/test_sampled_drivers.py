"""Shares of the variance from trials: what closed forms give, within the sampling error."""

import pytest

from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
from tests.support.uncertain_texts import DELAY, FLOW, HEAD, LATE, priced

UNSURE = "likelihood: {low: 5%, likely: 20%, high: 90%}\n"
PHASES = (
    "phases:\n  - {name: A, share_of_orders: 40%, likelihood: {low: 5%, likely: 20%, high: 60%}}\n"
    "  - {name: B, share_of_orders: 60%, likelihood: 30%}\n"
)
STOPS = "stop_if_a_phase_fails: true\nstopping: {items: [{item: Exit fee, amount: 9000}]}\n"

CASES = [  # a scenario, why
    (HEAD + FLOW + DELAY + UNSURE, "the chance of an event has a range, and nothing else has"),
    (HEAD + FLOW + LATE + UNSURE, "beside a range"),
    (HEAD + FLOW + LATE + "likelihood: 30%\n", "the chance is known"),
    (HEAD + FLOW + LATE + PHASES, "two events, one of an uncertain chance"),
    (HEAD + FLOW + LATE + STOPS + PHASES, "under the stop rule"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_trials_agree_with_the_closed_form(case: tuple[str, str]) -> None:
    """An event counts as whether it happens, not as the random number behind it."""
    assessment = priced(case[0])
    exact = {one.path: one for one in drivers(assessment).drivers}
    sampled = sampled_drivers(assessment, sampling_of(200_000, None))
    assert {one.path for one in sampled.drivers} == exact.keys()
    for one in sampled.drivers:
        assert one.errors is not None
        known = exact[one.path]
        assert abs(one.first_order - known.first_order) <= 5 * one.errors[0] + 1e-9
        assert abs(one.total_order - known.total_order) <= 5 * one.errors[1] + 1e-9
        assert one.is_draw == known.is_draw
