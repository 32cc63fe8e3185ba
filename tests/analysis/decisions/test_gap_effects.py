"""What modifying the software does to inputs: in force with the decision, and in every answer."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import InvalidScenarioError, difference, mitigate
from omsrisk.analysis.decisions import gaps as module
from omsrisk.analysis.decisions.gaps import gaps
from omsrisk.analysis.decisions.undecided import at_the_cheapest, reach_of
from omsrisk.analysis.time.schedule import schedule
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import value_of
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.core.pricing.programme import gaps_at_a_floor
from omsrisk.scenario.load import Loader
from omsrisk.scenario.template import full_template
from tests.support.uncertain_texts import HEAD, priced

MODIFY, CHANGE = "modify", "change_process"
ORDERS = "orders: {daily_volume: 1000, average_value: 100, contribution_margin: 35%}\n"
PLAIN = (
    HEAD + ORDERS + "likelihood: 40%\ndelay: {duration_days: 8, cancellation_sensitivity: 12%}\n"
    "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-02-01, cost_of_waiting_per_day: 900}\n"
)
SEASON = PLAIN.replace("calendar: {", "calendar: {season: {feb: 0.5, mar: 2}, ")
DATED = PLAIN.replace(
    "calendar: {",
    "calendar: {if_live_from: [{date: 2027-02-20, set: {likelihood: 20%, delay.duration_days: 6}}], ",
)
PHASES = PLAIN + (
    "phases:\n"
    "- {name: Pilot, share_of_orders: 20%, likelihood: 50%}\n"
    "- {name: Rest, share_of_orders: 80%, go_live: 2027-04-12, delay: {duration_days: 5}}\n"
)
RANGED = PLAIN.replace("duration_days: 8", "duration_days: {low: 5, likely: 8, high: 14}")
EFFECTS = {
    "likelihood": ("{multiply: 1.5}", "{multiply: 0.5}", "{add: 5%}", "{set: 30%}"),
    "delay.duration_days": ("{multiply: 0.75}", "{add: 2}", "{add: -1}", "{set: 7}"),
    "orders.average_value": ("{multiply: 0.9}", "{add: 10}"),
    "delay.cancellation_sensitivity": ("{multiply: 1.1}",),
}


class Written(NamedTuple):
    """A gap as the file has it."""

    decision: str | None
    costs: tuple[int, int]
    days: int
    effects: tuple[tuple[str, str], ...]


def text_of(written: Sequence[Written]) -> str:
    """Write gaps, named by their number."""
    rows = []
    for at, one in enumerate(written):
        effects = ", ".join(f"{path}: {effect}" for path, effect in one.effects)
        stated = f"effects: {{{effects}}}, " if effects else ""
        stated += "" if one.decision is None else f"decision: {one.decision}, "
        costs = f"modification_cost: {one.costs[0]}, process_change_cost: {one.costs[1]}"
        rows.append(f"- {{area: G{at}, {stated}{costs}, postpones_by_days: {one.days}}}\n")
    return "gaps:\n" + "".join(rows)


effects = st.dictionaries(st.sampled_from(sorted(EFFECTS)), st.integers(0, 9), max_size=2).map(
    lambda drawn: tuple((path, EFFECTS[path][at % len(EFFECTS[path])]) for path, at in drawn.items())
)
money = st.integers(0, 200).map(lambda one: one * 100)
written_gaps = st.lists(
    st.builds(
        Written,
        st.sampled_from([MODIFY, CHANGE, None]),
        st.tuples(money, money),
        st.sampled_from([0, 0, 7, 14, 30]),
        effects,
    ),
    min_size=1,
    max_size=3,
).filter(lambda gaps_: sum("set" in effect for one in gaps_ for _, effect in one.effects) < 2)
BASES = [PLAIN, SEASON, DATED, PHASES, RANGED]


def net(text: str) -> Decimal:
    """Price a text, its ranges by their mean."""
    return value_of(priced(text).scenario.case, "net_exposure", At.MEAN)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(base=st.sampled_from(BASES), acts=effects, cost=money)
def test_it_acts_as_a_mitigation_of_that_cost_does(
    base: str, acts: tuple[tuple[str, str], ...], cost: int
) -> None:
    """Modified it is a mitigation that is taken; changed or not decided, nothing acts."""
    stated = ", ".join(f"{path}: {effect}" for path, effect in acts)
    taken = f"mitigations: [{{name: G, cost: {cost}, taken: true, effects: {{{stated}}}}}]\n"
    gap = Written(MODIFY, (cost, cost), 0, acts)
    assert net(base + text_of([gap])) == net(base + taken)
    for decision in (CHANGE, None):
        without = gap._replace(decision=decision)
        assert net(base + text_of([without])) == net(base) + cost


@settings(deadline=None, max_examples=30, derandomize=True)
@given(base=st.sampled_from(BASES), written=written_gaps)
def test_each_gap_is_the_file_decided_both_ways(base: str, written: list[Written]) -> None:
    """What is saved, what of it the effects are, and the best decisions, against every file."""

    def decided(ways: Sequence[str | None]) -> list[Written]:
        return [one._replace(decision=way) for one, way in zip(written, ways, strict=True)]

    result = gaps(priced(base + text_of(written)))
    now = [one.decision for one in written]
    prices = {
        ways: net(base + text_of(decided(ways)))
        for ways in product([CHANGE, MODIFY], repeat=len(written))
    }
    assert result.at_best == pytest.approx(min(prices.values()))
    best = tuple(MODIFY if one else CHANGE for one in result.best.values())
    assert prices[best] == pytest.approx(result.at_best)
    for at, choice in enumerate(result.choices):
        modified, changed = (
            net(base + text_of(decided([*now[:at], way, *now[at + 1 :]]))) for way in (MODIFY, CHANGE)
        )
        assert choice.saving == pytest.approx(modified - changed)
        if written[at].effects:
            without = decided([*now[:at], MODIFY, *now[at + 1 :]])
            without[at] = without[at]._replace(effects=())
            assert choice.effects == pytest.approx(modified - net(base + text_of(without)))
        else:
            assert not choice.effects


@settings(deadline=None, max_examples=20, derandomize=True)
@given(base=st.sampled_from([PLAIN, SEASON, PHASES]), written=written_gaps)
def test_floor_and_ceiling_know_the_effects(base: str, written: list[Written]) -> None:
    """What open gaps may come to at the least and at the most is what some decisions come to."""
    found = priced(base + text_of(written))
    ways = [(MODIFY, CHANGE) if one.decision is None else (one.decision,) for one in written]
    costs = [
        net(
            base
            + text_of([one._replace(decision=way) for one, way in zip(written, each, strict=True)])
        )
        for each in product(*ways)
    ]
    asked, case = statistic_of("mean_net_exposure"), found.scenario.case
    assert asked is not None
    floors = [gap.slug for gap in gaps_at_a_floor(case)]
    assert reach_of(case, asked, At.MEAN, floors) == (min(costs), max(costs))
    assert at_the_cheapest(case, "net_exposure", At.MEAN) == min(costs)


def test_many_gaps_are_decided_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a few it is said that better ones may be missed; what is found is a file's price."""
    written = [
        Written(CHANGE, (1000 + at, 900), 0, (("likelihood", f"{{multiply: 0.{5 + at}}}"),))
        for at in range(4)
    ]
    text = PLAIN + text_of(written)
    every = gaps(priced(text))
    monkeypatch.setattr(module, "_MOST_ACTING", 2)
    found = gaps(priced(text))
    assert (every.is_proven, found.is_proven) == (True, False)
    assert (
        found.at_best
        == every.at_best
        == net(PLAIN + text_of([one._replace(decision=MODIFY) for one in written]))
    )


def test_factors_come_before_what_is_added() -> None:
    """A gap's factor and a mitigation's addition meet as those of two mitigations do."""
    gap = Written(MODIFY, (0, 0), 0, (("delay.duration_days", "{multiply: 1.5}"),))
    taken = (
        "mitigations: [{name: M, cost: 0, taken: true, effects: {delay.duration_days: {add: -2}}}]\n"
    )
    case = priced(PLAIN + text_of([gap]) + taken).scenario.case
    assert case.inputs["delay.duration_days"].value == 10
    assert case.inputs["delay.duration_days"].changed_by == ("G0", "M")


ACTS = ["{multiply: 0.5}", "{multiply: 0.8}", "{add: -1}", "{add: 1}", "{set: 5}"]


@settings(deadline=None, max_examples=40, derandomize=True)
@given(
    base=st.sampled_from(BASES),
    decided=st.sampled_from(ACTS),
    of_gap=st.sampled_from(["", *ACTS]),
    left=st.lists(st.sampled_from(ACTS), min_size=1, max_size=3),
)
def test_sets_beside_what_is_decided_are_what_the_file_comes_to(
    base: str, decided: str, of_gap: str, left: list[str]
) -> None:
    """Each set of the frontier, and each alone, is the file with those taken: in whatever order."""
    acts = (("delay.duration_days", of_gap),) if of_gap else ()
    text = base + text_of([Written(MODIFY, (100, 0), 0, acts)])
    text += "mitigations:\n- {name: Done, cost: 100, taken: true, effects: "
    text += f"{{delay.duration_days: {decided}}}}}\n"
    text += "".join(
        f"- {{name: M{at}, cost: {700 * at}, effects: {{delay.duration_days: {one}}}}}\n"
        for at, one in enumerate(left)
    )
    if sum("set" in one for one in (decided, of_gap, *left)) > 1:
        text = text.replace("{set: 5}", "{set: 6}")  # to one number: nothing clashes
    plan = mitigate(priced(text))
    sets = [((one.mitigation,), one.net_benefit) for one in plan.alone]
    for chosen, worth in [*sets, *((one.mitigations, one.net_benefit) for one in plan.frontier)]:
        names = [one.name for one in chosen]
        loader = Loader(read_bytes=lambda _: text.encode(), taken=names)
        case = loader.load("case.yaml").case
        assert plan.base - worth == pytest.approx(value_of(case, "net_exposure", At.MEAN))


def test_a_set_beyond_the_bounds_is_no_set() -> None:
    """What acts already counts: half of 3 days and two days less would be below none."""
    text = PLAIN.replace("duration_days: 8", "duration_days: 3") + text_of(
        [Written(MODIFY, (0, 0), 0, (("delay.duration_days", "{multiply: 0.5}"),))]
    )
    text += "mitigations: [{name: M, cost: 0, effects: {delay.duration_days: {add: -2}}}]\n"
    plan = mitigate(priced(text))
    assert plan.best.mitigations == ()
    with pytest.raises(InvalidScenarioError, match="together they make"):
        priced(text.replace("name: M", "name: M, taken: true"))


def test_a_decision_moves_what_its_effects_move() -> None:
    """`diff` tells what the other decision makes of the net exposure, effects included."""
    gap = Written(CHANGE, (9000, 4000), 14, (("likelihood", "{add: 5%}"),))
    old, new = (priced(PLAIN + text_of([gap._replace(decision=way)])) for way in (CHANGE, MODIFY))
    [setting] = difference(old, new).settings
    assert setting.path == "gaps.g0.decision"
    assert setting.effect == new.net_exposure - old.net_exposure == 9000 - 4000 + 12_600 + 4_800


def test_later_dates_keep_the_effects() -> None:
    """On the day of the backup the likelihood of that day is what a modification acts on."""
    text = DATED.replace("calendar: {", "calendar: {backup_go_live: 2027-03-15, ")
    gap = text_of([Written(MODIFY, (0, 0), 0, (("likelihood", "{multiply: 1.5}"),))])
    backup = next(
        one
        for one in schedule(priced(text + gap).scenario).candidates
        if one.go_live == date(2027, 3, 15)
    )
    later = (PLAIN + gap).replace("likelihood: 40%", "likelihood: 20%")
    later = later.replace("duration_days: 8", "duration_days: 6").replace("2027-02-15", "2027-03-15")
    assert backup.net_exposure == priced(later).net_exposure


WRONG = [  # gaps, codes, why
    ("effects: {delay.duration: {add: 1}}", "SCN401", "no input"),
    ("effects: {gaps.g0.modification_cost: {add: 1}}", "SCN401", "what it costs"),
    ("effects: {calendar.season.jan: {add: 1}}", "SCN401", "the season"),
    ("effects: {delay.duration_days: {add: -9}}", "SCN403", "below none"),
    ("effects: {likelihood: {multiply: 3}}", "SCN403", "more than certain"),
    ("effects: {likelihood: {add: 5, multiply: 2}}", "SCN111", "two at once"),
    ("effects: {likelihood: 5%}", "SCN107", "no operation"),
    ("effects: [likelihood]", "SCN107", "no map"),
    ("effects: {delay.duration_days: {set: 5}}", "SCN402", "a mitigation sets another number"),
]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[-1])
def test_wrong_effects_are_findings_whatever_is_decided(case: tuple[str, str, str]) -> None:
    """As those of mitigations, and in a gap whose process is changed as well."""
    stated, code, _ = case
    for decision in ("", f"decision: {MODIFY}, ", f"decision: {CHANGE}, "):
        text = f"gaps: [{{area: G0, {decision}{stated}}}]\n"
        text += "mitigations: [{name: M, cost: 0, effects: {delay.duration_days: {set: 4}}}]\n"
        with pytest.raises(InvalidScenarioError) as raised:
            priced(PLAIN + text)
        assert code in {one.code for one in raised.value.findings}


def test_the_command_line_stands_over_it() -> None:
    """What is set by hand stays, and that is told."""
    gap = text_of([Written(MODIFY, (0, 0), 0, (("likelihood", "{multiply: 0.5}"),))])
    loader = Loader({"likelihood": "50%"}, read_bytes=lambda _: (PLAIN + gap).encode())
    found = loader.load("case.yaml")
    assert found.case.inputs["likelihood"].value == Decimal("0.5")
    [told] = [one for one in found.findings if one.code == "SCN405"]
    assert told.message.startswith("G0: `likelihood` keeps the value of --set")


def test_the_template_shows_it() -> None:
    """With every other key."""
    assert "multiply: 1.1" in full_template()
