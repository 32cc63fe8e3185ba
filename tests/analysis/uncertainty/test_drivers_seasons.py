"""Drivers where a season weighs uncertain days, against integration over every input."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path

import pytest

from omsrisk import InvalidScenarioError, assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.drivers import Drivers, drivers
from omsrisk.core.algebra.polynomial import compiled_row, polynomial_of
from omsrisk.core.calendar import MONTHS, Window, season_of
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.exposure import price, traced_value
from omsrisk.core.pricing.variation import restated_in_phases, uncertain_inputs, values_of
from omsrisk.core.uncertainty.events import distribution_of
from tests.support.paths import MODELS

PHASED = MODELS / "phased-season.yaml"

INDICES = ("0.8", "0.7", "0.8", "0.9", "0.9", "0.8", "0.8", "0.8", "1", "1.1", "1.5", "1.9")
RETAIL = season_of([Decimal(one) for one in INDICES])
SEASON = "{" + ", ".join(f"{name}: {one}" for name, one in zip(MONTHS, INDICES, strict=True)) + "}"

Points = Sequence[tuple[float, float]]
"""Numbers and their weights, which add up to 1."""

NODES = ((-math.sqrt(0.6), 5 / 18), (0.0, 8 / 18), (math.sqrt(0.6), 5 / 18))


def spread_out(one: Distribution, step: float) -> Points:
    """Integrate a density by Gauss-Legendre nodes on pieces of a width."""
    low = max(one.low, 0.0)
    high = min(one.high, one.quantile(0.5) + 600 * step)
    count = math.ceil((high - low) / step)
    ends = [low, *(math.floor(low / step) * step + at * step for at in range(1, count + 1)), high]
    kinks = [one.parameters[1]] if one.kind == "triangular" else []
    inner = sorted({end for end in (*ends, *kinks) if low <= end <= high})
    found = []
    for start, end in pairwise(inner):
        for node, weight in NODES:
            x = (start + end) / 2 + (end - start) / 2 * node
            found.append((x, (end - start) * weight * one.density(x)))
    assert math.fsum(weight for _, weight in found) == pytest.approx(1, abs=1e-9)
    return found


def coin(chance: float) -> Points:
    """A draw."""
    return ((0.0, 1 - chance), (1.0, chance))


class Integrated:
    """Mean, deviation and indices of a function, from a sum over a grid of all its inputs."""

    def __init__(self, function: Callable[..., float], inputs: Mapping[str, Points]) -> None:
        cells = [
            (tuple(at for at, _ in cell), math.prod(w for _, (_, w) in cell),
             function(*(x for _, (x, _) in cell)))
            for cell in product(*(enumerate(points) for points in inputs.values()))
        ]  # fmt: skip
        self.mean = math.fsum(weight * value for _, weight, value in cells)
        variance = math.fsum(weight * (value - self.mean) ** 2 for _, weight, value in cells)
        self.deviation = math.sqrt(variance)
        self.indices = {}
        for at, name in enumerate(inputs):
            mine = _variance_of_means(cells, lambda key, at=at: (key[at],))  # type: ignore[misc]
            others = _variance_of_means(
                cells,
                lambda key, at=at: key[:at] + key[at + 1 :],  # type: ignore[misc]
            )
            self.indices[name] = (mine / variance, 1 - others / variance)

    def holds_for(self, found: Drivers) -> None:
        """Assert that closed forms give the same."""
        assert found.mean == pytest.approx(self.mean, rel=1e-8)
        assert found.standard_deviation == pytest.approx(self.deviation, rel=1e-7)
        assert {one.path for one in found.drivers} == set(self.indices)
        for one in found.drivers:
            first, total = self.indices[one.path]
            assert one.first_order == pytest.approx(first, abs=1e-7)
            assert one.total_order == pytest.approx(total, abs=1e-7)


def _variance_of_means(
    cells: Sequence[tuple[tuple[int, ...], float, float]],
    key_of: Callable[[tuple[int, ...]], tuple[int, ...]],
) -> float:
    weights: dict[tuple[int, ...], float] = defaultdict(float)
    sums: dict[tuple[int, ...], float] = defaultdict(float)
    for key, weight, value in cells:
        weights[key_of(key)] += weight
        sums[key_of(key)] += weight * value
    mean = math.fsum(sums.values())
    return math.fsum(w * (sums[key] / w - mean) ** 2 for key, w in weights.items() if w)


def priced(folder: Path, text: str) -> Assessment:
    """A scenario written into a folder."""
    file = folder / "case.yaml"
    head = "omsrisk: 1\ncurrency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
    file.write_text(head + text, encoding="utf-8")
    return assess(load(file))


RANGES = [  # how the days are written, what they are
    ("{low: 0, likely: 10, high: 40}", Distribution.from_range(0, 10, 40)),
    ("{low: 2, likely: 12, high: 42, distribution: triangular}",
     Distribution.from_range(2, 12, 42, "triangular")),
    ("{low: 20, high: 150, distribution: uniform}", Distribution.from_bounds(20, 150)),
    ("{p5: 15, p95: 45}", Distribution.from_interval(15, 45, 0.05, "lognormal")),
    ("{p5: 40, p95: 60, distribution: normal}", Distribution.from_interval(40, 60, 0.05, "normal")),
]  # fmt: skip
SENSITIVITY = "cancellation_sensitivity: {low: 3%, high: 33%, distribution: uniform}"
SHARES = spread_out(Distribution.from_bounds(0.03, 0.33), 0.3)


@pytest.mark.parametrize("case", RANGES, ids=lambda case: case[1].kind)
def test_a_delay_over_the_peak(tmp_path: Path, case: tuple[str, Distribution]) -> None:
    """Uncertain days from 20 November on, an uncertain sensitivity, and whether it fails at all."""
    text, days = case
    found = drivers(
        priced(
            tmp_path,
            f"delay: {{duration_days: {text}, {SENSITIVITY}}}\nlikelihood: 30%\n"
            f"calendar: {{go_live: 2027-11-20, season: {SEASON}}}\n",
        )
    )
    window = Window(date(2027, 11, 20), RETAIL)
    weighed = [(window.effective_days(x), weight) for x, weight in spread_out(days, 1)]
    inputs = {
        "delay.duration_days": weighed,
        "delay.cancellation_sensitivity": SHARES,
        "likelihood": coin(0.3),
    }
    Integrated(lambda days, share, fails: fails * days * 1e5 * share, inputs).holds_for(found)


def test_a_freeze_ends_on_the_eve(tmp_path: Path) -> None:
    """Its days are counted backwards, over the turn of the year into a busy December."""
    found = drivers(
        priced(
            tmp_path,
            f"delay: {{duration_days: 3, {SENSITIVITY}}}\n"
            "stabilisation: {duration_days: 45, freeze: {duration_days: "
            "{low: 0, likely: 10, high: 20}}}\n"
            f"calendar: {{go_live: 2028-01-09, season: {SEASON}}}\n",
        ),
    )
    window = Window(date(2028, 1, 9), RETAIL, backwards=True)
    late = 3 * 0.8
    days = spread_out(Distribution.from_range(0, 10, 20), 1)
    inputs = {
        "stabilisation.freeze.duration_days": [(window.effective_days(x), w) for x, w in days],
        "delay.cancellation_sensitivity": SHARES,
    }
    Integrated(lambda frozen, share: (frozen + late) * 1e5 * share, inputs).holds_for(found)


@pytest.mark.parametrize("case", RANGES, ids=lambda case: case[1].kind)
def test_phases_share_the_days_and_not_the_season(
    tmp_path: Path, case: tuple[str, Distribution]
) -> None:
    """One duration, inherited by two phases, is weighed by two stretches of the year."""
    text, days = case
    found = drivers(
        priced(
            tmp_path,
            f"delay: {{duration_days: {text}, cancellation_sensitivity: 12%}}\nlikelihood: 40%\n"
            f"calendar: {{season: {SEASON}}}\n"
            "phases: [{name: A, share_of_orders: 20%, go_live: 2027-09-20},"
            " {name: B, share_of_orders: 80%, go_live: 2027-11-08, likelihood: 25%}]\n",
        )
    )
    first, second = (Window(date(2027, *day), RETAIL) for day in ((9, 20), (11, 8)))
    inputs = {
        "delay.duration_days": spread_out(days, 1),
        "phases.a.likelihood": coin(0.4),
        "phases.b.likelihood": coin(0.25),
    }

    def cost(days: float, one: float, other: float) -> float:
        early, late = first.effective_days(days), second.effective_days(days)
        return float(12_000 * (0.2 * one * early + 0.8 * other * late))

    Integrated(cost, inputs).holds_for(found)


def test_a_season_without_seasons_changes_nothing(tmp_path: Path) -> None:
    """Where each month is average, the figures are those of the file without the season."""
    text = PHASED.read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith("  season:"))
    flat = "  season: {" + ", ".join(f"{name}: 1" for name in MONTHS) + "}"
    results = []
    for name, other in (("flat", flat), ("none", "  earliest_go_live: 2027-09-20")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text.replace(line, other), encoding="utf-8")
        results.append(drivers(assess(load(file))))
    season, without = results
    assert season.mean == pytest.approx(without.mean, rel=1e-13)
    assert season.standard_deviation == pytest.approx(without.standard_deviation, rel=1e-12)
    # the ranges that two phases restate of one path are one source
    assert len(season.drivers) == len(without.drivers) == 17
    for one, same in zip(season.drivers, without.drivers, strict=True):
        assert one.path == same.path
        assert one.first_order == pytest.approx(same.first_order, rel=1e-10)
        assert one.total_order == pytest.approx(same.total_order, rel=1e-10)
        assert one.deviation_if_known == pytest.approx(same.deviation_if_known, rel=1e-10)


def test_indices_of_a_season_obey_their_laws() -> None:
    """Alone never exceeds together; alone adds up to at most all, together to at least all."""
    found = drivers(assess(load(PHASED))).drivers
    assert all(0 <= one.first_order <= one.total_order + 1e-12 for one in found)
    assert sum(one.first_order for one in found) <= 1 + 1e-12
    assert sum(one.total_order for one in found) >= 1 - 1e-12


def drawn(one: Distribution, rng: random.Random) -> float:
    """Draw a number."""
    if one.kind == "pert":
        low, likely, high = one.parameters
        rise = 4 * (likely - low) / (high - low)
        return low + (high - low) * rng.betavariate(1 + rise, 5 - rise)
    return one.quantile(rng.random())


def test_three_phases_over_the_peak_agree_with_a_simulation() -> None:
    """Mean and deviation lie within four standard errors of those of 20,000 seeded trials."""
    assessment = assess(load(PHASED))
    case = restated_in_phases(assessment.scenario.case, "likelihood")
    spreads = {
        path: distribution_of(one.spread)
        for path, one in uncertain_inputs(case).items()
        if one.spread is not None
    }
    coins = [f"phases.{phase.slug}.likelihood" for phase in case.phases]
    names = (*spreads, *coins)
    assert len(names) == 18
    with exact(ENOUGH_DIGITS):
        traced = price(case, traced_value).net_exposure
        polynomial = polynomial_of(traced, {name: name for name in names}, values_of(case))
    kernel = compiled_row((polynomial,), names)
    rng = random.Random(20270920)  # noqa: S311 - nobody guesses at a test
    results = []
    for _ in range(20_000):
        numbers = [drawn(one, rng) for one in spreads.values()]
        *first, last = (float(rng.random() < 0.4) for _ in coins)
        results += kernel(*numbers, *first, [last])[0]
    mean = math.fsum(results) / len(results)
    squares = [(one - mean) ** 2 for one in results]
    variance = math.fsum(squares) / len(results)
    fourth = math.fsum((one - variance) ** 2 for one in squares) / len(results)
    found = drivers(assessment)
    assert abs(found.mean - mean) < 4 * math.sqrt(variance / len(results))
    assert abs(found.standard_deviation**2 - variance) < 4 * math.sqrt(fourth / len(results))


def test_an_uncertain_index_is_refused_with_the_file(tmp_path: Path) -> None:
    """What a month is worth is planned, not guessed: it never reaches the closed forms."""
    text = (
        "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
        "calendar: {go_live: 2027-12-20, season: {dec: {low: 1, likely: 1.5, high: 2}}}\n"
    )
    with pytest.raises(InvalidScenarioError, match="takes one value"):
        priced(tmp_path, text)
