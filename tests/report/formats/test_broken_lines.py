"""Lines that are too long: names are broken between words, and tables that do not fit are stacked."""

import re
from decimal import Decimal

import pytest

from omsrisk.report.document import Column, Content, Document, Lines, Role, Row, Sheet, Table
from omsrisk.report.formats.to_text import to_text

NAME = "Mid-size retailer, with six mitigations and ranges"
PATH = "data_misalignment.data_inaccuracy_rate"
SENTENCE = "What all roll-outs have in common is not in the totals of any of them, to be sure."


def written(table: Table | None, width: int | None) -> list[str]:
    """Write a table and a sentence as text, line by line."""
    blocks = (*(() if table is None else (table,)), Lines((SENTENCE,)))
    return "".join(to_text(Document(blocks, {}, Sheet((), ())), width)).splitlines()


def table_of(label: str, *, whole: bool, role: Role = Role.LINE) -> Table:
    """Make a table of one row, with two amounts and a word that gives way."""
    columns = (
        Column("", whole=whole),
        Column("before", Content.MONEY),
        Column("after", Content.MONEY),
        Column("verdict", give_way=1),
    )
    amounts = (Decimal(1234567), Decimal(7654321))
    return Table(columns, (Row((label, *amounts, "dearer"), role),))


WIDTHS = [  # the label, whether it is never cut, the room, what the row is then, why
    (NAME, True, 100, [f"{NAME}  1,234,567.00  7,654,321.00  dearer"], "room for all"),
    (NAME, True, 65, ["Mid-size retailer, with six         1,234,567.00  7,654,321.00  dearer",
                      "mitigations and ranges"], "a name is broken before a column goes"),
    (NAME, True, 50, ["Mid-size retailer,      1,234,567.00  7,654,321.00",
                      "with six mitigations", "and ranges"], "and after one has gone"),
    (NAME, False, 50, ["Mid-size retailer,      1,234,567.00  7,654,321.00",
                       "with six mitigations", "and ranges"], "a name that may be cut"),
    (
        f"    {NAME}",
        False,
        50,
        [
            "    Mid-size retailer,  1,234,567.00  7,654,321.00",
            "    with six",
            "    mitigations and",
            "    ranges",
        ],
        "what is left is indented as it is"),
    (PATH, False, 50, ["data_misalignment.d...  1,234,567.00  7,654,321.00"], "one word, cut"),
    (PATH, True, 50, [PATH, "  before: 1,234,567.00", "  after: 7,654,321.00", "  verdict: dearer"],
     "one word that is never cut: each cell has a line, none is left out"),
]  # fmt: skip


def _narrow(line: str) -> str:
    """Leave its indent and two spaces between the cells, whatever their width."""
    return re.sub(r"(?<=\S) {2,}(?=\S)", "  ", line)


@pytest.mark.parametrize("case", WIDTHS, ids=lambda case: case[-1])
def test_names_are_broken_between_words(case: tuple[str, bool, int, list[str], str]) -> None:
    """No line is too wide, no amount is cut, and a row can be told from the others."""
    label, whole, width, expected, _ = case
    lines = written(table_of(label, whole=whole), width)
    told = [*map(_narrow, lines)]
    assert [line for line in told if line in map(_narrow, expected)] == [*map(_narrow, expected)]
    assert max(map(len, lines)) <= max(width, len(expected[0]))


def test_a_broken_total_has_one_rule() -> None:
    """The rule stands above a total, and not within it."""
    lines = written(table_of(NAME, whole=True, role=Role.GRAND_TOTAL), 50)
    at = next(at for at, line in enumerate(lines) if line.startswith("Mid-size"))
    assert set(lines[at - 1]) == {"-"}
    assert lines[at + 1].startswith("with six")


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_sentences_are_broken_where_the_room_is_known(width: int) -> None:
    """A terminal would break words; a pipe, whose reader may have any room, gets one line."""
    lines = written(None, width)
    assert all(len(line) <= width for line in lines)
    assert " ".join(lines) == SENTENCE
    assert written(None, None) == [SENTENCE]
