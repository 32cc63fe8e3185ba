"""Exact distributions of what weighs, learns, lasts longer and runs over, held against trials."""

import pytest

from omsrisk.analysis.uncertainty.means import means
from omsrisk.analysis.uncertainty.simulate import simulate
from tests.support.every_key_texts import AFTER_A_FAILURE, EVERY_KEY
from tests.support.uncertain_texts import FLOW, HEAD, RANGE, priced

SEASON = "season: {feb: 0.7, mar: 1.6, apr: 0.9}"
DATED = (
    "phases:\n"
    "- {name: A, share_of_orders: 20%, go_live: 2027-02-20}\n"
    "- {name: B, share_of_orders: 30%, go_live: 2027-03-28}\n"
    "- {name: C, share_of_orders: 50%, go_live: 2027-05-09}\n"
)
LATE_RANGE = "{low: 1, likely: 3, high: 9}"
STABILISED = (
    "stabilisation: {duration_days: {low: 20, likely: 45, high: 70}, "
    "support: {extra_tickets_per_day: {low: 20, likely: 80, high: 200}, cost_per_ticket: 12}, "
)
TEXTS = {
    "a course of the delay, and a season": RANGE.replace(
        "12%}", "12%, profile: [{until_day: 2, index: 0}, {until_day: 5, index: 1}, {index: 2}]}"
    )
    + f"likelihood: 40%\ncalendar: {{go_live: 2027-02-26, {SEASON}}}\n",
    "days that phases learn, at an uncertain rate": RANGE
    + "likelihood: 40%\nlearning: {delay.duration_days: {low: 10%, likely: 40%, high: 80%}}\n"
    + DATED,
    "a stabilisation that takes longer if it fails": HEAD
    + FLOW
    + "likelihood: {low: 20%, likely: 40%, high: 90%}\n"
    + STABILISED
    + "if_it_fails: {duration_days: {low: 60, likely: 90, high: 150}, "
    "items: [{item: Lawyers, amount: {low: 1000, likely: 5000, high: 30000}}]}}\n",
    "what holds of a later go-live": RANGE
    + "likelihood: 60%\n"
    + DATED
    + f"calendar: {{{SEASON}, if_live_from: [{{date: 2027-03-01, set: "
    "{likelihood: {low: 10%, likely: 30%, high: 60%}}}]}\n",
    "a correlated range that holds in phases alone": RANGE
    + "likelihood: 60%\n"
    + STABILISED.replace("12}, ", "12}}\n")
    + "calendar: {go_live: 2027-02-27, if_live_from: [{date: 2027-02-07, set: "
    "{delay.duration_days: 5}}]}\n"
    "phases: [{name: A, share_of_orders: 100%, "
    "delay: {duration_days: {low: 2, likely: 3, high: 5}}}]\n"
    "correlations: [{inputs: [delay.duration_days, stabilisation.duration_days], "
    "rank_correlation: 0.6}]\n",
    "money that runs over": HEAD
    + "programme: {items: [{item: Advice, amount: {low: 200000, likely: 300000, high: 700000}}], "
    "overrun: {rate: {low: 5%, likely: 10%, high: 60%}, likelihood: 50%}}\n"
    "capital: {system_cost: {low: 700000, likely: 900000, high: 1500000}, "
    "paid_before_go_live: 85%, "
    "overrun: {rate: 27%, likelihood: {low: 20%, likely: 40%, high: 80%}}}\n",
    "what measures achieve, of what has a range and of what has none": RANGE
    + DATED
    + "likelihood: 40%\nmitigations:\n"
    "- {name: M, cost: {low: 10, likely: 20, high: 90}, taken: true, effects: "
    "{delay.duration_days: {multiply: {low: 0.4, likely: 0.5, high: 0.9}}, "
    "likelihood: {multiply: {low: 0.3, likely: 0.6, high: 1.1}}}}\n"
    "gaps: [{area: G, decision: modify, modification_cost: 5, effects: {delay.duration_days: "
    "{add: {low: -0.2, likely: 0, high: 2}}}}]\n",
    "all at once, with the stop rule": EVERY_KEY.replace(
        "duration_days: 8\n", f"duration_days: {LATE_RANGE}\n"
    ).replace("overrun: {rate: 10%", "overrun: {rate: {low: 5%, likely: 10%, high: 60%}"),
    "all at once, a failure making the next one likelier": AFTER_A_FAILURE.replace(
        "duration_days: 8\n", f"duration_days: {LATE_RANGE}\n"
    ),
}
STATISTICS = ("mean", "p5", "p50", "p95", "p99", "expected_shortfall_95")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_trials_find_the_same(text: str) -> None:
    """Worked out and tried, a figure has one distribution, within 4.5 errors of the trials."""
    assessment = priced(text)
    worked = simulate(assessment, method="exact")
    tried = simulate(assessment, trials=200_000)
    varying = [name for name, one in tried.figures.items() if one.varies]
    assert varying
    for name in varying:
        for statistic in STATISTICS:
            found, sampled = (
                one.figures[name].summary.statistic(statistic) for one in (worked, tried)
            )
            room = 4.5 * sampled.error + found.error + 1e-9 * abs(sampled.value)
            assert found.value == pytest.approx(sampled.value, abs=room), (name, statistic)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_mean_is_the_one_of_the_closed_form(text: str) -> None:
    """What is worked out has the mean and the deviation that the reports state elsewhere."""
    assessment = priced(text)
    worked = simulate(assessment, method="exact")
    found = means(assessment)
    told = worked.figures["net_exposure"].summary
    assert found.totals["net_exposure"] is not None
    assert told.statistic("mean").value == pytest.approx(
        float(found.totals["net_exposure"]), abs=1e-6 * told.standard_deviation
    )
