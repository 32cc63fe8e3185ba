"""Simulations of scenarios with many lines and many ranges."""

from decimal import Decimal

import pytest

from omsrisk import UsageError, simulate
from omsrisk.analysis.uncertainty.asked_figures import MOST_LINES
from omsrisk.analysis.uncertainty.sampled import Sampling
from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
from omsrisk.report.uncertainty import simulation_record
from omsrisk.scenario.schema.limits import Limit
from tests.support.uncertain_texts import HEAD, LATE, priced

FLOW = "orders: {daily_volume: 1000, average_value: 100}\n"
ITEM = "    - {{item: I{0}, quantity: {{low: 1, likely: 2, high: 4}}, unit_cost: {1}}}\n"


def points(count: int) -> str:
    """Write integration points that all hang on one range, the first of them the smallest."""
    section = "data_misalignment:\n  exposure_days: {low: 10, likely: 30, high: 90}\n"
    section += "  error_correction_cost: 1\n  data_inaccuracy_rate: 5%\n  integrations:\n"
    lines = (f"    - {{name: I{at}, error_correction_cost: {at + 1}}}\n" for at in range(count))
    return HEAD + FLOW + section + "".join(lines)


@pytest.mark.parametrize("count", [MOST_LINES - 2, MOST_LINES + 40])
def test_the_smallest_of_too_many_lines_are_in_the_totals_alone(count: int) -> None:
    """The largest lines are told, what a limit is on as well, and how many were left out."""
    limit = Limit("data_misalignment.i1", Decimal(10_000_000))
    found = simulate(priced(points(count)), trials=200, limits=[limit])
    told = [name for name in found.figures if name.startswith("data_misalignment.")]
    left_out = max(count + 1 - (MOST_LINES + 1), 0)  # one more is the whole, one that of the limit
    assert found.left_out == left_out
    assert len(told) == count - left_out
    assert "data_misalignment.i1" in told
    assert ("data_misalignment.i0" in told) == (not left_out)
    record = simulation_record.record(found)
    assert record.get("lines_left_out", 0) == left_out


def test_drivers_of_too_many_inputs_are_refused_with_what_can_be_done() -> None:
    """Each input is tried twice in every trial: a thousand of them take fewer trials."""
    items = "".join(ITEM.format(at, at + 1) for at in range(900))
    assessment = priced(HEAD + FLOW + LATE + "programme:\n  items:\n" + items)
    with pytest.raises(UsageError, match=r"901 inputs, each tried twice") as refused:
        sampled_drivers(assessment, Sampling(1_000_000, 1))
    assert "fewer --trials" in refused.value.hint


def test_sampled_drivers_tell_how_far_they_are() -> None:
    """Progress never goes back, and ends with all trials."""
    told: list[int] = []
    sampled_drivers(priced(HEAD + FLOW + LATE), Sampling(40_000, 1), on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 40_000
