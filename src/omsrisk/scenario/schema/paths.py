"""The shape of the model: which keys a section has, and every path an input can have."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Annotated, NamedTuple, get_args, get_origin

from pydantic.fields import FieldInfo

from omsrisk.core.pricing.case import PHASES, Treatment, own_path
from omsrisk.core.pricing.catalogue import EFFECTS, GAP_LIST, LEARNING, MITIGATION_LIST, WHOLE
from omsrisk.core.pricing.derived import ADDED_TO, list_at
from omsrisk.scenario.schema.choices import Choice, OneOrMore
from omsrisk.scenario.schema.later import LaterSection
from omsrisk.scenario.schema.priced.cost_items import AmountOrItems
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.quantities import MONEY, SHARE, SIGNED, Declaration, Kind, TextKind


class KeyShape(NamedTuple):
    """
    What stands behind one key of a section.

    Attributes:
        key: The key as files write it.
        field: The attribute of the model.
        description: What the key means.
        declaration: What the input is, where it is one.
        kind: Its kind of number, where it is one.
        model: The model of the section, or of each entry of a list; perhaps not loaded yet.
        is_list: Whether it is a list of maps, or can be.
        words: The words it takes, where it takes one of a few.
        is_text: Whether it takes any text.
    """

    key: str
    field: str
    description: str
    declaration: Declaration | None = None
    kind: Kind | None = None
    model: type[Section] | LaterSection | None = None
    is_list: bool = False
    words: tuple[str, ...] = ()
    is_text: bool = False

    @property
    def takes_both(self) -> bool:
        """Whether it takes an amount or a list of cost items."""
        return self.kind is not None and self.is_list

    @property
    def below(self) -> type[Section] | None:
        """The model of what stands below the key: a section, or each element of a list."""
        return self.model.model if isinstance(self.model, LaterSection) else self.model

    @property
    def section(self) -> type[Section] | None:
        """The model of the section, where it is one."""
        return None if self.is_list else self.below

    @property
    def element(self) -> type[Element] | None:
        """The model of the elements, where it is a list of maps, or can be."""
        below = self.below if self.is_list else None
        return below if below is not None and issubclass(below, Element) else None

    @property
    def entry(self) -> type[Section] | None:
        """The model of the entries, where they have no names that a path could write."""
        return self.below if self.is_list and self.element is None else None


def root() -> type[Section]:
    """Return the model of the whole file, loaded where somebody asks for it."""
    from omsrisk.scenario.schema.scenario_file import ScenarioFile

    return ScenarioFile


@cache
def shapes_of(section: type[Section]) -> dict[str, KeyShape]:
    """Return the keys of a section, in the order of the model."""
    shapes = {}
    for name, field in section.model_fields.items():
        key = field.alias or name
        extra = field.json_schema_extra
        declaration = extra if isinstance(extra, Declaration) else None
        kind = next((one for one in field.metadata if isinstance(one, Kind)), None)
        model: type[Section] | LaterSection | None = None
        is_list = False
        amounts = [one for one in field.metadata if isinstance(one, AmountOrItems)]
        if amounts:
            kind, model, is_list = MONEY, amounts[0].element, True
        elif kind is None:
            model, is_list = _model(field.annotation)
        text = declaration.description if declaration else str(field.description or "")
        words = _words(field)
        is_text = any(isinstance(one, TextKind) for one in field.metadata)
        shapes[key] = KeyShape(key, name, text, declaration, kind, model, is_list, words, is_text)
    return shapes


def _words(field: FieldInfo) -> tuple[str, ...]:
    for one in field.metadata:
        choice = one.single if isinstance(one, OneOrMore) else one
        if isinstance(choice, Choice):
            return choice.words
    return ()


def _model(annotation: object) -> tuple[type[Section] | LaterSection | None, bool]:
    """Find the model that a key may hold, and whether it holds a list of it."""
    for option in get_args(annotation):
        is_list = get_origin(option) is tuple
        one = get_args(option)[0] if is_list else option
        if get_origin(one) is Annotated:
            one = get_args(one)[1]
        if isinstance(one, LaterSection) or (isinstance(one, type) and issubclass(one, Section)):
            return one, is_list
    return None, False


class KnownInput(NamedTuple):
    """
    An input that a scenario can state.

    Attributes:
        path: Its path, `*` for the names of list elements.
        declaration: What it is.
        kind: Its kind of number.
        phases: How phases treat it.
    """

    path: str
    declaration: Declaration
    kind: Kind
    phases: Treatment


def treatment_of(path: str, declaration: Declaration) -> Treatment:
    """Tell how phases treat the input at a path: cost items, as the list they stand in says."""
    items = list_at(path)
    return declaration.phases if items is None else items.treatment or declaration.phases


@cache
def known_inputs() -> dict[str, KnownInput]:
    """List every input of the format, by path, in the order of the model."""
    return {one.path: one for one in _inputs(root(), "")}


@lru_cache(maxsize=4096)
def known_input(path: str) -> KnownInput | None:
    """Find the input that a path means, its elements by any name; None where there is none."""
    if path.startswith(LEARNING):
        return _rate_at(path)
    if EFFECTS in path:
        return _effect_at(path)
    known = known_inputs().get(path)
    if known is not None:
        return known
    parts = path.split(".")
    return next((one for mask, one in _masks() if _fits(mask, parts)), None)


def _rate_at(path: str) -> KnownInput | None:
    """Describe the rate at which phases learn on an input; None where they do not take it."""
    tail = path.removeprefix(LEARNING)
    known = known_input(tail)
    if known is None or known.phases is Treatment.SHARED or tail in WHOLE:
        return None
    if tail.startswith(ADDED_TO) or not is_path(f"{PHASES}.*.{tail}"):
        return None
    label = known.declaration.label
    told = f"Part of it that each phase has less than the one before: {label[0].lower()}{label[1:]}."
    declaration = Declaration(label, told, "1", Treatment.INTENSIVE, "20%")
    return KnownInput(path, declaration, SHARE, Treatment.INTENSIVE)


def _effect_at(path: str) -> KnownInput | None:
    """Describe what an effect does to an input, where nobody knows it; None where it acts on none."""
    head, _, tail = own_path(path).partition(EFFECTS)
    known = known_input(own_path(tail)) if EFFECTS not in tail else None
    if known is None or head.partition(".")[0] not in {MITIGATION_LIST, GAP_LIST}:
        return None
    label = known.declaration.label
    label = f"Effect on {label[0].lower()}{label[1:]}"
    told = "What it is multiplied by, set to, or what is added to it, in every phase."
    declaration = Declaration(label, told, known.declaration.unit, Treatment.SHARED, "0.5")
    return KnownInput(path, declaration, SIGNED, Treatment.SHARED)


@cache
def amounts_or_items() -> frozenset[str]:
    """List the keys that take an amount or a list: pydantic names which in its errors."""
    return frozenset(path.rpartition(".")[2] for path, one in _shapes(root(), "") if one.takes_both)


@cache
def _masks() -> tuple[tuple[list[str], KnownInput], ...]:
    return tuple((path.split("."), one) for path, one in known_inputs().items() if "*" in path)


def _fits(mask: list[str], parts: list[str]) -> bool:
    return len(mask) == len(parts) and all(
        one in {"*", other} for one, other in zip(mask, parts, strict=True)
    )


def kind_of(path: str) -> Kind | None:
    """Tell the kind of number at a path; None where there is none."""
    known = known_input(path)
    return None if known is None else known.kind


def _inputs(section: type[Section], prefix: str) -> Iterator[KnownInput]:
    for shape in shapes_of(section).values():
        path = prefix + shape.key
        if shape.declaration is not None and shape.kind is not None:
            treatment = treatment_of(path, shape.declaration)
            yield KnownInput(path, shape.declaration, shape.kind, treatment)
        if shape.section is not None:
            yield from _inputs(shape.section, f"{path}.")
        if shape.element is not None:
            yield from _inputs(shape.element, f"{path}.*.")


def is_path(path: str) -> bool:
    """
    Whether a scenario can have a path, whatever its elements are called.

    >>> is_path("phases.pilot.delay.duration_days"), is_path("delay.days")
    (True, False)
    """
    if path.startswith(LEARNING) or EFFECTS in path:
        return known_input(path) is not None
    section: type[Section] | None = root()
    keys = iter(path.split("."))
    for key in keys:
        shape = shapes_of(section).get(key) if section is not None else None
        if shape is None:
            return False
        section = shape.below
        if shape.element is not None or shape.entry is not None:
            next(keys, None)  # the name of an element, or its number
    return True


def is_path_of_sections(path: str) -> bool:
    """
    Whether a scenario can have a path without a list on the way; no other model is loaded for it.

    >>> is_path_of_sections("stabilisation.freeze"), is_path_of_sections("phases.pilot.delay")
    (True, False)
    """
    section: type[Section] | None = root()
    for key in path.split("."):
        shape = shapes_of(section).get(key) if section is not None else None
        if shape is None:
            return False
        section = None if shape.is_list else shape.below
    return True


def shape_at(path: str) -> KeyShape | None:
    """
    Find the key that a path ends with, its elements by any name.

    Args:
        path: Such as `phases.pilot.delay.duration_days`.

    Returns:
        What stands behind the key; None for an unknown path, and for one that ends with an element.
    """
    section: type[Section] | None = root()
    shape: KeyShape | None = None
    if path.startswith(LEARNING):
        return _shape_of_rate(path)
    keys = iter(path.split("."))
    for key in keys:
        shape = shapes_of(section).get(key) if section is not None else None
        if shape is None:
            return None
        section = shape.below
        if (shape.element is not None or shape.entry is not None) and next(keys, None) is not None:
            shape = None  # of the element itself, unless a key of it follows
    return shape


def _shape_of_rate(path: str) -> KeyShape | None:
    """Describe the entry of a map whose keys are whole paths: there is no model of its keys."""
    known = known_input(path)
    if known is None:
        return None
    key, declaration = path.removeprefix(LEARNING), known.declaration
    return KeyShape(key, key, declaration.description, declaration, known.kind)


@cache
def known_paths() -> tuple[str, ...]:
    """List every path of the format that holds something: sections, lists and inputs."""
    return tuple(known_meanings())


@cache
def known_meanings() -> dict[str, str]:
    """Tell what stands at each path of the format."""
    return {path: shape.description for path, shape in _shapes(root(), "")}


def _shapes(section: type[Section], prefix: str) -> Iterator[tuple[str, KeyShape]]:
    for shape in shapes_of(section).values():
        path = prefix + shape.key
        yield path, shape
        if shape.section is not None:
            yield from _shapes(shape.section, f"{path}.")
        if shape.element is not None:
            yield from _shapes(shape.element, f"{path}.*.")
