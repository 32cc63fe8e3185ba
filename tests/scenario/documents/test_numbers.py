from decimal import Decimal

import pytest

from omsrisk.scenario.documents.decimals import NotANumberError, decimal_of, shown
from omsrisk.scenario.documents.nodes import Origin, Scalar
from tests.support.scenario_texts import DELAY, finding_of, load_text

ACCEPTED = [  # as written, value, why
    ("0", "0", "zero"),
    ("0.0", "0", "zero with a point"),
    ("-0", "0", "zero with a sign"),
    ("0e9999", "0", "zero with a large exponent"),
    ("1000", "1000", "a whole number"),
    ("64.20", "64.20", "cents"),
    ("+5", "5", "a plus"),
    (".5", "0.5", "nothing before the point"),
    ("5.", "5", "nothing behind the point"),
    ("1e3", "1000", "an exponent without a point"),
    ("6.42E1", "64.2", "a capital E without a sign"),
    ("6420e-2", "64.2", "a negative exponent"),
    ("999999999999999999", "999999999999999999", "18 digits before the point"),
    ("999999999999999999.999999999999", "999999999999999999.999999999999", "30 digits in all"),
    ("0.000000000001", "0.000000000001", "12 digits behind the point"),
    ("1.50000000000000000000", "1.5", "zeros at the end are no digits"),
    ("9e17", "900000000000000000", "the bound is on the number, not on how it is written"),
    ("0.000001e18", "1000000000000", "digits behind the point that an exponent moves before it"),
]

PERCENTAGES = [  # as written, value, why
    ("5%", "0.05", "a percentage"),
    ("12.5%", "0.125", "with a point"),
    ("5 %", "0.05", "with a space"),
    ("100%", "1", "the whole"),
    ("0%", "0", "nothing"),
    ("33.3333333333%", "0.333333333333", "as fine as a share may be"),
    ("1e1%", "0.1", "with an exponent"),
]

REFUSED = [  # as written, what the hint says, why
    ("010", "write 10,", "octal in YAML 1.1"),
    ("089", "write 89,", "no octal, yet no decimal of YAML 1.2 style"),
    ("00", "write 0,", "two zeros"),
    ("007.5", "write 7.5,", "a leading zero before a fraction"),
    ("0x1F", "write 31", "hexadecimal"),
    ("0o17", "write 15", "octal in YAML 1.2"),
    ("12:30", "colon", "sexagesimal"),
    ("1:30.5", "colon", "sexagesimal with a fraction"),
    ("1_000", "write 1000", "underscores"),
    ("1,000", "write 1000 without the comma", "a thousands comma"),
    ("1,234,567.89", "write 1234567.89 without the comma", "several of them, and a fraction"),
    ("64,20", "use a point: 64.20", "a decimal comma"),
    ("1 000", "write 1000", "a space"),
    ("1'000", "write 1000", "an apostrophe"),
    ("$10", "write 10;", "a currency sign"),
    ("10 USD", "write 10;", "a currency code"),
    ("£64.20", "write 64.20;", "a currency sign that is not ASCII"),
    ("64.20 €", "write 64.20;", "behind the amount"),
    (".inf", "infinite", "infinity"),
    ("-.INF", "infinite", "negative infinity"),
    (".nan", "not-a-number", "not a number"),
    ("12\u00a0500", "U+00A0", "a no-break space"),
    ("12\u202f500", "U+202F", "a narrow no-break space"),
    ("\u221264.20", "U+2212", "a minus sign that is none"),
    ("\uff11\uff12", "write plain digits: 12", "full-width digits"),
    ("\u0661\u0662", "U+0661", "digits of another script"),
    ("1\u200b0", "U+200B", "an invisible character between digits"),
    ("${VOLUME}", "nothing is expanded", "a variable"),
    ("$(wc -l)", "nothing is expanded", "a command"),
    ("5%", "for shares only", "a percentage where no share is meant"),
    ("-5", "0 or more", "a negative number"),
    ("0.0000000000001", "round it", "13 digits behind the point"),
    ("1e-13", "round it", "the same with an exponent"),
    ("1e18", "", "19 digits before the point"),
    ("1e400", "", "more than a float holds"),
    ("1e9999", "", "a long exponent"),
    ("1e99999999999999999999", "", "an exponent longer than any number"),
    ("9" * 400, "", "400 digits"),
    ("9" * 5000, "", "more digits than int() takes"),
    ("ten", "", "a word"),
    ("true", "", "a boolean"),
    ("yes", "", "a boolean of YAML 1.1"),
    ("1e", "", "half an exponent"),
    ("e3", "", "the other half"),
    (".", "", "a point"),
    ("-", "", "a sign"),
    ("1.2.3", "", "two points"),
    ("--5", "", "two signs"),
    ("1 + 1", "", "a sum"),
    ("nan", "", "what Python takes for a number"),
    ("Infinity", "", "and this"),
]


def plain(text: str) -> Scalar:
    """A plain scalar, as the reader gives it."""
    node = Scalar(Origin("a.yaml", text), 1, 1, 1, len(text) + 1)
    node.text, node.style = text, None
    return node


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case[-1])
def test_number_is_exactly_what_is_written(case: tuple[str, str, str]) -> None:
    """A number is made from its text, digit by digit."""
    text, value, _ = case
    for percent in (False, True):
        assert decimal_of(plain(text), "a number", percent=percent) == Decimal(value)


@pytest.mark.parametrize("case", PERCENTAGES, ids=lambda case: case[-1])
def test_percentage_is_exact(case: tuple[str, str, str]) -> None:
    """5 % is 0.05, not the nearest float."""
    text, value, _ = case
    assert decimal_of(plain(text), "a share", percent=True) == Decimal(value)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_doubtful_number_is_refused_with_a_hint(case: tuple[str, str, str]) -> None:
    """What could be read in two ways is not read; the hint says what to write."""
    text, hint, _ = case
    with pytest.raises(NotANumberError) as refused:
        decimal_of(plain(text), "a number")
    assert hint in refused.value.hint
    assert text[:20] in refused.value.message or not text.isascii()
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("text", ["5%%", "%", "5% ", "%5", "-5%", "33.33333333333%", "1e18%%"])
def test_doubtful_percentage_is_refused(text: str) -> None:
    """One number, one percent sign, at most ten digits behind the point."""
    with pytest.raises(NotANumberError):
        decimal_of(plain(text), "a share", percent=True)


@pytest.mark.parametrize("style", ["'", '"'])
def test_quoted_number_is_text(style: str) -> None:
    """Quotes say text; the hint says to take them off."""
    node = plain("5")
    node.style = style
    with pytest.raises(NotANumberError, match="found `5`") as refused:
        decimal_of(node, "a number")
    assert refused.value.hint == "remove the quotes"


SHARES = [  # as written, what the hint says, why
    ("5", "write 5%", "a percentage without its sign"),
    ("1.5", "write 1.5%", "a little more than the whole"),
    ("100", "write 100%", "the whole, without its sign"),
    ("101", "", "no percentage either"),
    ("120%", "", "more than the whole, and well written"),
]


@pytest.mark.parametrize("case", SHARES, ids=lambda case: case[-1])
def test_share_above_one_is_refused(case: tuple[str, str, str]) -> None:
    """A share is a part of the whole; `5` may mean 5 % or 500 %, so it is asked."""
    text, hint, _ = case
    found = finding_of(DELAY.replace("12%", text))
    assert (found.code, found.path) == ("SCN106", "delay.cancellation_sensitivity")
    assert (found.line, found.column) == (7, 29)
    assert found.hint == hint


def test_share_of_the_whole_is_accepted() -> None:
    """1 and 100% are the same share, and the largest."""
    for text in ("1", "100%", "1.0", "100.00 %"):
        case = load_text(DELAY.replace("12%", text)).case
        assert case.inputs["delay.cancellation_sensitivity"].value == 1


def test_long_text_is_cut_in_a_message() -> None:
    """A message stays one line, whatever was pasted into the file."""
    assert shown("a" * 1000) == f"`{'a' * 57}...`"
    assert shown("a\nb") == r"`a\nb`"
