"""Findings for people: the caret stands under what is wrong, whatever stands before it."""

import re

import pytest
from rich.cells import cell_len

from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.formats import render
from omsrisk.report.findings.full import count_of_errors, to_full
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity, at_place
from omsrisk.scenario.documents.nodes import Origin
from omsrisk.scenario.load import Loader
from tests.support.hostile_results import findings as hostile_findings

ARROW = "\u2192"


def finding(line: str, start: int, end: int, *, number: int = 1, hint: str = "mend it") -> Finding:
    """Make a finding that points at `line[start:end]`, in a text where it is line `number`."""
    origin = Origin("a.yaml", "\n" * (number - 1) + line)
    return at_place(origin, number, start + 1, end + 1, "SCN105", "wrong", hint=hint)


def marked(text: str) -> str:
    """Give what stands right above the carets, counted in the cells of a terminal."""
    lines = text.splitlines()
    [at] = [number for number, line in enumerate(lines) if re.match(r" *\| +\^+", line)]
    carets = lines[at]
    start, end = carets.index("^"), carets.rindex("^") + 1
    found, cells = "", 0
    for character in lines[at - 1]:
        if start <= cells < end:
            found += character
        cells += cell_len(character)
    return found


def excerpt(text: str) -> str:
    """Give the line that the carets stand under, without its number."""
    lines = text.splitlines()
    [at] = [number for number, line in enumerate(lines) if re.match(r" *\| +\^+", line)]
    return lines[at - 1].partition("| ")[2]


LONG = "x" * 150
PLACES = [  # before, marked, after, as the mark is shown, why
    ("days: ", "12:30", "", "12:30", "plain"),
    ("", "curency", ": EUR", "curency", "the first column"),
    ("  name: 小売注文 ", "gbp", "", "gbp", "wide characters take two cells"),
    ("name: ", "小売", " # x", "小売", "a wide mark takes two carets a character"),
    ("name: 😀😀 ", "gbp", "", "gbp", "so do emoji"),
    ("name: Cafe\u0301 ", "gbp", "", "gbp", "an accent that combines takes none"),
    ("a:\t\t", "1,000", "\t# x", "1,000", "a tab is shown as one arrow"),
    ("", "\t", "key: 1", ARROW, "a tab that is the mistake"),
    ("", "currency\u200b", ": GBP", r"currency\u200b", "what cannot be seen is shown"),
    ("name: \x1b[31m\u202e ", "64,20", "", "64,20", "escapes before it are wider than they were"),
    (LONG, "12:30", "", "12:30", "the end of a long line"),
    (LONG, "12:30", LONG, "12:30", "the middle of a long line"),
    ("days: ", "12:30", LONG, "12:30", "the begin of a long line"),
    ("小" * 150, "12:30", "売" * 150, "12:30", "a long line of wide characters"),
    ("\t" * 120, "12:30", "", "12:30", "a long line of tabs"),
]


@pytest.mark.parametrize("case", PLACES, ids=lambda case: case[-1])
@pytest.mark.parametrize("number", [1, 9, 10, 1000], ids="line {}".format)
def test_caret(case: tuple[str, str, str, str, str], number: int) -> None:
    """The carets stand under the mistake, all of it and nothing else."""
    before, mark, after, shown, _ = case
    line = before + mark + after
    text = "".join(to_full([finding(line, len(before), len(before) + len(mark), number=number)]))
    assert marked(text) == shown
    assert f"a.yaml:{number}:{len(before) + 1}\n" in text, "columns count code points"


@pytest.mark.parametrize("mark", ["x" * 300, "小" * 300], ids=["narrow", "wide"])
def test_a_long_mark(mark: str) -> None:
    """A mistake longer than the room is marked as far as it is shown; no caret stands outside."""
    text = "".join(to_full([finding(f"name: {mark} # end", 6, 306)]))
    carets = next(line for line in text.splitlines() if "^" in line)
    shown = next(line for line in text.splitlines() if line.startswith("1 | "))
    assert cell_len(carets.partition(" mend it")[0]) <= cell_len(shown)
    assert set(marked(text)) <= set(mark) | {"."}


def test_a_mark_behind_the_line() -> None:
    """A value that is missing is marked where it should stand: one caret behind the line."""
    text = "".join(to_full([finding("days:", 5, 5)]))
    carets = next(line for line in text.splitlines() if "^" in line)
    assert carets == "  |      ^ mend it"


@pytest.mark.parametrize("line", [LONG + "12:30" + LONG, "小" * 150 + "12:30" + "小" * 150])
def test_a_long_line_is_cut_round_the_mistake(line: str) -> None:
    """A line of a thousand characters does not fill the screen: it is cut on both sides."""
    shown = excerpt("".join(to_full([finding(line, 150, 155)])))
    assert shown.startswith("...")
    assert shown.endswith("...")
    assert "12:30" in shown
    assert len(shown) <= 106


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100])
@pytest.mark.parametrize("before", ["", "x" * 30, LONG])
def test_an_excerpt_is_no_wider_than_the_terminal(width: int, before: str) -> None:
    """However narrow it is: the line is cut round the mistake, whose mark stays below it."""
    shown = "\n".join(
        to_full([finding(f"{before}12:30 {LONG}", len(before), len(before) + 5)], width=width)
    )
    assert max(cell_len(line) for line in shown.splitlines() if " | " in line) <= width
    assert marked(shown) == "12:30"


def test_the_line_before_is_shown() -> None:
    """The line above gives the section; numbers of different length stay in one column."""
    origin = Origin("a.yaml", "\n" * 8 + "orders:\n  daily: x")
    text = "".join(to_full([at_place(origin, 10, 3, 8, "SCN102", "unknown key `daily`")]))
    assert text.splitlines()[1:6] == [
        "  --> a.yaml:10:3",
        "   |",
        " 9 | orders:",
        "10 |   daily: x",
        "   |   ^^^^^",
    ]


@pytest.mark.parametrize("hint", ["short", "a hint that is much too long to stand behind a caret"])
def test_a_hint_is_shown_once(hint: str) -> None:
    """A short hint stands behind the caret, a long one below; the code tells where to read on."""
    text = "".join(to_full([finding("a: 1", 0, 1, hint=hint)]))
    assert text.count(hint) == 1
    assert text.count("= more: omsrisk explain SCN105") == 1


def test_a_finding_without_a_place() -> None:
    """What no line is to blame for names the file alone: lines and columns count from 1."""
    text = "".join(to_full([Finding("SCN002", Severity.ERROR, "too large", "a.yaml", hint="split")]))
    assert "a.yaml" in text
    assert "a.yaml:0" not in text
    assert "split" in text


def test_at_most_fifty_a_file() -> None:
    """Ten of a file in full, forty in a line each, with the true count; another file has its own."""
    keys = b"".join(b"k%d: 1\n" % number for number in range(2000))
    with pytest.raises(InvalidScenarioError) as refused:
        Loader(read_bytes=lambda _: b"omsrisk: 1\ncurrency: EUR\n" + keys).load("many.yaml")
    many = [one for one in refused.value.findings if one.code == "SCN102"]
    assert len(many) == 2000
    text = "".join(to_full([*many, *hostile_findings()]))
    assert text.count("--> many.yaml:") == 10
    assert text.count("\nmany.yaml:") == 40
    assert "1,990 more, in a line each:\n" in text
    assert "... and 1,950 more in many.yaml (2,000 in all)" in text
    assert text.count("--> broken.yaml:") == len(hostile_findings())
    exactly = "".join(to_full(many[:50]))
    assert exactly.count("\nmany.yaml:") == 40
    assert "more in many" not in exactly
    assert "more" not in "".join(to_full(many[:10])).replace("= more: ", "")


def test_the_gravest_come_first() -> None:
    """Errors are not looked for among warnings, whichever stand higher in the file."""
    origin = Origin("a.yaml", "a: 1\nb: 2\nc: 3")
    found = [
        at_place(origin, line, 1, 2, code, "told")._replace(severity=severity)
        for line, code, severity in (
            (1, "GOV001", Severity.INFO),
            (2, "GOV002", Severity.WARNING),
            (3, "GOV003", Severity.ERROR),
            (3, "GOV004", Severity.ERROR),
        )
    ]
    order = ["GOV003", "GOV004", "GOV002", "GOV001"]
    full = "".join(to_full(found))
    assert re.findall(r"(?m)^\w+\[(GOV\d+)\]: ", full) == order
    concise = "".join(render(FindingsReport(tuple(found), (), {}, {}), "concise"))
    assert re.findall(r"(?m)^a.yaml:\d+:\d+: (GOV\d+) ", concise) == order


def test_errors_are_counted() -> None:
    """Nobody has to count them; one is seen at a glance."""
    origin, other = Origin("a.yaml", "a: 1"), Origin("b.yaml", "a: 1")
    one = at_place(origin, 1, 1, 2, "SCN102", "unknown key")
    warning = one._replace(severity=Severity.WARNING)
    assert count_of_errors([one, warning]) == ""
    assert count_of_errors([one] * 40) == "40 errors in 1 file\n"
    more = at_place(other, 1, 1, 2, "SCN102", "unknown key")
    assert count_of_errors([*[one] * 1000, more]) == "1,001 errors in 2 files\n"


def test_colour_marks_the_severity_alone() -> None:
    """With colour the words are the same, and no sequence is left open."""
    plain = "".join(to_full(hostile_findings()))
    coloured = "".join(to_full(hostile_findings(), colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert coloured.count("\x1b[1;31m") == coloured.count("\x1b[0m") == len(hostile_findings())


def test_a_hostile_file_name() -> None:
    """The name of a file cannot begin a line of its own or colour the terminal."""
    origin = Origin("two\nlines \x1b[31m.yaml", "a: 1")
    text = "".join(to_full([at_place(origin, 1, 1, 2, "SCN102", "unknown key `a`")]))
    assert r"--> two\nlines \x1b[31m.yaml:1:1" in text
