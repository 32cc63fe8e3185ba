"""Where a sheet ends: workbooks that name cells beyond are refused before they are read."""

import io
import re
import zipfile
from typing import IO

LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
"""Those of a sheet in Excel and LibreOffice."""

_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"'](\d+)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]+)(\d+)[\"']")
_SHOWN = 15
_PIECE, _OVERLAP = 1 << 20, 4096


def refuse_beyond_a_sheet(content: bytes) -> None:
    """
    Refuse a workbook with cells where no sheet has any, before rows up to there are made.

    Args:
        content: Its bytes.

    Raises:
        ValueError: It has one.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for part in book.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                with book.open(part) as xml:
                    _refuse_cells_beyond(xml)


def _refuse_cells_beyond(xml: IO[bytes]) -> None:
    rest = b""
    while piece := xml.read(_PIECE):
        text = rest + piece
        rows = {one[1] for one in _ROW.finditer(text)}
        columns = set()
        for cell in _CELL.finditer(text):
            columns.add(cell[1])
            rows.add(cell[2])
        for row in rows:
            if len(row) > len(str(LAST_ROW)) or not 0 < int(row) <= LAST_ROW:
                told = row.decode()[:_SHOWN]
                raise ValueError(f"it has a row {told}, and a sheet ends at row {LAST_ROW:,}")
        for column in columns:
            if len(column) > len("XFD") or _number_of(column) > _LAST_COLUMN:
                told = column.decode()[:_SHOWN]
                raise ValueError(f"it has a column {told}, and a sheet ends at column XFD")
        rest = text[-_OVERLAP:]


def _number_of(column: bytes) -> int:
    """
    Count the columns up to that of a name.

    >>> _number_of(b"A"), _number_of(b"AB"), _number_of(b"XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
