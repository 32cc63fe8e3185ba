"""Named elements of a scenario that come and go: phases, integration points, cost items, gaps."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.pricing.case import PHASES, Case, Input, own_path
from omsrisk.core.pricing.catalogue import CAPITAL_ITEMS, GAP_LIST, MITIGATION_LIST
from omsrisk.core.pricing.derived import LIST_OF, ROW_LISTS
from omsrisk.scenario.schema.scenario_file import VARIANTS


class NamedElement(NamedTuple):
    """
    A named element of a list.

    Attributes:
        where: Path of the list, such as `data_misalignment.integrations`; of a phase's own behind
            `phases.SLUG.`.
        slug: Its name as paths and ids write it.
        name: Its name as the author wrote it.
    """

    where: str
    slug: str
    name: str

    @property
    def noun(self) -> str:
        """What it is called."""
        if self.where == VARIANTS:
            return "variant"
        return _NOUNS.get(own_path(self.where), "element")

    @property
    def line_id(self) -> str:
        """The line, or phase, whose amount it made; empty where it made none of its own."""
        prefix = _LINES.get(own_path(self.where), "")
        return f"{prefix}.{self.slug}" if prefix else ""


class ChangedElements(NamedTuple):
    """
    The elements that are not as they were.

    Attributes:
        removed: Those that are gone.
        added: Those that are new.
        renamed: Those that stand under another name with the same numbers: before, and now.
    """

    removed: tuple[NamedElement, ...] = ()
    added: tuple[NamedElement, ...] = ()
    renamed: tuple[tuple[NamedElement, NamedElement], ...] = ()

    def with_those_of(self, others: "ChangedElements") -> "ChangedElements":
        """Add the elements of other lists."""
        return ChangedElements(
            (*self.removed, *others.removed),
            (*self.added, *others.added),
            (*self.renamed, *others.renamed),
        )


NOTHING_CHANGED = ChangedElements()

_NOUNS = {
    PHASES: "phase",
    **{path: kind.row_noun for path, kind in ROW_LISTS.items()},
    **{path: items.noun for path, items in LIST_OF.items()},
    CAPITAL_ITEMS: "capital item",
    MITIGATION_LIST: "mitigation",
    GAP_LIST: "gap",
}
"""The lists whose elements are priced, and what one is called."""

_LINES = {
    PHASES: PHASES,
    **{path: kind.id for path, kind in ROW_LISTS.items()},
    **{path: items.group.value for path, items in LIST_OF.items() if items.is_estimate},
}
"""
The lists whose elements are estimates of what may go wrong: one that is gone is no longer assessed.

A planned item that is gone is known not to be bought.
"""


def changed_elements(old: Case, new: Case) -> ChangedElements:
    """
    Find the elements that are gone, new, or renamed.

    Args:
        old: Before.
        new: Now.

    An element of another name with the very numbers of one that is gone is that one, renamed.
    """
    before, after = dict(_elements(old)), dict(_elements(new))
    removed = [one for key, one in before.items() if key not in after]
    added = [one for key, one in after.items() if key not in before]
    renamed: list[tuple[NamedElement, NamedElement]] = []
    then, now = _by_list(old, removed), _by_list(new, added)
    for key, candidates in then.items():
        for was, becomes in zip(candidates, now.get(key, ()), strict=False):
            renamed.append((was, becomes))
            removed.remove(was)
            added.remove(becomes)
    return ChangedElements(tuple(removed), tuple(added), tuple(renamed))


def lost_elements(changes: ChangedElements) -> Iterator[str]:
    """List the ids of lines and phases that are no longer assessed, as their element is gone."""
    yield from (one.line_id for one in changes.removed if one.line_id)


def gained_elements(changes: ChangedElements) -> Iterator[str]:
    """List the ids of lines and phases that are newly assessed, as their element is new."""
    yield from (one.line_id for one in changes.added if one.line_id)


def _elements(case: Case) -> Iterator[tuple[tuple[str, str], NamedElement]]:
    for where, rows in case.rows.items():
        if where in _NOUNS:
            for row in rows:
                yield (where, row.slug), NamedElement(where, row.slug, row.name)
    for phase in case.phases:
        for name, rows in phase.rows.items():
            if name in _NOUNS and name.partition(".")[0] in phase.restated_sections:
                where = phase.prefix + name
                for row in rows:
                    yield (where, row.slug), NamedElement(where, row.slug, row.name)
        for name, rows in phase.own_rows.items():
            for row in rows:
                yield (name, row.slug), NamedElement(name, row.slug, row.name)


_Key = tuple[str, tuple[tuple[str, Decimal], ...]]


def _by_list(case: Case, elements: list[NamedElement]) -> dict[_Key, list[NamedElement]]:
    """Group elements by their list and the numbers that stand below them."""
    wanted = {f"{one.where}.{one.slug}": one for one in elements}
    numbers: dict[str, list[tuple[str, Decimal]]] = {path: [] for path in wanted}
    if wanted:
        for path, one in _inputs(case):
            for end in (at for at, sign in enumerate(path) if sign == "."):
                if path[:end] in numbers:
                    numbers[path[:end]].append((path[end:], one.value))
    found: dict[_Key, list[NamedElement]] = {}
    for path, element in wanted.items():
        if numbers[path]:
            found.setdefault((element.where, tuple(sorted(numbers[path]))), []).append(element)
    return found


def _inputs(case: Case) -> Iterator[tuple[str, Input]]:
    yield from case.inputs.items()
    yield from ((phase.share.path, phase.share) for phase in case.phases)
