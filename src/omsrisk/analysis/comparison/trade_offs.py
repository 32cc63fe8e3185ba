"""The source's trade-off matrix: benefits and costs of each approach, and what would price them."""

from collections.abc import Iterator
from typing import NamedTuple

from omsrisk.core.pricing.case import Case, ListElement
from omsrisk.core.pricing.catalogue import (
    COST_OF_WAITING,
    LIKELIHOOD,
    PARALLEL_RUNNING,
    PRODUCTIVITY,
    WAITING,
)
from omsrisk.core.pricing.programme import waiting_days


class TradeOff(NamedTuple):
    """
    A benefit or a cost that the source lists for an approach ([C] 5).

    Attributes:
        approach: Such as `phased`.
        text: The source's words.
        is_cost: Whether it is a cost, as against a benefit.
        kind: The kind of cost item that prices it; empty where none does.
        line: The line, or the path of the input, that prices it; empty where none does.
    """

    approach: str
    text: str
    is_cost: bool
    kind: str = ""
    line: str = ""


TRADE_OFFS: tuple[TradeOff, ...] = (
    TradeOff("phased", "less risk", is_cost=False, line=LIKELIHOOD),
    TradeOff("phased", "gradual adaptation", is_cost=False),
    TradeOff("phased", "prolonged change management", is_cost=True, kind="change_management"),
    TradeOff(
        "phased",
        "reliance on the legacy system",
        is_cost=True,
        line=PARALLEL_RUNNING.id,
    ),
    TradeOff("big-bang", "faster full integration", is_cost=False, line=WAITING.id),
    TradeOff("big-bang", "one change effort", is_cost=False),
    TradeOff("big-bang", "higher short-term risk", is_cost=True, line=LIKELIHOOD),
    TradeOff("big-bang", "operational disruption", is_cost=True, line=PRODUCTIVITY.id),
    TradeOff("internal", "less dependency on consultants", is_cost=False, kind="consultants"),
    TradeOff("internal", "own expertise", is_cost=False),
    TradeOff("internal", "longer development", is_cost=True, line=WAITING.id),
    TradeOff("internal", "upskilling at the start", is_cost=True, kind="upskilling"),
    TradeOff("consultant", "specialised expertise", is_cost=False),
    TradeOff("consultant", "faster pace", is_cost=False, line=WAITING.id),
    TradeOff("consultant", "higher fees", is_cost=True, kind="consultants"),
    TradeOff("consultant", "knowledge transfer", is_cost=True, kind="knowledge_transfer"),
)
"""The matrix of the source, row by row: benefits first."""


def is_priced(one: TradeOff, case: Case) -> bool:
    """Whether a line, an item of the kind, or an input of the case prices a trade-off."""
    if one.kind:
        return any(row.kind == one.kind for rows in _item_rows(case) for row in rows)
    if one.line == WAITING.id:
        has_price = COST_OF_WAITING in case.inputs
        return has_price and waiting_days(case) is not None
    if one.line == LIKELIHOOD:
        return LIKELIHOOD in case.inputs or any(
            path.endswith(f".{LIKELIHOOD}") for path in case.inputs
        )
    return bool(one.line) and one.line in case.sections


def _item_rows(case: Case) -> Iterator[tuple[ListElement, ...]]:
    yield from case.rows.values()
    for phase in case.phases:
        yield from phase.own_rows.values()
        yield from phase.rows.values()


def unpriced(case: Case, approach: tuple[str, ...]) -> tuple[TradeOff, ...]:
    """List what the source says of an approach and no line carries."""
    return tuple(one for one in TRADE_OFFS if one.approach in approach and not is_priced(one, case))
