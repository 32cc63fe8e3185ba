"""Percentiles that were worked out are told in the digits that are known, the same everywhere."""

import re
from decimal import Decimal
from typing import Any

import pytest

from tests.support.paths import MODELS, SCENARIOS
from tests.support.program import Program
from tests.support.uncertain_texts import COIN

pytest.importorskip("numpy")

KNOWN = [  # row, amount
    ("P5", "529433.87"),
    ("P50", "865287.90"),
    ("P95", "1435753.10"),
    ("P99", "1793417.89"),
    ("Expected shortfall 95 %", "1657188.40"),
]
PHASED = str(SCENARIOS / "phased-uncertain.yaml")
BIG_BANG = str(SCENARIOS / "big-bang-uncertain.yaml")


def _row(text: str, label: str) -> str:
    """Return the first amount behind a label."""
    (found, *_) = re.findall(rf"^ *{re.escape(label)}  +([-0-9,.]+)", text, re.MULTILINE)
    return str(found)


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@pytest.mark.parametrize(("label", "amount"), KNOWN)
def test_what_is_known_to_the_last_digit_has_it(program: Program, label: str, amount: str) -> None:
    """The comparison model is off by no more than half of what is printed last."""
    told = _amount(_row(program("simulate", str(MODELS / "comparison-model.yaml")).out, label))
    assert abs(told - Decimal(amount)) <= 1
    assert told % 10  # not by luck a round one


def _statistics(told: dict[str, Any]) -> dict[str, Any]:
    statistics = told["results"][0]["statistics"]["net_exposure"]
    assert isinstance(statistics, dict)
    return statistics


@pytest.mark.parametrize("file", [PHASED, BIG_BANG])
def test_no_digit_is_told_that_is_not_known(program: Program, file: str) -> None:
    """Text rounds to the power of ten half of which is the error or more; JSON has both numbers."""
    text = program("simulate", file).out
    found = _statistics(program("simulate", file, "-f", "json").json)
    for name in ("p5", "p10", "p50", "p80", "p90", "p95", "p99"):
        told = _amount(_row(text, name.upper()))
        value, error = (Decimal(str(one)) for one in (found[name], found["standard_errors"][name]))
        (step,) = (one for one in (1, 10, 100, 1000) if one / 10 < 2 * error <= one)
        assert not told % step
        assert abs(told - value) <= Decimal(step) / 2
    assert _amount(_row(text, "Mean")) == round(Decimal(str(found["mean"])))


def test_a_percentile_is_the_same_wherever_it_stands(program: Program) -> None:
    """In the headline, the tables, a comparison, the course in time and on the page."""
    told = _row(program("simulate", PHASED).out, "P90")
    assert told.endswith("00")
    assert f"come to at most {told};" in program("simulate", PHASED).out
    compared = program("compare", "--simulate", PHASED, BIG_BANG).out
    assert _row(compared, "P90") == told
    (total,) = re.findall("^Total .*$", program("timeline", "--simulate", PHASED).out, re.MULTILINE)
    assert total.endswith(told)
    done = program("report", PHASED, BIG_BANG, "-o", "page.html")
    assert done.code == 0, done.err
    assert told in (program.folder / "page.html").read_text("utf-8")


def test_an_amount_of_its_own_is_told_as_it_is(program: Program) -> None:
    """Where a go-live fails or holds, each outcome is an amount, and no grid makes others of it."""
    program.file("coin.yaml", COIN)
    text = program("simulate", "coin.yaml", "--metric", "expected_cost_of_failure").out
    found = program("simulate", "coin.yaml", "-f", "json").json
    found = found["results"][0]["statistics"]["expected_cost_of_failure"]
    assert found["standard_errors"]["p90"] == 0
    assert _amount(_row(text, "P90")) == round(found["p90"])
    assert found["p90"] == 36_000


@pytest.mark.parametrize(("beside", "verdict"), [(-20, "above"), (20, "within")])
def test_rounding_tells_no_other_side_of_a_limit(program: Program, beside: int, verdict: str) -> None:
    """A percentile near its limit is told with its error where its known digits stand across it."""
    found = _statistics(program("simulate", PHASED, "-f", "json").json)
    most = Decimal(str(found["p90"])) + beside
    text = (SCENARIOS / "phased-uncertain.yaml").read_text("utf-8")
    program.shipped(*(one.name for one in SCENARIOS.glob("*.yaml")))
    program.file("near.yaml", f"{text}\nlimits: {{p90_net_exposure: {most}}}\n")
    told = program("simulate", "near.yaml").out
    (amount, side) = re.findall(r"p90_net_exposure is ([-0-9,.]+)[^,]*, (\w+) its limit", told)[0]
    assert side == verdict
    assert (_amount(amount) > most) == (verdict == "above")
