"""Limits against what is left out: no red gate turns green because a section is deleted."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.limits import Judgement, judge
from omsrisk.analysis.metrics import figures_of
from omsrisk.checks.check import check
from omsrisk.core.pricing.figures import SHARES
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.schema.limits import Limit
from tests.support.rule_texts import MODEL_CITIZEN, TODAY

CITIZEN: dict[str, Any] = yaml.safe_load(MODEL_CITIZEN.read_text(encoding="utf-8"))
FAILURE = ("cost_of_failure", "expected_cost_of_failure", "cost_of_failure_at_margin")
NET = ("exposure", "net_exposure", "net_exposure_at_margin")
CATEGORIES = ("data_misalignment", "delay", "training_deficit", "hidden_costs")
STABILISING = ("support", "productivity", "freeze", "parallel_running")

_FEE = [{"item": "Exit fee", "amount": 40000}]


def _phased(*, stops: bool) -> dict[str, Any]:
    """Cut the model citizen into three phases; with the stop rule where one failing ends it."""
    made = copy.deepcopy(CITIZEN)
    pilot: dict[str, Any] = {"name": "Pilot", "share_of_orders": "10%", "likelihood": "30%"}
    made["phases"] = [
        pilot,
        {"name": "Main", "share_of_orders": "40%"},
        {"name": "Rest", "share_of_orders": "50%"},
    ]
    if stops:
        made["stop_if_a_phase_fails"] = True
        made["stopping"] = {"items": _FEE}
        pilot["stopping"] = {"items": [{"item": "Write-off of the pilot", "amount": 1000}]}
    return made


def _phase_by_phase() -> dict[str, Any]:
    """Let each of two phases state for itself what the scenario then does not."""
    made = _phased(stops=True)
    del made["phases"][1], made["gaps"], made["mitigations"]
    made["phases"][0]["share_of_orders"] = "50%"
    moved = {name: made.pop(name) for name in (*CATEGORIES, "stopping")}
    moved["stabilisation"] = {
        name: made["stabilisation"].pop(name) for name in ("support", "productivity", "freeze")
    }
    moved["stabilisation"]["duration_days"] = made["stabilisation"].pop("duration_days")
    made["sources"] = {}
    for phase in made["phases"]:
        phase.update(copy.deepcopy(moved))
    del made["phases"][1]["stopping"]  # the last phase stops nothing
    return made


SCENARIOS = {
    "big-bang": CITIZEN,
    "phased": _phased(stops=False),
    "stop rule": _phased(stops=True),
    "phase by phase": _phase_by_phase(),
}


def priced(content: dict[str, Any], folder: Path) -> Assessment:
    """Write a scenario and price it."""
    file = folder / "case.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return assess(load(file))


def without(content: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    """Delete what stands at a path."""
    left = copy.deepcopy(content)
    here: Any = left
    for part in path[:-1]:
        here = here[part]
    del here[path[-1]]
    return left


def sections_of(content: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """List what prices something and can be left out: sections and their parts, phase by phase."""
    for where, one in ((), content), *((("phases", at), one) for at, one in _phases(content)):
        for name in (*CATEGORIES, "stabilisation", "programme"):
            if name in one:
                yield (*where, name)
        for section in ("hidden_costs", "stabilisation"):
            for part, value in one.get(section, {}).items():
                if part != "items" or value:
                    yield (*where, section, part)
    if content.get("stop_if_a_phase_fails"):
        yield from ((*where, "stopping") for where, one in _owners(content) if "stopping" in one)


def _phases(content: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(content.get("phases", ())))


def _owners(content: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    yield (), content
    yield from ((("phases", at), one) for at, one in _phases(content))


ROWS = [(name, path) for name, content in SCENARIOS.items() for path in sections_of(content)]


def test_there_is_something_to_delete() -> None:
    """The walk finds the sections of all four, those of phases among them."""
    assert len(ROWS) > 60
    assert {name for name, _ in ROWS} == set(SCENARIOS)
    assert any("phases" in path for _, path in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {'.'.join(map(str, row[1]))}")
def test_deleting_never_turns_a_gate_green(
    row: tuple[str, tuple[str | int, ...]], tmp_path: Path
) -> None:
    """With a limit set to each figure as it was: exceeded, not judged, or no less than before."""
    name, path = row
    before = _figures(priced(SCENARIOS[name], tmp_path))
    try:
        left = priced(without(SCENARIOS[name], path), tmp_path)
    except InvalidScenarioError:
        return  # an invalid file is red as well
    limits = [Limit(metric, amount) for metric, amount in before.items()]
    judged = judge(left, limits)
    assert len(judged) == len(before) > 5
    slipped = [
        f"{one.limit.metric}: {one.limit.maximum} -> {one.amount}"
        for one in judged
        if _passes_for_less(one)
    ]
    assert slipped == []


def _passes_for_less(one: Judgement) -> bool:
    passes = one.is_judged and one.excess is None
    return passes and one.amount is not None and one.amount < one.limit.maximum


def _figures(assessment: Assessment) -> dict[str, Decimal]:
    """
    Take what a limit would be set on: totals, lines and their parts, in the whole and by phase.

    Under the stop rule a limit sees the dearest failure, and not the sum of all.
    """
    named = figures_of(assessment.exposure)
    asked = [Limit(name, Decimal(0)) for name, amount in named.items() if amount is not None]
    figures = {one.limit.metric: one.amount for one in judge(assessment, asked)}
    tops = (*FAILURE, *NET, "stabilisation", "programme", *CATEGORIES)
    return {
        name: Decimal(amount)
        for name, amount in figures.items()
        if amount is not None
        and name not in SHARES
        and (
            name in tops
            or name.startswith(("hidden_costs.", "stabilisation."))
            or (name.startswith("phases.") and name.rpartition(".")[2] in tops)
        )
    }


LATE = ("order_value_kept", "lost_revenue", "lost_margin")


@pytest.mark.parametrize("path", [("delay",), ("stabilisation", "freeze")], ids=".".join)
def test_memos_of_what_is_late_need_both_lines(path: tuple[str, ...], tmp_path: Path) -> None:
    """What is late or lost is the sum of two lines: without either, the figure is half of it."""
    whole = copy.deepcopy(CITIZEN)
    whole["stabilisation"]["freeze"]["cancellation_sensitivity"] = "12%"
    before = figures_of(priced(whole, tmp_path).exposure)
    left = priced(without(whole, path), tmp_path)
    judged = judge(left, [Limit(name, Decimal(before[name] or 0)) for name in LATE])
    assert [one.limit.metric for one in judged if _passes_for_less(one)] == []


ALLOWED = [  # what is deleted, metric, `allow_not_assessed`, what is still missing, why
    ("hidden_costs", "cost_of_failure", [], ["hidden_costs"], "nothing is allowed"),
    ("hidden_costs", "cost_of_failure", ["hidden_costs"], [], "the section is allowed"),
    ("hidden_costs", "cost_of_failure", ["delay"], ["hidden_costs"], "another one is"),
    ("hidden_costs", "cost_of_failure", ["hidden"], ["hidden_costs"], "no beginning of a name"),
    (
        "hidden_costs",
        "cost_of_failure",
        ["hidden_costs.brand_damage"],
        ["hidden_costs"],
        "a part does not allow the whole",
    ),
    (
        "hidden_costs.brand_damage",
        "net_exposure",
        ["hidden_costs"],
        [],
        "the whole allows each of its parts",
    ),
    (
        "hidden_costs.brand_damage",
        "cost_of_failure",
        ["hidden_costs.brand_damage"],
        [],
        "the part is allowed",
    ),
    (
        "hidden_costs.brand_damage",
        "hidden_costs",
        [],
        ["hidden_costs.brand_damage"],
        "a limit on the line itself",
    ),
    ("stabilisation", "net_exposure", ["stabilisation"], [], "a group"),
    ("stabilisation.freeze", "exposure", [], ["stabilisation.freeze"], "a part of a group"),
    ("stabilisation.freeze", "exposure", ["stabilisation"], [], "its group is allowed"),
    ("stabilisation.freeze", "cost_of_failure", [], [], "it is no part of the metric"),
    ("programme", "exposure", [], [], "the exposure is without the programme"),
    ("programme", "net_exposure", [], ["programme"], "gaps and waiting alone are no programme"),
    ("programme", "programme", [], ["programme"], "the same for the group itself"),
    ("programme", "net_exposure", ["programme"], [], "the programme is allowed"),
]


@pytest.mark.parametrize("row", ALLOWED, ids=lambda row: row[-1])
def test_what_may_be_missing(row: tuple[str, str, list[str], list[str], str], tmp_path: Path) -> None:
    """Only what a limit names may be missing in it, by section or by part."""
    deleted, metric, allowed, missing, _ = row
    left = priced(without(CITIZEN, tuple(deleted.split("."))), tmp_path)
    one = judge(left, [Limit(metric, Decimal(10**9), allow_not_assessed=tuple(allowed))])[0]
    assert list(one.missing) == missing
    assert one.is_judged is (not missing)


def test_an_excess_is_told_though_something_is_missing(tmp_path: Path) -> None:
    """What is missing could only add to an excess: it is an answer, and no question is left."""
    left = priced(without(CITIZEN, ("hidden_costs",)), tmp_path)
    one = judge(left, [Limit("cost_of_failure", Decimal(1))])[0]
    assert one.missing == ("hidden_costs",)
    assert one.excess == Decimal(71739)
    assert one.is_judged


def test_zero_is_assessed(tmp_path: Path) -> None:
    """Nothing is missing where a file says that something costs nothing."""
    nothing = copy.deepcopy(CITIZEN)
    nothing["hidden_costs"] = {"inventory_loss": 0, "customer_attrition": [], "brand_damage": 0}
    nothing["programme"] = {"items": []}
    one = judge(priced(nothing, tmp_path), [Limit("net_exposure", Decimal(10**9))])[0]
    assert one.missing == ()


MESSAGES = [  # content, limit, code, message
    (
        CITIZEN,
        Limit("cost_of_failure", Decimal(100000), origin="--max"),
        "LIM001",
        "`cost_of_failure` (--max) is 138,740.00 USD, 38,740.00 USD over the limit of 100,000.00 USD",
    ),
    (
        without(CITIZEN, ("hidden_costs",)),
        Limit("cost_of_failure", Decimal(10**9), origin="p.yaml"),
        "LIM002",
        "the limit on `cost_of_failure` (p.yaml) cannot be judged: not assessed: `hidden_costs`",
    ),
    (
        CITIZEN,
        Limit("cost_of_failur", Decimal(1), origin="--max"),
        "LIM002",
        "the limit on `cost_of_failur` (--max) cannot be judged: there is no such figure here",
    ),
    (
        SCENARIOS["stop rule"],
        Limit("chance_of_stopping_early", Decimal("0.2"), origin="--max"),
        "LIM001",
        "`chance_of_stopping_early` (--max) is 58 %, 38 % over the limit of 20 %",
    ),
]


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row[-1])
def test_messages(row: tuple[dict[str, Any], Limit, str, str], tmp_path: Path) -> None:
    """A finding says what the figure is, by how much it is over, and where the limit comes from."""
    content, limit, code, message = row
    found = check(assess(priced(content, tmp_path).scenario), today=TODAY, more_limits=[limit])
    assert (code, message) in [(one.code, one.message) for one in found.findings]


def test_an_unknown_metric_is_told_with_the_nearest(tmp_path: Path) -> None:
    """A limit that is misspelt is red, and the hint says what was meant."""
    limit = Limit("cost_of_failur", Decimal(1), origin="--max")
    found = check(priced(CITIZEN, tmp_path), today=TODAY, more_limits=[limit]).findings
    one = next(one for one in found if one.code == "LIM002")
    assert "did you mean `cost_of_failure`?" in one.hint


NUMBERS = [  # as written, what is wrong, why the row is there
    ("1e400", "too large", "huge"),
    ("1e-400", "too fine", "tiny"),
    ("-1", "negative", "a negative limit"),
    (".inf", "expected an amount", "infinite"),
    (".nan", "expected an amount", "not a number"),
    ("100,000", "expected an amount", "a comma"),
    ("1_000", "expected an amount", "an underscore"),
    ("10%", "expected an amount", "a percentage of money"),
    ("'5'", "expected an amount", "in quotes"),
    ("[5]", "expected an amount", "a list"),
    ("{value: 5, levl: error}", "unknown key `levl`", "a key that is misspelt"),
    ("{level: error}", "`value` is missing", "no value"),
    ("{value: 5, level: fatal}", "`fatal` must be one of", "an unknown level"),
    ("", "has no value", "nothing"),
]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row[-1])
def test_a_limit_that_is_none(row: tuple[str, str, str], tmp_path: Path) -> None:
    """A limit is read as strictly as an input, and what is wrong is told at its place."""
    text, wrong, _ = row
    file = tmp_path / "case.yaml"
    head = MODEL_CITIZEN.read_text(encoding="utf-8").partition("limits:")[0]
    file.write_text(f"{head}limits:\n  exposure: {text}\n", encoding="utf-8")
    with pytest.raises(InvalidScenarioError) as raised:
        load(file)
    found = raised.value.findings
    assert len(found) == 1
    assert wrong in found[0].message
    assert found[0].line == head.count("\n") + 2
