"""Candidates of a schedule in one program: as if each were simulated by itself, for less work."""

from datetime import date
from typing import Any

import pytest

from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.time.schedule import moved, schedule
from omsrisk.analysis.uncertainty import sampled
from omsrisk.analysis.uncertainty.sampled import Sampling
from tests.support.sampled_figures import summary_at
from tests.support.uncertain_texts import HEAD, priced

TEXT = (
    HEAD
    + "orders: {daily_volume: {low: 800, likely: 1000, high: 1500}, average_value: 90}\n"
    + "delay: {duration_days: {low: 2, likely: 5, high: 40}, cancellation_sensitivity: 12%}\n"
    + "likelihood: 40%\n"
    + "calendar: {go_live: 2027-03-01, season: {jan: 0.6, nov: 1.2, dec: 1.9}}\n"
)
SAMPLING = Sampling(2_000, 3)


def test_each_candidate_is_as_by_itself() -> None:
    """Every band is to the last bit what a simulation of the moved scenario gives."""
    scenario = priced(TEXT).scenario
    told: list[int] = []
    found = schedule(
        scenario,
        start=date(2027, 1, 4),
        end=date(2028, 6, 30),
        every="week",
        sampling=SAMPLING,
        on_progress=told.append,
    )
    assert len(found.candidates) > 64
    assert told == sorted(told)
    assert told[-1] == len(found.candidates) * SAMPLING.trials
    for one in found.candidates:
        assert one.band == summary_at(moved(scenario.case, one.go_live), DEFAULT, SAMPLING)


@pytest.fixture(name="programs")
def _programs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the figures of each simulation that is run."""
    from omsrisk.simulation import running as run

    counted: list[int] = []
    original = run.summaries

    def summaries(plan: Any, **more: Any) -> Any:
        counted.append(plan.experiment.channels)
        return original(plan, **more)

    monkeypatch.setattr(run, "summaries", summaries)
    return counted


def test_candidates_share_their_trials(programs: list[int]) -> None:
    """78 weeks are drawn twice, not 78 times, and no more than 64 figures are held at once."""
    schedule(
        priced(TEXT).scenario,
        start=date(2027, 1, 4),
        end=date(2028, 6, 26),
        every="week",
        sampling=SAMPLING,
    )
    assert len(programs) == 2
    assert max(programs) <= sampled._AT_ONCE  # noqa: SLF001 - the promise that is held here
