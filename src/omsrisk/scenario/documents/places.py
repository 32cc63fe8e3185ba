"""Places in a document: the node at a location, its key, and the location as a path."""

from functools import lru_cache

from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.text import slug_of, visible

Location = tuple[str | int, ...]
"""Keys, and numbers of list elements, from the top of the document."""

UNTIL_DAY = "until_day"
"""The key of the last day of a part of a course, which names the part."""

BY_PATH = ("sources", "learning")
"""The maps at the top of a file whose keys are whole paths."""

_NAME_KEYS = ("item", "name", "area", "authority", "group", "rule")


def child_of(node: Node | None, part: str | int) -> Node | None:
    """Return what stands under a key or a number; None where nothing does."""
    if isinstance(node, Map) and isinstance(part, str):
        return node.entries.get(part)
    if isinstance(node, List) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None


def node_at(root: Node, location: Location) -> Node:
    """Find the node at a location, or the nearest one above it."""
    node = root
    for part in location:
        below = child_of(node, part)
        if below is None:
            return node
        node = below
    return node


def exact_node_at(root: Node, location: Location) -> Node | None:
    """Find the node at a location; None where there is none."""
    node: Node | None = root
    for part in location:
        node = child_of(node, part)
    return node


def key_at(root: Node, location: Location) -> Node:
    """Find the node of the key at a location; for an element of a list, the element."""
    if not location:
        return root
    parent = node_at(root, location[:-1])
    if isinstance(parent, Map) and location[-1] in parent.keys:
        return parent.keys[str(location[-1])]
    return node_at(root, location)


def found_at(root: Node, location: Location) -> tuple[Node, str]:
    """
    Find where to point for a location: a value itself, or the key of a section.

    For what is missing it is the key nearest above it.

    Returns:
        The node, and the location as a path.
    """
    if lacks(root, location):
        return root, joined(location)
    node: Node | None = root
    above, last = root, location[:0]
    parts: list[str] = []
    for at, part in enumerate(location):
        below = child_of(node, part)
        if below is not None and node is not None:
            above, last = node, location[at : at + 1]
        parts.append(part if isinstance(part, str) else _element_slug(below, part))
        node = below
    # the key is looked for in the end alone: most places are values, and need no node of a key
    return node if isinstance(node, Scalar) else key_at(above, last), visible(".".join(parts))


def lacks(root: Node, location: Location) -> bool:
    """Whether nothing of a location is there, not even its first key: many rules ask for that."""
    return type(root) is Map and location != () and location[0] not in root.entries


@lru_cache(maxsize=1024)
def joined(location: Location) -> str:
    """Write the location of what is missing as a path."""
    return visible(".".join(map(str, location)))


def path_of(root: Node, location: Location) -> str:
    """Write a location as a path; list elements go by their slug."""
    parts: list[str] = []
    node: Node | None = root
    for part in location:
        below = child_of(node, part)
        parts.append(part if isinstance(part, str) else _element_slug(below, part))
        node = below
    return visible(".".join(parts))


def location_of(root: Node, path: str) -> Location:
    """Find the keys and numbers that a path means, whose list elements go by their name or slug."""
    top, _, rest = path.partition(".")
    if top in BY_PATH and rest:
        return top, rest
    location: list[str | int] = []
    node: Node | None = root
    for part in path.split("."):
        here: str | int = part
        if isinstance(node, List):
            here = _numbers_by_slug(node).get(slug_of(part), part)
        location.append(here)
        node = child_of(node, here)
    return tuple(location)


def _numbers_by_slug(node: List) -> dict[str, int]:
    """Number the elements of a list by slug, once: a long one is asked for each of its elements."""
    if not hasattr(node, "numbers"):
        numbers: dict[str, int] = {}
        for at, one in enumerate(node.items):
            numbers.setdefault(_element_slug(one, at), at)
        node.numbers = numbers
    return node.numbers


def _element_slug(node: Node | None, index: int) -> str:
    if isinstance(node, Map):
        for key in _NAME_KEYS:
            name = node.entries.get(key)
            if isinstance(name, Scalar) and slug_of(name.text):
                return slug_of(name.text)
        until_day = node.entries.get(UNTIL_DAY)
        if isinstance(until_day, Scalar) or "index" in node.entries:
            return slug_of(
                name_of_course_part(until_day.text if isinstance(until_day, Scalar) else None)
            )
    return str(index)


def name_of_course_part(until_day: str | int | None) -> str:
    """Name a part of a course over time by its last day; the last part has none."""
    return "then" if until_day is None else f"until day {until_day}"
