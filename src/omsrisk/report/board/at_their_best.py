"""The options once more, each with the mitigations that are worth their money there."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.comparison.compared_names import names_of
from omsrisk.report.document import Block, Column, Content, Notes, Row, Table

_FEWEST = 2


def at_their_best(paper: BoardPaper) -> Iterator[Block]:
    """
    List the options with their best sets of mitigations, the cheapest on average first.

    Args:
        paper: What every question came to; nothing is listed of one option, or where no other has
            mitigations.
    """
    names = names_of([one.scenario for one in paper.assessments])
    plans = [one for one in paper.plans if one is not None]
    if len(paper.options) < _FEWEST or not any(one.best.mitigations for one in plans):
        return
    digits = paper.chosen.assessment.scenario.minor_digits
    rows: list[tuple[Decimal, Row]] = []
    for name, option, plan in zip(names, paper.options, paper.plans, strict=True):
        if option.net is None or option.is_reference:
            continue
        best = None if plan is None else plan.best
        then = option.net
        bought: tuple[str, Decimal | None, Decimal | None] = ("none", None, None)
        if best is not None and best.mitigations:
            then = add(option.net, best.net_benefit.copy_negate())
            bought = (", ".join(one.name for one in best.mitigations), best.cost, best.avoided)
        rows.append((then, Row((name, option.net, *bought, then))))
    currency = numbers.currency(paper.chosen.assessment.scenario.currency)
    columns = (
        Column("option"),
        Column(f"now, {currency}", Content.MONEY, digits),
        Column("what to buy"),
        Column("for", Content.MONEY, digits),
        Column("avoids", Content.MONEY, digits),
        Column("then", Content.MONEY, digits),
    )
    yield Table(columns, tuple(row for _, row in sorted(rows, key=lambda one: one[0])))
    yield Notes(("What each costs on average, with the set that has the most net benefit there.",))
