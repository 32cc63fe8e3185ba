"""Findings for people: message, place, excerpt with a caret, hint."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from omsrisk.report.findings.concise import gravest_first, in_a_line
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.text import cell_width, visible

MOST_IN_FULL = 10
"""Findings of a file that are told with their places; who has more begins with the gravest."""

MOST_PER_FILE = 50
_WIDEST = 100
_LEAD = 40
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def to_full(findings: Iterable[Finding], *, colour: bool = False) -> Iterator[str]:
    """
    Write findings: of each file ten with excerpts, the gravest first, and up to 50 in a line each.

    Args:
        findings: In order of files.
        colour: Whether to mark severities with ANSI colours.

    Yields:
        Pieces of text that end with a line break.
    """
    for _, group in groupby(findings, key=lambda one: one.file):
        listed = gravest_first(group)
        for one in listed[:MOST_IN_FULL]:
            yield "\n".join(_lines(one, colour)) + "\n\n"
        rest = listed[MOST_IN_FULL:MOST_PER_FILE]
        if rest:
            yield f"{len(listed) - MOST_IN_FULL:,} more, in a line each:\n"
        for one in rest:
            yield f"{in_a_line(one, one.hint)}\n"
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


def _lines(one: Finding, colour: bool) -> Iterator[str]:  # noqa: FBT001 - private
    head = f"{one.severity}[{one.code}]"
    if colour:
        head = f"\x1b[1;{_COLOURS[one.severity]}m{head}\x1b[0m"
    yield f"{head}: {visible(one.message)}"
    gutter = len(str(one.line))
    if one.file:
        place = f":{one.line}:{one.column}" if one.line else ""
        yield f"{' ' * gutter}--> {visible(one.file)}{place}"
    if one.excerpt:
        yield from _excerpt(one, gutter)
    elif one.hint:
        yield f"{' ' * gutter} = help: {visible(one.hint)}"
    if one.reason:
        yield f"{' ' * gutter} = why: {visible(one.reason)}"
    if one.source:
        yield f"{' ' * gutter} = source: {visible(one.source)}"
    yield f"{' ' * gutter} = more: omsrisk explain {one.code}"


def _excerpt(one: Finding, gutter: int) -> Iterator[str]:
    bar = f"{' ' * gutter} |"
    yield bar
    start = max(0, one.column - 1 - _LEAD) if _is_wide(one) else 0
    for number, line in one.excerpt:
        shown = _cut(line, start)
        yield f"{number:>{gutter}} | {shown}".rstrip()
    line = one.excerpt[-1][1]
    rest = line[one.column - 1 :]
    # an escape may be owed to what stands on both sides of the place
    before = cell_width(_cut(line, start, end=False)) - cell_width(_shown(rest))
    marked = line[one.column - 1 : max(one.end_column - 1, one.column)]
    width = max(1, min(cell_width(_shown(marked)), _WIDEST - _LEAD))
    told = visible(one.hint)
    hint = f" {told}" if told and len(told) <= _LEAD else ""
    yield f"{bar} {' ' * before}{'^' * width}{hint}"
    if told and not hint:
        yield bar
        yield f"{' ' * gutter} = help: {told}"
    elif hint:
        yield bar


def _is_wide(one: Finding) -> bool:
    return any(len(line) > _WIDEST for _, line in one.excerpt)


def _cut(line: str, start: int, *, end: bool = True) -> str:
    """Cut a long line round the column, and show what cannot be seen."""
    head = "..." if start else ""
    cut = line[start : start + _WIDEST] if end else line[start:]
    tail = "..." if end and len(line) > start + _WIDEST else ""
    return f"{head}{_shown(cut)}{tail}"


def _shown(text: str) -> str:
    return visible(text.replace("\t", "\u2192"))
