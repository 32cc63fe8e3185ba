"""
Times as authors write them: `72 h`, `8 weeks`, `1 day 12 h`, where days or hours are meant.

Days are 24 hours of the clock for what elapses. For hours of work, and for working days, no clock
tells how many make a day or a week: what is written in another unit is asked for.
"""

import re
from decimal import Decimal
from fractions import Fraction

from omsrisk.core.money import DIGITS_AFTER_POINT
from omsrisk.scenario.written.vocabulary import SECONDS, UNITS_OF_TIME
from omsrisk.scenario.written.wanted import WantedNumber

_NUMBER = r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?"
DOUBTFUL = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_SPACES = r"[ \u00a0\u2007\u2009\u202f]*"
_WORD = r"[^\W\d_]+(?:[ -](?:days?|ouvr[^\W\d_]+))?"
_PART = re.compile(rf"({_NUMBER}){_SPACES}({_WORD})\.?(?:,|{_SPACES}(?:and|und|et)\b)?")
_DURATION = re.compile(
    r"P(?:([0-9.]+)W)?(?:([0-9.]+)D)?(?:T(?:([0-9.]+)H)?(?:([0-9.]+)M)?(?:([0-9.]+)S)?)?"
)
_DURATION_WORDS = ("weeks", "days", "h", "min", "s")
_OF_WORK = {"days": ("day", "working day"), "hours": ("hour", "minute", "second")}
_SHORT = frozenset({"hour", "minute", "second"})
_LENGTHS = {"month": "28 to 31 days", "quarter": "90 to 92 days", "year": "365 or 366 days"}


class InexactTimeError(ValueError):
    """A time that no decimal of the key's unit says exactly."""


def time_of(text: str, expected: WantedNumber) -> Decimal | None:
    """
    Read a time whose meaning leaves no doubt; None where it does, or where it is none.

    Args:
        text: What was written.
        expected: What is meant there.

    Returns:
        The time in the key's unit, exact.

    Raises:
        InexactTimeError: It is clear, and still no decimal in the key's unit.

    >>> time_of("72 h", WantedNumber("days", "a number of days"))
    Decimal('3')
    """
    if not expected.is_time:
        return None
    total, at = Fraction(0), 0
    own = SECONDS["day" if expected.name == "days" else "hour"]
    before = 0
    while at < len(text):
        part = _PART.match(text, at)
        unit = None if part is None else UNITS_OF_TIME.get(re.sub(" ", "-", part[2].casefold()))
        if part is None or unit is None or not is_exact_in(unit, expected):
            return None
        if DOUBTFUL.fullmatch(part[1]):
            return None  # `1.500 h`: a point of thousands?
        length = SECONDS["day"] if unit == "working day" else SECONDS[unit]
        if before and length >= before:
            return None  # `2 h 3 h` adds nothing up
        total += Fraction(part[1]) * length
        before, at = length, part.end()
        at += len(text[at:]) - len(text[at:].lstrip(" \u00a0"))
    return _decimal(total / own) if before else None


def duration_of(text: str) -> str:
    """
    Write a duration of ISO 8601 in words; nothing where it is none, or has months or years.

    >>> duration_of("PT72H"), duration_of("P1W2DT12H"), duration_of("P1M")
    ('72 h', '1 week 2 days 12 h', '')
    """
    found = _DURATION.fullmatch(text.upper())
    parts = [] if found is None else zip(found.groups(), _DURATION_WORDS, strict=True)
    return " ".join(f"{number} {counted(number, word)}" for number, word in parts if number)


def counted(number: str, unit: str) -> str:
    """
    Write an English unit of time as its number asks.

    >>> counted("1", "weeks"), counted("1.5", "weeks"), counted("1", "h")
    ('week', 'weeks', 'h')
    """
    is_plural = unit.casefold() in {"seconds", "minutes", "hours", "days", "weeks", "fortnights"}
    return unit[:-1] if number == "1" and is_plural else unit


def is_decimal(text: str, expected: WantedNumber) -> bool:
    """Whether what a text says is a decimal in the key's unit, as far as it is a time at all."""
    try:
        time_of(text, expected)
    except InexactTimeError:
        return False
    return True


def is_exact_in(unit: str, expected: WantedNumber) -> bool:
    """Whether so many of a unit are a known number of the days or hours that are meant."""
    return unit in _OF_WORK[expected.name] if expected.is_work else unit in SECONDS


def pattern() -> str:
    """Return a pattern of times for a schema, which does not know the words of the units."""
    return r"^([0-9]+(\.[0-9]+)?\s?[^\W\d_]+([ -]days?)?\.?,? ?((and|und|et) )?)+$"


def _decimal(number: Fraction) -> Decimal:
    scaled = number * 10**DIGITS_AFTER_POINT
    if scaled.denominator != 1:
        raise InexactTimeError
    value = Decimal(scaled.numerator).scaleb(-DIGITS_AFTER_POINT)
    return Decimal(f"{value.normalize():f}")


def not_convertible(unit: str, expected: WantedNumber) -> str:
    """Say why a unit cannot become the days or hours that are meant, and what to write."""
    if unit == "m":
        wanted = "`min`, or the days" if expected.name == "days" else "`min`, or the hours"
        return f"`m` may be minutes or months: write {wanted}"
    if expected.is_work:
        return _not_of_work(unit, expected)
    if unit == "working day" and expected.name == "days":
        return "all days count here, also those without work: write the number of calendar days"
    length = f" ({_LENGTHS[unit]})" if unit in _LENGTHS and expected.name == "days" else ""
    return f"a {unit} is no fixed number of {expected.name}{length}: write the {expected.name}"


def _not_of_work(unit: str, expected: WantedNumber) -> str:
    if expected.name == "hours":
        length = "a working day" if unit.endswith("day") else f"a {unit}"
        return f"how many hours are {length} is not known here: write the number of hours of work"
    of, length = ("hours", "a working day") if unit in _SHORT else ("working days", f"a {unit}")
    return f"how many {of} are {length} is not known here: write the number of working days"
