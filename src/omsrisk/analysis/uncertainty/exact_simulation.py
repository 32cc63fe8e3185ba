"""What a scenario may come to, worked out: all figures of it without a random number."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.asked_figures import AskedFigures
from omsrisk.analysis.uncertainty.exact_summary import summary_of_figure
from omsrisk.analysis.uncertainty.trial_figures import points_in_trials, traced_figures
from omsrisk.analysis.uncertainty.uncertain_figures import Simulation, UncertainFigure
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.errors import UsageError
from omsrisk.simulation.estimates import PERCENTILES, SampleSummary, summary_of_constant

if TYPE_CHECKING:
    from omsrisk.core.pricing.case import Case
    from omsrisk.exact.exact_figure import ExactFigure, PlannedBefore
    from omsrisk.exact.slipping_cases import SlippingCases
    from omsrisk.exact.terms import Product, Terms
    from omsrisk.exact.uncertain_case import Figures, UncertainCases


class ExactSummaries:
    """
    Figures of a case that are to be worked out.

    Args:
        cases: What is random.
        terms: The figures, by name: from `cases.figures`.
        before: What is known of cases before them.

    Attributes:
        accuracy: How far off the amounts so far may be at the most, in standard deviations.
        least_deviation: What errors are held against where the deviation of a figure is less: of
            parts of something, that of the whole [money].
    """

    def __init__(
        self,
        cases: "UncertainCases | SlippingCases",
        terms: "Mapping[str, Terms]",
        before: "PlannedBefore | None" = None,
    ) -> None:
        from omsrisk.exact.exact_figure import ExactCase

        self._terms = terms
        self._exact = ExactCase(cases, before)
        for one in terms.values():
            self._exact.check(one)
        self.accuracy = 0.0
        self.least_deviation = 0.0

    @classmethod
    def of_case(
        cls, case: "Case", figures: "Figures", before: "PlannedBefore | None" = None
    ) -> "ExactSummaries":
        """
        Take figures of one case.

        Args:
            case: Complete inputs.
            figures: Gives expressions by name.
            before: What is known of a case before it.

        Raises:
            TooManyLeavesError: One of them has too many terms.
        """
        from omsrisk.exact.slipping_cases import uncertain_cases

        uncertain = uncertain_cases((case,))
        return cls(uncertain, uncertain.figures(figures), before)

    def cost(self) -> float:
        """Tell how many leaves all figures take together, before any of them is worked out."""
        return sum(self._exact.cost(terms) for terms in self._terms.values())

    def varying(self) -> list[str]:
        """List the figures that vary."""
        return [name for name in self._terms if self.varies(name)]

    def varies(self, name: str) -> bool:
        """Whether a figure varies."""
        return any(self._terms[name])

    def alike(self, names: Iterable[str]) -> list[list[str]]:
        """Put the figures together that are the same, whatever happens."""
        found: dict[frozenset[tuple[Product, float]], list[str]] = {}
        for name in names:
            found.setdefault(frozenset(self._terms[name].items()), []).append(name)
        return list(found.values())

    def of(
        self,
        name: str,
        percents: tuple[int, ...] = PERCENTILES,
        thresholds: tuple[float, ...] = (),
        *,
        with_curves: bool = False,
    ) -> SampleSummary:
        """
        Work a figure out.

        Args:
            name: Which.
            percents: The percentiles that are wanted.
            thresholds: The amounts that are watched [money].
            with_curves: Whether the histogram and the loss exceedance curve are wanted.

        Raises:
            TooManyLeavesError: It takes too many parts, or is not sure enough.
        """
        if not self.varies(name):
            return summary_of_constant(self._terms[name].get((), 0.0), percents, thresholds)
        return summary_of_figure(self.figure(name), percents, thresholds, with_curves=with_curves)

    def figure(self, name: str) -> "ExactFigure":
        """
        Work a figure out, all of it.

        Raises:
            TooManyLeavesError: It takes too many parts, or is not sure enough.
        """
        from omsrisk.exact.exact_figure import SURE_ENOUGH
        from omsrisk.exact.planner import TooManyLeavesError

        found = self._exact.of(self._terms[name], self.least_deviation)
        deviation = max(found.standard_deviation, self.least_deviation)
        accuracy = found.error / deviation if deviation else 0.0
        self.accuracy = max(self.accuracy, accuracy)
        if accuracy > SURE_ENOUGH:
            raise TooManyLeavesError
        return found


def worked_out(asked: AskedFigures) -> Simulation | None:
    """
    Work out what is asked of a scenario.

    Args:
        asked: The figures.

    Returns:
        None where a figure takes too many parts, or is not sure enough.
    """
    from omsrisk.exact.planner import TooManyLeavesError

    case = asked.assessment.scenario.case
    try:
        exact = ExactSummaries.of_case(case, lambda own: traced_figures(own, asked.points))
        kept = asked.without_small_lines(exact.varying())
        figures = _figures(kept, exact)
    except TooManyLeavesError:
        return None
    return Simulation(
        asked.assessment,
        None,
        None,
        asked.metric,
        figures,
        len(uncertain_inputs(case)),
        len(drawn(case)[1]),
        asked.limits,
        kept.left_out,
        exact.accuracy,
    )


def figure_worked_out(assessment: Assessment, metric: str) -> "ExactFigure | None":
    """
    Work one figure of a scenario out, all of it.

    Args:
        assessment: From `assess`.
        metric: Which.

    Returns:
        None where it does not vary, takes too many parts, or is not sure enough.
    """
    from omsrisk.exact.planner import TooManyLeavesError

    points = points_in_trials(assessment, (metric,))
    try:
        exact = ExactSummaries.of_case(
            assessment.scenario.case, lambda own: traced_figures(own, points)
        )
        return exact.figure(metric) if exact.varies(metric) else None
    except TooManyLeavesError:
        return None


def _figures(asked: AskedFigures, exact: ExactSummaries) -> dict[str, UncertainFigure]:
    """Work all figures out, the same ones once."""
    thresholds = asked.thresholds
    figures: dict[str, UncertainFigure] = {}
    for names in exact.alike(asked.points):
        watched = tuple(dict.fromkeys(one for name in names for one in thresholds[name]))
        found = exact.of(names[0], asked.percents, watched, with_curves=asked.metric in names)
        for name in names:
            figures[name] = UncertainFigure(asked.points[name], found, exact.varies(name))
    return {name: figures[name] for name in asked.points}


def connected_too_much(file: str) -> UsageError:
    """
    Return the error that an exact answer takes too many parts.

    Args:
        file: The name of the scenario; empty where it is known anyway.
    """
    where = f" in {file}" if file else ""
    return UsageError(
        f"too much{where} is connected to be worked out exactly",
        "leave the method out: it is sampled then",
    )
