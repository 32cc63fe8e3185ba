"""What a metric comes to when one input of a scenario moves and all others stand still."""

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal

from omsrisk.analysis.assess import break_even_stopping_cost, stopping_saves
from omsrisk.analysis.metrics import metric_of, not_assessed
from omsrisk.analysis.turns import turns_of
from omsrisk.analysis.varying import VARIABLE, Varied, in_one_variable
from omsrisk.core.alone import Alone
from omsrisk.core.case import Case
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.variation import shapes_season, values_of

_TURN = Context(prec=12)
_BREAK_EVEN = "break_even_stopping_cost"


class Moving:
    """
    A metric of a case, priced once for all inputs that move alone.

    Args:
        case: Complete inputs.
        metric: What to watch.

    Raises:
        UsageError: There is no such metric.

    Attributes:
        figures: What the metric is made of: itself, but for one that divides.
    """

    def __init__(self, case: Case, metric: str) -> None:
        self._metric = metric
        self._season = case.calendar.season
        values = values_of(case)
        with exact(ENOUGH_DIGITS):
            traced = price(case, traced_value)
            if metric == _BREAK_EVEN and case.stops_if_a_phase_fails and case.phases:
                figures = list(stopping_saves(traced))
            else:
                figures = [metric_of(traced, metric)]
            self.figures = tuple(Alone(one, values) for one in figures)
        self._traced, self._values = figures[0], values

    def at(self, path: str, number: Decimal) -> Decimal:
        """
        Give the metric, exact, with another number for one input.

        Args:
            path: The input, by the path where it is stated; an index of the season is one, too.
            number: In its unit.

        Raises:
            UsageError: The metric cannot be told with that number.
        """
        with exact(ENOUGH_DIGITS):
            return self.told([self._figure_at(one, path, number) for one in self.figures])

    def turns(self, one: Varied, low: Decimal, high: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
        """
        Find where the metric turns round between two numbers of an input, and what it is there.

        Args:
            one: The input; an index of the season, and a metric that divides, are not searched.
            low: The lower number.
            high: The higher number.
        """
        (path,) = one.paths
        if shapes_season(path) or len(self.figures) > 1:
            return
        with exact(ENOUGH_DIGITS):
            if self.figures[0].is_linear_in(path):
                curve = self.figures[0].in_terms_of(path, VARIABLE)
            else:
                curve = in_one_variable(self._traced, one, self._values)
            for at in map(_TURN.plus, turns_of(curve, low, high)):
                yield at, Decimal(curve({VARIABLE: at}))

    def slope(self, path: str) -> Decimal:
        """Give the exact derivative of the metric in an input that weighs no days, at its value."""
        return self.figures[0].slope(path)

    def _figure_at(self, figure: Alone, path: str, number: Decimal) -> Decimal:
        if not shapes_season(path):
            return figure.at(path, number)
        if self._season is None:
            return figure.value
        season = self._season.with_indices({path.rpartition(".")[2]: number})
        return figure.through(lambda window: window._replace(season=season))

    def told(self, figures: Sequence[Decimal]) -> Decimal:
        """
        Give the metric from the figures it is made of.

        Args:
            figures: A number for each of `figures`.

        Raises:
            UsageError: The metric cannot be told with them.
        """
        if len(figures) == 1:
            return figures[0]
        cost = break_even_stopping_cost(*figures)
        if cost is None:
            raise not_assessed(self._metric)
        return cost
