"""The present value: amounts on one day to the cent, others as a sum over their days."""

from datetime import date
from decimal import Decimal

import pytest

from omsrisk import InvalidScenarioError, compare
from omsrisk.analysis.time.present_value import present_value, present_values
from omsrisk.core.money import to_minor_unit
from omsrisk.report.comparison import compare_record
from omsrisk.report.exposure.assessment_record import record
from omsrisk.report.formats.to_text import to_text
from tests.support.uncertain_texts import HEAD, priced

TRAINING = "training_deficit: {hours: 1000, cost_per_hour: 50, incompletion_rate: 50%}\n"
"""25,000 on the day of the go-live."""

DATES = "calendar: {go_live: 2028-01-15, earliest_go_live: 2027-01-15}\n"
RATE = "discount_rate: 8%\n"


def test_on_one_day_a_year_later() -> None:
    """Everything 365 days after the valuation day: the amount / 1.08, to the cent."""
    found = present_value(priced(HEAD + RATE + DATES + TRAINING))
    assert found is not None
    assert found.valued_on == date(2027, 1, 15)
    assert (
        to_minor_unit(found.most_likely, 2)
        == Decimal("23148.15")
        == round(25000 / Decimal("1.08"), 2)
    )
    assert found.mean == found.most_likely


def test_each_day_has_its_own_factor() -> None:
    """Three days of a delay and half a fourth, from the first of which it is valued."""
    text = HEAD + RATE + "orders: {daily_volume: 10, average_value: 100}\n"
    text += "calendar: {go_live: 2027-01-15}\n"
    text += "delay: {duration_days: 3.5, cancellation_sensitivity: 100%}\n"
    found = present_value(priced(text))
    assert found is not None
    daily = [1000, 1000, 1000, 500]
    by_hand = sum(one / 1.08 ** (at / 365) for at, one in enumerate(daily))
    assert float(found.most_likely) == pytest.approx(by_hand, rel=1e-12)


def test_what_falls_before_grows() -> None:
    """Planned money that was paid a year before the valuation day is worth 8 % more on it."""
    planned = "programme: {items: [{item: X, amount: 1000, on: 2026-01-15}]}\n"
    found = present_value(priced(HEAD + RATE + DATES + planned))
    assert found is not None
    assert to_minor_unit(found.most_likely, 2) == Decimal("1080.00")


def test_a_range_has_a_mean() -> None:
    """Means are discounted as means, most likely values as these."""
    text = (
        HEAD
        + RATE
        + DATES
        + TRAINING.replace("hours: 1000", "hours: {low: 1000, high: 3000, distribution: uniform}")
    )
    found = present_value(priced(text))
    assert found is not None
    assert found.mean is not None
    assert float(found.mean) == pytest.approx(50000 / 1.08)


NONE = [
    (HEAD + DATES + TRAINING, "no rate"),
    (HEAD + RATE + TRAINING, "no dates"),
]


@pytest.mark.parametrize("case", NONE, ids=lambda case: case[-1])
def test_not_assessed(case: tuple[str, str]) -> None:
    """Without a rate, or without dates, there is none; the figures are what they were."""
    assessment = priced(case[0])
    assert present_value(assessment) is None
    assert record(assessment)["present_value"] is None
    assert assessment.net_exposure == 25000


def test_compared_on_the_earliest_day_of_all() -> None:
    """Two files are discounted to one day, and the comparison says so."""
    late = priced(HEAD + RATE + DATES + TRAINING, "late.yaml")
    early = priced(HEAD + RATE + DATES.replace("2027-01-15", "2028-01-15") + TRAINING, "early.yaml")
    own = present_value(early)
    assert own is not None
    assert own.most_likely == 25000
    both = present_values([late, early])
    assert {one.valued_on for one in both if one is not None} == {date(2027, 1, 15)}
    assert both[0] == both[1]
    text = "".join(to_text(compare_record.document(compare([late, early]))))
    assert "Present value of early: 23,148.15 on 2027-01-15, at 8.0 % a year" in text


def test_a_rate_takes_no_range() -> None:
    """It is one number: what is uncertain is what falls, and not what a year is worth."""
    with pytest.raises(InvalidScenarioError, match="discount_rate"):
        priced(HEAD + "discount_rate: {low: 5%, high: 9%}\n" + DATES + TRAINING)
