"""Findings for people: message, place, excerpt with a caret, hint."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.text import cell_width, visible

MOST_PER_FILE = 50
_WIDEST = 100
_LEAD = 40
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def to_full(findings: Iterable[Finding], *, colour: bool = False) -> Iterator[str]:
    """
    Write findings with excerpts; at most 50 of a file, with the true count.

    Args:
        findings: In order.
        colour: Whether to mark severities with ANSI colours.

    Yields:
        Pieces of text that end with a line break.
    """
    for _, group in groupby(findings, key=lambda one: one.file):
        listed = list(group)
        for one in listed[:MOST_PER_FILE]:
            yield "\n".join(_lines(one, colour)) + "\n\n"
        if len(listed) > MOST_PER_FILE:
            more = len(listed) - MOST_PER_FILE
            yield f"... and {more:,} more in {visible(listed[0].file)} ({len(listed):,} in all)\n\n"


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
