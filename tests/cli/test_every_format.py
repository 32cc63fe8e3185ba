"""Each command in each format of a file: one document, of the right kind."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.reading_xlsx import values_of_sheet

GAPS = """
gaps:
  - {area: Returns, decision: modify, modification_cost: 9000, process_change_cost: 4000,
     postpones_by_days: 14}
  - {area: Pricing}
"""
MEASURES = """
mitigations:
  - {name: Rehearsal, cost: 3000, effects: {delay.duration_days: {multiply: 0.5}}}
"""
LIMIT = "limits: {cost_of_failure: 140000}\n"

COMMANDS = [  # a command on `measured.yaml`, why
    ("calc measured.yaml", "the answer"),
    ("calc measured.yaml --with rehearsal --trace", "a mitigation taken, every line derived"),
    ("compare measured.yaml retailer.yaml", "two side by side"),
    ("compare measured.yaml retailer.yaml --simulate --trials 99 --set likelihood=50%", "in trials"),
    ("sweep measured.yaml --vary delay.duration_days=0:10:2", "one input, limits marked"),
    ("sweep measured.yaml --vary delay.duration_days=1,2 --vary likelihood=50%,60%", "two inputs"),
    ("tornado measured.yaml", "what moves it"),
    ("solve measured.yaml --for delay.duration_days --target cost_of_failure=140000", "a root"),
    ("mitigate measured.yaml", "what to pay for first"),
    ("gaps measured.yaml", "one gap decided, one not"),
    ("knowing measured.yaml retailer.yaml --trials 99 --set likelihood=50%", "what to find out"),
    ("tripwires measured.yaml --all", "the monitoring plan"),
    ("inputs measured.yaml", "what it rests on"),
    ("diff retailer.yaml measured.yaml", "two files"),
    ("timeline measured.yaml", "when it falls"),
    ("schedule measured.yaml --from 2027-02-15 --to 2027-06-15", "when to go live"),
    ("rules", "the rules"),
    ("explain GOV001", "a rule"),
    ("explain mitigations", "a section"),
]


@pytest.mark.parametrize("name", ["json", "csv", "markdown"])
@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case[0])
def test_every_command_has_every_format(program: Program, case: tuple[str, str], name: str) -> None:
    """A format is never a bug: it holds a document, and a machine can read those made for it."""
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("measured.yaml", text + GAPS + MEASURES + LIMIT)
    run = program(*case[0].split(), "--format", name)
    assert run.code == 0, run.err
    assert run.out.endswith("\n")
    if name == "json":
        assert json.loads(run.out)["schema_version"] == 2
    elif name == "csv":
        rows = list(csv.reader(io.StringIO(run.out)))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1, "each record has each column"
    else:
        assert len(run.out.splitlines()) > 3


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case[0])
def test_every_command_writes_a_workbook(program: Program, case: tuple[str, str]) -> None:
    """By the suffix of its file; programs that compute nothing see the values."""
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("measured.yaml", text + GAPS + MEASURES + LIMIT)
    run = program(*case[0].split(), "-o", "told.xlsx")
    assert run.code == 0, run.err
    assert run.out == ""
    rows = values_of_sheet((program.folder / "told.xlsx").read_bytes())
    assert len(rows) > 1
    assert any(cell is not None for cell in rows[1])


def test_a_workbook_through_a_pipe(program: Program) -> None:
    """Bytes stay bytes."""
    assert program("rules", "-o", "told.xlsx").code == 0
    with (program.folder / "piped.xlsx").open("wb") as file:
        assert program("rules", "--format", "xlsx", stdout=file).code == 0
    told = [(program.folder / name).read_bytes() for name in ("told.xlsx", "piped.xlsx")]
    assert told[0] == told[1]


def test_a_workbook_without_its_extra(tmp_path: Path) -> None:
    """It is said before anything is computed, with what to install; nothing is written."""
    code = (
        "import sys\nsys.modules['xlsxwriter'] = None\n"
        "sys.argv = ['omsrisk', 'rules', '-o', 'rules.xlsx']\n"
        "from omsrisk.cli.app import run\nsys.exit(run())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert "the format xlsx needs xlsxwriter, which is not installed" in told.stderr
    assert "omsrisk[xlsx]" in told.stderr
    assert list(tmp_path.iterdir()) == []
