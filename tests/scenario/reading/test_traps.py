from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import Finding, InvalidScenarioError, Severity, assess, load
from omsrisk.core.money import to_minor_unit
from tests.support.paths import ROOT
from tests.support.scenario_texts import TRAPS, findings_in

Verdict = tuple[Path, str, str]


def verdicts_of(folder: Path) -> list[Verdict]:
    """File, verdict and expected cost of failure of each trap of a folder."""
    table = folder / "verdicts.tsv"
    if not table.is_file():
        return []
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    return [(folder / row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]


HERE = verdicts_of(TRAPS)
FURTHER = [
    verdict
    for verdict in verdicts_of(ROOT.parent / "shared" / "traps")
    if not (TRAPS / verdict[0].name).exists()
]
ALL = HERE + FURTHER

PLACES = [  # file, code, line, column, column after, what the hint says, why
    ("a01-norway", "SCN108", 2, 11, 13, "NOK", "Norway's code, not a boolean"),
    ("a04-leading-zero-octal", "SCN105", 7, 18, 21, "write 10", "010 is neither 8 nor 10"),
    ("a05-leading-zero-not-octal", "SCN105", 7, 18, 21, "write 89", "089 is refused alike"),
    ("a07-sexagesimal", "SCN105", 7, 18, 23, "colon", "12:30 is not 750"),
    ("a08-sexagesimal-float", "SCN105", 5, 18, 24, "colon", "1:30.5 is not 90.5"),
    ("a13-nan", "SCN105", 8, 29, 33, "not-a-number", "nan passes careless comparisons"),
    ("a19-thousands-comma", "SCN105", 4, 17, 23, "write 12500", "thousands"),
    ("a20-decimal-comma", "SCN105", 5, 18, 23, "64.20", "a decimal comma is not thousands"),
    ("a22-money-symbol", "SCN105", 5, 18, 24, "`currency`", "the currency has its own key"),
    ("a23-quoted-number", "SCN105", 4, 17, 24, "remove the quotes", "quoted is text"),
    ("a25-hex", "SCN105", 4, 17, 23, "write 12500", "hexadecimal"),
    ("a26-null-value", "SCN104", 4, 3, 15, "write a number", "the key of an empty value"),
    ("a28-nbsp-number", "SCN105", 4, 17, 23, "U+00A0", "an invisible character is named"),
    ("a29-unicode-minus", "SCN105", 5, 18, 24, "U+2212", "a minus that is none is named"),
    ("a31-sexagesimal-flow-key", "SCN102", 1, 35, 51, "space is missing", "key and value in one"),
    ("b01-duplicate-top", "SCN009", 9, 1, 5, "keep one", "the second of two keys"),
    ("b02-duplicate-nested", "SCN009", 5, 3, 15, "keep one", "the second of two inputs"),
    ("b03-duplicate-quoted", "SCN009", 9, 1, 7, "keep one", "quotes make no other key"),
    ("b04-duplicate-block", "SCN009", 9, 1, 7, "keep one", "a block pasted twice"),
    ("b06-key-case", "SCN102", 2, 1, 9, "`currency`", "a capital letter"),
    ("b07-key-hyphen", "SCN102", 4, 3, 15, "`daily_volume`", "a hyphen"),
    ("b09-int-key", "SCN007", 9, 1, 2, "names", "a key that is a number"),
    ("b12-templated", "SCN007", 4, 18, 19, "template", "a template not rendered"),
    ("b13-envvar", "SCN105", 4, 17, 32, "nothing is expanded", "no environment is read"),
    ("b15-zero-width-key", "SCN102", 2, 1, 10, "`currency`", "an invisible letter"),
    ("b18-merge-duplicate", "SCN007", 6, 3, 5, "`extends`", "merge keys"),
    ("c03-recursive-alias", "SCN006", 6, 9, 11, "remove the alias", "at the alias"),
    ("c06-python-tag", "SCN007", 1, 7, 40, "remove it", "a tag that would run code"),
    ("c12-deep-flow", "SCN006", 1, 70, 71, "", "the 65th level"),
    ("c13-deep-block", "SCN006", 65, 129, 133, "", "the 65th level"),
    ("d02-only-comments", "SCN005", 1, 1, 8, "omsrisk init", "an empty file"),
    ("d06-list", "SCN101", 1, 1, 10, "one scenario", "several scenarios in one file"),
    ("d08-trailing-empty-document", "SCN008", 9, 1, 4, "remove the `---`", "the marker"),
    ("d12-yaml20-directive", "SCN004", 1, 1, 10, "`%YAML`", "a version that is not read"),
    ("e01-tab-indent", "SCN004", 4, 1, 21, "spaces", "the tab"),
    ("e06-no-space-after-colon", "SCN004", 2, 1, 13, "space after the colon", "the line before"),
    ("e07-colon-in-value", "SCN004", 1, 14, 24, "quote", "the second colon"),
    ("e09-unclosed-quote", "SCN004", 1, 7, 18, "close the quote", "where it opens, not the end"),
    ("e10-unclosed-flow", "SCN004", 6, 8, 9, "close it", "where it opens, not the end"),
    ("e12-at-sign", "SCN004", 1, 7, 14, "quotes", "a character that begins nothing"),
    ("e15-block-scalar-number", "SCN105", 4, 17, 18, "same line", "a block is text"),
    ("e16-html-page", "SCN004", 1, 1, 16, "log-in", "a page saved for a file"),
    ("f02-bom-second-document", "SCN003", 10, 1, 18, "joined", "after the `---` of line 9"),
    ("f04-utf16be-bom", "SCN001", 1, 1, 36, "save it as UTF-8", "the mark says UTF-16"),
    ("f05-utf16le-no-bom", "SCN001", 1, 2, 33, "UTF-16", "every second byte is NUL"),
    ("f07-latin1", "SCN001", 1, 10, 11, "Windows-1252", "the first byte that is not UTF-8"),
    ("f10-bell", "SCN003", 1, 10, 14, "remove it", "a control character"),
    ("f19-emoji-before-error", "SCN108", 1, 24, 27, "write GBP", "columns count characters"),
    ("f22-gzip", "SCN001", 1, 2, 14, "not a text file", "binary"),
]  # fmt: skip

SAYS = [  # file, what the message says, why
    ("a01-norway", "`NO`", "the text as written, not False"),
    ("a04-leading-zero-octal", "`010`", "the text as written, not 8"),
    ("a07-sexagesimal", "a number of days, found `12:30`", "what was expected, and found"),
    ("a08-sexagesimal-float", "an amount of money", "the kind, in words"),
    ("a26-null-value", "`orders.daily_volume` has no value", "which input"),
    ("b02-duplicate-nested", "first at line 4, column 3", "the other place"),
    ("b15-zero-width-key", r"currency\u200b", "the invisible character, visible"),
    ("c03-recursive-alias", "holds itself", "what is wrong with the alias"),
    ("c06-python-tag", "!!python/object/apply:os.system", "the tag as YAML writes it"),
    ("d02-only-comments", "only comments", "what was found"),
    ("d06-list", "a list", "what was found"),
    ("d12-yaml20-directive", "version", "what is wrong with the directive"),
    ("f07-latin1", "byte 0xE9", "the byte"),
    ("f10-bell", "U+0007", "the character"),
]


def test_all_traps_are_there() -> None:
    """Each trap of the table is a file, and each file is in the table."""
    files = {file.name for file in TRAPS.glob("*.yaml")}
    assert files
    assert files == {file.name for file, _, _ in HERE}


@pytest.mark.parametrize("trap", ALL, ids=lambda trap: trap[0].stem)
def test_trap_gets_its_verdict(trap: Verdict) -> None:
    """A treacherous file is read as its author meant it, or refused at a place: nothing else."""
    file, verdict, total = trap
    findings: tuple[Finding, ...] = ()
    try:
        cost = assess(load(file)).totals["cost_of_failure"]
    except InvalidScenarioError as refused:
        findings = refused.findings
        cost = None
    assert verdict in ({"refuse", "either"} if findings else {"accept", "either"})
    if total:
        assert cost is not None
        assert str(to_minor_unit(cost, 2)) == total
    for one in findings:
        assert one.severity is Severity.ERROR
        assert one.file == str(file)
        assert one.line >= 1
        assert one.column >= 1
        assert one.end_column > one.column
        assert one.message


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}: {place[-1]}")
def test_finding_points_at_the_fault(
    place: tuple[str, str, int, int, int, str, str],
) -> None:
    """The caret stands under what is to be changed, and the hint says into what."""
    stem, code, line, column, end_column, hint, _ = place
    (found,) = findings_in(TRAPS / f"{stem}.yaml")
    assert (found.code, found.line, found.column, found.end_column) == (
        code,
        line,
        column,
        end_column,
    )
    assert hint in found.hint


@pytest.mark.parametrize("saying", SAYS, ids=lambda saying: f"{saying[0]}: {saying[-1]}")
def test_message_shows_what_the_author_wrote(saying: tuple[str, str, str]) -> None:
    """A message quotes the file, never what some parser made of it."""
    stem, words, _ = saying
    (found,) = findings_in(TRAPS / f"{stem}.yaml")
    assert words in found.message


def test_every_unknown_key_is_counted() -> None:
    """Two thousand faults are two thousand findings, in the order of the lines."""
    findings = findings_in(TRAPS / "c15-many-unknown-keys.yaml")
    assert [one.line for one in findings] == list(range(9, 2009))
    assert {one.code for one in findings} == {"SCN102"}


@pytest.mark.parametrize("stem", ["f14-crlf", "f16-mixed-eol", "f01-utf8-bom", "d14-json"])
def test_form_of_the_text_is_no_part_of_the_scenario(stem: str) -> None:
    """Line ends, a byte order mark and JSON's brackets change no input."""
    scenario = load(TRAPS / f"{stem}.yaml")
    assert all("\r" not in path and "\ufeff" not in path for path in scenario.case.inputs)
    assert scenario.case.inputs["delay.duration_days"].value in {Decimal(42), Decimal(1)}
    assert set(scenario.case.inputs) == {
        "orders.daily_volume",
        "orders.average_value",
        "delay.duration_days",
        "delay.cancellation_sensitivity",
    }


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("a02-bool-words", "on"),
        ("a17-bad-date", "2024-13-45"),
        ("g01-rich-markup", "Phase [bold red]2[/] [/nope]"),
        ("g03-newline-name", "line one\nline two"),
        ("b16-nfd", "Cafe\u0301 re\u0301seau"),
    ],
)
def test_a_name_is_its_text(stem: str, name: str) -> None:
    """Where text is meant, what is written is what it is."""
    assert load(TRAPS / f"{stem}.yaml").name == name
