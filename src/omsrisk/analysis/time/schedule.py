"""When should it go live? Net exposure for each possible go-live."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import NamedTuple

from omsrisk.analysis.assess import exact_exposure
from omsrisk.analysis.metrics import DEFAULT, metric_of
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.asked_figures import check_uncertain
from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.sampled import Approach, Sampling
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.calendar import add_months
from omsrisk.core.money import add
from omsrisk.core.phasing.on_dates import entries_in_force, on_dates
from omsrisk.core.phasing.slips import longest_slip
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import COST_OF_WAITING, WAITING
from omsrisk.core.pricing.exposure import price, traced_value
from omsrisk.core.pricing.programme import waiting_days
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.errors import UsageError
from omsrisk.scenario.load import Scenario
from omsrisk.simulation.estimates import SampleSummary

MOST_CANDIDATES = 1_000


class Candidate(NamedTuple):
    """
    A possible go-live.

    Attributes:
        go_live: The day, by which the modifications are done.
        net_exposure: What the roll-out would cost: the mean over its ranges, or at the most likely
            values [money].
        rank: 1 for the cheapest; equals share a rank.
        role: `go_live`, `backup_go_live`, or empty.
        is_slowest_season: Whether the month has the lowest index of the candidates' months.
        waiting_assessed: False where it is later than the earliest day and a day has no price.
        band: What it may come to, where that was simulated.
    """

    go_live: date
    net_exposure: Decimal
    rank: int
    role: str
    is_slowest_season: bool
    waiting_assessed: bool
    band: SampleSummary | None = None


class GoOrWait(NamedTuple):
    """
    What it means to wait for the backup, where other values hold by then.

    Attributes:
        waiting: What the days of waiting cost more [money].
        saved: What else is saved; negative where a later go-live is dearer [money].
    """

    waiting: Decimal
    saved: Decimal


@dataclass(frozen=True, slots=True, repr=False)
class Schedule(Result):
    """
    The possible go-lives of a scenario.

    Attributes:
        scenario: What is moved, all its phases together.
        candidates: In order of the day.
        slipping: What slipping from the go-live to the backup costs more, exact; None where one
            of them is missing [money].
        go_or_wait: What the slipping is made of, where the file says what holds from a day on, and
            waiting has a price.
        has_season: Whether the season weighs anything.
        sampling: How each was simulated, with the same random numbers; None where it was not.
        at: What ranges count with: asked for means, it is most likely values where a mean has no
            closed form.
        accuracy: How far off percentiles may be that were worked out, in standard deviations; None
            where none were.
    """

    scenario: Scenario
    candidates: tuple[Candidate, ...]
    slipping: Decimal | None
    has_season: bool
    sampling: Sampling | None = None
    at: At = At.MEAN
    go_or_wait: GoOrWait | None = None
    accuracy: float | None = None

    @property
    def has_bands(self) -> bool:
        """Whether it tells what each candidate may come to."""
        return self.sampling is not None or self.accuracy is not None


def schedule(
    scenario: Scenario,
    *,
    start: date | None = None,
    end: date | None = None,
    every: str = "month",
    at: At = At.MEAN,
    sampling: Sampling | Approach | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Schedule:
    """
    Price each possible go-live.

    Args:
        scenario: From `omsrisk.load`.
        start: First candidate; the earliest go-live if left out, else the go-live.
        end: Last day for a candidate; twelve months after the first if left out. No go-live may lie
            behind `calendar.horizon`.
            Modifications postpone the earliest, the stated and the backup go-live alike.
        every: `week` or `month`.
        at: What ranges count with.
        sampling: From `sampling_of`, to simulate each candidate, too; from `approach_of`, to work
            them out where that can be.
        on_progress: Is told how many trials are done, those of all candidates together.

    Raises:
        UsageError: There is not a day to start from, there are too many candidates, or they are to be
            simulated and nothing is uncertain.
    """
    case = scenario.case
    if sampling is not None:
        check_uncertain(scenario)
    earliest, go_live = _postponed(case, case.calendar.earliest_go_live), _planned(case)
    backup = _postponed(case, case.calendar.backup_go_live)
    first = start or earliest or go_live
    if first is None:
        raise UsageError(
            f"{scenario.file} has no dates to start from", "add `calendar.go_live`, or --from DAY"
        )
    if earliest is not None and first < earliest:
        hint = ""
        if case.postponed_by:
            hint = f"modifications postpone it by {case.postponed_by} days"
        raise UsageError(f"--from {first} lies before the earliest go-live, {earliest}", hint)
    if end is not None and end < first:
        raise UsageError(f"--to {end} lies before the first candidate, {first}")
    latest = _latest(case)
    if latest is not None and (end or first) > latest:
        raise UsageError(
            f"{'--from' if end is None else '--to'} {end or first}: the last go-live would lie "
            f"behind the horizon, {case.calendar.horizon}",
            f"at the latest {latest}",
        )
    roles = {backup: "backup_go_live", go_live: "go_live"}
    days = {*_days(first, end, every), *(day for day in roles if day is not None)}
    days = {
        day
        for day in days
        if (earliest is None or day >= earliest) and (latest is None or day <= latest)
    }
    prices = _means(case, sorted(days)) if at is At.MEAN and uncertain_inputs(case) else None
    if prices is None:
        at = At.LIKELY if uncertain_inputs(case) else at
        prices = {day: _net_exposure(case, day) for day in sorted(days)}
    ranked = sorted(prices.values())
    season = case.calendar.season
    slowest = min(season.index_of(day) for day in days) if season is not None else None
    finder = None if sampling is None else DistributionFinder(_approach(sampling))
    bands = iter(() if finder is None else _bands(case, tuple(prices), finder, on_progress))
    candidates = tuple(
        Candidate(
            day,
            amount,
            bisect_left(ranked, amount) + 1,
            roles.get(day, ""),
            season is not None and season.index_of(day) == slowest,
            _is_waiting_assessed(moved(case, day)),
            next(bands, None),
        )
        for day, amount in prices.items()
    )
    slipping = None
    if go_live in prices and backup in prices:
        slipping = add(prices[backup], prices[go_live].copy_negate())
    choice = None
    if slipping is not None and go_live is not None and backup is not None:
        choice = _go_or_wait(case, (go_live, backup), slipping, at)
    return Schedule(
        scenario,
        candidates,
        slipping,
        season is not None,
        None if finder is None else finder.sampling,
        at,
        choice,
        finder.accuracy if finder is not None and finder.is_exact else None,
    )


def _go_or_wait(case: Case, days: tuple[date, date], slipping: Decimal, at: At) -> GoOrWait | None:
    """Part what slipping costs into the days of waiting and all else."""
    if not case.live_from or COST_OF_WAITING not in case.inputs:
        return None
    here, there = (value_of(moved(case, day), WAITING.id, at) for day in days)
    waiting = add(there, here.copy_negate())
    return GoOrWait(waiting, add(waiting, slipping.copy_negate()))


def _approach(sampling: Sampling | Approach) -> Approach:
    if isinstance(sampling, Approach):
        return sampling
    return Approach(tries_exact=False, sampling=sampling)


def _latest(case: Case) -> date | None:
    """Return the latest first go-live with which the last one is not behind the horizon."""
    horizon, last, first = case.calendar.horizon, case.last_go_live, _planned(case)
    if horizon is None:
        return None
    further = longest_slip(case) - case.slipped_by
    return horizon if last is None or first is None else horizon - (last - first) - timedelta(further)


def _postponed(case: Case, day: date | None) -> date | None:
    """Move a day that the file states as modifications move the go-live."""
    return None if day is None else day + timedelta(days=case.postponed_by)


def _days(first: date, end: date | None, every: str) -> Iterator[date]:
    day, number = first, 0
    last = end or add_months(first, 12) - timedelta(days=1)
    while day <= last:
        if number == MOST_CANDIDATES:
            raise UsageError(f"more than {MOST_CANDIDATES:,} candidates", "choose a later --from")
        yield day
        number += 1
        day = first + timedelta(weeks=number) if every == "week" else add_months(first, number)


def _planned(case: Case) -> date | None:
    """Return the first go-live as it is planned, before it slips."""
    first = case.first_go_live
    return None if first is None else first - timedelta(days=case.slipped_by)


def moved(case: Case, go_live: date) -> Case:
    """
    Move a case to another first go-live, all phases together; what holds then takes effect.

    Args:
        case: The case; it slips as it did.
        go_live: The day as it is planned.
    """
    return on_dates(_with_first_go_live(case, go_live))


def _with_first_go_live(case: Case, go_live: date) -> Case:
    here, slip = _planned(case), timedelta(days=case.slipped_by)
    shift = timedelta(0) if here is None else go_live - here
    calendar = case.calendar
    at = go_live + slip if calendar.go_live is None else calendar.go_live + shift
    phases = tuple(
        one._replace(go_live=go_live + slip if one.go_live is None else one.go_live + shift)
        for one in case.phases
    )
    return case._replace(calendar=calendar._replace(go_live=at), phases=phases)


def _bands(
    case: Case,
    days: Sequence[date],
    finder: DistributionFinder,
    on_progress: Callable[[int], None] | None,
) -> Iterator[SampleSummary]:
    """Tell what each candidate may come to; where only dates differ, all are figures of one case."""

    def figure_on(day: date) -> Callable[[Case], Figure]:
        return lambda own: metric_of(price(_with_first_go_live(own, day), traced_value), DEFAULT)

    found: list[SampleSummary] = []
    for base, together in _alike(case, days):
        was_exact = finder.is_exact
        figures = {str(day): figure_on(day) for day in together}
        done = 0 if finder.sampling is None else len(found) * finder.sampling.trials
        told = None if on_progress is None else partial(_more_than, done, on_progress)
        own = finder.summaries(base, figures, on_progress=told)
        if found and was_exact and not finder.is_exact:
            # what took trials here takes them everywhere, so that days differ by nothing else
            return _bands(case, days, finder, on_progress)
        found += own
    return iter(found)


def _more_than(before: int, on_progress: Callable[[int], None], done: int) -> None:
    on_progress(before + done)


def _alike(case: Case, days: Sequence[date]) -> Iterator[tuple[Case, list[date]]]:
    """Put days in a row together on which the same values hold, with a case in which they do."""
    if not case.live_from:
        yield case, list(days)
        return
    for _, together in groupby(days, key=lambda day: _in_force(moved(case, day))):
        first, *rest = together
        yield moved(case, first), [first, *rest]


def _in_force(case: Case) -> tuple[int, ...]:
    go_lives = [one.go_live for one in case.phases] or [case.first_go_live]
    return tuple(len(entries_in_force(case, one)) for one in (case.first_go_live, *go_lives))


def _means(case: Case, days: Sequence[date]) -> dict[date, Decimal] | None:
    """Take the mean for each candidate; None where one has no closed form: all are of one kind."""
    here = Valuing(case, At.MEAN)
    found = {}
    for day in days:
        valuing = Valuing(moved(case, day), At.MEAN, like=here)
        if not valuing.has_means([DEFAULT]):
            return None
        [found[day]] = valuing.amounts([DEFAULT])
    return found


def _net_exposure(case: Case, day: date) -> Decimal:
    return Decimal(exact_exposure(moved(case, day)).net_exposure)


def _is_waiting_assessed(case: Case) -> bool:
    return not waiting_days(case) or COST_OF_WAITING in case.inputs
