"""What a program reads of lines and phases, key by key."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.uncertainty.means import Means
from omsrisk.core.formulas.formula import Basis, N
from omsrisk.core.pricing.case import Input
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import PhaseExposure
from omsrisk.core.pricing.lines import Line
from omsrisk.report.exposure import equations
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import (
    DAY,
    FLAG,
    MONEY,
    NUMBER,
    SHARE,
    TEXT,
    Many,
    Maybe,
    member_of,
)


class LineToWrite(NamedTuple):
    """
    A line, with what it does not know of itself.

    Attributes:
        line: The line.
        mean: Its mean [money]; None where that is not told.
        part_of: The line whose part it is.
        expression: What it is in terms of its inputs; `LEFT_OUT` where that is not asked for.
    """

    line: Line[Decimal]
    mean: object
    part_of: str | None = None
    expression: object = LEFT_OUT


def formula_of(line: Line[N]) -> str | None:
    """
    Say how a line is computed, in words; None for one that is not.

    Args:
        line: In numbers of any kind.
    """
    if not line.counts:
        return None
    if line.formula is not None:
        return equations.in_words(line.formula)
    if line.phases:
        return "sum over the phases"
    return "sum of its parts" if line.parts else "stated"


_INPUT = Records[Input](
    "input",
    "An input of a line.",
    Field("path", "Where it is stated.", TEXT),
    Field("value", "Its value, in its unit.", NUMBER),
    Field("unit", "Its unit.", TEXT),
    Field("source", "Where it comes from.", Maybe(TEXT)),
)


LINE = Records[LineToWrite](
    "line",
    "A line of the itemised cost.",
    Field("id", "Its name, the same in every command.", TEXT, "line.id"),
    Field("group", "What it is part of.", member_of(Group), "line.group"),
    Field("part_of", "The line whose part it is.", Maybe(TEXT)),
    Field("label", "What reports call it.", TEXT, "line.label"),
    Field(
        "basis",
        "What kind of money it is.",
        Maybe(member_of(Basis)),
        lambda told: told.line.basis or None,
    ),
    Field("amount", "What it comes to if it falls due [money].", Maybe(MONEY), "line.amount"),
    Field(
        "floor",
        "The amount, where it is the least that it can be [money].",
        Maybe(MONEY),
        lambda told: told.line.amount if told.line.is_floor else None,
    ),
    Field(
        "weight",
        "By what the amount is weighted; null for a detail.",
        Maybe(SHARE),
        lambda told: told.line.weight if told.line.counts else None,
    ),
    Field(
        "amount_if_it_holds",
        "What it comes to if the go-live holds, where that is something else [money].",
        MONEY,
        lambda told: LEFT_OUT if told.line.held is None else told.line.held.amount,
        optional=True,
    ),
    Field("expected", "Amount by weight [money].", Maybe(MONEY), "line.expected"),
    Field("mean", "The mean over all ranges and failures [money].", Maybe(MONEY)),
    Field("assessed", "Whether it is assessed.", FLAG, "line.assessed"),
    Field("complete", "Whether all its parts are.", FLAG, "line.complete"),
    Field(
        "formula", "How it is computed, in words.", Maybe(TEXT), lambda told: formula_of(told.line)
    ),
    Field("inputs", "What it is computed from.", Many(_INPUT), lambda told: list(told.line.inputs())),
    Field(
        "expression",
        "The line in terms of its inputs, where a trace is asked for.",
        Maybe(TEXT),
        optional=True,
    ),
)


class PhaseToWrite(NamedTuple):
    """A phase, and the means of all lines."""

    priced: PhaseExposure[Decimal]
    found: Means

    @property
    def lines(self) -> list[LineToWrite]:
        """Its own lines, their parts behind them."""
        return list(with_parts(self.priced.lines, self.found, self.priced.phase.prefix))

    @property
    def covers(self) -> list[str]:
        """The ids of the lines that go live with it as a whole."""
        parts = (part for line in self.priced.lines for part in line.parts)
        return [part.id for part in parts if part.goes_live_with]


PHASE = Records[PhaseToWrite](
    "phase",
    "A phase of the roll-out.",
    Field("slug", "The phase, as paths name it.", TEXT, "priced.phase.slug"),
    Field("name", "What it is called.", TEXT, "priced.phase.name"),
    Field(
        "share_of_orders",
        "Share of the orders that it brings.",
        Maybe(NUMBER),
        "priced.phase.share.value",
    ),
    Field("go_live", "The day of its go-live.", Maybe(DAY), "priced.phase.go_live"),
    Field("likelihood", "How likely its go-live is to fail.", Maybe(SHARE), "priced.likelihood"),
    Field("weight", "By what its failure is weighted.", Maybe(SHARE), "priced.weight"),
    Field(
        "covers",
        "What goes live with it as a whole, where anything does, as lines name it.",
        Many(TEXT),
        lambda told: told.covers or LEFT_OUT,
        optional=True,
    ),
    Field("lines", "Its own lines.", Many(LINE)),
)


def with_parts(
    lines: Iterable[Line[Decimal]], found: Means, prefix: str = "", part_of: str | None = None
) -> Iterator[LineToWrite]:
    """
    List lines, the parts of each behind it.

    Args:
        lines: Of one phase, or of the whole.
        found: The means of all lines.
        prefix: What their names in the means begin with, such as that of a phase.
        part_of: The line whose parts they are.
    """
    for line in lines:
        yield LineToWrite(line, found.lines[prefix + line.id], part_of)
        yield from with_parts(line.parts, found, prefix, line.id)
