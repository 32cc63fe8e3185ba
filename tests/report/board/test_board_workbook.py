"""The workbook of `report`: the live sheets of the commands, and what they tell besides as values."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.report.board.test_board_page import TRIALS, TWO, json_of
from tests.support.paths import ROOT
from tests.support.program import Inside
from tests.support.reading_xlsx import formulas_of_sheet, values_of_sheet
from tests.support.recalculated import differing, values_of
from tests.support.spreadsheet_program import converted, needs_libreoffice

MITIGATED = "scenarios/mitigated-uncertain.yaml"


def written(folder: Path, *arguments: str) -> bytes:
    """Write the workbook of some files."""
    file = folder / "board.xlsx"
    run = Inside(ROOT)("report", *arguments, *TRIALS, "-q", "--force", "-o", str(file))
    assert run.code == 0, run.err
    return file.read_bytes()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of two roll-outs with ranges."""
    return written(tmp_path_factory.mktemp("two"), *TWO)


def names_of(content: bytes, folder: Path) -> list[str]:
    """List the sheets."""
    (folder / "read.xlsx").write_bytes(content)
    book: Any = load_workbook(folder / "read.xlsx")
    return [str(name) for name in book.sheetnames]


def test_what_can_be_live_is(two: bytes, tmp_path: Path) -> None:
    """Summary, comparison, tornado, scenarios and what counts of inputs; the others say so."""
    names = names_of(two, tmp_path)
    assert names[:4] == ["Summary", "Compare", "Tornado", "Inputs"]
    still = [name for name in names if name.endswith(", not live")]
    assert still == [
        f"{name}, not live" for name in ("Simulation", "Drivers", "Knowing", "Schedule", "Timeline")
    ]
    values = {*still, "Season", "Files", "Findings", "About"}
    for name in names:
        rows = formulas_of_sheet(two, name)
        has_formulas = any(str(cell).startswith("=") for row in rows for cell in row if cell)
        assert has_formulas == (name not in values), name


def test_figures_are_those_of_the_commands(two: bytes) -> None:
    """Net exposures at the most likely values, and the mean of the simulation, with its trials."""
    told = {one["name"]: one for one in json_of("calc", *TWO, "--at", "likely")["results"]}
    rows = [row for row in values_of_sheet(two, "Summary") if row[0] in told and row[4] is not None]
    assert len(rows) == 2
    for row in rows:
        assert Decimal(repr(row[4])) == told[str(row[0])]["totals"]["net_exposure"]
    lines = [str(row[0]) for row in values_of_sheet(two, "Simulation, not live")]
    assert sum("2,000 trials" in line and "seed" in line for line in lines) == 2


def test_the_same_twice(two: bytes, tmp_path: Path) -> None:
    """The same files are the same bytes, whatever the file is called."""
    again = written(tmp_path, *TWO)
    about = [row[0] for row in values_of_sheet(again, "About")]
    assert about[1] == f"omsrisk report {' '.join(TWO)} --trials 2000"
    assert again == two


def test_sections_are_chosen(tmp_path: Path) -> None:
    """What is not asked for is left out, as on the page; the inputs and the totals stay."""
    content = written(tmp_path, MITIGATED, "--sections", "mitigations")
    names = names_of(content, tmp_path)
    assert "Mitigations, not live" in names
    assert not {"Tornado", "Tornado model", "Drivers, not live", "Findings"} & set(names)
    assert {"Summary", "Inputs"} <= set(names)


def test_it_can_be_read_back(two: bytes, tmp_path: Path) -> None:
    """Its sheet of inputs goes into each of its files, and as it was changes nothing."""
    (tmp_path / "board.xlsx").write_bytes(two)
    for file in TWO:
        run = Inside(ROOT)("set", file, "--from", str(tmp_path / "board.xlsx"), "--dry-run")
        assert run.code == 0, run.err
        assert run.out == ""


def test_a_picture_is_refused(tmp_path: Path) -> None:
    """A workbook has no place for it."""
    run = Inside(ROOT)("report", TWO[0], "--logo", "a.png", "-o", str(tmp_path / "board.xlsx"))
    assert (run.code, "--logo: a workbook has no room" in run.err) == (2, True)


@needs_libreoffice
def test_recalculated_it_stays_as_it_is(two: bytes, tmp_path: Path) -> None:
    """Each formula comes to the value that is written with it."""
    (tmp_path / "two.xlsx").write_bytes(two)
    (computed,) = converted(tmp_path, [tmp_path / "two.xlsx"])
    assert differing(two, values_of(computed)) == []


def test_findings_have_their_money_and_their_day(tmp_path: Path) -> None:
    """As numbers and days, beside who answers for them."""
    (tmp_path / "case.yaml").write_text(
        "omsrisk: 1\ncurrency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
        "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
        "checklist:\n  migration: {status: done, owner: Cleo Marsh, due: 2026-09-30}\n"
    )
    asked = ("report", "case.yaml", "-q", "-o", "board.xlsx")
    assert Inside(tmp_path)(*asked).code == 0
    heads, *rows = values_of_sheet((tmp_path / "board.xlsx").read_bytes(), "Findings")
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    (step,) = [one for one in found if one["code"] == "CHK002"]
    assert (step["owner"], step["due"]) == ("Cleo Marsh", datetime(2026, 9, 30))  # noqa: DTZ001
    (owner,) = [one for one in found if one["code"] == "GOV003"]
    assert owner["money at risk"] == 36_000
