"""Bands of a timeline, worked out: against one range at its quantiles, and against trials."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from omsrisk import UsageError, assess, load, simulate, timeline_bands
from omsrisk.analysis.time.timeline_bands import SHARES, TimelineBands
from omsrisk.analysis.uncertainty.sampled import approach_of, sampling_of
from omsrisk.core.calendar import Window, season_of
from omsrisk.core.part_fallen import PartFallen
from omsrisk.report.formats.to_text import to_text
from omsrisk.report.time.timeline import of_bands
from tests.support.paths import MODELS, SCENARIOS
from tests.support.random_plans import written
from tests.support.uncertain_texts import FLOW, HEAD, RANGE, connected, priced

SPREAD = "{low: 4, high: 70, distribution: uniform}"
STEPS = 40_001
LENGTHS = 4 + 66 * (np.arange(STEPS) + 0.5) / STEPS
"""The range at so many quantiles, the middle of each part of its probability."""

Fallen = Callable[[np.ndarray, int], np.ndarray]
"""From lengths, and a number of days since the go-live, to what has fallen by then."""


def bands_of(made: Fallen, ends: list[int]) -> list[tuple[list[float], list[float]]]:
    """Lay a range out at its quantiles: what falls in each period, and what has by its end."""
    found = []
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        before, after = made(LENGTHS, start), made(LENGTHS, end)
        found.append(tuple(np.quantile(one, SHARES).tolist() for one in (after - before, after)))
    return found


def check(found: TimelineBands, known: list[tuple[list[float], list[float]]], near: float) -> None:
    """Hold bands against what they are known to be."""
    assert found.sampling is None
    assert found.accuracy is not None
    assert len(found.bands) >= len(known) - 1  # they end where 99 % of the lengths have
    for band, (amounts, cumulative) in zip(found.bands, known, strict=False):
        assert band.amounts == pytest.approx(amounts, abs=near), band.start
        assert band.cumulative == pytest.approx(cumulative, abs=near), band.start


def test_days_of_delay_fall_one_by_one() -> None:
    """10,000 a day for 4 to 70 days, by months of 31, 28 and 31 days."""
    text = HEAD + FLOW + "calendar: {go_live: 2027-01-01}\n"
    text += f"delay: {{duration_days: {SPREAD}, cancellation_sensitivity: 10%}}\n"
    found = timeline_bands(priced(text))
    check(found, bands_of(lambda days, by: 10_000 * np.minimum(days, by), [31, 59, 90]), 15)
    assert found.bands[0].start == date(2027, 1, 1)
    # nine tenths of the lengths last longer than a day of the first week
    assert found.total == pytest.approx([10_000 * (4 + 66 * share) for share in SHARES], abs=15)


def test_an_amount_is_spread_over_weeks_that_nobody_knows() -> None:
    """93,000 of brand damage over 4 to 70 days: by 31 days all of it, or 31 parts of so many."""
    text = HEAD + "calendar: {go_live: 2027-01-01}\nhidden_costs: {brand_damage: 93000}\n"
    text += f"stabilisation: {{duration_days: {SPREAD}}}\n"
    found = timeline_bands(priced(text))
    check(found, bands_of(lambda days, by: 93_000 * np.minimum(by / days, 1.0), [31, 59, 90]), 30)


def test_a_season_and_a_course_weigh_the_days() -> None:
    """January counts twice; the first ten days of all count a half."""
    text = HEAD + FLOW + "calendar: {go_live: 2027-01-01, season: {jan: 2}}\n"
    text += f"delay: {{duration_days: {SPREAD}, cancellation_sensitivity: 10%, profile: "
    text += "[{until_day: 10, index: 0.5}, {index: 1}]}\n"

    def fallen(days: np.ndarray, by: int) -> np.ndarray:
        reached = np.minimum(days, by)
        early, january = np.minimum(reached, 10), np.minimum(reached, 31)
        return np.asarray(10_000 * (early + 2 * (january - early) + reached - january))

    check(timeline_bands(priced(text)), bands_of(fallen, [31, 59, 90]), 30)


def test_what_is_learned_shortens_the_days() -> None:
    """The second phase takes half of the days of the first, from its own go-live on."""
    text = HEAD + FLOW + f"delay: {{duration_days: {SPREAD}, cancellation_sensitivity: 10%}}\n"
    text += "learning: {delay.duration_days: 50%}\nphases:\n"
    text += "- {name: A, share_of_orders: 50%, go_live: 2027-01-01}\n"
    text += "- {name: B, share_of_orders: 50%, go_live: 2027-02-01}\n"

    def fallen(days: np.ndarray, by: int) -> np.ndarray:
        return np.asarray(5_000 * (np.minimum(days, by) + np.minimum(days / 2, max(by - 31, 0))))

    check(timeline_bands(priced(text)), bands_of(fallen, [31, 59, 90]), 30)


def test_a_freeze_ends_on_the_eve() -> None:
    """Ten days to forty before the go-live: the longer it is, the more of it falls early."""
    text = HEAD + FLOW + "calendar: {go_live: 2027-03-01}\n"
    text += "stabilisation: {duration_days: 5, freeze: {duration_days: "
    text += "{low: 10, high: 40, distribution: uniform}, cancellation_sensitivity: 10%}}\n"
    found = timeline_bands(priced(text))
    lengths = 10 + 30 * (np.arange(STEPS) + 0.5) / STEPS
    by_february = np.quantile(10_000 * np.maximum(lengths - 28, 0), SHARES)
    (january,) = (one for one in found.bands if one.start == date(2027, 1, 1))
    assert january.cumulative == pytest.approx(by_february.tolist(), abs=15)
    assert found.bands[-1].cumulative == pytest.approx(found.total, abs=15)


@pytest.mark.parametrize(
    "path",
    [SCENARIOS / "retailer-uncertain.yaml", MODELS / "comparison-model.yaml"],
    ids=lambda path: path.stem,
)
def test_trials_tell_the_same(path: object) -> None:
    """Within what 300,000 trials leave open: 0.006 of the standard deviation, and what is stated."""
    one = assess(load(str(path)))
    found = timeline_bands(one)
    tried = timeline_bands(one, sampling_of(300_000, 7))
    assert found.sampling is None
    assert tried.sampling is not None
    spread = (found.total[2] - found.total[0]) / 2.56
    for ours, theirs in zip(found.bands, tried.bands, strict=False):
        assert ours.start == theirs.start
        for own, other in ((ours.amounts, theirs.amounts), (ours.cumulative, theirs.cumulative)):
            assert own == pytest.approx(other, abs=4 * 0.006 * spread)


def test_random_scenarios_tell_the_same() -> None:
    """Means of what falls by a month lie where the trials of it do; some are worked out, some not."""
    worked = 0
    for seed in range(40):
        one = written(seed, ranges=True)
        try:
            found = timeline_bands(one)
        except UsageError:  # nothing is uncertain there
            continue
        if found.sampling is not None:
            continue
        worked += 1
        tried = timeline_bands(one, sampling_of(20_000, seed))
        room = 0.05 * max(found.total[2] - found.total[0], 1.0)
        for ours, theirs in zip(found.bands, tried.bands, strict=False):
            middle = ours.cumulative[0] - room, ours.cumulative[2] + room
            assert middle[0] <= theirs.cumulative[0] <= theirs.cumulative[2] <= middle[1], seed
    assert worked > 8


def test_what_is_too_connected_is_tried() -> None:
    """Twelve phases that share ranges are sampled, or refused where that is not asked for."""
    one = priced(connected())
    found = timeline_bands(one)
    assert found.sampling is not None
    assert found.accuracy is None
    with pytest.raises(UsageError, match="too much is connected"):
        timeline_bands(one, approach_of("exact", None, None))


def test_a_report_says_how_sure_it_is() -> None:
    """No trials and no seed; as exact as it is."""
    said = "".join(to_text(of_bands(timeline_bands(priced(RANGE)))))
    assert "P10 to P90 exact to 0.0" in said
    assert "seed" not in said
    assert "seed 3" in "".join(to_text(of_bands(timeline_bands(priced(RANGE), sampling_of(99, 3)))))


def test_a_part_is_a_quotient_of_effective_days() -> None:
    """20 of 30 days, half of them counting twice: 25 of 40 before the twentieth day."""
    season = season_of([Decimal(2), *[Decimal(1)] * 11])
    course = ((Window(date(2027, 1, 22), season), Decimal(1)),)  # ten days of January
    assert PartFallen(course, 20).effective_days(Decimal(30)) == Decimal(30) / 40
    assert PartFallen(course, 20, since=10).effective_days(Decimal(30)) == Decimal(10) / 40
    assert PartFallen(course, 20).effective_days(Decimal(12)) == 1
    assert PartFallen((), 20, backwards=True).effective_days(Decimal(25)) == Decimal(5) / 25
    assert PartFallen((), 20, backwards=True).effective_days(Decimal(15)) == 0
    assert PartFallen((), 20, scale=Decimal("0.5")).effective_days(Decimal(80)) == Decimal("0.5")


def test_a_sampled_course_ends_where_the_exact_total_lies() -> None:
    """Both tell one P90 where the course takes trials alone; what is certain stays so."""
    assessment = assess(load(SCENARIOS / "big-bang-uncertain.yaml"))
    found = timeline_bands(assessment)
    assert found.sampling is not None
    assert found.total_is_exact
    percentiles = simulate(assessment).shown.summary.percentiles
    assert found.total == tuple(percentiles[one].value for one in (10, 50, 90))
    last = found.bands[-1].cumulative
    assert last == pytest.approx(found.total, rel=0.002)
    waited = found.bands[0]
    assert waited.amounts == pytest.approx((9800, 9800, 9800), abs=1e-6)
