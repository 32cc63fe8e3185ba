from pathlib import Path

import pytest

from omsrisk import dump, load
from tests.support.paths import SCENARIOS
from tests.support.scenario_texts import DELAY, RETAILER, TRAPS, load_text, write

FILES = sorted(SCENARIOS.rglob("[!._]*.yaml"))
ACCEPTED = [
    TRAPS / row.split("\t")[0]
    for row in (TRAPS / "verdicts.tsv").read_text(encoding="utf-8").splitlines()
    if "\taccept\t" in row or row.startswith("g07-")
]


@pytest.mark.parametrize("file", FILES + ACCEPTED, ids=lambda file: file.stem)
def test_dumped_and_loaded_again_is_the_same(file: Path, tmp_path: Path) -> None:
    """A scenario survives being written: every input, row, source and label, to the last digit."""
    first = load(file)
    copy = tmp_path / "copy.yaml"
    copy.write_text(dump(first), encoding="utf-8", newline="")
    second = load(copy)
    assert second.case == first.case
    assert second.currency == first.currency
    assert second.approach == first.approach
    assert second.content == first.content
    if first.content.name is not None:
        assert second.name == first.name


def test_dump_of_a_dump_is_the_dump(tmp_path: Path) -> None:
    """Writing changes nothing any more the second time."""
    text = dump(load(RETAILER))
    assert dump(load(write(tmp_path, {"a.yaml": text}))) == text


def test_dump_is_one_input_a_line() -> None:
    """Block style: a change of one input is a change of one line."""
    text = dump(load_text("{currency: USD, hidden_costs: {inventory_loss: 1, brand_damage: 2}}"))
    assert "\n  inventory_loss: 1\n" in text
    assert text.endswith("\n  brand_damage: 2\n")
    assert "{" not in text


def test_dump_holds_its_bases(tmp_path: Path) -> None:
    """What is written needs no other file."""
    files = {"a.yaml": "extends: base.yaml\ndelay: {duration_days: 5}\n", "base.yaml": DELAY}
    scenario = load(write(tmp_path, files))
    copy = write(tmp_path / "elsewhere", {"copy.yaml": dump(scenario)})
    assert load(copy).case == scenario.case


def test_dump_holds_values_of_the_command_line(tmp_path: Path) -> None:
    """What was set is written like what was in the file."""
    overrides = {
        "delay.duration_days": "5",
        "programme.items.consultants.quantity": "7",
        "recoveries": "[{item: Insurance, amount: 50000, contingent: false}]",
    }
    scenario = load(RETAILER, overrides)
    again = load(write(tmp_path, {"copy.yaml": dump(scenario)}))
    values = {path: stated.value for path, stated in scenario.case.inputs.items()}
    assert {path: stated.value for path, stated in again.case.inputs.items()} == values
    assert again.case.rows == scenario.case.rows


@pytest.mark.parametrize(
    "text",
    [
        "name: '010'\n",
        "name: 'on'\n",
        "name: on\n",
        "name: ''\n",
        "name: '~'\n",
        'name: "\\x07\\ufffe\\u2028\\x85\\u202e"\n',
        "name: ' two spaces '\n",
        "name: '# none'\n",
        "name: 'a: b'\n",
        "name: a#b\n",
        "name: a\tb\n",
        "name: a\u200bb\n",
        "name: '---'\n",
        "name: '%TAG'\n",
        "name: '- a'\n",
        "name: '=cmd'\n",
        "description: |\n  two\n\n  lines\n",
        "description: |2\n   indented\n",
        "description: >+\n  folded\n  text\n\n",
        f"name: {'long ' * 300}end\n",
        "programme: {items: [{item: 'a \"quoted\" name', amount: 1.50}]}\n",
        "hidden_costs: {brand_damage: {value: 1e3, source: '2025', as_of: 2026-03-01}}\n",
        "x-shared: &n 5\nhidden_costs: {inventory_loss: *n, brand_damage: *n}\n",
    ],
)
def test_awkward_text_survives(text: str) -> None:
    """Text that YAML could take for something else comes back as it was."""
    first = load_text(DELAY + text)
    second = load_text(dump(first))
    assert second.content == first.content
    assert second.case == first.case
