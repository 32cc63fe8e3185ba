"""Every example in a docstring of the package runs, wherever the package is installed."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import omsrisk

EXAMPLES = [
    example
    for module in sorted(one.name for one in pkgutil.walk_packages(omsrisk.__path__, "omsrisk."))
    if not module.endswith("__main__")
    for example in doctest.DocTestFinder(exclude_empty=True).find(import_module(module))
    if example.examples
]


def test_there_are_examples() -> None:
    """The formulas of the model are among what is run."""
    assert len(EXAMPLES) > 50
    assert any(one.name.startswith("omsrisk.core.formulas.categories") for one in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_prints_what_it_says(example: doctest.DocTest) -> None:
    """An example that is wrong is worse than none."""
    outcome = doctest.DocTestRunner(optionflags=doctest.FAIL_FAST).run(example, clear_globs=False)
    assert outcome.attempted
    assert not outcome.failed
