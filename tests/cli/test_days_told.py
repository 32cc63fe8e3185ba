"""Days that no calendar holds, and stops that are never caught up: told, and no bug of ours."""

from pathlib import Path

import pytest

from tests.support.program import Inside

FILE = """omsrisk: 1
currency: EUR
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 3, cancellation_sensitivity: 10%, catch_up_capacity: 101%}
calendar: {go_live: 2027-02-01, slips_by_days: 4}
"""


@pytest.mark.parametrize(
    ("vary", "told"),
    [
        ("calendar.slips_by_days=0,9000000", "a day falls behind the year 9999"),
        ("delay.duration_days=1,90", "at 101 % a stop of 90 days is not caught up"),
    ],
)
def test_a_number_of_a_sweep_that_goes_too_far_is_told(tmp_path: Path, vary: str, told: str) -> None:
    """The file is valid; what is asked of it is not."""
    inside = Inside(tmp_path)
    inside.file("a.yaml", FILE)
    run = inside("sweep", "a.yaml", "--vary", vary)
    assert run.code == 2
    assert told in run.err
    assert "bug" not in run.err
