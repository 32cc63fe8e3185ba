"""A comparison traces each of its scenarios once, whatever is asked of the trace."""

import pytest

from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing
from omsrisk.core.pricing.case import Case
from tests.support.told_pairs import priced

STOPPING = """omsrisk: 1
name: {name}
currency: EUR
likelihood: {likelihood}
orders: {{daily_volume: 1000, average_value: 50, contribution_margin: 30%}}
delay: {{duration_days: {days}, cancellation_sensitivity: {sensitivity}}}
stop_if_a_phase_fails: true
phases:
  - {{name: A, share_of_orders: 40%}}
  - {{name: B, share_of_orders: 60%}}
"""
CERTAIN = {"likelihood": "30%", "sensitivity": "12%"}
RANGES = {"likelihood": "{low: 10%, likely: 30%, high: 40%}", "sensitivity": "12%"}


@pytest.mark.parametrize("values", [CERTAIN, RANGES], ids=["certain", "ranges"])
@pytest.mark.parametrize("at", list(At))
def test_each_scenario_is_traced_once(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], at: At
) -> None:
    """Slopes, effects and switching values read one trace, which does not price going on."""
    pair = [
        priced(STOPPING.format(name=f"S{days}", days=days, **values), str(days)) for days in (3, 5)
    ]
    traced: list[tuple[Case, bool]] = []
    plain = Valuing.__init__

    def counting(
        self: Valuing,
        case: Case,
        at: At,
        *,
        like: Valuing | None = None,
        against_going_on: bool = True,
    ) -> None:
        traced.append((case, against_going_on))
        plain(self, case, at, like=like, against_going_on=against_going_on)

    monkeypatch.setattr(Valuing, "__init__", counting)
    result = compare(pair, at=at)
    assert result.flips
    assert not any(going_on for _, going_on in traced)
    for one in pair:  # failing is asked for its mean, what differs for what is compared
        times = sum(case is one.scenario.case for case, _ in traced)
        assert times == (1 if at is At.MEAN else 2)
