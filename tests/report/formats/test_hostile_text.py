"""Text from files is data: each format escapes it for its own target."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from omsrisk.cli.check_tally import NOTHING_CHECKED
from omsrisk.report.document import Column, Content, Document, Row, Sheet, Table, Title
from omsrisk.report.findings.findings_report import FindingsReport, Meaning
from omsrisk.report.findings.formats import FINDINGS_FORMATS, render
from omsrisk.report.findings.full import to_full
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.text import visible
from tests.support.hostile_results import (
    as_csv,
    as_json,
    as_markdown,
    as_table,
    as_text,
    findings,
    hostile,
    names,
    report,
    texts,
    weighted,
)

SHOWN = [as_text, as_table, as_markdown]
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def document_of(*cells: str) -> Document:
    """Make a document that says each of some texts: title, and a table of one column."""
    table = Table((Column("what"),), tuple(Row((cell,)) for cell in cells))
    return Document((Title(cells[0], cells[-1]), table), {"cells": list(cells)}, Sheet(*table[:2]))


def test_the_fixture_is_hostile() -> None:
    """The names that the tests below rely on are there: one of each kind."""
    found = " ".join(names())
    for part in ("| b", "<img", "@everyone", "\x1b[31m", "\u202e", "\u200b", "\n", "\x0b", "\ufffe"):
        assert part in found
    assert len(names()) > 25


# For people


@pytest.mark.parametrize("trace", [False, True], ids=["plain", "trace"])
@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.__name__)
def test_nothing_unseen(shown: Callable[[Document], str], trace: bool) -> None:  # noqa: FBT001
    """No control, bidirectional or zero-width character reaches a terminal or a page."""
    text = shown(report(trace=trace))
    assert {unicodedata.category(c) for c in text if c != "\n"} & UNSEEN == set()


@pytest.mark.parametrize("shown", [as_text, as_table], ids=lambda shown: shown.__name__)
def test_names_are_shown_as_written(shown: Callable[[Document], str]) -> None:
    """A name is neither markup nor a format string: brackets and braces stay, in one line."""
    text = shown(report())
    for name in ("Phase [bold red]2[/] [/nope]", r"line one\nline two", "100% {0} %s {name} $(id)"):
        assert len([line for line in text.splitlines() if name in line]) == 1


def test_no_name_is_a_command_of_ci() -> None:
    """
    A line of the text report is no workflow command.

    Runners of GitHub Actions take `::error ...::` after leading spaces, and `##[error]` anywhere.
    """
    shown = [*as_text(report(trace=True)).splitlines(), *"".join(to_full(findings())).splitlines()]
    shown += as_text(
        document_of("::add-mask::title", "::stop-commands::x", "##[error]x")
    ).splitlines()
    assert [line for line in shown if line.lstrip().startswith("::")] == []
    assert [line for line in shown if "##[" in line] == []


COMMANDS = [  # what a name holds, why
    ("##vso[task.setvariable variable=x]y", "Azure Pipelines, at the start"),
    ("a ##vso[task.complete]", "in the middle"),
    ("##teamcity[buildStatus text='ok']", "TeamCity"),
    ("x##TeamCity[buildStop]", "in capitals, behind a letter"),
    ("##[command]x", "GitHub and Azure"),
    ("###[error]x", "behind one more hash"),
    ("::add-mask::x", "GitHub, at the start"),
    ("\u3000\u00a0 ::error::x", "behind spaces that are stripped"),
    ("\ufeff::error::x", "behind a mark that is stripped"),
    ("\x1b[0m::error::x", "behind a colour that is stripped"),
    ("#\u200b#vso[x]", "with what cannot be seen between the hashes"),
    ("aaaa ::warning file=x::y", "where a line may be folded"),
    ("two\n::error::x\r\n##vso[x]", "on a line of its own"),
    ("::set-output name=##vso[x]::", "two at once"),
]
OBEYED = re.compile(r"(?m)##[\w.]*\[|^\s*::|::[a-z]")
"""What some runner takes for a command: at the start of a line, or anywhere in it."""


@pytest.mark.parametrize("written", [*SHOWN, as_csv], ids=lambda written: written.__name__)
@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case[-1])
def test_no_format_holds_a_command(case: tuple[str, str], written: Callable[[Document], str]) -> None:
    """A name that some CI would obey is written so that it is obeyed nowhere in a line."""
    document = document_of(case[0])._replace(sheet=Sheet((Column(case[0]),), (Row((case[0],)),)))
    assert OBEYED.findall(written(document)) == []


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case[-1])
def test_json_holds_no_command_and_the_name(case: tuple[str, str]) -> None:
    """JSON has escapes of its own: the log gets no command, and a program the name as it is."""
    text = as_json(document_of(case[0]))
    assert re.findall(r"(?m)##[\w.]*\[|^\s*::", text) == []
    assert json.loads(text)["cells"] == [case[0]]


@pytest.mark.parametrize("name", FINDINGS_FORMATS)
@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case[-1])
def test_no_report_of_findings_holds_a_command(case: tuple[str, str], name: str) -> None:
    """File, message, hint, path and excerpt are the author's: none of them is obeyed by a runner."""
    text = case[0]
    excerpt = ((3, f"name: {text}".replace("\n", " ").replace("\r", " ")),)
    found = Finding("SCN102", Severity.ERROR, text, text, 3, 8, 9, text, text, excerpt, text, text)
    meanings = {"SCN102": Meaning("Unknown key", "It changes nothing.", "Mend it.")}
    summary = {**NOTHING_CHECKED, "files": 1, "errors": 1, "exit_code": 2}
    told = FindingsReport((found,), (text,), meanings, summary, ((text, text),))
    lines = "".join(render(told, name)).splitlines()
    if name == "github":  # its own commands stand there
        lines = [re.sub(r"^::(error|warning|notice) |(?<=[^:])::(?=[^:])", "", one, count=2)
                 for one in lines]  # fmt: skip
    allowed = r"##[\w.]*\[|^\s*::" if name in {"json", "gitlab", "sarif"} else OBEYED.pattern
    assert [one for one in lines if re.search(allowed, one)] == []


def test_the_caret_stands_under_what_is_escaped() -> None:
    """An escape that is owed to what stands on both sides of the place moves the caret with it."""
    line = "name: ##vso[x] here"
    found = Finding("SCN102", Severity.ERROR, "m", "a.yaml", 1, 16, 20, excerpt=((1, line),))
    shown, caret = "".join(to_full([found])).splitlines()[3:5]
    assert shown[caret.index("^") :].startswith("here")
    split = found._replace(column=9, end_column=10)
    shown, caret = "".join(to_full([split])).splitlines()[3:5]
    assert shown[caret.index("^") :].startswith("vso")


def test_findings_with_hostile_keys() -> None:
    """A finding shows hostile keys and values as escapes, each line in its place."""
    text = "".join(to_full(findings()))
    assert {unicodedata.category(c) for c in text if c != "\n"} & UNSEEN == set()
    assert r"daily\x1b[31m\nvolume" in text


# Markdown


def tokens(text: str) -> Iterator[Token]:
    """Parse Markdown with tables and strike-through, as a forge does, and give every token."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for token in parser.parse(text):
        yield token
        yield from token.children or ()


def rendered(text: str) -> str:
    """Give the text that a reader of the page sees."""
    return "\n".join(token.content for token in tokens(text) if token.type == "text")


def test_markdown_is_text() -> None:
    """No name becomes a link, an image, code, HTML or emphasis; what is bold is a total."""
    text = as_markdown(report(trace=True))
    found = {token.type for token in tokens(text)}
    assert "text" in found
    unwanted = ("link", "image", "html", "code", "fence", "em_", "s_", "hr", "quote", "list")
    assert [kind for kind in found if kind.startswith(unwanted) or "html" in kind] == []


def test_markdown_keeps_names_whole() -> None:
    """A reader of the page sees each name as it is shown in plain text."""
    page = rendered(as_markdown(report())).replace("@\u200b", "@").replace("#\u200b", "#")
    for name in ("a | b <img src=x onerror=alert(1)> `c` *d* @everyone #1", "@SUM(A1)", "| \\"):
        assert name in page
    assert r"\x1b[31mred\x1b[0m" in page


def test_markdown_tables_keep_their_shape() -> None:
    """Each row of a table has the cells of its head, whatever is written in them."""
    rows: list[int] = []
    heads: list[int] = []
    for token in tokens(as_markdown(report())):
        if token.type == "tr_open":
            rows.append(0)
        elif token.type == "th_open":
            rows[-1] += 1
            heads.append(0)
        elif token.type == "td_open":
            rows[-1] += 1
    lines = [line for line in as_markdown(report()).splitlines() if line.startswith("|")]
    assert len(rows) == len(lines) - 3, "three tables, each with one line under its head"
    assert set(rows) == {5, 6}, "the hostile one has five columns, the others six"
    assert heads


def test_markdown_pings_nobody() -> None:
    """
    No name mentions a person, refers to an issue, or is linked because it looks like an address.

    A forge looks for `@name` and `#1` in the page, after backslashes and entities are resolved:
    only something between the sign and the name stops it (github/cmark-gfm issue 181).
    """
    text = as_markdown(report(trace=True))
    page = rendered(text)
    assert re.findall(r"@[\w-]+", page) == []
    assert re.findall(r"#\d+", page) == []
    assert re.findall(r"(?:https?|ftp)://|www\.", text) == []


# CSV

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1"]


def test_csv_has_no_formula() -> None:
    """No text cell begins as a formula does; an amount is a number and may be negative."""
    rows = list(csv.reader(io.StringIO(as_csv(report()), newline="")))
    head, body = rows[0], rows[1:]
    assert {len(row) for row in rows} == {len(head)}
    assert len(body) > 50
    for row in body:
        for column, cell in zip(head, row, strict=True):
            if column in {"amount", "expected", "mean"}:
                assert not cell or Decimal(cell).is_finite()
            else:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert ["-1000.00", "-400.00", "-400.00"] in [row[-3:] for row in body]


@pytest.mark.parametrize("cell", FORMULAS, ids=repr)
def test_csv_escapes_a_formula(cell: str) -> None:
    """What a spreadsheet would compute gets an apostrophe before it, or is no longer one."""
    [_, [written]] = csv.reader(io.StringIO(as_csv(document_of(cell)), newline=""))
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert written.endswith(cell.strip())


def test_csv_keeps_names_whole() -> None:
    """Quotes, commas, bars and line breaks come back from CSV as they went in."""
    kept = ['comma, "quote"', "two\nlines", "a | b", "小売", "1,000.00"]
    read = [row[0] for row in csv.reader(io.StringIO(as_csv(document_of(*kept)), newline=""))]
    assert read == ["what", *kept]


def test_csv_has_no_control_characters() -> None:
    """A spreadsheet gets no escape sequence; only line breaks and tabs stay, inside quotes."""
    text = as_csv(report())
    assert {unicodedata.category(c) for c in text if c not in "\n\t"} & UNSEEN == set()


# JSON


def test_json_keeps_names_whole() -> None:
    """JSON is valid, and a program reads every name as the author wrote it, no escape too many."""
    read = json.loads(as_json(report()), parse_float=Decimal, parse_constant=pytest.fail)
    labels = [line["label"] for line in read["results"][0]["lines"]]
    assert read["results"][0]["name"] == hostile().scenario.name
    assert [label for label in labels if label not in names()] == []
    assert len(labels) == len(names()) - 1
    sources = {one["source"] for line in read["results"][0]["lines"] for one in line["inputs"]}
    assert {"<script>", "@SUM(1+1)*cmd|' /C calc'!A0"} <= sources


def test_json_is_one_document() -> None:
    """The bytes are UTF-8 with one final newline, without what a browser or log would run."""
    text = as_json(report(trace=True))
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert {unicodedata.category(c) for c in text if c != "\n"} & UNSEEN == set()
    assert all(part.encode("utf-8") for part in texts(json.loads(text)) if part)


def test_json_survives_a_lone_surrogate() -> None:
    """A file name that is not UTF-8 does not make the document unreadable."""
    text = as_json(document_of("caf\udce9.yaml"))
    for part in texts(json.loads(text)):
        part.encode("utf-8")


def test_json_says_the_same_twice() -> None:
    """No clock, host, path or order of a set: CI can compare two reports."""
    assert as_json(report()) == as_json(report())
    assert [one["file"] for one in json.loads(as_json(report()))["results"]] == [
        "hostile.yaml",
        "weighted.yaml",
    ]


def test_columns_are_named() -> None:
    """A sheet's amounts are money, so that they are written as numbers and never escaped."""
    kinds = {column.title: column.content for column in report().sheet.columns}
    money = [name for name, kind in kinds.items() if kind is Content.MONEY]
    assert money == ["amount", "expected", "mean"]


def test_both_results_are_there() -> None:
    """Every format tells of both results: none stops at the first hostile name."""
    for written in (as_text, as_table, as_markdown, as_csv, as_json):
        assert visible(weighted().scenario.name) in written(report())
