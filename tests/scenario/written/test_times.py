"""Times with their units, where days or hours are meant."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import load
from tests.support.program import Inside
from tests.support.scenario_texts import DELAY, RETAILER, finding_of, load_text

ACCEPTED = [  # as written, days, why
    ("72h", "3", "hours"),
    ("36 h", "1.5", "half a day of them"),
    ("3 days", "3", "the unit of the key"),
    ("1 day", "1", "one of them"),
    ("8 weeks", "56", "weeks"),
    ("90 minutes", "0.0625", "minutes that are a decimal of a day"),
    ("2 weeks 3 days", "17", "two units"),
    ("1d 12h", "1.5", "the same in letters"),
    ("3 Tage", "3", "German"),
    ("72 Std.", "3", "an abbreviation"),
    ("2 semaines", "14", "French"),
    ("72\u00a0h", "3", "a no-break space before a unit"),
]

WORK = """\
currency: USD
training_deficit: {{hours: {}, cost_per_hour: 45, incompletion_rate: 30%}}
"""


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case[-1])
def test_time_with_its_unit_is_read(case: tuple[str, str, str]) -> None:
    """Where days that elapse are meant, hours, days and weeks are so many of them, exactly."""
    text, days, _ = case
    stated = load_text(DELAY.replace("days: 3", f"days: {text}")).case.inputs["delay.duration_days"]
    assert stated.value == Decimal(days)
    assert stated.written == text


def test_time_that_is_no_decimal_is_refused_without_a_rounded_number() -> None:
    """5 hours are 0.208333... days: no number is named, as each would be another."""
    found = finding_of(DELAY.replace("days: 3", "days: 5 h"))
    assert (found.code, found.path) == ("SCN105", "delay.duration_days")
    assert "is not a decimal number of days" in found.message
    assert "0.2" not in found.hint + found.message


def test_hours_of_work_have_no_days() -> None:
    """No clock says how many hours of work a day has."""
    assert load_text(WORK.format("400 h")).case.inputs["training_deficit.hours"].value == 400
    hint = finding_of(WORK.format("50 days")).hint
    assert hint.startswith("how many hours are a working day is not known here")


def test_working_days_have_no_weeks() -> None:
    """No clock says how many days of a week are worked."""
    text = """\
currency: USD
stabilisation:
  duration_days: 45
  productivity: {staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%, working_days: 6 weeks}
"""
    hint = finding_of(text).hint
    assert hint.startswith("how many working days are a week is not known here")
    assert load_text(text.replace("6 weeks", "32 working days"))


@pytest.mark.parametrize("text", ["45 calendar days", "45 Kalendertage", "2 weeks", "48 h"])
def test_days_of_the_calendar_are_no_working_days(text: str) -> None:
    """How many of them are worked is asked; as elapsed time they are days."""
    stabilisation = f"""\
currency: USD
stabilisation:
  duration_days: 45
  productivity: {{staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%, working_days: {text}}}
"""
    assert finding_of(stabilisation).hint.startswith("how many ")
    assert load_text(DELAY.replace("days: 3", f"days: {text}"))


DURATIONS = [("PT72H", "72 h"), ("P3D", "3 days"), ("P1W2DT12H", "1 week 2 days 12 h")]


@pytest.mark.parametrize("row", DURATIONS, ids=lambda row: row[0])
def test_durations_of_programs(row: tuple[str, str]) -> None:
    """What ISO 8601 writes is said in words that are accepted."""
    text, words = row
    assert finding_of(DELAY.replace("days: 3", f"days: {text}")).hint == f"write {words}"
    assert load_text(DELAY.replace("days: 3", f"days: {words}"))


def test_trace_says_what_was_written(tmp_path: Path) -> None:
    """The report shows days, the derivation also what stands in the file."""
    (tmp_path / "a.yaml").write_text(
        "omsrisk: 1\n" + DELAY.replace("days: 3", "days: 72 h"), encoding="utf-8"
    )
    run = Inside(tmp_path)
    shown = run("calc", "a.yaml", "--trace").out
    assert "x 3 days x" in shown
    assert "delay.duration_days = 3 day (written 72 h; no source)" in shown
    (found,) = json.loads(run("calc", "a.yaml", "--format", "json").out)["results"]
    assert found["totals"]["cost_of_failure"] == 36000


def test_time_on_the_command_line() -> None:
    """`--set` takes what a file takes."""
    stated = load(RETAILER, {"delay.duration_days": "36 h"}).case.inputs["delay.duration_days"]
    assert stated.value == Decimal("1.5")


def test_effect_in_hours() -> None:
    """What is added to days may be hours, too."""
    text = "mitigations:\n  - {name: Spare, cost: 1, effects: {delay.duration_days: {add: -12 h}}}\n"
    (mitigation,) = load_text(DELAY + text).case.mitigations
    assert mitigation.effects[0].number == Decimal("-0.5")
