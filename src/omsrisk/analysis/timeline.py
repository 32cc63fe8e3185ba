"""When does it fall? The expected net exposure of a scenario, spread over days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.core.calendar import Window
from omsrisk.core.case import Case, Input, Row
from omsrisk.core.catalogue import Group
from omsrisk.core.formula import Basis
from omsrisk.core.lines import Line
from omsrisk.core.money import add, exact, share_of, to_minor_unit
from omsrisk.core.programme import waiting_days
from omsrisk.errors import UsageError

MOST_DAYS = 36_525
"""A hundred years: a longer window is laid out by nobody."""

FIRST_DAY = 1
"""The go-live where there is no date: days are numbered from it."""

_NINE_TENTHS = Decimal("0.9")
_CASH = (Basis.CASH, Basis.PLANNED)


class Spread(NamedTuple):
    """
    An amount over days.

    Attributes:
        amount: What is expected to fall [money].
        start: Number of the first day: an ordinal of the calendar, or counted from the go-live, 1.
        days: Length, its last day (of a freeze: its first) in part [day].
        window: The season's window that weighs its days, where one does.
        basis: What kind of money it is.
        backwards: Whether the first day is the one in part, as a freeze has it.
    """

    amount: Decimal
    start: int
    days: Decimal
    window: Window | None
    basis: Basis | None
    backwards: bool = False

    @property
    def end(self) -> int:
        """The number of the day after the last."""
        return self.start + max(1, _whole_days(self.days))

    def until(self, day: int) -> Decimal:
        """Give what has fallen before a day begins, exact but for one division."""
        if day <= self.start:
            return Decimal(0)
        if day >= self.end:
            return self.amount
        whole = self._weighed(self.days)
        if self.backwards:
            part = whole - self._weighed(Decimal(self.end - day))
        else:
            part = self._weighed(Decimal(day - self.start))
        return self.amount * (share_of(part, whole) or Decimal(0))

    def _weighed(self, days: Decimal) -> Decimal:
        return days if self.window is None else Decimal(self.window.effective_days(days))


class Period(NamedTuple):
    """
    A day, week, month or quarter.

    Attributes:
        start: Its first day: a date, or a number counted from the go-live.
        amount: What falls in it, rounded so that all periods add up to the total [money].
        cumulative: What has fallen by its end, rounded [money].
    """

    start: date | int
    amount: Decimal
    cumulative: Decimal


@dataclass(frozen=True, slots=True)
class Timeline:
    """
    The expected net exposure over time.

    Attributes:
        assessment: What is spread.
        periods: In order, without a gap.
        total: The expected net exposure, rounded; the periods add up to it.
        peak: The period in which most falls.
        nine_tenths_on: The day by which 90 % has fallen; None where the total is not above 0.
        cash_low: The most that cash costs (basis cash and planned) add up to on any day [money].
        cash_low_on: That day.
    """

    assessment: Assessment
    periods: tuple[Period, ...]
    total: Decimal
    peak: Period
    nine_tenths_on: date | int | None
    cash_low: Decimal
    cash_low_on: date | int


def timeline(assessment: Assessment, *, by: str = "month", fiscal_start: int = 1) -> Timeline:
    """
    Spread the expected net exposure of a scenario over days.

    Args:
        assessment: From `assess`.
        by: `day`, `week`, `month` or `quarter`.
        fiscal_start: Month in which the fiscal year begins, 1 to 12: quarters count from it.

    Returns:
        Periods whose amounts add up exactly to the total: the cumulative figure is rounded, and
        amounts are its differences.

    Raises:
        UsageError: A window is longer than a hundred years.
    """
    case = assessment.scenario.case
    dated = case.first_go_live is not None
    digits = assessment.scenario.minor_digits
    with exact():
        spreads = [one for one in _spreads(assessment) if one.amount]
    first_go_live = _number(case.first_go_live)
    start = min([first_go_live, *(one.start for one in spreads)])
    end = max([first_go_live + 1, *(one.end for one in spreads)])
    if end - start > MOST_DAYS:
        message = f"a window of {end - start:,} days is too long to lay out"
        raise UsageError(message, f"at most {MOST_DAYS:,} days")
    total = to_minor_unit(Decimal(assessment.totals["net_exposure"] or 0), digits)
    bounds = list(_bounds(start, end, by, fiscal_start, dated=dated))
    periods: list[Period] = []
    before = Decimal(0)
    for here, following in pairwise(bounds):
        last = following >= end
        cumulative = total if last else to_minor_unit(_fallen(spreads, following), digits)
        amount = add(cumulative, before.copy_negate())
        periods.append(Period(_day(here, dated=dated), amount, cumulative))
        before = cumulative
    cash = [one for one in spreads if one.basis in _CASH]
    low, low_on = _most(cash, start, end)
    nine_tenths = _nine_tenths(spreads, start, end, total)
    return Timeline(
        assessment=assessment,
        periods=tuple(periods),
        total=total,
        peak=max(periods, key=lambda one: one.amount),
        nine_tenths_on=None if nine_tenths is None else _day(nine_tenths, dated=dated),
        cash_low=to_minor_unit(low, digits),
        cash_low_on=_day(low_on, dated=dated),
    )


def _whole_days(days: Decimal) -> int:
    """Count the days that a window touches; its last one may be in part."""
    return int(days.to_integral_value(ROUND_CEILING))


def _number(day: date | None) -> int:
    return FIRST_DAY if day is None else day.toordinal()


def _day(number: int, *, dated: bool) -> date | int:
    return date.fromordinal(number) if dated else number


def _fallen(spreads: list[Spread], day: int) -> Decimal:
    return add(*(one.until(day) for one in spreads))


def _most(spreads: list[Spread], start: int, end: int) -> tuple[Decimal, int]:
    """Find the day on which most has fallen, the first of equals; amounts only turn at bounds."""
    turns = sorted({start + 1, end, *(day for one in spreads for day in (one.start, one.end))})
    turns += [day + 1 for day in turns if day + 1 < end]
    levels = [(_fallen(spreads, day), -day) for day in turns if start < day <= end]
    most, day = max(levels)
    return most, -day - 1


def _nine_tenths(spreads: list[Spread], start: int, end: int, total: Decimal) -> int | None:
    """Find the first day after which 90 % of the total has fallen, and stays so."""
    if total <= 0:
        return None
    wanted = total * _NINE_TENTHS
    low, high = start, end
    for day in sorted({one.end for one in spreads} | {one.start for one in spreads}, reverse=True):
        if _fallen(spreads, day) < wanted:
            low = day
            break
        high = day
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _fallen(spreads, middle) >= wanted else (middle, high)
    return high - 1


def _spreads(assessment: Assessment) -> Iterator[Spread]:
    """Give each leaf line its days."""
    exposure, case = assessment.exposure, assessment.scenario.case
    own_of_scenario = {
        path: rows for path, rows in case.rows.items() if not path.startswith("phases.")
    }
    rows = _rows_by_id(own_of_scenario)
    for one in exposure.phases:
        own = {**rows, **_rows_by_id(one.phase.own_rows)}
        go_live = one.phase.go_live or case.first_go_live
        for line in one.lines:
            yield from _of_line(line, case, own, one.phase.inputs, go_live)
    for line in exposure.lines:
        if not line.phases:
            yield from _of_line(line, case, rows, case.inputs, case.first_go_live)
    yield from _charged_once_beside_phases(assessment, rows)


def _charged_once_beside_phases(assessment: Assessment, rows: dict[str, Row]) -> Iterator[Spread]:
    """Give its day to what a line has beyond its phases: an item of one name in both."""
    case = assessment.scenario.case
    for line in assessment.exposure.lines:
        if not line.phases or not line.assessed:
            continue
        own = [
            one.expected
            for phase in assessment.exposure.phases
            for one in phase.lines
            if one.id == line.id and one.assessed
        ]
        rest = Decimal(line.expected) - add(*(Decimal(one) for one in own))
        if rest:
            once = line._replace(expected=rest, phases=0, parts=())
            yield from _of_line(once, case, rows, case.inputs, case.first_go_live)


def _rows_by_id(lists: Mapping[str, tuple[Row, ...]]) -> dict[str, Row]:
    """Give the planned items and recoveries by the ids of their lines."""
    rows: dict[str, Row] = {}
    for path, elements in lists.items():
        if path.endswith("programme.items"):
            rows.update((f"programme.{row.slug}", row) for row in elements)
        elif path.endswith("recoveries"):
            rows.update((f"recoveries.{row.slug}", row) for row in elements)
    return rows


def _of_line(
    line: Line,
    case: Case,
    rows: dict[str, Row],
    inputs: Mapping[str, Input],
    go_live: date | None,
) -> Iterator[Spread]:
    for leaf in line.leaves():
        if leaf.assessed:
            yield _placed(leaf, case, rows.get(leaf.id), inputs, go_live)


def _placed(
    leaf: Line, case: Case, row: Row | None, inputs: Mapping[str, Input], go_live: date | None
) -> Spread:
    amount, day = Decimal(leaf.expected), _number(go_live)

    def over(days: Decimal, window: Window | None = None, start: int = day) -> Spread:
        return Spread(amount, start, days, window, leaf.basis, backwards=leaf.id == _FREEZE)

    def length(path: str) -> Decimal | None:
        stated = inputs.get(path)
        return None if stated is None or not stated.value else stated.value

    on_the_day = over(Decimal(1))
    if leaf.id == "programme.waiting":
        waited = waiting_days(case) or 0
        return over(Decimal(waited), start=day - waited) if waited else on_the_day
    if row is not None and (leaf.group is Group.PROGRAMME or not row.contingent):
        paid_on = _number(row.on or case.first_go_live)
        if row.on is not None and go_live is None:
            paid_on = FIRST_DAY
        return over(Decimal(1), start=paid_on)
    if leaf.id.startswith("training_deficit"):
        return on_the_day
    if leaf.id == "stabilisation.parallel_running":
        days = next(Decimal(term.number) for term in leaf.terms if term.name == "parallel_days")
        return over(days) if days else on_the_day
    path = _WEIGHED.get(leaf.id.partition(".")[0]) or _WEIGHED.get(leaf.id)
    found = length(path or "stabilisation.duration_days")
    if found is None:
        return on_the_day
    backwards = leaf.id == _FREEZE
    window = case.calendar.window(go_live, backwards=backwards) if path else None
    return over(found, window, day - _whole_days(found) if backwards else day)


_FREEZE = "stabilisation.freeze"
_WEIGHED = {
    "data_misalignment": "data_misalignment.exposure_days",
    "delay": "delay.duration_days",
    _FREEZE: "stabilisation.freeze.duration_days",
}
"""The windows of the lines that follow the orders, and so the season."""


def _bounds(start: int, end: int, by: str, fiscal_start: int, *, dated: bool) -> Iterator[int]:
    """Give the first day of each period, and the first after the last one."""
    if by == "day":
        yield from range(start, end + 1)
        return
    step = {"week": 7, "month": 30, "quarter": 90}[by]
    if by == "week" or not dated:
        first = start - (start - 1) % step  # ordinal 1 is a Monday
        yield from range(first, end + step, step)
        return
    months = 1 if by == "month" else 3
    day = date.fromordinal(start)
    month = day.year * 12 + day.month - 1
    month -= (month - (fiscal_start - 1)) % months
    while True:
        first = date(month // 12, month % 12 + 1, 1).toordinal()
        yield first
        if first >= end:
            return
        month += months
