"""Answers: what a table that comes back says of a scenario, and what in it cannot be taken."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.variation import values_of
from omsrisk.errors import CannotReadError, UsageError
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.splicing.rewriting import Rewriting, value_of_fault
from omsrisk.scenario.tables.cells import TableCell, TableRow, rows_below_heads
from omsrisk.text import visible

_SAID = {"source": "source", "owner": "owner", "as of": "as_of"}
"""The heads that say something of an input, with the part of it that each is."""

_WHEN_WRITTEN = "value when written"

_NEEDED = {"path", "value"}
"""The heads that a table has, in any order and on any sheet."""


class Answers(NamedTuple):
    """
    What a table says.

    Attributes:
        values: What differs from the file, by path, or by path and part of it.
        cells: The cell of each of these.
        findings: What cannot be taken, with the address of its cell.
        unanswered: How many inputs have no value, there and in the file.
    """

    values: Mapping[str, str]
    cells: Mapping[str, TableCell]
    findings: tuple[Finding, ...]
    unanswered: int

    def without(self, paths: Iterable[str]) -> "Answers":
        """Leave out what is said elsewhere, which goes before the table."""
        left = set(paths)
        return self._replace(
            values={path: one for path, one in self.values.items() if path not in left},
            cells={path: one for path, one in self.cells.items() if path not in left},
        )


def answer_rows(name: str, content: bytes) -> list[TableRow]:
    """
    Read the rows below the heads `path` and `value`.

    Args:
        name: The file, as the user named it.
        content: Its bytes: a workbook, or CSV in UTF-8.

    Raises:
        CannotReadError: It is neither, or has no such heads.
    """
    found = rows_below_heads(name, content, _heads)
    if found is None:
        raise CannotReadError(
            f"cannot read {visible(name)}: it has no columns `path` and `value`",
            "omsrisk inputs FILE -o inputs.xlsx writes such a table",
        )
    return found


def _heads(row: Sequence[TableCell]) -> Mapping[int, str] | None:
    named = {one.column: one.text.strip().casefold().replace("_", " ") for one in row}
    if not set(named.values()) >= _NEEDED:
        return None
    return {column: head for column, head in named.items() if head}


def rows_of_file(rows: list[TableRow], table: str, file: str) -> list[TableRow]:
    """
    Choose the rows that are about a file, where the table tells.

    Args:
        rows: From `answer_rows`.
        table: The name of the table.
        file: The scenario file.

    Raises:
        UsageError: Rows are about other files alone.
    """
    about = {row["file"].text for row in rows if row.get("file") and row["file"].text}
    if not about:
        return rows
    wanted = {one for one in about if os.path.normpath(one) == os.path.normpath(file)}
    if not wanted:
        name = os.path.basename(file)  # noqa: PTH119 - any text
        wanted = {one for one in about if os.path.basename(one) == name}  # noqa: PTH119 - as above
    if len(wanted) != 1:
        listed = ", ".join(visible(one) for one in sorted(about))
        raise UsageError(f"{visible(table)} has no inputs of {visible(file)}; it has {listed}")
    return [row for row in rows if row.get("file") and row["file"].text in wanted]


def has_changed_since(rows: list[TableRow], content: bytes) -> bool:
    """
    Whether a file is another one than that which a table was made of, where the table tells.

    Args:
        rows: Those of the file.
        content: The bytes of the file.
    """
    told = {row["sha256"].text for row in rows if row.get("sha256") and row["sha256"].text}
    return bool(told) and told != {sha256(content).hexdigest()}


def answers_of(rows: list[TableRow], table: str, case: Case) -> Answers:
    """
    Read what differs from a scenario.

    Args:
        rows: Those of the scenario.
        table: The name of the table.
        case: The scenario; it may lack inputs.
    """
    stated = {one.path: one for one in case.inputs.values()}
    for phase in case.phases:
        stated |= {one.path: one for one in phase.inputs.values() if one.path not in stated}
        stated.setdefault(phase.share.path, phase.share)
    values: dict[str, str] = {}
    cells: dict[str, TableCell] = {}
    findings: list[Finding] = []
    unanswered = 0
    known = values_of(case)
    for row in rows:
        path = row["path"].text
        if not path:
            continue
        cell = row.get("value")
        one = stated.get(path)
        if cell is None or not (cell.text or cell.wrong):
            if path in known and cell is not None:
                findings.append(_finding(table, cell, path, "the cell is empty", _EMPTY))
            else:
                unanswered += 1
        else:
            found = _value(row, cell, one, table, path)
            if isinstance(found, Finding):
                findings.append(found)
            elif found is not None:
                values[found[0]], cells[found[0]] = found[1], cell
        if one is not None or path in values:
            for part, text, where in _said(row, one):
                values[f"{path}.{part}"], cells[f"{path}.{part}"] = text, where
    return Answers(values, cells, tuple(findings), unanswered)


_EMPTY = "write the value, or leave the row out"


def _value(
    row: TableRow, cell: TableCell, one: Input | None, table: str, path: str
) -> tuple[str, str] | Finding | None:
    """Read the value of a row: where it goes and what it is; None where nothing has changed."""
    if cell.number is None:
        told = cell.wrong or f"the text {shown(cell.text)}"
        hint = "a number with a point: 12.5, and 0.05 for 5 %"
        if cell.wrong == "a formula":
            hint = "write the number that it comes to"
        return _finding(table, cell, path, f"it holds {told}, not a number", hint)
    before = row.get(_WHEN_WRITTEN)
    is_as_before = before is not None and before.number == cell.number
    if is_as_before or (one is not None and _is_the_same(one.value, cell.number)):
        return None
    if one is None or one.spread is None:
        return path, f"{cell.number:f}"
    if one.spread.likely is None:
        message = "its value follows from its range"
        return _finding(table, cell, path, message, f"omsrisk set FILE {path}=... makes it a number")
    return f"{path}.likely", f"{cell.number:f}"


def _is_the_same(stated: Decimal, number: Decimal) -> bool:
    """Whether a number is that of the file, as far as a cell can hold it."""
    return stated == number or Decimal(f"{float(stated):.15g}") == number


def _said(row: TableRow, one: Input | None) -> Iterator[tuple[str, str, TableCell]]:
    """Return what is said of an input, where it is another thing than the file says."""
    for head, part in _SAID.items():
        cell = row.get(head)
        if cell is None or not cell.text or cell.wrong:
            continue
        told = None if one is None else getattr(one, part)
        before = "" if told is None else told if isinstance(told, str) else told.isoformat()
        if cell.text != before.strip():
            yield part, cell.text, cell


def findings_of(done: Rewriting, answers: Answers, table: str) -> list[Finding]:
    """
    Put what speaks against a rewriting at the cells that it comes from.

    Args:
        done: The rewriting.
        answers: What was put in.
        table: The name of the table.
    """
    found = list(answers.findings)
    for path, error in done.refused.items():
        if path in answers.cells:
            message = error.message.removeprefix(f"{visible(path)}: ")
            found.append(_finding(table, answers.cells[path], path, message, error.hint))
    for fault in done.faults:
        where = value_of_fault(fault, answers.values)
        if where is None:
            found.append(fault)
        else:
            message = fault.message.removeprefix(f"`{fault.path}`: ")
            told = _finding(table, answers.cells[where], where, message, fault.hint)
            found.append(told._replace(code=fault.code))
    return found


def _finding(table: str, cell: TableCell, path: str, message: str, hint: str) -> Finding:
    return Finding(
        "SCN105",
        Severity.ERROR,
        visible(f"{cell.address}, {path}: {message}"),
        table,
        cell.row,
        cell.column,
        cell.column + 1,
        path,
        hint,
    )
