"""Rates of today: taken off, never below 0, in whatever moves a rate."""

from decimal import Decimal

import pytest

from omsrisk import (
    InvalidScenarioError,
    UsageError,
    compare,
    difference,
    means,
    mitigate,
    solve,
    sweep,
    tornado,
)
from omsrisk.analysis.metrics import metric_of
from tests.support.paths import ROOT
from tests.support.uncertain_texts import priced

TEXT = (ROOT / "docs" / "examples" / "above-today.yaml").read_text(encoding="utf-8")
HALVED = TEXT + (
    "mitigations:\n"
    "  - {name: Tests, cost: 100, effects: {RATE: {multiply: 0.4}}}\n"
    "  - {name: Clean, cost: 100, effects: {RATE: {multiply: 0.3}}}\n"
    "  - {name: Stock, cost: 100, effects: {delay.duration_days: {multiply: 0.5}}}\n"
).replace("RATE", "data_misalignment.data_inaccuracy_rate")


def codes_of(text: str) -> list[str]:
    """Load what is not valid, and return what is found."""
    with pytest.raises(InvalidScenarioError) as raised:
        priced(text)
    return [one.code for one in raised.value.findings]


def test_the_formulas_take_what_lies_above() -> None:
    """30,000 orders x 10 x (5 % - 1 %); 100,000 a day x 3 x (12 % - 2 %)."""
    found = priced(TEXT).exposure
    assert metric_of(found, "data_misalignment") == 12_000
    assert metric_of(found, "delay") == 30_000


def test_rows_freezes_and_drivers_take_it_too() -> None:
    """Each integration point by its rate, or the section's; frozen orders; items per order."""
    rows = TEXT.replace(
        "  data_inaccuracy_rate: 5%\n",
        "  data_inaccuracy_rate: 5%\n"
        "  integrations: [{name: A}, {name: B, data_inaccuracy_rate: 3%}]\n",
    )
    assert metric_of(priced(rows).exposure, "data_misalignment") == 300_000 * Decimal("0.06")
    weeks = (
        "stabilisation:\n  duration_days: 10\n"
        "  freeze: {duration_days: 2, cancellation_sensitivity: 5%}\n"
        "  items: [{item: Fine, per: wrong_order, unit_cost: 1}]\n"
    )
    found = priced(TEXT + weeks).exposure
    assert metric_of(found, "stabilisation.freeze") == 6_000
    assert metric_of(found, "stabilisation.fine") == 1_200


def test_today_of_nothing_changes_nothing() -> None:
    """A rate of today of 0 is as if it were left out."""
    none = TEXT.replace("  data_inaccuracy_rate: 1%", "  data_inaccuracy_rate: 0%")
    none = none.replace("  cancellation_sensitivity: 2%", "  cancellation_sensitivity: 0%")
    head, rest = TEXT.split("today:")
    assert (
        priced(none).net_exposure == priced(head + "orders:" + rest.split("orders:")[1]).net_exposure
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cancellation_sensitivity: 12%", "cancellation_sensitivity: 1%"),
        (
            "cancellation_sensitivity: 12%",
            "cancellation_sensitivity: {low: 1%, likely: 5%, high: 9%}",
        ),
        ("cancellation_sensitivity: 12%", "cancellation_sensitivity: {p5: 5%, likely: 8%, p95: 12%}"),
        (
            "cancellation_sensitivity: 2%",
            "cancellation_sensitivity: {low: 1%, likely: 2%, high: 13%}",
        ),
    ],
)
def test_below_today_is_a_finding(old: str, new: str) -> None:
    """A value, and the end of a range, whatever the other end says."""
    assert codes_of(TEXT.replace(old, new)) == ["SCN318"]


def test_learning_and_dates_do_not_go_below_it() -> None:
    """What a later phase has left, and what is set from a day on, is held to today's, too."""
    phases = "phases: [{name: A, share_of_orders: 40%}, {name: B, share_of_orders: 60%}]\n"
    learned = "learning: {data_misalignment.data_inaccuracy_rate: RATE}\n"
    assert priced(TEXT + phases + learned.replace("RATE", "80%")).net_exposure > 0
    assert codes_of(TEXT + phases + learned.replace("RATE", "81%")) == ["SCN318"]
    entry = "{date: 2027-04-12, set: {delay.cancellation_sensitivity: 1%}}"
    later = f"calendar: {{go_live: 2027-02-15, if_live_from: [{entry}]}}\n"
    assert codes_of(TEXT + later) == ["SCN318"]


def test_a_mitigation_alone_and_together_stays_above() -> None:
    """Each by itself is allowed; both together would go below, and are never taken together."""
    found = mitigate(priced(HALVED))
    best = {one.name for one in found.best.mitigations}
    assert "Stock" in best
    assert len(best & {"Tests", "Clean"}) == 1
    assert codes_of(HALVED.replace("multiply: 0.4", "multiply: 0.1")) == ["SCN403"]
    assert codes_of(TEXT + "mitigations: [{name: A, cost: 1, effects: {today.data_inaccuracy_rate: "
                    "{multiply: 2}}}]\n") == ["SCN401"]  # fmt: skip


def test_what_varies_stays_above() -> None:
    """Bounds of a search, of a sweep and of a bar."""
    scenario = priced(TEXT)
    found = solve(scenario, "delay.cancellation_sensitivity", target=Decimal(12_000))
    assert [one.value for one in found.solutions] == [Decimal("0.02")]
    assert found.low == Decimal("0.02")
    assert solve(scenario, "today.cancellation_sensitivity", target=Decimal(0)).high == Decimal(
        "0.12"
    )
    with pytest.raises(UsageError, match="below today"):
        sweep([scenario], ["delay.cancellation_sensitivity=1%,5%"])
    near = priced(TEXT.replace("sensitivity: 12%", "sensitivity: 2.1%"))
    bars = {one.path: one for one in tornado(near).bars}
    assert bars["delay.cancellation_sensitivity"].low_input == Decimal("0.02")
    assert bars["today.cancellation_sensitivity"].high_input == Decimal("0.021")


def test_means_and_comparisons_follow() -> None:
    """A range above today's counts with its mean; one alone moves where it does not cross today's."""
    ranged = TEXT.replace(
        "cancellation_sensitivity: 12%", "cancellation_sensitivity: {low: 4%, likely: 6%, high: 8%}"
    )
    mean = means(priced(ranged)).totals["net_exposure"]
    assert mean is not None
    assert float(mean) == pytest.approx(12_000 + 12_000)
    other = TEXT.replace("  cancellation_sensitivity: 2%", "  cancellation_sensitivity: 0.5%")
    other = other.replace("cancellation_sensitivity: 12%", "cancellation_sensitivity: 1%")
    found = difference(priced(TEXT), priced(other))
    effects = {one.path: one.effect for one in found.inputs}
    assert effects["delay.cancellation_sensitivity"] == -33_000, "told where it does not cross"
    assert effects["today.cancellation_sensitivity"] == 4_500
    assert compare([priced(TEXT), priced(other)]).pairs[0].difference < 0


def test_today_without_its_rate_has_no_effect() -> None:
    """It is taken off a rate, so that there has to be one."""
    text = TEXT.split("delay:")[0]
    assert "SCN113" in {one.code for one in priced(text).scenario.findings}
