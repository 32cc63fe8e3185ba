"""
SVG: the chart of a result as one picture, with the numbers that it stands for.

Every mark has its colour as an attribute and every word is text: what a viewer strips is neither.
The paper is part of the picture, so that it reads the same on a dark page.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import NamedTuple

from omsrisk.errors import UsageError
from omsrisk.report.document import (
    Around,
    Block,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Notes,
    Role,
    Row,
    Table,
)
from omsrisk.report.document import Title as DocumentTitle
from omsrisk.report.formats.layout import cell_text
from omsrisk.text import cell_width, visible

_INK, _QUIET, _LINE, _PAPER = "#1b1f24", "#55606c", "#c9d0d8", "#ffffff"
_LOW, _HIGH = "#2f6fb0", "#c2571a"

_LETTER, _ROW, _GAP, _BAR, _EDGE = 7.4, 24, 16, 320, 16
"""Pixels: a terminal cell of text, a row, between columns, the longest bar, around the picture."""

_LONGEST = 60
"""Terminal cells of a text: a longer one is cut, and whole where one points at it."""


class _Laid(NamedTuple):
    """A column, and where it stands."""

    column: Column
    at: int
    left: float
    width: float

    @property
    def is_right(self) -> bool:
        """Whether its texts end at its right side."""
        return self.column.content not in {Content.TEXT, Content.BAR}


def to_svg(document: Document) -> Iterator[str]:
    """
    Draw the first table of a document that has bars.

    Yields:
        One SVG file.

    Raises:
        UsageError: It has none.
    """
    said: list[Block] = []
    chart: Table | None = None
    for block in document.blocks:
        if isinstance(block, Chart) and block.kind is not ChartKind.HEAT_MAP:
            chart = block.table
            break
        said.append(block)
    if chart is None:
        raise UsageError("this result has no bars to draw", "-f html shows its tables")
    rows = [row for row in chart.rows if row.role is not Role.SPACE]
    yield from _Picture(said, chart.columns, rows).written()


class _Picture:
    """A title, sentences, and a row for each bar."""

    def __init__(self, said: Sequence[Block], columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self._rows = rows
        self._title = next((one.text for one in said if isinstance(one, DocumentTitle)), "omsrisk")
        self._quiet = [line for one in said if isinstance(one, (Facts, Notes)) for line in one.lines]
        told = [one.lines for one in said if isinstance(one, Headline)]
        self._told = " ".join(told[0]) if told else ""
        self._columns = list(self._laid(columns))
        last = self._columns[-1]
        widest = max(map(cell_width, (self._title, self._told, *self._quiet[:1]))) * _LETTER
        self._width = max(last.left + last.width, min(widest, 1000)) + _EDGE
        self._top = _EDGE + 3 * _ROW + _ROW * len(self._folded())

    def _laid(self, columns: Sequence[Column]) -> Iterator[_Laid]:
        left = float(_EDGE)
        for at, column in enumerate(columns):
            texts = [column.title, *(_text(row, at, column) for row in self._rows)]
            cells = min(max(cell_width(one) for one in texts), _LONGEST)
            width = _BAR if column.content is Content.BAR else cells * _LETTER
            yield _Laid(column, at, left, width)
            left += width + _GAP

    def _folded(self) -> list[str]:
        """Fold the sentences to the width of the picture."""
        most = int((self._width - 2 * _EDGE) / _LETTER)
        lines = [""]
        for word in visible(self._told).split():
            if lines[-1] and cell_width(lines[-1]) + 1 + cell_width(word) > most:
                lines.append(word)
            else:
                lines[-1] = f"{lines[-1]} {word}".strip()
        return lines

    def written(self) -> Iterator[str]:
        """Write it."""
        height = self._top + _ROW * (len(self._rows) + 1) + _EDGE
        title, told = (escape(visible(one)) for one in (self._title, self._told))
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" data-generator="omsrisk" '
            f'viewBox="0 0 {self._width:.0f} {height}" '
            f'width="{self._width:.0f}" height="{height}" role="img" aria-labelledby="title told" '
            'font-family="system-ui, Segoe UI, Liberation Sans, Arial, sans-serif" font-size="13">\n'
            f'<title id="title">{title}</title>\n<desc id="told">{told}</desc>\n'
            f'<rect width="100%" height="100%" fill="{_PAPER}"/>\n'
        )
        most = int((self._width - 2 * _EDGE) / _LETTER)
        yield _written(self._title, _EDGE, _EDGE + 14, size=16, most=most * 13 // 18)
        for number, line in enumerate([*self._quiet[:1], *self._folded()]):
            colour = _QUIET if number < len(self._quiet[:1]) else _INK
            yield _written(line, _EDGE, _EDGE + 14 + _ROW * (number + 1), colour, most=most)
        for one in self._columns:
            yield self._cell(one, one.column.title, self._top, _QUIET)
        yield _rectangle(_EDGE, self._top + 8, self._width - 2 * _EDGE, 1, _LINE)
        for number, row in enumerate(self._rows):
            yield from self._row(row, self._top + _ROW * (number + 1))
        yield "</svg>\n"

    def _row(self, row: Row, base: float) -> Iterator[str]:
        for one in self._columns:
            cell = row.cells[one.at] if one.at < len(row.cells) else None
            if isinstance(cell, Around):
                yield from _around(cell, one.left, base)
            elif one.column.content is Content.BAR:
                if isinstance(cell, Decimal) and cell > 0:
                    yield _rectangle(one.left, base - 11, float(cell) * one.width, 14, _LOW)
            elif row.role is not Role.HEADING or one.at == 0:
                yield self._cell(one, _text(row, one.at, one.column), base)

    def _cell(self, one: _Laid, text: str, base: float, colour: str = _INK) -> str:
        if one.column.content is Content.BAR:
            text = " ".join(text.split())
            return _written(text, one.left + one.width / 2, base, colour, anchor="middle")
        if one.is_right:
            return _written(text, one.left + one.width, base, colour, anchor="end")
        return _written(text, one.left, base, colour)


def _text(row: Row, at: int, column: Column) -> str:
    if at >= len(row.cells) or column.content is Content.BAR:
        return ""
    return cell_text(row.cells[at], column)


def _written(
    text: str,
    x: float,
    y: float,
    colour: str = _INK,
    *,
    most: int = _LONGEST,
    size: int = 0,
    anchor: str = "",
) -> str:
    shown = visible(text)
    if not shown.strip():
        return ""
    whole = ""
    if cell_width(shown) > most:
        whole = f"<title>{escape(shown)}</title>"
        shown = f"{cut_to(shown, most)}..."
    attributes = f' font-size="{size}" font-weight="600"' if size else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{attributes}>{whole}{escape(shown)}</text>\n'
    )


def cut_to(text: str, cells: int) -> str:
    """
    Return the beginning of a text that takes so many terminal cells at the most.

    >>> cut_to("abc", 2), cut_to("\u5c0f\u58f2", 3)
    ('ab', '\u5c0f')
    """
    width = 0
    for at, character in enumerate(text):
        width += cell_width(character)
        if width > cells:
            return text[:at]
    return text


def _around(bar: Around, left: float, base: float) -> Iterator[str]:
    low, middle, high = (left + float(share) * _BAR for share in bar)
    if low < middle:
        yield _rectangle(low, base - 11, min(middle, high) - low, 14, _LOW)
    if high > middle:
        yield _rectangle(max(middle, low), base - 11, high - max(middle, low), 14, _HIGH)
    yield _rectangle(middle - 0.75, base - 14, 1.5, 20, _INK)


def _rectangle(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'fill="{colour}"/>\n'
    )
