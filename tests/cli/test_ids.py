"""In no document does one id name two things: a program that looks one up finds what is meant."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.paths import SCENARIOS
from tests.support.program import Inside, Program

FILES = sorted(SCENARIOS.rglob("[!._]*.yaml"))
COMMANDS = [  # each on one scenario
    "calc FILE",
    "calc FILE --trace",
    "calc FILE --by phase",
    "compare FILE FILE",
    "diff FILE FILE",
    "timeline FILE",
    "tornado FILE",
    "sweep FILE --vary orders.average_value=+10%",
    "mitigate FILE",
    "knowing FILE FILE --set likelihood=50%",
    "tripwires FILE --all --max net_exposure=900000",
    "schedule FILE --from 2027-06-15 --to 2027-08-15",
]
NAMED = ("id", "slug")
"""What names a record among those beside it."""


def lists_of(document: Any) -> Iterator[list[dict[str, Any]]]:
    """Walk the lists of records in a document."""
    if isinstance(document, dict):
        for one in document.values():
            yield from lists_of(one)
    if isinstance(document, list):
        records = [one for one in document if isinstance(one, dict)]
        if records:
            yield records
        for one in document:
            yield from lists_of(one)


def twice(document: Any) -> list[str]:
    """List what names two records of one list."""
    return [
        name
        for records in lists_of(document)
        for key in NAMED
        for name, count in Counter(one[key] for one in records if key in one).items()
        if count > 1
    ]


def test_what_stands_twice_is_found() -> None:
    """The walk goes down to the lines of phases."""
    assert len(FILES) > 12
    line = {"id": "delay", "assessed": True}
    assert twice({"results": [{"phases": [{"lines": [line, line]}]}]}) == ["delay"]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_id_stands_twice(command: str) -> None:
    """Of each shipped scenario, in whatever a command says of it."""
    asked = Inside(SCENARIOS)
    told = []
    for file in FILES:
        name = str(file.relative_to(SCENARIOS))
        run = asked(*command.replace("FILE", name).split(), "-f", "json")
        if run.code:
            continue  # it has no dates, or no mitigations
        document = run.json
        told.append(len(list(lists_of(document))))
        assert twice(document) == [], f"{command}: {name}"
    assert any(told), "some scenario answers"


ONE_NAME = """\
omsrisk: 1
currency: USD
orders: {daily_volume: 100, average_value: 10}
delay: {duration_days: 2, cancellation_sensitivity: 10%}
if_a_phase_fails: stop
capital: {system_cost: 900, paid_before_go_live: 40%}
calendar: {earliest_go_live: 2027-01-01, horizon: 2028-01-01, cost_of_waiting_per_day: 3}
likelihood: 20%
stopping: {items: [{item: Fee, amount: 5}]}
programme: {items: [{item: Fee, amount: 5}]}
recoveries: [{item: Fee, amount: 5, contingent: true}]
stabilisation: {duration_days: 9, items: [{item: Fee, amount: 5}]}
hidden_costs: {brand_damage: [{item: Fee, amount: 5}], inventory_loss: [{item: Fee, amount: 5}]}
gaps: [{area: Fee, decision: modify, modification_cost: 7, process_change_cost: 8}]
mitigations: [{name: Fee, cost: [{item: Fee, amount: 5}], effects: {likelihood: {multiply: 0.5}}}]
phases:
  - name: Fee
    share_of_orders: 50%
    go_live: 2027-02-01
    programme: {items: [{item: Fee, amount: 6}]}
    recoveries: [{item: Fee, amount: 5, contingent: false}]
  - {name: Rest, share_of_orders: 50%, go_live: 2027-06-01}
"""


@pytest.mark.parametrize("more", ["", " --with fee"], ids=["as it stands", "with a mitigation"])
def test_one_name_everywhere(more: str, program: Program) -> None:
    """An item of one name in each list of a scenario, a phase and a mitigation is told apart."""
    program.file("fee.yaml", ONE_NAME)
    for command in ("calc", "calc --trace", "compare fee.yaml", "gaps", "timeline", "tornado"):
        run = Inside(program.folder)(*f"{command} fee.yaml{more}".split(), "-f", "json")
        assert run.code == 0, run.err
        assert twice(run.json) == []
