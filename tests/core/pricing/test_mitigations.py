"""What mitigations do to inputs: alone, together, in phases, and under values set by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import Scenario
from omsrisk.analysis.assess import exact_exposure
from omsrisk.core.money import exact
from omsrisk.core.pricing.case import Mitigation, Treatment
from omsrisk.core.pricing.lines import total_amount
from omsrisk.core.pricing.mitigations import excluded
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.paths import known_inputs
from tests.support.phased_texts import RETAILER, flow, metrics_of, phases_of, splits

DAYS = "delay.duration_days"
HOURS = "training_deficit.hours"
INACCURACY = "data_misalignment.data_inaccuracy_rate"


class Measure(NamedTuple):
    """A mitigation as a test writes it."""

    name: str
    effects: Mapping[str, Mapping[str, str]]
    cost: str = "0"


def with_measures(measures: Sequence[Measure], text: str = RETAILER) -> str:
    """Append mitigations to a scenario."""
    written = [{"name": one.name, "cost": one.cost, "effects": dict(one.effects)} for one in measures]
    return f"{text}mitigations: {flow(written)}\n"


def taking(text: str, *names: str, overrides: Mapping[str, str] | None = None) -> Scenario:
    """Load a text with some of its mitigations taken."""
    return Loader(overrides, lambda _: text.encode(), taken=names).load("scenario.yaml")


def numbers(scenario: Scenario, path: str) -> list[Decimal]:
    """List an input of the scenario, or what each phase has of it where there are phases."""
    phases = scenario.case.phases
    slices = [phase.inputs for phase in phases] if phases else [scenario.case.inputs]
    return [one[path].value for one in slices]


def phased(pilot: str = "", rest: str = "") -> str:
    """Split the retailer in two, with what each phase restates."""
    return (
        f"{RETAILER}phases:\n  - {{name: First stores, share_of_orders: 10%{pilot}}}\n"
        f"  - {{name: Rest, share_of_orders: 90%{rest}}}\n"
    )


MEETINGS = [  # effects on 3 days in the order of the file, the days, why
    (["multiply: 0.5", "multiply: 0.5"], "0.75", "a half of a half"),
    (["add: -1", "multiply: 0.5"], "0.5", "first the factor, then the days less"),
    (["multiply: 0.5", "set: 8"], "4", "first the set, then the factor"),
    (["add: -1", "multiply: 0.5", "set: 8"], "3", "all three, written backwards"),
    (["set: 2", "set: 2"], "2", "the same number twice is no contradiction"),
    (["add: -1", "add: -0.5"], "1.5", "what is added adds up"),
    (["multiply: 0", "add: 1"], "1", "nothing, and a day"),
    (["multiply: 50%"], "1.5", "a factor may be a percentage"),
    (["add: +1"], "4", "a sign before what is added"),
    (["multiply: 2"], "6", "a mitigation may also make it worse"),
]


@pytest.mark.parametrize("case", MEETINGS, ids=lambda case: case[-1])
def test_effects_meet_on_one_input(case: tuple[list[str], str, str]) -> None:
    """All `set`, then all `multiply`, then all `add`."""
    effects, days, _ = case
    measures = [
        Measure(f"Mitigation {at}", {DAYS: dict([effect.split(": ")])})
        for at, effect in enumerate(effects)
    ]
    names = [one.name for one in measures]
    assert numbers(taking(with_measures(measures), *names), DAYS) == [Decimal(days)]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    base=st.none() | st.integers(0, 30),
    factors=st.lists(st.decimals("0", "3", places=2), max_size=3),
    addends=st.lists(st.decimals("0", "9", places=1), max_size=3),
    data=st.data(),
)
def test_order_in_the_file_does_not_matter(
    base: int | None, factors: list[Decimal], addends: list[Decimal], data: st.DataObject
) -> None:
    """However file and command line order mitigations: (set or stated) x factors + addends."""
    effects = [] if base is None else [{"set": str(base)}]
    effects += [{"multiply": f"{one}"} for one in factors]
    effects += [{"add": f"{one}"} for one in addends]
    measures = [Measure(f"M{at}", {DAYS: effect}) for at, effect in enumerate(effects)]
    with exact():
        expected = Decimal(3 if base is None else base)
        for factor in factors:
            expected *= factor
        expected += sum(addends, Decimal(0))
    text = with_measures(data.draw(st.permutations(measures)))
    names = data.draw(st.permutations([one.name for one in measures]))
    assert numbers(taking(text, *names), DAYS) == [expected]


FREE = [  # paths of the retailer that are inputs of the failure and its stabilisation
    "orders.daily_volume",
    "orders.average_value",
    INACCURACY,
    DAYS,
    "delay.cancellation_sensitivity",
    HOURS,
    "training_deficit.incompletion_rate",
    "hidden_costs.inventory_loss",
    "hidden_costs.customer_attrition.lost-wholesale-accounts.quantity",
    "stabilisation.duration_days",
    "stabilisation.productivity.dip",
    "stabilisation.freeze.duration_days",
    "stabilisation.parallel_running.cost_per_day",
]


@st.composite
def effects(draw: st.DrawFn) -> dict[str, dict[str, str]]:
    """Effects on some inputs of the retailer that stay in bounds."""
    found = {}
    for path in draw(st.lists(st.sampled_from(FREE), min_size=1, max_size=5, unique=True)):
        word = draw(st.sampled_from(["set", "multiply", "add"]))
        number = draw(st.decimals("0", "0.6", places=3))
        if word == "add" and not path.endswith(("rate", "sensitivity", "dip")):
            number = -number
        found[path] = {word: f"{number:f}"}
    return found


@settings(max_examples=25, deadline=None, derandomize=True)
@given(written=effects())
def test_measure_is_its_numbers_set_by_hand(written: dict[str, dict[str, str]]) -> None:
    """Taking one gives what putting its numbers in the place of the file's gives, exactly."""
    before = taking(RETAILER).case.inputs
    by_hand = {}
    with exact():
        for path, effect in written.items():
            ((word, number),) = effect.items()
            stated = before[path].value
            result = {
                "set": Decimal(number),
                "multiply": stated * Decimal(number),
                "add": stated + Decimal(number),
            }[word]
            by_hand[path] = f"{result:f}"
    taken = exact_exposure(taking(with_measures([Measure("M", written)]), "M").case)
    same = exact_exposure(taking(RETAILER, overrides=by_hand).case)
    assert taken.totals == same.totals


@pytest.mark.parametrize("effect", [{"multiply": "1"}, {"add": "0"}, {"multiply": "100%"}])
@pytest.mark.parametrize("text", [RETAILER, phased(f", delay: {flow({'duration_days': 2})}")])
def test_nothing_changes_nothing(text: str, effect: dict[str, str]) -> None:
    """A factor of 1 or an addend of 0 on every input that is stated leaves every figure alone."""
    paths = [path for path in taking(text).case.inputs if not path.startswith("phases.")]
    assert len(paths) > 20
    taken = taking(with_measures([Measure("M", dict.fromkeys(paths, effect))], text), "M")
    figures = metrics_of(exact_exposure(taken.case))
    for name, figure in metrics_of(exact_exposure(taking(text).case)).items():
        assert figures[name] == figure, name


@settings(max_examples=25, deadline=None, derandomize=True)
@given(written=effects(), shares=splits())
def test_split_of_a_mitigated_scenario_changes_no_total(
    written: dict[str, dict[str, str]], shares: list[str]
) -> None:
    """Phases that restate nothing share what a mitigation makes of the whole, extensive or not."""
    text = with_measures([Measure("M", written)])
    whole = exact_exposure(taking(text, "M").case).totals
    split = f"{text}phases: {flow(phases_of(*shares))}\n"
    assert exact_exposure(taking(split, "M").case).totals == whole


EXTENSIVE = [
    path
    for path, one in known_inputs().items()
    if one.phases is Treatment.EXTENSIVE and not path.startswith("phases.")
]


def test_split_examples_cover_both_treatments() -> None:
    """The inputs of the law above are extensive and intensive ones."""
    assert set(FREE) & set(EXTENSIVE)
    assert set(FREE) - set(EXTENSIVE)


RESTATES_DELAY = ", delay: {duration_days: 2}"

IN_PHASES = [  # the pilot restates, path, effect, input, first and second phase, why
    ("", DAYS, "multiply: 0.5", DAYS, ["1.5", "1.5"], "all phases inherit"),
    (RESTATES_DELAY, DAYS, "multiply: 0.5", DAYS, ["1", "1.5"], "a phase restates: from its own"),
    (RESTATES_DELAY, DAYS, "set: 1", DAYS, ["1", "1"], "a set reaches the phase that restates"),
    (RESTATES_DELAY, DAYS, "add: -0.5", DAYS, ["1.5", "2.5"], "as does an addend"),
    ("", f"phases.first-stores.{DAYS}", "add: -1", DAYS, ["2", "3"], "one phase, which inherits"),
    (RESTATES_DELAY, f"phases.first-stores.{DAYS}", "set: 1", DAYS, ["1", "3"], "and restates"),
    (RESTATES_DELAY, f"phases.First stores.{DAYS}", "set: 1", DAYS, ["1", "3"], "by its name"),
    ("", f"phases.First stores.{DAYS}", "set: 1", DAYS, ["1", "3"], "by its name, inheriting"),
    ("", f"phases.first-stores.{HOURS}", "multiply: 0.5", HOURS, ["20", "400"], "a half of 10 %"),
    ("", f"phases.first-stores.{HOURS}", "add: -30", HOURS, ["10", "400"], "30 less than 40"),
    ("", f"phases.first-stores.{HOURS}", "set: 30", HOURS, ["30", "400"], "its own hours"),
    (", likelihood: 50%", "likelihood", "multiply: 0.5", "likelihood", ["0.25", "0.5"], "1 if left"),
    ("", "likelihood", "set: 40%", "likelihood", ["0.4", "0.4"], "left out everywhere"),
    ("", "delay.share_of_orders_delayed", "set: 0.5", "delay.share_of_orders_delayed",
     ["0.5", "0.5"], "the orders delayed, left out"),
]  # fmt: skip


@pytest.mark.parametrize("case", IN_PHASES, ids=lambda case: case[-1])
def test_effect_in_phases(case: tuple[str, str, str, str, list[str], str]) -> None:
    """A path of the scenario acts on what is in force in each phase; one of a phase there alone."""
    restated, path, effect, wanted, expected, _ = case
    measure = Measure("M", {path: dict([effect.split(": ")])})
    scenario = taking(with_measures([measure], phased(restated)), "M")
    assert numbers(scenario, wanted) == list(map(Decimal, expected))


WHOLE_IN_ONE_PHASE = [  # the pilot restates, path, net exposure less, why
    ("", "likelihood", "6170", "a likelihood"),
    ("", "delay.share_of_orders_delayed", "1800", "a section that is inherited"),
    (RESTATES_DELAY, "delay.share_of_orders_delayed", "1200", "a section that is restated"),
]


@pytest.mark.parametrize("case", WHOLE_IN_ONE_PHASE, ids=lambda case: case[-1])
def test_input_left_out_acts_in_one_phase(case: tuple[str, str, str, str]) -> None:
    """What counts as 1 where it is left out can be halved in one phase alone."""
    restated, path, less, _ = case
    measure = Measure("M", {f"phases.first-stores.{path}": {"multiply": "0.5"}})
    text = with_measures([measure], phased(restated))
    before = exact_exposure(taking(text).case).net_exposure
    scenario = taking(text, "M")
    after = exact_exposure(scenario.case).net_exposure
    assert scenario.findings == ()
    assert before - after == Decimal(less)


HALF_THE_PILOT = Measure("Pilot", {f"phases.first-stores.{HOURS}": {"multiply": "0.5"}})
ON_THE_WHOLE = [  # effect on the 400 hours, hours left of it and of half the pilot's, why
    ({"add": "-100"}, 300, 10 + 270, "100 hours less: 10 of them in the pilot, after the half"),
    ({"set": "300"}, 300, 15 + 270, "300 hours: 30 of them in the pilot, before the half"),
    ({"multiply": "0.75"}, 300, 15 + 270, "a quarter less"),
]


@pytest.mark.parametrize("case", ON_THE_WHOLE, ids=lambda case: case[-1])
def test_effect_on_a_whole_that_another_measure_splits(
    case: tuple[dict[str, str], int, int, str],
) -> None:
    """What a mitigation does to a whole is not changed by another that acts in one phase of it."""
    effect, alone, both, _ = case
    text = with_measures([Measure("Whole", {HOURS: effect}), HALF_THE_PILOT], phased())
    for names, hours in {("Whole",): alone, ("Whole", "Pilot"): both}.items():
        lines = {line.id: line for line in exact_exposure(taking(text, *names).case).lines}
        assert lines["training_deficit"].amount == hours * Decimal("13.5")


def test_value_set_by_hand_stands_over_an_effect() -> None:
    """`--set` is the last word, wherever it is said; what it costs is paid all the same."""
    halves = Measure("M", {DAYS: {"multiply": "0.5"}}, cost="700")
    text = with_measures([halves], phased(RESTATES_DELAY))
    scenario = taking(text, "M", overrides={f"phases.first-stores.{DAYS}": "8"})
    assert numbers(scenario, DAYS) == [8, Decimal("1.5")]
    whole = taking(text, "M", overrides={DAYS: "8"})
    assert numbers(whole, DAYS) == [1, 8]
    for one in (scenario, whole):
        lines = {line.id: line.amount for line in exact_exposure(one.case).lines}
        assert lines["programme.mitigations"] == 700


def test_value_set_by_hand_stands_in_the_phases_that_inherit_it() -> None:
    """An effect in one phase leaves alone what this phase inherits from the command line."""
    measure = Measure("M", {f"phases.first-stores.{DAYS}": {"multiply": "0.5"}})
    scenario = taking(with_measures([measure], phased()), "M", overrides={DAYS: "8"})
    assert numbers(scenario, DAYS) == [8, 8]


def test_inputs_tell_who_changed_them() -> None:
    """An input names the mitigations that act on it, once each; the others name none."""
    first = Measure("First", {DAYS: {"multiply": "0.5"}, HOURS: {"add": "-1"}})
    second = Measure("Second", {DAYS: {"add": "-1"}})
    inputs = taking(with_measures([first, second]), "Second", "First").case.inputs
    changed = {path: set(one.changed_by) for path, one in inputs.items() if one.changed_by}
    assert changed == {DAYS: {"First", "Second"}, HOURS: {"First"}}


def test_exclusion_holds_both_ways() -> None:
    """It is enough that one of two mitigations names the other."""
    one, other = Mitigation("a", "A", excludes=frozenset({"b"})), Mitigation("b", "B")
    assert excluded(one, other)
    assert excluded(other, one)
    assert not excluded(other, Mitigation("c", "C"))


ROWS = """omsrisk: 1
currency: EUR
orders: {{daily_volume: 1000, average_value: 100}}
data_misalignment:
  exposure_days: 10
  error_correction_cost: 10
  data_inaccuracy_rate: 5%
  integrations: [{{name: ERP{stated}}}]
phases:
  - {{name: Pilot, share_of_orders: 10%}}
  - name: Rest
    share_of_orders: 90%
    data_misalignment: {{integrations: [{{name: ERP, data_inaccuracy_rate: 10%}}]}}
"""


@pytest.mark.parametrize("stated", ["", ", share_of_orders: 40%"], ids=["left out", "40 %"])
def test_an_effect_acts_on_what_a_phase_leaves_out(stated: str) -> None:
    """A phase that restates a point without its share has all orders there: half of them is 50 %."""
    share = "data_misalignment.integrations.erp.share_of_orders"
    text = with_measures(
        [Measure("Filter", {share: {"multiply": "0.5"}})], ROWS.format(stated=stated)
    )
    plain, taken = taking(text), taking(text, "Filter")
    before, after = (
        [line for line in exact_exposure(one.case).lines if line.id == "data_misalignment"]
        for one in (plain, taken)
    )
    assert total_amount(after) * 2 == total_amount(before)
    assert numbers(taken, share)[1] == Decimal("0.5")
