"""The rows of a risk register: risks, and the responses to them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.money import add
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.tables.cells import TableCell, TableRow
from omsrisk.scenario.tables.register_columns import (
    AMOUNTS,
    COST,
    IMPACT,
    IMPACT_AFTER,
    LIKELIHOOD,
    LIKELIHOOD_AFTER,
    RESPONSE,
    RISK,
    SHARES,
    STATUS,
    RiskRegister,
    several,
    unit_of,
)
from omsrisk.text import slug_of, visible

HINTS = {
    RISK: "write what the risk is called, or leave the row out",
    **dict.fromkeys((LIKELIHOOD, LIKELIHOOD_AFTER), "a share: 20 % or 0.2"),
    **dict.fromkeys((IMPACT, IMPACT_AFTER, COST), "an amount of money as one number: 90000"),
}
"""What a column should hold."""

_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""A text in which the point parts thousands where another language is spoken."""

_CLOSED = {
    *("closed", "done", "retired", "inactive", "expired", "withdrawn", "cancelled", "canceled"),
    *("resolved", "rejected", "obsolete", "passed", "no longer a risk"),
}
"""What registers say of a risk that nobody reckons with any more."""

_NO_RESPONSE = {"", "-", "none", "n/a", "accept", "accepted", "acceptance"}


_SEVERAL = 2


class RegisterRow(NamedTuple):
    """
    A row of a register.

    Attributes:
        cells: Its cells, by the name of the column.
        register: The register.
        table: The name of its file.
    """

    cells: TableRow
    register: RiskRegister
    table: str

    def cell(self, column: str) -> TableCell:
        """Return the cell of a column; that of the risk where the row has none."""
        first = next(iter(self.cells.values()))
        return self.cells.get(column) or self.cells.get(RISK) or first

    def text(self, column: str) -> str:
        """Return the text of a column on one line; empty where there is none."""
        cell = self.cells.get(column)
        return "" if cell is None else " ".join(cell.text.split())

    @property
    def is_closed(self) -> bool:
        """Whether the register says that the risk is none any more."""
        return self.text(STATUS).casefold() in _CLOSED

    @property
    def impacts(self) -> list[str]:
        """The columns of its impact in which something stands."""
        return [one for one in self.register.impacts if self.text(one)]

    def impact(self) -> str:
        """Write its impact as a file does: what stands in several columns is added up."""
        told = [self.cells[one].number for one in self.impacts]
        amounts = [one for one in told if one is not None]
        if len(told) < _SEVERAL or len(amounts) < len(told):
            return self.number(next(iter(self.impacts), IMPACT))
        return f"{add(*amounts):f}"

    def impacts_told(self) -> str:
        """Say what its impact is the sum of; empty where it stands in one column."""
        if len(self.impacts) < _SEVERAL:
            return ""
        heads = self.register.heads
        return " + ".join(f"{heads[one]} {self.number(one)}" for one in self.impacts)

    def number(self, column: str) -> str:
        """Write the number of a column as a file does; what is no number stays for the reader."""
        cell = self.cells.get(column)
        if cell is None or cell.number is None:
            return self.text(column)
        if column in SHARES and cell.is_percentage:
            percent = cell.number.scaleb(2)
            return f"{percent.normalize() if percent else Decimal(0):f}%"
        is_of_hundred = column in SHARES and unit_of(self.register.heads[column]) == "%"
        return f"{cell.number:f}{'%' if is_of_hundred else ''}"

    def finding(self, column: str, message: str, hint: str = "", code: str = "SCN105") -> Finding:
        """
        Say what is wrong with a cell.

        Args:
            column: Its column.
            message: What is wrong.
            hint: What to write instead; what the column should hold, where it is left out.
            code: The code of the finding.
        """
        cell = self.cell(column)
        return Finding(
            code,
            Severity.ERROR,
            visible(f"{cell.address}, {several(column).replace('_', ' ')}: {message}"),
            self.table,
            cell.row,
            cell.column,
            cell.column + 1,
            "",
            hint or HINTS.get(several(column), ""),
        )

    def faults(self) -> Iterable[Finding]:
        """List what is missing, and what can be neither a text nor a number."""
        for column in (RISK, LIKELIHOOD, IMPACT):
            several_of = self.register.impacts if column == IMPACT else (column,)
            cells = (self.cells.get(one) for one in several_of)
            if not any(cell is not None and is_filled(cell) for cell in cells):
                told = "the cell is empty"
                yield self.finding(column, told, code="SCN103")
        for column, cell in self.cells.items():
            if cell.wrong:
                yield self.finding(column, f"it holds {cell.wrong}")
            elif len(self.impacts) > 1 and column in self.impacts and cell.number is None:
                message = f"expected an amount of money, found {shown(cell.text)}"
                yield self.finding(column, message, HINTS[IMPACT])
            elif several(column) in AMOUNTS and not cell.sheet and _TWO_READINGS.fullmatch(cell.text):
                whole = cell.text.replace(".", "")
                message = f"{shown(cell.text)} has two readings: {cell.number}, or {whole}"
                hint = f"write {whole}, or one with other than three digits after the point"
                yield self.finding(column, message, hint)


def is_filled(cell: TableCell) -> bool:
    """Whether a cell holds anything."""
    return bool(cell.text or cell.wrong)


def rows_of(register: RiskRegister, table: str) -> list[RegisterRow]:
    """
    Return the rows in which anything stands.

    Args:
        register: The register.
        table: The name of its file.
    """
    return [
        RegisterRow(cells, register, table)
        for cells in register.rows
        if any(map(is_filled, cells.values()))
    ]


def sound_rows(rows: Iterable[RegisterRow], findings: list[Finding]) -> list[RegisterRow]:
    """
    Choose the rows that can be written: all is there, and each has a name of its own.

    Args:
        rows: The rows.
        findings: What is wrong with the others is added to these.
    """
    taken: dict[str, RegisterRow] = {}
    for row in rows:
        faults = list(row.faults())
        name, slug = row.text(RISK), slug_of(row.text(RISK))
        if not faults and not slug:
            message = f"the name {shown(name)} has no letters or digits"
            faults.append(row.finding(RISK, message, code="SCN110"))
        elif not faults and slug in taken:
            message = f"the name {shown(name)} is taken: {taken[slug].cell(RISK).address}"
            faults.append(row.finding(RISK, message, "give each risk a name of its own", "SCN110"))
        if faults:
            findings += faults
        else:
            taken[slug] = row
    return list(taken.values())


class Response(NamedTuple):
    """
    What is done against risks.

    Attributes:
        name: What it is called.
        rows: The rows in which it stands: the first says what it costs, and who answers for it.
    """

    name: str
    rows: list[RegisterRow]

    @property
    def is_told(self) -> bool:
        """Whether the register says what it changes."""
        return any(
            row.text(column) for row in self.rows for column in (LIKELIHOOD_AFTER, IMPACT_AFTER)
        )


def responses_of(rows: Iterable[RegisterRow], findings: list[Finding]) -> list[Response]:
    """
    Gather the responses: one that stands in several rows is one, and is paid for once.

    A response without cost and without effect is a remark, and no mitigation.

    Args:
        rows: The rows.
        findings: What is wrong with them is added to these.
    """
    found: dict[str, Response] = {}
    for row in rows:
        name = row.text(RESPONSE)
        is_priced = bool(row.text(COST))
        has_effect = bool(row.text(LIKELIHOOD_AFTER) or row.text(IMPACT_AFTER))
        if name.casefold() in _NO_RESPONSE:
            if not is_priced:
                continue
            name = f"Response to {row.text(RISK)}"
        before = found.get(name.casefold())
        if before is None and (is_priced or has_effect):
            found[name.casefold()] = Response(name, [row])
        elif before is not None:
            if is_priced:
                there = before.rows[0].cell(COST).address
                message = f"the cost of {shown(name)} stands in {there} already"
                hint = "write it once, or give each response a name of its own"
                findings.append(row.finding(COST, message, hint))
            before.rows.append(row)
    return list(found.values())
