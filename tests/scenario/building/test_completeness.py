from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess, load
from tests.support.scenario_texts import DELAY, RETAILER, finding_of, findings_of, load_text

ORDERS = "currency: USD\norders: {daily_volume: 10, average_value: 5}\n"

MISSING = [  # a section without some of its inputs, the paths that are missing, why
    (
        "data_misalignment: {}\n",
        {"exposure_days", "error_correction_cost", "data_inaccuracy_rate"},
        "the first formula's arguments",
    ),
    (
        "data_misalignment: {number_of_orders: 5}\n",
        {"error_correction_cost", "data_inaccuracy_rate"},
        "a number of orders needs no days",
    ),
    (
        "data_misalignment: {integrations: [{name: A, error_correction_cost: 1}]}\n",
        {"exposure_days", "data_inaccuracy_rate"},
        "a point inherits what it does not state",
    ),
    ("delay: {}\n", {"duration_days", "cancellation_sensitivity"}, "the second formula's"),
    ("delay: {duration_days: 1}\n", {"cancellation_sensitivity"}, "one of two"),
    (
        "training_deficit: {}\n",
        {"hours", "cost_per_hour", "incompletion_rate"},
        "the third formula's",
    ),
    (
        "training_deficit: {cost_per_hour: 5, departments: [{name: A, hours: 5}]}\n",
        {"incompletion_rate"},
        "a department inherits what it does not state",
    ),
    (
        "training_deficit: {cost_per_hour: 5, incompletion_rate: 5%, departments: [{name: A}]}\n",
        {"departments.a.hours"},
        "hours are a department's own",
    ),
    (
        "stabilisation: {support: {}}\n",
        {"support.extra_tickets_per_day", "support.cost_per_ticket", "duration_days"},
        "support needs the window",
    ),
    (
        "stabilisation: {duration_days: 1, productivity: {staff: 5, dip: 5%}}\n",
        {"productivity.hours_per_day", "productivity.cost_per_hour"},
        "the dip's",
    ),
    (
        "stabilisation: {parallel_running: {cost_per_day: 5}}\n",
        {"parallel_running.duration_days"},
        "days of its own, not the window's",
    ),
    (
        "stabilisation: {freeze: {duration_days: 1}}\n",
        {"delay.cancellation_sensitivity"},
        "there is no delay whose sensitivity could be taken",
    ),
    ("capital: {}\n", {"system_cost", "paid_before_go_live"}, "the memo's arguments"),
    (
        "capital: {items: [{item: A, amount: 5}]}\n",
        {"paid_before_go_live"},
        "a share of its own or the section's",
    ),
    ("capital: {items: [{item: A, paid_before_go_live: 5%}]}\n", {"items.a.amount"}, "an amount"),
    ("stopping: {}\n", {"items"}, "an empty list is zero, no list is nothing"),
    ("stopping: {likelihood: 5%}\n", {"items"}, "a likelihood of nothing"),
    ("programme: {}\n", {"items"}, "an empty list is zero, no list is nothing"),
    ("programme: {items: [{item: A}]}\n", {"items.a.quantity", "items.a.unit_cost"}, "an item"),
    ("programme: {items: [{item: A, quantity: 5}]}\n", {"items.a.unit_cost"}, "half an item"),
    ("stabilisation: {items: [{item: A, unit_cost: 5}]}\n", {"items.a.quantity"}, "other half"),
]  # fmt: skip

INSTEAD = [  # what follows currency and orders, what is missing, where else it could stand, why
    (
        "data_misalignment: {exposure_days: 3, data_inaccuracy_rate: 1, integrations: [{name: A}]}\n",
        "data_misalignment.error_correction_cost",
        "data_misalignment.integrations.a.error_correction_cost",
        "an integration point",
    ),
    (
        "training_deficit: {cost_per_hour: 5, departments: [{name: A, hours: 5}]}\n",
        "training_deficit.incompletion_rate",
        "training_deficit.departments.a.incompletion_rate",
        "a department",
    ),
    (
        "stabilisation: {freeze: {duration_days: 1}}\n",
        "delay.cancellation_sensitivity",
        "stabilisation.freeze.cancellation_sensitivity",
        "a freeze",
    ),
    (
        "stabilisation: {productivity: {staff: 5, hours_per_day: 8, cost_per_hour: 5, dip: 5%}}\n",
        "stabilisation.duration_days",
        "stabilisation.productivity.working_days",
        "a dip",
    ),
    (
        "capital: {items: [{item: A, amount: 5}]}\n",
        "capital.paid_before_go_live",
        "capital.items.a.paid_before_go_live",
        "a part of the system",
    ),
]  # fmt: skip

COMPLETE = [  # what follows currency and orders, why
    (
        (
            "data_misalignment:\n"
            "  {number_of_orders: 5, error_correction_cost: 1, data_inaccuracy_rate: 5%}\n"
        ),
        "days are not needed where the number is stated",
    ),
    (
        (
            "data_misalignment:\n"
            "  exposure_days: 3\n"
            "  integrations: [{name: A, error_correction_cost: 1, data_inaccuracy_rate: 5%}]\n"
        ),
        "a point that states all",
    ),
    (
        (
            "training_deficit:\n"
            "  departments: [{name: A, hours: 1, cost_per_hour: 1, incompletion_rate: 5%}]\n"
        ),
        "a department that states all",
    ),
    ("hidden_costs: {brand_damage: 0}\n", "zero is a value"),
    ("hidden_costs: {brand_damage: []}\n", "an empty list is zero"),
    (
        (
            "hidden_costs: {brand_damage: 1}\n"
            "stabilisation: {freeze: {duration_days: 1, cancellation_sensitivity: 5%}}\n"
        ),
        "a freeze without a delay",
    ),
    (
        (
            "hidden_costs: {brand_damage: 1}\n"
            "stabilisation:\n"
            "  productivity:\n"
            "    {staff: 1, hours_per_day: 8, cost_per_hour: 1, dip: 5%, working_days: 3}\n"
        ),
        "working days need no window",
    ),
    ("hidden_costs: {brand_damage: 1}\nstabilisation: {items: []}\n", "no line but items"),
]

CONFLICTS = [  # what follows the seven lines, code, path, why
    (
        "programme: {items: [{item: A, amount: 5, quantity: 1}]}\n",
        "SCN111",
        "programme.items.a.quantity",
        "an amount and a quantity",
    ),
    (
        "programme: {items: [{item: A, amount: 5, quantity: 1, unit_cost: 5}]}\n",
        "SCN111",
        "programme.items.a.quantity",
        "even where they agree",
    ),
    (
        "hidden_costs: {brand_damage: [{item: A, amount: 5, unit_cost: 1}]}\n",
        "SCN111",
        "hidden_costs.brand_damage.a.unit_cost",
        "an amount and a unit cost",
    ),
    (
        "capital: {system_cost: 5, paid_before_go_live: 5%, items: []}\n",
        "SCN111",
        "capital.items",
        "the system's cost twice",
    ),
    (
        "recoveries: [{item: A, amount: 1}, {item: 'a!', amount: 2}]\n",
        "SCN110",
        "recoveries.a.item",
        "two names with one slug",
    ),
    (
        "recoveries: [{item: Café, amount: 1}, {item: CAFE\u0301, amount: 2}]\n",
        "SCN110",
        "recoveries.café.item",
        "composed and decomposed letters are the same",
    ),
    *(
        (
            f"stabilisation: {{items: [{{item: {name}, amount: 1}}]}}\n",
            "SCN110",
            f"stabilisation.items.{name.lower().replace(' ', '-')}.item",
            f"`stabilisation` has a line {name}",
        )
        for name in ("Support", "Productivity", "freeze", "Parallel running")
    ),
    *(
        (
            f"programme: {{items: [{{item: {name}, amount: 1}}]}}\n",
            "SCN110",
            f"programme.items.{name.lower()}.item",
            f"`programme` has a line {name}",
        )
        for name in ("Waiting", "Gaps", "MITIGATIONS")
    ),
    (
        "programme: {items: [{item: '!?', amount: 1}]}\n",
        "SCN110",
        "programme.items.0.item",
        "a name without letters or digits",
    ),
    (
        "programme: {items: [{item: '', amount: 1}]}\n",
        "SCN110",
        "programme.items.0.item",
        "an empty name",
    ),
]  # fmt: skip

TYPOS = [  # text to change, into what, the wrong key, the key meant, why
    ("duration_days: 3", "duration_dyas: 3", "duration_dyas", "duration_days", "letters turned"),
    ("daily_volume", "daily_volumne", "daily_volumne", "daily_volume", "a letter too many"),
    ("average_value", "average-value", "average-value", "average_value", "a hyphen"),
    ("cancellation_sensitivity", "Cancellation_Sensitivity", "Cancellation_Sensitivity",
     "cancellation_sensitivity", "capitals"),
    ("currency", "curency", "curency", "currency", "the currency"),
    ("delay", "dealy", "dealy", "delay", "a section"),
    ("orders", "order", "order", "orders", "a section that others need"),
]  # fmt: skip


def test_currency_is_required() -> None:
    """An amount without a currency is no amount."""
    found = finding_of(DELAY.replace("currency: USD\n", ""))
    assert (found.code, found.path, found.line) == ("SCN103", "currency", 1)
    assert "currency: USD" in found.hint


@pytest.mark.parametrize(
    "text",
    [
        "stopping: {items: [{item: Assets, amount: 260}]}\n",
        "stabilisation: {duration_days: 3, support: {extra_tickets_per_day: 8, cost_per_ticket: 2}}",
        "stabilisation: {items: [{item: Hands, amount: 200}]}\n",
        "programme: {items: [{item: Consultants, amount: 200}]}\n",
    ],
    ids=lambda text: text.partition("}")[0],
)
def test_what_is_around_the_four_stands_alone(text: str, tmp_path: Path) -> None:
    """A write-off or a stabilisation alone is valid; the cost of failure is not assessed then."""
    file = tmp_path / "alone.yaml"
    file.write_text(f"omsrisk: 1\nname: A\n{ORDERS}{text}", encoding="utf-8")
    totals = assess(load(file)).totals
    assert totals["cost_of_failure"] is None
    assert totals["expected_cost_of_failure"] is None
    assert Decimal(totals["net_exposure"] or 0) > 0


def test_something_is_required() -> None:
    """A file that prices nothing, but for an empty list, has nothing to say."""
    found = finding_of(ORDERS + "stabilisation: {items: []}\n")
    assert found.code == "SCN112"
    assert "hidden_costs" in found.hint


@pytest.mark.parametrize("case", MISSING, ids=lambda case: f"{case[0].split(':')[0]}: {case[-1]}")
def test_section_that_is_there_is_complete(case: tuple[str, set[str], str]) -> None:
    """Each input that a stated section needs is missed once, at the key that asks for it."""
    text, missing, _ = case
    section = text.partition(":")[0]
    others = "" if section == "hidden_costs" else "hidden_costs: {brand_damage: 1}\n"
    findings = findings_of(ORDERS + others + text)
    assert {one.path.removeprefix(f"{section}.") for one in findings} == missing
    assert len(findings) == len(missing)
    for one in findings:
        assert one.code == "SCN103"
        assert one.line == 4
        assert one.path in one.message


@pytest.mark.parametrize("case", INSTEAD, ids=lambda case: case[-1])
def test_input_with_two_places_is_missed_at_the_general_one(
    case: tuple[str, str, str, str],
) -> None:
    """What all rows could share is asked for once, and the hint names the place of its own."""
    text, path, instead, _ = case
    found = finding_of(ORDERS + "hidden_costs: {brand_damage: 1}\n" + text)
    assert (found.code, found.path) == ("SCN103", path)
    assert f"`{path}` is missing" in found.message
    assert found.hint == f"or state `{instead}`"


def test_rows_that_lack_the_same_input_are_one_finding() -> None:
    """Three points without a rate lack one rate: the section's."""
    points = "".join(f"    - {{name: {name}, error_correction_cost: 1}}\n" for name in "ABC")
    found = finding_of(ORDERS + "data_misalignment:\n  exposure_days: 3\n  integrations:\n" + points)
    assert found.path == "data_misalignment.data_inaccuracy_rate"


@pytest.mark.parametrize("case", COMPLETE, ids=lambda case: case[-1])
def test_section_may_leave_out_what_it_does_not_need(case: tuple[str, str]) -> None:
    """Nothing is asked for that no formula takes."""
    text, _ = case
    assert load_text(ORDERS + text).findings == ()


def test_orders_are_missed_by_what_needs_them() -> None:
    """Where the whole section is missing, the finding points at what asks for it."""
    text = "currency: USD\ndelay:\n  duration_days: 3\n  cancellation_sensitivity: 5%\n"
    findings = findings_of(text)
    assert [one.path for one in findings] == ["orders.average_value", "orders.daily_volume"] or [
        one.path for one in findings
    ] == ["orders.daily_volume", "orders.average_value"]
    for one in findings:
        assert (one.line, one.column) == (2, 1)
        assert "`delay` needs it" in one.message


def test_orders_are_not_needed_by_hidden_costs() -> None:
    """A business without orders can be priced where no formula takes any."""
    assert load_text("currency: USD\nhidden_costs: {inventory_loss: 5}\n").findings == ()


def test_hidden_costs_need_a_part() -> None:
    """A section of parts that has none of them is not zero, but unfinished."""
    found = finding_of(DELAY + "hidden_costs: {}\n")
    assert (found.code, found.line, found.column) == ("SCN103", 8, 1)
    assert "inventory_loss" in found.hint


def test_what_two_lines_need_is_missed_once() -> None:
    """One cause, one finding: the delay's sensitivity, which the freeze would take as well."""
    text = RETAILER.read_text(encoding="utf-8")
    found = finding_of(text.replace("  cancellation_sensitivity: 12%\n", ""))
    assert found.path == "delay.cancellation_sensitivity"


@pytest.mark.parametrize("case", CONFLICTS, ids=lambda case: case[-1])
def test_contradiction_is_a_finding(case: tuple[str, str, str, str]) -> None:
    """What is said twice, or under one name, is asked and not guessed."""
    text, code, path, _ = case
    found = finding_of(DELAY + text)
    assert (found.code, found.path, found.line) == (code, path, 8)
    assert found.hint or code == "SCN110"


@pytest.mark.parametrize("case", TYPOS, ids=lambda case: case[-1])
def test_typo_is_one_finding(case: tuple[str, str, str, str, str]) -> None:
    """A misspelt key is not also a missing one, and the key meant is offered."""
    old, new, key, meant, _ = case
    found = finding_of(DELAY.replace(old, new))
    assert found.code == "SCN102"
    assert f"`{key}`" in found.message
    assert f"`{meant}`" in found.hint


def test_typo_in_an_element_is_one_finding() -> None:
    """The same inside a list."""
    found = finding_of(DELAY + "programme: {items: [{item: A, quantity: 1, unit_costs: 5}]}\n")
    assert (found.code, found.path) == ("SCN102", "programme.items.a.unit_costs")


def test_misspelt_name_of_an_element_is_one_finding() -> None:
    """An element whose name is misspelt is not also nameless."""
    found = finding_of(DELAY + "programme: {items: [{itme: A, amount: 5}]}\n")
    assert found.code == "SCN102"
    assert "`item`" in found.hint


def test_element_without_a_name_is_one_finding() -> None:
    """An item that says a cost and not of what is asked for its name."""
    found = finding_of(DELAY + "programme: {items: [{amount: 1}]}\n")
    assert (found.code, found.line) == ("SCN103", 8)
    assert found.path.startswith("programme.items")
    assert "`item`" in found.hint


def test_typo_leaves_other_faults_visible() -> None:
    """Three faults in two sections are three findings, in the order of the lines."""
    text = (
        DELAY.replace("daily_volume: 1000", "daily_volumne: 1000")
        .replace("duration_days: 3", "duration_days: 010")
        .replace("12%", "120%")
    )
    findings = findings_of(text)
    assert [(one.code, one.line, one.column) for one in findings] == [
        ("SCN102", 3, 3),
        ("SCN105", 6, 18),
        ("SCN106", 7, 29),
    ]


def test_wrong_value_leaves_missing_keys_visible() -> None:
    """A wrong value is not also missing; another input that is missing is still told."""
    text = DELAY.replace("  duration_days: 3\n", "").replace("12%", "twelve")
    findings = findings_of(text)
    assert [(one.code, one.path) for one in findings] == [
        ("SCN103", "delay.duration_days"),
        ("SCN105", "delay.cancellation_sensitivity"),
    ]


def test_unknown_key_without_a_near_one_lists_the_keys() -> None:
    """Where nothing is near, the hint says what there is."""
    found = finding_of(DELAY + "  zzz: 1\n")
    assert found.path == "delay.zzz"
    assert found.hint == (
        "keys of `delay`: duration_days, cancellation_sensitivity, share_of_orders_delayed, "
        "catch_up_capacity, profile"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: [a]\n", "expected text"),
        ("approach: phasd\n", "`phasd`"),
        ("approach: [big-bang, {a: b}]\n", "expected text"),
        ("omsrisk: 2\n", "`2`"),
        ("omsrisk: '1'\n", "version"),
        ("capital: 5\n", "expected a map of keys"),
        ("recoveries: 5\n", "expected a list"),
        ("recoveries: [5]\n", "expected a map of keys"),
        ("recoveries: [{item: A, amount: 5, contingent: no}]\n", "`no`"),
        ("recoveries: [{item: A, amount: 5, contingent: 'true'}]\n", "`true`"),
        ("recoveries: [{item: A, amount: 5, kind: compensatoin}]\n", "`compensatoin`"),
        ("recoveries: [{item: A, amount: 5, basis: profit}]\n", "`profit`"),
        ("hidden_costs: {brand_damage: {value: 5, as_of: 2027-02-30}}\n", "`2027-02-30`"),
        ("hidden_costs: {brand_damage: {value: 5, as_of: 20270215}}\n", "`20270215`"),
        ("hidden_costs: {brand_damage: {note: a}}\n", "`value` is missing"),
        ("hidden_costs: {brand_damage: {value: {value: 5}}}\n", "a map"),
        ("hidden_costs: {brand_damage: {value: [5]}}\n", "a list"),
        ("description:\n", "has no value"),
        ("recoveries:\n", "has no value"),
        ("capital:\n", "has no value"),
        ("capital: {items: [~]}\n", "has no value"),
        ("sources: a\n", "a map of keys"),
    ],
)
def test_value_of_the_wrong_shape_is_one_finding(text: str, words: str) -> None:
    """Lists, maps, texts and words: what was expected is said in the author's words."""
    found = finding_of(DELAY + text)
    assert found.line == 8
    assert words in found.message
    for jargon in ("pydantic", "Input should be", "NoneType", "dict", "tuple", "None"):
        assert jargon not in found.message


ELSEWHERE = [  # what stands where nobody reads it, and where it belongs
    (
        "programme: {cost_of_waiting_per_day: 1000}\n",
        "`cost_of_waiting_per_day` is a key of `calendar`",
    ),
    ("delay: {average_value: 5}\n", "`average_value` is a key of `orders`"),
    ("daily_volume: 5\n", "`daily_volume` is a key of `orders`"),
    ("calendar: {likelihood: 5%}\n", "`likelihood` stands in no section: state it at the margin"),
    ("hidden_costs: {other: 5}\n", "keys of `hidden_costs`: inventory_loss,"),
]


@pytest.mark.parametrize(("text", "hint"), ELSEWHERE)
def test_a_key_of_another_section_is_sent_there(text: str, hint: str) -> None:
    """Who writes a key that the format has, in another place, is told the place."""
    (found,) = (
        one for one in findings_of(f"omsrisk: 1\ncurrency: EUR\n{text}") if one.code == "SCN102"
    )
    assert found.hint.startswith(hint)


@pytest.mark.parametrize("section", ["programme", "hidden_costs", "stopping"])
def test_a_section_with_an_unknown_key_is_not_incomplete_too(section: str) -> None:
    """One cause, one finding: the key is what is wrong, and not that nothing else stands there."""
    found = findings_of(f"{DELAY}{section}: {{zzzz: 5}}\n")
    assert [one.code for one in found] == ["SCN102"]
