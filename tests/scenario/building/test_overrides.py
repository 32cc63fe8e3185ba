from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import CannotReadError, InvalidScenarioError, UsageError, load
from omsrisk.core.pricing.case import COMMAND_LINE
from omsrisk.scenario.load import Loader
from tests.support.paths import SCENARIOS
from tests.support.scenario_texts import RETAILER, finding_of, refused_override, write

ACCEPTED = [  # path, value, input, its number, why
    ("delay.duration_days", "5", "delay.duration_days", "5", "an input"),
    ("delay.duration_days", "{value: 5}", "delay.duration_days", "5", "with a map"),
    ("likelihood", "30%", "likelihood", "0.30", "a percentage"),
    ("delay.share_of_orders_delayed", "0.2", "delay.share_of_orders_delayed", "0.2", "new"),
    (
        "stabilisation.productivity.working_days",
        "33",
        "stabilisation.productivity.working_days",
        "33",
        "an input the file does not state",
    ),
    (
        "programme.items.consultants.quantity",
        "100",
        "programme.items.consultants.quantity",
        "100",
        "an element by its slug",
    ),
    (
        "hidden_costs.customer_attrition.Lost Wholesale Accounts.unit_cost",
        "5",
        "hidden_costs.customer_attrition.lost-wholesale-accounts.unit_cost",
        "5",
        "an element by its name",
    ),
    ("hidden_costs.brand_damage", "5", "hidden_costs.brand_damage", "5", "over a quantity map"),
    ("hidden_costs.customer_attrition", "5", "hidden_costs.customer_attrition", "5", "over items"),
    (
        "recoveries",
        "[{item: Insurance, amount: 50000}]",
        "recoveries.insurance.amount",
        "50000",
        "a list",
    ),
    ("stopping.items", "[]", "orders.daily_volume", "1000", "a section the file does not have"),
]  # fmt: skip

UNKNOWN = [  # path, what the message says, what the hint says, why
    ("delay.duration_day", "unknown input path", "`delay.duration_days`", "a letter is missing"),
    ("delays.duration_days", "unknown input path", "`delay.duration_days`", "in the section"),
    ("Delay.duration-days", "unknown input path", "`delay.duration_days`", "case and hyphen"),
    ("delay.duration_days.value", "unknown", "`delay.duration_days`", "below an input"),
    ("nothing.of.the.kind", "unknown input path", "", "nothing near"),
    ("", "unknown input path", "", "no path"),
    ("delay.", "unknown input path", "", "half a path"),
    ("x-a", "unknown input path", "", "free keys are not inputs"),
    ("programme.items.consultnts.quantity", "no element", "`consultants`", "a misspelt element"),
    ("programme.items.0.quantity", "no element", "consultants", "elements go by name"),
    ("recoveries.insurance.amount", "not a list", "", "a list that is not there"),
    ("hidden_costs.brand_damage.a.amount", "not a list", "", "an amount that is no list"),
]

WRONG = [  # path, value, column, what the message says, why
    ("delay.duration_days", "ten", 1, "expected a number of days", "a word"),
    ("delay.duration_days", "010", 1, "`010`", "a leading zero"),
    ("delay.duration_days", "-1", 1, "negative", "a negative number"),
    ("delay.duration_days", "~", 1, "no value", "nothing"),
    ("delay.duration_days", "[1]", 1, "a list", "a list"),
    ("delay.duration_days", "{valeu: 1}", 2, "unknown key `valeu`", "a map with a misspelt value"),
    ("delay.duration_days", "{note: a}", 1, "`value` is missing", "a map without its value"),
    ("delay.duration_days", "{value: 1, sorce: a}", 12, "unknown key `sorce`", "a misspelt key"),
    ("delay.duration_days", "[1", 1, "not YAML", "half a list"),
    ("delay.duration_days", "!x 1", 1, "tag", "a tag"),
    ("delay.duration_days", "1\x07", 2, "U+0007", "a control character"),
    ("delay.duration_days", "\udcff", 1, "", "bytes of the command line that are no UTF-8"),
    ("delay.duration_days", "5%", 1, "`5%`", "a percentage of days"),
    ("delay.cancellation_sensitivity", "120%", 1, "more than 1", "more than the whole"),
    ("delay", "5", 1, "expected a map of keys", "a number for a section"),
    ("orders", "{daily_volumne: 1, average_value: 2}", 2, "unknown key", "a misspelt input"),
    ("currency", "usd", 1, "not a currency code", "a code in small letters"),
    ("approach", "[phasd]", 2, "`phasd`", "a misspelt label"),
    ("recoveries", "[{item: A, amount: -5}]", 20, "negative", "inside an element"),
    ("programme.items.consultants.quantity", "many", 1, "expected a number", "in an element"),
]


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case[-1])
def test_value_stands_over_the_file(case: tuple[str, str, str, str, str]) -> None:
    """A value of the command line replaces what the file says, where the path says."""
    path, value, name, number, _ = case
    old, new = load(RETAILER).case, load(RETAILER, {path: value}).case
    assert new.inputs[name].value == Decimal(number)
    below = (name, path, "hidden_costs.customer_attrition")
    others = {key: stated for key, stated in old.inputs.items() if not key.startswith(below)}
    assert {key: new.inputs[key] for key in others} == others


def test_value_may_be_a_number() -> None:
    """A caller of the library need not write numbers as text."""
    case = load(RETAILER, {"delay.duration_days": Decimal("4.5")}).case
    assert case.inputs["delay.duration_days"].value == Decimal("4.5")


def test_value_of_the_command_line_has_no_checkable_source() -> None:
    """What was tried out on the command line does not pass for the file's source."""
    overrides = {"delay.duration_days": "5", "hidden_costs.brand_damage": "{value: 5, source: me}"}
    inputs = load(RETAILER, overrides).case.inputs
    assert inputs["delay.duration_days"].source == COMMAND_LINE
    assert inputs["hidden_costs.brand_damage"].source == "me"


def test_value_of_an_element_named_as_written_has_no_checkable_source() -> None:
    """The same whether the element goes by its slug or by its name."""
    inputs = load(RETAILER, {"programme.items.Consultants.quantity": "5"}).case.inputs
    assert inputs["programme.items.consultants.quantity"].source == COMMAND_LINE


def test_values_are_put_in_order() -> None:
    """Of a section and an input in it, the later one is put last."""
    first = {"recoveries": "[{item: A, amount: 1}]", "recoveries.a.amount": "2"}
    assert load(RETAILER, first).case.inputs["recoveries.a.amount"].value == 2


def test_file_is_not_changed_by_a_value() -> None:
    """One loader gives the same scenario as another: values do not leak into bases."""
    loader = Loader({"delay.duration_days": "5"})
    assert loader.load(str(RETAILER)).case == loader.load(str(RETAILER)).case
    assert load(RETAILER).case.inputs["delay.duration_days"].value == 3


@pytest.mark.parametrize("case", UNKNOWN, ids=lambda case: case[-1])
def test_unknown_path_is_an_error_of_usage(case: tuple[str, str, str, str]) -> None:
    """A path that is not there sets nothing; the nearest one is offered."""
    path, message, hint, _ = case
    error = refused_override(path, "1")
    assert error.message.startswith(f"--set {path}: ")
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[-1])
def test_wrong_value_is_an_error_of_usage_at_its_place(
    case: tuple[str, str, int, str, str],
) -> None:
    """A fault of the command line is placed there, and not in the file it stands over."""
    path, value, column, message, _ = case
    error = refused_override(path, value)
    assert error.message.startswith(f"--set {path}:1:{column}: ")
    assert message in error.message


@pytest.mark.parametrize("value", ["", " ", "\n"])
def test_value_that_is_not_there_is_an_error_of_usage(value: str) -> None:
    """`--set delay.duration_days=` sets nothing, and says so."""
    error = refused_override("delay.duration_days", value)
    assert "no value" in error.message
    assert "PATH=VALUE" in error.hint


def test_comment_alone_is_no_value() -> None:
    """What is said of a value is not said of a file."""
    error = refused_override("delay.duration_days", "# five")
    assert "file" not in error.message
    assert "omsrisk init" not in error.hint


def test_section_that_stays_incomplete_is_the_command_lines_fault() -> None:
    """A section set without its inputs is not blamed on the file, which has none of it."""
    error = refused_override("delay", "{duration_days: 3}", SCENARIOS / "worked-example.yaml")
    assert error.message.startswith("--set delay:1:1: ")


def test_map_is_merged_into_the_section() -> None:
    """A map set for a section changes its keys, and keeps the others: maps merge."""
    scenario = load(RETAILER, {"orders": "{daily_volume: 500}"})
    assert scenario.case.inputs["orders.daily_volume"].value == 500
    assert scenario.case.inputs["orders.average_value"].value == 100


def test_bases_cannot_be_set(tmp_path: Path) -> None:
    """`extends` is followed in files only: set on the command line it is refused, not ignored."""
    file = write(tmp_path, {"a.yaml": RETAILER.read_text(encoding="utf-8"), "b.yaml": "name: B\n"})
    assert "extends" in refused_override("extends", "b.yaml", file).message


def test_wrong_value_counts_before_the_faults_of_the_file(tmp_path: Path) -> None:
    """With a fault on the command line and one in the file, the command line is told first."""
    text = RETAILER.read_text(encoding="utf-8").replace("average_value: 100", "average_value: 1OO")
    file = write(tmp_path, {"a.yaml": text})
    assert refused_override("delay.duration_days", "ten", file).message.startswith("--set delay")
    with pytest.raises(InvalidScenarioError):
        load(file, {"delay.duration_days": "5"})


def test_value_can_mend_a_file(tmp_path: Path) -> None:
    """A file is judged with the values that stand over it."""
    text = RETAILER.read_text(encoding="utf-8").replace("duration_days: 3 ", "duration_days: 3d ")
    file = write(tmp_path, {"a.yaml": text})
    assert load(file, {"delay.duration_days": "3"}).case.inputs["delay.duration_days"].value == 3


def test_file_that_cannot_be_fetched_is_no_finding(tmp_path: Path) -> None:
    """Bytes that cannot be had are not the file's fault: another error, with the system's words."""
    with pytest.raises(CannotReadError, match="no such file"):
        load(tmp_path / "missing.yaml")
    with pytest.raises(CannotReadError, match="a folder"):
        load(tmp_path)


def test_error_of_usage_is_no_finding() -> None:
    """The two ways to fail have nothing in common but their base."""
    assert not issubclass(UsageError, InvalidScenarioError)
    assert finding_of("currency: USD\n").code == "SCN112"
