"""Drivers of roll-outs in phases, against the same polynomial multiplied out, pair by pair."""

import math
import random
from collections.abc import Iterator
from itertools import combinations_with_replacement

import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.drivers import drivers, figure_of
from omsrisk.analysis.uncertainty.trial_figures import traced_figures
from omsrisk.core.algebra.polynomial import Monomial, joined, polynomial_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.core.uncertainty.events import distribution_of, drawn
from omsrisk.core.uncertainty.moments import Moments
from tests.support.uncertain_texts import HEAD, priced

DAYS = "{low: 2, likely: 5, high: 40}"
UNSURE = "{low: 5%, likely: 20%, high: 60%}"
RATE = "{low: 2%, likely: 8%, high: 30%}"
OWN = (
    "",
    f", delay: {{duration_days: {DAYS}}}",
    ", stabilisation: {support: {cost_per_ticket: {low: 5, likely: 6, high: 30}}}",
)
APART = ("likelihood", "delay.duration_days", "stabilisation.support.cost_per_ticket")
"""What phases restate, so that every range is a source by itself."""

SEASON = "calendar: {go_live: 2027-03-01, season: {jan: 0.6, nov: 1.2, dec: 1.9}}\n"


def rollout(seed: int, phases: int, *, stops: bool, season: bool) -> str:
    """Write a roll-out in which some inputs are the phases' own, some shared, some uncertain."""
    chance = random.Random(seed)  # noqa: S311 - made-up numbers
    text = HEAD + "orders: {daily_volume: {low: 800, likely: 1000, high: 1500}, average_value: 90}\n"
    text += f"delay: {{duration_days: {DAYS}, cancellation_sensitivity: {RATE}}}\n"
    text += "data_misalignment: {exposure_days: {low: 20, likely: 30, high: 60},"
    text += f" error_correction_cost: 10, data_inaccuracy_rate: {RATE}}}\n"
    text += "stabilisation: {duration_days: 30, support: {extra_tickets_per_day: 80,"
    text += " cost_per_ticket: {low: 8, likely: 12, high: 20}}}\n"
    text += (
        "programme: {items: [{item: Consultants, amount: {low: 1000, likely: 2000, high: 9000}}]}\n"
    )
    text += "stopping: {items: [{item: Write-off, amount: {low: 10, likely: 900, high: 5000}}]}\n"
    text += (SEASON if season else "") + ("stop_if_a_phase_fails: true\n" if stops else "")
    shares = [100 // phases] * (phases - 1)
    text += "phases:\n"
    for at, share in enumerate([*shares, 100 - sum(shares)]):
        likelihood = chance.choice(["0%", "100%" if not stops else "3%", "30%", UNSURE])
        own = chance.choice(OWN)
        text += f"  - {{name: P{at}, share_of_orders: {share}%, likelihood: {likelihood}{own}}}\n"
    return text


def multiplied_out(
    assessment: Assessment, metric: str
) -> tuple[float, float, dict[str, float], dict[str, float]]:
    """Mean, variance, and what each input makes alone and together, over all pairs of monomials."""
    case, draws = drawn(assessment.scenario.case)
    chances = {one.path: one.chance for one in draws}
    uncertain = uncertain_inputs(case)
    names = {path: path for path in (*uncertain, *chances)}
    with exact(ENOUGH_DIGITS):
        traced = traced_figures(case, (metric,))[metric]
        polynomial = polynomial_of(traced, names, values_of(case))
    atoms = dict(enumerate(polynomial.atoms))
    made = {
        path: Moments(
            distribution_of(one.spread),
            {at: atom.window for at, atom in atoms.items() if atom.name == path},
            8,
        )
        for path, one in uncertain.items()
        if one.spread is not None and path not in chances
    }

    def moment(name: str, factor: Monomial) -> float:
        if not factor:
            return 1.0
        return chances[name] if name in chances else made[name](factor)

    def split(monomial: Monomial) -> dict[str, Monomial]:
        return {
            atoms[at].name: tuple(one for one in monomial if atoms[one[0]].name == atoms[at].name)
            for at, _ in monomial
        }

    def means(
        one: dict[str, Monomial], other: dict[str, Monomial]
    ) -> Iterator[tuple[str, float, float]]:
        for name in one.keys() | other.keys():
            first, second = one.get(name, ()), other.get(name, ())
            yield (
                name,
                moment(name, joined(first, second)),
                moment(name, first) * moment(name, second),
            )

    terms = [(float(number), split(one)) for one, number in polynomial.terms.items()]
    mean = sum(number * math.prod(moment(n, f) for n, f in one.items()) for number, one in terms)
    variance, alone, together = 0.0, dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    for (first, one), (second, other) in combinations_with_replacement(terms, 2):
        twice = first * second * (1 if one is other else 2)
        every = list(means(one, other))
        square = math.prod(both for _, both, _ in every)
        apart = math.prod(separate for _, _, separate in every)
        variance += twice * (square - apart)
        for name, both, separate in every:
            alone[name] += twice * apart * (both / separate - 1)
            rest = math.prod(one for key, one, _ in every if key != name)
            together[name] += twice * rest * (both - separate)
    return mean, variance, alone, together


CASES = [  # seed, phases, stop rule, season, metric, why the row is there
    *((seed, phases, stops, False, "net_exposure", f"{phases} phases, stop rule {stops}, {seed}")
      for seed in range(4) for phases in (1, 2, 3, 4) for stops in (True, False)),
    (5, 3, True, True, "net_exposure", "a season weighs uncertain days"),
    (6, 4, True, True, "exposure", "another total with a season"),
    (7, 4, True, False, "stopping", "what stops, and nothing else"),
    (8, 4, True, False, "stabilisation", "what comes only if it held"),
    (9, 4, True, False, "cost_of_failure", "what the phase that fails costs"),
    (9, 4, True, False, "delay", "a figure that no draw moves"),
    (9, 4, True, False, "expected_cost_of_failure", "draws of failures alone"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_failures_in_turn_are_what_multiplying_out_gives(
    case: tuple[int, int, bool, bool, str, str],
) -> None:
    """Mean, deviation and both shares of each input are those of the sum over all monomials."""
    seed, phases, stops, season, metric, _ = case
    assessment = priced(rollout(seed, phases, stops=stops, season=season), independent=APART)
    mean, variance, alone, together = multiplied_out(assessment, metric)
    found = drivers(assessment, metric=metric)
    assert found.mean == pytest.approx(mean, rel=1e-11)
    assert found.standard_deviation == pytest.approx(math.sqrt(variance), rel=1e-8)
    assert {one.path for one in found.drivers} <= alone.keys()
    for one in found.drivers:
        assert one.first_order == pytest.approx(alone[one.path] / variance, rel=1e-7, abs=1e-10)
        assert one.total_order == pytest.approx(together[one.path] / variance, rel=1e-7, abs=1e-10)
    still = set(found.still)
    assert all(abs(together[path]) <= 1e-10 * variance for path in still)


@pytest.mark.parametrize("phases", [10, 40])
def test_terms_grow_with_the_phases_and_no_faster(phases: int) -> None:
    """With 10 phases that stop there would be a thousand monomials, with 40 a million million."""
    text = HEAD + "orders: {daily_volume: 1000, average_value: 90}\nstop_if_a_phase_fails: true\n"
    text += f"delay: {{duration_days: {DAYS}, cancellation_sensitivity: 12%}}\nphases:\n"
    share = 100 / phases
    for at in range(phases):
        text += f"  - {{name: P{at}, share_of_orders: {share}%, likelihood: {at % 7 + 1}%}}\n"
    case, draws = drawn(priced(text).scenario.case)
    names = tuple(one.path for one in draws)
    figure = figure_of(case, "net_exposure", (*uncertain_inputs(case), *names), names)
    assert len(figure.terms) <= phases + 1


def test_a_long_roll_out_is_known_by_hand() -> None:
    """Phases alike: the chance to fail at the k-th is p (1 - p)^(k - 1), and all else follows."""
    phases, p = 50, 0.1
    text = HEAD + "hidden_costs: {inventory_loss: 5000}\nstop_if_a_phase_fails: true\nphases:\n"
    text += "".join(
        f"  - {{name: P{at}, share_of_orders: 2%, likelihood: 10%}}\n" for at in range(phases)
    )
    found = drivers(priced(text))
    fails = 1 - (1 - p) ** phases
    assert found.mean == pytest.approx(100 * fails, rel=1e-12)
    assert found.standard_deviation == pytest.approx(100 * math.sqrt(fails * (1 - fails)), rel=1e-10)
    last = next(one for one in found.drivers if one.path == "phases.p49.likelihood")
    reached = (1 - p) ** (phases - 1)
    made = reached * p * (1 - p) * 100**2
    assert last.total_order * found.standard_deviation**2 == pytest.approx(made, rel=1e-9)
    assert last.first_order * found.standard_deviation**2 == pytest.approx(made * reached, rel=1e-9)
