"""What a metric comes to when one input of a scenario moves and all others stand still."""

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from functools import cached_property, partial

from omsrisk.analysis.sensitivity.part_moving import PartMoving
from omsrisk.analysis.sensitivity.varying import VARIABLE, VariedInput, is_one_of_some
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valued, Valuing, told
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.polynomial import Polynomial
from omsrisk.core.algebra.slopes import slopes_of
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.algebra.turns import turns_of
from omsrisk.core.calendar import Season, Window
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.learning import learned_anew, learned_from
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.variation import fixed, moves_go_lives, replaced, shapes_season

_TURN = Context(prec=12)


class Moving:
    """
    A metric of a case, priced once for all inputs that move alone.

    Args:
        case: Complete inputs.
        metric: What to watch.
        at: What ranges count with. An input that moves counts with the number it is moved to.
        valuing: Of the case, where it was traced before.

    Raises:
        UsageError: There is no such metric.
    """

    def __init__(
        self, case: Case, metric: str, at: At = At.LIKELY, *, valuing: Valuing | None = None
    ) -> None:
        self._metric, self._case = metric, case
        self._season = case.calendar.season
        self._valuing = Valuing(case, at) if valuing is None else valuing
        self._traced = self._valuing.parts_of(metric)
        self._by_range: dict[str, tuple[Valued, tuple[Alone, ...]]] = {}

    @cached_property
    def _learned_from(self) -> frozenset[str]:
        return learned_from(self._case)

    @cached_property
    def _valued(self) -> Valued:
        return self._valuing.of(self._traced, apart=True)

    @cached_property
    def _parts(self) -> PartMoving:
        return PartMoving(self._valuing, self._valued)

    @property
    def figures_at(self) -> At:
        """What ranges count with here; most likely values where means have no closed form."""
        return self._valued.at

    @property
    def takes_means(self) -> bool:
        """Whether ranges count with their means here, and there are any."""
        return self.figures_at is At.MEAN and bool(self._valuing.uncertain)

    @cached_property
    def figures(self) -> tuple[Alone, ...]:
        """What the metric is made of: itself, but for one that divides."""
        return _alone(self._valued)

    @property
    def base(self) -> Decimal:
        """The metric with nothing moved."""
        return self.told([one.value for one in self.figures])

    def at(self, path: str, number: Decimal) -> Decimal:
        """
        Return the metric, exact but for the rounding of means, with another number for one input.

        Args:
            path: The input, by the path where it is stated; an index of the season is one, too.
            number: In its unit.

        Raises:
            UsageError: The metric cannot be told with that number.
        """
        if shapes_season(path):
            return self.told(self._with_index(path, number))
        if self._is_priced_anew(path):
            return self._priced_anew(path, number)
        if self._valued.moves_apart([path]):
            numbers = self._parts.numbers_at({path: number})
            if numbers is not None:
                with exact(ENOUGH_DIGITS):
                    return self.told([one.with_numbers(numbers) for one in self.figures])
        valued, figures = self._where_it_moves(path)
        if path in valued.held:
            return self._priced_anew(path, number)
        with exact(ENOUGH_DIGITS):
            return self.told([one.at(path, number) for one in figures])

    def _where_it_moves(self, path: str) -> tuple[Valued, tuple[Alone, ...]]:
        """Value the figures with an input as a number: the mean is taken over the other ranges."""
        if path not in self._valued.integrated:
            return self._valued, self.figures
        if path not in self._by_range:
            valued = self._valuing.of(self._traced, [path])
            self._by_range[path] = valued, _alone(valued)
        return self._by_range[path]

    def _with_index(self, path: str, number: Decimal) -> Sequence[Decimal]:
        """Value the figures with another index of the season."""
        if self._season is None:
            return [one.value for one in self.figures]
        if self.takes_means:
            other = Valuing(replaced(self._case, {path: number}), At.MEAN, like=self._valuing)
            return other.amounts([self._metric])
        season = self._season.with_indices({path.rpartition(".")[2]: number})
        with exact(ENOUGH_DIGITS):
            return [one.through(partial(_in_season, season)) for one in self.figures]

    def _is_priced_anew(self, path: str) -> bool:
        """Whether another number makes other expressions: a slip, a rate, the largest of some."""
        has_other_terms = is_one_of_some(self._case, path) or path in self._learned_from
        return has_other_terms or moves_go_lives(path)

    def _priced_anew(self, path: str, number: Decimal) -> Decimal:
        """Price the case with another number of what moves more than one place of its formulas."""
        other = learned_anew(fixed(self._case, {path: number}), (path,))
        (amount,) = Valuing(other, self.figures_at).amounts([self._metric])
        return amount

    def turns(
        self, one: VariedInput, low: Decimal, high: Decimal
    ) -> Iterator[tuple[Decimal, Decimal]]:
        """
        Find where the metric turns round between two numbers of an input, and what it is there.

        Args:
            one: The input; an index of the season, what is priced anew, and what an item with a cap
                has beside ranges are not searched, nor is a metric that divides.
            low: The lower number.
            high: The higher number.
        """
        path = one.paths[0]
        if shapes_season(path) or len(self.figures) > 1 or self._is_priced_anew(path):
            return
        with exact(ENOUGH_DIGITS):
            curve = self._curve(path, one)
            if curve is None:
                return
            for at in map(_TURN.plus, turns_of(curve, low, high)):
                yield at, Decimal(curve({VARIABLE: at}))

    def _curve(self, path: str, one: VariedInput) -> Polynomial | None:
        stands = path not in self._valued.integrated and path not in self._valued.held
        if stands or self._valued.moves_apart([path]):
            return self._parts.curve(self.figures[0], one)
        valued, figures = self._where_it_moves(path)
        if path in valued.held:
            return None
        return PartMoving(self._valuing, valued).curve(figures[0], one)

    def slopes(self, paths: Sequence[str]) -> dict[str, Decimal]:
        """
        Return the derivatives of the metric in inputs that weigh no days, each at its value.

        The mean of a slope is the slope of the mean, so that one walk back gives all of them. An
        input that has a range counts with its value in its own slope; few slopes hold their input.

        Args:
            paths: The inputs, by the paths where they are stated.
        """
        if not (self._valuing.uncertain and self._valuing.has_means([self._metric])):
            return {path: self.figures[0].slope(path) for path in paths}
        with exact(ENOUGH_DIGITS):
            _, slopes = slopes_of(self._traced[0], paths)
        return {path: self._mean_of_slope(path, slopes[path]) for path in paths}

    @cached_property
    def _as_it_stands(self) -> Alone:
        with exact(ENOUGH_DIGITS):
            return Alone(self._traced[0], self._valuing.values)

    def _mean_of_slope(self, path: str, slope: Figure) -> Decimal:
        expectation = self._valuing.expectation
        if path in self._valuing.uncertain and not self._as_it_stands.is_linear_in(path):
            value = {path: self._valuing.values[path]}
            expectation = self._valuing.with_certain(value)
        found = expectation.mean(slope).value
        if found is None:  # all figures that the slope is of have a mean, and this has none
            _, figures = self._where_it_moves(path)
            return figures[0].slope(path)
        return found

    def told(self, figures: Sequence[Decimal]) -> Decimal:
        """
        Return the metric from the figures it is made of.

        Args:
            figures: A number for each of `figures`.

        Raises:
            UsageError: The metric cannot be told with them.
        """
        return told(self._metric, figures)


def _alone(valued: Valued) -> tuple[Alone, ...]:
    with exact(ENOUGH_DIGITS):
        return tuple(Alone(one, valued.values) for one in valued.figures)


def _in_season(season: Season, window: Window) -> Window:
    """Put another season into a window that one touches."""
    if window.catch_up is not None:
        flow = season._replace(closed=window.catch_up.season.closed)
        window = window._replace(catch_up=window.catch_up._replace(season=flow))
    own = season._replace(closed=window.season.closed)
    return window if window.is_flat else window._replace(season=own)
