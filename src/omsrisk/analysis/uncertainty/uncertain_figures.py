"""What a scenario may come to: its uncertain figures, sampled or worked out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.trial_figures import sampled_metrics
from omsrisk.core.pricing.derived import is_likelihood_of_cost
from omsrisk.core.pricing.figures import Statistic
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.choices import nearest
from omsrisk.simulation.estimates import Estimate, SampleSummary

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit


class UncertainFigure(NamedTuple):
    """
    A figure of an exposure that is uncertain.

    Attributes:
        point: At the point values, exact.
        summary: What the sample, or the exact distribution, says of it.
        varies: Whether it varies at all; what does not has no error either.
    """

    point: Decimal
    summary: SampleSummary
    varies: bool

    @property
    def above_point(self) -> Estimate:
        """The probability that it is above the point value."""
        return self.above(self.point)

    def above(self, amount: Decimal) -> Estimate:
        """Return the probability that it is above the point value, or a limit on it."""
        return self.summary.partitions[float(amount)].above


@dataclass(frozen=True, slots=True, repr=False)
class Simulation(Result):
    """
    What a scenario may come to.

    Attributes:
        assessment: The scenario at its point values.
        trials: How many trials there were; None where figures were worked out exactly.
        seed: What their random numbers follow from; None as the trials.
        metric: The figure that is shown at length.
        figures: Totals, lines and what limits are on, by name.
        ranges: How many inputs have a range.
        draws: How many events are drawn: go-lives that fail or hold, items that fall due or do not.
        limits: The limits that the scenario is held to, on a figure or on a statistic of one.
        left_out: How many lines that vary are in the totals alone.
        accuracy: How far off exact amounts may be at the most, in standard deviations of each figure;
            None where they were sampled.
    """

    assessment: Assessment
    trials: int | None
    seed: int | None
    metric: str
    figures: Mapping[str, UncertainFigure]
    ranges: int
    draws: int
    limits: "tuple[Limit, ...]" = ()
    left_out: int = 0
    accuracy: float | None = None

    @property
    def item_draws(self) -> int:
        """How many of the draws are of cost items with a likelihood of their own."""
        return sum(is_likelihood_of_cost(one.path) for one in drawn(self.assessment.scenario.case)[1])

    @property
    def kinds(self) -> dict[str, int]:
        """Count the ranges by their distribution."""
        inputs = uncertain_inputs(self.assessment.scenario.case).values()
        return dict(Counter(one.spread.kind for one in inputs if one.spread is not None))

    @property
    def shown(self) -> UncertainFigure:
        """The figure that is shown at length."""
        return self.figures[self.metric]

    def limits_on(self, metric: str) -> "tuple[Limit, ...]":
        """List the limits on a figure itself, not on a statistic of it."""
        return tuple(one for one in self.limits if one.metric == metric)

    def statistic(self, asked: Statistic) -> Estimate:
        """
        Return a statistic of a figure.

        Raises:
            UsageError: There is no such figure.
        """
        if asked.metric not in self.figures:
            raise UsageError(
                f"there is no metric `{asked.metric}`", nearest(asked.metric, tuple(self.figures))
            )
        return self.figures[asked.metric].summary.statistic(asked.name)

    def judged(self, asked: Statistic) -> Estimate:
        """Return a statistic that a limit is on: the mean of a cost of failure is the dearest's."""
        metrics = sampled_metrics(self.assessment.scenario.case, asked)
        return max(self.statistic(asked._replace(metric=one)) for one in metrics)
