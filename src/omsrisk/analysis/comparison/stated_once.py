"""
What an input moves that one of two states alone states.

Where an input is left out, something else holds: a default, or that a line is not assessed. What that
is, only the model knows; so the document itself is changed: the state before takes over what is new,
or loses what is gone, and is validated and priced as any file. Where that makes no valid file, as one
of several inputs of a formula does not without the others, the nearest section or element around it
that does is moved as a whole, and each of its inputs is told with what all of them move together.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import NetExposures
from omsrisk.core.money import add
from omsrisk.core.pricing.catalogue import SHARE_OF_ORDERS
from omsrisk.scenario.building.validation import Validation
from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.scenario.documents.places import child_of, exact_node_at, location_of

_PHASES = "phases"
"""The phases make up one whole: none comes or goes alone."""

_NAME, _SHARE, _APPROACH = "name", SHARE_OF_ORDERS, "approach"

_MOST_PRICED = 5_000
"""Inputs that are priced anew altogether: of a large file, few times all of them."""

_FEWEST = 5


class MovedTogether(NamedTuple):
    """
    What inputs move that come or go.

    Attributes:
        level: The input itself, or the section or element around it that moves as a whole.
        effect: What the net exposure changes by, exact but for means [money].
    """

    level: str
    effect: Decimal


class StatedOnce:
    """
    What inputs move that one state alone states; each document is priced once.

    Args:
        old: The state that is moved.
        new: The one with or without them.
        nets: What values both.
    """

    def __init__(self, old: Assessment, new: Assessment, nets: NetExposures) -> None:
        self._old, self._new, self._nets = old.scenario, new.scenario, nets
        self._known: dict[tuple[str, bool], Decimal | None] = {}
        self._levels: dict[bool, dict[str, list[str]]] = {}
        inputs = max(len(one.scenario.case.inputs) for one in (old, new))
        self._left = max(_FEWEST, _MOST_PRICED // (inputs + 1))

    def of(self, path: str, together: Collection[str], *, is_new: bool) -> MovedTogether | None:
        """
        Price the state before with an input more, or without it.

        Args:
            path: Where it is stated.
            together: All inputs that come, or all that go, this one among them.
            is_new: Whether it comes.

        Returns:
            None where that is no valid file, or too many have been tried.
        """
        if self._acts():
            return None
        for level in _levels(path):
            if (level, is_new) not in self._known:
                inside = self._inside(together, is_new=is_new).get(level, [])
                self._known[level, is_new] = self._moved(level, inside, is_new=is_new)
            found = self._known[level, is_new]
            if found is not None:
                return MovedTogether(level, found)
        return None

    def _inside(self, together: Collection[str], *, is_new: bool) -> dict[str, list[str]]:
        """List what lies in each level, of all that come or go: they are the same at each call."""
        if is_new not in self._levels:
            found: dict[str, list[str]] = {}
            for path in together:
                for level in _levels(path):
                    found.setdefault(level, []).append(path)
            self._levels[is_new] = found
        return self._levels[is_new]

    def _acts(self) -> bool:
        """Whether effects act in one of them: they stand in no document."""
        return any(one.case.unmitigated is not None for one in (self._old, self._new))

    def of_shares(self) -> Decimal | None:
        """
        Price the state before with the shares of the other's phases.

        Where it has no phases they come with their shares alone, and restate nothing.

        Returns:
            What the net exposure changes by, exact but for means [money]; None where the other has
            no phases, both have others, or that is no valid file.
        """
        if self._acts():
            return None
        split = _split_as(self._old.root, self._new.root)
        return None if split is None else self._change(split)

    def _moved(self, level: str, inside: list[str], *, is_new: bool) -> Decimal | None:
        if self._left <= 0:
            return None
        self._left -= 1
        document: Map | None = self._old.root
        other = self._new.root
        without = (self._old if is_new else self._new).root
        whole = exact_node_at(without, location_of(without, level)) is None
        for path in [level] if whole else inside:
            if document is not None:
                parts = path.split(".")
                changed = _taking(document, other, parts) if is_new else _losing(document, parts)
                document = changed if isinstance(changed, Map) else None
        return None if document is None else self._change(document)

    def _change(self, document: Map) -> Decimal | None:
        """Take the net exposure of the state before from a document's; None where that is invalid."""
        by_hand = tuple(self._old.case.set_by_hand)
        case = Validation(document, by_hand, self._old.independent).case
        nets = [None if one is None else self._nets.of(one) for one in (self._old.case, case)]
        if nets[0] is None or nets[1] is None:
            return None
        return add(nets[1], nets[0].copy_negate())


def _split_as(document: Map, other: Map) -> Map | None:
    """Give a document the shares of another's phases; None where its own are others."""
    own, phases = child_of(document, _PHASES), child_of(other, _PHASES)
    if not isinstance(phases, List) or not (own is None or isinstance(own, List)):
        return None
    there = [*_maps(phases)]
    here = [_only(one, {_NAME, _SHARE}) for one in there] if own is None else [*_maps(own)]
    names, shares = ([one.entries.get(key) for one in there] for key in (_NAME, _SHARE))
    if [_text(one.entries.get(_NAME)) for one in here] != [*map(_text, names)]:
        return None
    split = [_with_child(one, _SHARE, share) for one, share in zip(here, shares, strict=True)]
    given = _with_child(document, _PHASES, _list_like(phases, [one for one in split if one]))
    approach = child_of(other, _APPROACH)
    if own is None and approach is not None and given is not None:
        given = _with_child(given, _APPROACH, approach)
    return given if isinstance(given, Map) else None


def _maps(node: List) -> Iterator[Map]:
    yield from (one for one in node.items if isinstance(one, Map))


def _only(node: Map, kept: Collection[str]) -> Map:
    return node.like(
        {key: one for key, one in node.entries.items() if key in kept},
        {key: one for key, one in node.keys.items() if key in kept},
    )


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) else None


def _levels(path: str) -> Iterator[str]:
    """List a path and what it lies in, the innermost first."""
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        level = ".".join(parts[:count])
        if level != _PHASES:
            yield level


def stated_as_in(document: Map, other: Map, path: str) -> Map | None:
    """
    Copy a document with what another states at a path, or without it where the other says nothing.

    Args:
        document: A file with its bases merged in.
        other: The other one.
        path: Where it stands in both.

    Returns:
        None where there is no place for it.
    """
    parts = path.split(".")
    there = exact_node_at(other, location_of(other, path)) is not None
    found = _taking(document, other, parts) if there else _losing(document, parts)
    return found if isinstance(found, Map) else None


def _taking(document: Node, other: Node, parts: list[str]) -> Node | None:
    """Copy what stands at a path of another document; None where there is no place for it."""
    (part,), (there,) = location_of(document, parts[0]), location_of(other, parts[0])
    here, source = child_of(document, part), child_of(other, there)
    if source is None:
        return None
    if len(parts) == 1:
        return _with_child(document, part, source)
    if here is None:
        if not isinstance(source, Map) or not isinstance(document, Map):
            return None
        here = source.like({}, {})
    below = _taking(here, source, parts[1:])
    return None if below is None else _with_child(document, part, below)


def _losing(document: Node, parts: list[str]) -> Node | None:
    """Leave out what stands at a path; None where nothing does."""
    (part,) = location_of(document, parts[0])
    here = child_of(document, part)
    if here is None:
        return None
    if len(parts) == 1:
        return _with_child(document, part, None)
    below = _losing(here, parts[1:])
    return None if below is None else _with_child(document, part, below)


def _with_child(node: Node, part: str | int, child: Node | None) -> Node | None:
    """Copy a map or list with another child; one that is new comes last."""
    if isinstance(node, Map):
        entries = {key: one for key, one in node.entries.items() if key != part or child is not None}
        keys = {key: one for key, one in node.keys.items() if key in entries}
        if child is not None:
            entries[str(part)] = child
            keys.setdefault(str(part), _key(str(part), child))
        return node.like(entries, keys)
    if isinstance(node, List):
        items: dict[str | int, Node] = dict(enumerate(node.items))
        items.pop(part, None) if child is None else items.update({part: child})
        return _list_like(node, items.values())
    return None


def _list_like(node: List, items: Iterable[Node]) -> List:
    copy = List(node.origin, node.line, node.column, node.end_line, node.end_column)
    copy.items = [*items]
    return copy


def _key(text: str, place: Node) -> Scalar:
    key = Scalar(place.origin, place.line, place.column, place.line, place.column)
    key.text, key.style = text, None
    return key
