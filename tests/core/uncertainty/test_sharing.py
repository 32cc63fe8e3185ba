"""Ranges of one path move together from phase to phase, in closed forms as in trials."""

import math
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest

from omsrisk import assess, drivers, means, simulate
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.analysis.uncertainty.sampled_drivers import sampled_drivers
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.sharing import sources_shared
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader

HEAD = (
    "omsrisk: 1\ncurrency: EUR\n"
    "orders: {daily_volume: 1000, average_value: 100}\n"
    "delay: {duration_days: {low: 1, likely: 3, high: 30}, cancellation_sensitivity: 12%}\n"
)
SAME = ", delay: {duration_days: {low: 1, likely: 3, high: 30}, cancellation_sensitivity: 12%}"
PATH = "delay.duration_days"


def priced(text: str, independent: tuple[str, ...] = ()) -> Assessment:
    """Price a text."""
    loader = Loader(read_bytes=lambda _: text.encode(), independent=independent)
    return assess(loader.load("case.yaml"))


def phased(own: str = SAME, more: str = "") -> str:
    """Three phases, each with what it restates."""
    phases = (
        f"  - {{name: P{at}, share_of_orders: {share}%{own}}}\n"
        for at, share in enumerate((20, 30, 50))
    )
    return f"{HEAD}{more}phases:\n{''.join(phases)}"


def test_restating_a_range_changes_nothing() -> None:
    """The deviation is that of the range that the phases inherit; apart it is far smaller."""
    inherited, restated = drivers(priced(phased(""))), drivers(priced(phased()))
    apart = drivers(priced(phased(), (PATH,)))
    assert restated.standard_deviation == pytest.approx(inherited.standard_deviation, rel=1e-9)
    weights = math.sqrt(0.2**2 + 0.3**2 + 0.5**2)
    assert apart.standard_deviation == pytest.approx(weights * inherited.standard_deviation, rel=1e-9)
    assert [one.path for one in restated.drivers] == [PATH]
    assert restated.drivers[0].first_order == pytest.approx(1)
    assert len(apart.drivers) == 3
    assert restated.widest == PATH


def test_simulation_lets_them_move_together() -> None:
    """As the closed form says, within the sampling error."""
    for independent in ((), (PATH,)):
        assessment = priced(phased(), independent)
        found = simulate(assessment, trials=200_000).figures["net_exposure"].summary
        exact = drivers(assessment)
        assert abs(found.mean.value - exact.mean) < 4 * found.mean.error
        assert found.standard_deviation == pytest.approx(exact.standard_deviation, rel=0.01)


def test_one_phase_alone_is_separated() -> None:
    """By its own path; the others stay together."""
    case = priced(phased(), (f"phases.p1.{PATH}",)).scenario.case
    sources = {path: one.quantile_source for path, one in uncertain_inputs(case).items()}
    assert sources == {
        PATH: PATH,
        f"phases.p0.{PATH}": PATH,
        f"phases.p1.{PATH}": f"phases.p1.{PATH}",
        f"phases.p2.{PATH}": PATH,
    }
    assert sources_shared(case) == {PATH: (PATH, f"phases.p0.{PATH}", f"phases.p2.{PATH}")}


def test_ranges_of_other_shapes_are_comonotone() -> None:
    """The product of the quantile functions of all three is integrated in one dimension."""
    text = (
        HEAD
        + "likelihood: {low: 10%, likely: 20%, high: 80%}\nstop_if_a_phase_fails: true\n"
        + "stopping: {items: [{item: Exit fee, amount: 1000}]}\nphases:\n"
        + "  - {name: A, share_of_orders: 20%, likelihood: {low: 5%, likely: 10%, high: 60%}}\n"
        + "  - {name: B, share_of_orders: 30%,"
        + " likelihood: {low: 1%, high: 3%, distribution: uniform}}\n"
        + "  - {name: C, share_of_orders: 50%, likelihood: {low: 10%, likely: 50%, high: 90%,"
        + " distribution: triangular}}\n"
    )
    found = means(priced(text))
    chance = {one.name: one.chance for one in found.outcomes}
    shapes = [
        Distribution.from_range(Decimal("0.05"), Decimal("0.1"), Decimal("0.6"), "pert"),
        Distribution.from_bounds(Decimal("0.01"), Decimal("0.03")),
        Distribution.from_range(Decimal("0.1"), Decimal("0.5"), Decimal("0.9"), "triangular"),
    ]
    wanted = _integral(lambda p: math.prod(1 - one.quantile(p) for one in shapes))
    assert float(chance["nothing fails"]) == pytest.approx(wanted, abs=1e-7)
    assert sum(chance.values()) == pytest.approx(Decimal(1), abs=Decimal("1e-9"))


def _integral(function: Callable[[float], float], pieces: int = 20_000) -> float:
    """The midpoint rule over 0 to 1, fine enough for the seventh digit."""
    ends = [at / pieces for at in range(pieces + 1)]
    return sum(function((low + high) / 2) * (high - low) for low, high in pairwise(ends))


def test_correlations_bind_the_source() -> None:
    """Stated on the path of the scenario they reach the phases; between phases they part them."""
    stated = (
        "correlations:\n  - inputs: [delay.duration_days, orders.average_value]\n"
        "    rank_correlation: 0.5\n"
    )
    text = (
        phased().replace("average_value: 100", "average_value: {low: 50, likely: 100, high: 200}")
        + stated
    )
    bound = simulate(priced(text), trials=100_000).figures["net_exposure"].summary
    apart = simulate(priced(text, (PATH,)), trials=100_000).figures["net_exposure"].summary
    assert bound.mean.value > apart.mean.value + 4 * (bound.mean.error + apart.mean.error)
    between = stated.replace("duration_days, orders.average_value]", "X]").replace(
        "[delay.X]", f"[phases.p0.{PATH}, phases.p1.{PATH}]"
    )
    case = priced(phased() + between).scenario.case
    [one] = case.correlations
    assert (one.first, one.second) == (f"phases.p0.{PATH}", f"phases.p1.{PATH}")
    assert sources_shared(case) == {PATH: (PATH, f"phases.p2.{PATH}")}


def test_sampled_drivers_count_a_source_once() -> None:
    """The share of what moves together is that of all, not of its first phase."""
    assessment = priced(phased())
    found = sampled_drivers(assessment, sampling_of(50_000, None))
    assert [one.path for one in found.drivers] == [PATH]
    assert found.drivers[0].first_order == pytest.approx(1, abs=0.05)


def test_drivers_refuse_likelihoods_that_move_together() -> None:
    """Whether the phases fail is then not independent; separated they have closed forms."""
    own = ", likelihood: {low: 10%, likely: 20%, high: 60%}"
    text = phased(own)
    with pytest.raises(UsageError, match="not independent"):
        drivers(priced(text))
    assert drivers(priced(text, ("likelihood",))).drivers


def test_correlated_with_itself_is_refused_still() -> None:
    """Two names of one input are one input."""
    text = phased() + (f"correlations:\n  - inputs: [{PATH}, {PATH}]\n    rank_correlation: 0.5\n")
    with pytest.raises(InvalidScenarioError, match="correlated with itself"):
        priced(text)
