"""Modify the software or change the process? Each gap both ways, waiting included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from omsrisk.analysis.assess import Assessment, exact_exposure
from omsrisk.analysis.metrics import DEFAULT, metric_of
from omsrisk.core.case import Case, Gap
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.errors import UsageError


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One gap, both ways; all other gaps stay as they were decided.

    Attributes:
        gap: The gap.
        modification_cost: As stated [money]; None where it is not.
        process_change_cost: As stated [money]; None where it is not.
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


@dataclass(frozen=True, slots=True)
class GapAnalysis:
    """
    The gaps of a scenario.

    Attributes:
        assessment: The scenario.
        metric: What is compared.
        choices: Each gap both ways.
        now: The metric as decided, exact [money].
        best: Which gaps to modify, by slug, so that the metric is least; gaps that cannot be
            compared stay as they are.
        at_best: The metric then, exact [money].
        waiting_assessed: Whether a day of waiting has a price.
    """

    assessment: Assessment
    metric: str
    choices: tuple[Choice, ...]
    now: Decimal
    best: Mapping[str, bool | None]
    at_best: Decimal
    waiting_assessed: bool


def gaps(assessment: Assessment, *, metric: str = DEFAULT) -> GapAnalysis:
    """
    Price each gap both ways, and find the cheapest decisions on all of them.

    Args:
        assessment: From `assess`.
        metric: What to watch.

    Raises:
        UsageError: The scenario has no gaps, or no such metric.
    """
    case = assessment.scenario.case
    if not case.gaps:
        raise UsageError(f"{assessment.scenario.file} has no `gaps`", "omsrisk explain gaps")
    base = _undecided(case)
    choices = tuple(_choice(base, gap, metric) for gap in case.gaps)
    now = Decimal(metric_of(assessment.exposure, metric))
    best, at_best = _best(base, choices, metric)
    return GapAnalysis(
        assessment,
        metric,
        choices,
        now,
        best,
        at_best,
        "calendar.cost_of_waiting_per_day" in case.inputs,
    )


def _undecided(case: Case) -> Case:
    """Take the dates of a case back to what the file states."""
    return _postponed(case, -case.postponed_by)._replace(postponed_by=0)


def _postponed(case: Case, days: int) -> Case:
    shift = timedelta(days=days)
    calendar = case.calendar
    if calendar.go_live is not None:
        calendar = calendar._replace(go_live=calendar.go_live + shift)
    phases = tuple(
        one if one.go_live is None else one._replace(go_live=one.go_live + shift)
        for one in case.phases
    )
    return case._replace(calendar=calendar, phases=phases, postponed_by=days)


def _days(case: Case, gap: Gap) -> int:
    stated = case.inputs.get(f"gaps.{gap.slug}.postpones_by_days")
    return 0 if stated is None else int(stated.value)


def _cost(case: Case, gap: Gap, *, modify: bool) -> Decimal | None:
    key = "modification_cost" if modify else "process_change_cost"
    stated = case.inputs.get(f"gaps.{gap.slug}.{key}")
    return None if stated is None else stated.value


def decided(case: Case, decisions: Mapping[str, bool | None], days: int | None = None) -> Case:
    """
    Decide on gaps anew.

    Args:
        case: A case whose dates are those that the file states.
        decisions: Whether to modify, by slug; gaps that are not named stay as they are.
        days: By how many days to postpone; by the longest among the modified if left out.
    """
    all_gaps = tuple(one._replace(modify=decisions.get(one.slug, one.modify)) for one in case.gaps)
    if days is None:
        days = max((_days(case, one) for one in all_gaps if one.modify), default=0)
    return _postponed(case._replace(gaps=all_gaps), days)


def _price(
    base: Case, decisions: Mapping[str, bool | None], metric: str, days: int | None = None
) -> Decimal:
    return Decimal(metric_of(exact_exposure(decided(base, decisions, days)), metric))


def _choice(base: Case, gap: Gap, metric: str) -> Choice:
    modification, change = (_cost(base, gap, modify=modify) for modify in (True, False))
    saving = later = None
    if modification is not None and change is not None:
        modified, changed = (_price(base, {gap.slug: modify}, metric) for modify in (True, False))
        at_once = _difference(base, gap, metric)
        with exact(ENOUGH_DIGITS):
            saving = modified - changed
            later = saving - at_once
    return Choice(gap, modification, change, _days(base, gap), later, saving)


def _difference(base: Case, gap: Gap, metric: str) -> Decimal:
    """Give what modifying costs more than changing the process, if it took no time."""
    modified, changed = (_price(base, {gap.slug: modify}, metric, 0) for modify in (True, False))
    with exact(ENOUGH_DIGITS):
        return modified - changed


def _best(
    base: Case, choices: Sequence[Choice], metric: str
) -> tuple[Mapping[str, bool | None], Decimal]:
    """
    Find the cheapest decisions on all gaps that can be compared.

    Only the longest postponement counts, so for each length it may have, a gap that stays within it
    takes the cheaper way, and one that does not has to change the process; one that brings the
    length about may be modified though it is dearer.
    """
    free = [
        (one, _difference(base, one.gap, metric) < 0) for one in choices if one.saving is not None
    ]
    found: tuple[Decimal, Mapping[str, bool | None]] | None = None
    for longest in sorted({0, *(one.postpones_by for one, _ in free)}):
        modified = {one.gap.slug: cheaper and one.postpones_by <= longest for one, cheaper in free}
        decisions = {one.gap.slug: modified.get(one.gap.slug, one.gap.modify) for one in choices}
        # a modification that is dearer can pay by moving the go-live into a cheaper season
        moving = [one.gap.slug for one, _ in free if one.postpones_by == longest]
        for more in ({}, *({slug: True} for slug in moving)):
            price = _price(base, {**decisions, **more}, metric)
            if found is None or price < found[0]:
                found = (price, {**decisions, **more})
    assert found is not None  # noqa: S101 - no postponement at all is always among them
    return found[1], found[0]
