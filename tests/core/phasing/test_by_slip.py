"""What is in force follows from the slip: each number of days is a file of its own, and weighed."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest

from omsrisk import UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.decisions.knowing import knowing
from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.analysis.time.schedule import schedule
from omsrisk.analysis.time.slip_risks import slip_risks
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import Means, means
from omsrisk.analysis.uncertainty.sampled_drivers import estimated_drivers
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.phasing.by_slip import CaseInTheMean, groups_of_slips, on_slip
from omsrisk.core.phasing.slips import slips_of
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: EUR
likelihood: 40%
orders: {daily_volume: 1000, average_value: 80}
delay: {duration_days: {low: 2, likely: 5, high: 14}, cancellation_sensitivity: 10%}
stabilisation:
  duration_days: {low: 30, likely: 45, high: 90}
  freeze: {duration_days: 2.5}
  parallel_running: {cost_per_day: 500, duration_days: 60}
"""
RANGE = "{low: 0, likely: 8, high: 32}"
CALENDAR = """calendar:
  go_live: 2027-09-06
  earliest_go_live: 2027-08-30
  cost_of_waiting_per_day: 700
  season: {sep: 0.8, oct: 1.1, nov: 1.4, dec: 2.2}
  if_live_from:
"""
ENTRIES = {
    "numbers": """    - {date: 2027-09-20, set: {likelihood: 25%, orders.daily_volume: 1200}}
    - {date: 2027-10-04, set: {likelihood: 10%}}
""",
    "ranges": """    - date: 2027-09-16
      set:
        delay.duration_days: {low: 1, likely: 3, high: 6}
        likelihood: {low: 20%, likely: 35%, high: 60%}
    - {date: 2027-10-01, set: {delay.duration_days: 9}}
""",
    "certain": """    - {date: 2027-09-12, set: {likelihood: 0%}}
    - {date: 2027-09-25, set: {likelihood: 100%}}
""",
}
PHASES = """phases:
  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}
  - {name: Half, share_of_orders: 40%, go_live: 2027-09-13}
  - {name: Rest, share_of_orders: 50%, go_live: 2027-11-01}
"""
TAILS = {
    "in one piece": "",
    "phases": PHASES,
    "stops": f"{PHASES}if_a_phase_fails: stop\n",
    "pauses": f"{PHASES}if_a_phase_fails: pause\npause_days: 30\n",
}
SHAPES = [(entries, tail) for entries in ENTRIES for tail in TAILS]


def text_of(days: str, entries: str = "numbers", tail: str = "in one piece", more: str = "") -> str:
    """Write a scenario whose go-lives slip."""
    return f"{HEAD}{CALENDAR}{ENTRIES[entries]}  slips_by_days: {days}\n{TAILS[tail]}{more}"


def priced(text: str, values: dict[str, str] | None = None) -> Assessment:
    """Price a scenario."""
    return assess(scenario_of(text, values or {}))


@cache
def means_of(days: str, entries: str, tail: str) -> Means:
    """Take the means of a scenario; many tests ask for the same ones."""
    return means(priced(text_of(days, entries, tail)))


def weighed(days_to_amount: dict[int, float], text: str) -> float:
    """Weigh what each slip costs with its chance."""
    slips = slips_of(priced(text).scenario.case)
    return sum(float(one.chance) * days_to_amount[one.days] for one in slips)


def each_slip(
    entries: str, tail: str, name: str = "net_exposure", values: dict[str, str] | None = None
) -> dict[int, float]:
    """Price a file for each number of days."""
    found = {}
    for day in range(33):
        one = means(priced(text_of(str(day), entries, tail), values))
        found[day] = float(one.totals[name] or 0)
    return found


@pytest.mark.parametrize(("entries", "tail"), SHAPES)
def test_the_mean_is_that_of_all_slips(entries: str, tail: str) -> None:
    """Totals, lines and kinds of money are those of a file for each number of days, weighed."""
    text = text_of(RANGE, entries, tail)
    found, slips = means(priced(text)), slips_of(priced(text).scenario.case)
    own = [(means_of(str(one.days), entries, tail), one.chance) for one in slips]
    for name in ("net_exposure", "cost_of_failure", "stabilisation", "programme"):
        expected = sum(float(one.totals[name] or 0) * float(chance) for one, chance in own)
        assert float(found.totals[name] or 0) == pytest.approx(expected, rel=1e-9)
    for name, told in found.lines.items():
        expected = sum(float(one.lines[name] or 0) * float(chance) for one, chance in own)
        assert float(told or 0) == pytest.approx(expected, rel=1e-9)
    for name, told in found.by_basis.items():
        expected = sum(float(one.by_basis[name] or 0) * float(chance) for one, chance in own)
        assert float(told or 0) == pytest.approx(expected, rel=1e-9)
    assert float(timeline(priced(text)).total) == pytest.approx(
        float(found.totals["net_exposure"] or 0), abs=0.01
    )


@pytest.mark.parametrize(("entries", "tail"), SHAPES)
def test_outcomes_weigh_up(entries: str, tail: str) -> None:
    """Chances of the outcomes add up to 1, and they to the mean; each is that of all slips."""
    text = text_of(RANGE, entries, tail)
    found = means(priced(text))
    apart = [one for one in found.outcomes if one.partition]
    assert sum(float(one.chance) for one in apart) == pytest.approx(1, abs=1e-12)
    assert sum(float(one.chance * (one.net_exposure or 0)) for one in apart) == pytest.approx(
        float(found.totals["net_exposure"] or 0), rel=1e-9
    )
    first = found.outcomes[0].name
    chance = amount = 0.0
    for slip in slips_of(priced(text).scenario.case):
        own = means_of(str(slip.days), entries, tail)
        same = [one for one in own.outcomes if one.name == first]
        likelihood = priced(text_of(str(slip.days), entries)).exposure.likelihood
        if same:
            part, net = float(slip.chance * same[0].chance), same[0].net_exposure
        else:
            part, net = float(slip.chance * likelihood), own.totals["net_exposure"]
        chance, amount = chance + part, amount + part * float(net or 0)
    if tail == "in one piece":
        assert float(found.outcomes[0].chance) == pytest.approx(chance, rel=1e-9)
        assert float(found.outcomes[0].net_exposure or 0) == pytest.approx(amount / chance, rel=1e-9)


@pytest.mark.parametrize(
    ("entries", "tail"),
    [("numbers", "stops"), ("ranges", "in one piece"), ("ranges", "phases"), ("certain", "pauses")],
)
def test_trials_agree(entries: str, tail: str) -> None:
    """Trials draw the slip, and hold what is in force then."""
    found = priced(text_of(RANGE, entries, tail))
    told = means(found).totals["net_exposure"]
    sampled = simulate(found, trials=60_000).shown.summary
    assert told is not None
    assert abs(sampled.mean.value - float(told)) < 4 * sampled.mean.error


def test_drivers_by_trials() -> None:
    """All that is random is told of once; what is in force by the slip has no closed form."""
    with pytest.raises(UsageError, match="what is in force follows from it"):
        drivers(priced(text_of(RANGE, "ranges")))
    found = estimated_drivers(priced(text_of(RANGE, "ranges")))
    paths = [one.path for one in found.drivers] + list(found.still)
    assert len(paths) == len(set(paths))
    assert {"calendar.slips_by_days", "likelihood", "delay.duration_days"} <= set(paths)
    told = means(priced(text_of(RANGE, "ranges"))).totals["net_exposure"]
    assert found.mean == pytest.approx(float(told or 0), rel=0.02)


def test_what_is_changed_stays_so_on_other_dates() -> None:
    """An input that is moved moves whatever the slip, one that is set from a day on where it is."""
    text = text_of(RANGE)
    base = priced(text)
    moved = sweep([base], ["orders.average_value=80,100"], metrics=["net_exposure"])
    amounts = [float(point.values[0][0]) for point in moved.points]
    for amount, value in zip(amounts, ("80", "100"), strict=True):
        own = each_slip("numbers", "in one piece", values={"orders.average_value": value})
        assert amount == pytest.approx(weighed(own, text), rel=1e-9)


def test_a_tornado_moves_the_slip_with_what_is_in_force() -> None:
    """At both ends of its bar a slip is priced as a file that states it."""
    found = tornado(priced(text_of(RANGE)))
    bar = next(one for one in found.bars if one.path == "calendar.slips_by_days")
    own = {float(amount) for amount in each_slip("numbers", "in one piece").values()}
    for amount in (bar.low, bar.high):
        assert min(abs(float(amount) - one) for one in own) < 1e-6 * float(amount)


def test_a_mitigation_of_the_slip_moves_what_is_in_force() -> None:
    """Halved, the slip passes the days from which other values hold less often."""
    halved = "mitigations:\n  - name: Rehearsal\n    cost: 0\n    effects:\n"
    halved += "      calendar.slips_by_days: {multiply: 0.5}\n"
    before, after = (
        means(priced(text_of(days, "numbers", "phases"))).totals["net_exposure"]
        for days in (RANGE, "{low: 0, likely: 4, high: 16}")
    )
    assert before is not None
    assert after is not None
    (alone,) = mitigate(priced(text_of(RANGE, "numbers", "phases", halved))).alone
    assert float(alone.avoided) == pytest.approx(float(before - after), rel=1e-9)
    taken = halved.replace("    cost: 0\n", "    cost: 0\n    taken: true\n")
    assert means(priced(text_of(RANGE, "numbers", "phases", taken))).totals[
        "net_exposure"
    ] == pytest.approx(after)


def test_a_schedule_weighs_each_candidate() -> None:
    """Each candidate slips, and what is in force follows."""
    text = text_of(RANGE, "ranges")
    found = schedule(priced(text).scenario)
    for one in found.candidates[:3]:
        day = {"calendar.go_live": one.go_live.isoformat()}
        there = means(priced(text, day)).totals["net_exposure"]
        assert one.net_exposure == pytest.approx(there)


def test_what_knowing_the_slip_is_worth() -> None:
    """By hand: with each number of days the cheaper one is chosen."""
    own = each_slip("numbers", "in one piece")
    fixed = means(priced(text_of("20", "numbers"))).totals["net_exposure"]
    found = knowing(compare([priced(text_of(RANGE)), priced(text_of("20"))]))
    worth = next(one.worth for one in found.known if one.path == "calendar.slips_by_days")
    mean = weighed(own, text_of(RANGE))
    least = {day: min(amount, float(fixed or 0)) for day, amount in own.items()}
    expected = min(mean, float(fixed or 0)) - weighed(least, text_of(RANGE))
    assert expected > 10
    assert worth == pytest.approx(expected, rel=1e-6)


def test_groups() -> None:
    """A group is a run of slips after which the same holds, and together they are certain."""
    case = priced(text_of(RANGE, "numbers", "phases")).scenario.case
    groups = groups_of_slips(case)
    assert sum(one.chance for one in groups) == 1
    assert [slip.days for one in groups for slip in one.slips] == list(range(33))
    assert 1 < len(groups) <= 5
    assert len(CaseInTheMean(case).groups) == len(groups)
    there = on_slip(case, 30)
    assert on_slip(there, case.slipped_by).inputs == case.inputs
    assert there.first_go_live is not None
    assert there.slipped_by == 30


def test_a_slip_that_passes_no_day_changes_nothing() -> None:
    """Entries that no slip reaches leave each figure as it is without them."""
    with_entries = text_of("{low: 0, likely: 2, high: 5}")
    without = with_entries.replace(f"  if_live_from:\n{ENTRIES['numbers']}", "")
    assert means(priced(with_entries)).totals == means(priced(without)).totals
    assert Decimal(0) < (means(priced(without)).totals["net_exposure"] or 0)


def test_the_peak_is_judged_with_what_is_in_force() -> None:
    """Weeks that are shorter from a day on touch the busiest month less often: counted by hand."""
    entries = "    - {date: 2027-09-20, set: {stabilisation.duration_days: 10}}\n"
    text = (
        text_of(RANGE)
        .replace(ENTRIES["numbers"], entries)
        .replace("oct: 1.1, nov: 1.4, dec: 2.2", "oct: 3")
    )
    case = priced(text).scenario.case
    found = slip_risks(case)
    assert found is not None
    expected = sum(
        float(one.chance)
        for one in slips_of(case)
        if date(2027, 9, 6) + timedelta(one.days + (10 if one.days >= 14 else 45) - 1)
        >= date(2027, 10, 1)
    )
    assert 0 < expected < 1
    assert float(found.touches_peak or 0) == pytest.approx(expected)


@pytest.mark.parametrize(("entries", "tail"), [("numbers", "in one piece"), ("ranges", "stops")])
def test_a_mitigation_acts_on_what_is_in_force_after_each_slip(entries: str, tail: str) -> None:
    """Judged by itself, or taken in the file: it is a file in which all of these values are other."""
    effects = "mitigations:\n  - name: Rehearsal\n    cost: 0\n    effects:\n"
    effects += "      likelihood: {multiply: 0.5}\n      delay.duration_days: {add: 1}\n"
    taken = effects.replace("    cost: 0\n", "    cost: 0\n    taken: true\n")
    each = [
        means(priced(text_of(str(slip), entries, tail, taken))).totals["net_exposure"]
        for slip in range(33)
    ]
    text = text_of(RANGE, entries, tail)
    after = weighed({at: float(one or 0) for at, one in enumerate(each)}, text)
    told = means(priced(text_of(RANGE, entries, tail, taken))).totals["net_exposure"]
    assert float(told or 0) == pytest.approx(after, rel=1e-9)
    before = means(priced(text)).totals["net_exposure"]
    found = mitigate(priced(text_of(RANGE, entries, tail, effects)))
    assert float(found.alone[0].avoided) == pytest.approx(float(before or 0) - after, rel=1e-9)
