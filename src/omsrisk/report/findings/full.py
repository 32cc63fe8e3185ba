"""Findings for people: message, place, excerpt with a caret, hint."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from omsrisk.report.findings.concise import gravest_first, in_a_line
from omsrisk.report.formats.broken_lines import wrapped
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.text import cell_width, visible

MOST_IN_FULL = 10
"""Findings of a file that are told with their places; who has more begins with the gravest."""

MOST_PER_FILE = 50
_NARROWEST, _WIDEST = 16, 100
"""Cells of a line of an excerpt that are shown at least and at most."""

_LEAD = 40
_AROUND_IT = 9
"""Cells beside a line of an excerpt: the gutter's bar, and what stands for the ends that are cut."""

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def to_full(
    findings: Iterable[Finding], *, colour: bool = False, width: int | None = None
) -> Iterator[str]:
    """
    Write findings: of each file ten with excerpts, the gravest first, and up to 50 in a line each.

    Args:
        findings: In order of files.
        colour: Whether to mark severities with ANSI colours.
        width: Terminal cells there are, so that no word is broken; None where nothing limits a line.

    Yields:
        Pieces of text that end with a line break.
    """
    for _, group in groupby(findings, key=lambda one: one.file):
        listed = gravest_first(group)
        for one in listed[:MOST_IN_FULL]:
            yield f"{_text(one, colour, width)}\n\n"
        rest = listed[MOST_IN_FULL:MOST_PER_FILE]
        if rest:
            yield f"{len(listed) - MOST_IN_FULL:,} more, in a line each:\n"
        for one in rest:
            yield "\n".join(wrapped(in_a_line(one, one.hint), width, 2)) + "\n"
        if len(listed) > MOST_PER_FILE:
            more = len(listed) - MOST_PER_FILE
            yield f"... and {more:,} more in {visible(listed[0].file)} ({len(listed):,} in all)\n"
        if rest:
            yield "\n"


def count_of_errors(findings: Iterable[Finding]) -> str:
    """
    Say how many errors there are, where a reader would have to count: `40 errors in 1 file`.

    Args:
        findings: All that were told.

    Returns:
        A line with its break; empty where there is one error or none.
    """
    errors = [one for one in findings if one.severity is Severity.ERROR]
    files = len({one.file for one in errors})
    if len(errors) <= 1:
        return ""
    return f"{len(errors):,} errors in {files:,} file{'' if files == 1 else 's'}\n"


def _text(one: Finding, colour: bool, width: int | None) -> str:  # noqa: FBT001 - private
    head = f"{one.severity}[{one.code}]"
    text = "\n".join(wrapped(f"{head}: {visible(one.message)}", width, 2))
    if colour:
        text = f"\x1b[1;{_COLOURS[one.severity]}m{head}\x1b[0m{text.removeprefix(head)}"
    if one.file:
        place = f":{one.line}:{one.column}" if one.line else ""
        text += f"\n{' ' * len(str(one.line))}--> {visible(one.file)}{place}"
    # from line to reason: what stands below is alike in many files
    return text + _below(Finding(one.code, one.severity, "", "", *one[4:12]), width)


class _Said(str):
    """A line that may be broken between words: no place in a file, and no excerpt of it."""

    __slots__ = ()


@lru_cache(maxsize=1024)
def _below(one: Finding, width: int | None) -> str:
    lines: list[str] = []
    for line in _parts_below(one, width):
        lines += wrapped(line, width, 2) if isinstance(line, _Said) else [line]
    return "".join(f"\n{line}" for line in lines)


def _parts_below(one: Finding, width: int | None) -> Iterator[str]:
    gutter = len(str(one.line))
    if one.excerpt:
        yield from _excerpt(one, gutter, width)
    elif one.hint:
        yield _Said(f"{' ' * gutter} = help: {visible(one.hint)}")
    if one.reason:
        yield _Said(f"{' ' * gutter} = why: {visible(one.reason)}")
    if one.source:
        yield _Said(f"{' ' * gutter} = source: {visible(one.source)}")
    yield f"{' ' * gutter} = more: omsrisk explain {one.code}"


def _excerpt(one: Finding, gutter: int, width: int | None) -> Iterator[str]:
    bar = f"{' ' * gutter} |"
    yield bar
    widest = _WIDEST if width is None else max(_NARROWEST, min(_WIDEST, width - gutter - _AROUND_IT))
    lead = min(_LEAD, widest // 2)
    start = max(0, one.column - 1 - lead) if _is_wide(one, widest) else 0
    for number, line in one.excerpt:
        shown = _cut(line, start, widest)
        yield f"{number:>{gutter}} | {shown}".rstrip()
    line = one.excerpt[-1][1]
    rest = line[one.column - 1 :]
    # an escape may be owed to what stands on both sides of the place
    before = cell_width(_cut(line, start, None)) - cell_width(_shown(rest))
    marked = line[one.column - 1 : max(one.end_column - 1, one.column)]
    carets = max(1, min(cell_width(_shown(marked)), widest - lead))
    told = visible(one.hint)
    marks = f"{bar} {' ' * before}{'^' * carets}"
    fits = width is None or len(marks) + 1 + cell_width(told) <= width
    hint = f" {told}" if told and len(told) <= _LEAD and fits else ""
    yield f"{marks}{hint}"
    if told and not hint:
        yield bar
        yield _Said(f"{' ' * gutter} = help: {told}")
    elif hint:
        yield bar


def _is_wide(one: Finding, widest: int) -> bool:
    return any(len(line) > widest for _, line in one.excerpt)


def _cut(line: str, start: int, widest: int | None) -> str:
    """Cut a long line round the column, and show what cannot be seen."""
    head = "..." if start else ""
    cut = line[start:] if widest is None else line[start : start + widest]
    tail = "..." if widest is not None and len(line) > start + widest else ""
    return f"{head}{_shown(cut)}{tail}"


def _shown(text: str) -> str:
    return visible(text.replace("\t", "\u2192"))
