"""
Documents that are alike: what follows from their keys and words is worked out once.

A document whose text has the form of one before differs from it in its values alone. What the model
and the case of it come to is then the same but for these, wherever nothing looked at them: that is
found out once, by leaving them open. A value that was looked at belongs to the outline: a document
with another one in its place has an outline of its own, or none.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple, TypeVar

from pydantic_core import PydanticCustomError

from omsrisk.core.open_case import OpenCase
from omsrisk.core.outlines import LookedAtError, OpenValue, OpenValues, Outline, is_open
from omsrisk.core.pricing.case import Case
from omsrisk.scenario.building.doubts import doubtful_numbers, empty_texts
from omsrisk.scenario.building.validation import Validation
from omsrisk.scenario.documents.nodes import List, Map, Node, Origin, Scalar, form_of_text, walk
from omsrisk.scenario.documents.places import Location, exact_node_at
from omsrisk.scenario.schema.paths import shapes_of
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import Kind, Quantity, text_of
from omsrisk.scenario.schema.scenario_file import ScenarioFile

_FORMS_KEPT = 256
_IN_FULL = 8
"""Documents of a form that are validated in full: an outline takes as long as some dozens of them."""

_OUTLINES = 8
_DOCUMENTS_FOR_ANOTHER = 40
_MOST_OUTLINES = 64
"""Outlines of one form: the first, and one more for so many documents that had one."""

_MOST_LEAVES = 200
"""Values that are left open in one document: one that has more is hardly one of thousands."""

S = TypeVar("S", bound=Section)
N = TypeVar("N", bound=Node)

_NUMBER_ALONE = Quantity(Decimal(0))[1:]


class Alike:
    """
    All documents that are alike; one object for all of them.

    Args:
        root: One of them, with its values left open.
        file: Its model, with open values.
        case: Its case, with open values.

    Attributes:
        cases: Their cases.
    """

    def __init__(self, root: Map, file: ScenarioFile, case: Case) -> None:
        self.root = root
        self.file = file
        self.case = case
        self.cases = OpenCase([path for path, one in case.inputs.items() if is_open(one.value)])


class LikeDocument(NamedTuple):
    """
    What a document comes to that is like one before.

    Attributes:
        file: Its model.
        case: What the core prices.
        alike: It and all that are like it.
    """

    file: ScenarioFile
    case: Case
    alike: Alike


class _UnlikeError(Exception):
    """A value is written in another way than the one before."""


class _Leaf(NamedTuple):
    """A scalar that may differ, and how the model reads it."""

    location: Location
    read: Callable[[Scalar], object]


class _Outlined(NamedTuple):
    """What all documents have in common whose fixed texts are these."""

    outline: Outline[tuple[ScenarioFile, Case]]
    alike: Alike


class _Form:
    """
    What is known of the documents of one form.

    Attributes:
        seen: How many there were.
        free: Where values stand that nothing looks at.
        fixed: Where the other texts stand.
        outlines: By these texts; None where the documents that have them are validated in full.
    """

    def __init__(self) -> None:
        self.seen = 0
        self.free: frozenset[Location] = frozenset()
        self.fixed: tuple[Location, ...] = ()
        self.outlines: dict[tuple[str, ...], _Outlined | None] = {}

    def outlined(self, root: Map) -> "_Outlined | None":
        """Find the outline of a document, or make it; None where it has none."""
        self.seen += 1
        if self.seen <= _IN_FULL:
            return None
        if self.outlines:
            texts = _texts_at(root, self.fixed)
            if texts in self.outlines:
                return self.outlines[texts]
            most = min(_OUTLINES + self.seen // _DOCUMENTS_FOR_ANOTHER, _MOST_OUTLINES)
            if len(self.outlines) >= most:
                return None
        return self._made(root)

    def _made(self, root: Map) -> "_Outlined | None":
        """Make the outline of a document, and keep it."""
        found: _Outlined | None = None
        validation = Validation(root)
        file, case = validation.file, validation.case
        leaves: list[_Leaf] = []
        if file is not None and case is not None and not validation.findings:
            leaves = list(_leaves(file, root, ()))[: _MOST_LEAVES + 1]
            if self.outlines:
                leaves = [one for one in leaves if one.location in self.free]
            elif len(leaves) <= _MOST_LEAVES:
                leaves = _not_looked_at(file, root, leaves)
            if len(leaves) == len(self.free) or not self.outlines:
                found = _outline_of(file, root, leaves, case)
        if not self.outlines:
            self.free = frozenset([leaf.location for leaf in leaves])
            self.fixed = tuple(
                where
                for where, node in walk(root)
                if isinstance(node, Scalar) and where not in self.free
            )
        self.outlines[_texts_at(root, self.fixed)] = found
        return found


class LikeDocuments:
    """Validates document after document; of those that are alike, the first in full."""

    def __init__(self) -> None:
        self._forms: dict[object, _Form] = {}

    def validated(self, root: Map) -> LikeDocument | None:
        """
        Validate a document like one before.

        Args:
            root: The document.

        Returns:
            None where it is to be validated in full: it is like no other, something is wrong or odd
            with it, or a number in it decides on more than what it is multiplied with.
        """
        form = form_of_text(root)
        if form is None:
            return None
        known = self._forms.get(form)
        if known is None:
            if len(self._forms) >= _FORMS_KEPT:
                self._forms.clear()
            known = self._forms[form] = _Form()
        outlined = known.outlined(root)
        if outlined is None:
            return None
        try:
            file, case = outlined.outline.filled(root.entries)
        except (PydanticCustomError, _UnlikeError):
            return None
        if doubtful_numbers(root, ScenarioFile) or empty_texts(root):
            return None
        return LikeDocument(file, case, outlined.alike)


def _texts_at(root: Map, locations: tuple[Location, ...]) -> tuple[str, ...]:
    nodes = (exact_node_at(root, where) for where in locations)
    return tuple([node.text for node in nodes if isinstance(node, Scalar)])


def _not_looked_at(file: ScenarioFile, root: Map, leaves: list[_Leaf]) -> list[_Leaf]:
    """
    Choose the leaves that nothing looks at: where something looks at one, each half is tried.

    What goes on while none of some leaves is looked at goes on in the same way with others in their
    places: so those that are not looked at in one half, or in the other, are not in both.
    """
    if not leaves or _judged_open(file, root, leaves) is not None:
        return leaves
    if len(leaves) == 1:
        return []
    half = len(leaves) // 2
    halves = (leaves[:half], leaves[half:])
    return [one for some in halves for one in _not_looked_at(file, root, some)]


def _outline_of(file: ScenarioFile, root: Map, leaves: list[_Leaf], case: Case) -> _Outlined | None:
    """Make an outline, and hold what it makes of the document to what came of it in full."""
    judged = _judged_open(file, root, leaves) if 0 < len(leaves) <= _MOST_LEAVES else None
    if judged is None or case.gaps or any(one.taken for one in file.mitigations or ()):
        return None  # what is decided on is taken later on
    open_root, opened, open_case, values = judged
    try:
        outline = Outline((opened, open_case), values, "entries")
        if outline.filled(root.entries) != (file, case):
            return None
    except (LookedAtError, TypeError, _UnlikeError):
        return None
    return _Outlined(outline, Alike(open_root, opened, open_case))


def _judged_open(
    file: ScenarioFile, root: Map, leaves: list[_Leaf]
) -> tuple[Map, ScenarioFile, Case, OpenValues] | None:
    """Judge a file with some values left open; None where something looks at them."""
    values = OpenValues()
    opened: dict[Location, object] = {}
    for number, leaf in enumerate(leaves):
        node = "".join(
            f"[{part!r}]" if at == 0 else f".entries[{part!r}]" if isinstance(part, str) else
            f".items[{part}]"
            for at, part in enumerate(leaf.location)
        )  # fmt: skip
        name = f"q{number}"
        values.steps.append(f"{name} = {values.constant(leaf.read)}(entries{node})")
        is_text = leaf.read is text_of
        opened[leaf.location] = values.value(name if is_text else f"{name}[0]")
    open_root = _open_node(root, (), opened, OpenValues().value("text"))
    try:
        validation = Validation(open_root, file=_open_model(file, root, (), opened))
    except (LookedAtError, TypeError):
        return None
    if validation.findings or validation.file is None or validation.case is None:
        return None
    return open_root, validation.file, validation.case, values


def _leaves(section: Section, node: Map, above: Location) -> Iterator[_Leaf]:
    """Find the numbers and texts that stand for themselves alone."""
    stated = section.__dict__
    for key, shape in shapes_of(type(section)).items():
        value, below, where = stated[shape.field], node.entries.get(key), (*above, key)
        if isinstance(below, Scalar):
            if type(value) is Quantity and value[1:] == _NUMBER_ALONE and shape.kind is not None:
                yield _Leaf(where, _reader_of(shape.kind))
            elif type(value) is str and shape.is_text:
                yield _Leaf(where, text_of)
        elif isinstance(value, Section) and isinstance(below, Map):
            yield from _leaves(value, below, where)
        elif isinstance(value, tuple) and isinstance(below, List):
            for number, (one, element) in enumerate(zip(value, below.items, strict=False)):
                if isinstance(one, Section) and isinstance(element, Map):
                    yield from _leaves(one, element, (*where, number))


def _reader_of(kind: Kind) -> Callable[[Scalar], Quantity]:
    """Make a reader of numbers that stand for themselves alone."""

    def read(scalar: Scalar) -> Quantity:
        found = kind.quantity(scalar)
        if found.written is not None:
            raise _UnlikeError
        return found

    return read


def _open_model(section: S, node: Node, above: Location, opened: dict[Location, object]) -> S:
    """Copy a model with open values in their places."""
    changed: dict[str, object] = {}
    for key, shape in shapes_of(section.__class__).items():
        value, where = section.__dict__[shape.field], (*above, key)
        below = node.entries.get(key) if isinstance(node, Map) else None
        if where in opened:
            open_value = opened[where]
            changed[shape.field] = open_value if type(value) is str else Quantity(open_value)  # type: ignore[arg-type]
        elif isinstance(value, Section) and below is not None:
            changed[shape.field] = _open_model(value, below, where, opened)
        elif isinstance(value, tuple) and isinstance(below, List):
            changed[shape.field] = tuple(
                _open_model(one, element, (*where, number), opened)
                if isinstance(one, Section)
                else one
                for number, (one, element) in enumerate(zip(value, below.items, strict=False))
            )
    return section.model_copy(update=changed)


def _open_node(node: N, where: Location, opened: dict[Location, object], unknown: OpenValue) -> N:
    """Copy a document with open texts in their places; what it is called is open, and its columns."""
    origin = Origin(unknown, unknown)  # type: ignore[arg-type]
    copy = node.__class__(origin, node.line, unknown, node.end_line, unknown)  # type: ignore[arg-type]
    if isinstance(node, Map) and isinstance(copy, Map):
        copy.entries = {
            key: _open_node(one, (*where, key), opened, unknown) for key, one in node.entries.items()
        }
        copy.keys = {key: _open_node(one, (), {(): key}, unknown) for key, one in node.keys.items()}
    elif isinstance(node, List) and isinstance(copy, List):
        items = enumerate(node.items)
        copy.items = [_open_node(one, (*where, at), opened, unknown) for at, one in items]
    elif isinstance(node, Scalar) and isinstance(copy, Scalar):
        text = opened.get(where, node.text)
        copy.text, copy.style = text, node.style  # type: ignore[assignment]
    return copy
