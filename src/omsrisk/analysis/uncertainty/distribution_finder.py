"""Distributions of figures of changed cases: worked out where that can be, else sampled."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from omsrisk.analysis.uncertainty.exact_simulation import ExactSummaries, connected_too_much
from omsrisk.analysis.uncertainty.sampled import Approach, Sampling, summaries_of
from omsrisk.analysis.uncertainty.trial_figures import sampled_metrics, traced_figures
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.figures import Statistic
from omsrisk.simulation.estimates import PERCENTILES, Estimate, SampleSummary

if TYPE_CHECKING:
    from omsrisk.exact.exact_figure import PlannedBefore

FiguresOfCase = Mapping[str, Callable[[Case], Figure]]
"""Each gives a traced expression of the case in which each phase has its own likelihood."""


class DistributionFinder:
    """
    Finds distributions, and remembers how: what is sampled once is sampled from then on.

    Args:
        approach: What is tried: from `approach_of`.

    Attributes:
        sampling: How some were sampled; None as long as all were worked out.
        accuracy: How far off those may be that were worked out, in standard deviations.
        first_error: How far off the first statistic may be that was worked out [money].
        error: How far off any statistic may be that was worked out [money].
    """

    def __init__(self, approach: Approach) -> None:
        self._approach = approach
        self.sampling: Sampling | None = None
        self.accuracy = 0.0
        self.first_error = self.error = 0.0
        self._has_found = False
        self._before: PlannedBefore | None = None

    @property
    def is_exact(self) -> bool:
        """Whether all so far were worked out."""
        return self.sampling is None

    def statistic(self, case: Case, asked: Statistic) -> Estimate:
        """
        Find a statistic of one figure of a case.

        Args:
            case: A case; where nothing in it is uncertain, the figure is what it is.
            asked: What is asked of which figure.

        Raises:
            UsageError: It is to be exact, and cannot be.
        """
        percents = (50,) if asked.percent is None else (50, asked.percent)
        figures = {metric: _figure_of(metric) for metric in sampled_metrics(case, asked)}
        found = max(one.statistic(asked.name) for one in self.summaries(case, figures, percents))
        if not self._has_found:
            self._has_found, self.first_error = True, found.error
        self.error = max(self.error, found.error)
        return found

    def summaries(
        self,
        case: Case,
        figures: FiguresOfCase,
        percents: tuple[int, ...] = PERCENTILES,
        on_progress: Callable[[int], None] | None = None,
    ) -> Iterator[SampleSummary]:
        """
        Find the distributions of many figures of a case, all in one way.

        Args:
            case: A case.
            figures: By name.
            percents: The percentiles that are wanted.
            on_progress: Is told how many trials are done, where there are any.

        Raises:
            UsageError: They are to be exact, and cannot be.
        """
        tries_exact = self._approach.tries_exact and self.is_exact
        found = self._exact(case, figures, percents) if tries_exact else None
        if found is not None:
            return iter(found)
        if self._approach.sampling is None:
            raise connected_too_much("")
        self.sampling = self._approach.sampling
        return summaries_of(case, figures, self.sampling, percents=percents, on_progress=on_progress)

    def _exact(
        self, case: Case, figures: FiguresOfCase, percents: tuple[int, ...]
    ) -> list[SampleSummary] | None:
        from omsrisk.exact.exact_figure import PlannedBefore
        from omsrisk.exact.planner import TooManyLeavesError

        self._before = self._before or PlannedBefore()

        def traced(own: Case) -> dict[str, Figure]:
            return {name: figure(own) for name, figure in figures.items()}

        try:
            exact = ExactSummaries.of_case(case, traced, self._before)
            found = {
                name: summary
                for names in exact.alike(figures)
                for summary in (exact.of(names[0], percents),)
                for name in names
            }
        except TooManyLeavesError:
            return None
        self.accuracy = max(self.accuracy, exact.accuracy)
        return [found[name] for name in figures]


def _figure_of(metric: str) -> Callable[[Case], Figure]:
    return lambda own: traced_figures(own, (metric,))[metric]
