"""One amount as an author writes it: a numeral, and what the words around it make of it."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.scenario.written.digits import NUMERAL, numeral
from omsrisk.scenario.written.vocabulary import (
    ADVERBS_OF_TIME,
    BOUNDS,
    DOUBTS,
    MAGNITUDES,
    MINOR_UNITS,
    NEGATIVE,
    PARTS,
    PER,
    POINTS,
    TWO_BILLIONS,
    UNITS_NOT_MAGNITUDES,
    UNITS_OF_TIME,
    currencies,
)

MINUTES_OR_MONTHS = "m"
"""What a lone `m` is where a time is meant."""

_DASHES = "-\u2013\u2014"
_PRICE_DASH = re.compile(rf"\s?(?:[{_DASHES}]{{1,2}}|/[{_DASHES}])(?!\s*[0-9])")
_SPACED = re.compile(r"(?<![^\W\d_])(?:(v\.?\s?h|p\.\s?c)|(v\.?\s?t))(?![^\W\d_])\.?", re.IGNORECASE)
"""`5 v. H.` and `5 p. c.`, and the same of a thousand."""

_POWER_OF_TEN = re.compile(r"\s*[x*\u00d7\u00b7]\s*10\s*(?:\^|\*\*)\s*([0-9]{1,2})(?![0-9])")
_SUPERSCRIPTS = str.maketrans(
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789"
)
_WORDS = re.compile(r"[^\W\d_]+(?:[.'\u2019-][^\W\d_]+)*\$?|[<>]=?|[^\w\s]")
_COMPOUND = sorted(
    (
        word
        for words in (PARTS, POINTS, UNITS_OF_TIME, DOUBTS, BOUNDS, currencies())
        for word in words
        if "-" in word
    ),
    key=len,
    reverse=True,
)
_JOINED = re.compile("|".join(word.replace("-", r"[\s-]") for word in _COMPOUND), re.IGNORECASE)


class Amount(NamedTuple):
    """
    What one amount says.

    Attributes:
        numbers: Its readings, magnitudes counted in; a percentage is not yet divided.
        written: Its numeral as the author wrote it.
        before: The text before the numeral.
        after: The text behind it.
        mark: The mark that may be of thousands or of decimals, where there are two readings.
        is_negative: Whether it has a minus, in front or behind, or stands in brackets.
        in_brackets: Whether brackets say so.
        is_scaled: Whether a word multiplies it.
        power: The power of ten of `%`, `\u2030` or basis points; None where it is no part.
        is_points: Whether percentage points are meant.
        codes: The currencies that are named; empty where none is.
        unit: The unit of time.
        unit_written: The same as its author wrote it.
        per: What it is a rate of, such as `day`.
        is_doubtful: Whether it is said to be about right.
        is_bound: Whether it is said to be an upper or a lower end.
        is_minor: Whether it is in hundredths of a currency, such as cents; they are counted in.
        is_change: Whether a plus stands in front: what something changes by, it may be.
        unknown: Words that mean nothing here.
    """

    numbers: tuple[Decimal, ...]
    written: str
    before: str
    after: str
    mark: str = ""
    is_negative: bool = False
    in_brackets: bool = False
    is_scaled: bool = False
    power: int | None = None
    is_points: bool = False
    codes: frozenset[str] = frozenset()
    unit: str = ""
    unit_written: str = ""
    per: str = ""
    is_doubtful: bool = False
    is_bound: bool = False
    is_minor: bool = False
    is_change: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Whether nothing but digits and a sign is there."""
        return not (self.before + self.after).strip(" -+")


def amount(text: str, *, is_time: bool = False) -> Amount | None:
    """
    Read one amount; None where there is not exactly one numeral.

    Args:
        text: What was written, its digits in ASCII.
        is_time: Whether days or hours are meant, so that `m` is no million.

    >>> amount("1.2m EUR").numbers, amount("(987.65)").is_negative, amount("150bp").power
    ((Decimal('1200000'),), True, -4)
    """
    text = _SPACED.sub(lambda found: "%" if found[1] else "\u2030", text)
    text = _POWER_OF_TEN.sub(r"e\1", re.sub(r"(?<=10)[⁰¹²³⁴-⁹]+", _exponent, text))
    found = NUMERAL.search(text)
    if found is None:
        return None
    before, written, after = text[: found.start()], found[0], text[found.end() :]
    if re.search(r"\d", before + after):
        return None
    if written[-1] in ".," or after.startswith("/"):
        after = _PRICE_DASH.sub("", after, count=1)
    read = numeral(written)
    reader = _Reader(is_time=is_time)
    reader.take(before, in_front=True)
    reader.take(after, in_front=False)
    numbers = tuple(_times(n, m) for n in read.values for m in reader.magnitudes())
    return Amount(
        numbers,
        written,
        before,
        after,
        read.mark,
        reader.is_negative,
        reader.in_brackets,
        bool(reader.scales),
        reader.power,
        reader.is_points,
        reader.codes,
        reader.unit,
        reader.unit_written,
        reader.per,
        reader.is_doubtful,
        reader.is_bound,
        reader.is_minor,
        reader.is_change,
        tuple(reader.unknown),
    )


def _exponent(found: re.Match[str]) -> str:
    return "^" + found[0].translate(_SUPERSCRIPTS)


def _times(number: Decimal, magnitude: Decimal) -> Decimal:
    if magnitude == 1:
        return number
    product = number * magnitude
    return Decimal(f"{product.normalize():f}")


class _Reader:
    """Takes the words around a numeral, one after the other."""

    def __init__(self, *, is_time: bool) -> None:
        self._is_time = is_time
        self._opened = ""
        self.scales: list[list[Decimal]] = []
        self.power: int | None = None
        self.codes: frozenset[str] = frozenset()
        self.unit = self.unit_written = self.per = ""
        self.is_negative = self.in_brackets = self.is_points = False
        self.is_doubtful = self.is_bound = self.is_minor = self.is_change = False
        self.unknown: list[str] = []

    def magnitudes(self) -> list[Decimal]:
        """Return what all the words together multiply by: one number a reading."""
        found = [Decimal(1)]
        for scale in self.scales:
            if len(scale) > 1 and self.codes & _OF_GERMAN:
                scale = scale[:1]  # noqa: PLW2901 - `T` beside a euro is Tausend
            found = [one * other for one in found for other in scale]
        return found

    def take(self, text: str, *, in_front: bool) -> None:
        """Take the words on one side of the numeral."""
        joined = _JOINED.sub(lambda found: re.sub(r"\s", "-", found[0]), text)
        words = iter(list(_words(joined)))
        for word in words:
            self._word(word, words, in_front=in_front)

    def _word(self, word: str, rest: Iterator[str], *, in_front: bool) -> None:
        plain = word.casefold()
        if plain in _DASHES or plain in NEGATIVE:
            self.is_negative = True
        elif self._is_time and plain in _PRIMES and not in_front:
            self.unknown.append(word)
        elif not in_front and plain in MINOR_UNITS and plain not in currencies():
            self.is_minor = True
            self.scales.append([_HUNDREDTH])
        elif plain in "()[]":
            self._bracket(plain, in_front=in_front)
        elif plain in "+,;.:'\"":
            self.is_bound |= plain == "+" and not in_front
            self.is_change |= plain == "+" and in_front
        elif plain in PER and not in_front:
            self._rate(word, next(rest, ""))
        elif not self._meaning(word, plain):
            self.unknown.append(word)
        elif self.unit and not self.unit_written:
            self.unit_written = word

    def _bracket(self, bracket: str, *, in_front: bool) -> None:
        if in_front:
            self._opened += bracket
        elif bracket in ")]" and self._opened:
            self.is_negative = self.in_brackets = True

    def _rate(self, word: str, of: str) -> None:
        unit = UNITS_OF_TIME.get(of.casefold().rstrip("."), of).removeprefix("calendar ")
        if unit:
            self.per = unit
        else:
            self.unknown.append(word)

    def _meaning(self, word: str, plain: str) -> bool:
        if self._is_time and plain == MINUTES_OR_MONTHS:
            self.unit = MINUTES_OR_MONTHS
        elif self._is_time and plain in UNITS_NOT_MAGNITUDES:
            if not UNITS_NOT_MAGNITUDES[plain]:
                return False
            self.unit = UNITS_NOT_MAGNITUDES[plain]
        elif (self._is_time or plain not in MAGNITUDES) and plain in UNITS_OF_TIME:
            self.unit = UNITS_OF_TIME[plain]
        elif plain in currencies():
            self.codes = currencies()[plain]
        elif plain in MAGNITUDES:
            scale = MAGNITUDES[plain]
            self.scales.append([*scale, _GERMAN_BILLION] if word == TWO_BILLIONS else scale)
        elif plain in PARTS:
            self.power = PARTS[plain]
        elif plain in POINTS:
            self.power, self.is_points = -2, True
        elif plain in ADVERBS_OF_TIME:
            self.per = ADVERBS_OF_TIME[plain]
        elif plain in DOUBTS:
            self.is_doubtful = True
        elif plain in BOUNDS:
            self.is_bound = True
        else:
            return False
        return True


_PRIMES = "'\u2019\u2032\u2033"
_HUNDREDTH = Decimal("0.01")
_OF_GERMAN = frozenset({"EUR", "CHF"})
_GERMAN_BILLION = Decimal(10) ** 12


def _words(text: str) -> Iterator[str]:
    """Divide a text into words and signs; `TEUR`, `MUSD` and `EURm` are two words."""
    for found in _WORDS.finditer(text):
        word = found[0]
        if word[-1:] == "$" and word.casefold() not in currencies():
            yield from _divided(word[:-1])
            yield "$"
        elif unicodedata.category(word[0]) == "Sc":
            yield word
        else:
            yield from _divided(word)


def _divided(word: str) -> Iterator[str]:
    plain = word.casefold()
    known = plain in MAGNITUDES or plain in UNITS_OF_TIME or plain in currencies()
    for at in () if known else (1, 2, 3, len(plain) - 1, len(plain) - 2):
        head, tail = word[:at], word[at:]
        pair = head.casefold(), tail.casefold()
        for scale, code in (pair, pair[::-1]):
            if scale in MAGNITUDES and code in currencies():
                yield head
                yield tail
                return
    yield word
