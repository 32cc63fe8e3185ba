"""Where a likelier failure looks cheaper, and that it turns where it is said to turn."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.analysis.sensitivity.likelier import failing_looks_cheaper
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.core.pricing.case import Case
from omsrisk.scenario.load import Loader
from tests.support.paths import SCENARIOS

RETAILER = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8").partition("\n# When\n")[0] + "\n"
PHASES = (
    "phases:\n"
    "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%, go_live: 2027-02-01}\n"
    "  - {name: Main, share_of_orders: 40%, likelihood: 20%, go_live: 2027-04-01}\n"
    "  - {name: Rest, share_of_orders: 50%, likelihood: 10%, go_live: 2027-06-01}\n"
)
STOPS = "if_a_phase_fails: stop\n"
WAITS = "calendar: {earliest_go_live: 2027-01-01, cost_of_waiting_per_day: 1000HORIZON}\n"


LAST = date(2027, 6, 1)


def case_of(text: str) -> Case:
    """Load a text."""
    return Loader(read_bytes=lambda _: text.encode()).load("scenario.yaml").case


def slopes(case: Case) -> list[Decimal]:
    """The slope of the net exposure in each likelihood."""
    paths = [path for path in case.inputs if path.endswith(".likelihood")]
    return list(Moving(case, "net_exposure").slopes(paths).values())


def test_price_of_stopping() -> None:
    """At the price of stopping that is said no likelihood lowers it; a cent less, and one does."""
    found = failing_looks_cheaper(case_of(RETAILER + STOPS + PHASES))
    assert found is not None
    assert found.steepest.path == "phases.pilot.likelihood"
    price = found.price_rounded_up(2)
    assert price is not None

    def with_fee(fee: Decimal) -> list[Decimal]:
        return slopes(
            case_of(f"{RETAILER}{STOPS}stopping: {{items: [{{item: Fee, amount: {fee}}}]}}\n{PHASES}")
        )

    assert min(with_fee(price)) >= 0
    assert min(with_fee(price - Decimal("0.01"))) < 0


def test_horizon() -> None:
    """With the horizon that is said none does, with one a day earlier one still does."""
    free = RETAILER.replace("900000", "0") + STOPS + PHASES
    found = failing_looks_cheaper(case_of(free + WAITS.replace("HORIZON", "")))
    assert found is not None
    assert found.horizon is not None
    assert found.horizon > LAST

    def up_to(horizon: date) -> list[Decimal]:
        return slopes(case_of(free + WAITS.replace("HORIZON", f", horizon: {horizon}")))

    assert min(up_to(found.horizon)) >= 0
    assert min(up_to(found.horizon - timedelta(days=1))) < 0


@settings(deadline=None, max_examples=25)
@given(
    likelihoods=st.lists(st.integers(1, 99), min_size=3, max_size=3),
    a_day=st.integers(1, 3000),
    system=st.integers(0, 400000),
)
def test_it_turns_where_it_says(likelihoods: list[int], a_day: int, system: int) -> None:
    """Of random roll-outs: at the horizon nothing looks cheaper, on the day before something does."""
    phases = "phases:\n" + "".join(
        f"  - {{name: P{at}, share_of_orders: {share}%, likelihood: {one}%, "
        f"go_live: 2027-0{at}-01}}\n"
        for at, (share, one) in enumerate(zip((10, 40, 50), likelihoods, strict=True), start=2)
    )

    def priced(horizon: str) -> Case:
        calendar = f"{{earliest_go_live: 2027-01-01, cost_of_waiting_per_day: {a_day}{horizon}}}"
        text = RETAILER.replace("900000", str(system))
        return case_of(f"{text}{STOPS}{phases}calendar: {calendar}\n")

    found = failing_looks_cheaper(priced(""))
    if found is None or found.horizon is None:
        return
    assert failing_looks_cheaper(priced(f", horizon: {found.horizon}")) is None
    if found.horizon > date(2027, 4, 1):
        before = found.horizon - timedelta(days=1)
        assert failing_looks_cheaper(priced(f", horizon: {before}")) is not None


@pytest.mark.parametrize(
    "text",
    [
        RETAILER + "likelihood: 30%\n",
        RETAILER + PHASES,
        f"{RETAILER}{STOPS}stopping: {{items: [{{item: Fee, amount: 400000}}]}}\n{PHASES}",
    ],
    ids=["one go-live", "no stop rule", "stopping is dear"],
)
def test_silent_where_a_likelier_failure_costs_more(text: str) -> None:
    """Nothing is said where nothing looks cheaper."""
    assert failing_looks_cheaper(case_of(text)) is None


def test_a_recovery_above_the_damage_turns_at_no_price() -> None:
    """Where insurance pays more than the damage, no price of stopping is named."""
    insured = "recoveries: [{item: Insurance, amount: 500000}]\nlikelihood: 30%\n"
    found = failing_looks_cheaper(case_of(RETAILER + insured))
    assert found is not None
    assert (found.price_of_stopping, found.horizon) == (None, None)
