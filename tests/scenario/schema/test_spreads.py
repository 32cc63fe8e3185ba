"""Ranges and intervals: how they are written, what they stand for, what is refused."""

from decimal import Decimal

import pytest

from omsrisk import assess
from omsrisk.core.uncertainty.events import distribution_of
from tests.support.scenario_texts import finding_of, load_text

HEAD = "omsrisk: 1\ncurrency: USD\norders: {daily_volume: 1000, average_value: 100}\n"


def days(spread: str) -> str:
    """A scenario whose delay has this spread."""
    return f"{HEAD}delay:\n  cancellation_sensitivity: 12%\n  duration_days: {spread}\n"


def share(spread: str) -> str:
    """A scenario whose cancellation has this spread."""
    return f"{HEAD}delay:\n  duration_days: 3\n  cancellation_sensitivity: {spread}\n"


POINTS = [  # spread, point value, kind, why
    ("{low: 2, likely: 10, high: 45}", "10", "pert", "PERT by default"),
    ("{low: 2, likely: 10, high: 45, distribution: triangular}", "10", "triangular", "asked for"),
    ("{low: 2, high: 45, distribution: uniform}", "23.5", "uniform", "the middle"),
    ("{p5: 2, p95: 8}", "4", "lognormal", "the median is the geometric mean"),
    ("{p10: 2, p90: 8}", "4", "lognormal", "the other pair"),
    ("{p5: 10, p95: 12, distribution: normal}", "11", "normal", "far from 0"),
    ("{p5: 2, likely: 5, p95: 20, distribution: pert}", "5", "pert", "fitted to two points"),
    ("{low: 2, likely: 2, high: 45}", "2", "pert", "the likely one at an end"),
]


@pytest.mark.parametrize("case", POINTS, ids=lambda case: case[-1])
def test_point_value(case: tuple[str, str, str, str]) -> None:
    """Where one number is asked for, it is the likely one, or the median."""
    text, point, kind, _ = case
    scenario = load_text(days(text))
    stated = scenario.case.inputs["delay.duration_days"]
    assert stated.value == Decimal(point)
    assert stated.spread is not None
    assert stated.spread.kind == kind
    assert assess(scenario).totals["cost_of_failure"] == 12000 * Decimal(point)


def test_interval_is_kept_to_its_quantiles() -> None:
    """One case of twenty lies below P5, one above P95."""
    spread = load_text(days("{p5: 2, p95: 8}")).case.inputs["delay.duration_days"].spread
    assert spread is not None
    found = distribution_of(spread)
    assert found.quantile(0.05) == pytest.approx(2, rel=1e-9)
    assert found.quantile(0.95) == pytest.approx(8, rel=1e-9)


def test_what_is_said_of_a_range_is_kept() -> None:
    """A range has a source, a note and somebody who watches it, as a value has."""
    text = days("{low: 2, likely: 10, high: 45, source: survey, note: a guess}")
    stated = load_text(text).case.inputs["delay.duration_days"]
    assert (stated.source, stated.note) == ("survey", "a guess")


REFUSED = [  # the scenario, code, part of the message, why
    (days("{low: 10, likely: 2, high: 45}"), "SCN501", "outside 10 to 45", "likely below low"),
    (days("{low: 2, likely: 50, high: 45}"), "SCN501", "outside 2 to 45", "likely above high"),
    (days("{low: 5, likely: 5, high: 5}"), "SCN501", "equals", "equal bounds"),
    (days("{low: 9, high: 5, distribution: uniform}"), "SCN501", "lies above", "ends swapped"),
    (days("{p5: 8, p95: 2}"), "SCN501", "lies above", "quantiles swapped"),
    (days("{low: 2, high: 45}"), "SCN501", "`likely` is missing", "a PERT needs it"),
    (days("{low: 2, likely: 3}"), "SCN501", "`high` is missing", "half a range"),
    (days("{p5: 2}"), "SCN501", "`p95` is missing", "half an interval"),
    (days("{p5: 2, p90: 8}"), "SCN501", "twice", "two pairs mixed"),
    (days("{low: 1, p95: 8}"), "SCN501", "twice", "a range and an interval"),
    (days("{low: 2, likely: 3, high: 9, distribution: lognormal}"), "SCN501", "does not go with",
     "a lognormal has no ends"),
    (days("{low: 2, likely: 3, high: 9, distribution: uniform}"), "SCN501", "no effect",
     "a uniform has no likely one"),
    (
        days("{low: 2, likely: 3, high: 9, distribution: beta}"),
        "SCN108",
        "must be one of",
        "unknown word",
    ),
    (days("{p5: 0, p95: 8}"), "SCN501", "above 0", "a lognormal from 0"),
    (days("{p5: 1, p95: 20, distribution: normal}"), "SCN502", "beyond 0", "a normal below 0"),
    (share("{low: 1%, likely: 4%, high: 150%}"), "SCN106", "more than 1", "a share above 1"),
    (share("{p5: 1%, p95: 60%, distribution: normal}"), "SCN502", "beyond", "clipped otherwise"),
    (days("{low: .nan, likely: 3, high: 9}"), "SCN105", "expected", "no number"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_is_no_spread_is_told(case: tuple[str, str, str, str]) -> None:
    """Each fault by itself, at its place, with what is wrong; nothing is clipped."""
    text, code, message, _ = case
    found = finding_of(text)
    assert found.code == code
    assert message in found.message
    assert found.line in {5, 6}


PHASES = """phases:
  - {name: A, share_of_orders: {low: 10%, likely: 40%, high: 60%}}
  - {name: B, share_of_orders: 60%}
"""
SEASON = """calendar:
  go_live: 2027-02-15
  season: {dec: {low: 1, likely: 1.5, high: 2}}
"""
PLANNED = [  # what follows the delay, why
    (PHASES, "the share of a phase"),
    (SEASON, "an index of the season"),
]


@pytest.mark.parametrize("case", PLANNED, ids=lambda case: case[-1])
def test_what_is_planned_has_no_range(case: tuple[str, str]) -> None:
    """A plan is decided: nobody draws it."""
    assert finding_of(days("3") + case[0]).code == "SCN501"
