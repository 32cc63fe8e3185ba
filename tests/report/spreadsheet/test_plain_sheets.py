"""Results without formulas as a workbook: numbers, days and filters, the same bytes twice."""

import csv
import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from omsrisk.errors import CannotWriteError
from omsrisk.report.document import (
    Column,
    Content,
    Document,
    Notes,
    Role,
    Row,
    Sheet,
    Stretch,
    Table,
    Title,
)
from omsrisk.report.formats import to_xlsx as format_module
from omsrisk.report.formats.to_csv import to_csv
from omsrisk.report.formats.to_xlsx import to_xlsx
from omsrisk.report.spreadsheet.sheet_names import SheetNames
from tests.support.reading_xlsx import parts_of, values_of_sheet

HOSTILE = [
    ("=cmd|' /C calc'!A0", "a command"),
    ("@SUM(A1)", "a formula of an old program"),
    ("+1", "a number"),
    ("-1+2", "a formula"),
    ("Wow!A1", "a reference"),
    ("O'Hara", "a quotation mark"),
    ("https://example.com", "a link"),
    ("<b>&amp;</b>", "markup"),
    ("\x00\x1b[31m\ud800", "what XML has no place for"),
    ("_x0041_", "an escape of the format itself"),
    ("12", "a number as text"),
    ("'quoted", "an apostrophe"),
]


def document(*rows: Row | Stretch, columns: tuple[Column, ...] | None = None) -> Document:
    """Make a document of records."""
    return Document((), {}, Sheet(columns or (Column("name"), Column("amount")), rows))


def written(told: Document) -> bytes:
    """Write a workbook."""
    return b"".join(to_xlsx(told))


def test_numbers_are_numbers_and_days_are_days() -> None:
    """A spreadsheet can add up, sort and filter what it gets."""
    columns = (Column("day"), Column("amount", Content.MONEY), Column("share", Content.SHARE))
    told = document(
        Row(("2027-02-15", Decimal("1234.50"), Decimal("0.125"))),
        Row(("2027-02-30", None, None)),
        columns=columns,
    )
    sheet = load_workbook(io.BytesIO(written(told))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["day", "amount", "share"]
    assert [cell.value for cell in sheet[2]] == [datetime(2027, 2, 15), 1234.5, 0.125]  # noqa: DTZ001
    assert [cell.number_format for cell in sheet[2]] == ["yyyy-mm-dd", "#,##0.00", "0.0%"]
    assert [cell.value for cell in sheet[3]] == ["2027-02-30", None, None], "no day: text"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.freeze_panes == "A2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth in {None, 1}, "one page wide"


def test_stretches_are_rows() -> None:
    """Trials come column by column, and arrive row by row."""
    told = document(Stretch((["1", "2027-02-15"], ["0.5", ""])))
    day = datetime(2027, 2, 15)  # noqa: DTZ001
    assert values_of_sheet(written(told)) == [["name", "amount"], [1, 0.5], [day, None]]


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case[-1])
def test_text_stays_text(case: tuple[str, str]) -> None:
    """Nothing that an author writes becomes a formula, a number, a link or a reference."""
    text, _ = case
    content = written(document(Row((text, Decimal(1)))))
    parts = parts_of(content)
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert not any("external" in name.lower() for name in parts)
    assert not any("<hyperlink" in part for part in parts.values())
    shown = values_of_sheet(content)[1][0]
    assert isinstance(shown, str)
    assert shown == "".join(c if c.isprintable() else "\ufffd" for c in text)
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert bool(sheet["A2"].quotePrefix) == text.startswith(("=", "+", "-", "@", "'"))


def test_the_same_twice() -> None:
    """No clock and no host is in it."""
    one, other = (written(document(Row(("a", Decimal(1))))) for _ in range(2))
    assert one == other
    assert "2000-01-01T00:00:00Z" in parts_of(one)["docProps/core.xml"]


def test_a_text_that_is_too_long_is_cut() -> None:
    """A longer one would be left out without a word."""
    shown = values_of_sheet(written(document(Row(("x" * 40_000, None)))))[1][0]
    assert shown == "x" * 32_000 + "..."


def test_a_number_that_no_spreadsheet_holds_is_text() -> None:
    """It is not infinite."""
    large = Decimal(10) ** 400
    assert values_of_sheet(written(document(Row(("a", large)))))[1][1] == f"{large:f}"


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, with what to do instead."""
    monkeypatch.setattr(format_module, "_MOST_ROWS", 2)
    with pytest.raises(CannotWriteError, match="a sheet holds 2 rows") as refusal:
        written(document(*(Row((str(number), None)) for number in range(2))))
    assert "csv" in refusal.value.hint


NAMES = [  # wished, made, why
    (["History"], ["History 2"], "a name that spreadsheets keep for themselves"),
    (["a" * 40, "A" * 40], ["a" * 31, "A" * 29 + " 2"], "two that agree in 31 characters"),
    (["Wow!A1"], ["Wow!A1"], "quoted where it is referred to"),
    (["O'Hara"], ["O Hara"], "no quotation mark"),
    (["[a]:*?/\\"], ["a"], "characters that are refused"),
    (["", "'"], ["Sheet", "Sheet 2"], "nothing is left"),
    (["\U0001f600" * 20], ["\U0001f600" * 15], "a character that counts as two"),
]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case[-1])
def test_names_of_sheets(case: tuple[list[str], list[str], str]) -> None:
    """Any name becomes one that a spreadsheet takes, each once."""
    wished, made, _ = case
    names = SheetNames()
    assert [names.new(one) for one in wished] == made


def test_csv_says_the_same(tmp_path: Path) -> None:
    """Both are made of the same records."""
    rows = (Row(("a", Decimal("1.50"))), Row(("b", None)))
    text = "".join(to_csv(document(*rows)))
    (tmp_path / "a.xlsx").write_bytes(written(document(*rows)))
    shown = values_of_sheet((tmp_path / "a.xlsx").read_bytes())
    told = list(csv.reader(io.StringIO(text)))
    assert [[row[0], float(row[1]) if row[1] else None] for row in told[1:]] == shown[1:]


def test_the_report_is_told_too() -> None:
    """Sentences and tables, as a reader sees them: percentiles with their trials, say."""
    table = Table(
        (Column("what"), Column("EUR", Content.MONEY), Column("", Content.BAR)),
        (Row(("P90", Decimal("12.345"), Decimal(1)), Role.TOTAL, level=1),),
    )
    blocks = (Title("A case", "case.yaml"), Notes(("10,000 trials, seed 1",)), table)
    told = document(Row(("a", Decimal(1))))._replace(blocks=blocks)
    rows = values_of_sheet(written(told), "Report")
    assert rows[0][:2] == ["A case", "case.yaml"]
    assert rows[2][0] == "10,000 trials, seed 1"
    assert rows[4][:2] == ["what", "EUR"]
    assert rows[5][:2] == ["P90", 12.345]
    assert all(len(row) == 2 for row in rows), "a bar is for eyes"


def test_what_streams_is_told_once() -> None:
    """A report that is made of the same stream would find it empty."""
    rows = iter([Row(("a", Decimal(1)))])
    told = Document(iter(()), {}, Sheet((Column("name"), Column("amount")), rows))
    assert values_of_sheet(written(told)) == [["name", "amount"], ["a", 1]]
    assert load_workbook(io.BytesIO(written(told))).sheetnames == ["Result"]
