"""A hint that is followed gives the number that was meant, in every way of writing it."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from omsrisk.scenario.documents.decimals import NotANumberError, decimal_of
from omsrisk.scenario.documents.nodes import Origin, Scalar
from omsrisk.scenario.schema.quantities import COUNT, DAYS, HOURS, MONEY, SHARE, Kind
from omsrisk.scenario.written.hints import hint_for
from omsrisk.scenario.written.wanted import Surroundings

WRITE = re.compile(
    r"(?:write|use a point:|write the number itself,) (-?[0-9][0-9.]*(?:%| [^\W\d]+)?)"
)
ASKED = "?"
CLOSE = Decimal("1e-13")
"""Half of the last digit that is read: what a division of the test rounds off."""


@dataclass(frozen=True)
class Meant:
    """A number, and a way of writing it."""

    kind: Kind
    text: str
    number: Decimal


def read(kind: Kind, text: str) -> Decimal:
    """Read a text as a file would."""
    node = Scalar(Origin("a.yaml", text), 1, 1, 1, len(text) + 1)
    node.text, node.style = text, None
    return decimal_of(node, kind.noun, expected=kind.expected)


WRITINGS = {  # how thousands and decimals are marked: English, German, Swiss, French, Indian, plain
    "english": (",", ".", 3),
    "german": (".", ",", 3),
    "swiss": ("'", ".", 3),
    "typographic": ("\u2019", ".", 3),
    "french": ("\u202f", ",", 3),
    "no-break": ("\u00a0", ",", 3),
    "spaced": (" ", ".", 3),
    "program": ("_", ".", 3),
    "indian": (",", ".", 2),
    "plain": ("", ".", 3),
    "comma": ("", ",", 3),
}


def grouped(digits: str, mark: str, size: int) -> str:
    """Put a mark between groups of digits: the last has three, the others `size`."""
    groups, rest = [digits[-3:]], digits[:-3]
    while rest:
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return mark.join(groups)


@st.composite
def numerals(draw: st.DrawFn, most: int = 10**9) -> tuple[str, Decimal]:
    """A number from 0 on, and how somebody of some country writes it."""
    whole = draw(st.integers(0, most))
    fraction = draw(st.sampled_from(["", "5", "20", "75", "125", "1250"]))
    mark, point, size = WRITINGS[draw(st.sampled_from(sorted(WRITINGS)))]
    text = grouped(str(whole), mark, size) + (point + fraction if fraction else "")
    return text, Decimal(f"{whole}.{fraction or 0}")


MAGNITUDES = {
    **dict.fromkeys(("k", "K", " k", "T€", " Tsd.", " thousand", " Tausend", "k€"), 3),
    **dict.fromkeys(("m", "M", " m", "mm", "mn", " mio", " Mio.", " million", " Millionen", "m$"), 6),
    **dict.fromkeys(("bn", " bn", "b", " Mrd.", " Mrd", " billion", " milliard"), 9),
    **dict.fromkeys((" lakh", " lakhs", " lac"), 5),
    **dict.fromkeys((" crore", " Cr"), 7),
}
BESIDE = (
    "{}",
    "{} EUR",
    "EUR {}",
    "€{}",
    "{}€",
    "{} €",
    "$ {}",
    "US${}",
    "{} euros",
    "{},-",
    "CHF {}",
    "Fr. {}.--",
    "{}/-",
)
DOUBTS = ("{}", "ca. {}", "ca.{}", "{}?", "~{}", "approx. {}", "about {}", "{} (est.)", "rund {}")
SIGNS = ("{}", "minus {}", "-{}", "{}-", "({})", "\u2212{}", "- {}", "{} -")
PARTS = {
    "%": 0,
    " %": 0,
    "%%": 0,
    " pct": 0,
    " percent": 0,
    " Prozent": 0,
    "‰": -1,
    "bp": -2,
    " bps": -2,
}
SPANS = {
    **dict.fromkeys(("h", " h", " hours", " Stunden", " hrs"), 3600),
    **dict.fromkeys(("d", " days", " Tage", " jours"), 86400),
    **dict.fromkeys((" weeks", "w", " Wochen", " wks"), 604800),
    **dict.fromkeys((" min", " minutes", " Minuten"), 60),
}


@st.composite
def amounts(draw: st.DrawFn) -> Meant:
    """An amount of money or a count, with a magnitude, a currency, a doubt or a sign."""
    text, number = draw(numerals(10**6))
    word = draw(st.sampled_from(["", "", *MAGNITUDES]))
    if word:
        text, number = text + word, number.scaleb(MAGNITUDES[word])
    if "$" not in word and "€" not in word:
        text = draw(st.sampled_from(BESIDE[:-4] if word else BESIDE)).format(text)
    text = draw(st.sampled_from(DOUBTS)).format(text)
    sign = draw(st.sampled_from(SIGNS))
    if not word and re.search(r"[.,][0-9]{3}(?![0-9])", text):
        assume(not re.search("[A-Z€$]|euro", text))  # thousands, as no euro has 1,000 cents
    if "ca" in text or "~" in text or "a" in text or "rund" in text or ",-" in text:
        sign = "{}"
    negative = sign != "{}"
    kind = draw(st.sampled_from([MONEY, COUNT]))
    return Meant(kind, sign.format(text), -number if negative else number)


@st.composite
def shares(draw: st.DrawFn) -> Meant:
    """A share of up to 100 %, in per cent, per mille or basis points."""
    text, number = draw(numerals(100))
    word = draw(st.sampled_from(sorted(PARTS)))
    number = number.scaleb(PARTS[word] - 2)
    sign = draw(st.sampled_from(("{}", "{}", "-{}", "~{}")))
    return Meant(SHARE, sign.format(text + word), -number if sign == "-{}" else number)


@st.composite
def times(draw: st.DrawFn) -> Meant:
    """A time in minutes, hours, days or weeks, where days or hours are meant."""
    text, number = draw(numerals(5000))
    word = draw(st.sampled_from(sorted(SPANS)))
    kind, own = draw(st.sampled_from([(DAYS, 86400), (HOURS, 3600)]))
    return Meant(kind, text + word, round(number * SPANS[word] / own, 15))


@pytest.mark.parametrize("currency", ["", "EUR"])
@given(meant=st.one_of(amounts(), shares(), times()))
def test_hint_gives_the_number_that_was_meant(currency: str, meant: Meant) -> None:
    """What is read is what was meant; what is suggested is, too; all else is asked or left open."""
    try:
        number = read(meant.kind, meant.text)
    except NotANumberError:
        hint = hint_for(meant.text, meant.kind.expected, Surroundings(currency))
    else:
        exact = abs(number - meant.number) < CLOSE
        assert exact or re.fullmatch(r"[0-9]+\.[0-9]{3}[^0-9]*", meant.text), meant
        return  # a bare `1.250` is what YAML says; it is told of where a file is read
    assert hint
    suggested = WRITE.search(hint)
    if suggested is None or ASKED in hint:
        return
    assert abs(read(meant.kind, suggested[1]) - meant.number) < CLOSE, (meant, hint)
    assert meant.number >= 0, f"a hint has lost a sign: {hint}"


def test_most_ways_of_writing_have_a_hint() -> None:
    """Nothing is won by hints that name no number: most name one."""
    texts = [
        "1.2m",
        "85T€",
        "1.250,00",
        "12,34,567",
        "EUR 1'250.50",
        "€1,5 Mio.",
        "1 250 000",
        "~85k",
    ]
    for text in texts:
        assert WRITE.search(hint_for(text, MONEY.expected, Surroundings("EUR"))), text
