"""Learning: each phase has less of an input than the one before it."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsrisk import InvalidScenarioError, UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.expression_graph import expression_graph
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.sensitivity.sweep import sweep
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.core.money import exact
from omsrisk.core.phasing.learning import part_kept
from omsrisk.core.pricing.exposure import price
from omsrisk.core.pricing.mitigations import mitigated
from omsrisk.scenario.labels import label_of
from omsrisk.scenario.schema.paths import known_input
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
"""
DELAY = "delay: {duration_days: 8, cancellation_sensitivity: 10%}\n"
LEARNING = "learning: {delay.duration_days: 50%}\n"
PHASES = """phases:
  - {name: Pilot, share_of_orders: 20%}
  - {name: North, share_of_orders: 30%}
  - {name: South, share_of_orders: 50%}
"""
RATE = "learning.delay.duration_days"
DATED = """phases:
  - {name: Pilot, share_of_orders: 20%, go_live: 2026-10-25}
  - {name: North, share_of_orders: 30%, go_live: 2026-11-28}
  - {name: South, share_of_orders: 50%, go_live: 2026-12-30}
"""
SEASON = "calendar: {season: {nov: 1.4, dec: 2}}\n"


def priced(text: str, overrides: Mapping[str, str] | None = None) -> Assessment:
    """Price a roll-out in phases."""
    return assess(scenario_of(HEAD + text, overrides))


def of_each(found: Assessment, line_id: str = "delay") -> list[Decimal]:
    """Return what a line comes to in each phase."""
    return [
        Decimal(line.amount or 0)
        for one in found.exposure.phases
        for line in one.lines
        if line.id == line_id
    ]


def test_8_4_and_2_days() -> None:
    """At 50 % each phase has half of the days of the one before, and its share of the orders."""
    assert of_each(priced(DELAY + LEARNING + PHASES)) == [16_000, 12_000, 10_000]


def test_the_rate_at_which_phases_cost_what_all_at_once_does() -> None:
    """A rate that is left out is 0, and can be solved for."""
    big_bang = Decimal(64_000)
    found = solve(priced(DELAY + PHASES), RATE, target=big_bang)
    (solution,) = found.solutions
    again = priced(DELAY + PHASES, {RATE: f"{solution.value:f}"})
    assert Decimal(again.totals["net_exposure"] or 0) == pytest.approx(big_bang)
    stated = solve(priced(DELAY + LEARNING + PHASES), RATE, target=Decimal(80_000))
    assert [one.value for one in stated.solutions] == [0]


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("learning: {delay.duration_days: 0%}\n", [16_000, 24_000, 40_000], "as without it"),
        ("learning: {delay.duration_days: 100%}\n", [16_000, 0, 0], "all is learned at once"),
        ("learning: {orders.daily_volume: 50%}\n", [16_000, 12_000, 10_000], "split, then learned"),
        (
            "learning: {delay.duration_days: 50%, delay.cancellation_sensitivity: 50%}\n",
            [16_000, 6_000, 2_500],
            "two inputs",
        ),
    ],
)
def test_rates(text: str, expected: list[int], why: str) -> None:
    """Inputs are inherited and split as ever, and then learned."""
    assert of_each(priced(DELAY + text + PHASES)) == expected, why


CAPPED = """hidden_costs:
  brand_damage: [{item: A, per: delayed_order, unit_cost: 1, grace_days: 2, cap: 999999}]
"""
TRAINING = "training_deficit: {hours: 1000, cost_per_hour: 1, incompletion_rate: 100%}\n"
SPLIT = [  # an input that phases split and learn on, the line it is in, what that comes to in each
    ("orders.daily_volume", "delay", [16_000, 12_000, 10_000], "an item with a cap counts it"),
    ("training_deficit.hours", "training_deficit", [200, 150, 125], "no item counts it"),
]


@pytest.mark.parametrize(("path", "line", "expected", "why"), SPLIT, ids=[row[0] for row in SPLIT])
def test_what_is_split_stays_split_beside_caps_and_days_of_grace(
    path: str, line: str, expected: list[int], why: str
) -> None:
    """What each phase has is its share of the whole, less what it has learned."""
    learning = f"learning: {{{path}: 50%}}\n"
    found = priced(DELAY + TRAINING + CAPPED + learning + PHASES)
    assert of_each(found, line) == expected, why
    halved = priced(DELAY + TRAINING + CAPPED + learning + PHASES, {path: "500"})
    assert of_each(halved, line) == [Decimal(one) / 2 for one in expected], why


def test_a_phase_that_states_it_keeps_its_own() -> None:
    """What a phase says of itself is not learned; the phases after it count on."""
    own = PHASES.replace("share_of_orders: 30%", "share_of_orders: 30%, delay: {duration_days: 8}")
    assert of_each(priced(DELAY + LEARNING + own)) == [16_000, 24_000, 10_000]


@given(rate=st.decimals(0, 1, places=2), before=st.integers(1, 40))
def test_the_part_that_is_left(rate: Decimal, before: int) -> None:
    """It is (1 - rate) once for each phase before, however it is multiplied out."""
    assert Decimal(part_kept(rate, before)) == pytest.approx((1 - rate) ** before)


RANGED = DELAY.replace("duration_days: 8", "duration_days: {low: 5, likely: 8, high: 20}")
WAYS = {
    "no season": RANGED
    + "learning: {delay.duration_days: {low: 10%, likely: 30%, high: 60%}}\n"
    + PHASES,
    "season": RANGED + LEARNING + SEASON + DATED,
    "profile": RANGED.replace("}}", "}").replace(
        "20}", "20}, profile: [{until_day: 3, index: 0}, {index: 1}]"
    )
    + LEARNING
    + PHASES,
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_trials_come_to_the_mean(text: str) -> None:
    """One quantile for the days of all phases, with and without weights: mean, drivers, trials."""
    found = priced("likelihood: 40%\n" + text)
    told = means(found).totals["net_exposure"]
    sampled = simulate(found, trials=40_000).shown.summary
    assert told is not None
    assert abs(sampled.mean.value - float(told)) < 4 * sampled.mean.error
    assert drivers(found).mean == pytest.approx(float(told), rel=1e-9)


def test_a_season_weighs_what_is_learned() -> None:
    """Days of the index of each phase: 7 + 1.4 from 25 October, 3 x 1.4 + 2, and 2 x 2."""
    found = priced(DELAY + LEARNING + SEASON + DATED)
    north = (3 * Decimal("1.4") + 2) * 3_000
    assert of_each(found) == [(7 + Decimal("1.4")) * 2_000, north, 4 * 5_000]
    told = timeline(found, by="day")
    assert sum(one.amount for one in told.periods) == sum(of_each(found))
    assert len([one for one in told.periods if one.amount]) == 8 + 4 + 2
    assert RATE not in [bar.path for bar in tornado(found).bars]
    with pytest.raises(UsageError, match="weighs the days"):
        solve(found, RATE, target=Decimal(1))
    set_by_hand = priced(DELAY + LEARNING + SEASON + DATED, {RATE: "0"})
    assert of_each(set_by_hand)[1] == (3 * Decimal("1.4") + 5 * 2) * 3_000


@pytest.mark.parametrize("at", [At.LIKELY, At.MEAN])
@pytest.mark.parametrize("days", ["8", "{low: 6, likely: 8, high: 12}"])
def test_what_is_weighed_moves_with_what_it_is_learned_from(days: str, at: At) -> None:
    """A bar of the tornado is what `--set` comes to, phase after phase; nobody is said to keep it."""
    text = DELAY.replace("8", days, 1) + LEARNING + SEASON + DATED
    bars = tornado(priced(text), at=at).bars
    (bar,) = [one for one in bars if one.path == "delay.duration_days"]
    for number, figure in ((bar.low_input, bar.low), (bar.high_input, bar.high)):
        set_so = priced(text, {"delay.duration_days": f"{number:f}"})
        assert figure == set_so.totals["net_exposure"]
        assert not [one for one in set_so.scenario.findings if one.code == "SCN307"]


TAKEN = """mitigations:
  - {name: Rehearsal, cost: 0, taken: true, effects: {delay.duration_days: {multiply: 0.5}}}
"""


@pytest.mark.parametrize("more", ["", TAKEN], ids=["plain", "mitigated"])
@pytest.mark.parametrize(
    ("days", "weighed"),
    [
        ("8", SEASON + DATED),
        ("{low: 6, likely: 8, high: 12}", SEASON + DATED),
        ("8, profile: [{until_day: 3, index: 0.5}, {index: 2}]", PHASES),
        ("8", CAPPED + PHASES),
    ],
    ids=["season", "range", "profile", "cap"],
)
def test_every_question_moves_what_is_learned_as_set_does(days: str, weighed: str, more: str) -> None:
    """Points of `sweep`, bars of `tornado` and values of `solve` are what `--set` comes to."""
    text, path = DELAY.replace("8", days, 1) + LEARNING + weighed + more, "delay.duration_days"
    found = priced(text)
    moved = priced(text, {path: "5.5"}).totals["net_exposure"]
    assert moved is not None
    (point,) = sweep([found], [f"{path}=5.5"]).points
    assert point.values[0][0] == moved
    answer = solve(found, path, target=Decimal(moved))
    assert [one.value for one in answer.solutions] == [Decimal("5.5")]
    assert not answer.notes
    (bar,) = [one for one in tornado(found).bars if one.path == path]
    assert bar.low == priced(text, {path: f"{bar.low_input:f}"}).totals["net_exposure"]
    (factor,) = solve(found, f"phases.*.{path}", target=Decimal(moved)).solutions
    assert factor.result == pytest.approx(Decimal(moved))


MITIGATION = """mitigations:
  - {name: Rehearsal, cost: 0, effects: {delay.duration_days: {multiply: 0.5}}}
"""


@pytest.mark.parametrize("text", [PHASES, SEASON.replace("nov: 1.4, dec: 2", "jan: 1") + DATED])
def test_mitigations_act_afterwards(text: str) -> None:
    """A factor acts on what is learned, with and without a season."""
    case = scenario_of(HEAD + DELAY + LEARNING + text + MITIGATION).case
    with exact():
        after = price(mitigated(case, case.mitigations))
    amounts = [line.amount for one in after.phases for line in one.lines if line.id == "delay"]
    assert amounts == [8_000, 6_000, 5_000]


EFFECTS = [  # what a mitigation does to the days, what is left of 8, 4 and 2
    ("{set: 3}", [3, 3, 3], "what is set is so in every phase"),
    ("{add: -1}", [7, 3, 1], "what is added comes after what is learned"),
    ("{multiply: 0.5}", [4, 2, 1], "a factor may come at any time"),
]


@pytest.mark.parametrize("weighed", [False, True], ids=["plain", "season"])
@pytest.mark.parametrize(("effect", "days", "why"), EFFECTS, ids=[row[-1] for row in EFFECTS])
def test_every_effect_acts_afterwards(
    effect: str, days: list[int], why: str, *, weighed: bool
) -> None:
    """Whatever it is, and whether or not a season weighs the days."""
    text = SEASON.replace("nov: 1.4, dec: 2", "jan: 1") + DATED if weighed else PHASES
    mitigation = MITIGATION.replace("{multiply: 0.5}", effect).replace(
        "cost: 0", "cost: 0, taken: true"
    )
    shares = (2_000, 3_000, 5_000)
    wanted = [own * share for own, share in zip(days, shares, strict=True)]
    assert of_each(priced(DELAY + LEARNING + text + mitigation)) == wanted, why


FROM_A_DAY = "  if_live_from: [{date: DAY, set: {delay.duration_days: 4}}]\n"

DAYS = [  # from when on it is 4 days, what each phase then has
    ("2026-10-01", [4, 2, 1], "in all phases"),
    ("2026-11-01", [8, 2, 1], "in two: they learn on it as on any other"),
    ("2026-12-01", [8, 4, 1], "in the last"),
    ("2027-01-01", [8, 4, 2], "in none"),
]


@pytest.mark.parametrize("season", ["", "{jan: 1}"], ids=["plain", "season"])
@pytest.mark.parametrize(("day", "days", "why"), DAYS, ids=[row[-1] for row in DAYS])
def test_what_holds_from_a_day_on_is_learned(
    day: str, days: list[int], why: str, season: str
) -> None:
    """It takes the place of what a phase inherits, in some phases as in all."""
    text = (
        "calendar:\n" + FROM_A_DAY.replace("DAY", day) + (f"  season: {season}\n" if season else "")
    )
    found = priced(DELAY + LEARNING + text + DATED)
    shares = (2_000, 3_000, 5_000)
    assert of_each(found) == [own * share for own, share in zip(days, shares, strict=True)], why
    traced = expression_graph(found.scenario.case)
    assert traced.computed({})["net_exposure"] == found.totals["net_exposure"], why
    for bar in tornado(found).bars:
        if bar.path == RATE:
            moved = priced(DELAY + LEARNING + text + DATED, {RATE: f"{bar.low_input:f}"})
            assert bar.low == moved.totals["net_exposure"], why


def test_it_is_named_and_described() -> None:
    """The path of a rate is an input as the others."""
    case = scenario_of(HEAD + DELAY + LEARNING + PHASES).case
    assert label_of(case, RATE) == "Learning: days of delay"
    known = known_input(RATE)
    assert known is not None
    assert known.declaration.description.endswith("before: days of delay.")


@pytest.mark.parametrize(
    ("learning", "code"),
    [
        ("{delay.days: 50%}", "SCN312"),
        ("{likelihood: 50%}", "SCN312"),
        ("{stabilisation.parallel_running.duration_days: 50%}", "SCN312"),
        ("{delay.duration_days: 150%}", "SCN106"),
        ("[delay.duration_days]", "SCN107"),
        ("{training_deficit.hours: 20%}", "SCN113"),
    ],
)
def test_what_no_phase_learns_is_a_finding(learning: str, code: str) -> None:
    """Each mistake is told."""
    text = HEAD + DELAY + f"learning: {learning}\n" + PHASES
    try:
        found = scenario_of(text).findings
    except InvalidScenarioError as error:
        found = tuple(error.findings)
    assert code in [one.code for one in found]


def test_a_rate_takes_no_range_where_days_are_weighed() -> None:
    """A step is one of a single input."""
    ranged = "learning: {delay.duration_days: {low: 10%, likely: 30%, high: 60%}}\n"
    with pytest.raises(InvalidScenarioError) as error:
        priced(DELAY + ranged + SEASON + DATED)
    assert [one.code for one in error.value.findings] == ["SCN312"]


@pytest.mark.parametrize(("effect", "codes"), [("add: -1", ["SCN407"]), ("multiply: 0.5", [])])
def test_what_comes_after_a_rate_with_a_range_is_a_factor(effect: str, codes: list[str]) -> None:
    """To add to what is learned takes one number for it; a factor is one on all of it."""
    text = DELAY + "learning: {delay.duration_days: {low: 10%, likely: 30%, high: 60%}}\n" + PHASES
    text += f"mitigations: [{{name: M, cost: 1, effects: {{delay.duration_days: {{{effect}}}}}}}]\n"
    try:
        found = [one.code for one in scenario_of(HEAD + text).findings]
    except InvalidScenarioError as error:
        found = [one.code for one in error.findings]
    assert [one for one in found if one == "SCN407"] == codes
