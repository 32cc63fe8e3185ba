"""Which input moves the answer most? Each one alone, down and up."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import DEFAULT, metric_of
from omsrisk.analysis.moving import Moving
from omsrisk.analysis.varying import varied
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.variation import (
    is_phase_share,
    moves_dates,
    uncertain_inputs,
    values_of,
)


class Bar(NamedTuple):
    """
    What one input does to the metric when it moves alone.

    Attributes:
        path: The input.
        unit: Its unit.
        low: The metric at the low number, exact.
        high: The metric at the high number, exact.
        low_input: The low number.
        high_input: The high number.
        cut: Whether a share was kept within 0 to 1.
    """

    path: str
    unit: str
    low: Decimal
    high: Decimal
    low_input: Decimal
    high_input: Decimal
    cut: bool

    @property
    def swing(self) -> Decimal:
        """How far apart the two results are."""
        with exact(ENOUGH_DIGITS):
            return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Tornado:
    """
    The inputs of a scenario, by what they move.

    Attributes:
        assessment: The scenario.
        metric: What is moved.
        base: Its value in the file, exact.
        swing: By what part of itself each input moves.
        bars: The widest first; inputs that move nothing are left out.
        still: How many inputs move nothing.
    """

    assessment: Assessment
    metric: str
    base: Decimal
    swing: Decimal
    bars: tuple[Bar, ...]
    still: int


def tornado(
    assessment: Assessment, *, metric: str = DEFAULT, swing: Decimal = Decimal("0.2")
) -> Tornado:
    """
    Move every input alone, and see what it does.

    Args:
        assessment: From `assess`.
        metric: What to watch.
        swing: By what part of itself each input moves, down and up, where it has no range of its own.

    Returns:
        Exact results; dates and the shares of phases are left out.

    Raises:
        UsageError: There is no such metric.
    """
    scenario = assessment.scenario
    case = scenario.case
    base = Decimal(metric_of(assessment.exposure, metric))
    moving = Moving(case, metric)
    bars: list[Bar] = []
    still = 0
    spreads = {path: one.spread for path, one in uncertain_inputs(case).items()}
    for path, value in values_of(case).items():
        if is_phase_share(path) or moves_dates(path):
            continue
        one = varied(scenario, path)
        with exact():
            low_input, high_input = value * (1 - swing), value * (1 + swing)
        spread = spreads.get(path)
        if spread is not None:
            low_input, high_input = spread.low, spread.high
        cut = one.kind.is_share and high_input > 1
        high_input = Decimal(1) if cut else high_input
        low, high = moving.at(path, low_input), moving.at(path, high_input)
        if low == high == base:
            still += 1
        else:
            bars.append(Bar(path, one.unit, low, high, low_input, high_input, cut))
    bars.sort(key=lambda bar: bar.swing, reverse=True)
    return Tornado(assessment, metric, base, swing, tuple(bars), still)
