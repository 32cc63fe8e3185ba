"""What knowing more is worth to a choice: published figures, sums by hand, laws."""

from itertools import permutations

import pytest

from omsrisk import Knowing, UsageError, compare, knowing
from omsrisk.analysis.assess import Assessment
from omsrisk.report.decisions.knowing import document
from omsrisk.report.formats.to_text import to_text
from tests.support.paths import MODELS
from tests.support.uncertain_texts import COIN, FLOW, HEAD, RANGE, comparison, priced

DAYS = "{low: 2, likely: 10, high: 45}"


def with_half_the_delay() -> Assessment:
    """The comparison model with half the delay, for 150,000 more."""
    text = (MODELS / "comparison-model.yaml").read_text(encoding="utf-8")
    text = text.replace(DAYS, "{low: 1, likely: 5, high: 22.5}")
    return priced(text + "programme: {items: [{item: Plan, amount: 150000}]}\n", "half.yaml")


def worths(found: Knowing) -> dict[str, float | None]:
    """Tell what each thing is worth, by its path."""
    return {one.path: one.worth for one in found.known}


@pytest.fixture(scope="module")
def half() -> Knowing:
    """The comparison model against half the delay for 150,000 more, worked out."""
    return knowing(compare([comparison(), with_half_the_delay()]))


@pytest.fixture(scope="module")
def tried() -> Knowing:
    """The same, tried at random."""
    return knowing(compare([comparison(), with_half_the_delay()]), trials=400_000)


def test_the_comparison_model(half: Knowing) -> None:
    """Each input's worth, known from integrals; an input that both pay alike is worth nothing."""
    first, second = half.choices
    assert first.file == 1
    assert second.mean - first.mean == pytest.approx(2540)
    known = {
        "delay.duration_days": 30344.01,
        "delay.cancellation_sensitivity": 27289.75,
        "orders.average_value": 8923.25,
        "orders.daily_volume": 8001.94,
    }
    found = worths(half)
    assert list(found)[:4] == list(known)
    for path, worth in found.items():
        assert worth == pytest.approx(known.get(path, 0), abs=0.006), path
    assert len(found) == 12


def test_knowing_everything(tried: Knowing) -> None:
    """42,510 from ten million trials; it is the least regret, and more than any single worth."""
    assert tried.everything is not None
    assert tried.accuracy is None
    assert tried.sampling is not None
    assert abs(tried.everything.value - 42510) < 4 * tried.everything.error + 14
    assert tried.everything.value == tried.choices[0].regret
    assert tried.everything.value > max(one.worth or 0 for one in tried.known)


def test_everything_of_two_is_worked_out(half: Knowing, tried: Knowing) -> None:
    """It is within what trials leave open, a hundred times surer, and says how sure it is."""
    everything = half.everything
    assert everything is not None
    assert half.sampling is None
    assert half.accuracy is not None
    assert half.accuracy < 1e-4
    assert abs(everything.value - 42510) < 3 * 14
    assert tried.everything is not None
    assert abs(everything.value - tried.everything.value) < 4 * tried.everything.error
    assert everything.error < tried.everything.error / 100
    assert everything.value == half.choices[0].regret
    shares = [one.share for one in half.choices if one.share is not None]
    assert sum(one.value for one in shares) == pytest.approx(1)
    # what the second choice is dearer by is what it is to be regretted more
    first, second = half.choices
    assert second.regret is not None
    assert second.regret - everything.value == pytest.approx(
        second.mean - first.mean, abs=2 * everything.error
    )
    said = "".join(to_text(document(half)))
    assert "| exact to 0.0002 % |" in said
    assert "Knowing everything is worth 42,517" in said


def test_a_method_may_be_asked_for() -> None:
    """Trials where they are wanted; three are never worked out."""
    two = compare([priced(COIN, "a.yaml"), priced(RANGE, "b.yaml")])
    assert knowing(two, method="sample").sampling is not None
    assert knowing(two, method="exact").sampling is None
    with pytest.raises(UsageError, match="no trials"):
        knowing(two, method="exact", trials=1000)
    with pytest.raises(UsageError, match="three scenarios and more"):
        knowing(compare(THREE), method="exact")


UNIFORM = HEAD + FLOW + (
    "delay: {duration_days: {low: 2, high: 10, distribution: uniform}, "
    "cancellation_sensitivity: 10%}\n"
)  # fmt: skip
FIXED = HEAD + FLOW + "hidden_costs: {brand_damage: 62000}\n"


def test_one_range_against_a_fixed_sum() -> None:
    """Who knows the only range knows everything: exact, and so is the regret of the other."""
    found = knowing(compare([priced(UNIFORM, "a.yaml"), priced(FIXED, "b.yaml")]), trials=1000)
    assert worths(found) == {"delay.duration_days": pytest.approx(9025, abs=1e-6)}
    assert found.everything is not None
    assert found.everything.value == pytest.approx(9025, abs=1e-6)
    assert [one.regret for one in found.choices] == pytest.approx([9025, 11025])
    assert "count with all they state" in "".join(to_text(document(found)))


def test_an_event() -> None:
    """40 % of 36,000 against 20,000 for sure: knowing it saves 16,000 in 40 % of the outcomes."""
    risky = (
        HEAD + FLOW + "delay: {duration_days: 3, cancellation_sensitivity: 12%}\nlikelihood: 40%\n"
    )
    sure = HEAD + FLOW + "delay: {duration_days: 0, cancellation_sensitivity: 12%}\nlikelihood: 0%\n"
    sure += "programme: {items: [{item: Plan, amount: 20000}]}\n"
    found = knowing(compare([priced(risky, "a.yaml"), priced(sure, "b.yaml")]), trials=1000)
    (event,) = found.known
    assert event.is_event
    assert event.worth == pytest.approx(0.4 * 16000)
    assert found.everything is not None
    assert found.everything.value == pytest.approx(6400)


def test_a_season_bends_the_curve() -> None:
    """Where a season weighs the days, the worth is that of a sum over the days themselves."""
    calendar = "calendar: {go_live: 2027-02-25, season: {feb: 0.5, mar: 2}}\n"
    late = UNIFORM + calendar
    sure = FIXED.replace("62000", "80000") + "calendar: {go_live: 2027-02-25}\n"
    found = knowing(compare([priced(late, "a.yaml"), priced(sure, "b.yaml")]), trials=1000)
    (days,) = found.known
    steps = 20_000
    costs = []
    for at in range(steps):
        drawn = 2 + 8 * (at + 0.5) / steps
        before = min(drawn, 4.0)  # 25 to 28 February
        costs.append(10000 * (0.5 * before + 2 * (drawn - before)))
    mean = sum(costs) / steps
    least = sum(min(one, 80000) for one in costs) / steps
    assert days.worth == pytest.approx(min(mean, 80000) - least, rel=1e-3)


THREE = [
    priced(
        RANGE + "programme: {items: [{item: X, amount: AMOUNT}]}\n".replace("AMOUNT", amount), name
    )
    for name, amount in (("a.yaml", "{low: 9000, likely: 30000, high: 40000}"), ("b.yaml", "26000"))
] + [priced(RANGE.replace("12%", "20%"), "c.yaml")]


def test_of_three_the_chances_add_up_whatever_their_order() -> None:
    """A tie is shared; the regret of the best is the value of everything."""
    shares: dict[str, float] = {}
    for order in permutations(THREE):
        found = knowing(compare(order), trials=20_000)
        told = {
            order[one.file].scenario.file: one.share.value
            for one in found.choices
            if one.share is not None
        }
        assert sum(told.values()) == pytest.approx(1)
        assert told == (shares or told)
        shares = told
        assert found.everything is not None
        assert found.everything.value == found.choices[0].regret
        assert min(one.regret or 0 for one in found.choices) == found.choices[0].regret


def test_the_same_twice_shares_every_outcome() -> None:
    """Two that cost the same are the cheapest in half of the outcomes each."""
    twice = [priced(RANGE, "a.yaml"), priced(RANGE, "b.yaml")]
    found = knowing(compare(twice), trials=1000)
    assert [one.share and one.share.value for one in found.choices] == [0.5, 0.5]
    assert worths(found) == {"delay.duration_days": 0}
    told = " ".join("".join(to_text(document(found))).split())
    assert "cost the same on average." in told
    assert "cheaper than" not in told


def test_nothing_to_know() -> None:
    """Without a range and an event there is nothing to find out."""
    sure = [priced(FIXED, "a.yaml"), priced(FIXED.replace("62000", "1"), "b.yaml")]
    with pytest.raises(UsageError, match="nothing is uncertain"):
        knowing(compare(sure))


def test_a_status_quo_is_not_chosen() -> None:
    """One roll-out beside a status quo leaves nothing to choose."""
    with pytest.raises(UsageError, match="two roll-outs"):
        knowing(compare([priced(COIN), priced(FIXED + "approach: status-quo\n", "b.yaml")]))


def test_regrets_differ_as_the_means_do() -> None:
    """Of three that several ranges part trials tell what everything is worth; means tell the rest."""
    suit = "hidden_costs: {brand_damage: [{item: Suit, amount: 9000, likelihood: 30%}]}\n"
    three = [
        priced(COIN.replace("40%", f"{chance}%") + extra, f"{chance}.yaml")
        for chance, extra in (
            (40, suit),
            (20, PLANNED % "{low: 8000, likely: 9000, high: 10000}"),
            (10, PLANNED.replace("Plan", "Tests") % "{low: 8000, likely: 20000, high: 22000.01}"),
        )
    ]
    found = knowing(compare(three))
    assert found.everything is not None
    assert found.sampling is not None
    least, *others = found.choices
    assert least.regret == pytest.approx(found.everything.value)
    for one in others:
        assert one.regret is not None
        assert one.regret - found.everything.value == pytest.approx(one.mean - least.mean)


def test_what_everything_is_worth_to_a_choice_of_three_that_events_part() -> None:
    """By hand: all hold one number against their likelihoods, and a suit falls due or not."""
    suit = "hidden_costs: {brand_damage: [{item: Suit, amount: 9000, likelihood: 30%}]}\n"
    three = [
        priced(COIN + suit, "a.yaml"),
        priced(COIN.replace("40%", "20%") + PLANNED % 9000, "b.yaml"),
        priced(COIN.replace("40%", "10%") + PLANNED % 20000, "c.yaml"),
    ]
    found = knowing(compare(three))
    assert found.sampling is None
    assert found.everything is not None
    means = (0.4 * 36000 + 0.4 * 0.3 * 9000, 0.2 * 36000 + 9000, 0.1 * 36000 + 20000)
    # up to 10 % all fail; up to 20 % the third holds, up to 40 % the second, too, then all
    least = 0.1 * 0.7 * 36000 + 0.1 * 0.3 * 45000 + 0.1 * 20000 + 0.2 * 9000
    assert found.everything.value == pytest.approx(min(means) - least)


PLANNED = "programme: {items: [{item: Plan, amount: %s}]}\n"
SHARED = """likelihood: {low: 0%, likely: 24.1%, high: 55.15%}
hidden_costs: {brand_damage: DAMAGE}
programme: {items: [{item: Plan, amount: PLAN}]}
phases:
  - {name: Pilot, share_of_orders: 40%, likelihood: 12.8%}
  - {name: North, share_of_orders: 35%}
  - {name: South, share_of_orders: 25%}
"""


def test_a_failure_tells_of_a_likelihood_that_others_share() -> None:
    """Where North fails South is likelier to, by the moments of the range: the rest is by hand."""
    risky, sure = (
        priced(HEAD + SHARED.replace("DAMAGE", damage).replace("PLAN", plan), f"{plan}.yaml")
        for damage, plan in (("10000", "0"), ("0", "2400"))
    )
    found = worths(knowing(compare([risky, sure])))
    mean = (4 * 0.241 + 0.5515) / 6
    square = mean * (0.5515 - mean) / 7 + mean**2
    pilot = 4_000 * 0.128
    fails = pilot + 3_500 + 2_500 * square / mean
    holds = pilot + 2_500 * (mean - square) / (1 - mean)
    least = mean * min(fails, 2_400) + (1 - mean) * min(holds, 2_400)
    worth = min(pilot + 6_000 * mean, 2_400) - least
    assert found["phases.north.likelihood"] == pytest.approx(worth)
