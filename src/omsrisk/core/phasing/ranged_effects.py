"""
Effects with a range: where what a measure achieves is a source of uncertainty beside the input's own.

A measure works as well as it does wherever it acts: in all phases, and in all rows, its effect
takes one quantile. Where the number it acts on is certain, the input has the range of the effect.
Where both have a range, both are inputs of the formulas, which multiply or add them. Days that are
weighed one by one, and how likely an event is, follow from one source: they take one range.
"""

from collections.abc import Collection, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.above_today import least_by_today, most_by_today
from omsrisk.core.phasing.learning import is_rate_of_weighed
from omsrisk.core.phasing.windows import window_of
from omsrisk.core.pricing.case import Case, Input, Operation, own_path
from omsrisk.core.pricing.catalogue import (
    CAPITAL,
    COMMON_CAUSE,
    IF_IT_FAILS,
    LEARNING,
    LIKELIHOOD,
    LIKELIHOOD_AFTER_FAILURE,
    LINES,
    SLIPS,
    STABILISATION,
)
from omsrisk.core.pricing.declarations import LineType
from omsrisk.core.pricing.derived import is_part
from omsrisk.core.pricing.lines import slices_of, whole_of


def why_no_range(case: Case, path: str) -> str:
    """
    Say why an effect on an input takes one number; empty where it takes a range.

    Args:
        case: The case.
        path: The input.
    """
    if path == SLIPS:
        return "it moves dates"
    if is_rate_of_weighed(case, path):
        return "a season or a profile weighs the days that it shortens"
    return ""


def why_one_range(case: Case, one: Input) -> str:
    """
    Say why an input cannot have a range beside that of an effect; empty where it can.

    Args:
        case: The case.
        one: The input, with what acts on it.
    """
    path = own_path(one.path)
    key = path.rpartition(".")[2]
    if key in {LIKELIHOOD, LIKELIHOOD_AFTER_FAILURE, COMMON_CAUSE}:
        return "it says how likely an event is"
    if path.startswith(LEARNING):
        return "it says how much phases learn"
    if path.startswith(f"{CAPITAL}."):
        return "it is what the system costs"
    if is_weighed_by_day(case, path):
        return "its days are weighed one by one, by a season, a profile or the like"
    return ""


def bounds_of_effect(case: Case, paths: Collection[str]) -> tuple[Decimal, Decimal | None]:
    """
    Return the least and the most that an effect can be, all else at the likely values.

    Args:
        case: The case.
        paths: The inputs that say what it does.

    Returns:
        Bounds within which each input that it acts on stays within its own; None for no upper one.
    """
    slices = (case.inputs, *(one.inputs for one in case.phases))
    every = {one.path: one for inputs in slices for one in inputs.values()}
    tops, floors = most_by_today(case), least_by_today(case)
    least, most = Decimal("-Infinity"), Decimal("Infinity")
    for one in every.values():
        at = next((at for at, each in enumerate(one.acted_on) if each.path in paths), None)
        if at is None:
            continue
        own = one.acted_on[at]
        scale = _with(one, {at: Decimal(1)}) - _with(one, {at: Decimal(0)})
        rest = _with(one, {at: Decimal(0)})
        if own.operation is Operation.MULTIPLY:
            least = max(least, Decimal(0))
        if not scale:
            continue
        low = floors.get(one.path, Decimal(0))
        high = tops.get(one.path, Decimal(1)) if is_part(one) else None
        least = max(least, _CEILING.divide(low - rest, scale))
        if high is not None:
            most = min(most, _FLOOR.divide(high - rest, scale))
    return least, None if most == Decimal("Infinity") else most


def _with(one: Input, numbers: Mapping[int, Decimal]) -> Decimal:
    """Return an input with effects, some of them as other numbers."""
    value = one.value
    with exact(ENOUGH_DIGITS):
        for at, each in enumerate(one.acted_on):
            number = numbers.get(at, each.number)
            multiplies = each.operation is Operation.MULTIPLY
            value = value * number if multiplies else value + number
    return value


_FLOOR = Context(prec=28, rounding=ROUND_FLOOR)
_CEILING = Context(prec=28, rounding=ROUND_CEILING)


def is_weighed_by_day(case: Case, path: str) -> bool:
    """Whether an input is days that go through a window, in the scenario or in any phase."""
    days = path.replace(IF_IT_FAILS, STABILISATION, 1)
    return any(_is_weighed(case, kind, days) for kind in LINES)


def _is_weighed(case: Case, kind: LineType, days: str) -> bool:
    timed = kind.timed_by(days)
    if timed is None:
        return False
    if _has_days_of_grace(case):
        return True
    course = kind.course()
    failing = course.replace(STABILISATION, IF_IT_FAILS, 1)
    return any(
        (course and (course in one.rows or failing in one.rows))
        or window_of(timed, one.settings, one.calendar, one.go_live, days) is not None
        for one in (whole_of(case), *slices_of(case))
    )


def _has_days_of_grace(case: Case) -> bool:
    """Whether an item takes days away from a window, which is a step as a season's is."""
    own = (rows for phase in case.phases for rows in phase.own_rows.values())
    lists = (rows for one in (whole_of(case), *slices_of(case)) for rows in one.rows.values())
    return any(row.grace_days for rows in (*own, *lists) for row in rows)
