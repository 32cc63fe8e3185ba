"""How numbers and days are written: in each format that people read, in none that programs do."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from omsrisk.cli.app import COMMANDS as ALL
from omsrisk.cli.app import LazyGroup
from omsrisk.report import numbers
from omsrisk.report.formats.output_formats import RESULT_FORMATS
from omsrisk.report.number_style import LOCALES, PLAIN, written_as
from tests.cli.test_every_format import GAPS, LIMIT, MEASURES
from tests.support.node import needs_node
from tests.support.node import run as run_in_node
from tests.support.paths import ROOT
from tests.support.program import Inside, Program

THIN = "\N{NARROW NO-BREAK SPACE}"
FRENCH = ("--locale", "fr")
UNCERTAIN = str(ROOT / "scenarios" / "phased-uncertain.yaml")
STOPS = str(ROOT / "scenarios" / "phased-stop.yaml")
BIG_BANG = str(ROOT / "scenarios" / "big-bang-uncertain.yaml")

COMMANDS = [
    "calc measured.yaml",
    "calc measured.yaml --with rehearsal --trace",
    f"calc {STOPS} --by phase",
    f"calc {UNCERTAIN} {STOPS} --summary --total",
    f"calc {UNCERTAIN} --trace",
    "compare measured.yaml retailer.yaml",
    f"compare {UNCERTAIN} {BIG_BANG}",
    f"compare {UNCERTAIN} {BIG_BANG} {STOPS} --simulate --trials 99",
    "sweep measured.yaml --vary delay.duration_days=0:10:2.5",
    "sweep measured.yaml --vary delay.duration_days=1,2 --vary likelihood=50%,60.5%",
    f"sweep {BIG_BANG} --vary calendar.go_live=2027-02-15:2027-04-15:2w",
    "tornado measured.yaml",
    f"tornado {UNCERTAIN}",
    "solve measured.yaml --for delay.duration_days --target cost_of_failure=140000",
    f"solve {BIG_BANG} --for orders.daily_volume --target p90_net_exposure=900000 --trials 99",
    "mitigate measured.yaml",
    "gaps measured.yaml",
    "tripwires measured.yaml --all",
    "diff retailer.yaml measured.yaml",
    f"diff {BIG_BANG} {UNCERTAIN}",
    "timeline measured.yaml",
    f"timeline {UNCERTAIN} --simulate --trials 99",
    "schedule measured.yaml --from 2027-02-15 --to 2027-06-15",
    f"schedule {BIG_BANG} --simulate --trials 99",
    f"simulate {UNCERTAIN} --trials 99 --drivers",
]
FOR_PEOPLE = ["text", "table", "markdown", "html", "comment"]


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program in a folder with a scenario that every command has something to say of."""
    program = Inside(tmp_path_factory.mktemp("numbers"))
    program.shipped("retailer.yaml")
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("measured.yaml", text + GAPS + MEASURES + LIMIT)
    return program


def in_english(text: str) -> str:
    """Undo what French does to numbers and days."""
    text = re.sub(r"(?<=\d),(?=\d)", ".", text).replace(THIN, ",")
    return re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", r"\3-\2-\1", text)


def told(text: str) -> Iterator[str]:
    """
    Leave out findings and what a file says: both read the same everywhere.

    Where numbers become wider or narrower, so does a table: blanks and rules count once.
    """
    for line in text.rpartition("</style>")[2].splitlines():
        if not re.search(r"\b(new|gone|waived): |(?:GOV|PLN|EXP|GAP|CHK|LIM|MIT)\d{3}|source:", line):
            drawn = r'\b(?:x|width)="[\d.]+%"'  # where a bar stands is no number that anybody reads
            yield re.sub(r"[ -]+", " ", re.sub(drawn, "", line))


@pytest.mark.parametrize("name", ["text", "html"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_locale_changes_how_numbers_are_written_and_nothing_else(
    inside: Program, command: str, name: str
) -> None:
    """Undone, what people read is what it was, in every command; and none is left as it was."""
    plain = inside(*command.split(), "-f", name)
    french = inside(*command.split(), "-f", name, *FRENCH)
    assert plain.code == french.code
    assert plain.out != french.out
    assert list(told(in_english(french.out))) == list(told(plain.out))
    left = [
        line for line in told(french.out) if re.search(r"\d\.\d|\d,\d{3},|\b\d{4}-\d\d-\d\d\b", line)
    ]
    assert left == []


@pytest.mark.parametrize("name", ["json", "csv"])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_programs_read_stays(inside: Program, command: str, name: str) -> None:
    """To the byte, whatever is asked for people."""
    asked = ("--locale", "de", "--unit", "million", "--decimals", "3")
    plain = inside(*command.split(), "-f", name)
    assert inside(*command.split(), "-f", name, *asked) == plain


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_thousands_in_german_in_every_format_that_people_read(inside: Program, name: str) -> None:
    """625,8 where 625,800.00 stood, and it is said of what."""
    plain = inside("calc", "retailer.yaml", "-f", name).out
    german = inside("calc", "retailer.yaml", "-f", name, "--locale", "de", "--unit", "thousand").out
    assert "625,800.00" in plain
    assert "625,8" in german
    assert "625,800" not in german
    assert "625.8" not in german
    assert "thousand USD" in german


def test_a_page_is_written_so_too(inside: Program) -> None:
    """And its commands repeat how, so that they print what the page shows."""
    asked = ("--locale", "de", "--unit", "thousand")
    page = inside("report", "retailer.yaml", *asked).out
    assert "625,8" in page
    assert "625,800" not in page
    assert "omsrisk calc retailer.yaml --locale de --unit thousand" in page
    assert '"style":{"point":",","group":".","least":4,"power":3,"digits":1,' in page


WRITTEN = [  # locale, unit, decimals, amount, text, why
    ("en", "", None, "1234567.005", "1,234,567.01", "as everywhere"),
    ("de", "", None, "-1234.5", "-1.234,50", "below 0"),
    ("de", "thousand", None, "625800", "625,8", "thousands with a digit"),
    ("de", "million", None, "625800", "0,63", "millions with two"),
    ("de", "thousand", 3, "625800", "625,800", "or as many as are asked for"),
    ("en", "", 0, "1234.5", "1,235", "rounded half up"),
    ("en", "thousand", 0, "-499.99", "0", "no 0 below 0"),
    ("es", "", None, "1234.5", "1234,50", "four digits are not grouped in Spanish"),
    ("es", "", None, "12345", "12.345,00", "five are"),
    ("de-CH", "", None, "1234.5", "1'234.50", "Swiss"),
    ("en", "thousand", 12, "0.000000000123", "0.000000000000", "to the last digit"),
]


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row[-1])
def test_an_amount_is_written(row: tuple[str, str, int | None, str, str, str]) -> None:
    """In its unit, rounded once."""
    locale, unit, decimals, amount, text, _ = row
    with written_as(LOCALES[locale]._replace(unit=unit, decimals=decimals)):
        assert numbers.money(Decimal(amount), 2) == text


def test_a_way_of_writing_ends_with_its_block() -> None:
    """Whatever happens within."""
    with pytest.raises(ZeroDivisionError), written_as(LOCALES["de"]):
        raise ZeroDivisionError
    assert numbers.money(1234, 2) == "1,234.00"


ANOTHER_EDITION = {"it"}
"""Locales in which editions of the data differ on whether four digits are grouped."""


@needs_node
def test_the_locales_are_those_of_unicode() -> None:
    """
    Node holds the same locale data as a browser: separators, grouping and the order of a day.

    Editions differ in which apostrophe the Swiss write; here it is the one that every terminal has.
    """
    asked = {
        name: [name, style.day.replace("%d", "04").replace("%m", "03").replace("%Y", "2027")]
        for name, style in LOCALES.items()
        if style is not PLAIN
    }
    written = run_in_node(
        """
        return given.map(([name]) => [
          new Intl.NumberFormat(name, {minimumFractionDigits: 1}).format(1234567.5),
          new Intl.NumberFormat(name, {minimumFractionDigits: 1}).format(1234.5),
          new Intl.DateTimeFormat(name, {year: "numeric", month: "2-digit", day: "2-digit",
            timeZone: "UTC"}).format(new Date("2027-03-04T00:00:00Z")),
        ]);
        """,
        list(asked.values()),
    )
    for (name, day), (large, small, dated) in zip(asked.values(), written, strict=True):
        with written_as(LOCALES[name]):
            ours = [numbers.number(Decimal(one)) for one in ("1234567.5", "1234.5")]
        theirs = [one.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for one in (large, small)]
        assert ours[0] == theirs[0], name
        assert ours[1] == theirs[1] or name in ANOTHER_EDITION, name
        assert day == dated.replace(" ", "").replace("\N{NO-BREAK SPACE}", ""), name


BAD = [
    (("--locale", "xx"), "--locale xx: unknown locale; there are en, en-GB", "a locale"),
    (("--unit", "thousands"), "--unit thousands: must be one of thousand, million", "a unit"),
    (("--decimals", "13"), "--decimals 13: write 12 or less", "too many digits"),
    (("--decimals", "-1"), "--decimals -1: write 0 or more", "fewer than none"),
    (("--decimals", "x"), "`x` is not a whole number", "no number"),
    (("--csv-for-excel", "-f", "json"), "goes with CSV, not with --format json", "two formats"),
    (("--csv-for-excel", "-o", "x.md"), "goes with CSV, not with -o x.md", "a file of another"),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row[-1])
def test_what_is_not_known_is_wrong_usage(
    inside: Program, row: tuple[tuple[str, ...], str, str]
) -> None:
    """With what there is."""
    run = inside("calc", "retailer.yaml", *row[0])
    assert run.code == 2
    assert row[1] in run.err


@pytest.mark.parametrize("tag", ["de_DE.UTF-8", "DE", "de-LU"])
def test_a_locale_is_found_as_systems_name_it(inside: Program, tag: str) -> None:
    """With a country or a character set behind it."""
    assert "625.800,00" in inside("calc", "retailer.yaml", "--locale", tag).out


SPREADSHEETS = [
    ((), ";", ",", "semicolons and commas"),
    (("--locale", "de"), ";", ",", "German"),
    (("--locale", "en-GB"), ",", ".", "where people write points"),
]


@pytest.mark.parametrize("row", SPREADSHEETS, ids=lambda row: row[-1])
@pytest.mark.parametrize(
    "command", ["calc retailer.yaml", "sweep retailer.yaml --vary delay.duration_days=0:20:0.005"]
)
def test_csv_for_excel_is_the_csv(
    inside: Program, command: str, row: tuple[tuple[str, ...], str, str, str]
) -> None:
    """With a byte order mark; undone, each cell is that of the CSV."""
    asked, separator, point, _ = row
    text = inside(*command.split(), "--csv-for-excel", *asked).out
    assert text.startswith("\ufeff")
    found = list(csv.reader(io.StringIO(text[1:]), delimiter=separator))
    plain = list(csv.reader(io.StringIO(inside(*command.split(), "-f", "csv").out)))
    number = re.compile(r"-?\d+\.\d+")
    want = [
        [cell.replace(".", point) if number.fullmatch(cell) else cell for cell in one]
        for one in plain
    ]
    assert found == want


def test_csv_for_excel_goes_into_a_file(inside: Program) -> None:
    """Named as any CSV."""
    assert inside("calc", "retailer.yaml", "--csv-for-excel", "-o", "case.csv").code == 0
    assert (inside.folder / "case.csv").read_bytes().startswith(b"\xef\xbb\xbffile;name;")


def test_every_command_that_tells_amounts_takes_them() -> None:
    """A command that is added and writes a result in every format is asked the same."""
    group = LazyGroup(name="omsrisk")
    others = {"rules", "explain"}  # texts, and no amount
    for name in ALL:
        given = {one.name: one for one in group.get_command(None, name).params}
        tells = "format_name" in given and all(
            one in (given["format_name"].help or "") for one in RESULT_FORMATS
        )
        assert ("locale" in given) == ((tells and name not in others) or name == "report"), name
