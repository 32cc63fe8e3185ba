"""
Digits with marks between them, in the writing of several countries.

`1,250.00` is English, `1.250,00` German, `1 250,00` French, `1'250.00` Swiss, `12,34,567` Indian.
What a mark means follows from where the marks stand; where it does not, there are two readings.
"""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

_POINT, _COMMA = ".", ","
_SPACES = " \t\u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'\u2019\u02bc\u00b4`"
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:S[0-9]{3})+\Z".replace("S", "[^0-9]"))
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}\Z")

NUMERAL = re.compile(
    rf"(?:(?<![^\W\d_])[.,])?[0-9](?:(?:[0-9.,_·{_APOSTROPHES}{_SPACES}])*[0-9])?(?:[.,](?![0-9]))?(?:[eE][-+]?[0-9]+)?"
)
"""A run of digits and of what may stand between them, with an exponent."""


class Numeral(NamedTuple):
    """
    What a run of digits may mean.

    Attributes:
        values: Its readings; none where its marks make no sense.
        mark: The one mark that could be of thousands as well as of decimals; empty where none is.
    """

    values: tuple[Decimal, ...]
    mark: str = ""


def numeral(text: str) -> Numeral:
    """
    Read digits with marks between them.

    Args:
        text: What `NUMERAL` matches.

    >>> numeral("1.250,00").values, numeral("12,34,567").values, numeral("12,500").mark
    ((Decimal('1250.00'),), (Decimal('1234567'),), ',')
    """
    digits, _, exponent = text.casefold().partition("e")
    digits = digits.rstrip(".,")
    for marks, plain in ((_SPACES, " "), (_APOSTROPHES, "'"), ("·", _POINT)):
        digits = re.sub(f"[{re.escape(marks)}]", plain, digits)
    power = int(exponent) if exponent and len(exponent) < _LONGEST_EXPONENT else 0
    found = _unmarked(digits)
    return Numeral(tuple(_scaled(value, power) for value in found.values), found.mark)


_LONGEST_EXPONENT = 5


def _unmarked(digits: str) -> Numeral:
    marks = [one for one in digits if not one.isdigit()]
    kinds = list(dict.fromkeys(marks))
    if not marks:
        return Numeral((Decimal(digits),))
    if len(kinds) == 1:
        return _of_one_mark(digits, kinds[0], len(marks))
    last = kinds[-1]
    whole, _, fraction = digits.rpartition(last)
    if len(kinds) > 2 or marks.count(last) > 1 or last not in {_POINT, _COMMA}:  # noqa: PLR2004
        return Numeral(())
    groups = kinds[0]
    if groups == "_" or _is_grouped(whole, groups):
        return Numeral((Decimal(f"{_digits(whole)}.{fraction}"),))
    return Numeral(())


def _of_one_mark(digits: str, mark: str, count: int) -> Numeral:
    whole = Decimal(_digits(digits))
    if mark == "_":
        return Numeral((whole,))
    grouped = _is_grouped(digits, mark)
    if mark not in {_POINT, _COMMA}:
        return Numeral((whole,) if grouped else ())
    if count > 1:
        return Numeral((whole,) if grouped else ())
    decimal = Decimal(digits.replace(_COMMA, _POINT))
    return Numeral((whole, decimal), mark) if grouped else Numeral((decimal,))


def _is_grouped(digits: str, mark: str) -> bool:
    if set(digits) - set("0123456789") != {mark}:
        return False
    return bool(_GROUPED.match(digits) or (mark == _COMMA and _INDIAN.match(digits)))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _scaled(value: Decimal, power: int) -> Decimal:
    return Decimal(f"{value.scaleb(power):f}") if power else value


def in_plain_digits(text: str) -> str:
    """
    Write the digits of other scripts, and what looks like ASCII, as ASCII.

    >>> in_plain_digits("\u0661\u0662"), in_plain_digits("1\u00bd"), in_plain_digits("10\u00b3")
    ('12', '1.5', '10\u00b3')
    """
    return "".join(map(_plain, _with_fractions(text)))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cf":
        return ""
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isascii() and not any(one.isdigit() for one in folded) else character


_LOOKALIKES = dict(zip("\u066b\u066c\u066a\u2010\u2011\u2212", ",'%---", strict=True))


def _with_fractions(text: str) -> str:
    """Write a half behind a whole number as a decimal; what is no decimal stays."""
    found = re.fullmatch(r"(.*?)([0-9]*) ?([\u00bc-\u00be\u215b-\u215e])(.*)", text, re.DOTALL)
    if found is None:
        return text
    before, whole, fraction, after = found.groups()
    value = Decimal(whole or 0) + Decimal(str(unicodedata.numeric(fraction)))
    return f"{before}{value}{after}"
