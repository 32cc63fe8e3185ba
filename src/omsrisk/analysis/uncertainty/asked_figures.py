"""What is asked of an uncertain scenario: which figures, and what they are held against."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT, figures_of, metric_of
from omsrisk.analysis.uncertainty.trial_figures import points_in_trials, sampled_metrics
from omsrisk.core.pricing.case import Case, is_of_a_phase
from omsrisk.core.pricing.figures import MEMOS, TOTALS, is_share
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.errors import UsageError
from omsrisk.scenario.load import Scenario
from omsrisk.simulation.estimates import PERCENTILES

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit

MOST_LINES = 500
"""Lines that are told by themselves, the largest; the totals have all of them."""


class AskedFigures(NamedTuple):
    """
    The figures that are asked for.

    Attributes:
        assessment: The scenario at its point values.
        metric: The figure that is shown at length.
        points: The figures at the point values.
        limits: The limits that the scenario is held to.
        left_out: How many lines that vary are not among the figures.
    """

    assessment: Assessment
    metric: str
    points: Mapping[str, Decimal]
    limits: "tuple[Limit, ...]"
    left_out: int = 0

    @classmethod
    def of(
        cls, assessment: Assessment, metric: str = DEFAULT, limits: "Sequence[Limit]" = ()
    ) -> "AskedFigures":
        """
        Find what is asked for.

        Args:
            assessment: From `assess`.
            metric: The figure that is shown at length.
            limits: Limits beside those of the file.

        Raises:
            UsageError: There is no such metric.
        """
        held_to = (*assessment.scenario.limits, *limits)
        metric_of(assessment.exposure, metric)
        points = _points(assessment, metric, held_to)
        if is_share(metric):
            raise UsageError(f"`{metric}` is a share: calc gives it, no trial does")
        return cls(assessment, metric, points, held_to)

    def without_small_lines(self, varying: Iterable[str]) -> "AskedFigures":
        """
        Leave out the smallest of too many lines that vary.

        Args:
            varying: The figures that vary.
        """
        asked = _asked(self.assessment.scenario.case, self.metric, self.limits)
        small = _beyond_most(self.points, varying, asked)
        if not small:
            return self
        points = {name: one for name, one in self.points.items() if name not in small}
        return self._replace(points=points, left_out=len(small))

    @property
    def thresholds(self) -> dict[str, tuple[float, ...]]:
        """For each figure the numbers that are watched: its point value, and the limits on it."""
        return {
            name: (float(point), *(float(one.maximum) for one in self.limits if one.metric == name))
            for name, point in self.points.items()
        }

    @property
    def percents(self) -> tuple[int, ...]:
        """The percentiles that are wanted."""
        percents = {one.statistic.percent for one in self.limits if one.statistic is not None}
        return tuple(sorted({*PERCENTILES, *(one for one in percents if one is not None)}))


def is_uncertain(scenario: Scenario) -> bool:
    """Whether a scenario has a range, or a go-live that may fail or hold."""
    case = scenario.case
    return bool(uncertain_inputs(case) or drawn(case)[1])


def check_uncertain(scenario: Scenario) -> None:
    """
    See that there is something to simulate.

    Raises:
        UsageError: Nothing is uncertain.
    """
    if not is_uncertain(scenario):
        raise UsageError(
            f"nothing in {scenario.file} is uncertain",
            "give inputs a range: `{low: 2, likely: 10, high: 45}`",
        )


def _points(assessment: Assessment, metric: str, limits: "Sequence[Limit]") -> dict[str, Decimal]:
    """List the figures that are simulated, at the point values: totals, lines, what is asked for."""
    figures = figures_of(assessment.exposure)
    asked = _asked(assessment.scenario.case, metric, limits)
    names = [*TOTALS, *_AT_MARGIN]
    names += [name for name in figures if name not in MEMOS and not is_of_a_phase(name)]
    names += [name for name in figures if name in asked and name not in _DIVIDED]
    told = [name for name in dict.fromkeys(names) if figures[name] is not None]
    return points_in_trials(assessment, told)


def _asked(case: Case, metric: str, limits: "Sequence[Limit]") -> set[str]:
    """List the figures that somebody asks for."""
    asked = {metric}
    for limit in limits:
        if limit.statistic is None:
            asked.add(limit.metric)
        else:
            asked |= {limit.statistic.metric, *sampled_metrics(case, limit.statistic)}
    return asked


def _beyond_most(
    points: Mapping[str, Decimal], varying: Iterable[str], asked: Collection[str]
) -> set[str]:
    """List the smallest of too many lines that vary; what is asked for is never among them."""
    kept = {*TOTALS, *MEMOS, *asked}
    lines = [name for name in varying if name not in kept]
    lines.sort(key=lambda name: abs(points[name]), reverse=True)
    return set(lines[MOST_LINES:])


_AT_MARGIN = ("net_exposure_at_margin", "cost_of_failure_at_margin")
_DIVIDED = ("break_even_stopping_cost",)
"""Memos that divide: no formula of `+ - *` gives them for each trial."""
