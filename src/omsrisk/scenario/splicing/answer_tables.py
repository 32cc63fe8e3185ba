"""Tables that come back filled in, from CSV and spreadsheets: rows of cells with their addresses."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from omsrisk.errors import CannotReadError
from omsrisk.scenario.documents.decimals import shown
from omsrisk.text import visible

NEEDED = ("path", "value")
"""The heads that a table has, in any order and on any sheet."""

_MOST_ROWS, _MOST_COLUMNS = 100_000, 60
_FIRST_HEADS = 20
"""Rows in which the heads are looked for."""

_SIGNIFICANT = 15
"""Digits that a number of a spreadsheet holds."""


class AnswerCell(NamedTuple):
    """
    A cell of a table.

    Attributes:
        text: What it says; empty for nothing.
        number: The number that it holds, where it holds one.
        wrong: Why it holds neither a text nor a number; empty where it does.
        row: From 1.
        column: From 1.
        sheet: The sheet; empty in a file that has none.
    """

    text: str
    number: Decimal | None
    wrong: str
    row: int
    column: int
    sheet: str = ""

    @property
    def address(self) -> str:
        """
        Name the cell as a spreadsheet does.

        >>> AnswerCell("", None, "", 7, 28, "Inputs").address
        'Inputs!AB7'
        """
        letters, rest = "", self.column
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{self.sheet}!{letters}{self.row}" if self.sheet else f"{letters}{self.row}"


AnswerRow = dict[str, AnswerCell]
"""The cells of a row, by the head of their column."""


def answer_rows(name: str, content: bytes) -> list[AnswerRow]:
    """
    Read the rows below the heads `path` and `value`.

    Args:
        name: The file, as the user named it.
        content: Its bytes: a workbook, or CSV in UTF-8.

    Raises:
        CannotReadError: It is neither, or has no such heads.
    """
    is_workbook = content.startswith(b"PK")
    try:
        for rows in _of_workbook(content) if is_workbook else [_of_csv(name, content)]:
            found = _below_heads(rows)
            if found is not None:
                return found
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise CannotReadError(f"cannot read {visible(name)}: {visible(str(error))}") from None
    raise CannotReadError(
        f"cannot read {visible(name)}: it has no columns `path` and `value`",
        "omsrisk inputs FILE -o inputs.xlsx writes such a table",
    )


def _below_heads(rows: Iterable[Sequence[AnswerCell]]) -> list[AnswerRow] | None:
    heads: dict[int, str] = {}
    found: list[AnswerRow] = []
    for number, row in enumerate(rows):
        if heads:
            found.append({heads[one.column]: one for one in row if one.column in heads})
            continue
        named = {one.column: one.text.strip().casefold().replace("_", " ") for one in row}
        if set(NEEDED) <= set(named.values()):
            heads = {column: head for column, head in named.items() if head}
        elif number >= _FIRST_HEADS:
            return None
    return found if heads else None


def _of_csv(name: str, content: bytes) -> Iterator[list[AnswerCell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotReadError(
            f"cannot read {visible(name)}: it is neither a workbook nor CSV in UTF-8"
        ) from None
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        for at, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            if at > _MOST_ROWS:
                break
            yield [_text_cell(one, at, column) for column, one in enumerate(row, start=1)]
    except csv.Error as error:
        raise CannotReadError(f"cannot read {visible(name)}: {error}") from None


def _text_cell(text: str, row: int, column: int) -> AnswerCell:
    plain = text.strip()
    # what a spreadsheet would take for a formula was written with an apostrophe
    if plain[:1] == "'" and plain[1:2] in {"=", "+", "-", "@"}:
        plain = plain[1:]
    wrong = "a formula" if plain.startswith("=") else ""
    is_number = plain.removeprefix("-").replace(".", "", 1).isdecimal() and plain.isascii()
    number = Decimal(plain) if is_number and len(plain) <= 2 * _SIGNIFICANT else None
    return AnswerCell(plain, number, wrong, row, column)


def _of_workbook(content: bytes) -> Iterator[Iterator[list[AnswerCell]]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    for sheet in book.worksheets:
        yield (
            [
                _cell(cell.value, cell.data_type == "f", at, column, sheet.title)
                for column, cell in enumerate(row, start=1)
            ]
            for at, row in enumerate(
                sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS), start=1
            )
        )


def _cell(value: object, is_formula: bool, row: int, column: int, sheet: str) -> AnswerCell:  # noqa: FBT001
    place = (row, column, sheet)
    if value is None:
        return AnswerCell("", None, "", *place)
    if is_formula:
        return AnswerCell(str(value), None, "a formula", *place)
    if isinstance(value, bool):
        return AnswerCell(str(value).lower(), None, f"the truth {shown(str(value).upper())}", *place)
    if isinstance(value, int | float):
        # the shortest text of a double has up to 17 digits; what was typed has 15 at the most
        number = Decimal(f"{value:.{_SIGNIFICANT}g}")
        return AnswerCell(f"{number:f}", number, "", *place)
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return AnswerCell(day.isoformat(), None, "", *place)
    return AnswerCell(str(value).strip(), None, "", *place)
