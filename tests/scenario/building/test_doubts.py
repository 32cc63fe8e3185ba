"""Numbers that are read as they stand, and of which is told that they may be thousands."""

import pytest

from omsrisk.scenario.documents.findings import Severity
from tests.support.scenario_texts import DELAY, finding_of, load_text

DAMAGE = DELAY.replace("USD", "EUR") + "hidden_costs:\n  brand_damage: {}\n"


def doubts(text: str) -> list[tuple[str, str, str]]:
    """Return path, message and hint of each number that is doubted."""
    found = [one for one in load_text(text).findings if one.code == "SCN115"]
    assert all(one.severity is Severity.INFO for one in found)
    return [(one.path, one.message.partition(": ")[2], one.hint) for one in found]


@pytest.mark.parametrize(
    ("written", "thousands", "decimal"),
    [("85.000", "85000", "85"), ("2.300", "2300", "2.3"), ("1.450", "1450", "1.45")],
)
def test_both_readings_are_named(written: str, thousands: str, decimal: str) -> None:
    """A bare number with a point and three digits is read as YAML says, and not without a word."""
    [(path, message, hint)] = doubts(DAMAGE.format(written))
    assert path == "hidden_costs.brand_damage"
    assert message == f"`{written}` is read as {decimal}"
    assert hint == f"write {thousands} if thousands are meant, {decimal} if not"
    assert not doubts(DAMAGE.format(thousands))
    assert not doubts(DAMAGE.format(decimal))


CERTAIN = ["0.125", "1250.500", "1.2345"]


@pytest.mark.parametrize("other", CERTAIN)
def test_a_file_with_three_decimals_is_believed(other: str) -> None:
    """An author who writes `0.125` elsewhere knows what a point marks."""
    items = "    - {{item: A, amount: {}}}\n    - {{item: B, amount: 85.000}}\n"
    text = DAMAGE.format("\n" + items)
    assert len(doubts(text.format("64.20"))) == 1
    assert not doubts(text.format(other))


REST = "  error_correction_cost: 4\n  data_inaccuracy_rate: 5%\n"

PLACES = [  # what is written, the path that is told, why
    ("limits:\n  net_exposure: 900.000\n", "limits.net_exposure", "a limit"),
    (
        "data_misalignment:\n  number_of_orders: 2.500\n" + REST,
        "data_misalignment.number_of_orders",
        "a count",
    ),
    (
        "training_deficit: {hours: 1.200, cost_per_hour: 45, incompletion_rate: 30%}\n",
        "training_deficit.hours",
        "hours",
    ),
    (
        "hidden_costs: {brand_damage: {low: 10.000, likely: 20.000, high: 30.000}}\n",
        "hidden_costs.brand_damage.low",
        "a range, told once",
    ),
    (
        "phases:\n- {name: A, share_of_orders: 100%, hidden_costs: {brand_damage: 85.000}}\n",
        "phases.a.hidden_costs.brand_damage",
        "a phase",
    ),
]


@pytest.mark.parametrize("case", PLACES, ids=lambda case: case[-1])
def test_every_amount_and_count_is_looked_at(case: tuple[str, str, str]) -> None:
    """It does not matter where in a file it stands."""
    text, path, _ = case
    assert [one[0] for one in doubts(DELAY + text)] == [path]


def test_what_may_have_three_decimals_is_believed() -> None:
    """Days and shares are no thousands, and a dinar has a thousand parts."""
    assert not doubts(DELAY.replace("duration_days: 3", "duration_days: 2.125"))
    assert not doubts(DAMAGE.format("85.000").replace("EUR", "KWD"))


@pytest.mark.parametrize(
    ("index", "hint"),
    [
        ("110", "1 is the average month: write 1.1 for 110 % of it"),
        ("20.5", "1 is the average month: write 0.205 for 20.5 % of it"),
        ("2001", "1 is the average month, and an index is at most 20"),
    ],
)
def test_no_month_has_an_index_above_twenty(index: str, hint: str) -> None:
    """Who is told to drop the sign of `110%` writes 110, and gets a hundred times the orders."""
    calendar = "calendar: {{go_live: 2027-02-15, season: {{sep: {}}}}}\n"
    found = finding_of(DELAY + calendar.format(index))
    assert (found.code, found.hint) == ("SCN106", hint)
    assert load_text(DELAY + calendar.format("20"))


def test_a_malformed_go_live_is_one_error() -> None:
    """A season that has lost its go-live to a typo is not an error of its own."""
    calendar = "calendar: {go_live: 1.9.2027, season: {sep: 1.1}}\n"
    assert finding_of(DELAY + calendar).hint == "write 2027-09-01"
