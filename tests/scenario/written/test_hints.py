"""What is said of a number as authors write it: what to write for it, or what is asked."""

import pytest

from omsrisk.scenario.schema.quantities import COUNT, DAYS, INDEX, MONEY, SHARE, Kind
from omsrisk.scenario.written.hints import hint_for
from omsrisk.scenario.written.wanted import Surroundings
from tests.support.scenario_texts import finding_of

NEGATIVE = "mean"
LEAVE_OUT = "leave it out until it is known"

MONEY_IN_EUROS = [  # as written, what the hint says, why
    ("1.2m", "write 1200000", "a letter for a million"),
    ("60k", "write 60000", "and for a thousand"),
    ("85T€", "write 85000;", "German Tausend"),
    ("85T", "is 85000 meant, or 85000000000000?", "a thousand or a trillion"),
    ("TEUR 85", "write 85000;", "the magnitude grown together with the currency"),
    ("85 kEUR", "write 85000;", "the same behind it"),
    ("1.5bn", "write 1500000000", "a milliard in English"),
    ("1,5 Mrd. €", "write 1500000000;", "and in German"),
    ("1.2 Billion", "is 1200000000 meant, or 1200000000000?", "English or German"),
    ("1.2 Mio.", "write 1200000", "an abbreviation with a point"),
    ("1,2 Mio. EUR", "write 1200000;", "a decimal comma before it"),
    ("1.250 Mio €", "is 1250000000 meant, or 1250000?", "a point of thousands or of decimals"),
    ("3 lakh", "write 300000", "an Indian magnitude"),
    ("5 crore", "write 50000000", "another one"),
    ("5 mil", "is 5000 meant, or 5000000?", "a Spanish thousand, or a million"),
    ("2 hundred thousand", "write 200000", "two words that multiply"),
    ("1.2 x 10^6", "write 1200000", "a power of ten"),
    ("1,2E+06", "write 1200000", "a spreadsheet's, with a decimal comma"),
    ("85.000 €", "write 85000;", "thousands beside the sign of a currency"),
    ("85,000 EUR", "write 85000", "the same with a comma"),
    ("1.250.000", "write 1250000", "German thousands"),
    ("1.250,00", "write 1250.00", "German thousands and decimals"),
    ("1'234.50", "write 1234.50", "Swiss"),
    ("1 234,50", "1234.50", "French"),
    ("12,34,567", "write 1234567", "Indian"),
    ("12,500", "write 12500 without the comma, or 12.5 if", "thousands or decimals: asked"),
    ("64,20", "use a point: 64.20", "decimals for certain"),
    ("1,25,000.50", "write 125000.50", "Indian with decimals"),
    ("1,23,45", "without other marks", "groups of nobody: no number is named"),
    ("85,- €", "write 85;", "no cents, written as a dash"),
    ("(987.65)", "brackets mean negative", "an accountant's minus"),
    ("85000-", "the minus means negative", "a minus behind"),
    ("\u221264.20", "U+2212", "a minus sign that is none, and no number without it"),
    ("85000 USD", "this file is in EUR: convert it, and say the rate in `note`", "another currency"),
    ("$85,000", "this file is in EUR: convert it", "a sign of another currency"),
    ("ca. 85000", "write 85000, and the doubt as a range", "about"),
    ("~85k", "write 85000, and the doubt as a range", "about, with a magnitude"),
    ("> 85000", "a limit is not the number", "a bound"),
    ("up to 85k", "a limit is not the number", "a bound in words"),
    ("10 to 12", "{low: 10, likely: ..., high: 12}", "a range in words"),
    ("between 10k and 12k", "{low: 10000, likely: ..., high: 12000}", "another"),
    ("1-2m", "{low: 1000000, likely: ..., high: 2000000}", "the magnitude of both"),
    ("€5-10k", "{low: 5000, likely: ..., high: 10000}", "with a sign in front"),
    ("10 +/- 2", "{low: 8, likely: 10, high: 12}", "a number and its deviation"),
    ("5 (3-9)", "{low: 3, likely: 5, high: 9}", "the likely one before its range"),
    ("TBD", LEAVE_OUT, "not known"),
    ("n/a", LEAVE_OUT, "not known, in two letters"),
    ("???", LEAVE_OUT, "not known, in signs"),
    ("k.A.", LEAVE_OUT, "not known, in German"),
    ("none", "write 0 if there is nothing", "nothing, or not known"),
    ("1/3", "write the number itself, as a decimal", "a fraction that is no decimal"),
    ("1/4", "write the number itself, 0.25", "one that is"),
    ("32 x 20", "write the number itself, 640", "a product"),
    ("=12*10", "write the number itself, 120", "a formula"),
    ("=B2*1.2", "write the number itself", "a formula of a spreadsheet"),
    ("85000 per year", "convert it", "a rate that the key does not have"),
    ("85000 tisic", "what `tisic` means is not known", "a word that may be a magnitude"),
    ("72 h", "a unit of time", "a time for an amount"),
    ("1½", "1.5", "a half as one character"),
    ("10³", "which number is it?", "a power is not a digit"),
    ("12\u00a0500", "U+00A0 (no-break space); write plain digits: 12500", "a space nobody sees"),
]  # fmt: skip

SHARES = [  # as written, what the hint says, why
    ("150bp", "write 1.5%", "basis points"),
    ("5‰", "write 0.5%", "per mille"),
    ("5 pct", "write 5%", "a word"),
    ("5%%", "write 5%", "twice"),
    ("12,5%", "use a point: 12.5%", "a decimal comma"),
    ("12,500%", "12.500%", "no thousands of per cent"),
    ("12,5", "is 12.5% meant?", "the sign left out"),
    ("0,05", "use a point: 0.05", "a part, not per cent"),
    ("8-15%", "{low: 8%, likely: ..., high: 15%}", "the sign of both"),
    ("0.05 - 0.15", "{low: 0.05, likely: ..., high: 0.15}", "no sign"),
    ("0.05-15%", "{low: ..., likely: ..., high: ...}", "5% or 0.05%: not known"),
    ("1 in 20", "write 5%", "odds"),
    ("-5%", "the minus means negative", "a sign"),
    ("5 pp", "is a share of 5% meant?", "a difference of shares"),
    ("€5", "an amount of money is not a share", "money"),
]

TIMES = [  # as written, what the hint says, why
    ("3 months", "28 to 31 days", "no fixed length"),
    ("2 years", "365 or 366 days", "nor this"),
    ("3m", "minutes or months", "one letter, two units"),
    ("1,5 h", "use a point: 1.5 h", "the unit stays"),
    ("1.500 h", "is 1500 h meant, or 1.5 h?", "thousands or decimals"),
    ("2-3 weeks", "{low: 2 weeks, likely: ..., high: 3 weeks}", "the unit of both"),
    ("5 working days", "calendar days", "days without work count, too"),
]

INDICES = [
    ("110%", "write 1.1;", "a percentage of the average month"),
    ("1,1", "use a point: 1.1", "a decimal comma"),
]

COUNTS = [
    ("1000/day", "write 1000", "by what the key counts by"),
    ("1000 orders", "write 1000", "what the key counts"),
    ("1000 per week", "convert it", "by something else"),
    ("1.5k", "write 1500", "a magnitude"),
    ("5 dozen", "write 60", "a word that multiplies"),
]

ALL = [
    (kind, unit, *case)
    for kind, unit, cases in (
        (MONEY, "money", MONEY_IN_EUROS),
        (SHARE, "1", SHARES),
        (DAYS, "day", TIMES),
        (INDEX, "index", INDICES),
        (COUNT, "order/day", COUNTS),
    )
    for case in cases
]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case[0].name} {case[-1]}")
def test_what_was_meant_is_recognised(case: tuple[Kind, str, str, str, str]) -> None:
    """The hint names the number that was meant, both where there are two, and none where none is."""
    kind, unit, text, hint, _ = case
    told = hint_for(text, kind.expected, Surroundings("EUR", unit))
    assert hint in told


def test_three_digits_beside_a_currency_of_three_are_asked() -> None:
    """A dinar of Kuwait has 1,000 fils, so that `85.000 KWD` may be 85."""
    told = hint_for("85.000 KWD", MONEY.expected, Surroundings("KWD", "money"))
    assert told == "is 85000 meant, or 85?"


def test_a_file_says_its_currency_in_a_hint() -> None:
    """What the hint says depends on the currency of the file, wherever the number stands."""
    head = "currency: EUR\nhidden_costs:\n  brand_damage: "
    assert finding_of(head + "85000 USD\n").hint.startswith("this file is in EUR: convert it")
    assert finding_of(head + "85000 EUR\n").hint.startswith("write 85000;")


def test_quotes_do_not_hide_what_else_is_wrong() -> None:
    """A quoted number that would be refused without its quotes has both in its hint."""
    hint = finding_of('currency: EUR\nhidden_costs:\n  brand_damage: "1.2m"\n').hint
    assert hint == "remove the quotes; write 1200000"
