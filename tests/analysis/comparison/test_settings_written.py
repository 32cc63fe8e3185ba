"""What is stated beside numbers and moves many lines at once: working days, drivers of items."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.comparison.compare import compare

ITEM = {"item": "Late", "per": "delayed_order", "unit_cost": 3, "grace_days": 1}
BASE: dict[str, Any] = {
    "omsrisk": 1,
    "name": "Old",
    "currency": "USD",
    "likelihood": "50%",
    "orders": {"daily_volume": 1000, "average_value": 100},
    "delay": {"duration_days": 5, "cancellation_sensitivity": "10%"},
    "hidden_costs": {"brand_damage": [ITEM]},
    "calendar": {"go_live": "2027-02-15", "working_days": ["mon", "tue", "wed", "thu", "fri"]},
    "discount_rate": "5%",
}


def other(**changes: object) -> Assessment:
    """The same file but for some sections."""
    return assess(load({**BASE, "name": "New", **changes}))


def items(**changes: object) -> Mapping[str, object]:
    """The hidden costs with another item."""
    return {"brand_damage": [{**ITEM, **changes}]}


CALENDAR = BASE["calendar"]
DIFFERING = [  # what is not the same, its path, what it moves alone, why
    (
        {"calendar": {**CALENDAR, "working_days": ["mon", "tue", "wed"]}},
        "calendar.working_days",
        "-13000.00",
        "two days fewer of 10,000 of delay, and of 3,000 of the item, at 50 %",
    ),
    (
        {"calendar": {**CALENDAR, "holidays": ["2027-02-17"]}},
        "calendar.holidays",
        "-6500.00",
        "one day fewer",
    ),
    ({"discount_rate": "8%"}, "discount_rate", "0", "beside the totals, and none of them"),
    (
        {"hidden_costs": items(grace_days=3)},
        "hidden_costs.brand_damage.late.grace_days",
        "-3000.00",
        "two days fewer of the item",
    ),
    (
        {"hidden_costs": items(per="day_of_delay")},
        "hidden_costs.brand_damage.late.per",
        "-5994.00",
        "4 days of 3 in the place of 4,000 orders of 3",
    ),
]


@pytest.mark.parametrize("row", DIFFERING, ids=[row[1] for row in DIFFERING])
def test_it_is_named_with_what_it_moves_alone(row: tuple[dict[str, Any], str, str, str]) -> None:
    """By `compare` and by `diff`, which price the file with what the other one writes."""
    changes, path, moves, why = row
    old, new = assess(load(BASE)), other(**changes)
    (found,) = compare([old, new]).differing
    assert (found.path, found.effects) == (path, (Decimal(0), Decimal(moves))), why
    (changed,) = difference(old, new).settings
    assert (changed.path, changed.effect) == (path, Decimal(moves)), why
    (back,) = difference(new, old).settings
    assert back.effect == -Decimal(moves), why
    assert new.net_exposure - old.net_exposure == Decimal(moves), why


def test_equal_files_have_no_such_row() -> None:
    """Nor does an item that only one of them has: its cost tells it."""
    assert compare([assess(load(BASE)), other()]).differing == ()
    without = other(hidden_costs={"brand_damage": []})
    paths = [one.path for one in compare([assess(load(BASE)), without]).differing]
    assert not [path for path in paths if path.endswith((".per", ".grace_days"))]
