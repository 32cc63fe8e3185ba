"""Kernels: what a compiled program computes is what its expressions say, and no text gets into it."""

import random
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsrisk import load
from omsrisk.analysis.metrics import figures_of
from omsrisk.core.algebra.kernel import Program, program_of
from omsrisk.core.algebra.symbols import Symbol, evaluate, inputs_of, symbol
from omsrisk.core.calendar import Window, season_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.derived import CATEGORIES
from omsrisk.core.pricing.exposure import price, traced_value
from omsrisk.core.pricing.variation import values_of
from omsrisk.core.uncertainty.events import drawn
from tests.support.paths import ROOT

FILES = sorted(
    [*(ROOT / "scenarios").rglob("[!._]*.yaml"), *(ROOT / "tests" / "models").glob("*.yaml")]
)
DIVIDED = "break_even_stopping_cost"

a, b, c = symbol("a"), symbol("b"), symbol("c")


def days_of(window: Window) -> Callable[[Any], Any]:
    """The step for plain numbers."""
    return window.effective_days


def made(
    expressions: Mapping[str, Symbol | Decimal | int],
    varied: tuple[str, ...] = ("a", "b", "c"),
    values: Mapping[str, Decimal] | None = None,
    **settings: bool,
) -> Program:
    """Write expressions as a program."""
    with exact():
        return program_of(expressions, varied, values or {}, **settings)


def computed(program: Program, *numbers: Any) -> dict[str, Any]:
    """Run a program, and give its results by name."""
    results = program.compiled(days_of)(*numbers)
    return {name: results[at] for name, at in program.results.items()}


def lines_of(program: Program) -> list[str]:
    """List what it computes, line by line."""
    return [line.split(" = ")[1] for line in program.source.splitlines()[1:-1]]


def traced(case: Case) -> dict[str, Symbol]:
    """Every figure of a case as an expression."""
    with exact(ENOUGH_DIGITS):
        figures = figures_of(price(case, traced_value))
    return {name: one for name, one in figures.items() if isinstance(one, Symbol) and name != DIVIDED}


def test_there_are_scenarios() -> None:
    """The walk finds the examples, the documented cases and those of these tests."""
    assert len(FILES) > 15
    assert {"retailer-uncertain.yaml", "hp-2004.yaml", "phased-season.yaml"} <= {
        one.name for one in FILES
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_programs_compute_what_expressions_say(file: Path) -> None:
    """Whatever inputs vary and whatever they come to: within 1e-12 of exact arithmetic."""
    case, _ = drawn(load(file).case)
    figures = traced(case)
    values = values_of(case)
    known = [path for path in values if any(path in inputs_of(one) for one in figures.values())]
    # an overrun alone has no cost of failure: the line, its group and the two totals above
    is_overrun_alone = case.sections.isdisjoint({one.section for one in CATEGORIES})
    assert len(figures) >= (4 if is_overrun_alone else 5)
    for seed in range(4):
        rng = random.Random(seed)  # noqa: S311 - a test
        varied = tuple(path for path in known if rng.random() < (seed + 1) / 4)
        numbers = {
            **values,
            **{path: values[path] * rng.randint(0, 300) / 128 for path in varied},
        }
        with exact(ENOUGH_DIGITS):
            wanted = {name: evaluate(one, numbers) for name, one in figures.items()}
            program = program_of(figures, varied, values)
        largest = max(abs(float(one)) for one in wanted.values())
        assert program.results.keys() | program.constants.keys() == figures.keys()
        found = {**computed(program, *(float(numbers[path]) for path in varied)), **program.constants}
        for name, one in wanted.items():
            assert float(found[name]) == pytest.approx(float(one), rel=1e-12, abs=1e-12 * largest)


@pytest.mark.parametrize("name", ["phased-season", "hp-2004", "retailer-mitigated"])
def test_arrays_are_their_numbers_one_by_one(name: str) -> None:
    """Many trials at once give, trial by trial, what each gives alone."""
    (file,) = (one for one in FILES if one.stem == name)
    case, _ = drawn(load(file).case)
    values = values_of(case)
    varied = tuple(path for path in values if "season" not in path)
    with exact(ENOUGH_DIGITS):
        program = program_of(traced(case), varied, values)
    rng = np.random.default_rng(1)
    columns = [float(values[path]) * rng.random(5) * 3 for path in varied]

    def elementwise(window: Window) -> Callable[[Any], Any]:
        return lambda days: np.array([window.effective_days(float(one)) for one in days])

    together = program.compiled(elementwise)(*columns)
    assert len(together) >= 6
    for at in range(5):
        alone = program.compiled(days_of)(*(float(one[at]) for one in columns))
        assert [float(np.broadcast_to(one, 5)[at]) for one in together] == list(alone)


FOLDED = [  # expression of a and b, b = 0.1 known, what is constant in it, why
    (b + b + b, "0.3", "a sum that floats would miss"),
    (b * b, "0.01", "a product"),
    (1 - b * 3, "0.7", "a difference"),
    (a * 0 + b, "0.1", "nothing times what varies"),
    (a - a, "0", "what varies less itself"),
]


@pytest.mark.parametrize("case", FOLDED, ids=lambda case: case[-1])
def test_what_does_not_vary_is_exact(case: tuple[Symbol, str, str]) -> None:
    """Constants never become floats before they are results, and take no line of the program."""
    expression, constant, _ = case
    program = made({"x": expression}, ("a",), {"b": Decimal("0.1")})
    assert program.constants == {"x": Decimal(constant)}
    assert program.results == {}
    assert lines_of(program) == []
    assert program.compiled(days_of)(5.0) == ()


def test_constants_are_folded_into_what_varies() -> None:
    """However many known numbers a product has, it is one multiplication by their exact product."""
    known = {"b": Decimal("0.1"), "c": Decimal(3)}
    program = made({"x": b * (c * a) * c * b, "y": a * b * 10}, ("a",), known)
    assert lines_of(program) == ["0.09 * v0"]
    assert computed(program, 2.0) == {"x": 0.18, "y": 2.0}


def test_constants_too() -> None:
    """Where they are asked for, constants are results of the function as well."""
    expressions: dict[str, Symbol | Decimal | int] = {
        "x": b * 3,
        "y": a * b,
        "z": Decimal("0.3"),
        "n": 2,
    }
    program = made(expressions, ("a",), {"b": Decimal("0.1")}, constants_too=True)
    assert computed(program, 5.0) == {"x": 0.3, "y": 0.5, "z": 0.3, "n": 2.0}
    assert program.constants == {"x": Decimal("0.3"), "z": Decimal("0.3"), "n": Decimal(2)}
    assert program.results["x"] == program.results["z"]
    without = made(expressions, ("a",), {"b": Decimal("0.1")})
    assert set(without.results) == {"y"}


CONSTANTS = [  # expression, value at a = 5, why
    (a + 1, 6, "one more"),
    (a * 3 + 3, 18, "a constant equal to the coefficient"),
    (3 + a * 3, 18, "the same, turned round"),
    (a - 1, 4, "one less"),
    (a * 5 - 1, 24, "a number of them less one"),
    (a * 2 - 2, 8, "a constant that is the coefficient taken off"),
    (1 - a, -4, "one, less it"),
    (1 - a * -1, 6, "two signs"),
    (a * -1 - 1, -6, "less it and less one"),
    ((a + 1) * 7 + 7, 49, "a sum within a sum"),
]


@pytest.mark.parametrize("case", CONSTANTS, ids=lambda case: case[-1])
def test_constants_are_added(case: tuple[Symbol, int, str]) -> None:
    """Whatever its size and sign, a constant beside what varies is neither lost nor code."""
    expression, value, _ = case
    assert computed(made({"x": expression}, ("a",)), 5.0) == {"x": value}


leaves = st.sampled_from([a, b, c]) | st.integers(-3, 3).map(lambda one: Symbol("number", one))
expressions = st.recursive(
    leaves,
    lambda inner: st.tuples(st.sampled_from("+-*"), inner, inner).map(
        lambda parts: Symbol(parts[0], operands=parts[1:])
    ),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(expression=expressions, numbers=st.tuples(*[st.integers(-4, 4)] * 3))
def test_any_expression(expression: Symbol, numbers: tuple[int, int, int]) -> None:
    """Whole numbers go in, and the whole number comes out that the expression comes to."""
    program = made({"x": expression})
    wanted = evaluate(expression, dict(zip("abc", numbers, strict=True)))
    found = {**program.constants, **computed(program, *map(float, numbers))}
    assert found["x"] == wanted


SHARED = [  # expressions, lines, why
    ([(a * b) * c, a * b + c], 3, "a node that two expressions have"),
    ([a * b, symbol("b") * symbol("a")], 1, "the same product, written twice and turned round"),
    ([a + b, b + a, (a + b) * 1], 1, "the same sum"),
    ([a * b * 7 + c * 7], 3, "a factor of both terms is taken once"),
    ([a + a + a, a * 3], 1, "a number of the same"),
    ([a * b - c, (a * b - c) * 2], 3, "a difference and twice as much"),
]


@pytest.mark.parametrize("case", SHARED, ids=lambda case: case[-1])
def test_shared_work_is_done_once(case: tuple[list[Symbol], int, str]) -> None:
    """Each distinct operation is one line, whoever needs it and however it was written."""
    expressions, count, _ = case
    named = dict(zip("xyz", expressions, strict=False))
    program = made(named)
    lines = lines_of(program)
    assert len(lines) == len(set(lines)) == count
    numbers = {"a": 2.0, "b": 5.0, "c": 11.0}
    wanted = {name: evaluate(one, numbers) for name, one in named.items()}
    assert computed(program, *numbers.values()) == wanted


def test_shared_results_are_one() -> None:
    """Figures that are the same are one result, so that they are tallied once."""
    program = made({"net": a * b, "exposure": b * a, "other": a})
    assert program.results == {"net": 0, "exposure": 0, "other": 1}


def test_a_sum_that_is_doubled_many_times_is_one_line() -> None:
    """What is shared a hundred times over costs once: the program stays small."""
    doubled: Symbol = a
    for _ in range(100):
        doubled = doubled + doubled
    program = made({"x": doubled})
    assert len(lines_of(program)) == 1
    assert computed(program, 3.0, 0.0, 0.0) == {"x": 3 * 2.0**100}


def test_a_season_is_a_step() -> None:
    """Days go through the window that weighs them; like windows are one, known days are folded."""
    season = season_of([Decimal(1), Decimal(2), *[None] * 10])
    window, later = Window(date(2027, 1, 30), season), Window(date(2027, 2, 27), season)
    program = made(
        {
            "x": a.through(window) * b,
            "y": a.through(window),
            "z": a.through(later),
            "known": c.through(window),
        },
        ("a", "b"),
        {"c": Decimal("3.5")},
    )
    assert program.windows == (window, later)
    assert program.constants == {"known": Decimal("5.0")}  # 2 of January, 1.5 twice as strong
    assert program.source.count("s0(") == program.source.count("s1(") == 1
    assert computed(program, 3.5, 10.0) == {"x": 50.0, "y": 5.0, "z": 5.5}


SAFE = re.compile(r"(?:def|kernel|return|[vts]\d+|inf|[\d.]+(?:e[+-]?\d+)?|[\s(),:=*+-])+")


@pytest.mark.parametrize(
    "path",
    ['__import__("os").system("x")', "a\n    import os", "v0", "t0", "s0", "kernel", "", "\x00"],
)
def test_no_text_of_a_file_is_in_the_source(path: str) -> None:
    """Inputs are numbered: whatever a path says, none of it is executed."""
    odd = symbol(path)
    program = made(
        {path: odd * b + c, "other": odd - b * 2},
        (path, "b"),
        {"c": Decimal("1e-7")},
    )
    assert SAFE.fullmatch(program.source)
    assert "import" not in program.source
    assert computed(program, 3.0, 5.0) == pytest.approx({path: 15.0000001, "other": -7.0})


def test_sources_of_scenarios_are_made_of_numbers(tmp_path: Path) -> None:
    """Nor is the text of a file with names that look like code."""
    file = tmp_path / "case.yaml"
    file.write_text(
        "omsrisk: 1\ncurrency: USD\nlikelihood: 40%\norders: {daily_volume: 1000, average_value: 9}\n"
        "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
        "programme: {items: [{item: 'exit(); import os #', kind: other, quantity: 7, "
        "unit_cost: 3, unit: '__class__'}]}\n",
        encoding="utf-8",
    )
    case = load(file).case
    values = values_of(case)
    assert any("import" in path for path in values)
    with exact(ENOUGH_DIGITS):
        program = program_of(traced(case), tuple(values), values)
    assert SAFE.fullmatch(program.source)
    assert "import" not in program.source
