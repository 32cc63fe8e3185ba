"""The report of `rules`: every rule in a table."""

from collections.abc import Sequence
from typing import Any

from omsrisk.checks.rule import Rule
from omsrisk.report.document import Column, Document, Lines, Row, Sheet, Table, Title


def explanation(one: Rule) -> Document:
    """Say what a rule asks, why, and what it finds and does not find."""
    clock = ("It reads the clock: `--today` sets the day.",) if one.reads_clock else ()
    waived = () if one.can_be_waived else ("It cannot be waived.",)
    lines = (
        one.reason,
        "",
        f"Severity: {one.severity.value}",
        f"Source:   {one.source}",
        f"To do:    {one.hint}",
        *clock,
        *waived,
        *(f"Asked under a policy that says: {line}" for line in one.policy.splitlines()),
        "",
        "Found:",
        *(f"    {line}" for line in one.wrong.splitlines()),
        "",
        "Not found:",
        *(f"    {line}" for line in one.right.splitlines()),
    )
    rows = tuple(Row((one.code, line)) for line in lines)
    return Document(
        (Title(f"{one.code}: {one.name}"), Lines(lines)),
        {"topic": one.code, "rule": {**_record(one), "wrong": one.wrong, "right": one.right}},
        Sheet((Column("topic"), Column("text")), rows),
    )


def document(rules: Sequence[Rule]) -> Document:
    """List the rules, with what each asks and what it stands on."""
    columns = (
        Column("code", whole=True),
        Column("severity"),
        Column("rule", give_way=1),
        Column("clock", give_way=3),
        Column("source", give_way=2),
    )
    rows = tuple(
        Row((one.code, one.severity.value, one.name, "today" if one.reads_clock else "", one.source))
        for one in rules
    )
    clock = ", ".join(one.code for one in rules if one.reads_clock)
    blocks = (
        Title(f"The {len(rules)} rules of omsrisk check"),
        Table(columns, rows),
        Lines(("More of one: omsrisk explain CODE.", f"These read the clock: {clock}."), quiet=True),
    )
    return Document(blocks, {"rules": [_record(one) for one in rules]}, Sheet(columns, rows))


def _record(one: Rule) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "reason": one.reason,
        "source": one.source,
        "hint": one.hint,
        "reads_clock": one.reads_clock,
        "can_be_waived": one.can_be_waived,
        "policy": one.policy or None,
    }
