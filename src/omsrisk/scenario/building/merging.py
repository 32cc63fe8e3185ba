"""Merging: a base and what stands over it; values of the command line put where a path says."""

from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.scenario.documents.places import BY_PATH
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.paths import is_path, known_paths, root, shapes_of
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.text import slug_of


def merge(base: Map, over: Map, section: type[Section] | None = None) -> Map:
    """
    Merge two maps deep down to a quantity: a quantity, a cost item, a list is replaced whole.

    Args:
        base: What is inherited.
        over: What wins; its place is that of the result.
        section: The model of both; that of the whole file if left out.
    """
    shapes = shapes_of(section or root())
    entries, keys = dict(base.entries), {**base.keys, **over.keys}
    for key, value in over.entries.items():
        inherited = entries.get(key)
        shape = shapes.get(key)
        if isinstance(inherited, Map) and isinstance(value, Map) and shape is not None:
            if shape.section is not None:
                value = merge(inherited, value, shape.section)  # noqa: PLW2901 - merged value
            elif key in BY_PATH:  # entry by entry
                value = value.like(  # noqa: PLW2901 - merged value
                    {**inherited.entries, **value.entries}, {**inherited.keys, **value.keys}
                )
        entries[key] = value
    return over.like(entries, keys)


class UnknownPathError(ValueError):
    """
    A path that no scenario has, or that this one has not.

    Attributes:
        message: Which, and why.
        hint: The nearest one.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def put(document: Map, path: str, value: Node) -> Map:
    """
    Put a value where a path says, as `--set` does.

    Args:
        document: It is not changed.
        path: Keys joined by dots; an element of a list goes by its name or slug.
        value: What to put there.

    Raises:
        UnknownPathError: There is no such key, or no such element.
    """
    return _put(document, path.split("."), 0, value, root())


def _put(node: Map, keys: list[str], index: int, value: Node, section: type[Section]) -> Map:
    key = keys[index]
    shape = shapes_of(section).get(key)
    if shape is None:
        raise _unknown(".".join(keys))
    here = node.entries.get(key)
    if index + 1 == len(keys):
        both = isinstance(here, Map) and isinstance(value, Map) and shape.section is not None
        new = merge(here, value, shape.section) if both else value  # type: ignore[arg-type]
    elif not index and key in BY_PATH:
        if not is_path(".".join(keys)):
            raise _unknown(".".join(keys))
        new = _put_by_path(here if isinstance(here, Map) else _empty(value), keys, value)
    elif shape.section is not None:
        new = _put(here if isinstance(here, Map) else _empty(value), keys, index + 1, value,
                   shape.section)  # fmt: skip
    elif shape.element is not None:
        if not isinstance(here, List):
            message = f"`{'.'.join(keys[: index + 1])}` is not a list in this scenario"
            raise UnknownPathError(message)
        new = _put_element(here, keys, index + 1, value, shape.element)
    else:
        raise _unknown(".".join(keys))
    key_node = node.keys.get(key)
    if key_node is None or index + 1 == len(keys):
        key_node = _text(key, value)
    return node.like({**node.entries, key: new}, {**node.keys, key: key_node})


def _put_by_path(node: Map, keys: list[str], value: Node) -> Map:
    """Put a value into a map whose keys are whole paths."""
    path = ".".join(keys[1:])
    key_node = node.keys.get(path) or _text(path, value)
    return node.like({**node.entries, path: value}, {**node.keys, path: key_node})


def _put_element(
    elements: List, keys: list[str], index: int, value: Node, element: type[Element]
) -> List:
    wanted = slug_of(keys[index])
    slugs = [_slug(item, element) for item in elements.items]
    if wanted not in slugs:
        parent = ".".join(keys[:index])
        known = tuple(slug for slug in slugs if slug)
        hint = nearest(wanted, known) or (f"there are: {', '.join(known)}" if known else "")
        raise UnknownPathError(f"`{parent}` has no element `{keys[index]}`", hint)
    position = slugs.index(wanted)
    old = elements.items[position]
    copy = List(elements.origin, elements.line, elements.column, elements.end_line,
                elements.end_column)  # fmt: skip
    new = value
    if index + 1 < len(keys) and isinstance(old, Map):
        new = _put(old, keys, index + 1, value, element)
    copy.items = [*elements.items[:position], new, *elements.items[position + 1 :]]
    return copy


def _slug(item: Node, element: type[Element]) -> str:
    name = item.entries.get(element.name_key) if isinstance(item, Map) else None
    written = element.name_written(name.text if isinstance(name, Scalar) else None)
    return "" if written is None else slug_of(written)


def _unknown(path: str) -> UnknownPathError:
    return UnknownPathError(f"unknown input path `{path}`", nearest_path(path))


def nearest_path(path: str) -> str:
    """Ask "did you mean" for an input path."""
    return nearest(path, known_paths())


def _empty(place: Node) -> Map:
    node = Map(place.origin, place.line, place.column, place.end_line, place.end_column)
    node.entries, node.keys = {}, {}
    return node


def _text(text: str, place: Node) -> Scalar:
    node = Scalar(place.origin, place.line, place.column, place.end_line, place.end_column)
    node.text, node.style = text, None
    return node
