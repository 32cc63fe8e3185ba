"""The shape of the JSON report: a key that goes or changes its meaning is a new schema_version."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.support.hostile_results import as_json, findings, report

SCHEMA_VERSION = 2

DOCUMENT = {"schema_version", "at", "results", "grand_total", "summary", "diagnostics"}
RESULT = {
    *("file", "name", "currency", "approach", "likelihood"),
    *("complete", "categories_assessed", "totals", "memo", "phases", "lines"),
    *("taken", "postponed_by_days", "live_from", "chances", "failing_looks_cheaper", "dearest_phase"),
    *("means", "means_error", "memo_means", "outcomes", "by_basis", "notes", "charged_once"),
    "present_value",
}
CHANCES = {
    *("at_least_one_fails", "every_phase_holds", "all_fail", "every_phase_goes_live", "abandoned"),
    *("stops_after", "only_the_last_fails", "expected_share_of_orders"),
}
TOTALS = {
    *("cost_of_failure", "expected_cost_of_failure", "stopping", "stabilisation"),
    *("programme", "overrun", "recoveries", "exposure", "net_exposure"),
}
MEMO = {
    *("order_value_delayed", "order_value_frozen", "order_value_kept", "lost_revenue"),
    *("lost_margin", "net_exposure_at_margin", "cost_of_failure_at_margin", "capital_at_risk"),
    *("chance_of_stopping_early", "expected_share_of_orders", "break_even_stopping_cost"),
    *("net_exposure_without_stop_rule", "stop_rule_saves"),
}
LINE = {
    *("id", "group", "part_of", "label", "basis", "amount", "weight", "expected"),
    *("assessed", "complete", "formula", "inputs", "mean", "floor"),
}
OUTCOME = {"name", "chance", "net_exposure", "cost_of_failure", "partition"}
KINDS = {
    *("cash", "idle_capacity", "lost_revenue", "lost_margin", "written_off", "planned", "back"),
}
TRACED_LINE = LINE | {"expression"}
INPUT = {"path", "value", "unit", "source"}
DIAGNOSTIC = {
    *(
        "code",
        "severity",
        "message",
        "path",
        "file",
        "range",
        "hint",
        "source",
        "reason",
        "owner",
        "due",
        "money_at_risk",
        "roll_outs",
    ),
}
RANGE = {"start": {"line", "column"}, "end": {"line", "column"}}
GRAND_TOTAL = {"complete", "currency", "cost_of_failure", "net_exposure", "means"}

WHY = "a key may be added in a version; to take one away, raise schema_version and say so"


@pytest.fixture(scope="module")
def record() -> Any:
    """Read the report as a program does."""
    return json.loads(as_json(report()), parse_float=Decimal)


def keys(records: list[dict[str, Any]]) -> list[set[str]]:
    """Give the sets of keys there are, each once: all records of a kind have the same."""
    return [set(one) for one in {tuple(sorted(record)) for record in records}]


def test_version(record: Any) -> None:
    """The version comes first, so that a program can stop reading."""
    assert next(iter(record)) == "schema_version"
    assert record["schema_version"] == SCHEMA_VERSION


def test_keys(record: Any) -> None:
    """Each kind of record has these keys, no others, and has them always: null is not absence."""
    lines = [line for result in record["results"] for line in result["lines"]]
    inputs = [one for line in lines for one in line["inputs"]]
    assert set(record) == DOCUMENT, WHY
    assert keys(record["results"]) == [RESULT], WHY
    assert keys([result["totals"] for result in record["results"]]) == [TOTALS], WHY
    assert keys([result["memo"] for result in record["results"]]) == [MEMO], WHY
    assert keys([result["chances"] for result in record["results"]]) == [CHANCES], WHY
    assert keys([result["means"] for result in record["results"]]) == [TOTALS], WHY
    assert keys([result["memo_means"] for result in record["results"]]) == [MEMO], WHY
    assert keys([one for result in record["results"] for one in result["outcomes"]]) == [OUTCOME], WHY
    assert keys([result["by_basis"] for result in record["results"]]) == [KINDS], WHY
    assert keys(lines) == [LINE], WHY
    assert keys(inputs) == [INPUT], WHY
    assert keys(record["diagnostics"]) == [DIAGNOSTIC], WHY
    assert set(record["grand_total"]) == GRAND_TOTAL, WHY


def test_traced_lines_have_an_expression() -> None:
    """`--trace` adds one key to a line, and takes none away."""
    record = json.loads(as_json(report(trace=True)))
    assert keys([line for result in record["results"] for line in result["lines"]]) == [TRACED_LINE]


def test_ranges(record: Any) -> None:
    """A place has a start and an end, in lines and columns from 1; without a place it is null."""
    ranges = [one["range"] for one in record["diagnostics"]]
    assert None in ranges, "a file that cannot be read has no place"
    placed = [one for one in ranges if one is not None]
    assert len(placed) == len(findings()) > 1
    for one in placed:
        assert {end: set(place) for end, place in one.items()} == RANGE
        assert all(number >= 1 for place in one.values() for number in place.values())


def test_numbers(record: Any) -> None:
    """Amounts are numbers with the currency's digits, or null: never texts, never floats."""
    hostile = record["results"][0]
    amounts = [
        *hostile["totals"].values(),
        *hostile["memo"].values(),
        *(line[figure] for line in hostile["lines"] for figure in ("amount", "expected")),
    ]
    stated = [amount for amount in amounts if amount is not None]
    assert len(stated) > 50
    assert {type(amount) for amount in stated} == {Decimal}
    assert {str(amount).partition(".")[2] for amount in stated} >= {"00", "01"}
    assert {len(str(amount).partition(".")[2]) for amount in stated} == {2}


def test_lines_are_one_list(record: Any) -> None:
    """Ids are unique, and `part_of` names the id of a line that stands before it."""
    for result in record["results"]:
        seen: set[str] = set()
        for line in result["lines"]:
            assert line["id"] not in seen
            assert line["part_of"] is None or line["part_of"] in seen
            seen.add(line["id"])
