from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk.core.formulas.formula import Formula
from omsrisk.core.formulas.units import dimensions, plural
from omsrisk.core.pricing.catalogue import CATALOGUE

BASES = ("day", "order", "money", "hour", "person", "ticket", "unit")

PAIRS = [
    pytest.param(formula, base, id=f"{formula.name}-{base}")
    for formula in CATALOGUE
    for base in BASES
    if any(base in dimensions(unit) for unit in (*formula.units.values(), formula.result))
]

UNITS: list[tuple[str, dict[str, int], str]] = [  # unit, exponents, why
    ("1", {}, "a pure number"),
    ("day", {"day": 1}, "one base"),
    ("money/order", {"money": 1, "order": -1}, "a rate"),
    ("1/day", {"day": -1}, "nothing above the line"),
    ("hour/person*day", {"hour": 1, "person": -1, "day": -1}, "all behind the line is below it"),
    ("person*hour/day", {"person": 1, "hour": 1, "day": -1}, "a product above the line"),
    ("day/day", {}, "what cancels is gone"),
]

PLURALS = [  # noun, plural, why
    ("day", "days", "a vowel before the y"),
    ("company", "companies", "a consonant before the y"),
    ("box", "boxes", "ends with x"),
    ("batch", "batches", "ends with ch"),
    ("hours", "hours", "is a plural already"),
    ("licence", "licences", "the usual case"),
]


@pytest.mark.parametrize(("formula", "base"), PAIRS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_meaning_survives_a_change_of_unit(formula: Formula, base: str, data: st.DataObject) -> None:
    """Count in weeks, dozens or cents instead: the result changes as its own unit says."""
    values = st.fractions(0, 1000, max_denominator=12)
    factor = data.draw(st.fractions(Fraction(1, 12), 60, max_denominator=12), label="factor")
    old = {name: data.draw(values, label=name) for name in formula.units}
    new = {
        name: old[name] * factor ** dimensions(unit).get(base, 0)
        for name, unit in formula.units.items()
    }
    expected = formula(**old) * factor ** dimensions(formula.result).get(base, 0)
    assert formula(**new) == expected


def test_formulas_use_no_other_base_unit() -> None:
    """The change of units is tested for every base unit that a formula names."""
    used = {
        base
        for formula in CATALOGUE
        for unit in (*formula.units.values(), formula.result)
        for base in dimensions(unit)
    }
    assert used == set(BASES)


@pytest.mark.parametrize("case", UNITS, ids=lambda case: case[-1])
def test_dimensions_of_a_unit(case: tuple[str, dict[str, int], str]) -> None:
    """A unit is read as exponents of its bases."""
    unit, expected, _ = case
    assert dict(dimensions(unit)) == expected


@pytest.mark.parametrize("case", PLURALS, ids=lambda case: case[-1])
def test_plural_of_a_unit(case: tuple[str, str, str]) -> None:
    """Units that authors name themselves read well beside a number."""
    noun, expected, _ = case
    assert plural(noun) == expected
