"""What mitigations do to a row's number that it has from its section, or from another one."""

from decimal import Decimal

import pytest

from omsrisk import Scenario
from omsrisk.analysis.assess import exact_exposure
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader
from tests.support.phased_texts import flow

RATE, POINTS = "data_misalignment.data_inaccuracy_rate", "data_misalignment.integrations"
ERP = f"{POINTS}.erp.data_inaccuracy_rate"
DEPOT = "capital.items.depot.paid_before_go_live"
HALF = {"multiply": "0.5"}

ROWS = """omsrisk: 1
currency: EUR
orders: {{daily_volume: 1000, average_value: 100}}
data_misalignment:
  exposure_days: 10
  error_correction_cost: 10
  data_inaccuracy_rate: {rate}
  integrations: [{{name: ERP, share_of_orders: 40%}}, {{name: Shop, share_of_orders: 60%}}]
"""
PHASES = """phases:
  - {{name: A, share_of_orders: 50%}}
  - {{name: B, share_of_orders: 50%{b}}}
"""
OWN_ROWS = (
    ", data_misalignment: {integrations: [{name: ERP, share_of_orders: 40%, data_inaccuracy_rate: "
    "2%}, {name: Shop, share_of_orders: 60%}]}"
)
OWN_SECTION = ", data_misalignment: {data_inaccuracy_rate: 2%}"

DEPARTMENTS = """omsrisk: 1
currency: EUR
training_deficit:
  cost_per_hour: 40
  incompletion_rate: 30%
  departments: [{name: Store, hours: 100}, {name: Office, hours: 100}]
"""
FREEZE = """omsrisk: 1
currency: EUR
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 1, cancellation_sensitivity: 10%}
stabilisation: {freeze: {duration_days: 2}}
"""
CAPITAL = """omsrisk: 1
currency: EUR
hidden_costs: {brand_damage: 0}
stop_if_a_phase_fails: true
stopping: {items: []}
capital:
  paid_before_go_live: 80%
  items: [{item: Licences, amount: 1000}, {item: Depot, amount: 2000}]
phases:
  - {name: A, share_of_orders: 50%, likelihood: 100%}
  - {name: B, share_of_orders: 50%}
"""


def text_with(text: str, *effects: dict[str, dict[str, str]]) -> str:
    """Append mitigations that cost nothing: M0, M1 and so on."""
    written = [{"name": f"M{at}", "cost": "0", "effects": one} for at, one in enumerate(effects)]
    return f"{text}mitigations: {flow(written)}\n"


def taking(text: str, *effects: dict[str, dict[str, str]], **by_hand: str) -> Scenario:
    """Load a text with mitigations, all of them taken, and values of the command line over them."""
    names = [f"M{at}" for at in range(len(effects))]
    content = text_with(text, *effects).encode()
    return Loader(by_hand, lambda _: content, taken=names).load("scenario.yaml")


def net(scenario: Scenario) -> Decimal:
    """Price it at the most likely values."""
    return Decimal(exact_exposure(scenario.case).net_exposure)


def rows(b: str | None = None, rate: str = "5%") -> str:
    """The two integration points, in two phases where the second has something of its own."""
    return ROWS.format(rate=rate) + ("" if b is None else PHASES.format(b=b))


CASES = [  # text, effect, net exposure with and without it, why
    (rows(), {ERP: HALF}, "4000", "5000", "no phases"),
    (rows(""), {ERP: HALF}, "4000", "5000", "all phases inherit"),
    (rows(OWN_ROWS), {ERP: HALF}, "3700", "4400", "a phase states it for its own row"),
    (rows(OWN_SECTION), {ERP: HALF}, "2800", "3500", "a phase states it for its section"),
    (rows(""), {f"phases.b.{ERP}": HALF}, "4500", "5000", "in one phase, which inherits"),
    (rows(OWN_SECTION), {f"phases.a.{ERP}": HALF}, "3000", "3500", "in the phase with the default"),
    (rows(OWN_SECTION), {f"phases.b.{ERP}": HALF}, "3300", "3500", "in one phase with its section"),
    (rows(), {ERP: {"set": "1%"}}, "3400", "5000", "a set"),
    (rows(), {ERP: {"add": "-1%"}}, "4600", "5000", "an addition"),
    (rows(), {ERP: HALF, RATE: HALF}, "2000", "5000", "the section and the row: both multiply"),
    (rows(), {RATE: HALF}, "2500", "5000", "the section alone reaches its rows"),
    (rows(""), {ERP: HALF, f"phases.b.{RATE}": HALF}, "3000", "5000", "row, and section of a phase"),
    (rows(""), {f"phases.b.{ERP}": HALF, RATE: HALF}, "2250", "5000", "section, and row of a phase"),
    (rows(""), {f"phases.b.{ERP}": HALF, ERP: HALF}, "3750", "5000", "row, and row of a phase"),
    (rows(OWN_ROWS), {ERP: HALF, RATE: HALF}, "1950", "4400", "a row of its own"),
    (DEPARTMENTS, {"training_deficit.departments.store.incompletion_rate": HALF}, "1800", "2400",
     "a rate of a department"),
    (DEPARTMENTS, {"training_deficit.departments.store.cost_per_hour": {"add": "-10"}}, "2100",
     "2400", "a price of a department"),
    (FREEZE, {"stabilisation.freeze.cancellation_sensitivity": HALF}, "20000", "30000",
     "the freeze, which falls back on the delay"),
    (FREEZE, {"delay.cancellation_sensitivity": HALF}, "15000", "30000", "reached by the delay"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_an_effect_acts_on_what_counts_there(
    case: tuple[str, dict[str, dict[str, str]], str, str, str],
) -> None:
    """What a row has from its section is an input of its own to an effect, in every phase."""
    text, effects, after, before, _ = case
    taken = taking(text, effects)
    assert taken.findings == ()
    assert (net(taking(text)), net(taken)) == (Decimal(before), Decimal(after))
    one_each = taking(text, *({path: effect} for path, effect in reversed(effects.items())))
    assert net(one_each) == net(taken)


def test_an_effect_acts_on_the_share_of_a_part_of_the_system() -> None:
    """A part that has its share from the system has one of its own for an effect."""
    inputs = taking(CAPITAL, {DEPOT: HALF}).case.inputs
    assert (inputs[DEPOT].value, inputs["capital.paid_before_go_live"].value) == (
        Decimal("0.4"),
        Decimal("0.8"),
    )


def test_the_range_and_its_quantile_come_along() -> None:
    """Half of a range is a range that moves with the one it comes from."""
    text = rows("", rate="{low: 2%, likely: 5%, high: 10%}")
    for phase in taking(text, {ERP: HALF}).case.phases:
        one = phase.inputs[ERP]
        assert one.spread is not None
        ends = one.spread.low, one.spread.likely, one.spread.high
        assert ends == (Decimal("0.01"), Decimal("0.025"), Decimal("0.05"))
        assert one.quantile_source == RATE


def test_a_section_set_by_hand_stands_over_an_effect_on_its_row() -> None:
    """`--set` is the last word, also where it reaches a row through its section."""
    assert net(taking(rows(""), {ERP: HALF}, **{RATE: "4%"})) == 4000
    assert net(taking(rows(""), {ERP: HALF}, **{ERP: "4%"})) == 4600


def test_a_row_out_of_its_bounds_is_told() -> None:
    """A factor that a section's rate bears for one row has the bounds of a share."""
    with pytest.raises(InvalidScenarioError) as caught:
        taking(rows(), {ERP: {"multiply": "30"}})
    (finding,) = caught.value.findings
    assert (finding.code, ERP in finding.message) == ("SCN403", True)


def test_a_row_that_is_not_there_is_told() -> None:
    """What a section states counts for the rows that there are."""
    (finding,) = taking(rows(), {f"{POINTS}.depot.data_inaccuracy_rate": HALF}).findings
    assert finding.code == "SCN113"
