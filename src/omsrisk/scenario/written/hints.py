"""
Hints for what is not a number here: what to write instead, or what has to be asked.

The rule: a hint may drop a currency sign; it never drops a magnitude, a unit of time, a sign or a
percent mark. Followed, it gives the number that was meant. Where two are possible it names both, and
where none is known it names none.
"""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.money import DIGITS_AFTER_POINT, DIGITS_BEFORE_POINT
from omsrisk.scenario.schema.currencies import minor_digits
from omsrisk.scenario.written.amounts import Amount, amount
from omsrisk.scenario.written.digits import in_plain_digits
from omsrisk.scenario.written.times import (
    DOUBTFUL,
    counted,
    duration_of,
    is_decimal,
    is_exact_in,
    not_convertible,
)
from omsrisk.scenario.written.vocabulary import NOTHING, UNKNOWN
from omsrisk.scenario.written.wanted import MOST_INDEX, NOTHING_KNOWN, Surroundings, WantedNumber

_PERCENT = -2
_USUAL_MINOR_DIGITS = 2


class Suggestion(NamedTuple):
    """
    What one amount comes to in a file.

    Attributes:
        texts: What to write for each of its readings; none where none is known.
        why: What has to be said beside them, or instead of them.
    """

    texts: tuple[str, ...]
    why: str = ""

    @property
    def only(self) -> str:
        """What to write where there is one reading, and nothing more to ask; else nothing."""
        return self.texts[0] if len(self.texts) == 1 else ""


def hint_for(text: str, expected: WantedNumber, around: Surroundings = NOTHING_KNOWN) -> str:
    """
    Say what to write for a text that is not a number here, or what is asked.

    Args:
        text: What was written.
        expected: What is meant there.
        around: What is known of the file and the key.

    >>> hint_for("1.2m", WantedNumber("money", "an amount of money"))
    'write 1200000'
    >>> hint_for("1.250m", WantedNumber("money", "an amount of money"))
    'is 1250000000 meant, or 1250000?'
    """
    return _known_hint(text, expected, around) or _asking(text, expected)


def _asking(text: str, expected: WantedNumber) -> str:
    """Ask for a number in a text of which nothing is known."""
    if any(one.isdigit() for one in text):
        return "which number is it? Write one, with a point for decimals and nothing else"
    example = "5%" if expected.is_share else "1200.5"
    return f"write the number in digits, such as {example}; leave it out while it is not known"


def _known_hint(text: str, expected: WantedNumber, around: Surroundings) -> str:  # noqa: PLR0911 - a way of writing a line
    from omsrisk.scenario.written.phrases import of_phrase

    told = _technical(text)
    if told is not None:
        return told
    plain = in_plain_digits(text).strip()
    if expected.is_time and (duration := duration_of(plain)):
        return f"write {duration}"
    folded = re.sub(r"\s+", "-", text.strip().casefold())
    if folded in UNKNOWN or re.fullmatch(r"<.*>|\{\{.*", text.strip()):
        return "leave it out until it is known: what is not assessed is not zero"
    if folded in NOTHING:
        return "write 0 if there is nothing; leave it out if that is not known"
    of_several = of_phrase(plain, expected, around)
    if of_several:
        return of_several
    read = amount(plain, is_time=expected.is_time)
    if read is None:
        return ""
    told = said(read, suggestion(read, expected, around))
    named = _named_character(text)
    if "\u2212" in text and told.startswith("write -"):
        return f"{named}; write the hyphen: {told.removeprefix('write ')}"
    if named and told.startswith("write "):
        return f"{named}; write plain digits: {told.removeprefix('write ')}"
    return f"{named}; {told}" if named and told else named or told


def suggestion(read: Amount, expected: WantedNumber, around: Surroundings) -> Suggestion:  # noqa: PLR0911 - a doubt a line
    """Say what to write for an amount that was read."""
    if expected.name == "index" and read.power is not None and (read.is_negative or read.is_change):
        return _of_change(read)
    if read.is_negative and not expected.is_signed:
        mark = "brackets mean" if read.in_brackets else "the minus means"
        text = f"{mark} negative, which is not possible here: amounts, shares and days are 0 or more"
        return Suggestion((), text)
    if read.is_bound:
        text = "a limit is not the number: write a range {low: ..., likely: ..., high: ...}"
        return Suggestion((), text)
    if read.codes and expected.name == "money" and around.currency:
        if around.currency not in read.codes:
            text = f"this file is in {around.currency}: convert it, and say the rate in `note`"
            return Suggestion((), text)
    elif read.codes and expected.name not in {"money", "count"}:
        return Suggestion((), f"an amount of money is not {expected.noun}")
    if read.is_minor and not _has_cents(expected, around):
        whole = around.currency if expected.name == "money" else "whole units"
        return Suggestion((), f"write it in {whole or 'the currency of the file'}, as a decimal")
    told = _of_units(read, expected, around)
    if told is not None:
        return told
    if not read.numbers:
        return Suggestion(
            (), "which number is it? Write it with a point for decimals and without other marks"
        )
    if expected.is_share:
        return _of_share(read)
    if read.power is not None:
        return _of_factor(read) if expected.takes_percent else _of_part(read, expected)
    texts = _texts(_plausible(read, around), read, expected)
    if len(texts) == 1 and not is_decimal(texts[0], expected):
        return Suggestion((), f"that is not a decimal number of {expected.name}")
    return Suggestion(texts)


def said(read: Amount, found: Suggestion) -> str:  # noqa: PLR0911 - a way of writing a line
    """Put a suggestion into words."""
    if not found.texts:
        return found.why
    texts = found.texts
    if len(texts) > 1:
        if read.mark == "," and read.is_bare:
            whole, decimal = texts[0], texts[1]
            other = f"or {decimal} if it is a decimal mark: which is meant?"
            return f"write {whole} without the comma, {other}"
        return f"is {', '.join(texts[:-1])} meant, or {texts[-1]}?{_because(found.why)}"
    text = texts[0]
    if read.is_doubtful:
        doubt = f"{{low: ..., likely: {text}, high: ...}}"
        return f"write {text}, and the doubt as a range: {doubt}{_because(found.why)}"
    if "," in read.written and "." not in read.written and "." in text and not read.is_scaled:
        return f"use a point: {text}{_because(found.why)}"
    if "," in read.written and read.is_bare and "." not in read.written.partition(",")[0]:
        return f"write {text} without the comma{_because(found.why)}"
    if read.codes and not found.why:
        return f"write {text}; the currency is set by `currency`, the unit by the key"
    leading = re.match(r"0[0-9]", read.written) is not None
    return f"write {text}{', no leading zeros' if leading else ''}{_because(found.why)}"


def _because(why: str) -> str:
    return f"; {why}" if why else ""


def _technical(text: str) -> str | None:
    """Say what is wrong with what programs write."""
    if re.fullmatch(r"[-+]?\.?(inf|nan|infinity)", text, re.IGNORECASE):
        return "infinite and not-a-number are not inputs"
    if re.fullmatch(r"0[xo][0-9a-f]+", text, re.IGNORECASE):
        try:
            return f"write {int(text, 0)}" if len(text) < DIGITS_BEFORE_POINT else "write decimals"
        except ValueError:
            return "write decimals"
    if re.fullmatch(r"[0-9]+(:[0-9]+)+(\.[0-9]+)?", text):
        return "a colon makes no number: write a decimal"
    if "${" in text or re.match(r"\$\(\s*[^\W\d]", text):
        return "nothing is expanded in a scenario: write the number"
    return None


def _named_character(text: str) -> str:
    """Name the first character that nobody can see, or tell from another."""
    for one in text:
        if ord(one) > 127 and (  # noqa: PLR2004 - ASCII ends there
            unicodedata.category(one) in {"Cf", "Zs", "Nd", "No"} or one in "\u2212\uff05"
        ):
            name = unicodedata.name(one, "a character without a name").lower()
            return f"it holds U+{ord(one):04X} ({name})"
    return ""


def _plausible(read: Amount, around: Surroundings) -> tuple[Decimal, ...]:
    """Return the readings of a numeral, but for decimals that no amount of a currency has."""
    if read.mark and read.codes and not read.is_scaled and len(read.numbers) > 1:
        codes = read.codes & {around.currency} or read.codes
        if all(minor_digits()[code] <= _USUAL_MINOR_DIGITS for code in codes):
            return read.numbers[:1]
    if around.currency in _OF_CRORES and re.search(r"\bcr\b", read.after, re.IGNORECASE):
        return read.numbers[::2]  # a crore, and not a credit
    return read.numbers


_OF_CRORES = frozenset({"INR", "PKR", "BDT", "NPR", "LKR"})


def _of_units(read: Amount, expected: WantedNumber, around: Surroundings) -> Suggestion | None:  # noqa: PLR0911 - a doubt a line
    """Ask for what a unit or a word makes of the number, where the key does not say it."""
    own = around.unit.replace("*", "/").split("/")
    is_rate = bool(own[1:]) or "*" in around.unit
    unit = f", in {around.unit}" if is_rate else ""
    if read.per and read.per not in own[1:] and f"{read.per}s" not in own[1:]:
        wants = f": this key is in {around.unit}" if is_rate else ""
        return Suggestion((), f"`per {read.per}` is not what the key counts by{wants}; convert it")
    if read.unit and not expected.is_time:
        if read.unit == "m":
            return Suggestion((), "what does `m` mean here?")
        if around.unit == "unit" and len(read.numbers) == 1:
            texts = f"`quantity: {_plain(read.numbers[0])}` and `unit: {read.unit}`"
            return Suggestion((), f"the unit has a key of its own: write {texts}")
        text = f"a unit of time makes it a time, and {expected.noun} is wanted{unit}"
        return Suggestion((), text)
    if read.unit and (read.unit == "m" or not is_exact_in(read.unit, expected)):
        return Suggestion((), not_convertible(read.unit, expected))
    words = [one for one in read.unknown if _singular(one) not in own[:1]]
    if words:
        named = ", ".join(f"`{one}`" for one in words)
        verb = "means" if len(words) == 1 else "mean"
        text = f"what {named} {verb} is not known here: write what it comes to{unit}, in digits alone"
        return Suggestion((), text)
    return None


def _has_cents(expected: WantedNumber, around: Surroundings) -> bool:
    """Whether an amount may be in hundredths of the currency of the file."""
    code = around.currency
    return expected.name == "money" and (not code or minor_digits()[code] == _USUAL_MINOR_DIGITS)


def _of_change(read: Amount) -> Suggestion:
    """Ask whether an index is meant by how far it lies above the average, or below."""
    assert read.power is not None  # noqa: S101 - the caller has looked
    if len(read.numbers) != 1:
        return Suggestion((), "write the index itself; 1 is the average")
    part = read.numbers[0].scaleb(read.power)
    moved = 1 - part if read.is_negative else 1 + part
    if moved <= 0:
        return Suggestion((), "an index is above 0; 1 is the average")
    other = "" if read.is_negative else f", or {_plain(part, strip=True)}"
    return Suggestion((), f"is {_plain(moved, strip=True)} meant{other}? 1 is the average")


def _singular(word: str) -> str:
    plain = word.casefold()
    return "person" if plain in {"people", "persons"} else plain.removesuffix("s")


def _of_share(read: Amount) -> Suggestion:
    """Write a share as a percentage where it has a mark of one."""
    if read.is_points:
        texts = tuple(f"{_plain(one)}%" for one in read.numbers)
        return Suggestion((), f"points are a difference: is a share of {texts[0]} meant?")
    if read.is_scaled:
        return Suggestion((), "a share lies within 0 to 1, and is written 5% or 0.05")
    if read.power is None:
        small = tuple(one for one in read.numbers if one <= 1)
        if small:
            return Suggestion(tuple(_plain(one) for one in small))
        texts = tuple(f"{_plain(one)}%" for one in read.numbers if one <= 100)  # noqa: PLR2004 - percent
        if len(texts) == 1:
            return Suggestion((), f"is {texts[0]} meant? A share lies within 0 to 1")
        return Suggestion((), "a share lies within 0 to 1, and is written 5% or 0.05")
    scaled = [one.scaleb(read.power - _PERCENT) for one in read.numbers]
    within = [one for one in scaled if one <= 100] or scaled  # noqa: PLR2004 - percent
    strip = read.power != _PERCENT or len(within) > 1
    return Suggestion(tuple(f"{_plain(one, strip=strip)}%" for one in within))


def _of_part(read: Amount, expected: WantedNumber) -> Suggestion:
    if expected.name != "index":
        return Suggestion((), "a percentage is for shares only: write the number")
    assert read.power is not None  # noqa: S101 - the caller has looked
    numbers = [one.scaleb(read.power) for one in read.numbers]
    within = [one for one in numbers if 0 < one <= MOST_INDEX]
    return Suggestion(tuple(_plain(one, strip=True) for one in within), "1 is the average")


def _of_factor(read: Amount) -> Suggestion:
    assert read.power is not None  # noqa: S101 - the caller has looked
    sign = "-" if read.is_negative else ""
    scaled = [one.scaleb(read.power - _PERCENT) for one in read.numbers]
    strip = read.power != _PERCENT or len(scaled) > 1
    return Suggestion(tuple(f"{sign}{_plain(one, strip=strip)}%" for one in scaled))


def _texts(numbers: tuple[Decimal, ...], read: Amount, expected: WantedNumber) -> tuple[str, ...]:
    sign = "-" if read.is_negative else ""
    unit = read.unit_written if expected.is_time and read.unit else ""
    fitting = [one for one in numbers if _fits(one)]
    if expected.name == "index":
        fitting = [one for one in fitting if one <= MOST_INDEX] or fitting
    strip = len(fitting) > 1
    numbers_told = [_plain(one, strip=strip) for one in fitting]
    if unit:  # `1.125 h` would be asked again
        numbers_told = [f"{one}0" if DOUBTFUL.fullmatch(one) else one for one in numbers_told]
        numbers_told = [f"{one} {counted(one, unit)}" for one in numbers_told]
    return tuple(f"{sign}{one}" for one in numbers_told)


def _fits(number: Decimal) -> bool:
    text = f"{number:f}".rstrip("0") if "." in f"{number:f}" else f"{number:f}"
    whole, _, fraction = text.partition(".")
    return len(whole) <= DIGITS_BEFORE_POINT and len(fraction) <= DIGITS_AFTER_POINT


def _plain(number: Decimal, *, strip: bool = False) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if strip and "." in text else text
