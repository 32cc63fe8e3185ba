"""What a board asks of phases, as `calc`, `mitigate`, `solve` and `compare` say it."""

from pathlib import Path

import pytest

from omsrisk import Scenario, assess, compare, load
from omsrisk.analysis.uncertainty.means import means
from omsrisk.report.comparison import compare as build_compare
from omsrisk.report.document import Headline, Table
from omsrisk.report.exposure import calc as build_calc
from omsrisk.report.exposure.roll_out_said import failing_first, rule_and_chances
from omsrisk.scenario.load import Loader
from tests.support.paths import SCENARIOS

RETAILER = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8").partition("\n# When\n")[0] + "\n"
PHASES = (
    "phases:\n"
    "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}\n"
    "  - {name: Main, share_of_orders: 40%, likelihood: 20%}\n"
    "  - {name: Rest, share_of_orders: 50%, likelihood: 10%}\n"
)
STOPS = "if_a_phase_fails: stop\n"
FEE = "stopping: {items: [{item: Exit fee, amount: AMOUNT}]}\n"


def scenario_of(text: str) -> Scenario:
    """Load a text."""
    return Loader(read_bytes=lambda _: text.encode()).load("scenario.yaml")


def said(text: str) -> str:
    """What is said of the chances and the rule, in one line."""
    found = assess(scenario_of(text))
    return " ".join(rule_and_chances(found, means(found), is_mean=True))


RULES = [  # what stopping costs, what is said of the rule, why
    ("200000", "The rule costs 26,427.60 more than going on: 548,571.60 against 522,144.00 without.",
     "stopping is dearer than what it saves"),
    ("100000", "The rule saves 17,572.40 against going on: 504,571.60 against 522,144.00 without.",
     "stopping is cheaper"),
]  # fmt: skip


@pytest.mark.parametrize("row", RULES, ids=lambda row: row[-1])
def test_whether_the_rule_pays(row: tuple[str, str, str]) -> None:
    """In plain words, with both figures."""
    amount, sentence, _ = row
    assert sentence in said(RETAILER + STOPS + FEE.replace("AMOUNT", amount) + PHASES)


def test_a_rule_without_a_price_of_stopping_says_so() -> None:
    """What it saves is not the whole truth then."""
    found = said(RETAILER + STOPS + PHASES)
    assert "The rule saves 61,572.40 against going on, stopping priced at nothing:" in found


def test_chances_under_the_stop_rule() -> None:
    """The failures exclude each other, and each is said with its phase."""
    found = said(RETAILER + STOPS + PHASES)
    for part in (
        "Every phase holds: 50.4 %.",
        "the roll-out stops after Pilot 30 %, after Main 14 %, only the last phase fails 5.6 %.",
        "Every phase goes live: 56 %; 66 % of the orders are reached in the mean.",
    ):
        assert part in found


def test_chances_without_the_rule() -> None:
    """All go live, and may fail together."""
    found = said(RETAILER + PHASES)
    assert found == "At least one go-live fails: 49.6 %; all fail: 0.6 %; every phase holds: 50.4 %."


def test_one_go_live_says_nothing() -> None:
    """Its likelihood is in the headline."""
    assert said(RETAILER + "likelihood: 30%\n") == ""


def test_many_phases_are_summed_up() -> None:
    """Five stops are named, the others are one chance."""
    phases = "".join(
        f"  - {{name: Wave {at}, share_of_orders: 10%, likelihood: 10%}}\n" for at in range(10)
    )
    found = said(f"{RETAILER}{STOPS}phases:\n{phases}")
    assert "after Wave 4 6.561 %, after a later one 20.307 %, only the last" in found


def test_failing_looks_cheaper_is_the_first_sentence(tmp_path: Path) -> None:
    """Of `calc`, and of `compare` for the file it is true of; where it is not, nothing is said."""
    text = RETAILER + STOPS + PHASES
    first = " ".join(failing_first(assess(scenario_of(text))))
    assert first == (
        "Failing looks cheaper than holding: 1 percentage point more likelihood of failure of Pilot "
        "lowers net exposure by 1,339.88. It turns where a stop costs 167,485.00 more than it does "
        "here."
    )
    blocks = build_calc.document([assess(scenario_of(text))], dict).blocks
    lines = [one for one in blocks if isinstance(one, Headline)]
    assert lines[0].lines[0].startswith("Failing looks cheaper")
    one, other = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(text, encoding="utf-8")
    other.write_text(RETAILER, encoding="utf-8")
    compared = list(build_compare.blocks(compare([assess(load(one)), assess(load(other))])))
    told = next(block for block in compared if isinstance(block, Headline))
    assert told.lines[0].startswith("One: failing looks cheaper than holding:")
    assert not any("Two: failing" in line for line in told.lines)


def test_a_rule_that_never_pays_says_so() -> None:
    """A break-even cost of stopping below nothing is none that stopping could have."""
    dates = "calendar: {earliest_go_live: 2027-01-01, cost_of_waiting_per_day: 9000, HORIZON}\n"
    phases = PHASES.replace("30%", "30%, go_live: 2027-02-01").replace(
        "20%", "20%, go_live: 2027-03-01"
    )
    phases = phases.replace("10%}", "10%, go_live: 2027-04-01}")
    text = RETAILER + STOPS + phases + dates.replace("HORIZON", "horizon: 2027-12-31")
    assessment = assess(scenario_of(text))
    assert (assessment.memos["break_even_stopping_cost"] or 0) < 0
    blocks = build_calc.document([assessment], dict).blocks
    tables = [one for one in blocks if isinstance(one, Table)]
    said = [str(cell) for table in tables for row in table.rows for cell in row.cells]
    assert "the rule pays at no cost of stopping" in said
    assert "dearer, and the rule does not pay" not in said


def test_what_may_yet_hold_is_never_called_certain_to_fail() -> None:
    """Twenty phases at 80 % each: that all hold is next to impossible, and not impossible."""
    phases = "".join(f"- {{name: P{at}, share_of_orders: 5%}}\n" for at in range(20))
    text = f"{RETAILER}likelihood: 80%\nphases:\n{phases}"
    assert "At least one go-live fails: over 99.999 %;" in said(text)
    found = assess(scenario_of(text))
    told = build_compare.blocks(compare([found, assess(scenario_of(RETAILER))]))
    rows = [row for block in told if isinstance(block, Table) for row in block.rows]
    (fails,) = [row for row in rows if row.cells and row.cells[0] == "A go-live fails"]
    assert fails.cells[1] == "over 99.999 %"


def test_where_nothing_stops_no_price_of_stopping_is_told() -> None:
    """A single go-live whose contingent insurance pays more than the damage: nothing stops early."""
    insured = RETAILER + "likelihood: 40%\nrecoveries: [{item: Cover, amount: 900000}]\n"
    first = " ".join(failing_first(assess(scenario_of(insured))))
    assert "more likelihood of failure lowers net exposure by" in first
    assert first.endswith(". What comes back exceeds the damage.")
