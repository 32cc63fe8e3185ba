"""Workbooks that are not whole: told in words, whatever their reader meets."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from random import Random

import openpyxl
import pytest

from omsrisk.errors import CannotReadError
from omsrisk.scenario.tables.cells import TableCell, rows_below_heads


def heads(row: Sequence[TableCell]) -> Mapping[int, str] | None:
    """Take the row that says `path`."""
    names = {number: cell.text for number, cell in enumerate(row, start=1)}
    return names if "path" in names.values() else None


def a_workbook() -> bytes:
    """Make a small one, with a percentage and a date."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["path", "value"])
    sheet.append(["delay.duration_days", 3])
    sheet.append(["likelihood", 0.4])
    sheet["B3"].number_format = "0 %"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WHOLE = a_workbook()
PARTS = zipfile.ZipFile(io.BytesIO(WHOLE)).namelist()


def with_part(name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """Change one part of the workbook; None leaves it out."""
    source, out = zipfile.ZipFile(io.BytesIO(WHOLE)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for one in PARTS:
            content = source.read(one) if one != name else change(source.read(one))
            if content is not None:
                target.writestr(one, content)
    return out.getvalue()


def read(content: bytes) -> str:
    """Read a workbook both ways, and give what is told of it; empty where it can be read."""
    told = ""
    for is_computed in (False, True):
        try:
            rows_below_heads("x.xlsx", content, heads, is_computed=is_computed)
        except CannotReadError as error:
            told = str(error)
            assert told.startswith("cannot read x.xlsx: ")
    return told


def test_the_whole_one_is_read() -> None:
    """Else nothing would be shown below."""
    assert read(WHOLE) == ""
    rows = rows_below_heads("x.xlsx", WHOLE, heads)
    assert rows is not None
    assert [row["path"].text for row in rows] == ["delay.duration_days", "likelihood"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_not_whole_is_never_a_crash(part: str) -> None:
    """It is missing, empty, cut off, or some of its characters are others."""
    read(with_part(part, lambda _: None))
    read(with_part(part, lambda _: b""))
    read(with_part(part, lambda content: content[: len(content) // 2]))
    for seed in range(20):
        random = Random(f"{part} {seed}")  # noqa: S311 - bytes, not secrets

        def change(content: bytes, random: Random = random) -> bytes:
            other = bytearray(content)
            for _ in range(random.choice([1, 3, 20])):
                other[random.randrange(len(other))] = random.choice(b'0159<>"/ abz-')
            return bytes(other)

        read(with_part(part, change))


@pytest.mark.parametrize(
    ("part", "change", "told"),
    [
        ("xl/workbook.xml", lambda _: None, "no item named 'xl/workbook.xml' in the archive"),
        ("xl/workbook.xml", lambda content: content[:90], "the workbook is damaged ("),
        (
            "xl/worksheets/sheet1.xml",
            lambda content: b'<?xml version="1.0" encoding="utf-99"?>' + content,
            "the workbook is damaged (unknown encoding: utf-99)",
        ),
    ],
    ids=["no sheets", "cut off", "no such encoding"],
)
def test_what_is_wrong_is_told_in_words(
    part: str, change: Callable[[bytes], bytes | None], told: str
) -> None:
    """And a name that is missing is not told in quotes of a programming language."""
    said = read(with_part(part, change))
    assert told in said
    assert "KeyError" not in said


def test_a_file_cut_off_is_damaged() -> None:
    """Its directory stands at its end."""
    assert "the workbook is damaged" in read(WHOLE[: len(WHOLE) // 2])
