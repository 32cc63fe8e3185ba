"""The report of `inputs`: the register of assumptions, and what is still to be asked."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from omsrisk.analysis.sensitivity.inputs import NOT_ASSESSED, STATED, RegisteredInput
from omsrisk.report import numbers
from omsrisk.report.changes.shown_changes import shown_range
from omsrisk.report.common_fields import INPUT, STATED_RANGE, scenario_fields
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Lines,
    Row,
    Table,
    Title,
)
from omsrisk.report.records import Field, Records, cell_of
from omsrisk.report.shapes import DAY, MONEY, NUMBER, TEXT, Many, Maybe, one_of


class Register(NamedTuple):
    """Inputs of one scenario or several, in the order in which they are told."""

    inputs: tuple[RegisteredInput, ...]


_INPUT = Records[RegisteredInput](
    "registered_input",
    "An input, with what is known of it.",
    *scenario_fields("scenario"),
    *INPUT,
    Field("meaning", "What it is.", TEXT),
    Field("unit", "Its unit.", TEXT),
    Field(
        "state",
        "Whether it is there, needed by what is there, or needed by what nobody assesses.",
        one_of(STATED, "missing", NOT_ASSESSED),
    ),
    Field("value", "Its value, the most likely one of a range.", Maybe(NUMBER)),
    Field("range", "What is known of it.", Maybe(STATED_RANGE), "spread"),
    Field("source", "Where it comes from.", Maybe(TEXT)),
    Field("as_of", "The day it was true.", Maybe(DAY)),
    Field(
        "documented",
        "A range that inputs of this kind were found in; of money in its currency alone.",
        Maybe(TEXT),
        lambda one: None if one.documented is None else str(one.documented),
    ),
    Field(
        "effect",
        "How far apart the net exposure is at 10 % less and at 10 % more of it [money].",
        Maybe(MONEY),
    ),
    Field("effect_of_range", "The same at its P10 and its P90 [money].", Maybe(MONEY)),
    Field(
        "sha256",
        "The digest of the file, by which one that has changed since is known.",
        TEXT,
        lambda one: sha256(one.scenario.written).hexdigest(),
    ),
    digits_of=lambda one: one.scenario.minor_digits,
)
DOCUMENT = Records[Register](
    "inputs",
    "The register of assumptions: what is missing, then by what each input moves.",
    Field("inputs", "The inputs.", Many(_INPUT)),
)
_COLUMNS = (
    *("file", "label", "path", "meaning", "unit", "state", "value", "source", "owner", "as_of"),
    *("documented", "effect", "effect_of_range", "sha256"),
)


def document(inputs: Sequence[RegisteredInput]) -> Document:
    """Report the inputs of one scenario or several."""
    told = Register(tuple(inputs))
    keys = [*_COLUMNS[:7], "range", *_COLUMNS[7:]]
    records = [_INPUT.plain(one) for one in told.inputs]
    rows = tuple(
        Row(tuple(
            shown_range(one.spread, one.unit) if key == "range" and one.spread is not None
            else cell_of(record[key])
            for key in keys
        ))
        for one, record in zip(told.inputs, records, strict=True)
    )  # fmt: skip
    sheet = _INPUT.sheet((), 0)._replace(columns=tuple(map(Column, keys)), rows=rows)
    return Document(tuple(_blocks(told.inputs)), DOCUMENT.plain(told), sheet)


def _blocks(inputs: Sequence[RegisteredInput]) -> Iterator[Block]:
    files = dict.fromkeys(one.scenario.file for one in inputs)
    for file in files:
        own = [one for one in inputs if one.scenario.file == file]
        scenario = own[0].scenario
        yield Title(scenario.name, file)
        yield Facts.beside((numbers.currency(scenario.currency), "register of assumptions"))
        yield Headline((_counted(own),))
        digits = scenario.minor_digits
        columns = (
            Column("input"),
            Column("value"),
            Column("range", give_way=3),
            Column("source", give_way=4),
            Column("owner", give_way=5),
            Column(f"10 % moves {scenario.currency}", Content.MONEY, digits),
            Column("its range", Content.MONEY, digits, give_way=2),
            Column("path", give_way=1),
        )
        yield Table(columns, tuple(map(_row, own)))
    if not files:
        yield Lines(("No input is asked for.",))


def _counted(inputs: Sequence[RegisteredInput]) -> str:
    stated = [one for one in inputs if one.state == STATED]
    bare = sum(not one.source for one in stated)
    open_ones = len(inputs) - len(stated)
    noun = "input" if len(inputs) == 1 else "inputs"
    return f"{len(inputs)} {noun}: {open_ones} without a value, {bare} without a source."


def _row(one: RegisteredInput) -> Row:
    value = one.state
    if one.value is not None:
        is_share = one.unit == "1"
        value = numbers.percentage(one.value) if is_share else numbers.with_unit(one.value, one.unit)
    return Row(
        (
            one.label,
            value,
            shown_range(one.spread, one.unit),
            one.source or "-",
            one.owner or "-",
            one.effect,
            one.effect_of_range,
            one.path,
        )
    )
