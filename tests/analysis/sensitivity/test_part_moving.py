"""Means of amounts with caps: only what an input touches is integrated anew, to the same."""

from decimal import Decimal

import pytest

from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.pricing.variation import fixed, values_of
from omsrisk.scenario.schema.limits import Limit
from tests.support.uncertain_texts import priced

HEAD = """\
omsrisk: 1
currency: USD
likelihood: {low: 10%, likely: 30%, high: 60%}
orders: {daily_volume: {low: 800, likely: 1000, high: 1500}, average_value: 60}
data_misalignment: {exposure_days: 30, error_correction_cost: 10, data_inaccuracy_rate: 5%}
delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}
training_deficit: {hours: 400, cost_per_hour: 45, incompletion_rate: 30%}
hidden_costs: {inventory_loss: 25000, customer_attrition: 27000, brand_damage: 15000}
stabilisation:
  duration_days: 45
  support: {extra_tickets_per_day: 80, cost_per_ticket: 12}
  productivity: {staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%}
  items:
    - {item: One, amount: {low: 0, likely: 1500, high: 2000}, cap: 900}
    - item: Two
      quantity: {low: 5, likely: 10, high: 30}
      unit_cost: {low: 50, likely: 100, high: 200}
      unit: day
      cap: 1200
    - {item: Three, amount: 1500, cap: {low: 500, likely: 900, high: 2500}}
    - {item: Four, amount: 1500, cap: 900}
    - {item: Five, amount: {low: 0, likely: 1500, high: 2000}}
"""
SEASON = "calendar: {go_live: 2027-01-15, season: {nov: 1.5, dec: 1.3, jan: 0.6}}\n"
PHASES = """\
stop_if_a_phase_fails: true
phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 20%}
  - {name: Rest, share_of_orders: 90%}
"""
TEXTS = {"one go-live": HEAD, "season": HEAD + SEASON, "phases": HEAD + PHASES}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_moving_one_input_says_what_pricing_anew_says(text: str) -> None:
    """An amount, its range, its cap and all beside them: the mean is that of the changed file."""
    case = priced(text).scenario.case
    moving = Moving(case, "net_exposure", At.MEAN)
    tried = 0
    for path, value in values_of(case).items():
        if "share_of_orders" in path or path.startswith("calendar"):
            continue
        for factor in ("0", "0.7", "1.3"):
            number = value * Decimal(factor)
            found = moving.at(path, number)
            assert found == pytest.approx(
                value_of(fixed(case, {path: number}), "net_exposure", At.MEAN), rel=Decimal("1e-25")
            ), path
            tried += 1
    assert tried > 60


def test_only_what_an_input_touches_is_valued_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred caps are moved with one valuing of the figures, and none of a changed file."""
    rows = "".join(
        f"    - {{item: I{at}, amount: {{low: {at}, likely: 1500, high: 2000}}, cap: 900}}\n"
        for at in range(200)
    )
    case = priced(HEAD + rows).scenario.case
    made: list[object] = []
    original = Valuing.of

    def counted(self: Valuing, *given: object, **named: object) -> object:
        made.append(given)
        return original(self, *given, **named)  # type: ignore[arg-type]

    moving = Moving(case, "net_exposure", At.MEAN)
    monkeypatch.setattr(Valuing, "of", counted)
    for at in range(200):
        for tail in ("amount", "cap"):
            moving.at(f"stabilisation.items.i{at}.{tail}", Decimal(1000 + at))
    assert len(made) == 1


@pytest.mark.parametrize("text", [HEAD, HEAD + SEASON], ids=["one go-live", "season"])
def test_a_cap_beside_a_range_meets_its_limit(text: str) -> None:
    """The mean with the value at which a cap passes a limit is that limit: to a cent of millions."""
    assessment = priced(text)
    now = value_of(assessment.scenario.case, "net_exposure", At.MEAN)
    limit = Limit("net_exposure", (now + 20).quantize(Decimal("0.01")))
    found = {one.path: one for one in tripwires(assessment, (limit,), every_input=True).wires}
    tried = 0
    for item in ("one", "two"):
        wire = found[f"stabilisation.items.{item}.cap"]
        assert wire.at is not None
        there = value_of(
            fixed(assessment.scenario.case, {wire.path: wire.at}), "net_exposure", At.MEAN
        )
        assert abs(there - limit.maximum) < Decimal("0.0001")
        tried += 1
    assert tried == 2
