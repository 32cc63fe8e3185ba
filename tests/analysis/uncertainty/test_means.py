"""Means of scenarios and how their go-lives may end: known answers, and laws over random files."""

import random
from decimal import Decimal
from itertools import pairwise

import pytest

from omsrisk import assess, load, simulate
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.uncertainty.drivers import drivers
from omsrisk.analysis.uncertainty.means import Means, means
from omsrisk.scenario.load import Loader
from tests.support.paths import MODELS
from tests.support.random_scenarios import Author, written

FLOW = "orders: {daily_volume: 1000, average_value: 100}\n"
DELAY = "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
PHASES = (
    "phases:\n"
    "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}\n"
    "  - {name: Half, share_of_orders: 40%, likelihood: 20%}\n"
    "  - {name: Rest, share_of_orders: 50%, likelihood: 10%}\n"
)
STOPS = "stop_if_a_phase_fails: true\nstopping: {items: [{item: Exit fees, amount: 100}]}\n"


def priced(text: str) -> Assessment:
    """A scenario, written."""
    content = f"omsrisk: 1\ncurrency: USD\n{text}".encode()
    return assess(Loader({}, lambda _: content).load("case.yaml"))


def chances(found: Means) -> dict[str, Decimal]:
    """The chance of each outcome."""
    return {one.name: one.chance.normalize() for one in found.outcomes}


def weighed(found: Means) -> Decimal:
    """What the outcomes that exclude each other weigh up to."""
    parts = [
        one.chance * one.net_exposure
        for one in found.outcomes
        if one.partition and one.net_exposure is not None
    ]
    return sum(parts, Decimal(0))


def test_the_mean_of_the_comparison_model_is_known() -> None:
    """Far above the most likely value, and right to more digits than a cent."""
    found = means(assess(load(MODELS / "comparison-model.yaml")))
    expected = Decimal("908313.333333333333333333333")
    assert found.totals["cost_of_failure"] == pytest.approx(expected, rel=Decimal("1e-25"))
    assert found.assessment.totals["cost_of_failure"] == 537800
    assert not found.errors


def test_a_go_live_fails_or_holds() -> None:
    """Each with its chance; together they are the mean."""
    found = means(
        priced(
            FLOW
            + DELAY
            + "likelihood: 40%\nstabilisation: {duration_days: 10, parallel_running: "
            + "{cost_per_day: 5, duration_days: {low: 1, likely: 2, high: 9}}}\n"
        )
    )
    fails, holds = found.outcomes
    assert [fails.name, holds.name] == ["if it fails", "if it holds"]
    assert (fails.chance, holds.chance) == (Decimal("0.4"), Decimal("0.6"))
    assert (fails.net_exposure, holds.net_exposure) == (Decimal(36015), Decimal(15))
    assert weighed(found) == found.totals["net_exposure"] == Decimal(14415)


def test_phases_that_stop_exclude_each_other() -> None:
    """Every phase holds 50.4 %, stops after the first 30 %, after the second 14 %, the last fails."""
    found = means(priced(FLOW + DELAY + PHASES + STOPS))
    assert chances(found) == {
        "nothing fails": Decimal("0.504"),
        "stops after Pilot": Decimal("0.3"),
        "stops after Half": Decimal("0.14"),
        "only the last fails": Decimal("0.056"),
    }
    assert [one.net_exposure for one in found.outcomes] == [0, 3700, 14500, 18000]
    assert [one.cost_of_failure for one in found.outcomes] == [0, 3600, 14400, 18000]
    assert weighed(found) == found.totals["net_exposure"]


def test_phases_without_the_rule_fail_independently() -> None:
    """At least one fails: 49.6 %; all fail: 0.6 %, which is part of it."""
    found = means(priced(FLOW + DELAY + PHASES))
    assert chances(found) == {
        "nothing fails": Decimal("0.504"),
        "at least one fails": Decimal("0.496"),
        "all fail": Decimal("0.006"),
    }
    assert [one.partition for one in found.outcomes] == [True, True, False]
    assert found.outcomes[2].net_exposure == 36000


def test_what_cannot_happen_is_no_outcome() -> None:
    """After a phase that surely fails nothing comes; where all is certain nothing is open."""
    certain = PHASES.replace("likelihood: 20%", "likelihood: 100%")
    found = means(priced(FLOW + DELAY + certain + STOPS))
    assert list(chances(found)) == ["stops after Pilot", "stops after Half"]
    assert means(priced(FLOW + DELAY)).outcomes == ()


def test_without_ranges_the_means_are_the_totals() -> None:
    """To the last digit, lines too."""
    for seed in range(40):
        assessment = written(seed)
        found = means(assessment)
        assert found.totals == dict(assessment.totals)
        assert all(found.lines[line.id] == line.expected for line in assessment.exposure.lines)


def with_ranges(seed: int) -> str:
    """A scenario written at random, with ranges of days, of likelihoods and of a value."""
    chance = random.Random(seed)  # noqa: S311 - made-up scenarios
    text = Author(seed).scenario()
    days = "{low: 1, likely: 3, high: 95}"
    share = "{low: 5%, likely: 20%, high: 70%}"
    text = text.replace("delay: {duration_days: 3,", f"delay: {{duration_days: {days},")
    text = text.replace("delay: {duration_days: 45,", f"delay: {{duration_days: {days},")
    for stated in ("likelihood: 50%", "likelihood: 12%", "likelihood: 5%"):
        text = text.replace(stated, f"likelihood: {share}")
    if chance.random() < 0.7:
        text = text.replace("average_value: 7,", "average_value: {low: 2, likely: 7, high: 40},")
        text = text.replace("average_value: 120,", "average_value: {p5: 20, p95: 400},")
    return text


@pytest.mark.parametrize("seed", range(60))
def test_outcomes_weigh_up_to_the_mean(seed: int) -> None:
    """Whatever is uncertain and whoever stops: what excludes each other adds up."""
    text = with_ranges(seed)
    found = means(assess(Loader({}, lambda _: text.encode()).load("case.yaml")))
    if not found.outcomes:
        return
    chance = sum((one.chance for one in found.outcomes if one.partition), Decimal(0))
    assert chance == pytest.approx(1, rel=Decimal("1e-12"))
    net = found.totals["net_exposure"]
    assert net is not None
    lines = sum((abs(one or Decimal(0)) for one in found.lines.values()), Decimal(0))
    assert abs(weighed(found) - net) <= Decimal("1e-12") * lines


@pytest.mark.parametrize("seed", range(60))
def test_chances_are_those_of_the_outcomes(seed: int) -> None:
    """Ranges of likelihoods count with all that they may come to, in both alike."""
    text = with_ranges(seed)
    found = means(assess(Loader({}, lambda _: text.encode()).load("case.yaml")))
    if not found.outcomes:
        return
    told, by_name = found.assessment.chances, chances(found)
    single = len(found.assessment.exposure.phases) < 2
    named = {
        "if it fails" if single else "at least one fails": told.at_least_one_fails,
        "if it holds" if single else "nothing fails": told.every_phase_holds,
        "all fail": told.all_fail,
        "only the last fails": told.only_the_last_fails,
        **{f"stops after {one.phase.name}": one.chance for one in told.stops},
    }
    for name, chance in by_name.items():
        assert named[name] == pytest.approx(chance, rel=Decimal("1e-12")), name
    if told.stops and "nothing fails" in by_name:
        apart = [*(one.chance for one in told.stops), told.only_the_last_fails]
        assert sum(Decimal(one) for one in apart if one is not None) == pytest.approx(
            1 - by_name["nothing fails"], rel=Decimal("1e-12")
        )


def test_a_chance_that_phases_share_is_the_mean_of_its_powers() -> None:
    """That both of two phases of one uncertain likelihood fail is the mean of its square."""
    text = (
        "orders: {daily_volume: 100, average_value: 10}\nhidden_costs: {brand_damage: 10}\n"
        "likelihood: {low: 0%, high: 60%, distribution: uniform}\n"
        "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
    )
    told = priced(text).chances
    assert told.all_fail == pytest.approx(Decimal("0.12"), rel=Decimal("1e-20"))
    assert told.at_least_one_fails == pytest.approx(Decimal("0.48"), rel=Decimal("1e-20"))
    assert priced(text).likely_chances.all_fail == Decimal("0.09")


@pytest.mark.parametrize("seed", range(60))
def test_totals_are_the_sums_of_their_lines(seed: int) -> None:
    """In the mean as at the most likely values."""
    text = with_ranges(seed)
    found = means(assess(Loader({}, lambda _: text.encode()).load("case.yaml")))
    lines = found.assessment.exposure.lines
    total = sum((found.lines[line.id] or Decimal(0) for line in lines), Decimal(0))
    absolute = sum((abs(found.lines[line.id] or Decimal(0)) for line in lines), Decimal(0))
    net = found.totals["net_exposure"]
    assert net is not None
    assert abs(total - net) <= Decimal("1e-12") * absolute


@pytest.mark.parametrize("rule", ["true", "false"])
def test_drivers_has_the_same_mean(rule: str) -> None:
    """Seasons, phases and the stop rule: two ways to one number."""
    text = (
        FLOW
        + "delay: {duration_days: {low: 2, likely: 10, high: 95}, cancellation_sensitivity: 12%}\n"
        + "calendar: {go_live: 2027-01-20, season: {jan: 1.5, feb: 0.4, mar: 1.1}}\n"
        + f"stop_if_a_phase_fails: {rule}\nstopping: {{items: [{{item: X, amount: 700}}]}}\n"
        + PHASES.replace("likelihood: 20%", "likelihood: {low: 5%, likely: 20%, high: 60%}")
    )
    assessment = priced(text)
    net = means(assessment).totals["net_exposure"]
    assert net is not None
    assert float(net) == pytest.approx(drivers(assessment).mean, rel=1e-12)


def test_a_shared_likelihood_counts_with_its_powers() -> None:
    """Weights are powers of the rest of one uncertain number, not of its mean."""
    shared = (
        "likelihood: {low: 10%, high: 50%, distribution: uniform}\nstop_if_a_phase_fails: true\n"
        "stopping: {items: []}\n"
        "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
    )
    net = means(priced(FLOW + DELAY + shared)).totals["net_exposure"]
    first, second = Decimal("0.3"), (Decimal("0.125") - Decimal("0.001")) / 3 / Decimal("0.4")
    assert net == pytest.approx(18000 * (first + first - second), rel=Decimal("1e-20"))


def test_a_likelihood_that_is_correlated_says_something_of_the_days() -> None:
    """Where longer delays come with failures, a failure is dearer than the mean delay."""
    text = (
        FLOW
        + "delay: {duration_days: {low: 1, likely: 3, high: 19}, cancellation_sensitivity: 12%}\n"
        + "likelihood: {low: 10%, likely: 20%, high: 60%}\n"
        + "correlations: [{inputs: [likelihood, delay.duration_days], rank_correlation: 0.6}]\n"
    )
    found = means(priced(text))
    plain = found.totals["cost_of_failure"]
    fails = found.outcomes[0].net_exposure
    assert fails is not None and plain is not None  # noqa: PT018 - for mypy
    assert fails > plain * Decimal("1.1")
    net = found.totals["net_exposure"]
    assert weighed(found) == pytest.approx(net, rel=Decimal("1e-9"))


def test_two_hundred_phases_that_stop_are_decided_at_once() -> None:
    """One walk back over the trace decides each phase: no product is multiplied out."""
    phases = "".join(
        f"  - {{name: P{at}, share_of_orders: 0.5%, likelihood: {{low: 1%, likely: 2%, high: 6%}}}}\n"
        for at in range(200)
    )
    found = means(priced(FLOW + DELAY + STOPS + "phases:\n" + phases))
    assert len(found.outcomes) == 201
    assert weighed(found) == pytest.approx(found.totals["net_exposure"], rel=Decimal("1e-20"))


PAIR = "{inputs: [orders.average_value, delay.duration_days], rank_correlation: 0.6}"
OTHER = "{inputs: [orders.average_value, delay.cancellation_sensitivity], rank_correlation: -0.3}"
CORRELATED = [  # what else stands in the file, why
    (f"correlations: [{PAIR}]\n", "two in one product"),
    (f"correlations: [{PAIR}, {OTHER}]\n", "three in one product"),
]


@pytest.mark.parametrize("case", CORRELATED, ids=lambda case: case[-1])
def test_correlated_inputs_have_the_mean_of_a_simulation(case: tuple[str, str]) -> None:
    """Within four standard errors of 400,000 trials, and known to far more digits."""
    text = (
        "orders: {daily_volume: 1000, average_value: {low: 50, likely: 100, high: 250}}\n"
        "delay: {duration_days: {low: 1, likely: 3, high: 19}, "
        "cancellation_sensitivity: {low: 1%, likely: 4%, high: 15%}}\n"
    )
    assessment = priced(text + case[0])
    found = means(assessment)
    net = found.totals["net_exposure"]
    assert net is not None
    assert 0 < found.errors["net_exposure"] < 1e-8 * float(net)
    sampled = simulate(assessment, trials=400_000).figures["net_exposure"].summary.mean
    assert abs(float(net) - sampled.value) < 4 * sampled.error
    independent = means(priced(text)).totals["net_exposure"]
    assert independent is not None
    assert abs(float(independent) - sampled.value) > 4 * sampled.error


FOUR = (
    "orders: {daily_volume: {low: 500, likely: 1000, high: 2000}, "
    "average_value: {low: 50, likely: 100, high: 250}}\n"
    "delay: {duration_days: {low: 1, likely: 3, high: 19}, "
    "cancellation_sensitivity: {low: 1%, likely: 4%, high: 15%}}\n"
)
VOLUME = "{inputs: [orders.daily_volume, delay.duration_days], rank_correlation: 0.2}"


def test_four_correlated_inputs_in_one_product_are_integrated() -> None:
    """The mean is that of a simulation, far closer, and every line has one."""
    assessment = priced(f"{FOUR}correlations: [{PAIR}, {OTHER}, {VOLUME}]\n")
    found = means(assessment)
    sampled = simulate(assessment, trials=400_000).figures["net_exposure"].summary.mean
    net = found.totals["net_exposure"]
    assert net is not None
    assert abs(float(net) - sampled.value) < 4 * sampled.error
    assert found.errors["net_exposure"] < sampled.error / 100
    assert found.lines["delay"] is not None
    assert not found.not_told


def test_seven_correlated_inputs_in_one_product_are_estimated() -> None:
    """No closed form: the totals are those of a simulation, with the error, and it is said."""
    likelihoods = [f"phases.p{at}.likelihood" for at in range(3)]
    pairs = "".join(
        f", {{inputs: [{one}, {other}], rank_correlation: 0.2}}"
        for one, other in pairwise(["orders.daily_volume", *likelihoods])
    )
    shares = ("20%", "30%", "50%")
    phases = "".join(
        f"  - {{name: P{at}, share_of_orders: {share}, "
        "likelihood: {low: 5%, likely: 10%, high: 40%}}\n"
        for at, share in enumerate(shares)
    )
    rule = "stop_if_a_phase_fails: true\n"
    assessment = priced(
        f"{FOUR}{rule}phases:\n{phases}correlations: [{PAIR}, {OTHER}, {VOLUME}{pairs}]\n"
    )
    found = means(assessment)
    sampled = simulate(assessment).figures["net_exposure"].summary.mean
    assert found.lines["delay"] is None
    assert "net_exposure" in found.estimated
    assert found.totals["net_exposure"] == Decimal(sampled.value)
    assert found.errors["net_exposure"] == pytest.approx(4 * sampled.error)
    assert found.totals["programme"] is None
