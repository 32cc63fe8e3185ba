"""Numbers as authors write them: exact decimals from the text, and hints for what is refused."""

import re
import unicodedata
from decimal import Decimal

from omsrisk.core.money import DIGITS_AFTER_POINT, DIGITS_BEFORE_POINT
from omsrisk.scenario.documents.nodes import Scalar
from omsrisk.text import visible

_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?\Z")
_NUMBER = re.compile(r"([-+]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([-+]?[0-9]{1,4}))?\Z")
_SHOWN = 60
_MINUS_SIGN = "\u2212"


class NotANumberError(ValueError):
    """
    A text that is not a number here.

    Attributes:
        message: What is wrong with it; a sentence without its subject.
        hint: What to write instead, or empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def shown(text: str) -> str:
    """Quote an author's text for a message, cut where it is very long."""
    return f"`{visible(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + '...')}`"


def decimal_of(scalar: Scalar, noun: str, *, percent: bool = False) -> Decimal:
    """
    Read a number exactly as it is written.

    Args:
        scalar: What the author wrote.
        noun: What is expected, such as `a number of days`.
        percent: Whether `5%` may be written for 0.05.

    Raises:
        NotANumberError: It is not a number, or one that omsrisk does not compute with.
    """
    text = scalar.text
    if scalar.style is None and _PLAIN.match(text):
        return Decimal(text)
    expected = f"expected {noun}, found {shown(text)}"
    if scalar.style is not None:
        quoted = scalar.style in "'\""
        raise NotANumberError(
            expected if quoted else f"expected {noun}, found a block of text",
            "remove the quotes" if quoted else "write the number behind its key, on the same line",
        )
    digits = text
    if text.endswith("%"):
        digits = text[:-1].rstrip(" ")
        if not percent and _NUMBER.match(digits):
            raise NotANumberError(expected, "a percentage is for shares only: write the number")
    found = _NUMBER.match(digits)
    if found is None:
        raise NotANumberError(expected, _hint(text))
    if len(found[2]) > 1 and found[2][0] == "0" and found[2][1] != ".":
        raise NotANumberError(expected, f"write {found[2].lstrip('0') or '0'}, no leading zeros")
    return _bounded(found, scale=-2 if text.endswith("%") else 0, text=text)


def signed_decimal_of(scalar: Scalar, noun: str, *, percent: bool = False) -> Decimal:
    """
    Read a number that may have a sign.

    Args:
        scalar: What the author wrote.
        noun: What is expected, such as `a number from -1 to 1`.
        percent: Whether `5%` may be written for 0.05.

    Raises:
        NotANumberError: It is not a number, or one that omsrisk does not compute with.
    """
    sign = scalar.text[:1] if scalar.style is None else ""
    if sign == _MINUS_SIGN:
        message = f"expected {noun}, found {shown(scalar.text)}"
        raise NotANumberError(message, "it begins with U+2212 (minus sign); write the hyphen `-`")
    if sign not in {"+", "-"}:
        return decimal_of(scalar, noun, percent=percent)
    unsigned = Scalar(scalar.origin, scalar.line, scalar.column, scalar.end_line, scalar.end_column)
    unsigned.text, unsigned.style = scalar.text[1:], None
    try:
        number = decimal_of(unsigned, noun, percent=percent)
    except NotANumberError as error:
        as_written = error.message.replace(shown(unsigned.text), shown(scalar.text))
        raise NotANumberError(as_written, error.hint) from None
    return number.copy_negate() if sign == "-" else number


def _bounded(found: re.Match[str], scale: int, text: str) -> Decimal:
    sign, digits, exponent = found.groups()
    whole, _, fraction = digits.partition(".")
    power = int(exponent or 0) + scale
    significant = (whole + fraction).strip("0")
    if not significant:
        return Decimal(0)
    all_digits = whole + fraction
    leading = len(all_digits) - len(all_digits.lstrip("0"))
    trailing = len(all_digits) - len(all_digits.rstrip("0"))
    before_point = len(whole) - leading + power
    after_point = len(fraction) - trailing - power
    if before_point > DIGITS_BEFORE_POINT:
        raise NotANumberError(
            f"{shown(text)} is too large: at most {DIGITS_BEFORE_POINT} digits before the point"
        )
    if after_point > DIGITS_AFTER_POINT:
        limit = DIGITS_AFTER_POINT + scale
        raise NotANumberError(
            f"{shown(text)} is too fine: at most {limit} digits after the point",
            "round it; the model computes exactly with what is written",
        )
    value = Decimal(significant).scaleb(power - len(fraction) + trailing)
    if sign == "-":
        raise NotANumberError(f"{shown(text)} is negative", "amounts, shares and days are 0 or more")
    return Decimal(f"{value:f}")


def _hint(text: str) -> str:  # noqa: PLR0911 - one answer a case
    strange = next((c for c in text if ord(c) > 127), "")  # noqa: PLR2004 - ASCII ends there
    plain = re.sub(r"[^0-9.]", "", unicodedata.normalize("NFKC", text))
    if strange and unicodedata.category(strange) != "Sc":
        name = unicodedata.name(strange, "a character without a name").lower()
        return f"it holds U+{ord(strange):04X} ({name}); write plain digits: {plain or '0'}"
    if re.fullmatch(r"[-+]?\.(inf|nan)", text, re.IGNORECASE):
        return "infinite and not-a-number are not inputs"
    if re.fullmatch(r"0[xo][0-9a-f]+", text, re.IGNORECASE):
        return f"write {int(text, 0)}" if len(text) < DIGITS_BEFORE_POINT else "write decimals"
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        return f"write {text.replace(',', '')} without the comma"
    if re.fullmatch(r"[0-9]+,[0-9]+", text):
        return f"use a point: {text.replace(',', '.')}"
    if re.fullmatch(r"[0-9]+([_' ][0-9]+)+(\.[0-9]+)?", text):
        return f"write {plain}"
    if re.fullmatch(r"[0-9]+(:[0-9]+)+(\.[0-9]+)?", text):
        return "a colon makes no number: write a decimal"
    if "${" in text or text.startswith("$("):
        return "nothing is expanded in a scenario: write the number"
    if re.fullmatch(r"(\D{1,3}\s?[0-9.]+|[0-9.]+\s?\D{1,3})", text) and plain not in {"", "."}:
        return f"write {plain}; the currency is set by `currency`, the unit by the key"
    return ""
