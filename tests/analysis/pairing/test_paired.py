"""Paired comparisons: differences trial by trial, against exact answers and laws."""

import math
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from omsrisk import UsageError, assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.pairing.paired import PairedComparison, compare_uncertain
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.simulation.estimates import Dominance
from omsrisk.simulation.extra import MissingExtraError
from tests.support.paths import MODELS, SCENARIOS
from tests.support.uncertain_texts import (
    COIN,
    DELAY,
    FLOW,
    HEAD,
    RANGE,
    comparison,
    half_the_delay,
    priced,
)


def paired(
    assessments: Sequence[Assessment],
    *,
    base: int = 0,
    rates: dict[str, Decimal] | None = None,
    **settings: Any,
) -> PairedComparison:
    """Compare scenarios, at the point values and then under uncertainty."""
    return compare_uncertain(compare(assessments, base=base, rates=rates or {}), **settings)


def test_half_the_delay_is_cheaper_whatever_happens() -> None:
    """A known difference: 152,540 on average, 117,988.74 about it, and never below 0."""
    found = paired([half_the_delay(), comparison()], trials=200_000)
    (pair,) = found.pairs
    difference = pair.difference
    assert abs(difference.mean.value - 152540) < 4 * difference.mean.error
    assert difference.mean.error == pytest.approx(117988.74 / math.sqrt(200_000), rel=0.02)
    assert difference.standard_deviation == pytest.approx(117988.74, rel=0.01)
    assert pair.about_nothing.above == (1, 0)
    assert pair.about_nothing.below == (0, 0)
    assert pair.about_nothing.mean_above == pytest.approx(difference.mean.value, rel=1e-9)
    assert (pair.base_dominates, pair.file_dominates) == (Dominance.FIRST, Dominance.NONE)
    assert len(found.shared) == 12
    for own, assessment in zip(found.own, (half_the_delay(), comparison()), strict=True):
        exact = drivers(assessment)
        assert abs(own.mean.value - exact.mean) < 4 * own.mean.error


def test_whoever_is_the_base() -> None:
    """Taken the other way round, the difference is the same with its sign turned."""
    both = [half_the_delay(), comparison()]
    (one,), (other,) = (paired(both, base=at, trials=20_000).pairs for at in (0, 1))
    assert other.file == 0
    assert other.difference.mean.value == pytest.approx(-one.difference.mean.value, rel=1e-12)
    assert other.difference.standard_deviation == pytest.approx(one.difference.standard_deviation)
    assert other.about_nothing.below == one.about_nothing.above
    assert (other.base_dominates, other.file_dominates) == (Dominance.NONE, Dominance.FIRST)
    for percent in (5, 95):
        mirrored = -other.difference.percentiles[100 - percent].value
        room = 3 * one.difference.percentiles[percent].error
        assert mirrored == pytest.approx(one.difference.percentiles[percent].value, abs=room)


SAME = [comparison(), priced(COIN), assess(load(MODELS / "phased-season.yaml"))]


@pytest.mark.parametrize("one", SAME, ids=lambda one: one.scenario.name)
def test_a_scenario_against_itself_differs_by_nothing(one: Assessment) -> None:
    """In no trial; and neither dominates the other."""
    (pair,) = paired([one, one], trials=20_000).pairs
    assert pair.difference.mean == (0, 0)
    assert pair.difference.standard_deviation == 0
    assert {estimate.value for estimate in pair.difference.percentiles.values()} == {0}
    assert (pair.about_nothing.above.value, pair.about_nothing.below.value) == (0, 0)
    assert pair.base_dominates is pair.file_dominates is Dominance.NONE


def test_numbers_of_its_own_widen_the_difference() -> None:
    """What is not common to both blurs the difference: its variance is that of both added up."""
    both = [comparison(), half_the_delay()]
    common = paired(both, trials=50_000)
    path = "hidden_costs.customer_attrition"
    apart = paired(both, trials=50_000, independent=(path,))
    assert apart.independent == (path,)
    assert set(common.shared) - set(apart.shared) == {path}
    added = 2 * drivers(comparison(), metric=path).standard_deviation ** 2
    wanted = math.sqrt(common.pairs[0].difference.standard_deviation ** 2 + added)
    assert apart.pairs[0].difference.standard_deviation == pytest.approx(wanted, rel=0.02)
    assert apart.own[0] == common.own[0]  # the base keeps its numbers
    assert apart.own[1] != common.own[1]
    room = 4 * apart.pairs[0].difference.mean.error
    assert apart.pairs[0].difference.mean.value == pytest.approx(-152540, abs=room)


def test_draws_of_their_own() -> None:
    """The draw of a failure is shared by its path, unless it is to be independent."""
    dearer = COIN.replace("12%", "24%")
    both = [priced(COIN), priced(dearer, "dearer.yaml")]
    (common,) = paired(both, trials=50_000).pairs
    assert common.about_nothing.above.value == pytest.approx(0.4, abs=0.01)
    assert common.about_nothing.below.value == 0
    (apart,) = paired(both, trials=50_000, independent=("likelihood",)).pairs
    assert apart.about_nothing.below.value == pytest.approx(0.4 * 0.6, abs=0.01)
    assert apart.about_nothing.mean_below == -36000
    assert apart.about_nothing.mean_above == pytest.approx(72000 * 0.6 + 36000 * 0.4, rel=0.02)


def test_what_is_the_same_but_for_rounding_is_the_same() -> None:
    """Waves that cost the same are added up in another order where one differs: no difference."""
    waves = "".join(f"- {{name: {name}, share_of_orders: 25%}}\n" for name in "ABCD")
    text = RANGE.replace("average_value: 100", "average_value: {low: 90, likely: 100.07, high: 130}")
    text += "likelihood: 40%\nphases:\n" + waves
    pilot = "name: A, delay: {cancellation_sensitivity: 24%},"
    (pair,) = paired([priced(text), priced(text.replace("name: A,", pilot))], trials=50_000).pairs
    assert pair.about_nothing.below.value == 0
    assert pair.about_nothing.above.value == pytest.approx(0.4, abs=0.01)  # the pilot fails


def test_another_currency_is_counted_in_that_of_the_base() -> None:
    """At twice its rate a scenario of half the amounts differs by nothing."""
    dollars = priced(RANGE)
    pounds = RANGE.replace("USD", "GBP").replace("average_value: 100", "average_value: 50")
    rates = {"GBP": Decimal(2)}
    both = [dollars, priced(pounds, "pounds.yaml")]
    found = paired(both, rates=rates, trials=20_000)
    (pair,) = found.pairs
    assert pair.difference.mean.value == pytest.approx(0, abs=1e-6)
    assert found.own[1].mean.value == pytest.approx(found.own[0].mean.value, rel=1e-12)
    halved = paired(both, rates={"GBP": Decimal(1)}, trials=20_000)
    assert halved.own[1].mean.value == pytest.approx(found.own[0].mean.value / 2, rel=1e-12)
    assert halved.pairs[0].file_dominates is Dominance.FIRST


def test_three_scenarios() -> None:
    """Each but the base is held against the base, with the same numbers in all three."""
    third = priced(RANGE.replace("12%", "24%"), "third.yaml")
    second = priced(RANGE.replace("12%", "18%"), "second.yaml")
    found = paired([priced(RANGE), second, third], base=1, trials=20_000)
    assert [pair.file for pair in found.pairs] == [0, 2]
    first, last = (pair.difference.mean.value for pair in found.pairs)
    assert first == pytest.approx(-last, rel=1e-9)
    assert found.pairs[0].file_dominates is found.pairs[1].base_dominates is Dominance.FIRST
    means = [own.mean.value for own in found.own]
    assert means[1] - means[0] == pytest.approx(means[2] - means[1], rel=1e-9)
    alone = simulate(priced(RANGE), trials=20_000)
    assert means[0] == pytest.approx(alone.shown.summary.mean.value, rel=1e-12)


def test_like_for_like() -> None:
    """What only one of them assesses is in neither of the net exposures that are compared."""
    more = RANGE + "training_deficit: {hours: 9, cost_per_hour: 9, incompletion_rate: 10%}\n"
    more += "hidden_costs: {brand_damage: {low: 1, likely: 2000, high: 9000}}\n"
    found = paired([priced(RANGE), priced(more, "more.yaml")], trials=20_000)
    assert found.comparison.is_like_for_like
    assert found.pairs[0].difference.mean == (0, 0)
    assert found.own[0] != found.own[1]


def test_one_that_is_certain() -> None:
    """A sure amount can be compared with an uncertain one: there is nothing that they share."""
    sure = priced(HEAD + FLOW + DELAY, "sure.yaml")
    found = paired([sure, priced(RANGE)], trials=50_000)
    assert found.shared == ()
    assert found.own[0].standard_deviation == 0
    assert found.own[0].percentiles[95].value == 36000
    (pair,) = found.pairs
    exact = drivers(priced(RANGE)).mean - 36000
    assert abs(pair.difference.mean.value - exact) < 4 * pair.difference.mean.error


def test_the_difference_is_that_of_the_means() -> None:
    """Over the examples, with phases, draws and recoveries: the means differ by the mean."""
    files = [SCENARIOS / f"{name}.yaml" for name in ("big-bang", "phased")]
    both = [assess(load(file)) for file in files]
    found = paired(both, trials=50_000)
    (pair,) = found.pairs
    assert pair.difference.mean.value == pytest.approx(
        found.own[1].mean.value - found.own[0].mean.value, rel=1e-9
    )
    points = [float(one.totals["net_exposure"] or 0) for one in both]  # all that is random are draws
    assert not found.comparison.is_like_for_like
    assert abs(pair.difference.mean.value - (points[1] - points[0])) < 4 * pair.difference.mean.error


def test_whoever_runs_it_the_figures_are_the_same() -> None:
    """A large comparison can be run in parts."""
    both = compare([priced(RANGE), priced(RANGE.replace("12%", "24%"), "dearer.yaml")])
    told: list[int] = []
    here = compare_uncertain(both, trials=2_300_000, on_progress=told.append)
    assert told[-1] == 2_300_000
    with ThreadPoolExecutor(2) as executor:
        assert compare_uncertain(both, trials=2_300_000, executor=executor) == here


REFUSED = [  # texts, settings, message, hint, why
    (
        (HEAD + FLOW + DELAY, HEAD + FLOW + DELAY),
        {},
        "nothing in 0.yaml and 1.yaml is uncertain",
        "give inputs a range",
        "all is known",
    ),
    (
        (RANGE, RANGE),
        {"independent": ["delay.duration_day"]},
        "`delay.duration_day` is not uncertain here",
        "did you mean `delay.duration_days`?",
        "a path misspelt",
    ),
    (
        (RANGE, RANGE),
        {"independent": ["orders.daily_volume"]},
        "`orders.daily_volume` is not uncertain here",
        "delay.duration_days",
        "a path that is certain",
    ),
    (
        (RANGE, HEAD + FLOW + DELAY),
        {"independent": ["delay.duration_days"]},
        "`delay.duration_days` is uncertain in one scenario only",
        "none",
        "a path that is not shared",
    ),
    ((RANGE, RANGE), {"trials": 0}, "too few trials: 0", "100,000", "no trials"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_cannot_be_compared(case: tuple[tuple[str, str], dict[str, Any], str, str, str]) -> None:
    """The message says what is wrong, the hint what to do."""
    texts, settings, message, hint, _ = case
    both = [priced(text, f"{at}.yaml") for at, text in enumerate(texts)]
    with pytest.raises(UsageError) as refusal:
        paired(both, **settings)
    assert message in refusal.value.message
    assert hint in refusal.value.hint


def test_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said which extra to install."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingExtraError) as refusal:
        paired([priced(RANGE), priced(RANGE)])
    assert "omsrisk[simulation]" in refusal.value.hint


def test_first_go_lives_are_one_event() -> None:
    """A pilot that is all of the roll-out fails where the big-bang does; on its own it need not."""
    rest = (
        "phases:\n  - {name: Pilot, share_of_orders: 100%, likelihood: 40%}\n"
        "  - {name: Rest, share_of_orders: 0%, likelihood: 0%}\n"
    )
    phased = HEAD + FLOW + DELAY + rest
    together = paired([priced(COIN, "0.yaml"), priced(phased, "1.yaml")])
    assert together.pairs[0].difference.standard_deviation == 0
    apart = paired(
        [priced(text, "case.yaml", ("likelihood",)) for text in (COIN, phased)],
        independent=["likelihood"],
    )
    expected = 36_000 * math.sqrt(2 * 0.4 * 0.6)
    assert apart.pairs[0].difference.standard_deviation == pytest.approx(expected, rel=0.02)


def test_a_restated_range_shares_its_quantile_with_the_other_roll_out() -> None:
    """Restating what the other inherits changes no difference."""
    own = ", delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}"
    phases = "phases:\n"
    for name, share in (("A", 40), ("B", 60)):
        phases += f"  - {{name: {name}, share_of_orders: {share}%{own}}}\n"
    found = paired([priced(RANGE, "0.yaml"), priced(RANGE + phases, "1.yaml")])
    assert found.pairs[0].difference.standard_deviation == pytest.approx(0, abs=1e-6)


def test_percentiles_of_one_file_are_one_figure() -> None:
    """In a comparison as in its own simulation, whatever files stand beside it, in any order."""
    names = ("big-bang-uncertain", "phased-uncertain", "retailer-uncertain")
    files = [assess(load(SCENARIOS / f"{name}.yaml")) for name in names]
    alone = [simulate(one, trials=50_000).shown.summary for one in files]
    for order in ((0, 1, 2), (2, 0, 1), (1, 0)):
        found = paired([files[at] for at in order], trials=50_000)
        for at, own in zip(order, found.own, strict=True):
            for percent in (5, 10, 50, 90, 95):
                known = alone[at].percentiles[percent].value
                assert own.percentiles[percent].value == pytest.approx(known, abs=0.5)
    together = paired(files[:2], trials=50_000).pairs[0].difference
    for order, sign in (((0, 2, 1), 1), ((1, 2, 0), -1)):
        found = paired([files[at] for at in order], trials=50_000)
        difference = found.pairs[1].difference  # of the first two files, the third beside them
        assert difference.mean.value == pytest.approx(sign * together.mean.value)
        median = together.percentiles[50]  # of an even number of trials: one of two neighbours
        assert difference.percentiles[50].value == pytest.approx(
            sign * median.value, abs=median.error / 100
        )
