"""The neutral document: what a report says, before any format says how."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from omsrisk.scenario.documents.nodes import JsonValue

if TYPE_CHECKING:
    from omsrisk.report.spreadsheet.workbook import Workbook


class Content(StrEnum):
    """What a column holds; it decides alignment and format."""

    TEXT = "text"
    MONEY = "money"
    CHANGE = "change"
    SHARE = "share"
    CHANGE_SHARE = "change as share"
    BAR = "bar"


class Role(StrEnum):
    """What a row is for; it decides emphasis. A heading has one cell and may reach over others."""

    LINE = "line"
    HEADING = "heading"
    TOTAL = "total"
    GRAND_TOTAL = "grand total"
    MEMO = "memo"
    SPACE = "space"


NOT_ASSESSED = "not assessed"


class Around(NamedTuple):
    """
    A bar to both sides of a base.

    Attributes:
        low: Where it begins, as a share of the width.
        base: Where the base stands.
        high: Where it ends.
    """

    low: Decimal
    base: Decimal
    high: Decimal


Cell = str | Decimal | Around | None
"""Text, an exact number (a bar's is 0 to 1), a bar, or nothing; money may be `NOT_ASSESSED`."""


class Column(NamedTuple):
    """
    A column of a table.

    Attributes:
        title: Its head; the currency for money.
        content: What it holds.
        minor_digits: Digits after the point, for money.
        give_way: When the table is too wide, the column with the highest number goes first; one
            with 0 never goes.
        stretch: Whether it takes the room that is left.
        narrow: Whether it stands close to the column before it.
        whole: Whether it is never cut, though the first: a path that is cut names nothing.
        called: What is said to be left out where it has no title and gives way.
    """

    title: str
    content: Content = Content.TEXT
    minor_digits: int = 2
    give_way: int = 0
    stretch: bool = False
    narrow: bool = False
    whole: bool = False
    called: str = ""


class Row(NamedTuple):
    """
    A row of a table.

    Attributes:
        cells: One for each column.
        role: What it is for.
        level: How deep it is indented.
    """

    cells: tuple[Cell, ...]
    role: Role = Role.LINE
    level: int = 0


class Stretch(NamedTuple):
    """
    Many rows of a sheet at once, column by column.

    Attributes:
        columns: For each column one text for each row; numbers only, so that nothing is escaped.
    """

    columns: tuple[Iterable[str], ...]


class Table(NamedTuple):
    """
    Rows under columns; the rows may be an iterator, so that long results stream.

    Attributes:
        columns: What stands in them.
        rows: One by one.
    """

    columns: tuple[Column, ...]
    rows: Iterable[Row]


class Sheet(NamedTuple):
    """What a spreadsheet takes: records under columns, one by one or in stretches."""

    columns: tuple[Column, ...]
    rows: Iterable[Row | Stretch]


class Title(NamedTuple):
    """The first line of a report: what it is about, and the file."""

    text: str
    file: str = ""


class Lines:
    """
    Sentences, one a line, as they are to be read.

    Args:
        lines: The sentences.
    """

    __slots__ = ("lines",)
    is_quiet: ClassVar = False

    def __init__(self, lines: tuple[str, ...]) -> None:
        self.lines = lines


class Headline(Lines):
    """
    The answer, in a sentence or two: what whoever reads no further is to know.

    Args:
        lines: The sentences.
        holds: Whether what it tells keeps its limits; None where no limit is judged.
    """

    __slots__ = ("holds",)

    def __init__(self, lines: tuple[str, ...], *, holds: bool | None = None) -> None:
        super().__init__(lines)
        self.holds = holds


class Facts(Lines):
    """What the figures are of, right below the title: the currency, the metric, how they count."""

    __slots__ = ()
    is_quiet: ClassVar = True

    @classmethod
    def beside(cls, parts: Iterable[str], *more: str) -> "Facts":
        """
        Write facts beside each other.

        Args:
            parts: The facts; an empty one is left out.
            more: Sentences below them.
        """
        return cls((" | ".join(filter(None, parts)), *more))


class Heading(Lines):
    """What the table or chart below shows."""

    __slots__ = ()


class Notes(Lines):
    """
    What to know beside the figures: legends, cautions, what was left out.

    Args:
        lines: The sentences.
        next_command: A command to go on with; only who sits at a prompt is shown it.
    """

    __slots__ = ("next_command",)
    is_quiet: ClassVar = True

    def __init__(self, lines: tuple[str, ...], next_command: str = "") -> None:
        super().__init__(lines)
        self.next_command = next_command


class ChartKind(StrEnum):
    """How the marks of a chart stand to each other, and so how it is drawn."""

    BARS = "bars"
    CURVE = "curve"
    STEPS = "steps"
    HEAT_MAP = "heat map"


class Chart(NamedTuple):
    """
    Numbers that are to be seen.

    Attributes:
        kind: How they are drawn.
        table: The numbers, with the marks that stand for them: bars and lengths as shares of a
            width, and no characters. A format that cannot draw writes it.
    """

    kind: ChartKind
    table: Table


Block = Title | Lines | Table | Chart


class Folded(NamedTuple):
    """Sentences for whoever asks for them, under a title."""

    title: str
    lines: tuple[str, ...]


class Digest(NamedTuple):
    """
    A report in short, for a place with little room, such as a comment on a pull request.

    Attributes:
        marker: What its hidden marker says, so that it can be found again; empty for none.
        headline: What it comes to, in a sentence or two.
        against: What it is held against.
        told: What there is to tell besides, one a line.
        table: The figures: the row that matters most comes first.
        folded: Details, in the order of the table.
        rows_left: Follows the number of rows that had no room.
        folded_left: Stands where details had no room.
        ending: The last line; empty for none.
    """

    marker: str
    headline: str
    against: str
    told: tuple[str, ...]
    table: Table
    folded: Iterable[Folded]
    rows_left: str
    folded_left: str
    ending: str


class LaterRecord(Mapping[str, "JsonValue | Callable[[], JsonValue]"]):
    """A record that is made when a format asks for it: a page needs nothing of what makes it."""

    def __init__(self, made: Callable[[], Mapping[str, JsonValue]]) -> None:
        """
        Keep how it is made.

        Args:
            made: Makes it, once.
        """
        self._made = made
        self._record: Mapping[str, JsonValue] | None = None

    @property
    def _whole(self) -> Mapping[str, JsonValue]:
        if self._record is None:
            self._record = self._made()
        return self._record

    def __getitem__(self, key: str) -> JsonValue:
        """Return what stands behind a key."""
        return self._whole[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the keys, as they are written."""
        return iter(self._whole)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._whole)


class Document(NamedTuple):
    """
    A report, for every format.

    Attributes:
        blocks: What a reader sees.
        record: What a program reads: maps, lists, texts and exact numbers; an iterator streams, and
            a function is called when its turn comes.
        sheet: What a spreadsheet takes: one record a row.
        digest: The same in short, where that is not its beginning.
        workbook: Makes what a spreadsheet takes besides: formulas that stay live; None where the
            records are all there is.
        whole_names: What stands for each short name of a head, for a format that has room for it.
    """

    blocks: Iterable[Block]
    record: Mapping[str, JsonValue | Callable[[], JsonValue]]
    sheet: Sheet
    digest: Digest | None = None
    workbook: "Callable[[], Workbook] | None" = None
    whole_names: Mapping[str, str] = MappingProxyType({})
