"""The report of `rules`: every rule in a table."""

from collections.abc import Sequence

from omsrisk.checks.rule import Rule
from omsrisk.report.document import Column, Document, Lines, Notes, Row, Sheet, Table, Title
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import FLAG, TEXT, Many, Maybe, member_of
from omsrisk.scenario.documents.findings import Severity


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
        EXPLANATION.plain(one, 0),
        Sheet((Column("topic"), Column("text")), rows),
    )


def document(rules: Sequence[Rule]) -> Document:
    """List the rules, with what each asks and what it stands on."""
    columns = (
        Column("code", whole=True),
        Column("severity"),
        Column("rule"),
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
        Notes(("More of one: omsrisk explain CODE.", f"These read the clock: {clock}.")),
    )
    return Document(blocks, DOCUMENT.plain(rules, 0), Sheet(columns, rows))


_FIELDS: tuple[Field[Rule], ...] = (
    Field("code", "Its code.", TEXT),
    Field("name", "What it asks.", TEXT),
    Field("severity", "How much it weighs.", member_of(Severity)),
    Field("reason", "Why.", TEXT),
    Field("source", "What it stands on.", TEXT),
    Field("hint", "What to do about it.", TEXT),
    Field("reads_clock", "Whether it reads the clock.", FLAG),
    Field("can_be_waived", "Whether it can be waived.", FLAG),
    Field("policy", "The policy under which it asks.", Maybe(TEXT), lambda one: one.policy or None),
)
_RULE = Records[Rule]("rule", "A rule of `check`.", *_FIELDS)
_EXPLAINED = Records[Rule](
    "explained_rule",
    "A rule of `check`, with what it finds and does not find.",
    *_FIELDS,
    Field("wrong", "What it finds.", TEXT),
    Field("right", "What it does not find.", TEXT),
)
EXPLANATION = Records[Rule](
    "explained",
    "What a rule means.",
    Field("topic", "What was asked.", TEXT, "code"),
    Field("rule", "The rule.", _EXPLAINED, lambda one: one),
)
DOCUMENT = Records[Sequence[Rule]](
    "rules",
    "The rules of `check`.",
    Field("rules", "The rules, in the order in which they are asked.", Many(_RULE), lambda one: one),
)
