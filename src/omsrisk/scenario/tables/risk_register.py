"""A risk register as a scenario: items with a likelihood of their own, and mitigations."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from omsrisk.core.pricing.catalogue import RECOVERIES, STABILISATION_ITEMS
from omsrisk.core.pricing.derived import LIST_OF
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError
from omsrisk.scenario.load import Loader
from omsrisk.scenario.splicing.new_values import NewValue
from omsrisk.scenario.tables.register_columns import (
    COST,
    IMPACT,
    IMPACT_AFTER,
    LIKELIHOOD,
    LIKELIHOOD_AFTER,
    OWNER,
    RESPONSE,
    RISK,
    RiskRegister,
)
from omsrisk.scenario.tables.register_rows import (
    RegisterRow,
    Response,
    responses_of,
    rows_of,
    sound_rows,
)
from omsrisk.text import slug_of

PLACES = tuple(path for path in LIST_OF if "*" not in path and path != RECOVERIES.path)
"""Lists of cost items that risks can be put into."""

USUAL_PLACE = STABILISATION_ITEMS.path
"""Where what may fall due stands, whether or not the go-live fails."""

_UNKNOWN = "what it changes is not in the register"
_AFTER = {LIKELIHOOD_AFTER: "likelihood", IMPACT_AFTER: "amount"}
"""The keys of an item that a response changes, by the column that tells it."""


class RegisterFile(NamedTuple):
    """
    A register as a scenario file.

    Attributes:
        text: The file; of no use where there are findings.
        risks: How many risks it has.
        mitigations: How many responses have become mitigations.
        without_effect: Those of which the register does not say what they change.
        findings: What cannot be read, each with the address of its cell.
        closed: How many are left out, as they are closed.
    """

    text: str
    risks: int
    mitigations: int
    without_effect: tuple[str, ...]
    findings: tuple[Finding, ...]
    closed: int = 0


class _Line(NamedTuple):
    """A line of the file, with the row and the column that it comes from."""

    text: str
    row: RegisterRow | None = None
    column: str = ""


def register_file(
    register: RiskRegister, table: str, *, name: str, currency: str, into: str = USUAL_PLACE
) -> RegisterFile:
    """
    Write a register as a scenario that others can extend.

    Args:
        register: The register.
        table: The name of its file.
        name: What the scenario is called.
        currency: That of its amounts.
        into: The list that the risks are put into, one of `PLACES`.
    """
    every = rows_of(register, table)
    rows = [one for one in every if not one.is_closed]
    findings: list[Finding] = []
    sound = sound_rows(rows, findings)
    responses = responses_of(sound, findings)
    lines = [*_head(name, currency), *_items(sound, into), *_mitigations(responses, into)]
    text = "".join(f"{line.text}\n" for line in lines)
    findings += _judged(text, lines)
    findings.sort(key=lambda fault: (fault.line, fault.column))
    unknown = tuple(one.name for one in responses if not one.is_told)
    closed = len(every) - len(rows)
    return RegisterFile(text, len(rows), len(responses), unknown, tuple(findings), closed)


def _head(name: str, currency: str) -> Iterator[_Line]:
    yield _Line("omsrisk: 1")
    yield _Line(f"name: {NewValue(name).written(in_flow=False)}")
    yield _Line(f"currency: {currency}")


def _items(rows: list[RegisterRow], into: str) -> Iterator[_Line]:
    yield _Line("")
    indent = ""
    *above, last = into.split(".")
    for key in above:
        yield _Line(f"{indent}{key}:")
        indent += "  "
    yield _Line(f"{indent}{last}:{'' if rows else ' []'}")
    indent += "  "
    for row in rows:
        yield _entry(f"{indent}- item", row.text(RISK), row, RISK)
        yield _entry(f"{indent}  amount", row.impact(), row, next(iter(row.impacts), IMPACT))
        yield _entry(f"{indent}  likelihood", row.number(LIKELIHOOD), row, LIKELIHOOD)
        if row.text(OWNER):
            yield _entry(f"{indent}  owner", row.text(OWNER), row, OWNER)
        yield _entry(f"{indent}  source", _place(row), row, RISK)
        remarks = [f"Impact: {told}" for told in [row.impacts_told()] if told]
        remarks += [f"Response: {told}" for told in [row.text(RESPONSE)] if told]
        if remarks:
            yield _entry(f"{indent}  note", "; ".join(remarks), row, RESPONSE)


def _mitigations(responses: list[Response], into: str) -> Iterator[_Line]:
    if responses:
        yield _Line("")
        yield _Line("mitigations:")
    for response in responses:
        row = response.rows[0]
        yield _entry("  - name", response.name, row, RESPONSE)
        if row.text(COST):
            yield _entry("    cost", row.number(COST), row, COST)
        if row.text(OWNER):
            yield _entry("    owner", row.text(OWNER), row, OWNER)
        yield _Line("    effects:", row, RESPONSE)
        for one in response.rows:
            yield from _effects(one, into)
        yield _entry("    source", _place(row), row, RESPONSE)


def _effects(row: RegisterRow, into: str) -> Iterator[_Line]:
    """Say what a response changes: nothing yet, where the register does not tell."""
    path = f"{into}.{slug_of(row.text(RISK))}"
    told = [column for column in _AFTER if row.text(column)]
    for column in told:
        value = NewValue(row.number(column)).written(in_flow=True)
        yield _Line(f"      {path}.{_AFTER[column]}: {{set: {value}}}", row, column)
    if not told:
        yield _Line(f"      {path}.likelihood: {{multiply: 1}}  # {_UNKNOWN}", row, RESPONSE)


def _place(row: RegisterRow) -> str:
    """Name the register and the cell, as a source."""
    return f"{os.path.basename(row.table)}, {row.cell(RISK).address}"  # noqa: PTH119 - any text


def _entry(key: str, value: str, row: RegisterRow, column: str) -> _Line:
    return _Line(f"{key}: {NewValue(value).written(in_flow=False)}", row, column)


def _judged(text: str, lines: list[_Line]) -> Iterator[Finding]:
    """Let the reader of all files judge it, and put what it finds at the cells that it comes from."""
    try:
        Loader().load("register.yaml", text.encode("utf-8"))
    except InvalidScenarioError as error:
        for fault in error.findings:
            _, row, column = lines[fault.line - 1]
            if row is None:
                yield fault
                continue
            message = fault.message.removeprefix(f"`{fault.path}`: ")
            yield row.finding(column, message, fault.hint, fault.code)
