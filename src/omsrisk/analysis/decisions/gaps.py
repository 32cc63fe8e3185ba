"""Modify the software or change the process? Each gap both ways, waiting included."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.time.postponing import Postponing
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.money import ENOUGH_DIGITS, add, exact
from omsrisk.core.phasing.on_dates import days_of_taken, decided_anew, postponed
from omsrisk.core.pricing.case import Case, Gap
from omsrisk.core.pricing.catalogue import COST_OF_WAITING
from omsrisk.core.pricing.programme import cost_of_gap, days_of_gap, floor_of_gap
from omsrisk.errors import UsageError


@dataclass(frozen=True, slots=True)
class GapChoice:
    """
    One gap, both ways; all other gaps stay as they were decided.

    Attributes:
        gap: The gap.
        modification_cost: As stated, a range by its mean [money]; None where it is not.
        process_change_cost: Likewise.
        postpones_by: Days by which the modification alone would move the go-live.
        later_go_live: What the go-live that is later for this modification costs beside it, the
            waiting above all; None where the two ways cannot be compared [money].
        saving: What changing the process saves against modifying, waiting and effects included;
            negative where it costs more; None where one of the two has no cost [money].
        effects: What the effects of the modification add to the metric, negative where they lower
            it; None where it has none, or the two ways cannot be compared [money].
    """

    gap: Gap
    modification_cost: Decimal | None
    process_change_cost: Decimal | None
    postpones_by: int
    later_go_live: Decimal | None
    saving: Decimal | None
    effects: Decimal | None = None

    @property
    def cheaper(self) -> bool | None:
        """Whether modifying is cheaper; None where both cost the same or cannot be compared."""
        return None if not self.saving else self.saving < 0


@dataclass(frozen=True, slots=True, repr=False)
class GapAnalysis(Result):
    """
    The gaps of a scenario.

    Attributes:
        assessment: The scenario.
        metric: What is compared.
        at: What ranges count with.
        choices: Each gap both ways.
        now: The metric as decided [money].
        best: Which gaps to modify, by slug, so that the metric is least; gaps that cannot be
            compared stay as they are.
        at_best: The metric then [money].
        waiting_assessed: Whether a day of waiting has a price.
        is_proven: Whether it is certain that no other decisions come to less.
    """

    assessment: Assessment
    metric: str
    at: At
    choices: tuple[GapChoice, ...]
    now: Decimal
    best: Mapping[str, bool | None]
    at_best: Decimal
    waiting_assessed: bool
    is_proven: bool = True


def gaps(assessment: Assessment, *, metric: str = DEFAULT, at: At = At.MEAN) -> GapAnalysis:
    """
    Price each gap both ways, and find the cheapest decisions on all of them.

    Args:
        assessment: From `assess`.
        metric: What to watch.
        at: What ranges count with.

    Raises:
        UsageError: The scenario has no gaps, or no such metric.
    """
    case = assessment.scenario.case
    if not case.gaps:
        raise UsageError(f"{assessment.scenario.file} has no `gaps`", "omsrisk explain gaps")
    acting = [gap for gap in case.gaps if gap.effects and _is_comparable(case, gap)]
    priced = _Priced(postponed(case, 0), metric, at)
    now = value_of(case, metric, priced.at)
    is_proven = len(acting) <= _MOST_ACTING
    if acting:
        anew = _PricedAnew(case, metric, priced)
        choices = tuple(_choice_anew(gap, anew) for gap in case.gaps)
        best, at_best = _best_of_ways(case, acting, metric, priced.at)
    else:
        choices = tuple(_choice(gap, priced) for gap in case.gaps)
        best, at_best = _best(choices, priced)
    return GapAnalysis(
        assessment,
        metric,
        priced.at,
        choices,
        now,
        best,
        at_best,
        COST_OF_WAITING in case.inputs,
        is_proven,
    )


_MOST_ACTING = 6
"""Gaps with effects of which every way to decide is priced; more are decided on one by one."""


Figures = tuple[Decimal, ...]
"""A number for each figure that the metric is made of."""


class _Priced:
    """
    The metric for any decisions: priced once, all gaps that can be compared modified.

    A decision moves the metric by its cost, whatever the others are; the days by which the go-live
    is postponed move the windows of the season and the days of waiting.

    Args:
        base: A case that is not postponed.
        metric: What to watch.
        at: What ranges count with.
        settled: Gaps, by slug, that stay as they are decided in the case, and whose effects act.
    """

    def __init__(
        self, base: Case, metric: str, at: At, settled: Collection[str] = frozenset()
    ) -> None:
        comparable = (one for one in base.gaps if _is_comparable(base, one))
        self._gaps = [one for one in comparable if one.slug not in settled]
        slugs = {one.slug for one in self._gaps}
        modified = tuple(one._replace(modify=True) if one.slug in slugs else one for one in base.gaps)
        self._postponing = Postponing(base._replace(gaps=modified), metric, at)
        changed = tuple(one._replace(modify=False) if one.slug in slugs else one for one in base.gaps)
        # what is not modified does not overrun, so that its cost counts otherwise
        self._if_changed = Moving(base._replace(gaps=changed), metric, at)
        self.at = self._postponing.figures_at
        self._means = Valuing(base, self.at)
        self._case = base
        self._least_days = days_of_taken(base)
        self._longest = self._two_longest()
        self._as_decided = self._together({one: one.modify for one in self._gaps})

    def cost(self, gap: Gap, *, modify: bool) -> Decimal | None:
        """Return what one way costs; None where that is not stated."""
        path = cost_of_gap(gap, modify=modify)
        stated = self._case.inputs.get(path)
        if stated is None or self.at is At.LIKELY or not self._means.uncertain:
            return None if stated is None else stated.value
        return self._means.expectation.mean(symbol(path)).value

    def days(self, gap: Gap) -> int:
        """Return by how many days the modification alone postpones the go-live."""
        return days_of_gap(self._case, gap)

    def changed(self, gap: Gap, *, modify: bool | None) -> Figures:
        """
        Tell what a decision moves against modifying, if it took no time; ask inside `exact`.

        Without a decision, the cheaper way counts, as it does in the totals.
        """
        if modify:
            return (Decimal(0),) * len(self._postponing.figures)
        cheaper = floor_of_gap(self._case, gap) == cost_of_gap(gap, modify=True)
        cost = self.cost(gap, modify=modify is None and cheaper) or Decimal(0)
        less = self.cost(gap, modify=True) or Decimal(0)
        changing, modifying = (cost_of_gap(gap, modify=one) for one in (False, True))
        figures = zip(self._if_changed.figures, self._postponing.figures, strict=True)
        return tuple(
            otherwise.slope(changing) * cost - figure.slope(modifying) * less
            for otherwise, figure in figures
        )

    def one_decided(self, gap: Gap, *, modify: bool, at_once: bool = False) -> Decimal:
        """Return the metric with another decision on one gap, all others as they were decided."""
        days = 0 if at_once else self._days_with(gap, modify=modify)
        with exact(ENOUGH_DIGITS):
            without = _minus(self._as_decided, self.changed(gap, modify=gap.modify))
            changes = _plus(without, self.changed(gap, modify=modify))
        return self._postponing.at(max(days, self._least_days), changes)

    def all_changed(self) -> Figures:
        """Tell what it moves to change the process for every gap that can be compared."""
        return self._together(dict.fromkeys(self._gaps, False))

    def _together(self, decisions: Mapping[Gap, bool | None]) -> Figures:
        found: Figures = (Decimal(0),) * len(self._postponing.figures)
        with exact(ENOUGH_DIGITS):
            for gap, modify in decisions.items():
                found = _plus(found, self.changed(gap, modify=modify))
        return found

    def with_(self, changes: Figures, days: int) -> Decimal:
        """Return the metric after changes against all gaps modified, and so many days later."""
        return self._postponing.at(max(days, self._least_days), changes)

    def _two_longest(self) -> list[tuple[int, str]]:
        """Find the longest postponement among the gaps to be modified, and that without its gap."""
        days = ((days_of_gap(self._case, one), one.slug) for one in self._case.gaps if one.modify)
        return sorted(days, reverse=True)[:2]

    def _days_with(self, gap: Gap, *, modify: bool) -> int:
        others = next((days for days, slug in self._longest if slug != gap.slug), 0)
        return max(others, days_of_gap(self._case, gap)) if modify else others


class _PricedAnew:
    """
    The metric for any decision on one gap, priced anew: effects make of it what they make.

    Args:
        case: The case, as decided.
        metric: What to watch.
        priced: The costs of each way, and what ranges count with.
    """

    def __init__(self, case: Case, metric: str, priced: _Priced) -> None:
        self._case, self._metric, self.priced = case, metric, priced

    def with_(
        self, gap: Gap, *, modify: bool, at_once: bool = False, in_effect: bool = True
    ) -> Decimal:
        """Return the metric with another decision on one gap, all others as they were decided."""
        decided = gap._replace(modify=modify, effects=gap.effects if in_effect else ())
        gaps_ = tuple(decided if one.slug == gap.slug else one for one in self._case.gaps)
        case = decided_anew(self._case._replace(gaps=gaps_))
        counted = (one for one in gaps_ if one.modify and not (at_once and one.slug == gap.slug))
        days = max((days_of_gap(case, one) for one in counted), default=0)
        return value_of(postponed(case, max(days, days_of_taken(case))), self._metric, self.priced.at)


def _choice_anew(gap: Gap, anew: _PricedAnew) -> GapChoice:
    priced = anew.priced
    modification, change = (priced.cost(gap, modify=modify) for modify in (True, False))
    saving = later = effects = None
    if modification is not None and change is not None:
        modified, changed = (anew.with_(gap, modify=modify) for modify in (True, False))
        at_once = anew.with_(gap, modify=True, at_once=True)
        saving, later = add(modified, changed.copy_negate()), add(modified, at_once.copy_negate())
        if gap.effects:
            without = anew.with_(gap, modify=True, in_effect=False)
            effects = add(modified, without.copy_negate())
    return GapChoice(gap, modification, change, priced.days(gap), later, saving, effects)


def _best_of_ways(
    case: Case, acting: Sequence[Gap], metric: str, at: At
) -> tuple[Mapping[str, bool | None], Decimal]:
    """
    Find the cheapest decisions where modifications have effects.

    How the gaps with effects are decided makes a case in which all others are decided as ever. Each
    way is tried; beyond `_MOST_ACTING` gaps one is decided otherwise at a time, as long as it pays.
    """

    def tried(way: Sequence[bool]) -> tuple[Mapping[str, bool | None], Decimal]:
        settled = {one.slug: modify for one, modify in zip(acting, way, strict=True)}
        gaps_ = tuple(
            one._replace(modify=settled[one.slug]) if one.slug in settled else one
            for one in case.gaps
        )
        decided = postponed(decided_anew(case._replace(gaps=gaps_)), 0)
        priced = _Priced(decided, metric, at, settled)
        choices = [
            GapChoice(one, None, None, priced.days(one), None, None)
            if one.slug in settled
            else _choice(one, priced)
            for one in gaps_
        ]
        return _best(choices, priced)

    if len(acting) <= _MOST_ACTING:
        ways = product((False, True), repeat=len(acting))
        return min(map(tried, ways), key=lambda found: found[1])
    way = [bool(one.modify) for one in acting]
    best, improves = tried(way), True
    while improves:
        improves = False
        for at_ in range(len(way)):
            other = [modify is not (number == at_) for number, modify in enumerate(way)]
            found = tried(other)
            if found[1] < best[1]:
                way, best, improves = other, found, True
    return best


def _plus(one: Figures, other: Figures) -> Figures:
    return tuple(first + second for first, second in zip(one, other, strict=True))


def _minus(one: Figures, other: Figures) -> Figures:
    return tuple(first - second for first, second in zip(one, other, strict=True))


def _is_comparable(case: Case, gap: Gap) -> bool:
    return all(cost_of_gap(gap, modify=one) in case.inputs for one in (True, False))


def _choice(gap: Gap, priced: _Priced) -> GapChoice:
    modification, change = (priced.cost(gap, modify=modify) for modify in (True, False))
    saving = later = None
    if modification is not None and change is not None:
        modified, changed = (priced.one_decided(gap, modify=modify) for modify in (True, False))
        at_once, never = (
            priced.one_decided(gap, modify=modify, at_once=True) for modify in (True, False)
        )
        with exact(ENOUGH_DIGITS):
            saving = modified - changed
            later = saving - (at_once - never)
    return GapChoice(gap, modification, change, priced.days(gap), later, saving)


def _best(choices: Sequence[GapChoice], priced: _Priced) -> tuple[Mapping[str, bool | None], Decimal]:
    """
    Find the cheapest decisions on all gaps that can be compared.

    Only the longest postponement counts, so for each length it may have, a gap that stays within it
    takes the cheaper way, and one that does not has to change the process; one that brings the
    length about may be modified though it is dearer.
    """
    free = sorted(
        (one for one in choices if one.saving is not None), key=lambda one: one.postpones_by
    )
    settled = (one.postpones_by for one in choices if one.saving is None and one.gap.modify)
    days = max(settled, default=0)
    changes = priced.all_changed()
    found: tuple[Decimal, int, str] | None = None
    for longest in sorted({0, *(one.postpones_by for one in free)}):
        moving = [one for one in free if one.postpones_by == longest]
        for one in moving:
            if _is_cheaper(one):
                with exact(ENOUGH_DIGITS):
                    changes = _minus(changes, priced.changed(one.gap, modify=False))
                days = max(days, longest)
        tried = [(priced.with_(changes, days), "")]
        # a modification that is dearer can pay by moving the go-live into a cheaper season
        for one in moving:
            if not _is_cheaper(one):
                with exact(ENOUGH_DIGITS):
                    dearer = _minus(changes, priced.changed(one.gap, modify=False))
                tried.append((priced.with_(dearer, max(days, longest)), one.gap.slug))
        for price, more in tried:
            if found is None or price < found[0]:
                found = (price, longest, more)
    assert found is not None  # noqa: S101 - no postponement at all is always among them
    price, longest, more = found
    decisions = {
        one.gap.slug: one.gap.modify
        if one.saving is None
        else one.gap.slug == more or (_is_cheaper(one) and one.postpones_by <= longest)
        for one in choices
    }
    return decisions, price


def _is_cheaper(choice: GapChoice) -> bool:
    """Whether modifying is cheaper, if it took no time."""
    with exact(ENOUGH_DIGITS):
        return (choice.saving or 0) - (choice.later_go_live or 0) < 0
