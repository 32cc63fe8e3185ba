"""Slips: all go-lives lie later by whole days, and means weigh each number of them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, islice, pairwise

import pytest

from omsrisk import InvalidScenarioError, UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.decisions.knowing import knowing
from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.analysis.time.schedule import schedule
from omsrisk.analysis.time.slip_risks import slip_risks
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.time.timeline_bands import timeline_bands
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.analysis.uncertainty.sampled_drivers import estimated_drivers
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.calendar import Calendar, ClosedDays, season_of
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.phasing.slips import slips_of, whole_days
from omsrisk.core.pricing.figures import Statistic
from omsrisk.core.slipping import Slip
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: EUR
likelihood: 40%
orders: {daily_volume: 1000, average_value: 80}
"""
DELAY = "delay: {duration_days: {low: 2, likely: 5, high: 14}, cancellation_sensitivity: 10%"
WEEKS = """stabilisation:
  duration_days: {low: 30, likely: 45, high: 90}
  freeze: {duration_days: 2.5}
  productivity: {staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%}
  parallel_running: {cost_per_day: 500, duration_days: 60}
"""
SEASON = "season: {jan: 0.5, sep: 0.8, oct: 1.1, nov: 1.4, dec: 2.2}"
INDICES = ("0.5", "1", "1", "1", "1", "1", "1", "1", "0.8", "1.1", "1.4", "2.2")
DATES = "go_live: 2027-09-06, earliest_go_live: 2027-08-30, cost_of_waiting_per_day: 700"
RANGE = "{low: 0, likely: 14, high: 60}"
CORRELATED = """correlations:
  - {inputs: [calendar.slips_by_days, delay.duration_days], rank_correlation: 0.4}
"""
KNOWN = Distribution.from_range(0, 14, 60)
PHASES = """phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}
  - {name: Rest, share_of_orders: 90%, go_live: 2027-11-01}
"""
SHAPES = {
    "season": f"{HEAD}{DELAY}}}\n{WEEKS}calendar: {{{DATES}, {SEASON}, slips_by_days: ",
    "flat": f"{HEAD}{DELAY}}}\n{WEEKS}calendar: {{{DATES}, slips_by_days: ",
    "closed days": (
        f"{HEAD}{DELAY}}}\n{WEEKS}calendar: {{{DATES}, {SEASON}, "
        "working_days: [mon, tue, wed, thu, fri], holidays: [2027-10-01], slips_by_days: "
    ),
    "a course": (
        f"{HEAD}{DELAY}, profile: [{{until_day: 3, index: 0.5}}, {{index: 2}}]}}\n{WEEKS}"
        f"calendar: {{{DATES}, {SEASON}, slips_by_days: "
    ),
    "caught up": (
        f"{HEAD}{DELAY}, catch_up_capacity: 250%}}\n{WEEKS}"
        f"calendar: {{{DATES}, {SEASON}, slips_by_days: "
    ),
}
TAILS = {
    "in one piece": "",
    "phases": PHASES,
    "stops": f"{PHASES}if_a_phase_fails: stop\n",
    "pauses": f"{PHASES}if_a_phase_fails: pause\npause_days: 30\n",
}


def priced(text: str) -> Assessment:
    """Price a scenario."""
    return assess(scenario_of(text))


def slipping(shape: str, days: str, tail: str = "") -> Assessment:
    """Price a scenario of a shape whose go-lives slip."""
    return priced(f"{SHAPES[shape]}{days}}}\n{TAILS[tail] if tail else ''}")


def chances() -> list[tuple[int, float]]:
    """List the whole days of the range with their chances, from the distribution itself."""
    bounds = [0.0, *(KNOWN.cumulative(day + 0.5) for day in range(60)), 1.0]
    return [(day, high - low) for day, (low, high) in enumerate(pairwise(bounds))]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_mean_is_that_of_all_slips(shape: str) -> None:
    """Each number of days is a scenario of its own, whose mean counts with its chance."""
    found = means(slipping(shape, RANGE))
    own = [(means(slipping(shape, str(day))), chance) for day, chance in chances()]
    for name in ("net_exposure", "cost_of_failure", "stabilisation", "programme"):
        told, each = found.totals[name], [(one.totals[name], chance) for one, chance in own]
        expected = sum(float(value or 0) * chance for value, chance in each)
        assert told is not None
        assert float(told) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("tail", TAILS)
def test_phases_slip_together(tail: str) -> None:
    """What stops or pauses weighs the days of each slip alike."""
    found = means(slipping("season", RANGE, tail)).totals["net_exposure"]
    own = [(means(slipping("season", str(day), tail)), chance) for day, chance in chances()]
    expected = sum(float(one.totals["net_exposure"] or 0) * chance for one, chance in own)
    assert found is not None
    assert float(found) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("shape", ["season", "caught up", "closed days"])
def test_trials_agree(shape: str) -> None:
    """Trials draw the slip, and lay each on its own days; so do those that estimate drivers."""
    found = slipping(shape, RANGE, "phases")
    told = means(found).totals["net_exposure"]
    assert told is not None
    sampled = simulate(found, trials=40_000).shown.summary
    assert abs(sampled.mean.value - float(told)) < 4 * sampled.mean.error


@pytest.mark.parametrize(
    ("shape", "tail"),
    [("season", "phases"), ("season", "stops"), ("caught up", ""), ("flat", "pauses")],
)
def test_what_drives_a_figure_that_slips(shape: str, tail: str) -> None:
    """
    By hand: the slip alone makes the variance of the means of all files, an input with others the
    mean of what it makes in each of them, and all of it is within and between them.
    """
    found = drivers(slipping(shape, RANGE, tail))
    own = [(drivers(slipping(shape, str(day), tail)), chance) for day, chance in chances()]
    variance = found.standard_deviation**2
    mean = sum(one.mean * chance for one, chance in own)
    between = sum(chance * (one.mean - mean) ** 2 for one, chance in own)
    within = sum(chance * one.standard_deviation**2 for one, chance in own)
    assert found.mean == pytest.approx(mean)
    assert variance == pytest.approx(between + within)
    slip = next(one for one in found.drivers if one.path == "calendar.slips_by_days")
    assert slip.first_order == pytest.approx(between / variance)
    assert slip.total_order >= slip.first_order
    for driver in (one for one in found.drivers if one is not slip):
        parts = [
            chance * one.standard_deviation**2 * each.total_order
            for one, chance in own
            for each in one.drivers
            if each.path == driver.path
        ]
        assert driver.total_order == pytest.approx(sum(parts) / variance)
    estimated = estimated_drivers(slipping(shape, RANGE, tail))
    for one in estimated.drivers:
        (closed,) = (each for each in found.drivers if each.path == one.path)
        assert one.errors is not None
        assert abs(one.first_order - closed.first_order) <= 5 * one.errors[0] + 1e-3
        assert abs(one.total_order - closed.total_order) <= 5 * one.errors[1] + 1e-3


def test_percentiles_are_those_of_the_mixture() -> None:
    """Where the slip alone is uncertain, each percentile is one of its outcomes: by hand."""
    text = f"{HEAD.replace('likelihood: 40%', 'likelihood: 100%')}"
    text += "delay: {duration_days: 5, cancellation_sensitivity: 10%}\n"
    text += f"calendar: {{{DATES}, {SEASON}, slips_by_days: "
    found = simulate(priced(f"{text}{RANGE}}}\n"), trials=20_000).shown.summary
    each = sorted(
        (float(priced(f"{text}{day}}}\n").net_exposure), chance) for day, chance in chances()
    )
    below = list(accumulate(chance for _, chance in each))
    amount = next(amount for (amount, _), share in zip(each, below, strict=True) if share >= 0.5)
    assert found.percentiles[50].value == pytest.approx(amount, rel=0.01)


def test_most_likely_is_the_likely_slip() -> None:
    """The totals are those of a slip of 14 days, and of 14 days for 13.5."""
    likely = slipping("season", RANGE).totals
    assert likely == slipping("season", "14").totals == slipping("season", "13.5").totals
    assert likely != slipping("season", "13.4").totals
    assert [whole_days(Decimal(one)) for one in ("0.5", "1.49", "2.5")] == [1, 1, 3]


def test_windows_in_the_mean() -> None:
    """Table, lines, runs and days of a window that slips are sums of those of each day."""
    calendar = Calendar(
        season=season_of([Decimal(index) for index in range(1, 13)]),
        closed=ClosedDays.of(["mon", "tue", "thu"], [date(2027, 10, 5)]),
    )
    slips = (Slip(-3, Decimal("0.25")), Slip(0, Decimal("0.35")), Slip(40, Decimal("0.4")))
    anchor = date(2027, 9, 6)
    for backwards in (False, True):
        whole = calendar._replace(slips=slips).window(anchor, backwards=backwards)
        each = [
            (one.chance, calendar.window(anchor + timedelta(one.days), backwards=backwards))
            for one in slips
        ]
        assert whole is not None
        for days in map(Decimal, ("0", "0.5", "17", "80.25", "400")):
            expected = sum(p * one.effective_days(days) for p, one in each if one is not None)
            assert whole.effective_days(days) == expected
            assert whole.effective_days(float(days)) == pytest.approx(float(expected))
        table = whole.table(80)
        assert table == [whole.effective_days(Decimal(day)) for day in range(81)]
        for line in islice(whole.lines(), 60):
            assert line.value == Fraction(whole.effective_days(Decimal(int(line.start))))
        day, sum_so_far = 0, Decimal(0)
        for run, index in islice(whole.months(), 40):
            day, sum_so_far = day + run, sum_so_far + run * index
            assert whole.effective_days(Decimal(day)) == sum_so_far


def test_chances_of_the_peak_and_of_the_backup() -> None:
    """Counted day by day: the weeks after the go-live reach December, the go-live the backup."""
    text = SHAPES["season"].replace("go_live:", "backup_go_live: 2027-10-04, go_live:", 1)
    found = slip_risks(priced(f"{text}{RANGE}}}\n").scenario.case)
    assert found is not None
    assert found.touches_peak is not None
    assert found.passes_backup is not None
    start = date(2027, 9, 6)
    peak = sum(p for day, p in chances() if start + timedelta(day + 44) >= date(2027, 12, 1))
    late = sum(p for day, p in chances() if start + timedelta(day) > date(2027, 10, 4))
    assert float(found.touches_peak) == pytest.approx(peak)
    assert float(found.passes_backup) == pytest.approx(late)
    assert slip_risks(priced(f"{HEAD}{DELAY}}}\n").scenario.case) is None


def test_a_schedule_tells_planned_days() -> None:
    """Each candidate is planned, and slips as the go-live does."""
    found = schedule(slipping("season", RANGE).scenario, start=date(2027, 8, 30))
    here = {one.go_live: one.net_exposure for one in found.candidates}
    assert date(2027, 9, 6) in here
    there = SHAPES["season"].replace("go_live: 2027-09-06", "go_live: 2027-09-30", 1)
    assert here[date(2027, 9, 30)] == pytest.approx(
        means(priced(f"{there}{RANGE}}}\n")).totals["net_exposure"]
    )


def test_a_slip_is_an_input_that_moves() -> None:
    """Tornado, mitigations and comparisons price it anew; it stands in no formula to solve for."""
    found = slipping("season", RANGE)
    bar = next(one for one in tornado(found).bars if one.path == "calendar.slips_by_days")
    low, high = (KNOWN.quantile(share) for share in (0.1, 0.9))
    for end, amount in ((low, bar.low), (high, bar.high)):
        alone = means(slipping("season", str(whole_days(Decimal(end))))).totals["net_exposure"]
        assert amount == pytest.approx(alone)
    with pytest.raises(UsageError, match="moves dates"):
        solve(found, "calendar.slips_by_days", target=Decimal(1))
    halved = "mitigations:\n  - name: Rehearsal\n    cost: 0\n    effects:\n"
    halved += "      calendar.slips_by_days: {multiply: 0.5}\n"
    text = f"{SHAPES['season']}{RANGE}}}\n"
    before, after = (
        means(one).totals["net_exposure"]
        for one in (found, slipping("season", "{low: 0, likely: 7, high: 30}"))
    )
    (alone_one,) = mitigate(priced(text + halved)).alone
    assert before is not None
    assert after is not None
    assert alone_one.avoided == pytest.approx(before - after)
    both = compare([found, slipping("season", "30")])
    (slip,) = both.differing
    assert slip.effects[1] == pytest.approx(both.pairs[0].difference)


def test_the_timeline_adds_up_to_the_mean() -> None:
    """Days are those of the likely slip."""
    found = slipping("season", RANGE, "stops")
    told = means(found).totals["net_exposure"]
    assert told is not None
    assert float(timeline(found).total) == pytest.approx(float(told), abs=0.01)


def test_chances_add_up_to_one() -> None:
    """Of a range, and of an interval that has no ends."""
    for days in (RANGE, "{p5: 10, p95: 30, distribution: lognormal}"):
        slips = slips_of(slipping("flat", days).scenario.case)
        assert sum(one.chance for one in slips) == 1
        assert len({one.days for one in slips}) == len(slips) <= 400


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (f"{SHAPES['flat']}{{low: 0, likely: 14, high: 900}}}}\n", "SCN314", "more than 400"),
        (f"{SHAPES['flat']}9000000}}\n", "SCN314", "may come to 9,000,000 days, more than 3,650"),
        (f"{SHAPES['flat']}{{low: 3640, likely: 3645, high: 3651}}}}\n", "SCN314", "3,651 days"),
        (f"{HEAD}{DELAY}}}\ncalendar: {{slips_by_days: 4}}\n", "SCN303", "there is no go-live"),
        (
            f"{SHAPES['flat']}{RANGE}, horizon: 2027-12-15}}\n{TAILS['stops']}",
            "SCN302",
            "lies before the last go-live if it slips, 2027-12-31",
        ),
    ],
)
def test_slips_that_cannot_be_weighed(text: str, code: str, message: str) -> None:
    """They are refused where they stand."""
    with pytest.raises(InvalidScenarioError) as caught:
        scenario_of(text)
    (finding,) = (one for one in caught.value.findings if one.severity == "error")
    assert finding.code == code
    assert message in finding.message


def test_what_is_in_force_follows_a_known_slip() -> None:
    """A slip of one value moves the go-live beyond the day from which another value holds."""
    later = ", if_live_from: [{date: 2027-09-20, set: {likelihood: 10%}}]}\n"
    text = f"{HEAD}{DELAY}}}\ncalendar: {{go_live: 2027-09-06, slips_by_days: "
    assert [priced(f"{text}{days}{later}").exposure.likelihood for days in ("13", "14")] == [
        Decimal("0.4"),
        Decimal("0.1"),
    ]


def test_what_knowing_the_slip_is_worth() -> None:
    """Against a delay that is known, a short slip is cheaper and a long one dearer: by hand."""

    def cost(days: str) -> float:
        return float(means(slipping("season", days)).totals["net_exposure"] or 0)

    found = knowing(compare([slipping("season", days) for days in (RANGE, "20")]))
    worth = next(one.worth for one in found.known if one.path == "calendar.slips_by_days")
    least = min(cost(RANGE), cost("20"))
    expected = least - sum(chance * min(cost(str(day)), cost("20")) for day, chance in chances())
    assert expected > 100
    assert worth == pytest.approx(expected, abs=1e-4)


def test_trials_lie_on_the_days_of_their_slip() -> None:
    """By hand: by the end of a day a delay of five has fallen as far as the slip lets it."""
    text = f"{HEAD.replace('likelihood: 40%', 'likelihood: 100%')}"
    text += "delay: {duration_days: 5, cancellation_sensitivity: 10%}\n"
    text += f"calendar: {{go_live: 2027-09-06, slips_by_days: {RANGE}}}\n"
    found = timeline_bands(priced(text), sampling_of(20_000, None), by="day")
    by_day = {one.start: one.cumulative for one in found.bands}
    assert len(by_day) > 40
    for day in (date(2027, 9, 15), date(2027, 9, 26), date(2027, 10, 10)):
        fallen = sorted(
            (40_000 * min(max((day - date(2027, 9, 6)).days + 1 - slip, 0), 5) / 5, chance)
            for slip, chance in chances()
        )
        shares = accumulate(chance for _, chance in fallen)
        middle = next(amount for (amount, _), share in zip(fallen, shares, strict=True)
                      if share >= 0.5)  # fmt: skip
        assert by_day[day][1] == pytest.approx(middle, abs=8_000.1)
    assert found.total == (40_000, 40_000, 40_000)


@pytest.mark.parametrize("shape", ["season", "caught up"])
def test_bands_add_up_to_what_is_simulated(shape: str) -> None:
    """The whole of all trials is what a simulation of the net exposure says."""
    scenario = slipping(shape, RANGE, "pauses")
    found = timeline_bands(scenario, sampling_of(20_000, None))
    there = simulate(scenario, trials=20_000).shown.summary.percentiles
    for amount, percent in zip(found.total, (10, 50, 90), strict=True):
        assert abs(amount - there[percent].value) <= 4 * there[percent].error
    last = found.bands[-1].cumulative
    assert last[1] == pytest.approx(found.total[1], rel=0.02)


def test_solving_with_the_slip_in_the_mix() -> None:
    """Where an input reaches a target in the mean over the slips, a file that states it has it."""
    scenario = slipping("season", RANGE)
    target = (means(scenario).totals["net_exposure"] or 0) * Decimal("0.98")
    for path in ("likelihood", "delay.duration_days", "orders.average_value"):
        (solution,) = solve(scenario, path, target=target).solutions
        text = f"{SHAPES['season']}{RANGE}}}\n"
        there = means(assess(scenario_of(text, {path: f"{solution.value:.12f}"})))
        assert there.totals["net_exposure"] == pytest.approx(target, rel=Decimal("1e-9"))
    p90 = Decimal(0.98 * simulate(scenario).shown.summary.percentiles[90].value)
    found = solve_uncertain(scenario, "orders.average_value", Statistic("p90", "net_exposure"), p90)
    (at,) = found.solutions
    text = f"{SHAPES['season']}{RANGE}}}\n"
    there_too = simulate(assess(scenario_of(text, {"orders.average_value": f"{at.value:.12f}"})))
    assert there_too.trials is None
    assert there_too.shown.summary.percentiles[90].value == pytest.approx(float(p90), rel=1e-4)


def test_a_slip_that_is_correlated_takes_trials() -> None:
    """
    Longer delays come with longer slips: trials alone say what that makes, and it is said.

    By hand: a rank correlation next to 1 takes both by one quantile, and then the delay that a slip
    comes with is that of its own share.
    """
    text = f"{HEAD}{DELAY}}}\ncalendar: {{{DATES}, {SEASON}, slips_by_days: {RANGE}}}\n"
    apart, together = priced(text), priced(text + CORRELATED.replace("0.4", "0.999"))
    found = means(together)
    assert found.not_told
    assert "net_exposure" in found.estimated
    delays = Distribution.from_range(2, 5, 14)
    season = Calendar(season=season_of([Decimal(one) for one in INDICES]))
    total = 0.0
    for at in range(2_000):
        share = (at + 0.5) / 2_000
        slip = int(KNOWN.quantile(share) + 0.5)
        window = season.window(date(2027, 9, 6) + timedelta(slip))
        assert window is not None
        total += 0.4 * 8_000 * window.effective_days(delays.quantile(share)) / 2_000
        total += 700 * (slip + 7) / 2_000
    mean = float(found.totals["net_exposure"] or 0)
    assert mean == pytest.approx(total, abs=found.errors["net_exposure"] + 0.003 * total)
    assert mean > float(means(apart).totals["net_exposure"] or 0) * 1.01
    with pytest.raises(UsageError, match="correlated with another input"):
        drivers(together)
    with pytest.raises(UsageError, match="to be worked out exactly"):
        simulate(together, method="exact")
    assert simulate(together).trials is not None
    assert {one.path for one in estimated_drivers(together).drivers} >= {
        "calendar.slips_by_days",
        "delay.duration_days",
    }
    bars = tornado(together)
    assert bars.at is At.LIKELY
