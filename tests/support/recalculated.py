"""Workbooks that a spreadsheet has computed anew, against the values that were written with them."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook


def differing(content: bytes, computed: Path) -> list[tuple[str, str, Any, Any]]:
    """
    List the formulas that come to something else than the value beside them.

    What is rounded is the same; what is exact differs by the rounding of doubles at the most.
    """
    formulas: Any = load_workbook(io.BytesIO(content))
    told: Any = load_workbook(io.BytesIO(content), data_only=True)
    found: Any = load_workbook(computed, data_only=True)
    wrong, seen = [], 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if not str(cell.value).startswith("="):
                    continue
                seen += 1
                one = told[sheet.title][cell.coordinate].value
                other = found[sheet.title][cell.coordinate].value
                if not _same(one, other, is_printed=str(cell.value).startswith("=ROUND(")):
                    wrong.append((sheet.title, cell.coordinate, one, other))
    assert seen
    return wrong


def _same(one: Any, other: Any, *, is_printed: bool) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float) and not is_printed:
        return other == pytest.approx(one, rel=1e-12, abs=1e-9)
    return (one or None) == (other or None)
