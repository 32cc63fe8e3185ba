"""When may it fall? The timeline of every trial, and bands of what falls by each period."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.placing import Placed, day_number, placed
from omsrisk.analysis.sampled import Sampling
from omsrisk.analysis.simulate import check_uncertain
from omsrisk.analysis.timeline import MOST_DAYS, day_of, period_bounds
from omsrisk.core.case import Case
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.symbols import Symbol
from omsrisk.errors import UsageError

if TYPE_CHECKING:
    from omsrisk.core.calendar import Window
    from omsrisk.simulation.experiment import Model
    from omsrisk.simulation.streams import Array

TRIALS = 20_000
"""Trials of a timeline: each is laid out over all periods."""

SHARES = (0.1, 0.5, 0.9)
_MOST_NUMBERS = 20_000_000
_LATE = 0.99
"""The bands end where so many of the trials have."""


class Band(NamedTuple):
    """
    What a period may come to.

    Attributes:
        start: Its first day: a date, or a number counted from the go-live.
        amounts: P10, P50 and P90 of what falls in it [money].
        cumulative: P10, P50 and P90 of what has fallen by its end [money].
    """

    start: date | int
    amounts: tuple[float, ...]
    cumulative: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TimelineBands:
    """
    What the periods of a timeline may come to.

    Attributes:
        bands: In order, without a gap; they go on until 99 % of the trials have ended.
        total: P10, P50 and P90 of the whole [money].
        sampling: How they were simulated.
    """

    bands: tuple[Band, ...]
    total: tuple[float, ...]
    sampling: Sampling


def timeline_bands(
    assessment: Assessment, sampling: Sampling, *, by: str = "month", fiscal_start: int = 1
) -> TimelineBands:
    """
    Lay out every trial over days.

    Args:
        assessment: From `assess`.
        sampling: From `sampling_of`.
        by: `day`, `week`, `month` or `quarter`.
        fiscal_start: Month in which the fiscal year begins, 1 to 12.

    Raises:
        UsageError: Nothing is uncertain, or trials and periods are too many.
    """
    check_uncertain(assessment.scenario)
    import numpy as np

    laid = _LaidOut(assessment, sampling)
    case = assessment.scenario.case
    dated = case.first_go_live is not None
    start, end = laid.reach(day_number(case.first_go_live))
    bounds = list(period_bounds(start, end, by, fiscal_start, dated=dated))
    if len(bounds) * sampling.trials > _MOST_NUMBERS:
        raise UsageError(
            f"{sampling.trials:,} trials over {len(bounds):,} periods are too many",
            "take longer periods, or fewer --trials",
        )
    fallen = np.array([laid.until(day) for day in bounds])
    amounts = np.quantile(np.diff(fallen, axis=0), SHARES, axis=1).T.tolist()
    cumulative = np.quantile(fallen[1:], SHARES, axis=1).T.tolist()
    bands = tuple(
        Band(day_of(day, dated=dated), tuple(own), tuple(by_then))
        for day, own, by_then in zip(bounds[:-1], amounts, cumulative, strict=True)
    )
    total = tuple(np.quantile(laid.total(), SHARES).tolist())
    return TimelineBands(bands, total, sampling)


class _LaidOut:
    """Every leaf of every trial, with its amount and its days."""

    def __init__(self, assessment: Assessment, sampling: Sampling) -> None:
        from omsrisk.simulation.experiment import Experiment, model_of
        from omsrisk.simulation.run import Plan
        from omsrisk.simulation.trials import Trials

        self._leaves: list[Placed] = []

        def figures(case: Case) -> dict[str, Any]:
            exposure = price(case, traced_value)
            self._leaves = [
                one for one in placed(exposure, case, traced_value) if _is_something(one.amount)
            ]
            named: dict[str, Any] = {}
            for at, one in enumerate(self._leaves):
                named[f"amount {at}"], named[f"days {at}"] = one.amount, one.days
            return named

        self._model: Model = model_of(assessment.scenario.case, figures, constants_too=True)
        experiment = Experiment((self._model,))
        plan = Plan(experiment, *sampling, ((),) * experiment.channels)
        trials = Trials(experiment, sampling.seed)
        self._chunks = [trials.chunk(at, plan.size(at)) for at in range(plan.chunks)]
        self._weighing: dict[Window, Any] = {}

    def _numbers(self, name: str) -> "Array":
        import numpy as np

        at = self._model.program.results[name]
        return np.concatenate([chunk[at] for chunk in self._chunks])

    def reach(self, go_live: int) -> tuple[int, int]:
        """Give the first day of nearly all trials, and the day after the last one."""
        import numpy as np

        starts, ends = [float(go_live)], [go_live + 1.0]
        for at, one in enumerate(self._leaves):
            days = float(np.quantile(self._numbers(f"days {at}"), _LATE))
            starts.append(one.anchor - days if one.backwards else one.anchor)
            ends.append(one.anchor if one.backwards else one.anchor + max(days, 1.0))
        start, end = int(np.floor(min(starts))), int(np.ceil(max(ends)))
        if end - start > MOST_DAYS:
            message = f"a window of {end - start:,} days is too long to lay out"
            raise UsageError(message, f"at most {MOST_DAYS:,} days")
        return start, end

    def total(self) -> "Array":
        """Give what falls in all, trial by trial."""
        amounts = (self._numbers(f"amount {at}") for at in range(len(self._leaves)))
        return sum(amounts, start=0.0 * self._chunks_size())

    def until(self, day: int) -> "Array":
        """Give what has fallen before a day begins, trial by trial."""
        total = 0.0 * self._chunks_size()
        for at, one in enumerate(self._leaves):
            total += self._numbers(f"amount {at}") * self._part(at, one, day)
        return total

    def _chunks_size(self) -> "Array":
        import numpy as np

        return np.zeros(sum(chunk.shape[1] for chunk in self._chunks))

    def _part(self, at: int, one: Placed, day: int) -> Any:
        """Give the share of a leaf that has fallen before a day begins."""
        import numpy as np

        if one.backwards:
            if day >= one.anchor:
                return 1.0
        elif day <= one.anchor:
            return 0.0
        days = np.maximum(self._numbers(f"days {at}"), _A_MOMENT)
        passed = np.minimum(float(abs(day - one.anchor)), days)
        part = self._weighed(passed, one) / self._weighed(days, one)
        return 1.0 - part if one.backwards else part

    def _weighed(self, days: "Array", one: Placed) -> "Array":
        if one.window is None:
            return days
        from omsrisk.simulation.tables import EffectiveDays

        weigh = self._weighing.setdefault(one.window, EffectiveDays(one.window))
        weighed: Array = weigh(days)
        return weighed


_A_MOMENT = 1e-9
"""What stands for no days at all: all of it falls at once."""


def _is_something(amount: Any) -> bool:
    return isinstance(amount, Symbol) or bool(amount)
