"""How much a scenario may hold: at each bound it is read, one beyond there is a finding."""

from collections.abc import Callable
from pathlib import Path

import pytest

from omsrisk import InvalidScenarioError, load
from omsrisk.scenario.documents.codes import CODES
from omsrisk.scenario.documents.nodes import Map, Origin
from omsrisk.scenario.reading.bounds import BASES, BOUNDS, CODE, LINES, SMALL, beyond_bounds
from omsrisk.scenario.reading.reader import parse
from tests.support.scenario_texts import DELAY, finding_of, findings_of, load_text

RANGE = "{low: 1, likely: 2, high: 4}"


def listed(head: str, entry: Callable[[int], str]) -> Callable[[int], str]:
    """Write a list of so many entries below a key."""
    return lambda count: f"{head}: [{', '.join(entry(at) for at in range(count))}]\n"


def mapped(head: str, entry: Callable[[int], str]) -> Callable[[int], str]:
    """Write a map of so many entries below a key."""
    return lambda count: f"{head}: {{{', '.join(entry(at) for at in range(count))}}}\n"


def item(at: int) -> str:
    """Write a cost item."""
    return f"{{item: I{at}, amount: 1}}"


def within(section: str, inner: Callable[[int], str], more: str = "") -> Callable[[int], str]:
    """Write a list into a section."""
    return lambda count: f"{section}: {{{more}{inner(count).strip()}}}\n"


HELD = [  # what is counted, the least that must fit, text of so many
    ("phases", 1_000, listed("phases", lambda at: f"{{name: P{at}, share_of_orders: 0.1%}}")),
    ("cost items", 10_000, within("programme", listed("items", item))),
    ("cost items", 10_000, lambda count: within("programme", listed("items", item))(count - 3)
     + "stabilisation: {items: [" + ", ".join(map(item, range(3))) + "]}\n"),
    ("cost items", 10_000, listed("recoveries", item)),
    ("integration points", 10_000, within("data_misalignment", listed(
        "integrations", lambda at: f"{{name: P{at}}}"))),
    ("departments", 10_000, within("training_deficit", listed(
        "departments", lambda at: f"{{name: D{at}, hours: 1}}"))),
    ("ranges and intervals", 1_000, within("programme", listed(
        "items", lambda at: f"{{item: I{at}, amount: {RANGE}}}"))),
    ("ranges and intervals", 1_000, within("programme", listed(
        "items", lambda at: f"{{item: I{at}, amount: {{p5: 1, p95: 2, note: guess}}}}"))),
    ("sources", 1_000, mapped("sources", lambda at: f"programme.items.i{at}: ledger")),
    ("limits", 1_000, mapped("limits", lambda at: f"programme.i{at}: 5")),
    ("gaps", 1_000, listed("gaps", lambda at: f"{{area: A{at}}}")),
    ("mitigations", 1_000, listed("mitigations", lambda at: f"{{name: M{at}}}")),
    ("correlations", 1_000, listed("correlations", lambda at: f"{{inputs: [a{at}, b{at}]}}")),
    ("waivers", 1_000, listed("waivers", lambda at: f"{{rule: GOV{at:03}}}")),
    ("entries of one list", 1_000, listed("approach", lambda _: "phased")),
    ("entries of one list", 1_000, within("governance", listed("processes", lambda at: f"P{at}"))),
]  # fmt: skip


def document(text: str) -> Map:
    """Parse a text that is a map."""
    node = parse(Origin("scenario.yaml", text))
    assert isinstance(node, Map)
    return node


@pytest.mark.parametrize("case", HELD, ids=lambda case: case[0])
def test_at_the_bound_it_fits_and_one_beyond_there_is_a_finding(
    case: tuple[str, int, Callable[[int], str]],
) -> None:
    """The bound is at least what was promised, and the finding says it and where it is passed."""
    noun, promised, text = case
    bound = next(one for one in BOUNDS if one.noun == noun)
    assert bound.most >= promised
    assert beyond_bounds(document(DELAY + text(bound.most))) == []
    (finding,) = beyond_bounds(document(DELAY + text(bound.most + 1)))
    assert finding.code == CODE
    assert finding.message == (
        f"{bound.most + 1:,} {noun} are more than a scenario can hold: {bound.most:,}"
    )
    assert finding.line >= DELAY.count("\n") + 1


def test_what_holds_too_much_is_told_alone() -> None:
    """Of a list that is too long no entry is read: one finding, not one for each entry."""
    finding = finding_of(DELAY + "approach: [" + "p, " * 200_000 + "p]\n")
    assert finding.code == CODE
    assert (finding.file, finding.line, finding.column) == ("scenario.yaml", 8, 11)


def test_at_the_bounds_a_scenario_is_read() -> None:
    """A thousand phases, and ten thousand integration points, are scenarios."""
    phases = "".join(f"  - {{name: P{at}, share_of_orders: 0.1%}}\n" for at in range(1_000))
    assert len(load_text(f"{DELAY}phases:\n{phases}").case.phases) == 1_000
    points = "".join(f"    - {{name: P{at}}}\n" for at in range(10_000))
    section = "data_misalignment:\n  exposure_days: 30\n  error_correction_cost: 10\n"
    text = f"{DELAY}{section}  data_inaccuracy_rate: 5%\n  integrations:\n{points}"
    assert len(load_text(text).case.rows["data_misalignment.integrations"]) == 10_000


@pytest.mark.parametrize("inherited", [20, 21])
def test_what_each_phase_inherits_is_counted_for_each(inherited: int) -> None:
    """A thousand phases of twenty points are 20,000 lines, and that is the most."""
    points = ", ".join(f"{{name: I{at}}}" for at in range(inherited))
    phases = ", ".join(f"{{name: P{at}}}" for at in range(1_000))
    text = f"data_misalignment: {{integrations: [{points}]}}\nphases: [{phases}]\n"
    found = beyond_bounds(document(text))
    assert [one.message.partition(" ")[0] for one in found] == ([] if inherited == 20 else ["21,000"])


def test_a_phase_that_restates_a_list_inherits_none() -> None:
    """Its own elements count instead."""
    points = ", ".join(f"{{name: I{at}}}" for at in range(10_000))
    own = "data_misalignment: {integrations: []}"
    phases = ", ".join(f"{{name: P{at}, {own}}}" for at in range(100))
    text = f"data_misalignment: {{integrations: [{points}]}}\nphases: [{phases}]\n"
    assert beyond_bounds(document(text)) == []


@pytest.mark.parametrize("count", [100, 101])
def test_bases_are_bounded_before_any_is_read(tmp_path: Path, count: int) -> None:
    """A list of bases that is too long is not followed."""
    (tmp_path / "_base.yaml").write_text("omsrisk: 1\n", encoding="utf-8")
    file = tmp_path / "case.yaml"
    file.write_text(f"{DELAY}extends: [{', '.join(['_base.yaml'] * count)}]\n", encoding="utf-8")
    if count == 100:
        assert load(file).currency == "USD"
        return
    with pytest.raises(InvalidScenarioError) as refused:
        load(file)
    (finding,) = refused.value.findings
    assert (finding.code, finding.line) == (CODE, 8)
    assert finding.message == "101 bases are more than a scenario can hold: 100"


def test_a_private_key_may_hold_anything() -> None:
    """What nobody prices is not counted."""
    load_text(DELAY + "x-anchors: [" + "1, " * 5_000 + "1]\n")


def test_a_flood_of_findings_keeps_its_true_count() -> None:
    """Two thousand unknown keys are two thousand findings."""
    found = findings_of(DELAY + "".join(f"k{at}: 1\n" for at in range(2_000)))
    assert [one.code for one in found] == ["SCN102"] * 2_000


def test_a_flood_of_findings_is_bounded() -> None:
    """Beyond the bound the rest is counted, in a finding of its own."""
    found = findings_of(DELAY + "".join(f"k{at}: 1\n" for at in range(12_000)))
    most = next(one.most for one in BOUNDS if one.noun == "findings")
    assert len(found) == most + 1
    (last,) = [one for one in found if one.code == CODE]
    assert last.message == f"12,000 findings; the first {most:,} are kept"


def test_every_bound_is_explained() -> None:
    """`explain` lists them all, from the one table."""
    for bound in BOUNDS:
        assert f"{bound.most:,} {bound.noun}" in CODES[CODE].reason


def test_what_is_not_counted_passes_no_bound() -> None:
    """A document of few nodes is not counted: half of them phases that inherit the rest are few."""
    assert all(one.most >= SMALL for one in BOUNDS if one is not BASES)
    assert LINES.most > (SMALL // 2) ** 2
