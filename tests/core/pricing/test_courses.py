"""Courses over time: how much each day of a window counts, held against sums day by day."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk import InvalidScenarioError, UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.calendar import Season, Window, flat_window
from omsrisk.core.running_days import RunningDays
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
"""
DELAY = "delay: {{duration_days: {}, cancellation_sensitivity: 10%, profile: {}}}\n".format


def priced(days: str, profile: str, more: str = "") -> Assessment:
    """Price a delay with a course."""
    return assess(scenario_of(HEAD + DELAY(days, profile) + more))


@pytest.mark.parametrize(
    ("profile", "cost", "why"),
    [
        ("[{until_day: 3, index: 0}, {index: 1}]", 70_000, "customers bear three days"),
        ("[{until_day: 5, index: 0.5}, {index: 2}]", 125_000, "5 x 0.5 + 5 x 2 = 12.5 days"),
        ("[{index: 1}]", 100_000, "as without one"),
        ("[{until_day: 40, index: 1}, {index: 9}]", 100_000, "it never comes to the last part"),
    ],
)
def test_worked_by_hand(profile: str, cost: int, why: str) -> None:
    """The first 10 days at 1,000 x 100 x 10 % a day."""
    assert priced("10", profile).totals["net_exposure"] == cost, why


def by_day(days: Fraction, parts: list[tuple[int | None, Fraction]], weight: object) -> Fraction:
    """Add up what each day counts as, the last one in part."""
    total = Fraction(0)
    for number in range(ceil(days)):
        index = next(index for until, index in parts if until is None or number < until)
        total += min(Fraction(1), days - number) * index * weight(number)  # type: ignore[operator]
    return total


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[int | None, Decimal]]:
    """Parts that follow each other, the last one without an end."""
    edges = sorted(draw(st.sets(st.integers(1, 60), max_size=4)))
    levels = st.decimals(0, 3, places=2)
    return [*((edge, draw(levels)) for edge in edges), (None, draw(levels))]


@given(
    parts=courses(),
    days=st.decimals(0, 90, places=1),
    indices=st.lists(st.decimals("0.1", 3, places=1), min_size=12, max_size=12),
    start=st.dates(date(2026, 1, 1), date(2029, 1, 1)),
)
def test_course_x_season_day_by_day(
    parts: list[tuple[int | None, Decimal]], days: Decimal, indices: list[Decimal], start: date
) -> None:
    """Effective days are the sum of course x season over the days, part days in part."""
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    season = ", ".join(f"{name}: {one}" for name, one in zip(names, indices, strict=True))
    profile = ", ".join(
        f"{{index: {level}}}" if until is None else f"{{until_day: {until}, index: {level}}}"
        for until, level in parts
    )
    calendar = f"calendar: {{go_live: {start}, season: {{{season}}}}}\n"
    support = (
        f"stabilisation: {{duration_days: {days}, support: {{extra_tickets_per_day: 80, "
        f"cost_per_ticket: 12, profile: [{profile}]}}}}\n"
    )
    found = priced(str(days), f"[{profile}]", calendar + support)
    exact = [(until, Fraction(level)) for until, level in parts]
    length = Fraction(days)
    seasonal = by_day(
        length,
        exact,
        lambda number: Fraction(indices[(start + timedelta(days=number)).month - 1]),
    )
    assert Fraction(Decimal(found.totals["cost_of_failure"] or 0)) == seasonal * 10_000
    flat = by_day(length, exact, lambda _: 1)
    assert Fraction(Decimal(found.totals["stabilisation"] or 0)) == flat * 960, "no season touches it"


SEASON = Season(tuple(Decimal(one) / 10 for one in range(5, 17)))


@given(
    since=st.integers(0, 400),
    longer=st.one_of(st.none(), st.integers(1, 400)),
    days=st.decimals(0, 900, places=2),
    later=st.integers(-500, 500),
)
def test_parts_of_a_window(since: int, longer: int | None, days: Decimal, later: int) -> None:
    """Months, the table and running sums know what counts, as the sum itself does."""
    until = None if longer is None else since + longer
    window = Window(date(2027, 2, 15), SEASON, since=since, until=until)
    expected = window.effective_days(days)
    left, summed = days, Decimal(0)
    for run, index in window.months():
        summed += min(left, Decimal(run)) * index
        left -= run
        if left <= 0:
            break
    assert summed == expected
    assert window.table(900)[int(days)] == window.effective_days(Decimal(int(days)))
    assert window.effective_days(float(days)) == pytest.approx(float(expected))
    moved = window._replace(anchor=window.anchor + timedelta(days=later))
    assert RunningDays(SEASON).of(window, days, later) == moved.effective_days(days)


def test_windows_of_several_seasons_are_moved() -> None:
    """What no season touches stays as it is where go-lives are moved; the rest follows its season."""
    seasonal, flat = Window(date(2027, 1, 1), SEASON), flat_window()
    days = symbol("days")
    figure = Alone(days.through(seasonal) + days.through(flat), {"days": Decimal(40)})
    moved = seasonal._replace(anchor=date(2027, 3, 1))
    assert figure.later(59) == moved.effective_days(Decimal(40)) + 40


RANGED = (
    "{low: 2, likely: 8, high: 30}",
    "[{until_day: 5, index: {low: 0, likely: 0.2, high: 1}}, {until_day: 20, index: 1}, {index: 2}]",
)
CALENDAR = "calendar: {go_live: 2027-10-25, season: {jan: 0.5, nov: 1.4, dec: 1.1}}\n"


@pytest.mark.parametrize("more", ["", CALENDAR], ids=["no season", "season"])
@pytest.mark.parametrize(
    "days",
    [
        RANGED[0],
        "{p5: 2, p95: 30}",
        "{low: 2, high: 30, distribution: uniform}",
        "{mean: 12, sd: 2, distribution: normal}",
    ],
)
def test_trials_come_to_the_mean(days: str, more: str) -> None:
    """Ranges of the days and of an index: the sampled mean lies about that in closed form."""
    found = priced(days, RANGED[1], more)
    exact = means(found).totals["net_exposure"]
    sampled = simulate(found, trials=40_000).shown.summary
    assert exact is not None
    assert abs(sampled.mean.value - float(exact)) < 4 * sampled.mean.error
    told = drivers(found)
    assert told.mean == pytest.approx(float(exact), rel=1e-9)
    assert {one.path for one in told.drivers} == {
        "delay.duration_days",
        "delay.profile.until-day-5.index",
    }
    assert told.drivers[-1].label == "Delay until day 5: level"


def test_phases_take_it_or_restate_it() -> None:
    """A phase that restates the course replaces it whole; the other one inherits it."""
    phases = (
        "phases:\n  - {name: A, share_of_orders: 50%}\n  - {name: B, share_of_orders: 50%, "
        "delay: {profile: [{index: 2}]}}\n"
    )
    one, other = priced("10", "[{until_day: 3, index: 0}, {index: 1}]", phases).exposure.phases
    amounts = [
        next(line.amount for line in phase.lines if line.id == "delay") for phase in (one, other)
    ]
    assert amounts == [35_000, 100_000]


def test_the_timeline_falls_as_the_course_says() -> None:
    """Nothing falls in the first three days; the days after them are alike."""
    result = timeline(
        priced("10", "[{until_day: 3, index: 0}, {index: 1}]", "calendar: {go_live: 2027-02-15}\n"),
        by="day",
    )
    assert [one.amount for one in result.periods] == [0, 0, 0, *[10_000] * 7]


def test_an_index_is_an_input_as_the_others() -> None:
    """It can be set and solved for; the last day of a part, which moves a step, cannot."""
    text = HEAD + DELAY("10", "[{until_day: 3, index: 0}, {index: 1}]")
    path = "delay.profile.until-day-3.index"
    assert assess(scenario_of(text, {path: "1"})).totals["net_exposure"] == 100_000
    found = solve(assess(scenario_of(text)), path, target=Decimal(85_000))
    assert [one.value for one in found.solutions] == [Decimal("0.5")]
    with pytest.raises(UsageError):
        solve(assess(scenario_of(text)), path.replace("index", "until_day"), target=Decimal(1))


BESIDE_ORDERS = (
    "data_misalignment: {number_of_orders: 5, error_correction_cost: 1, "
    "data_inaccuracy_rate: 5%, profile: [{index: 1}]}\n"
)
BESIDE_WORKING_DAYS = (
    "stabilisation: {duration_days: 30, productivity: {staff: 1, hours_per_day: 8, "
    "cost_per_hour: 30, dip: 5%, working_days: 20, profile: [{index: 1}]}}\n"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (DELAY("10", "[{until_day: 3, index: 0}, {until_day: 9, index: 1}]"), "SCN311"),
        (DELAY("10", "[{until_day: 9, index: 0}, {until_day: 3, index: 1}, {index: 1}]"), "SCN311"),
        (DELAY("10", "[{index: 0}, {index: 1}]"), "SCN110"),
        (DELAY("10", "[{until_day: 2.5, index: 0}, {index: 1}]"), "SCN106"),
        (DELAY("10", "[{until_day: {low: 2, high: 3}, index: 0}, {index: 1}]"), "SCN105"),
        (DELAY("10", "[{until_day: 2, index: -1}, {index: 1}]"), "SCN105"),
        (DELAY("10", "[{until_day: 2}, {index: 1}]"), "SCN103"),
        (BESIDE_ORDERS, "SCN111"),
        (BESIDE_WORKING_DAYS, "SCN111"),
    ],
)
def test_what_makes_no_course_is_a_finding(text: str, code: str) -> None:
    """Each mistake is told."""
    with pytest.raises(InvalidScenarioError) as error:
        scenario_of(HEAD + text)
    assert code in [one.code for one in error.value.findings]


@pytest.mark.parametrize("day", ["0", "1e9", "later"])
def test_a_wrong_day_is_one_finding(day: str) -> None:
    """What is wrong with a part does not make it the part that goes on."""
    with pytest.raises(InvalidScenarioError) as raised:
        priced("10", f"[{{until_day: {day}, index: 0.5}}, {{index: 1}}]")
    assert len(raised.value.findings) == 1
    assert raised.value.findings[0].path.endswith(".until_day")


def test_a_part_of_a_phase_that_says_nothing_of_its_days_is_found() -> None:
    """Also where the phase's course has the same days as that of the scenario."""
    course = "profile: [{until_day: 7, index: 0.2}, {index: 1}]"
    own = "profile: [{until_day: 7}, {index: 1}]"
    delay = "duration_days: 10, cancellation_sensitivity: 10%"
    text = f"{HEAD}delay: {{{delay}, {course}}}\n"
    text += f"phases:\n- {{name: A, share_of_orders: 30%, delay: {{{delay}, {own}}}}}\n"
    text += "- {name: B, share_of_orders: 70%}\n"
    with pytest.raises(InvalidScenarioError) as error:
        assess(scenario_of(text))
    assert [(one.code, one.path) for one in error.value.findings] == [
        ("SCN103", "phases.a.delay.profile.until-day-7.index")
    ]
