"""Changes in words: values, ranges, limits and percentages, before and now."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from omsrisk.core.money import to_minor_unit
from omsrisk.core.pricing.case import Spread
from omsrisk.core.pricing.catalogue import MITIGATION_LIST
from omsrisk.core.pricing.figures import is_share
from omsrisk.report import numbers
from omsrisk.scenario.schema.limits import Limit


def signed_percent(share: Decimal) -> str:
    """Write a change as a percentage with two digits after the point."""
    percent = to_minor_unit(share.scaleb(2), 2)
    return f"{'+' if percent > 0 else ''}{numbers.localised(f'{percent:,f}')} %"


def shown_value(value: Decimal | None, unit: str) -> str:
    """Write the number of an input, or a dash where it is not stated."""
    if value is None:
        return "-"
    return numbers.percentage(value) if unit == "1" else numbers.number(value)


_MOST_RANGES = 5


def shown_range(spread: Spread | None, unit: str) -> str:
    """
    Write a range with its ends, or with the mean and deviation it was stated by; a dash for none.

    >>> shown_range(Spread("pert", Decimal(2), Decimal(42), Decimal(3)), "day")
    '2 to 42, likely 3'
    >>> shown_range(Spread("lognormal", Decimal("0.01"), Decimal("0.1"), None, Decimal("0.05")), "1")
    'P5 1 % to P95 10 % (lognormal)'
    >>> shown_range(Spread("normal", Decimal(1), Decimal(5), moments=(Decimal(3), Decimal(1))), "day")
    'mean 3, sd 1 (normal)'
    """
    if spread is None:
        return "-"
    if spread.moments is not None:
        mean, sd = (shown_value(one, unit) for one in spread.moments)
        return f"mean {mean}, sd {sd} ({spread.kind})"
    low, high = (shown_value(end, unit) for end in (spread.low, spread.high))
    likely = "" if spread.likely is None else f", likely {shown_value(spread.likely, unit)}"
    kind = "" if spread.kind == "pert" else f" ({spread.kind})"
    if spread.share is not None:
        percent = int(spread.share.scaleb(2))
        low, high = f"P{percent} {low}", f"P{100 - percent} {high}"
    return f"{low} to {high}{likely}{kind}"


def shown_around(value: str, spread: Spread, unit: str) -> str:
    """
    Write one of several values with its range behind it, or a range that states no likely value.

    >>> shown_around("3", Spread("pert", Decimal(2), Decimal(42), Decimal(3)), "day")
    '3 (2 to 42)'
    >>> shown_around("3", Spread("triangular", Decimal(2), Decimal(42), Decimal(3)), "day")
    '3 (2 to 42, triangular)'
    >>> shown_around("2%", Spread("lognormal", Decimal("0.01"), Decimal("0.1")), "1")
    '1 % to 10 % (lognormal)'
    """
    if spread.likely is None:
        return shown_range(spread, unit)
    kind = "" if spread.kind == "pert" else f", {spread.kind}"
    ends = shown_range(spread._replace(likely=None, kind="pert"), unit)
    return f"{value} ({ends}{kind})"


def shown_limit(limit: Limit | None) -> str:
    """
    Write a limit of a file, or a dash where there is none.

    >>> shown_limit(Limit("net_exposure", Decimal(500000))), shown_limit(None)
    ('500,000', '-')
    """
    if limit is None:
        return "-"
    amount = (numbers.percentage if is_share(limit.metric) else numbers.stated_amount)(limit.maximum)
    parts = [amount, *(["as a warning"] if limit.level != "error" else [])]
    if limit.allow_not_assessed:
        parts.append(f"without {', '.join(limit.allow_not_assessed)}")
    return " ".join(parts)


_UNSTATED = {
    "stop_if_a_phase_fails": "false",
    "if_a_phase_fails": "continue",
    f"{MITIGATION_LIST}.": "not taken",
}
"""What is so where a scenario says nothing of it, by the beginning of a path."""


def shown_unstated(path: str) -> str:
    """
    Write what is so where a scenario says nothing of a setting.

    >>> shown_unstated("if_a_phase_fails"), shown_unstated("calendar.go_live")
    ('continue', '-')
    """
    return next((text for begin, text in _UNSTATED.items() if path.startswith(begin)), "-")


def shown_setting(path: str, values: Sequence[date | str]) -> str:
    """
    Write what is priced and is not a number: one value, or one a phase.

    >>> shown_setting("calendar.go_live", [date(2027, 2, 1)]), shown_setting("mitigations.x", [])
    ('2027-02-01', 'not taken')
    """
    if not values:
        return shown_unstated(path)
    return " / ".join(map(shown_word, values))


def shown_word(one: date | str) -> str:
    """
    Write one value of a setting; that of a correlation is a number.

    >>> shown_word("taken"), shown_word("0.4"), shown_word(date(2027, 2, 1))
    ('taken', '0.4', '2027-02-01')
    """
    if isinstance(one, date):
        return numbers.day(one)
    return numbers.localised(one) if re.fullmatch(r"-?\d+(?:\.\d+)?", one, re.ASCII) else one


def arrow(old: Decimal | None, new: Decimal | None, digits: int) -> str:
    """Write an amount before and now, and what it changes by."""
    shown = " -> ".join("-" if one is None else numbers.money(one, digits) for one in (old, new))
    if old is None or new is None:
        return shown
    return f"{shown}: {numbers.change(new - old, digits)}"
