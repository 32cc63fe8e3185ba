"""Roll-outs added up: what they share, what each decides by itself, and both ways of finding it."""

from decimal import Decimal

import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.pairing.portfolio import not_named, portfolio
from omsrisk.checks.policy.limit_settings import limits_of
from omsrisk.errors import UsageError
from tests.support.paths import ROOT

EXAMPLES = ROOT / "docs/examples"
BOTH = [str(EXAMPLES / name) for name in ("order-system.yaml", "warehouse-system.yaml")]


def roll_out(
    name: str = "A", likelihood: str = "100%", loss: object = 100, **more: object
) -> Assessment:
    """A roll-out that loses an amount where it fails."""
    file = {"omsrisk": 1, "name": name, "currency": "USD", "likelihood": likelihood}
    return assess(load({**file, "hidden_costs": {"inventory_loss": loss}, **more}))


UNIFORM = {"low": 0, "high": 1200, "distribution": "uniform"}


def test_failures_are_each_roll_outs_own() -> None:
    """Two coins, not one: both fail with a quarter, and the sum is three atoms."""
    found = portfolio(
        [roll_out("A", "50%"), roll_out("B", "50%")], limits=limits_of(["net_exposure=150"])
    )
    assert found.accuracy is not None
    assert found.shown.summary.standard_deviation == pytest.approx((2 * 50**2) ** 0.5)
    assert found.shown.above(Decimal(150)).value == pytest.approx(0.25)


def test_a_likelihood_that_is_a_range_is_shared_and_its_draw_is_not() -> None:
    """The chance is one number of the business; whether it comes true is decided twice."""
    chance = {"low": "0%", "high": "100%", "distribution": "uniform"}
    both = [roll_out(name, chance) for name in "AB"]  # type: ignore[arg-type]
    shared = portfolio(both, limits=limits_of(["net_exposure=150"]))
    apart = portfolio(both, limits=limits_of(["net_exposure=150"]), independent=["likelihood"])
    for found, worth in ((shared, 1 / 3), (apart, 1 / 4)):  # the mean of the square, and its square
        above = found.shown.above(Decimal(150))
        assert above.value == pytest.approx(worth, abs=5 * above.error + 1e-6)


@pytest.mark.parametrize(
    ("independent", "deviation", "why"),
    [
        ((), 2 * 1200 / 12**0.5, "one quantile: the deviations add up"),
        (("hidden_costs.inventory_loss",), (2 * 1200**2 / 12) ** 0.5, "two: the variances do"),
    ],
)
def test_ranges_of_one_path_are_one(independent: tuple[str, ...], deviation: float, why: str) -> None:
    """Unless they are asked to be independent."""
    found = portfolio(
        [roll_out("A", loss=UNIFORM), roll_out("B", loss=UNIFORM)], independent=independent
    )
    assert found.shown.summary.standard_deviation == pytest.approx(deviation, rel=1e-3), why
    assert bool(found.shared) != bool(independent)


def test_both_ways_find_the_same() -> None:
    """What is sampled is within its errors of what is worked out, and means add up."""
    some = [assess(load(one)) for one in BOTH]
    exact, sampled = portfolio(some), portfolio(some, method="sample", trials=20_000)
    assert exact.accuracy is not None
    assert exact.trials is None
    assert (sampled.accuracy, sampled.trials) == (None, 20_000)
    for name in ("mean", "p50", "p90", "p95"):
        worked_out, tried = (one.shown.summary.statistic(name) for one in (exact, sampled))
        assert tried.value == pytest.approx(worked_out.value, abs=4.5 * tried.error)
    assert sum(one.summary.mean.value for one in exact.own) == pytest.approx(40950, abs=1)
    assert exact.shown.summary.mean.value == pytest.approx(40950, abs=1)
    assert sampled.shown.summary.mean.value == pytest.approx(
        sum(one.summary.mean.value for one in sampled.own)
    )
    assert exact.shown.point == Decimal(29000)


def test_the_order_of_files_changes_nothing() -> None:
    """A sum is a sum."""
    some = [assess(load(one)) for one in BOTH]
    one, other = portfolio(some), portfolio(some[::-1])
    for name in ("mean", "p10", "p90", "p99"):
        first, second = one.shown.summary.statistic(name), other.shown.summary.statistic(name)
        assert first.value == pytest.approx(second.value, abs=1)


def test_who_is_not_named_is_told() -> None:
    """By the name of a scenario, or by the stem of its file."""
    assert not_named(portfolio([assess(load(one)) for one in BOTH])) == []
    some = [roll_out("A", "50%", concurrent=["B"]), roll_out("B", "50%")]
    assert not_named(portfolio(some)) == ["B does not name A in `concurrent`"]


REFUSED = [
    ([roll_out("A", "50%")], {}, "two scenarios at least", "one file"),
    ([roll_out("A", "50%"), roll_out("B", "50%", currency="EUR")], {}, "one currency, not USD, EUR",
     "two currencies"),
    ([roll_out("A"), roll_out("B")], {}, "is uncertain", "nothing to tell"),
    ([roll_out("A", "50%"), roll_out("B")], {"metric": "expected_share_of_orders"}, "do not add up",
     "a share"),
    ([roll_out("A", "50%"), roll_out("B")], {"independent": ["delay.duration_days"]},
     "not uncertain here", "an input without a range"),
]  # fmt: skip


@pytest.mark.parametrize(("some", "given", "told", "why"), REFUSED, ids=[row[-1] for row in REFUSED])
def test_what_does_not_add_up_is_refused(
    some: list[Assessment], given: dict[str, object], told: str, why: str
) -> None:
    """In words."""
    with pytest.raises(UsageError, match=told):
        portfolio(some, **given)  # type: ignore[arg-type]
    assert why
