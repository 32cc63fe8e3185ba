"""Rows that one phase covers: they count whole there, and nowhere else."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk import InvalidScenarioError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.pricing.mitigations import mitigated
from tests.support.phased_texts import scenario_of

TEXT = """omsrisk: 1
currency: EUR
orders: {daily_volume: 1000, average_value: 80}
data_misalignment:
  exposure_days: 30
  error_correction_cost: 10
  integrations:
    - {name: ERP, data_inaccuracy_rate: 5%}
    - {name: Web shop, data_inaccuracy_rate: 2%}
training_deficit:
  cost_per_hour: 45
  incompletion_rate: 30%
  departments:
    - {name: Fulfilment, hours: 400}
"""
PHASES = """phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 40%, covers: {integrations: [ERP]}}
  - {name: Rest, share_of_orders: 90%, likelihood: 20%, covers: {departments: Fulfilment}}
"""

OWN_LIST = "data_misalignment: {integrations: [{name: ERP}], data_inaccuracy_rate: 1%}"


def priced(text: str) -> Assessment:
    """Price a roll-out in phases."""
    return assess(scenario_of(text))


def by_phase(found: Assessment) -> list[dict[str, Decimal]]:
    """Return what each row comes to, phase by phase."""
    return [
        {part.id: Decimal(part.amount or 0) for line in one.lines for part in line.parts}
        for one in found.exposure.phases
    ]


def test_worked_by_hand() -> None:
    """ERP is the pilot's with all orders, the hours are the rest's, the shop is split."""
    erp, shop, hours = ("data_misalignment.erp", "data_misalignment.web-shop",
                        "training_deficit.fulfilment")  # fmt: skip
    found = priced(TEXT + PHASES)
    assert by_phase(found) == [{erp: 15_000, shop: 600}, {shop: 5_400, hours: 5_400}]
    net = Decimal("0.4") * 15_600 + Decimal("0.2") * 10_800
    assert found.net_exposure == net
    assert all(line.assessed for line in found.exposure.phases[0].lines if line.parts)


def test_a_line_whose_rows_are_all_elsewhere_is_nothing_and_known() -> None:
    """The training costs the pilot nothing: it is assessed, and not priced by the section."""
    (pilot, _) = priced(TEXT + PHASES).exposure.phases
    (line,) = (one for one in pilot.lines if one.id == "training_deficit")
    assert (line.amount, line.assessed, line.complete) == (0, True, True)


def test_the_date_is_that_of_the_phase() -> None:
    """A covered row is weighed by the season on its phase's days: by hand, day by day."""
    dated = PHASES.replace("likelihood: 40%", "likelihood: 40%, go_live: 2027-03-01").replace(
        "likelihood: 20%", "likelihood: 20%, go_live: 2027-11-16"
    )
    text = TEXT + "calendar: {season: {dec: 2}}\n"
    (first, _) = by_phase(priced(text + dated))
    assert first["data_misalignment.erp"] == 15_000
    swapped = dated.replace("Pilot", "P").replace("covers: {integrations: [ERP]}, ", "")
    swapped = swapped.replace("integrations: [ERP]", "departments: Fulfilment", 1)
    swapped = swapped.replace("20%, go_live: 2027-11-16, covers: {departments: Fulfilment}",
                              "20%, go_live: 2027-11-16, covers: {integrations: [ERP]}")  # fmt: skip
    (_, last) = by_phase(priced(text + swapped))
    assert last["data_misalignment.erp"] == 1_000 * (15 + 2 * 15) * 10 * Decimal("0.05")


@given(
    shares=st.lists(st.integers(1, 20), min_size=2, max_size=4),
    at=st.integers(0, 3),
    rate=st.integers(0, 100),
)
def test_alike_phases_cost_the_same_whoever_covers(shares: list[int], at: int, rate: int) -> None:
    """Where phases differ in nothing but their share, a row costs what it does split over all."""
    whole = sum(shares)
    parts = [one * 100 // whole for one in shares[1:]]
    parts.append(100 - sum(parts))
    text = TEXT.replace("5%", f"{rate}%") + "likelihood: 30%\nphases:\n"
    phases = [f"  - {{name: P{number}, share_of_orders: {one}%" for number, one in enumerate(parts)]
    split = priced(text + "".join(f"{one}}}\n" for one in phases))
    covering = "covers: {integrations: [Web shop, ERP], departments: [Fulfilment]}"
    phases[at % len(phases)] += f", {covering}"
    owned = priced(text + "".join(f"{one}}}\n" for one in phases))
    assert split.totals == owned.totals


def test_what_a_phase_restates_of_the_orders_is_its_own_share() -> None:
    """A covered row takes the scenario's orders, and they are not called without effect."""
    restated = PHASES.replace("likelihood: 40%", "likelihood: 40%, orders: {daily_volume: 7}")
    restated = restated.replace("likelihood: 20%", "likelihood: 20%, orders: {daily_volume: 5}")
    scenario = scenario_of(TEXT + restated)
    (first, second) = by_phase(assess(scenario))
    assert first == {"data_misalignment.erp": 15_000, "data_misalignment.web-shop": 42}
    assert second["data_misalignment.web-shop"] == 30
    assert not [one for one in scenario.findings if one.code == "SCN113"]


def test_a_stated_number_of_orders_counts_whole() -> None:
    """It wins over volume x days in a covered row, too."""
    text = TEXT.replace("exposure_days: 30", "number_of_orders: 20000")
    (first, second) = by_phase(priced(text + PHASES))
    assert first == {"data_misalignment.erp": 10_000, "data_misalignment.web-shop": 400}
    assert second["data_misalignment.web-shop"] == 3_600


def test_the_stop_rule_weighs_it_with_its_phase() -> None:
    """The hours of the rest are given only where the pilot holds."""
    found = priced(TEXT + PHASES + "if_a_phase_fails: stop\n")
    weights = Decimal("0.4") * 15_600 + Decimal("0.6") * Decimal("0.2") * 10_800
    assert found.totals["expected_cost_of_failure"] == weights


def test_an_item_for_each_wrong_order_counts_the_rows_of_its_phase() -> None:
    """The pilot has the wrong orders of ERP and a tenth of the shop's."""
    item = "hidden_costs:\n  inventory_loss:\n    - {item: Resend, per: wrong_order, unit_cost: 2}\n"
    found = priced(TEXT + item + PHASES)
    resent = [
        next(part.amount for line in one.lines for part in line.parts if "loss" in part.id)
        for one in found.exposure.phases
    ]
    assert resent == [2 * (1_500 + 60), 2 * 540]


def test_what_acts_in_one_phase_finds_the_whole() -> None:
    """A mitigation, and what holds from a day on, act on all hours of a covered department."""
    mitigation = (
        "mitigations:\n  - name: Coaching\n    cost: 0\n"
        "    effects: {phases.rest.training_deficit.departments.fulfilment.hours: {multiply: 0.5}}\n"
    )
    case = scenario_of(TEXT + mitigation + PHASES).case
    after = mitigated(case, case.mitigations)
    own = after.inputs["phases.rest.training_deficit.departments.fulfilment.hours"]
    assert own.value == 200
    dated = PHASES.replace("likelihood: 40%", "likelihood: 40%, go_live: 2027-03-01").replace(
        "likelihood: 20%", "likelihood: 20%, go_live: 2027-09-06"
    )
    later = (
        "calendar:\n  if_live_from:\n    - date: 2027-06-01\n"
        "      set: {training_deficit.departments.fulfilment.hours: 100}\n"
    )
    (_, second) = by_phase(priced(TEXT + later + dated))
    assert second["training_deficit.fulfilment"] == 1_350


def test_means_and_trials_agree() -> None:
    """The closed form and trials take a range of a covered row alike."""
    text = TEXT.replace(
        "data_inaccuracy_rate: 5%", "data_inaccuracy_rate: {low: 1%, likely: 5%, high: 12%}"
    )
    text = text.replace("hours: 400", "hours: {low: 100, likely: 400, high: 900}")
    found = priced(text + PHASES)
    told = means(found).totals["net_exposure"]
    assert told is not None
    sampled = simulate(found, trials=40_000).shown.summary
    assert abs(sampled.mean.value - float(told)) < 4 * sampled.mean.error
    assert drivers(found).mean == pytest.approx(float(told), rel=1e-9)
    exact_one = simulate(found).shown.summary
    assert exact_one.mean.value == pytest.approx(float(told), rel=1e-6)


def test_the_timeline_adds_up() -> None:
    """What falls in each phase falls on its days."""
    dated = PHASES.replace("likelihood: 40%", "likelihood: 40%, go_live: 2027-03-01").replace(
        "likelihood: 20%", "likelihood: 20%, go_live: 2027-09-06"
    )
    found = priced(TEXT + dated)
    assert sum(period.amount for period in timeline(found).periods) == found.net_exposure


def test_who_covers_is_an_input_that_differs() -> None:
    """Compared with the same roll-out split, `covers` is named with what it moves alone."""
    split = PHASES.replace(", covers: {integrations: [ERP]}", "")
    split = split.replace(", covers: {departments: Fulfilment}", "")
    found = compare([priced(TEXT + PHASES), priced(TEXT + split)])
    (covers,) = found.differing
    assert covers.path == "phases.*.covers"
    each_by_its_share = Decimal("0.1") * Decimal("0.4") + Decimal("0.9") * Decimal("0.2")
    erp = 15_000 * (each_by_its_share - Decimal("0.4"))
    hours = 5_400 * (each_by_its_share - Decimal("0.2"))
    assert covers.effects[1] == erp + hours


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("[ERP]", "[ERB]", "SCN313", "which is not in `data_misalignment.integrations`"),
        ("departments: Fulfilment", "integrations: [erp]", "SCN111", "covers `erp` by `pilot`, too"),
        ("[ERP]", "[ERP, ERP]", "SCN111", "covers `ERP` twice"),
        (
            "covers: {integrations: [ERP]}",
            f"covers: {{integrations: [ERP]}}, {OWN_LIST}",
            "SCN111",
            "which the phase states itself",
        ),
        ("covers: {integrations: [ERP]}", "covers: {interfaces: [ERP]}", "SCN102", "unknown key"),
    ],
)
def test_what_cannot_be_covered(old: str, new: str, code: str, message: str) -> None:
    """It is refused where it stands, and says why."""
    with pytest.raises(InvalidScenarioError) as caught:
        scenario_of(TEXT + PHASES.replace(old, new))
    (finding,) = (one for one in caught.value.findings if one.severity == "error")
    assert finding.code == code
    assert message in finding.message


def test_whole_orders_cannot_be_set_from_a_day_on() -> None:
    """A phase takes its share of them; the whole of that day is stated nowhere."""
    later = (
        "calendar:\n  go_live: 2027-03-01\n  if_live_from:\n    - date: 2027-06-01\n"
        "      set: {orders.daily_volume: 500}\n"
    )
    with pytest.raises(InvalidScenarioError) as caught:
        scenario_of(TEXT + later + PHASES)
    assert [one.code for one in caught.value.findings if one.severity == "error"] == ["SCN310"]


def test_a_covered_row_is_known_in_full() -> None:
    """It is assessed in its one phase, which is all there are for it."""
    found = priced(TEXT + PHASES)
    parts = {part.id: part for line in found.exposure.lines for part in line.parts}
    erp = parts["data_misalignment.erp"]
    assert (erp.assessed_in, erp.phases, erp.goes_live_with) == (1, 1, "Pilot")
    assert Fraction(erp.amount or 0) == 15_000
