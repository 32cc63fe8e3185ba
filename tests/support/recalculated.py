"""Workbooks that a spreadsheet has computed anew, against the values that were written with them."""

import io
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from omsrisk.core.money import to_minor_unit
from omsrisk.report.document import Column, Document, Sheet
from omsrisk.report.formats.to_xlsx import to_xlsx
from omsrisk.report.spreadsheet.row_plan import printed
from omsrisk.report.spreadsheet.workbook import (
    Live,
    SheetCell,
    SheetRow,
    Workbook,
    WorkbookSheet,
)

Values = Mapping[str, Sequence[Sequence[Any]]]
"""The values of the sheets, row by row."""


def values_of(computed: Path) -> Values:
    """Return the values of a workbook that a spreadsheet has written."""
    book: Any = load_workbook(computed, data_only=True)
    return {one.title: [list(row) for row in one.iter_rows(values_only=True)] for one in book}


def differing(content: bytes, found: Values) -> list[tuple[str, str, Any, Any]]:
    """
    List the formulas that come to something else than the value beside them.

    What is rounded is the same; what is exact differs by the rounding of doubles at the most.
    """
    formulas: Any = load_workbook(io.BytesIO(content))
    told: Any = load_workbook(io.BytesIO(content), data_only=True)
    wrong, seen = [], 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                seen += 1
                one = told[sheet.title][cell.coordinate].value
                rows = found[sheet.title]
                there = rows[cell.row - 1] if cell.row <= len(rows) else []
                other = there[cell.column - 1] if cell.column <= len(there) else None
                if not _same(one, other, is_printed=str(cell.value).startswith("=ROUND(")):
                    wrong.append((sheet.title, cell.coordinate, one, other))
    assert seen
    return wrong


def _same(one: Any, other: Any, *, is_printed: bool) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float) and not is_printed:
        return other == pytest.approx(one, rel=1e-12, abs=1e-9)
    return (one or None) == (other or None)


def half_cents() -> bytes:
    """Write a workbook of 10,000 products that end in half a cent, printed as figures are."""
    rng = random.Random(5)  # noqa: S311 - no secret
    rows: list[SheetRow] = []
    for at in range(1, 10_001):
        sign = rng.choice([1, -1])
        price = Decimal(5 * (2 * rng.randrange(10 ** rng.randrange(1, 6)) + 1)) / 1000
        number = Decimal(2 * rng.randrange(10 ** rng.randrange(1, 5)) + 1) * sign
        rounded = to_minor_unit(price * number, 2)
        live = Live(printed(f"A{at}*B{at}", 2), rounded)
        rows.append((SheetCell(price), SheetCell(number), SheetCell(live)))
    told = Document((), {}, Sheet((Column("price"),), ()))
    workbook = Workbook((WorkbookSheet("ties", rows),))
    return b"".join(to_xlsx(told._replace(workbook=lambda: workbook)))
