"""Numbers that are written as nearly all are take a short way to the same decimal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk.scenario.documents.decimals import NotANumberError, decimal_of, plain_decimal_of
from omsrisk.scenario.documents.nodes import Origin, Scalar


def _scalar(text: str, style: str | None = None) -> Scalar:
    node = Scalar(Origin("a.yaml", text), 1, 1, 1, 1 + len(text))
    node.text, node.style = text, style
    return node


@given(st.from_regex(r"[0-9]{0,14}(\.[0-9]{0,13})?%?", fullmatch=True))
def test_the_short_way_leads_where_the_long_one_does(text: str) -> None:
    """Digit for digit; what it does not take is left to the long one."""
    found = plain_decimal_of(_scalar(text), percent=True)
    if found is not None:
        assert str(found) == str(decimal_of(_scalar(text), "a share", percent=True))


@pytest.mark.parametrize(
    ("text", "number"),
    [("12%", "0.12"), ("10.50%", "0.105"), ("0%", "0"), ("150%", "1.5"), ("64.20", "64.20")],
)
def test_numbers_as_they_are_written(text: str, number: str) -> None:
    """A number keeps its digits; a percentage has those that it needs."""
    assert str(plain_decimal_of(_scalar(text), percent=True)) == number


@pytest.mark.parametrize("text", ["", "%", "05%", "5 %", "-5", "1e3", ".5", "5.", "1" * 19, "5%%"])
def test_what_is_written_otherwise_is_left(text: str) -> None:
    """So are quotes, and percentages where none are meant."""
    assert plain_decimal_of(_scalar(text), percent=True) is None
    assert plain_decimal_of(_scalar("5", '"'), percent=True) is None
    assert plain_decimal_of(_scalar("5%"), percent=False) is None
    with pytest.raises(NotANumberError):
        decimal_of(_scalar("5%"), "a number")
    assert decimal_of(_scalar("5%"), "a share", percent=True) == Decimal("0.05")
