"""
The page of a steering committee: the decision first, then what it rests on.

Every section is made of the documents that the commands make, so no figure is computed here and each
equals what the command of its section prints. What the files do not support is left out and named.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from omsrisk import __version__
from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.report.comparison import compare_record
from omsrisk.report.decisions import gaps as build_gaps
from omsrisk.report.decisions import mitigate as build_mitigate
from omsrisk.report.document import Document, Title
from omsrisk.report.exposure import calc as build_calc
from omsrisk.report.page import decision, options_table
from omsrisk.report.page.blocks import html_of
from omsrisk.report.page.controls import WhatIf, scripts
from omsrisk.report.page.curves import exceedance
from omsrisk.report.page.html import page, resource, text
from omsrisk.report.sensitivity import tornado as build_tornado
from omsrisk.report.sensitivity import tripwires as build_tripwires
from omsrisk.report.time import schedule as build_schedule
from omsrisk.report.time import timeline as build_timeline
from omsrisk.report.uncertainty import drivers as build_drivers
from omsrisk.report.uncertainty import simulate as build_simulate
from omsrisk.scenario.documents.findings import Finding

_MOST_BARS = 10
_BEFORE_WHAT_IF = "tornado"


class Beside(NamedTuple):
    """
    What the page says beside the results.

    Attributes:
        title: Its title.
        command: The command that made it.
        findings: What `check` found in the files.
        contents: The bytes of each file that was read, by name.
    """

    title: str
    command: str
    findings: Sequence[Finding]
    contents: Mapping[str, bytes]


class _Section(NamedTuple):
    """A section: its anchor, its heading, and what writes it; `command` reproduces it."""

    anchor: str
    heading: str
    pieces: Callable[[], Iterator[str]]
    command: str = ""


def board_page(board: BoardPaper, beside: Beside) -> Iterator[str]:
    """
    Write the page.

    Args:
        board: What every question came to.
        beside: What is said beside the results.

    Yields:
        Pieces of one HTML file; the same for the same files.
    """
    what_if = WhatIf(board.chosen, board.tornado)
    sections = tuple(_sections(board, beside))

    def body() -> Iterator[str]:
        yield "<main>\n"
        yield from decision.html(board, beside.title)
        yield '<nav aria-label="Contents"><h2>Contents</h2><ul>\n'
        for one in sections:
            yield f'<li><a href="#{one.anchor}">{text(one.heading)}</a></li>\n'
        yield "</ul></nav>\n"
        for one in sections:
            yield f'<section id="{one.anchor}">\n<h2>{text(one.heading)}</h2>\n'
            yield from one.pieces()
            if one.command:
                yield f'<p class="quiet"><code>{text(one.command)}</code></p>\n'
            yield "</section>\n"
            if one.anchor == _BEFORE_WHAT_IF:
                yield from what_if.html()
        yield "</main>\n"

    return page(beside.title, body(), map(resource, scripts()), what_if.data)


def _sections(board: BoardPaper, beside: Beside) -> Iterator[_Section]:
    """List the sections in a committee's order; those that the files do not support are left out."""
    files = " ".join(one.scenario.file for one in board.assessments)
    chosen = board.chosen.scenario
    name = chosen.name
    yield _Section("options", "Options", lambda: options_table.html(board))
    if board.comparison is not None:
        compared = compare_record.document(board.comparison, board.paired)
        simulated = "" if board.paired is None else " --simulate"
        yield _Section("why", "Why they differ", _of(compared), f"omsrisk compare {files}{simulated}")
    if any(board.simulations):
        yield _Section("curves", "What it may come to", lambda: exceedance(board))
    found = board.simulations[board.preferred]
    if found is not None:
        simulated_document = build_simulate.document((found,))
        yield _Section(
            "percentiles",
            f"What {name} may come to",
            _of(simulated_document),
            f"omsrisk simulate {chosen.file}",
        )
    yield _Section(
        "tornado",
        f"What moves {name}",
        _of(build_tornado.document(board.tornado, _MOST_BARS)),
        f"omsrisk tornado {chosen.file} --top {_MOST_BARS}",
    )
    for anchor, heading, command, document in _in_depth(board):
        yield _Section(anchor, heading, _of(document), f"omsrisk {command} {chosen.file}")
    yield _Section("governance", "Governance", lambda: _findings(beside), f"omsrisk check {files}")
    itemised = build_calc.document(board.assessments, dict)
    yield _Section("items", "Each option itemised", _with_titles(itemised), f"omsrisk calc {files}")
    yield _Section("left-out", "What is left out here", lambda: _left_out(board))
    yield _Section("made-of", "What this page is made of", lambda: _made_of(beside))


def _in_depth(board: BoardPaper) -> Iterator[tuple[str, str, str, Document]]:
    name = board.chosen.scenario.name
    if board.drivers is not None:
        yield "drivers", f"What drives {name}", "drivers", build_drivers.document(board.drivers)
    if board.schedule is not None:
        yield "when", f"When {name} goes live", "schedule", build_schedule.document(board.schedule)
    if board.mitigations is not None:
        document = build_mitigate.document(board.mitigations)
        yield "mitigations", f"What to buy for {name}", "mitigate", document
    if board.gaps is not None:
        yield "gaps", f"Gaps of {name}", "gaps", build_gaps.document(board.gaps)
    if board.tripwires is not None:
        document = build_tripwires.document(board.tripwires)
        yield "watch", f"What to watch in {name}", "tripwires", document
    if board.timeline is not None:
        yield "cash", f"When {name} costs", "timeline", build_timeline.document(board.timeline)


def _of(document: Document) -> Callable[[], Iterator[str]]:
    """Write a document under the heading of its section, which takes the place of its title."""
    blocks = tuple(one for one in document.blocks if not isinstance(one, Title))
    return lambda: html_of(blocks)


def _with_titles(document: Document) -> Callable[[], Iterator[str]]:
    blocks = tuple(document.blocks)
    return lambda: html_of(blocks, title_level=3)


def _findings(beside: Beside) -> Iterator[str]:
    """List what check found, errors first."""
    if not beside.findings:
        yield "<p>check finds nothing to say.</p>\n"
        return
    yield "<table>\n<thead><tr>"
    for head in ("finding", "what", "where"):
        yield f'<th scope="col">{head}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for one in beside.findings:
        place = f"{one.file}:{one.line}" if one.line else one.file
        yield (
            f'<tr><th scope="row">{one.code} {one.severity.value}</th><td>{text(one.message)}</td>'
            f"<td>{text(place)}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n"


def _left_out(board: BoardPaper) -> Iterator[str]:
    """Name what the files do not support."""
    if not board.left_out:
        yield "<p>Nothing: the files support every section.</p>\n"
        return
    yield "<ul>\n"
    for question, reason in board.left_out.items():
        yield f"<li><code>{text(question)}</code>: {text(reason)}.</li>\n"
    yield "</ul>\n"


def _made_of(beside: Beside) -> Iterator[str]:
    """Name the files with their digests, the version and the command."""
    yield f"<p>omsrisk {__version__}</p>\n<p><code>{text(beside.command)}</code></p>\n"
    yield '<table>\n<thead><tr><th scope="col">file</th><th scope="col">SHA-256</th></tr></thead>\n'
    yield "<tbody>\n"
    for name, content in beside.contents.items():
        digest = hashlib.sha256(content).hexdigest()
        yield f'<tr><th scope="row">{text(name)}</th><td>{digest}</td></tr>\n'
    yield "</tbody>\n</table>\n"
