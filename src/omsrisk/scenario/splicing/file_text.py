"""The text of one file, into which values are put where paths say."""

from collections.abc import Mapping

from omsrisk.errors import UsageError
from omsrisk.scenario.building.merging import UnknownPathError, nearest_path, put
from omsrisk.scenario.documents.nodes import List, Map, Node, Origin, Scalar
from omsrisk.scenario.documents.places import (
    BY_PATH,
    Location,
    child_of,
    exact_node_at,
    location_of,
)
from omsrisk.scenario.reading.reader import UnreadableError, parse
from omsrisk.scenario.schema.paths import KeyShape, known_input, root, shape_at, shapes_of
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.splicing import edits
from omsrisk.scenario.splicing.new_values import (
    Contents,
    NewValue,
    Written,
    contents_of,
    contents_of_new,
)
from omsrisk.scenario.splicing.quantity_parts import (
    NUMBERS,
    PARTS,
    in_style_of,
    number_in,
    parts_of,
    with_part,
    written_of,
)
from omsrisk.scenario.splicing.text_places import TextPlaces
from omsrisk.text import visible

_FREE = "x-"
"""What keys begin with that belong to nobody: anchors live there."""


class FileText:
    """
    One file as text, and what its bases state.

    Args:
        name: As the user named it.
        text: Its text, without a byte order mark.
        merged: Its document with its bases merged in.
        override: Whether a value that stands in a base is put into the file.

    Attributes:
        text: With all that has been put in so far.
    """

    def __init__(self, name: str, text: str, merged: Map, *, override: bool = False) -> None:
        self.text = text
        self._name = name
        self._merged = merged
        self._override = override
        self._read()

    def put(self, path: str, text: str) -> None:
        """
        Put one value in.

        Args:
            path: An input, or any other key; behind an input also a part of it: `PATH.source`,
                `PATH.low`.
            text: The value, as it would be written in a file; of a text, the text itself.

        Raises:
            UsageError: There is no such path, the value stands in a base, or it cannot be written
                without changing another one.
        """
        target, part = self._target(path)
        shape = shape_at(target)
        if shape is None:
            raise UsageError(f"{visible(path)}: unknown input path `{target}`", nearest_path(target))
        value = _value_of(text, shape, part)
        if shape.section is not None and isinstance(value, Mapping):
            for key, below in value.items():
                self._put(f"{target}.{key}", "", below)
            return
        self._put(target, part, value)

    def _target(self, path: str) -> tuple[str, str]:
        """Part a path into that of an input and the key of a part of it, empty for the whole."""
        head, _, last = path.rpartition(".")
        if last in PARTS and known_input(head) is not None:
            node = exact_node_at(self._merged, location_of(self._merged, head))
            if not isinstance(node, List):
                return head, last
        return path, ""

    def _put(self, path: str, part: str, value: Written) -> None:
        said = f"{path}.{part}" if part else path
        inherited = self._inherited(path, said)
        location = location_of(self._root, path)
        known = known_input(path)
        before = contents_of(self._root)
        old = exact_node_at(self._root, location)
        if isinstance(old, Scalar) and old.is_null:
            old = None
        if old is None and inherited is not None and not self._override:
            place = f"{inherited.origin.name}:{inherited.line}:{inherited.column}"
            raise UsageError(
                f"{visible(said)}: it stands in a base of {visible(self._name)}, {visible(place)}",
                "set it there, or put it into this file with `--override`",
            )
        if known is None:
            new: Written = value
            self._put_key(location, value)
        else:
            if isinstance(old or inherited, List):
                raise UsageError(
                    f"{visible(said)}: it is a list of cost items here",
                    f"set one of them, such as `{path}.NAME.amount`",
                )
            start = old or inherited
            parts = {} if start is None else parts_of(start)
            if isinstance(value, NewValue) and (part or NUMBERS[0]) in NUMBERS:
                value = in_style_of(number_in(parts), value, known.kind)
            whole = with_part(parts, part, value)
            is_plain = not part and isinstance(value, NewValue) and not isinstance(old, Map)
            new = value if is_plain else whole
            self._put_quantity(location, old, new, with_part({}, part, value))
        self._check(said, before, location, new)

    def _inherited(self, path: str, said: str) -> Node | None:
        """Find what a base states at a path; None where none does."""
        stand_in = Scalar(Origin("", ""), 1, 1, 1, 1)
        stand_in.text, stand_in.style = "0", None
        try:
            put(self._merged, path, stand_in)
        except UnknownPathError as error:
            raise UsageError(f"{visible(said)}: {error.message}", error.hint) from None
        node: Node = self._merged
        for number, part in enumerate(location_of(self._merged, path)):
            if isinstance(node, List) and self._is_of_a_base(node):
                place = f"{node.origin.name}:{node.line}:{node.column}"
                held = ".".join(path.split(".")[:number])
                raise UsageError(
                    f"{visible(said)}: the list `{held}` stands in a base of "
                    f"{visible(self._name)}, {visible(place)}",
                    "set it there: a list is replaced as a whole, never in part",
                )
            below = child_of(node, part)
            if below is None:
                return None
            node = below
        return node if self._is_of_a_base(node) else None

    def _is_of_a_base(self, node: Node) -> bool:
        return node.origin.name != self._name

    def _put_quantity(
        self, location: Location, old: Node | None, new: Written, added: Mapping[str, Written]
    ) -> None:
        """Let the quantity at a location become another one, key by key."""
        if not isinstance(old, Map) or isinstance(new, NewValue):
            self._put_key(location, new)
            return
        stale = [key for key in old.keys if key not in new]
        fresh = [key for key in new if key not in old.keys]
        if stale and fresh:  # a number that becomes the likely one keeps its line
            self._edit(edits.renamed(self._places, old, stale[0], _heir(stale[0], fresh)))
            del stale[0]
        for key in stale:
            self._edit(edits.without_entry(self._places, self._map_at(location), key))
        for key, value in new.items():
            here = self._map_at(location)
            if key not in here.keys:
                self._insert(location, here, key, value, PARTS)
            elif key in added:
                self._put_key((*location, key), value)

    def _put_key(self, location: Location, value: Written) -> None:
        """Put a value behind a key, with the sections above it where they are not there yet."""
        depth = 0
        node: Node = self._root
        section: type[Section] | None = root()
        while depth < len(location):
            part = location[depth]
            below = child_of(node, part)
            is_by_path = depth == 1 and location[0] in BY_PATH
            if isinstance(node, Map) and (section is not None or is_by_path):
                if below is None:
                    order = (*node.keys, str(part)) if section is None else tuple(shapes_of(section))
                    key = str(part)
                    self._insert(location[:depth], node, key, _nested(location[depth + 1 :], value),
                                 order)  # fmt: skip
                    return
                if isinstance(below, Scalar) and depth + 1 < len(location):
                    new = _nested(location[depth + 1 :], value)
                    self._replace(node, str(part), new)
                    return
                shape = None if section is None else shapes_of(section).get(str(part))
                section = None if shape is None else shape.below
            if below is None:
                break
            if depth + 1 == len(location) and isinstance(node, Map):
                self._replace(node, str(part), value)
                return
            node = below
            depth += 1
        # the key of a quantity: it is there, as its parts are put in one by one
        parent = exact_node_at(self._root, location[:-1])
        assert isinstance(parent, Map)  # noqa: S101 - the caller has looked
        self._replace(parent, str(location[-1]), value)

    def _replace(self, parent: Map, key: str, value: Written) -> None:
        node = parent.entries[key]
        if isinstance(value, Mapping):
            step = self._places.step(self._root)
            self._edit(edits.with_keys(self._places, parent, key, value, step))
            return
        if isinstance(node, (Map, List)) and not self._places.is_flow(node):
            raise UsageError(
                f"`{visible(key)}` is written over several lines", "change it in the file"
            )
        in_flow = self._places.is_flow(parent)
        self._edit(edits.with_value(self._places, node, value, in_flow=in_flow))

    def _insert(
        self, location: Location, parent: Map, key: str, value: Written, order: tuple[str, ...]
    ) -> None:
        step = self._places.step(self._root)
        if not parent.keys and location and not self._places.is_flow(parent):
            above = self._map_at(location[:-1])
            text = edits.with_keys(self._places, above, str(location[-1]), {key: value}, step)
        else:
            text = edits.with_entry(self._places, parent, key, value, order, step)
        self._edit(text)

    def _map_at(self, location: Location) -> Map:
        node = exact_node_at(self._root, location)
        assert isinstance(node, Map)  # noqa: S101 - the caller has looked
        return node

    def _edit(self, text: str) -> None:
        self.text = text
        self._read()

    def _read(self) -> None:
        origin = Origin(self._name, self.text)
        read = parse(origin)
        assert isinstance(read, Map)  # noqa: S101 - the loader has read it
        self._root = read
        self._places = TextPlaces(origin)

    def _check(self, said: str, before: Contents, location: Location, new: Written) -> None:
        """
        See that what was asked for has changed, and nothing else.

        Raises:
            UsageError: A value that is shared by an anchor would have changed in other places, too.
        """
        wanted = _without_free(_with(before, location, contents_of_new(new)))
        if _without_free(contents_of(self._root)) != wanted:
            raise UsageError(
                f"{visible(said)}: it cannot be changed alone: an anchor shares it with other keys",
                "write a value of its own there, or change it in the file",
            )


def _value_of(text: str, shape: KeyShape, part: str) -> Written:
    """Take a value as it was given: YAML where a number, a word or a list is meant, else text."""
    if shape.is_text or (part and part not in NUMBERS):
        return NewValue(text)
    try:
        node = parse(Origin("", text))
    except UnreadableError:
        return NewValue(text)
    if isinstance(node, Map):
        return {key: written_of(one) for key, one in node.entries.items()}
    return NewValue(text.strip(), is_yaml=True) if isinstance(node, List) else written_of(node)


def _heir(stale: str, fresh: list[str]) -> str:
    """Choose the name that takes the place of one that goes."""
    return next((one for one in ("likely", "value") if one in fresh and one != stale), fresh[0])


def _nested(keys: Location, value: Written) -> Written:
    for key in reversed(keys):
        value = {str(key): value}
    return value


def _with(contents: Contents, location: Location, value: Contents) -> Contents:
    """Return contents with another value at a location."""
    if not location:
        return value
    part = location[0]
    if isinstance(contents, list) and isinstance(part, int):
        return [
            _with(one, location[1:], value) if at == part else one for at, one in enumerate(contents)
        ]
    kept = contents if isinstance(contents, dict) else {}
    return {**kept, str(part): _with(kept.get(str(part)), location[1:], value)}


def _without_free(contents: Contents) -> Contents:
    if not isinstance(contents, dict):
        return contents
    return {key: one for key, one in contents.items() if not key.startswith(_FREE)}
