"""Workbooks read back: the parts of the file, and the values that everybody sees."""

import io
import zipfile

from openpyxl import load_workbook


def parts_of(content: bytes) -> dict[str, str]:
    """Return the parts of the file, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name).decode("utf-8") for name in parts.namelist()}


def values_of_sheet(content: bytes, name: str | None = None) -> list[list[object]]:
    """Return the values of a sheet as a program sees them that computes nothing: the first's."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    sheet = book.worksheets[0] if name is None else book[name]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def formulas_of_sheet(content: bytes, name: str) -> list[list[object]]:
    """Return the same with formulas as they are written."""
    book = load_workbook(io.BytesIO(content))
    return [list(row) for row in book[name].iter_rows(values_only=True)]
