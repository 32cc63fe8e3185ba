"""
Bounds: how much one scenario may hold, so that each question about it has an answer in seconds.

They are checked on the nodes, before anything is made of them: what a file costs that holds too much
is the reading of its bytes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from omsrisk.core.pricing.case import PHASES as PHASE_LIST
from omsrisk.core.pricing.catalogue import GAP_LIST, MITIGATION_COST, MITIGATION_LIST
from omsrisk.core.pricing.declarations import Charged
from omsrisk.core.pricing.derived import ADDED_TO, LIST_OF, ROW_LISTS
from omsrisk.scenario.documents.findings import Finding, at
from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar, text_alone


class Bound(NamedTuple):
    """
    The most of one kind that a scenario may hold.

    Attributes:
        noun: What is counted, in the plural.
        most: How many there may be.
        keys: The lists or maps that hold them, by key.
        in_all: Whether all such lists of the file count together, as against each by itself.
    """

    noun: str
    most: int
    keys: tuple[str, ...] = ()
    in_all: bool = False


PHASES = Bound("phases", 1_000, (PHASE_LIST,))
ITEMS = Bound(
    "cost items",
    10_000,
    tuple(dict.fromkeys(path.rpartition(".")[2] for path in (*LIST_OF, MITIGATION_COST.path))),
    in_all=True,
)
POINTS = Bound("integration points", 10_000, ("integrations",), in_all=True)
DEPARTMENTS = Bound("departments", 10_000, ("departments",), in_all=True)
RANGES = Bound("ranges and intervals", 1_000)
SOURCES = Bound("sources", 1_000, ("sources",))
LIMITS = Bound("limits", 1_000, ("limits",))
BASES = Bound("bases", 100, ("extends",))
EFFECTS = Bound("effects", 10_000, ("effects",), in_all=True)
TEXTS = Bound("entries of one list", 1_000)
LINES = Bound("elements that phases inherit, counted once for each phase", 20_000)
FINDINGS = Bound("findings", 10_000)

BOUNDS = (
    PHASES,
    ITEMS,
    POINTS,
    DEPARTMENTS,
    RANGES,
    SOURCES,
    LIMITS,
    Bound("gaps", 1_000, (GAP_LIST,)),
    Bound("mitigations", 1_000, (MITIGATION_LIST,)),
    EFFECTS,
    Bound("correlations", 1_000, ("correlations",)),
    Bound("waivers", 1_000, ("waivers",)),
    BASES,
    TEXTS,
    LINES,
    FINDINGS,
)
"""Every bound there is, in the order in which `explain` lists them."""

CODE = "SCN114"

_BY_KEY = {key: one for one in BOUNDS for key in one.keys}
_RANGE_KEYS = frozenset(("low", "high", "p5", "p95", "p10", "p90"))

_INHERITED = tuple(
    path
    for path in (*ROW_LISTS, *LIST_OF)
    if path not in LIST_OF or LIST_OF[path].charged is not Charged.ONCE
)
"""Lists that each phase prices for itself, its own or the scenario's."""


SMALL = 250
"""Nodes of a document that passes no bound: half of them phases, which inherit the other half."""


def beyond_bounds(document: Map) -> list[Finding]:
    """
    Find what a document holds too much of.

    Args:
        document: Its bases merged in; keys that begin with `x-` hold nothing.

    Returns:
        A finding for each bound that is passed, at the list or map where it is.
    """
    if text_alone(document) is not None and document.size < SMALL:
        return []
    counting = _Counting()
    for key, node in document.entries.items():
        if not key.startswith("x-"):
            counting.walk(key, node)
    return [*counting.found, *_inherited(document)]


class _Counting:
    """Counts what a document holds; of what is counted in all, the first that is too much is told."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self._seen: Counter[str] = Counter()

    def walk(self, key: str, node: Node) -> None:
        """Count a node and all below it; nesting is bounded, so recursion is, too."""
        if isinstance(node, List):
            self._count(_BY_KEY.get(key, TEXTS), node, len(node.items))
            for one in node.items:
                if not isinstance(one, Scalar):
                    self.walk("", one)
        elif isinstance(node, Map):
            if key in _BY_KEY and _BY_KEY[key] in {SOURCES, LIMITS, EFFECTS}:
                self._count(_BY_KEY[key], node, len(node.entries))
            if not _RANGE_KEYS.isdisjoint(node.entries):
                self._count(RANGES, node, 1, in_all=True)
            for below, one in node.entries.items():
                if not isinstance(one, Scalar):
                    self.walk(below, one)

    def _count(self, bound: Bound, node: Node, number: int, *, in_all: bool = False) -> None:
        if not (bound.in_all or in_all):
            if number > bound.most:
                self.found.append(_beyond(bound, node, number))
            return
        before = self._seen[bound.noun]
        self._seen[bound.noun] += number
        if before <= bound.most < before + number:
            self.found.append(_beyond(bound, node, before + number))


def _inherited(document: Map) -> Iterator[Finding]:
    """Count what the phases price: a list that each of many inherits is priced as many times."""
    phases = document.entries.get(PHASE_LIST)
    if not isinstance(phases, List):
        return
    stated = [one for one in phases.items if isinstance(one, Map)]
    number = 0
    for path in _INHERITED:
        keys = path.split(".")
        own = [_length(one, keys) for one in stated]
        shared = _length(document, keys) or 0
        added = path in ADDED_TO
        number += sum((one or 0) + shared if added or one is None else one for one in own)
    if number > LINES.most:
        yield _beyond(LINES, phases, number)


def _length(node: Node | None, path: Sequence[str]) -> int | None:
    """Count the elements of a list; None where there is none."""
    for key in path:
        node = node.entries.get(key) if isinstance(node, Map) else None
    return len(node.items) if isinstance(node, List) else None


def _beyond(bound: Bound, node: Node, number: int) -> Finding:
    message = f"{number:,} {bound.noun} are more than a scenario can hold: {bound.most:,}"
    return at(node, CODE, message, hint=f"split the scenario; bounds: omsrisk explain {CODE}")


def beyond_bases(node: Node) -> Finding | None:
    """Find that a file extends more bases than it may; None where it does not."""
    if isinstance(node, List) and len(node.items) > BASES.most:
        return _beyond(BASES, node, len(node.items))
    return None


def too_many_findings(document: Node, number: int) -> Finding:
    """
    Say how many findings there are, where only the first are kept.

    Args:
        document: What they are about.
        number: All of them.
    """
    message = f"{number:,} findings; the first {FINDINGS.most:,} are kept"
    return at(document, CODE, message, hint="is this the right file?")
