"""Modify the software or change the process? Each gap both ways, waiting included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.time.postponing import Postponing
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.on_dates import days_of_taken, postponed
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
        saving: What changing the process saves against modifying, waiting included; negative where
            it costs more; None where one of the two has no cost [money].
    """

    gap: Gap
    modification_cost: Decimal | None
    process_change_cost: Decimal | None
    postpones_by: int
    later_go_live: Decimal | None
    saving: Decimal | None

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
    """

    assessment: Assessment
    metric: str
    at: At
    choices: tuple[GapChoice, ...]
    now: Decimal
    best: Mapping[str, bool | None]
    at_best: Decimal
    waiting_assessed: bool


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
    priced = _Priced(postponed(case, 0), metric, at)
    now = value_of(case, metric, priced.at)
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
    )


Figures = tuple[Decimal, ...]
"""A number for each figure that the metric is made of."""


class _Priced:
    """
    The metric for any decisions: priced once, all gaps that can be compared modified.

    A decision moves the metric by its cost, whatever the others are; the days by which the go-live
    is postponed move the windows of the season and the days of waiting.
    """

    def __init__(self, base: Case, metric: str, at: At) -> None:
        self._gaps = [one for one in base.gaps if _is_comparable(base, one)]
        slugs = {one.slug for one in self._gaps}
        modified = tuple(one._replace(modify=True) if one.slug in slugs else one for one in base.gaps)
        self._postponing = Postponing(base._replace(gaps=modified), metric, at)
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
        if stated is None or self.at is At.LIKELY:
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
        if modify is None:
            modify = floor_of_gap(self._case, gap) == cost_of_gap(gap, modify=True)
        cost = self.cost(gap, modify=modify)
        more = (cost or Decimal(0)) - (self.cost(gap, modify=True) or Decimal(0))
        path = cost_of_gap(gap, modify=True)
        return tuple(figure.slope(path) * more for figure in self._postponing.figures)

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
