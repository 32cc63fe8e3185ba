"""
The weeks after a go-live in two versions: of one that holds, and of one that fails.

A go-live that fails takes longer to settle. What a scenario restates for that case replaces what the
stabilisation says: a number, or a list as a whole. Each version has its own days, and their effective
days; a line comes to its failed version, and is expected to come to each with its chance.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.formulas.formula import N
from omsrisk.core.pricing.case import Input, ListElement
from omsrisk.core.pricing.catalogue import (
    IF_IT_FAILS,
    ITEM_LISTS,
    ITEMS_IF_IT_FAILS,
    LINES,
    STABILISATION,
)
from omsrisk.core.pricing.declarations import Charged, Falls, ItemList, LineType
from omsrisk.core.pricing.lines import Line, Slice, total_expected

_PREFIX = f"{IF_IT_FAILS}."


class InForce(NamedTuple):
    """Numbers and lists in force, by the paths that they have where nothing fails."""

    inputs: dict[str, Input]
    rows: dict[str, tuple[ListElement, ...]]


def in_force_if_it_fails(
    inputs: Mapping[str, Input], rows: Mapping[str, tuple[ListElement, ...]]
) -> InForce:
    """Put what is restated for a go-live that fails in the place of what it restates."""
    lists = {_restated(path): one for path, one in rows.items() if path.startswith(_PREFIX)}
    replaced = tuple(f"{path}." for path in lists)
    found = {path: one for path, one in inputs.items() if not path.startswith(replaced)}
    found |= {_restated(path): one for path, one in inputs.items() if path.startswith(_PREFIX)}
    return InForce(found, {**rows, **lists})


def failed_version(one: Slice) -> Slice | None:
    """Return what is in force where a go-live fails; None where that is nothing else."""
    if IF_IT_FAILS not in one.sections:
        return None
    inputs, rows = in_force_if_it_fails(one.inputs, one.rows)
    stated = {_restated(section) for section in one.sections if section.startswith(_PREFIX)}
    settings = settings_if_it_fails(one.settings)
    return one._replace(inputs=inputs, rows=rows, sections=one.sections | stated, settings=settings)


def settings_if_it_fails(settings: Mapping[str, Decimal | bool]) -> dict[str, Decimal | bool]:
    """Put what is said for a go-live that fails in the place of what is said else."""
    restated = {_restated(path): one for path, one in settings.items() if path.startswith(_PREFIX)}
    return {**settings, **restated}


def has_two_versions(kind: LineType | ItemList) -> bool:
    """Whether a line, or a list, may come to something else where its go-live fails."""
    return kind.charged is Charged.EACH_PHASE and kind.falls is Falls.OVER_STABILISATION


def lasts_for_nothing(one: Slice, recoveries: Iterable[ListElement]) -> bool:
    """
    Whether nothing is paid, or spread, over the days of a go-live that fails.

    Args:
        one: What is in force where the go-live fails.
        recoveries: What may come back then.
    """
    lines = (
        kind.falls is Falls.OVER_STABILISATION
        and kind.charged in {Charged.IF_FAILED, Charged.EACH_PHASE}
        and kind.section in one.sections
        for kind in LINES
    )
    lists = (
        items.falls is Falls.OVER_STABILISATION and bool(one.rows.get(items.path))
        for items in (*ITEM_LISTS, ITEMS_IF_IT_FAILS)
    )
    return not (any(lines) or any(lists) or any(row.contingent for row in recoveries))


def in_two_versions(held: Iterable[Line[N]], failed: Iterable[Line[N]]) -> list[Line[N]]:
    """
    Put the versions of each line together.

    Args:
        held: The lines of a go-live that holds, with the chance of that.
        failed: Those of one that fails, with the chance of that.

    Returns:
        The failed version of each, as it would be if it fails, with what is expected of both.
    """
    left = {line.id: line for line in held if line.counts}
    found = [_both(left.pop(line.id, None), line) for line in failed]
    return found + [
        line._replace(amount=0, formula=None, terms=(), held=line, note=NOTHING_IF_FAILED)
        for line in left.values()
    ]


NOTHING_IF_FAILED = "nothing if it fails"
"""What is said of an item that only a go-live has that holds."""


def _both(held: Line[N] | None, failed: Line[N]) -> Line[N]:
    if held is None:
        return failed
    return failed._replace(expected=total_expected((held, failed)), held=held)


def _restated(path: str) -> str:
    """Return what a path restates that stands under `if_it_fails`."""
    return f"{STABILISATION}.{path.removeprefix(_PREFIX)}"
