"""
The page of a steering committee: the decision first, then what it rests on.

Every section is made of the documents that the commands make, so no figure is computed here and each
equals what the command of its section prints. What the files do not support is left out and named.
"""

import hashlib
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from decimal import Decimal
from typing import NamedTuple

from omsrisk import __version__
from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.report import numbers
from omsrisk.report.board import decision, findings_table, options_table
from omsrisk.report.board.assumptions import assumptions
from omsrisk.report.board.at_their_best import at_their_best
from omsrisk.report.board.curves import exceedance
from omsrisk.report.board.page_words import in_words
from omsrisk.report.board.phase_table import phase_table
from omsrisk.report.board.seven_steps import seven_steps
from omsrisk.report.board.why_they_differ import waterfall
from omsrisk.report.comparison import compare_record
from omsrisk.report.comparison.compared_names import names_of
from omsrisk.report.decisions import gaps as build_gaps
from omsrisk.report.decisions import knowing as build_knowing
from omsrisk.report.decisions import mitigate as build_mitigate
from omsrisk.report.document import Block, Document, Lines, Title
from omsrisk.report.exposure import calc as build_calc
from omsrisk.report.page.blocks import html_of, prose
from omsrisk.report.page.controls import WhatIf, scripts
from omsrisk.report.page.html import page, resource, text
from omsrisk.report.sensitivity import tornado as build_tornado
from omsrisk.report.sensitivity import tripwires as build_tripwires
from omsrisk.report.time import schedule as build_schedule
from omsrisk.report.time import timeline as build_timeline
from omsrisk.report.uncertainty import drivers as build_drivers
from omsrisk.report.uncertainty import simulate as build_simulate
from omsrisk.scenario.documents.findings import Finding
from omsrisk.scenario.reading.files import parted

_MOST_BARS = 10
_SHARES = "Shares of the uncertainty"
_BY_MONTH = "Under uncertainty, by month"

SECTIONS = {
    "options": "Options",
    "why": "Why they differ",
    "curves": "What it may come to",
    "variants": "Variants",
    "drivers": "What drives it",
    "when": "When to go live",
    "phases": "Phases",
    "mitigations": "What to buy",
    "gaps": "Gaps",
    "changes": "Since the last report",
    "governance": "Governance",
    "watch": "Watch list",
    "cash": "When it costs",
    "assumptions": "Assumptions",
    "appendix": "Appendix",
}
"""What follows the decision, in a committee's order: each section by its anchor."""


_ANSWERED_IN = {
    "compare": "Under uncertainty",
    "knowing": "What knowing more is worth",
    "simulate": SECTIONS["curves"],
    "drivers": _SHARES,
    "schedule": SECTIONS["when"],
    "timeline": SECTIONS["cash"],
    "timeline --simulate": _BY_MONTH,
    "mitigate": SECTIONS["mitigations"],
    "gaps": SECTIONS["gaps"],
    "tripwires": SECTIONS["watch"],
}
"""The heading of what a command answers, by its name."""


class BesideThePaper(NamedTuple):
    """
    What the page says beside the results.

    Attributes:
        title: Its title.
        command: The command that made it.
        asked: What that command sets, as the commands of the sections repeat it.
        sampled: How it samples, as those repeat it that sample, too.
        findings: What `check` found in the files, without the rules that read the clock.
        contents: The bytes of each file that was read, by name.
        changes: What changed since the last report, and the command that tells it; None where nobody
            asked.
        sections: The anchors of the sections that are wanted; all where there are none.
        logo: The address of a picture that holds all of itself; empty for none.
        asked_of: What that command sets in one file alone, by the name of the file.
    """

    title: str
    command: str
    asked: str
    sampled: str
    findings: Sequence[Finding]
    contents: Mapping[str, bytes]
    changes: tuple[Document, str] | None = None
    sections: Sequence[str] = ()
    logo: str = ""
    asked_of: Mapping[str, str] = {}


class _Piece(NamedTuple):
    """A part of a section: what writes it, the command that reproduces it, and its own heading."""

    write: Callable[[], Iterable[str]]
    command: str = ""
    heading: str = ""


def board_page(paper: BoardPaper, beside: BesideThePaper) -> Iterator[str]:
    """
    Write the page.

    Args:
        paper: What every question came to.
        beside: What is said beside the results.

    Yields:
        Pieces of one HTML file; the same for the same files.
    """
    file = paper.chosen.assessment.scenario.file
    what_if = WhatIf(
        paper.chosen.assessment,
        paper.tornado,
        _others(paper),
        asked=f"{beside.asked} {beside.asked_of.get(file, '')}",
    )
    sections = {
        anchor: pieces
        for anchor, write in _Sections(paper, beside).all().items()
        if (not beside.sections or anchor in beside.sections) and (pieces := tuple(write()))
    }

    def body() -> Iterator[str]:
        yield "<main>\n"
        yield f'<img class="logo" src="{text(beside.logo)}" alt="">\n' if beside.logo else ""
        yield from decision.html(paper, beside.title)
        yield '<nav aria-label="Contents"><h2>Contents</h2><ul>\n'
        for anchor in sections:
            yield f'<li><a href="#{anchor}">{text(SECTIONS[anchor])}</a></li>\n'
        yield "</ul></nav>\n"
        for anchor, pieces in sections.items():
            yield f'<section id="{anchor}">\n<h2>{text(SECTIONS[anchor])}</h2>\n'
            for one in pieces:
                yield f"<h3>{text(one.heading)}</h3>\n" if one.heading else ""
                yield from one.write()
                if one.command:
                    yield f'<p class="quiet"><code>{text(one.command)}</code></p>\n'
            yield "</section>\n"
            if anchor == "drivers":
                yield from what_if.html()
        yield "</main>\n"

    has_controls = "drivers" in sections
    return page(
        beside.title,
        body(),
        map(resource, scripts() if has_controls else ()),
        what_if.data if has_controls else None,
        has_picture=bool(beside.logo),
    )


def _others(paper: BoardPaper) -> tuple[tuple[str, Decimal], ...]:
    """List what the preferred one can be held against, where roll-outs are comparable at all."""
    if paper.comparison is None or not paper.comparison.ranked:
        return ()
    names = names_of([one.scenario for one in paper.assessments])
    both = zip(names, paper.assessments, strict=True)
    return tuple((name, one.net_exposure) for name, one in both if one is not paper.chosen.assessment)


class _Sections:
    """The sections, each as the pieces it is made of; one without pieces is left out."""

    def __init__(self, paper: BoardPaper, beside: BesideThePaper) -> None:
        self._paper = paper
        self._beside = beside
        self._chosen = paper.chosen.assessment
        self._name = names_of([one.scenario for one in paper.assessments])[paper.preferred]

    def all(self) -> dict[str, Callable[[], Iterator[_Piece]]]:
        """List what writes each section, in order."""
        writers = (
            self._options, self._why, self._curves, self._variants, self._drivers, self._when,
            self._phases, self._mitigations, self._gaps, self._changes, self._governance,
            self._watch, self._cash, self._assumptions, self._appendix,
        )  # fmt: skip
        return dict(zip(SECTIONS, writers, strict=True))

    def _command(self, name: str, *files: str, more: str = "") -> str:
        """Write the command that reproduces a piece, with what the page itself was asked with."""
        named = files or (self._chosen.scenario.file,)
        own = (self._beside.asked_of.get(file, "") for file in named)
        words = ("omsrisk", name, shlex.join(named), self._beside.asked.strip(), *own, more)
        return " ".join(one for one in words if one)

    def _sampled(self, more: str = "") -> str:
        return f"{more} {self._beside.sampled}".strip()

    def _options(self) -> Iterator[_Piece]:
        yield _Piece(lambda: options_table.html(self._paper))

    def _why(self) -> Iterator[_Piece]:
        paper = self._paper
        if paper.comparison is None:
            return
        if paper.closest is not None:
            blocks = tuple(waterfall(paper.closest))
            yield _Piece(lambda: html_of(blocks, title_level=2))
        files = [one.scenario.file for one in paper.comparison.assessments]
        base = shlex.join(["--base", files[paper.preferred]])
        yield _Piece(
            _of(compare_record.document(paper.comparison, None)),
            self._command("compare", *files, more=base),
        )
        if paper.paired is not None:
            said = {
                line
                for block in compare_record.document(paper.comparison, None).blocks
                if isinstance(block, Lines) and block.is_quiet
                for line in block.lines
            }
            yield _Piece(
                _of(compare_record.document(paper.comparison, paper.paired), said),
                self._command("compare", *files, more=self._sampled(f"{base} --simulate")),
                "Under uncertainty",
            )

    def _curves(self) -> Iterator[_Piece]:
        if any(one.simulation for one in self._paper.options):
            yield _Piece(lambda: exceedance(self._paper))
        found = self._paper.chosen.simulation
        if found is not None:
            yield _Piece(
                _of(build_simulate.document((found,))),
                self._command("simulate", more=self._sampled()),
                self._name,
            )

    def _variants(self) -> Iterator[_Piece]:
        found = self._paper.variants
        if found is not None:
            yield _Piece(
                _of(compare_record.document(found)),
                self._command("compare", more="--variants"),
                f"{self._name}, and what if",
            )

    def _drivers(self) -> Iterator[_Piece]:
        tornado = build_tornado.document(self._paper.tornado, _MOST_BARS)
        yield _Piece(
            _of(tornado),
            self._command("tornado", more=f"--top {_MOST_BARS}"),
            f"What moves {self._name}",
        )
        found = self._paper.drivers
        if found is not None:
            yield _Piece(
                _of(build_drivers.document(found, self._paper.drivers_estimated)),
                self._command("drivers"),
                _SHARES,
            )
        elif "drivers" in self._paper.left_out:
            reason = prose(self._paper.left_out["drivers"])
            yield _Piece(lambda: [f"<p>Left out: {reason}.</p>\n"], "", _SHARES)
        comparison, known = self._paper.comparison, self._paper.known
        if comparison is not None and known is not None:
            files = [one.scenario.file for one in comparison.assessments]
            yield _Piece(
                lambda: html_of(build_knowing.worth(comparison, known), title_level=2),
                self._command("knowing", *files),
                "What knowing more is worth",
            )

    def _when(self) -> Iterator[_Piece]:
        found = self._paper.schedule
        if found is not None:
            yield _Piece(_of(build_schedule.document(found)), self._command("schedule"), self._name)

    def _phases(self) -> Iterator[_Piece]:
        if self._chosen.exposure.phases:
            yield _Piece(lambda: html_of(phase_table(self._chosen)), "", self._name)

    def _mitigations(self) -> Iterator[_Piece]:
        found = self._paper.mitigations
        if found is not None:
            more = "" if found.budget is None else f"--budget {found.budget:f}"
            document = build_mitigate.document(found)
            yield _Piece(_of(document), self._command("mitigate", more=more), self._name)
        blocks = tuple(at_their_best(self._paper))
        if blocks:
            yield _Piece(lambda: html_of(blocks, title_level=2), "", "Each at its best")

    def _gaps(self) -> Iterator[_Piece]:
        found = self._paper.gaps
        if found is not None:
            yield _Piece(_of(build_gaps.document(found)), self._command("gaps"), self._name)

    def _changes(self) -> Iterator[_Piece]:
        if self._beside.changes is not None:
            document, command = self._beside.changes
            yield _Piece(_with_titles(document.blocks), command)

    def _governance(self) -> Iterator[_Piece]:
        files = dict.fromkeys(parted(one.scenario.file)[0] for one in self._paper.assessments)
        digits = self._chosen.scenario.minor_digits
        cases = [one.scenario.case for one in self._paper.assessments]
        told = [one._replace(message=in_words(one.message, cases)) for one in self._beside.findings]
        scenarios = [one.scenario for one in self._paper.assessments]
        files_of = (parted(one.file)[0] for one in scenarios)
        names = dict(zip(files_of, names_of(scenarios), strict=True))
        found = tuple(findings_table.html(told, names, self._currency(), digits))
        yield _Piece(lambda: found, self._command("check", *files))
        steps = tuple(seven_steps(self._chosen))
        yield _Piece(lambda: html_of(steps), "", f"The seven steps of {self._name}")

    def _currency(self) -> str:
        return numbers.currency(self._chosen.scenario.currency)

    def _watch(self) -> Iterator[_Piece]:
        found = self._paper.tripwires
        if found is not None:
            document = build_tripwires.document(found)
            yield _Piece(_of(document), self._command("tripwires"), self._name)

    def _cash(self) -> Iterator[_Piece]:
        found = self._paper.chosen.timeline
        if found is not None:
            document = build_timeline.document(found)
            yield _Piece(_of(document), self._command("timeline"), self._name)
            if self._paper.bands is not None:
                lines = {
                    line
                    for block in document.blocks
                    if isinstance(block, Lines)
                    for line in block.lines
                }
                yield _Piece(
                    _of(build_timeline.document(found, self._paper.bands), lines),
                    self._command("timeline", more=self._sampled("--simulate")),
                    _BY_MONTH,
                )

    def _assumptions(self) -> Iterator[_Piece]:
        blocks = tuple(assumptions(self._chosen, self._paper.tornado))
        yield _Piece(lambda: html_of(blocks), "", self._name)

    def _appendix(self) -> Iterator[_Piece]:
        itemised = build_calc.document(self._paper.assessments, dict)
        files = [one.scenario.file for one in self._paper.assessments]
        yield _Piece(_with_titles(itemised.blocks), self._command("calc", *files))
        yield _Piece(lambda: _left_out(self._paper), "", "What is left out here")
        yield _Piece(lambda: _made_of(self._beside), "", "What this page is made of")


def _of(document: Document, said: Collection[str] = ()) -> Callable[[], Iterator[str]]:
    """
    Write a document under the heading of its section, which takes the place of its title.

    Args:
        document: Of a command.
        said: What its section says already, and does not repeat.
    """
    blocks = tuple(_without(said, document.blocks))
    return lambda: html_of(
        (one for one in blocks if not isinstance(one, Title)),
        title_level=2,
        whole_names=document.whole_names,
    )


def _with_titles(blocks: Iterable[Block]) -> Callable[[], Iterator[str]]:
    kept = tuple(_without((), blocks))
    return lambda: html_of(kept, title_level=3)


def _without(said: Collection[str], blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out what is said already, and what only helps somebody who types."""
    for block in blocks:
        if isinstance(block, Lines):
            told = (in_words(line) for line in block.lines if line not in said)
            lines = tuple(line for line in told if line)
            if lines:
                left = copy(block)
                left.lines = lines
                yield left
        else:
            yield block


def _left_out(paper: BoardPaper) -> Iterator[str]:
    """Name what the files do not support."""
    if not paper.left_out:
        yield "<p>Nothing: the files support every section.</p>\n"
        return
    yield "<ul>\n"
    for question, reason in paper.left_out.items():
        yield f"<li>{text(_ANSWERED_IN.get(question, question))}: {prose(reason)}.</li>\n"
    yield "</ul>\n"


def _made_of(beside: BesideThePaper) -> Iterator[str]:
    """Name the files with their digests, the version and the command."""
    yield f"<p>omsrisk {__version__}</p>\n<p><code>{text(beside.command)}</code></p>\n"
    yield '<table>\n<thead><tr><th scope="col">file</th><th scope="col">SHA-256</th></tr></thead>\n'
    yield "<tbody>\n"
    for name, content in sorted(beside.contents.items()):
        digest = hashlib.sha256(content).hexdigest()
        yield f'<tr><th scope="row">{text(name)}</th><td><code>{digest}</code></td></tr>\n'
    yield "</tbody>\n</table>\n"
