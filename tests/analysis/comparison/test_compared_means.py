"""Comparing scenarios with ranges: by the mean, and at the most likely values where that is asked."""

from decimal import Decimal

import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.sensitivity.solve import solve
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.analysis.uncertainty.valued import value_of
from omsrisk.report.comparison.compare_record import record
from omsrisk.report.comparison.compared_sentences import pair_sentences
from tests.support.random_scenarios import Doubtful
from tests.support.told_pairs import priced

HEAD = "omsrisk: 1\ncurrency: USD\n"
DAMAGE = "hidden_costs: {inventory_loss: 100, customer_attrition: 0, brand_damage: %s}\n"


def scenario(seed: int) -> Assessment:
    """Price a scenario with ranges written at random, under a name of its own."""
    return priced(f"name: S{seed}\n" + Doubtful(seed).scenario(), f"s{seed}")


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_a_ranking_agrees_with_the_full_means(seed: int) -> None:
    """Where a pair is ranked, the cheaper one is that of the means that `calc` gives."""
    result = compare([scenario(seed), scenario(seed + 1), scenario(seed + 2)])
    nets = [means(one).totals["net_exposure"] for one in result.assessments]
    assert list(result.converted("net_exposure")) == nets
    for pair in result.pairs:
        assert pair.unranked is not None or pair.left_out < abs(pair.difference) or not pair.left_out
        if pair.cheaper is not None:
            other = pair.second if pair.cheaper == pair.first else pair.first
            assert nets[pair.cheaper] < nets[other]  # type: ignore[operator]  # always assessed
    assert list(result.ranked) == sorted(result.ranked, key=lambda at: nets[at] or Decimal(0))


FIXED, RANGE = DAMAGE % "30", DAMAGE % "{low: 0, likely: 10, high: 200}"
MEAN = Decimal(240) / 6


def test_the_mean_may_turn_the_winner_round() -> None:
    """What is dearer by its mean is dearer, whatever is most likely; `likely` tells the other way."""
    pair = [priced(HEAD + FIXED, "fixed"), priced(HEAD + RANGE, "range")]
    assert compare(pair).pairs[0].cheaper == 0
    assert compare(pair).pairs[0].difference == MEAN - 30
    assert compare(pair, at=At.LIKELY).pairs[0].cheaper == 1
    assert compare(pair, at=At.LIKELY).pairs[0].difference == -20


def test_a_range_is_an_input_that_differs() -> None:
    """Two ranges with one likely value are two inputs; each is priced by its mean."""
    wider = DAMAGE % "{low: 0, likely: 10, high: 500}"
    pair = [priced(HEAD + RANGE, "range"), priced(HEAD + wider, "wider")]
    (one,) = compare(pair).differing
    assert one.path == "hidden_costs.brand_damage"
    assert one.effects == (Decimal(0), Decimal(50))
    assert [spread[0] and spread[0].high for spread in one.ranges] == [200, 500]
    assert compare(pair, at=At.LIKELY).differing == ()


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_what_an_input_moves_alone_is_a_difference_of_means(seed: int) -> None:
    """A likelihood that alone differs moves all that lies between the means of both files."""
    text = "\n".join(
        line for line in Doubtful(seed).scenario().splitlines() if not line.startswith("likelihood")
    )
    both = [
        priced(f"{text}\nlikelihood: {chance}\n", name)
        for name, chance in (("a", "{low: 1%, likely: 10%, high: 80%}"), ("b", "45%"))
    ]
    result = compare(both)
    nets = [value_of(one.scenario.case, "net_exposure", At.MEAN) for one in both]
    for one in result.differing:
        if one.path == "likelihood" and one.effects[1] is not None:
            assert abs(one.effects[1] - (nets[1] - nets[0])) < Decimal("1E-6")


def test_where_a_mean_is_turned() -> None:
    """At the number that is named both means are equal: a range counts with its mean beside it."""
    flow = "orders: {daily_volume: 100, average_value: {low: 5, likely: 10, high: 30}}\n"
    late = "delay: {duration_days: %s, cancellation_sensitivity: 10%%}\n"
    texts = [HEAD + flow + late % "{low: 1, likely: 2, high: 9}", HEAD + flow + late % "4"]
    result = compare([priced(text, "ab"[at]) for at, text in enumerate(texts)])
    found = {(one.file, one.path): one for one in result.flips}
    here = found[0, "delay.duration_days"]
    assert here.value == Decimal(3)
    assert here.at is not None
    other = HEAD + flow + late % here.at
    assert compare([priced(other, "c"), result.assessments[1]]).pairs[0].difference == 0


def test_json_says_what_ranges_count_with() -> None:
    """`at` says which; the most likely totals stay, the means stand beside them per file and line."""
    pair = [priced(HEAD + FIXED, "fixed"), priced(HEAD + RANGE, "range")]
    by_mean, likely = (record(compare(pair, at=at)) for at in (At.MEAN, At.LIKELY))
    assert (by_mean["at"], likely["at"]) == ("mean", "likely")
    for one in (by_mean, likely):
        assert [own["totals"]["net_exposure"] for own in one["scenarios"]] == [130, 110]
        assert [own["means"]["net_exposure"] for own in one["scenarios"]] == [130, 140]
    assert by_mean["pairs"][0]["means"]["difference"] == 10
    assert by_mean["lines"][0]["means"] == by_mean["lines"][0]["amounts"]
    assert (likely["pairs"][0]["means"], likely["pairs"][0]["difference"]) == (None, -20)
    assert by_mean["caveats"] == ["range: Means over 1 range."]
    assert likely["caveats"] == ["range: Computed with the most likely value of 1 range."]


def test_expected_is_said_of_the_mean_alone() -> None:
    """At most likely values the weighted saving is called weighted."""
    half = HEAD + "likelihood: 25%\n"
    pair = [priced(half + RANGE, "range"), priced(half + FIXED, "fixed")]
    for at, word in ((At.MEAN, "expected"), (At.LIKELY, "weighted by its likelihood")):
        result = compare(pair, at=at)
        said = " ".join(pair_sentences(result, result.pairs[0]))
        assert word in said
        assert ("expected" in said) is (at is At.MEAN)


def test_what_is_to_equal_a_mean_is_solved_for_the_mean() -> None:
    """A file without ranges equals the mean of one with ranges, and the other way round."""
    fixed, wide = priced(HEAD + FIXED, "fixed"), priced(HEAD + RANGE, "range")
    path = "hidden_costs.brand_damage"
    for at, value in ((At.MEAN, MEAN), (At.LIKELY, Decimal(10))):
        found = solve(fixed, path, equal=wide, at=at)
        assert (found.at, [one.value for one in found.solutions]) == (at, [value])
    turned = solve(wide, "hidden_costs.inventory_loss", equal=fixed)
    assert [one.value for one in turned.solutions] == [130 - MEAN]
