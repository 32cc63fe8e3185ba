"""
Sixty and more ways of writing, of several countries: each is read, named in a hint, or asked for.

What is read is what was meant; what a hint names is, too, and can be written as it stands; a hint
that knows neither asks. No way of writing is left without one of the three.
"""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk.scenario.documents.decimals import NotANumberError, decimal_of
from omsrisk.scenario.documents.nodes import Origin, Scalar
from omsrisk.scenario.schema.quantities import (
    COUNT,
    DAYS,
    HOURS,
    INDEX,
    MONEY,
    SHARE,
    WORKING_DAYS,
    WORKING_HOURS,
    Kind,
)
from omsrisk.scenario.written.days import day_hint
from omsrisk.scenario.written.hints import hint_for
from omsrisk.scenario.written.wanted import Surroundings

NAMED = re.compile(
    r"(?:write|use a point:|write plain digits:|write the number itself,) "
    r"(-?[0-9][0-9.]*(?:%| [^\W\d]+)?)"
)
RANGE = re.compile(r"\{low: ([^,]+), likely: ([^,]+), high: ([^}]+)\}")

READ = [  # where, kind, as written, what it is
    ("English", DAYS, "1d 12h", "1.5"),
    ("German", DAYS, "2 Tage und 12 Stunden", "2.5"),
    ("French", DAYS, "3 j", "3"),
    ("French", DAYS, "1 semaine, 2 jours", "9"),
    ("English", HOURS, "1 h 30 min", "1.5"),
    ("German", HOURS, "90 Minuten", "1.5"),
    ("German", WORKING_DAYS, "32 Arbeitstage", "32"),
    ("English", SHARE, "12.5 %", "0.125"),
    ("English", SHARE, "5e-2", "0.05"),
]

HINTED = [  # where, kind, currency, unit, as written, what the hint names
    ("German", MONEY, "EUR", "money", "T€ 85,5", "85500"),
    ("German", MONEY, "EUR", "money", "ca.85k", "85000"),
    ("German", MONEY, "EUR", "money", "85.000,-- €", "85000"),
    ("German", MONEY, "EUR", "money", "85 Tsd. €", "85000"),
    ("German", MONEY, "EUR", "money", "10 ct", "0.1"),
    ("German", SHARE, "EUR", "1", "5 v. H.", "5%"),
    ("German", SHARE, "EUR", "1", "1,5 Prozent", "1.5%"),
    ("German", DAYS, "EUR", "day", "1,5 Wochen", "1.5 Wochen"),
    ("German", COUNT, "EUR", "order/day", "1.000,5", "1000.5"),
    ("Swiss", MONEY, "CHF", "money", "Fr. 85'000.--", "85000"),
    ("Swiss", MONEY, "CHF", "money", "85\u2019000 SFr.", "85000"),
    ("Swiss", MONEY, "CHF", "money", "85 kCHF", "85000"),
    ("Swiss", MONEY, "CHF", "money", "50 Rappen", "0.5"),
    ("French", MONEY, "EUR", "money", "1\u202f250,50 \u20ac", "1250.50"),
    ("French", MONEY, "EUR", "money", "85 k\u20ac", "85000"),
    ("French", MONEY, "EUR", "money", "85 Md\u20ac", "85000000000"),
    ("French", MONEY, "EUR", "money", "environ 85 000", "85000"),
    ("French", SHARE, "EUR", "1", "5 p. c.", "5%"),
    ("French", SHARE, "EUR", "1", "1 sur 20", "5%"),
    ("Indian", MONEY, "INR", "money", "\u20b912,34,567.50", "1234567.50"),
    ("Indian", MONEY, "INR", "money", "Rs 1.2 Cr", "12000000"),
    ("Indian", MONEY, "INR", "money", "Rs. 85,000/-", "85000"),
    ("Indian", MONEY, "INR", "money", "2 lakh crore", "2000000000000"),
    ("English", MONEY, "USD", "money", "$1.2MM", "1200000"),
    ("English", MONEY, "USD", "money", "85000 US dollars", "85000"),
    ("English", MONEY, "USD", "money", "50c", "0.5"),
    ("English", MONEY, "USD", "money", "$.50", "0.50"),
    ("English", MONEY, "USD", "money", "85k?", "85000"),
    ("English", MONEY, "USD", "money", "1.2x10\u2076", "1200000"),
    ("English", MONEY, "USD", "money", "1\u00bdk", "1500"),
    ("English", SHARE, "USD", "1", "%5", "5%"),
    ("English", SHARE, "USD", "1", "50 bps", "0.5%"),
    ("English", SHARE, "USD", "1", "5 out of 100", "5%"),
    ("English", DAYS, "USD", "day", "3 days?", "3 days"),
    ("English", DAYS, "USD", "day", "approx. 2 weeks", "2 weeks"),
    ("English", COUNT, "USD", "order/day", "1000 orders per day", "1000"),
    ("English", COUNT, "USD", "order/day", "12 dozen", "144"),
    ("English", INDEX, "USD", "index", "110 %", "1.1"),
    ("Japanese", MONEY, "JPY", "money", "1,2\u4e07\u5186", "12000"),
    ("Polish", MONEY, "PLN", "money", "85 tys. z\u0142", "85000"),
    ("Russian", MONEY, "RUB", "money", "85 \u043c\u043b\u043d \u20bd", "85000000"),
]  # fmt: skip

RANGES = [  # where, kind, as written, the ends and what lies between
    ("English", MONEY, "85k [80k; 95k]", "80000", "85000", "95000"),
    ("English", MONEY, "min 80k max 95k", "80000", "...", "95000"),
    ("English", MONEY, "85k +/- 5k", "80000", "85000", "90000"),
    ("English", MONEY, "80k / 85k / 95k", "80000", "85000", "95000"),
    ("English", DAYS, "72 h - 5 days", "72 h", "...", "5 days"),
    ("English", DAYS, "1 week to 10 days", "1 week", "...", "10 days"),
    ("German", MONEY, "von 85.000 bis 90.000 \u20ac", "85000", "...", "90000"),
    ("German", MONEY, "zwischen 85 und 90 T\u20ac", "85000", "...", "90000"),
    ("German", COUNT, "800\u20131.200", "800", "...", "1200"),
    ("German", SHARE, "5 bis 10 %", "5%", "...", "10%"),
    ("French", MONEY, "entre 85 et 90 k\u20ac", "85000", "...", "90000"),
    ("French", SHARE, "de 5 \u00e0 10 %", "5%", "...", "10%"),
    ("Swiss", MONEY, "80'000 - 95'000", "80000", "...", "95000"),
    ("Indian", COUNT, "1,20,000 to 1,50,000", "120000", "...", "150000"),
]

ASKED = [  # where, kind, currency, unit, as written, what is asked
    ("German", MONEY, "EUR", "money", "minus 85k", "negative, which is not possible"),
    ("German", MONEY, "EUR", "money", "bis 95k", "a limit is not the number"),
    ("German", MONEY, "EUR", "money", "85.000,\u2014", "is 85000 meant, or 85?"),
    ("German", MONEY, "EUR", "money", "85\u00b7000", "is 85000 meant, or 85.000?"),
    ("German", MONEY, "EUR", "money", "12 \u00d7 7.500", "write the number itself"),
    ("German", MONEY, "EUR", "money", "zw\u00f6lf", "write the number in digits"),
    ("German", MONEY, "EUR", "money", "1 Mio 200 Tsd", "which number is it?"),
    ("German", DAYS, "EUR", "day", "3 T", "what `T` means is not known"),
    ("German", WORKING_HOURS, "EUR", "hour", "2 MM", "how many hours are a person-month"),
    ("German", WORKING_DAYS, "EUR", "day", "256 h", "how many hours are a working day"),
    ("English", MONEY, "EUR", "money", "85 quid", "what `quid` means is not known"),
    ("English", MONEY, "USD", "money", "85k CR", "is 850000000000 meant, or 85000?"),
    ("English", MONEY, "USD", "money", "$(987.65)", "brackets mean negative"),
    ("English", MONEY, "KWD", "money", "50 cents", "write it in KWD"),
    ("English", MONEY, "USD", "money", "12 x 7.5k", "write the number itself"),
    ("English", MONEY, "USD", "money", "2^10", "write the number itself"),
    ("English", SHARE, "USD", "1", "50/50", "is 50% meant?"),
    ("English", SHARE, "USD", "1", "half", "write the number in digits, such as 5%"),
    ("English", SHARE, "USD", "1", "0\u00b705", "or 0.05?"),
    ("English", SHARE, "USD", "1", "5% per year", "is not what the key counts by; convert it"),
    ("English", DAYS, "USD", "day", "90'", "what `'` means is not known"),
    ("English", DAYS, "USD", "day", "1 day - 12 h", "{low: ..., likely: ..., high: ...}"),
    ("English", DAYS, "USD", "day", "1h30", "which number is it?"),
    ("English", HOURS, "USD", "hour", "1 working day", "no fixed number of hours"),
    ("English", INDEX, "USD", "index", "+10%", "is 1.1 meant, or 0.1?"),
    ("English", INDEX, "USD", "index", "-10%", "is 0.9 meant?"),
    ("English", COUNT, "USD", "order/day", "7000/week", "this key is in order/day; convert it"),
    ("Indian", MONEY, "INR", "money", "1.250 lakh", "is 125000000 meant, or 125000?"),
    ("Kuwaiti", MONEY, "KWD", "money", "KD 1.250", "is 1250 meant, or 1.25?"),
]  # fmt: skip

DAYS_WRITTEN = [  # where, as written, what the hint names or asks
    ("French", "le 9 avril 2026", "write 2026-04-09"),
    ("German", "Do, 9.4.2026", "write 2026-04-09"),
    ("German", "09.04.2026 (Do)", "write 2026-04-09"),
    ("Spanish", "9 de abril de 2026", "write 2026-04-09"),
    ("Italian", "9 aprile 2026", "write 2026-04-09"),
    ("ISO", "2026-W15-4", "write 2026-04-09"),
    ("English", "09APR2026", "write 2026-04-09"),
    ("English", "9-4-2026", "2026-09-04 or 2026-04-09?"),
    ("English", "2026-04", "which day of the month?"),
    ("English", "04/2026", "which day of the month?"),
    ("German", "Mitte April 2026", "which day of the month?"),
    ("English", "end of April 2026", "which day of the month?"),
    ("English", "in 3 months", "which day is it?"),
    ("English", "spring 2026", "which day is it?"),
    ("English", "31 April 2026", "not a day of the calendar: which is meant?"),
]


def read(kind: Kind, text: str) -> Decimal:
    """Read a text as a file would."""
    node = Scalar(Origin("a.yaml", text), 1, 1, 1, len(text) + 1)
    node.text, node.style = text, None
    return decimal_of(node, kind.noun, expected=kind.expected)


def refused(kind: Kind, text: str) -> None:
    """See that a file does not take it."""
    with pytest.raises(NotANumberError):
        read(kind, text)


def name_of(case: tuple[object, ...]) -> str:
    """Name a row by where it is written so, and what."""
    return f"{case[0]} {case[2] if len(case) in {4, 6} and isinstance(case[2], str) else case[-2]}"


@pytest.mark.parametrize("case", READ, ids=name_of)
def test_what_is_read(case: tuple[str, Kind, str, str]) -> None:
    """Without a doubt, and exactly."""
    _, kind, text, value = case
    assert read(kind, text) == Decimal(value)


@pytest.mark.parametrize("case", HINTED, ids=lambda case: f"{case[0]} {case[4]}")
def test_what_a_hint_names(case: tuple[str, Kind, str, str, str, str]) -> None:
    """The number that was meant, as a file takes it."""
    _, kind, currency, unit, text, named = case
    refused(kind, text)
    hint = hint_for(text, kind.expected, Surroundings(currency, unit))
    found = NAMED.search(hint)
    assert found is not None, hint
    assert found[1] == named
    assert "?" not in hint
    assert read(kind, found[1]) >= 0


@pytest.mark.parametrize("case", RANGES, ids=name_of)
def test_what_a_hint_makes_of_two_numbers(case: tuple[str, Kind, str, str, str, str]) -> None:
    """A range whose ends are those that were meant, in their order."""
    _, kind, text, low, likely, high = case
    refused(kind, text)
    found = RANGE.search(hint_for(text, kind.expected, Surroundings("EUR", "")))
    assert found is not None
    assert found.groups() == (low, likely, high)
    assert read(kind, low) < read(kind, high)


@pytest.mark.parametrize("case", ASKED, ids=lambda case: f"{case[0]} {case[4]}")
def test_what_is_asked(case: tuple[str, Kind, str, str, str, str]) -> None:
    """Where two things may be meant, or nothing is known, no number is named as the one."""
    _, kind, currency, unit, text, asked = case
    refused(kind, text)
    hint = hint_for(text, kind.expected, Surroundings(currency, unit))
    assert asked in hint
    named = NAMED.search(hint)
    assert named is None or "?" in hint


@pytest.mark.parametrize("case", DAYS_WRITTEN, ids=lambda case: f"{case[0]} {case[1]}")
def test_days_of_several_countries(case: tuple[str, str, str]) -> None:
    """The day, or which of them."""
    _, text, told = case
    assert told in day_hint(text)


@given(
    st.text(max_size=12),
    st.sampled_from([MONEY, SHARE, COUNT, DAYS, HOURS, WORKING_HOURS, WORKING_DAYS, INDEX]),
    st.sampled_from(["", "EUR", "INR", "KWD"]),
)
def test_nothing_is_left_without_a_word(text: str, kind: Kind, currency: str) -> None:
    """Whatever is written has a hint, and a number that it names is one that a file takes."""
    try:
        read(kind, text)
    except NotANumberError:
        hint = hint_for(text, kind.expected, Surroundings(currency))
    else:
        return
    assert hint
    named = NAMED.search(hint)
    if named is not None and "?" not in hint and " if " not in hint:
        read(kind, named[1])


WORDS_BETWEEN = ["{} - {}", "{} to {}", "{}\u2013{}", "between {} and {}", "von {} bis {}", "{}..{}",
                 "de {} \u00e0 {}", "min {} max {}", "{} until {}"]  # fmt: skip
SCALES = {"": 0, "k": 3, " k\u20ac": 3, " Mio.": 6, "m": 6, " Tsd. \u20ac": 3, " lakh": 5}


@given(
    low=st.integers(1, 10**6),
    more=st.integers(1, 10**6),
    scale=st.sampled_from(sorted(SCALES)),
    words=st.sampled_from(WORDS_BETWEEN),
    is_at_both=st.booleans(),
)
def test_ends_of_a_range_are_those_that_were_meant(
    low: int, more: int, scale: str, words: str, *, is_at_both: bool
) -> None:
    """What stands behind the second number counts for the first as well, or nothing is named."""
    ends = (low, low + more)
    text = words.format(f"{ends[0]}{scale if is_at_both else ''}", f"{ends[1]}{scale}")
    found = RANGE.search(hint_for(text, MONEY.expected, Surroundings("EUR", "money")))
    assert found is not None
    if "..." in found.groups()[::2]:
        return
    meant = [Decimal(one).scaleb(SCALES[scale]) for one in ends]
    assert [read(MONEY, found[1]), read(MONEY, found[3])] == meant
