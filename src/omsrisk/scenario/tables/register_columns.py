"""The columns of a risk register: by the heads that registers usually have, or as they are mapped."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from omsrisk.errors import CannotReadError, UsageError
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.currencies import minor_digits
from omsrisk.scenario.tables.cells import TableCell, TableRow, rows_below_heads
from omsrisk.text import visible


class RegisterColumn(NamedTuple):
    """
    A column that a register can have.

    Attributes:
        name: As `--map` says it.
        heads: What registers call it, without the case of letters and without a unit.
        is_needed: Whether a register has to have it.
    """

    name: str
    heads: tuple[str, ...]
    is_needed: bool = False


RISK, LIKELIHOOD, IMPACT, OWNER = "risk", "likelihood", "impact", "owner"
RESPONSE, COST, STATUS = "response", "response_cost", "status"
LIKELIHOOD_AFTER, IMPACT_AFTER = "likelihood_after", "impact_after"

COLUMNS = (
    RegisterColumn(
        RISK,
        (
            *("risk", "risk name", "risk title", "title", "name", "risk event", "event"),
            *("risk description", "description"),
        ),
        is_needed=True,
    ),
    RegisterColumn(
        LIKELIHOOD,
        (
            *("likelihood", "probability", "chance", "risk likelihood", "risk probability"),
            *("likelihood of occurrence", "probability of occurrence", "prob", "p"),
        ),
        is_needed=True,
    ),
    RegisterColumn(
        IMPACT,
        (
            *("cost impact", "financial impact", "impact cost", "cost of impact", "loss", "amount"),
            *("impact", "risk impact", "consequence"),  # may be a score, where one above is there
        ),
        is_needed=True,
    ),
    RegisterColumn(OWNER, ("owner", "risk owner", "responsible", "assigned to")),
    RegisterColumn(
        RESPONSE,
        (
            *("response", "risk response", "mitigation", "mitigation action", "action", "treatment"),
            *("countermeasure",),
        ),
    ),
    RegisterColumn(
        COST,
        (
            *("cost of response", "response cost", "cost of mitigation", "mitigation cost"),
            *("cost of action", "action cost", "cost of treatment", "treatment cost"),
        ),
    ),
    RegisterColumn(
        LIKELIHOOD_AFTER,
        (
            *("likelihood after", "probability after", "residual likelihood", "residual probability"),
            *("likelihood after response", "probability after response"),
        ),
    ),
    RegisterColumn(STATUS, ("status", "risk status", "state", "risk state")),
    RegisterColumn(
        IMPACT_AFTER, ("impact after", "residual impact", "impact after response", "residual loss")
    ),
)
"""What is read of a register."""

SHARES = {LIKELIHOOD, LIKELIHOOD_AFTER}
AMOUNTS = {IMPACT, COST, IMPACT_AFTER}

_NEXT = "+"
"""What stands between the name of a column that is there several times, and its number."""


def several(column: str) -> str:
    """
    Return the column that one of several is, such as one impact of many.

    >>> several("impact+1"), several("impact")
    ('impact', 'impact')
    """
    return column.partition(_NEXT)[0]


_UNIT = re.compile(r"\s*[(\[](?P<unit>[^)\]]*)[)\]]\s*$")


class RiskRegister(NamedTuple):
    """
    The rows of a register.

    Attributes:
        rows: Their cells, by the name of the column.
        heads: The head of each column that is read, by its name; of further impacts, too.
        currency: The currency that the heads name; empty where they name none.
        passed_over: Heads that an impact may have, too, and that were not asked for.
    """

    rows: tuple[TableRow, ...]
    heads: Mapping[str, str]
    currency: str
    passed_over: tuple[str, ...] = ()

    @property
    def impacts(self) -> tuple[str, ...]:
        """The columns that an impact is the sum of."""
        return tuple(column for column in self.heads if several(column) == IMPACT)


def register_of(name: str, content: bytes, mapped: Mapping[str, Sequence[str]]) -> RiskRegister:
    """
    Read the rows of a register.

    Args:
        name: The file, as the user named it.
        content: Its bytes: a workbook, or CSV in UTF-8.
        mapped: The heads of columns that are called otherwise, by the name of the column; an impact
            may have several, which are added up.

    Raises:
        CannotReadError: It is no such table.
        UsageError: What is mapped is not there, or a head has a unit that nobody can read.
    """
    seen: list[list[str]] = []
    chosen: dict[str, str] = {}
    passed_over: list[str] = []

    def heads(row: Sequence[TableCell]) -> Mapping[int, str] | None:
        texts = {one.column: " ".join(one.text.split()) for one in row if one.text}
        found = _found(texts, mapped)
        if texts:
            seen.append(list(texts.values()))
        if any(column.is_needed and column.name not in found for column in COLUMNS):
            return None
        chosen.update({name: texts[column] for name, column in found.items()})
        if IMPACT not in mapped:
            left = {column: text for column, text in texts.items() if column not in found.values()}
            passed_over.extend(text for text in left.values() if _plain(text) in _IMPACTS)
        return {column: name for name, column in found.items()}

    rows = rows_below_heads(name, content, heads, is_computed=True)
    if rows is None:
        raise _no_heads(name, seen, mapped)
    return RiskRegister(tuple(rows), chosen, _currency(name, chosen), tuple(passed_over))


_IMPACTS = next(frozenset(column.heads) for column in COLUMNS if column.name == IMPACT)


def _found(texts: Mapping[int, str], mapped: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Say in which column each thing stands, where the row is that of the heads."""
    known = {_plain(text): column for column, text in reversed(list(texts.items()))}
    whole = {text.casefold(): column for column, text in reversed(list(texts.items()))}
    found: dict[str, int] = {}
    for column in sorted(COLUMNS, key=lambda one: one.name not in mapped):
        if column.name in mapped:
            wanted = [" ".join(head.split()).casefold() for head in mapped[column.name]]
            if any(head not in whole for head in wanted):
                return {}
            for at, head in enumerate(wanted):
                found[f"{column.name}{_NEXT}{at}" if at else column.name] = whole[head]
            continue
        places = [known[head] for head in column.heads if head in known]
        free = [place for place in places if place not in found.values()]
        if free:
            found[column.name] = free[0]
    return found


def _plain(head: str) -> str:
    return " ".join(_UNIT.sub("", head).replace("_", " ").casefold().split())


def unit_of(head: str) -> str:
    """
    Return the unit that a head tells, in brackets at its end; empty where it tells none.

    >>> unit_of("Impact (EUR)"), unit_of("Probability [%]"), unit_of("Owner")
    ('EUR', '%', '')
    """
    told = _UNIT.search(head)
    return told["unit"].strip() if told else ""


def _currency(name: str, heads: Mapping[str, str]) -> str:
    """Return the currency of the amounts; no unit is passed over that might be thousands."""
    found: dict[str, str] = {}
    for column, head in heads.items():
        unit = unit_of(head)
        if several(column) in AMOUNTS and unit:
            if unit not in minor_digits():
                raise UsageError(
                    f"{visible(name)}: the unit of the column {shown(head)} is not a currency",
                    "amounts are read as they stand: name the currency alone, such as `Impact (EUR)`",
                )
            found[unit] = head
        elif column in SHARES and unit not in {"", "%"}:
            raise UsageError(
                f"{visible(name)}: the unit of the column {shown(head)} is not a share",
                "a likelihood is a share: 20 % or 0.2",
            )
    if len(found) > 1:
        listed = ", ".join(shown(head) for head in found.values())
        raise UsageError(f"{visible(name)} has amounts in several currencies: {listed}")
    return next(iter(found), "")


def _no_heads(
    name: str, seen: Sequence[Sequence[str]], mapped: Mapping[str, Sequence[str]]
) -> CannotReadError | UsageError:
    """Say which column is missing, and what the table has instead."""
    best = max(seen, key=lambda texts: _known(texts, mapped), default=[])
    listed = ", ".join(shown(text) for text in best)
    has = f"; it has {listed}" if listed else ""
    for column, head in ((column, head) for column, some in mapped.items() for head in some):
        if " ".join(head.split()).casefold() not in {text.casefold() for text in best}:
            message = f"--map {column}={visible(head)}: {visible(name)} has no such column{has}"
            return UsageError(message, nearest(head, tuple(best)))
    found = _found(dict(enumerate(best)), mapped)
    missing = [one.name for one in COLUMNS if one.is_needed and one.name not in found]
    told = " and ".join(f"`{one}`" for one in missing)
    return CannotReadError(
        f"cannot read {visible(name)}: it has no column {told}{has}",
        " ".join(f"--map '{one}=HEAD'" for one in missing) + " says which it is",
    )


def _known(texts: Sequence[str], mapped: Mapping[str, Sequence[str]]) -> int:
    heads = {head for column in COLUMNS for head in column.heads}
    heads |= {" ".join(head.split()).casefold() for some in mapped.values() for head in some}
    return len(heads & {one for text in texts for one in (_plain(text), text.casefold())})
