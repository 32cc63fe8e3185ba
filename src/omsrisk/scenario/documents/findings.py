"""Findings: what is wrong with a file, where, and what to do about it, as values."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from omsrisk.scenario.documents.nodes import Node, Origin
from omsrisk.text import visible


class Severity(StrEnum):
    """How much a finding weighs; an error makes a scenario invalid."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(NamedTuple):
    """
    One thing that is wrong, wherever it was found.

    Attributes:
        code: Such as `SCN102`; `omsrisk explain` knows it.
        severity: How much it weighs.
        message: One sentence, with the author's own text in backticks.
        file: Where it stands, as the user named it; empty where no file is to blame.
        line: Line, from 1; 0 where the place is not known.
        column: Column in code points, from 1.
        end_column: Column after the last character of the place, on the same line.
        path: Scenario path it is about, where there is one.
        hint: What to write instead, where that is known.
        excerpt: The line, and the one before it, with their numbers: for the terminal.
        source: What the rule that was broken stands on, where one was.
        reason: Why that rule matters.
        roll_outs: The scenarios it concerns, where it stands in a base that several have in common.
        owner: Who answers for what it is about, where the file names somebody.
        due: The day by which that is to be done, where the file states one.
        money_at_risk: What a rule prices of it, or what the lines come to that rest on it, times
            their likelihoods [money]; None where that is not told.
    """

    code: str
    severity: Severity
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    end_column: int = 0
    path: str = ""
    hint: str = ""
    excerpt: tuple[tuple[int, str], ...] = ()
    source: str = ""
    reason: str = ""
    roll_outs: tuple[str, ...] = ()
    owner: str = ""
    due: date | None = None
    money_at_risk: Decimal | None = None


class Place(NamedTuple):
    """
    Where a finding points: the fields of it of these names.

    Attributes:
        file: As the user named it.
        line: Line, from 1.
        column: Column in code points, from 1.
        end_column: Column after the last character of the place, on the same line.
        excerpt: The line, and the one before it, with their numbers.
    """

    file: str
    line: int
    column: int
    end_column: int
    excerpt: tuple[tuple[int, str], ...]


def place_of(node: Node) -> Place:
    """Point at a node, in the file that wrote it."""
    end_column = node.end_column if node.end_line == node.line else 0
    return _place(node.origin, node.line, node.column, end_column)


def _place(origin: Origin, line: int, column: int, end_column: int) -> Place:
    excerpt = origin.excerpt(line)
    if end_column <= column:
        here = excerpt[-1][1] if excerpt else ""
        end_column = max(column + 1, len(here.rstrip()) + 1 if line else 0)
    return Place(origin.name, line, column, end_column, excerpt)


def at(
    node: Node,
    code: str,
    message: str,
    *,
    hint: str = "",
    path: str = "",
    severity: Severity = Severity.ERROR,
) -> Finding:
    """Make a finding that points at a node, in the file that wrote it."""
    return _finding(place_of(node), code, message, hint=hint, path=path, severity=severity)


def at_place(
    origin: Origin,
    line: int,
    column: int,
    end_column: int,
    code: str,
    message: str,
    *,
    hint: str = "",
) -> Finding:
    """
    Make a finding that points at a place.

    Args:
        origin: What was read.
        line: From 1.
        column: From 1, in code points.
        end_column: After the last character; 0 where the place goes on to other lines.
        code: Such as `SCN102`.
        message: One sentence.
        hint: What to write instead.
    """
    return _finding(_place(origin, line, column, end_column), code, message, hint=hint)


def _finding(
    place: Place,
    code: str,
    message: str,
    *,
    hint: str,
    path: str = "",
    severity: Severity = Severity.ERROR,
) -> Finding:
    file, line, column, end_column, excerpt = place
    return Finding(
        code, severity, visible(message), file, line, column, end_column, path, hint, excerpt
    )


_ORDER = attrgetter("file", "line", "column", "code")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by file and place, each once."""
    kept: list[Finding] = []
    before, here = None, set[Finding]()
    for one in sorted(findings, key=_ORDER):
        place = _ORDER(one)
        if place != before:  # nearly all: to look for others like it takes its time
            before = place
            here.clear()
        else:
            here.add(kept[-1])
            if one in here:
                continue
        kept.append(one)
    return kept


class InvalidScenarioError(Exception):
    """
    A scenario that cannot be priced.

    Attributes:
        findings: All that is wrong with it, in order.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0] if self.findings else None
        place = f"{first.file}:{first.line}:{first.column}: {first.message}" if first else ""
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        super().__init__(place + more)
