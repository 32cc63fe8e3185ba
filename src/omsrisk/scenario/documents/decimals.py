"""Numbers as authors write them: exact decimals from the text, and hints for what is refused."""

import re
from decimal import Decimal

from omsrisk.core.money import DIGITS_AFTER_POINT, DIGITS_BEFORE_POINT
from omsrisk.scenario.documents.nodes import BROKEN_BY_COMMA, Scalar
from omsrisk.scenario.written.wanted import WantedNumber
from omsrisk.text import visible

_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?\Z")
_PERCENTAGE = re.compile(r"((?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,10})?)%\Z")
_NUMBER = re.compile(r"([-+]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([-+]?[0-9]{1,4}))?\Z")
_SHOWN = 60
_SPACES = " \u00a0\u2007\u2009\u202f"
"""What may stand between a number and its percent sign."""


class NotANumberError(ValueError):
    """
    A text that is not a number here.

    Attributes:
        message: What is wrong with it; a sentence without its subject.
        hint: What to write instead, or empty.
        read_as: What was expected, where the way of writing is at fault: who knows more of the file
            can ask for a better hint.
    """

    def __init__(self, message: str, hint: str = "", read_as: WantedNumber | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.read_as = read_as


def shown(text: str) -> str:
    """Quote an author's text for a message, cut where it is very long."""
    return f"`{visible(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + '...')}`"


def plain_decimal_of(scalar: Scalar, *, percent: bool) -> Decimal | None:
    """
    Read a number that is written as nearly all are: in digits, with a point among them or none.

    Args:
        scalar: What the author wrote.
        percent: Whether `5%` may be written for 0.05.

    Returns:
        Its value, as `decimal_of` reads it; None where it is written otherwise, or is no number.
    """
    if scalar.style is not None:
        return None
    text = scalar.text
    if _PLAIN.match(text):
        return Decimal(text)
    written = _PERCENTAGE.match(text) if percent else None
    if written is None:
        return None
    return Decimal(f"{Decimal(written[1]).scaleb(-2).normalize():f}")


def decimal_of(
    scalar: Scalar, noun: str, *, percent: bool = False, expected: WantedNumber | None = None
) -> Decimal:
    """
    Read a number exactly as it is written.

    Args:
        scalar: What the author wrote.
        noun: What is expected, such as `a number of days`.
        percent: Whether `5%` may be written for 0.05.
        expected: What kind of number it is, where more than that is known.

    Raises:
        NotANumberError: It is not a number, or one that omsrisk does not compute with.
    """
    text = scalar.text
    if scalar.style is None and _PLAIN.match(text):
        return Decimal(text)
    wanted = expected or WantedNumber("share" if percent else "count", noun)
    if scalar.style not in {None, BROKEN_BY_COMMA}:
        raise _in_quotes(scalar, wanted)
    message = f"expected {noun}, found {shown(text)}"
    digits = text
    if wanted.may_be_part and text.endswith("%"):
        digits = text[:-1].rstrip(_SPACES)
    found = _NUMBER.match(digits)
    if found is None:
        return _time_of(text, wanted, message)
    if len(found[2]) > 1 and found[2][0] == "0" and found[2][1] != ".":
        raise NotANumberError(message, _hint(text, wanted))
    value = _bounded(found, scale=-2 if text.endswith("%") else 0, text=text)
    if found[1] == "-" and value:
        if not wanted.is_signed:
            hint = "amounts, shares and days are 0 or more"
            raise NotANumberError(f"{shown(text)} is negative", hint)
        return value.copy_negate()
    return value


def signed_decimal_of(
    scalar: Scalar, noun: str, *, percent: bool = False, expected: WantedNumber | None = None
) -> Decimal:
    """
    Read a number that may have a sign.

    Args:
        scalar: What the author wrote.
        noun: What is expected, such as `a number from -1 to 1`.
        percent: Whether `5%` may be written for 0.05.
        expected: What kind of number it is, where more than that is known.

    Raises:
        NotANumberError: It is not a number, or one that omsrisk does not compute with.
    """
    wanted = expected or WantedNumber("share" if percent else "count", noun)
    wanted = wanted._replace(is_signed=True)
    return decimal_of(scalar, noun, percent=percent, expected=wanted)


def _in_quotes(scalar: Scalar, expected: WantedNumber) -> NotANumberError:
    """Say that a number has no quotes, and what else to write where the text is not one either."""
    if scalar.style not in {"'", '"'}:
        hint = "write the number behind its key, on the same line"
        return NotANumberError(f"expected {expected.noun}, found a block of text", hint)
    bare = Scalar(scalar.origin, scalar.line, scalar.column, scalar.end_line, scalar.end_column)
    bare.text, bare.style = scalar.text, None
    hint = "remove the quotes"
    try:
        decimal_of(bare, expected.noun, expected=expected)
    except NotANumberError as error:
        hint = f"{hint}; {error.hint}" if error.hint else hint
    return NotANumberError(f"expected {expected.noun}, found {shown(scalar.text)}", hint)


def _time_of(text: str, expected: WantedNumber, message: str) -> Decimal:
    """
    Read a time such as `72 h`, where one is meant.

    Raises:
        NotANumberError: It is none, or no decimal in the key's unit.
    """
    if expected.is_time:
        from omsrisk.scenario.written.times import InexactTimeError, time_of

        sign, unsigned = ("-", text[1:]) if expected.is_signed and text[:1] == "-" else ("", text)
        try:
            time = time_of(unsigned, expected)
        except InexactTimeError:
            told = f"{shown(text)} is not a decimal number of {expected.name}"
            hint = f"write one of at most {DIGITS_AFTER_POINT} digits after the point"
            raise NotANumberError(told, hint) from None
        if time is not None:
            return time.copy_negate() if sign else time
    raise NotANumberError(message, _hint(text, expected), expected)


def _hint(text: str, expected: WantedNumber) -> str:
    from omsrisk.scenario.written.hints import hint_for

    return hint_for(text, expected)


def _bounded(found: re.Match[str], scale: int, text: str) -> Decimal:
    _, digits, exponent = found.groups()
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
    return Decimal(f"{value:f}")
