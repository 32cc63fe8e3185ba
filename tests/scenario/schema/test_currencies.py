import importlib.util
from importlib.resources import files

import pytest

from omsrisk.scenario.schema.currencies import minor_digits
from tests.support.paths import ROOT
from tests.support.scenario_texts import DELAY, finding_of, load_text

DIGITS = [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("GBP", 2), ("NOK", 2)]

REFUSED = [  # code, what the hint says, why
    ("usd", "write USD", "small letters"),
    ("NO", "NOK", "the country"),
    ("EURO", "three letters", "a name"),
    ("$", "three letters", "a sign"),
    ("USDD", "three letters", "a letter too many"),
    ("XAU", "", "gold has no minor unit"),
    ("ABC", "", "three letters that are no code"),
]


def test_table_is_that_of_the_library() -> None:
    """The currencies are those of ISO 4217, digit by digit."""
    place = ROOT / ".ci" / "make_currencies.py"
    spec = importlib.util.spec_from_file_location("make_currencies", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shipped = (files("omsrisk.scenario.schema") / "currencies.txt").read_text(encoding="ascii")
    assert shipped == module.table()


@pytest.mark.parametrize(("code", "digits"), DIGITS)
def test_scenario_knows_the_digits_of_its_currency(code: str, digits: int) -> None:
    """Amounts are printed with the digits of their currency."""
    scenario = load_text(DELAY.replace("USD", code))
    assert (scenario.currency, scenario.minor_digits) == (code, digits)
    assert minor_digits()[code] == digits


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_unknown_currency_is_refused(case: tuple[str, str, str]) -> None:
    """A code that ISO 4217 does not have is a finding at the code."""
    code, hint, _ = case
    found = finding_of(DELAY.replace("USD", code))
    assert (found.code, found.line, found.column) == ("SCN108", 1, 11)
    assert f"`{code}`" in found.message
    assert hint in found.hint
