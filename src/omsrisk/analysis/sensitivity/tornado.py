"""Which input moves the answer most? Each one alone, down and up."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.sensitivity.varying import moved
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.learning import is_rate_of_weighed
from omsrisk.core.pricing.case import Spread
from omsrisk.core.pricing.variation import (
    is_phase_share,
    moves_dates,
    uncertain_inputs,
    values_of,
)
from omsrisk.core.uncertainty.events import distribution_of


class Bar(NamedTuple):
    """
    What one input does to the metric when it moves alone.

    Attributes:
        path: The input.
        label: What reports call it.
        owner: Who answers for it, where the author says so.
        unit: Its unit.
        low: The metric at the low number, exact.
        high: The metric at the high number, exact.
        low_input: The low number.
        high_input: The high number.
        cut: Whether a share was kept within 0 to 1.
        base: The metric in the file.
        turns: Numbers in between at which the metric turns round, with the metric there.
        is_range: Whether the two numbers are P10 and P90 of the input's own range.
    """

    path: str
    label: str
    owner: str | None
    unit: str
    low: Decimal
    high: Decimal
    low_input: Decimal
    high_input: Decimal
    cut: bool
    base: Decimal
    turns: tuple[tuple[Decimal, Decimal], ...] = ()
    is_range: bool = False

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The least and the most that the metric comes to on the way from one number to the other."""
        reached = (self.low, self.base, self.high, *(amount for _, amount in self.turns))
        return min(reached), max(reached)

    @property
    def swing(self) -> Decimal:
        """How far apart the two are."""
        least, most = self.ends
        with exact(ENOUGH_DIGITS):
            return most - least

    @property
    def turns_round(self) -> bool:
        """Whether the metric is at its most, or its least, where it turns in between."""
        return any(self._is_beyond_both(amount) for _, amount in self.turns)

    def _is_beyond_both(self, amount: Decimal) -> bool:
        return not min(self.low, self.high) <= amount <= max(self.low, self.high)


@dataclass(frozen=True, slots=True, repr=False)
class Tornado(Result):
    """
    The inputs of a scenario, by what they move.

    Attributes:
        assessment: The scenario.
        metric: What is moved.
        at: What ranges count with, other than that of the input that moves.
        base: Its value in the file.
        swing: By what part of itself each input moves that has no range.
        bars: The widest first; inputs that move nothing are left out.
        still: The inputs that move nothing, by path.
    """

    assessment: Assessment
    metric: str
    at: At
    base: Decimal
    swing: Decimal
    bars: tuple[Bar, ...]
    still: tuple[str, ...]


def tornado(
    assessment: Assessment,
    *,
    metric: str = DEFAULT,
    swing: Decimal = Decimal("0.2"),
    at: At = At.MEAN,
) -> Tornado:
    """
    Move every input alone, and see what it does.

    Args:
        assessment: From `assess`.
        metric: What to watch.
        swing: By what part of itself each input moves, down and up, where it has no range of its own;
            one that has goes from its P10 to its P90, so that all stand on one scale.
        at: What ranges count with; an input that moves counts with its number.

    Returns:
        Results, exact but for the rounding of means; dates and the shares of phases are left out.

    Raises:
        UsageError: There is no such metric.
    """
    scenario = assessment.scenario
    case = scenario.case
    moving = Moving(case, metric, at)
    base = moving.base
    bars: list[Bar] = []
    still: list[str] = []
    spreads = {path: one.spread for path, one in uncertain_inputs(case).items()}
    for path, value in values_of(case).items():
        if is_phase_share(path) or moves_dates(path) or is_rate_of_weighed(case, path):
            continue
        one = moved(scenario, path)
        with exact():
            low_input, high_input = value * (1 - swing), value * (1 + swing)
        spread = spreads.get(path)
        if spread is not None:
            low_input, high_input = p10_and_p90(spread)
        most, least = one.most, one.least
        cut = most is not None and high_input > most
        high_input = most if most is not None and cut else high_input
        low_input = max(low_input, least)
        low, high = moving.at(path, low_input), moving.at(path, high_input)
        turns = tuple(moving.turns(one, low_input, high_input))
        bar = Bar(
            path,
            one.label,
            one.owner,
            one.unit,
            low,
            high,
            low_input,
            high_input,
            cut,
            base,
            turns,
            spread is not None,
        )
        if bar.swing:
            bars.append(bar)
        else:
            still.append(path)
    bars.sort(key=lambda bar: bar.swing, reverse=True)
    return Tornado(assessment, metric, moving.figures_at, base, swing, tuple(bars), tuple(still))


def p10_and_p90(spread: Spread) -> tuple[Decimal, Decimal]:
    """Return the numbers below, and above, which it lies once in ten times; as written if stated."""
    if spread.share == _TENTH:
        return spread.low, spread.high
    distribution = distribution_of(spread)
    low, high = (Decimal(f"{distribution.quantile(p):.{_DIGITS}f}") for p in (0.1, 0.9))
    return low, high


_TENTH = Decimal("0.1")
_DIGITS = 12
"""Digits after the point: as many as a file can state."""
