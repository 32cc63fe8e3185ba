"""Wires of percentiles: what moves a figure alike is searched for once, and is what `solve` finds."""

from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
from omsrisk.core.pricing.figures import Statistic
from omsrisk.scenario.schema.limits import Limit
from tests.support.uncertain_texts import priced

HEAD = """\
omsrisk: 1
currency: USD
likelihood: 40%
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: {low: 2, likely: 5, high: 20}, cancellation_sensitivity: 12%}
training_deficit:
  cost_per_hour: 45
  incompletion_rate: 30%
  departments:
"""


def departments(folder: Path, count: int) -> Assessment:
    """Price a scenario of so many departments to train, and as many planned items."""
    file = folder / f"of-{count}.yaml"
    rows = "".join(f"    - {{name: D{at}, hours: {100 + at}}}\n" for at in range(count))
    items = "".join(f"    - {{item: I{at}, amount: {100 + at}}}\n" for at in range(count))
    file.write_text(f"{HEAD}{rows}programme:\n  items:\n{items}", encoding="utf-8")
    return assess(load(file))


@pytest.fixture
def distributions(monkeypatch: pytest.MonkeyPatch) -> list[Statistic]:
    """Note each distribution that is worked out."""
    noted: list[Statistic] = []
    found = DistributionFinder.statistic

    def noting(self: DistributionFinder, case: object, asked: Statistic) -> object:
        noted.append(asked)
        return found(self, case, asked)  # type: ignore[arg-type]

    monkeypatch.setattr(DistributionFinder, "statistic", noting)
    return noted


def test_inputs_that_move_alike_are_one_search(
    tmp_path: Path, distributions: list[Statistic]
) -> None:
    """Ten times the departments and items take no more distributions: they go two ways."""
    limit = (Limit("p90_net_exposure", Decimal(900_000)),)
    counts = []
    for count in (4, 40):
        distributions.clear()
        found = tripwires(departments(tmp_path, count), limit, every_input=True)
        assert len(found.wires) >= 2 * count
        counts.append(len(distributions))
    assert max(counts) < 20, counts


PHASED = HEAD.partition("training_deficit")[0].replace(
    "40%", "{low: 20%, likely: 40%, high: 70%}"
) + (
    "hidden_costs: {inventory_loss: 25000, brand_damage: 15000}\n"
    "programme: {items: [{item: Team, quantity: 30, unit_cost: {low: 300, likely: 400, high: 900}}]}\n"  # noqa: E501
    "calendar: {go_live: 2027-02-15, season: {mar: 1.5}, slips_by_days: {low: 0, likely: 2, high: 5}}\n"  # noqa: E501
    "phases:\n"
    "  - {name: A, share_of_orders: 30%}\n"
    "  - {name: B, share_of_orders: 70%, likelihood: 30%, go_live: 2027-03-15}\n"
)
PATHS = (
    ("programme.items.team.quantity", "a factor of a range"),
    ("programme.items.team.unit_cost", "a range of its own, moved evenly"),
    ("orders.average_value", "in a season, after each slip"),
    ("orders.daily_volume", "alike"),
    ("delay.duration_days", "days through a season"),
    ("delay.cancellation_sensitivity", "a share"),
    ("hidden_costs.brand_damage", "where one of two phases fails"),
    ("likelihood", "a chance itself"),
)


@pytest.mark.parametrize("most", [130_000, 300_000], ids=["broken", "kept"])
def test_a_wire_is_what_solve_finds(tmp_path: Path, most: int) -> None:
    """Whatever was searched for together, each value is that of a search of its own."""
    file = tmp_path / "phased.yaml"
    file.write_text(PHASED, encoding="utf-8")
    assessment = assess(load(file))
    limit = Limit("p90_net_exposure", Decimal(most))
    found = {one.path: one for one in tripwires(assessment, (limit,), every_input=True).wires}
    assert len(found) >= 2
    for path, why in PATHS:
        answer = solve_uncertain(assessment, path, Statistic("p90", "net_exposure"), limit.maximum)
        if not answer.solutions:
            assert path not in found or answer.jumps, why
            continue
        wire = found[path]
        assert wire.at is not None
        expected = float(answer.solutions[0].value)
        assert float(wire.at) == pytest.approx(expected, rel=1e-4), why


DEAREST = (
    "omsrisk: 1\nname: Dearest\ncurrency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
    "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
    "likelihood: 40%\nstop_if_a_phase_fails: true\nstopping: {items: [{item: Exit, amount: 1000}]}\n"
    "phases: [{name: A, share_of_orders: 50%},\n"
    "  {name: B, share_of_orders: 50%, delay: {duration_days: {low: 15, likely: 20, high: 25}}}]\n"
)


def wires_of(assessment: Assessment, limit: Limit) -> dict[str, float]:
    """Find where days of delay pass a limit."""
    found = tripwires(assessment, (limit,), every_input=True).wires
    return {one.path: float(one.at or 0) for one in found if one.path == "delay.duration_days"}


def test_a_figure_that_moves_late_is_found() -> None:
    """Up to 20 days of A the failure of B is the dearest, and no day of A moves it: then A's is."""
    assessment = priced(DEAREST)
    limit = Limit("mean_cost_of_failure", Decimal(180_000))
    asked = limit.statistic
    assert asked is not None
    answer = solve_uncertain(assessment, "delay.duration_days", asked, limit.maximum)
    assert [float(one.value) for one in answer.solutions] == pytest.approx([30])
    assert wires_of(assessment, limit) == {"delay.duration_days": pytest.approx(30)}


def test_a_stop_that_is_never_caught_up_ends_the_search() -> None:
    """No days that can be caught up cost so much: that is an answer, not an error."""
    text = DEAREST.replace("12%}", "12%, catch_up_capacity: 140%}")
    limit = Limit("p90_net_exposure", Decimal(10**12))
    assert "delay.duration_days" not in wires_of(priced(text), limit)
    asked = limit.statistic
    assert asked is not None
    answer = solve_uncertain(priced(text), "delay.duration_days", asked, limit.maximum)
    assert not answer.reachable
    assert 1_000 < answer.nearest[0] < 3_650
