"""What is wrong in one way is told once, and what says nothing is told."""

import pytest

from omsrisk.analysis.assess import assess
from omsrisk.scenario.documents.findings import Severity
from tests.support.scenario_texts import DELAY, finding_of, load_text

PHASES = "phases:\n  - {name: A, share_of_orders: 40%}\n  - {name: B, share_of_orders: 60%}\n"
RANGES = DELAY.replace("duration_days: 3", "duration_days: {low: 1, likely: 2, high: 4}").replace(
    "cancellation_sensitivity: 12%", "cancellation_sensitivity: {low: 1%, likely: 2%, high: 4%}"
)
DAMAGE = DELAY + "hidden_costs:\n  brand_damage:\n    - "
PAIR = "correlations:\n  - {inputs: [delay.duration_days, delay.cancellation_sensitivity], "

CAUSES = [  # a file, the code, how the message begins, why the row is there
    (DELAY + "if_a_phase_fails: pause\n", "SCN306", "`if_a_phase_fails` has no effect",
     "a pause without phases lacks no days"),
    (DELAY + PHASES + "if_a_phase_fails: pause\n", "SCN103", "`pause_days` is missing",
     "with phases it does"),
    (DELAY + PHASES + "if_a_phase_fails: pause\nstop_if_a_phase_fails: true\n", "SCN111",
     "`if_a_phase_fails` says `pause`", "two rules: which holds is the question"),
    (DELAY + "programme: {items: [{item: X, per: wrong_order, unit_cost: 3}]}\n", "SCN116",
     "`programme.items.x.per`", "what it would count is not needed"),
    (DAMAGE + "{item: X, per: parcel, unit_cost: 3, grace_days: 2}\n", "SCN108",
     "`hidden_costs.brand_damage.x.per`", "a wrong word: nothing else is in question"),
    (RANGES + PAIR + "rank: 0.4}\n", "SCN102", "unknown key `rank`", "a key that was cut short"),
    (DELAY + "calendar: {go_live: 2027-02-15, working_days: []}\n", "SCN104",
     "`calendar.working_days` names no day", "an empty list: nobody would ever work"),
    (DELAY + "discount_rate: 8\n", "SCN106", "`discount_rate`: `8` is more than 1",
     "a percentage that lost its sign"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "begins", "why"), CAUSES, ids=[row[-1] for row in CAUSES])
def test_one_cause_is_one_finding(text: str, code: str, begins: str, why: str) -> None:
    """What follows from it is not told as well."""
    found = finding_of(text)
    assert found.code == code, why
    assert found.message.startswith(begins), why


def test_hints_say_what_to_write() -> None:
    """The longer key, the percentage."""
    assert finding_of(RANGES + PAIR + "rank: 0.4}\n").hint == "did you mean `rank_correlation`?"
    assert finding_of(DELAY + "discount_rate: 8\n").hint == "write 8%"
    assert load_text(DELAY + "discount_rate: 8%\n").content.discount_rate is not None


def blanks(text: str) -> list[str]:
    """Return the paths of the texts that are told to say nothing."""
    found = [one for one in load_text(text).findings if "is an empty text" in one.message]
    assert all(one.severity is Severity.WARNING for one in found)
    return [one.path for one in found]


STATED = DELAY.replace("duration_days: 3", "duration_days: {value: 3, owner: SOMEBODY, source: IT}")

EMPTY = [  # a file, what is told, why the row is there
    ("name: ''\n" + DELAY, ["name"], "a name"),
    ("description: '  '\n" + DELAY, ["description"], "blanks"),
    ("description: |\n\n" + DELAY, ["description"], "a block without a line"),
    (STATED.replace("SOMEBODY", "''"), ["delay.duration_days.owner"], "nobody"),
    (STATED.replace("IT", '" "'), ["delay.duration_days.source"], "no source"),
    (STATED.replace("IT", '"\\t\\u00a0"'), ["delay.duration_days.source"], "blanks of other kinds"),
    (DELAY + "concurrent: [WMS, '']\n", ["concurrent.1"], "one of a list"),
    (DELAY + "sources: {orders: ''}\n", ["sources.orders"], "a source of a section"),
    (DELAY + "x-mine: ''\n", [], "what is the author's own"),
    (STATED, [], "texts that say something"),
    (DELAY + "variants: [{name: V, set: {name: ''}}]\n", ["name"], "what a variant sets, once"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told", "why"), EMPTY, ids=[row[-1] for row in EMPTY])
def test_an_empty_text_is_told(text: str, told: list[str], why: str) -> None:
    """It counts as left out, and that is said."""
    assert blanks(text) == told, why


def test_an_empty_text_is_no_owner_and_no_source() -> None:
    """Nor does it hide what is said of the element, or of the section, above it."""
    text = STATED.replace("SOMEBODY", "''").replace("IT", "' '")
    one = load_text(text).case.inputs["delay.duration_days"]
    assert (one.owner, one.source) == (None, None)
    assert assess(load_text(text)).sourced == 0
    with_section = text + "sources: {delay: ledger, delay.duration_days: ''}\n"
    assert load_text(with_section).case.inputs["delay.duration_days"].source == "ledger"
    quantity = "{value: 2, source: '', owner: ' '}"
    item = f"{{item: X, source: ERP, owner: Ann, unit_cost: 3, quantity: {quantity}}}\n"
    found = load_text(DAMAGE + item).case.inputs["hidden_costs.brand_damage.x.quantity"]
    assert (found.source, found.owner) == ("ERP", "Ann")


def test_a_name_of_blanks_is_that_of_the_file() -> None:
    """As if it were left out."""
    assert load_text("name: '  '\n" + DELAY, "plan.yaml").name == "plan"
