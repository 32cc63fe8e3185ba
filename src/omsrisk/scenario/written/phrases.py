"""More than one number: ranges in words, a number and its deviation, sums that nobody computes."""

import re
from decimal import Decimal
from fractions import Fraction

from omsrisk.scenario.written.amounts import Amount, amount
from omsrisk.scenario.written.hints import suggestion
from omsrisk.scenario.written.times import DOUBTFUL, InexactTimeError, time_of
from omsrisk.scenario.written.wanted import Surroundings, WantedNumber

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_FORMULA = re.compile(rf"{_NUMBER}(?:\s*[*x\u00d7\u00b7/+]\s*{_NUMBER})+", re.IGNORECASE)
_SUM = re.compile(r"\d\S*\s+[*x\u00d7\u00b7/+]\s+\S*\d|\d[*\u00d7]\S*\d|\d\s*(?:\^|\*\*)\s*\d")
"""What reads like a formula of amounts with words."""

_MIDDLE_DOT = re.compile(rf"({_NUMBER})\u00b7([0-9]+)")
_HALVES = re.compile(r"([0-9]{1,2})\s*/\s*([0-9]{1,2})")
_WHOLE = 100
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
_THREE = re.compile(
    r"(?P<low>[^/;|]*\d[^/;|]*)[/;|](?P<likely>[^/;|]*\d[^/;|]*)[/;|](?P<high>[^/;|]*\d[^/;|]*)"
)
_LEAST_AND_MOST = re.compile(
    r"(?:between|from|low|min(?:imum)?\.?|at least|mind(?:estens|\.)?|ab)\W*(?P<low>\S*\d[^,;/]*?)"
    r"[\s,;/]+(?:high|max(?:imum)?\.?|at most|h\u00f6chst(?:ens)?\.?|up to)\W*(?P<high>\S*\d.*)\Z",
    re.IGNORECASE,
)
_MIDDLE = re.compile(r"(?P<middle>.*?\d.*?)\s*(?:\+\s*/\s*-|\u00b1|\+-)\s*(?P<by>.*\d.*)\Z")
_WITHIN = re.compile(r"(?P<likely>[^(\[]*\d[^(\[]*)[(\[](?P<range>.*\d.*\d.*)[)\]]\Z")
_APART = re.compile(r"\s*(?P<low>[^,;]*\d[^,;]*)[,;]\s*(?P<high>[^,;]*\d[^,;]*)")
_DIGITS = re.compile(_NUMBER)
_GROUP = 3
_COMPUTED_NOWHERE = "nothing is computed in a file: write the number itself"
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
    told = _of_formula(text, expected) or _of_three(text, expected, around)
    if told:
        return told
    deviation = _MIDDLE.match(text)
    if deviation is not None:
        return _around(deviation["middle"], deviation["by"], expected, around)
    within = _WITHIN.match(text)
    if within is not None:
        ends = _ends(within["range"]) or _APART.fullmatch(within["range"])
        if ends is not None:
            likely = _one(within["likely"], expected, around)
            return _range(ends["low"], ends["high"], expected, around, likely or "...")
    ends = _ends(text)
    if ends is not None:
        return _range(ends["low"], ends["high"], expected, around)
    is_sum = _SUM.search(text) and amount(text, is_time=expected.is_time) is None
    return _COMPUTED_NOWHERE if is_sum else ""


def _ends(text: str) -> re.Match[str] | None:
    return _BETWEEN.match(text) or _LEAST_AND_MOST.match(text) or _TO.match(text)


def _of_three(text: str, expected: WantedNumber, around: Surroundings) -> str:
    """Ask whether three numbers in their order are the least, the likely and the most."""
    found = _THREE.fullmatch(text)
    if found is None:
        return ""
    parts = [_one(found[name], expected, around) for name in ("low", "likely", "high")]
    if not all(parts) or parts != sorted(parts, key=lambda one: _size(one, expected)):
        return _OPEN
    low, likely, high = parts
    return f"is a range meant? {{low: {low}, likely: {likely}, high: {high}}}"


def _of_formula(text: str, expected: WantedNumber) -> str:
    """Compute what somebody left to a spreadsheet, where the result is a decimal."""
    formula = text.removeprefix("=").strip()
    dot = _MIDDLE_DOT.fullmatch(formula)
    if dot is not None:  # a product, or the decimal point of an old book
        product = _decimal(Fraction(dot[1]) * Fraction(dot[2]), 12)
        whole = f"{dot[1]}{dot[2]}" if len(dot[2]) == _GROUP and "." not in dot[1] else product
        return f"is {whole} meant, or {dot[1]}.{dot[2]}?" if "." not in dot[1] else _COMPUTED_NOWHERE
    halves = _HALVES.fullmatch(formula) if expected.is_share else None
    if halves is not None and int(halves[1]) + int(halves[2]) == _WHOLE:
        return f"is {halves[1]}% meant? A share is written 5% or 0.05"
    odds = _OUT_OF.fullmatch(formula) if expected.is_share else None
    if odds is not None and Decimal(odds[2]) > 0:
        number = _decimal(Fraction(odds[1]) / Fraction(odds[2]) * 100, 10)
        return f"write {number}%" if number else "write it as a percentage"
    if not text.startswith("=") and not _FORMULA.fullmatch(formula):
        return ""
    if not _FORMULA.fullmatch(formula) or any(map(DOUBTFUL.fullmatch, _DIGITS.findall(formula))):
        return _COMPUTED_NOWHERE  # also of `12 x 7.500`, which has two readings
    number = _decimal(_computed(formula), 12)
    told = f", {number}" if number else ", as a decimal"
    return _COMPUTED_NOWHERE + told


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
    before = first.before if first.before.strip() else last.before
    if not _has_unit(first) and (_has_unit(last) or (last.codes and not first.codes)):
        ends.insert(0, (before + first.written + last.after, high))
    elif (_has_unit(first) and not _has_unit(last)) or (first.codes and not last.codes):
        ends.insert(0, (low, before + last.written + first.after))
    for pair in ends:
        readings = [_readings(one, expected, around) for one in pair]
        ordered = [
            (one, other)
            for one in readings[0]
            for other in readings[1]
            if _size(one, expected) < _size(other, expected)
        ]
        if ordered:
            break
    made = [(_one(one, expected, around), _one(other, expected, around)) for one, other in ends]
    others = [
        pair for pair in made if all(pair) and _size(pair[0], expected) < _size(pair[1], expected)
    ]
    if len(ordered) != 1 or (expected.is_share and any(pair != ordered[0] for pair in others)):
        return _OPEN
    return f"write a range: {{low: {ordered[0][0]}, likely: {likely}, high: {ordered[0][1]}}}"


def _readings(text: str, expected: WantedNumber, around: Surroundings) -> tuple[str, ...]:
    read = amount(text.strip(), is_time=expected.is_time)
    return () if read is None else suggestion(read, expected, around).texts


def _has_unit(read: Amount) -> bool:
    return read.is_scaled or read.power is not None or bool(read.unit)


def _size(text: str, expected: WantedNumber) -> Decimal:
    try:
        time = time_of(text, expected)
    except InexactTimeError:
        time = None
    if time is not None:
        return time
    digits = _DIGITS.match(text)
    number = Decimal(digits[0]) if digits else Decimal(0)
    return number.scaleb(-2) if text.endswith("%") else number


def _around(middle: str, by: str, expected: WantedNumber, around: Surroundings) -> str:
    """Write a number and its deviation as a range, where both are in the same unit."""
    centre = _one(middle, expected, around)
    reach = amount(by.strip(), is_time=expected.is_time)
    plain = re.fullmatch(_NUMBER, centre)
    around_it = amount(middle.strip(), is_time=expected.is_time)
    is_alike = reach is not None and (
        reach.is_bare if around_it is None or not around_it.is_scaled else reach.is_scaled
    )
    is_clear = reach is not None and len(reach.numbers) == 1 and not (reach.unknown or reach.unit)
    if plain is None or reach is None or not is_alike or not is_clear or reach.power is not None:
        return f"write a range: {{low: ..., likely: {centre or '...'}, high: ...}}"
    low, high = (Decimal(centre) + sign * reach.numbers[0] for sign in (-1, 1))
    start = f"{low:f}" if low >= 0 else "..."
    return f"write a range: {{low: {start}, likely: {centre}, high: {high:f}}}"
