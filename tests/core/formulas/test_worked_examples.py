from decimal import Decimal
from typing import Any

import pytest
import yaml

from omsrisk.core.formulas.formula import Formula
from omsrisk.core.money import exact
from omsrisk.core.pricing.catalogue import CATALOGUE
from tests.support.paths import WORKED_EXAMPLES

FOLDER = WORKED_EXAMPLES
FORMULAS = {formula.name: formula for formula in CATALOGUE}
EXAMPLES: list[dict[str, Any]] = [
    example
    for file in sorted(FOLDER.glob("*.yaml"))
    for example in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["why"])
def test_worked_example(example: dict[str, Any]) -> None:
    """What an analyst worked out by hand is what the formula gives, to the last digit."""
    formula = FORMULAS[example["formula"]]
    arguments = {name: Decimal(text) for name, text in example["arguments"].items()}
    with exact():
        assert formula(**arguments) == Decimal(example["result"])


@pytest.mark.parametrize("formula", CATALOGUE, ids=lambda formula: formula.name)
def test_each_formula_has_a_worked_example(formula: Formula) -> None:
    """No formula without an example that an analyst can follow."""
    assert [example for example in EXAMPLES if example["formula"] == formula.name]


def test_worked_examples_say_why_they_are_there() -> None:
    """An example has these four keys and no others: a misspelt one is not ignored."""
    assert EXAMPLES
    for example in EXAMPLES:
        assert set(example) == {"formula", "arguments", "result", "why"}
        assert example["why"]
