"""Mappings: what a program holds as maps and lists is read as a file that says the same."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from omsrisk import InvalidScenarioError, UsageError, dump, load
from tests.support.paths import SCENARIOS

FILES = sorted(SCENARIOS.rglob("[!._]*.yaml"))
ORDERS = {"daily_volume": 1000, "average_value": 100}
DELAY = {"duration_days": 3, "cancellation_sensitivity": "12%"}
CASE = {"omsrisk": 1, "currency": "EUR", "orders": ORDERS, "delay": DELAY}


@pytest.mark.parametrize("values", [False, True], ids=["texts", "values"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mapping_is_read_as_the_file_that_says_it(file: Path, *, values: bool) -> None:
    """As texts, and as the numbers and dates that a program makes of them."""
    scenario = load(file)
    texts = yaml.load(dump(scenario), Loader=yaml.BaseLoader)
    assert len(FILES) > 10
    assert load(_changed(texts, _made_of if values else str)).case == scenario.case


def _changed(value: Any, made: Callable[[str], object]) -> Any:
    if isinstance(value, dict):
        return {key: _changed(one, made) for key, one in value.items()}
    if isinstance(value, list):
        return tuple(_changed(one, made) for one in value)
    return made(value)


def _made_of(text: str) -> object:
    """Make a number, a date or a truth of a text that is written as one."""
    if text in {"true", "false"}:
        return text == "true"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


VALUES = [
    (3, "3", "a whole number"),
    (2.5, "2.5", "a float counts with its shortest digits"),
    (1e-7, "0.0000001", "and without an exponent"),
    (Decimal("12.50"), "12.50", "a decimal counts to its last digit"),
    (Decimal("1E+2"), "100", "and without an exponent"),
    (np.float64(0.1), "0.1", "numbers of numpy, too"),
    (np.int64(7), "7", "and its whole numbers"),
    ("2.5", "2.5", "a text as an author writes it"),
    ({"low": 1, "likely": "2", "high": 4.5}, "2", "a range"),
]


@pytest.mark.parametrize("row", VALUES, ids=lambda row: row[-1])
def test_a_value_counts_as_it_is_written(row: tuple[object, str, str]) -> None:
    """No digit is added or lost."""
    value, expected, _ = row
    case = load({**CASE, "delay": {**DELAY, "duration_days": value}}).case
    assert f"{case.inputs['delay.duration_days'].value:f}" == expected


@pytest.mark.parametrize("name", ["null", "true", "12", "a: b", "#", "NO", "x\ny", "- a", "'", "é"])
def test_a_text_is_a_text(name: str) -> None:
    """Where a text is meant, nothing in it is taken for anything else."""
    assert load({**CASE, "name": name}).name == name


def test_a_date_is_a_date() -> None:
    """As a file writes it."""
    scenario = load({**CASE, "calendar": {"go_live": date(2027, 2, 1)}})
    assert scenario.case.calendar.go_live == date(2027, 2, 1)


def test_options_stand_over_a_mapping() -> None:
    """As over a file."""
    assert load(CASE, {"orders.daily_volume": "7"}).case.inputs["orders.daily_volume"].value == 7


def test_a_finding_has_a_place() -> None:
    """What is wrong is named by its key, in a text that shows it."""
    with pytest.raises(InvalidScenarioError) as refused:
        load({**CASE, "orders": {**ORDERS, "daily_volumne": 3}})
    [finding] = refused.value.findings
    assert (finding.code, finding.file, finding.path) == (
        "SCN102",
        "<mapping>",
        "orders.daily_volumne",
    )
    assert finding.excerpt


def _deep() -> dict[str, object]:
    deep: dict[str, object] = {}
    deep["orders"] = deep
    return deep


UNSAYABLE = [
    ({"orders": {"daily_volume": object()}}, "`orders.daily_volume` is of type object", "any thing"),
    ({"orders": {"daily_volume": {1, 2}}}, "`orders.daily_volume` is of type set", "a set"),
    ({"orders": {"daily_volume": b"3"}}, "`orders.daily_volume` is of type bytes", "bytes"),
    ({"as_of": datetime(2027, 1, 1)}, "`as_of` is of type datetime", "a time"),  # noqa: DTZ001 - no zone is meant
    ({1: 2}, "the key `1` must be a text", "a key that is a number"),
    (_deep(), "`orders.orders.orders...` is nested deeper than 64 levels", "what holds itself"),
]


@pytest.mark.parametrize("row", UNSAYABLE, ids=lambda row: row[-1])
def test_what_no_file_can_say_is_refused(row: tuple[Mapping[str, object], str, str]) -> None:
    """With the key where it stands."""
    with pytest.raises(UsageError) as refused:
        load(row[0])
    assert refused.value.message.startswith(row[1])


def test_a_number_of_another_kind_counts_with_its_nearest_float() -> None:
    """Such as a fraction."""
    case = load({**CASE, "likelihood": Fraction(1, 4)}).case
    assert case.inputs["likelihood"].value == Decimal("0.25")
