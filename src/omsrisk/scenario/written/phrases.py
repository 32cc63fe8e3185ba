"""More than one number: ranges in words, a number and its deviation, sums that nobody computes."""

import re
from decimal import Decimal
from fractions import Fraction

from omsrisk.scenario.written.amounts import Amount, amount
from omsrisk.scenario.written.hints import suggestion
from omsrisk.scenario.written.wanted import Surroundings, WantedNumber

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_FORMULA = re.compile(rf"{_NUMBER}(?:\s*[*x\u00d7\u00b7/+]\s*{_NUMBER})+", re.IGNORECASE)
_OUT_OF = re.compile(
    rf"({_NUMBER})\s*(?:in|out\s+of|of|von|aus|sur|auf)\s*({_NUMBER})", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"(?:between|from|zwischen|von|entre|de)\s+(?P<low>.*?\d.*?)\s+(?:and|to|und|bis|et|\u00e0)\s+"
    r"(?P<high>.*\d.*)\Z",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?P<low>[^-]*?\d[^-]*?)\s*(?:[-\u2013\u2014]|\.{2,3}|(?<=\s)(?:to|bis|until|through|\u00e0)(?=\s))\s*"
    r"(?P<high>(?=.*\d)[^-].*)\Z",
    re.IGNORECASE,
)
_MIDDLE = re.compile(r"(?P<middle>.*?\d.*?)\s*(?:\+\s*/\s*-|\u00b1|\+-)\s*(?P<by>.*\d.*)\Z")
_WITHIN = re.compile(r"(?P<likely>[^(\[]*\d[^(\[]*)[(\[](?P<range>.*\d.*\d.*)[)\]]\Z")
_OPEN = "write a range: {low: ..., likely: ..., high: ...}"


def of_phrase(text: str, expected: WantedNumber, around: Surroundings) -> str:
    """
    Say what to write for a range or a formula; nothing where the text is neither.

    Args:
        text: What was written, its digits in ASCII.
        expected: What is meant there.
        around: What is known of the file and the key.

    >>> from omsrisk.scenario.written.wanted import NOTHING_KNOWN
    >>> of_phrase("8-15%", WantedNumber("share", "a share"), NOTHING_KNOWN)
    'write a range: {low: 8%, likely: ..., high: 15%}'
    """
    told = _of_formula(text, expected)
    if told:
        return told
    deviation = _MIDDLE.match(text)
    if deviation is not None:
        return _around(deviation["middle"], deviation["by"], expected, around)
    within = _WITHIN.match(text)
    if within is not None:
        ends = _BETWEEN.match(within["range"]) or _TO.match(within["range"])
        if ends is not None:
            likely = _one(within["likely"], expected, around)
            return _range(ends["low"], ends["high"], expected, around, likely or "...")
    ends = _BETWEEN.match(text) or _TO.match(text)
    return "" if ends is None else _range(ends["low"], ends["high"], expected, around)


def _of_formula(text: str, expected: WantedNumber) -> str:
    """Compute what somebody left to a spreadsheet, where the result is a decimal."""
    formula = text.removeprefix("=").strip()
    odds = _OUT_OF.fullmatch(formula) if expected.is_share else None
    if odds is not None and Decimal(odds[2]) > 0:
        number = _decimal(Fraction(odds[1]) / Fraction(odds[2]) * 100, 10)
        return f"write {number}%" if number else "write it as a percentage"
    if not text.startswith("=") and not _FORMULA.fullmatch(formula):
        return ""
    sign = "nothing is computed in a file: write the number itself"
    if not _FORMULA.fullmatch(formula):
        return sign
    number = _decimal(_computed(formula), 12)
    return f"{sign}, {number}" if number else f"{sign}, as a decimal"


def _computed(formula: str) -> Fraction | None:
    parts = re.split(r"\s*([*x\u00d7\u00b7/+])\s*", formula.casefold())
    total, product = Fraction(0), Fraction(parts[0])
    for sign, number in zip(parts[1::2], parts[2::2], strict=True):
        if sign == "+":
            total, product = total + product, Fraction(number)
        elif sign == "/":
            if not Fraction(number):
                return None
            product /= Fraction(number)
        else:
            product *= Fraction(number)
    return total + product


def _decimal(number: Fraction | None, places: int) -> str:
    if number is None or (number * 10**places).denominator != 1 or number >= 10**18:
        return ""
    text = f"{Decimal((number * 10**places).numerator).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".")


def _one(text: str, expected: WantedNumber, around: Surroundings) -> str:
    """Return what to write for one end; nothing where that is not known."""
    read = amount(text.strip(), is_time=expected.is_time)
    return "" if read is None else suggestion(read, expected, around).only


def _range(
    low: str, high: str, expected: WantedNumber, around: Surroundings, likely: str = "..."
) -> str:
    """
    Write two ends as a range, what stands at one of them counting for both: `1-2m`, `8-15%`.

    A share of `0.05-15%` has two readings: the first end is below the second by itself, too.
    """
    first, last = (amount(one.strip(), is_time=expected.is_time) for one in (low, high))
    if first is None or last is None:
        return _OPEN
    ends = [(low, high)]
    if not _has_unit(first) and _has_unit(last):
        ends.insert(0, (first.before + first.written + last.after, high))
    elif _has_unit(first) and not _has_unit(last):
        ends.insert(0, (low, last.before + last.written + first.after))
    made = [(_one(one, expected, around), _one(other, expected, around)) for one, other in ends]
    ordered = [pair for pair in made if all(pair) and _size(pair[0]) < _size(pair[1])]
    if not ordered or (expected.is_share and len(ordered) > 1 and ordered[0] != ordered[1]):
        return _OPEN
    return f"write a range: {{low: {ordered[0][0]}, likely: {likely}, high: {ordered[0][1]}}}"


def _has_unit(read: Amount) -> bool:
    return read.is_scaled or read.power is not None or bool(read.unit)


def _size(text: str) -> Decimal:
    digits = re.match(r"[0-9.]+", text)
    number = Decimal(digits[0]) if digits else Decimal(0)
    return number.scaleb(-2) if text.endswith("%") else number


def _around(middle: str, by: str, expected: WantedNumber, around: Surroundings) -> str:
    """Write a number and its deviation as a range, where both are in the same unit."""
    centre = _one(middle, expected, around)
    reach = amount(by.strip(), is_time=expected.is_time)
    plain = re.fullmatch(_NUMBER, centre)
    if plain is None or reach is None or not reach.is_bare or len(reach.numbers) != 1:
        return f"write a range: {{low: ..., likely: {centre or '...'}, high: ...}}"
    low, high = (Decimal(centre) + sign * reach.numbers[0] for sign in (-1, 1))
    start = f"{low:f}" if low >= 0 else "..."
    return f"write a range: {{low: {start}, likely: {centre}, high: {high:f}}}"
