"""When may it fall? Bands of what falls by each period, worked out or from many trials."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.time.placing import DatedAmount, day_number, placed
from omsrisk.analysis.time.timeline import MOST_DAYS, day_of, period_bounds
from omsrisk.analysis.uncertainty.asked_figures import check_uncertain
from omsrisk.analysis.uncertainty.exact_simulation import figure_worked_out
from omsrisk.analysis.uncertainty.sampled import Approach, Sampling, approach_of
from omsrisk.core.algebra.symbols import Figure, Symbol
from omsrisk.core.phasing.slips import may_slip
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import price, traced_value
from omsrisk.errors import UsageError

if TYPE_CHECKING:
    from omsrisk.core.calendar import Window
    from omsrisk.exact.exact_figure import ExactFigure
    from omsrisk.simulation.experiment import Model
    from omsrisk.simulation.lookup import EffectiveDays
    from omsrisk.simulation.random_numbers import Array

TRIALS = 20_000
"""Trials of a timeline: each is laid out over all periods."""

SHARES = (0.1, 0.5, 0.9)
_MOST_NUMBERS = 20_000_000
_STRATA = 200
"""Into which trials are put by what falls in all; P10, P50 and P90 are ends of some."""
_LATE = 0.99
"""The bands end where so many of the trials have."""


class Band(NamedTuple):
    """
    What a period may come to.

    Attributes:
        start: Its first day: a date, or a number counted from the go-live.
        amounts: P10, P50 and P90 of what falls in it [money].
        cumulative: P10, P50 and P90 of what has fallen by its end [money].
        known_to: How far off either may be that was worked out; 0 where it was sampled [money].
    """

    start: date | int
    amounts: tuple[float, ...]
    cumulative: tuple[float, ...]
    known_to: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, repr=False)
class TimelineBands(Result):
    """
    What the periods of a timeline may come to.

    Attributes:
        bands: In order, without a gap; they go on until 99 % of the trials have ended.
        total: P10, P50 and P90 of the whole [money].
        sampling: How they were simulated; None where they were worked out.
        accuracy: How far off they may be that were worked out, in standard deviations; None where
            they were sampled.
        total_is_exact: Whether the total was worked out, although its course was sampled.
        known_to: How far off the total may be that was worked out; 0 where it was sampled [money].
    """

    bands: tuple[Band, ...]
    total: tuple[float, ...]
    sampling: Sampling | None
    accuracy: float | None = None
    total_is_exact: bool = False
    known_to: float = 0.0


def timeline_bands(
    assessment: Assessment,
    sampling: Approach | Sampling | None = None,
    *,
    by: str = "month",
    fiscal_start: int = 1,
    on_progress: Callable[[int], None] | None = None,
) -> TimelineBands:
    """
    Tell between what the amounts of a timeline lie.

    They are worked out where that can be; else every trial is laid out over days.

    Args:
        assessment: From `assess`.
        sampling: From `approach_of`, or from `sampling_of` where they are to be sampled; worked out
            where that can be if left out.
        by: `day`, `week`, `month` or `quarter`.
        fiscal_start: Month in which the fiscal year begins, 1 to 12.
        on_progress: Is told how many trials are laid out.

    Raises:
        MissingExtraError: numpy is not installed.
        UsageError: Nothing is uncertain, trials and periods are too many, or it is not to be sampled
            and cannot be worked out.
    """
    check_uncertain(assessment.scenario)
    if sampling is None:
        sampling = approach_of(None, None, None, usual=TRIALS)
    if isinstance(sampling, Sampling):
        return _sampled(assessment, sampling, by, fiscal_start, on_progress)
    found = _worked_out(assessment, by, fiscal_start) if sampling.tries_exact else None
    if found is not None:
        return found
    if sampling.sampling is None:
        raise UsageError(
            "too much is connected to be worked out exactly",
            "leave the method out: it is sampled then",
        )
    whole = figure_worked_out(assessment, DEFAULT) if sampling.tries_exact else None
    return _sampled(assessment, sampling.sampling, by, fiscal_start, on_progress, whole)


def _worked_out(assessment: Assessment, by: str, fiscal_start: int) -> TimelineBands | None:
    from omsrisk.analysis.time.exact_bands import ExactBands
    from omsrisk.exact.planner import TooManyLeavesError

    case = assessment.scenario.case
    dated = case.first_go_live is not None
    try:
        runs = ExactBands(case)
        bounds = list(period_bounds(*_checked(*runs.reach(_LATE)), by, fiscal_start, dated=dated))
        found = runs.work_out(bounds, tuple(round(100 * share) for share in SHARES))
    except TooManyLeavesError:
        return None
    starts = (day_of(one, dated=dated) for one in bounds)
    bands = tuple(
        Band(start, *amounts) for start, amounts in zip(starts, found.periods, strict=False)
    )
    return TimelineBands(bands, found.total, None, found.accuracy, known_to=found.known_to)


def _checked(start: int, end: int) -> tuple[int, int]:
    """
    Return what is to be laid out.

    Raises:
        UsageError: It is too long.
    """
    if end - start > MOST_DAYS:
        message = f"a window of {end - start:,} days is too long to lay out"
        raise UsageError(message, f"at most {MOST_DAYS:,} days")
    return start, end


def _sampled(
    assessment: Assessment,
    sampling: Sampling,
    by: str,
    fiscal_start: int,
    on_progress: Callable[[int], None] | None,
    whole: "ExactFigure | None" = None,
) -> TimelineBands:
    """Lay out every trial over days, all of them together as dear as is known exactly."""
    laid = _LaidOut(assessment, sampling)
    if whole is not None:
        laid.hold_to(whole)
    case = assessment.scenario.case
    dated = case.first_go_live is not None
    start, end = laid.reach(day_number(case.first_go_live))
    bounds = list(period_bounds(start, end, by, fiscal_start, dated=dated))
    if len(bounds) * sampling.trials > _MOST_NUMBERS:
        raise UsageError(
            f"{sampling.trials:,} trials over {len(bounds):,} periods are too many",
            "take longer periods, or fewer --trials",
        )
    bands = []
    before = laid.until(bounds[0])
    for start_of_it, end_of_it in pairwise(bounds):
        by_then = laid.until(end_of_it)
        own, cumulative = (laid.percentiles(one) for one in (by_then - before, by_then))
        bands.append(Band(day_of(start_of_it, dated=dated), own, cumulative))
        before = by_then
        if on_progress is not None:
            on_progress(len(bands) * sampling.trials // (len(bounds) - 1))
    total = laid.percentiles(laid.total())
    if whole is not None:
        total = tuple(whole.masses.quantile(one) for one in SHARES)
    known_to = 0.0
    if whole is not None and not all(map(whole.is_sure_at, SHARES)):
        known_to = whole.error
    return TimelineBands(
        tuple(bands), total, sampling, total_is_exact=whole is not None, known_to=known_to
    )


class _LaidOut:
    """Every trial, over its days: those of each slip of the go-lives by themselves."""

    def __init__(self, assessment: Assessment, sampling: Sampling) -> None:
        import numpy as np

        from omsrisk.simulation.experiment import Experiment, model_of
        from omsrisk.simulation.running import Plan
        from omsrisk.simulation.trials import Trials

        leaves: dict[int, list[DatedAmount[Symbol]]] = {}
        slips = may_slip(assessment.scenario.case)

        def figures(case: Case) -> dict[str, Figure]:
            placed_leaves = placed(price(case, traced_value), case, traced_value)
            # what is nothing after one slip may be something after another
            own = [one for one in placed_leaves if slips or _is_something(one.amount)]
            leaves[case.slipped_by] = own
            named: dict[str, Figure] = {_SLIP: Decimal(case.slipped_by)}
            for at, one in enumerate(own):
                named[f"amount {at}"], named[f"days {at}"] = one.amount, one.days
            return named

        model: Model = model_of(assessment.scenario.case, figures, constants_too=True)
        experiment = Experiment((model,))
        plan = Plan(experiment, *sampling, ((),) * experiment.channels)
        lines = max(map(len, leaves.values()))
        if lines * sampling.trials > _MOST_NUMBERS:
            raise UsageError(
                f"{sampling.trials:,} trials of {lines:,} lines are too many",
                "take fewer --trials",
            )
        trials = Trials(experiment, sampling.seed)
        results = np.empty((experiment.channels, sampling.trials))
        start = 0
        for chunk in range(plan.chunks):
            for part in trials.parts(chunk, plan.size(chunk)):
                results[:, start : start + part.shape[1]] = part
                start += part.shape[1]
        places = model.program.results
        slipped = results[places[_SLIP]]
        self._count = sampling.trials
        self._weights: Array | None = None
        self._parts = []
        for days in map(int, np.unique(slipped)):
            own = np.flatnonzero(slipped == days)
            self._parts.append((own, _AfterSlip(leaves[days], results[:, own], places)))

    def reach(self, go_live: int) -> tuple[int, int]:
        """Return the first day of nearly all trials, and the day after the last one."""
        import numpy as np

        starts, ends = [float(go_live)], [go_live + 1.0]
        for leaf in zip_longest(*(one.days_touched() for _, one in self._parts)):
            found = [one for one in leaf if one is not None]
            first, last = (np.concatenate(own) for own in zip(*found, strict=True))
            starts.append(float(np.quantile(first, 1 - _LATE)))
            ends.append(float(np.quantile(last, _LATE)))
        return _checked(int(np.floor(min(starts))), int(np.ceil(max(ends))))

    def hold_to(self, whole: "ExactFigure") -> None:
        """
        Weigh the trials so that all of them together are spread as is known exactly.

        They are put into strata by what falls in all, and each stratum counts with its exact chance
        (post-stratification, Cochran, Sampling Techniques, 5A.9). Else what has fallen by the end
        would come to another P90 than the whole; and what is certain stays certain.
        """
        import numpy as np

        masses = whole.masses
        ends = sorted({masses.quantile(one / _STRATA) for one in range(1, _STRATA)})
        chances = np.diff([0.0, *(masses.up_to(one) for one in ends), 1.0])
        place = np.searchsorted(ends, self.total(), "left")
        counts = np.bincount(place, minlength=len(chances))
        self._weights = (chances / np.maximum(counts, 1))[place]

    def percentiles(self, amounts: "Array") -> tuple[float, ...]:
        """Return P10, P50 and P90 of an amount of every trial."""
        import numpy as np

        if self._weights is None:
            return tuple(np.quantile(amounts, SHARES).tolist())
        order = np.argsort(amounts, kind="stable")
        up_to = np.cumsum(self._weights[order])
        places = np.searchsorted(up_to, np.multiply(SHARES, up_to[-1]), "left")
        return tuple(amounts[order[np.minimum(places, len(order) - 1)]].tolist())

    def total(self) -> "Array":
        """Return what falls in all, trial by trial."""
        return self._gathered(lambda one: one.total())

    def until(self, day: int) -> "Array":
        """Return what has fallen before a day begins, trial by trial."""
        return self._gathered(lambda one: one.until(day))

    def _gathered(self, asked: "Callable[[_AfterSlip], Array]") -> "Array":
        import numpy as np

        found = np.empty(self._count)
        for own, one in self._parts:
            found[own] = asked(one)
        return found


_SLIP = "slip"


class _AfterSlip:
    """
    Every leaf of the trials after one slip, with its amount and its days.

    Args:
        leaves: The leaves, on the dates then.
        results: What the trials gave, a row for each result.
        places: The row of each result, by name.
    """

    def __init__(
        self, leaves: "list[DatedAmount[Symbol]]", results: "Array", places: Mapping[str, int]
    ) -> None:
        self._leaves, self._results, self._places = leaves, results, places
        self._weighing: dict[Window, EffectiveDays] = {}
        self._runs = self._together()

    def days_touched(self) -> Iterator[tuple["Array", "Array"]]:
        """Walk the leaves with their first days, and the days after their last, trial by trial."""
        import numpy as np

        for at, one in enumerate(self._leaves):
            days, anchor = self._numbers(f"days {at}"), np.full(self._results.shape[1], one.anchor)
            yield (
                (anchor - days, anchor) if one.backwards else (anchor, anchor + np.maximum(days, 1.0))
            )

    def _together(self) -> list["_Run"]:
        """Add up the leaves that fall over the same days."""
        runs: dict[tuple[object, ...], _Run] = {}
        for at, one in enumerate(self._leaves):
            days = self._places[f"days {at}"]
            key = (one.anchor, days, one.window, one.backwards, one.course)
            amount = self._numbers(f"amount {at}")
            if key in runs:
                runs[key].amount += amount
            else:
                runs[key] = self._run(at, one, amount.copy())
        return list(runs.values())

    def _run(self, at: int, one: DatedAmount[Symbol], amount: "Array") -> "_Run":
        import numpy as np

        days = np.maximum(self._numbers(f"days {at}"), _A_MOMENT)
        whole = self._weighed(days, one)
        return _Run(one, amount, days, whole, float(days.max()))

    def _numbers(self, name: str) -> "Array":
        numbers: Array = self._results[self._places[name]]
        return numbers

    def total(self) -> "Array":
        """Return what falls in all, trial by trial."""
        return sum((one.amount for one in self._runs), start=self._nothing())

    def until(self, day: int) -> "Array":
        """Return what has fallen before a day begins, trial by trial."""
        total = self._nothing()
        for one in self._runs:
            total += one.amount * self._part(one, day)
        return total

    def _nothing(self) -> "Array":
        import numpy as np

        return np.zeros(self._results.shape[1])

    def _part(self, run: "_Run", day: int) -> "Array | float":
        """Return the share of a run that has fallen before a day begins."""
        import numpy as np

        one = run.placed
        distance = float(abs(day - one.anchor))
        if one.backwards:
            if day >= one.anchor:
                return 1.0
        elif day <= one.anchor:
            return 0.0
        if distance >= run.longest:
            return 0.0 if one.backwards else 1.0
        part = self._weighed(np.minimum(distance, run.days), one) / run.whole
        return 1.0 - part if one.backwards else part

    def _weighed(self, days: "Array", one: DatedAmount[Symbol]) -> "Array":
        if one.course:
            parts = (self._in_window(days, window) * float(part) for window, part in one.course)
            return sum(parts, start=self._nothing())
        return days if one.window is None else self._in_window(days, one.window)

    def _in_window(self, days: "Array", window: "Window") -> "Array":
        from omsrisk.simulation.lookup import EffectiveDays

        weigh = self._weighing.setdefault(window, EffectiveDays(window))
        weighed: Array = weigh(days)
        return weighed


@dataclass(slots=True)
class _Run:
    """
    What falls over the same days, trial by trial.

    Attributes:
        placed: A leaf of it.
        amount: What falls in all [money].
        days: Over how many days [day].
        whole: Those as the season weighs them [day].
        longest: The most of them [day].
    """

    placed: DatedAmount[Symbol]
    amount: "Array"
    days: "Array"
    whole: "Array"
    longest: float


_A_MOMENT = 1e-9
"""What stands for no days at all: all of it falls at once."""


def _is_something(amount: Figure) -> bool:
    return isinstance(amount, Symbol) or bool(amount)
