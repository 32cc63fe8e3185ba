"""Two scenarios worked out together: known differences, and the sampler's within its errors."""

from typing import Any

import pytest

from omsrisk import UsageError, assess, compare, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.pairing.paired import PairedComparison, compare_uncertain
from omsrisk.report.comparison import compare_record
from omsrisk.report.formats.to_text import to_text
from omsrisk.simulation.estimates import Dominance, Estimate
from tests.support.paths import SCENARIOS
from tests.support.random_scenarios import doubtful
from tests.support.uncertain_texts import (
    COIN,
    RANGE,
    comparison,
    connected,
    half_the_delay,
    priced,
)

pytest.importorskip("numpy")

STATISTICS = ("mean", "p5", "p50", "p95", "p99", "expected_shortfall_95")
TWICE = RANGE.replace("12%", "24%")
PHASES = (
    "phases:\n"
    "- {name: A, share_of_orders: 30%, likelihood: 20%}\n"
    "- {name: B, share_of_orders: 70%, delay: {duration_days: {low: 2, likely: 4, high: 5}}}\n"
)
MOVES = (
    "hidden_costs: {brand_damage: {low: 0, likely: 10000, high: 40000}}\n"
    "correlations:\n- {inputs: [delay.duration_days, hidden_costs.brand_damage], "
    "rank_correlation: 0.6}\n"
)


def paired(first: Assessment, second: Assessment, **settings: Any) -> PairedComparison:
    """Compare two."""
    return compare_uncertain(compare([first, second]), **settings)


def test_half_the_delay() -> None:
    """The known difference, never below 0: no trial is needed to say that it is sure."""
    found = paired(half_the_delay(), comparison())
    (pair,) = found.pairs
    assert (found.trials, found.seed) == (None, None)
    assert found.accuracy is not None
    assert found.accuracy < 1e-5
    assert pair.difference.mean.value == pytest.approx(152_540, abs=0.1)
    assert pair.difference.standard_deviation == pytest.approx(117_988.74, abs=0.1)
    assert pair.about_nothing.above == Estimate(1.0, 0.0)
    assert pair.about_nothing.below == Estimate(0.0, 0.0)
    assert pair.about_nothing.mean_above == pytest.approx(152_540, abs=0.1)
    assert (pair.base_dominates, pair.file_dominates) == (Dominance.FIRST, Dominance.NONE)


PAIRS = {  # what is shared: texts, settings
    "one range": ((RANGE, TWICE), {}),
    "a range of another width": ((RANGE, RANGE.replace("high: 9", "high: 14")), {}),
    "an event": ((COIN, COIN.replace("12%", "24%")), {}),
    "an event with another chance": (
        (RANGE + "likelihood: 40%\n", TWICE + "likelihood: 25%\n"),
        {},
    ),
    "an event whose chance is uncertain": (
        (
            RANGE + "likelihood: {low: 10%, likely: 20%, high: 60%}\n",
            TWICE + "likelihood: {low: 10%, likely: 20%, high: 60%}\n",
        ),
        {},
    ),
    "the first of several events": ((RANGE + "likelihood: 50%\n", TWICE + PHASES), {}),
    "the stop rule": (
        (
            RANGE + "likelihood: 50%\n",
            TWICE + "likelihood: 40%\nstop_if_a_phase_fails: true\n" + PHASES,
        ),
        {},
    ),
    "a common cause, and a likelihood after a failure": (
        (
            RANGE + "common_cause: 40%\nlikelihood: 30%\n" + PHASES,
            TWICE + "likelihood: 35%\n"
            + PHASES.replace("orders: 70%", "orders: 70%, likelihood_after_failure: 60%"),
        ),
        {},
    ),
    "nothing": (
        (RANGE + "likelihood: 40%\n", RANGE + "likelihood: 25%\n"),
        {"independent": ["likelihood", "delay.duration_days"]},
    ),
    "correlated inputs": ((RANGE + MOVES, TWICE + MOVES), {}),
}  # fmt: skip


@pytest.mark.parametrize("case", PAIRS.values(), ids=PAIRS)
def test_trials_tell_no_other_story(case: tuple[tuple[str, str], dict[str, Any]]) -> None:
    """Whatever two files share: difference and chances are those of many pairs of trials."""
    texts, settings = case
    both = [priced(text, f"{at}.yaml") for at, text in enumerate(texts)]
    held_against_trials(both[0], both[1], **settings)


@pytest.mark.parametrize("seed", [0, 3, 5, 11])
def test_scenarios_written_at_random(seed: int) -> None:
    """A file, and what it comes to with a mitigation or without: much is shared."""
    held_against_trials(doubtful(seed), doubtful(seed + 100))


def test_shipped_scenarios() -> None:
    """Ten ranges and four draws, six of them shared."""
    names = ("big-bang-uncertain", "phased-uncertain")
    first, second = (assess(load(str(SCENARIOS / f"{name}.yaml"))) for name in names)
    assert held_against_trials(first, second).accuracy is not None


def held_against_trials(first: Assessment, second: Assessment, **settings: Any) -> PairedComparison:
    """Hold a pair against 200,000 trials: 4.5 of their errors, and the stated one."""
    exact = paired(first, second, **settings)
    sampled = paired(first, second, trials=200_000, **settings)
    assert exact.shared == sampled.shared
    assert sampled.trials == 200_000
    of_exact = [*exact.own, exact.pairs[0].difference]
    of_sampled = [*sampled.own, sampled.pairs[0].difference]
    for told, tried in zip(of_exact, of_sampled, strict=True):
        for name in STATISTICS:
            about(told.statistic(name), tried.statistic(name), 1e-9 * abs(tried.mean.value) + 1e-6)
    ours, theirs = exact.pairs[0].about_nothing, sampled.pairs[0].about_nothing
    about(ours.above, theirs.above, 1e-4)
    about(ours.below, theirs.below, 1e-4)
    return exact


def about(exact: Estimate, sampled: Estimate, room: float) -> None:
    """Hold one number against that of trials."""
    room += 4.5 * sampled.error + exact.error
    assert exact.value == pytest.approx(sampled.value, abs=room)


def test_a_scenario_against_itself() -> None:
    """Nothing at all, not even what rounding leaves."""
    (pair,) = paired(comparison(), comparison()).pairs
    assert pair.difference.mean == (0.0, 0.0)
    assert pair.about_nothing.above == pair.about_nothing.below == (0.0, 0.0)
    assert (pair.base_dominates, pair.file_dominates) == (Dominance.NONE, Dominance.NONE)


def test_whoever_is_the_base() -> None:
    """Taken the other way round, the difference is the same with its sign turned."""
    both = [half_the_delay(), comparison()]
    one, other = (compare_uncertain(compare(both, base=at)).pairs[0].difference for at in (0, 1))
    for percent in (5, 50, 95):
        turned = other.percentiles[100 - percent].value
        assert one.percentiles[percent].value == pytest.approx(-turned, abs=2)


@pytest.mark.parametrize("base", [0, 1])
def test_how_often_each_of_two_is_the_cheapest(base: int) -> None:
    """Asked for, chances and regrets are those of trials, and a tie is shared."""
    texts = (RANGE + "likelihood: 40%\n", RANGE.replace("12%", "9%") + "likelihood: 60%\n")
    result = compare([priced(text, f"{at}.yaml") for at, text in enumerate(texts)], base=base)
    exact = compare_uncertain(result, rivals=(0, 1))
    sampled = compare_uncertain(result, rivals=(0, 1), trials=200_000)
    assert (exact.trials, sampled.trials) == (None, 200_000)
    for told, tried in zip(exact.cheapest, sampled.cheapest, strict=True):
        assert told is not None
        assert tried is not None
        about(told.alone, tried.alone, 1e-4)
        about(told.share, tried.share, 1e-4)
        assert told.tied == pytest.approx(tried.tied, abs=0.01)
        assert told.regret == pytest.approx(tried.regret, abs=4.5 * tried.regret_error + 1e-6)


def test_the_second_order() -> None:
    """A sure amount beside a range about it: whoever shuns risk prefers it, and nobody else must."""
    text = RANGE.replace("{low: 1, likely: 3, high: 9}", "{low: 1, likely: 5, high: 9}")
    (pair,) = paired(priced(RANGE.replace("{low: 1, likely: 3, high: 9}", "4.5")), priced(text)).pairs
    assert (pair.base_dominates, pair.file_dominates) == (Dominance.SECOND, Dominance.NONE)


SAMPLED = {  # files, why they are sampled
    "one pair of three is too connected": (RANGE, TWICE, connected()),
    "too much is connected": (connected(), RANGE),
    "two uncertain chances of one event": (
        RANGE + "likelihood: {low: 10%, likely: 20%, high: 60%}\n",
        RANGE + "likelihood: {low: 20%, likely: 30%, high: 40%}\n",
    ),
    "correlated in one of them": (RANGE + MOVES, RANGE + MOVES.split("correlations", maxsplit=1)[0]),
}


def test_of_three_each_pair_is_worked_out() -> None:
    """They are as of two alone; where two ranges part them, the cheapest of all takes trials."""
    planned = "programme: {items: [{item: X, amount: {low: 10, likely: 20, high: 90}}]}\n"
    three = [priced(text, f"{at}.yaml") for at, text in enumerate((RANGE + planned, TWICE, COIN))]
    found = compare_uncertain(compare(three, base=1))
    assert found.accuracy is not None
    assert [one.file for one in found.pairs] == [0, 2]
    for pair in found.pairs:
        alone = compare_uncertain(compare([three[1], three[pair.file]]))
        (of_two,) = alone.pairs
        assert pair.difference == of_two.difference
        assert (pair.base_dominates, pair.file_dominates) == (
            of_two.base_dominates,
            of_two.file_dominates,
        )
        assert (found.own[1], found.own[pair.file]) == alone.own
    tried = compare_uncertain(compare(three, base=1), trials=found.trials, seed=found.seed)
    best = min((one for one in tried.cheapest if one is not None), key=lambda one: one.regret)
    means = found.comparison.converted("net_exposure")
    least = min(float(one) for one in means if one is not None)
    for own, sampled, mean in zip(found.cheapest, tried.cheapest, means, strict=True):
        assert own is not None
        assert sampled is not None
        assert mean is not None
        # how often is tried; what each costs more than the best is known exactly
        assert (own.alone, own.tied, own.share) == (sampled.alone, sampled.tied, sampled.share)
        assert own.regret == pytest.approx(best.regret + float(mean) - least)
    assert tried.accuracy is None
    said = "".join(to_text(compare_record.document(found.comparison, found)))
    assert "| which is the cheapest of all: 100,000 trials | seed" in said
    with pytest.raises(UsageError, match="which of three scenarios and more is the cheapest"):
        compare_uncertain(compare(three), method="exact")


def test_of_three_that_are_not_ranked_no_trial_is_made() -> None:
    """Where nobody is said to be the cheapest of all, nothing is left to be sampled."""
    partial = COIN + "programme: {items: [{item: X, amount: 90000}]}\n"
    texts = (RANGE, TWICE, partial)
    comparison = compare([priced(text, f"{at}.yaml") for at, text in enumerate(texts)])
    assert comparison.ranked == ()
    found = compare_uncertain(comparison)
    assert (found.trials, found.cheapest) == (None, (None,) * 3)
    assert found.accuracy is not None
    said = "".join(to_text(compare_record.document(comparison, found)))
    assert "There is no ranking: 2 of 3 pairs cannot be ranked:" in said
    assert "what is left out outweighs the gap." in said


@pytest.mark.parametrize("texts", SAMPLED.values(), ids=SAMPLED)
def test_what_is_sampled_after_all(texts: tuple[str, ...]) -> None:
    """Left to itself it samples what is not worked out; asked to be exact it says why not."""
    result = compare([priced(text, f"{at}.yaml") for at, text in enumerate(texts)])
    found = compare_uncertain(result)
    assert (found.trials, found.accuracy) == (100_000, None)
    with pytest.raises(UsageError) as refused:
        compare_uncertain(result, method="exact")
    assert refused.value.hint == "leave the method out: it is sampled then"
