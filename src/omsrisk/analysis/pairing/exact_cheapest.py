"""
Which of three scenarios and more is the cheapest, worked out, where events and one range differ.

What is the same in all of them decides nothing and is taken off. Events that are left are decided one
after the other, in all scenarios at once, until each is an amount, or follows from one range: then
all are held against each other at many points of its quantile.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.pairing.paired_figures import FIGURE, PairedFigures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from omsrisk.exact.sources import SourceValues
    from omsrisk.exact.splitting import Conditions
    from omsrisk.exact.terms import Factor, Product, Terms
    from omsrisk.exact.uncertain_case import Figures, UncertainCases

    Array = NDArray[np.float64]

_MOST_OUTCOMES = 8_192
"""Outcomes of all events that are held against each other one by one."""

_POINTS = 65_536
"""Points of the quantile of a range, each of which is as likely as all others."""

_ROUNDING = 1e-10
"""A part of the amounts by which rounding alone tells two of them apart."""


class Won(NamedTuple):
    """
    How often one of several is the cheapest.

    Attributes:
        alone: How likely it is that each other one costs more.
        tied: How likely it is that none costs less, and another one the same.
        share: How likely it is the cheapest; a tie is shared equally.
        regret: What it costs more on average than the cheapest [money].
        chance_error: How far off each of the chances may be.
        regret_error: How far off the regret may be [money].
    """

    alone: float
    tied: float
    share: float
    regret: float
    chance_error: float
    regret_error: float


class _TooMuchError(Exception):
    """More than events and one range tells the scenarios apart, or they are too many."""


def exact_cheapest(compared: Sequence[PairedFigures], rivals: Sequence[int]) -> list[Won] | None:
    """
    Work out how often each of several scenarios is the cheapest.

    Args:
        compared: What is compared of each.
        rivals: The places of those that are held against each other.

    Returns:
        In the order of the rivals; None where it takes trials.
    """
    from omsrisk.exact.planner import TooManyLeavesError
    from omsrisk.exact.slipping_cases import SlippingCases, after_each_slip, uncertain_cases

    chosen = [compared[at] for at in rivals]
    sums = _Sums(len(chosen))
    try:
        cases = uncertain_cases([one.case for one in chosen], [one.named for one in chosen])
        figures = [cases.figures(_of_all(one.figures), at)[FIGURE] for at, one in enumerate(chosen)]
        if isinstance(cases, SlippingCases):
            parted = [after_each_slip(one) for one in figures]
            for at, way in enumerate(cases.ways):
                every = [_both(common, marked.get(at, {})) for common, marked in parted]
                sums.take(cases.each[way.together], every, way.chance)
        else:
            sums.take(cases, figures, 1.0)
    except (TooManyLeavesError, _TooMuchError):
        return None
    return sums.told()


def _of_all(figures: "Figures") -> "Figures":
    return lambda case: {FIGURE: figures(case)[FIGURE]}


def _both(common: "Terms", marked: "Terms") -> "Terms":
    return {**common, **marked}


class _Sums:
    """What is found of outcome after outcome."""

    def __init__(self, count: int) -> None:
        self._count, self._outcomes = count, 0
        self._alone = [0.0] * count
        self._tied = [0.0] * count
        self._shares = [0.0] * count
        self._regrets = [0.0] * count
        self._chance_error = self._regret_error = 0.0

    def told(self) -> list[Won]:
        """Return what was found of each."""
        every = zip(self._alone, self._tied, self._shares, self._regrets, strict=True)
        return [Won(*one, self._chance_error, self._regret_error) for one in every]

    def take(self, cases: "UncertainCases", figures: "Sequence[Terms]", chance: float) -> None:
        """
        Take scenarios that are uncertain together.

        Raises:
            _TooMuchError: More than events and one range tells them apart.
        """
        apart = _without_common(figures)
        state = cases.state({product: 1.0 for one in apart for product in one})
        if any(one.source is not None for one in state.chances.values()):
            raise _TooMuchError  # a range decides how likely an event is
        self._decide(cases, apart, state, chance)

    def _decide(
        self,
        cases: "UncertainCases",
        figures: "Sequence[Terms]",
        state: "Conditions",
        chance: float,
    ) -> None:
        from omsrisk.exact.terms import decided, factors_of

        inside = {source for one in figures for product in one for source, _ in product}
        events = sorted(one for one in inside if one in state.chances)
        if not events:
            self._outcomes += 1
            if self._outcomes > _MOST_OUTCOMES or len(inside) > 1:
                raise _TooMuchError
            if inside:
                self._over_a_range(cases.sources, figures, inside.pop(), state, chance)
            else:
                self._add_amounts([one.get((), 0.0) for one in figures], chance)
            return
        event = events[0]
        likely = state.chances[event].number
        for happens, own in ((0.0, 1 - likely), (1.0, likely)):
            if own:
                after = [
                    decided(
                        one,
                        event,
                        {
                            factor: _happening(cases.sources, factor, happens)
                            for factor in factors_of(one, event)
                        },
                    )
                    for one in figures
                ]
                self._decide(cases, _without_common(after), state, chance * own)

    def _add_amounts(self, amounts: Sequence[float], chance: float) -> None:
        least = min(amounts)
        room = _ROUNDING * max(map(abs, amounts))
        cheapest = [at for at, one in enumerate(amounts) if one - least <= room]
        for at in cheapest:
            self._shares[at] += chance / len(cheapest)
            (self._alone if len(cheapest) == 1 else self._tied)[at] += chance
        for at, one in enumerate(amounts):
            self._regrets[at] += chance * (one - least)

    def _over_a_range(
        self,
        sources: "SourceValues",
        figures: "Sequence[Terms]",
        source: int,
        state: "Conditions",
        chance: float,
    ) -> None:
        """Take all points of the quantile of one range; half of them tell how far off that is."""
        import numpy as np

        from omsrisk.exact.terms import factors_of

        if not _is_standard(state, source):
            raise _TooMuchError
        shares = (np.arange(_POINTS) + 0.5) / _POINTS
        factors = list(dict.fromkeys(one for own in figures for one in factors_of(own, source)))
        values = sources.of_shares(factors, shares)
        amounts = np.array([_at_points(one, values, source, len(shares)) for one in figures])
        over = amounts - amounts.min(axis=0)
        ties = over <= _ROUNDING * np.abs(amounts).max(axis=0)
        several = ties.sum(axis=0)
        each = (ties & (several == 1), ties & (several > 1), ties / several, over)
        for found, points in zip(
            (self._alone, self._tied, self._shares, self._regrets), each, strict=True
        ):
            for at, one in enumerate(points.mean(axis=1).tolist()):
                found[at] += chance * one
        turns = int((np.diff(ties.astype(np.int8), axis=1) != 0).any(axis=0).sum())
        self._chance_error += chance * (turns + 1) / _POINTS
        by_half = np.abs(over[:, ::2].mean(axis=1) - over.mean(axis=1)).max()
        self._regret_error += chance * float(by_half)


def _is_standard(state: "Conditions", source: int) -> bool:
    normals = state.normals_of(source)
    return normals is None or normals.is_standard(source)


def _at_points(terms: "Terms", values: "Mapping[Factor, Array]", source: int, count: int) -> "Array":
    import numpy as np

    total = np.zeros(count)
    for product, coefficient in terms.items():
        number = np.full(count, coefficient)
        for own, factor in product:
            assert own == source  # noqa: S101 - all others are decided
            number = number * values[factor]
        total += number
    return total


def _happening(sources: "SourceValues", factor: "Factor", happens: float) -> float:
    """Return what a factor of an event comes to."""
    return float(all((happens == 0) == sources.atoms[at].is_rest for at, _ in factor))


def _without_common(figures: "Sequence[Terms]") -> "list[Terms]":
    """Take off what all have alike: it tells none of them apart."""
    common = {product for product in _in_all(figures) if _is_alike([one[product] for one in figures])}
    return [{key: one for key, one in own.items() if key not in common} for own in figures]


def _in_all(figures: "Sequence[Terms]") -> "Iterator[Product]":
    first, *others = figures
    return (product for product in first if all(product in one for one in others))


def _is_alike(numbers: Sequence[float]) -> bool:
    return max(numbers) - min(numbers) <= _ROUNDING * 1e-3 * max(map(abs, numbers))
