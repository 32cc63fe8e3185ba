"""Drill: an input that counts as 100 % where it is left out, added in three places."""

import json

import pytest

from tests.support.package_copy import PackageCopy

ARGUMENT = '    share_of_shifts: Annotated[Number, "1"],\n'
FIELD = """    share_of_shifts: Share = declared(
        "Shifts that miss it",
        "Part of the shifts in which the output is missing; 100% if left out.",
        "1",
        "50%",
    )
"""
SOURCE = (
    '        "share_of_shifts": _stated("stabilisation.productivity.share_of_shifts", default=1),\n'
)

HEAD = "omsrisk: 1\nname: A dip\ncurrency: USD\n"
DIP = (
    "stabilisation:\n  duration_days: 10\n"
    "  productivity: {staff: 10, hours_per_day: 8, cost_per_hour: 50, dip: 10%%%s}\n"
)
PHASES = "phases:\n  - {name: Pilot, share_of_orders: 40%}\n  - {name: Rest, share_of_orders: 60%}\n"
PATH = "stabilisation.productivity.share_of_shifts"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> PackageCopy:
    """A copy of the package with a share of shifts in the productivity dip."""
    copy = PackageCopy(tmp_path_factory.mktemp("input"))
    formula = "core/formulas/stabilisation.py"
    copy.insert(formula, ARGUMENT, before='    dip_days: Annotated[Number, "day"],\n')
    copy.insert(
        formula,
        "        share_of_shifts: Part of the shifts concerned, 0 to 1 [1].\n",
        before="        dip_days: Working days",
    )
    copy.replace(formula, "x dip x dip days", "x dip x share of shifts x dip days")
    copy.replace(formula, "* dip * dip_days", "* dip * share_of_shifts * dip_days")
    copy.insert("core/pricing/catalogue.py", SOURCE, before='        "dip_days": StatedArgument(')
    copy.insert(
        "scenario/schema/priced/stabilising.py",
        FIELD,
        before="    working_days: WorkingDays = declared(\n",
    )
    assert copy.touched == {
        formula,
        "core/pricing/catalogue.py",
        "scenario/schema/priced/stabilising.py",
    }
    copy.write("left-out.yaml", HEAD + DIP % "")
    copy.write("stated.yaml", HEAD + DIP % ", share_of_shifts: {low: 20%, likely: 40%, high: 60%}")
    copy.write("phased.yaml", HEAD + DIP % "" + PHASES)
    return copy


def net_exposure(package: PackageCopy, *arguments: str) -> float:
    """What a file comes to at its most likely values."""
    document = json.loads(package.run("calc", *arguments, "--format", "json"))
    return float(document["results"][0]["totals"]["net_exposure"])


def test_left_out_it_counts_as_all(package: PackageCopy) -> None:
    """10 people x 8 h x 50 x 10 % x 10 days."""
    assert net_exposure(package, "left-out.yaml") == 4000
    assert net_exposure(package, "stated.yaml") == 1600


def test_solve_answers_for_an_input_that_is_left_out(package: PackageCopy) -> None:
    """Whatever its section is called: it stands at 100 % until somebody states it."""
    asked = ("--for", PATH, "--target", "net_exposure=1000")
    assert "25 %" in package.run("solve", "left-out.yaml", *asked)
    # 40 % of the orders are 40 % of the staff: 1,600 of the 4,000; a fall by 1,000 is 37.5 % of it
    of_pilot = ("--for", f"phases.pilot.{PATH}", "--target", "net_exposure=3000")
    assert "37.5 %" in package.run("solve", "phased.yaml", *of_pilot)


def test_every_question_takes_it(package: PackageCopy) -> None:
    """Swept, set, explained, drawn from, and a mitigation acts on it where it is left out."""
    assert "2,000.00" in package.run("sweep", "left-out.yaml", "--vary", f"{PATH}=50%,100%")
    assert net_exposure(package, "left-out.yaml", "--set", f"{PATH}=50%") == 2000
    assert "100% if left out" in package.run("explain", PATH)
    assert PATH in package.run("drivers", "stated.yaml", "-f", "json")
    assert "share_of_shifts" in package.run("schema")
    assert "share_of_shifts" in package.run("init", "--full", "-")
    effects = f"{{{PATH}: {{multiply: 0.5}}}}"
    text = HEAD + DIP % "" + f"mitigations:\n  - {{name: Night, cost: 100, effects: {effects}}}\n"
    package.write("mitigated.yaml", text)
    told = json.loads(package.run("mitigate", "mitigated.yaml", "--format", "json"))
    assert "2000" in json.dumps(told["mitigations"])


def test_compare_says_what_it_moves(package: PackageCopy) -> None:
    """Stated on one side only, it is an input that differs."""
    told = json.loads(package.run("compare", "left-out.yaml", "stated.yaml", "--format", "json"))
    (differing,) = told["differing_inputs"]
    assert differing["path"] == PATH
