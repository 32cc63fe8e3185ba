"""Numbers and days as a reader reads them; nothing rounds but money, shares and their notes."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from omsrisk.core.formulas.units import plural
from omsrisk.core.money import ENOUGH_DIGITS, as_stated, exact, to_minor_unit
from omsrisk.core.pricing.case import EVERY_PHASE
from omsrisk.core.pricing.lines import Term
from omsrisk.report.number_style import PLAIN, style


def money(amount: Decimal | int, minor_digits: int) -> str:
    """
    Write an amount with its minor units.

    >>> money(Decimal("1234567.005"), 2), money(Decimal(1500), 0)
    ('1,234,567.01', '1,500')
    """
    return localised(f"{_told(amount, minor_digits):,f}")


def stated_amount(value: Decimal | int) -> str:
    """
    Write an amount as its author does; rounded where a unit or a number of digits is asked for.

    >>> stated_amount(Decimal("500000"))
    '500,000'
    """
    now = style()
    return money(value, _CENTS) if now.unit or now.decimals is not None else number(value)


_CENTS = 2


def currency(code: str) -> str:
    """
    Name what amounts are told in: the currency, or thousands or millions of it.

    >>> currency("EUR")
    'EUR'
    """
    unit = style().unit
    return f"{unit} {code}" if unit else code


def day(one: date) -> str:
    """
    Write a day.

    >>> day(date(2027, 2, 1))
    '2027-02-01'
    """
    return one.strftime(style().day) if style() is not PLAIN else one.isoformat()


def localised(text: str) -> str:
    """
    Write a number with the separators of here.

    Args:
        text: As Python writes it, such as `1,234.5`, which becomes `1.234,5` in German.
    """
    now = style()
    if (now.point, now.group, now.least_grouped) == (PLAIN.point, PLAIN.group, PLAIN.least_grouped):
        return text
    whole, point, part = text.partition(".")
    digits = sum(character.isdigit() for character in whole)
    group = now.group if digits >= now.least_grouped else ""
    return whole.replace(",", group) + (now.point + part if point else "")


def _told(amount: Decimal | int, minor_digits: int) -> Decimal:
    """Round an amount as it is told: in its unit, with so many digits."""
    now = style()
    if now is PLAIN:
        return to_minor_unit(Decimal(amount), minor_digits)
    with exact(ENOUGH_DIGITS):
        scaled = Decimal(amount).scaleb(-now.power)
    return to_minor_unit(scaled, now.digits_of(minor_digits))


def change(amount: Decimal, minor_digits: int) -> str:
    """
    Write a difference of amounts with its sign.

    >>> change(Decimal(60000), 2), change(Decimal("-0.001"), 2)
    ('+60,000.00', '0.00')
    """
    text = money(amount, minor_digits)
    return f"+{text}" if _told(amount, minor_digits) > 0 else text


def change_share(value: Decimal) -> str:
    """
    Write a change as a percentage with its sign.

    >>> change_share(Decimal("0.09")), change_share(Decimal(0))
    ('+9.0 %', '0.0 %')
    """
    text = share(value)
    return f"+{text}" if to_minor_unit(value.scaleb(2), 1) > 0 else text


def share(value: Decimal | int) -> str:
    """
    Write a share as a percentage with one digit after the point.

    >>> share(Decimal("0.4925")), share(Decimal(1))
    ('49.3 %', '100.0 %')
    """
    with exact(ENOUGH_DIGITS):
        percent = Decimal(value).scaleb(2)
    return localised(f"{to_minor_unit(percent, 1):,f}") + " %"


def chance(value: Decimal | int) -> str:
    """
    Write a chance with one digit after the point; what may come is never certain nor impossible.

    >>> [chance(Decimal(one)) for one in ("0.504", "0.00001", "0.99999", "1")]
    ['50.4 %', 'under 0.1 %', 'over 99.9 %', '100.0 %']
    """
    return _of_the_sure(value, _LEAST_CHANCE) or share(value)


def chance_to_digits(value: Decimal | int) -> str:
    """
    Write a chance to five significant digits; what may come is never certain.

    >>> [chance_to_digits(Decimal(one)) for one in ("0.1234567", "0.0000001", "0.9999999", "1")]
    ['12.346 %', '0.00001 %', 'over 99.999 %', '100 %']
    """
    if 1 - _LEAST_DIGIT < value < 1:
        return f"over {localised('99.999')} %"
    return value_text(Decimal(value), "1")


_LEAST_CHANCE, _LEAST_DIGIT = Decimal("0.0005"), Decimal("0.000005")


def _of_the_sure(value: Decimal | int, least: Decimal) -> str:
    """Write what is so near to certain, or impossible, that it would round to it; else nothing."""
    if 0 < value < least:
        return f"under {localised('0.1')} %"
    return f"over {localised('99.9')} %" if 1 - least <= value < 1 else ""


def number(value: Decimal | int) -> str:
    """
    Write a number as it is, with thousands separators.

    >>> number(Decimal("30000.00")), number(Decimal("12.50"))
    ('30,000', '12.5')
    """
    text = f"{Decimal(value) or Decimal(0):,f}"  # a zero that came out negative is none the less 0
    return localised(text.rstrip("0").rstrip(".") if "." in text else text)


def percentage(value: Decimal | int) -> str:
    """
    Write a share exactly, as an author would.

    >>> percentage(Decimal("0.05")), percentage(Decimal("0.125"))
    ('5 %', '12.5 %')
    """
    with exact(ENOUGH_DIGITS):
        return f"{number(Decimal(value).scaleb(2))} %"


_SHORTEST = 6
_DIGITS = 5
_SHORT = {
    "order/day": "/day",
    "money/day": "/day",
    "hour": " h",
    "hour/person*day": " h",
    "person": "",
    "unit": "",
    "index": "",
    "money": "",
    "factor": " times what each phase has",
}


def term(one: Term[Decimal]) -> str:
    """Write a term of a formula with the shortest unit that tells what it counts."""
    if one.unit == "1":
        return percentage(one.number)
    return with_unit(one.number, one.unit)


def with_unit(value: Decimal | int, unit: str) -> str:
    """
    Write a number with the shortest unit that tells what it counts.

    >>> [with_unit(3, unit) for unit in ("day", "order/day", "ticket/day", "money/order", "hour")]
    ['3 days', '3/day', '3 tickets/day', '3', '3 h']
    """
    text = number(value)
    if unit in _SHORT:
        return text + _SHORT[unit]
    if unit.startswith("money/"):
        return text
    noun, slash, per = unit.partition("/")
    return f"{text} {noun if value == 1 else plural(noun)}{slash}{per}"


def input_value(value: Decimal, unit: str) -> str:
    """
    Write an input with its whole unit, as `--trace` and `explain` do.

    >>> input_value(Decimal("0.05"), "1"), input_value(Decimal(1000), "order/day")
    ('5 %', '1,000 order/day')
    """
    return percentage(value) if unit == "1" else f"{number(value)} {unit}"


def value_text(value: Decimal, unit: str) -> str:
    """
    Write a value as a reader wants it: to five significant digits, unless it is shorter.

    >>> value_text(Decimal("7.691666666"), "day"), value_text(Decimal("0.2376666"), "1")
    ('7.6917 days', '23.767 %')
    """
    return _to_digits(value, unit, ROUND_HALF_EVEN)


def threshold_text(value: Decimal, unit: str, *, is_more: bool) -> str:
    """
    Write "so much or more", or "or less", rounded to the side on which the sentence is true.

    >>> threshold_text(Decimal("9902.6287"), "money", is_more=True)
    '9,902.7 or more'
    >>> threshold_text(Decimal("0.2376666"), "1", is_more=False)
    '23.766 % or less'
    """
    shown = _to_digits(value, unit, ROUND_CEILING if is_more else ROUND_FLOOR)
    return f"{shown} or {'more' if is_more else 'less'}"


def threshold(value: Decimal, *, is_more: bool) -> Decimal:
    """
    Round a threshold for programs, so that it can be put back: to the side on which it holds.

    >>> threshold(Decimal(1) / 3, is_more=True), threshold(Decimal(1) / 3, is_more=False)
    (Decimal('0.333333333334'), Decimal('0.333333333333'))
    """
    return as_stated(value, ROUND_CEILING if is_more else ROUND_FLOOR)


def kept(path: str, restated_by: Sequence[str]) -> str:
    """Say which phases have a value of their own, which a path of the scenario does not move."""
    every = EVERY_PHASE + path
    own = f"Phases that keep their own: {', '.join(restated_by)}"
    return f"{own}; {every} moves all phases by one factor."


def _to_digits(value: Decimal, unit: str, rounding: str) -> str:
    whole = value.scaleb(2) if unit == "1" else value
    is_short = len(whole.normalize().as_tuple().digits) <= _SHORTEST
    shown = whole if is_short else Context(prec=_DIGITS, rounding=rounding).plus(whole)
    if unit == "1":
        return f"{number(shown)} %"
    return with_unit(Decimal(f"{shown:f}"), unit)
