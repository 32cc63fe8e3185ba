"""The rows of a scenario's sheet: every line, total and memo, as expressions of the inputs."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import stopping_saves
from omsrisk.analysis.uncertainty.means import Means
from omsrisk.core.algebra.symbols import Figure, Symbol
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure, PhaseExposure
from omsrisk.core.pricing.figures import MEMOS, SHARES, TOTALS
from omsrisk.core.pricing.lines import Line
from omsrisk.report import numbers
from omsrisk.report.exposure.line_record import formula_of


class FigureRow(NamedTuple):
    """
    A row of figures.

    Attributes:
        label: What it is called.
        id: Its name, the same in every command; empty for one that has none.
        amount: What it comes to if it falls due; None where it is not assessed.
        expected: The same times its chance; None where it has no such figure.
        divided_by: What the amount is divided by, where it is a quotient.
        mean: The mean of what is expected [money]; None where it is not told.
        how: How it is computed, in words.
        is_share: Whether it is a share, and not money.
        is_heading: Whether it has no figures.
        is_total: Whether it stands out.
        level: How deep it is indented.
    """

    label: str
    id: str = ""
    amount: Figure | None = None
    expected: Figure | None = None
    divided_by: Figure | None = None
    mean: Decimal | None = None
    how: str = ""
    is_share: bool = False
    is_heading: bool = False
    is_total: bool = False
    level: int = 0


def figure_rows(exposure: Exposure[Symbol], found: Means) -> Iterator[FigureRow]:
    """
    List the figures of a scenario in the order of its report, then phase by phase.

    Args:
        exposure: As expressions.
        found: The means.
    """
    yield from total_rows(exposure, found)
    for group in Group:
        lines = exposure.group(group)
        if lines:
            yield FigureRow(group.label, is_heading=True)
            yield from _line_rows(lines, found, "", "")
    yield FigureRow("Beside the total, never in it", is_heading=True)
    yield from _memo_rows(exposure, found)
    for phase in exposure.phases:
        yield from _phase_rows(phase, found)
    if exposure.phases:
        yield FigureRow("Whole roll-out, charged once", is_heading=True)
        yield from _line_rows(exposure.shared, found, "shared.", "shared.")


def total_rows(exposure: Exposure[Symbol], found: Means) -> Iterator[FigureRow]:
    """
    List the totals under a heading of their own.

    Args:
        exposure: As expressions.
        found: The means.
    """
    yield FigureRow("Totals", is_heading=True)
    if not exposure.phases:
        chance = exposure.likelihood
        yield FigureRow("Likelihood of failure", "likelihood", chance, is_share=True, level=1)
    for name, figure in TOTALS.items():
        yield FigureRow(
            figure.label,
            name,
            exposure.totals[name],
            mean=found.totals[name],
            how=figure.meaning,
            is_total=name == "net_exposure",
            level=1,
        )


def _memo_rows(exposure: Exposure[Symbol], found: Means) -> Iterator[FigureRow]:
    for name, figure in MEMOS.items():
        row = FigureRow(
            figure.label,
            name,
            exposure.memos[name],
            mean=found.memos.get(name),
            how=figure.meaning,
            is_share=name in SHARES,
            level=1,
        )
        if name == "break_even_stopping_cost" and exposure.memos["stop_rule_saves"] is not None:
            saves = stopping_saves(exposure)
            row = row._replace(amount=saves[0], divided_by=saves[1])
        yield row


def _phase_rows(one: PhaseExposure[Symbol], found: Means) -> Iterator[FigureRow]:
    prefix = one.phase.prefix
    facts = [one.phase.name, f"{numbers.percentage(one.phase.share.value)} of orders"]
    if one.phase.go_live is not None:
        facts.append(f"go-live {one.phase.go_live}")
    yield FigureRow(", ".join(facts), is_heading=True)
    yield FigureRow(
        "Likelihood of failure", f"{prefix}likelihood", one.likelihood, is_share=True, level=1
    )
    yield FigureRow("Chance that it happens", f"{prefix}weight", one.weight, is_share=True, level=1)
    yield from _line_rows(one.lines, found, prefix, prefix)


def _line_rows(
    lines: Iterable[Line[Symbol]], found: Means, prefix: str, of_means: str, level: int = 1
) -> Iterator[FigureRow]:
    for line in lines:
        yield FigureRow(
            line.label,
            prefix + line.id,
            line.amount,
            line.expected,
            mean=found.lines.get(of_means + line.id),
            how=formula_of(line) or "",
            level=level,
        )
        yield from _line_rows(line.parts, found, prefix, of_means, level + 1)
