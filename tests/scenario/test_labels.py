"""Labels: what reports call an input, by its declaration and by the names that its author gives."""

import pytest

from omsrisk import load
from omsrisk.core.pricing.variation import values_of
from omsrisk.scenario.labels import label_of
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.paths import known_inputs
from tests.support.paths import SCENARIOS

FILE = """
omsrisk: 1
currency: EUR
orders: {daily_volume: 100, average_value: 50}
delay: {duration_days: 3, cancellation_sensitivity: 10%}
data_misalignment:
  exposure_days: 10
  error_correction_cost: 4
  integrations: [{name: ERP and CRM, data_inaccuracy_rate: 5%, owner: Eve Marlow}]
hidden_costs:
  brand_damage: {value: 900, owner: Ada Kern}
  customer_attrition: [{item: Large accounts, quantity: 3, unit_cost: 9, unit: account, owner: Al}]
programme: {items: [{item: Training rooms, amount: 500}]}
phases:
  - {name: North, share_of_orders: 40%, likelihood: 20%}
  - name: South & East
    share_of_orders: 60%
    delay: {duration_days: 5}
    programme: {items: [{item: Van hire, quantity: 2, unit_cost: 70, unit: day}]}
"""
CASE = Loader().load("file.yaml", FILE.encode()).case


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("delay.duration_days", "Days of delay"),
        (
            "data_misalignment.integrations.erp-and-crm.data_inaccuracy_rate",
            "ERP and CRM: orders with wrong data",
        ),
        ("hidden_costs.brand_damage", "Brand damage"),
        ("hidden_costs.customer_attrition.large-accounts.quantity", "Large accounts: accounts"),
        (
            "hidden_costs.customer_attrition.large-accounts.unit_cost",
            "Large accounts: cost per account",
        ),
        ("programme.items.training-rooms.amount", "Training rooms"),
        ("phases.north.likelihood", "North: likelihood of failure"),
        ("phases.south-east.delay.duration_days", "South & East: days of delay"),
        ("phases.south-east.programme.items.van-hire.quantity", "South & East: Van hire: days"),
        ("programme.overrun.rate", "Programme overrun: rate of overrun"),
        ("capital.overrun.rate", "System overrun: rate of overrun"),
        ("common_cause.number", "Which go-lives the common cause takes"),
        ("phases.north.likelihood_by_common_cause", "North: failure by the common cause"),
        ("nobody.knows", "nobody.knows"),
    ],
)
def test_an_input_is_called_by_words(path: str, label: str) -> None:
    """The label of its declaration, after the names of its phase and of its element."""
    assert label_of(CASE, path) == label


def test_every_declared_input_has_a_label_of_its_own_in_its_section() -> None:
    """No label is empty, and none stands for two inputs of one section."""
    by_section: dict[str, list[str]] = {}
    for path, known in known_inputs().items():
        assert known.declaration.label.strip(), path
        by_section.setdefault(path.rpartition(".")[0], []).append(known.declaration.label)
    for section, labels in by_section.items():
        assert len(set(labels)) == len(labels), section


@pytest.mark.parametrize("name", ["phased", "retailer-mitigated", "integration-points", "consultant"])
def test_labels_tell_the_inputs_of_a_file_apart(name: str) -> None:
    """No two inputs of a scenario are called the same."""
    case = load(SCENARIOS / f"{name}.yaml").case
    labels = [label_of(case, path) for path in values_of(case)]
    assert len(set(labels)) == len(labels)


def test_who_answers_for_an_input_is_kept() -> None:
    """An owner of the value, or of the element it stands in."""
    owners = {path: one.owner for path, one in CASE.inputs.items() if one.owner}
    assert owners == {
        "data_misalignment.integrations.erp-and-crm.data_inaccuracy_rate": "Eve Marlow",
        "hidden_costs.brand_damage": "Ada Kern",
        "hidden_costs.customer_attrition.large-accounts.quantity": "Al",
        "hidden_costs.customer_attrition.large-accounts.unit_cost": "Al",
    }


def test_settings_have_labels() -> None:
    """Days, rules, decisions and properties of items are called by words and names."""
    text = (
        "omsrisk: 1\ncurrency: USD\nhidden_costs: {brand_damage: 10}\n"
        "recoveries: [{item: Cover, amount: 5, contingent: false}]\n"
        "gaps: [{area: Price lists, modification_cost: 5, process_change_cost: 6}]\n"
        "mitigations:\n"
        "  - {name: Rehearsal, cost: 5, effects: {hidden_costs.brand_damage: {add: -1}}}\n"
    )
    case = Loader(read_bytes=lambda _: text.encode()).load("case.yaml").case
    assert {
        path: label_of(case, path)
        for path in (
            "calendar.go_live", "phases.*.go_live", "if_a_phase_fails", "gaps.price-lists.decision",
            "mitigations.rehearsal", "recoveries.cover.contingent", "nothing.of.this",
        )
    } == {
        "calendar.go_live": "Go-live",
        "phases.*.go_live": "Every phase: go-live",
        "if_a_phase_fails": "If a phase fails",
        "gaps.price-lists.decision": "Price lists: decision",
        "mitigations.rehearsal": "Rehearsal",
        "recoveries.cover.contingent": "Cover: contingent",
        "nothing.of.this": "nothing.of.this",
    }  # fmt: skip
