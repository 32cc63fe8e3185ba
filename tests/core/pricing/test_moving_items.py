"""Cost items that move with the model: worked by hand, day by day, phase by phase."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from omsrisk import InvalidScenarioError, means, simulate
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import metric_of
from tests.support.uncertain_texts import HEAD, priced

ORDERS = HEAD + "orders: {daily_volume: 1000, average_value: 100}\n"
DELAY = "delay: {duration_days: 5, share_of_orders_delayed: 40%, cancellation_sensitivity: 0%}\n"
DATA = "data_misalignment: {exposure_days: 30, data_inaccuracy_rate: 10%, error_correction_cost: 0}\n"
STABLE = "  duration_days: 45\n  support: {extra_tickets_per_day: 80, cost_per_ticket: 0}\n"
TEXT = ORDERS + DELAY + DATA + "stabilisation:\n" + STABLE + "  items: [{item: X, ITEM}]\n"
SEASON = "calendar: {go_live: 2027-02-26, season: {feb: 0.5, mar: 2}}\n"
PHASES = """phases:
  - {name: A, share_of_orders: 40%}
  - {name: B, share_of_orders: 60%, go_live: 2027-06-01}
"""


def item(written: str, more: str = "") -> Assessment:
    """Price a scenario with one item of the stabilisation."""
    return priced(TEXT.replace("ITEM", written) + more)


def amount(assessment: Assessment) -> Decimal:
    """Tell what the item comes to."""
    return Decimal(metric_of(assessment.exposure, "stabilisation.x") or 0)


CASES = [  # the item, what it comes to, why
    ("per: delayed_order, unit_cost: 3, grace_days: 1", "4800", "3 x 1,000 x 40 % x 4 days"),
    ("per: delayed_order, unit_cost: 3", "6000", "without days of grace"),
    ("per: delayed_order, unit_cost: 3, grace_days: 9", "0", "longer than the delay"),
    ("per: delayed_value, unit_cost: 0.05", "10000", "5 % of 1,000 x 40 % x 5 x 100"),
    ("per: order, unit_cost: 2", "60000", "30 days of 1,000 orders"),
    ("per: wrong_order, quantity: 2, unit_cost: 3", "18000", "10 % of 30,000, two parcels each"),
    ("per: ticket, unit_cost: 4, grace_days: 40", "1600", "80 tickets on the last five days"),
    ("per: day_of_delay, unit_cost: 700, grace_days: 2", "2100", "three days of a penalty"),
    ("per: delayed_order, unit_cost: 3, grace_days: 1, likelihood: 25%", "1200", "and a likelihood"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_what_an_item_is_paid_for_each_of(case: tuple[str, str, str]) -> None:
    """Quantity x unit cost x what the model counts, without the days of grace."""
    assert amount(item(case[0])) == Decimal(case[1])


def by_day(go_live: date, days: int, grace: int) -> Decimal:
    """Add the season up over the days that count."""
    index = {2: Decimal("0.5"), 3: Decimal(2)}
    dates = (go_live + timedelta(days=at) for at in range(grace, days))
    return sum((index.get(one.month, Decimal(1)) for one in dates), Decimal(0))


def test_the_season_weighs_the_days_after_the_grace() -> None:
    """Day by day; days of the calendar are left alone."""
    late = amount(item("per: delayed_order, unit_cost: 3, grace_days: 1", SEASON))
    assert late == 3 * 1000 * Decimal("0.4") * by_day(date(2027, 2, 26), 5, 1)
    assert amount(item("per: day_of_delay, unit_cost: 700, grace_days: 1", SEASON)) == 4 * 700


def test_each_phase_has_its_own_driver() -> None:
    """With its share of the orders, and the season of its own go-live."""
    found = amount(item("per: delayed_order, unit_cost: 3, grace_days: 1", SEASON + PHASES))
    whole = 3 * 1000 * Decimal("0.4")
    first = Decimal("0.4") * by_day(date(2027, 2, 26), 5, 1)
    second = Decimal("0.6") * by_day(date(2027, 6, 1), 5, 1)
    assert found == whole * (first + second)


ANY = [case[0] for case in CASES]


@pytest.mark.parametrize("written", ANY)
def test_a_split_that_restates_nothing_changes_nothing(written: str) -> None:
    """Either the driver is split, or the quantity is, and never both."""
    assert amount(item(written, PHASES.replace(", go_live: 2027-06-01", ""))) == amount(item(written))


def test_a_profile_weighs_the_days_after_the_grace() -> None:
    """0.5 until day 3 and then 1: with one day of grace 2 x 0.5 + 2 x 1 = 3 days."""
    profile = "profile: [{until_day: 3, index: 0.5}, {index: 1}]"
    text = TEXT.replace("ITEM", "per: delayed_order, unit_cost: 3, grace_days: 1")
    found = priced(
        text.replace("cancellation_sensitivity: 0%", f"cancellation_sensitivity: 0%, {profile}")
    )
    assert amount(found) == 3 * 400 * 3
    longer = text.replace("grace_days: 1", "grace_days: 4")
    found = priced(
        longer.replace("cancellation_sensitivity: 0%", f"cancellation_sensitivity: 0%, {profile}")
    )
    assert amount(found) == 3 * 400 * 1


def test_integration_points_are_added_up() -> None:
    """Wrong orders are those of all points, each with its own rate."""
    second = "{name: CRM, share_of_orders: 50%, data_inaccuracy_rate: 4%}"
    points = f"  integrations: [{{name: ERP, data_inaccuracy_rate: 10%}}, {second}]\n"
    data = "data_misalignment:\n  exposure_days: 30\n  error_correction_cost: 0\n" + points
    text = TEXT.replace(DATA, data).replace("ITEM", "per: wrong_order, unit_cost: 1")
    assert amount(priced(text)) == 3000 + 600


def test_the_mean_over_a_range_of_days() -> None:
    """A range of days has its mean beyond the grace in closed form; the simulation agrees."""
    text = TEXT.replace("ITEM", "per: delayed_order, unit_cost: 3, grace_days: 4")
    found = priced(
        text.replace("duration_days: 5", "duration_days: {low: 2, high: 10, distribution: uniform}")
    )
    expected = Decimal(1200) * Decimal(36) / 16  # the mean of max(0, days - 4) is 6^2 / (2 x 8)
    told = means(found).lines["stabilisation.x"]
    assert Decimal(told or 0) == pytest.approx(expected, abs=Decimal("1E-6"))
    sampled = simulate(found, trials=20_000)
    mean = sampled.figures["net_exposure"].summary.mean
    assert abs(mean.value - float(expected)) < 4 * mean.error


REFUSED: list[tuple[Callable[[str], str], str, str]] = [
    (lambda t: t.replace("ITEM", "per: delayed_order, amount: 3"), "SCN111", "an amount, too"),
    (lambda t: t.replace("ITEM", "per: delayed_order"), "SCN103", "no unit cost"),
    (lambda t: t.replace("ITEM", "per: parcel, unit_cost: 3"), "SCN108", "an unknown driver"),
    (
        lambda t: t.replace("ITEM", "per: order, unit_cost: 3, grace_days: 0.5"),
        "SCN106",
        "half a day",
    ),
    (
        lambda t: (
            t.replace("ITEM", "amount: 3")
            + "programme: {items: [{item: Y, per: ticket, unit_cost: 3}]}\n"
        ),
        "SCN116",
        "planned",
    ),
    (
        lambda t: (
            t.replace("ITEM", "amount: 3")
            + "recoveries: [{item: Y, per: ticket, unit_cost: 3, contingent: false}]\n"
        ),
        "SCN116",
        "paid in any case",
    ),
    (
        lambda t: t.replace("ITEM", "per: order, unit_cost: 3, grace_days: 1").replace(
            "exposure_days: 30", "number_of_orders: 30000"
        ),
        "SCN111",
        "no days to take away from",
    ),
    (
        lambda t: t.replace("ITEM", "per: ticket, unit_cost: 3").replace(STABLE, ""),
        "SCN103",
        "nothing to count",
    ),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_is_refused(case: tuple[Callable[[str], str], str, str]) -> None:
    """Each mistake is a finding of its code."""
    with pytest.raises(InvalidScenarioError) as refused:
        priced(case[0](TEXT))
    assert case[1] in {one.code for one in refused.value.findings}


def test_a_recovery_moves_too() -> None:
    """A supplier pays for each day of the delay, if the go-live fails."""
    text = (
        TEXT.replace("ITEM", "amount: 0")
        + "likelihood: 50%\nrecoveries: [{item: Supplier, per: day_of_delay, unit_cost: 70}]\n"
    )
    found = priced(text)
    assert metric_of(found.exposure, "recoveries.supplier") == -350
    assert found.totals["recoveries"] == -175
