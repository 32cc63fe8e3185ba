from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.algebra.symbols import evaluate, symbol
from omsrisk.core.calendar import (
    MONTHS,
    WEEKDAYS,
    Calendar,
    ClosedDays,
    Season,
    Window,
    add_months,
    days_in_month,
    season_of,
)
from omsrisk.core.catching_up import CatchUp
from omsrisk.core.money import exact
from omsrisk.core.running_days import RunningDays
from omsrisk.core.slipping import Slip
from tests.support.phased_texts import RETAILER, exposure_of, metrics_of, scenario_of

quick = settings(max_examples=60, deadline=None, derandomize=True)

indices = st.integers(1, 3 * 10**12).map(lambda one: Decimal(one).scaleb(-12))
seasons = st.lists(indices, min_size=12, max_size=12).map(lambda found: Season(tuple(found)))
anchors = st.dates(date(100, 1, 1), date(9900, 12, 31)) | st.sampled_from(
    [date(2028, 2, 29), date(2027, 2, 28), date(2027, 12, 31), date(2028, 1, 1), date(2000, 2, 29)]
)
windows = st.builds(
    Window,
    anchors,
    seasons,
    st.booleans(),
    st.just(0),
    st.none(),
    st.just(value=False),
    st.none(),
    st.just(()),
)
"""Whole windows; of parts of one, the tests of courses tell."""
lengths = (
    st.integers(0, 10**15).map(lambda one: Decimal(one).scaleb(-12))
    | st.integers(0, 400).map(Decimal)
    | st.sampled_from(["1499", "1500", "1500.5", "1501", "1502.25", "5000", "9999"]).map(Decimal)
)

TWELFTHS = season_of([Decimal(month) / 4 for month in range(1, 13)])
"""January 0.25, February 0.5 ... December 3: each month has an index of its own."""

CASES: list[tuple[date, str, bool, str, str]] = [  # anchor, days, backwards, effective days, why
    (date(2027, 2, 15), "0", False, "0", "no days"),
    (date(2027, 2, 15), "1", False, "0.5", "the go-live day itself"),
    (date(2027, 2, 15), "14", False, "7", "to the end of February"),
    (date(2027, 2, 15), "30", False, "19", "14 x 0.5 + 16 x 0.75"),
    (date(2027, 2, 27), "2.5", False, "1.375", "two days of February, half a day of March"),
    (date(2027, 2, 15), "0.5", False, "0.25", "half the go-live day"),
    (date(2028, 2, 28), "3", False, "1.75", "2028 has a 29 February"),
    (date(2027, 2, 28), "3", False, "2", "2027 has none"),
    (date(2028, 2, 29), "1", False, "0.5", "a go-live on the leap day"),
    (date(2027, 12, 31), "2", False, "3.25", "over the end of the year"),
    (date(2027, 12, 20), "60", False, "52.25", "12 x 3 + 31 x 0.25 + 17 x 0.5"),
    (date(2027, 3, 1), "1", True, "0.5", "a freeze ends on the eve: 28 February"),
    (date(2028, 3, 1), "2", True, "1", "and on 29 February of a leap year"),
    (date(2027, 3, 1), "28.5", True, "14.125", "it begins within its first day, 31 January"),
    (date(2027, 1, 1), "1", True, "3", "the eve of a new year"),
    (date(2027, 1, 2), "2", True, "3.25", "over the end of the year"),
    (date(2027, 2, 15), "365", False, "595.5", "a year of days: 2,382 quarters"),
    (date(1, 1, 1), "1", True, "3", "before the first day that a date can hold"),
    (date(9999, 12, 31), "2", False, "3.25", "after the last one"),
]


def by_hand(window: Window, days: Decimal) -> Decimal:
    """Add the index up day by day; the last day in part."""
    step = timedelta(days=-1 if window.backwards else 1)
    day = window.anchor + step if window.backwards else window.anchor
    total = Decimal(0)
    left = days
    while left > 0:
        total += min(left, Decimal(1)) * window.season.indices[day.month - 1]
        left -= 1
        day += step
    return total


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}: {case[-1]}")
def test_effective_days_were_worked_out_by_hand(case: tuple[date, str, bool, str, str]) -> None:
    """A window is the sum of the indices of its days."""
    anchor, days, backwards, expected, _ = case
    window = Window(anchor, TWELFTHS, backwards)
    with exact():
        assert window.effective_days(Decimal(days)) == Decimal(expected)


@quick
@given(window=windows, days=lengths)
def test_effective_days_are_those_of_a_count_day_by_day(window: Window, days: Decimal) -> None:
    """Month by month or day by day: the same sum, to the last digit."""
    with exact():
        assert window.effective_days(days) == by_hand(window, days)


@quick
@given(window=windows, first=st.integers(0, 10**6), second=lengths)
def test_windows_add_up(window: Window, first: int, second: Decimal) -> None:
    """A window in two parts, the second beginning where the first ends, is the whole window."""
    first = first % 30000  # so that the second part begins on a day that a date can hold
    step = -first if window.backwards else first
    later = window._replace(anchor=window.anchor + timedelta(days=step))
    with exact():
        whole = window.effective_days(first + second)
        assert whole == window.effective_days(Decimal(first)) + later.effective_days(second)


@quick
@given(window=windows, days=lengths, later=st.integers(-30, 3_650))
def test_running_sums_say_what_a_moved_window_says(window: Window, days: Decimal, later: int) -> None:
    """From the sums of all days before a day: the same, wherever the window is moved to."""
    moved = window._replace(anchor=window.anchor + timedelta(days=later))
    with exact():
        running = RunningDays(window.season)
        assert running.of(window, days, later) == moved.effective_days(days)
        assert running.of(window, days, 0) == window.effective_days(days)


@quick
@given(window=windows, days=st.integers(0, 3000), part=st.integers(0, 10**12))
def test_effective_days_are_linear_within_a_day(window: Window, days: int, part: int) -> None:
    """Between two whole days the count goes on in a straight line, at the index of that day."""
    share = Decimal(part).scaleb(-12)
    with exact():
        start, end = (window.effective_days(Decimal(one)) for one in (days, days + 1))
        assert window.effective_days(days + share) == start + share * (end - start)
        assert end - start in window.season.indices


@quick
@given(window=windows, days=lengths, more=lengths)
def test_longer_windows_have_more_effective_days(
    window: Window, days: Decimal, more: Decimal
) -> None:
    """Each day adds something: a longer window never counts less."""
    with exact():
        less, longer = window.effective_days(days), window.effective_days(days + more)
    assert less < longer if more else less == longer


PARTS = [
    Window(date(2027, 11, 8), TWELFTHS),
    Window(date(2027, 11, 8), TWELFTHS, backwards=True),
    Window(date(2027, 11, 8), TWELFTHS, since=40),
    Window(date(2027, 11, 8), TWELFTHS, since=3, until=41),
    Window(date(2027, 11, 8), TWELFTHS, slips=(Slip(-20, Decimal("0.3")), Slip(9, Decimal("0.7")))),
    Window(date(2027, 11, 8), TWELFTHS._replace(closed=ClosedDays.of(WEEKDAYS[:5], []))),
    Window(date(2027, 11, 8), TWELFTHS, catch_up=CatchUp(Decimal(5), TWELFTHS)),
]


@pytest.mark.parametrize("window", PARTS, ids=lambda one: f"{one.since} {one.until} {one.backwards}")
def test_many_lengths_at_once_count_as_one_by_one(window: Window) -> None:
    """In any order, within a day and at its ends, and beyond the months that are listed."""
    lengths = [40.0, 0.0, 0.5, 39.5, 41.0, 22.99999, 23.0, 700.25, 3.0, 85.125]
    far = [] if window.catch_up else [3_659.5, 3_661.25, 80_000.75, 1e9]
    for own in (lengths, lengths + far, far, []):
        expected = [window.effective_days(one) for one in own]
        assert window.effective_days_of(own) == pytest.approx(expected, rel=1e-13, abs=1e-13)


@quick
@given(window=windows, days=lengths)
def test_floats_count_the_same_within_their_precision(window: Window, days: Decimal) -> None:
    """A sweep in floats counts the days that the exact table counts."""
    in_floats = window.effective_days(float(days))
    assert type(in_floats) is float
    with exact():
        exactly = window.effective_days(days)
    assert in_floats == pytest.approx(float(exactly), rel=1e-12, abs=1e-12)


@quick
@given(window=windows, days=lengths)
def test_traced_days_are_the_days(window: Window, days: Decimal) -> None:
    """A symbol records the step, and whoever evaluates it gets the effective days."""
    trace = symbol("days").through(window) * 2
    with exact():
        assert evaluate(trace, {"days": days}) == window.effective_days(days) * 2
    assert str(trace) == "effective_days(days) x 2"


@quick
@given(window=windows, days=lengths)
def test_average_season_changes_nothing(window: Window, days: Decimal) -> None:
    """Where every month is average, effective days are days."""
    average = window._replace(season=season_of([None] * 12))
    with exact():
        assert average.effective_days(days) == days


def test_very_long_windows_are_exact_and_fast() -> None:
    """10**17 days are told by 400 years: the calendar repeats, and month by month this never ends."""
    cycle, days = 146_097, Decimal(10**17)
    for backwards in (False, True):
        window = Window(date(2028, 2, 29), TWELFTHS, backwards)
        with exact():
            whole, rest = divmod(days, cycle)
            expected = whole * window.effective_days(Decimal(cycle)) + window.effective_days(rest)
            assert window.effective_days(days) == expected
            assert window.effective_days(Decimal(cycle)) == by_hand(window, Decimal(cycle))
        assert window.effective_days(float(days)) == pytest.approx(float(expected), rel=1e-12)


@given(day=st.dates(), months=st.integers(-1200, 1200))
@quick
def test_months_move_a_day_within_its_month(day: date, months: int) -> None:
    """A day keeps its number, or becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return
    moved = add_months(day, months)
    assert (moved.year, moved.month) == (year, month + 1)
    assert moved.day == min(day.day, days_in_month(year, month + 1))


@pytest.mark.parametrize(
    ("year", "month", "days"),
    [(2027, 2, 28), (2028, 2, 29), (1900, 2, 28), (2000, 2, 29), (2027, 4, 30), (9999, 11, 30)],
)
def test_months_have_their_days(year: int, month: int, days: int) -> None:
    """Leap years are the Gregorian ones."""
    assert days_in_month(year, month) == days


def test_month_left_out_is_average() -> None:
    """A season states the months that differ; `total` shows whether the year is average."""
    season = season_of([Decimal("0.5"), *[None] * 10, Decimal("1.5")])
    assert season.index_of(date(2027, 1, 31)) == Decimal("0.5")
    assert season.index_of(date(2027, 12, 1)) == Decimal("1.5")
    assert [season.index_of(date(2027, month, 9)) for month in range(2, 12)] == [1] * 10
    assert season.total == len(MONTHS) == 12


def test_window_needs_a_season_and_a_go_live() -> None:
    """Without both, nothing weighs the days."""
    season, day = season_of([None] * 12), date(2027, 2, 15)
    assert Calendar().window(day) is None
    assert Calendar(season=season).window(None) is None
    assert Calendar(season=season).window(day) == Window(day, season)
    assert Calendar(season=season).window(day, backwards=True) == Window(day, season, backwards=True)


def calendar(text: str) -> str:
    """The retailer with a calendar."""
    return f"{RETAILER}calendar: {{{text}}}\n"


SLOW = calendar("go_live: 2027-02-15, season: {feb: 0.8, mar: 0.9}")
WAIT = "earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 700"
STATED = {"data_misalignment.number_of_orders": "20000"}

FIGURES: list[tuple[str, dict[str, str], str, str, str]] = [  # text, set, metric, amount, why
    (SLOW, {}, "data_misalignment", "12800.00", "25.6 effective days: 14 x 0.8 + 16 x 0.9"),
    (SLOW, {}, "delay", "28800.00", "three days at 0.8"),
    (SLOW, {}, "stabilisation.freeze", "19200.00", "two days at 0.8, before the go-live"),
    (SLOW, {}, "net_exposure", "611600.00", "14,200 less than in an average month"),
    (SLOW, {}, "order_value_delayed", "240000", "a revenue memo follows the season"),
    (SLOW, {}, "order_value_frozen", "160000", "as does the other"),
    (SLOW, STATED, "data_misalignment", "10000", "a stated number of orders is not weighed"),
    (SLOW, {"delay.duration_days": "0.5"}, "delay", "4800", "half a day"),
    (SLOW, {"delay.duration_days": "14.5"}, "delay", "139800", "14 days at 0.8, half of one at 0.9"),
    (
        calendar("go_live: 2026-12-31, season: {dec: 1.9, jan: 0.7}"),
        {},
        "delay",
        "39600",
        "over the end of the year: 1.9 + 0.7 + 0.7",
    ),
    (
        calendar("go_live: 2027-01-01, season: {dec: 1.9, jan: 0.7}"),
        {},
        "stabilisation.freeze",
        "45600",
        "the last two days of December",
    ),
    (
        calendar("go_live: 2028-02-28, season: {feb: 0.5}"),
        {},
        "delay",
        "24000",
        "28 and 29 February of a leap year, and 1 March",
    ),
    (
        calendar("go_live: 2027-02-28, season: {feb: 0.5}"),
        {},
        "delay",
        "30000",
        "28 February, and two days of March",
    ),
    (
        calendar(f"go_live: 2027-01-15, {WAIT}, season: {{jan: 0.5}}"),
        {"stabilisation.freeze.duration_days": "20"},
        "stabilisation.freeze",
        "156000",
        "a freeze may begin before the earliest go-live, and in another year: 14 x 0.5 + 6",
    ),
    (calendar(f"go_live: 2027-02-15, {WAIT}"), {}, "programme.waiting", "21700.00", "31 x 700"),
    (calendar(f"go_live: 2027-02-15, {WAIT}"), {}, "net_exposure", "647500", "21,700 more"),
    (calendar(f"go_live: 2027-02-15, {WAIT}"), {}, "exposure", "317800", "waiting is planned"),
    (calendar(f"go_live: 2027-01-15, {WAIT}"), {}, "programme.waiting", "0", "no day waited"),
    (calendar("go_live: 2027-02-15"), {}, "net_exposure", "625800", "a date alone changes nothing"),
]  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure[2]}: {figure[4]}")
def test_retailer_with_dates_costs_what_was_worked_out_by_hand(
    figure: tuple[str, dict[str, str], str, str, str],
) -> None:
    """Each figure of the retailer with a calendar holds exactly."""
    text, overrides, metric, expected, _ = figure
    assert metrics_of(exposure_of(text, overrides))[metric] == Decimal(expected)


def test_season_touches_the_order_flow_and_nothing_else() -> None:
    """Support, dip, parallel running, training and planned costs do not follow the orders."""
    old, new = metrics_of(exposure_of(RETAILER)), metrics_of(exposure_of(SLOW))
    changed = {name for name, amount in new.items() if amount != old[name]}
    totals = {"cost_of_failure", "expected_cost_of_failure", "stabilisation"}
    totals |= {"exposure", "net_exposure"}
    memos = {"order_value_delayed", "order_value_frozen", "order_value_kept", "lost_revenue"}
    memos |= {"lost_margin", "net_exposure_at_margin", "cost_of_failure_at_margin"}
    assert changed == {"data_misalignment", "delay", "stabilisation.freeze"} | totals | memos


def test_each_phase_has_the_season_of_its_own_go_live() -> None:
    """A pilot in the slow month and a rest in the busy one are weighed by themselves."""
    text = (
        f"{RETAILER}calendar: {{go_live: 2027-06-01, season: {{jun: 0.5, dec: 2}}}}\n"
        "phases: [{name: Pilot, share_of_orders: 10%},"
        " {name: Rest, share_of_orders: 90%, go_live: 2027-12-01}]\n"
    )
    assert metrics_of(exposure_of(text))["delay"] == 36000 * (
        Decimal("0.1") * Decimal("0.5") + Decimal("0.9") * 2
    )


def test_freeze_and_delay_never_overlap() -> None:
    """The freeze ends on the eve of the go-live day, on which the delay begins."""
    text = calendar("go_live: 2027-02-01, season: {jan: 3, feb: 0.5}")
    metrics = metrics_of(exposure_of(text))
    assert metrics["stabilisation.freeze"] == 24000 * 3
    assert metrics["delay"] == 36000 * Decimal("0.5")


def test_season_is_no_input_of_a_formula() -> None:
    """Effective days stand in the trace as a node of their own, above the days that are stated."""
    exposure = exposure_of(SLOW)
    delay = next(line for line in exposure.lines if line.id == "delay")
    term = next(term for term in delay.terms if term.name == "delay_duration")
    assert term.number == Decimal("2.4")
    assert term.window == scenario_of(SLOW).case.calendar.window(date(2027, 2, 15))
    assert [one.path for one in term.inputs()] == ["delay.duration_days"]
