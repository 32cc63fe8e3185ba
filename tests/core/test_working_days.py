"""Working days and holidays: counted by hand, and day by day."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from omsrisk import InvalidScenarioError, means, timeline
from omsrisk.analysis.metrics import metric_of
from omsrisk.core.calendar import FLAT, WEEKDAYS, ClosedDays, Season, Window
from tests.support.uncertain_texts import HEAD, priced

FIVE = WEEKDAYS[:5]
EASTER = [date(2027, 3, 26), date(2027, 3, 29)]
CALENDAR = (
    "calendar: {go_live: 2027-03-22, working_days: [mon, tue, wed, thu, fri], "
    "holidays: [2027-03-26, 2027-03-29]}\n"
)
TEXT = HEAD + CALENDAR + (
    "orders: {daily_volume: 1000, average_value: 100}\n"
    "delay: {duration_days: 10, cancellation_sensitivity: 10%}\n"
    "stabilisation:\n"
    "  duration_days: 45\n"
    "  support: {extra_tickets_per_day: 80, cost_per_ticket: 12}\n"
    "  productivity: {staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%}\n"
)  # fmt: skip


def test_as_counted_by_hand() -> None:
    """Of ten days from a Monday two are a weekend and two are holidays: six are late."""
    found = priced(TEXT).exposure
    assert metric_of(found, "delay") == 6 * 1000 * 100 * Decimal("0.1")
    # 45 days are six weeks and three days, 33 working days, less Good Friday and Easter Monday
    assert metric_of(found, "stabilisation.productivity") == 31 * 60 * 8 * 30 * Decimal("0.15")
    assert metric_of(found, "stabilisation.support") == 45 * 80 * 12, "tickets come every day"


def test_the_timeline_adds_up() -> None:
    """Nothing late falls on a closed day, and the days add up to the total."""
    laid_out = timeline(priced(TEXT), by="day")
    assert sum(one.amount for one in laid_out.periods) == laid_out.total
    without = timeline(priced(TEXT.split("stabilisation:")[0]), by="day")
    amounts = {one.start: one.amount for one in without.periods}
    closed = [day for day in amounts if isinstance(day, date) and _is_closed(day)]
    assert len(closed) == 4
    assert {amounts[day] for day in closed} == {0}


def test_idle_hours_fall_on_working_days() -> None:
    """The productivity dip has none on a weekend or a holiday, and the same on all others."""
    text = TEXT.split("orders:")[0] + "stabilisation:\n  duration_days: 14\n  productivity:"
    text += TEXT.split("productivity:")[1]
    laid_out = timeline(priced(text), by="day")
    amounts = {one.start: one.amount for one in laid_out.periods}
    assert {amounts[day] for day in amounts if isinstance(day, date) and _is_closed(day)} == {0}
    assert sum(one > 0 for one in amounts.values()) == 8
    assert sum(amounts.values()) == laid_out.total


def _is_closed(day: date) -> bool:
    return day.weekday() > 4 or day in EASTER


def test_no_working_days_change_nothing() -> None:
    """All seven days without a holiday are the calendar as it was."""
    every = TEXT.replace("[mon, tue, wed, thu, fri]", "[mon, tue, wed, thu, fri, sat, sun]")
    every = every.replace(", holidays: [2027-03-26, 2027-03-29]", "")
    plain = TEXT.replace(CALENDAR, "calendar: {go_live: 2027-03-22}\n")
    assert priced(every).net_exposure == priced(plain).net_exposure


@pytest.mark.parametrize("seed", range(12))
def test_day_by_day(seed: int) -> None:
    """Whatever the season, the week, the holidays and the length: the sum over the days."""
    rng = random.Random(seed)  # noqa: S311 - random calendars, no secrets
    indices = tuple(Decimal(rng.randint(0, 30)) / 10 for _ in range(12))
    go_live = date(2027, 1, 1) + timedelta(days=rng.randint(0, 700))
    holidays = [go_live + timedelta(days=rng.randint(-60, 60)) for _ in range(4)]
    closed = ClosedDays.of(rng.sample(WEEKDAYS, rng.randint(1, 7)), holidays)
    window = Window(go_live, Season(indices, closed), backwards=bool(seed % 2))
    length = Decimal(rng.choice([rng.randint(1, 90), rng.randint(1600, 2000)])) + Decimal("0.25")

    def index(number: int) -> Decimal:
        day = go_live - timedelta(days=number + 1) if seed % 2 else go_live + timedelta(days=number)
        return Decimal(0) if closed.holds(day) else indices[day.month - 1]

    whole = int(length)
    by_hand = sum(map(index, range(whole)), Decimal(0)) + Decimal("0.25") * index(whole)
    assert window.effective_days(length) == by_hand
    assert window.table(whole)[-1] == by_hand - Decimal("0.25") * index(whole)


def test_the_calendar_repeats() -> None:
    """A window of 400 years and a week is a cycle and a week."""
    closed = ClosedDays.of(FIVE, [])
    window = Window(date(2027, 3, 22), FLAT._replace(closed=closed))
    assert window.effective_days(Decimal(146_097 + 7)) == 146_097 // 7 * 5 + 5


def test_a_range_of_days_has_its_mean() -> None:
    """The mean over a range of whole weeks is that of the days that are worked."""
    text = TEXT.replace(
        "duration_days: 10", "duration_days: {low: 0, high: 14, distribution: uniform}"
    )
    delay = means(priced(text)).lines["delay"]
    open_days = [Decimal(not _is_closed(date(2027, 3, 22) + timedelta(days=at))) for at in range(14)]
    effective, total = Decimal(0), Decimal(0)
    for one in open_days:
        total += effective + one / 2
        effective += one
    assert Decimal(delay or 0) == pytest.approx(total / 14 * 10_000, abs=Decimal("1E-6"))


REFUSED = [
    (TEXT.replace("go_live: 2027-03-22, ", ""), "SCN303", "no go-live"),
    (TEXT.replace("dip: 15%", "dip: 15%, working_days: 33"), "SCN111", "said twice"),
    (TEXT.replace("[mon,", "[monday,"), "SCN108", "another word"),
    (TEXT.replace("[2027-03-26,", "[easter,"), "SCN", "no day"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_is_refused(case: tuple[str, str, str]) -> None:
    """Each mistake is a finding of its code."""
    with pytest.raises(InvalidScenarioError) as refused:
        priced(case[0])
    assert any(one.code.startswith(case[1]) for one in refused.value.findings)


def test_phases_learn_on_days_that_are_counted() -> None:
    """Ten days, then five: six working days before Easter is over, and four in the second phase."""
    phases = "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
    text = TEXT.split("stabilisation:")[0] + "learning: {delay.duration_days: 50%}\n" + phases
    found = priced(text).exposure
    assert metric_of(found, "delay") == (6 + 4) * 500 * 100 * Decimal("0.1")
    tolerant = text.replace(CALENDAR, "") + (
        "stabilisation: {duration_days: 9, items: "
        "[{item: X, per: delayed_order, unit_cost: 3, grace_days: 1}]}\n"
    )
    assert metric_of(priced(tolerant).exposure, "stabilisation.x") == 3 * 500 * (9 + 4)
