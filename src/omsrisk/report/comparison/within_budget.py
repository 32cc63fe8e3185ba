"""What `compare --budget` says first: with which mitigations each roll-out is compared."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.decisions.best_within import BestWithin
from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.document import Block, Column, Content, Heading, Notes, Row, Table
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import FLAG, MONEY, NUMBER, TEXT, Many, Maybe


class WithinBudget(NamedTuple):
    """
    Roll-outs at their best, and what could be spent on each.

    Attributes:
        budget: What could be spent [money of the base].
        best: The roll-outs, in the order in which they are compared.
    """

    budget: Decimal
    best: tuple[BestWithin, ...]


class _BestToWrite(NamedTuple):
    """A roll-out at its best."""

    best: BestWithin

    @property
    def file(self) -> str:
        """Its file."""
        return self.best.assessment.scenario.file

    @property
    def taken(self) -> list[str]:
        """The names of its mitigations that are taken."""
        plan = self.best.plan
        return [] if plan is None else [one.name for one in plan.best.mitigations]

    @property
    def cost(self) -> Decimal:
        """What they cost, in its own currency [money]."""
        return Decimal(0) if self.best.plan is None else self.best.plan.best.cost

    @property
    def avoided(self) -> Decimal:
        """By how much they lower its net exposure, their cost aside [money]."""
        return Decimal(0) if self.best.plan is None else self.best.plan.best.avoided

    @property
    def net_benefit(self) -> Decimal:
        """What they avoid less what they cost [money]."""
        return Decimal(0) if self.best.plan is None else self.best.plan.best.net_benefit

    @property
    def untaken(self) -> Decimal | None:
        """Its net exposure with none taken [money]; None where it has no mitigations."""
        return None if self.best.plan is None else self.best.plan.base

    @property
    def is_proven(self) -> bool:
        """Whether no set is better."""
        return self.best.plan is None or self.best.plan.is_proven


_BEST = Records[_BestToWrite](
    "best_within_budget",
    "A roll-out with the mitigations that pay most for it, in its own currency.",
    Field("file", "The file, as it was named.", TEXT),
    Field("mitigations", "The names of those that are taken.", Many(TEXT), "taken"),
    Field("cost", "What they cost together [money].", MONEY),
    Field("avoided", "By how much they lower the net exposure, their cost aside [money].", MONEY),
    Field("net_benefit", "What they avoid less what they cost [money].", MONEY),
    Field(
        "untaken",
        "The net exposure with none taken [money]; null where it has no mitigations.",
        Maybe(MONEY),
    ),
    Field("proven", "Whether no set is better.", FLAG, "is_proven"),
    digits_of=lambda told: told.best.assessment.scenario.minor_digits,
)

AT_BEST = Records[WithinBudget](
    "within_budget",
    "What could be spent on the mitigations of each roll-out, and what it was spent on.",
    Field("budget", "What could be spent on each, in the currency of the base [money].", NUMBER),
    Field("best", "The roll-outs, as they were named.", Many(_BEST),
          lambda told: list(map(_BestToWrite, told.best))),
)  # fmt: skip


def blocks(told: WithinBudget, result: Comparison) -> Iterator[Block]:
    """
    Say which mitigations each roll-out is compared with.

    Args:
        told: The roll-outs at their best.
        result: They compared.
    """
    base = result.assessments[result.base].scenario
    budget = numbers.money(told.budget, base.minor_digits)
    yield Heading((f"Each at its best within {budget} {base.currency}",))
    currencies = {one.scenario.currency for one in result.assessments}
    columns = (
        Column(""),
        Column("mitigations taken"),
        *((Column("in"),) if len(currencies) > 1 else ()),
        Column("cost", Content.MONEY, base.minor_digits),
        Column("avoided", Content.MONEY, base.minor_digits, give_way=1),
        Column("net benefit", Content.CHANGE, base.minor_digits),
    )
    rows = []
    for name, one in zip(labels(result), map(_BestToWrite, told.best), strict=True):
        currency = one.best.assessment.scenario.currency
        said = ", ".join(one.taken) or ("none pays" if one.best.plan else "it has none")
        own = (currency,) if len(currencies) > 1 else ()
        rows.append(Row((name, said, *own, one.cost, one.avoided, one.net_benefit)))
    yield Table(columns, tuple(rows))
    notes = tuple(sentences(told, labels(result)))
    if notes:
        yield Notes(notes)


def sentences(told: WithinBudget, names: Sequence[str]) -> Iterator[str]:
    """
    Say where a better set may have been missed, and where nothing is taken at all.

    Args:
        told: The roll-outs at their best.
        names: What they are called.
    """
    missed = [
        name
        for name, one in zip(names, map(_BestToWrite, told.best), strict=True)
        if not one.is_proven
    ]
    if missed:
        yield f"Too many sets of {', '.join(missed)} to look at all: a better one may be missed."
    if add(*(one.plan.best.cost for one in told.best if one.plan is not None)) == 0:
        yield "No mitigation pays for itself within the budget: the roll-outs are as their files are."
