"""Roll-outs at their best: the set that pays most within a budget, by brute force."""

from decimal import Decimal
from itertools import combinations

import pytest

from omsrisk import assess, load
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.decisions.best_within import best_within
from omsrisk.analysis.decisions.mitigate import costs_of
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.core.pricing.mitigations import mitigated
from omsrisk.errors import UsageError
from tests.support.paths import ROOT

MITIGATED = ROOT / "scenarios/retailer-mitigated.yaml"
UNCERTAIN = ROOT / "scenarios/mitigated-uncertain.yaml"
PLAIN = ROOT / "scenarios/retailer.yaml"


def cheapest(path: object, budget: Decimal) -> Decimal:
    """The least mean net exposure of all sets within the budget."""
    scenario = load(str(path))
    costs = costs_of(scenario.case)
    found = []
    for count in range(len(scenario.case.mitigations) + 1):
        for chosen in combinations(scenario.case.mitigations, count):
            slugs = tuple(one.slug for one in chosen)
            case = mitigated(scenario.case, chosen)._replace(taken=slugs)
            one = assess(scenario._replace(case=case))
            cost = sum(costs[slug] for slug in slugs)
            if cost <= budget:
                net = means(one).totals["net_exposure"]
                assert net is not None
                found.append(net)
    return min(found)


@pytest.mark.parametrize("path", [MITIGATED, UNCERTAIN], ids=lambda one: one.stem)
@pytest.mark.parametrize("budget", ["0", "7400", "7399.99", "20000", "1000000"])
def test_no_set_within_the_budget_is_cheaper(path: object, budget: str) -> None:
    """Of all sets that may be bought, the roll-out is compared with the cheapest."""
    most = Decimal(budget)
    (best,) = best_within([assess(load(str(path)))], most)
    assert means(best.assessment).totals["net_exposure"] == cheapest(path, most)
    assert best.plan is not None
    assert best.plan.best.cost <= most


def test_a_roll_out_without_mitigations_stays_as_it_is() -> None:
    """It is compared with the others at their best."""
    both = [assess(load(str(MITIGATED))), assess(load(str(PLAIN)))]
    first, second = best_within(both, Decimal(10000))
    assert second.assessment is both[1]
    assert second.plan is None
    assert first.assessment.scenario.case.taken == ("training-to-completion", "escalation-ladder")
    assert compare([first.assessment, second.assessment]).pairs[0].difference == Decimal("20680.00")


def test_the_budget_is_in_the_currency_of_the_base() -> None:
    """At 2 dollars a euro, 7,400 dollars buy in euros what costs 3,700, and no more."""
    dollars = assess(load(str(PLAIN)))
    euros = assess(load(str(MITIGATED), {"currency": "EUR"}))
    _, best = best_within([dollars, euros], Decimal(7400), rates={"EUR": Decimal(2)})
    assert best.plan is not None
    assert best.plan.budget == Decimal(3700)
    assert best.plan.best.cost == Decimal(2000)


@pytest.mark.parametrize("at", [At.MEAN, At.LIKELY])
def test_a_likely_value_is_asked_for_all_through(at: At) -> None:
    """The set is chosen by what the comparison counts with."""
    (best,) = best_within([assess(load(str(UNCERTAIN)))], Decimal(1000000), at=at)
    names = {one.slug for one in best.plan.best.mitigations} if best.plan else set()
    assert ("shared-data-definitions" in names) == (at is At.MEAN)


def test_what_cannot_be_chosen_is_refused() -> None:
    """Where no file has mitigations, or some are taken already, a budget chooses nothing."""
    with pytest.raises(UsageError, match=r"none of .* has `mitigations`"):
        best_within([assess(load(str(PLAIN)))], Decimal(1))
    taken = assess(load(str(MITIGATED), taken=["Escalation ladder"]))
    with pytest.raises(UsageError, match="some are taken"):
        best_within([taken], Decimal(1))
