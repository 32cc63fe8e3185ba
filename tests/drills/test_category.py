"""Drill: a fifth category, added in three places; every command knows it."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.support.package_copy import PackageCopy

FORMULA = '''
@formula(label="Penalties", source="a contract", basis=Basis.CASH)
def penalty_costs(
    *,
    orders_late: Annotated[Number, "order"],
    penalty_per_order: Annotated[Number, "money/order"],
) -> Annotated[Number, "money"]:
    """
    What a marketplace charges for orders that are late.

        cost = orders late x penalty per order

    Args:
        orders_late: Orders shipped after the day that was promised [order].
        penalty_per_order: What the contract charges for one [money/order].

    Returns:
        The penalties [money].

    Stops holding where the contract has a cap.

    Not in it: the orders that are cancelled, which are delay costs.

    >>> penalty_costs(orders_late=100, penalty_per_order=50)
    5000
    """
    return orders_late * penalty_per_order
'''

LINE = """PENALTIES = LineType(
    id="penalties",
    short="Penalties",
    group=Group.COST_OF_FAILURE,
    section="penalties",
    formula=formulas.penalty_costs,
    arguments={
        "orders_late": _stated("penalties.orders_late"),
        "penalty_per_order": _stated("penalties.penalty_per_order"),
    },
    charged=Charged.IF_FAILED,
    falls=Falls.ON_GO_LIVE,
)

"""

SECTION = '''class Penalties(Section):
    """What marketplaces charge for orders that are late."""

    orders_late: Count = declared("Orders late", "Orders shipped too late.", "order", "100", SPLIT)
    penalty_per_order: Money = declared("Penalty", "For one of them.", "money/order", "50")


'''

FIELD = """    penalties: Penalties | None = Field(
        default=None, description="Fifth formula: penalties for late orders."
    )
"""

HIDDEN = "    hidden_costs: HiddenCosts | None = Field("

HEAD = "omsrisk: 1\nname: With penalties\ncurrency: USD\ncalendar: {go_live: 2027-02-01}\n"
ORDERS = "orders: {daily_volume: 1000, average_value: 100}\n"
ONLY = HEAD + "penalties: {orders_late: 100, penalty_per_order: 50}\n"
DELAY = "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
WITHOUT = HEAD + ORDERS + DELAY
WITH = (
    WITHOUT + "penalties: {orders_late: {low: 50, likely: 100, high: 300}, penalty_per_order: 50}\n"
)
PHASED = WITH + (
    "phases:\n  - {name: Pilot, share_of_orders: 40%, penalties: {orders_late: 10}}\n"
    "  - {name: Rest, share_of_orders: 60%}\n"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> PackageCopy:
    """A copy of the package with a fifth category."""
    copy = PackageCopy(tmp_path_factory.mktemp("category"))
    copy.append("core/formulas/categories.py", f"\n{FORMULA}")
    copy.insert("core/pricing/catalogue.py", LINE, before="SUPPORT = LineType(")
    copy.insert("core/pricing/catalogue.py", "    PENALTIES,\n", before="    SUPPORT,\n")
    copy.insert(
        "scenario/schema/priced/four_categories.py", SECTION, before="class Categories(Section):\n"
    )
    copy.insert("scenario/schema/priced/four_categories.py", FIELD, before=HIDDEN)
    assert copy.touched == {
        "core/formulas/categories.py",
        "core/pricing/catalogue.py",
        "scenario/schema/priced/four_categories.py",
    }
    copy.write("only.yaml", ONLY)
    copy.write("with.yaml", WITH)
    copy.write("without.yaml", WITHOUT)
    copy.write("phased.yaml", PHASED)
    return copy


def calculated(package: PackageCopy, file: str) -> dict[str, Any]:
    """What `calc` says of the one scenario of a file."""
    document = json.loads(package.run("calc", file, "--format", "json"))
    scenario: dict[str, Any] = document["results"][0]
    return scenario


def amount_of(lines: list[dict[str, Any]]) -> Decimal:
    """What the new line comes to."""
    return next(Decimal(one["amount"]) for one in lines if one["id"] == "penalties")


def test_a_file_with_the_new_section_alone_is_priced(package: PackageCopy) -> None:
    """It is a category like the others, and the headline counts five of them."""
    told = package.run("calc", "only.yaml")
    assert "5,000.00" in told
    assert "1 of 5 categories" in told
    assert "of the hidden costs" not in told


def test_calc_in_json_and_by_phase(package: PackageCopy) -> None:
    """The line stands in its group, and is split by phase as its input says."""
    assert amount_of(calculated(package, "with.yaml")["lines"]) == 5000
    # the pilot states ten of its own, and the rest has its share of the hundred
    phased = calculated(package, "phased.yaml")
    assert [amount_of(one["lines"]) for one in phased["phases"]] == [500, 3000]


def test_a_deleted_section_is_no_saving(package: PackageCopy) -> None:
    """What is no longer assessed passes no gate."""
    told = package.run(
        "diff", "with.yaml", "without.yaml", "--fail-if-over", "net_exposure=+0", status=1
    )
    assert "no longer assessed" in told
    assert "penalties" in told


def test_a_gate_and_a_limit_know_the_metric(package: PackageCopy) -> None:
    """A gate on it holds, and a limit on the net exposure misses it where it is left out."""
    package.run("diff", "with.yaml", "with.yaml", "--fail-if-over", "penalties=+0")
    package.write("limited.yaml", WITH + "limits: {penalties: 4000}\n")
    assert "`penalties` is 6,250.00 USD" in package.run("check", "limited.yaml", status=1)
    package.write("lacking.yaml", WITHOUT + "limits: {cost_of_failure: 1000000}\n")
    assert "penalties" in package.ask("check", "lacking.yaml").stdout


def test_it_is_explained(package: PackageCopy) -> None:
    """The formula, the line, its inputs and the total that it joins."""
    assert "orders late x penalty per order" in package.run("explain", "penalties")
    assert "Orders shipped too late" in package.run("explain", "penalties.orders_late")
    assert "penalties" in package.run("explain", "cost_of_failure")


def test_a_template_has_it(package: PackageCopy) -> None:
    """Both templates, and what the full one writes runs."""
    assert "# penalties:" in package.run("init", "-")
    full = package.run("init", "--full", "-")
    assert "\npenalties:" in full
    package.write("full.yaml", full)
    assert "Penalties" in package.run("calc", "full.yaml")


def test_time_sensitivity_and_uncertainty_know_it(package: PackageCopy) -> None:
    """It falls on the day of the go-live, and its range moves every answer."""
    timeline = json.loads(package.run("timeline", "only.yaml", "--format", "json"))
    spent = {one["day"]: one for one in timeline["days"]} if "days" in timeline else timeline
    assert "2027-02-01" in json.dumps(spent)
    solved = package.run(
        "solve", "with.yaml", "--for", "penalties.orders_late", "--target", "penalties=10000"
    )
    assert "200" in solved
    assert "penalties.orders_late" in package.run("drivers", "with.yaml", "-f", "json")
    assert "penalties.orders_late" in package.run("tornado", "with.yaml", "-f", "json")
    swept = package.run(
        "sweep", "with.yaml", "--vary", "penalties.orders_late=0,100", "--metric", "penalties"
    )
    assert "5,000.00" in swept


def test_compare_and_schema_know_it(package: PackageCopy) -> None:
    """A scenario that does not assess it is not ranked on it; editors are offered its keys."""
    told = json.loads(package.run("compare", "with.yaml", "without.yaml", "--format", "json"))
    line = next(one for one in told["lines"] if one["id"] == "penalties")
    assert line["comparable"] is False
    assert "orders_late" in package.run("schema")


def test_a_mitigation_acts_on_it(package: PackageCopy) -> None:
    """What it saves is the penalties, and it is recommended."""
    text = (
        WITH
        + "mitigations:\n  - {name: Buffer, cost: 100, effects: {penalties.orders_late: {set: 0}}}\n"
    )
    package.write("mitigated.yaml", text)
    assert "Buffer" in package.run("mitigate", "mitigated.yaml")
