"""Ranges that many phases state of one input: their pairs as sums over points, and one by one."""

import pytest

from omsrisk.analysis.uncertainty.drivers import NoClosedFormError, drivers
from omsrisk.core.algebra.polynomial import Monomial, joined
from omsrisk.core.uncertainty import variance
from tests.support.uncertain_texts import priced

PHASES = 40
HEAD = """\
omsrisk: 1
currency: USD
orders: {daily_volume: {low: 800, likely: 1000, high: 1500}, average_value: 60}
delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}
stabilisation:
  duration_days: {low: 20, likely: 45, high: 90}
  support: {extra_tickets_per_day: 80, cost_per_ticket: 12}
"""
STOPS = "stop_if_a_phase_fails: true\nstopping: {items: [{item: Exit fee, amount: 400000}]}\n"


def _phases(more: str = "") -> str:
    return "phases:\n" + "".join(
        f"  - {{name: P{at}, share_of_orders: 2.5%, likelihood: {at % 9 + 1}%, "
        f"delay: {{duration_days: {{low: 1, likely: 3, high: {9 + at}}}}}"
        f"{more.format(at=30 + at)}}}\n"
        for at in range(PHASES)
    )


BOTH = ", stabilisation: {{duration_days: {{low: 20, likely: 25, high: {at}}}}}"
TEXTS = {
    "stop rule": HEAD + STOPS + _phases(),
    "no rule": HEAD + _phases(),
    "two inputs": HEAD + STOPS + _phases(BOTH),
    "certain volume": HEAD.replace("{low: 800, likely: 1000, high: 1500}", "1000")
    + STOPS
    + _phases(),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_sums_over_points_are_those_of_all_pairs(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deviation and shares are the same whether pairs are looked at one by one or not."""
    found = drivers(priced(text))
    monkeypatch.setattr(variance, "_MANY", 10**6)
    pairs = drivers(priced(text))
    assert found.standard_deviation == pytest.approx(pairs.standard_deviation, rel=1e-13)
    assert [one.path for one in found.drivers] == [one.path for one in pairs.drivers]
    for one, other in zip(found.drivers, pairs.drivers, strict=True):
        assert one.first_order == pytest.approx(other.first_order, rel=1e-12, abs=1e-14)
        assert one.total_order == pytest.approx(other.total_order, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("high", ["9", "{at}"], ids=["alike", "each another"])
def test_pairs_of_phases_are_not_looked_at(high: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ranges of forty phases fewer products of two are integrated than there are phases."""
    multiplied: list[object] = []

    def counted(one: Monomial, other: Monomial) -> Monomial:
        multiplied.append((one, other))
        return joined(one, other)

    monkeypatch.setattr(variance, "joined", counted)
    rows = "".join(
        f"  - {{name: P{at}, share_of_orders: 2.5%, likelihood: {at % 9 + 1}%, "
        f"delay: {{duration_days: {{low: 1, likely: 3, high: {high.format(at=10 + at)}}}}}}}\n"
        for at in range(PHASES)
    )
    assert drivers(priced(HEAD + STOPS + "phases:\n" + rows)).drivers
    assert len(multiplied) < PHASES


@pytest.mark.parametrize("phases", [12, 24, 60], ids=["pairs", "products", "many"])
def test_chances_that_follow_from_each_other_are_not_multiplied_out(phases: int) -> None:
    """Whether each phase fails has twice as many products as of the one before: trials tell then."""
    share = 100 // phases
    rows = "".join(
        f"  - {{name: P{at}, share_of_orders: {share if at else 100 - share * (phases - 1)}%, "
        f"likelihood: {at % 9 + 1}%{', likelihood_after_failure: 60%' if at else ''}}}\n"
        for at in range(phases)
    )
    with pytest.raises(NoClosedFormError, match="follow from those before"):
        drivers(priced(HEAD + "phases:\n" + rows))
