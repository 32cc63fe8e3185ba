"""Inputs that one state alone states: `diff` tells what they move, whatever holds without them."""

from decimal import Decimal

import pytest

from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.comparison.effects import SHARES
from omsrisk.analysis.uncertainty.means import means
from omsrisk.report.comparison.differing_inputs import differing_table
from tests.support.random_scenarios import Doubtful
from tests.support.told_pairs import priced

CLOSE = Decimal("1e-20")
HEAD = "omsrisk: 1\ncurrency: USD\n"
LATE = (
    "orders: {daily_volume: 100, average_value: 10}\n"
    "delay: {duration_days: 10, cancellation_sensitivity: 10%}\n"
)
DATES = "calendar: {earliest_go_live: 2027-01-01, go_live: 2027-01-31%s}\n"
PHASES = "phases: [{name: A, share_of_orders: 50%%}, {name: B, share_of_orders: 50%%%s}]\n"
ITEMS = "programme: {items: [{item: X, amount: 30}%s]}\n"
POINTS = (
    "data_misalignment: {exposure_days: 10, error_correction_cost: 2, data_inaccuracy_rate: 5%%%s}\n"
)

CASES = [  # without, with, what each input moves when it comes, why the row is there
    ("", "likelihood: 40%\n", {"likelihood": "-600"}, "a default: it fails for sure"),
    ("", "hidden_costs: {brand_damage: 30}\n", {"hidden_costs.brand_damage": "30"},
     "not assessed without it"),
    ("hidden_costs: {inventory_loss: 5}\n", "hidden_costs: {inventory_loss: 5, brand_damage: 30}\n",
     {"hidden_costs.brand_damage": "30"}, "a part of what is assessed"),
    ("", "training_deficit: {hours: 4, cost_per_hour: 50, incompletion_rate: 2%}\n",
     {"training_deficit.hours": "4", "training_deficit.cost_per_hour": "4",
      "training_deficit.incompletion_rate": "4"}, "none without the others: what they move together"),
    (DATES % "", DATES % ", cost_of_waiting_per_day: 7", {"calendar.cost_of_waiting_per_day": "210"},
     "waiting that was not priced"),
    (DATES % "", DATES % ", season: {jan: 2}", {"calendar.season.jan": "100"},
     "an index of a season: one day is in January"),
    (ITEMS % "", ITEMS % ", {item: Y, quantity: 5, unit_cost: 3}",
     {"programme.items.y.quantity": "15", "programme.items.y.unit_cost": "15"}, "an item of a list"),
    ("", ITEMS % "", {"programme.items.x.amount": "30"}, "the first item: a list with it"),
    (PHASES % "", PHASES % ", delay: {duration_days: 3}", {"phases.b.delay.duration_days": "-350"},
     "a phase that restates"),
    (PHASES % "", PHASES % ", likelihood: 20%", {"phases.b.likelihood": "-400"},
     "a phase that is likelier to hold"),
    (POINTS % "", POINTS % ", integrations: [{name: I, share_of_orders: 40%}]",
     {"data_misalignment.integrations.i.share_of_orders": "-60"}, "a point of some of the orders"),
    ("", "recoveries: [{item: R, amount: 10, contingent: false}]\n", {"recoveries.r.amount": "-10"},
     "a recovery"),
    ("", LATE.partition("\n")[0].replace("10}", "10, contribution_margin: 40%}\n"),
     {"orders.contribution_margin": "0"}, "what the net exposure does not count with"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_what_one_state_alone_states_is_told_with_what_it_moves(
    case: tuple[str, str, dict[str, str], str],
) -> None:
    """When it comes, and turned round when it goes."""
    less, more, moves, _ = case
    without = priced(HEAD + LATE + less, "without")
    late = LATE.partition("\n")[2] if more.startswith("orders:") else LATE
    with_it = priced(HEAD + late + more, "with")
    for old, new, sign in ((without, with_it, 1), (with_it, without, -1)):
        found = {one.path: one.effect for one in difference(old, new).inputs}
        assert found == {path: sign * Decimal(amount) for path, amount in moves.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_a_comparison_tells_it_as_well(case: tuple[str, str, dict[str, str], str]) -> None:
    """What one file alone states has the effect that a change has, whichever file is the base."""
    less, more, moves, _ = case
    without = priced(HEAD + LATE + less, "without")
    late = LATE.partition("\n")[2] if more.startswith("orders:") else LATE
    with_it = priced(HEAD + late + more, "with")
    expected = {path.partition("phases.b.")[2] or path: amount for path, amount in moves.items()}
    for files, sign in (((without, with_it), 1), ((with_it, without), -1)):
        found = {one.path: one.effects[1] for one in compare(files).differing}
        assert found == {path: sign * Decimal(amount) for path, amount in expected.items()}


def test_what_cannot_come_alone_says_what_it_comes_with() -> None:
    """Each input of a section has the effect of all of it; a page tells it once."""
    more = "training_deficit: {hours: 4, cost_per_hour: 50, incompletion_rate: 2%}\nlikelihood: 40%\n"
    result = compare([priced(HEAD + LATE, "without"), priced(HEAD + LATE + more, "with")])
    told = {one.path: one.together for one in result.differing}
    assert told.pop("likelihood") == ("", "")
    assert set(told.values()) == {("", "training_deficit")}
    table = differing_table(result, ("without", "with"))
    amounts = [row.cells[3] for row in table.rows if str(row.cells[-1]).startswith("training")]
    assert amounts == [Decimal(4), None, None]


THIRDS = "phases: [{name: A, share_of_orders: 10%%%s}, {name: B, share_of_orders: 90%%%s}]\n"
DATED = THIRDS % (", go_live: 2027-02-01", ", go_live: 2027-06-01")
WAITING = DATES % ", cost_of_waiting_per_day: 1000"
SPLITS = [  # one file, another, the input, the files that show what it moves, why
    (WAITING, WAITING + DATED, "phases.*.go_live", (WAITING + THIRDS % ("", ""), WAITING + DATED),
     "dates of phases against one day"),
    ("", THIRDS % ("", ", likelihood: 20%"), SHARES, ("", THIRDS % ("", "")), "shares against none"),
    (THIRDS % ("", ", likelihood: 20%"), PHASES % ", likelihood: 20%", SHARES,
     (THIRDS % ("", ", likelihood: 20%"), PHASES % ", likelihood: 20%"), "shares that differ"),
]  # fmt: skip


@pytest.mark.parametrize("case", SPLITS, ids=lambda case: case[-1])
def test_what_phases_alone_have_moves_something(
    case: tuple[str, str, str, tuple[str, str], str],
) -> None:
    """Shares and days of phases are inputs, against a roll-out on one day as well."""
    one, other, path, shown, _ = case
    files = [priced(HEAD + LATE + text, name) for text, name in ((one, "one"), (other, "other"))]
    nets = [
        Decimal(means(priced(HEAD + LATE + text, "shown")).totals["net_exposure"] or 0)
        for text in shown
    ]
    for order, sign in ((files, 1), (files[::-1], -1)):
        found = {each.path: each.effects[1] for each in compare(order).differing}
        assert found[path] == sign * (nets[1] - nets[0])


LINES = [  # how a line begins, why the row is there
    ("likelihood", "the likelihood"),
    ("training_deficit", "a section"),
    ("stabilisation", "a section of many parts"),
    ("hidden_costs", "a section with a list"),
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[-1])
@pytest.mark.parametrize("seed", range(0, 40, 5))
def test_what_alone_changes_moves_all_that_changes(seed: int, line: tuple[str, str]) -> None:
    """A line of a random scenario is left out: the effects add up to the change, each told once."""
    text = Doubtful(seed).scenario()
    kept = "".join(one for one in text.splitlines(keepends=True) if not one.startswith(line[0]))
    if kept == text:
        return
    old, new = priced(kept, "old"), priced(text, "new")
    found = difference(old, new)
    was, is_ = (Decimal(means(one).totals["net_exposure"] or 0) for one in (old, new))
    effects = {one.path: one.effect for one in found.inputs}
    assert None not in effects.values()
    if len(effects) == 1 and found.states is not None:
        (effect,) = effects.values()
        assert effect is not None
        assert abs(effect - (is_ - was)) <= CLOSE * max(was, is_)


def test_many_inputs_are_not_each_priced_anew() -> None:
    """Points that come by the hundred: the first ones are told, the rest at least by name."""
    points = ", ".join(f"{{name: P{at}, error_correction_cost: {at}}}" for at in range(400))
    old, new = (priced(HEAD + LATE + POINTS % more, "a")
                for more in (", integrations: []", f", integrations: [{points}]"))  # fmt: skip
    found = difference(old, new).inputs
    assert len(found) == 400
    assert found[0].effect is not None
