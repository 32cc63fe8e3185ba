"""On which days does a line fall? Each leaf of an exposure with its window."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Generic, NamedTuple

from omsrisk.core.calendar import Window, flat_window
from omsrisk.core.formulas.formula import Basis, N, Number
from omsrisk.core.phasing.if_it_fails import in_force_if_it_fails, settings_if_it_fails
from omsrisk.core.phasing.learning import part_kept, rate_of
from omsrisk.core.phasing.windows import window_of
from omsrisk.core.pricing.case import (
    Case,
    Input,
    ListElement,
    Operation,
    Phase,
    is_of_a_phase,
    own_path,
)
from omsrisk.core.pricing.catalogue import (
    GAP_LIST,
    IF_IT_FAILS,
    ITEM_LISTS,
    MITIGATION_LIST,
    ONCE_MORE,
    PARALLEL_RUNNING,
    STABILISATION_DAYS,
    WAITING,
)
from omsrisk.core.pricing.declarations import Charged, Falls, LineType, SeasonDays
from omsrisk.core.pricing.derived import LIST_OF, line_of
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.lines import (
    Line,
    NumberOf,
    Term,
    assessed_figure,
    index_of_course,
    parts_of_course,
    through,
)
from omsrisk.core.pricing.programme import GAPS, MITIGATIONS

FIRST_DAY = 1
"""The go-live where there is no date: days are numbered from it."""


class DatedAmount(NamedTuple, Generic[N]):
    """
    An amount over days.

    Attributes:
        amount: What is expected to fall, in any kind of number [money].
        anchor: Number of the first day: an ordinal of the calendar, or counted from the go-live, 1;
            of the day after the last one where it counts backwards.
        days: Length, its last day (of a freeze: its first) in part [day].
        window: The season's window that weighs its days, where one does.
        basis: What kind of money it is.
        backwards: Whether it ends on the eve of its anchor, as a freeze does.
        course: The windows whose days count as much as an index says, where a course over time
            weighs them; in the place of the one window.
    """

    amount: N | Decimal | int
    anchor: int
    days: N | Decimal
    window: Window | None
    basis: Basis | None
    backwards: bool = False
    course: tuple[tuple[Window, Decimal], ...] = ()

    @property
    def start(self) -> int:
        """The number of the first day."""
        return self.anchor - _whole_days(_exact(self.days)) if self.backwards else self.anchor

    @property
    def end(self) -> int:
        """The number of the day after the last."""
        return self.anchor if self.backwards else self.anchor + max(1, _whole_days(_exact(self.days)))

    def until(self, day: int) -> Decimal:
        """Return what has fallen before a day begins, exact but for one division."""
        if day <= self.start:
            return Decimal(0)
        if day >= self.end:
            return _exact(self.amount)
        whole = self._weighed(_exact(self.days))
        if self.backwards:
            part = whole - self._weighed(Decimal(self.end - day))
        else:
            part = self._weighed(Decimal(day - self.start))
        return _exact(self.amount) * part / whole if whole else Decimal(0)

    def _weighed(self, days: Decimal) -> Decimal:
        if self.course:
            parts = (index * window.effective_days(days) for window, index in self.course)
            return sum(parts, Decimal(0))
        return days if self.window is None else Decimal(self.window.effective_days(days))


def _exact(number: Number) -> Decimal:
    """Take a number that is known: where days are counted, no symbol is computed with any more."""
    if not isinstance(number, (Decimal, int)):
        raise TypeError(number)
    return Decimal(number)


def _whole_days(days: Decimal) -> int:
    """Count the days that a window touches; its last one may be in part."""
    return int(days.to_integral_value(ROUND_CEILING))


def day_number(day: date | None) -> int:
    """Number a day; the go-live where there is no date."""
    return FIRST_DAY if day is None else day.toordinal()


def placed(exposure: Exposure[N], case: Case, number_of: NumberOf[N]) -> Iterator[DatedAmount[N]]:
    """
    Return each leaf line with its days.

    Args:
        exposure: What a case costs, in any kind of number.
        case: The case.
        number_of: What lengths are computed with: as the exposure was.
    """
    of_scenario = {path: rows for path, rows in case.rows.items() if not is_of_a_phase(path)}
    inherited = _dated(of_scenario)
    placing = _Placing(case, number_of)
    for one in exposure.phases:
        go_live = one.phase.go_live or case.first_go_live
        for lines, rows in (
            (one.inherited, inherited),
            (one.added, _dated(one.phase.own_rows)),
        ):
            for line in lines:
                yield from placing.of_line(line, rows, one.phase, go_live)
    for line in exposure.shared if exposure.phases else exposure.lines:
        if line.id == PARALLEL_RUNNING.id and line.assessed and case.prices_what_is_undone:
            yield from _parallel_running(line, exposure, case)
        else:
            yield from placing.of_line(line, inherited, case, case.first_go_live)


def _parallel_running(line: Line[N], exposure: Exposure[N], case: Case) -> Iterator[DatedAmount[N]]:
    """
    Spread the old system's days: to each phase with the chance that it is reached, then on.

    The days after the last go-live begin with the phase after which the roll-out stops.
    """
    terms = {term.name: term.number for term in _all_terms(line)}
    a_day = terms["cost_per_day"]
    after = terms.get("days_after_the_last", terms["parallel_days"])
    first = last = day_number(case.first_go_live)
    stretches = zip(exposure.phases, case.days_since_go_lives_before, strict=True)
    for at, (one, days) in enumerate(stretches):
        here = first if one.phase.go_live is None else day_number(one.phase.go_live)
        if days:
            start = min(last, here)
            yield DatedAmount(one.weight * a_day * days, start, Decimal(days), None, line.basis)
        last = max(last, here)
        ends = one.weight if at + 1 == len(exposure.phases) else one.fails
        length = Decimal(after) if isinstance(after, int) else after
        yield DatedAmount(ends * a_day * after, last, length or Decimal(1), None, line.basis)


def _all_terms(line: Line[N]) -> Iterator[Term[N]]:
    """Walk the arguments of a line, and those of what computed them."""
    for term in line.terms:
        yield term
        yield from term.terms


def _dated(lists: Mapping[str, tuple[ListElement, ...]]) -> dict[str, ListElement]:
    """Return what may have days of its own by the ids of its lines."""
    rows: dict[str, ListElement] = {}
    for path, elements in lists.items():
        for tail, prefix in _DATED.items():
            if own_path(path) == tail:
                items = LIST_OF.get(tail)
                follows_failure = items is not None and items.charged is Charged.IF_CONTINGENT
                rows.update(
                    (f"{prefix}.{row.slug}", row)
                    for row in elements
                    if not (follows_failure and row.contingent)
                )
    return rows


_DATED = {
    **{items.path: items.group.value for items in ITEM_LISTS if items.falls is Falls.WHEN_PLANNED},
    GAP_LIST: GAPS,
    MITIGATION_LIST: MITIGATIONS,
}


class _Placing(Generic[N]):
    """Gives lines their days, in the numbers of one kind."""

    def __init__(self, case: Case, number_of: NumberOf[N]) -> None:
        self._case = case
        self._number_of = number_of
        self._before = {phase.slug: before for before, phase in enumerate(case.phases)}

    def of_line(
        self,
        line: Line[N],
        rows: dict[str, ListElement],
        slice_: Case | Phase,
        go_live: date | None,
    ) -> Iterator[DatedAmount[N]]:
        """Return the leaves of a line their days."""
        if line.id in _SUMS:
            for part in line.parts:
                yield from self.of_line(part, rows, slice_, go_live)
            return
        row = rows.get(line.id)
        for leaf in line.leaves():
            if leaf.counts and leaf.id == WAITING.id:
                yield from self._waiting(leaf, go_live)
            elif leaf.counts:
                yield from self._versions(leaf, row, slice_, go_live)

    def _waiting(self, leaf: Line[N], go_live: date | None) -> Iterator[DatedAmount[N]]:
        """Spread waiting over the days waited, to the go-live and, of what is not reached, on."""
        terms = {term.name: term.number for term in _all_terms(leaf)}
        a_day, day = terms["cost_of_waiting_per_day"], day_number(go_live or self._case.first_go_live)
        if "pauses" in terms:
            # what is put off waits on from the day on which it was to go live
            days, pauses = terms["pause_days"], terms["pauses"]
            length = Decimal(days) if isinstance(days, int) else days
            yield DatedAmount(a_day * days * pauses, day, length or Decimal(1), None, leaf.basis)
            planned = terms["days_as_planned"]
            yield self._waited(leaf, a_day * planned, int(_exact(planned)), day)
            return
        if "days_to_horizon" not in terms:
            waited = int(_exact(terms["waiting_days"]))  # of a mean over slips the amount is told
            yield self._waited(leaf, assessed_figure(leaf.expected), waited, day)
            return
        to_go_live, to_horizon = (
            int(_exact(terms[name])) for name in ("days_to_go_live", "days_to_horizon")
        )
        reached, exact_days = terms["chance_of_going_live"], terms["days_to_go_live"]
        unreached = a_day * (1 - reached) * to_horizon
        yield self._waited(leaf, a_day * reached * exact_days, to_go_live, day)
        start = day - to_go_live
        yield self._waited(leaf, unreached, to_horizon, start + to_horizon)

    def _waited(self, leaf: Line[N], amount: N | int, days: int, until: int) -> DatedAmount[N]:
        return DatedAmount(amount, until - days, Decimal(max(days, 1)), None, leaf.basis)

    def _versions(
        self,
        leaf: Line[N],
        row: ListElement | None,
        slice_: Case | Phase,
        go_live: date | None,
    ) -> Iterator[DatedAmount[N]]:
        """Spread what falls only if a go-live fails over the weeks of that, and the rest over its."""
        failed = slice_
        if IF_IT_FAILS in slice_.sections:
            inputs, rows = in_force_if_it_fails(slice_.inputs, slice_.rows)
            settings = settings_if_it_fails(slice_.settings)
            failed = slice_._replace(inputs=inputs, rows=rows, settings=settings)
        if leaf.held is not None:
            expected = assessed_figure(leaf.expected) - assessed_figure(leaf.held.expected)
            yield self._leaf(leaf.held, row, slice_, go_live)
            leaf = leaf._replace(expected=expected)
        yield self._leaf(leaf, row, failed, go_live)

    def _leaf(
        self,
        leaf: Line[N],
        row: ListElement | None,
        slice_: Case | Phase,
        go_live: date | None,
    ) -> DatedAmount[N]:
        case, day, expected = self._case, day_number(go_live), assessed_figure(leaf.expected)

        def over(days: N | Decimal, window: Window | None = None, start: int = day) -> DatedAmount[N]:
            return DatedAmount(expected, start, days, window, leaf.basis)

        on_the_day = over(Decimal(1))
        if leaf.group.is_planned or row is not None:
            first, last = self._planned_days(row, day)
            return over(Decimal(last - first + 1), start=first)
        kind = line_of(leaf.id.replace(ONCE_MORE.id, ONCE_MORE.group.value, 1))
        if kind is not None and kind.falls is Falls.ON_GO_LIVE:
            return on_the_day
        if leaf.id == PARALLEL_RUNNING.id:
            days = next(term.number for term in leaf.terms if term.name == "parallel_days")
            return over(Decimal(days) if isinstance(days, int) else days) if days else on_the_day
        counted = None if kind is None else kind.timed()
        own = counted if isinstance(counted, SeasonDays) else None
        stated = slice_.inputs.get(STABILISATION_DAYS if own is None else own.path)
        backwards = own is not None and own.backwards
        if stated is None or not stated.value:
            return on_the_day
        window = counted and window_of(counted, slice_.settings, case.calendar, go_live)
        days = self._learned(stated, slice_)
        if window is not None and window.catch_up is not None:
            whole = flat_window()._replace(anchor=window.anchor, catch_up=window.catch_up)
            days, window = through(days, whole), window._replace(catch_up=None)
            window = None if window.is_flat else window
        course = () if kind is None else _course_of(kind, slice_, window)
        return over(days, window)._replace(backwards=backwards, course=course)

    def _learned(self, stated: Input, slice_: Case | Phase) -> N:
        """Take days as they are in a phase: less what is learned from those before it."""
        days, before = self._number_of(stated), self._before.get(getattr(slice_, "slug", ""), 0)
        for one in stated.acted_on:
            effect = self._number_of(slice_.inputs[one.path])
            days = days * effect if one.operation is Operation.MULTIPLY else days + effect
        rate = rate_of(stated, slice_.inputs, before)
        return days if rate is None else days * part_kept(self._number_of(rate), before)

    def _planned_days(self, row: ListElement | None, go_live: int) -> tuple[int, int]:
        """Return the first and the last day of what is planned; the go-live where none is stated."""
        if row is None or row.days is None or self._case.first_go_live is None:
            return go_live, go_live
        first, last = row.days
        return day_number(first), day_number(last)


def _course_of(
    kind: LineType, slice_: Case | Phase, window: Window | None
) -> tuple[tuple[Window, Decimal], ...]:
    """Return what the days of a line count as, by its course over time; at most likely values."""
    course = kind.course()
    return tuple(
        (part, slice_.inputs[index_of_course(course, row)].value)
        for part, row in parts_of_course(window, slice_.rows.get(course, ()))
    )


_SUMS = (GAPS, MITIGATIONS)
"""Lines whose parts may each have days of their own."""
