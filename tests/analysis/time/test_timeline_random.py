"""The timeline against the same lines laid out day by day in fractions, over random scenarios."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import pytest

from omsrisk.analysis.time.placing import DatedAmount, placed
from omsrisk.analysis.time.timeline import falling, timeline
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.core.money import ENOUGH_DIGITS, exact, to_minor_unit
from omsrisk.core.pricing.exposure import exact_value
from omsrisk.core.pricing.variation import uncertain_inputs
from tests.support.random_plans import written

SEEDS = range(100)


def by_day(one: DatedAmount[Decimal]) -> Iterator[tuple[int, Fraction]]:
    """Lay a line out day by day: each day by its length and its month, and all of them the line."""
    weights = {}
    left, number = max(Fraction(one.days), Fraction(0)), 0
    while left > 0:
        day = one.anchor - 1 - number if one.backwards else one.anchor + number
        index = 1 if one.window is None else one.window.season.index_of(date.fromordinal(day))
        weights[day] = min(left, Fraction(1)) * Fraction(index)
        left, number = left - 1, number + 1
    whole = sum(weights.values(), Fraction(0))
    for day, weight in weights.items():
        yield day, Fraction(one.amount) * weight / whole


def levels(lines: list[DatedAmount[Decimal]]) -> dict[int, Fraction]:
    """Add up what has fallen by the end of each day."""
    amounts: defaultdict[int, Fraction] = defaultdict(Fraction)
    for one in lines:
        for day, amount in by_day(one):
            amounts[day] += amount
    days = range(min(amounts), max(amounts) + 1) if amounts else range(1, 2)
    return dict(zip(days, accumulate(amounts[day] for day in days), strict=True))


def cents(amount: Fraction) -> Decimal:
    """Round half-up to cents, away from zero as money is."""
    whole = int(abs(amount) * 100 + Fraction(1, 2))
    return Decimal(-whole if amount < 0 else whole).scaleb(-2)


def number_of(day: date | int) -> int:
    """Number a day."""
    return day.toordinal() if isinstance(day, date) else day


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_is_laid_out_once(seed: int) -> None:
    """What falls on days adds up to the net exposure to the last digit, and periods to the cent."""
    one = written(seed)
    with exact(ENOUGH_DIGITS):
        spread = sum(
            (Decimal(leaf.amount) for leaf in placed(one.exposure, one.scenario.case, exact_value)),
            Decimal(0),
        )
    assert spread == (one.totals["net_exposure"] or 0)
    for by in ("day", "month"):
        result = timeline(one, by=by)
        total = to_minor_unit(spread, one.scenario.minor_digits)
        assert sum((period.amount for period in result.periods), Decimal(0)) == total


def test_scenarios_with_a_horizon_and_with_ranges_are_among_them() -> None:
    """What is written at random has what the laws are about."""
    made = [written(seed, ranges=True).scenario.case for seed in SEEDS]
    ranged = [case for case in made if uncertain_inputs(case)]
    assert len([case for case in made if case.prices_what_is_undone]) > 7
    assert len([case for case in ranged if case.prices_what_is_undone]) > 3
    assert len(ranged) > 30


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mean_is_laid_out(seed: int) -> None:
    """Periods add up to the mean to the cent, each line on the days that it has most likely."""
    one = written(seed, ranges=True)
    mean = means(one).totals["net_exposure"] or Decimal(0)
    total = to_minor_unit(mean, one.scenario.minor_digits)
    result = timeline(one, by="month")
    assert result.at is At.MEAN
    assert sum((period.amount for period in result.periods), Decimal(0)) == result.total == total
    by_mean, likely = falling(one, At.MEAN), falling(one, At.LIKELY)
    assert [leaf._replace(amount=0) for leaf in by_mean.leaves] == [
        leaf._replace(amount=0) for leaf in likely.leaves
    ]
    with exact(ENOUGH_DIGITS):
        spread = sum((Decimal(leaf.amount) for leaf in by_mean.leaves), Decimal(0))
        absolute = sum((abs(Decimal(leaf.amount)) for leaf in by_mean.leaves), Decimal(0))
        assert abs(spread - mean) <= Decimal("1e-12") * absolute
    at_likely = timeline(one, by="month", at=At.LIKELY)
    whole = to_minor_unit(one.totals["net_exposure"] or Decimal(0), one.scenario.minor_digits)
    assert at_likely.total == whole


@pytest.mark.parametrize("seed", SEEDS)
def test_lows_and_peaks_are_those_of_the_days(seed: int) -> None:
    """The low of cash, the peak and the 90 % are found among all days, in exact fractions."""
    one = written(seed)
    lines = [leaf for leaf in placed(one.exposure, one.scenario.case, exact_value) if leaf.amount]
    result = timeline(one, by="day")
    cash = levels([leaf for leaf in lines if leaf.basis in {"cash", "planned"}])
    first = number_of(result.periods[0].start)
    most = max([*cash.values(), *([] if first in cash else [Fraction(0)])])
    assert result.cash_low == cents(most)
    if most > 0:
        lowest = min(day for day, level in cash.items() if level == most)
        assert number_of(result.cash_low_on) == lowest
    every = levels(lines)
    for period in result.periods:
        level = every.get(number_of(period.start))
        assert level is None or cents(level) == period.cumulative
    assert result.peak.amount == max(period.amount for period in result.periods)
    wanted = Fraction(one.totals["net_exposure"] or 0) * Fraction(9, 10)
    if wanted > 0:
        short = [day for day, level in every.items() if level < wanted]
        reached = max(short) + 1 if short else min(every)
        assert number_of(result.nine_tenths_on or 0) == reached
