"""Drill: a cost group, added in two places; every command knows its total."""

import json
from typing import Any

import pytest

from tests.support.package_copy import PackageCopy

GROUP = """    COMPLIANCE = (
        "compliance",
        "Compliance",
        "fees of auditors and regulators after a go-live",
        "compliance",
    )
"""
LIST = """COMPLIANCE_ITEMS = ItemList(
    "compliance.items", "", "", Group.COMPLIANCE, Basis.CASH, noun="compliance item"
)
"""
SECTION = '''class Compliance(Section):
    """What auditors and regulators cost after a go-live."""

    items: tuple[CostItem, ...] | None = Field(default=None, description="Fees and reviews.")


'''
FIELD = """    compliance: Compliance | None = Field(
        default=None, description="Auditors and regulators."
    )
"""

HEAD = "omsrisk: 1\nname: A review\ncurrency: USD\ncalendar: {go_live: 2027-02-01}\n"
DIP = (
    "stabilisation: {duration_days: 10, support: {extra_tickets_per_day: 10, cost_per_ticket: 10}}\n"
)
REVIEW = "compliance:\n  items:\n    - {item: Review, amount: {low: 500, likely: 1000, high: 3000}}\n"
PHASES = "phases:\n  - {name: Pilot, share_of_orders: 40%}\n  - {name: Rest, share_of_orders: 60%}\n"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> PackageCopy:
    """A copy of the package with a group of its own for compliance."""
    copy = PackageCopy(tmp_path_factory.mktemp("group"))
    catalogue = "core/pricing/catalogue.py"
    copy.insert("core/pricing/declarations.py", GROUP, before="    PROGRAMME = (\n")
    copy.insert(catalogue, LIST, before="PROGRAMME_ITEMS = ItemList(")
    copy.insert(catalogue, "    COMPLIANCE_ITEMS,\n", before="    PROGRAMME_ITEMS,\n")
    sections = "scenario/schema/priced/four_categories.py"
    items = "from omsrisk.scenario.schema.priced.cost_items import "
    copy.replace(sections, items, f"{items}CostItem, ")
    copy.insert(sections, SECTION, before="class Categories(Section):\n")
    copy.insert(sections, FIELD, before=HIDDEN)
    assert copy.touched == {
        "core/pricing/declarations.py",
        "core/pricing/catalogue.py",
        sections,
    }
    copy.write("with.yaml", HEAD + DIP + REVIEW)
    copy.write("without.yaml", HEAD + DIP)
    copy.write("only.yaml", HEAD + REVIEW)
    copy.write("phased.yaml", HEAD + DIP + REVIEW + PHASES)
    return copy


HIDDEN = "    hidden_costs: HiddenCosts | None = Field("


def totals(package: PackageCopy, file: str) -> dict[str, Any]:
    """What a file comes to at its most likely values."""
    document = json.loads(package.run("calc", file, "--format", "json"))
    found: dict[str, Any] = document["results"][0]["totals"]
    return found


def test_its_total_is_part_of_the_exposure(package: PackageCopy) -> None:
    """1,000 of support and 1,000 of the review, by phase as in one piece."""
    for file in ("with.yaml", "phased.yaml"):
        found = totals(package, file)
        assert found["compliance"] == 1000
        assert found["exposure"] == found["net_exposure"] == 2000
    assert totals(package, "without.yaml")["compliance"] is None
    told = package.run("calc", "with.yaml")
    assert "Compliance" in told
    assert "Review" in told


def test_a_file_with_it_alone_is_priced(package: PackageCopy) -> None:
    """It assesses something."""
    assert totals(package, "only.yaml")["net_exposure"] == 1000
    assert "compliance 1,000" in package.run("calc", "only.yaml")


def test_an_empty_section_is_refused(package: PackageCopy) -> None:
    """A section without its list says nothing."""
    package.write("empty.yaml", HEAD + DIP + "compliance: {}\n")
    assert "`compliance.items` is missing" in package.run("calc", "empty.yaml", status=1)


def test_a_deleted_section_is_no_saving(package: PackageCopy) -> None:
    """Neither for a gate nor for a limit."""
    gate = ("--fail-if-over", "net_exposure=+0")
    told = package.run("diff", "with.yaml", "without.yaml", *gate, status=1)
    assert "no longer assessed: compliance" in told
    package.run("diff", "with.yaml", "with.yaml", "--fail-if-over", "compliance=+0")
    package.write("lacking.yaml", HEAD + DIP + "limits: {exposure: 100000}\n")
    assert "compliance" in package.ask("check", "lacking.yaml").stdout
    package.write("limited.yaml", HEAD + DIP + REVIEW + "limits: {compliance: 900}\n")
    assert "350.00 USD over the limit" in package.run("check", "limited.yaml", status=1)


def test_every_question_knows_it(package: PackageCopy) -> None:
    """Explained, solved for, moved, spread over time, compared, and in every schema."""
    assert "regulators" in package.run("explain", "compliance")
    assert "+ compliance" in package.run("explain", "net_exposure")
    path = "compliance.items.review.amount"
    asked = ("--for", path, "--target", "compliance=2500")
    assert "2,500" in package.run("solve", "with.yaml", *asked)
    assert path in package.run("drivers", "with.yaml", "-f", "json")
    assert path in package.run("tornado", "with.yaml", "-f", "json")
    timeline = json.loads(package.run("timeline", "with.yaml", "--by", "day", "--format", "json"))
    assert "2027-02-10" in json.dumps(timeline)
    told = json.loads(package.run("compare", "with.yaml", "without.yaml", "--format", "json"))
    line = next(one for one in told["lines"] if one["group"] == "compliance")
    assert line["comparable"] is False
    assert '"compliance"' in package.run("schema")
    full = package.run("init", "--full", "-")
    assert "\ncompliance:" in full
    package.write("full.yaml", full)
    assert "Compliance" in package.run("calc", "full.yaml")
