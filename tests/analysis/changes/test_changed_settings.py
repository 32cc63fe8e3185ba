"""What is priced and is not a number: dates, the stop rule, decisions; in `compare` and in `diff`."""

from decimal import Decimal

import pytest

from omsrisk import assess
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.core.money import add
from omsrisk.report.changes.shown_changes import shown_setting
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.comparison.differing_inputs import differing_table
from omsrisk.scenario.load import Loader
from tests.support.random_scenarios import Doubtful
from tests.support.told_pairs import priced

HEAD = "omsrisk: 1\ncurrency: USD\nlikelihood: 50%\n"
DAMAGE = "hidden_costs: {inventory_loss: 100, customer_attrition: 0, brand_damage: 0}\n"
DATES = "calendar: {earliest_go_live: 2027-01-01, go_live: 2027-01-31, cost_of_waiting_per_day: 7}\n"
HALVES = "phases: [{name: A, share_of_orders: 50%%%s}, {name: B, share_of_orders: 50%%%s}]\n"
GAP = "gaps: [{area: Tax, modification_cost: 90, process_change_cost: 40%s}]\n"


CASES = [  # before, now, path, what it moves alone, why the row is there
    (DAMAGE + DATES, DAMAGE + DATES.replace("01-31", "02-10"), "calendar.go_live", "70", "go-live"),
    (DAMAGE + DATES, DAMAGE + DATES.replace("01-01", "01-11"), "calendar.earliest_go_live", "-70",
     "the earliest day"),
    (DAMAGE + DATES + HALVES % (", go_live: 2027-01-05", ", go_live: 2027-02-01"),
     DAMAGE + DATES + HALVES % (", go_live: 2027-01-05", ", go_live: 2027-02-11"),
     "phases.*.go_live", "35", "the go-live of a phase: half of ten days"),
    (DAMAGE + HALVES % ("", ""), DAMAGE + HALVES % ("", "") + "stop_if_a_phase_fails: true\n",
     "stop_if_a_phase_fails", "-12.50", "the stop rule"),
    (DAMAGE + HALVES % ("", "") + "stop_if_a_phase_fails: true\n",
     DAMAGE + HALVES % ("", "") + "if_a_phase_fails: continue\n",
     "stop_if_a_phase_fails / if_a_phase_fails", "12.50", "the stop rule goes, by its other key"),
    (DAMAGE + HALVES % ("", "") + "if_a_phase_fails: stop\n", DAMAGE + HALVES % ("", ""),
     "if_a_phase_fails", "12.50", "the stop rule goes, and its key"),
    (DAMAGE + DATES[:-2] + ", horizon: 2027-02-28}\n" + HALVES % ("", ", go_live: 2027-02-10")
     + "stop_if_a_phase_fails: true\n",
     DAMAGE + DATES[:-2] + ", horizon: 2027-03-10}\n" + HALVES % ("", ", go_live: 2027-02-10")
     + "stop_if_a_phase_fails: true\n",
     "calendar.horizon", "17.5", "the horizon: ten days of half at half the chance"),
    (DAMAGE + GAP % ", decision: modify", DAMAGE + GAP % ", decision: change_process",
     "gaps.tax.decision", "-50", "a decision on a gap"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_settings_are_told_with_what_they_move(case: tuple[str, ...]) -> None:
    """A date, a rule, a decision is a row with what it moves alone, in `diff` and in `compare`."""
    before, now = (priced(HEAD + text, name) for text, name in zip(case[:2], "ab", strict=True))
    (changed,) = difference(before, now).settings
    assert (changed.path, changed.effect) == (case[2], Decimal(case[3]))
    assert {one.path: one.effects[1] for one in compare([before, now]).differing} == {
        case[2]: Decimal(case[3])
    }


@pytest.mark.parametrize("seed", range(0, 30, 2))
def test_diff_compare_and_calc_agree(seed: int) -> None:
    """The means of all lines and totals are those of `calc`, and so are the differences."""
    text = Doubtful(seed).scenario()
    other = text + "training_deficit: {hours: 1, cost_per_hour: 4500, incompletion_rate: 5%}\n"
    if "\ntraining_deficit" in text:
        other = text.replace(
            "incompletion_rate: 3%", "incompletion_rate: {low: 0%, likely: 4%, high: 9%}"
        )
    before, now = priced(text, "a"), priced(other, "b")
    found, result = difference(before, now), compare([before, now])
    if found.states is None:
        assert before.scenario.case == now.scenario.case or found.at is At.LIKELY
        return
    nets = [means(one).totals["net_exposure"] for one in (before, now)]
    net = next(one for one in found.mean_totals if one.name == "net_exposure")
    assert [net.old, net.new] == nets == list(result.converted("net_exposure"))
    compared = {line.id: line for line in result.lines}
    for line in found.mean_lines:
        if line.id in compared:
            assert compared[line.id].amounts == (line.old, line.new)


def test_a_correlation_is_told_with_what_it_moves() -> None:
    """What makes two ranges rise together moves the mean of their product."""
    flow = "orders: {daily_volume: 100, average_value: {low: 5, likely: 10, high: 30}}\n"
    flow += "delay: {duration_days: {low: 1, likely: 2, high: 9}, cancellation_sensitivity: 10%}\n"
    tied = "correlations: [{inputs: [orders.average_value, delay.duration_days], "
    tied += "rank_correlation: 0.6}]\n"
    before, now = priced(HEAD + flow, "a"), priced(HEAD + flow + tied, "b")
    (changed,) = difference(before, now).settings
    nets = [means(one).totals["net_exposure"] for one in (before, now)]
    assert (changed.old, changed.new) == ((), ("0.6",))
    assert changed.effect is not None
    assert changed.effect > 0
    assert changed.effect == add(nets[1] or Decimal(0), -(nets[0] or Decimal(0)))
    assert compare([before, now]).differing[0].effects[1] == changed.effect


def test_a_range_moves_the_mean_alone() -> None:
    """A range with the same most likely value is told with what it moves."""
    ranged = DAMAGE.replace("brand_damage: 0", "brand_damage: {low: 0, likely: 10, high: %s}")
    before, now = (priced(HEAD + ranged % high, name) for high, name in (("50", "a"), ("170", "b")))
    (by_mean,) = difference(before, now).ranges
    (likely,) = difference(before, now, At.LIKELY).ranges
    assert (by_mean.effect, likely.effect) == (Decimal(10), None)


CORRELATED = (
    "orders: {daily_volume: 1000, average_value: {low: 50, likely: 100, high: 300}}\n"
    "delay: {duration_days: %s, cancellation_sensitivity: 10%%}\n"
    "correlations: [{inputs: [orders.average_value, delay.duration_days], rank_correlation: 0.6}]\n"
    "phases:\n  - {name: A, share_of_orders: 30%%%s}\n  - {name: B, share_of_orders: 30%%%s}\n"
    "  - {name: C, share_of_orders: 40%%%s}\n"
)
SHORT, LONG = "{low: 1, likely: 2, high: 9}", "{low: 1, likely: 3, high: 20}"
WIDE = "{low: 1, likely: 2, high: 40}"


def own(days: str) -> str:
    """What a phase says of its delay."""
    return f", delay: {{duration_days: {days}, cancellation_sensitivity: 10%}}"


SOURCES = [  # before, now, why: one input differs, and makes all of the difference
    ((SHORT, own(SHORT), "", ""), (SHORT, own(SHORT), own(LONG), own(WIDE)), "two that inherited"),
    ((SHORT, own(SHORT), "", ""), (SHORT, own(SHORT), "", own(LONG)), "one that inherited"),
    ((SHORT, "", "", ""), (LONG, "", "", ""), "another range for all"),
    ((SHORT, own(SHORT), own(LONG), ""), (SHORT, own(LONG), own(LONG), ""), "one of two"),
]


@pytest.mark.parametrize("case", SOURCES, ids=lambda case: case[-1])
def test_an_input_keeps_its_source_where_it_is_tried(
    case: tuple[tuple[str, ...], tuple[str, ...], str],
) -> None:
    """Correlations and what ranges of one path have in common count in what it moves alone."""
    before, now, _ = case
    first, second = (
        priced("omsrisk: 1\ncurrency: USD\n" + CORRELATED % text, name)
        for text, name in ((before, "before"), (now, "now"))
    )
    nets = [means(one).totals["net_exposure"] for one in (first, second)]
    assert None not in nets
    change = (nets[1] or Decimal(0)) - (nets[0] or Decimal(0))
    found = compare([first, second]).differing
    assert [one.path for one in found] == ["delay.duration_days"]
    assert found[0].effects[1] == pytest.approx(change, abs=Decimal("1e-6"))


def test_restating_the_same_is_no_difference() -> None:
    """Phases that all say what the scenario says, or could say, say nothing new."""
    lines = [line for line in CORRELATED.splitlines() if not line.startswith("correlations")]
    text = "omsrisk: 1\ncurrency: USD\n" + "\n".join(lines)
    alike = [
        priced(text % ("3", *both), name)
        for both, name in ((("",) * 3, "inherited"), ((own("3"),) * 3, "restated"))
    ]
    assert compare(alike).differing == ()


def test_a_correlation_of_a_phase_is_tried_by_its_source() -> None:
    """Also where the scenario itself has one number, and only a phase a range."""
    lines = [line for line in CORRELATED.splitlines() if not line.startswith("correlations")]
    text = "omsrisk: 1\ncurrency: USD\n" + "\n".join(lines) % ("3", own(LONG), "", "") + "\n"
    pair = "correlations: [{inputs: [orders.average_value, phases.a.delay.duration_days],"
    bound = f"{text}{pair} rank_correlation: 0.6}}]\n"
    twice = bound.replace("daily_volume: 1000", "daily_volume: 2000")
    first, alone, second = (
        priced(one, name) for one, name in ((text, "before"), (bound, "alone"), (twice, "now"))
    )
    nets = [means(one).totals["net_exposure"] or Decimal(0) for one in (first, alone)]
    change = nets[1] - nets[0]
    found = {one.path: one.effects[1] for one in compare([first, second]).differing}
    [path] = [path for path in found if path.startswith("correlations")]
    assert found[path] == pytest.approx(change, abs=Decimal("1e-6"))


def test_a_mitigation_is_taken_back_with_ranges_that_are_apart() -> None:
    """What phases separate stays separated where a mitigation is priced as if it were not taken."""
    phase = "{name: %s, share_of_orders: 50%%, likelihood: {low: 10%%, likely: 20%%, high: 60%%}}"
    text = (
        "omsrisk: 1\ncurrency: USD\nstop_if_a_phase_fails: true\n"
        + DAMAGE
        + f"phases: [{phase % 'A'}, {phase % 'B'}]\n"
        + "mitigations: [{name: Help, cost: 3, effects: {hidden_costs.inventory_loss: {set: 40}}}]\n"
    )
    none, taken = (
        assess(
            Loader({}, lambda _: text.encode(), taken=names, independent=["likelihood"]).load(file)
        )
        for file, names in (("a.yaml", ()), ("b.yaml", ("help",)))
    )
    result = compare([taken, none])
    effects = {one.path: one.effects[1] for one in result.differing}
    assert effects["mitigations.help"] is not None
    assert abs(effects["mitigations.help"] - result.against_base(1)) < Decimal("1e-20")


RULES = [  # before, now, how it is told, why the row is there
    ("if_a_phase_fails: stop", "", "if_a_phase_fails: stop -> continue", "left out is `continue`"),
    ("if_a_phase_fails: continue", "if_a_phase_fails: stop", "if_a_phase_fails: continue -> stop",
     "both words"),
    ("stop_if_a_phase_fails: true", "", "stop_if_a_phase_fails: true -> false",
     "left out is `false`"),
    ("stop_if_a_phase_fails: false", "if_a_phase_fails: stop",
     "stop_if_a_phase_fails / if_a_phase_fails: false -> stop", "two keys: both are named"),
]  # fmt: skip


@pytest.mark.parametrize("case", RULES, ids=lambda case: case[-1])
def test_the_stop_rule_is_told_by_the_key_that_is_written(case: tuple[str, str, str, str]) -> None:
    """`compare` and `diff` name the key of the file, and its word."""
    text = HEAD + DAMAGE + HALVES % ("", "")
    before, now = (priced(f"{text}{rule}\n", name) for rule, name in zip(case[:2], "ab", strict=True))
    (changed,) = difference(before, now).settings
    words = [shown_setting(changed.path, values) for values in (changed.old, changed.new)]
    assert f"{changed.path}: {' -> '.join(words)}" == case[2]
    result = compare([before, now])
    (row,) = differing_table(result, labels(result)).rows
    assert f"{row.cells[-1] or row.cells[0]}: {row.cells[1]} -> {row.cells[2]}" == case[2]


def test_the_same_rule_by_another_key_is_no_difference() -> None:
    """`stop_if_a_phase_fails: true` and `if_a_phase_fails: stop` say the same."""
    text = HEAD + DAMAGE + HALVES % ("", "")
    one, other = (
        priced(text + rule, name)
        for rule, name in (("stop_if_a_phase_fails: true", "a"), ("if_a_phase_fails: stop", "b"))
    )
    assert not difference(one, other).settings
    assert not compare([one, other]).differing
