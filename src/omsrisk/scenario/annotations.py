"""What authors say beside their numbers: notes, and who watches an input."""

from collections.abc import Iterator

from omsrisk.core.text import slug_of
from omsrisk.scenario.model import Element, Section
from omsrisk.scenario.quantities import Monitored, Quantity
from omsrisk.scenario.shapes import shapes_of


def notes_of(section: Section) -> dict[str, str]:
    """Give the notes of a file by the path of the input or element they stand at."""
    found = {path: one.note for path, one in _quantities(section, "") if one.note}
    for path, element in _elements(section, ""):
        note = getattr(element, "note", None)
        if note:
            found[path] = note
    return found


def monitored_inputs(section: Section) -> dict[str, Monitored]:
    """Give who watches which input, and how often, by its path."""
    return {
        path: one.monitored for path, one in _quantities(section, "") if one.monitored is not None
    }


def _quantities(section: Section, prefix: str) -> Iterator[tuple[str, Quantity]]:
    for key, shape in shapes_of(type(section)).items():
        value = section.__dict__[shape.field]
        if type(value) is Quantity:
            yield prefix + key, value
        elif isinstance(value, Section):
            yield from _quantities(value, f"{prefix}{key}.")
    for path, element in _own_elements(section, prefix):
        yield from _quantities(element, f"{path}.")


def _elements(section: Section, prefix: str) -> Iterator[tuple[str, Element]]:
    for key, shape in shapes_of(type(section)).items():
        value = section.__dict__[shape.field]
        if isinstance(value, Section):
            yield from _elements(value, f"{prefix}{key}.")
    for path, element in _own_elements(section, prefix):
        yield path, element
        yield from _elements(element, f"{path}.")


def _own_elements(section: Section, prefix: str) -> Iterator[tuple[str, Element]]:
    for key, shape in shapes_of(type(section)).items():
        value = section.__dict__[shape.field]
        if shape.element is not None and type(value) is tuple:  # a quantity is one, too
            for element in value:
                yield f"{prefix}{key}.{slug_of(element.element_name or '')}", element
