"""What is known to be nothing, and what is not assessed: in `compare`, in `diff` and by gates."""

import pytest

from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.changes.gates import breach_of, gate_of
from omsrisk.analysis.comparison.compare import compare
from tests.support.told_pairs import priced

HEAD = "omsrisk: 1\ncurrency: USD\n"
LIKELY = "likelihood: 40%\n"
DAMAGE = "hidden_costs: {inventory_loss: 1000, customer_attrition: 0, brand_damage: 0}\n"
HALVES = "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
PHASED = HEAD + LIKELY + DAMAGE + HALVES
RULE = "if_a_phase_fails: stop\n"
EXIT = "stopping: {items: [{item: Exit fee, amount: 600}]}\n"
BY_RULE = PHASED + RULE + EXIT
STOPS_ITSELF = "stopping: {likelihood: 30%, items: [{item: Exit fee, amount: 600}]}\n"
DATES = "calendar: {earliest_go_live: 2027-01-01, go_live: 2027-%s, cost_of_waiting_per_day: 7}\n"
NO_PRICE = "calendar: {earliest_go_live: 2027-01-01, go_live: 2027-%s}\n"
WAITS = HEAD + LIKELY + DAMAGE + DATES % "01-31"
TRAINING = "training_deficit: {hours: 10, cost_per_hour: 45, incompletion_rate: 30%}\n"
TRAINED = HEAD + LIKELY + DAMAGE + TRAINING

CASES = [  # what states it, what does not, what is no longer assessed, why the row is there
    (BY_RULE, PHASED, "", "without the rule nothing stops by it"),
    (BY_RULE, HEAD + LIKELY + DAMAGE, "", "a big-bang has no phase to stop"),
    (BY_RULE, PHASED.replace("40%", "0%") + RULE, "", "no phase can fail, so none stops"),
    (BY_RULE, PHASED + RULE, "stopping", "the rule stays, and what it costs is deleted"),
    (WAITS, HEAD + LIKELY + DAMAGE + DATES % "01-01", "", "no day is waited"),
    (WAITS, HEAD + LIKELY + DAMAGE + NO_PRICE % "01-01", "", "no day is waited, whatever it costs"),
    (WAITS, HEAD + LIKELY + DAMAGE + NO_PRICE % "01-31", "programme", "days without a price"),
    (WAITS, HEAD + LIKELY + DAMAGE, "programme", "no dates"),
    (TRAINED, HEAD + "likelihood: 0%\n" + DAMAGE, "", "what cannot fail has no cost of failure"),
    (TRAINED, HEAD + LIKELY + DAMAGE, "training_deficit", "a category is deleted"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_compare_diff_and_gates_agree_on_what_is_known(case: tuple[str, str, str, str]) -> None:
    """What cannot fall is known to be nothing; what may fall and is not stated is not assessed."""
    states, silent, told, _ = case
    before, now = priced(states, "states"), priced(silent, "silent")
    (pair,) = compare([before, now]).pairs
    changed = difference(before, now)
    left_out = {line.group.value for line in pair.left_out_lines}
    assert bool(left_out) is bool(told)
    assert [one for one in changed.lost if one == told] == ([told] if told else [])
    assert changed.is_comparable is not bool(told)
    breach = breach_of(gate_of("net_exposure=+900000"), changed)
    assert (breach is None) is not bool(told)
    assert not difference(now, before).lost, "what is newly assessed is no loss"


def test_a_gate_on_what_a_failure_would_cost_asks_for_all_of_it() -> None:
    """With likelihood 0 % a deleted category weighs nothing, and would still cost: so it is asked."""
    before, now = priced(TRAINED, "a"), priced(HEAD + "likelihood: 0%\n" + DAMAGE, "b")
    found = difference(before, now)
    assert found.ruled_out == ("training_deficit",)
    assert breach_of(gate_of("net_exposure=+0"), found) is None
    for metric in ("cost_of_failure", "training_deficit"):
        breach = breach_of(gate_of(f"{metric}=+900000"), found)
        assert breach is not None
        assert breach.change is None
        assert "training_deficit" in breach.reason


def test_a_likelihood_of_stopping_that_is_deleted_is_no_saving() -> None:
    """No rule has gone with it: what had it may still stop, until it says that it does not."""
    before, now = priced(PHASED + STOPS_ITSELF, "before"), priced(PHASED, "now")
    found = difference(before, now)
    assert "stopping" in found.lost
    assert breach_of(gate_of("net_exposure=+900000"), found) is not None
    says_so = priced(PHASED + STOPS_ITSELF.replace("30%", "0%"), "says_so")
    assert difference(before, says_so).is_comparable
