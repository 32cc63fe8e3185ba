"""Mitigations by what they do to a percentile or the mean: each set tried, with the same numbers."""

import sys
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from omsrisk import UsageError
from omsrisk.analysis.decisions.mitigate import mitigate
from omsrisk.analysis.decisions.sets_to_try import MOST_TRIED, every_set
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.core.phasing.on_dates import with_taken
from omsrisk.core.pricing.figures import statistic_of
from omsrisk.core.pricing.mitigations import mitigated
from omsrisk.simulation.extra import MissingExtraError
from tests.support.counted_distributions import distributions_counted
from tests.support.sampled_figures import statistic_at
from tests.support.uncertain_texts import COIN, DELAY, FLOW, HEAD, RANGE, priced

TRIALS = 5_000
BRAND = "hidden_costs: {brand_damage: {low: 1000, likely: 9000, high: 70000}}\n"
THREE = (
    RANGE + "likelihood: 40%\n" + BRAND + "mitigations:\n"
    "- {name: Rehearsal, cost: 3000, effects: {delay.duration_days: {multiply: 0.5}}}\n"
    "- {name: Campaign, cost: 900, effects: {hidden_costs.brand_damage: {multiply: 0.7}}}\n"
    "- {name: Freeze, cost: 5000, effects: {likelihood: {set: 20%}}, excludes: Campaign}\n"
)


def many(count: int) -> str:
    """As many mitigations, each a little dearer and better than the one before."""
    rows = (
        f"- {{name: M{at}, cost: {100 + 10 * at}, effects: "
        f"{{delay.duration_days: {{multiply: {0.99 - 0.01 * at:.2f}}}}}}}\n"
        for at in range(count)
    )
    return RANGE + "mitigations:\n" + "".join(rows)


@pytest.mark.parametrize(
    "metric", ["p90:net_exposure", "mean:net_exposure", "expected_shortfall_95:net_exposure"]
)
def test_each_set_is_tried(metric: str) -> None:
    """Base, benefits and the best set are what every set by itself, simulated by hand, says."""
    assessment = priced(THREE)
    case = assessment.scenario.case
    asked = statistic_of(metric)
    assert asked is not None
    costs = {"rehearsal": 3000, "campaign": 900, "freeze": 5000}
    benefits = {}
    for size in range(4):
        for chosen in combinations(case.mitigations, size):
            slugs = frozenset(one.slug for one in chosen)
            if {"campaign", "freeze"} <= slugs:
                continue
            value = statistic_at(mitigated(case, chosen), asked, TRIALS, 3).value
            benefits[slugs] = (value, sum(costs[slug] for slug in slugs))
    base, _ = benefits[frozenset()]
    plan = mitigate(assessment, metric=metric, trials=TRIALS, seed=3)
    assert float(plan.base) == pytest.approx(base, abs=0.006)
    for one in plan.alone:
        value, cost = benefits[frozenset({one.mitigation.slug})]
        assert float(one.avoided) == pytest.approx(base - value, abs=0.011)
        assert one.cost == cost
    best = max(benefits, key=lambda slugs: base - benefits[slugs][0] - benefits[slugs][1])
    assert {one.slug for one in plan.best.mitigations} == best
    assert plan.is_proven
    assert plan.sampling == (TRIALS, 3)
    assert sum(step.avoided for step in plan.order) == plan.best.avoided
    nets = [one.net_benefit for one in plan.frontier]
    assert nets == sorted(set(nets))
    assert plan.frontier[0].mitigations == ()


def test_a_percentile_holds_what_the_cost_overruns_by() -> None:
    """The cost alone is taken off the distribution of the file that takes the mitigation."""
    overrun = "programme: {items: [], overrun: {rate: 40%, likelihood: 60%}}\n"
    assessment = priced(overrun + THREE)
    for one in mitigate(assessment, metric="p90:net_exposure", trials=TRIALS, seed=3).alone:
        taken = with_taken(assessment.scenario.case, [one.mitigation])
        asked = statistic_of("p90:net_exposure")
        assert asked is not None
        values = [statistic_at(case, asked, TRIALS, 3) for case in (assessment.scenario.case, taken)]
        saved = values[0].value - values[1].value
        assert float(one.net_benefit) == pytest.approx(saved, abs=0.02)


def test_what_halves_a_range_halves_its_percentile() -> None:
    """With common random numbers: to the cent, though both are estimates."""
    text = RANGE + (
        "mitigations: [{name: Half, cost: 1, effects: {delay.duration_days: {multiply: 0.5}}}]\n"
    )
    plan = mitigate(priced(text), metric="p90:net_exposure", trials=TRIALS)
    (half,) = plan.alone
    assert half.avoided == pytest.approx(plan.base / 2, abs=Decimal("0.02"))


def test_the_mean_is_that_of_closed_forms() -> None:
    """What a mitigation takes off the mean is what closed forms say, within the sampling error."""
    text = THREE.replace("likelihood: 40%\n", "")
    text = text[: text.index("- {name: Freeze")]
    plan = mitigate(priced(text), metric="mean:net_exposure", trials=100_000)
    exact = drivers(priced(text))
    assert float(plan.base) == pytest.approx(exact.mean, abs=4 * exact.standard_deviation / 316)
    brand = (1000 + 4 * 9000 + 70000) / 6
    assert float(plan.alone[1].avoided) == pytest.approx(0.3 * brand, rel=0.01)


def test_a_percentile_may_want_another_measure() -> None:
    """What pays on average may not pay in the tail, and the other way round."""
    text = COIN.replace("40%", "4%") + (
        "mitigations: [{name: Drill, cost: 500, effects: {delay.duration_days: {multiply: 0.5}}}]\n"
    )
    plans = {
        metric: mitigate(priced(text), metric=metric, trials=20_000)
        for metric in ("p90:net_exposure", "p99:net_exposure", "net_exposure")
    }
    assert plans["p90:net_exposure"].best.mitigations == ()
    assert plans["p90:net_exposure"].base == 0
    assert [one.slug for one in plans["p99:net_exposure"].best.mitigations] == ["drill"]
    assert plans["p99:net_exposure"].best.avoided == 18000
    assert plans["net_exposure"].sampling is None
    assert plans["net_exposure"].best.avoided == 720


def test_the_budget_is_kept() -> None:
    """Nothing dearer than the budget is the best; the frontier tells what more would bring."""
    plan = mitigate(priced(THREE), budget=Decimal(1000), metric="p90:net_exposure", trials=TRIALS)
    assert plan.best.cost <= 1000
    assert max(one.cost for one in plan.frontier) > 1000


def test_of_many_mitigations_a_greedy_order_is_priced() -> None:
    """Up to eight, all sets; of more, what returns most is bought next, and that is told."""
    few, more = priced(many(3)), priced(many(MOST_TRIED + 1))
    assert mitigate(few, metric="p90:net_exposure", trials=500).is_proven
    plan = mitigate(more, metric="p90:net_exposure", trials=500)
    assert not plan.is_proven
    assert len(plan.alone) == MOST_TRIED + 1
    assert len(plan.best.mitigations) == MOST_TRIED + 1  # each pays, whatever the others do


def test_a_greedy_order_takes_few_distributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of n mitigations, n by themselves, then n - 1 beside the best: n (n + 1) / 2 and the base."""
    asked = distributions_counted(monkeypatch)
    mitigate(priced(many(12)), metric="p90:net_exposure", trials=100)
    assert len(asked) == 12 * 13 / 2 + 1


def test_every_set() -> None:
    """Every set of few, but none of which two exclude each other."""
    case = priced(THREE).scenario.case
    assert set(every_set(case)) == {frozenset(one) for one in [(), (0,), (1,), (2,), (0, 1), (0, 2)]}


REFUSED = [  # text, settings, message, why
    (HEAD + FLOW + DELAY + THREE[THREE.index("mitigations") :].split("- {name: Camp", maxsplit=1)[0],
     {}, "nothing in case.yaml is uncertain", "all is known"),
    (RANGE, {}, "has no `mitigations`", "no mitigations"),
    (THREE, {"metric": "p90:net_exposur"}, "there is no metric `net_exposur`", "a metric misspelt"),
    (THREE, {"metric": "p90:stopping"}, "`stopping` is not assessed", "a metric not assessed"),
    (THREE, {"trials": 1}, "too few trials: 1", "one trial"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_cannot_be_priced(case: tuple[str, dict[str, Any], str, str]) -> None:
    """The message says what is wrong."""
    text, settings, message, _ = case
    with pytest.raises(UsageError) as refusal:
        mitigate(priced(text), **{"metric": "p90:net_exposure", **settings})
    assert message in refusal.value.message


def test_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said which extra to install; point values need none."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingExtraError) as refusal:
        mitigate(priced(THREE), metric="p90:net_exposure")
    assert "omsrisk[simulation]" in refusal.value.hint
    assert mitigate(priced(THREE)).sampling is None
