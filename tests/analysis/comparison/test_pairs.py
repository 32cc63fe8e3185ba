"""Pairs of compared scenarios: over what the two know, whatever stands beside them."""

from decimal import Decimal

import pytest

from omsrisk import UsageError
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.comparison.pair import Unranked
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.report.comparison.compared_sentences import pair_sentences
from tests.support.random_scenarios import Author
from tests.support.told_pairs import priced

HEAD = "omsrisk: 1\ncurrency: USD\n"
DAMAGE = "hidden_costs: {inventory_loss: 100, customer_attrition: 0, brand_damage: 0}\n"
DATES = "calendar: {earliest_go_live: 2027-01-01, go_live: 2027-01-31, cost_of_waiting_per_day: 7}\n"
HALVES = "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
TENTH = HALVES.replace("50%", "10%", 1).replace("50%", "90%")
PLANNED = "programme: {items: [{item: X, amount: 30}]}\n"


def scenario(seed: int) -> Assessment:
    """Price a scenario written at random, under a name of its own."""
    return priced(f"name: S{seed}\n" + Author(seed).scenario(), f"s{seed}")


@pytest.mark.parametrize("seed", range(0, 120, 3))
def test_a_ranking_agrees_with_the_full_totals(seed: int) -> None:
    """Where a pair is ranked, the cheaper one is that of the full totals: no cycle can arise."""
    result = compare([scenario(seed), scenario(seed + 1), scenario(seed + 2)])
    nets = result.converted("net_exposure")
    for pair in result.pairs:
        if pair.cheaper is not None:
            other = pair.second if pair.cheaper == pair.first else pair.first
            assert nets[pair.cheaper] < nets[other]  # type: ignore[operator]  # always assessed
    assert list(result.ranked) == sorted(result.ranked, key=lambda at: nets[at] or Decimal(0))


CASES = [  # the one, the other, left out, why not ranked, why the row is there
    (DAMAGE + HALVES + "stop_if_a_phase_fails: true\nstopping: {items: [{item: E, amount: 900}]}\n",
     DAMAGE + HALVES, "0", None, "without the rule nothing stops"),
    (DAMAGE + DATES, DAMAGE, "210", Unranked.LEFT_OUT, "dates absent: waiting is not known"),
    (DAMAGE + DATES, DAMAGE + DATES.replace("01-31", "01-01"), "0", None, "no day waited is nothing"),
    (DAMAGE + DATES + PLANNED, DAMAGE + DATES, "30", Unranked.LEFT_OUT, "programme absent"),
    (DAMAGE, "training_deficit: {hours: 1, cost_per_hour: 1, incompletion_rate: 1%}\n", "100.01",
     Unranked.NOTHING_IN_COMMON, "no line in common"),
    (DAMAGE, DAMAGE.replace("100", "5") + "approach: status-quo\n", "0", Unranked.STATUS_QUO,
     "a status quo is not ranked"),
    (DAMAGE + TENTH + "likelihood: 80%\nif_a_phase_fails: stop\nstopping: {items: []}\n",
     DAMAGE + TENTH + "likelihood: 80%\n", "0", Unranked.FAILING,
     "a cheap failure: no order rests on it"),
    (DAMAGE.replace("100", "5000") + DATES, DAMAGE, "210", None, "the gap outweighs what is left"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_what_is_known_and_what_is_ranked(case: tuple[str, str, str, Unranked | None, str]) -> None:
    """A line counts where both know all of it; what cannot happen is known to be nothing."""
    first, second, left_out, unranked, _ = case
    result = compare([priced(HEAD + first, "a"), priced(HEAD + second, "b")])
    (pair,) = result.pairs
    assert pair.left_out == Decimal(left_out)
    assert pair.unranked is unranked


def test_a_line_that_one_phase_leaves_out_is_not_known() -> None:
    """A delay that one of two phases does not assess is no saving."""
    flow = "orders: {daily_volume: 100, average_value: 10}\n"
    delay = "delay: {duration_days: 10, cancellation_sensitivity: 10%}"
    halves = "phases: [{name: A, share_of_orders: 50%%, %s}, {name: B, share_of_orders: 50%%%s}]\n"
    whole = HEAD + flow + DAMAGE + halves % (delay, f", {delay}")
    part = HEAD + flow + DAMAGE + halves % (delay, "")
    (pair,) = compare([priced(whole, "a"), priced(part, "b")]).pairs
    assert [line.id for line in pair.left_out_lines] == ["delay"]
    assert pair.difference == 0
    assert pair.unranked is Unranked.LEFT_OUT


def test_saving_if_it_fails_and_expected() -> None:
    """At 25 % the saving of 100 if the go-live fails is 25 expected, and each is called so."""
    half = HEAD + "likelihood: 25%\n" + DAMAGE
    result = compare([priced(half.replace("100", "200"), "a"), priced(half, "b")])
    (pair,) = result.pairs
    assert pair.if_a_go_live_fails() == (Decimal(200), Decimal(100))
    (line,) = pair_sentences(result, pair)[-1:]
    assert "100.00 more if the go-live fails, 25.00 expected" in line


def test_the_go_live_is_an_input_with_what_it_moves() -> None:
    """Two files that differ in the go-live alone: the date is told, and all that it moves."""
    dates = DATES.replace("01-31", "02-10")
    result = compare([priced(HEAD + DAMAGE + DATES, "a"), priced(HEAD + DAMAGE + dates, "b")])
    (one,) = result.differing
    assert one.path == "calendar.go_live"
    assert one.effects == (Decimal(0), Decimal(70))
    assert one.derived == (("days of waiting", (30, 40)),)


RULES = [  # what the other file states more, path, effect, why the row is there
    ("stop_if_a_phase_fails: true\n", "stop_if_a_phase_fails", "-12.50", "the stop rule"),
]


@pytest.mark.parametrize("case", RULES, ids=lambda case: case[-1])
def test_settings_are_inputs(case: tuple[str, str, str, str]) -> None:
    """What is priced and is not a number is an input, too, and priced anew."""
    more, path, effect, _ = case
    text = HEAD + "likelihood: 50%\n" + DAMAGE + HALVES
    result = compare([priced(text, "a"), priced(text + more, "b")])
    found = {one.path: one.effects[1] for one in result.differing}
    assert found == {path: Decimal(effect)}
    assert result.pairs[0].difference == Decimal(effect)


def test_at_a_bound_where_both_only_tie_nothing_flips() -> None:
    """With no day of delay both cost the same: no value of the days makes the other one cheaper."""
    flow = "orders: {daily_volume: 100, average_value: 10}\n"
    late = "delay: {duration_days: 10, cancellation_sensitivity: %s}\n"
    one, other = (HEAD + DAMAGE + flow + late % share for share in ("10%", "20%"))
    found = compare([priced(one, "a"), priced(other, "b")]).flips
    assert {flip.path for flip in found if flip.at is not None} == {"delay.cancellation_sensitivity"}


def test_equal_across_currencies_needs_a_rate() -> None:
    """A zloty is no euro: refused without the rate, converted with it."""
    zloty = priced(HEAD.replace("USD", "PLN") + DAMAGE, "zloty")
    euro = priced(HEAD.replace("USD", "EUR") + DAMAGE, "euro")
    path = "hidden_costs.brand_damage"
    with pytest.raises(UsageError, match="PLN"):
        solve(euro, path, equal=zloty)
    found = solve(euro, path, equal=zloty, rates={"PLN": Decimal("1.5")})
    assert [one.value for one in found.solutions] == [50]
