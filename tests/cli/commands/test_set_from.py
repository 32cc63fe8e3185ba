"""`omsrisk set FILE --from TABLE`: what came back is written into the file, and nothing else."""

import csv
import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.support.paths import SCENARIOS
from tests.support.program import Inside, Program

CASE = """omsrisk: 1
currency: EUR
orders:
  daily_volume: 1000     # from the ledger
  average_value: 100
delay:
  duration_days: {low: 1, likely: 3, high: 9}
  cancellation_sensitivity: 12.5%
hidden_costs: {inventory_loss: 5000}
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Give the program in an empty folder."""
    return Inside(tmp_path)


def filled(
    program: Program, changes: dict[str, object], *, table: str = "case.xlsx", column: str = "value"
) -> None:
    """Type values into the cells of a workbook, by path."""
    book: Any = load_workbook(program.folder / table)
    sheet = book["Inputs"] if "Inputs" in book.sheetnames else book.worksheets[0]
    rows = list(sheet.iter_rows())
    heads = next(row for row in rows if "path" in [cell.value for cell in row])
    names = [cell.value for cell in heads]
    for row in rows:
        path = row[names.index("path")].value
        if path in changes:
            row[names.index(column)].value = changes[path]
    book.save(program.folder / table)


def begun(program: Program, command: str = "calc case.yaml -o case.xlsx") -> None:
    """Write a file and a table of it."""
    program.file("case.yaml", CASE)
    assert program(*command.split()).code == 0


def changed(program: Program) -> list[str]:
    """List the lines of the file that are new."""
    text = (program.folder / "case.yaml").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line not in CASE.splitlines()]


TABLES = ["calc case.yaml -o case.xlsx", "inputs case.yaml -o case.xlsx"]


@pytest.mark.parametrize("command", TABLES)
def test_what_is_typed_is_written(program: Program, command: str) -> None:
    """In the style of the file, comments kept; a range keeps its ends; then `calc` says the same."""
    begun(program, command)
    filled(
        program,
        {
            "orders.daily_volume": 1200,
            "delay.cancellation_sensitivity": 0.175,
            "delay.duration_days": 4,
        },
    )
    sets = ("orders.daily_volume=1200", "delay.cancellation_sensitivity=17.5%")
    before = program(
        "calc", "case.yaml", "--at", "likely", "-f", "json",
        *(part for one in sets for part in ("--set", one)), "--set", "delay.duration_days=4",
    )  # fmt: skip
    run = program("set", "case.yaml", "--from", "case.xlsx")
    assert run.code == 0, run.err
    assert changed(program) == [
        "  daily_volume: 1200     # from the ledger",
        "  duration_days: {low: 1, likely: 4, high: 9}",
        "  cancellation_sensitivity: 17.5%",
    ]
    after = program("calc", "case.yaml", "--at", "likely", "-f", "json")
    assert after.json["results"][0]["totals"] == before.json["results"][0]["totals"]


@pytest.mark.parametrize("command", [*TABLES, "inputs case.yaml -o case.csv"])
def test_what_comes_back_as_it_was_changes_nothing(program: Program, command: str) -> None:
    """File, table, file: a fixed point, for every input."""
    begun(program, command)
    run = program("set", "case.yaml", "--from", command.rsplit(maxsplit=1)[-1])
    assert run.code == 0
    assert "nothing to change" in run.err
    assert changed(program) == []


def test_shipped_scenarios_are_fixed_points(program: Program) -> None:
    """With phases, bases, seasons, ranges and mitigations."""
    program.shipped(*(one.name for one in sorted(SCENARIOS.glob("*.yaml"))))
    for name in ("phased-stop", "seasonal", "mitigated-uncertain", "integration-points"):
        for table in ("case.xlsx", "inputs.csv"):
            command = "calc" if table.endswith("xlsx") else "inputs"
            assert program(command, f"{name}.yaml", "-o", table, "-q").code == 0
            run = program("set", f"{name}.yaml", "--from", table)
            assert "nothing to change" in run.err, run.err
            (program.folder / table).unlink()


def test_sources_and_owners_are_written(program: Program) -> None:
    """What is said of a value goes with it."""
    begun(program, "inputs case.yaml -o case.xlsx")
    filled(program, {"orders.average_value": "the ledger"}, column="source")
    filled(program, {"orders.average_value": "Ada"}, column="owner")
    assert program("set", "case.yaml", "--from", "case.xlsx").code == 0
    found = program("inputs", "case.yaml", "-f", "json").json["inputs"]
    (one,) = [told for told in found if told["path"] == "orders.average_value"]
    assert (one["value"], one["source"], one["owner"]) == (100, "the ledger", "Ada")


def test_a_request_list_is_answered(program: Program) -> None:
    """What the file lacked is put where the template has it; what nobody answered stays open."""
    program.file("case.yaml", "omsrisk: 1\ncurrency: EUR\ndelay:\n  duration_days: 3\n")
    assert program("inputs", "case.yaml", "-o", "case.xlsx").code == 0
    filled(program, {"orders.daily_volume": 1000, "orders.average_value": 80})
    assert program("set", "case.yaml", "--from", "case.xlsx").code == 0
    text = (program.folder / "case.yaml").read_text(encoding="utf-8")
    assert "orders:\n  daily_volume: 1000\n  average_value: 80\n" in text
    assert "cancellation_sensitivity" not in text


WRONG = [  # path, what is typed, what is told, why
    ("orders.daily_volume", "=1000*2", "it holds a formula, not a number", "a formula"),
    ("orders.daily_volume", None, "the cell is empty", "an empty cell"),
    ("delay.cancellation_sensitivity", "5 %", "it holds the text `5 %`", "a text with a sign"),
    ("orders.average_value", "12,5", "it holds the text `12,5`", "a decimal comma"),
    ("delay.cancellation_sensitivity", 12, "is more than 1", "out of bounds"),
    ("orders.daily_volume", -1, "-1", "below 0"),
    ("orders.daily_volume", True, "it holds the truth `TRUE`", "a truth"),
    ("delay.duration_days", 40, "likely", "a most likely value beyond its range"),
]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[-1])
def test_what_cannot_be_taken_is_told_with_its_cell(
    program: Program, case: tuple[str, object, str, str]
) -> None:
    """A finding with the address of the cell; nothing is written, not even the good ones."""
    path, typed, told, _ = case
    begun(program)
    filled(program, {"hidden_costs.inventory_loss": 6000, path: typed})
    run = program("set", "case.yaml", "--from", "case.xlsx")
    assert run.code == 1, run.err
    assert "Inputs!B" in run.err
    assert path in run.err
    assert told in run.err
    assert changed(program) == []


def test_csv_is_read_as_strictly(program: Program) -> None:
    """A comma for a point, a percent sign: told with the cell; semicolons part columns as well."""
    begun(program, "inputs case.yaml -o case.csv")
    rows = list(csv.reader(io.StringIO((program.folder / "case.csv").read_text(encoding="utf-8"))))
    heads = rows[0]
    for row in rows:
        if row[heads.index("path")] == "orders.average_value":
            row[heads.index("value")] = "12,5"
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator="\n").writerows(rows)
    program.file("case.csv", buffer.getvalue())
    run = program("set", "case.yaml", "--from", "case.csv")
    assert run.code == 1
    assert "orders.average_value: it holds the text `12,5`" in run.err
    program.file("case.csv", buffer.getvalue().replace("12,5", "12.5"))
    assert program("set", "case.yaml", "--from", "case.csv").code == 0
    assert "  average_value: 12.5" in changed(program)


def test_a_file_that_changed_since(program: Program) -> None:
    """It is not written over by chance: 2, unless that is wanted."""
    begun(program)
    filled(program, {"orders.average_value": 120})
    program.file("case.yaml", CASE.replace("5000", "5500"))
    run = program("set", "case.yaml", "--from", "case.xlsx")
    assert run.code == 2
    assert "case.yaml has changed since case.xlsx was made of it" in run.err
    assert program("set", "case.yaml", "--from", "case.xlsx", "--force").code == 0
    assert "  average_value: 120" in changed(program)
    assert "hidden_costs: {inventory_loss: 5500}" in changed(program), "what is not typed stays"


def test_a_value_of_a_base_is_refused_with_its_cell(program: Program) -> None:
    """Other files may stand on it; `--override` puts it into this one."""
    program.file("base.yaml", CASE)
    program.file("case.yaml", "omsrisk: 1\nextends: base.yaml\nname: Mine\n")
    assert program("calc", "case.yaml", "-o", "case.xlsx").code == 0
    filled(program, {"orders.average_value": 120})
    run = program("set", "case.yaml", "--from", "case.xlsx")
    assert run.code == 1
    assert "orders.average_value: it stands in a base" in run.err
    assert "Inputs!B" in run.err
    assert program("set", "case.yaml", "--from", "case.xlsx", "--override").code == 0
    assert "average_value: 120" in (program.folder / "case.yaml").read_text(encoding="utf-8")


def test_what_is_typed_on_the_command_line_goes_before_the_table(program: Program) -> None:
    """One may add to what came back; what is wrong with that is wrong usage, and not a cell."""
    begun(program)
    filled(program, {"orders.average_value": 120})
    run = program("set", "case.yaml", "orders.average_valeu=1", "--from", "case.xlsx")
    assert run.code == 2, run.err
    assert "orders.average_valeu" in run.err
    assert changed(program) == []
    run = program("set", "case.yaml", "orders.average_value=130", "--from", "case.xlsx")
    assert run.code == 0, run.err
    assert changed(program) == ["  average_value: 130"]


TABLES_REFUSED = [  # its bytes, what is told, why
    (b"PK\x03\x04 no workbook", "cannot read table.xlsx", "broken"),
    (b"a,b\n1,2\n", "it has no columns `path` and `value`", "another table"),
    (b"\xff\xfe\x00", "it is neither a workbook nor CSV in UTF-8", "other bytes"),
    (b"path,value,file\nlikelihood,1,other.yaml\n", "has no inputs of case.yaml", "of another file"),
]


@pytest.mark.parametrize("case", TABLES_REFUSED, ids=lambda case: case[-1])
def test_what_is_no_table_of_the_file(program: Program, case: tuple[bytes, str, str]) -> None:
    """It is 2, and says what would do."""
    content, told, _ = case
    program.file("case.yaml", CASE)
    (program.folder / "table.xlsx").write_bytes(content)
    run = program("set", "case.yaml", "--from", "table.xlsx")
    assert run.code == 2, run.err
    assert told in run.err
    assert changed(program) == []


BEYOND = [  # what the sheet says, what it is made to say, what is told, why
    (b'<row r="2"', b'<row r="99999999999"', "it has a row 99999999999,", "a row"),
    (b'<row r="2"', b'<row r="0"', "it has a row 0,", "no row"),
    (b'r="A2"', b'r="A1048577"', "it has a row 1048577, and a sheet ends at row 1,048,576",
     "a cell of one"),
    (b'r="A2"', b'r="XFE2"', "it has a column XFE, and a sheet ends at column XFD", "a column"),
    (b'r="A2"', b'r="AAAAAAAAAAAAAAAAAAAAAA2"', "it has a column AAAAAAAAAAAAAAA,", "a long one"),
]  # fmt: skip


def respelt(program: Program, before: bytes, after: bytes) -> None:
    """Write another text into the sheets of a workbook."""
    table = program.folder / "case.xlsx"
    with ZipFile(table) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert any(before in text for text in parts.values())
    with ZipFile(table, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text.replace(before, after) if "worksheets" in name else text)


@pytest.mark.parametrize("case", BEYOND, ids=lambda case: case[-1])
def test_cells_where_no_sheet_has_any(program: Program, case: tuple[bytes, bytes, str, str]) -> None:
    """Told at once, in the words of a spreadsheet, before rows up to there are made."""
    before, after, told, _ = case
    begun(program, "inputs case.yaml -o case.xlsx")
    respelt(program, before, after)
    run = program("set", "case.yaml", "--from", "case.xlsx")
    assert run.code == 2, run.err
    assert f"cannot read case.xlsx: {told}" in run.err
    assert changed(program) == []


def test_the_last_row_of_a_sheet_is_one(program: Program) -> None:
    """A format on it leaves a million rows before it, which cost nothing."""
    begun(program, "inputs case.yaml -o case.xlsx")
    respelt(program, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
    run = program("set", "case.yaml", "--from", "case.xlsx")
    assert run.code == 0, run.err
    assert "nothing to change" in run.err


@pytest.mark.parametrize("table", ["case.csv", "case.xlsx"])
def test_a_table_is_not_read_in_part(program: Program, table: str) -> None:
    """What is too long is refused: rows behind the last that is read would be left out unsaid."""
    begun(program, f"inputs case.yaml -o {table}")
    if table.endswith("csv"):
        text = (program.folder / table).read_text(encoding="utf-8")
        program.file(table, text + "x\n" * 100_000)
    else:
        row = b'<row r="100001"><c r="A100001" t="n"><v>1</v></c></row></sheetData>'
        respelt(program, b"</sheetData>", row)
    run = program("set", "case.yaml", "--from", table)
    assert run.code == 2, run.err
    assert f"cannot read {table}: it has more than 100,000 rows" in run.err
