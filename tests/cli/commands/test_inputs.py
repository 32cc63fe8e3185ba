"""`omsrisk inputs`: the register of assumptions, and the list of what to ask."""

from decimal import Decimal

import pytest

from tests.support.program import Program
from tests.support.reading_xlsx import values_of_sheet

RANGED = """omsrisk: 1
currency: EUR
orders: {daily_volume: {value: 1000, owner: Ada, as_of: 2026-12-01}, average_value: 100}
delay:
  duration_days: {low: 1, likely: 3, high: 9, source: the plan, owner: Bo}
  cancellation_sensitivity: 12%
"""
BEGUN = "omsrisk: 1\ncurrency: EUR\ndelay: {duration_days: 3}\n"


def by_path(program: Program, *arguments: str) -> dict[str, dict[str, object]]:
    """Run it, and return the inputs by path, in their order."""
    run = program("inputs", *arguments, "--format", "json")
    assert run.code == 0, run.err
    return {one["path"]: one for one in run.json["inputs"]}


def test_what_is_known_of_each_input(program: Program) -> None:
    """Label, meaning, unit, value, range, source, owner, day, and what it moves."""
    program.file("case.yaml", RANGED)
    found = by_path(program, "case.yaml", "--at", "likely")
    days = found["delay.duration_days"]
    assert (days["label"], days["unit"], days["state"]) == ("Days of delay", "day", "stated")
    assert days["value"] == 3
    assert days["range"] == {
        "distribution": "pert", "low": 1, "likely": 3, "high": 9, "outside": None,
    }  # fmt: skip
    assert (days["source"], days["owner"]) == ("the plan", "Bo")
    assert str(days["meaning"]).startswith("First late day")
    assert found["orders.daily_volume"]["as_of"] == "2026-12-01"
    assert days["effect"] == Decimal("7200.00"), "1000 x 100 x 12 % x 0.6 days"
    assert Decimal(str(days["effect_of_range"])) > 7200


def test_the_order_is_that_of_the_effects(program: Program) -> None:
    """What moves most stands first; what is missing stands before all, what nobody assesses last."""
    program.file("case.yaml", RANGED)
    found = list(by_path(program, "case.yaml").values())
    weights = [
        max(Decimal(str(one["effect"] or 0)), Decimal(str(one["effect_of_range"] or 0)))
        for one in found
        if one["state"] == "stated"
    ]
    assert weights == sorted(weights, reverse=True)
    assert found[0]["path"] == "delay.duration_days"
    assert found[-1]["state"] == "not assessed"


def test_a_rate_of_overrun_may_pass_the_whole(program: Program) -> None:
    """Its 10 % up are no less where it is above 100 %; a quantity of `1` is no share either."""
    program.file(
        "over.yaml",
        "omsrisk: 1\ncurrency: EUR\n"
        "hidden_costs: {brand_damage: [{item: Fee, quantity: 7, unit: 1, unit_cost: 10}]}\n"
        "capital: {system_cost: 900000, overrun: {rate: 127%, likelihood: 50%}}\n",
    )
    found = by_path(program, "over.yaml")
    assert found["capital.overrun.rate"]["effect"] == Decimal("114300.00"), "900000 x 50 % x 25.4 %"
    fee = found["hidden_costs.brand_damage.fee.quantity"]
    assert (fee["unit"], fee["effect"]) == ("unit", Decimal("14.00"))


def test_a_file_that_is_begun(program: Program) -> None:
    """It cannot be priced, and says what to ask: what it lacks, then the categories it leaves out."""
    program.file("begun.yaml", BEGUN)
    found = by_path(program, "begun.yaml", "--missing")
    states = {path: one["state"] for path, one in found.items()}
    assert list(states)[:3] == [
        "orders.daily_volume", "orders.average_value", "delay.cancellation_sensitivity",
    ]  # fmt: skip
    assert set(list(states.values())[:3]) == {"missing"}
    assert states["training_deficit.hours"] == "not assessed"
    assert states["hidden_costs.inventory_loss"] == "not assessed"
    assert all(one["effect"] is None for one in found.values())


ASKED = [  # options, the paths, why
    (["--owner", "ada"], ["orders.daily_volume"], "whatever the case of the letters"),
    (["--unsourced", "--owner", "Ada"], ["orders.daily_volume"], "both"),
    (["--unsourced", "--owner", "Bo"], [], "his has a source"),
    (
        ["--unsourced"],
        ["orders.daily_volume", "orders.average_value", "delay.cancellation_sensitivity"],
        "no source",
    ),
]


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case[-1])
def test_what_is_asked_of_whom(program: Program, case: tuple[list[str], list[str], str]) -> None:
    """Each option narrows the list."""
    program.file("case.yaml", RANGED)
    options, paths, _ = case
    assert set(by_path(program, "case.yaml", *options)) == set(paths)


def test_what_is_wrong_otherwise_is_a_finding(program: Program) -> None:
    """A file that holds more than gaps is judged as by every command; the others are listed."""
    program.file("wrong.yaml", BEGUN.replace("duration_days: 3", "duration_days: -3"))
    program.file("begun.yaml", BEGUN)
    run = program("inputs", "wrong.yaml", "begun.yaml")
    assert run.code == 1
    assert "wrong.yaml:3" in run.err
    assert "delay.cancellation_sensitivity" in run.out


def test_documented_ranges_of_money_keep_their_currency(program: Program) -> None:
    """A range in another currency says nothing, and is left out."""
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("yen.yaml", text.replace("currency: USD", "currency: JPY"))
    dollars, yen = by_path(program, "retailer.yaml"), by_path(program, "yen.yaml")
    told = {path for path, one in dollars.items() if "USD" in str(one["documented"])}
    assert told
    assert all(yen[path]["documented"] is None for path in told)


def test_it_is_a_request_list_in_a_spreadsheet(program: Program) -> None:
    """With meaning and documented range, and the digest of the file it came from."""
    program.file("begun.yaml", BEGUN)
    assert program("inputs", "begun.yaml", "-o", "inputs.xlsx").code == 0
    rows = values_of_sheet((program.folder / "inputs.xlsx").read_bytes())
    heads = [str(one) for one in rows[0]]
    assert {"meaning", "documented", "value", "source", "owner", "sha256"} <= set(heads)
    shown = {row[heads.index("path")]: row[heads.index("value")] for row in rows[1:]}
    assert shown["delay.duration_days"] == 3
    assert shown["orders.daily_volume"] is None
    assert program("inputs", "begun.yaml", "--format", "csv").out.startswith("file,label,path,")
