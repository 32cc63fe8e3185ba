"""The axis of a chart: round amounts, few of them, and every amount lies between its ends."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk.report.number_style import LOCALES, written_as
from omsrisk.report.page.axis import Axis, short_amount

AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=2)


@given(AMOUNTS, AMOUNTS)
def test_every_amount_lies_on_a_short_axis_of_round_amounts(one: Decimal, other: Decimal) -> None:
    """Also where both are the same, or there is nothing at all."""
    least, most = sorted((one, other))
    axis = Axis.over(least, most)
    assert 1 <= axis.steps <= 5
    assert 0 <= axis.at(least) <= axis.at(most) <= 1
    assert all(len(mark.normalize().as_tuple().digits) <= 20 for mark in axis.marks)
    assert len(set(axis.marks)) == axis.steps + 1


SHORT = [
    ("600000", "600 k", "thousands"),
    ("1250000", "1.25 M", "millions"),
    ("-2000", "-2 k", "below nothing"),
    ("0", "0", "nothing"),
    ("0.5", "0.5", "cents"),
    ("3000000000", "3 bn", "thousands of millions"),
]


@pytest.mark.parametrize(("amount", "shown", "_why"), SHORT, ids=str)
def test_amounts_are_written_short(amount: str, shown: str, _why: str) -> None:
    """As a chart has room for them."""
    assert short_amount(Decimal(amount)) == shown


def test_an_axis_follows_unit_and_locale() -> None:
    """In thousands there is nothing to shorten, and a German point is a comma."""
    with written_as(LOCALES["de"]._replace(unit="thousand")):
        assert short_amount(Decimal(1250500)) == "1.250,5"
    with written_as(LOCALES["de"]):
        assert short_amount(Decimal(1250000)) == "1,25 M"
