"""What a terminal shows: whole amounts at every width, colour unless it is unwanted."""

import os
from pathlib import Path

import pytest

from tests.support.program import Program

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

from tests.support.terminal import ANSI, on_terminal

AMOUNTS = {  # label on 40 columns: amount
    "Data misalignment": "15,000.00",
    "Delay": "36,000.00",
    "Training deficit": "5,400.00",
    "Hidden costs": "67,000.00",
    "Inventory loss": "25,000.00",
    "Attrition": "27,000.00",
    "Brand damage": "15,000.00",
    "Support spike": "43,200.00",
    "Productivity dip": "97,200.00",
    "Inventory freeze": "24,000.00",
    "Parallel running": "30,000.00",
    "Consultants": "308,000.00",
    "NET EXPOSURE": "625,800.00",
    "without programme": "317,800.00",
    "at 35 % margin": "586,800.00",
    "Order value late": "500,000.00",
    "late, not lost": "440,000.00",
    "Failure at margin": "100,000.00",
    "Capital at risk": "765,000.00",
}
WITH_BASIS = tuple(
    label for label in tuple(AMOUNTS)[: tuple(AMOUNTS).index("NET EXPOSURE")] if "Hidden" not in label
)


@pytest.fixture
def folder(program: Program) -> Path:
    """Give the folder that holds the retailer."""
    return program.folder


def rows(shown: str) -> dict[str, str]:
    """Give the lines of a table by their labels, as far as the labels are whole."""
    lines = ANSI.sub("", shown).splitlines()
    return {label: line for label in AMOUNTS for line in lines if line.strip().startswith(label)}


@pytest.mark.parametrize("columns", [80, 40])
def test_every_amount_is_whole(folder: Path, columns: int) -> None:
    """Each amount of the retailer stands whole beside its label, in colour, within the width."""
    run = on_terminal(folder, columns, "calc", "retailer.yaml")
    assert run.code == 0
    assert "\x1b[" in run.out
    found = rows(run.out)
    assert set(found) == set(AMOUNTS)
    for label, amount in AMOUNTS.items():
        assert amount in found[label].split()
    plain = ANSI.sub("", run.out)
    assert max(len(line) for line in plain.splitlines()) <= columns
    assert "\u2026" not in plain
    assert ("30,000 orders" in plain) == (columns == 80), "the formulas go first"


def test_a_very_narrow_terminal(folder: Path) -> None:
    """On 20 columns rows are stacked: no label is cut, and every amount whole below its own."""
    run = on_terminal(folder, 20, "calc", "retailer.yaml")
    words = ANSI.sub("", run.out).split()
    for label in WITH_BASIS:
        own = label.split()
        starts = [at for at in range(len(words)) if words[at : at + len(own)] == own]
        beside = [words[at + len(own) :][:40] for at in starts]
        assert any(
            "USD:" in after and after[after.index("USD:") + 1] == AMOUNTS[label] for after in beside
        ), label


def test_no_colour_on_a_terminal(folder: Path) -> None:
    """NO_COLOR=1 takes the colour and leaves everything else as it is."""
    coloured = on_terminal(folder, 80, "calc", "retailer.yaml")
    plain = on_terminal(folder, 80, "calc", "retailer.yaml", env={"NO_COLOR": "1"})
    assert "\x1b" not in plain.out
    assert plain.out == ANSI.sub("", coloured.out)


def test_a_dumb_terminal_in_colour(folder: Path) -> None:
    """A dumb terminal has no colour of itself, and its width is heeded with and without."""
    dumb = {"TERM": "dumb"}
    plain = on_terminal(folder, 40, "calc", "retailer.yaml", env=dumb)
    assert "\x1b" not in plain.out
    forced = on_terminal(folder, 40, "calc", "retailer.yaml", "--color", "always", env=dumb)
    assert ANSI.sub("", forced.out) == plain.out


def test_standard_input_is_a_terminal(folder: Path) -> None:
    """`-` on a terminal says what to do; it does not wait for somebody to type YAML."""
    run = on_terminal(folder, 80, "calc", "-")
    assert run.code == 2
    assert "cannot read standard input: it is a terminal" in run.out


def test_a_terminal_gets_no_workbook(folder: Path) -> None:
    """It would be noise; a file is what was meant."""
    run = on_terminal(folder, 80, "calc", "retailer.yaml", "--format", "xlsx")
    assert run.code == 2
    assert "a terminal cannot show the format xlsx" in run.out
    assert "-o FILE writes it into a file" in run.out


@pytest.mark.parametrize("command", ["check", "calc"])
def test_findings_are_broken_between_words(folder: Path, command: str) -> None:
    """A terminal would break them anywhere; the excerpt with its caret is cut instead."""
    (folder / "bad.yaml").write_text(
        "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 1000, average_value: 100}\n"
        "delay: {duration_days: 3 months and a bit, cancellation_sensitivity: about 12 per cent}\n"
        "hidden_costs: {brand_damage: 85 tisic euros, as the communications department says}\n",
        encoding="utf-8",
    )
    run = on_terminal(folder, 50, command, "bad.yaml")
    assert run.code in {1, 2}
    plain = ANSI.sub("", run.out)
    assert max(map(len, plain.splitlines())) <= 50
    wide = ANSI.sub("", on_terminal(folder, 400, command, "bad.yaml").out)
    whole = {one for one in plain.split() if "..." not in one and set(one) != {"^"}}
    assert whole <= set(wide.split())
    assert "^" in plain
