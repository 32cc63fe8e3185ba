"""Overruns: what planned costs come to beyond the plan, in the exposure, not in the programme."""

import math
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.missing import missing_in
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.money import exact
from omsrisk.core.pricing.declarations import Group
from tests.support.scenario_texts import findings_of, load_text

HEAD = "omsrisk: 1\nname: A\ncurrency: USD\n"
SYSTEM = "capital: {system_cost: 900000, overrun: {rate: 27%, likelihood: 50%}}\n"
ITEMS = "items: [{item: Consultants, amount: 200000}]"
PROGRAMME = f"programme: {{{ITEMS}, overrun: {{rate: 10%, likelihood: 50%}}}}\n"
PHASES = "phases:\n  - {name: Pilot, share_of_orders: 10%}\n  - {name: Rest, share_of_orders: 90%}\n"
WAITING = (
    "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 700}\n"
)
GAPS = (
    "gaps:\n"
    "  - {area: Returns, decision: modify, modification_cost: 50000, process_change_cost: 7000}\n"
    "  - {area: Labels, decision: change_process, modification_cost: 9000,"
    " process_change_cost: 8000}\n"
)
IN_PARTS = (
    "capital:\n  items: [{item: A, amount: 600000}, {item: B, amount: 300000}]\n"
    "  paid_before_go_live: 85%\n  overrun: {rate: 27%, likelihood: 50%}\n"
)
IN_A_PHASE = (
    "programme: {items: []}\nphases:\n"
    "  - {name: A, share_of_orders: 100%, programme: {overrun: {rate: 1%}}}\n"
)
STOPPED = (
    f"likelihood: 30%\nif_a_phase_fails: stop\nstopping: {{items: []}}\n{PROGRAMME}phases:\n"
    "  - {name: Pilot, share_of_orders: 10%}\n"
    "  - name: Rest\n    share_of_orders: 90%\n"
    "    programme: {items: [{item: Trainers, amount: 100000}]}\n"
)


def priced(text: str) -> Assessment:
    """Price a scenario of the keys that matter."""
    return assess(load_text(HEAD + text))


CASES = [  # scenario, figure, amount, why
    (SYSTEM, "overrun.capital", "121500", "27 % of a system of 900,000 at 50 %"),
    (SYSTEM, "exposure", "121500", "it may go wrong"),
    (PROGRAMME, "overrun", "10000", "10 % of the programme at 50 %"),
    (PROGRAMME, "programme", "200000", "the plan stays the plan"),
    (PROGRAMME, "exposure", "10000", "without what is planned"),
    (PROGRAMME, "net_exposure", "210000", "with it"),
    (PROGRAMME + PHASES, "overrun", "10000", "shared: a split changes nothing"),
    (f"likelihood: 20%\n{PROGRAMME}", "overrun", "10000", "no go-live has to fail for it"),
    (PROGRAMME + WAITING, "overrun", "10000", "waiting is no purchase"),
    (PROGRAMME + GAPS, "overrun", "12500", "a gap that is modified is built; a new process is not"),
    (STOPPED, "overrun", "13500", "what a later phase adds counts with its chance of 70 %"),
    (
        IN_PARTS,
        "overrun.capital",
        "121500",
        "the sum of the system's parts",
    ),
    (
        f"programme: {{{ITEMS}, overrun: {{rate: 200%}}}}\n",
        "overrun.programme",
        "400000",
        "a rate may be above 100 %, and without a likelihood it is certain",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_a_plan_overruns_by_its_rate(case: tuple[str, str, str, str]) -> None:
    """Planned cost x rate x likelihood, in the exposure and never in the programme."""
    text, metric, amount, _ = case
    assert metric_of(priced(text).exposure, metric) == Decimal(amount)


def test_a_mitigation_that_is_taken_overruns_too(tmp_path: Path) -> None:
    """What is bought on top is part of the plan; one that is not taken is not."""
    file = tmp_path / "case.yaml"
    measure = (
        "mitigations:\n  - name: Guard\n    owner: Ada\n    cost: 20000\n"
        "    effects: {hidden_costs.inventory_loss: {multiply: 0.5}}\n"
    )
    text = f"{HEAD}hidden_costs: {{inventory_loss: 1}}\n{PROGRAMME}{measure}"
    file.write_text(text, encoding="utf-8")
    without, taken = (assess(load(file, taken=names)).totals for names in ((), ("guard",)))
    assert (without["overrun"], taken["overrun"]) == (Decimal(10000), Decimal(11000))


def test_each_is_one_event() -> None:
    """Drivers and draws see two events, whatever the phases; mean and deviation as worked by hand."""
    result = priced(PROGRAMME + SYSTEM + PHASES)
    found = drivers(result)
    assert {one.path for one in found.drivers} == {
        "programme.overrun.likelihood",
        "capital.overrun.likelihood",
    }
    assert found.mean == pytest.approx(200000 + 10000 + 121500)
    assert found.standard_deviation == pytest.approx(math.hypot(0.5 * 20000, 0.5 * 243000))
    drawn = simulate(result, seed=3).figures["net_exposure"].summary
    assert abs(drawn.mean.value - found.mean) <= 4 * drawn.mean.error


def test_it_falls_on_the_first_go_live() -> None:
    """The whole overrun on one day, and the timeline still adds up."""
    result = priced(f"{PROGRAMME}{SYSTEM}calendar: {{go_live: 2027-02-15}}\n")
    laid_out = timeline(result)
    with exact():
        assert sum((one.amount for one in laid_out.periods), Decimal(0)) == Decimal("331500.00")


def test_a_file_that_says_nothing_of_it_lacks_nothing() -> None:
    """No row, no part of a total that is missing, no limit that cannot be judged."""
    result = priced(f"programme: {{{ITEMS}}}\nhidden_costs: {{inventory_loss: 1}}\n")
    assert result.totals["overrun"] is None
    assert Group.OVERRUN not in missing_in(result, "net_exposure")


REFUSED = [  # scenario, what the finding names, why
    ("programme: {items: [], overrun: {likelihood: 50%}}\n", "rate", "a likelihood of nothing"),
    (
        IN_A_PHASE,
        "outside the phases",
        "it is charged once for the whole roll-out",
    ),
    ("programme: {items: [], overrun: {rate: -5%}}\n", "rate", "nothing is negative"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_makes_no_sense_is_refused(case: tuple[str, str, str]) -> None:
    """A finding at the key."""
    text, named, _ = case
    found = findings_of(f"{HEAD}hidden_costs: {{inventory_loss: 1}}\n{text}")
    assert any(named in f"{one.message} {one.hint}" for one in found), found


def test_a_mitigation_sets_a_rate_in_percent() -> None:
    """A rate is written like a share, and like a number."""
    text = (
        f"hidden_costs: {{inventory_loss: 1}}\n{PROGRAMME}mitigations:\n  - name: Fixed price\n"
        "    owner: Ada\n    cost: 1\n    effects: {programme.overrun.rate: {set: 120%}}\n"
    )
    (one,) = load_text(HEAD + text).case.mitigations
    assert one.effects[0].number == Decimal("1.2")
