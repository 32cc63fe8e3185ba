"""What follows from the declarations: lines and lists by what others ask of them."""

from functools import cache, lru_cache

from omsrisk.core.pricing.case import Input, own_path
from omsrisk.core.pricing.catalogue import (
    CAPITAL_ITEM,
    IF_IT_FAILS,
    ITEM_LISTS,
    ITEMS_IF_IT_FAILS,
    LIKELIHOOD,
    LINES,
    MITIGATION_COST,
    STABILISATION,
    STOPPING_LIKELIHOOD,
    WHOLE,
)
from omsrisk.core.pricing.declarations import (
    Charged,
    Group,
    ItemList,
    LineType,
    fallbacks_among,
)

CATEGORIES = tuple(kind for kind in LINES if kind.group is Group.COST_OF_FAILURE)
"""The categories of the cost of failure."""

BY_PHASE = tuple(kind for kind in LINES if kind.charged in {Charged.IF_FAILED, Charged.EACH_PHASE})
"""The lines that each phase has for itself."""

PARTS = tuple(part for kind in LINES for part in (kind.parts or {}).values())
"""The lists that are parts of a line: an amount or cost items, assessed or not by themselves."""

ROW_LISTS = {kind.rows: kind for kind in LINES if kind.rows}
"""The lists whose elements a formula is applied to one by one, with their lines."""

COURSES = {course: kind for kind in LINES if (course := kind.course())}
"""The lists that say how much each of the days of a line counts, with their lines."""

BY_ID = {kind.id: kind for kind in LINES}
"""Every line by its id."""

COURSES_IF_IT_FAILS = {
    course.replace(STABILISATION, IF_IT_FAILS, 1): kind
    for course, kind in COURSES.items()
    if course.startswith(f"{STABILISATION}.")
}
"""The same for a go-live that fails: what a stabilisation restates of itself."""

_ESTIMATED = (*PARTS, *ITEM_LISTS, ITEMS_IF_IT_FAILS)

LIST_OF = {items.path: items for items in _ESTIMATED}
"""Every list of cost items by its path."""

ADDED_TO = tuple(items.path for items in ITEM_LISTS if items.is_added_to)
"""Lists that a phase adds to those of the scenario instead of replacing them."""

MODEL_LINES = tuple(
    line_id
    for kind in LINES
    for line_id in (kind.id, *(part.path for part in (kind.parts or {}).values()))
)
"""What a scenario assesses or not, by id; a cost item that is gone is known to cost nothing."""

HELD_UP = {kind.held_up[0]: kind for kind in LINES if kind.held_up}
"""The memos of order value that is late, and the lines that say what of it is lost."""

OVERRUN_LIKELIHOODS = frozenset(
    f"{kind.section}.{LIKELIHOOD}" for kind in LINES if kind.group is Group.OVERRUN
)
"""Inputs that say how likely a plan overruns."""

_MAY_EXCEED_THE_WHOLE = frozenset(
    path
    for kind in LINES
    if kind.group is Group.OVERRUN
    for path in kind.needed_inputs()
)  # fmt: skip

_LISTS = (*_ESTIMATED, MITIGATION_COST)


def sections_of(group: Group) -> frozenset[str]:
    """Return the sections that are those of one line of a group alone: stating one assesses it."""
    return frozenset(
        kind.section for kind in LINES if kind.group is group and kind.id == kind.section
    )


@cache
def defaults() -> dict[str, int]:
    """Return what inputs count as where they are left out, by path; `*` is the slug of an element."""
    of_items = {f"{items.path}.*.{LIKELIHOOD}": 1 for items in _ESTIMATED}
    of_lines = {path: one for kind in LINES for path, one in kind.defaults().items()}
    return {**WHOLE, **of_items, **of_lines}


@cache
def fallbacks() -> dict[str, tuple[str, ...]]:
    """Return which inputs count in the place of one that is left out, by path; `*` is a slug."""
    of_lines = {path: others for kind in LINES for path, others in kind.fallbacks().items()}
    return {**of_lines, **fallbacks_among(CAPITAL_ITEM.values())}


def line_of(leaf_id: str) -> LineType | None:
    """Find the line that an id belongs to: its own, a row's of it or a part's."""
    while leaf_id:
        if leaf_id in BY_ID:
            return BY_ID[leaf_id]
        leaf_id = leaf_id.rpartition(".")[0]
    return None


@lru_cache(maxsize=4096)
def list_at(path: str) -> ItemList | None:
    """Find the list of cost items that a path stands in, or is."""
    parts = path.split(".")
    for items, mask in _BY_SECTION.get(parts[0], ()):
        own = parts[: len(mask)]
        if len(own) == len(mask) and all(a in {"*", b} for a, b in zip(mask, own, strict=True)):
            return items
    return None


def is_part(one: Input) -> bool:
    """Whether an input may not rise above 1: a rate of overrun is no part of a whole."""
    return ends_at_the_whole(one.path, one.unit)


def ends_at_the_whole(path: str, unit: str) -> bool:
    """Whether numbers of an input end at 1, by its path and its unit."""
    return unit == "1" and path not in _MAY_EXCEED_THE_WHOLE


def is_likelihood_of_failure(path: str) -> bool:
    """Whether an input says how likely a go-live fails, or how likely the roll-out is abandoned."""
    return own_path(path) in {LIKELIHOOD, STOPPING_LIKELIHOOD}


def is_likelihood_of_cost(path: str) -> bool:
    """Whether an input says how likely a cost falls due: a cost item, or an overrun."""
    if not path.endswith(f".{LIKELIHOOD}"):
        return False
    return path in OVERRUN_LIKELIHOODS or list_at(own_path(path)) is not None


_BY_SECTION: dict[str, list[tuple[ItemList, list[str]]]] = {}
for _items in _LISTS:
    _mask = _items.path.split(".")
    _BY_SECTION.setdefault(_mask[0], []).append((_items, _mask))
