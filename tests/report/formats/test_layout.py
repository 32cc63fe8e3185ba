"""Tables at every width: amounts are whole, rows stay rows, columns stand under their heads."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from rich.cells import cell_len

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.report.document import Column, Content, Document, Row, Sheet, Table
from omsrisk.report.exposure import calc as build_calc
from omsrisk.scenario.load import Loader
from tests.support.hostile_results import as_table, as_text, hostile, loader, report, weighted

AMOUNT = re.compile(r"-?\d[\d,]*\.\d\d(?!\d)")
LARGE = b"""\
omsrisk: 1
name: Large
currency: USD
likelihood: 40%
hidden_costs:
  inventory_loss: 123456789012345678
  customer_attrition: 999999999999.99
  brand_damage: 0.01
"""


def large() -> Assessment:
    """Price amounts of 18 digits, with an expected figure beside each."""
    return assess(Loader(read_bytes=lambda _: LARGE).load("large.yaml"))


def of(*results: Assessment) -> Document:
    """Report results without an ending."""
    return build_calc.document(results, lambda: {"summary": {}, "diagnostics": []})


def amounts(text: str) -> list[str]:
    """List the amounts of a text in their order."""
    return AMOUNT.findall(text)


@pytest.mark.parametrize("shown", [as_text, as_table], ids=lambda shown: shown.__name__)
@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_amounts_are_whole(shown: Callable[[Document, int], str], width: int) -> None:
    """Narrow or wide, a report shows the same amounts: none is cut, dropped or broken in two."""
    results = (hostile(), weighted(), large())
    narrow, wide = shown(of(*results), width), as_text(of(*results), None)
    assert "123,456,789,012,345,678.00" in amounts(wide)
    assert amounts(narrow) == amounts(wide)
    assert "\u2026" not in narrow


@pytest.mark.parametrize("width", [20, 30, 40])
def test_amounts_stay_with_their_label(width: int) -> None:
    """On a terminal that is too narrow even for two amounts, they stand right below their label."""
    told = as_table(of(large()), width).split()
    at = told.index("loss", told.index("Inventory"))
    assert told[at + 1 : at + 5] == ["stated", "USD:", "123,456,789,012,345,678.00", "expected:"]


@pytest.mark.parametrize("shown", [as_text, as_table], ids=lambda shown: shown.__name__)
@pytest.mark.parametrize("width", range(24, 72, 4))
def test_no_line_is_wider_than_the_terminal_and_no_word_is_cut(
    shown: Callable[[Document, int], str], width: int
) -> None:
    """A label and one, two or three amounts: stacked before a line is too long or a word broken."""
    for amounts_beside in (1, 2, 3):
        columns = (
            Column(""),
            *(Column(name, Content.MONEY, 2) for name in ("low", "base", "high")[:amounts_beside]),
            Column("b", narrow=True),
        )
        cells = tuple(Decimal(123_456_789) for _ in range(amounts_beside))
        row = Row(("Recovery from the misalignment", *cells, "C"), level=2)
        document = Document((Table(columns, (row,)),), {}, Sheet((), ()))
        told = shown(document, width)
        assert max(map(cell_len, told.splitlines())) <= width
        assert "misalignment" in told


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_table_fits(width: int) -> None:
    """Formulas go first, then shares: amounts that fit with their labels are not wrapped."""
    for shown in (as_text, as_table):
        lines = shown(of(weighted()), width).splitlines()
        rows = [line for line in lines if line.startswith("  ") and amounts(line)]
        assert len(rows) > 5
        assert max(cell_len(line) for line in rows) <= width


def test_wide_names_are_whole_in_a_pipe() -> None:
    """A name of 300 characters is whole where nothing limits the width."""
    name = "W" * 300
    source = f"omsrisk: 1\nname: {name}\ncurrency: USD\nhidden_costs: {{brand_damage: 1}}\n".encode()
    result = assess(Loader(read_bytes=lambda _: source).load("wide.yaml"))
    assert name in as_text(of(result))
    assert "WWW..." not in as_table(of(result), 1000)


WIDE = [  # label, why
    ("小売 注文", "two cells each"),
    ("Cafe\u0301 re\u0301seau", "accents that combine"),
    ("\u0e17\u0e35\u0e48\u0e19\u0e35\u0e48", "Thai vowels and tones, which take no cell"),
    ("😀", "an emoji"),
]


@pytest.mark.parametrize("case", WIDE, ids=lambda case: case[-1])
@pytest.mark.parametrize("shown", [as_text, as_table], ids=lambda shown: shown.__name__)
def test_columns_are_aligned(shown: Callable[[Document], str], case: tuple[str, str]) -> None:
    """Widths count the cells of a terminal: an amount stands under the amount above it."""
    label, _ = case
    columns = (Column(""), Column("USD", Content.MONEY))
    rows = (Row((label, hostile().totals["net_exposure"])), Row(("x", weighted().totals["exposure"])))
    table = Table(columns, rows)
    document = Document((table,), {}, Sheet(columns, rows))
    lines = [line for line in shown(document).splitlines() if amounts(line)]
    assert len(lines) == 2
    assert len({cell_len(line) for line in lines}) == 1


def test_a_total_that_differs_from_its_rows_says_so() -> None:
    """Where printed rows do not add up to a printed total, a line says why: a grand one too."""
    shown = as_text(report())
    table = shown[shown.index("All 2 scenarios") :]
    rows = [amounts(line) for line in table.splitlines() if "GBP" in line]
    printed = [[round(float(one.replace(",", "")) * 100) for one in row] for row in rows]
    assert printed[0][0] + printed[1][0] != printed[2][0], "the fixture is made to show it"
    assert "rounded" in table


def test_loader_of_the_fixture_is_plain() -> None:
    """The fixture reads what users read: the same file gives the same assessment twice."""
    assert assess(loader().load("hostile.yaml")).totals == hostile().totals


def test_more_than_two_amounts_are_stacked_where_they_have_no_room() -> None:
    """Each behind its head, further in than the label of its row."""
    columns = (Column("line"), *(Column(name, Content.MONEY, 2) for name in ("a", "b", "c")))
    row = Row(("Delay", *(Decimal(123_456_789 + at) for at in range(3))), level=1)
    table = Document((Table(columns, (row,)),), {}, Sheet((), ()))
    told = [line for line in as_text(table, 40).splitlines() if line.strip()]
    assert told[-4:] == [
        "  Delay", "    a: 123,456,789.00", "    b: 123,456,790.00", "    c: 123,456,791.00",
    ]  # fmt: skip
    wide = [line for line in as_text(table, 80).splitlines() if "Delay" in line]
    assert [amounts(line) for line in wide] == [[one.partition(": ")[2] for one in told[-3:]]]
