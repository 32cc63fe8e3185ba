"""
Every example of README and docs, on terminals and in pipes of 60, 80, 120 and 200 columns.

What a narrow page shows stands on the widest: no amount is cut and no word broken, and what tells two
rows apart is never what is left out.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from rich.cells import cell_len

from omsrisk.cli import output, reporting
from omsrisk.report.document import Chart, Content, Document, Role, Table
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.formats import render
from omsrisk.report.formats.layout import lay_out
from tests.support.hostile_results import as_table, as_text
from tests.support.pages import PAGES, each_command, has_sessions, name_of
from tests.support.program import Inside

WIDTHS = (60, 80, 120, 200)
_DRAWN = re.compile("[-#|\u2500\u2588-\u258f^]+")
"""Rules, bars and carets: as long as there is room."""


def shown_by(command: str, folder: Path) -> tuple[list[Document], list[FindingsReport]]:
    """Run a command of a page in this process, and keep what it shows before it is laid out."""
    documents: list[Document] = []
    reports: list[FindingsReport] = []
    write = output._write  # noqa: SLF001 - where a document is whole, and has no width yet

    def kept(document: Document, *given: object, **named: object) -> None:
        blocks = [
            one._replace(rows=tuple(one.rows))
            if isinstance(one, Table)
            else one._replace(table=one.table._replace(rows=tuple(one.table.rows)))
            if isinstance(one, Chart)
            else one
            for one in document.blocks
        ]
        documents.append(document._replace(blocks=blocks))
        write(documents[-1], *given, **named)  # type: ignore[arg-type]

    def rendered(report: FindingsReport, *given: object, **named: object) -> Iterator[str]:
        reports.append(report)
        return render(report, *given, **named)  # type: ignore[arg-type]

    with patch.object(output, "_write", kept), patch.object(reporting, "render", rendered):
        Inside(folder)(*shlex.split(command)[1:])
    return documents, reports


def words_of(text: str) -> set[str]:
    """List the words of a page, without what is drawn."""
    plain = re.sub(r"[\u2500\u2588-\u258f]+", " ", text)
    return {one for one in plain.split() if not _DRAWN.fullmatch(one)}


def is_too_long(line: str, width: int) -> bool:
    """Whether a terminal would break a line in mid-word; a command to paste is whole."""
    return cell_len(line) > width and not line.startswith("Next: ") and " " in line.strip()


def heads_of(document: Document) -> set[str]:
    """List the words over columns, or by which they are called where they are left out."""
    tables = [getattr(one, "table", one) for one in document.blocks]
    found = {word for one in tables if isinstance(one, Table) for col in one.columns
             for word in (col.title or col.called).split()}  # fmt: skip
    return {f"{word}{mark}" for word in found for mark in (":", ",", ".", "")}


def judge(document: Document, width: int, shown: Callable[[Document, int], str]) -> Iterator[str]:
    """Say what is wrong with a document at a width."""
    narrow = shown(document, width)
    wide = words_of(as_text(document, None)) | heads_of(document) | {"Too", "narrow", "for:"}
    for word in sorted(words_of(narrow) - wide):
        if not any(word == f"{one}:" for one in wide):
            yield f"{shown.__name__} {width}: {word!r} stands on no wide page"
    for line in narrow.splitlines():
        if is_too_long(line, width):
            yield f"{shown.__name__} {width}: {cell_len(line)} cells: {line!r}"
    for block in document.blocks:
        if isinstance(block, Table | Chart):
            yield from judge_table(block, width, narrow)


def judge_table(block: Table | Chart, width: int, narrow: str) -> Iterator[str]:
    """See that rows that differ in words still do, and that what identifies them is there."""
    table = block.table if isinstance(block, Chart) else block
    laid = lay_out(block, width)
    words = [at for at, one in enumerate(table.columns) if one.content is Content.TEXT]
    kept = [at for at in words if table.columns[at] in laid.columns]
    heading = ""
    seen: dict[tuple[object, ...], tuple[object, ...]] = {}
    found = words_of(narrow)
    for row in table.rows:
        if row.role in {Role.HEADING, Role.SPACE}:
            heading = str(row.cells[0])
            continue
        full = (heading, row.level, *(row.cells[at] for at in words))
        least = (heading, row.level, *(row.cells[at] for at in kept))
        if seen.setdefault(least, full) != full:
            yield f"{width}: {full} and {seen[least]} look alike"
        first = row.cells[0]
        if isinstance(first, str):
            missing = [one for one in first.split() if one not in found and f"{one}:" not in found]
            if missing:
                yield f"{width}: {first!r} lacks {missing}"


@pytest.mark.parametrize("page", [one for one in PAGES if has_sessions(one)], ids=name_of)
def test_examples_at_every_width(page: Path) -> None:
    """Nothing that a reader needs is lost on a narrow page, and nothing is broken in two."""
    wrong = []
    for command, folder in each_command(page):
        documents, reports = shown_by(command, folder)
        for document in documents:
            wrong += [
                f"{command}: {one}"
                for width in WIDTHS
                for shown in (as_text, as_table)
                for one in judge(document, width, shown)
            ]
        for report in reports:
            wide = words_of("".join(render(report, "full")))
            for width in WIDTHS:
                narrow = "".join(render(report, "full", width=width))
                broken = {one for one in words_of(narrow) - wide if "..." not in one}
                wrong += [f"{command}: {width}: {one}" for one in sorted(broken)]
                wrong += [
                    f"{command}: {width}: {line}"
                    for line in narrow.splitlines()
                    if is_too_long(line, width)
                ]
    assert not wrong, "\n".join(wrong)
