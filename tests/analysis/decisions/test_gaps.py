"""Gaps both ways: worked figures, and the best decisions against every combination of them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from omsrisk import UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.decisions.gaps import GapAnalysis, gaps
from omsrisk.analysis.decisions.undecided import Reach, at_the_cheapest, reach_of
from omsrisk.analysis.expression_graph import why_not_moved
from omsrisk.analysis.kinds_of_money import by_basis
from omsrisk.analysis.limits import Judgement, judge
from omsrisk.analysis.metrics import metric_of
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.core.money import add, to_minor_unit
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.core.pricing.programme import gaps_at_a_floor
from omsrisk.report.caveats import notes_of
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.limits import Limit
from tests.support.paths import SCENARIOS

MODIFY, CHANGE = "modify", "change_process"
DATES = (
    "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 700}\n"
)
OVERRUN = "programme: {overrun: {rate: 27%, likelihood: 50%}}\n"
WAITING_ALONE = "calendar: {cost_of_waiting_per_day: 700}\n"


class Written(NamedTuple):
    """A gap as the file has it; None where a key is left out."""

    decision: str | None
    modification: str | None
    change: str | None
    days: int = 0


def text_of(written: Sequence[Written]) -> str:
    """Write gaps, named by their number."""
    rows = []
    for at, one in enumerate(written):
        keys = {
            "area": f"G{at}",
            "decision": one.decision,
            "modification_cost": one.modification,
            "process_change_cost": one.change,
            "postpones_by_days": str(one.days),
        }
        stated = ", ".join(f"{key}: {value}" for key, value in keys.items() if value is not None)
        rows.append(f"  - {{{stated}}}\n")
    return f"gaps:\n{''.join(rows)}"


def priced(
    text: str, base: str = "retailer", overrides: Mapping[str, str] | None = None
) -> Assessment:
    """Price a text that extends a shipped scenario."""
    content = f"extends: {base}.yaml\n{text}".encode()
    return assess(Loader(overrides).load(str(SCENARIOS / "gaps.yaml"), content))


def net(one: Assessment) -> Decimal:
    """Give the net exposure."""
    return Decimal(one.totals["net_exposure"] or 0)


def analysed(written: Sequence[Written], more: str = DATES, base: str = "retailer") -> GapAnalysis:
    """Analyse some gaps."""
    return gaps(priced(more + text_of(written), base))


SAVINGS = [  # gaps, other keys, what changing the first saves, what of it is waiting, why
    ([Written(MODIFY, "12000", "4000", 14)], DATES, "17800", "9800", "8,000 and 14 days of waiting"),
    ([Written(CHANGE, "12000", "4000", 14)], DATES, "17800", "9800", "whichever was decided"),
    ([Written(None, "12000", "4000", 14)], DATES, "17800", "9800", "or where nothing was"),
    ([Written(MODIFY, "12000", "4000", 14)], WAITING_ALONE, "17800", "9800", "without dates as well"),
    ([Written(MODIFY, "12000", "4000", 14)], "", "8000", "0", "waiting has no price"),
    ([Written(MODIFY, "4000", "12000", 14)], DATES, "1800", "9800", "cheaper work, dearer days"),
    ([Written(MODIFY, "4000", "12000", 3)], DATES, "-5900", "2100", "modifying is cheaper"),
    ([Written(MODIFY, "12000", "4000", 14), Written(MODIFY, "1", "1", 20)], DATES, "8000", "0",
     "another modification postpones it anyway"),
    ([Written(MODIFY, "12000", "4000", 14), Written(MODIFY, "1", "1", 10)], DATES, "10800", "2800",
     "another one postpones it by 10 of the 14 days"),
    ([Written(MODIFY, "12000", "4000", 14), Written(CHANGE, "1", "1", 20)], DATES, "17800", "9800",
     "a process that is changed takes no time"),
    ([Written(MODIFY, "12000", "4000")], OVERRUN, "9620", "0",
     "what is planned overruns by 13.5 % of the modification in the mean, and changing does not"),
]  # fmt: skip


@pytest.mark.parametrize("case", SAVINGS, ids=lambda case: case[-1])
def test_what_changing_the_process_saves(
    case: tuple[list[Written], str, str, str, str],
) -> None:
    """The two costs and the days by which the one way is later, the others as decided."""
    written, more, saving, later, _ = case
    choice = analysed(written, more).choices[0]
    assert (choice.saving, choice.later_go_live) == (Decimal(saving), Decimal(later))
    assert choice.cheaper is (Decimal(saving) < 0)


def test_ways_of_one_price() -> None:
    """Where both ways cost the same, none is cheaper and the process is changed: less risk."""
    result = analysed([Written(MODIFY, "500", "500")])
    choice = result.choices[0]
    assert choice.saving == 0
    assert choice.cheaper is None
    assert result.best == {"g0": False}


ONE_COST = [
    (Written(MODIFY, "5", None, 9), "modified"),
    (Written(CHANGE, None, "5"), "changed"),
    (Written(None, None, "5", 9), "not decided"),
    (Written(None, None, None), "nothing is known"),
]


@pytest.mark.parametrize("case", ONE_COST, ids=lambda case: case[-1])
def test_gap_without_both_costs_is_not_compared(case: tuple[Written, str]) -> None:
    """A cost that is missing is no zero: nothing is saved, and the decision stays what it is."""
    written, _ = case
    result = analysed([written, Written(MODIFY, "5", "4", 3)])
    choice = result.choices[0]
    assert (choice.saving, choice.cheaper, choice.later_go_live) == (None, None, None)
    decisions = {MODIFY: True, CHANGE: False, None: None}
    assert result.best["g0"] is decisions[written.decision]


def test_go_live_moves_into_another_season() -> None:
    """In December a later go-live saves more than the waiting and the modification cost."""
    december = (
        "calendar: {go_live: 2027-12-01, backup_go_live: 2028-04-12, cost_of_waiting_per_day: 7}\n"
    )
    result = analysed([Written(CHANGE, "1100", "1000", 45)], december, "seasonal")
    stays, moves = (
        priced(december + text_of([Written(decision, "1100", "1000", 45)]), "seasonal")
        for decision in (CHANGE, MODIFY)
    )
    saving = add(net(moves), net(stays).copy_negate())
    assert saving < -1_000
    assert result.choices[0].saving == saving
    assert result.best == {"g0": True}
    assert result.at_best == net(moves)


MOVED = [("seasonal", ["calendar"]), ("phased", ["phases.pilot", "phases.second-wave",
                                                 "phases.last-wave"])]  # fmt: skip


@pytest.mark.parametrize("days", [1, 14, 90])
@pytest.mark.parametrize("case", MOVED, ids=lambda case: case[0])
def test_postponed_is_what_a_later_date_says(case: tuple[str, list[str]], days: int) -> None:
    """A modification of so many days costs what the same file does with all its dates that later."""
    base, places = case
    backup = {"calendar.backup_go_live": "2027-12-01"}
    one = priced(text_of([Written(MODIFY, "900", None, days)]), base, backup)
    before = priced(text_of([Written(MODIFY, "900", None, 0)]), base, backup).scenario.case
    dates = [before.calendar.go_live, *(phase.go_live for phase in before.phases)]
    stated = dates[1:] if before.phases else dates[:1]
    later = {
        f"{place}.go_live": str(day.fromordinal(day.toordinal() + days))
        for place, day in zip(places, stated, strict=True)
        if day is not None
    }
    assert len(later) == len(places)
    same = priced(text_of([Written(MODIFY, "900", None, 0)]), base, {**backup, **later})
    assert one.totals == same.totals


costs = st.integers(0, 200).map(lambda one: str(one * 100))
written_gaps = st.lists(
    st.builds(Written, st.sampled_from([MODIFY, CHANGE, None]), costs, costs,
              st.sampled_from([0, 0, 3, 14, 30, 60, 120])),
    min_size=1, max_size=4,
)  # fmt: skip
ANY = st.lists(st.builds(Written, st.just(MODIFY), costs, st.none(), st.sampled_from([0, 20])),
               max_size=1)  # fmt: skip
A_DAY = st.just([Written(MODIFY, "1", None, 1)])
BASES = [  # scenario, other keys, gaps that cannot be compared, examples, why
    ("retailer", DATES, ANY, 12, "dates"),
    ("retailer", WAITING_ALONE, A_DAY, 12, "waiting without dates"),
    ("retailer", f"{DATES}{OVERRUN}", ANY, 12, "a plan that overruns"),
    ("phased", "calendar: {backup_go_live: 2027-12-01}\n", ANY, 6, "phases"),
    ("seasonal", "", ANY, 12, "a season, going live in the slow month"),
    ("seasonal", "calendar: {go_live: 2027-11-10, backup_go_live: 2028-04-12}\n", ANY, 20,
     "a season, going live before the peak"),
]  # fmt: skip


@pytest.mark.parametrize("base", BASES, ids=lambda base: base[-1])
def test_best_decisions_are_those_of_an_exhaustive_search(
    base: tuple[str, str, st.SearchStrategy[list[Written]], int, str],
) -> None:
    """No combination of decisions costs less; each saving is the file decided both ways."""
    name, more, beside, examples, _ = base

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(written=written_gaps, fixed=beside)
    def holds(written: list[Written], fixed: list[Written]) -> None:
        def price(decisions: Sequence[str | None]) -> Decimal:
            decided = [
                one._replace(decision=two) for one, two in zip(written, decisions, strict=True)
            ]
            return net(priced(more + text_of([*decided, *fixed]), name))

        result = analysed([*written, *fixed], more, name)
        now = [one.decision for one in written]
        assert result.now == price(now)
        assert result.at_best == min(map(price, product([MODIFY, CHANGE], repeat=len(written))))
        best = [MODIFY if one else CHANGE for one in result.best.values()]
        assert price(best[: len(written)]) == result.at_best
        for at, choice in enumerate(result.choices[: len(written)]):
            modified, changed = (price([*now[:at], way, *now[at + 1 :]]) for way in (MODIFY, CHANGE))
            assert choice.saving == add(modified, changed.copy_negate())

    holds()


def test_without_gaps_there_is_nothing_to_decide() -> None:
    """A scenario without gaps is wrong usage, and says where they are explained."""
    with pytest.raises(UsageError, match="has no `gaps`") as refused:
        gaps(priced(""))
    assert "explain gaps" in refused.value.hint


FLOORS = [  # gap, what it adds to the programme, why
    (Written(None, "12000", "4000", 14), "4000", "changing the process is cheaper"),
    (Written(None, "4000", "12000", 14), "4000", "modifying is, its days aside"),
    (Written(None, "12000", None, 14), "0", "the other way might be cheaper"),
    (Written(None, None, None), "0", "no cost is known"),
]


@pytest.mark.parametrize("case", FLOORS, ids=lambda case: case[-1])
def test_a_gap_that_is_not_decided_counts_with_a_floor(case: tuple[Written, str, str]) -> None:
    """The totals hold the cheaper way, at the most likely values and in the mean, day by day."""
    written, floor, _ = case
    found, without = priced(DATES + text_of([written])), priced(DATES)
    assert net(found) - net(without) == Decimal(floor)
    [line] = [one for one in found.exposure.lines if one.id == "programme.gaps"]
    [part] = line.parts
    assert (part.assessed, part.complete) == (False, False)
    assert part.counts is bool(Decimal(floor))
    assert found.exposure.complete is (without.exposure.complete and not Decimal(floor))
    assert timeline(found).total == to_minor_unit(net(found), 2)
    planned, before = (by_basis(one.exposure)["planned"] for one in (found, without))
    assert before is not None
    assert planned == before + Decimal(floor)


LIMITS = [  # more than the floor, whether it is judged, whether it is passed, why
    (-1, True, True, "passed by the floor: whatever is decided"),
    (0, False, False, "the dearer way passes it"),
    (7_999, False, False, "still"),
    (8_000, True, False, "it holds both ways"),
]


@pytest.mark.parametrize("metric", ["net_exposure", "programme", "programme.gaps"])
@pytest.mark.parametrize("case", LIMITS, ids=lambda case: case[-1])
def test_limits_where_a_gap_is_not_decided(case: tuple[int, bool, bool, str], metric: str) -> None:
    """A limit is judged where both ways agree."""
    more, judged, passed, _ = case
    found = priced(DATES + text_of([Written(None, "12000", "4000")]))
    amount = Decimal(metric_of(found.exposure, metric))
    [one] = judge(found, [Limit(metric, amount + more)])
    assert (one.is_judged, one.excess is not None) == (judged, passed)
    assert one.missing == (() if judged and not passed else ("programme.gaps.g0",))


def test_the_dearer_way_counts_with_its_days() -> None:
    """Modifying costs less and postpones by 14 days at 700: a limit has to bear these, too."""
    found = priced(DATES + text_of([Written(None, "4000", "5000", 14)]))
    held, passed = (
        judge(found, [Limit("net_exposure", net(found) + more)])[0] for more in (9_800, 9_799)
    )
    assert (held.is_judged, passed.is_judged) == (True, False)


LOW_SEASON = DATES.replace("{", "{season: {jan: 1, feb: 1, mar: 0.1}, ", 1)
"""From March on a tenth of the orders is late."""


def reach(found: Assessment, asked: str = "mean_net_exposure", at: At = At.MEAN) -> Reach:
    """Find what a figure may come to whatever is decided on the gaps that are not."""
    statistic = statistic_of(asked)
    assert statistic is not None
    case = found.scenario.case
    return reach_of(case, statistic, at, [gap.slug for gap in gaps_at_a_floor(case)], 2_000)


def decided_all_ways(written: Sequence[Written]) -> Iterator[list[Written]]:
    """Decide in every way on the gaps that are not decided."""
    ways = [(MODIFY, CHANGE) if one.decision is None else (one.decision,) for one in written]
    for choice in product(*ways):
        yield [one._replace(decision=way) for one, way in zip(written, choice, strict=True)]


@settings(deadline=None, max_examples=20, derandomize=True)
@given(written=written_gaps, more=st.sampled_from([DATES, LOW_SEASON, OVERRUN, ""]))
@example(written=[Written(None, "100", "105")], more=OVERRUN)
def test_floor_and_ceiling_are_what_some_decisions_come_to(written: list[Written], more: str) -> None:
    """No decisions come to less than the floor or more than the ceiling, and some come to each."""
    found = priced(more + text_of(written))
    costs_of = [net(priced(more + text_of(decided))) for decided in decided_all_ways(written)]
    assert reach(found) == (min(costs_of), max(costs_of))
    assert at_the_cheapest(found.scenario.case, "net_exposure", At.MEAN) == min(costs_of)


def test_a_later_go_live_may_be_cheaper() -> None:
    """A limit that a go-live in the low season keeps is not passed by the floor, and that is said."""
    written = [Written(None, "9000", "5000", 28)]
    found = priced(LOW_SEASON + text_of(written))
    later = net(priced(LOW_SEASON + text_of([written[0]._replace(decision=MODIFY)])))
    assert later < net(found) - 1
    for maximum, judged, passed in (
        (net(found), True, False),
        (net(found) - 1, False, False),
        (later, False, False),
        (later - 1, True, True),
    ):
        [one] = judge(found, [Limit("net_exposure", maximum)])
        assert (one.is_judged, one.excess is not None) == (judged, passed)
    [note] = [one for one in notes_of(found, means(found), is_mean=False) if "not decided" in one]
    assert f"may fall to {later:,.2f}" in note
    sure = priced(DATES + text_of(written))
    [note] = [one for one in notes_of(sure, means(sure), is_mean=False) if "not decided" in one]
    assert "at least what is shown" in note


def test_a_later_go_live_keeps_other_limits_from_being_judged() -> None:
    """A limit on the cost of failure holds only where it does at both go-lives."""
    peak = LOW_SEASON.replace("mar: 0.1", "mar: 2")
    found = priced(peak + text_of([Written(None, "9000", "5000", 28)]))
    now = Decimal(metric_of(found.exposure, "cost_of_failure"))
    [one] = judge(found, [Limit("cost_of_failure", now)])
    assert (one.is_judged, one.missing) == (False, ("programme.gaps.g0",))
    [one] = judge(found, [Limit("cost_of_failure", 3 * now)])
    assert one.is_judged
    [one] = judge(found, [Limit("cost_of_failure", now, allow_not_assessed=("programme.gaps",))])
    assert one.is_judged


RANGED = "delay: {duration_days: {low: 1, likely: 3, high: 9}}\n"
COSTS = [  # modifying, changing, why
    ("12000", "4000", "sure costs: their ends shift all trials"),
    ("{low: 0, likely: 4000, high: 60000}", "12000", "a range that is cheaper as a rule"),
]


@pytest.mark.parametrize("case", COSTS, ids=lambda case: case[-1])
def test_a_limit_on_a_percentile_where_a_gap_is_not_decided(case: tuple[str, str, str]) -> None:
    """It fails where both ways pass it, holds where both hold, and cannot be judged between."""
    pytest.importorskip("numpy")
    written = [Written(None, case[0], case[1])]
    ways = [
        held_to(priced(DATES + RANGED + text_of(decided)), "p90_net_exposure", Decimal(0)).amount
        for decided in decided_all_ways(written)
    ]
    least, most = sorted(one for one in ways if one is not None)
    found = priced(DATES + RANGED + text_of(written))
    cent = Decimal("0.01")
    for maximum, judged, passed in (
        (most + cent, True, False),
        (most - cent, False, False),
        (least + cent, False, False),
        (least - cent, True, True),
    ):
        one = held_to(found, "p90_net_exposure", maximum)
        assert (one.is_judged, one.excess is not None) == (judged, passed)


def held_to(found: Assessment, metric: str, maximum: Decimal) -> Judgement:
    """Hold a scenario to one limit."""
    [one] = judge(found, [Limit(metric, maximum)])
    return one


def test_too_many_ways_to_simulate() -> None:
    """Beyond some dozens of ways nothing is claimed."""
    pytest.importorskip("numpy")
    ranged = Written(None, "{low: 0, likely: 4000, high: 60000}", "12000")
    found = priced(DATES + RANGED + text_of([ranged] * 7))
    assert reach(found, "p90_net_exposure") == (Decimal("-Infinity"), Decimal("Infinity"))
    assert not held_to(found, "p90_net_exposure", Decimal(1)).is_judged


UNDECIDED = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 5, cancellation_sensitivity: 10%}
gaps: [{area: Import, modification_cost: 6000, process_change_cost: 5500}]
"""
CHANGING = "gaps.import.process_change_cost"


def with_cost(path: str, cost: object) -> Decimal | None:
    """Price a gap on which nobody has decided, one of its ways at another cost."""
    one = assess(Loader({path: str(cost)}).load("case.yaml", UNDECIDED.encode()))
    return one.totals["net_exposure"]


@pytest.mark.parametrize("way", ["process_change_cost", "modification_cost"])
def test_whoever_changes_the_cost_of_a_way_counts_with_the_cheaper_one(way: str) -> None:
    """The way that is dearer may become the cheaper one: every command says what `--set` does."""
    one, path = assess(Loader().load("case.yaml", UNDECIDED.encode())), f"gaps.import.{way}"
    swept = sweep([one], [f"{path}=5000:7000:500"])
    found = {point.inputs[0]: point.values[0][0] for point in swept.points}
    assert len(found) == 5
    assert found == {cost: with_cost(path, cost) for cost in found}
    (bar,) = [bar for bar in tornado(one).bars if bar.path == path]
    ends = [bar.low_input, bar.high_input]
    assert [bar.low, bar.high] == [with_cost(path, at) for at in ends]


def test_a_cost_beyond_that_of_the_other_way_is_no_answer() -> None:
    """Nobody pays 7,000 for what costs 6,000: the target of 57,000 is out of reach."""
    one = assess(Loader().load("case.yaml", UNDECIDED.encode()))
    (found,) = solve(one, CHANGING, target=Decimal(55_750)).solutions
    assert (found.value, found.is_exact) == (Decimal(5_750), True)
    beyond = solve(one, CHANGING, target=Decimal(57_000))
    assert not beyond.reachable
    assert beyond.nearest == beyond.levels_off == (Decimal(6_000), Decimal(56_000))
    wires = tripwires(one, (Limit("net_exposure", Decimal(57_000)),), every_input=True).wires
    assert CHANGING not in [wire.path for wire in wires]


BESIDE_A_RANGE = UNDECIDED.replace("6000", "{low: 4000, likely: 6000, high: 11000}")


def mean_with(path: str, cost: object) -> Decimal:
    """Take the mean with one of the ways at another cost, certain."""
    one = assess(Loader({path: str(cost)}).load("case.yaml", BESIDE_A_RANGE.encode()))
    told = means(one).totals["net_exposure"]
    return one.net_exposure if told is None else told


@pytest.mark.parametrize("way", ["process_change_cost", "modification_cost"])
def test_beside_a_range_the_way_is_chosen_anew_for_every_cost(way: str) -> None:
    """Up to 6,000, the likely cost of modifying, changing counts, and then the mean of the range."""
    one, path = assess(Loader().load("case.yaml", BESIDE_A_RANGE.encode())), f"gaps.import.{way}"
    swept = sweep([one], [f"{path}=4000:8000:1000"])
    found = {point.inputs[0]: point.values[0][0] for point in swept.points}
    assert len(set(found.values())) > 1
    for cost, amount in found.items():
        assert amount == pytest.approx(mean_with(path, cost), abs=Decimal("1e-9"))
    (bar,) = [bar for bar in tornado(one).bars if bar.path == path]
    for number, amount in ((bar.low_input, bar.low), (bar.high_input, bar.high)):
        assert amount == pytest.approx(mean_with(path, number), abs=Decimal("1e-9"))


def test_no_formula_tells_at_which_cost_beside_a_range_a_target_is_met() -> None:
    """It is refused and said why; of a mean that is asked for by name every cost is priced anew."""
    one = assess(Loader().load("case.yaml", BESIDE_A_RANGE.encode()))
    with pytest.raises(UsageError, match="decides which way counts"):
        solve(one, CHANGING, target=Decimal(55_000))
    asked = statistic_of("mean_net_exposure")
    assert asked is not None
    (found,) = solve_uncertain(one, CHANGING, asked, Decimal(55_000)).solutions
    assert found.value == Decimal(5_000)
    assert why_not_moved(one.scenario.case, CHANGING).startswith("which way of an undecided gap")
    with pytest.raises(UsageError, match=r"20,001 points .* of a gap that is not decided"):
        sweep([one], [f"{CHANGING}=0:20000:1"])
