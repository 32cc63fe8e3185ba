"""What-if: the page's own script computes every figure of every scenario exactly."""

import json
import random
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import exact_exposure
from omsrisk.analysis.expression_graph import (
    ExpressionGraph,
    expression_graph,
    why_not_moved,
)
from omsrisk.analysis.metrics import figures_of
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.core.catching_up import NotCaughtUpError
from omsrisk.core.money import ENOUGH_DIGITS, exact, to_minor_unit
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.variation import replaced, shapes_season, uncertain_inputs
from omsrisk.report.page.controls import WhatIf
from omsrisk.report.page.what_if import data_of
from omsrisk.scenario.load import Loader
from tests.support.every_key_texts import EVERY_KEY_TEXTS
from tests.support.node import needs_node, run
from tests.support.paths import ROOT, SCENARIOS
from tests.support.random_scenarios import Author

EXACT = files("omsrisk.report.page").joinpath("exact.js").read_text(encoding="utf-8")
FILES = sorted(path for path in SCENARIOS.rglob("*.yaml") if path.name[0] not in "._")
COMPUTE = """
return given.map(({data, variants}) => {
  const compute = interpreter(data);
  return variants.map((changed) => {
    const nodes = compute(data.inputs.map(([path, text]) => parsed(changed[path] ?? text)));
    return Object.entries(data.figures).map(([name, at]) => [
      name, written(nodes[at]), rounded(nodes[at], 2),
    ]);
  });
});
"""
DOUBLES = """
const parsed = Number, plus = (a, b) => a + b, minus = (a, b) => a - b, times = (a, b) => a * b;
const written = String, rounded = (x, digits) => x.toFixed(digits);
"""


def variant(values: dict[str, Decimal], chance: random.Random) -> dict[str, Decimal]:
    """Change about half of the inputs to numbers that they can have."""
    return {
        path: Decimal(chance.randint(0, 10**6)).scaleb(-6)
        if value <= 1
        else Decimal(chance.randint(0, 10**5)).scaleb(-chance.randint(0, 3))
        for path, value in values.items()
        if chance.random() < 0.5
    }


def told_by(script: str, given: list[dict[str, Any]]) -> Any:
    """Run the interpreter, with other arithmetic where a script brings one."""
    return run(script + COMPUTE, given)


def variants_of(
    paths: list[Path], count: int
) -> tuple[list[dict[str, Any]], list[dict[str, Decimal]]]:
    """Make variants of scenarios for the script, and compute what each figure must come to."""
    chance = random.Random(7)  # noqa: S311 - made-up variants
    given, wanted = [], []
    for path in paths:
        traced = expression_graph(load(path).case)
        data = data_of(traced, traced.figures)
        changes = [variant(traced.values, chance) for _ in range(count)]
        texts = [{name: f"{one:f}" for name, one in changed.items()} for changed in changes]
        given.append({"data": data, "variants": texts})
        wanted += [traced.computed(changed) for changed in changes]
    return given, wanted


@needs_node
def test_every_figure_of_the_script_is_the_exact_decimal() -> None:
    """Hundreds of variants of all scenario files: each figure, and each as it is printed."""
    given, wanted = variants_of(FILES, 25)
    told = [one for variants in told_by(EXACT, given) for one in variants]
    assert len(told) == len(wanted) >= 500
    for figures, want in zip(told, wanted, strict=True):
        for name, text, printed in figures:
            assert Decimal(text) == want[name], name
            assert Decimal(printed) == to_minor_unit(want[name], 2), name


@needs_node
def test_days_that_do_not_count_are_left_out() -> None:
    """Working days, holidays and parts of a course, each with other numbers."""
    files = [ROOT / "docs" / "examples" / f"{name}.yaml" for name in ("working-days", "course")]
    given, wanted = variants_of(files, 25)
    told = [one for variants in told_by(EXACT, given) for one in variants]
    assert len(told) == len(wanted) == 50
    for figures, want in zip(told, wanted, strict=True):
        assert {name: Decimal(text) for name, text, _ in figures} == want


@needs_node
def test_a_stop_is_caught_up() -> None:
    """Stops in front of a peak, with closed days and without: to the last of 12 places."""
    text = (ROOT / "docs" / "examples" / "peak.yaml").read_text(encoding="utf-8")
    closed = text.replace("  season:", "  working_days: [mon, tue, wed, thu, fri]\n  season:")
    chance = random.Random(11)  # noqa: S311 - made-up stops
    given, wanted = [], []
    for content in (text, closed):
        traced = expression_graph(Loader().load("peak.yaml", content.encode()).case)
        stops = [Decimal(chance.randint(0, 6 * 10**6)).scaleb(-6) for _ in range(40)]
        changes = [{"delay.duration_days": one} for one in (*stops, Decimal(0), Decimal(5))]
        texts = [{name: f"{one:f}" for name, one in changed.items()} for changed in changes]
        given.append({"data": data_of(traced, traced.figures), "variants": texts})
        wanted += [traced.computed(changed) for changed in changes]
    told = [one for variants in told_by(EXACT, given) for one in variants]
    assert len(told) == len(wanted) == 84
    for figures, want in zip(told, wanted, strict=True):
        assert {name: Decimal(text) for name, text, _ in figures} == want


@needs_node
def test_a_stop_that_is_never_caught_up_has_no_figure() -> None:
    """The script throws where the model raises; the page then keeps what was typed before."""
    traced = expression_graph(load(ROOT / "docs" / "examples" / "peak.yaml").case)
    given = {"data": data_of(traced, traced.figures), "days": "3000"}
    script = (
        EXACT
        + """
    const { data, days } = given;
    const compute = interpreter(data);
    const typed = ([path, text]) => parsed(path === "delay.duration_days" ? days : text);
    try { compute(data.inputs.map(typed)); }
    catch (error) { return error instanceof RangeError; }
    return false;
    """
    )
    assert run(script, given) is True
    with pytest.raises(NotCaughtUpError):
        traced.computed({"delay.duration_days": Decimal(3000)})


@needs_node
def test_doubles_would_be_found_out() -> None:
    """The same comparison fails with an interpreter that computes with doubles."""
    given, wanted = variants_of([path for path in FILES if path.stem == "retailer"], 200)
    names = ("parsed", "plus", "minus", "times", "written", "rounded")
    script = EXACT
    for name in names:
        script = script.replace(f"const {name} = ", f"const exact_{name} = ")
    told = [one for variants in told_by(script + DOUBLES, given) for one in variants]
    wrong = sum(
        Decimal(printed) != to_minor_unit(want[name], 2)
        for figures, want in zip(told, wanted, strict=True)
        for name, _, printed in figures
    )
    assert wrong > 0


@pytest.mark.parametrize("seed", range(40))
def test_a_graph_comes_to_what_the_model_does(seed: int) -> None:
    """With other numbers, too: the graph and the case priced anew agree to the last digit."""
    case = Loader().load("random.yaml", Author(seed).scenario().encode()).case
    traced = expression_graph(case)
    assert told_in(priced(case, {}), traced) == traced.computed({})
    values = {path: one.value for path, one in case.inputs.items() if not shapes_season(path)}
    numbers = variant(values, random.Random(seed))  # noqa: S311 - made-up variants
    assert told_in(priced(case, numbers), traced) == traced.computed(numbers)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        *((text, ()) for text in EVERY_KEY_TEXTS.values()),
        (EVERY_KEY_TEXTS["stops"], ("rehearsal",)),
    ],
    ids=[*EVERY_KEY_TEXTS, "stops, with a mitigation"],
)
def test_what_can_be_moved_comes_to_what_set_comes_to(text: str, taken: tuple[str, ...]) -> None:
    """Each input alone, and many at once, through courses, learning, dates and dependence."""
    traced = expression_graph(Loader(taken=taken).load("case.yaml", text.encode()).case)
    offered = {
        path: value
        for path, value in traced.values.items()
        if path in traced.graph.inputs() and not why_not_moved(traced.case, path)
    }
    assert "delay.duration_days" in offered
    chance = random.Random(4)  # noqa: S311 - made-up variants
    alone = [{path: value * Decimal("0.7")} for path, value in offered.items()]
    for numbers in (*alone, *(variant(offered, chance) for _ in range(5))):
        told = traced.computed(numbers)
        overrides = {path: f"{value:f}" for path, value in numbers.items()}
        set_so = Loader(overrides, taken=taken).load("case.yaml", text.encode()).case
        with exact(ENOUGH_DIGITS):
            wanted = figures_of(exact_exposure(set_so))
        assert {name: wanted[name] for name in told} == told, numbers


def test_what_set_does_not_move_alone_is_not_offered() -> None:
    """And it is said why."""
    text, taken = EVERY_KEY_TEXTS["stops"].encode(), ("rehearsal",)
    case = expression_graph(Loader(taken=taken).load("case.yaml", text).case).case
    assert why_not_moved(case, "likelihood") == "a phase has another value from a day on"
    assert why_not_moved(case, "training_deficit.hours") == "a mitigation changes it in a phase"
    one_cause = Loader().load("case.yaml", EVERY_KEY_TEXTS["one cause"].encode()).case
    case = expression_graph(one_cause).case
    assert why_not_moved(case, "phases.pilot.likelihood") == "which likelihood is the largest decides"


def priced(case: Case, numbers: dict[str, Decimal]) -> dict[str, Decimal | int | None]:
    """Price a case with other numbers, by the model itself."""
    with exact(ENOUGH_DIGITS):
        return figures_of(exact_exposure(replaced(case, numbers)))


def told_in(
    figures: dict[str, Decimal | int | None], traced: ExpressionGraph
) -> dict[str, Decimal | int | None]:
    """Keep the figures that a graph has: all but those that divide."""
    return {name: figures[name] for name in traced.figures}


def test_what_counts_1_where_it_is_left_out_can_be_moved() -> None:
    """Likelihood and shares are inputs of the graph, though the file leaves them out."""
    traced = expression_graph(load(SCENARIOS / "retailer.yaml").case)
    assert {"likelihood", "delay.share_of_orders_delayed"} <= set(traced.graph.inputs())
    half = traced.computed({"likelihood": Decimal("0.5")})
    assert half["expected_cost_of_failure"] * 2 == traced.computed({})["cost_of_failure"]


def test_data_is_small_and_plain() -> None:
    """What the page is sent is JSON of a few kilobytes, and nothing of the file but paths."""
    traced = expression_graph(load(SCENARIOS / "phased.yaml").case)
    text = json.dumps(data_of(traced, traced.figures))
    assert len(text) < 20_000
    assert traced.case.phases[0].name not in text


@needs_node
def test_windows_of_any_length_are_cheap() -> None:
    """The calendar repeats after 400 years: days by the million, with a season and closed days."""
    names = ("scenarios/seasonal", "docs/examples/working-days", "docs/examples/course")
    days = [{"delay.duration_days": Decimal(text)} for text in ("146097", "999999.25", "99999999999")]
    given, wanted = [], []
    for name in names:
        traced = expression_graph(load(ROOT / f"{name}.yaml").case)
        texts = [{path: f"{one:f}" for path, one in each.items()} for each in days]
        given.append({"data": data_of(traced, traced.figures), "variants": texts})
        wanted += [traced.computed(each) for each in days]
    told = [one for variants in told_by(EXACT, given) for one in variants]
    assert len(told) == len(wanted) == 9
    for figures, want in zip(told, wanted, strict=True):
        assert {name: Decimal(text) for name, text, _ in figures} == want


def test_what_inputs_are_held_to_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many controls there are, phases are gone through once for all of them."""
    asked: list[Case] = []
    plain = uncertain_inputs

    def counting(case: Case) -> dict[str, Input]:
        asked.append(case)
        return plain(case)

    monkeypatch.setattr("omsrisk.report.page.controls.uncertain_inputs", counting)
    rows = "".join(
        f"  - {{name: F{at}, share_of_orders: 10%, delay: {{duration_days: {at + 1}}}}}\n"
        for at in range(10)
    )
    text = f"""omsrisk: 1
name: Ten
currency: EUR
likelihood: 30%
orders: {{daily_volume: 1000, average_value: 50}}
delay: {{duration_days: {{low: 1, likely: 3, high: 5}}, cancellation_sensitivity: 12%}}
phases:
{rows}"""
    told = assess(Loader().load("ten.yaml", text.encode()))
    data = WhatIf(told, tornado(told)).data
    ends = {path: own for path, _, *own in data["controls"]}
    assert len(ends) >= 13
    assert len(asked) == 1
    assert ends["phases.f9.delay.duration_days"] == [0, "0", "20"]
    assert ends["delay.cancellation_sensitivity"] == [2, "0", "1"]
